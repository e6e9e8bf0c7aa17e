"""Gains by country, worked out by hand on a line of three countries."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest
from scipy.integrate import quad

from reopen.benefit import frames
from reopen.benefit.changed import changes
from reopen.benefit.newtrade import gravity, new_trade
from reopen.benefit.openings import gains
from reopen.benefit.parameters import KNOWN
from reopen.benefit.scene import scene
from reopen.network.network import build
from reopen.network.rates import rates
from reopen.network.scenario import Scenario
from reopen.network.standing import Editor, standing
from tests.network.test_costs import cargo, link, node, unit_costs

#: 100 km at 50 km/h and 5 h at each of two gates; 60 USD a gate and 130 USD transit fee of XB.
BEFORE = 2 * ((150 + 10 * 7 + 60 + 65) / 20 + 0.1 * 7)
#: The first gate takes 1 h and not 5.
AFTER = BEFORE - 4 * (10 / 20 + 0.1)
TONNES, VALUE = 1e6, 240.0

#: Values of the parameters where a test states none.
USUAL = {
    "delivered-price-elasticity": 1.0,
    "importer-share": 0.3,
    "fee-handling-share": 0.6,
    "distance-elasticity": 1.0,
    "closure-effect": 0.65,
    "trade-elasticity": 4.5,
    "value-added-share": 0.5,
    "mode-choice-sensitivity": 5.0,
    "mode-nest-dissimilarity": 0.6,
    "rail-constant": 0.0,
    "sea-constant": 0.0,
    "drayage-factor": 2.0,
    "border-hours-factor": 1.0,
    "border-fee-factor": 1.0,
    "trade-volume-factor": 1.0,
    "new-trade-factor": 1.0,
    "passenger-volume-factor": 1.0,
    "passenger-elasticity": 1.0,
    "trip-distance-elasticity": 2.0,
    "demand-growth": 2.0,
    "phase-in-years": 4.0,
    "opening-probability": 0.5,
    "reclosure-probability": 0.02,
    "cost-overrun-road": 0.2,
    "cost-overrun-rail": 0.45,
    "carbon-price": 60.0,
    "carbon-road": 85.0,
    "carbon-rail": 22.0,
    "carbon-sea": 12.0,
}


def parameters(**values):
    """Parameters without a range, so that every draw is the same; underscores stand for hyphens."""
    given = USUAL | {name.replace("_", "-"): v for name, v in values.items()}
    return [{"parameter_id": i, "name": i, "low": v, "central": v, "high": v} for i, v in given.items()]


def gate(name, side_a, side_b, links):
    return {
        "crossing_id": name, "name_a": "a", "name_b": "b", "node_a_id": side_a.lower()[1],
        "node_b_id": side_b.lower()[1],
        "country_a": side_a, "country_b": side_b, "link_ids": links, "hours_truck_a_to_b": 5,
        "hours_truck_b_to_a": 5, "hours_car": 1, "fee_usd": 60,
    }  # fmt: skip


def tables_of(line, found):
    """Tables by country, in total and by pair of what was found in a region."""
    ids = [str(i) for i in line["country"]["country_id"]]
    return frames.by_country(ids, found), frames.totals(found), frames.by_pair(ids, found)


@pytest.fixture
def line(make_region):
    """XA - XB - XC along one road; XA sends XC a million tonnes; one opening speeds the first gate."""
    country = [{"country_id": i, "name": i, "gdp_usd_m": 1000} for i in ("XA", "XB", "XC")]
    trade = {
        "origin_id": "XA",
        "destination_id": "XC",
        "year": 2023,
        "tonnes_kt": 1000,
        "class_shares": "goods:1",
    }
    opening = {
        "opening_id": "faster",
        "title": "Faster gate",
        "kind": "upgrade",
        "link_ids": "ab",
        "country_ids": "XA;XB",
    }
    effect = {"opening_id": "faster", "subject_id": "gate-ab", "attribute": "hours_truck_a_to_b"}
    return make_region(
        country=country,
        node=[node("a"), node("b", "XB", x=0.5), node("c", "XC", x=1.0)],
        link=[link("ab", "a", "b", countries="XA;XB"), link("bc", "b", "c", countries="XB;XC")],
        crossing=[gate("gate-ab", "XA", "XB", "ab"), gate("gate-bc", "XB", "XC", "bc")],
        unit_cost=unit_costs(xb_transit_fee=130.0),
        cargo_class=cargo(),
        parameter=parameters(),
        trade=[trade],
        opening=[opening],
        opening_effect=[effect | {"after_low": 1, "after_central": 1, "after_high": 1}],
        consent=None,
        state=None,
    )


@pytest.fixture
def found(line):
    return gains(line, build(line), {"faster": Scenario.of("faster")})


def test_user_benefit_goes_to_importer_and_exporter_by_their_shares(line, found):
    """The importer gets three tenths of the surplus, the exporter seven, the transit country none."""
    surplus = TONNES * (VALUE + BEFORE) * log((VALUE + BEFORE) / (VALUE + AFTER)) / 1e6
    user = tables_of(line, found)[0].set_index("country_id")["user_central"]
    assert user["XC"] == pytest.approx(0.3 * surplus, rel=1e-9)
    assert user["XA"] == pytest.approx(0.7 * surplus, rel=1e-9)
    assert user["XB"] == 0.0


def test_the_surplus_is_the_integral_of_the_demand_curve(found):
    """SciPy's integral of the flow over the fall of the cost is the user benefit of the one pair."""
    area, _ = quad(lambda g: TONNES * ((VALUE + g) / (VALUE + BEFORE)) ** -1.0, AFTER, BEFORE, epsabs=1e-6)
    assert found.changes[0].user.sum() == pytest.approx(area, rel=1e-9)
    assert found.changes[0].user[0, 2] == pytest.approx(area, rel=1e-9)


def test_fees_of_the_extra_flow_go_half_to_each_side_and_transit_is_paid_whole(line, found):
    """Each gate's 60 USD is shared by its sides, XB takes its 130 USD, less the cost of handling."""
    extra = TONNES * ((VALUE + AFTER) / (VALUE + BEFORE)) ** -1.0 - TONNES
    fee = tables_of(line, found)[0].set_index("country_id")["fee_central"]
    for country, per_truck in (("XA", 30), ("XB", 30 + 30 + 130), ("XC", 30)):
        assert fee[country] == pytest.approx(extra * per_truck / 20 * 0.4 / 1e6, rel=1e-9)


def test_transit_is_what_passes_and_neither_starts_nor_ends(line, found):
    """XB alone has transit: its half of both roads, at the flow before and after."""
    row = tables_of(line, found)[0].set_index("country_id")
    after = ((VALUE + AFTER) / (VALUE + BEFORE)) ** -1.0
    assert row.loc["XB", "transit_mtkm_before"] == pytest.approx(100.0, rel=1e-9)
    assert row.loc["XB", "transit_mtkm_after"] == pytest.approx(100.0 * after, rel=1e-9)
    assert row.loc["XB", "transit_fee_usd_m_before"] == pytest.approx(190 / 20, rel=1e-9)
    assert row.loc["XB", "transit_fee_usd_m_after"] == pytest.approx(190 / 20 * after, rel=1e-9)
    assert row.loc[["XA", "XC"], "transit_mtkm_before"].tolist() == [0.0, 0.0]


def test_by_pair_shows_cost_and_hours_before_and_after(line, found):
    """The one pair's mean cost and hours are those of the formulas."""
    (pair,) = tables_of(line, found)[2].to_dict("records")
    assert (pair["origin_id"], pair["destination_id"]) == ("XA", "XC")
    assert pair["usd_per_t_before"] == pytest.approx(BEFORE, rel=1e-9)
    assert pair["usd_per_t_after"] == pytest.approx(AFTER, rel=1e-9)
    assert (pair["hours_before"], pair["hours_after"]) == pytest.approx((14.0, 10.0))
    assert pair["share_beyond_rule_of_half"] == 0.0


def test_totals_are_sums_over_countries_and_blocs_are_apart(line, found):
    """What all gain is what each gains; more tonnes make more tonne-kilometres, and so more emissions."""
    by_country, totals, _ = tables_of(line, found)
    row = totals.set_index("opening_id").loc["faster"]
    for end in ("p10", "p50", "p90", "central"):
        assert row[f"benefit_{end}"] == pytest.approx(by_country[f"benefit_{end}"].sum(), rel=1e-12)
        assert row[f"gateway_{end}"] == 0.0
    extra = TONNES * ((VALUE + AFTER) / (VALUE + BEFORE)) ** -1.0 - TONNES
    assert row["carbon_kt"] == pytest.approx(extra * 200 * 85 / 1e9, rel=1e-9)
    half = (TONNES + extra / 2) * (BEFORE - AFTER) / 1e6
    assert row["rule_of_half_usd_m"] == pytest.approx(half, rel=1e-9)


def test_levels_take_the_coherent_end_of_each_range(make_region):
    """Low takes cheap rates, large loads and weak effects; high the reverse."""
    effect = {"opening_id": "valley-road", "subject_id": "coast-gate", "attribute": "hours_truck_a_to_b"}
    region = make_region(opening_effect=[effect | {"after_low": 1, "after_central": 2, "after_high": 3}])
    table = region["unit_cost"].set_index("unit_cost_id")
    for level, load, hours in (("low", "high", 3.0), ("central", "central", 2.0), ("high", "low", 1.0)):
        found = rates(region, level)
        assert found["truck-hour"] == table.at["truck-hour", level]
        assert found["truck-payload"] == table.at["truck-payload", load]
        after = Editor(region).apply(standing(region), Scenario.of("valley-road"), level)
        assert after.crossing["hours_truck_a_to_b"][0] == hours


def test_every_parameter_that_is_read_is_in_the_starter(make_region):
    """A new region has all that the benefits read, and so have the regions of these tests."""
    assert {i for i, _, _, _ in KNOWN} == set(USUAL)
    assert set(USUAL) <= set(make_region()["parameter"]["parameter_id"])


@pytest.fixture(scope="module")
def margara(south_caucasus):
    opened = {name: Scenario.of(name) for name in ("margara-alican-road", "kvesheti-kobi-road")}
    return scene(south_caucasus, build(south_caucasus), opened)


def test_gravity_finds_the_law_that_made_the_trade(south_caucasus, margara):
    """Trade made by a known law gives its exponents back, and no residual."""
    gdp, cost = south_caucasus["country"]["gdp_usd_m"].to_numpy(), margara.gravity.cost
    with np.errstate(divide="ignore"):
        made = np.exp(2.0) * np.outer(gdp**0.9, gdp**0.5) / cost
    np.fill_diagonal(made, 0.0)
    model = gravity(margara.goods, replace(margara.demand, country_tonnes=made), margara.center)
    assert (model.constant, model.origin, model.destination) == pytest.approx((2.0, 0.9, 0.5), rel=1e-9)
    assert model.residual == pytest.approx(0.0, abs=1e-9)
    ids = list(south_caucasus["country"]["country_id"])
    shut = {(ids[i], ids[j]) for i, j in np.argwhere(model.closed)}
    assert shut == {("AM", "AZ"), ("AZ", "AM"), ("AM", "TR"), ("TR", "AM")}


def test_new_trade_is_for_the_pair_of_the_gate_and_shrinks_with_what_stays_away(margara):
    """A gate between Armenia and Türkiye makes trade between those two only, both ways; an open pair none."""
    goods, demand, at = margara.goods, margara.demand, margara.center
    found, _ = changes(goods, margara.flows, at, keep=False)
    worth = new_trade(goods, "margara-alican-road", found[0], demand, at, margara.gravity)
    ids = list(goods.region["country"]["country_id"])
    assert {(ids[i], ids[j]) for i, j in np.argwhere(worth > 0)} == {("AM", "TR"), ("TR", "AM")}
    more_stays_away = replace(at, values={**at.values, "closure-effect": (1 + at["closure-effect"]) / 2})
    less = new_trade(goods, "margara-alican-road", found[0], demand, more_stays_away, margara.gravity)
    np.testing.assert_allclose(less, worth / 2)
    assert found[1].user.sum() > 1e5
    assert not new_trade(goods, "kvesheti-kobi-road", found[1], demand, at, margara.gravity).any()


def test_new_trade_is_in_no_other_measure(south_caucasus, margara):
    """The benefit is users' surplus, fees and trips; new trade stands beside it."""
    found = gains(
        south_caucasus, margara.goods.network, {"margara": Scenario.of("margara-alican-road")}, like=margara
    )
    for part in (found.middle, found.drawn):
        np.testing.assert_array_equal(part["benefit"], part["user"] + part["fee"] + part["passenger"])
        assert part["new_trade"].any()
