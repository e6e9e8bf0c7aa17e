"""Kernels that follow ways: what those between two zones meet, as the region stands and with openings."""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.path.repair import follow, link, log_room, put_back, repair, room, tree_sums, unlink

#: Bit of a row that has an after, if only of no way.
SCENARIO = 1 << 8


@njit(nogil=True, cache=True)
def merge(dist, pred, i, zones, out_dist, out_pred):  # type: ignore[no-untyped-def]
    """Ways from zone i by road (row i) and by rail (row zones + i) as one tree: they share no node."""
    for v in range(dist.shape[1]):
        row = i if dist[i, v] <= dist[zones + i, v] else zones + i
        out_dist[v], out_pred[v] = dist[row, v], pred[row, v]


@njit(nogil=True, cache=True)
def _write(dist, sums, node, ends, n, values, bits, r, offset):  # type: ignore[no-untyped-def]
    """Write what the ways to a node meet to columns ``offset`` and on of row r, and which there are."""
    for a in range(len(ends)):
        v = node + ends[a] * n
        there = dist[v] < np.inf
        if there:
            bits[r] |= 1 << (offset + a)
        for m in range(sums.shape[1]):
            values[r, m, offset + a] = sums[v, m] if there else 0.0


@njit(nogil=True, cache=True)
def trace_standing(  # type: ignore[no-untyped-def]
    tail, amounts, dist, pred, zones, ends, n, flow, begin, end, values, bits, origin, destination
):
    """Write a row for every pair with a flow from zones ``begin:end``; returns their number."""
    best, arc_in = np.empty(dist.shape[1]), np.empty(dist.shape[1], np.int32)
    sums = np.empty((dist.shape[1], amounts.shape[1]))
    order = np.empty(dist.shape[1], np.int64)
    top = 0
    for i in range(begin, end):
        merge(dist, pred, i, len(zones), best, arc_in)
        tree_sums(best, arc_in, tail, amounts, sums, order)
        for j in range(len(zones)):
            if flow[i, j] > 0.0:
                bits[top], origin[top], destination[top] = 0, i, j
                _write(best, sums, zones[j], ends, n, values, bits, top, 0)
                top += 1
    return top


@njit(nogil=True, cache=True)
def touched(log_node, begin, end, zone_of, ends, n, flow, seen, now, out):  # type: ignore[no-untyped-def]
    """Write the zones with a flow to which some way changed, by the log of a repair; returns their number."""
    count = 0
    for k in range(begin, end):
        j = zone_of[log_node[k] % n]
        if j < 0 or seen[j] == now or flow[j] <= 0.0:
            continue
        copy = log_node[k] // n
        for a in range(len(ends)):
            if copy == ends[a]:
                seen[j] = now
        if seen[j] == now:
            out[count] = j
            count += 1
    return count


@njit(nogil=True, cache=True)
def find(dist, node, ends, n, r, after, following):  # type: ignore[no-untyped-def]
    """The first of a pair's rows, from r on, whose ways cost just as those to a node do now; -1 for none."""
    while r >= 0:
        alike = True
        for a in range(len(ends)):
            alike &= dist[node + ends[a] * n] == after[r, a]
        if alike:
            return r
        r = following[r]
    return -1


@njit(nogil=True, cache=True)
def write_row(  # type: ignore[no-untyped-def]
    was, dist, came, tail, amounts, new_tail, new_amounts, before, i, j, node, ends, n,
    values, bits, origin, destination, r, after, total,
):  # fmt: skip
    """Write row r, the ways from zone i to zone j as they were and as they are, and what they cost now."""
    bits[r], origin[r], destination[r] = SCENARIO, i, j
    _write(was, before, node, ends, n, values, bits, r, 0)
    for a in range(len(ends)):
        v = node + ends[a] * n
        after[r, a] = dist[v]
        if dist[v] < np.inf:
            bits[r] |= 1 << (len(ends) + a)
            follow(v, came, tail, amounts, new_tail, new_amounts, before, total)
        else:
            total[:] = 0.0
        values[r, :, len(ends) + a] = total


@njit(nogil=True, cache=True)
def trace_scenarios(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_first, new_tail, new_head, new_cost, new_amounts,
    dist, pred, zones, zone_of, ends, n, flow, begin, end, values, bits, origin, destination,
    after, following, use_row, use_scenario, top, uses,
):  # fmt: skip
    """Write a row for every pair from zones ``begin:end`` with a flow and every change of its ways.

    Scenarios that change a pair's costs alike share a row: ``use_row`` and ``use_scenario`` tell
    which use which. ``after``, shape (R, 4), and ``following`` are room for finding them. Rows and
    uses are written from ``top`` and ``uses`` on. Returns the zone to go on with, the number of
    rows and that of uses: it stops short of ``end`` at a zone for which there is too little room.
    """
    size = dist.shape[1]
    best, arc_in, order = np.empty(size), np.empty(size, np.int32), np.empty(size, np.int64)
    was, before, total = np.empty(size), np.empty((size, amounts.shape[1])), np.empty(amounts.shape[1])
    came, stamp, new_at, new_next, keys, nodes = room(size, len(head), len(new_head))
    log_node, log_dist, log_came = log_room(size)
    seen, chain = np.full(len(zones), -1, np.int64), np.empty(len(zones), np.int64)
    changed = np.empty(len(zones), np.int64)
    now = 0
    for i in range(begin, end):
        begun, used = top, uses
        chain[:] = -1
        merge(dist, pred, i, len(zones), best, arc_in)
        tree_sums(best, arc_in, tail, amounts, before, order)
        was[:] = best
        for s in range(len(new_first) - 1):
            now += 1
            mine, rest = new_first[s], new_first[s + 1]
            link(new_at, new_next, new_tail, mine, rest)
            logged = repair(
                first, head, cost, new_at, new_next, new_tail, new_head, new_cost, mine, rest,
                best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, 0,
            )  # fmt: skip
            for j in changed[: touched(log_node, 0, logged, zone_of, ends, n, flow[i], seen, now, changed)]:
                r = find(best, zones[j], ends, n, chain[j], after, following)
                if uses == len(use_row) or (r < 0 and top == len(bits)):
                    return i, begun, used
                if r < 0:
                    r = top
                    following[r], chain[j] = chain[j], r
                    write_row(
                        was, best, came, tail, amounts, new_tail, new_amounts, before, i, j, zones[j], ends,
                        n, values, bits, origin, destination, r, after, total,
                    )  # fmt: skip
                    top += 1
                use_row[uses], use_scenario[uses] = r, s
                uses += 1
            put_back(best, came, log_node, log_dist, log_came, 0, logged)
            unlink(new_at, new_next, new_tail, mine, rest)
    return end, top, uses


@njit(nogil=True, cache=True)
def trace_anew(  # type: ignore[no-untyped-def]
    tail, amounts, dist, pred, new_amounts, new_dist, new_pred, zones, ends, n, flow, begin, end,
    values, bits, origin, destination,
):  # fmt: skip
    """Write a row for every pair from zones ``begin:end`` with a flow whose ways differ; their number."""
    size, width, top = dist.shape[1], amounts.shape[1], 0
    was, now = np.empty(size), np.empty(size)
    arc_in, order = np.empty(size, np.int32), np.empty(size, np.int64)
    before, after = np.empty((size, width)), np.empty((size, width))
    for i in range(begin, end):
        merge(dist, pred, i, len(zones), was, arc_in)
        tree_sums(was, arc_in, tail, amounts, before, order)
        merge(new_dist, new_pred, i, len(zones), now, arc_in)
        tree_sums(now, arc_in, tail, new_amounts, after, order)
        for j in range(len(zones)):
            changed = False
            for a in range(len(ends)):
                changed |= was[zones[j] + ends[a] * n] != now[zones[j] + ends[a] * n]
            if changed and flow[i, j] > 0.0:
                bits[top], origin[top], destination[top] = SCENARIO, i, j
                _write(was, before, zones[j], ends, n, values, bits, top, 0)
                _write(now, after, zones[j], ends, n, values, bits, top, len(ends))
                top += 1
    return top
