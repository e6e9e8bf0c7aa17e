"""Forecasts: closed forms of each part, the mixture, and what is said where there is none."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, truncnorm

from reopen.accord.record import record
from reopen.accord.slippage import CORRELATION, PRIOR_PACES, forecast, forecast_all
from reopen.errors import SettingsError

OTHERS = [
    record("kept", said=[0], targets=[500], finished=500.0),
    record("late", said=[0], targets=[500], finished=1000.0),
    record("later", said=[0], targets=[500], finished=2000.0),
    record("running", said=[0], targets=[500]),
]
STEADY = {"days": [0.0, 365.0, 730.0], "done": [0.0, 0.25, 0.5]}
#: Without other works only those of the prior speak.
SPREAD = sqrt(np.mean(np.log(PRIOR_PACES) ** 2))


def test_the_own_record_alone_in_closed_form():
    """Half is left at a quarter a year: two years, and an interval of the spread of rates around them."""
    made = forecast(record("w", **STEADY), [], now=730.0, level=0.8)
    assert made.central == pytest.approx(1460.0, abs=0.01)
    assert made.low == pytest.approx(730.0 + 730.0 * exp(norm.ppf(0.1) * SPREAD), abs=0.01)
    assert made.high == pytest.approx(730.0 + 730.0 * exp(norm.ppf(0.9) * SPREAD), abs=0.01)
    assert (made.weight_own, made.weight_class, made.points) == (1.0, 0.0, 3)
    assert "no target" in made.said


def test_time_that_passes_without_an_end_is_cut_off():
    """Two years after the expected end, the forecast is the same normal distribution above today."""
    made = forecast(record("w", **STEADY), [], now=2920.0)
    cut = truncnorm((log(2190.0) - log(730.0)) / SPREAD, np.inf, loc=log(730.0), scale=SPREAD)
    assert made.central == pytest.approx(730.0 + exp(cut.ppf(0.5)), abs=0.05)
    assert made.low > 2920.0


def test_the_reference_class_alone():
    """Without progress the planned time is stretched as others' was, and less where they kept theirs."""
    own = record("w", said=[2100.0], targets=[2600.0])
    made = forecast(own, OTHERS, now=2100.0)
    assert (made.weight_own, made.weight_class, made.works) == (0.0, 1.0, 4)
    assert 2600.0 < made.central < 2100.0 + 500.0 * 4.2
    kept = [record(f"k{n}", said=[0], targets=[500], finished=500.0) for n in range(8)]
    assert forecast(own, kept, now=2100.0).central < made.central


def test_targets_about_as_far_ahead_count_most():
    """A long plan is stretched by how long plans went, not by how short ones did."""
    short = [record(f"s{n}", said=[0], targets=[50], finished=500.0) for n in range(4)]
    long = [record(f"l{n}", said=[0], targets=[2000], finished=2200.0) for n in range(4)]
    made = forecast(record("w", said=[3000.0], targets=[5000.0]), short + long, now=3000.0)
    assert made.central < 3000.0 + 2000.0 * 1.5
    made = forecast(record("w", said=[3000.0], targets=[3050.0]), short + long, now=3000.0)
    assert made.central > 3000.0 + 50.0 * 3.0


def test_both_parts_are_averaged_by_precision():
    """The weights are as 1 over the variances while neither part gives anything away to the past."""
    own = record("w", **STEADY, said=[730.0], targets=[1230.0])
    made = forecast(own, OTHERS, now=730.0)
    sds = [spread.sd for _, spread in made.parts]
    assert made.weight_own / made.weight_class == pytest.approx((sds[1] / sds[0]) ** 2)
    assert made.weight_own + made.weight_class == pytest.approx(1.0)
    alone = forecast(record("w", **STEADY), [], now=730.0)
    kin = forecast(record("w", said=[730.0], targets=[1230.0]), OTHERS, now=730.0)
    assert min(alone.central, kin.central) <= made.central <= max(alone.central, kin.central)


def test_quantiles_of_the_parts_are_averaged_and_drawn_together():
    """Closed form where both parts begin today: normal in the logarithm, narrower by the correlation."""
    own = record("w", **STEADY, said=[730.0], targets=[1230.0])
    made = forecast(own, OTHERS, now=730.0)
    (wa, a), (wb, b) = made.parts
    mean = wa * a.mean + wb * b.mean
    sd = sqrt((wa * a.sd) ** 2 + (wb * b.sd) ** 2 + 2 * CORRELATION * wa * a.sd * wb * b.sd)
    assert made.central == pytest.approx(730.0 + exp(mean), rel=1e-6)
    assert made.high == pytest.approx(730.0 + exp(mean + norm.ppf(0.9) * sd), rel=1e-6)
    assert sd < wa * a.sd + wb * b.sd


def test_the_own_record_is_stretched_as_others_were():
    """Where works took three times what their claims foretold, this one is taken to be late as well."""
    slow = [record(f"s{n}", days=[0, 365], done=[0.0, 0.25], finished=365.0 + 3 * 1095.0) for n in range(9)]
    own = record("w", days=[6000.0, 6365.0], done=[0.0, 0.25])
    made = forecast(own, slow, now=6365.0)
    assert 6365.0 + 2.5 * 1095.0 < made.central < 6365.0 + 3.2 * 1095.0
    assert forecast(own, [], now=6365.0).central == pytest.approx(6365.0 + 1095.0, abs=0.1)


def test_all_at_once_is_each_beside_the_others():
    """The same forecasts, in the order of the works."""
    own = record("w", **STEADY, said=[0.0, 600.0], targets=[300.0, 900.0])
    works = [*OTHERS, own]
    each = tuple(forecast(one, works, now=900.0) for one in works)
    together = forecast_all(works, now=900.0)
    assert [one.work_id for one in together] == [one.work_id for one in works]
    assert together[-1] == each[-1]
    assert [one.said for one in together] == [one.said for one in each]
    with pytest.raises(SettingsError, match=r"level: found"):
        forecast_all(works, now=900.0, level=2.0)


def test_a_part_that_the_past_refutes_loses_weight():
    """An own record by which the work should be long over counts less and less."""
    own = record("w", days=[0.0, 100.0], done=[0.0, 0.9], said=[100.0], targets=[2000.0])
    weights = [forecast(own, OTHERS, now=now).weight_own for now in (2001.0, 2500.0, 3000.0)]
    assert weights[0] > weights[1] > weights[2] > 0.0


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (record("w"), "no forecast: no progress claim; no target date claimed"),
        (record("w", days=[1], done=[0.1]), "no forecast: only one progress claim"),
        (record("w", days=[0, 100], done=[0.5, 0.4]), "progress claims do not grow"),
        (record("w", days=[0, 100], done=[0.5, 1.0]), "claimed to be 100 %"),
        (record("w", said=[0], targets=[300]), "of the targets of other works none are tested"),
        (record("w", said=[0], targets=[300], finished=50.0), "finished"),
    ],
)
def test_what_cannot_be_forecast_is_said(own, words):
    """No figures, and the reason in words."""
    made = forecast(own, [], now=100.0)
    assert words in made.said
    assert not made.parts
    assert np.isnan([made.low, made.central, made.high]).all()


def test_nothing_later_than_the_day_is_looked_at():
    """Claims, targets and ends after the day, of the work and of others, change nothing."""
    then = forecast(record("w", **STEADY, said=[700.0], targets=[1400.0]), OTHERS, now=730.0)
    more = {"days": [*STEADY["days"], 800.0], "done": [*STEADY["done"], 0.9]}
    later = record("w", **more, said=[700.0, 900.0], targets=[1400.0, 9000.0], finished=1500.0)
    assert forecast(later, OTHERS, now=730.0) == then


def test_the_work_itself_is_no_reference():
    """With itself among the others the forecast is the same."""
    own = record("w", **STEADY, said=[0.0, 600.0], targets=[300.0, 900.0])
    assert forecast(own, [*OTHERS, own], now=2100.0) == forecast(own, OTHERS, now=2100.0)


@given(
    st.lists(st.floats(0.01, 0.2), min_size=1, max_size=4),
    st.floats(0.0, 3000.0),
    st.floats(10.0, 3000.0),
    st.floats(0.05, 0.95),
)
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_its_share(steps, waited, ahead, level):
    """Its ends are quantiles of the stated chances, ordered and after today, whatever the record."""
    done = np.cumsum(steps)
    days = 200.0 * np.arange(1, len(steps) + 1)
    last = float(days[-1])
    own = record("w", days=days, done=done, said=[last], targets=[last + ahead])
    now = last + waited + 2000.0
    made = forecast(own, OTHERS, now=now, level=level)
    assert now < made.low < made.central < made.high
    assert made.below(made.high) - made.below(made.low) == pytest.approx(level, abs=1e-4)
    assert made.below(made.central) == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, float("nan")])
def test_a_level_that_is_none_is_refused(level):
    """The message names the value."""
    with pytest.raises(SettingsError, match=r"level: found"):
        forecast(record("w", **STEADY), [], now=730.0, level=level)


@pytest.mark.parametrize("step", [1e-307, 1e-320])
def test_a_pace_next_to_nothing_is_no_endless_search(step):
    """A rate at the edge of what can be written gives an end beyond all calendars, not an error."""
    made = forecast(record("w", days=[0.0, 1.0], done=[0.0, step]), [], now=1.0)
    assert 1e300 < made.low <= made.central <= made.high
