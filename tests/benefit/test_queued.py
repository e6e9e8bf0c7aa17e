"""Trucks at equilibrium: against the cheapest-way model, an independent search, and common sense."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from reopen.benefit.changed import changes
from reopen.benefit.queued import GAP, gain, ground, solved, under
from reopen.settings import Queues
from tests.benefit import gated
from tests.benefit.triangle import OPENINGS

#: Trucks a day that pass the gates of the triangle, about: capacities below them make queues.
TIGHT = {"gate-ab": 60, "gate-bc": 80, "gate-eb": 40}


@pytest.fixture
def tight(make_region):
    """The triangle with both roads open, gates that are too small, and one that winter shuts."""
    return ground(gated.scene_of(gated.region(make_region, TIGHT, {"gate-eb": 60}, both=True)), Queues())


def arcs_of(at, name):
    """Road arcs through a gate."""
    ids = list(at.scene.goods.region["crossing"]["crossing_id"])
    net = at.scene.goods.network
    return np.flatnonzero((net.crossing == ids.index(name)) & (net.kind == 0))


@pytest.mark.parametrize("name", ["stands", *OPENINGS])
def test_without_capacities_all_is_as_on_the_cheapest_ways(make_region, name):
    """Infinite capacities: costs of all pairs and the gain are those of the model without queues."""
    scene = gated.scene_of(gated.region(make_region))
    at = ground(scene, Queues())
    number = -1 if name == "stands" else scene.goods.names.index(name)
    total = 0.0
    for season in range(at.seasons):
        before = solved(at, under(at, -1), season)
        after = solved(at, under(at, number), season, before)
        assert after.cost == pytest.approx(after.plain, rel=1e-9)
        assert not after.wait.any()
        total += gain(at, season, before.cost, after.cost)
    if number >= 0:
        expected = changes(scene.goods, scene.flows, scene.center, keep=False)[0][number].usd_saved.sum()
        assert total == pytest.approx(expected, rel=1e-9)
        assert total > 0.0


def test_today_is_an_equilibrium_with_the_hours_of_the_tables(tight):
    """In the open season service and queue together are the hours of the tables, and nobody moves."""
    found = solved(tight, under(tight, -1), 0)
    gates = tight.gates
    passed = gates.base > 0.0
    assert passed.sum() >= 4
    assert (gates.hours - gates.service)[passed].max() > 1.0
    assert gates.service[passed] + found.wait[gates.arc[passed]] == pytest.approx(
        gates.hours[passed], rel=1e-9
    )
    assert found.cost == pytest.approx(found.plain, rel=1e-9)


def test_nobody_could_take_a_cheaper_way(tight):
    """In winter the gap is as small as said by a search of SciPy's on the costs as they stand."""
    one = solved(tight, under(tight, -1), 1)
    net, places = one.network, len(one.network.node_ids)
    paid = cheap = 0.0
    for layer, fixed in enumerate(net.fixed):
        price = fixed + one.found.cost
        some = np.isfinite(price)
        mine = one.who.layer == layer
        best = np.full((places, places), np.inf)
        np.minimum.at(best, (net.tail[some], net.head[some]), price[some])
        ends = np.isfinite(best)
        graph = csr_array((best[ends], np.nonzero(ends)), shape=best.shape)
        if mine.any():
            far = dijkstra(graph)[one.who.origin[mine], one.who.destination[mine]]
            cheap += float(one.who.flow[mine] @ far)
        flow = one.found.class_flow[layer]
        paid += float(flow[some] @ price[some])
        assert not flow[~some].any()
    assert 0.0 <= (paid - cheap) / paid + 1e-14 <= GAP + 1e-14


def test_trucks_are_neither_made_nor_lost(tight):
    """At every place as many trucks leave as come, but for those that begin and end there."""
    one = solved(tight, under(tight, -1), 1)
    net, places = one.network, len(one.network.node_ids)
    out = np.bincount(net.tail, one.found.flow, places) - np.bincount(net.head, one.found.flow, places)
    own = np.bincount(one.who.origin, one.who.flow, places) - np.bincount(
        one.who.destination, one.who.flow, places
    )
    assert out == pytest.approx(own, abs=1e-9)


def test_a_gate_that_winter_shuts_lengthens_the_queue_at_the_other(tight):
    """All take the road that stays open, and wait longer there than in the open season."""
    summer, winter = (solved(tight, under(tight, -1), season) for season in (0, 1))
    left, shut = arcs_of(tight, "gate-ab"), arcs_of(tight, "gate-eb")
    assert summer.trucks[shut].sum() > 1.0
    assert not winter.trucks[shut].any()
    assert winter.trucks[left].sum() > summer.trucks[left].sum() + 1.0
    assert (winter.wait[left] >= summer.wait[left]).all()
    assert winter.wait[left].max() > summer.wait[left].max() + 0.1


def test_a_larger_capacity_never_makes_a_queue_longer(make_region):
    """The larger the capacity that an opening brings, the shorter the queue and the more users gain."""
    waits, gains = [], []
    for capacity in (30, 60, 120, 1000):
        tables = {"opening_effect": [gated.effect(5, "hours_truck_a_to_b"), gated.effect(capacity)]}
        at = ground(gated.scene_of(gated.region(make_region, TIGHT, **tables), seasons=()), Queues())
        before = solved(at, under(at, -1), 0)
        # The hours stay; what of them is queue follows the capacity, and the service what is left.
        what = under(at, at.scene.goods.names.index("faster"))
        what = replace(what, gates=replace(what.gates, service=np.zeros(len(what.gates.arc))))
        after = solved(at, what, 0, before)
        waits.append(after.wait[arcs_of(at, "gate-ab")].max())
        gains.append(gain(at, 0, before.cost, after.cost))
    assert waits == sorted(waits, reverse=True)
    assert gains == sorted(gains)
    assert waits[0] > waits[-1] + 1.0


def test_a_second_road_takes_trucks_off_the_first(make_region):
    """Users gain more than at the tables' hours, since those who stay wait less."""
    at = ground(gated.scene_of(gated.region(make_region, TIGHT | {"gate-eb": 400}), seasons=()), Queues())
    before = solved(at, under(at, -1), 0)
    after = solved(at, under(at, at.scene.goods.names.index("second")), 0, before)
    first = arcs_of(at, "gate-ab")
    assert after.wait[first].sum() < before.wait[first].sum() - 0.1
    assert gain(at, 0, before.cost, after.cost) > gain(at, 0, before.plain, after.plain) > 0.0


@pytest.mark.parametrize("name", OPENINGS)
def test_the_beginning_does_not_matter(tight, name):
    """From another season's or scenario's flows the same queues are found as from none."""
    what = under(tight, tight.scene.goods.names.index(name))
    cold = solved(tight, what, 1)
    warm = solved(tight, what, 1, solved(tight, under(tight, -1), 0))
    assert warm.wait == pytest.approx(cold.wait, abs=1e-5)
    assert warm.cost == pytest.approx(cold.cost, rel=1e-6)
    assert {warm.found.status, cold.found.status} == {"converged"}


def test_legs_that_no_queue_touches_may_be_left_out(tight):
    """Leaving out what never meets a gate changes no queue, and leaves something out."""
    what = under(tight, -1)
    whole, less = solved(replace(tight, inland=()), what, 1), solved(tight, what, 1)
    arcs = tight.gates.arc
    assert len(less.who.flow) < len(whole.who.flow)
    assert less.trucks[arcs] == pytest.approx(whole.trucks[arcs], rel=1e-5)
    assert less.cost == pytest.approx(whole.cost, rel=1e-6)


def test_trucks_that_were_counted_pass_whatever_happens(make_region):
    """A count beyond the model's flow stands at its gate in addition, half of it each way."""
    count = {
        "flow_id": "seen", "title": "Trucks", "link_ids": "ab", "year": 2024, "value": 900,
        "unit": "trucks per day", "confidence": "high",
    }  # fmt: skip
    at = ground(
        gated.scene_of(gated.region(make_region, {"gate-ab": 1000}, observed_flow=[count]), seasons=()),
        Queues(),
    )
    found = solved(at, under(at, -1), 0)
    arcs = arcs_of(at, "gate-ab")
    assert found.trucks[arcs] == pytest.approx([450.0, 450.0])
    assert at.apart[arcs].min() > 100.0
    assert at.base[arcs] == pytest.approx(found.trucks[arcs])


def test_hours_that_a_scenario_changes_are_split_anew(make_region):
    """An upgraded gate has its own service and capacity; the others keep theirs."""
    tables = {"opening_effect": [gated.effect(2, "hours_truck_a_to_b"), gated.effect(600)]}
    at = ground(gated.scene_of(gated.region(make_region, TIGHT, **tables), seasons=()), Queues())
    what = under(at, at.scene.goods.names.index("faster"))
    mine = np.isin(at.gates.arc, arcs_of(at, "gate-ab"))
    assert what.gates.capacity[mine] == pytest.approx([300.0, 300.0])
    assert sorted(what.gates.hours[mine]) == [2.0, 6.0]
    assert (what.gates.service[~mine] == at.gates.service[~mine]).all()
    assert (what.gates.capacity[~mine] == at.gates.capacity[~mine]).all()
