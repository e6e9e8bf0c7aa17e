"""Load a table of flows on cheapest paths, without walking any path.

After a sweep, the labels tell of every row which later row it was reached from. Flows go back
from the targets, row by row, onto links, for all of a source's targets at once; when all sources
are done, the flow on links goes down to the arcs that they stand for, once.

Flow is counted by entry of the pruned hierarchy, and on the entries' slots only at the end.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.path.customize import find_link
from reopen.path.lanes import LANES
from reopen.path.sweep import Room, climb, most_entries, sweep
from reopen.path.unpack import earlier

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.path.chordal import Chordal
    from reopen.path.customize import Pruned
    from reopen.path.sweep import Below, Ends

#: Sums of flows that are kept apart until the end; a fixed number, so that the result does not
#: depend on threads.
SUMS = 4


@njit(nogil=True, cache=True)
def _entry(labels, ends, t, lane):  # type: ignore[no-untyped-def]
    """The first entry by which a target is reached at least cost; -1 where it is not."""
    best, found = np.inf, -1
    for k in range(ends.first[t], ends.first[t + 1]):
        there = labels[np.int64(ends.rank[k]) * LANES + lane] + ends.cost[k]
        if there < best:
            best, found = there, k
    return found


@njit(nogil=True, cache=True)
def _load_source(  # type: ignore[no-untyped-def]
    graph, up, sources, s, targets, rank, lane, flow, room, at, on_row, on_node, on_up, on_down, on_arc
):
    """Load the flows from one source, whose labels are in a lane."""
    ends, links, labels = targets.ends, targets.links, room.labels
    for t in range(len(ends.first) - 1):
        k = _entry(labels, ends, t, lane) if flow[t] != 0.0 else -1
        if k >= 0:
            on_row[ends.rank[k]] += flow[t]
            if ends.arc[k] >= 0:
                on_arc[ends.arc[k]] += flow[t]
    found = climb(graph.parent, up, sources, s, room, at)
    for r in range(len(rank)):
        load = on_row[r]
        if load == 0.0:
            continue
        on_row[r] = 0.0
        v, here = rank[r], labels[r * LANES + lane]
        if room.label[v] == here:
            on_node[v] += load
            continue
        for k in range(links.first[r], links.last[r]):
            later = np.int64(links.later[k])
            if labels[later * LANES + lane] + links.cost[k] == here:
                on_row[later] += load
                on_down[k] += load
                break
    for k in range(found - 1, -1, -1):
        v = room.path[k]
        load = on_node[v]
        if load != 0.0:
            on_node[v] = 0.0
            by = room.by[v]
            if by >= 0:
                on_node[earlier(up.first, by)] += load
                on_up[by] += load
            else:
                for x in range(sources.first[s], sources.first[s + 1]):
                    if sources.rank[x] == v and sources.cost[x] == room.label[v]:
                        if sources.arc[x] >= 0:
                            on_arc[sources.arc[x]] += load
                        break
    for k in range(found):
        room.label[room.path[k]] = np.inf


@njit(nogil=True, cache=True)
def _loads(graph, up, sources, targets, rank, flow, turn, turns, room, on_up, on_down, on_arc):  # type: ignore[no-untyped-def]
    at = np.empty(most_entries(sources), np.int64)
    on_row, on_node = np.zeros(len(rank)), np.zeros(len(graph.node))
    n = len(sources.first) - 1
    for begin in range(turn * LANES, n, turns * LANES):
        end = min(begin + LANES, n)
        sweep(graph.parent, up, sources, begin, end, targets, room, at)
        for s in range(begin, end):
            _load_source(
                graph, up, sources, s, targets, rank, s - begin, flow[s],
                room, at, on_row, on_node, on_up, on_down, on_arc,
            )  # fmt: skip


@njit(nogil=True, cache=True)
def _on_slots(graph, up, links, rank, on_up, on_down):  # type: ignore[no-untyped-def]
    out = np.zeros(2 * len(graph.up_head))
    for v in range(len(graph.node)):
        for k in range(up.first[v], up.last[v]):
            if on_up[k] != 0.0:
                out[2 * find_link(graph, v, up.later[k])] += on_up[k]
    for r in range(len(rank)):
        for k in range(links.first[r], links.last[r]):
            if on_down[k] != 0.0:
                out[2 * find_link(graph, rank[r], rank[links.later[k]]) + 1] += on_down[k]
    return out


def loads(
    graph: Chordal,
    up: Pruned,
    sources: Ends,
    targets: Below,
    flow: NDArray[np.float64],
    n_arcs: int,
    pool: Executor,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Flows on the slots of a hierarchy, and on the arcs by which paths enter and leave it.

    Parameters
    ----------
    flow : ndarray of float64, shape (S, T)
        Flow of each pair; lost where there is no path.

    Returns
    -------
    on_slot : ndarray of float64, shape (2 M,)
    on_arc : ndarray of float64, shape (A,)
    """
    rank, links = np.flatnonzero(targets.row >= 0).astype(np.int32), targets.links
    on_up, on_down = np.zeros((SUMS, len(up.later))), np.zeros((SUMS, len(links.later)))
    on_arc = np.zeros((SUMS, n_arcs))

    def one(turn: int) -> None:
        room, sums = Room.of(len(graph.node), len(rank)), (on_up[turn], on_down[turn], on_arc[turn])
        _loads(graph, up, sources, targets, rank, flow, turn, SUMS, room, *sums)

    for done in [pool.submit(one, turn) for turn in range(SUMS)]:
        done.result()
    on_slot = _on_slots(graph, up, links, rank, on_up.sum(axis=0), on_down.sum(axis=0))
    return on_slot, on_arc.sum(axis=0)
