"""A small network solved again and again without a call from Python between: paths stay on the desk.

Equilibrium of a small network takes about a millisecond, of which checks and calls would take a good part.
The kernels here bring the flows that stand on a desk to equilibrium for links as they are now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.traffic import columns as paths
from reopen.traffic.columns import (
    Columns,
    Load,
    Pairs,
    equalise,
    lengthen,
    loaded,
    looked,
    priced,
    repriced,
    rescaled,
)
from reopen.traffic.newton import stepped
from reopen.traffic.performance import Performance, _area, cost_and_slope
from reopen.traffic.trees import Graph, Trees, search, trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Share of the average excess below which a pair rests until the next search.
REST = 0.1
#: Gap from which on all paths' flows take a step together; rounds of pairs before each step, where the last
#: one was short and where it was taken almost whole; the share that counts as that; and the share of the
#: imbalance that a step's linear system may leave.
NEAR, FAR, CLOSE, LONG, LEFT = 0.01, 4, 2, 0.5, 0.01
#: A new way is cheaper by this share of the gap at least.
SAME, IDLE = 1e-14, 0.3
#: Gap that is taken for granted of the flows of other links, before the first search.
BEFORE = 1e-3
#: Searches in which the gap must halve, or flows stand still; within it, spells with and without steps
#: together, since at times these lead nowhere.
PATIENCE, SPELL = 60, 10
#: Room for paths of each pair, and for arcs of each path, at first.
PATHS, ARCS = 6, 16
#: What became of flows: the gap was reached; they stood still; paths found no room; the total cost at
#: equilibrium is certain to be enough.
REACHED, STOOD, FULL, BEYOND = 0, 1, 2, 3


class Desk(NamedTuple):
    """Trees, paths and flows of one thread, kept from one state of the links to the next.

    Attributes
    ----------
    trees : Trees
        Trees of all origins.
    pairs : Pairs
        Trips, given, of one class.
    load : Load
        Links, with their performance, and an infinite ``fixed`` where closed.
    columns, spare : Columns
        Paths with flow, and room to write them anew in.
    awake, mark, costs : arrays
        Room that the kernels of `columns` ask for.
    demand : float
        Sum of the trips.
    """

    trees: Trees
    pairs: Pairs
    load: Load
    columns: Columns
    spare: Columns
    awake: NDArray[np.bool_]
    mark: NDArray[np.int8]
    costs: Floats
    demand: float


def desk(graph: Graph, pairs: Pairs, load: Load, origins: NDArray[np.int32], *, room: int = PATHS) -> Desk:
    """A desk without flows on it, with links of its own.

    Parameters
    ----------
    graph : Graph
    pairs : Pairs
        P pairs.
    load : Load
        Links, which are copied.
    origins : (S,) int32 array
        Nodes in which the pairs' trips begin.
    room : int
        Paths of each pair for which there is room, on average.
    """
    n = len(pairs.to)
    kept, arcs = room * n + 64, ARCS * (room * n + 64)
    p = load.performance
    return Desk(
        trees(graph, origins),
        pairs,
        Load(
            Performance(p.kind, p.free, p.scale.copy(), p.shape, p.per_capacity.copy()),
            load.marginal,
            load.fixed.copy(),
            load.flow.copy(),
            load.slope.copy(),
            load.price.copy(),
        ),
        paths.columns(n, kept, arcs),
        paths.columns(n, kept, arcs),
        np.ones(n, np.bool_),
        np.zeros(len(load.flow), np.int8),
        np.empty(paths.MOST_PATHS),
        float(pairs.demand.sum()),
    )


@njit(nogil=True, cache=True)
def _tidied(columns, spare):  # type: ignore[no-untyped-def]
    """Write the paths that carry flow anew, so that there is room after them."""
    paths._copied(columns, spare)
    paths._copied(spare, columns)


@njit(nogil=True, cache=True)
def begun(desk):  # type: ignore[no-untyped-def]
    """Take the flows that stand on the desk to the links that are open now."""
    if 2 * desk.columns.used[0] > len(desk.columns.flow) or 2 * desk.columns.used[1] > len(desk.columns.arcs):
        _tidied(desk.columns, desk.spare)
    rescaled(desk.columns, desk.pairs, desk.load.fixed)
    loaded(desk.load, desk.columns)


@njit(nogil=True, cache=True)
def searched(graph, desk, last):  # type: ignore[no-untyped-def]
    """Search all ways and keep those that are new, where the gap was ``last``.

    Returns
    -------
    tuple of float, bool
        What the flows pay beyond the cheapest ways, and whether that is known: it is not where a pair had no
        way and has one now. Minus 1 where there is no room for a new way.
    """
    rows, known = len(desk.pairs.layer), True
    for od in range(len(desk.columns.top)):
        known = known and desk.columns.top[od] >= 0
    search(graph, desk.trees, desk.load.price, desk.pairs.layer, 0, rows)
    newer, end, od = 1.0 - max(SAME, IDLE * last), len(desk.pairs.to), 0
    wanting, beyond = np.empty(end, np.bool_), np.empty(rows)
    looked(desk.trees, desk.pairs, desk.load, desk.columns, 0, rows, newer, wanting, beyond)
    for _ in range(2):
        od = lengthen(graph, desk.trees, desk.pairs, desk.load, desk.columns, 0, rows, od, wanting)
        if od == end:
            break
        _tidied(desk.columns, desk.spare)
    if not known:
        repriced(desk.load)
    return (beyond.sum() if od == end else -1.0), known


@njit(nogil=True, cache=True)
def evened(desk, enough, rounds):  # type: ignore[no-untyped-def]
    """Make the flows of each pair's ways equal in cost, until they pay less than ``enough`` beyond it."""
    desk.awake[:] = True
    for _ in range(rounds):
        looked = equalise(
            desk.pairs,
            desk.load,
            desk.columns,
            0,
            len(desk.pairs.layer),
            desk.awake,
            enough / desk.demand,
            desk.mark,
            desk.costs,
        )[1]
        if looked == 0:
            break
    # Sums of many small steps drift; the paths' flows are the truth.
    loaded(desk.load, desk.columns)


@njit(nogil=True, cache=True)
def paid(desk):  # type: ignore[no-untyped-def]
    """What all pay, at the prices that rule; not quite 0 where all is free, since shares are taken of it."""
    total = 0.0
    for a in range(len(desk.load.flow)):
        if desk.load.flow[a] > 0.0:
            total += desk.load.flow[a] * desk.load.price[0, a]
    return max(total, 1e-300)


@njit(nogil=True, cache=True)
def certain(desk, beyond):  # type: ignore[no-untyped-def]
    """No less than this is the total cost at equilibrium, when flows pay so much beyond the cheapest ways.

    With x the flows, x* the equilibrium, Z Beckmann's objective and E what is paid beyond,
    ``t(x) (x* - x) >= -E`` and ``Z(x*) <= Z(x)``. So for any k >= 0, with TT convex,

    ``TT(x*) >= TT(x*) + k (Z(x*) - Z(x))
            >= TT(x) - (1 + k) E + sum over links of min over y of p q (y - x) + k B(y, x)``,

    where p is BPR's power, q the part of a link's cost that flow causes, so that its marginal cost is
    ``t + p q``, and B(y, x) what Z's part at y exceeds its tangent at x by. The least is at ``y = s x`` with
    ``s ** p = 1 - p / k``. Any k is valid; the one that is best up to second order is taken.
    """
    p, total, bent = desk.load.performance, 0.0, 0.0
    for a in range(len(p.free)):
        x = desk.load.flow[a]
        if x > 0.0:
            crowd = x * p.scale[a] * (x * p.per_capacity[a]) ** p.shape[a]
            total += x * (p.free[a] + desk.load.fixed[0, a]) + crowd
            bent += p.shape[a] * crowd
    k = np.sqrt(0.5 * bent / max(beyond, 1e-300))
    total -= (1.0 + k) * beyond
    for a in range(len(p.free)):
        x, power = desk.load.flow[a], p.shape[a]
        if x > 0.0 and power > 0.0:
            s = (1.0 - power / k) ** (1.0 / power) if k > power else 0.0
            above = (s ** (power + 1.0) - 1.0) / (power + 1.0) + 1.0 - s
            crowd = x * p.scale[a] * (x * p.per_capacity[a]) ** power
            total += crowd * (power * (s - 1.0) + k * above)
    return total


@njit(nogil=True, cache=True)
def settled(graph, desk, gap, rounds, enough):  # type: ignore[no-untyped-def]
    """Bring flows to equilibrium.

    Parameters
    ----------
    gap : float
        Relative gap at which to stop.
    rounds : int
        Searches of ways, at most.
    enough : float
        Stop as well once the total cost at equilibrium is certain not to be below this, which takes links of
        BPR; infinite for never.

    Returns
    -------
    tuple of float, int
        Relative gap of the flows that stand on the desk, and what became of them.
    """
    begun(desk)
    last, best, since, share = BEFORE, np.inf, 0, 0.0
    for k in range(rounds):
        beyond, known = searched(graph, desk, last)
        if beyond < 0.0:
            return np.inf, FULL
        if known:
            last = beyond / paid(desk)
            if last <= gap:
                return last, REACHED
            if enough < np.inf and certain(desk, beyond) >= enough:
                return last, BEYOND
            since = 0 if last < 0.5 * best else since + 1
            best = min(best, last)
            if since == PATIENCE or k == rounds - 1:
                return last, STOOD
        evened(desk, REST * last * paid(desk), CLOSE if share >= LONG else FAR)
        together = last <= NEAR and since % SPELL < SPELL // 2
        share = stepped(desk.pairs, desk.load, desk.columns, desk.mark, LEFT) if together else 0.0
    return np.inf, STOOD


@njit(nogil=True, cache=True)
def opened(desk, arc, fixed, standing):  # type: ignore[no-untyped-def]
    """Open the links of a set, and close the others, at what they cost by the flows that stand."""
    for j in range(len(arc)):
        desk.load.fixed[0, arc[j]] = fixed[j] if standing >> j & 1 else np.inf
        priced(desk.load, arc[j])


@njit(nogil=True, cache=True)
def measured(desk):  # type: ignore[no-untyped-def]
    """Total cost and Beckmann's objective of the flows on the desk."""
    p, total, area = desk.load.performance, 0.0, 0.0
    for a in range(len(desk.load.flow)):
        x = desk.load.flow[a]
        if x > 0.0:
            cost = cost_and_slope(p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x)[0]
            total += x * (cost + desk.load.fixed[0, a])
            area += _area(p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x)
            area += x * desk.load.fixed[0, a]
    return total, area


@njit(nogil=True, cache=True)
def walked(graph, desk, arc, fixed, sets, gap, rounds, out):  # type: ignore[no-untyped-def]
    """Solve sets of open links one after the other, each from the paths of the one before.

    Parameters
    ----------
    arc, fixed : (n,) int64 and float64 arrays
        Arc of each link that is open or not, and what it costs besides when open.
    sets : (K,) int64 array
        Bit j stands for link j.
    out : (K, 4) float64 array
        Set to total cost, Beckmann's objective, relative gap, and what is paid beyond the cheapest ways.

    Returns
    -------
    int
        How many are solved: fewer than K where paths found no room.
    """
    for k in range(len(sets)):
        opened(desk, arc, fixed, sets[k])
        reached, state = settled(graph, desk, gap, rounds, np.inf)
        if state == FULL:
            return k
        out[k, 0], out[k, 1] = measured(desk)
        out[k, 2], out[k, 3] = reached, reached * paid(desk)
    return len(sets)
