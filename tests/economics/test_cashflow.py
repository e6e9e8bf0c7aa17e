"""Appraisal against textbook forms, published returns, NumPy's polynomial roots and its own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reopen.economics.cashflow import (
    annuity,
    bcr,
    compounded,
    first_year_return,
    npv,
    present_factor,
    profile,
    residual,
    stream,
    switching_value,
    time_factor,
)
from reopen.economics.exposure import open_probability, ramp
from reopen.economics.returns import eirr, internal_return
from reopen.errors import SettingsError

quick = settings(max_examples=60, deadline=None)
rates = st.floats(-0.3, 0.5)
money = arrays(np.float64, 12, elements=st.floats(0.0, 1e6).map(lambda x: round(x, 2)))


def by_roots(net):
    """Twin of the kernel: every real rate above -0.99 from the eigenvalues of the companion matrix."""
    factor = np.roots(np.trim_zeros(net)[::-1])  # of the discount factor, highest power first
    real = factor.real[(np.abs(factor.imag) < 1e-9 * np.abs(factor)) & (factor.real > 0.0)]
    return np.sort(1.0 / real[real < 100.0] - 1.0)


@pytest.mark.parametrize(
    ("net", "published"),
    [
        ([-100.0, 39.0, 59.0, 55.0, 20.0], 0.2809484),
        ([-100.0, 0.0, 0.0, 74.0], -0.0955),
        ([-100.0, 100.0, 0.0, -7.0], -0.0833),
        ([-100.0, 100.0, 0.0, 7.0], 0.06206),
        ([-5.0, 10.5, 1.0, -8.0, 1.0], 0.0886),
    ],
)
def test_published_returns(net, published):
    """Flows and answers of the reference of numpy-financial, the one with several roots included."""
    digits = 7 if published == 0.2809484 else 4
    assert round(float(eirr(net)), digits) == pytest.approx(round(published, digits), abs=1e-12)


def test_pump_of_lorie_and_savage_has_two_returns():
    """The pump of Lorie and Savage (1955) returns 25 and 400 per cent; the lower is given and flagged."""
    found = internal_return([[-1600.0, 10000.0, -10000.0], [-100.0, 105.0, 0.0]])
    assert found.rate == pytest.approx([0.25, 0.05], rel=1e-12)
    assert found.roots.tolist() == [2, 1]
    assert found.changes.tolist() == [2, 1]
    assert found.several.tolist() == [True, False]


@quick
@given(rate=st.floats(-0.95, 5.0), gap=st.floats(1e-4, 0.5), far=st.floats(2.0, 20.0))
def test_three_returns_are_all_found(rate, gap, far):
    """A flow made from three known rates, two of them near each other, has all three; the least is given."""
    known = np.array([rate, rate + gap, rate + gap + far])
    net = np.poly(1.0 + known)  # in powers of 1 + rate, the first year first
    found = internal_return(np.concatenate([[0.0, 0.0], net, [0.0]]))
    assert found.roots == 3
    nearest = known[np.abs(known).argmin()]
    assert min(abs(found.rate - known)) < 1e-7
    assert abs(abs(found.rate) - abs(nearest)) < 1e-7


@quick
@given(net=arrays(np.int64, st.integers(2, 9), elements=st.integers(-20, 20)).map(lambda a: a * 1.0))
@example(net=np.array([-1.0, 3.0, -2.0]))
def test_returns_are_the_roots_of_the_polynomial(net):
    """Number and choice of rates equal those from NumPy's roots, where these are well apart."""
    assume(np.any(net))
    rates_ = by_roots(net)
    coefficient = np.trim_zeros(net)[::-1]
    slopes = [abs(np.polyval(np.polyder(coefficient), 1.0 / (1.0 + r))) for r in rates_]
    assume(all(s > 1e-2 for s in slopes))
    every = np.roots(coefficient)
    assume(not np.any((np.abs(every.imag) > 0) & (np.abs(every.imag) < 1e-3 * np.abs(every))))
    found = internal_return(net)
    assert found.roots == len(rates_)
    assert found.roots <= found.changes
    if len(rates_):
        assert abs(found.rate) == pytest.approx(np.abs(rates_).min(), rel=1e-8, abs=1e-10)
    else:
        assert np.isnan(found.rate)


@quick
@given(cost=st.floats(1.0, 1e9), gain=money)
def test_present_value_at_the_return_is_nothing(cost, gain):
    """Discounted at its own return, a project that first costs and then gains is worth 0."""
    assume(gain[-1] > 0.01)
    assume(gain.sum() > 1e-3 * cost)
    rate = eirr(np.concatenate([[-cost], gain]))
    worth = npv(np.concatenate([[0.0], gain]), np.concatenate([[cost], np.zeros(12)]), rate)
    assert worth == pytest.approx(0.0, abs=1e-9 * cost)


def test_no_return_without_a_change_of_sign():
    """All gains, all costs, nothing at all, no years: no rate; nor where next to all is lost."""
    net = [[1.0, 2.0, 0.0], [-1.0, 0.0, -2.0], [0.0, 0.0, 0.0], [-1000.0, 1.0, 0.0]]
    found = internal_return(net)
    assert np.isnan(found.rate).all()
    assert found.roots.tolist() == [0, 0, 0, 0]
    assert found.changes.tolist() == [0, 0, 0, 1]
    assert np.isnan(eirr(np.zeros((2, 0)))).all()


def test_extreme_flows_have_their_return():
    """Two centuries, rates of millions of per cent and tiny or huge money stay exact."""
    late = np.zeros(200)
    late[0], late[-1] = -1.0, 0.2
    assert eirr(late) == pytest.approx(0.2 ** (1 / 199) - 1.0, rel=1e-9)
    assert eirr([-1.0, 1e5]) == pytest.approx(99_999.0, rel=1e-9)
    assert eirr([[-1e-300, 1.1e-300], [-1e300, 1.1e300]]) == pytest.approx([0.1, 0.1])


def test_return_keeps_the_axes_before_time():
    """Draws and projects stay where they were."""
    gains = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    net = np.stack([np.full((2, 3), -1.0), gains], axis=-1)
    assert eirr(net) == pytest.approx(gains - 1.0)
    assert eirr(np.swapaxes(net, 0, 1)) == pytest.approx(gains.T - 1.0)


@quick
@given(rate=st.floats(-0.5, 1.0), years=st.integers(1, 60))
@example(rate=0.0, years=7)
@example(rate=1e-12, years=30)
def test_annuity_repays_exactly_one(rate, years):
    """Payments of the annuity at the end of each year are worth 1 today, at a rate of 0 too."""
    payments = np.concatenate([[0.0], np.full(years, float(annuity(rate, years)))])
    assert present_factor(payments, rate) == pytest.approx(1.0, rel=1e-8)


def test_annuity_of_the_tables_and_its_limits():
    """The printed factor for 8 per cent and 20 years; for ever it is the rate, for a year rate plus 1."""
    assert round(float(annuity(0.08, 20)), 5) == 0.10185
    assert annuity(0.05, 2000) == pytest.approx(0.05, rel=1e-12)
    assert annuity(0.05, 1) == pytest.approx(1.05)
    assert annuity(-0.999, 1000.0) == pytest.approx(0.0, abs=1e-12)


def test_level_flow_tends_to_the_perpetuity():
    """One a year from year 1 on is worth 1 / rate."""
    flow = np.ones(1500)
    flow[0] = 0.0
    assert present_factor(flow, [0.03, 0.1]) == pytest.approx([1 / 0.03, 10.0], rel=1e-12)


@quick
@given(rate=st.floats(0.0, 0.3), growth=st.floats(-0.1, 0.2), years=st.integers(1, 60))
def test_geometric_growth_has_its_closed_form(rate, growth, years):
    """A growing benefit is worth the sum of its geometric series."""
    q = (1.0 + growth) / (1.0 + rate)
    assume(abs(q - 1.0) > 1e-4)
    flow = stream(5.0, 0.0, years, growth=growth)
    assert npv(flow, np.zeros(years), rate) == pytest.approx(5.0 * (1.0 - q**years) / (1.0 - q), rel=1e-10)


@quick
@given(gain=money, cost=money, rate=rates)
def test_ratio_above_one_is_worth_above_nothing(gain, cost, rate):
    """Ratio and net present value give one verdict; without cost there is no ratio."""
    worth, ratio = npv(gain, cost, rate), bcr(gain, cost, rate)
    if not cost.any():
        assert np.isnan(ratio)
    else:
        assert (ratio > 1.0) == (worth > 0.0)


def test_no_ratio_where_the_residual_exceeds_the_cost():
    """A present value of costs below 0 has no ratio, and no switching value of costs."""
    gain, cost = [[0.0, 5.0]], [10.0, -30.0]
    assert np.isnan(bcr(gain, cost, 0.0)).tolist() == [True]
    assert np.isnan(switching_value(gain, cost, 0.0).costs).all()
    assert np.isnan(switching_value([0.0, 0.0], [1.0, 0.0], 0.0).benefits)


@quick
@given(gain=money, cost=money, rate=rates)
def test_switching_value_brings_the_worth_to_nothing(gain, cost, rate):
    """Applied to benefits, or to costs, the change leaves a net present value of 0."""
    assume(gain.sum() > 1.0)
    assume(cost.sum() > 1.0)
    found = switching_value(gain, cost, rate)
    scale = float(present_factor(gain + cost, rate))
    assert npv(gain * (1.0 + found.benefits / 100.0), cost, rate) == pytest.approx(0.0, abs=1e-11 * scale)
    assert npv(gain, cost * (1.0 + found.costs / 100.0), rate) == pytest.approx(0.0, abs=1e-11 * scale)


@quick
@given(gain=money, cost=money, rate=rates, unit=st.sampled_from([0.5, 4.0, 1024.0]))
def test_currency_scales_money_only(gain, cost, rate, unit):
    """In another currency worth is scaled; ratio, return and switching values are the same numbers."""
    assert npv(unit * gain, unit * cost, rate) == unit * npv(gain, cost, rate)
    same = np.testing.assert_array_equal
    same(bcr(unit * gain, unit * cost, rate), bcr(gain, cost, rate))
    same(switching_value(unit * gain, unit * cost, rate).costs, switching_value(gain, cost, rate).costs)
    same(eirr(unit * (gain - cost)), eirr(gain - cost))


def test_axes_before_time_broadcast():
    """Draws of benefits, projects of costs and a rate for each draw meet as a plain loop says."""
    rng = np.random.default_rng(3)
    gain, cost, rate = rng.random((4, 1, 6)), rng.random((3, 6)), np.array([[0.0], [0.05], [0.1], [0.2]])
    found = npv(gain, cost, rate)
    for i in range(4):
        for j in range(3):
            plain = sum((gain[i, 0, t] - cost[j, t]) / (1.0 + rate[i, 0]) ** t for t in range(6))
            assert found[i, j] == pytest.approx(plain, rel=1e-12)


def test_one_factor_serves_all_countries():
    """Yearly benefits times one present factor are the worth of every country's own stream."""
    rng = np.random.default_rng(5)
    ready, yearly = rng.uniform(0.0, 4.0, (7, 3)), rng.random((7, 3, 2))
    factor = time_factor(ready, 15, growth=0.02, ramp=ramp(15, phase_in=3.0))
    flows = stream(yearly, ready[..., None], 15, growth=0.02, ramp=ramp(15, phase_in=3.0))
    short = yearly * present_factor(factor, 0.06)[..., None]
    assert short == pytest.approx(present_factor(flows, 0.06), rel=1e-12)


def test_first_year_return_on_compounded_capital():
    """Capital of 100 now and 50 in a year is worth 176 in year 2 at a tenth; 22 gained then is an eighth."""
    spent = compounded([100.0, 50.0, 999.0], 0.1, 2)
    assert spent == pytest.approx(176.0)
    assert first_year_return(22.0, spent) == pytest.approx(0.125)
    assert np.isnan(first_year_return(1.0, 0.0))


@quick
@given(cost=money, rate=rates, year=st.integers(0, 12))
def test_compounding_undoes_discounting(cost, rate, year):
    """Worth in a year is the present value of what was spent before it, carried to that year."""
    before = np.where(np.arange(12) < year, cost, 0.0)
    expected = present_factor(before, rate) * (1.0 + rate) ** year
    assert compounded(cost, rate, year) == pytest.approx(expected, rel=1e-10)


def test_residual_falls_along_a_straight_line():
    """Half the life leaves half; nothing is left after it; what is not ready, or never wears, is whole."""
    found = residual(80.0, horizon=20, life=[40.0, 20.0, 10.0, np.inf], ready=0.0)
    assert found.tolist() == [40.0, 0.0, 0.0, 80.0]
    assert residual(80.0, horizon=20, life=40, ready=[10.0, 25.0, np.inf]).tolist() == [60.0, 80.0, 80.0]


@quick
@given(capital=st.floats(0.0, 1e9), months=st.floats(0.0, 96.0))
@example(capital=7.0, months=0.0)
@example(capital=7.0, months=96.0)
@example(capital=1.0, months=5e-324)
def test_profile_spends_all_of_the_capital(capital, months):
    """Whatever the months, the years sum to the capital, and no year has more than its share."""
    found = profile(capital, months, 8)
    assert found.sum() == pytest.approx(capital, rel=1e-12)
    assert (found >= 0.0).all()
    full = 12.0 * capital / max(months, 12.0)
    assert (found <= full * (1.0 + 1e-12)).all()
    assert found[int(np.ceil(months / 12.0)) or 1 :].sum() == pytest.approx(0.0, abs=1e-9 * capital)


def test_profile_of_arrays():
    """Each project has its own months."""
    found = profile([12.0, 30.0], [[6.0], [30.0]], 3)
    assert found[0].tolist() == [[12.0, 0.0, 0.0], [30.0, 0.0, 0.0]]
    assert found[1] == pytest.approx(np.array([[4.8, 4.8, 2.4], [12.0, 12.0, 6.0]]))


@quick
@given(ready=st.floats(0.0, 9.0), seed=st.integers(0, 99))
def test_stream_is_the_overlap_of_service_and_calendar_years(ready, seed):
    """Each calendar year has the integral of the step function of service, cut in pieces of a thousandth."""
    service = np.random.default_rng(seed).random(8)
    ready = round(ready, 3)
    time = (np.arange(8000) + 0.5) / 1000.0 - ready
    k = np.floor(time).astype(int)
    pieces = np.where(k >= 0, service[np.clip(k, 0, 7)], 0.0)
    expected = 3.0 * pieces.reshape(8, 1000).mean(axis=1)
    assert stream(3.0, ready, 8, ramp=service) == pytest.approx(expected, abs=1e-9)


def test_stream_at_certainty_and_never():
    """Ready at the decision and certain is the yearly benefit; ready late or never is nothing."""
    certain = open_probability(5, opens=1.0, recloses=0.0)
    found = stream(10.0, [0.0, 5.0, np.inf], 5, open_probability=certain)
    assert found.tolist() == [[10.0] * 5, [0.0] * 5, [0.0] * 5]


def test_stream_expects_what_the_chain_expects():
    """The worth of an opening that may close again is the sum of benefit, chance and discount."""
    chance, r = open_probability(30, opens=0.4, recloses=0.1), 0.05
    expected = sum(7.0 * 1.02 ** (t + 2) * chance[t] / (1.0 + r) ** (t + 2) for t in range(28))
    found = stream(7.0, 2.0, 30, growth=0.02, open_probability=chance)
    assert present_factor(found, r) == pytest.approx(expected, rel=1e-12)


def test_waiting_is_worth_less():
    """Of positive benefits without growth, each month of delay lowers the worth."""
    ready = np.arange(0.0, 6.0, 1.0 / 12.0)
    worth = present_factor(time_factor(ready, 20, ramp=ramp(20, phase_in=4.0)), 0.06)
    assert (np.diff(worth) < 0.0).all()


@pytest.mark.parametrize(
    ("call", "seen"),
    [
        (
            lambda: npv([1.0], [1.0], [0.1, -1.0]),
            r"rate at \[1\] is -1.0; expected a finite rate .*more than -1",
        ),
        (lambda: npv([1.0, 2.0], [1.0], 0.1), "benefits has 2 years, costs has 1 years"),
        (lambda: npv(5.0, [1.0], 0.1), "benefits is the single number 5.0"),
        (lambda: bcr(np.ones((2, 4)), np.ones((3, 4)), 0.1), "expected shapes that broadcast"),
        (lambda: present_factor([1.0, np.nan, np.inf], 0.1), r"factor at \[1\] is nan, and 1 more are wrong"),
        (lambda: eirr([-1.0, np.inf]), r"net at \[1\] is inf"),
        (lambda: annuity(0.1, 0.0), "years is 0.0; expected finite years, more than 0"),
        (lambda: profile(1.0, 25.0, 2), "months is 25.0; expected 0 to 24, so that all is spent"),
        (lambda: profile(1.0, 0.0, 0), "years is 0; expected 1 or more"),
        (lambda: compounded([1.0, 1.0], 0.1, 2.5), "year is 2.5; expected whole, 0 to 2"),
        (lambda: first_year_return(np.nan, 1.0), "first_full_year_benefit is nan"),
        (lambda: time_factor(0.0, 3, ramp=[0.5, 1.0]), "ramp has 2 years; expected 3"),
        (lambda: stream(np.inf, 0.0, 3), "yearly is inf"),
        (lambda: stream(np.ones(2), np.zeros(3), 3), r"yearly of shape \(2,\), factor of shape \(3,\)"),
    ],
)
def test_refuses_what_makes_no_sense(call, seen):
    """Each wrong argument is refused with its name, the value seen and what was expected."""
    with pytest.raises(SettingsError, match=seen):
        call()


def test_names_all_problems_at_once():
    """One message has everything that is wrong with a residual value, and with a time factor."""
    with pytest.raises(SettingsError) as caught:
        residual(-1.0, horizon=-5, life=0, ready=np.nan)
    for seen in ("capital is -1.0", "horizon is -5.0", "life is 0.0", "ready is nan"):
        assert seen in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        time_factor(-1.0, -2, growth=-1.0, ramp=1.5)
    for seen in ("years is -2", "ready is -1.0", "growth is -1.0", "ramp is 1.5"):
        assert seen in str(caught.value)
