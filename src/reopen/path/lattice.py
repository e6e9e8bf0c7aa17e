"""Values of every combination of openings, by a depth-first walk over the subset lattice.

With D the costs between all nodes of interest and an opened arc (a, b, c), the new costs are
``min(D_ij, D_ia + c + D_bj)``; only rows with ``D_ia + c < D_ib`` and columns with
``c + D_bj < D_aj`` can change. The walk opens one more opening at each step, logs what it
overwrote, values the pairs that changed, and puts everything back on its way up: exact, and in
memory of the matrix and the log. Openings that change much are best put first, since half of
all steps open the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Openings whose subsets are shared out between threads: 2 to this power pieces of work.
SHARED = 5


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs of K openings, one opening after another.

    Attributes
    ----------
    first : ndarray of int64, shape (K + 1,)
        Arcs ``first[o]:first[o + 1]`` belong to opening o.
    tail, head : ndarray of int64, shape (A,)
        Rows of the cost matrix.
    cost : ndarray of float64, shape (A,)
        Costs, not negative.
    """

    first: NDArray[np.int64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curves:
    """What a cost between two of Z zones is worth, and to whom.

    A pair at cost g is worth ``scale * (1 - s ** (1 - theta)) / (1 - theta)`` with
    ``s = (price + g) * inverse``, or ``-scale * log(s)`` where theta is 1: the area under its
    demand curve from its present cost on.

    Attributes
    ----------
    scale, inverse : ndarray of float64, shape (Z, Z)
        Flow times delivered price, and one over the delivered price; scale 0 leaves a pair out.
    price, theta : float
        Unit value of the goods, and elasticity.
    home : ndarray of int64, shape (Z,)
        Party (country) of each zone, below ``parties``.
    importer : float
        Share of a pair's worth that goes to the party of its destination.
    parties : int
        Number of parties.
    """

    scale: NDArray[np.float64]
    inverse: NDArray[np.float64]
    price: float
    theta: float
    home: NDArray[np.int64]
    importer: float
    parties: int


@njit(nogil=True, cache=True)
def _include(d, tail, head, cost, begin, end, at, old, top, columns):  # type: ignore[no-untyped-def]
    n = d.shape[0]
    for k in range(begin, end):
        a, b, c = tail[k], head[k], cost[k]
        m = 0
        for j in range(n):
            if c + d[b, j] < d[a, j]:
                columns[m] = j
                m += 1
        if m == 0:
            continue
        for i in range(n):
            base = d[i, a] + c
            if base < d[i, b]:
                if top + m > len(at):
                    return -1
                for x in range(m):
                    j = columns[x]
                    there = base + d[b, j]
                    if there < d[i, j]:
                        at[top] = i * n + j
                        old[top] = d[i, j]
                        top += 1
                        d[i, j] = there
    return top


@njit(nogil=True, cache=True)
def _value(d, worth, at, kept, begin, end, scale, inverse, price, theta, home, importer, value):  # type: ignore[no-untyped-def]
    n, zones = d.shape[0], scale.shape[0]
    for x in range(begin, end):
        i, j = at[x] // n, at[x] % n
        if i >= zones or j >= zones:
            continue
        kept[x] = worth[i, j]
        if scale[i, j] == 0.0:
            continue
        log_s = np.log((price + d[i, j]) * inverse[i, j])
        if theta == 1.0:
            now = -scale[i, j] * log_s
        else:
            now = scale[i, j] * (1.0 - np.exp((1.0 - theta) * log_s)) / (1.0 - theta)
        more = now - worth[i, j]
        worth[i, j] = now
        value[home[j]] += importer * more
        value[home[i]] += (1.0 - importer) * more


@njit(nogil=True, cache=True)
def _walk(  # type: ignore[no-untyped-def]
    d, first, tail, head, cost, shared, prefix, scale, inverse, price, theta, home, importer, out, size
):
    """Add the value of every subset that holds just ``prefix`` of the shared openings to ``out``."""
    openings, zones, n = len(first) - 1, scale.shape[0], d.shape[0]
    at, old, kept = np.empty(size, np.int64), np.empty(size), np.empty(size)
    columns = np.empty(n, np.int64)
    worth = np.zeros((zones, zones))
    value = np.zeros((openings + 2, out.shape[1]))
    tops = np.zeros(openings + 2, np.int64)
    following = np.zeros(openings + 2, np.int64)
    codes = np.zeros(openings + 2, np.int64)
    for o in range(shared):
        if prefix >> o & 1:
            end = _include(d, tail, head, cost, first[o], first[o + 1], at, old, 0, columns)
            if end < 0:
                return False
            _value(d, worth, at, kept, 0, end, scale, inverse, price, theta, home, importer, value[0])
    out[prefix] += value[0]
    codes[0], following[0], depth = prefix, shared, 0
    while depth >= 0:
        o = following[depth]
        if o == openings:
            if depth > 0:
                for x in range(tops[depth] - 1, tops[depth - 1] - 1, -1):
                    i, j = at[x] // n, at[x] % n
                    d[i, j] = old[x]
                    if i < zones and j < zones:
                        worth[i, j] = kept[x]
            depth -= 1
            continue
        following[depth] = o + 1
        begin = tops[depth]
        end = _include(d, tail, head, cost, first[o], first[o + 1], at, old, begin, columns)
        if end < 0:
            return False
        depth += 1
        tops[depth], following[depth], codes[depth] = end, o + 1, codes[depth - 1] | 1 << o
        value[depth] = value[depth - 1]
        _value(d, worth, at, kept, begin, end, scale, inverse, price, theta, home, importer, value[depth])
        out[codes[depth]] += value[depth]
    return True


def walk(
    costs: NDArray[np.float64],
    arcs: Arcs,
    curves: Curves,
    out: NDArray[np.float64],
    *,
    jobs: int = 1,
    told: Callable[[float], None],
) -> None:
    """Add the value of every subset of K openings to ``out``.

    Parameters
    ----------
    costs : ndarray of float64, shape (V, V)
        Costs between V nodes before any opening, the zones first; closed under shortest paths.
    arcs : Arcs
        The openings' arcs.
    curves : Curves
        What a cost is worth.
    out : ndarray of float64, shape (2 ** K, parties)
        Value by subset (bit o: opening o) and party; added to.
    jobs : int
        Threads; they write to different rows, so the result does not depend on their number.
    told : callable
        Called with the share of the work that is done.
    """
    shared = min(SHARED, len(arcs.first) - 1)
    if not np.all(arcs.cost >= 0) or not np.all(costs >= 0):
        raise ValueError("costs must be numbers that are not negative")

    def one(prefix: int) -> None:
        size = 4 * costs.size
        while True:
            # A log that overflows leaves this piece's rows untouched but for a part; start it anew.
            rows = np.arange(prefix, len(out), 1 << shared)
            before = out[rows].copy()
            done = _walk(
                costs.copy(), arcs.first, arcs.tail, arcs.head, arcs.cost, shared, prefix, curves.scale,
                curves.inverse, curves.price, curves.theta, curves.home, curves.importer, out, size,
            )  # fmt: skip
            if done:
                return
            out[rows] = before
            size *= 2

    with ThreadPoolExecutor(jobs) as pool:
        for n, _ in enumerate(pool.map(one, range(1 << shared))):
            told((n + 1) / (1 << shared))
