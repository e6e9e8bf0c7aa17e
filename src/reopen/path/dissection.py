"""An order in which to eliminate the nodes of a road-like graph: nested dissection.

Nodes of at most two neighbours go first, in rounds, since that never makes a graph denser. What
is left is cut in two again and again, along a smallest cut between the two ends of the cell as
seen from far apart nodes (inertial flow, Schild and Sommer 2015, on hop counts instead of
coordinates, so that a graph needs none); the nodes along the cut go last. Small cells are ordered
by minimum degree. The order depends on which nodes are linked, never on costs.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Cells of at most this many nodes are ordered by minimum degree, on bit sets of one word.
LEAF = 64
#: Share of a cell's nodes held on each side of a cut.
HELD = 0.3


@njit(nogil=True, cache=True)
def _neighbours(first, head, closed):  # type: ignore[no-untyped-def]
    n = len(first) - 1
    room = np.zeros(n + 1, np.int64)
    for v in range(n):
        for x in range(first[v], first[v + 1]):
            w = head[x]
            if v != w and not closed[v] and not closed[w]:
                room[v + 1] += 1
                room[w + 1] += 1
    room = np.cumsum(room)
    at, near = room[:-1].copy(), np.empty(room[n], np.int32)
    for v in range(n):
        for x in range(first[v], first[v + 1]):
            w = head[x]
            if v != w and not closed[v] and not closed[w]:
                near[at[v]], near[at[w]] = w, v
                at[v] += 1
                at[w] += 1
    out, size = np.zeros(n + 1, np.int64), 0
    for v in range(n):
        begin = size
        near[room[v] : room[v + 1]].sort()
        for x in range(room[v], room[v + 1]):
            if size == begin or near[size - 1] != near[x]:
                near[size] = near[x]
                size += 1
        out[v + 1] = size
    return out, near[:size].copy()


def neighbours(
    first: NDArray[np.int32], head: NDArray[np.int32], closed: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Linked nodes in either direction, each once, leaving out loops and closed nodes.

    Returns
    -------
    first : ndarray of int64, shape (N + 1,)
        Neighbours ``adjacent[first[v]:first[v + 1]]`` of v.
    adjacent : ndarray of int32
        Ascending for each node.
    """
    return _neighbours(first, head, closed)  # type: ignore[no-any-return]


@njit(nogil=True, cache=True)
def _peel(first, adjacent, degree, order):  # type: ignore[no-untyped-def]
    """Eliminate nodes of at most two neighbours until none is left; how many were.

    In a round no two neighbours go, so that long chains end in shallow trees.
    """
    n, done, size = len(degree), 0, 0
    gone, queued = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    touched = np.zeros(n, np.int32)
    now, later = np.empty(n, np.int32), np.empty(n, np.int32)
    for v in range(n):
        if degree[v] <= 2:
            now[size] = v
            size += 1
            queued[v] = True
    turn = 0
    while size:
        turn += 1
        left = 0
        for k in range(size):
            v = now[k]
            if touched[v] == turn:
                later[left] = v
                left += 1
                continue
            gone[v] = True
            order[done] = v
            done += 1
            begin = first[v]
            for side in range(degree[v]):
                a = adjacent[begin + side]
                touched[a] = turn
                b = adjacent[begin + 1 - side] if degree[v] == 2 else -1
                at, there = -1, False
                for x in range(first[a], first[a] + degree[a]):
                    if adjacent[x] == v:
                        at = x
                    elif adjacent[x] == b:
                        there = True
                if b >= 0 and not there:
                    adjacent[at] = b
                else:
                    degree[a] -= 1
                    adjacent[at] = adjacent[first[a] + degree[a]]
                    if degree[a] <= 2 and not queued[a]:
                        queued[a] = True
                        later[left] = a
                        left += 1
        now, later, size = later, now, left
    return done


@njit(nogil=True, cache=True)
def _hops(first, adjacent, start, hops, queue):  # type: ignore[no-untyped-def]
    """Breadth-first hops from a node; how many nodes it reaches, the farthest of them last in the queue."""
    hops[:] = -1
    hops[start] = 0
    queue[0], size, k = start, 1, 0
    while k < size:
        v = queue[k]
        k += 1
        for x in range(first[v], first[v + 1]):
            w = adjacent[x]
            if hops[w] < 0:
                hops[w] = hops[v] + 1
                queue[size] = w
                size += 1
    return size


@njit(nogil=True, cache=True)
def _reach(first, adjacent, flow, start, sign, level, queue, stop):  # type: ignore[no-untyped-def]
    """Levels of nodes with room for more flow from ``start`` on (sign 1) or towards it (sign -1)."""
    level[:] = -1
    size, k = 0, 0
    for v in start:
        level[v] = 0
        queue[size] = v
        size += 1
    while k < size:
        v = queue[k]
        k += 1
        for x in range(first[v], first[v + 1]):
            w = adjacent[x]
            if level[w] < 0 and sign * flow[x] < 1:
                level[w] = level[v] + 1
                queue[size] = w
                size += 1
    return np.any(level[stop] >= 0)


@njit(nogil=True, cache=True)
def _flow(first, adjacent, back, source, sink, bound, flow, level, queue):  # type: ignore[no-untyped-def]
    """A largest flow of one unit a link between two sets (Dinic 1970), or ``bound`` when it reaches that."""
    n = len(first) - 1
    flow[:] = 0
    is_sink = np.zeros(n, np.bool_)
    for v in sink:
        is_sink[v] = True
    at, path = np.empty(n, np.int64), np.empty(n, np.int64)
    total = 0
    while _reach(first, adjacent, flow, source, 1, level, queue, sink):
        at[:] = first[:-1]
        for s in source:
            v, depth = s, 0
            while True:
                moved = False
                while at[v] < first[v + 1]:
                    x = at[v]
                    w = adjacent[x]
                    if flow[x] < 1 and level[w] == level[v] + 1:
                        path[depth] = x
                        depth += 1
                        v = w
                        moved = True
                        break
                    at[v] += 1
                if moved:
                    if is_sink[v]:
                        for k in range(depth):
                            flow[path[k]] += 1
                            flow[back[path[k]]] -= 1
                        total += 1
                        if total >= bound:
                            return total
                        v, depth = s, 0
                    continue
                if depth == 0:
                    break
                level[v] = -1
                depth -= 1
                v = adjacent[back[path[depth]]]
                at[v] += 1
    return total


@njit(nogil=True, cache=True)
def _sorted_by(key):  # type: ignore[no-untyped-def]
    """Nodes by ascending key, equal ones by number; keys are hops, so counting sorts them."""
    least = np.min(key)
    at = np.zeros(np.max(key) - least + 2, np.int64)
    for k in key:
        at[k - least + 1] += 1
    at = np.cumsum(at)
    out = np.empty(len(key), np.int64)
    for v in range(len(key)):
        out[at[key[v] - least]] = v
        at[key[v] - least] += 1
    return out


@njit(nogil=True, cache=True)
def _cut(first, adjacent, back, side):  # type: ignore[no-untyped-def]
    """Share the nodes of a connected cell between two sides (0, 1) and the nodes between them (2)."""
    n = len(first) - 1
    queue = np.empty(n, np.int64)
    hops = np.empty((4, n), np.int64)
    _hops(first, adjacent, 0, hops[0], queue)
    _hops(first, adjacent, queue[n - 1], hops[0], queue)
    _hops(first, adjacent, queue[n - 1], hops[1], queue)
    _hops(first, adjacent, np.argmax(np.minimum(hops[0], hops[1])), hops[2], queue)
    _hops(first, adjacent, queue[n - 1], hops[3], queue)
    along, across = hops[0] - hops[1], hops[2] - hops[3]
    flow, level = np.empty(len(adjacent), np.int8), np.empty(n, np.int64)
    inside = np.empty(n, np.bool_)
    held = max(1, int(HELD * n))
    best, balance = n + 1, 0
    for direction in range(4):
        if direction == 0:
            key = along
        elif direction == 1:
            key = across
        elif direction == 2:
            key = along + across
        else:
            key = along - across
        order = _sorted_by(key)
        source, sink = order[:held], order[n - held :]
        if _flow(first, adjacent, back, source, sink, best + 1, flow, level, queue) > best:
            continue
        for near in range(2):
            if near == 0:
                _reach(first, adjacent, flow, source, 1, level, queue, sink)
                for v in range(n):
                    inside[v] = level[v] >= 0
            else:
                _reach(first, adjacent, flow, sink, -1, level, queue, source)
                for v in range(n):
                    inside[v] = level[v] < 0
            ends = np.zeros(2, np.int64)
            size = 0
            for v in range(n):
                size += inside[v]
                for x in range(first[v], first[v + 1]):
                    if inside[v] != inside[adjacent[x]]:
                        ends[1 - inside[v]] += 1
                        break
            # Take the ends on the side with fewer of them, or on the larger side.
            taken = int(2 * size <= n) if ends[0] == ends[1] else int(ends[1] < ends[0])
            smaller = min(size - ends[0] * (taken == 0), n - size - ends[1] * (taken == 1))
            if ends[taken] < best or (ends[taken] == best and smaller > balance):
                best, balance = ends[taken], smaller
                for v in range(n):
                    side[v] = 0 if inside[v] else 1
                for v in range(n):
                    if inside[v] == (taken == 0):
                        for x in range(first[v], first[v + 1]):
                            if inside[adjacent[x]] != inside[v]:
                                side[v] = 2
                                break


@njit(nogil=True, cache=True)
def _bits(word):  # type: ignore[no-untyped-def]
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(nogil=True, cache=True)
def _by_degree(first, adjacent, place, nodes, lo, hi):  # type: ignore[no-untyped-def]
    """Order a small cell by minimum degree, counting up to 64 later nodes around it."""
    n, one = hi - lo, np.uint64(1)
    inner, outer = np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    around, seen = np.empty(64, np.int64), 0
    for k in range(n):
        v = nodes[lo + k]
        for x in range(first[v], first[v + 1]):
            p = place[adjacent[x]]
            if lo <= p < hi:
                inner[k] |= one << np.uint64(p - lo)
                continue
            at = 0
            while at < seen and around[at] != p:
                at += 1
            if at == seen and seen < 64:
                around[seen] = p
                seen += 1
            if at < 64:
                outer[k] |= one << np.uint64(at)
    was, left = nodes[lo:hi].copy(), np.ones(n, np.bool_)
    for turn in range(n):
        best, least = -1, 1 << 30
        for k in range(n):
            if left[k]:
                degree = _bits(inner[k]) + _bits(outer[k])
                if degree < least:
                    best, least = k, degree
        left[best] = False
        nodes[lo + turn] = was[best]
        out = ~(one << np.uint64(best))
        for k in range(n):
            if (inner[best] >> np.uint64(k)) & one:
                inner[k] = (inner[k] | inner[best]) & out & ~(one << np.uint64(k))
                outer[k] |= outer[best]
    for k in range(lo, hi):
        place[nodes[k]] = k


@njit(nogil=True, cache=True)
def _halve(first, adjacent, place, nodes, lo, hi):  # type: ignore[no-untyped-def]
    """Put the nodes of a cell in the order one side, other side, between; where the last two begin."""
    n = hi - lo
    inner = np.zeros(n + 1, np.int64)
    for k in range(lo, hi):
        v = nodes[k]
        for x in range(first[v], first[v + 1]):
            inner[k - lo + 1] += lo <= place[adjacent[x]] < hi
    inner = np.cumsum(inner)
    near, at = np.empty(inner[n], np.int64), inner[:-1].copy()
    for k in range(n):  # ascending, so that each list comes out ascending
        v = nodes[lo + k]
        for x in range(first[v], first[v + 1]):
            p = place[adjacent[x]]
            if lo <= p < hi:
                near[at[p - lo]] = k
                at[p - lo] += 1
    back, at = np.empty(inner[n], np.int64), inner[:-1].copy()
    for k in range(n):
        for x in range(inner[k], inner[k + 1]):
            back[x] = at[near[x]]
            at[near[x]] += 1
    side = np.zeros(n, np.int8)
    hops, queue = np.empty(n, np.int64), np.empty(n, np.int64)
    if _hops(inner, near, 0, hops, queue) < n:
        for k in range(n):
            side[k] = hops[k] < 0
    else:
        _cut(inner, near, back, side)
    was, count = nodes[lo:hi].copy(), np.zeros(4, np.int64)
    for k in range(n):
        count[side[k] + 1] += 1
    count = np.cumsum(count) + lo
    other, between = count[1], count[2]
    for k in range(n):
        p = count[side[k]]
        count[side[k]] += 1
        nodes[p] = was[k]
        place[was[k]] = p
    return other, between


@njit(nogil=True, cache=True)
def _dissect(first, adjacent, place, nodes, lo, hi):  # type: ignore[no-untyped-def]
    """Order the nodes of a cell, in place."""
    stack = np.empty((hi - lo + 2, 2), np.int64)
    stack[0, 0], stack[0, 1], size = lo, hi, 1
    while size:
        size -= 1
        begin, end = stack[size, 0], stack[size, 1]
        if end - begin <= LEAF:
            _by_degree(first, adjacent, place, nodes, begin, end)
            continue
        other, between = _halve(first, adjacent, place, nodes, begin, end)
        if other == end:  # too dense to be cut: any order of it fills it in
            continue
        stack[size, 0], stack[size, 1] = begin, other
        stack[size + 1, 0], stack[size + 1, 1] = other, between
        size += 2


def dissection(first: NDArray[np.int64], adjacent: NDArray[np.int32], *, jobs: int = 1) -> NDArray[np.int32]:
    """Nodes in the order in which to eliminate them.

    Parameters
    ----------
    first, adjacent : ndarray
        From :func:`neighbours`.
    jobs : int
        Threads; the order does not depend on it.

    Returns
    -------
    ndarray of int32, shape (N,)
    """
    n = len(first) - 1
    adjacent, degree, order = adjacent.copy(), np.diff(first), np.empty(n, dtype=np.int32)
    done = _peel(first, adjacent, degree, order)
    left = np.ones(n, dtype=bool)
    left[order[:done]] = False
    nodes = np.flatnonzero(left).astype(np.int32)
    valid = np.repeat(left, np.diff(first)) & (
        np.arange(len(adjacent)) - np.repeat(first[:-1], np.diff(first)) < np.repeat(degree, np.diff(first))
    )
    kept = np.concatenate([[0], np.cumsum(np.where(left, degree, 0))])
    adjacent = adjacent[valid]
    place = np.full(n, -1, dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    cells = [(0, len(nodes))]
    # Halve the largest cell until there are several for each thread, then one thread a cell.
    while cells and len(cells) < 4 * jobs:
        lo, hi = max(cells, key=lambda cell: cell[1] - cell[0])
        if hi - lo <= LEAF:
            break
        cells.remove((lo, hi))
        other, between = _halve(kept, adjacent, place, nodes, lo, hi)
        if other < hi:  # else too dense to be cut
            cells += [(lo, other), (other, between)]
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda cell: _dissect(kept, adjacent, place, nodes, *cell), cells))
    order[done:] = nodes
    return order
