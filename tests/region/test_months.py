"""Months: counted and read back, and named as ISO 8601 has them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reopen.region.months import calendar, name, number
from reopen.region.spans import span


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(-500, 500))
def test_months_are_counted_and_read_back(year: int, month: int, later: int) -> None:
    """A number leads back to its month, and months later means as many more."""
    assert calendar(number(year, month)) == (year, month)
    moved = calendar(number(year, month) + later)
    assert 1 <= moved[1] <= 12
    assert number(*moved) - number(year, month) == later


@given(st.integers(1, 9999), st.integers(1, 12))
def test_names_are_dates_without_a_day(year: int, month: int) -> None:
    """A name is read as the month it is of, in any year."""
    days = span(name(year, month))
    assert days is not None
    assert (days[0].year, days[0].month, days[0].day) == (year, month, 1)
