"""Kernels that follow ways: what those between two zones meet, as the region stands and with openings."""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.path.repair import link, put_back, repair, tree_sums, unlink

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
    """Write what the ways to a node meet to columns ``offset`` and on of row r; a bit for each that there is."""
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
def _follow(  # type: ignore[no-untyped-def]
    v, came, stamp, now, tail, amounts, new_tail, new_amounts, before, out, total, reached
):
    """Write the sums of amounts along the way to node v: back over what is new, then as it was."""
    for m in range(len(total)):
        total[m] = 0.0
    while stamp[v] == now:
        via = came[v]
        if via >= 0:
            for m in range(len(total)):
                total[m] += amounts[via, m]
            v = tail[via]
        else:
            for m in range(len(total)):
                total[m] += new_amounts[-1 - via, m]
            v = new_tail[-1 - via]
    for m in range(len(total)):
        out[m] = before[v, m] + total[m] if reached else 0.0


@njit(nogil=True, cache=True)
def _alike(dist, node, ends, n, after):  # type: ignore[no-untyped-def]
    """Whether the ways to a node cost just so."""
    for a in range(len(ends)):
        if dist[node + ends[a] * n] != after[a]:
            return False
    return True


@njit(nogil=True, cache=True)
def trace_scenarios(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_first, new_tail, new_head, new_cost, new_amounts,
    dist, pred, zones, zone_of, ends, n, flow, begin, end, values, bits, origin, destination,
    after, following, use_row, use_scenario,
):  # fmt: skip
    """Write a row for every pair from zones ``begin:end`` with a flow and every change of its ways.

    Scenarios that change a pair's costs alike share a row: ``use_row`` and ``use_scenario`` tell
    which use which. ``after``, shape (R, 4), and ``following`` are room for finding them.
    Returns the numbers of rows and of uses; -1 when there are more than there is room for.
    """
    size, width = dist.shape[1], amounts.shape[1]
    best, arc_in, order = np.empty(size), np.empty(size, np.int32), np.empty(size, np.int64)
    was, before = np.empty(size), np.empty((size, width))
    # Sums are followed only where a pair has ways that no scenario before had.
    sums, no_amounts, no_new = np.empty((size, 0)), amounts[:, :0].copy(), new_amounts[:, :0].copy()
    total = np.empty(width)
    came, stamp = np.empty(size, np.int64), np.full(size, -1, np.int64)
    new_at, new_next = np.full(size, -1, np.int64), np.full(len(new_tail), -1, np.int64)
    keys = np.empty(len(head) + len(new_head) + 1)
    nodes = np.empty(len(head) + len(new_head) + 1, np.int32)
    log_node, log_dist = np.empty(size, np.int64), np.empty(size)
    log_sums = np.empty((size, 0))
    seen, chain = np.full(len(zones), -1, np.int64), np.empty(len(zones), np.int64)
    top, uses, now = 0, 0, 0
    for i in range(begin, end):
        chain[:] = -1
        merge(dist, pred, i, len(zones), best, arc_in)
        tree_sums(best, arc_in, tail, amounts, before, order)
        was[:] = best
        for s in range(len(new_first) - 1):
            now += 1
            link(new_at, new_next, new_tail, new_first[s], new_first[s + 1])
            logged = repair(
                first, tail, head, cost, no_amounts, new_at, new_next, new_tail, new_head, new_cost, no_new,
                new_first[s], new_first[s + 1], best, sums, came, stamp, now, keys, nodes,
                log_node, log_dist, log_sums, 0,
            )  # fmt: skip
            for k in range(logged):
                j = zone_of[log_node[k] % n]
                if j < 0 or seen[j] == now or flow[i, j] <= 0.0:
                    continue
                changed = False
                for a in range(len(ends)):
                    changed |= stamp[zones[j] + ends[a] * n] == now
                if not changed:
                    continue
                seen[j] = now
                r = chain[j]
                while r >= 0 and not _alike(best, zones[j], ends, n, after[r]):
                    r = following[r]
                if uses == len(use_row) or (r < 0 and top == len(bits)):
                    return -1, -1
                if r < 0:
                    r = top
                    following[r], chain[j] = chain[j], r
                    bits[r], origin[r], destination[r] = SCENARIO, i, j
                    _write(was, before, zones[j], ends, n, values, bits, r, 0)
                    for a in range(len(ends)):
                        v = zones[j] + ends[a] * n
                        after[r, a] = best[v]
                        _follow(
                            v, came, stamp, now, tail, amounts, new_tail, new_amounts, before,
                            values[r, :, len(ends) + a], total, best[v] < np.inf,
                        )  # fmt: skip
                        if best[v] < np.inf:
                            bits[r] |= 1 << (len(ends) + a)
                    top += 1
                use_row[uses], use_scenario[uses] = r, s
                uses += 1
            put_back(best, sums, log_node, log_dist, log_sums, 0, logged)
            unlink(new_at, new_next, new_tail, new_first[s], new_first[s + 1])
    return top, uses


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
