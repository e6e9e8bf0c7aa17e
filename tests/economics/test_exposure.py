"""Exposure against its recursion, a seeded simulation and the three conditions of the ramp."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reopen.economics.exposure import open_probability, ramp, ramp_at
from reopen.errors import SettingsError

quick = settings(max_examples=60, deadline=None)
shares = st.floats(0.0, 1.0)


def by_recursion(years, opens, recloses):
    """The chain stepped year by year."""
    path, p = [], 0.0
    for _ in range(years):
        p = p * (1.0 - recloses) + (1.0 - p) * opens
        path.append(p)
    return path


@quick
@given(opens=shares, recloses=shares)
@example(opens=1e-12, recloses=1e-13)
@example(opens=0.0, recloses=0.0)
@example(opens=1.0, recloses=1.0)
@example(opens=0.3, recloses=0.7)
def test_closed_form_is_the_recursion(opens, recloses):
    """The closed form equals the chain stepped year by year, small and alternating chances included."""
    found = open_probability(40, opens=opens, recloses=recloses)
    assert found == pytest.approx(by_recursion(40, opens, recloses), rel=1e-11, abs=1e-300)
    assert found.min() >= 0.0
    assert found.max() <= 1.0


def test_agrees_with_simulated_links():
    """Of 20,000 simulated links the share open each year is within four standard errors."""
    rng, n, years, opens, recloses = np.random.default_rng(7), 20_000, 12, 0.3, 0.1
    is_open = np.zeros(n, dtype=bool)
    expected = open_probability(years, opens=opens, recloses=recloses)
    for p in expected:
        draw = rng.random(n)
        is_open = np.where(is_open, draw >= recloses, draw < opens)
        assert abs(is_open.mean() - p) < 4.0 * np.sqrt(p * (1.0 - p) / n)


def test_certain_opening_is_certain():
    """A link that opens at once and never closes is open with exactly 1 in every year."""
    assert (open_probability(50, opens=1.0, recloses=0.0) == 1.0).all()


def test_tends_to_the_stationary_share():
    """After many years the share is a / (a + r), wherever it started."""
    assert open_probability(400, opens=0.2, recloses=0.05)[-1] == pytest.approx(0.8, rel=1e-12)


def test_chances_broadcast_before_time():
    """A column of openings and a row of closings give one chain each."""
    opens, recloses = np.array([[0.1], [0.9]]), np.array([0.0, 0.2, 0.4])
    found = open_probability(5, opens=opens, recloses=recloses)
    assert found.shape == (2, 3, 5)
    assert found[1, 2] == pytest.approx(by_recursion(5, 0.9, 0.4))


def test_names_every_wrong_probability_at_once():
    """Both probabilities, their values, the place and the years are named in one message."""
    with pytest.raises(SettingsError) as caught:
        open_probability(-3, opens=[0.5, 1.5], recloses=np.nan)
    message = str(caught.value)
    assert "years is -3" in message
    assert "opens at [1] is 1.5; expected a probability per year, 0 to 1" in message
    assert "recloses is nan" in message


@quick
@given(phase_in=st.floats(1e-3, 60.0))
def test_ramp_meets_its_three_conditions(phase_in):
    """Exactly 0 at readiness, 0.95 at the phase-in, steepest half way to it, 1 in the end."""
    assert ramp_at(0.0, phase_in=phase_in) == 0.0
    assert ramp_at(phase_in, phase_in=phase_in) == pytest.approx(0.95, rel=1e-12)
    assert ramp_at(100.0 * phase_in, phase_in=phase_in) == 1.0
    steps = np.diff(ramp_at(np.linspace(0.0, 1.0, 102) * phase_in, phase_in=phase_in))
    assert steps.argmax() == 50


@quick
@given(phase_in=st.floats(0.1, 60.0), time=st.floats(0.0, 100.0))
def test_ramp_is_a_stretched_logistic_curve(phase_in, time):
    """The formula equals the logistic curve lowered by its value at 0 and stretched to 1."""
    slope = 2.0 * np.log(20.0) / phase_in

    def logistic(x):
        return 1.0 / (1.0 + np.exp(-slope * (x - phase_in / 2.0)))

    expected = (logistic(time) - logistic(0.0)) / (1.0 - logistic(0.0))
    assert ramp_at(time, phase_in=phase_in) == pytest.approx(expected, rel=1e-9, abs=1e-13)


def test_ramp_is_taken_at_mid_year():
    """The share of each year is that of its middle; without a phase-in it is 1 from the first year."""
    found = ramp(6, phase_in=[[0.0], [4.0]])
    assert found.shape == (2, 1, 6)
    assert (found[0] == 1.0).all()
    assert found[1, 0] == pytest.approx(ramp_at([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], phase_in=4.0))
    assert (np.diff(found[1, 0]) > 0.0).all()


def test_next_to_no_phase_in_is_none():
    """A phase-in of a millionth of a year, or the least number there is, gives 1 without a warning."""
    assert (ramp(3, phase_in=[1e-6, 5e-324]) == 1.0).all()


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        (lambda: ramp(4, phase_in=-1.0), "phase_in is -1.0; expected finite years, 0 or more"),
        (lambda: ramp(2.5, phase_in=1.0), "years is 2.5; expected a whole number"),
        (lambda: ramp_at([1.0, np.inf], phase_in=1.0), r"time at \[1\] is inf"),
        (lambda: ramp_at(np.ones(2), phase_in=np.ones(3)), r"time of shape \(2,\), phase_in of shape \(3,\)"),
    ],
)
def test_refuses_what_is_no_span(call, seen):
    """Negative, endless and fractional spans are refused with the value seen."""
    with pytest.raises(SettingsError, match=seen):
        call()
