"""Ways with openings: repaired ones are those that a search of the whole network finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.tracing import trace_scenarios, trace_standing
from reopen.path.dijkstra import many_to_all
from reopen.path.repair import STANDS, follow, link, log_room, put_back, repair, room, tree_sums, unlink

#: Plain nodes, zones and amounts of the random networks; ways of the four kinds end in the four copies.
NODES, ZONES, AMOUNTS = 7, 4, 3
ENDS = np.arange(4)
seeds = st.integers(0, 10**6)


@dataclass(frozen=True)
class Net:
    """A random network in four copies, with the arcs that some openings add or make cheaper."""

    tail: np.ndarray
    head: np.ndarray
    cost: np.ndarray
    amounts: np.ndarray
    new_first: np.ndarray
    new_tail: np.ndarray
    new_head: np.ndarray
    new_cost: np.ndarray
    new_amounts: np.ndarray
    flow: np.ndarray

    @property
    def first(self):
        return np.searchsorted(self.tail, np.arange(4 * NODES + 1)).astype(np.int32)

    def openings(self, scenarios):
        """The same network, with scenarios that have the arcs of several openings each."""
        arcs = [[k for o in s for k in range(*self.new_first[o : o + 2])] for s in scenarios]
        rows = np.array([k for some in arcs for k in some], dtype=np.int64)
        first = np.cumsum([0, *map(len, arcs)])
        new = (x[rows] for x in (self.new_tail, self.new_head, self.new_cost, self.new_amounts))
        return Net(self.tail, self.head, self.cost, self.amounts, first, *new, self.flow)

    def searched(self):
        """Costs and last arcs of the ways from all zones, in the two copies where ways begin."""
        starts = np.concatenate([np.arange(ZONES), np.arange(ZONES) + NODES]).astype(np.int32)
        return many_to_all(self.first, self.head, self.cost, starts)

    def inputs(self):
        """What all kernels take first, up to where the ways end."""
        zone_of = np.full(NODES, -1, dtype=np.int64)
        zone_of[:ZONES] = np.arange(ZONES)
        return (
            self.first, self.tail, self.head, self.cost, self.amounts,
            self.new_first, self.new_tail, self.new_head, self.new_cost, self.new_amounts,
            *self.searched(), np.arange(ZONES, dtype=np.int32), zone_of, ENDS, NODES, self.flow,
        )  # fmt: skip


def random_net(seed, openings=3):
    """Ways of kinds 0 and 2 begin in copy 0, those of kinds 1 and 3 in copy 1, as by road and by rail."""
    rng = np.random.default_rng(seed)

    def arcs(count):
        copy, up = rng.integers(0, 4, count), rng.random(count) < 0.3
        ends = rng.integers(0, NODES, (2, count))
        to = np.where((copy < 2) & up, copy + 2, copy)
        return (ends[0] + copy * NODES).astype(np.int32), (ends[1] + to * NODES).astype(np.int32)

    tail, head = arcs(60)
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(rng.integers(0, 7, openings))])
    new = arcs(first[-1])
    flow = np.where(rng.random((ZONES, ZONES)) < 0.8, rng.random((ZONES, ZONES)), 0.0)
    return Net(
        tail[order], head[order], rng.uniform(1, 9, 60), rng.random((60, AMOUNTS)), first, *new,
        rng.uniform(0.5, 5, first[-1]), rng.random((first[-1], AMOUNTS)), flow,
    )  # fmt: skip


def slow_ways(net, opened, zone):
    """Costs and sums of amounts of the ways from a zone, by Bellman and Ford on all arcs at once."""
    more = np.array([k for o in opened for k in range(*net.new_first[o : o + 2])], dtype=np.int64)
    tail, head = np.append(net.tail, net.new_tail[more]), np.append(net.head, net.new_head[more])
    cost = np.append(net.cost, net.new_cost[more])
    amounts = np.concatenate([net.amounts, net.new_amounts[more]])
    dist = np.full(4 * NODES, np.inf)
    dist[[zone, zone + NODES]] = 0.0
    for _ in range(len(dist)):
        np.minimum.at(dist, head, dist[tail] + cost)
    sums = np.zeros((len(dist), AMOUNTS))
    for v in np.argsort(dist):
        into = np.flatnonzero(head == v)
        if 0.0 < dist[v] < np.inf:
            arc = into[np.argmin(dist[tail[into]] + cost[into])]
            sums[v] = sums[tail[arc]] + amounts[arc]
    return dist, sums


def traced(net, kernel=trace_scenarios, more=(), room=500, uses=5000):
    """Bits, values and number of the row of each use; None where a zone needs more room than there is.

    The kernel is called again with as much room where it stopped short.
    """
    begin, found = 0, {}
    while begin < ZONES:
        values, bits = np.full((room, AMOUNTS, 8), np.nan), np.zeros(room, np.int64)
        origin, destination = np.empty(room, np.int32), np.empty(room, np.int32)
        row, scenario = np.empty(uses, np.int64), np.empty(uses, np.int64)
        last = begin
        begin, top, used = kernel(
            *net.inputs(), begin, ZONES, values, bits, origin, destination, np.empty((room, 4)),
            np.empty(room, np.int64), row, scenario, 0, 0, *more,
        )  # fmt: skip
        assert set(row[:used]) == set(range(top))
        for r, s in zip(row[:used], scenario[:used], strict=True):
            key = (int(origin[r]), int(destination[r]), int(s))
            assert key not in found
            found[key] = (bits[r], values[r], (begin, int(r)))
        if begin == last:
            return None
    return found


def assert_ways(net, found, scenarios):
    """Rows are those of the slow search, and pairs without a use are those whose ways stay as they are."""
    for i in range(ZONES):
        before, sums = slow_ways(net, (), i)
        for s, opened in enumerate(scenarios):
            after, more = slow_ways(net, opened, i)
            for j in range(ZONES):
                at = j + ENDS * NODES
                if net.flow[i, j] <= 0 or np.array_equal(before[at], after[at]):
                    assert (i, j, s) not in found
                    continue
                bits, values, _ = found[i, j, s]
                finite = np.isfinite(np.concatenate([before[at], after[at]]))
                assert bits & 255 == (finite << np.arange(8)).sum()
                expected = np.where(finite[:, None], np.concatenate([sums[at], more[at]]), 0.0)
                np.testing.assert_allclose(values.T, expected, atol=1e-9)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_repaired_ways_equal_those_searched_anew(seed):
    """Every pair that a scenario changes has the costs and amounts of a search, and no other is listed."""
    net = random_net(seed)
    assert_ways(net, traced(net), [(o,) for o in range(3)])


def test_changes_are_common_in_random_networks():
    """The property above is not met by emptiness: random openings do change ways, and make some."""
    found = [traced(random_net(seed)) for seed in range(20)]
    assert sum(map(len, found)) > 100
    new = [bits >> 4 & 15 & ~bits for rows in found for bits, _, _ in rows.values()]
    assert np.count_nonzero(new) > 20


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_scenarios_that_change_a_pair_alike_share_a_row(seed):
    """Two equal scenarios share every row; uses of one pair with different costs do not."""
    net = random_net(seed).openings([(0,), (1,), (0,)])
    found = traced(net)
    for (i, j, s), (_, values, row) in found.items():
        if s == 0:
            assert found[i, j, 2][2] == row
        other = found.get((i, j, 1))
        if s == 0 and other and other[2] != row:
            assert not np.array_equal(values, other[1])


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_tracing_goes_on_where_room_ran_out(seed):
    """With room for the rows of one zone at a time, rows and uses are the same; with less there are none."""
    net = random_net(seed)
    every = traced(net)
    most = max(len({row for (i, _, _), (_, _, row) in every.items() if i == z}) for z in range(ZONES))
    pieces = traced(net, room=max(most, 1), uses=3 * ZONES)
    assert pieces.keys() == every.keys()
    for key, (bits, values, _) in every.items():
        assert pieces[key][0] == bits
        np.testing.assert_array_equal(pieces[key][1], values)
    if most:
        assert traced(net, room=most - 1, uses=3 * ZONES) is None


def test_standing_rows_are_the_ways_before():
    """Rows of the region as it stands hold the costs of a search in their first half."""
    net = random_net(3)
    dist, pred, zones, _, ends, n, flow = net.inputs()[10:]
    count = np.count_nonzero(flow > 0)
    values, bits = np.zeros((count, AMOUNTS, 8)), np.zeros(count, np.int64)
    origin, destination = np.empty(count, np.int32), np.empty(count, np.int32)
    assert count == trace_standing(
        net.tail, net.amounts, dist, pred, zones, ends, n, flow, 0, ZONES, values, bits, origin, destination
    )
    for r in range(count):
        costs, sums = slow_ways(net, (), origin[r])
        at = destination[r] + ENDS * NODES
        assert bits[r] == (np.isfinite(costs[at]) << np.arange(4)).sum()
        np.testing.assert_allclose(values[r, :, :4].T, sums[at], atol=1e-9)
        assert not values[r, :, 4:].any()


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_repairs_one_upon_another_can_be_followed_and_put_back(seed):
    """After each opening costs and sums are those of a search; putting all back restores the first."""
    net = random_net(seed)
    dist, pred = (x[0] for x in net.searched())
    size = len(dist)
    before, order, total = np.zeros((size, AMOUNTS)), np.empty(size, np.int64), np.empty(AMOUNTS)
    tree_sums(dist, pred, net.tail, net.amounts, before, order)
    came, stamp, new_at, new_next, keys, nodes = room(size, len(net.head), len(net.new_head))
    log, top, was = log_room(3 * size), 0, dist.copy()
    for o in range(3):
        begin, end = net.new_first[o : o + 2]
        link(new_at, new_next, net.new_tail, begin, end)
        top = repair(
            net.first, net.head, net.cost, new_at, new_next, net.new_tail, net.new_head, net.new_cost,
            begin, end, dist, came, stamp, o, keys, nodes, *log, top,
        )  # fmt: skip
        costs, sums = slow_ways(net, range(o + 1), 0)
        road = [v for v in range(size) if v // NODES in (0, 2)]  # the search began on the road alone
        np.testing.assert_allclose(dist[road], costs[road], rtol=1e-12)
        for v in (v for v in road if np.isfinite(dist[v])):
            follow(v, came, net.tail, net.amounts, net.new_tail, net.new_amounts, before, total)
            np.testing.assert_allclose(total, sums[v], atol=1e-9)
    put_back(dist, came, *log, 0, top)
    for o in (2, 1, 0):
        unlink(new_at, new_next, net.new_tail, *net.new_first[o : o + 2])
    np.testing.assert_array_equal(dist, was)
    assert set(came) == {STANDS}
    assert set(new_at) == {-1}
