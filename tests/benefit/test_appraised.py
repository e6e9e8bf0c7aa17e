"""Appraisals against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.appraised import Terms, appraise, appraise_all
from reopen.benefit.assumptions import Assumptions
from reopen.benefit.costs import Work, works
from reopen.benefit.openings import gains
from reopen.economics.exposure import open_probability, ramp
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.test_openings import USUAL
from tests.benefit.triangle import OPENINGS, triangle

TERMS = Terms((0.06, 0.03), 30, 40.0)
#: Two countries of the region and a bloc beyond it.
INSIDE = np.array([True, True, False])
WORK = Work("it", 1.0, True, 0.0, 10.0, 0.0, np.array([0.75, 0.25, 0.0]))
#: Nothing phases in, grows, overruns or wears.
STILL = {
    "phase-in-years": 0.0,
    "demand-growth": 0.0,
    "cost-overrun-road": 0.0,
    "cost-overrun-rail": 0.0,
    "opening-probability": 1.0,
    "reclosure-probability": 0.0,
    "road-maintenance": 0.0,
    "rail-maintenance": 0.0,
    "cost:it": 100.0,
    "months:it": 0.0,
}


def at(**values):
    """Figures: the still ones with others in place."""
    given = {name.replace("_", "-"): value for name, value in values.items()}
    cost = {
        f"{name.removesuffix('-it')}:it": given.pop(name)
        for name in ("cost-it", "months-it")
        if name in given
    }
    return Assumptions(USUAL | STILL | given | cost)


def priced(
    benefit=(10e6, 5e6, 99e6), *, members=(WORK,), between=False, terms=TERMS, figures=None, carbon=0.0
):
    """Appraisal at one set of figures."""
    return appraise(
        np.array([benefit], dtype=np.float64),
        INSIDE,
        np.array([carbon]),
        members,
        between,
        figures or at(),
        terms,
    )


def annuity(rate, years):
    """Present value of 1 at the end of year 0, 1, ... of so many years."""
    return sum((1 + rate) ** -t for t in range(years))


def test_a_still_project_has_the_closed_form():
    """100 USD m at once, 15 a year for 30 years, a quarter of the capital left: by hand at both rates."""
    found = priced()
    for n, rate in enumerate(TERMS.rates):
        worth = 15e6 * annuity(rate, 30)
        cost = 100e6 - 25e6 * (1 + rate) ** -29
        assert found.npv[n, 0] == pytest.approx(worth - cost, rel=1e-12)
        assert found.bcr[n, 0] == pytest.approx(worth / cost, rel=1e-12)
    assert found.costs[0] == pytest.approx(100e6 - 25e6 * 1.06**-29, rel=1e-12)
    assert found.factor[0] == pytest.approx(annuity(0.06, 30), rel=1e-12)
    assert found.first_year[0] == pytest.approx(0.15 / 1.06, rel=1e-12)
    net = np.array([15e6 - 100e6, *[15e6] * 28, 40e6])
    assert np.sum(net * (1 + found.eirr[0]) ** -np.arange(30)) == pytest.approx(0.0, abs=1.0)


def test_countries_pay_their_shares_and_blocs_count_in_no_total():
    """By country: its own benefit less its part of the costs; a bloc's benefit is in no total."""
    found = priced()
    for c, (benefit, share) in enumerate(zip((10e6, 5e6, 99e6), WORK.share, strict=True)):
        expected = benefit * found.factor[0] - share * found.costs[0]
        assert found.npv_country[0, c] == pytest.approx(expected, rel=1e-12)
    assert found.npv_country[0, :2].sum() == pytest.approx(found.npv[0, 0], rel=1e-12)
    assert found.bcr_country[0, 0] == pytest.approx(10e6 * found.factor[0] / (0.75 * found.costs[0]))
    assert np.isnan(found.bcr_country[0, 2])


def test_nothing_opened_is_worth_nothing():
    """No benefit, no cost: the value is 0 at every rate, whoever asks; there is no ratio and no return."""
    for between in (False, True):
        found = priced((0.0, 0.0, 0.0), members=(), between=between)
        assert not found.npv.any()
        assert not found.npv_country.any()
        assert not found.costs.any()
        assert not found.carbon.any()
        assert np.isnan(found.bcr).all()
        assert np.isnan(found.eirr).all()


def test_the_empty_scenario_of_a_region_is_worth_nothing(make_region):
    """Nothing opened, from the region to the net present value: exactly 0 in the middle and in draws."""
    region = triangle(make_region)
    found = gains(region, build(region), {"nothing": Scenario()}, draws=4)
    for one in appraise_all(found, {"nothing": ()}, {"nothing": True}, TERMS)["nothing"]:
        assert not one.npv.any()
        assert not one.npv_country.any()


def test_building_delays_benefits_and_spreads_capital():
    """With 18 months of building, capital falls into two years, half of the second brings something."""
    found = priced(figures=at(months_it=18.0))
    worth = 15e6 * (annuity(0.06, 30) - 1 - 0.5 / 1.06)
    cost = 100e6 * (2 / 3 + 1 / 3 / 1.06) - 100e6 * (1 - 28.5 / 40) * 1.06**-29
    assert found.npv[0, 0] == pytest.approx(worth - cost, rel=1e-12)


def test_growth_ramp_and_chance_multiply():
    """Each year's benefit is the yearly one, times growth, times the ramp, times the chance to stand open."""
    figures = at(demand_growth=2.0, phase_in_years=4.0, opening_probability=0.5, reclosure_probability=0.02)
    years = np.arange(30)
    share = ramp(30, phase_in=4.0) * 1.02**years * 1.06**-years
    chance = open_probability(30, opens=0.5, recloses=0.02)
    assert priced(figures=figures).factor[0] == pytest.approx(share.sum(), rel=1e-12)
    assert priced(figures=figures, between=True).factor[0] == pytest.approx((share * chance).sum(), rel=1e-12)


def test_maintenance_is_paid_while_the_link_is_ready():
    """From readiness on, whether or not it stands open."""
    upkeep = at(months_it=12.0, road_maintenance=10e3)
    plain, kept = priced(figures=at(months_it=12.0)), priced(figures=upkeep)
    assert kept.costs[0] - plain.costs[0] == pytest.approx(10 * 10e3 * (annuity(0.06, 30) - 1), rel=1e-9)


def test_what_never_gets_ready_brings_nothing():
    """Building for longer than the horizon: no benefit, all capital spent, nothing worn."""
    found = priced(figures=at(months_it=600.0))
    assert found.factor[0] == 0.0
    assert found.npv[0, 0] == pytest.approx(-(100e6 / 30 * annuity(0.06, 30) - 100e6 * 1.06**-29), rel=1e-9)


def test_emissions_are_apart_at_the_shadow_price():
    """A tonne a year is worth the price over the horizon, and is in no other figure."""
    clean, dirty = priced(carbon=-1000.0), priced(carbon=1000.0)
    assert clean.carbon[0] == pytest.approx(60 * 1000 * annuity(0.06, 30), rel=1e-12)
    assert dirty.carbon[0] == -clean.carbon[0]
    assert clean.npv.tolist() == dirty.npv.tolist()


def test_members_of_a_package_are_ready_together_and_paid_apart():
    """Benefits wait for the last of the openings; each is paid as it is built, by its own countries."""
    other = replace(WORK, opening_id="other", share=np.array([0.0, 1.0, 0.0]))
    figures = at(months_it=12.0)
    figures = replace(figures, values={**figures.values, "cost:other": 50.0, "months:other": 24.0})
    found = priced(members=(WORK, other), figures=figures)
    assert found.factor[0] == pytest.approx(annuity(0.06, 30) - 1 - 1 / 1.06, rel=1e-12)
    left = (1 - 28 / 40) * 1.06**-29
    mine = 100e6 * (1 - left)
    theirs = 25e6 * (1 + 1 / 1.06) - 50e6 * left
    assert found.costs[0] == pytest.approx(mine + theirs, rel=1e-12)
    borne = found.factor[0] * np.array([10e6, 5e6]) - found.npv_country[0, :2]
    assert borne.tolist() == pytest.approx([0.75 * mine, 0.25 * mine + theirs], rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    size=st.floats(0.1, 50.0),
    months=st.floats(0.0, 200.0),
    growth=st.floats(-3.0, 5.0),
    between=st.booleans(),
    factor=st.floats(0.01, 1000.0),
)
def test_scaling_money_scales_values_and_leaves_ratios(size, months, growth, between, factor):
    """In another currency values change by the rate of exchange; ratios and rates of return do not."""
    benefit = np.array([3e6, -1e6, 2e6]) * size
    figures = at(months_it=months, demand_growth=growth, road_maintenance=9e3)
    money = {"cost:it": 100.0 * factor, "road-maintenance": 9e3 * factor, "carbon-price": 60.0 * factor}
    one = priced(tuple(benefit), between=between, figures=figures, carbon=5.0)
    two = priced(
        tuple(benefit * factor),
        between=between,
        figures=replace(figures, values={**figures.values, **money}),
        carbon=5.0,
    )
    for name in ("npv", "npv_country", "costs", "carbon"):
        scale = one.costs[0] * factor
        np.testing.assert_allclose(
            getattr(two, name), getattr(one, name) * factor, rtol=1e-9, atol=1e-9 * scale
        )
    for name in ("bcr", "bcr_country", "factor", "first_year"):
        np.testing.assert_allclose(getattr(two, name), getattr(one, name), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(two.eirr, one.eirr, rtol=1e-6, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_draws_are_appraised_one_by_one(seed):
    """What is appraised in many draws at once is what each draw gives alone."""
    rng = np.random.default_rng(seed)
    names = ("phase-in-years", "demand-growth", "opening-probability", "reclosure-probability", "months:it")
    ends = (8.0, 4.0, 1.0, 0.2, 90.0)
    values = {name: rng.random(3) * end for name, end in zip(names, ends, strict=True)}
    values["cost:it"] = 50 + 100 * rng.random(3)
    benefit, carbon = rng.random((3, 3)) * 2e7, rng.random(3)
    together = appraise(
        benefit, INSIDE, carbon, (WORK,), True, Assumptions(dict(at().values) | values), TERMS
    )
    for d in range(3):
        figures = Assumptions(dict(at().values) | {name: float(v[d]) for name, v in values.items()})
        alone = appraise(benefit[d, None], INSIDE, carbon[d, None], (WORK,), True, figures, TERMS)
        for name in ("npv", "bcr"):
            np.testing.assert_allclose(getattr(together, name)[:, d], getattr(alone, name)[:, 0], rtol=1e-12)
        for name in ("eirr", "npv_country", "bcr_country", "costs", "factor", "first_year", "carbon"):
            np.testing.assert_allclose(getattr(together, name)[d], getattr(alone, name)[0], rtol=1e-9)


def test_all_scenarios_are_appraised_but_those_of_unknown_cost(make_region):
    """A scenario without members is left out; the others have a centre and draws, and cost less if built."""
    region = triangle(make_region)
    found = gains(region, build(region), {o: Scenario.of(o) for o in OPENINGS}, draws=4)
    taken = works(region)
    members = {o: (taken[o],) for o in OPENINGS if o != "second"}
    between = dict.fromkeys(OPENINGS, False)
    priced_all = appraise_all(found, members, between, TERMS)
    assert set(priced_all) == {"faster", "railway"}
    free = {o: (replace(taken[o], left=0.0),) for o in members}
    for name, (center, draws) in priced_all.items():
        assert center.npv.shape == (2, 1)
        assert draws.npv.shape == (2, 4)
        assert draws.npv_country.shape == (4, 3)
        cheap, _ = appraise_all(found, free, between, TERMS)[name]
        assert (cheap.npv > center.npv).all()
        s = found.names.index(name)
        assert center.factor[0] * found.middle["benefit"][s].sum() - center.costs[0] == pytest.approx(
            center.npv[0, 0]
        )
