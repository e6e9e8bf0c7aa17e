"""Ways of goods as legs by truck, and border stations passed by train: what queues depend on.

A way by rail or sea is a chain: by truck to a station or port, over railways and the sea, by truck
on. Each run of roads without a break is a leg. Costs of all else do not depend on how much moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.benefit.alternatives import RAIL_NONE
from reopen.benefit.tracing import merge, touched
from reopen.network.network import RAIL
from reopen.path.dijkstra import many_to_all
from reopen.path.repair import STANDS, link, log_room, put_back, repair, room, unlink

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.ways import LayerWays, Ways

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Kinds of ways that freight chooses from; trucks all the way, and to or from a railway.
KINDS, HAULS = 4, 2
#: Marks of arcs: by road; and by rail, sea or transfer without a border.
BY_ROAD, ELSE = -1, -2


@dataclass(frozen=True, slots=True)
class Legs:
    """Ways of R pairs of zones in one cargo class and season. N places, X crossings.

    Attributes
    ----------
    origin, destination : ndarray of int64, shape (R,)
        Zones.
    cost : ndarray of float64, shape (R, 4)
        Costs of the ways of each kind at the hours of the tables, USD a tonne; infinite without one.
    first : ndarray of int64, shape (4R + 1,)
        What the way of kind a of pair r meets is ``met[first[4r + a]:first[4r + a + 1]]``.
    met : ndarray of int32
        A leg from place u to place v is ``(haul * N + u) * N + v``, ``haul`` being 1 where the truck
        brings goods to or from a railway; a border station is ``2 N N + 2 crossing + direction``.
    price : ndarray of float64
        Cost of each leg, USD a tonne; 0 for border stations.
    """

    origin: Ints
    destination: Ints
    cost: Floats
    first: Ints
    met: NDArray[np.int32]
    price: Floats

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.origin)

    @property
    def way(self) -> Ints:
        """Way that each entry of ``met`` belongs to: ``4 r + a``."""
        return np.repeat(np.arange(KINDS * len(self)), np.diff(self.first))


@dataclass(frozen=True, slots=True)
class Marks:
    """What unfolded arcs are to a walk along them.

    Attributes
    ----------
    places, crossings : int
        N, the nodes that roads run on, and X.
    of_arc : ndarray of int32, shape (B,)
        :data:`BY_ROAD`, :data:`ELSE`, or the mark of a border station.
    """

    places: int
    crossings: int
    of_arc: NDArray[np.int32]

    @property
    def legs(self) -> int:
        """Number of legs that there can be; border stations come after."""
        return HAULS * self.places**2

    @property
    def size(self) -> int:
        """Number of marks that a way can meet."""
        return self.legs + 2 * self.crossings


def marks(ways: Ways) -> Marks:
    """Marks of all unfolded arcs."""
    net, found, n = ways.network, ways.unfolded, len(ways.region["node"])
    of_plain = np.full(net.n_arcs, ELSE, np.int32)
    of_plain[(net.tail < n) & (net.head < n)] = BY_ROAD
    stations = (net.kind == RAIL) & (net.crossing >= 0)
    of_plain[stations] = 2 * n * n + 2 * net.crossing[stations] + net.crossing_way[stations]
    return Marks(n, len(ways.region["crossing"]), of_plain[found.arc])


def standing_legs(ways: Ways, layer: LayerWays, flow: Floats, mark: Marks) -> Legs:
    """Legs of all pairs with a flow and a way, as the region stands."""
    return _all_legs(ways, layer.dist, layer.pred, flow, mark)


def _all_legs(ways: Ways, dist: Floats, pred: NDArray[np.int32], flow: Floats, mark: Marks) -> Legs:
    found, zones = ways.unfolded, ways.network.zones
    room_for = int(np.count_nonzero(flow > 0.0))
    pairs, cost = np.empty((2, room_for), np.int64), np.empty((room_for, KINDS))
    first, most = np.zeros(KINDS * room_for + 1, np.int64), 8 * room_for + 64
    while True:
        met, price = np.empty(most, np.int32), np.empty(most)
        rows, used = _walk_all(
            found.tail, mark.of_arc, dist, pred, zones, ways.ends, found.n_nodes, mark.places,
            flow, pairs, cost, first, met, price,
        )  # fmt: skip
        if used >= 0:
            return Legs(
                pairs[0, :rows],
                pairs[1, :rows],
                cost[:rows],
                first[: KINDS * rows + 1],
                met[:used],
                price[:used],
            )
        most *= 2


def scenario_legs(ways: Ways, layer: LayerWays, number: int, flow: Floats, mark: Marks) -> Legs:
    """Legs of the pairs whose ways a scenario changes, by its number.

    A scenario that makes a way dearer or closes one has those of all pairs.
    """
    found, zones = ways.unfolded, ways.network.zones
    if number in layer.anew:
        starts = np.concatenate([zones, zones + RAIL_NONE * found.n_nodes]).astype(np.int32)
        tree = many_to_all(found.first, found.head, layer.anew[number][0], starts)
        return _all_legs(ways, *tree, flow, mark)
    new = layer.new
    begin, end = int(new.first[number]), int(new.first[number + 1])
    fresh = _marks_of(ways, mark, new.tail[begin:end], new.head[begin:end])
    zone_of = np.full(found.n_nodes, -1, np.int64)
    zone_of[zones] = np.arange(len(zones))
    rows, most = 1 << 10, 1 << 13
    while True:
        pairs, cost = np.empty((2, rows), np.int64), np.empty((rows, KINDS))
        first, met, price = np.zeros(KINDS * rows + 1, np.int64), np.empty(most, np.int32), np.empty(most)
        count, used = _walk_changed(
            found.first, found.tail, found.head, mark.of_arc, layer.cost,
            new.tail[begin:end], new.head[begin:end], new.cost[begin:end], fresh,
            layer.dist, layer.pred, zones, zone_of, ways.ends, found.n_nodes, mark.places, flow,
            pairs, cost, first, met, price,
        )  # fmt: skip
        if used >= 0:
            return Legs(
                pairs[0, :count], pairs[1, :count], cost[:count], first[: KINDS * count + 1],
                met[:used], price[:used],
            )  # fmt: skip
        rows, most = 2 * rows, 2 * most


def _marks_of(ways: Ways, mark: Marks, tail: NDArray[np.int32], head: NDArray[np.int32]) -> NDArray[np.int32]:
    """Marks of arcs by their ends; those that a scenario opens are in the network, closed."""
    found = ways.unfolded
    out = np.empty(len(tail), np.int32)
    for k, (u, v) in enumerate(zip(tail, head, strict=True)):
        some = np.arange(found.first[u], found.first[u + 1])
        out[k] = mark.of_arc[some[found.head[some] == v]].max()
    return out


@njit(nogil=True, cache=True)
def _walk(  # type: ignore[no-untyped-def]
    v, tail, marks, dist, pred, came, new_tail, new_marks, n, places, met, price, used
):
    """Write what the way to a node meets, the last first; the new end, or -1 where room ends."""
    end, at = -1, v
    while True:
        via, fresh = came[at], False
        if via == STANDS:
            via = pred[at]
            if via < 0:
                break
        elif via < 0:
            via, fresh = -1 - via, True
        mark = new_marks[via] if fresh else marks[via]
        before = new_tail[via] if fresh else tail[via]
        if mark == BY_ROAD:
            if end < 0:
                end = at
        else:
            if end >= 0:
                used = _written(end, at, dist, n, places, met, price, used)
                end = -1
            if mark >= 0 and used >= 0:
                if used == len(met):
                    used = -1
                else:
                    met[used], price[used] = mark, 0.0
                    used += 1
            if used < 0:
                return -1
        at = before
    if end >= 0:
        used = _written(end, at, dist, n, places, met, price, used)
    return used


@njit(inline="always")
def _written(end, start, dist, n, places, met, price, used):  # type: ignore[no-untyped-def]
    """Write the leg between two nodes of one copy; the new end, or -1 where room ends."""
    if used < 0 or used == len(met):
        return -1
    haul = 1 if end // n >= RAIL_NONE else 0
    met[used] = (haul * places + start % n) * places + end % n
    price[used] = dist[end] - dist[start]
    return used + 1


@njit(nogil=True, cache=True)
def _walk_pair(  # type: ignore[no-untyped-def]
    node, ends, tail, marks, dist, pred, came, new_tail, new_marks, n, places, cost, first, met, price,
    r, used,
):  # fmt: skip
    """Write row r, the ways to a node of each kind; the new end of what is met, or -1 where room ends."""
    for a in range(len(ends)):
        v = node + ends[a] * n
        cost[r, a] = dist[v]
        if dist[v] < np.inf:
            used = _walk(v, tail, marks, dist, pred, came, new_tail, new_marks, n, places, met, price, used)
            if used < 0:
                return -1
        first[len(ends) * r + a + 1] = used
    return used


@njit(nogil=True, cache=True)
def _walk_all(  # type: ignore[no-untyped-def]
    tail, marks, dist, pred, zones, ends, n, places, flow, pairs, cost, first, met, price
):
    """Write a row for every pair with a flow and a way; rows, and the end of what is met or -1."""
    best, arc_in = np.empty(dist.shape[1]), np.empty(dist.shape[1], np.int32)
    came = np.full(dist.shape[1], STANDS, np.int64)
    none, r, used = np.zeros(0, np.int32), 0, 0
    for i in range(len(zones)):
        merge(dist, pred, i, len(zones), best, arc_in)
        for j in range(len(zones)):
            if not flow[i, j] > 0.0:
                continue
            used = _walk_pair(
                zones[j], ends, tail, marks, best, arc_in, came, none, none, n, places, cost, first,
                met, price, r, used,
            )  # fmt: skip
            if used < 0:
                return r, -1
            if cost[r].min() < np.inf:
                pairs[0, r], pairs[1, r] = i, j
                r += 1
    return r, used


@njit(nogil=True, cache=True)
def _walk_changed(  # type: ignore[no-untyped-def]
    first_arc, tail, head, marks, arc_cost, new_tail, new_head, new_cost, new_marks, dist, pred, zones,
    zone_of, ends, n, places, flow, pairs, cost, first, met, price,
):  # fmt: skip
    """Write a row for every pair with a flow whose ways new arcs change; rows, and the end of what is met."""
    size, fresh = dist.shape[1], len(new_head)
    best, arc_in = np.empty(size), np.empty(size, np.int32)
    came, stamp, new_at, new_next, keys, nodes = room(size, len(head), fresh)
    log_node, log_dist, log_came = log_room(size)
    seen, changed = np.full(len(zones), -1, np.int64), np.empty(len(zones), np.int64)
    r, used = 0, 0
    link(new_at, new_next, new_tail, 0, fresh)
    for i in range(len(zones)):
        merge(dist, pred, i, len(zones), best, arc_in)
        logged = repair(
            first_arc, head, arc_cost, new_at, new_next, new_tail, new_head, new_cost, 0, fresh,
            best, came, stamp, i, keys, nodes, log_node, log_dist, log_came, 0,
        )  # fmt: skip
        for j in changed[: touched(log_node, 0, logged, zone_of, ends, n, flow[i], seen, i, changed)]:
            if r == len(cost):
                return r, -1
            used = _walk_pair(
                zones[j], ends, tail, marks, best, arc_in, came, new_tail, new_marks, n, places, cost,
                first, met, price, r, used,
            )  # fmt: skip
            if used < 0:
                return r, -1
            pairs[0, r], pairs[1, r] = i, j
            r += 1
        put_back(best, came, log_node, log_dist, log_came, 0, logged)
    unlink(new_at, new_next, new_tail, 0, fresh)
    return r, used
