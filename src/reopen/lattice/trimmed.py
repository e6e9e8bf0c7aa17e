"""The part of a cost matrix that including some openings needs: zones with a value, ends of arcs.

A cost between two zones is never read again once it is valued, and an end of an arc is needed
only until the last arc there is included. So the matrix holds the zones that matter, then the ends of
arcs, those that are needed longest first, and including arc k touches the first ``need[k]`` rows
and columns alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Cost of a pair that nobody asks for: nothing is cheaper, so no step overwrites it.
UNASKED = -1.0


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

    def __len__(self) -> int:
        """Number of openings."""
        return len(self.first) - 1

    def of(self, openings: NDArray[np.int64]) -> Arcs:
        """Arcs of some of the openings, in the order asked for."""
        mine = [np.arange(self.first[o], self.first[o + 1]) for o in openings]
        every = np.concatenate([*mine, np.zeros(0, dtype=np.int64)]).astype(np.int64)
        first = np.cumsum([0, *(len(m) for m in mine)], dtype=np.int64)
        return Arcs(first, self.tail[every], self.head[every], self.cost[every])


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What steps that include openings one after another, in their order, read and write.

    Attributes
    ----------
    costs : ndarray of float64, shape (W, W)
        Costs between the kept zones and, after them, the ends of arcs.
    arcs : Arcs
        The arcs, with rows of ``costs``.
    zones : ndarray of int64, shape (Y,)
        Which zones are kept.
    need : ndarray of int64, shape (A,)
        Rows that arc k and the later ones read.
    """

    costs: NDArray[np.float64]
    arcs: Arcs
    zones: NDArray[np.int64]
    need: NDArray[np.int64]


def trimmed(
    costs: NDArray[np.float64], arcs: Arcs, asked: NDArray[np.bool_], *, any_order: bool = False
) -> Trimmed:
    """Keep of a cost matrix what including openings in their order needs.

    Parameters
    ----------
    costs : ndarray of float64, shape (V, V)
        Costs between V nodes before any opening, the Z zones first; closed under shortest paths.
    arcs : Arcs
        The openings' arcs.
    asked : ndarray of bool, shape (Z, Z)
        Pairs of zones whose cost is asked for.
    any_order : bool
        Whether openings may be included in any order, so that every end is needed always.

    Raises
    ------
    ValueError
        When a cost is negative or not a number.
    """
    if not np.all(arcs.cost >= 0) or not np.all(costs >= 0):  # NaN fails too
        raise ValueError("costs must be numbers that are not negative")
    zones = np.flatnonzero(asked.any(axis=0) | asked.any(axis=1))
    last = np.full(len(costs), -1, dtype=np.int64)
    for k, (a, b) in enumerate(zip(arcs.tail, arcs.head, strict=True)):
        last[a] = last[b] = k
    ends = np.flatnonzero(last >= 0)
    ends = ends[np.argsort(-last[ends], kind="stable")]
    row = np.zeros(len(costs), dtype=np.int64)
    row[ends] = len(zones) + np.arange(len(ends))
    kept = np.concatenate([zones, ends])
    small = np.ascontiguousarray(costs[np.ix_(kept, kept)])
    small[: len(zones), : len(zones)][~asked[np.ix_(zones, zones)]] = UNASKED
    need = np.full(len(arcs.cost), len(kept), dtype=np.int64)
    if not any_order:
        need = len(zones) + (last[ends] >= np.arange(len(need))[:, None]).sum(axis=1, dtype=np.int64)
    return Trimmed(small, Arcs(arcs.first, row[arcs.tail], row[arcs.head], arcs.cost), zones, need)
