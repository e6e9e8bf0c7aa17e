"""Sums along paths: what each pair's path takes of an arc attribute, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def _along(pred, tail, rows, ends, slots, values, total):  # type: ignore[no-untyped-def]
    for p in range(len(rows)):
        v = ends[p]
        arc = pred[rows[p], v]
        while arc >= 0:
            for s in range(slots.shape[1]):
                total[p, slots[arc, s]] += values[arc, s]
            v = tail[arc]
            arc = pred[rows[p], v]


def along(
    pred: NDArray[np.int32],
    tail: NDArray[np.int32],
    rows: NDArray[np.integer],
    ends: NDArray[np.integer],
    slots: NDArray[np.int32],
    values: NDArray[np.float64],
    n_slots: int,
) -> NDArray[np.float64]:
    """Sums of arc values along the paths of P pairs, each value added up in its own slot.

    Parameters
    ----------
    pred : ndarray of int32, shape (S, N)
        Last arcs of :func:`reopen.path.dijkstra.many_to_all`.
    tail : ndarray of int32, shape (A,)
        Start node of each arc.
    rows, ends : ndarray of int, shape (P,)
        Source row in ``pred`` and end node of each pair.
    slots : ndarray of int32, shape (A, V)
        Slot that each of an arc's V values is added to: the country of its side, say.
    values : ndarray of float64, shape (A, V)
        Values of each arc.
    n_slots : int
        Number of slots M.

    Returns
    -------
    ndarray of float64, shape (P, M)
    """
    total = np.zeros((len(rows), n_slots))
    _along(pred, tail, rows, ends, np.ascontiguousarray(slots), np.ascontiguousarray(values), total)
    return total
