"""What openings add one after another, along given orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.lattice.curves import Curves, value_pairs
from reopen.lattice.include import include
from reopen.lattice.trimmed import Arcs, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def _follow(  # type: ignore[no-untyped-def]
    costs, need, first, tail, head, cost, orders, scale, inverse, price, theta, home, importer, out, size
):
    """Write what each opening adds to ``out``; plain loops, since array expressions take long to compile."""
    n, zones = costs.shape[0], scale.shape[0]
    d, worth = np.empty_like(costs), np.empty((zones, zones))
    at, old, columns = np.empty(size, np.int64), np.empty(size), np.empty(n, np.int64)
    pair, kept = np.empty(size, np.int64), np.empty(size)
    none = np.int64(0)  # a bare 0 has a type of its own, for which all would be compiled once more
    for row in range(len(orders)):
        for i in range(n):
            for j in range(n):
                d[i, j] = costs[i, j]
        for i in range(zones):
            for j in range(zones):
                worth[i, j] = 0.0
        for step in range(orders.shape[1]):
            o = orders[row, step]
            if o < 0:
                break
            end = include(d, need, tail, head, cost, first[o], first[o + 1], at, old, none, columns)
            if end < 0:
                return False
            value = out[row, step]
            for party in range(len(value)):
                value[party] = 0.0
            value_pairs(
                d, at, none, end, worth, pair, kept, none,
                scale, inverse, price, theta, home, importer, value,
            )  # fmt: skip
    return True


def follower(
    costs: NDArray[np.float64], arcs: Arcs, curves: Curves
) -> Callable[[NDArray[np.int64]], NDArray[np.float64]]:
    """Get ready to follow many orders of K openings.

    Parameters
    ----------
    costs : ndarray of float64, shape (V, V)
        Costs between V nodes before any opening, the zones first; closed under shortest paths.
    arcs : Arcs
        The openings' arcs.
    curves : Curves
        What a cost is worth.

    Returns
    -------
    callable
        Takes orders, shape (R, J), each a row of openings that is filled up with -1 where it is
        shorter, and returns what each opening adds at its place, shape (R, J, parties). Threads
        may call it at the same time.

    Raises
    ------
    ValueError
        When a cost is negative or not a number.
    """
    least = trimmed(costs, arcs, curves.scale != 0.0, any_order=True)
    mine, small = curves.at(least.zones), least.arcs

    def follow(orders: NDArray[np.int64]) -> NDArray[np.float64]:
        out = np.zeros((*orders.shape, curves.parties))
        size = 4 * least.costs.size
        while not _follow(
            least.costs, least.need, small.first, small.tail, small.head, small.cost, orders,
            mine.scale, mine.inverse, mine.price, mine.theta, mine.home, mine.importer, out, size,
        ):  # fmt: skip
            size *= 2  # the log was full; all are followed anew
        return out

    return follow
