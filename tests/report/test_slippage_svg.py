"""Slippage charts show every claim and target of a work, and the forecast with its interval."""

from __future__ import annotations

import re
from datetime import date

import pytest

from reopen.accord.forecasts import forecasts
from reopen.report.accord_works import works
from reopen.report.slippage_svg import AHEAD, slippage_svg, told


def on(text):
    return date.fromisoformat(text).toordinal()


@pytest.fixture(scope="module")
def found(south_caucasus):
    return {one.work_id: one for one in works(south_caucasus, "2026-03-31")}


def test_works_are_those_of_the_forecasts(found, south_caucasus):
    """Each work that is forecast has a chart, with as many claims as its forecast rests on."""
    frame = forecasts(south_caucasus, "2026-03-31").set_index("work_id")
    assert set(found) == set(frame.index)
    for name, one in found.items():
        assert len(one.targets) == frame.loc[name, "targets"]
        assert len(one.progress) >= frame.loc[name, "claims"]


def test_every_claim_is_a_mark_with_its_claimant(found):
    """Progress and targets are drawn once each, and who claims them is said."""
    one = found["R01"]
    svg = slippage_svg(one, day=on("2026-03-31"))
    assert svg.count('class="point"') == len(one.progress) > 3
    assert svg.count('class="aim') == len(one.targets) > 1
    assert "side AZ" in svg


def test_the_target_of_a_return_is_a_day(found):
    """Persons to return are told beside the day they are aimed at for, and the row ends on that day."""
    one = found["REC:return"]
    assert [round(aim.high) for aim in one.targets] == [on("2027-01-27"), on("2026-12-31")]
    assert all(aim.low == aim.high for aim in one.targets)
    assert "target 2026-12-31 for 140,000 persons, said by 2024-01-31" in told(one)


def test_the_last_day_of_the_calendar_can_be_drawn(south_caucasus):
    """No scale reaches beyond the year 9999."""
    last = "9999-12-31"
    for one in works(south_caucasus, last):
        assert "<svg" in slippage_svg(one, day=on(last))


def test_the_interval_holds_the_middle(found):
    """The bar of the forecast runs from its low to its high end around the central stroke."""
    svg = slippage_svg(found["R01"], day=on("2026-03-31"))
    low, high = map(float, re.search(r'class="range">.*?d="M([\d.]+) [\d.]+H([\d.]+)"', svg).groups())
    middle = float(re.search(r'class="mid" d="M([\d.]+)', svg)[1])
    assert low < middle < high
    assert f"{found['R01'].level:.0f} % interval" in svg


def test_what_is_finished_has_no_forecast(found):
    """A finished work shows its end and no interval."""
    one = found["R09"]
    svg = slippage_svg(one, day=on("2026-03-31"))
    assert one.finished is not None
    assert 'class="finish"' in svg
    assert 'class="range"' not in svg
    assert f"finished {one.forecast['finished']}" in told(one)


def test_far_ends_are_cut_and_say_so(found):
    """A forecast beyond the scale ends with an arrow; one inside has none."""
    far = [one for one in found.values() if (one.day("high") or 0) > on("2026-03-31") + AHEAD + 90]
    assert far
    for one in found.values():
        assert ('class="on"' in slippage_svg(one, day=on("2026-03-31"))) == (one in far)


def test_nothing_later_is_drawn(south_caucasus):
    """As seen a year before, only claims of that time are there."""
    [one] = [one for one in works(south_caucasus, "2024-01-31") if one.work_id == "R01"]
    assert {point.said for point in one.progress} and max(p.said for p in one.progress) <= on("2024-01-31")
    assert len(one.progress) == 2
