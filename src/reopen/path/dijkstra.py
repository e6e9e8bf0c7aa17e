"""Shortest paths from many sources: the reference kernel.

Dijkstra (1959) with a binary heap and lazy deletion. Of equal costs the first arc found stays,
so that paths do not depend on how the sources are shared between threads.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import GraphError
from reopen.path.heap import sift_down, sift_up
from reopen.path.limits import check_costs, check_graph, check_memory, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def _sources(first, head, cost, sources, dist, pred, begin, end):  # type: ignore[no-untyped-def]
    n_nodes = len(first) - 1
    keys = np.empty(len(head) + 1)
    nodes = np.empty(len(head) + 1, dtype=np.int32)
    for row in range(begin, end):
        best, arc_in = dist[row], pred[row]
        for v in range(n_nodes):
            best[v] = np.inf
            arc_in[v] = -1
        best[sources[row]] = 0.0
        keys[0], nodes[0], size = 0.0, sources[row], 1
        while size:
            key, v = keys[0], nodes[0]
            size -= 1
            if size:
                keys[0], nodes[0] = keys[size], nodes[size]
                sift_down(keys, nodes, size)
            if key > best[v]:
                continue
            for arc in range(first[v], first[v + 1]):
                there = key + cost[arc]
                w = head[arc]
                if there < best[w]:
                    best[w] = there
                    arc_in[w] = arc
                    keys[size], nodes[size] = there, w
                    sift_up(keys, nodes, size)
                    size += 1


def many_to_all(
    first: NDArray[np.int32],
    head: NDArray[np.int32],
    cost: NDArray[np.float64],
    sources: NDArray[np.int32],
    *,
    jobs: int = 1,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Cost of the cheapest path from each source to every node, and its last arc.

    Parameters
    ----------
    first : ndarray of int32, shape (N + 1,)
        Arcs ``first[v]:first[v + 1]`` leave node v.
    head : ndarray of int32, shape (A,)
        End node of each arc.
    cost : ndarray of float64, shape (A,)
        Cost of each arc, not negative; infinite where it may not be used.
    sources : ndarray of int32, shape (S,)
        Start nodes.
    jobs : int
        Threads; the result does not depend on it.

    Returns
    -------
    dist : ndarray of float64, shape (S, N)
        Infinite where there is no path.
    pred : ndarray of int32, shape (S, N)
        Arc by which the path reaches the node; -1 at the source and where there is no path.

    Raises
    ------
    GraphError
        When a cost is negative or not a number, there are more arcs than can be numbered, or the
        result would not fit into memory.

    Examples
    --------
    >>> first, head = np.array([0, 2, 3, 3], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
    >>> dist, pred = many_to_all(first, head, np.array([1.0, 5.0, 1.0]), np.array([0], dtype=np.int32))
    >>> dist.tolist(), pred.tolist()
    ([[0.0, 1.0, 2.0]], [[-1, 0, 2]])
    """
    check_graph(first, head)
    if len(cost) != len(head):
        raise GraphError(f"{len(cost)} costs for {len(head)} arcs; give one for each")
    check_costs(cost)  # the kernel would walk off its heap
    numbers("sources", sources, len(first) - 1)
    n_sources, n_nodes = len(sources), len(first) - 1
    check_memory(12.0 * n_sources * n_nodes, f"{n_sources:,} x {n_nodes:,} distances")
    dist = np.empty((n_sources, n_nodes))
    pred = np.empty((n_sources, n_nodes), dtype=np.int32)
    edges = np.linspace(0, n_sources, max(1, jobs) + 1).astype(int)
    pieces = list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    if len(pieces) == 1:
        _sources(first, head, cost, sources, dist, pred, 0, n_sources)
    else:
        with ThreadPoolExecutor(len(pieces)) as pool:
            for done in [
                pool.submit(_sources, first, head, cost, sources, dist, pred, a, b) for a, b in pieces
            ]:
                done.result()
    return dist, pred
