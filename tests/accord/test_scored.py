"""Scores one step ahead: nothing later slips in, and widened intervals hold what they are made to hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from reopen.accord.record import record
from reopen.accord.scored import LEAST_OUTCOMES, WIDEST, score, widened, wilson
from reopen.accord.slippage import forecast


def erratic(seed, works=25):
    """Works whose pace changes by a factor of e from claim to claim, one year in two."""
    rng = np.random.default_rng(seed)
    out = []
    for n in range(works):
        gaps = rng.uniform(100.0, 300.0, 6)
        days = rng.uniform(0.0, 2000.0) + np.cumsum(gaps)
        done = np.cumsum(gaps * 1e-4 * np.exp(rng.normal(0.0, 1.0, 6)))
        out.append(record(f"w{n}", days=days[done < 0.95], done=done[done < 0.95]))
    return out


def test_a_steady_work_is_forecast_without_error():
    """From the third claim on each is where the line leads, in the middle of its interval."""
    found = score([record("w", days=[0, 100, 200, 300, 400], done=[0.1, 0.2, 0.3, 0.4, 0.5])])
    assert found.count("progress") == 3
    assert found.error("progress") < 1e-3
    assert [step.place for step in found.steps] == pytest.approx([0.5] * 3, abs=1e-6)
    assert np.isnan(found.error("finished"))


def test_an_end_is_scored_in_months():
    """Work that is over when its pace led to expect it has no error; half a year later six months."""
    steady = {"days": [0.0, 365.25, 730.5], "done": [0.0, 0.25, 0.5]}
    for late in (0.0, 182.625):
        found = score([record("w", **steady, finished=1461.0 + late)])
        assert found.error("finished") == pytest.approx(late / 365.25 * 12.0, abs=1e-3)


def test_nothing_is_forecast_after_a_claim_of_all():
    """Of 100 % that is claimed again there is nothing left to foretell, right or wrong."""
    others = [record(f"o{n}", said=[0.0], targets=[100.0 + n], finished=150.0 + 10.0 * n) for n in range(5)]
    whole = {"days": [0.0, 300.0, 600.0, 900.0], "done": [0.5, 0.9, 1.0, 1.0]}
    one = record("w", **whole, said=[500.0], targets=[1000.0])
    assert forecast(one, others, now=600.0).parts  # by the others, though not by its own record
    steps = [step for step in score([one, *others]).steps if step.work_id == "w"]
    assert [step.day for step in steps] == [600.0]


def test_a_claim_is_scored_as_a_share_of_the_whole_that_was_forecast():
    """When the whole doubles, what led to 40 % of the old one is still right."""
    old = record("w", days=[0, 100, 200, 300], done=[0.1, 0.2, 0.3, 0.4], since=0.0)
    one = record("w", days=[0, 100, 200, 300], done=[0.05, 0.1, 0.15, 0.2], since=250.0, earlier=old)
    steps = score([one]).steps
    assert [step.actual for step in steps] == pytest.approx([0.3, 0.4])
    assert [step.place for step in steps] == pytest.approx([0.5, 0.5], abs=1e-6)


def test_an_end_widens_nothing_before_it_is_told():
    """An end is an outcome from the day on which it is known."""
    steady = {"days": [0.0, 365.25, 730.5], "done": [0.0, 0.25, 0.5]}
    found = score([record("w", **steady, finished=1461.0, told=2000.0)])
    end = found.steps[-1]
    assert (end.kind, end.day, end.actual) == ("finished", 2000.0, 1461.0)


def test_no_progress_and_less_progress_are_the_slowest_outcome():
    """A claim that does not grow lies at the far end of the forecast, outside every interval."""
    found = score([record("w", days=[0, 100, 200, 300], done=[0.1, 0.2, 0.2, 0.15])])
    assert [step.place for step in found.steps] == [1.0, 1.0]
    assert found.coverage == 0.0


def test_a_progress_claim_lies_in_its_interval_exactly_when_its_place_does():
    """The interval of the share and that of the end say the same."""
    steps = score(erratic(3)).steps
    assert len(steps) > 50
    for step in steps:
        assert step.held == (step.low - 1e-9 <= step.actual <= step.high + 1e-9)


def test_later_claims_change_no_earlier_score():
    """Leaving out the last claim of every work leaves the other steps as they are."""
    works = erratic(4, works=8)
    last = min(one.days[-1] for one in works)
    before = list(score([one.known(last - 1.0) for one in works]).steps)
    assert before
    assert before == [step for step in score(works).steps if step.day < last - 0.5]


def test_only_outcomes_known_on_the_day_of_the_forecast_widen_it():
    """Each step's level is that of the steps whose claims were made by the day of its forecast."""
    steps = score(erratic(3)).steps
    assert any(step.level_wide > step.level for step in steps)
    for step in steps:
        known = [other.place for other in steps if other.day <= step.made]
        assert step.level_wide == widened(known)


def test_widened_intervals_come_nearer_to_what_they_shall_hold():
    """On works more erratic than the prior takes them for, early plain intervals hold too little."""
    found = score(erratic(1, works=40))
    assert found.coverage < 0.75
    assert abs(found.coverage_wide - 0.8) < abs(found.coverage - 0.8)


@given(st.lists(st.floats(0.0, 1.0), max_size=60), st.floats(0.3, 0.95))
@settings(max_examples=100, deadline=None)
def test_the_widened_level_holds_its_share_of_the_outcomes_it_was_made_from(places, level):
    """Never narrower; where it is not at its widest, at least the share that it is made to hold."""
    wide = widened(places, level=level)
    assert wide >= level
    assert wide <= max(level, WIDEST)
    if level < wide < WIDEST:
        assert np.mean(np.abs(2.0 * np.array(places) - 1.0) <= wide) >= level


def test_too_few_outcomes_widen_nothing():
    """Of fewer than twenty outcomes even misses only leave the level as it is."""
    assert widened([0.0] * (LEAST_OUTCOMES - 1)) == 0.8
    assert widened([0.0] * LEAST_OUTCOMES) == WIDEST


@pytest.mark.parametrize(("held", "n"), [(0, 7), (5, 9), (9, 9), (412, 500)])
def test_wilsons_interval_equals_scipys(held, n):
    """SciPy's interval of a share by Wilson's method is the same."""
    found = binomtest(held, n).proportion_ci(0.95, method="wilson")
    assert wilson(held, n) == pytest.approx((found.low, found.high), abs=1e-9)


def test_the_official_target_is_scored_beside():
    """A target of 900 days for what took 1,461 is off by 561 days, and foretold twice the pace to come."""
    steady = {"days": [0.0, 365.25, 730.5], "done": [0.0, 0.25, 0.5]}
    one = record("w", **steady, said=[0.0], targets=[900.0], finished=1461.0)
    found = score([one])
    assert found.beside_naive("finished") == (
        1,
        pytest.approx(0.0, abs=1e-3),
        pytest.approx(561 / 365.25 * 12),
    )
    n, ours, naive = found.beside_naive("progress")
    assert (n, ours) == (1, pytest.approx(0.0, abs=1e-3))
    assert naive == pytest.approx(100.0 * (0.25 + 0.75 * 365.25 / (900.0 - 365.25) - 0.5))


def test_a_target_claimed_later_is_not_the_naive_forecast():
    """What officials said after the day of the forecast changes nothing in it."""
    steady = {"days": [0.0, 365.25, 730.5], "done": [0.0, 0.25, 0.5], "finished": 1461.0}
    then = score([record("w", **steady, said=[0.0], targets=[900.0])]).beside_naive("finished")
    later = score([record("w", **steady, said=[0.0, 1461.0], targets=[900.0, 1461.0])])
    assert later.beside_naive("finished") == then


def test_no_records_no_score():
    """Nothing to score is told as not known, not as nought."""
    found = score([])
    assert not found.steps
    assert np.isnan(found.coverage)
    assert found.widened == 0.8
