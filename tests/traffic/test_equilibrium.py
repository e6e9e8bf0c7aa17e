"""User equilibrium and system optimum: closed forms, published flows, and an independent slow check."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from reopen.errors import GraphError, SettingsError
from reopen.traffic import equilibrium as solver
from reopen.traffic.demand import Trips
from reopen.traffic.equilibrium import Round, equilibrium, stalled
from reopen.traffic.frank_wolfe import frank_wolfe
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr, conic, constant, costs, davidson, joined, queue
from tests.traffic.networks import SIOUX_FALLS_OBJECTIVE, check, conserved, network, sioux_falls, trips

ONE = np.ones(1)


def line(free, slope):
    """A link that costs ``free + slope * flow``."""
    return bpr(free * ONE, ONE, slope / free, 1.0)


def braess():
    """The network of Braess (1968): 0 to 1 over 2 or 3, and a link from 2 to 3."""
    tiny = 1e-8
    parts = [line(tiny, 10.0), line(50.0, 1.0), line(50.0, 1.0), line(tiny, 10.0), line(10.0, 1.0)]
    return network([(0, 2), (0, 3), (2, 1), (3, 1), (2, 3)], joined(parts))


def test_braess():
    """Six travellers: 92 each with the extra link, where 83 each would do; the flows are 4, 2, 2, 4 and 2."""
    net, six = braess(), trips((0, 1, 6.0))
    found = equilibrium(net, six, gap=1e-12)
    assert found.status == "converged"
    np.testing.assert_allclose(found.flow, [4, 2, 2, 4, 2], rtol=1e-6)
    assert found.pair_cost[0] == pytest.approx(92.0, rel=1e-7)
    # 5 x 16 twice, 50 x 2 + 2 twice, and 10 x 2 + 2.
    assert found.objective == pytest.approx(386.0, rel=1e-7)
    check(net, six, found)
    best = equilibrium(net, six, gap=1e-12, optimum=True)
    np.testing.assert_allclose(best.flow, [3, 3, 3, 3, 0], atol=1e-5)
    assert best.total == pytest.approx(498.0, rel=1e-7)
    assert best.objective == best.total
    check(net, six, best, marginal=True)


def test_pigou():
    """Of two links that cost 1 and x all take the second; the best is half, and a toll brings it about."""
    net, one = network([(0, 1), (0, 1)], joined([constant(ONE), line(1e-9, 1.0)])), trips((0, 1, 1.0))
    assert equilibrium(net, one, gap=1e-13).flow == pytest.approx([0.0, 1.0], abs=1e-6)
    best = equilibrium(net, one, gap=1e-13, optimum=True)
    assert best.flow == pytest.approx([0.5, 0.5], abs=1e-6)
    tolls = best.flow * costs(net.performance, best.flow)[1]
    tolled = RoadNetwork(net.node_ids, net.tail, net.head, net.performance, net.closed, tolls[None, :])
    assert equilibrium(tolled, one, gap=1e-13).flow == pytest.approx([0.5, 0.5], abs=1e-6)


@pytest.mark.parametrize(
    "kind",
    [
        bpr(ONE, 50.0 * ONE, 0.15, 4.0),
        bpr(ONE, 50.0 * ONE, 1.0, 2.5),
        bpr(ONE, 50.0 * ONE, 1.0, 1.0),
        davidson(ONE, 50.0 * ONE, 0.5),
        conic(ONE, 50.0 * ONE, 5.0),
        queue(ONE, 50.0 * ONE, 8.0),
    ],
    ids=["bpr 4", "bpr 2.5", "bpr 1", "davidson", "conic", "queue"],
)
@pytest.mark.parametrize("demand", [20.0, 90.0, 400.0])
def test_two_links_of_every_kind(kind, demand):
    """A link of each kind beside one that costs 1 + x / 40: the split where both cost the same."""
    net = network([(0, 1), (0, 1)], joined([kind, line(1.0, 1.0 / 40.0)]))
    found = equilibrium(net, trips((0, 1, demand)), gap=1e-13)

    def dearer(x):
        first, second = costs(net.performance, np.array([x, demand - x]))[0]
        return first - second

    expected = brentq(dearer, 0.0, demand, xtol=1e-12)
    assert found.flow[0] == pytest.approx(expected, rel=1e-6)
    assert found.flow.sum() == pytest.approx(demand, rel=1e-12)


def test_a_constant_link_takes_what_the_other_leaves():
    """Beside a link that always costs 2, one of 1 + x / 40 carries 40 of 100."""
    net = network([(0, 1), (0, 1)], joined([constant(2.0 * ONE), line(1.0, 1.0 / 40.0)]))
    assert equilibrium(net, trips((0, 1, 100.0)), gap=1e-13).flow == pytest.approx([60.0, 40.0], rel=1e-9)


def test_sioux_falls():
    """The published objective to 13 digits, the published flows, and no dearer way in use."""
    net, table, published = sioux_falls()
    found = equilibrium(net, table, gap=1e-12)
    assert (found.status, found.gap <= 1e-12) == ("converged", True)
    assert found.objective == pytest.approx(SIOUX_FALLS_OBJECTIVE, rel=1e-13)
    np.testing.assert_allclose(found.flow, published, rtol=1e-9)
    check(net, table, found, tolerance=1e-11)
    assert found.history[-1].gap <= found.history[0].gap


def test_sioux_falls_at_its_optimum():
    """Marginal costs as tolls make the flows that are best for all the equilibrium."""
    net, table, _ = sioux_falls()
    best = equilibrium(net, table, gap=1e-12, optimum=True)
    check(net, table, best, marginal=True, tolerance=1e-11)
    assert best.total < equilibrium(net, table).total
    tolls = best.flow * costs(net.performance, best.flow)[1]
    tolled = RoadNetwork(net.node_ids, net.tail, net.head, net.performance, net.closed, tolls[None, :])
    np.testing.assert_allclose(equilibrium(tolled, table, gap=1e-12).flow, best.flow, rtol=1e-7)


def test_threads_change_nothing(monkeypatch):
    """Flows and history are the same to the last bit, whatever the number of threads, over many batches."""
    monkeypatch.setattr(solver, "BATCH", 5)
    net, table, _ = sioux_falls()
    one, three = (equilibrium(net, table, gap=1e-10, jobs=jobs) for jobs in (1, 3))
    assert (one.flow == three.flow).all()
    assert [r.gap for r in one.history] == [r.gap for r in three.history]


def test_a_warm_start_ends_in_the_same_flows():
    """From the flows of other demand, and of a network with a narrower link: the same, in fewer searches."""
    net, table, _ = sioux_falls()
    before = equilibrium(net, table, gap=1e-12)
    capacity = 1.0 / net.performance.per_capacity
    capacity[3] *= 0.9
    p = net.performance._replace(per_capacity=1.0 / capacity)
    other = RoadNetwork(net.node_ids, net.tail, net.head, p, net.closed, net.fixed)
    more = Trips.given(table.origin, table.destination, table.flow * 1.05)
    cold = equilibrium(other, more, gap=1e-12)
    warm = equilibrium(other, more, gap=1e-12, start=before)
    np.testing.assert_allclose(warm.flow, cold.flow, rtol=1e-7)
    assert len(warm.history) < len(cold.history)
    check(other, more, warm, tolerance=1e-11)


def test_a_warm_start_of_other_trips_is_refused():
    """Flows of one pair do not start those of another network."""
    net, table, _ = sioux_falls()
    other = equilibrium(braess(), trips((0, 1, 6.0)))
    with pytest.raises(GraphError, match="start"):
        equilibrium(net, table, start=other)


def test_a_warm_start_leaves_a_shut_link():
    """A link that was used and is shut now carries nothing."""
    net, table, _ = sioux_falls()
    before = equilibrium(net, table, gap=1e-10)
    fixed = net.fixed.copy()
    fixed[0, 5] = np.inf
    shut = RoadNetwork(net.node_ids, net.tail, net.head, net.performance, net.closed, fixed)
    warm, cold = equilibrium(shut, table, gap=1e-12, start=before), equilibrium(shut, table, gap=1e-12)
    assert before.flow[5] > 0.0
    assert warm.flow[5] == cold.flow[5] == 0.0
    np.testing.assert_allclose(warm.flow, cold.flow, rtol=1e-7)


# Traps that caught other solvers.


def test_a_node_with_only_incoming_links_carries_nothing_through():
    """Trips end in such a node; none pass it, and trips from it are refused by name."""
    net = network([(0, 1), (2, 1), (0, 2)], bpr(np.ones(3), np.ones(3)))
    two = trips((0, 1, 2.0), (0, 2, 1.0))
    check(net, two, equilibrium(net, two, gap=1e-12))
    with pytest.raises(GraphError, match="no way from 1 to 0"):
        equilibrium(net, trips((1, 0, 1.0)))


def test_centroids_are_not_crossed():
    """The cheap way over a centroid is not taken, however full the other gets."""
    ends = [(0, 1), (1, 2), (0, 3), (3, 2)]
    net = network(ends, bpr(np.array([1.0, 1.0, 5.0, 5.0]), np.ones(4)), closed=(0, 1, 2))
    two = trips((0, 2, 3.0), (0, 1, 1.0))
    found = equilibrium(net, two, gap=1e-12)
    assert found.flow.tolist() == [1.0, 0.0, 3.0, 3.0]
    check(net, two, found)


def test_zero_cost_cycles():
    """Links that cost nothing, there and back: flows end, and no path goes round."""
    ends = [(0, 1), (1, 2), (2, 1), (1, 3), (2, 3)]
    free = np.array([1.0, 0.0, 0.0, 1.0, 1.0])
    net = network(ends, bpr(free, np.full(5, 10.0)))
    table = trips((0, 3, 30.0), (0, 2, 5.0))
    found = equilibrium(net, table, gap=1e-12)
    assert found.status == "converged"
    assert found.flow[3] == pytest.approx(found.flow[4], rel=1e-9)
    check(net, table, found)


def test_duplicate_links_share_alike():
    """Three links that are the same carry the same."""
    net = network([(0, 1)] * 3, bpr(np.ones(3), np.full(3, 10.0)))
    assert equilibrium(net, trips((0, 1, 90.0)), gap=1e-13).flow == pytest.approx([30.0] * 3, rel=1e-9)


def test_nearly_equal_paths():
    """Free costs that differ in the twelfth digit still end at the gap asked for."""
    ends = [(0, 1), (1, 3), (0, 2), (2, 3)]
    net = network(ends, bpr(np.array([1.0, 1.0, 1.0, 1.0 + 1e-12]), np.full(4, 10.0)))
    found = equilibrium(net, trips((0, 3, 40.0)), gap=1e-14)
    assert found.status == "converged"
    assert found.flow == pytest.approx([20.0] * 4, rel=1e-9)


@pytest.mark.parametrize("times", [0.01, 10.0, 100.0])
def test_demand_far_from_capacity(times):
    """A hundredth of the trips, and a hundred times as many: converged, or said at which gap it stopped."""
    net, table, _ = sioux_falls()
    many = Trips.given(table.origin, table.destination, table.flow * times)
    found = equilibrium(net, many, gap=1e-9)
    check(net, many, found, tolerance=max(1e-8, 2.0 * found.gap))
    assert (found.status == "converged") == (found.gap <= 1e-9)


def test_stopping_returns_flows_that_are_conserved():
    """When told to stop, every trip is on the network, and the gap is that of these flows."""
    net, table, _ = sioux_falls()
    asked = iter([True] * 3)
    found = equilibrium(net, table, gap=1e-12, go_on=lambda: next(asked, False))
    assert found.status == "stopped"
    conserved(net, table, found.flow, found.demand)
    np.testing.assert_allclose(found.demand, table.flow)
    away = equilibrium(net, table, gap=1e-12).objective
    # The objective is no further away than what all pay beyond the cheapest ways.
    assert 0.0 <= found.objective - away <= found.gap * found.total


def test_rounds_that_are_too_few_are_said():
    """One search does not converge, and says so."""
    net, table, _ = sioux_falls()
    found = equilibrium(net, table, gap=1e-12, rounds=1)
    assert found.status == "stopped"
    assert found.gap > 1e-12


def test_standing_still_is_noticed():
    """Neither the gap nor what is least falls for a dozen searches: a stall; one that falls is none."""

    def rounds(gaps: list[float], objectives: list[float]) -> list[Round]:
        return [Round(0.0, g, o, 1) for g, o in zip(gaps, objectives, strict=True)]

    assert stalled(rounds([1e-3] * 14, [5.0] * 14))
    assert not stalled(rounds([0.8**k for k in range(40)], [5.0] * 40))
    assert not stalled(rounds([1e-3] * 5, [5.0] * 5))
    assert not stalled(rounds([1e-3] * 14, [5.0 - 1e-4 * k for k in range(14)]))


def test_a_gap_below_the_precision_of_numbers_is_not_claimed():
    """No solve reaches a gap of 1e-30 unless it is exactly none; it stops and says at which gap."""
    net, table, _ = sioux_falls()
    found = equilibrium(net, table, gap=1e-30)
    assert (found.status == "converged") == (found.gap <= 1e-30)
    assert found.gap < 1e-12


@pytest.mark.parametrize("solve", [equilibrium, frank_wolfe])
def test_costs_beyond_what_a_number_holds_are_told(solve):
    """Ten times the capacity to the power of 1000 is no cost: the link is named, and not after an age."""
    links = joined([bpr(np.array([1.0]), np.array([100.0]), power=1000.0), constant(np.array([1.0]))])
    net = network([(0, 1), (1, 2)], links)
    with pytest.raises(
        GraphError, match=r"link 0 \(0 to 1\): costs more than a number holds at a flow of 1000"
    ):
        solve(net, trips((0, 2, 1000.0)))


@pytest.mark.parametrize("solve", [equilibrium, frank_wolfe])
def test_a_link_that_others_made_too_dear_is_still_a_way(solve):
    """More origins than are searched at once load a link beyond what a number holds: it is named."""
    n = 200
    ends = [(k, n) for k in range(n)] + [(n, n + 1)]
    dear = bpr(np.array([1.0]), np.array([1.0]), power=1000.0)
    net = network(ends, joined([constant(np.ones(n)), dear]))
    with pytest.raises(GraphError, match=r"link 200 \(200 to 201\): costs more than a number holds"):
        solve(net, trips(*((k, n + 1, 1.0) for k in range(n))))


def test_long_ways_find_room():
    """A path of more links than there is room for at first is kept, from the start and from other flows."""
    n = 3000
    ends = [(k, k + 1) for k in range(n)]
    net = network(ends, constant(np.ones(n)))
    assert equilibrium(net, trips((0, n, 1.0))).pair_cost.tolist() == [n]
    ring = network([*ends, (0, n)], constant(np.append(np.ones(n), 0.5)))
    shut = network([*ends, (0, n)], constant(np.append(np.ones(n), 0.5)), fixed=[[0.0] * n + [np.inf]])
    start = equilibrium(ring, trips((0, n, 1.0)))
    found = equilibrium(shut, trips((0, n, 1.0)), start=start)
    assert (found.status, found.pair_cost.tolist(), found.flow[-1]) == ("converged", [n], 0.0)


def test_whole_numbers_are_numbers():
    """Prices and flows given as integers are not cut off."""
    links = bpr(np.ones(2), np.array([10.0, 5.0]), 0.5, 1.0)
    ends = np.array([0, 0], np.int32), np.array([1, 1], np.int32)
    free = RoadNetwork(np.arange(2), *ends, links, np.zeros(2, bool), np.zeros((1, 2), int))
    whole = Trips(*(np.array([v]) for v in (0, 1, 20, 0, 1, 0.1)))
    exact = Trips.given(np.array([0]), np.array([1]), np.array([20.0]))
    found = equilibrium(free, exact)
    assert found.flow == pytest.approx([40 / 3, 20 / 3])
    assert equilibrium(free, whole).demand[0] % 1.0 > 0.01


def test_a_start_whose_ways_are_shut_is_not_done_when_it_is_stopped(monkeypatch):
    """Trips without a way of the start all find one in the first round, whenever it is ended."""
    monkeypatch.setattr(solver, "BATCH", 1)
    ends = [(0, 2), (0, 2), (1, 2), (1, 2)]
    links, pairs = bpr(np.ones(4), np.full(4, 10.0)), trips((0, 2, 10.0), (1, 2, 10.0))
    start = equilibrium(network(ends, links, fixed=[[0.0, np.inf] * 2]), pairs)
    shut = network(ends, links, fixed=[[np.inf, 0.0] * 2])
    found = equilibrium(shut, pairs, start=start, go_on=lambda: False)
    assert found.flow.tolist() == [0.0, 10.0, 0.0, 10.0]


def test_a_round_that_is_broken_off_claims_no_gap(monkeypatch):
    """What the batches done pay is not what all pay: the gap told stays that of the round before."""
    monkeypatch.setattr(solver, "BATCH", 1)
    net, table, _ = sioux_falls()
    asked = []

    def go_on():
        asked.append(True)
        return len(asked) < 60

    found = equilibrium(net, table, gap=1e-12, go_on=go_on)
    assert found.status == "stopped"
    assert len(found.history) > 2
    assert found.history[-1].gap == found.history[-2].gap


def test_demand_that_fell_to_nothing_comes_back(monkeypatch):
    """Trips that nobody makes while all others stand on their road are made once these spread out."""
    monkeypatch.setattr(solver, "BATCH", 1)
    shared = bpr(np.array([1.0]), np.array([10.0]), 100.0)
    links = joined([shared, constant(np.array([0.0, 0.0, 50.0, 0.0, 0.0]))])
    net = network([(4, 5), (0, 4), (5, 2), (0, 2), (1, 4), (5, 3)], links)
    # 30 trips on the road at first cost 8,101 each: e to the power of -805 is nothing.
    asked = Trips(*(np.array(v) for v in ([0, 1], [2, 3], [30.0, 5.0], [0, 0], [0.0, 50.0], [0.0, 0.1])))
    found = equilibrium(net, asked, gap=1e-9)
    assert found.status == "converged"
    np.testing.assert_allclose(found.demand, [30.0, 5.0], rtol=1e-4)
    np.testing.assert_allclose(found.cost[0], 50.0, rtol=1e-6)


@pytest.mark.parametrize("at", [np.nan, np.inf])
def test_demand_at_a_cost_that_is_no_number_is_refused(at):
    """The pair is named before anything is solved."""
    asked = Trips(*(np.array([v]) for v in (0, 1, 5.0, 0, at, 1.0)))
    with pytest.raises(GraphError, match="trips from 0 to 1: found a flow at a cost of"):
        equilibrium(network([(0, 1)], constant(np.ones(1))), asked)


def test_what_is_reached_in_the_last_round_is_converged():
    """One constant link is at equilibrium after one search."""
    found = equilibrium(network([(0, 1)], constant(np.ones(1))), trips((0, 1, 3.0)), rounds=1)
    assert found.status == "converged"


STEEP = {
    "queue": queue(np.array([0.5, 1.0]), np.array([40.0, 60.0]), 8.0),
    "davidson": davidson(np.array([1.0, 2.0]), np.array([10.0, 20.0]), 0.1),
    "root": bpr(np.array([1.0, 3.0]), np.array([10.0, 20.0]), power=0.5),
    "thousand": bpr(np.array([1.0, 300.0]), np.array([100.0, 100.0]), power=1000.0),
}


@pytest.mark.parametrize("optimum", [False, True])
@pytest.mark.parametrize("kind", STEEP)
def test_costs_with_edges_are_solved_at_any_demand(kind, optimum):
    """Newton's steps swing where costs bend sharply; halving ends at what a root finder finds."""
    net, price = network([(0, 1)] * 2, STEEP[kind]), net_price(STEEP[kind], optimum)
    for demand in np.linspace(2.0, 190.0, 48):
        found = equilibrium(net, trips((0, 1, demand)), gap=1e-9, optimum=optimum)
        assert (kind, demand, found.status) == (kind, demand, "converged")
        off = price(0.0)[0] - price(demand)[1], price(demand)[0] - price(0.0)[1]
        x = 0.0 if off[0] >= 0 else demand if off[1] <= 0 else None
        if x is None:
            x = brentq(lambda f, d=demand: price(f)[0] - price(d - f)[1], 0.0, demand, xtol=1e-13)
        np.testing.assert_allclose(found.flow, [x, demand - x], atol=1e-4)


def net_price(performance, optimum):
    """Costs of both links, marginal ones at the system's optimum, at one flow of each."""
    return lambda x: costs(performance, np.array([x, x]), marginal=optimum)[0]


def test_demand_that_answers_far_above_the_free_cost_is_solved():
    """A flow of 1 at a cost of 100 is e^90 at the free cost of 10; where it ends a root finder says."""
    net = network([(0, 1)], bpr(np.array([10.0]), np.array([10.0])))
    asked = Trips(*(np.array([v]) for v in (0, 1, 1.0, 0, 100.0, 1.0)))
    found = equilibrium(net, asked, gap=1e-9)
    cost = lambda q: 10.0 * (1.0 + 0.15 * (q / 10.0) ** 4)  # noqa: E731
    q = np.exp(brentq(lambda x: x + cost(np.exp(x)) - 100.0, 0.0, 10.0))
    assert found.status == "converged"
    np.testing.assert_allclose(found.flow, [q], rtol=1e-6)


def test_steep_costs_that_a_number_holds_are_solved():
    """Overflow on the way, when all take one link first, does not end the search."""
    found = equilibrium(
        network([(0, 1)] * 2, bpr(np.ones(2), np.full(2, 100.0), 1.0, 800.0)), trips((0, 1, 220.0))
    )
    assert found.status == "converged"
    np.testing.assert_allclose(found.flow, 110.0)


def test_a_link_to_itself_carries_nothing():
    """Free or not, no way goes over it, and trips from a node to itself do not use it."""
    links = constant(np.array([1.0, 0.0, 0.0, 2.0]))
    found = equilibrium(network([(0, 1), (0, 0), (1, 1), (0, 1)], links), trips((0, 1, 7.0), (1, 1, 3.0)))
    assert found.flow.tolist() == [7.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("solve", [equilibrium, frank_wolfe])
def test_what_no_search_can_be_asked_for_is_told_at_once(solve):
    """A gap of 0 or none, no round and no thread: in one message, before any work."""
    net, few = network([(0, 1)], constant(ONE)), trips((0, 1, 1.0))
    with pytest.raises(SettingsError) as told:
        solve(net, few, gap=0.0, rounds=0, jobs=-1)
    for part in ("gap: found 0", "rounds: found 0", "jobs: found -1"):
        assert part in str(told.value)
    with pytest.raises(SettingsError, match="gap: found nan"):
        solve(net, few, gap=float("nan"))


def test_arrays_that_do_not_fit_are_refused():
    """Ends that are no nodes, too few centroids, classes without a row, names twice, trips of two lengths."""
    two, ends = constant(np.ones(2)), (np.array([0, 1], np.int32), np.array([1, 7], np.int32))
    with pytest.raises(GraphError) as told:
        RoadNetwork(np.array(["a", "a"]), *ends, two, np.zeros(1, bool), np.zeros(2))
    for part in (
        "fixed: found shape (2,)", "closed: found 1 values for 2 nodes", "node a: found 2 of that name",
        "link 1: found ends 1 and 7; expected 0 to 1",
    ):  # fmt: skip
        assert part in str(told.value)
    uneven = Trips.given(np.array([0, 1]), np.array([1]), ONE)
    with pytest.raises(GraphError, match=r"found arrays of \[1, 2\] pairs"):
        equilibrium(network([(0, 1)], constant(ONE)), uneven)


def test_bad_links_are_told_all_at_once():
    """Capacity 0, a negative time, a falling function and a negative toll: each link named."""
    with np.errstate(divide="ignore"):
        wrong = bpr(
            np.array([1.0, -1.0, 1.0, 1.0]),
            np.array([0.0, 1.0, 1.0, 1.0]),
            np.array([0.15, 0.15, -0.15, 0.15]),
        )
    with pytest.raises(GraphError) as told:
        network([(0, 1)] * 4, wrong, fixed=[[0.0, 0.0, 0.0, -1.0]])
    for part in ("link 0 (0 to 1): found capacity", "link 1", "link 2", "must not fall", "link 3", "class 0"):
        assert part in str(told.value)


def test_bad_trips_are_told_all_at_once():
    """Unknown zones and flows that are none, by name, before any work."""
    net = braess()
    with pytest.raises(GraphError) as told:
        equilibrium(net, trips((0, 1, -1.0), (8, 1, 1.0), (0, 9, np.nan)))
    for part in ("zone 8", "zone 9", "from 0 to 1", "from 0 to 9"):
        assert part in str(told.value)


def test_pairs_that_nothing_joins_are_all_named():
    """Every pair without a way, not only the first."""
    net = network([(0, 1)], constant(ONE), nodes=4)
    with pytest.raises(GraphError) as told:
        equilibrium(net, trips((0, 1, 1.0), (0, 2, 1.0), (3, 0, 1.0)))
    assert "no way from 0 to 2" in str(told.value)
    assert "no way from 3 to 0" in str(told.value)
    assert "0 to 1" not in str(told.value)


def test_trips_within_a_zone_and_without_flow_use_nothing():
    """They are left out, even where no way joins them."""
    net = network([(0, 1), (1, 0)], bpr(np.ones(2), np.ones(2)), nodes=3)
    found = equilibrium(net, trips((0, 0, 7.0), (0, 2, 0.0), (0, 1, 2.0)))
    assert found.flow.tolist() == [2.0, 0.0]
    assert found.status == "converged"


def test_no_trips_at_all():
    """Nothing to assign is an equilibrium."""
    found = equilibrium(braess(), trips((0, 1, 0.0)))
    assert found.flow.tolist() == [0.0] * 5
    assert found.gap == 0.0


# Demand that answers the cost, and classes.


def answering(*rows):
    """Trips with the flow at a cost, and a response."""
    origin, destination, flow, at, response = (np.array(c) for c in zip(*rows, strict=True))
    return Trips(origin, destination, flow.astype(float), np.zeros(len(flow), np.int64), at, response)


def test_elastic_demand_on_a_constant_link():
    """At a cost of 3, demand of 100 at 1 with a response of 0.5 is 100 / e."""
    net = network([(0, 1)], constant(3.0 * ONE))
    found = equilibrium(net, answering((0, 1, 100.0, 1.0, 0.5)), gap=1e-12)
    assert found.demand[0] == pytest.approx(100.0 / np.e, rel=1e-9)


@given(st.floats(10.0, 500.0), st.floats(0.01, 2.0), st.floats(10.0, 200.0))
@settings(max_examples=25, deadline=None)
def test_elastic_demand_against_a_root(base, response, capacity):
    """Demand on one congested link is the root of demand less what its cost calls forth."""
    net = network([(0, 1)], bpr(ONE, capacity * ONE, 0.15, 4.0))
    found = equilibrium(net, answering((0, 1, base, 1.0, response)), gap=1e-12)

    def over(q):
        return q - base * np.exp(-response * 0.15 * (q / capacity) ** 4)

    assert found.demand[0] == pytest.approx(brentq(over, 0.0, base), rel=1e-7)
    assert found.flow[0] == pytest.approx(found.demand[0], rel=1e-12)


def test_elastic_demand_on_sioux_falls():
    """Every pair's demand is what its cost calls forth, and the flows are an equilibrium of it."""
    net, table, _ = sioux_falls()
    n = len(table.flow)
    elastic = Trips(
        table.origin, table.destination, table.flow, table.layer, np.full(n, 10.0), np.full(n, 0.05)
    )
    found = equilibrium(net, elastic, gap=1e-11)
    assert found.status == "converged"
    expected = table.flow * np.exp(-0.05 * (found.pair_cost - 10.0))
    np.testing.assert_allclose(found.demand, expected, rtol=1e-6)
    check(net, elastic, found, tolerance=1e-9)


def test_two_classes_and_a_toll_against_a_convex_solver():
    """Two classes on three ways, one of which has a toll that weighs unlike: as SciPy's solver has them."""
    from scipy.optimize import LinearConstraint, minimize

    net = network(
        [(0, 1)] * 3,
        bpr(np.array([1.0, 1.5, 2.0]), np.array([20.0, 25.0, 40.0]), 0.5, 2.0),
        fixed=[[0.8, 0.0, 0.0], [0.1, 0.0, 0.2]],
    )
    table = Trips.given(
        np.array([0, 0]), np.array([1, 1]), np.array([40.0, 30.0]), np.array([0, 1], np.int64)
    )
    found = equilibrium(net, table, gap=1e-12)
    free, capacity = np.array([1.0, 1.5, 2.0]), np.array([20.0, 25.0, 40.0])

    def objective(z):
        x = z[:3] + z[3:]
        return (free * (x + 0.5 * x * (x / capacity) ** 2 / 3.0)).sum() + (net.fixed.ravel() * z).sum()

    sums = LinearConstraint(np.kron(np.eye(2), np.ones(3)), [40.0, 30.0], [40.0, 30.0])
    best = minimize(
        objective, np.repeat([40 / 3, 10.0], 3), method="SLSQP", bounds=[(0.0, None)] * 6,
        constraints=[sums], options={"ftol": 1e-14, "maxiter": 500},
    )  # fmt: skip
    assert found.objective <= best.fun + 1e-9
    assert found.objective == pytest.approx(best.fun, rel=1e-8)
    np.testing.assert_allclose(found.flow, best.x[:3] + best.x[3:], rtol=1e-3)
    assert found.class_flow.sum(1) == pytest.approx([40.0, 30.0])
    check(net, table, found)


def test_a_link_that_is_shut_to_one_class():
    """A class that may not pass takes the other way, whatever it costs."""
    net = network(
        [(0, 1)] * 2, bpr(np.array([1.0, 9.0]), np.array([10.0, 10.0])), fixed=[[0.0, 0.0], [np.inf, 0.0]]
    )
    table = Trips.given(np.array([0, 0]), np.array([1, 1]), np.array([5.0, 3.0]), np.array([0, 1], np.int64))
    found = equilibrium(net, table, gap=1e-12)
    assert found.class_flow.tolist() == [[5.0, 0.0], [0.0, 3.0]]


@st.composite
def random_cases(draw):
    """A ring with chords of random kinds and loads, and a dozen pairs."""
    n = draw(st.integers(4, 9))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    ring = [(v, (v + 1) % n) for v in range(n)] + [((v + 1) % n, v) for v in range(n)]
    chords = [(a, b) for a, b in rng.integers(0, n, (n, 2)).tolist() if a != b]
    ends = ring + chords
    power = rng.choice([0.0, 1.0, 2.5, 4.0], len(ends))
    p = bpr(rng.uniform(0.0, 5.0, len(ends)), rng.uniform(5.0, 50.0, len(ends)), 0.15, power)
    ways, flow = rng.integers(0, n, (12, 2)).tolist(), rng.exponential(20.0, 12).tolist()
    rows = {(a, b): f for (a, b), f in zip(ways, flow, strict=True)}
    return network(ends, p, nodes=n), trips(*((a, b, f) for (a, b), f in rows.items()))


@given(random_cases())
@settings(max_examples=40, deadline=None)
def test_random_networks_pass_the_slow_check(case):
    """Whatever the network: conserved, and no path in use dearer than the cheapest."""
    net, table = case
    found = equilibrium(net, table, gap=1e-11)
    check(net, table, found, tolerance=max(1e-9, 2.0 * found.gap))
