"""Shortest distances from many sources by sweeps over a customized hierarchy (PHAST).

From a source upwards only its way to the root of the elimination tree need be searched; then one
sweep from the latest node to the earliest lowers the label of every node over its later
neighbours, for several sources at a time (Delling, Goldberg, Nowatzyk and Werneck 2013,
https://doi.org/10.1016/j.jpdc.2012.02.007). Where only some targets are asked for, the sweep is
restricted to the nodes that a way down to them can meet.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.path.customize import Pruned
from reopen.path.lanes import LANES, sweep_node

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.path.chordal import Chordal


class Ends(NamedTuple):
    """Where paths begin, or where they end: entries into the hierarchy. E ends.

    Attributes
    ----------
    first : ndarray of int64, shape (E + 1,)
        Entries ``first[i]:first[i + 1]`` belong to end i.
    rank : ndarray of int32
        Node of the hierarchy.
    cost : ndarray of float64
        Cost between the end and that node.
    arc : ndarray of int32
        The arc between them; -1 where the end is that node.
    """

    first: NDArray[np.int64]
    rank: NDArray[np.int32]
    cost: NDArray[np.float64]
    arc: NDArray[np.int32]


class Below(NamedTuple):
    """What a sweep down to some targets meets. R rows, from the earliest node to the latest.

    Attributes
    ----------
    row : ndarray of int32, shape (N,)
        Row of each rank, -1 for those not met.
    links : Pruned
        Links down to each row, from rows.
    ends : Ends
        The targets, with rows in place of ranks.
    """

    row: NDArray[np.int32]
    links: Pruned
    ends: Ends


class Room(NamedTuple):
    """Working memory of one thread.

    Attributes
    ----------
    label : ndarray of float64, shape (N,)
        Upward labels of one source; all infinite between searches.
    by : ndarray of int32, shape (N,)
        The entry of the upward hierarchy that gave each label, -1 where the source itself did.
    path : ndarray of int32, shape (N,)
        Nodes on the ways to the root.
    labels : ndarray of float64, shape (R * LANES,)
        Labels of a sweep.
    touched : ndarray of bool, shape (R,)
        Rows with an upward label; none between sweeps.
    met : ndarray of int32, shape (R,)
        Those rows.
    """

    label: NDArray[np.float64]
    by: NDArray[np.int32]
    path: NDArray[np.int32]
    labels: NDArray[np.float64]
    touched: NDArray[np.bool_]
    met: NDArray[np.int32]

    @classmethod
    def of(cls, nodes: int, rows: int) -> Room:
        """Room for N nodes and R rows."""
        return cls(
            np.full(nodes, np.inf),
            np.empty(nodes, dtype=np.int32),
            np.empty(nodes, dtype=np.int32),
            np.empty(rows * LANES),
            np.zeros(rows, dtype=np.bool_),
            np.empty(rows, dtype=np.int32),
        )


@njit(nogil=True, cache=True)
def _meet(down, targets):  # type: ignore[no-untyped-def]
    n = len(down.first)
    met = np.zeros(n, np.bool_)
    met[targets] = True
    row, size, links = np.full(n, -1, np.int32), 0, 0
    for v in range(n):
        if met[v]:
            row[v] = size
            size += 1
            links += down.last[v] - down.first[v]
            for k in range(down.first[v], down.last[v]):
                met[down.later[k]] = True
    return row, size, links


@njit(nogil=True, cache=True)
def _restrict(down, row, size, links):  # type: ignore[no-untyped-def]
    first = np.zeros(size + 1, np.int64)
    later, cost = np.empty(links, np.int32), np.empty(links)
    r, k = 0, 0
    for v in range(len(row)):
        if row[v] >= 0:
            for x in range(down.first[v], down.last[v]):
                later[k], cost[k] = row[down.later[x]], down.cost[x]
                k += 1
            r += 1
            first[r] = k
    return first, later, cost


def below(down: Pruned, ends: Ends) -> Below:
    """Restrict a hierarchy to what ways down to some targets can meet."""
    row, size, links = _meet(down, ends.rank)
    first, later, cost = _restrict(down, row, size, links)
    rows = ends._replace(rank=row[ends.rank])
    return Below(row, Pruned(first[:-1], first[1:], later, cost), rows)


def everywhere(down: Pruned, ends: Ends) -> Below:
    """The whole hierarchy, where every node is asked for."""
    return Below(np.arange(len(down.first), dtype=np.int32), down, ends)


@njit(nogil=True, cache=True)
def climb(parent, up, sources, s, room, at):  # type: ignore[no-untyped-def]
    """Search upwards from the entries of one source; how many nodes lie on its ways to the root.

    They are put in ``room.path``, ascending, with distances in ``room.label``, which the caller
    sets back to infinity. Ways to the root from several entries are merged as they are walked.
    """
    a, size = sources.first[s], 0
    n = sources.first[s + 1] - a
    label = room.label
    for i in range(n):
        v = sources.rank[a + i]
        at[i] = v
        if sources.cost[a + i] < label[v]:
            label[v] = sources.cost[a + i]
            room.by[v] = -1
    while True:
        v = np.int64(-1)
        for i in range(n):
            if at[i] >= 0 and (v < 0 or at[i] < v):
                v = at[i]
        if v < 0:
            return size
        room.path[size] = v
        size += 1
        here = label[v]
        if here < np.inf:
            for k in range(up.first[v], up.last[v]):
                w, there = up.later[k], here + up.cost[k]
                if there < label[w]:
                    label[w] = there
                    room.by[w] = k
        for i in range(n):
            if at[i] == v:
                at[i] = parent[v]


@njit(nogil=True, cache=True)
def most_entries(ends):  # type: ignore[no-untyped-def]
    """Entries of the end that has the most."""
    most = 0
    for i in range(len(ends.first) - 1):
        most = max(most, ends.first[i + 1] - ends.first[i])
    return most


@njit(nogil=True, cache=True)
def sweep(parent, up, sources, begin, end, targets, room, at):  # type: ignore[no-untyped-def]
    """Labels of all rows from sources ``begin:end``, at most as many as there are lanes."""
    size, labels, links = 0, room.labels, targets.links
    for s in range(begin, end):
        found = climb(parent, up, sources, s, room, at)
        for k in range(found):
            v = room.path[k]
            r = np.int64(targets.row[v])
            if r >= 0 and room.label[v] < np.inf:
                if not room.touched[r]:
                    room.touched[r] = True
                    room.met[size] = r
                    size += 1
                    for lane in range(LANES):
                        labels[r * LANES + lane] = np.inf
                labels[r * LANES + s - begin] = room.label[v]
            room.label[v] = np.inf
    for row in range(len(links.first) - 1, -1, -1):
        fresh = not room.touched[row]
        sweep_node(labels, links.later, links.cost, links.first[row], links.last[row], row, fresh)  # type: ignore[call-arg]
    for k in range(size):
        room.touched[room.met[k]] = False


@njit(nogil=True, cache=True)
def _read(labels, ends, begin, end, out):  # type: ignore[no-untyped-def]
    """Distances to the targets from the labels of their entries."""
    best = np.empty(LANES)
    for t in range(len(ends.first) - 1):
        a, b = ends.first[t], ends.first[t + 1]
        if end - begin == LANES and b - a == 1 and ends.cost[a] == 0.0:
            r = np.int64(ends.rank[a]) * LANES
            for lane in range(LANES):
                out[begin + lane, t] = labels[r + lane]
            continue
        best[:] = np.inf
        for k in range(a, b):
            r, more = np.int64(ends.rank[k]) * LANES, ends.cost[k]
            for lane in range(LANES):
                best[lane] = min(best[lane], labels[r + lane] + more)
        for s in range(begin, end):
            out[s, t] = best[s - begin]


@njit(nogil=True, cache=True)
def _sweeps(parent, up, sources, targets, turn, turns, room, out):  # type: ignore[no-untyped-def]
    at = np.empty(most_entries(sources), np.int64)
    n = len(sources.first) - 1
    for begin in range(turn * LANES, n, turns * LANES):
        end = min(begin + LANES, n)
        sweep(parent, up, sources, begin, end, targets, room, at)
        _read(room.labels, targets.ends, begin, end, out)


def distances(
    graph: Chordal, up: Pruned, sources: Ends, targets: Below, pool: Executor, jobs: int
) -> NDArray[np.float64]:
    """Distances from every source to every target.

    Returns
    -------
    ndarray of float64, shape (S, T)
        Infinite where there is no path.
    """
    n_sources = len(sources.first) - 1
    out = np.empty((n_sources, len(targets.ends.first) - 1))
    turns = max(1, min(jobs, -(-n_sources // LANES)))

    def one(turn: int) -> None:
        room = Room.of(len(graph.node), len(targets.links.first))
        _sweeps(graph.parent, up, sources, targets, turn, turns, room, out)

    for done in [pool.submit(one, turn) for turn in range(turns)]:
        done.result()
    return out
