"""Charts by year: bars stand for their numbers, limits for budgets, and words say the same."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.report.years_svg import ABOVE, BELOW, HEIGHT, LEFT, WIDTH, Years, years_svg
from tests.report.conftest import HOSTILE

NS = "{http://www.w3.org/2000/svg}"
PLAIN = Years(
    "Money", "USD m", (2026, 2027), (10.0, 40.0), (5.0, 30.0), (20.0, 80.0), (30.0, float("nan")), "budget"
)


def drawn(chart):
    return ET.fromstring(years_svg(chart, "accent"))


def heights(root):
    return [float(rect.attrib["height"]) for rect in root.iter(f"{NS}rect")]


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=40))
def test_bars_are_as_high_as_their_values_ask_for(values):
    """Heights are in proportion, within the room there is, whatever the scale."""
    root = drawn(Years("x", "ha", tuple(range(2026, 2026 + len(values))), tuple(values)))
    found, most = heights(root), max(values)
    room = HEIGHT - BELOW - ABOVE
    assert max(found) <= room + 0.1
    for value, height in zip(values, found, strict=True):
        assert height == pytest.approx(max(found) * value / most if most else 0.0, abs=0.2)
    if most > 1e-6:
        assert max(found) >= room / 3


def test_limits_stand_where_there_are_some():
    """A stroke a year with a budget, none where it has none."""
    root = drawn(PLAIN)
    (limit,) = (path for path in root.iter(f"{NS}path") if path.attrib["class"] == "limit")
    assert limit.attrib["d"].count("M") == 1
    assert len([p for p in root.iter(f"{NS}path") if p.attrib["class"] == "whisker"]) == 2


def test_the_words_hold_every_number():
    """Value, range and budget of each year are in the label."""
    label = drawn(PLAIN).attrib["aria-label"]
    assert label == "Money, USD m. 2026: 10 (5 to 20), budget 30; 2027: 40 (30 to 80)."


@pytest.mark.parametrize("count", [1, 2, 5, 13, 24, 60])
def test_years_do_not_run_into_each_other(count):
    """Numbers below keep apart and within the drawing."""
    years = tuple(range(2026, 2026 + count))
    root = drawn(Years("x", "ha", years, (1.0,) * count))
    spots = [float(t.attrib["x"]) for t in root.iter(f"{NS}text") if t.attrib.get("text-anchor") == "middle"]
    assert all(b - a >= 30 for a, b in pairwise(spots))
    assert all(LEFT < x < WIDTH for x in spots)


def test_no_years_is_no_chart():
    """Nothing to show is nothing drawn."""
    assert years_svg(Years("x", "ha", (), ()), "accent") == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_text(text):
    """A title that looks like markup is part of the label."""
    assert drawn(Years(text, "ha", (2026,), (1.0,))).attrib["aria-label"].startswith(text[:4])
