"""How to mend a bad cell, in words that name the value to write where it can be known."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import inf

from reopen.region.schema import Attribute

_NOTHING = {"nan", "na", "n/a", "#n/a", "null", "none", "inf", "-inf", "+inf", "infinity", "-", "?", ".."}
_YES, _NO = {"yes", "y", "true", "t", "1", "on"}, {"no", "n", "false", "f", "0", "off"}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ '_\u00a0\u2009\u202f\u2019]\d{3})+(?:\.\d+)?", re.ASCII)
_COMMA_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([^\d\s.,].*)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[T ].*)?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[./-](\d{1,2})", re.ASCII)


def number_phrase(attribute: Attribute, kind: str) -> str:
    """What number was expected, as a phrase.

    Examples
    --------
    >>> from reopen.region.schema import schema
    >>> number_phrase(schema()["country"].attributes["population"], "a number")
    'a number of at least 0 (persons)'
    """
    low, high = attribute.bounds
    unit = f" ({attribute.unit})" if attribute.unit else ""
    if low > -inf and high < inf:
        return f"{kind} from {low:g} to {high:g}{unit}"
    if low > -inf:
        return f"{kind} of at least {low:g}{unit}"
    return kind + (f" of at most {high:g}" if high < inf else "") + unit


def number_mend(cell: str, attribute: Attribute) -> str:
    """How to mend a cell that is not a number."""
    if cell.casefold() in _NOTHING:
        return "write a number" if attribute.required else "leave the cell blank when the value is unknown"
    if _COMMA_GROUPED.fullmatch(cell):
        whole = cell.replace(",", "")
        if cell.count(",") > 1 or "." in cell:
            return f"write {whole}, without separators between thousands"
        point = cell.replace(",", ".")
        return f"write {point} if the comma is a decimal point, {whole} if it groups thousands"
    if _COMMA.fullmatch(cell):
        return f"write {cell.replace(',', '.')}, not {cell}"
    if _GROUPED.fullmatch(cell):
        return f"write {re.sub('[^0-9.+-]', '', cell)}, without separators between thousands"
    unit = _WITH_UNIT.fullmatch(cell)
    if unit and unit[2] == "%":
        return f"write {unit[1]} without the sign, or as a share if the unit is one"
    if unit and not unit[2].startswith(("e", "E", "_")):
        what = f"; the unit is {attribute.unit}" if attribute.unit else ""
        return f"write {unit[1]} alone{what}"
    return "write digits 0-9 with a point for decimals, such as 12.5"


def out_of_range(attribute: Attribute) -> str:
    """How to mend a number outside its limits."""
    if attribute.unit == "degree":
        return "write longitude in x_coord and latitude in y_coord, in decimal degrees"
    if attribute.bounds[0] == 0:
        return "write the value without a minus sign, or in the right unit"
    return "write a value within those limits, in the right unit"


def date_mend(cell: str) -> str:
    """How to mend a date in another form.

    Examples
    --------
    >>> date_mend("10.11.2020")
    'write 2020-11-10'
    """
    day_first = _DAY_FIRST.fullmatch(cell)
    if day_first:
        first, mark, second, year = day_first.groups()
        as_day, as_month = (_iso(year, *pair) for pair in ((second, first), (first, second)))
        if as_day and as_month and mark == "/" and as_day != as_month:
            return f"write {as_day} (day first) or {as_month} (month first)"
        if as_day or as_month:
            return f"write {as_day or as_month}"
    year_first = _YEAR_FIRST.fullmatch(cell)
    if year_first and _iso(*year_first.groups()):
        return f"write {_iso(*year_first.groups())}"
    month = _YEAR_MONTH.fullmatch(cell)
    if month:
        return f"write {month[1]}-{int(month[2]):02d} or the whole date" if cell[4] != "-" else "add the day"
    if len(cell) == 5 and cell.isascii() and cell.isdigit() and "20000" <= cell <= "80000":
        day = date(1899, 12, 30) + timedelta(days=int(cell))
        return f"it is a spreadsheet's day number; write {day.isoformat()}"
    return "write year, month and day in digits, such as 2020-11-10"


def boolean_mend(cell: str) -> str:
    """How to mend a yes or no in another form."""
    if cell.casefold() in _YES | _NO:
        return f"write {'yes' if cell.casefold() in _YES else 'no'}"
    return "write yes or no in small letters"


def id_mend(cell: str, attribute: Attribute) -> str:
    """How to mend an identifier."""
    if len(cell) > 80:
        return "shorten it"
    if ";" in cell and attribute.type == "id":
        return "write one identifier only"
    plain = re.sub(r"[^A-Za-z0-9_.+-]+", "-", cell).strip("-.+_")
    if plain and cell.isascii():
        return f"write {plain!r}, here and wherever it is used"
    return "spell it with letters a-z; names in every script go into the names column"


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
