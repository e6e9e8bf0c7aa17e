"""Days stand in their place across a drawing, and years have numbers where there is room."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.report.dated import Days, axis, middle, words

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.toordinal)


@given(first=DAYS, length=st.integers(1, 40_000), day=DAYS)
def test_every_day_stands_inside(first, length, day):
    """A day before or after the scale stands at its end, and the ends stand where they are said to."""
    scale = Days(first, first + length, 40.0, 350.0)
    assert 40.0 <= scale(day) <= 350.0
    assert (scale(first), scale(first + length)) == (40.0, 350.0)


@given(first=DAYS, length=st.integers(400, 40_000), width=st.floats(60, 1200))
def test_numbers_of_years_do_not_meet(first, length, width):
    """Between two numbers there is room for four letters, and every number is of a year inside."""
    scale = Days(first, first + length, 0.0, width)
    found = scale.years(12.0)
    numbered = [x for _, x, shown in found if shown]
    assert all(b - a >= 26.0 for a, b in pairwise(numbered))
    assert all(first <= date(year, 1, 1).toordinal() <= first + length for year, _, _ in found)


def test_a_year_stands_on_its_first_day():
    """The line of 2024 is where the first of January 2024 is."""
    scale = Days(date(2023, 7, 1).toordinal(), date(2024, 7, 1).toordinal(), 0.0, 366.0)
    [(year, x, shown)] = scale.years(12.0)
    assert (year, shown) == (2024, True)
    assert x == pytest.approx(scale(date(2024, 1, 1).toordinal()))
    assert "2024" in "".join(axis(scale, 12.0, 20.0, 90.0))


def test_a_date_without_its_day_is_all_that_it_can_mean():
    """A month is its first to its last day; what is no date is none."""
    assert middle("2024-02") == (date(2024, 2, 1).toordinal(), date(2024, 2, 29).toordinal())
    assert middle("soon") is None


def test_words_are_escaped():
    """Markup in a text stays text."""
    assert "<b>" not in words("name", 0.0, 0.0, "<b>bold</b>")
