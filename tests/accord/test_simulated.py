"""Intervals hold what they are made to hold, on works whose true ends are known."""

from __future__ import annotations

import numpy as np
import pytest

from tests.accord.simulated import SETTINGS, UNSEEN, outcomes, simulated

MONTH = 365.25 / 12.0


@pytest.fixture(scope="module")
def mixed():
    """More than 500 works of mixed registers; the seeds are not those that the model was made with."""
    return outcomes(range(7000, 7015), SETTINGS["mixed"], every=3.0)


def test_claims_are_irregular_rounded_and_optimistic():
    """What the works are meant to be: uneven gaps, whole units, ahead of the truth, targets too early."""
    works = [one for seed in range(3) for one in simulated(seed)]
    gaps = np.concatenate([np.diff(one.days) for one in works])
    assert gaps.std() > 0.5 * gaps.mean()
    done = np.concatenate([one.done for one in works if len(one.done)])
    assert np.allclose(100.0 * done, np.round(100.0 * done))
    late = [one.finished > one.targets[0] for one in works]
    assert np.mean(late) > 0.7
    assert all((one.days < one.finished).all() and (one.said < one.finished).all() for one in works)


def test_intervals_hold_80_percent_of_500_works(mixed):
    """Between 75 and 85 % of the true ends lie in intervals made for 80 %."""
    assert mixed.works >= 500
    assert 0.75 <= mixed.held / len(mixed.low) <= 0.85
    assert len(mixed.low) >= 0.95 * mixed.asked


def test_ends_outside_lie_on_both_sides(mixed):
    """Neither end of the interval does all the work."""
    below = np.mean(mixed.finished < mixed.low)
    above = np.mean(mixed.finished > mixed.high)
    assert 0.04 < below < 0.16
    assert 0.04 < above < 0.16


def test_forecasts_beat_the_official_target(mixed):
    """The median error is well below that of the target, which is biased to be early."""
    ours = np.median(np.abs(mixed.central - mixed.finished)) / MONTH
    naive = np.median(np.abs(mixed.naive - mixed.finished)) / MONTH
    assert ours < 0.75 * naive
    assert np.median(mixed.naive - mixed.finished) / MONTH < -6.0
    assert abs(np.median(mixed.central - mixed.finished)) / MONTH < 4.0


@pytest.mark.parametrize("name", ["very optimistic", "few claims", "everything worse"])
def test_other_kinds_of_registers_hold_as_well(name):
    """So do works that are far more optimistic, seldom reported, or worse in all than any looked at."""
    found = outcomes(range(8000, 8006), (SETTINGS | UNSEEN)[name], every=3.0)
    # With some 250 forecasts three standard errors are 7 points.
    assert found.held / len(found.low) == pytest.approx(0.8, abs=0.07)
