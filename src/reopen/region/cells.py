"""From the text of one cell to its value: numbers, dates, choices, ids and plain text.

Every parser takes the text of a cell that is not blank and the attribute of its column, and
returns the value or raises ``BadCell``.
"""

from __future__ import annotations

import re
from datetime import date as Date
from math import isfinite
from urllib.parse import urlsplit

from reopen.region import mends
from reopen.region.schema import LARGEST, Attribute
from reopen.region.suggest import choose, one_of

#: Characters that a cell may hold at most.
LONGEST = 100_000

_CONTROL = re.compile("[\u202d\u202e\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_FORMULA = re.compile(r"[=@\t]|[+-](?=.*[(|!])", re.DOTALL)
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,79}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?")
_URL = re.compile("https?://[^\\s\"'<>\\\\^`{|}\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class BadCell(Exception):
    """A cell whose text is not a value of its column: what was expected and how to mend it."""

    def __init__(self, expected: str, mend: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.mend = mend


def text(cell: str, _attribute: Attribute) -> str:
    """Text as it is, unless a spreadsheet would run it or it holds control characters."""
    cell = cell.replace("\r\n", "\n")
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        raise BadCell(
            "text",
            "a spreadsheet would run it as a formula; reword it so that it does not start with "
            + repr(cell[0]),
        )
    control = _CONTROL.search(cell)
    if control:
        place = f"character {control.start() + 1} is the control character U+{ord(control[0]):04X}"
        raise BadCell("text without control characters", f"{place}; delete it")
    return cell


def number(cell: str, attribute: Attribute) -> float:
    """A finite decimal number within the limits of its column."""
    low, high = attribute.bounds
    expected = mends.number_phrase(attribute, "a number")
    plain = cell.strip()
    if not _NUMBER.fullmatch(plain):
        text(cell, attribute)
        raise BadCell(expected, mends.number_mend(plain, attribute))
    value = float(plain)
    if not isfinite(value):
        raise BadCell("a finite number", "write the number, or leave the cell blank if it is unknown")
    if not low <= value <= high:
        raise BadCell(expected, mends.out_of_range(attribute))
    if abs(value) > LARGEST:
        raise BadCell(f"a number of at most {LARGEST:g}", "check its digits and its unit")
    return value


def integer(cell: str, attribute: Attribute) -> float:
    """A whole number within the limits of its column."""
    value = number(cell, attribute)
    if value != int(value):
        raise BadCell(mends.number_phrase(attribute, "a whole number"), f"round it, such as {round(value)}")
    return value


def date(cell: str, attribute: Attribute) -> str:
    """A calendar date, YYYY-MM-DD."""
    plain = cell.strip()
    if not _DATE.fullmatch(plain):
        text(cell, attribute)
        raise BadCell("a date as YYYY-MM-DD", mends.date_mend(plain))
    _on_calendar(plain, "a date as YYYY-MM-DD")
    return plain


def partial_date(cell: str, attribute: Attribute) -> str:
    """A date that may lack its day, or its day and month."""
    plain, expected = cell.strip(), "a date as YYYY-MM-DD, YYYY-MM or YYYY"
    parts = _PARTIAL.fullmatch(plain)
    if not parts:
        text(cell, attribute)
        raise BadCell(expected, mends.date_mend(plain))
    _on_calendar(parts[1] + (parts[2] or "-01") + (parts[3] or "-01"), expected)
    return plain


def boolean(cell: str, _attribute: Attribute) -> bool:
    """``yes`` or ``no``."""
    plain = cell.strip()
    if plain not in ("yes", "no"):
        raise BadCell("'yes' or 'no'", mends.boolean_mend(plain))
    return plain == "yes"


def choice(cell: str, attribute: Attribute) -> str:
    """One of the values that the column allows."""
    plain = cell.strip()
    if plain not in attribute.choices:
        raise BadCell(one_of(attribute.choices), choose(plain, attribute.choices, "write one of those"))
    return plain


def identifier(cell: str, attribute: Attribute) -> str:
    """An identifier: letters a-z, digits and ``_ - . +``, at most 80 characters."""
    plain = cell.strip()
    if not _ID.fullmatch(plain):
        text(cell, attribute)
        raise BadCell(
            "an identifier of letters A-Z, a-z, digits and _ - . +, at most 80 characters, "
            "starting with a letter or digit",
            mends.id_mend(plain, attribute),
        )
    return plain


def url(cell: str, _attribute: Attribute) -> str:
    """A web address; http and https only."""
    plain = cell.strip()
    mend = "write the whole address of the page, or leave the cell blank"
    try:
        good = bool(_URL.fullmatch(plain) and urlsplit(plain).hostname)
    except ValueError:
        good = False
    if not good:
        raise BadCell("a web address that starts with https:// or http://", mend)
    return plain


def colour(cell: str, _attribute: Attribute) -> str:
    """A colour, ``#rrggbb``."""
    plain = cell.strip()
    if not _COLOUR.fullmatch(plain):
        raise BadCell("a colour as #rrggbb", "write six hexadecimal digits after #, such as #2f7f93")
    return plain


def _on_calendar(iso: str, expected: str) -> None:
    try:
        Date.fromisoformat(iso)
    except ValueError as error:
        raise BadCell(expected, f"there is no such day ({error}); correct it") from None
