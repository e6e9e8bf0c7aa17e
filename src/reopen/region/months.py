"""Calendar months: counted one after another, named, and how long one is."""

from __future__ import annotations

from datetime import date

#: Days of a month, on average.
DAYS = 365.25 / 12


def number(year: int, month: int) -> int:
    """A calendar month counted from January of the year 0 on, so that months subtract.

    Examples
    --------
    >>> number(2027, 2) - number(2026, 11)
    3
    """
    return year * 12 + month - 1


def month_of(day: date) -> int:
    """The number of the month in which a day lies.

    Examples
    --------
    >>> month_of(date(2027, 2, 28)) - number(2026, 11)
    3
    """
    return number(day.year, day.month)


def calendar(months: int) -> tuple[int, int]:
    """Calendar year and month, 1 to 12, of a number of months.

    Examples
    --------
    >>> calendar(number(2026, 11) + 3)
    (2027, 2)
    """
    return months // 12, months % 12 + 1


def name(year: int, month: int) -> str:
    """A calendar month as ISO 8601 writes it.

    Examples
    --------
    >>> name(2027, 2)
    '2027-02'
    """
    return f"{year:04d}-{month:02d}"
