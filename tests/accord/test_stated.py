"""Values of claims: numbers, ranges, dates, words, and units that can be compared."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.accord.stated import figure, measure, told


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("12", 12, 12), ("61.5", 61.5, 61.5), ("5-7", 5, 7), ("350 – 400", 350, 400),
     ("1,167,000", 1167000, 1167000), ("-3", -3, -3), ("−3", -3, -3), ("-3--1", -3, -1)],
)  # fmt: skip
def test_numbers_and_ranges(value, low, high):
    """A plain number is both ends of its range; thousands may be grouped."""
    found = figure(value, "km")
    assert (found.kind, found.low, found.high) == ("number", low, high)


@pytest.mark.parametrize("value", ["over 40", "7-5", "22 AZ + 10", "", "1,20", "12 km", "1e5"])
def test_all_else_is_words(value):
    """A value that is neither a number nor a range in order is compared as text."""
    found = figure(value, "km")
    assert found.kind == "text"
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_dates_are_the_days_that_they_can_mean():
    """A year is its first and last day, and words in a date's place stay words."""
    found = figure("2029-2030", "year")
    assert (found.low, found.high) == (date(2029, 1, 1).toordinal(), date(2030, 12, 31).toordinal())
    assert figure("early summer", "month").kind == "text"
    assert figure("2029", "km").kind == "number"


def test_values_that_share_something_do_not_differ():
    """A year and a month in it agree, as do a range and a number in it; texts are compared by words."""
    assert not figure("2024", "year").differs(figure("2024-06", "month"))
    assert figure("2024", "year").differs(figure("2025-01", "month"))
    assert not figure("350-400", "x").differs(figure("375", "x"))
    assert figure("350-400", "x").differs(figure("401", "x"))
    assert not figure("Open  now", "x").differs(figure("open now", "x"))
    assert figure("open", "x").differs(figure("shut", "x"))


def test_units_with_a_fixed_relation():
    """Lengths, areas and parts of one currency are compared; two currencies are not."""
    assert measure("USD_billion") == ("USD_million", 1000.0)
    assert measure("AZN_million")[0] != measure("USD_million")[0]
    assert measure("ha")[0] == measure("km2")[0]
    assert figure("100", "ha").times(measure("ha")[1]).low == pytest.approx(1.0)
    assert {measure(unit)[0] for unit in ("day", "date", "month", "year")} == {"date"}
    assert measure("parsecs") == ("parsecs", 1.0)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_range_reads_back(a, b):
    """Any range with its ends in order is read as just these ends."""
    low, high = sorted((round(a, 3), round(b, 3)))
    found = figure(f"{low:.3f}-{high:.3f}", "percent")
    assert (found.low, found.high) == (low, high)
    assert found.middle == (low + high) / 2


def test_ends_are_told_in_their_kind():
    """Days as dates, numbers without needless digits, and nothing where there is none."""
    assert told(float(date(2024, 2, 29).toordinal()), "date") == "2024-02-29"
    assert told(5.50, "number") == "5.5"
    assert told(float("nan"), "text") == ""
