"""Dates of which parts may be missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.region.spans import leading, span


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_a_day_lies_within_its_month_and_its_month_within_its_year(day):
    """Leaving out the day and then the month widens the span, and the ends are the first and last days."""
    text = day.isoformat()
    whole, month, year = span(text), span(text[:7]), span(text[:4])
    assert whole == (day, day)
    assert year[0] <= month[0] <= day <= month[1] <= year[1]
    assert month[0].day == 1
    assert (month[1] + timedelta(days=1)).day == 1
    assert (year[1] - year[0]).days in (364, 365)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13", "2024-02-30", "0000", "2030-2029", "20240101", "2024-1"]
)
def test_what_is_no_date_is_none(text):
    """Words, wrong months and days, and years in the wrong order are no dates."""
    assert span(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2025-03-05 (day: memory)", "2025-03-05"),
        ("2022-08-26/2023-03", "2022-08-26"),
        ("2018-03", "2018-03-01"),
    ],
)
def test_a_leading_date_is_found(text, first):
    """The register writes remarks behind dates."""
    assert leading(text)[0].isoformat() == first


@pytest.mark.parametrize("text", ["", "temporary: Feb 2023", "20250305", "2025-03-05th"])
def test_a_text_that_begins_otherwise_has_no_leading_date(text):
    """A date further on, or run together with other signs, is not taken."""
    assert leading(text) is None
