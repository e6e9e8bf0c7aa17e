"""The accord's provisions on a day: how far each is done, what is late, and whose figures these are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reopen.accord.coded import FULL, GRADES, NOT_CODED, Coding, grade_word, in_force, last_day, sequences
from reopen.accord.known import known_sources
from reopen.accord.said import claims_by_side
from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

COLUMNS = (
    "provision_id", "document_id", "document", "number", "topic", "category", "obligated", "beneficiary",
    "summary", "deadline", "deadline_type", "implementation", "grade", "late", "done_late", "days_late",
    "overtaken", "disputed", "status", "coder", "coded_on", "note", "event_ids", "source",
)  # fmt: skip
#: What stands beside the grade, by the column that holds it.
FLAGS: Mapping[str, str] = MappingProxyType(
    {"late": "late", "done late": "done_late", "overtaken": "overtaken", "disputed": "disputed"}
)
LATE = (
    "provision_id", "document_id", "document", "summary", "obligated", "deadline", "days_late", "status",
    "grade", "implementation", "disputed", "source",
)  # fmt: skip
CHANGES = (
    "provision_id", "document_id", "date", "implementation", "grade", "late", "overtaken", "disputed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccordStatus:
    """The accord on a day.

    Attributes
    ----------
    as_of : str
        The day.
    provisions : DataFrame
        Every provision of a document known by the day, columns `COLUMNS`; see :func:`provisions_on`.
    counts : mapping of str to int
        Provisions by grade, in the order of the scale and "not coded" last; they sum to the provisions.
    flags : mapping of str to int
        Provisions that are late, done late, overtaken and disputed. These stand beside the grades: a
        provision can have none of them or several.
    late : DataFrame
        Provisions that are late, the longest first, columns `LATE`.
    claims_by_side : mapping of str to int
        Claims known by the day, by the side of the claimant.
    sources_by_affiliation : mapping of str to int
        Sources published by the day, or undated, by affiliation.
    """

    as_of: str
    provisions: pd.DataFrame
    counts: Mapping[str, int]
    flags: Mapping[str, int]
    late: pd.DataFrame
    claims_by_side: Mapping[str, int]
    sources_by_affiliation: Mapping[str, int]


def accord_status(region: Region, as_of: str | None = None) -> AccordStatus:
    """Status of every provision of a region on a day, the day of the region's data by default.

    Nothing dated later than the day is looked at; a date without its day counts from the last day that
    it can mean.

    Raises
    ------
    SettingsError
        When the day is no date.

    Examples
    --------
    >>> import reopen
    >>> register = reopen.load()
    >>> sum(accord_status(register).counts.values()) == len(register["provision"])
    True
    """
    day = iso_date(region.meta.as_of if as_of is None else as_of)
    provisions = provisions_on(region, day)
    sources = region["source"]
    published = sources.loc[known_by(sources["date"], day), "affiliation"].replace("", "not classified")
    late = provisions[provisions["late"]].sort_values(["days_late", "provision_id"], ascending=[False, True])
    found = Counter(provisions["grade"])
    return AccordStatus(
        as_of=day,
        provisions=provisions,
        counts=MappingProxyType({word: found[word] for word in (*GRADES, NOT_CODED)}),
        flags=MappingProxyType({word: int(provisions[name].sum()) for word, name in FLAGS.items()}),
        late=late[list(LATE)].reset_index(drop=True),
        claims_by_side=MappingProxyType(claims_by_side(region, day)),
        sources_by_affiliation=MappingProxyType(dict(sorted(Counter(map(str, published)).items()))),
    )


def provisions_on(region: Region, day: str, *, coder: str | None = None) -> pd.DataFrame:
    """Every provision of the documents known on a day, with its status on that day.

    The status is the newest coding known (:func:`reopen.accord.coded.sequences`).

    Parameters
    ----------
    region : Region
        Its tables ``document``, ``provision``, ``coding``, ``event`` and ``source`` are read.
    day : str
        The day, such as 2026-03-31.
    coder : str, optional
        Only codings of this coder; of all of them by default.

    Returns
    -------
    DataFrame
        One row a provision, columns `COLUMNS`, in the order of documents and numbers:

        implementation, grade
            0 to 3 (Int64, NA where not coded) and its word.
        late
            The last day of the deadline is over, the provision is not known to be fully done, and events
            have not overtaken it.
        done_late
            Fully done on the day, but first after the last day of the deadline. A coding whose date may lie
            before the deadline is given the benefit of the doubt.
        days_late
            Days from the deadline to the day, or to the day on which it was first fully done; 0 where
            neither late nor done late. With dates that lack their day it is the least that they can mean.
        overtaken, disputed, status, coder, coded_on, note, event_ids, source
            As the coding has them; False, blank and the provision's own sources without one. Events and
            sources that are dated later are left out.

    Raises
    ------
    SettingsError
        When the day is no date.
    UnknownIdError
        When nobody of the coder's name has coded anything.
    """
    import pandas as pd

    day = iso_date(day)
    held = sequences(region, day, coder=coder)
    rows = [_row(one, held.get(one["provision_id"], ()), day) for one in records(in_force(region, day))]
    published = known_sources(region, day)
    for row in rows:
        row["source"] = tuple(name for name in row["source"] if name in published)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(
        {"implementation": "Int64", "days_late": "int64"}
        | dict.fromkeys(("late", "done_late", "overtaken", "disputed"), "bool")
    )


def history(region: Region, day: str, *, coder: str | None = None) -> pd.DataFrame:
    """Every change of every provision's status until a day.

    Parameters
    ----------
    region, day, coder
        As for :func:`provisions_on`.

    Returns
    -------
    DataFrame
        ``provision_id, document_id, date, implementation, grade, late, overtaken, disputed``: the state that
        holds from ``date`` on until the next row of the provision. The first row is of the day from which
        the document is known, or on which its deadline or a coding made a difference after that.

    Raises
    ------
    SettingsError
        When the day is no date.
    UnknownIdError
        When nobody of the coder's name has coded anything.
    """
    import pandas as pd

    day = iso_date(day)
    held = sequences(region, day, coder=coder)
    rows = [
        (one["provision_id"], one["document_id"], *change)
        for one in records(in_force(region, day))
        for change in _changes(one, held.get(one["provision_id"], ()), day)
    ]
    return pd.DataFrame(rows, columns=list(CHANGES)).astype(
        {"implementation": "Int64"} | dict.fromkeys(("late", "overtaken", "disputed"), "bool")
    )


def _row(one: dict[str, Any], codings: Sequence[Coding], day: str) -> dict[str, Any]:
    """A provision with its status: the last of its codings holds."""
    last = codings[-1] if codings else None
    due = last_day(one["deadline"])
    late = _late(last, due, day)
    first_full = next((c.first for c in codings if c.implementation == FULL), "")
    done_late = bool(due) and last is not None and last.implementation == FULL and first_full > due
    grade = last.implementation if last else None
    return one | {
        "implementation": grade,
        "grade": grade_word(grade),
        "late": late,
        "done_late": done_late,
        "days_late": _days(due, day) if late else _days(due, first_full) if done_late else 0,
        "overtaken": last is not None and last.overtaken,
        "disputed": last is not None and last.disputed,
        "status": last.status if last else "",
        "coder": last.coder if last else "",
        "coded_on": last.date if last else "",
        "note": last.note if last else "",
        "event_ids": last.event_ids if last else (),
        "source": last.source if last else one["source"],
    }


def _late(last: Coding | None, due: str, day: str) -> bool:
    """Whether a deadline is over and what it was set for is neither done nor overtaken."""
    done = last is not None and (last.implementation == FULL or last.overtaken)
    return bool(due) and due < day and not done


def _changes(one: dict[str, Any], codings: Sequence[Coding], day: str) -> list[tuple[Any, ...]]:
    """Day, grade, its word, late, overtaken and disputed at each change of a provision."""
    due, since = last_day(one["deadline"]), one["since"]
    days = {since, *(c.known for c in codings if c.known > since)}
    if due and max(due, since) < day:
        days.add(max(_next(due), since))
    rows: list[tuple[Any, ...]] = []
    for at in sorted(days):
        last = next((c for c in reversed(codings) if c.known <= at), None)
        grade = last.implementation if last else None
        flags = (last is not None and last.overtaken, last is not None and last.disputed)
        state = (grade, grade_word(grade), _late(last, due, at), *flags)
        if not rows or rows[-1][1:] != state:
            rows.append((at, *state))
    return rows


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def _next(day: str) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() + 1).isoformat()
