"""Rates and factors against SciPy, closed forms and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, theilslopes

from reopen.accord.pace import above, censored_fit, pace_entries, rate_of, target_entries, together
from reopen.accord.record import record

pairs = st.lists(
    st.tuples(st.integers(0, 3000), st.floats(0.0, 1.0)), min_size=2, max_size=12, unique_by=lambda p: p[0]
)


@given(pairs)
@settings(max_examples=80, deadline=None)
def test_the_rate_equals_scipys_theil_sen_slope(points):
    """SciPy's estimator gives the same median slope."""
    days, done = np.array(sorted(points)).T
    assert rate_of(days, done) == pytest.approx(theilslopes(done, days).slope, abs=1e-12)


def test_one_day_has_no_rate():
    """Two claims on the same day say nothing of the pace."""
    assert np.isnan(rate_of(np.array([5.0, 5.0]), np.array([0.1, 0.2])))
    assert np.isnan(rate_of(np.array([]), np.array([])))


@pytest.mark.parametrize("place", [-5.0, 0.0, 1.0, 9.0, 30.0])
def test_the_chance_above_is_exact_far_out(place):
    """SciPy's survival function, also where 1 less the chance below would be 0."""
    assert above(place) == pytest.approx(norm.sf(place), rel=1e-12)


def test_a_work_that_halves_its_pace_takes_twice_the_time_foreseen():
    """Half in 100 days and the rest in 200; the same at least where it is not finished by then."""
    claims = {"days": [0, 100], "done": [0.0, 0.5]}
    assert pace_entries(record("w", **claims, finished=300.0), 400.0) == [(2.0, 1.0, 100.0, 1.0)]
    assert pace_entries(record("w", **claims), 300.0) == [(2.0, 0.0, 100.0, 1.0)]


def test_claims_that_foretell_no_end_teach_nothing():
    """No growth, and all that is claimed to be done."""
    assert pace_entries(record("w", days=[0, 100], done=[0.2, 0.2], finished=300.0), 400.0) == []
    assert pace_entries(record("w", days=[0, 100], done=[0.2, 1.0], finished=300.0), 400.0) == []


def test_an_end_later_than_the_day_is_not_known():
    """Seen before its end, a work is one that is not finished."""
    late = record("late", said=[0], targets=[100], finished=300.0)
    assert target_entries(late, 200.0) == [(2.0, 0.0, 100.0, 1.0)]
    assert target_entries(late, 300.0) == [(3.0, 1.0, 100.0, 1.0)]


def test_a_work_is_tested_once_it_is_finished_or_its_day_is_past():
    """A target that is still ahead counts as a least factor, but its work not as tested."""
    ahead = record("ahead", said=[0], targets=[500])
    past = record("past", said=[0], targets=[100])
    early = record("early", said=[0], targets=[100], finished=80.0)
    held = together([target_entries(one, 200.0) for one in (ahead, past, early)])
    assert held.factor.tolist() == [0.4, 2.0, 0.8]
    assert held.exact.tolist() == [False, False, True]
    assert held.works == 2


def test_every_work_counts_once():
    """A work with three targets weighs as much as one with a single target."""
    often = record("often", said=[0, 100, 200], targets=[50, 150, 250], finished=400.0)
    once = record("once", said=[0], targets=[50], finished=100.0)
    held = together([target_entries(one, 500.0) for one in (often, once)])
    assert held.weight.tolist() == pytest.approx([1 / 3] * 3 + [1.0])
    assert held.works == 2


def test_without_censoring_the_fit_is_mean_and_deviation():
    """With exact values only, the answer is that of the formula, weights included."""
    values, weights = np.array([0.1, 0.4, 1.3]), np.array([1.0, 2.0, 1.0])
    mean, sd = censored_fit(values, np.ones(3, bool), weights)
    assert mean == pytest.approx(np.average(values, weights=weights))
    assert sd == pytest.approx(np.sqrt(np.average((values - mean) ** 2, weights=weights)))


def test_values_cut_off_are_fitted_by_most_likelihood():
    """Of values cut at 1.0 the fit finds what they were drawn from, and the top of the likelihood."""
    rng = np.random.default_rng(5)
    drawn = rng.normal(0.8, 0.6, 4000)
    values, exact = np.minimum(drawn, 1.0), drawn < 1.0
    mean, sd = censored_fit(values, exact, np.ones(4000))
    assert (mean, sd) == (pytest.approx(0.8, abs=0.04), pytest.approx(0.6, abs=0.04))

    def likelihood(m, s):
        return norm.logpdf(values[exact], m, s).sum() + norm.logsf(values[~exact], m, s).sum()

    top = likelihood(mean, sd)
    for step in (-0.01, 0.01):
        assert likelihood(mean + step, sd) < top
        assert likelihood(mean, sd + step) < top
