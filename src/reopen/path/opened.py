"""New costs and paths after a few arcs became cheaper or opened, without searching again.

With D the costs between all nodes of interest before, and hubs the end nodes of the changed
arcs, a cheapest new path runs from i to some hub t on old arcs, between hubs t and u on old
paths and changed arcs, and on to j on old arcs::

    D'_ij = min(D_ij, min over t, u of D_it + W_tu + D_uj)

W is the closure of the hubs' own small matrix (Floyd 1962). Exact, O(Z^2 H) for H hubs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A path through the hubs must be better by more than rounding, else the old cost stays.
RELATIVE_GAIN = 1e-9


@dataclass(frozen=True, slots=True)
class Opened:
    """Costs after an insertion, and by which hubs the new paths go. Z zones, H hubs.

    Attributes
    ----------
    after : ndarray of float64, shape (Z, Z)
        Never above the costs before, and the same number where nothing changed.
    changed : ndarray of bool, shape (Z, Z)
        Where the cost is lower.
    enter : ndarray of int32, shape (Z, H)
        Hub at which a path from the zone that leaves the hubs at the column's enters them.
    leave : ndarray of int32, shape (Z, Z)
        Hub at which the new path of a changed pair leaves the hubs.
    sums : ndarray of float64, shape (H, H, M)
        Sums of M arc values along the new paths between hubs.
    """

    after: NDArray[np.float64]
    changed: NDArray[np.bool_]
    enter: NDArray[np.int32]
    leave: NDArray[np.int32]
    sums: NDArray[np.float64]


@njit(nogil=True, cache=True)
def _closure(w, sums):  # type: ignore[no-untyped-def]
    n = len(w)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = w[i, k] + w[k, j]
                if through < w[i, j]:
                    w[i, j] = through
                    for m in range(sums.shape[2]):
                        sums[i, j, m] = sums[i, k, m] + sums[k, j, m]


@njit(nogil=True, cache=True)
def _improve(to_hub, w, from_hub, before, after, changed, enter, leave):  # type: ignore[no-untyped-def]
    n_from, n_hub, n_to = to_hub.shape[0], w.shape[0], from_hub.shape[1]
    reach = np.empty(n_hub)
    for i in range(n_from):
        useful = False
        for u in range(n_hub):
            reach[u] = np.inf
            enter[i, u] = u
            for t in range(n_hub):
                there = to_hub[i, t] + w[t, u]
                if there < reach[u]:
                    reach[u] = there
                    enter[i, u] = t
            if reach[u] < to_hub[i, u]:
                useful = True
        for j in range(n_to):
            after[i, j] = before[i, j]
            changed[i, j] = False
        if not useful:
            continue
        for u in range(n_hub):
            if reach[u] < to_hub[i, u]:
                for j in range(n_to):
                    through = reach[u] + from_hub[u, j]
                    if through < after[i, j]:
                        after[i, j] = through
                        leave[i, j] = u
        for j in range(n_to):
            if after[i, j] < before[i, j] * (1.0 - RELATIVE_GAIN):
                changed[i, j] = True
            else:
                after[i, j] = before[i, j]


def opened(
    before: NDArray[np.float64],
    to_hub: NDArray[np.float64],
    between: NDArray[np.float64],
    from_hub: NDArray[np.float64],
    arcs: NDArray[np.int64],
    cost: NDArray[np.float64],
    *,
    between_sums: NDArray[np.float64],
    arc_sums: NDArray[np.float64],
) -> Opened:
    """Zone costs after some arcs became cheaper.

    Parameters
    ----------
    before : ndarray of float64, shape (Z, Z)
        Zone costs before.
    to_hub, between, from_hub : ndarray of float64, shapes (Z, H), (H, H), (H, Z)
        Costs before to, between and from the end nodes of the arcs.
    arcs : ndarray of int, shape (K, 2)
        Tail and head of each changed arc, as hub numbers.
    cost : ndarray of float64, shape (K,)
        Its new cost.
    between_sums, arc_sums : ndarray of float64, shapes (H, H, M), (K, M)
        Sums of M values along the old paths between hubs, and the values of the changed arcs;
        M may be 0.
    """
    w, sums = between.copy(), between_sums.copy()
    np.fill_diagonal(w, 0.0)
    sums[np.arange(len(w)), np.arange(len(w))] = 0.0
    for (a, b), c, values in zip(arcs, cost, arc_sums, strict=True):
        if c < w[a, b]:
            w[a, b], sums[a, b] = c, values
    _closure(w, sums)
    n, hubs = len(before), len(w)
    out = Opened(
        after=np.empty_like(before),
        changed=np.empty(before.shape, dtype=np.bool_),
        enter=np.zeros((n, hubs), dtype=np.int32),
        leave=np.zeros(before.shape, dtype=np.int32),
        sums=sums,
    )
    to_hub, from_hub = np.ascontiguousarray(to_hub), np.ascontiguousarray(from_hub)
    _improve(to_hub, w, from_hub, before, out.after, out.changed, out.enter, out.leave)
    return out
