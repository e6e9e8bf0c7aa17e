"""Dates of which the day or the month may be missing, as the first and the last day that they can mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEARS = re.compile(r"(\d{4})-(\d{4})")


def span(text: str) -> tuple[date, date] | None:
    """First and last day that a date, or a range of years, can mean; None where it is none.

    Examples
    --------
    >>> [str(day) for day in span("2024-02")]
    ['2024-02-01', '2024-02-29']
    >>> [str(day) for day in span("2029-2030")]
    ['2029-01-01', '2030-12-31']
    >>> span("early summer") is None
    True
    """
    plain = text.strip()
    if years := _YEARS.fullmatch(plain):
        first, last = span(years[1]), span(years[2])
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    found = _DATE.fullmatch(plain)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        if not day:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:  # a thirteenth month, a thirtieth of February, the year 0
        return None


def leading(text: str) -> tuple[date, date] | None:
    """The date that a text begins with, such as "2025-03-05 (day: memory)"; None where it begins otherwise.

    Examples
    --------
    >>> str(leading("2025-08-30 passenger")[0])
    '2025-08-30'
    """
    found = re.match(r"\d{4}(?:-\d{2}){0,2}(?=$|[ /;,])", text.strip())
    return span(found[0]) if found else None


def known_by(dates: pd.Series[str], day: str) -> pd.Series[bool]:
    """Which of some dates have certainly come by a day: their last day has; undated ones count.

    Parameters
    ----------
    dates : Series of str
        Dates of which the day or the month may be missing.
    day : str
        The day, such as 2026-03-31.

    Examples
    --------
    >>> import pandas as pd
    >>> known_by(pd.Series(["2024", "2024-05", "2024-05-31", ""]), "2024-05-31").tolist()
    [False, True, True, True]
    """
    return dates.map({text: _come(text, day) for text in dates.unique()}).astype(bool)


def _come(text: str, day: str) -> bool:
    days = span(text)
    return days is None or days[1].isoformat() <= day
