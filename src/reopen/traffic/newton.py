"""All paths' flows at once: a step of Newton's method on the paths that are kept.

Pair by pair, flows that share congested links follow each other slowly. Close to equilibrium one step for
all together, from a linear system that conjugate gradients solve, does what hundreds of rounds would.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.traffic.columns import loaded
from reopen.traffic.performance import cost_and_slope, marginal_and_slope

#: Steps of conjugate gradients, at most, and the share of the imbalance that they leave.
STEPS, LEFT = 200, 1e-3
#: Times that paths are emptied or used again, and the others solved anew.
EMPTIED = 8
#: Share of each path's own slope that is put to the system: costs that do not rise with a step, and yet
#: differ, would have no answer.
FIRM = 1e-6
#: Steps along the line to the least.
ALONG = 12
#: Times that another path of a pair is taken for its fullest, where a step would take more than it has.
BASES = 4


@njit(nogil=True, cache=True)
def _differences(pairs, load, columns, mark, aim):  # type: ignore[no-untyped-def]
    """Arcs, with their signs, in which each path differs from the one of its pair that is to be fullest."""
    paths, arcs = 0, 0
    for od in range(len(columns.top)):
        q = columns.top[od]
        if columns.after[q] < 0:
            continue
        longest, own, count = 0, 0, 0
        while q >= 0:
            longest = max(longest, columns.length[q])
            own += columns.length[q]
            count += 1
            q = columns.after[q]
        paths += count
        arcs += own + count * longest
    path, base = np.empty(paths, np.int64), np.empty(paths, np.int64)
    first = np.zeros(paths + 1, np.int64)
    arc, sign = np.empty(arcs, np.int64), np.empty(arcs)
    uneven, weight = np.empty(paths), np.empty(paths)
    k, at = 0, 0
    for o in range(len(pairs.layer)):
        price = load.price[pairs.layer[o]]
        for od in range(pairs.first[o], pairs.first[o + 1]):
            q = columns.top[od]
            if columns.after[q] < 0:
                continue
            full = q
            while q >= 0:
                if aim[q] > aim[full]:
                    full = q
                q = columns.after[q]
            begin, end = columns.begin[full], columns.begin[full] + columns.length[full]
            for i in range(begin, end):
                mark[columns.arcs[i]] = 1
            q = columns.top[od]
            while q >= 0:
                if q != full:
                    dearer, slope, was = 0.0, 0.0, at
                    for i in range(columns.begin[q], columns.begin[q] + columns.length[q]):
                        a = columns.arcs[i]
                        if mark[a] == 1:
                            mark[a] = 2
                        else:
                            arc[at], sign[at] = a, 1.0
                            at += 1
                            dearer += price[a]
                            slope += load.slope[a]
                    for i in range(begin, end):
                        a = columns.arcs[i]
                        if mark[a] == 1:
                            arc[at], sign[at] = a, -1.0
                            at += 1
                            dearer -= price[a]
                            slope += load.slope[a]
                        else:
                            mark[a] = 1
                    if slope > 0.0 and (columns.flow[q] > 0.0 or columns.flow[full] <= 0.0 or dearer < 0.0):
                        path[k], base[k], uneven[k], weight[k] = q, full, dearer, slope
                        k += 1
                        first[k] = at
                    else:
                        at = was
                q = columns.after[q]
            for i in range(begin, end):
                mark[columns.arcs[i]] = 0
    return path[:k], base[:k], first[: k + 1], arc[:at], sign[:at], uneven[:k], weight[:k]


@njit(nogil=True, cache=True)
def _spread(first, arc, sign, step, out):  # type: ignore[no-untyped-def]
    """Change of the arcs' flows by a step of the paths."""
    out[:] = 0.0
    for k in range(len(step)):
        by = step[k]
        if by != 0.0:
            for i in range(first[k], first[k + 1]):
                out[arc[i]] += sign[i] * by


@njit(nogil=True, cache=True)
def _gathered(first, arc, sign, values, out):  # type: ignore[no-untyped-def]
    """Difference of arcs' values between each path and the fullest."""
    for k in range(len(out)):
        total = 0.0
        for i in range(first[k], first[k + 1]):
            total += sign[i] * values[arc[i]]
        out[k] = total


@njit(nogil=True, cache=True)
def _solved(first, arc, sign, slope, uneven, weight, free, step, left):  # type: ignore[no-untyped-def]
    """Add to a step of free paths what makes their costs equal, to first order, by conjugate gradients."""
    n = len(step)
    change, pull = np.empty(len(slope)), np.empty(n)
    _spread(first, arc, sign, step, change)
    _gathered(first, arc, sign, change * slope, pull)
    rest = np.where(free, -uneven - pull, 0.0)
    toward = rest / weight
    size = np.dot(rest, toward)
    way = toward.copy()
    goal = left * left * np.sum(uneven * uneven / weight)
    for _ in range(STEPS):
        if size <= goal or size <= 0.0:
            break
        _spread(first, arc, sign, way, change)
        bent = 0.0
        for a in range(len(slope)):
            pulled = change[a] * slope[a]
            bent += change[a] * pulled
            change[a] = pulled
        for k in range(n):
            bent += FIRM * weight[k] * way[k] * way[k]
        _gathered(first, arc, sign, change, pull)
        by, fresh = size / bent, 0.0
        for k in range(n):
            step[k] += by * way[k]
            if free[k]:
                rest[k] -= by * (pull[k] + FIRM * weight[k] * way[k])
                toward[k] = rest[k] / weight[k]
                fresh += rest[k] * toward[k]
        turn = fresh / size
        size = fresh
        for k in range(n):
            way[k] = toward[k] + turn * way[k] if free[k] else 0.0


@njit(nogil=True, cache=True)
def _bounded(columns, path, base, step):  # type: ignore[no-untyped-def]
    """Shorten each pair's step so that none of its paths carries less than nothing."""
    k, n = 0, len(path)
    while k < n:
        j, taken, share = k, 0.0, 1.0
        while j < n and base[j] == base[k]:
            step[j] = max(step[j], -columns.flow[path[j]])
            taken += step[j]
            j += 1
        if taken > columns.flow[base[k]]:
            share = columns.flow[base[k]] / taken
        for i in range(k, j):
            step[i] *= share
        k = j


@njit(nogil=True, cache=True)
def _pulled(load, change, share):  # type: ignore[no-untyped-def]
    """How steeply the objective rises along a change of flows, after a share of it, and how that bends."""
    p, rise, bend = load.performance, 0.0, 0.0
    for a in range(len(change)):
        if change[a] != 0.0:
            x = max(load.flow[a] + share * change[a], 0.0)
            if load.marginal:
                t, slope = marginal_and_slope(
                    p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x
                )
            else:
                t, slope = cost_and_slope(p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x)
            rise += change[a] * (t + load.fixed[0, a])
            bend += change[a] * change[a] * slope
    return rise, bend


@njit(nogil=True, cache=True)
def _least(load, change, most):  # type: ignore[no-untyped-def]
    """The share of a change, up to ``most``, at which the objective is least."""
    low, high, share = 0.0, most, min(most, 1.0)
    for _ in range(ALONG):
        rise, bend = _pulled(load, change, share)
        if rise > 0.0:
            high = share
        else:
            low = share
            if share == most:
                break
        there = share - rise / bend if bend > 0.0 else 0.5 * (low + high)
        if not low < there < high:
            there = most if rise <= 0.0 and there >= most else 0.5 * (low + high)
        if abs(there - share) < 0.01 * share:
            break
        share = there
    return share


@njit(nogil=True, cache=True)
def _wanted(columns, path, first, arc, sign, slope, uneven, weight, left):  # type: ignore[no-untyped-def]
    """The step of all paths that makes costs equal, to first order, and takes none below nothing.

    Only the fullest path of a pair may be taken below, which is for the caller to see.
    Paths that would carry less than nothing are emptied, and carry again where they are then cheaper
    (a primal-dual active set).
    """
    free, step = np.ones(len(path), np.bool_), np.zeros(len(path))
    change, pull = np.empty(len(slope)), np.empty(len(path))
    for _ in range(EMPTIED):
        _solved(first, arc, sign, slope, uneven, weight, free, step, left)
        _spread(first, arc, sign, step, change)
        _gathered(first, arc, sign, change * slope, pull)
        turned = False
        for k in range(len(path)):
            if free[k]:
                if columns.flow[path[k]] + step[k] < 0.0:
                    step[k], free[k], turned = -columns.flow[path[k]], False, True
            elif uneven[k] + pull[k] < 0.0:
                free[k], turned = True, True
        if not turned:
            break
    return step


@njit(nogil=True, cache=True)
def _aimed(columns, path, base, step, aim):  # type: ignore[no-untyped-def]
    """Set the flows that a step aims at; whether it takes more from a fullest path than that has."""
    short = False
    for k in range(len(path)):
        aim[path[k]] = columns.flow[path[k]] + step[k]
        aim[base[k]] -= step[k]
    for k in range(len(path)):
        short = short or aim[base[k]] < 0.0
    return short


@njit(nogil=True, cache=True)
def stepped(pairs, load, columns, mark, left):  # type: ignore[no-untyped-def]
    """Take one step with all paths of one class, and set the flows and costs of arcs.

    Parameters
    ----------
    pairs : Pairs
        Given trips, of one class.
    load : Load
    columns : Columns
        Every pair has a path.
    mark : (A,) int8 array
        Zeros.
    left : float
        Share of the imbalance that the linear system may leave.

    Returns
    -------
    float
        The share of the step that was taken: 1 close to equilibrium.
    """
    aim = columns.flow.copy()
    for _ in range(BASES):
        path, base, first, arc, sign, uneven, weight = _differences(pairs, load, columns, mark, aim)
        step = _wanted(columns, path, first, arc, sign, load.slope, uneven, weight, left)
        aim[:] = columns.flow
        if not _aimed(columns, path, base, step, aim):
            break
    _bounded(columns, path, base, step)
    change = np.empty(len(load.flow))
    _spread(first, arc, sign, step, change)
    if _pulled(load, change, 0.0)[0] >= 0.0:
        return 0.0
    share = _least(load, change, 1.0)
    for k in range(len(path)):
        columns.flow[path[k]] = max(columns.flow[path[k]] + share * step[k], 0.0)
        # What others give may come after what is taken, so that it is below nothing in between.
        columns.flow[base[k]] -= share * step[k]
    for k in range(len(path)):
        columns.flow[base[k]] = max(columns.flow[base[k]], 0.0)
    loaded(load, columns)
    return share
