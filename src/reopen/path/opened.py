"""New costs after a few arcs became cheaper or opened, without searching again.

With D the costs between all nodes of interest before, and hubs the end nodes of the changed
arcs, a cheapest new path runs from i to some hub t on old arcs, between hubs t and u on old
paths and changed arcs, and on to j on old arcs::

    D'_ij = min(D_ij, min over t, u of D_it + W_tu + D_uj)

W is the closure of the hubs' own small matrix (Floyd 1962). Exact, O(Z^2 H) for H hubs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A path through the hubs must be better by more than rounding, else the old cost stays.
RELATIVE_GAIN = 1e-9


@njit(nogil=True, cache=True)
def _closure(w):  # type: ignore[no-untyped-def]
    n = len(w)
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = w[i, k] + w[k, j]
                if through < w[i, j]:
                    w[i, j] = through


@njit(nogil=True, cache=True)
def _improve(to_hub, w, from_hub, before, after, changed):  # type: ignore[no-untyped-def]
    n_from, n_hub, n_to = to_hub.shape[0], w.shape[0], from_hub.shape[1]
    reach = np.empty(n_hub)
    for i in range(n_from):
        useful = False
        for u in range(n_hub):
            reach[u] = np.inf
            for t in range(n_hub):
                reach[u] = min(reach[u], to_hub[i, t] + w[t, u])
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
    arcs: NDArray[np.int32],
    cost: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Zone costs after some arcs became cheaper, and which of them changed.

    Parameters
    ----------
    before : ndarray of float64, shape (Z, Z)
        Zone costs before.
    to_hub, between, from_hub : ndarray of float64, shapes (Z, H), (H, H), (H, Z)
        Costs before to, between and from the end nodes of the arcs.
    arcs : ndarray of int32, shape (K, 2)
        Tail and head of each changed arc, as hub numbers.
    cost : ndarray of float64, shape (K,)
        Its new cost.

    Returns
    -------
    after : ndarray of float64, shape (Z, Z)
        Never above ``before``, and the same number where nothing changed.
    changed : ndarray of bool, shape (Z, Z)
        Where it is lower.
    """
    w = between.copy()
    np.fill_diagonal(w, 0.0)
    for (a, b), c in zip(arcs, cost, strict=True):
        w[a, b] = min(w[a, b], c)
    _closure(w)
    after = np.empty_like(before)
    changed = np.empty(before.shape, dtype=np.bool_)
    _improve(np.ascontiguousarray(to_hub), w, np.ascontiguousarray(from_hub), before, after, changed)
    return after, changed
