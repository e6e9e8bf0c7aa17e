"""Put costs on a hierarchy: every link gets the cost of the cheapest way through earlier nodes.

Basic customization goes over all triangles of an earlier, a middle and a later node, from the
earliest nodes on; perfect customization goes back over them from the latest, and drops what a way
through later nodes undercuts (witness pruning). Both are done subtree by subtree, which threads
share; the few nodes above all subtrees are done in between. They are the same sums in the same
order, so the result does not depend on the number of threads.

Costs lie in one array of two slots a link: ``2 e`` from the earlier to the later node of link e,
``2 e + 1`` back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.path.chordal import PIECES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.path.chordal import Chordal


class Slots(NamedTuple):
    """Where the arcs of a graph lie in a hierarchy, by ascending slot.

    Attributes
    ----------
    arc : ndarray of int32, shape (B,)
        Arcs between open nodes, loops left out; parallel arcs by ascending number.
    slot : ndarray of int32, shape (B,)
        The slot of each.
    of_arc : ndarray of int32, shape (A,)
        The slot of every arc, -1 where it has none.
    """

    arc: NDArray[np.int32]
    slot: NDArray[np.int32]
    of_arc: NDArray[np.int32]


class Pruned(NamedTuple):
    """One direction of a customized hierarchy, without what is never needed.

    Attributes
    ----------
    first, last : ndarray of int64, shape (N,)
        Entries ``first[v]:last[v]`` belong to the earlier node v; there may be room after them.
    later : ndarray of int32
        The later node, ascending for each v.
    cost : ndarray of float64
        Cost from v to it (upwards) or from it to v (downwards).
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    later: NDArray[np.int32]
    cost: NDArray[np.float64]


@njit(nogil=True, cache=True)
def find_link(graph, v, w):  # type: ignore[no-untyped-def]
    """The link from v to the later node w, or -1."""
    lo, hi = graph.up_first[v], graph.up_first[v + 1]
    end = hi
    while lo < hi:
        mid = (lo + hi) >> 1
        if graph.up_head[mid] < w:
            lo = mid + 1
        else:
            hi = mid
    return lo if lo < end and graph.up_head[lo] == w else -1


@njit(nogil=True, cache=True)
def _slots(first, head, graph):  # type: ignore[no-untyped-def]
    out = np.full(len(head), -1, np.int32)
    for node in range(len(first) - 1):
        v = graph.rank[node]
        if v < 0:
            continue
        for arc in range(first[node], first[node + 1]):
            w = graph.rank[head[arc]]
            if w > v:
                out[arc] = 2 * find_link(graph, v, w)
            elif 0 <= w < v:
                out[arc] = 2 * find_link(graph, w, v) + 1
    return out


def slots(first: NDArray[np.int32], head: NDArray[np.int32], graph: Chordal) -> Slots:
    """Find the slot of every arc of a graph."""
    slot = _slots(first, head, graph)
    arc = np.argsort(slot, kind="stable").astype(np.int32)
    arc = arc[np.searchsorted(slot[arc], 0) :]
    return Slots(arc, slot[arc], slot)


@njit(nogil=True, cache=True)
def lay(cost, arcs, begin, end, w):  # type: ignore[no-untyped-def]
    """Put the costs of the arcs themselves in slots ``begin:end``."""
    w[begin:end] = np.inf
    k = np.searchsorted(arcs.slot, begin)
    while k < len(arcs.slot) and arcs.slot[k] < end:
        w[arcs.slot[k]] = min(w[arcs.slot[k]], cost[arcs.arc[k]])
        k += 1


@njit(nogil=True, cache=True)
def _links_of(graph, y, at):  # type: ignore[no-untyped-def]
    """Let ``at`` find the links of a node by their later node."""
    for g in range(graph.up_first[y], graph.up_first[y + 1]):
        at[graph.up_head[g]] = g


@njit(nogil=True, cache=True)
def _through(graph, w, k, at):  # type: ignore[no-untyped-def]
    """Offer every link (y, z) the way through x, at place k among the nodes before y."""
    e, x = graph.down_link[k], graph.down_tail[k]
    to_y, from_y = w[2 * e], w[2 * e + 1]
    for f in range(e + 1, graph.up_first[x + 1]):
        g = at[graph.up_head[f]]
        there = from_y + w[2 * f]
        if there < w[2 * g]:
            w[2 * g] = there
        back = w[2 * f + 1] + to_y
        if back < w[2 * g + 1]:
            w[2 * g + 1] = back


@njit(nogil=True, cache=True)
def _basic_piece(graph, arcs, cost, w, lo, hi):  # type: ignore[no-untyped-def]
    """Arcs of a piece, and all triangles whose earliest and middle nodes are in it."""
    lay(cost, arcs, 2 * graph.up_first[lo], 2 * graph.up_first[hi], w)
    at = np.empty(len(graph.node), np.int32)
    for y in range(lo, hi):
        _links_of(graph, y, at)
        for k in range(graph.down_first[y], graph.down_first[y + 1]):
            _through(graph, w, k, at)


@njit(nogil=True, cache=True)
def _basic_over(graph, arcs, cost, w, nodes):  # type: ignore[no-untyped-def]
    """Arcs of some top nodes, and all triangles with them in the middle and the earliest in a piece."""
    at = np.empty(len(graph.node), np.int32)
    for y in nodes:
        lay(cost, arcs, 2 * graph.up_first[y], 2 * graph.up_first[y + 1], w)
        _links_of(graph, y, at)
        for k in range(graph.down_first[y], graph.down_first[y + 1]):
            if not graph.is_top[graph.down_tail[k]]:
                _through(graph, w, k, at)


@njit(nogil=True, cache=True)
def _basic_top(graph, w):  # type: ignore[no-untyped-def]
    """All triangles of top nodes."""
    at = np.empty(len(graph.node), np.int32)
    for y in graph.top:
        _links_of(graph, y, at)
        for k in range(graph.down_first[y], graph.down_first[y + 1]):
            if graph.is_top[graph.down_tail[k]]:
                _through(graph, w, k, at)


@njit(nogil=True, cache=True)
def _over(graph, p, k, at):  # type: ignore[no-untyped-def]
    """Offer link (x, y), at place k among the nodes before y, and every (x, z) the way over the other."""
    e, x = graph.down_link[k], graph.down_tail[k]
    to_y, from_y = p[2 * e], p[2 * e + 1]
    for f in range(e + 1, graph.up_first[x + 1]):
        g = at[graph.up_head[f]]
        y_z, z_y = p[2 * g], p[2 * g + 1]
        to_z, from_z = p[2 * f], p[2 * f + 1]
        p[2 * f] = min(to_z, to_y + y_z)
        p[2 * f + 1] = min(from_z, z_y + from_y)
        to_y = min(to_y, to_z + z_y)
        from_y = min(from_y, y_z + from_z)
    p[2 * e], p[2 * e + 1] = to_y, from_y


@njit(nogil=True, cache=True)
def _perfect_top(graph, p):  # type: ignore[no-untyped-def]
    """All triangles of top nodes, from the latest on."""
    at = np.empty(len(graph.node), np.int32)
    for n in range(len(graph.top) - 1, -1, -1):
        y = graph.top[n]
        _links_of(graph, y, at)
        for k in range(graph.down_first[y], graph.down_first[y + 1]):
            if graph.is_top[graph.down_tail[k]]:
                _over(graph, p, k, at)


@njit(nogil=True, cache=True)
def _perfect_piece(graph, p, lo, hi):  # type: ignore[no-untyped-def]
    """All triangles whose earliest node is in a piece, from the latest middle node on."""
    at = np.empty(len(graph.node), np.int32)
    for n in range(len(graph.top) - 1, -1, -1):
        y = graph.top[n]
        k, end = graph.down_first[y], graph.down_first[y + 1]
        k += np.searchsorted(graph.down_tail[k:end], lo)
        if k < end and graph.down_tail[k] < hi:
            _links_of(graph, y, at)
            while k < end and graph.down_tail[k] < hi:
                _over(graph, p, k, at)
                k += 1
    for y in range(hi - 1, lo - 1, -1):
        _links_of(graph, y, at)
        for k in range(graph.down_first[y], graph.down_first[y + 1]):
            _over(graph, p, k, at)


@njit(nogil=True, cache=True)
def keep(graph, w, p, side, v, out):  # type: ignore[no-untyped-def]
    """Keep what is shortest of a node's links in one direction."""
    k = graph.up_first[v]
    for e in range(graph.up_first[v], graph.up_first[v + 1]):
        x = 2 * e + side
        if p[x] == w[x] and w[x] < np.inf:
            out.later[k], out.cost[k] = graph.up_head[e], w[x]
            k += 1
    out.last[v] = k


@njit(nogil=True, cache=True)
def _keep_all(graph, w, p, up, down, lo, hi):  # type: ignore[no-untyped-def]
    for v in range(lo, hi):
        keep(graph, w, p, 0, v, up)
        keep(graph, w, p, 1, v, down)


def _each(pool: Executor, task: Callable[..., object], items: Iterable[tuple[object, ...]]) -> None:
    for done in [pool.submit(task, *item) for item in items]:
        done.result()


def basic(graph: Chordal, arcs: Slots, cost: NDArray[np.float64], pool: Executor) -> NDArray[np.float64]:
    """Cost of the cheapest way of each slot through earlier nodes.

    Returns
    -------
    ndarray of float64, shape (2 M,)
    """
    w = np.empty(2 * len(graph.up_head))
    _each(pool, lambda lo, hi: _basic_piece(graph, arcs, cost, w, lo, hi), graph.pieces.tolist())
    # Ways through the pieces: each top node writes to links of its own only, so threads share them.
    nodes = [(graph.top[n::PIECES],) for n in range(PIECES)]
    _each(pool, lambda some: _basic_over(graph, arcs, cost, w, some), nodes)
    _basic_top(graph, w)
    return w


def perfect(graph: Chordal, w: NDArray[np.float64], pool: Executor) -> NDArray[np.float64]:
    """Shortest distances between the ends of every link, shape (2 M,)."""
    p = w.copy()
    _perfect_top(graph, p)
    _each(pool, lambda lo, hi: _perfect_piece(graph, p, lo, hi), graph.pieces.tolist())
    return p


def pruned(
    graph: Chordal, w: NDArray[np.float64], p: NDArray[np.float64], pool: Executor
) -> tuple[Pruned, Pruned]:
    """Upwards and downwards, what of the hierarchy is left when no link is kept that is not shortest.

    A link goes when a way through later nodes is truly shorter. Of equal ones all stay: with costs
    of 0 they might otherwise witness each other away.
    """
    n, first, links = len(graph.node), graph.up_first[:-1], len(graph.up_head)
    up, down = (
        Pruned(first, np.empty(n, dtype=np.int64), np.empty(links, dtype=np.int32), np.empty(links))
        for _ in range(2)
    )
    edges = np.linspace(0, n, 2 * PIECES + 1).astype(np.int64)
    ranges = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    _each(pool, lambda lo, hi: _keep_all(graph, w, p, up, down, lo, hi), ranges)
    return up, down
