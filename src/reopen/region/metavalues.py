"""From a value of ``region.toml`` to what it means; raises ``BadCell`` when it means nothing."""

from __future__ import annotations

from datetime import date, datetime
from math import isfinite
from typing import Any

from reopen.region import cells
from reopen.region.cells import BadCell
from reopen.region.lists import LANGUAGE
from reopen.region.schema import Attribute

_PLAIN = Attribute("region", "", "text", "", False, "", "", (), "")


def text_value(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise BadCell("a text", "put it in quotes")
    return cells.text(value, _PLAIN)


def identifier(value: Any) -> str:
    """An identifier."""
    return cells.identifier(text_value(value), _PLAIN)


def day(value: Any) -> str:
    """A date, as a text or as TOML's own."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise BadCell("a date as YYYY-MM-DD", "write it like 2026-02-27")
    return cells.date(value, _PLAIN)


def languages(value: Any) -> tuple[str, ...]:
    """A list of language codes."""
    expected, mend = "a list of language codes", 'write it like ["az", "hy", "ru"]'
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise BadCell(expected, mend)
    wrong = [code for code in value if not LANGUAGE.fullmatch(code)]
    if wrong:
        raise BadCell(expected, f"{mend}; {wrong[0]!r} is not a code")
    if len(set(value)) < len(value):
        raise BadCell(expected, f"{mend}, each once")
    return tuple(value)


def view(value: Any) -> tuple[float, float, float, float]:
    """Least longitude, least latitude, greatest longitude, greatest latitude."""
    expected = "four numbers: least longitude, least latitude, greatest longitude, greatest latitude"
    mend = "write it like [38.0, 37.5, 51.0, 44.0]"
    number = (int, float)
    if not isinstance(value, list) or len(value) != 4:
        raise BadCell(expected, mend)
    if not all(isinstance(v, number) and not isinstance(v, bool) and isfinite(v) for v in value):
        raise BadCell(expected, mend)
    west, south, east, north = (float(v) for v in value)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadCell(expected, f"{mend}; longitudes from -180 to 180, latitudes from -90 to 90, least first")
    return (west, south, east, north)
