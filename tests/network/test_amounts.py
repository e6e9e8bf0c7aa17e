"""Amounts times prices are the generalised cost, arc by arc."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.assumptions import central, drawn, drawn_ranges
from reopen.network.amounts import PLAIN, TRAVEL, amounts, passenger_amounts, passenger_prices, prices
from reopen.network.costs import arc_costs, fees_by_side
from reopen.network.layers import layered
from reopen.network.network import GAUGE, RAIL, ROAD, SEA, STATION, build
from reopen.network.rates import rates
from reopen.network.scenario import Open, Scenario
from reopen.network.seasons import seasons
from reopen.network.standing import Editor, standing
from tests.network.test_costs import RATES, VOT, gate, link, node, world  # noqa: F401  (world is a fixture)


def found_in(region, scenario=None, *, passengers=False):
    """A region's network and arcs at central rates."""
    network = build(region)
    now = Editor(region).apply(standing(region), scenario or Scenario())
    return network, layered(region, network, now, rates(region), passengers=passengers)


@pytest.fixture(scope="module")
def everything(south_caucasus):
    """The embedded region with all its openings, so that every arc that may pass does."""
    edits = tuple(Open(str(i)) for i in south_caucasus["opening"]["opening_id"])
    return found_in(south_caucasus, Scenario("all", edits), passengers=True)


def test_amounts_times_prices_are_the_costs_of_every_class(south_caucasus, everything):
    """On every arc of the embedded region, for every cargo class, to the last digits."""
    network, found = everything
    some, unit = amounts(south_caucasus, network, found), found.rates.costs
    kinds = set()
    for layer in found.layers:
        if layer.cargo is None:
            continue
        open_now = np.isfinite(layer.cost)
        usd = some.values @ prices(some.names, unit, layer.cargo.vot)
        np.testing.assert_allclose(usd[open_now], layer.cost[open_now], rtol=1e-12)
        kinds |= set(network.kind[open_now])
    assert kinds >= {ROAD, RAIL, SEA, STATION, GAUGE}
    assert {name.partition(":")[0] for name in some.names[len(PLAIN) :]} == {"tariff", "dwell"}


def test_passengers_amounts_times_prices_are_their_costs(south_caucasus, everything):
    """The same for travellers: cars, trains and ferries, and their hours."""
    network, found = everything
    some = passenger_amounts(south_caucasus, network, found)
    (layer,) = [x for x in found.layers if x.cargo is None]
    open_now = np.isfinite(layer.cost)
    usd = some.values @ passenger_prices(found.rates.costs)
    np.testing.assert_allclose(usd[open_now], layer.cost[open_now], rtol=1e-12)
    assert some.names == TRAVEL
    assert not some.fees.any()
    assert not some.km.any()


def test_fees_and_kilometres_are_told_by_country(south_caucasus, everything):
    """Fees by country sum to all fees; kilometres on land, half to each side, to the length; none at sea."""
    network, found = everything
    some = amounts(south_caucasus, network, found)
    at = dict(zip(some.names, some.values.T, strict=True))
    np.testing.assert_allclose(some.fees.sum(axis=1), at["fees"], rtol=1e-12)
    np.testing.assert_allclose(
        some.fees.sum(axis=1), fees_by_side(network, found.facts, found.rates).sum(axis=1)
    )
    np.testing.assert_allclose(some.km.sum(axis=1), at["road_km"] + at["rail_km"], rtol=1e-12)
    assert at["ship_km"][network.kind == SEA].all()
    assert not some.km[network.kind == SEA].any()


def test_only_road_legs_become_drayage(south_caucasus, everything):
    """Drayage takes a road leg's kilometres and hours, and leaves its border hours and all else."""
    network, found = everything
    some = amounts(south_caucasus, network, found)
    plain, dray = (dict(zip(some.names, values.T, strict=True)) for values in (some.values, some.drayage()))
    assert not plain["drayage_km"].any()
    np.testing.assert_array_equal(dray["drayage_km"], plain["road_km"])
    np.testing.assert_array_equal(dray["drayage_hours"], plain["road_hours"])
    assert not dray["road_km"].any()
    assert not dray["road_hours"].any()
    for name in some.names:
        if name not in ("road_km", "road_hours", "drayage_km", "drayage_hours"):
            np.testing.assert_array_equal(dray[name], plain[name])
    unit, vot = found.rates.costs, 0.2
    as_road, as_dray = (values @ prices(some.names, unit, vot) for values in (some.values, some.drayage()))
    np.testing.assert_allclose(as_dray, as_road, rtol=1e-12)
    twice = some.drayage() @ prices(some.names, unit, vot, drayage=2.0)
    truck = unit["truck-opcost"] * (1 + unit["truck-empty-share"]) * plain["road_km"]
    truck += unit["truck-hour"] * plain["road_hours"]
    np.testing.assert_allclose(twice - as_dray, truck / unit["truck-payload"], rtol=1e-9, atol=1e-9)


def test_a_stated_gauge_change_is_an_amount_of_its_own(world):  # noqa: F811
    """A gauge change is one at the usual price, or the hours and dollars that the crossing states."""
    nodes = [node("a"), node("m", kind="junction", x=0.5), node("b", "XB", x=1.0)]
    nodes[1]["is_zone"] = "no"
    links = [
        link("l1", "a", "m", "rail", gauge_mm=1520),
        link("l2", "m", "b", "rail", countries="XA;XB", gauge_mm=1435),
    ]
    rail = {"hours_truck_a_to_b": "", "hours_truck_b_to_a": "", "hours_rail": 0, "fee_usd": 0}
    stated = gate("l2", "m", **rail, gauge_node_id="m", gauge_transfer_hours=30, gauge_transfer_usd_per_t=2)
    for crossing, expected, usd in (
        (
            gate("l2", "m", **rail),
            {"gauges": 1, "gauge_waits": 1, "gauge_usd": 0, "gauge_hours": 0},
            6 + VOT * 12,
        ),
        (stated, {"gauges": 0, "gauge_waits": 0, "gauge_usd": 2, "gauge_hours": 30}, 2 + VOT * 30),
    ):
        region = world(nodes, links, crossing)
        network, found = found_in(region)
        some = amounts(region, network, found)
        at = dict(zip(some.names, some.values.T, strict=True))
        mine = network.kind == GAUGE
        assert mine.sum() == 2
        for name, value in expected.items():
            assert at[name][mine].tolist() == [value] * 2
            assert not at[name][~mine].any()
        cost = some.values @ prices(some.names, RATES, VOT)
        assert cost[mine].tolist() == pytest.approx([usd] * 2, rel=1e-12)


def test_factors_on_borders_move_borders_alone(world):  # noqa: F811
    """Twice the hours at borders cost twice their part; three times the fees three times theirs."""
    region = world([node("a"), node("b", "XB", x=0.5)], [link("l", "a", "b", countries="XA;XB")], gate())
    network, found = found_in(region)
    some = amounts(region, network, found)
    (arc,) = np.flatnonzero((network.kind == ROAD) & (network.crossing_way == 0))
    row = some.values[arc]

    def usd(**factors):
        return row @ prices(some.names, RATES, VOT, **factors)

    assert usd(border_hours=2.0) - usd() == pytest.approx(5 * (10 / 20 + VOT), rel=1e-12)
    assert usd(border_fees=3.0) - usd() == pytest.approx(2 * 60 / 20, rel=1e-12)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_prices_of_draws_are_those_of_each_draw(south_caucasus, seed):
    """Arrays of figures give, row by row, what single figures give."""
    over = drawn_ranges(south_caucasus)
    names, rng = tuple(over), np.random.default_rng(seed)
    ends = np.array([over[name] for name in names])
    draws = ends[:, 0] + rng.random((3, len(names))) * (ends[:, 2] - ends[:, 0])
    at = drawn(south_caucasus, names, draws)
    arcs = (*PLAIN, "tariff:ferry-tariff", "dwell:port-dwell-caspian")
    for kind in ("bulk", "passenger"):
        mine = TRAVEL if kind == "passenger" else arcs
        table = at.prices(mine, kind)
        assert table.shape == (3, len(mine))
        for d in range(3):
            values = dict(central(south_caucasus).values) | dict(zip(names, draws[d].tolist(), strict=True))
            one = type(at)(values).prices(mine, kind)
            np.testing.assert_allclose(table[d], one, rtol=1e-14)


def test_the_cost_at_other_levels_is_amounts_times_their_prices(south_caucasus):
    """Amounts hold at any rates: priced at high rates they are the costs at high rates, fees apart."""
    network = build(south_caucasus)
    now, high = standing(south_caucasus), rates(south_caucasus, "high")
    found = layered(south_caucasus, network, now, rates(south_caucasus))
    some, cargo = amounts(south_caucasus, network, found), high.classes[0]
    dear = layered(south_caucasus, network, now, high)
    cost = arc_costs(network, now, dear.facts, high, cargo, seasons(())[0], ())
    at = dict(zip(some.names, some.values.T, strict=True))
    usd = some.values @ prices(some.names, high.costs, cargo.vot) - at["fees"]
    usd += fees_by_side(network, dear.facts, high).sum(axis=1)
    open_now = np.isfinite(cost)
    np.testing.assert_allclose(usd[open_now], cost[open_now], rtol=1e-12)
