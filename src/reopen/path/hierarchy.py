"""Shortest paths where costs change and the network does not: a customizable contraction hierarchy.

``Hierarchy.of`` takes seconds for a whole country and is done once for a network; ``customize``
takes a fraction of a second and is done once for its costs, and ``changed`` less when few of them
change; then distances from a source to every node take about as long as it takes to write them.

Exact in double precision: a distance is the sum of the same arcs that Dijkstra's algorithm adds,
in another order, so it differs from its by rounding alone, at most the number of arcs on the path
times 2^-53 of it; whole numbers below 2^53 are exactly equal. Costs of zero, arcs in parallel and
targets out of reach (infinity) are all right. Turns cost nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.errors import GraphError
from reopen.path.chordal import Chordal, chordal
from reopen.path.customize import Pruned, Slots, basic, find_link, perfect, pruned, slots
from reopen.path.dissection import dissection, neighbours
from reopen.path.kept import folder, kept
from reopen.path.limits import check_costs, check_graph, check_jobs, check_memory, numbers
from reopen.path.loading import SUMS, loads
from reopen.path.partial import basic_again, perfect_again
from reopen.path.sweep import Ends, Room, below, climb, distances, everywhere, most_entries
from reopen.path.unpack import earlier, spread, unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Smaller graphs are put in order faster than a file is found.
KEPT_FROM = 20_000
#: When more slots change than this share of the links, all are customized anew.
LARGEST_CHANGE = 1 / 200


class Connectors(NamedTuple):
    """Arcs of closed nodes: ``arc[first[v]:first[v + 1]]`` are those of v."""

    first: NDArray[np.int64]
    arc: NDArray[np.int32]

    @classmethod
    def of(cls, node: NDArray[np.int32], kept: NDArray[np.bool_], n_nodes: int) -> Connectors:
        """The arcs that are kept, by the given node of each."""
        arc = np.flatnonzero(kept)
        arc = arc[np.argsort(node[arc], kind="stable")]
        return cls(np.searchsorted(node[arc], np.arange(n_nodes + 1)), arc.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A network made ready for any costs. N nodes, A arcs.

    Attributes
    ----------
    first : ndarray of int32, shape (N + 1,)
        Arcs ``first[v]:first[v + 1]`` leave node v.
    head : ndarray of int32, shape (A,)
        End node of each arc.
    closed : ndarray of bool, shape (N,)
        Nodes that paths may begin or end at but not cross: the centroids of zones.
    graph : Chordal
        The open nodes in the order of their elimination.
    arcs : Slots
        Where arcs lie in it.
    tail : ndarray of int32, shape (A,)
        Start node of each arc.
    leave, reach : Connectors
        Arcs from closed nodes to open ones, and from open ones to closed.
    direct : ndarray of int64
        Arcs from a closed node to another.
    """

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    closed: NDArray[np.bool_]
    graph: Chordal
    arcs: Slots
    tail: NDArray[np.int32]
    leave: Connectors
    reach: Connectors
    direct: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        first: NDArray[np.int32],
        head: NDArray[np.int32],
        closed: NDArray[np.bool_] | None = None,
        *,
        cache: Path | None = None,
        jobs: int = 1,
    ) -> Hierarchy:
        """Make a network ready.

        Parameters
        ----------
        first, head, closed : ndarray
            See the attributes; no node is closed by default. Closed nodes are kept out of the
            hierarchy.
        cache : Path, optional
            Folder in which the order of elimination is kept for graphs of at least 20,000 nodes;
            ``REOPEN_CACHE`` or the user's cache folder by default.
        jobs : int
            Threads; the result does not depend on them.

        Raises
        ------
        GraphError
            When the arrays are no graph, or it has too many arcs.

        Examples
        --------
        >>> first, head = np.array([0, 2, 3, 3], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
        >>> metric = Hierarchy.of(first, head).customize(np.array([1.0, 5.0, 1.0]))
        >>> metric.many_to_all(np.array([0])).tolist()
        [[0.0, 1.0, 2.0]]
        """
        first, head = np.asarray(first), np.asarray(head)
        check_jobs(jobs)
        check_graph(first, head)
        n = len(first) - 1
        first, head = first.astype(np.int32), head.astype(np.int32)
        closed = np.zeros(n, dtype=np.bool_) if closed is None else np.array(closed)
        if closed.shape != (n,) or closed.dtype != np.bool_:
            raise GraphError(
                f"closed: {closed.size} values of {closed.dtype} for {n} nodes; give True or False for each"
            )
        links = neighbours(first, head, closed)

        def find() -> NDArray[np.int32]:
            return dissection(*links, jobs=jobs)

        order = kept(links, find, cache or folder()) if n >= KEPT_FROM else find()
        graph = chordal(*links, order[~closed[order]], n)
        tail = np.repeat(np.arange(n, dtype=np.int32), np.diff(first))
        return cls(
            first=first,
            head=head,
            closed=closed,
            graph=graph,
            arcs=slots(first, head, graph),
            tail=tail,
            leave=Connectors.of(tail, closed[tail] & ~closed[head], n),
            reach=Connectors.of(head, closed[head] & ~closed[tail], n),
            direct=np.flatnonzero(closed[head] & closed[tail] & (head != tail)),
        )

    def customize(self, cost: NDArray[np.float64], *, jobs: int = 1) -> Metric:
        """Put costs on the network.

        Parameters
        ----------
        cost : ndarray of float64, shape (A,)
            Not negative; infinite where an arc may not be used.
        jobs : int
            Threads; the result does not depend on them.

        Raises
        ------
        GraphError
            When a cost is negative or not a number, or there is not one for each arc.
        """
        cost = np.array(cost, dtype=np.float64)
        if cost.shape != self.head.shape:
            raise GraphError(f"{cost.size} costs for {len(self.head)} arcs; give one for each")
        check_costs(cost)
        check_jobs(jobs)
        with ThreadPoolExecutor(jobs) as pool:
            w = basic(self.graph, self.arcs, cost, pool)
            p = perfect(self.graph, w, pool)
            up, down = pruned(self.graph, w, p, pool)
        return Metric(self, cost, w, p, up, down)


@dataclass(frozen=True, slots=True)
class Metric:
    """A network with costs.

    Attributes
    ----------
    hierarchy : Hierarchy
        The network.
    cost : ndarray of float64, shape (A,)
        Cost of each arc.
    basic, shortest : ndarray of float64, shape (2 M,)
        Cost of each slot by ways through earlier nodes only, and by any way.
    up, down : Pruned
        What is left of the hierarchy.
    """

    hierarchy: Hierarchy
    cost: NDArray[np.float64]
    basic: NDArray[np.float64]
    shortest: NDArray[np.float64]
    up: Pruned
    down: Pruned

    def many_to_many(
        self, sources: NDArray[np.integer], targets: NDArray[np.integer], *, jobs: int = 1
    ) -> NDArray[np.float64]:
        """Distances between some nodes.

        Parameters
        ----------
        sources : ndarray of int, shape (S,)
        targets : ndarray of int, shape (T,)
        jobs : int
            Threads; the result does not depend on them.

        Returns
        -------
        ndarray of float64, shape (S, T)
            Infinite where there is no path.

        Raises
        ------
        GraphError
            When a node is not in the graph, or the table would not fit into memory.
        """
        check_jobs(jobs)
        begin, end = self._nodes(sources, targets)
        graph, entries, exits = self.hierarchy.graph, self.entries(begin), self.exits(end)
        with ThreadPoolExecutor(jobs) as pool:
            # Sweeps start at the side with fewer nodes: backwards, up and down change places.
            if len(begin) <= len(end):
                out = distances(graph, self.up, entries, below(self.down, exits), pool, jobs)
            else:
                turned = distances(graph, self.down, exits, below(self.up, entries), pool, jobs)
                out = np.ascontiguousarray(turned.T)
        return self._between_closed(begin, end, out)

    def many_to_all(self, sources: NDArray[np.integer], *, jobs: int = 1) -> NDArray[np.float64]:
        """Distances from some nodes to every node, shape (S, N); see :meth:`many_to_many`."""
        check_jobs(jobs)
        begin, end = self._nodes(sources, np.arange(len(self.hierarchy.closed)))
        entries, exits = self.entries(begin), self.exits(end)
        with ThreadPoolExecutor(jobs) as pool:
            rows = everywhere(self.down, exits)
            out = distances(self.hierarchy.graph, self.up, entries, rows, pool, jobs)
        return self._between_closed(begin, end, out)

    def path(self, source: int, target: int) -> NDArray[np.int64] | None:
        """Arcs of a shortest path, in order; None where there is none."""
        pair = self._nodes(np.array([source]), np.array([target]))
        if source == target:
            return np.zeros(0, dtype=np.int64)
        h, entries, exits = self.hierarchy, self.entries(pair[0]), self.exits(pair[1])
        total, enter, slots_, leave = _two_ways(h.graph, self.up, self.down, entries, exits)
        direct = h.direct[(h.tail[h.direct] == source) & (h.head[h.direct] == target)]
        best = np.inf if not len(direct) else self.cost[direct].min()
        if total == best == np.inf:
            return None
        if best <= total:
            return np.array([direct[np.argmin(self.cost[direct])]])
        middle = unpack(h.graph, h.arcs, self.cost, self.basic, slots_)
        return np.concatenate([enter, middle, leave])

    def load(
        self,
        sources: NDArray[np.integer],
        targets: NDArray[np.integer],
        flow: NDArray[np.float64],
        *,
        jobs: int = 1,
    ) -> NDArray[np.float64]:
        """Put flows between some nodes on shortest paths: all or nothing.

        Parameters
        ----------
        flow : ndarray of float64, shape (S, T)
            Flow of each pair; that of a pair without a path is not loaded.
        jobs : int
            Threads; the result does not depend on them.

        Returns
        -------
        ndarray of float64, shape (A,)
            Flow on each arc.
        """
        check_jobs(jobs)
        begin, end = self._nodes(sources, targets)
        flow = np.ascontiguousarray(flow, dtype=np.float64)
        if flow.shape != (len(begin), len(end)):
            raise GraphError(f"flows of shape {flow.shape} between {len(begin)} and {len(end)} nodes")
        if not np.isfinite(flow).all():
            raise GraphError("flow: expected numbers, found NaN or infinity")
        h, entries, rows = self.hierarchy, self.entries(begin), below(self.down, self.exits(end))
        check_memory(SUMS * (2.0 * len(h.graph.up_head) + len(self.cost)) * 8, "sums of flows")
        flow, on_direct = self._load_direct(begin, end, flow, jobs)
        with ThreadPoolExecutor(jobs) as pool:
            on_slot, on_arc = loads(h.graph, self.up, entries, rows, flow, len(self.cost), pool)
        spread(h.graph, h.arcs, self.cost, self.basic, on_slot, on_arc)
        return on_arc + on_direct

    def changed(self, arcs: NDArray[np.integer], cost: NDArray[np.float64], *, jobs: int = 1) -> Metric:
        """The network with other costs on a few arcs, in the time that their change takes to spread.

        Parameters
        ----------
        arcs : ndarray of int, shape (K,)
            Arcs; of one that is named twice the last cost counts.
        cost : ndarray of float64, shape (K,)
            Their costs.
        """
        check_jobs(jobs)
        arcs = numbers("arcs", arcs, len(self.hierarchy.head), "numbers")
        cost = np.asarray(cost, dtype=np.float64)
        if arcs.shape != cost.shape:
            raise GraphError(f"{cost.size} costs for {arcs.size} arcs; give one for each")
        check_costs(cost, arcs)
        h = self.hierarchy
        new = self.cost.copy()
        new[arcs] = cost
        moved = np.unique(h.arcs.of_arc[arcs[new[arcs] != self.cost[arcs]]])
        moved = moved[moved >= 0]
        if len(moved) > LARGEST_CHANGE * len(h.graph.up_head):
            return h.customize(new, jobs=jobs)
        if not len(moved):
            return Metric(h, new, self.basic, self.shortest, self.up, self.down)
        w = self.basic.copy()
        nodes = basic_again(h.graph, h.arcs, new, moved.astype(np.int64), w)
        if not len(nodes):
            return Metric(h, new, w, self.shortest, self.up, self.down)
        p = self.shortest.copy()
        up, down = (
            side._replace(last=side.last.copy(), later=side.later.copy(), cost=side.cost.copy())
            for side in (self.up, self.down)
        )
        perfect_again(h.graph, w, p, nodes, up, down)
        return Metric(h, new, w, p, up, down)

    def _nodes(
        self, sources: NDArray[np.integer], targets: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        n = len(self.hierarchy.closed)
        begin, end = numbers("sources", sources, n), numbers("targets", targets, n)
        check_memory(8.0 * len(begin) * len(end), f"{len(begin):,} x {len(end):,} distances")
        return begin, end

    def entries(self, nodes: NDArray[np.int64]) -> Ends:
        """Where paths from some nodes enter the hierarchy."""
        h = self.hierarchy
        return Ends(*_ends(nodes, h.graph.rank, h.leave, h.head, self.cost))

    def exits(self, nodes: NDArray[np.int64]) -> Ends:
        """Where paths to some nodes leave it."""
        h = self.hierarchy
        return Ends(*_ends(nodes, h.graph.rank, h.reach, h.tail, self.cost))

    def _between_closed(
        self, sources: NDArray[np.int64], targets: NDArray[np.int64], out: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Put in what the hierarchy does not know: closed nodes to themselves, and straight to each other."""
        h = self.hierarchy
        if not h.closed.any():
            return out
        for arc in h.direct:
            block = np.ix_(sources == h.tail[arc], targets == h.head[arc])
            out[block] = np.minimum(out[block], self.cost[arc])
        _to_themselves(sources, targets, h.closed, out)
        return out

    def _load_direct(
        self,
        sources: NDArray[np.int64],
        targets: NDArray[np.int64],
        flow: NDArray[np.float64],
        jobs: int,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Load flows that go straight from a closed node to another, and those to the node itself."""
        h, on_arc = self.hierarchy, np.zeros(len(self.cost))
        flow = np.where(sources[:, None] == targets, 0.0, flow)
        if not len(h.direct):
            return flow, on_arc
        best = self.many_to_many(sources, targets, jobs=jobs)
        for arc in h.direct:
            block = np.ix_(sources == h.tail[arc], targets == h.head[arc])
            mine = (best[block] == self.cost[arc]) & (self.cost[arc] < np.inf)
            on_arc[arc] += flow[block][mine].sum()
            flow[block] = np.where(mine, 0.0, flow[block])
        return flow, on_arc


@njit(nogil=True, cache=True)
def _ends(nodes, rank, connectors, other, cost):  # type: ignore[no-untyped-def]
    """Entries into the hierarchy: an open node itself, and the other ends of a closed one's arcs."""
    first, size = np.zeros(len(nodes) + 1, np.int64), 0
    for v in nodes:
        size += 1 if rank[v] >= 0 else connectors.first[v + 1] - connectors.first[v]
    ranks, costs, arcs = np.empty(size, np.int32), np.empty(size), np.empty(size, np.int32)
    k = 0
    for i in range(len(nodes)):
        v = nodes[i]
        if rank[v] >= 0:
            ranks[k], costs[k], arcs[k] = rank[v], 0.0, -1
            k += 1
        else:
            for x in range(connectors.first[v], connectors.first[v + 1]):
                arc = connectors.arc[x]
                if cost[arc] < np.inf:
                    ranks[k], costs[k], arcs[k] = rank[other[arc]], cost[arc], arc
                    k += 1
        first[i + 1] = k
    return first, ranks[:k], costs[:k], arcs[:k]


@njit(nogil=True, cache=True)
def _to_themselves(sources, targets, closed, out):  # type: ignore[no-untyped-def]
    at, following = np.full(len(closed), -1, np.int64), np.full(len(targets), -1, np.int64)
    for t in range(len(targets)):
        following[t] = at[targets[t]]
        at[targets[t]] = t
    for s in range(len(sources)):
        if closed[sources[s]]:
            t = at[sources[s]]
            while t >= 0:
                out[s, t] = 0.0
                t = following[t]


def _two_ways(
    graph: Chordal, up: Pruned, down: Pruned, entries: Ends, exits: Ends
) -> tuple[float, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Cost of the cheapest way up and down again between two ends; its first arc, slots and last arc."""
    rooms = []
    for side, ends in ((up, entries), (down, exits)):
        room = Room.of(len(graph.node), 0)
        at = np.empty(most_entries(ends), dtype=np.int64)
        found = climb(graph.parent, side, ends, 0, room, at)
        rooms.append((room, room.path[:found]))
    (there, path), (back, _) = rooms
    total = there.label[path] + back.label[path]
    none = np.zeros(0, dtype=np.int64)
    if not len(path) or not np.isfinite(total.min()):
        return np.inf, none, none, none
    top = int(path[np.argmin(total)])
    rise, v = [], top
    while there.by[v] >= 0:
        u = int(earlier(up.first, there.by[v]))
        rise.append(2 * find_link(graph, u, v))
        v = u
    enter = _arc_at(entries, v, there.label[v])
    fall, v = [], top
    while back.by[v] >= 0:
        u = int(earlier(down.first, back.by[v]))
        fall.append(2 * find_link(graph, u, v) + 1)
        v = u
    leave = _arc_at(exits, v, back.label[v])
    return float(total.min()), enter, np.array(rise[::-1] + fall, dtype=np.int64), leave


def _arc_at(ends: Ends, rank: int, cost: float) -> NDArray[np.int64]:
    """The arc of the first entry at a node with a cost; none where the end is that node."""
    k = np.flatnonzero((ends.rank == rank) & (ends.cost == cost))[0]
    return ends.arc[k : k + 1][ends.arc[k : k + 1] >= 0].astype(np.int64)
