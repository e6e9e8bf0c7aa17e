"""Values of every combination of openings, by a depth-first walk over the subset lattice.

The walk includes one more opening at each step, logs what it overwrites, values the pairs that
changed, and puts everything back on its way up: exact, and in memory of the matrix and the log.
Openings that change much are best put first, since half of all steps include the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.lattice.curves import Curves, value_pairs
from reopen.lattice.include import include, put_back
from reopen.lattice.trimmed import Arcs, trimmed

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Openings whose subsets are shared out between threads: at most 2 to this power pieces of work.
SHARED = 5
#: Openings that a piece of work should walk over at least.
DEEP = 6


@njit(nogil=True, cache=True)
def _walk(  # type: ignore[no-untyped-def]
    d, need, first, tail, head, cost, shared, prefix, scale, inverse, price, theta, home, importer, out, size
):
    """Write the value of every subset that holds just ``prefix`` of the shared openings to ``out``.

    Rows are copied by plain loops: array expressions would take seconds more to compile.
    """
    openings, zones, n, parties = len(first) - 1, scale.shape[0], d.shape[0], out.shape[1]
    at, old, columns = np.empty(size, np.int64), np.empty(size), np.empty(n, np.int64)
    pair, kept, worth = np.empty(size, np.int64), np.empty(size), np.zeros((zones, zones))
    value = np.zeros((openings + 2, parties))
    tops = np.zeros(openings + 2, np.int64)
    valued = np.zeros(openings + 2, np.int64)
    following = np.zeros(openings + 2, np.int64)
    codes = np.zeros(openings + 2, np.int64)
    flat_d, flat_worth = d.reshape(-1), worth.reshape(-1)
    none = np.int64(0)  # a bare 0 has a type of its own, for which all would be compiled once more
    for o in range(shared):
        if prefix >> o & 1:
            end = include(d, need, tail, head, cost, first[o], first[o + 1], at, old, none, columns)
            if end < 0:
                return False
            value_pairs(
                d, at, none, end, worth, pair, kept, none,
                scale, inverse, price, theta, home, importer, value[0],
            )  # fmt: skip
    for party in range(parties):
        out[prefix, party] = value[0, party]
    codes[0], following[0], depth = prefix, shared, 0
    while depth >= 0:
        o = following[depth]
        if o == openings:
            if depth > 0:
                put_back(flat_d, at, old, tops[depth - 1], tops[depth])
                put_back(flat_worth, pair, kept, valued[depth - 1], valued[depth])
            depth -= 1
            continue
        following[depth] = o + 1
        begin = tops[depth]
        end = include(d, need, tail, head, cost, first[o], first[o + 1], at, old, begin, columns)
        if end < 0:
            return False
        depth += 1
        tops[depth], following[depth], codes[depth] = end, o + 1, codes[depth - 1] | 1 << o
        for party in range(parties):
            value[depth, party] = value[depth - 1, party]
        valued[depth] = value_pairs(
            d, at, begin, end, worth, pair, kept, valued[depth - 1],
            scale, inverse, price, theta, home, importer, value[depth],
        )  # fmt: skip
        for party in range(parties):
            out[codes[depth], party] = value[depth, party]
    return True


def walk(
    costs: NDArray[np.float64],
    arcs: Arcs,
    curves: Curves,
    *,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> NDArray[np.float64]:
    """Value of every subset of K openings.

    Parameters
    ----------
    costs : ndarray of float64, shape (V, V)
        Costs between V nodes before any opening, the zones first; closed under shortest paths.
    arcs : Arcs
        The openings' arcs.
    curves : Curves
        What a cost is worth.
    jobs : int
        Threads; they write to different rows, so the result does not depend on their number.
    told : callable
        Called with the share of the work that is done.

    Returns
    -------
    ndarray of float64, shape (2 ** K, parties)
        Value by subset (bit o: opening o) and party.

    Raises
    ------
    ValueError
        When a cost is negative or not a number.
    """
    least = trimmed(costs, arcs, curves.scale != 0.0)
    mine, small = curves.at(least.zones), least.arcs
    shared = min(SHARED, max(len(arcs) - DEEP, 0))
    out = np.zeros((1 << len(arcs), curves.parties))

    def one(prefix: int) -> None:
        size = 4 * least.costs.size
        while not _walk(
            least.costs.copy(), least.need, small.first, small.tail, small.head, small.cost, shared, prefix,
            mine.scale, mine.inverse, mine.price, mine.theta, mine.home, mine.importer, out, size,
        ):  # fmt: skip
            size *= 2  # the log was full; the piece starts anew and writes the same rows

    with ThreadPoolExecutor(jobs) as pool:
        for n, _ in enumerate(pool.map(one, range(1 << shared))):
            told((n + 1) / (1 << shared))
    return out
