"""Trips between zones: totals that sources state, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.benefit.assumptions import central
from reopen.benefit.openings import HALF, gains
from reopen.benefit.passengers import stated_totals, trips
from reopen.benefit.scene import scene
from reopen.benefit.ways import ways
from reopen.economics.surplus import user_benefit
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.triangle import triangle


@pytest.fixture
def region(make_region):
    return triangle(make_region)


def found_in(region, apart=None):
    net = build(region)
    found = ways(region, net, {}, passengers=True)
    n = found.n_countries
    return found, trips(found, central(region), np.zeros((n, n), bool) if apart is None else apart)


def zones_of(found, *names):
    nodes = list(found.region["node"]["node_id"])
    places = list(found.network.zones)
    return [places.index(nodes.index(name)) for name in names]


def counted(region, link_id, value, unit="persons per day"):
    """The region with persons counted on a link."""
    row = {
        "flow_id": "count", "title": "count", "link_ids": (link_id,), "year": 2023, "value": value,
        "unit": unit, "note": "", "source": ("own-estimate",), "confidence": "medium",
    }  # fmt: skip
    return region.replace(observed_flow=pd.DataFrame([row]))


def test_trips_meet_the_stated_total_both_ways(region):
    """A hundred thousand trips a year both ways between west and middle, and none elsewhere."""
    found, some = found_in(region)
    a, b = zones_of(found, "a", "b")
    assert some.stated == ("visits",)
    assert some.table[a, b] + some.table[b, a] == pytest.approx(100e3, rel=1e-9)
    rest = some.table.copy()
    rest[a, b] = rest[b, a] = 0.0
    assert not rest.any()


def test_a_count_of_persons_is_a_total_between_the_areas_of_its_link(region):
    """500 persons a day on the road from b to c are 182,500 trips a year between middle and far."""
    found, some = found_in(counted(region, "bc", 500.0))
    b, c = zones_of(found, "b", "c")
    assert set(some.stated) == {"visits", "count"}
    assert some.table[b, c] + some.table[c, b] == pytest.approx(500 * 365, rel=1e-6)


@pytest.mark.parametrize(("unit", "value"), [("persons per year", 500.0), ("persons per day", 0.0)])
def test_other_counts_are_no_trips(region, unit, value):
    """A count of another unit, or of nobody, states no total."""
    found, _ = found_in(counted(region, "bc", value, unit))
    assert [t.name for t in stated_totals(found)] == ["visits"]


def test_a_node_without_an_area_counts_to_the_nearest_zone(region):
    """A count on a link from a bare junction is of the trips of the area of its country's nearest zone."""
    nodes, links = region["node"], region["link"]
    bare = nodes.iloc[[0]].assign(
        node_id="x", name="x", node_type="junction", area="", is_zone=False, x_coord=0.28, y_coord=0.38
    )
    spur = links.iloc[[0]].assign(link_id="xb", from_node_id="x", to_node_id="b")
    more = region.replace(
        node=pd.concat([nodes, bare], ignore_index=True), link=pd.concat([links, spur], ignore_index=True)
    )
    found, _ = found_in(counted(more, "xb", 100.0))
    (total,) = [t for t in stated_totals(found) if t.name == "count"]
    (e,) = zones_of(found, "e")
    assert np.flatnonzero(total.rows).tolist() == [e]


def test_countries_that_are_kept_apart_make_no_trips(region):
    """Between countries that a closure parts, a stated total has nobody to be of."""
    apart = np.zeros((3, 3), dtype=bool)
    apart[0, 1] = apart[1, 0] = True
    _, some = found_in(region, apart)
    assert some.stated == ()
    assert not some.table.any()


def test_without_a_total_there_are_no_trips(region):
    """Nothing is guessed where no source states a number."""
    flows = region["internal_flow"]
    _, some = found_in(region.replace(internal_flow=flows[flows["kind"] == "freight"]))
    assert (some.stated, some.residual) == ((), 0.0)
    assert not some.table.any()


def test_the_benefit_of_trips_goes_half_to_each_end(region):
    """One pair of zones, by hand: the surplus of a demand curve in the cost of the trip, half each."""
    name = "faster"
    found = gains(region, build(region), {name: Scenario.of(name)})
    at, now = found.scene.center, found.scene.people
    after = scene(region, now.network, {}, scenario=Scenario.of(name)).people
    a, b = zones_of(now, "a", "b")
    total = 0.0
    for i, j in ((a, b), (b, a)):
        g0, g1 = (float(w.layers[0].costs(w)[0][i, j]) for w in (now, after))
        assert g1 < g0
        q = found.scene.trips.table[i, j]
        total += float(user_benefit(np.array([q]), 0.0, np.array([g0]), np.array([g0]), np.array([g1]),
                                    at["passenger-elasticity"])[0])  # fmt: skip
    got = found.middle["passenger"][0]
    assert got[:2].tolist() == pytest.approx([HALF * total] * 2, rel=1e-9)
    assert got[2] == 0.0
    assert total > 1e4


def test_the_embedded_regions_totals_are_met(south_caucasus):
    """Each stated total of the embedded region is met, and every trip is between two of their areas."""
    found = scene(south_caucasus, build(south_caucasus), {})
    totals = {t.name: t for t in stated_totals(found.people)}
    assert found.trips.stated
    assert set(found.trips.stated) <= set(totals)
    told = np.zeros(found.trips.table.shape, dtype=bool)
    for name in found.trips.stated:
        total = totals[name]
        pairs = np.outer(total.rows, total.columns) > 0
        told |= pairs | pairs.T
        made = found.trips.table[pairs].sum() + found.trips.table[pairs.T].sum()
        assert made == pytest.approx(total.total, rel=0.02), name
    assert not found.trips.table[~told].any()
    assert not found.trips.table[
        np.ix_(*(found.demand.gateway[found.people.network.zone_country],) * 2)
    ].any()
