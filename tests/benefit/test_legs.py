"""Ways as legs by truck and borders passed by rail: against the ways' costs, and a new search."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.legs import KINDS, marks, scenario_legs, standing_legs
from reopen.benefit.ways import ways
from reopen.network.network import build
from reopen.network.scenario import Close, Scenario
from tests.benefit import gated
from tests.benefit.triangle import OPENINGS


def everything(found):
    """A flow between all zones."""
    n = len(found.network.zones)
    return np.ones((n, n)) - np.eye(n)


def met_by(legs, row, kind):
    """What one way meets, and what its legs cost."""
    way = KINDS * row + kind
    some = slice(legs.first[way], legs.first[way + 1])
    return legs.met[some], legs.price[some]


@pytest.fixture
def triangle(make_region):
    """Ways of the triangle with its openings."""
    region = gated.region(make_region)
    return ways(region, build(region), {name: Scenario.of(name) for name in OPENINGS})


def test_a_way_by_road_is_one_leg_of_the_whole_cost(triangle):
    """Its leg runs from the one zone to the other, and costs what the way does."""
    mark = marks(triangle)
    legs = standing_legs(triangle, triangle.layers[0], everything(triangle), mark)
    zones, places = triangle.network.zones, mark.places
    assert len(legs) == 12
    for row in range(len(legs)):
        met, price = met_by(legs, row, 0)
        start, end = zones[legs.origin[row]], zones[legs.destination[row]]
        assert met.tolist() == [start * places + end]
        assert price == pytest.approx(legs.cost[row, [0]])


def test_costs_are_those_of_the_ways(triangle):
    """Costs of all kinds are those of the model; infinite where there is no such way."""
    for layer in triangle.layers:
        legs = standing_legs(triangle, layer, everything(triangle), marks(triangle))
        expected = layer.costs(triangle)[:, legs.origin, legs.destination].T
        assert (legs.cost == expected).all()


def test_a_way_by_rail_is_told_by_its_border_and_its_hauls(triangle):
    """From the east of XA to XB by rail: a haul to the station, one border; none is trucked from there."""
    mark = marks(triangle)
    legs = standing_legs(triangle, triangle.layers[0], everything(triangle), mark)
    names = list(triangle.region["node"]["node_id"])
    zones = [names[z] for z in triangle.network.zones]
    row = next(
        r for r in range(len(legs)) if (zones[legs.origin[r]], zones[legs.destination[r]]) == ("e", "b")
    )
    met, price = met_by(legs, row, 1)
    haul = (mark.places + names.index("e")) * mark.places + names.index("a")
    border = mark.legs + 2 * 3 + 0
    assert sorted(met.tolist()) == sorted([haul, border])
    assert price[met == border] == 0.0
    assert 0.0 < price[met == haul] < legs.cost[row, 1]


@pytest.mark.parametrize("number", range(len(OPENINGS)))
def test_legs_under_a_scenario_equal_a_new_search(triangle, number):
    """Changed pairs have the legs of the region after the opening, and all others those of before."""
    region, name = triangle.region, triangle.names[number]
    then = ways(region, triangle.network, {}, scenario=Scenario.of(name))
    assert_alike(triangle, then, number)


def test_closing_a_link_has_the_legs_of_all_pairs(make_region):
    """A scenario that closes a road is searched anew."""
    region = gated.region(make_region, both=True)
    edit = Scenario("shut", (Close("ab"),))
    network = build(region)
    found = ways(region, network, {"shut": edit})
    assert found.dearer == ("shut",)
    assert_alike(found, ways(region, network, {}, scenario=edit), 0)


def test_an_opening_of_the_embedded_region_equals_a_new_search(south_caucasus):
    """So do the legs of the road Ijevan - Gazakh."""
    network, edit = build(south_caucasus), Scenario.of("ijevan-gazakh-road")
    found = ways(south_caucasus, network, {"road": edit})
    assert_alike(found, ways(south_caucasus, network, {}, scenario=edit), 0, layers=(0,))


def assert_alike(found, then, number, layers=None):
    """Pairs that a scenario changes have the legs of a search under it, and all others those of before."""
    mark, flow = marks(found), everything(found)
    for k in range(len(found.layers)) if layers is None else layers:
        before = standing_legs(found, found.layers[k], flow, mark)
        changed = scenario_legs(found, found.layers[k], number, flow, mark)
        after = standing_legs(then, then.layers[k], flow, mark)
        was, now = (
            {pair: (legs, r) for r, pair in enumerate(zip(legs.origin, legs.destination, strict=True))}
            for legs in (before, changed)
        )
        assert now
        for r, pair in enumerate(zip(after.origin, after.destination, strict=True)):
            mine, row = now.get(pair) or was[pair]
            assert mine.cost[row] == pytest.approx(after.cost[r], rel=1e-12)
            for kind in np.flatnonzero(np.isfinite(after.cost[r])):
                one, other = met_by(mine, row, kind), met_by(after, r, kind)
                assert one[0].tolist() == other[0].tolist()
                assert one[1] == pytest.approx(other[1], rel=1e-9, abs=1e-9)
