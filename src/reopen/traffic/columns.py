"""Paths that carry flow, kept by origin and destination, and their flows made equal in cost.

A pair's flow is moved from each dearer path to the cheapest by a step of Newton's method over the arcs in
which the two differ, and costs follow at once (gradient projection, Jayakrishnan et al. 1994; pair by pair
as in the greedy method of Xie, Nie and Liu 2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.traffic.performance import MOST_COST, cost_and_slope, marginal_and_slope

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.performance import Performance

    Floats = NDArray[np.float64]

#: Paths of one pair, at most.
MOST_PATHS = 4096
#: Share of a difference in cost that one step of Newton's method may leave, or it is halved into; difference,
#: as a share of the cost, that is rounding; halvings at most.
LEFT, ROUNDING, HALVINGS = 0.35, 1e-12, 64
#: Change of the logarithm of a demand below which it follows the cost closely, the most of a step, and steps.
CLOSE, FARTHEST, STEPS = 0.5, 50.0, 64


class Columns(NamedTuple):
    """Paths of P pairs of origin and destination, as chains.

    Attributes
    ----------
    top : (P,) int32 array
        First path of each pair; -1 without any.
    after : (paths,) int32 array
        The pair's next path; -1 at the last.
    begin, length : (paths,) int64 and int32 arrays
        Where each path's arcs stand in ``arcs``.
    flow : (paths,) float64 array
        Flow of each.
    arcs : int32 array
        Arcs of all paths.
    used : (2,) int64 array
        Paths and arcs that are written.
    """

    top: NDArray[np.int32]
    after: NDArray[np.int32]
    begin: NDArray[np.int64]
    length: NDArray[np.int32]
    flow: Floats
    arcs: NDArray[np.int32]
    used: NDArray[np.int64]


class Pairs(NamedTuple):
    """P pairs of origin and destination, sorted by their row of origin and class.

    Attributes
    ----------
    first : (S + 1,) int64 array
        Pairs ``first[o]:first[o + 1]`` belong to the o-th origin of a class.
    layer : (S,) int64 array
        That class.
    to : (P,) int32 array
        Destination.
    demand : (P,) float64 array
        Flow now; it changes where demand is elastic.
    base, at, response : (P,) float64 arrays
        Flow ``base`` at a cost of ``at``; elsewhere ``base * exp(-response * (cost - at))``; a response
        of 0 is a flow that is given.
    """

    first: NDArray[np.int64]
    layer: NDArray[np.int64]
    to: NDArray[np.int32]
    demand: Floats
    base: Floats
    at: Floats
    response: Floats


class Load(NamedTuple):
    """What A arcs carry and cost, in M classes.

    Attributes
    ----------
    performance : Performance
        Functions of the arcs.
    marginal : bool
        Whether marginal costs rule: the system's optimum.
    fixed : (M, A) float64 array
        What an arc costs a class besides; infinite where it may not pass.
    flow, slope : (A,) float64 arrays
        Flow, and derivative of the cost.
    price : (M, A) float64 array
        Cost by class.
    """

    performance: Performance
    marginal: bool
    fixed: Floats
    flow: Floats
    slope: Floats
    price: Floats


def columns(pairs: int, paths: int, arcs: int) -> Columns:
    """Room for paths, with none in it."""
    return Columns(
        np.full(pairs, -1, np.int32), np.full(paths, -1, np.int32), np.zeros(paths, np.int64),
        np.zeros(paths, np.int32), np.zeros(paths), np.zeros(arcs, np.int32), np.zeros(2, np.int64),
    )  # fmt: skip


@njit(inline="always")
def priced(load, a):  # type: ignore[no-untyped-def]
    """Set the cost of one arc by its flow."""
    p = load.performance
    if load.marginal:
        t, slope = marginal_and_slope(
            p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], load.flow[a]
        )
    else:
        t, slope = cost_and_slope(
            p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], load.flow[a]
        )
    load.slope[a] = slope
    for m in range(len(load.price)):
        load.price[m, a] = (t if t < MOST_COST else MOST_COST) + load.fixed[m, a]


@njit(nogil=True, cache=True)
def repriced(load):  # type: ignore[no-untyped-def]
    """Set costs of all arcs by their flows."""
    for a in range(len(load.flow)):
        priced(load, a)


@njit(nogil=True, cache=True)
def loaded(load, columns):  # type: ignore[no-untyped-def]
    """Set flows of all arcs from those of the paths, and their costs."""
    load.flow[:] = 0.0
    for od in range(len(columns.top)):
        q = columns.top[od]
        while q >= 0:
            for i in range(columns.begin[q], columns.begin[q] + columns.length[q]):
                load.flow[columns.arcs[i]] += columns.flow[q]
            q = columns.after[q]
    repriced(load)


@njit(inline="always")
def _cost(columns, q, price):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(columns.begin[q], columns.begin[q] + columns.length[q]):
        total += price[columns.arcs[i]]
    return total


@njit(inline="always")
def _wanted(pairs, od, cost):  # type: ignore[no-untyped-def]
    """Flow of a pair at a cost."""
    return pairs.base[od] * np.exp(-pairs.response[od] * (cost - pairs.at[od]))


@njit(nogil=True, cache=True)
def looked(trees, pairs, load, columns, begin, end, newer, wanting, paid):  # type: ignore[no-untyped-def]
    """Find the pairs of some origins whose cheapest way is new, and what flows pay beyond the cheapest.

    Parameters
    ----------
    newer : float
        A way is new when it costs less than this share of the ways kept.
    wanting : (P,) bool array
        Set where a pair has no way, or its cheapest is new.
    paid : (S,) float64 array
        Set to what is paid beyond, by origin.
    """
    for o in range(begin, end):
        price, cost, total = load.price[pairs.layer[o]], trees.cost[o], 0.0
        for pair in range(pairs.first[o], pairs.first[o + 1]):
            there, least = cost[pairs.to[pair]], np.inf
            q = columns.top[pair]
            while q >= 0:
                c = _cost(columns, q, price)
                total += columns.flow[q] * max(c - there, 0.0)
                least = min(least, c)
                q = columns.after[q]
            if pairs.response[pair] > 0.0:
                total += abs(pairs.demand[pair] - _wanted(pairs, pair, there)) * there
            wanting[pair] = columns.top[pair] < 0 or there < least * newer
        paid[o] = total


@njit(nogil=True, cache=True)
def lengthen(graph, trees, pairs, load, columns, begin, end, od, wanting):  # type: ignore[no-untyped-def]
    """Keep the cheapest way of each pair that wants it, and load demand that has no way yet.

    Costs do not follow what is loaded: see `repriced`.

    Returns
    -------
    int
        The pair at which the room ended; ``pairs.first[end]`` when all are done.
    """
    for o in range(begin, end):
        arc, origin = trees.arc[o], trees.origin[o]
        for pair in range(max(od, pairs.first[o]), pairs.first[o + 1]):
            if not wanting[pair]:
                continue
            steps, v = 0, pairs.to[pair]
            while v != origin:
                steps += 1
                v = graph.tail[arc[v]]
            q, at = columns.used[0], columns.used[1]
            if q == len(columns.flow) or at + steps > len(columns.arcs):
                return pair
            columns.used[0], columns.used[1] = q + 1, at + steps
            v, i = pairs.to[pair], at + steps
            while v != origin:
                i -= 1
                columns.arcs[i] = arc[v]
                v = graph.tail[arc[v]]
            fresh = columns.top[pair] < 0
            columns.begin[q], columns.length[q] = at, steps
            columns.after[q], columns.flow[q] = columns.top[pair], 0.0
            columns.top[pair] = q
            if fresh:
                if pairs.response[pair] > 0.0:
                    pairs.demand[pair] = _wanted(pairs, pair, trees.cost[o, pairs.to[pair]])
                columns.flow[q] = pairs.demand[pair]
                for i in range(at, at + steps):
                    load.flow[columns.arcs[i]] += pairs.demand[pair]
    return pairs.first[end]


@njit(inline="always")
def _move(load, price, columns, mark, s, e, bs, be, by):  # type: ignore[no-untyped-def]
    """Move flow from the path ``s:e`` to the path ``bs:be``, where they differ; what the first costs more."""
    dearer = 0.0
    for i in range(s, e):
        a = columns.arcs[i]
        if mark[a] != 2:
            load.flow[a] = max(load.flow[a] - by, 0.0)
            priced(load, a)
            dearer += price[a]
    for i in range(bs, be):
        a = columns.arcs[i]
        if mark[a] == 1:
            load.flow[a] = max(load.flow[a] + by, 0.0)
            priced(load, a)
            dearer -= price[a]
    return dearer


@njit(nogil=True, cache=True)
def _halved(load, price, columns, mark, s, e, bs, be, dearer, by, most, left):  # type: ignore[no-untyped-def]
    """Go on from a step that went too far or not far enough: halve what holds the point of equal costs.

    Parameters
    ----------
    dearer, left : float
        Difference in cost before and after the step.
    by, most : float
        What the step moved, and what may be moved at most.

    Returns
    -------
    float
        What is moved in all.
    """
    low, high, x = 0.0, most, by
    if (left > 0.0) == (dearer > 0.0):
        low = by
        left = _move(load, price, columns, mark, s, e, bs, be, most - x)
        x = most
        if left == 0.0 or (left > 0.0) == (dearer > 0.0):
            return x
    else:
        high = by
    for _ in range(HALVINGS):
        there = 0.5 * (low + high)
        left = _move(load, price, columns, mark, s, e, bs, be, there - x)
        x = there
        if abs(left) <= LEFT * abs(dearer):
            break
        if (left > 0.0) == (dearer > 0.0):
            low = x
        else:
            high = x
    return x


@njit(nogil=True, cache=True)
def _equalised(od, pairs, load, price, columns, mark, costs):  # type: ignore[no-untyped-def]
    """Move a pair's flow to its cheapest path; what it paid beyond that before."""
    best, least, k, q = -1, np.inf, 0, columns.top[od]
    while q >= 0 and k < MOST_PATHS:
        costs[k] = _cost(columns, q, price)
        if costs[k] < least:
            least, best = costs[k], q
        k += 1
        q = columns.after[q]
    bs = columns.begin[best]
    be = bs + columns.length[best]
    for i in range(bs, be):
        mark[columns.arcs[i]] = 1
    paid, before, k, q = 0.0, -1, 0, columns.top[od]
    while q >= 0:
        following = columns.after[q]
        if q == best or k >= MOST_PATHS:
            before, q, k = q, following, k + 1
            continue
        paid += columns.flow[q] * (costs[k] - least)
        s = columns.begin[q]
        e = s + columns.length[q]
        dearer, slope = 0.0, 0.0
        for i in range(s, e):
            a = columns.arcs[i]
            if mark[a] == 1:
                mark[a] = 2
            else:
                dearer += price[a]
                slope += load.slope[a]
        for i in range(bs, be):
            a = columns.arcs[i]
            if mark[a] == 1:
                dearer -= price[a]
                slope += load.slope[a]
        most = columns.flow[q] if dearer > 0.0 else -columns.flow[best]
        if dearer != 0.0 and most != 0.0:
            # A slope may be more than a number holds, or none at all.
            by = dearer / slope if slope * abs(most) > abs(dearer) else most
            if by == 0.0:
                by = 0.5 * most
            left = _move(load, price, columns, mark, s, e, bs, be, by)
            enough = max(LEFT * abs(dearer), ROUNDING * least)
            if abs(left) > enough and not (by == most and (left > 0.0) == (dearer > 0.0)):
                by = _halved(load, price, columns, mark, s, e, bs, be, dearer, by, most, left)
            columns.flow[q] -= by
            columns.flow[best] += by
        for i in range(s, e):
            if mark[columns.arcs[i]] == 2:
                mark[columns.arcs[i]] = 1
        if columns.flow[q] <= 0.0:
            if before >= 0:
                columns.after[before] = following
            else:
                columns.top[od] = following
        else:
            before = q
        q, k = following, k + 1
    for i in range(bs, be):
        mark[columns.arcs[i]] = 0
    if pairs.response[od] > 0.0:
        paid += _answered(od, pairs, load, price, columns, best, bs, be)
    return paid


@njit(nogil=True, cache=True)
def _answered(od, pairs, load, price, columns, best, bs, be):  # type: ignore[no-untyped-def]
    """Let a pair's demand on its cheapest path follow the cost; how far it was off, times the cost."""
    off = 0.0
    for k in range(STEPS):
        cost, slope = 0.0, 0.0
        for i in range(bs, be):
            cost += price[columns.arcs[i]]
            slope += load.slope[columns.arcs[i]]
        demand, response = pairs.demand[od], pairs.response[od]
        if k == 0:
            off = abs(demand - _wanted(pairs, od, cost)) * cost
        if demand > 0.0:
            # Newton on the logarithm of the demand: ln q + response * (cost(q) - at) - ln base = 0.
            value = np.log(demand / pairs.base[od]) + response * (cost - pairs.at[od])
            step = min(max(-value / (1.0 + response * slope * demand), -FARTHEST), FARTHEST)
            by = max(demand * np.exp(step) - demand, -columns.flow[best])
        else:
            step, by = 0.0, _wanted(pairs, od, cost)
        pairs.demand[od] += by
        columns.flow[best] += by
        for i in range(bs, be):
            a = columns.arcs[i]
            load.flow[a] = max(load.flow[a] + by, 0.0)
            priced(load, a)
        if abs(step) <= CLOSE or columns.flow[best] <= 0.0:
            break
    return off


@njit(nogil=True, cache=True)
def equalise(pairs, load, columns, begin, end, awake, enough, mark, costs):  # type: ignore[no-untyped-def]
    """Go once through the pairs of some origins that are awake; pairs with little left fall asleep.

    Returns
    -------
    tuple of float, int
        What their flows paid beyond the cheapest ways, and how many were looked at.
    """
    paid, looked = 0.0, 0
    for o in range(begin, end):
        price = load.price[pairs.layer[o]]
        for od in range(pairs.first[o], pairs.first[o + 1]):
            if not awake[od]:
                continue
            if columns.after[columns.top[od]] < 0 and pairs.response[od] == 0.0:
                awake[od] = False
                continue
            mine = _equalised(od, pairs, load, price, columns, mark, costs)
            paid += mine
            looked += 1
            if mine < enough * pairs.demand[od]:
                awake[od] = False
    return paid, looked


@njit(nogil=True, cache=True)
def _copied(old, new):  # type: ignore[no-untyped-def]
    k, at = 0, 0
    for od in range(len(old.top)):
        q, before = old.top[od], -1
        new.top[od] = -1
        while q >= 0:
            for i in range(old.length[q]):
                new.arcs[at + i] = old.arcs[old.begin[q] + i]
            new.begin[k], new.length[k], new.flow[k], new.after[k] = at, old.length[q], old.flow[q], -1
            at += old.length[q]
            if before < 0:
                new.top[od] = k
            else:
                new.after[before] = k
            before, k, q = k, k + 1, old.after[q]
    new.used[0], new.used[1] = k, at


@njit(nogil=True, cache=True)
def _alive(columns):  # type: ignore[no-untyped-def]
    paths, arcs = 0, 0
    for od in range(len(columns.top)):
        q = columns.top[od]
        while q >= 0:
            paths, arcs, q = paths + 1, arcs + columns.length[q], columns.after[q]
    return paths, arcs


def compacted(old: Columns, *, paths: int, arcs: int) -> Columns:
    """The paths that carry flow, in the order of their pairs, with room for so many more."""
    alive = _alive(old)
    new = columns(len(old.top), alive[0] + paths, alive[1] + arcs)
    _copied(old, new)
    return new


@njit(nogil=True, cache=True)
def rescaled(columns, pairs, fixed):  # type: ignore[no-untyped-def]
    """Give the paths of other demand this one's: in proportion, without those that are closed now."""
    for o in range(len(pairs.layer)):
        barred = fixed[pairs.layer[o]]
        for od in range(pairs.first[o], pairs.first[o + 1]):
            q, before, kept = columns.top[od], -1, 0.0
            while q >= 0:
                following = columns.after[q]
                if np.isinf(_cost(columns, q, barred)):
                    if before < 0:
                        columns.top[od] = following
                    else:
                        columns.after[before] = following
                else:
                    kept += columns.flow[q]
                    before = q
                q = following
            q = columns.top[od]
            while q >= 0:
                columns.flow[q] = pairs.demand[od] * (columns.flow[q] / kept if kept > 0.0 else 0.0)
                if kept <= 0.0:
                    columns.flow[q], columns.after[q] = pairs.demand[od], -1
                q = columns.after[q]


@njit(nogil=True, cache=True)
def class_flows(columns, pairs, classes, arcs):  # type: ignore[no-untyped-def]
    """Flow of each arc by class."""
    out = np.zeros((classes, arcs))
    for o in range(len(pairs.layer)):
        mine = out[pairs.layer[o]]
        for od in range(pairs.first[o], pairs.first[o + 1]):
            q = columns.top[od]
            while q >= 0:
                for i in range(columns.begin[q], columns.begin[q] + columns.length[q]):
                    mine[columns.arcs[i]] += columns.flow[q]
                q = columns.after[q]
    return out
