"""Status of provisions over time: a state a provision and period, by document, for the dot matrix."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reopen.accord.coded import grade_word
from reopen.accord.status import history, provisions_on
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

#: Columns at most; beyond these, periods are longer.
MOST = 30
#: Months of a period, the shortest of which there are not too many, and the word for it.
PERIODS = ((1, "month"), (3, "quarter"), (6, "half-year"), (12, "year"), (60, "five years"))


@dataclass(frozen=True, slots=True)
class State:
    """State of a provision: its grade, None where it is not coded, and what stands beside it."""

    grade: int | None
    late: bool
    overtaken: bool
    disputed: bool

    @property
    def text(self) -> str:
        """The state in words.

        Examples
        --------
        >>> State(2, True, False, True).text
        'intermediate, late, disputed'
        """
        flags = [name for name in ("late", "overtaken", "disputed") if getattr(self, name)]
        return ", ".join([grade_word(self.grade), *flags])


@dataclass(frozen=True, slots=True)
class Change:
    """A state, and the day from which it holds."""

    day: str
    state: State


@dataclass(frozen=True, slots=True)
class Row:
    """A provision.

    Attributes
    ----------
    provision_id, summary : str
        As the register has them.
    changes : tuple of Change
        Every change of its state, oldest first.
    cells : tuple of (State or None)
        State at the end of each column; None before its document is known.
    """

    provision_id: str
    summary: str
    changes: tuple[Change, ...]
    cells: tuple[State | None, ...]

    @property
    def text(self) -> str:
        """Every change in words."""
        return "; ".join(f"{one.day} {one.state.text}" for one in self.changes)


@dataclass(frozen=True, slots=True)
class Block:
    """A document and its provisions."""

    document_id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """The matrix.

    Attributes
    ----------
    period : str
        What a column is: month, quarter, half-year, year or five years.
    ends : tuple of str
        Last day of each column; the last one is the day itself.
    blocks : tuple of Block
        Documents in the order of their dates.
    """

    period: str
    ends: tuple[str, ...]
    blocks: tuple[Block, ...]


def dots(region: Region, day: str) -> Dots:
    """Status of every provision over time until a day.

    Parameters
    ----------
    region : Region
        Its documents, provisions and codings are read.
    day : str
        ISO date of the last column. Nothing later is looked at.
    """
    changes: dict[str, list[Change]] = {}
    for row in records(history(region, day)):
        changes.setdefault(row["provision_id"], []).append(Change(row["date"], _state(row)))
    provisions = records(provisions_on(region, day))
    first = min((some[0].day for some in changes.values()), default=day)
    period, ends = columns(first, day)
    blocks: dict[str, list[Row]] = {}
    titles: dict[str, str] = {}
    for row in provisions:
        some = changes.get(row["provision_id"], [])
        titles[row["document_id"]] = row["document"]
        blocks.setdefault(row["document_id"], []).append(
            Row(row["provision_id"], row["summary"], tuple(some), tuple(_at(some, end) for end in ends))
        )
    made = tuple(Block(name, titles[name], tuple(rows)) for name, rows in blocks.items())
    return Dots(period, ends, made)


def columns(first: str, day: str) -> tuple[str, tuple[str, ...]]:
    """Periods from a day to another: the word for one, and the last day of each, the last one cut.

    Examples
    --------
    >>> columns("2025-11-10", "2026-01-20")
    ('month', ('2025-11-30', '2025-12-31', '2026-01-20'))
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(day)
    spanned = (end.year - begin.year) * 12 + end.month - begin.month + 1
    months, word = next((one for one in PERIODS if spanned / one[0] <= MOST), PERIODS[-1])
    ends: list[str] = []
    number = (begin.year * 12 + begin.month - 1) // months
    while True:
        number += 1
        year, month = divmod(number * months, 12)
        last = date(year, month + 1, 1) - timedelta(days=1)
        if last >= end:
            return word, (*ends, day)
        ends.append(last.isoformat())


def _state(row: dict[str, Any]) -> State:
    import pandas as pd

    grade = None if pd.isna(row["implementation"]) else int(row["implementation"])
    return State(grade, bool(row["late"]), bool(row["overtaken"]), bool(row["disputed"]))


def _at(changes: list[Change], day: str) -> State | None:
    """The state that holds on a day; None before the first."""
    number = bisect_right([one.day for one in changes], day)
    return changes[number - 1].state if number else None
