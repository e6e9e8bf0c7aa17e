"""Which coding of each provision holds when: the newest known, in whatever order rows were entered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reopen.errors import UnknownIdError
from reopen.region.records import records
from reopen.region.spans import known_by, span

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Words of the grades 0 to 3, after the Peace Accords Matrix (Kroc Institute).
GRADES = ("not started", "minimal", "intermediate", "full")
#: Word where there is no grade: nobody coded the provision by the day, or it cannot be said.
NOT_CODED = "not coded"
#: The grade of what is fully done.
FULL = 3
#: Roman numbers to 89; a lone C or D is a letter.
_ROMAN = re.compile(r"(?=.)(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True, slots=True)
class Coding:
    """How far a provision was done from a date on, as a coder sees it.

    Attributes
    ----------
    provision_id, date, coder, status, note : str
        As the table has them.
    first, known : str
        First and last day that the date can mean; it is known from the last one on.
    implementation : int or None
        Grade 0 to 3; None where it cannot be said.
    overtaken, disputed : bool
        Flags.
    event_ids, source : tuple of str
        What it rests on.
    """

    provision_id: str
    date: str
    first: str
    known: str
    coder: str
    implementation: int | None
    overtaken: bool
    disputed: bool
    status: str
    note: str
    event_ids: tuple[str, ...]
    source: tuple[str, ...]


def sequences(region: Region, day: str, *, coder: str | None = None) -> Mapping[str, tuple[Coding, ...]]:
    """The codings of each provision that are known on a day, in the order in which they come to hold.

    One coding holds at a time: the one whose date ends last. Of two that end on one day, the one whose
    date is more exact, and then that of the coder who comes first in the alphabet. The order of rows
    never counts.

    Parameters
    ----------
    region : Region
        Its tables ``coding`` and ``event`` are read.
    day : str
        The day.
    coder : str, optional
        Only codings of this coder; of all of them by default.

    Returns
    -------
    mapping of str to tuple of Coding
        By provision; the last one holds on the day. Events that are not known by the day are left out.

    Raises
    ------
    UnknownIdError
        When nobody of that name has coded anything.
    """
    table = region["coding"]
    if coder is not None:
        coders = set(table["coder"])
        if coder not in coders:
            raise UnknownIdError("coder", coder, coders)
        table = table[table["coder"] == coder]
    events = region["event"]
    happened = set(events.loc[known_by(events["date"], day), "event_id"])
    codings = [_coding(row, happened) for row in records(table[known_by(table["date"], day)])]
    # The last of those that become known on one day takes the place of the others.
    codings.sort(key=lambda one: one.coder, reverse=True)
    codings.sort(key=lambda one: (one.known, one.first))
    held: dict[str, dict[str, Coding]] = {}
    for one in codings:
        held.setdefault(one.provision_id, {})[one.known] = one
    return {name: tuple(by_day.values()) for name, by_day in held.items()}


def in_force(region: Region, day: str) -> pd.DataFrame:
    """Provisions of the documents known on a day, with ``document``, ``signed`` and ``since``.

    ``document`` is the title, ``signed`` the date as the document has it and ``since`` the last day that
    it can mean. They stand in the order of documents by date and of numbers within them.
    """
    documents = region["document"]
    documents = documents[known_by(documents["date"], day)].set_index("document_id")
    provisions = region["provision"]
    provisions = provisions[provisions["document_id"].isin(documents.index)]
    home = provisions["document_id"]
    found = provisions.assign(
        document=home.map(documents["title"]).astype("str"),
        signed=home.map(documents["date"]).astype("str"),
        since=home.map(documents["date"].map(last_day)).astype("str"),
    )
    keys = found[["since", "document_id", "number", "provision_id"]].itertuples(index=False)
    order = sorted(
        (since, home, place(number), name, at) for at, (since, home, number, name) in enumerate(keys)
    )
    return found.iloc[[key[-1] for key in order]].reset_index(drop=True)


def last_day(text: str) -> str:
    """The last day that a date can mean; "" where there is none.

    Examples
    --------
    >>> last_day("2024-02"), last_day("")
    ('2024-02-29', '')
    """
    days = span(text)
    return days[1].isoformat() if days else ""


def place(number: str) -> int:
    """Where a point or article stands in its document: Arabic and Roman numbers alike, 0 without one.

    Examples
    --------
    >>> place("9"), place("5-7"), place("XIV"), place("IX"), place("")
    (9, 5, 14, 9, 0)
    """
    if found := re.match(r"\d{1,9}", number):
        return int(found[0])
    return roman(number)


def roman(number: str) -> int:
    """A Roman number; 0 where it is none.

    Examples
    --------
    >>> roman("XLIV"), roman("IX"), roman("C"), roman("IIX")
    (44, 9, 0, 0)
    """
    if not _ROMAN.fullmatch(number):
        return 0
    values = [_VALUES[letter] for letter in number]
    after = [*values[1:], 0]
    return sum(-value if value < following else value for value, following in zip(values, after, strict=True))


def grade_word(implementation: int | None) -> str:
    """The word of a grade.

    Examples
    --------
    >>> grade_word(2), grade_word(None)
    ('intermediate', 'not coded')
    """
    return NOT_CODED if implementation is None else GRADES[implementation]


def _coding(row: dict[str, Any], happened: set[str]) -> Coding:
    grade, days = row["implementation"], span(row["date"])
    return Coding(
        provision_id=row["provision_id"],
        date=row["date"],
        first=days[0].isoformat() if days else "",
        known=days[1].isoformat() if days else "",
        coder=row["coder"],
        implementation=None if grade != grade else int(grade),
        overtaken=bool(row["overtaken"]),
        disputed=bool(row["disputed"]),
        status=row["status"],
        note=row["note"],
        event_ids=tuple(name for name in row["event_ids"] if name in happened),
        source=tuple(row["source"]),
    )
