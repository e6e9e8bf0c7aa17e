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
#: hours saved a tonne (0 without tonnes), tonnes a year, and whether there was a way at all.
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
def gathered(of, rows, width, hubs):  # type: ignore[no-untyped-def]
    """Rows of a matrix at its first ``width`` columns and at those of hubs, shape (H, width + H)."""
    out = np.empty((len(rows), width + len(hubs)))
    for i in range(len(rows)):
        row = of[rows[i]]
        out[i, :width] = row[:width]
        for j in range(len(hubs)):
            out[i, width + j] = row[width + hubs[j]]
    return out


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
def useful(stood, rows, d, width, tail, head, cost):  # type: ignore[no-untyped-def]
    """Ends of ways that each arc leads to at less than the standing way from its tail, arc by arc.

    ``stood`` holds the standing costs, those from hub h at row ``rows[h]``; ``d`` those after the arcs.
    """
    first, out, top = np.zeros(len(tail) + 1, np.int64), np.empty(len(tail) * width, np.int64), 0
    for k in range(len(tail)):
        there, before, c = d[head[k]], stood[rows[tail[k]]], cost[k]
        for j in range(width):
            out[top] = j  # stays if the end is useful, else the next one takes its place
            top += c + there[j] < before[j]
        first[k + 1] = top
    return first, out[:top]


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
def rooted(pred, tail, nodes, before, arc, place):  # type: ignore[no-untyped-def]
    """List the nodes on a tree's ways to some nodes, each after the one before it.

    Parameters
    ----------
    pred : ndarray of int32, shape (N,)
        Last arc of the way to each node; -1 at the root.
    tail : ndarray of int, shape (A,)
        Nodes that the arcs leave.
    nodes : ndarray of int64, shape (W,)
        Ends of the ways.
    before, arc : ndarray of int32, shape (N,)
        Written: place in the list of the node before each one listed, and the arc between; -1 at the root.
    place : ndarray of int32, shape (W,)
        Written: place in the list of each end.

    Returns
    -------
    int
        Their number.
    """
    at, chain, count = np.full(len(pred), -1, np.int32), np.empty(len(pred), np.int64), 0
    for e in range(len(nodes)):
        depth, v = 0, nodes[e]
        while at[v] < 0:
            chain[depth] = v
            depth += 1
            if pred[v] < 0:
                break
            v = tail[pred[v]]
        while depth > 0:
            depth -= 1
            v = chain[depth]
            arc[count] = pred[v]
            before[count] = at[tail[pred[v]]] if pred[v] >= 0 else -1
            at[v] = count
            count += 1
        place[e] = at[nodes[e]]
    return count


@njit(nogil=True, cache=True)
def carry_back(moved, before, arc, carried):  # type: ignore[no-untyped-def]
    """Carry what moves to nodes back to the root of a tree; add it up by arc.

    Parameters
    ----------
    moved : ndarray of float64, shape (M,)
        Tonnes to each node listed; 0 afterwards.
    before, arc : ndarray of int32, shape (M,)
        See :func:`rooted`.
    carried : ndarray of float64, shape (A,)
        Added to: tonnes over each arc.
    """
    for k in range(len(moved) - 1, -1, -1):
        q = moved[k]
        if q == 0.0:
            continue
        moved[k] = 0.0
        if arc[k] >= 0:
            moved[before[k]] += q
            carried[arc[k]] += q


@njit(nogil=True, cache=True)
def _entered(there, hubs, width, d, tail, head, cost, base, some):  # type: ignore[no-untyped-def]
    """Choose the arcs that ways from a zone may take first, and what they cost to their heads; how many.

    ``there`` holds the zone's standing costs. An arc to whose head another one leads at no more is left out.
    """
    count = 0
    for k in range(len(tail)):
        base[k] = there[hubs[tail[k]]] + cost[k]
        if base[k] < there[hubs[head[k]]]:
            some[count] = k
            count += 1
    kept = 0
    while kept < count:  # the cheapest of those left leads to its head at least; what it makes idle goes
        least = kept
        for x in range(kept + 1, count):
            if base[some[x]] < base[some[least]]:
                least = x
        m = some[least]
        some[kept], some[least] = m, some[kept]
        kept, last, count = kept + 1, count, kept + 1
        for x in range(kept, last):
            k = some[x]
            if base[m] + d[head[m], width + head[k]] > base[k]:
                some[count] = k
                count += 1
    return kept


@njit(nogil=True, cache=True)
def answer_zones(  # type: ignore[no-untyped-def]
    dist, hours, before, last_arc, place, usual, mean, shares, flow, wanted, hubs,
    d, hub_hours, tail, head, cost, hour, first_end, useful_end,
    p, theta, nu, phi, constants, noticed, begin, end,
    origin, destination, figures, places, over, onward, carried,
):  # fmt: skip
    """Write what new arcs change for flows from zones ``begin:end`` of one class and season.

    Parameters
    ----------
    dist, hours, before, last_arc, place, usual, mean, shares, flow, wanted
        See :class:`reopen.benefit.standing_trees.Trees`.
    hubs : ndarray of int64, shape (H,)
        Columns of the set's hubs.
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
    carried : ndarray of float64, shape (A,)
        Added to: tonnes over each arc along standing ways from the zones.

    Returns
    -------
    int
        Number of rows.
    """
    z, r, width = len(flow), 0, 4 * len(flow)
    row, via = np.empty(width), np.empty(width, np.int64)
    four, share = np.empty(4), np.empty(4)
    moved = np.zeros(before.shape[1])
    base, some = np.empty(len(tail)), np.empty(len(tail), np.int64)
    for i in range(begin, end):
        entered = _entered(dist[i], hubs, width, d, tail, head, cost, base, some)
        if entered == 0:
            continue
        for j in range(width):
            row[j], via[j] = dist[i, j], -1
        for n in range(entered):
            k = some[n]
            for x in range(first_end[k], first_end[k + 1]):
                j = useful_end[x]
                there = base[k] + d[head[k], j]
                if there < row[j]:
                    row[j], via[j] = there, k
        rows = r
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
            figures[r - 1, COMPOSITE], figures[r - 1, KNOWN] = -fall, 1.0
            if flow[i, j] == 0.0:  # looked at for its cost only: trade that may begin
                continue
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
                    moved[place[i, hubs[tail[k]]]] += more
                if less != 0.0:
                    moved[place[i, at]] -= less
            figures[r - 1, USER], figures[r - 1, SAVED] = user, saved
            places[j, TAKEN] += user
            places[i, SENT] += user
            for end_zone in (i, j):
                places[end_zone, MOVED] += flow[i, j]
                places[end_zone, SAVED_USD] += flow[i, j] * fall
                places[end_zone, SAVED_HOURS] += flow[i, j] * saved
                if abs(fall) > noticed * mean[i, j]:
                    places[end_zone, NOTICED] += flow[i, j]
        if r > rows:
            carry_back(moved, before[i], last_arc[i], carried)
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
def carry_all(flow, rows, columns, before, arc, place, carried):  # type: ignore[no-untyped-def]
    """Carry back what moves by standing ways: entry (i, j) to the end ``columns[j]`` of tree ``rows[i]``."""
    moved = np.zeros(before.shape[1])
    for i in range(len(rows)):
        some = False
        for j in range(len(columns)):
            if flow[i, j] != 0.0:
                moved[place[rows[i], columns[j]]] += flow[i, j]
                some = True
        if some:
            carry_back(moved, before[rows[i]], arc[rows[i]], carried)
