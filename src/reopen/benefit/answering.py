"""Kernels that answer what a set of openings changes: costs by hubs, choice by pair, flows carried back.

The ends of the set's new arcs are hubs. Arcs are included one after another in a matrix of costs between
hubs, as in :mod:`reopen.lattice.include`; then a way from a zone is a standing one up to its first new
arc, and the best one from that arc's head. So zones are looked at one by one. Flows are taken apart at
new arcs, until all run along standing ways, which are trees: they are carried back to their roots,
each arc once.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.benefit.valuing import surplus
from reopen.economics.choice import nested

#: Columns of a pair's figures: user benefit (USD a year), change of the composite cost (USD a tonne),
#: hours saved a tonne, tonnes a year, and whether there was a way at all.
USER, COMPOSITE, SAVED, FLOW, KNOWN = range(5)
#: Their number.
COLUMNS = KNOWN + 1
#: Columns of a place's sums over the flows that it takes and sends: user benefit of either (USD a year),
#: then of both together tonnes a year whose ways change, USD and hours that these save, and tonnes a
#: year whose cost changes noticeably.
TAKEN, SENT, MOVED, SAVED_USD, SAVED_HOURS, NOTICED = range(6)
PLACE_COLUMNS = NOTICED + 1
#: What an arc can add: kilometres by road, rail and sea, then fees by country.
MODES, FEES_FROM = 3, 3
#: Times that flows are taken apart at most; more than one is for costs equal to the last bit.
ROUNDS = 16


@njit(nogil=True, cache=True)
def include(d, hours, via, width, tail, head, cost, hour):  # type: ignore[no-untyped-def]
    """Include arcs in a matrix of costs, and of the hours and the last arcs that go with them.

    Parameters
    ----------
    d, hours : ndarray of float64, shape (H, W + H)
        Costs and hours from hubs to W ends of ways and to hubs; brought up to date.
    via : ndarray of int32, same shape
        The arc that last made an entry cheaper; -1 for none.
    width : int
        W.
    tail, head : ndarray of int64, shape (K,)
        Hubs that each arc joins, from 0 on.
    """
    columns = np.empty(d.shape[1], np.int64)
    for k in range(len(tail)):
        a, b, c = tail[k], head[k], cost[k]
        m = 0
        for j in range(d.shape[1]):
            if c + d[b, j] < d[a, j]:
                columns[m] = j
                m += 1
        if m == 0:
            continue
        for i in range(len(d)):
            base = d[i, width + a] + c
            if base < d[i, width + b]:
                taken = hours[i, width + a] + hour[k]
                for x in range(m):
                    j = columns[x]
                    there = base + d[b, j]
                    if there < d[i, j]:
                        d[i, j], hours[i, j], via[i, j] = there, taken + hours[b, j], k


@njit(nogil=True, cache=True)
def useful(stood, d, width, tail, head, cost):  # type: ignore[no-untyped-def]
    """Ends of ways that each arc leads to at less than the standing way from its tail, arc by arc.

    ``stood`` and ``d`` are the matrix of costs before and after :func:`include`.
    """
    first = np.zeros(len(tail) + 1, np.int64)
    for k in range(len(tail)):
        count = 0
        for j in range(width):
            count += cost[k] + d[head[k], j] < stood[tail[k], j]
        first[k + 1] = first[k] + count
    out, top = np.empty(first[-1], np.int64), 0
    for k in range(len(tail)):
        for j in range(width):
            if cost[k] + d[head[k], j] < stood[tail[k], j]:
                out[top] = j
                top += 1
    return first, out


@njit(nogil=True, cache=True)
def standing_choice(  # type: ignore[no-untyped-def]
    dist, nu, phi, constants, begin, end, usual, mean, shares
):
    """Write composite and mean costs and the shares of all pairs as the region stands.

    ``dist`` begins with costs from Z zones to the zones by each kind of way, kind after kind.
    """
    four, z = np.empty(4), len(usual)
    for i in range(begin, end):
        for j in range(z):
            for a in range(4):
                four[a] = dist[i, a * z + j]
            least = four.min()
            usual[i, j], mean[i, j] = np.inf, 0.0
            shares[i, j] = 0.0
            if least == np.inf:
                continue
            usual[i, j] = nested(four, 0, constants, max(least, 1e-9), nu, phi, shares[i, j])
            for a in range(4):
                if shares[i, j, a] > 0.0:
                    mean[i, j] += shares[i, j, a] * four[a]


@njit(nogil=True, cache=True)
def carry_back(  # type: ignore[no-untyped-def]
    nodes, amounts, count, pred, tail, first, what, amount, link_of, moved, mark, now, kids, order, met, loads
):
    """Carry what moves to some nodes back to the root of a tree; add what it meets to ``met`` and ``loads``.

    Parameters
    ----------
    nodes, amounts : ndarray, shape (>= count,)
        Nodes, and tonnes to each.
    pred : ndarray of int32, shape (N,)
        Last arc of the way to each node; -1 at the root.
    first, what, amount, link_of : ndarray
        Arc k adds ``amount[first[k]:first[k + 1]]`` to figures ``what``; the row of its link, or -1.
    moved, mark, kids, order
        Room of shape (N,); ``moved`` is 0 before and after, ``mark`` holds no ``now``.
    """
    marked = 0
    for x in range(count):
        v, child = nodes[x], False
        moved[v] += amounts[x]
        while True:
            if mark[v] == now:
                if child:
                    kids[v] += 1
                break
            mark[v], kids[v], order[marked] = now, 1 if child else 0, v
            marked += 1
            if pred[v] < 0:
                break
            v, child = tail[pred[v]], True
    top = 0
    for x in range(marked):  # the ends of the ways come to the front, as a stack
        v = order[x]
        if kids[v] == 0:
            order[x], order[top] = order[top], v
            top += 1
    while top > 0:
        top -= 1
        v = order[top]
        q, arc = moved[v], pred[v]
        moved[v] = 0.0
        if arc < 0:
            continue
        for k in range(first[arc], first[arc + 1]):
            met[what[k]] += q * amount[k]
        if link_of[arc] >= 0:
            loads[link_of[arc]] += q
        u = tail[arc]
        moved[u] += q
        kids[u] -= 1
        if kids[u] == 0:
            order[top] = u
            top += 1


@njit(nogil=True, cache=True)
def answer_zones(  # type: ignore[no-untyped-def]
    dist, hours, pred, usual, mean, shares, flow, wanted, ends, hubs, nodes,
    d, hub_hours, tail, head, cost, hour, first_end, useful_end,
    p, theta, nu, phi, constants, noticed, begin, end, arc_tail, first, what, amount, link_of,
    origin, destination, figures, places, over, onward, met, loads,
):  # fmt: skip
    """Write what new arcs change for flows from zones ``begin:end`` of one class and season.

    Parameters
    ----------
    dist, hours, pred, usual, mean, shares, flow, wanted
        See :class:`reopen.benefit.standing_trees.Trees`.
    ends : ndarray of int64, shape (4 Z,)
        Nodes at which ways of each kind to the zones end.
    hubs, nodes : ndarray of int64, shape (H,)
        Columns and nodes of the set's hubs.
    d, hub_hours : ndarray of float64, shape (H, 4 Z + H)
        After the arcs: see :func:`include`.
    first_end, useful_end : ndarray of int64
        See :func:`useful`.
    noticed : float
        Share by which a cost must change to be counted as changed.
    origin, destination, figures : ndarray, shapes (R,), (R,), (R, 5)
        Written: a row for each pair whose ways change.
    places : ndarray of float64, shape (Z, 6)
        Added to: sums by place.
    over, onward : ndarray of float64, shapes (K,), (H, 4 Z + H)
        Added to: tonnes a year over each arc, and on from its head.
    met, loads : ndarray of float64
        Added to: what is met along standing ways from the zones, and tonnes by link.

    Returns
    -------
    int
        Number of rows.
    """
    z, size, r, width = len(flow), pred.shape[1], 0, len(ends)
    row, via = np.empty(width), np.empty(width, np.int64)
    four, share = np.empty(4), np.empty(4)
    moved, mark = np.zeros(size), np.full(size, -1, np.int64)
    kids, order = np.empty(size, np.int64), np.empty(size, np.int64)
    toward, amounts = np.empty(width + len(hubs), np.int64), np.empty(width + len(hubs))
    leave = np.zeros(len(hubs))
    for i in range(begin, end):
        some = False
        for j in range(width):
            row[j], via[j] = dist[i, j], -1
        for k in range(len(tail)):
            base = dist[i, hubs[tail[k]]] + cost[k]
            if not base < dist[i, hubs[head[k]]]:
                continue
            for x in range(first_end[k], first_end[k + 1]):
                j = useful_end[x]
                there = base + d[head[k], j]
                if there < row[j]:
                    row[j], via[j], some = there, k, True
        if not some:
            continue
        count = 0
        for j in range(z):
            if not wanted[i, j] > 0.0:
                continue
            if via[j] < 0 and via[z + j] < 0 and via[2 * z + j] < 0 and via[3 * z + j] < 0:
                continue
            origin[r], destination[r], figures[r] = i, j, 0.0
            figures[r, FLOW] = flow[i, j]
            r += 1
            if usual[i, j] == np.inf:  # a way where there was none: no benefit can be put on it
                continue
            reference = np.inf
            for a in range(4):
                four[a] = row[a * z + j]
                reference = min(reference, dist[i, a * z + j])
            fall = usual[i, j] - nested(four, 0, constants, max(reference, 1e-9), nu, phi, share)
            user, q = surplus(flow[i, j], p, mean[i, j], mean[i, j] - fall, theta)
            saved = 0.0
            for a in range(4):
                at = a * z + j
                less = flow[i, j] * shares[i, j, a]
                saved += shares[i, j, a] * hours[i, at] if shares[i, j, a] > 0.0 else 0.0
                more, k = q * share[a], via[at]
                if share[a] > 0.0 and k < 0:
                    saved -= share[a] * hours[i, at]
                    less -= more
                elif share[a] > 0.0:
                    saved -= share[a] * (hours[i, hubs[tail[k]]] + hour[k] + hub_hours[head[k], at])
                    over[k] += more
                    onward[head[k], at] += more
                    leave[tail[k]] += more
                if less != 0.0:
                    toward[count], amounts[count] = ends[at], -less
                    count += 1
            figures[r - 1, USER], figures[r - 1, COMPOSITE] = user, -fall
            figures[r - 1, SAVED], figures[r - 1, KNOWN] = saved, 1.0
            places[j, TAKEN] += user
            places[i, SENT] += user
            for place in (i, j):
                places[place, MOVED] += flow[i, j]
                places[place, SAVED_USD] += flow[i, j] * fall
                places[place, SAVED_HOURS] += flow[i, j] * saved
                if abs(fall) > noticed * mean[i, j]:
                    places[place, NOTICED] += flow[i, j]
        for h in range(len(hubs)):
            if leave[h] > 0.0:
                toward[count], amounts[count] = nodes[h], leave[h]
                leave[h] = 0.0
                count += 1
        carry_back(
            toward, amounts, count, pred[i], arc_tail, first, what, amount, link_of,
            moved, mark, i, kids, order, met, loads,
        )  # fmt: skip
    return r


@njit(nogil=True, cache=True)
def take_apart(moved, via, width, tail, head, over):  # type: ignore[no-untyped-def]
    """Take what moves between hubs and ends apart at the new arcs, until it is all on standing ways.

    ``moved`` is brought up to date, ``over``, shape (K,), added to. An entry is handled at its last arc,
    the latest arcs first: what leads to it and on from it was made cheaper by earlier ones.
    """
    columns = moved.shape[1]
    first, following = np.full(len(tail), -1, np.int64), np.full(moved.size, -1, np.int64)
    held = np.zeros(moved.size, np.bool_)
    flow, last = moved.reshape(-1), via.reshape(-1)
    for e in range(moved.size):
        if last[e] >= 0 and flow[e] > 0.0:
            following[e], first[last[e]], held[e] = first[last[e]], e, True
    for _ in range(ROUNDS):
        some = False
        for k in range(len(tail) - 1, -1, -1):
            while first[k] >= 0:
                e = first[k]
                first[k], held[e], some = following[e], False, True
                q, i, j = flow[e], e // columns, e % columns
                flow[e] = 0.0
                over[k] += q
                for other in (i * columns + width + tail[k], head[k] * columns + j):
                    flow[other] += q
                    if last[other] >= 0 and not held[other]:
                        following[other], first[last[other]], held[other] = first[last[other]], other, True
        if not some:
            return


@njit(nogil=True, cache=True)
def carry_all(  # type: ignore[no-untyped-def]
    flow, rows, columns, pred, tail, first, what, amount, link_of, met, loads
):
    """Carry back what moves by standing ways: entry (i, j) to node ``columns[j]`` of tree ``rows[i]``."""
    size = pred.shape[1]
    moved, mark = np.zeros(size), np.full(size, -1, np.int64)
    kids, order = np.empty(size, np.int64), np.empty(size, np.int64)
    nodes, amounts = np.empty(len(columns), np.int64), np.empty(len(columns))
    for i in range(len(rows)):
        count = 0
        for j in range(len(columns)):
            if flow[i, j] != 0.0:
                nodes[count], amounts[count] = columns[j], flow[i, j]
                count += 1
        if count > 0:
            carry_back(
                nodes, amounts, count, pred[rows[i]], tail, first, what, amount, link_of,
                moved, mark, i, kids, order, met, loads,
            )  # fmt: skip
