"""Sums along paths: what each pair's path takes of an arc attribute, country by country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(nogil=True, cache=True)
def _along(pred, tail, rows, ends, values, total):  # type: ignore[no-untyped-def]
    for p in range(len(rows)):
        v = ends[p]
        arc = pred[rows[p], v]
        while arc >= 0:
            for m in range(values.shape[1]):
                total[p, m] += values[arc, m]
            v = tail[arc]
            arc = pred[rows[p], v]


@njit(nogil=True, cache=True)
def _along_by_group(pred, tail, rows, ends, groups, values, total):  # type: ignore[no-untyped-def]
    for p in range(len(rows)):
        v = ends[p]
        arc = pred[rows[p], v]
        while arc >= 0:
            for s in range(groups.shape[1]):
                group = groups[arc, s]
                for m in range(values.shape[2]):
                    total[p, group, m] += values[arc, s, m]
            v = tail[arc]
            arc = pred[rows[p], v]


def along(
    pred: NDArray[np.int32],
    tail: NDArray[np.int32],
    rows: NDArray[np.int64],
    ends: NDArray[np.int32],
    values: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Sums of arc values along the paths of P pairs.

    Parameters
    ----------
    pred : ndarray of int32, shape (S, N)
        Last arcs of :func:`reopen.path.dijkstra.many_to_all`.
    tail : ndarray of int32, shape (A,)
        Start node of each arc.
    rows, ends : ndarray of int, shape (P,)
        Source row in ``pred`` and end node of each pair.
    values : ndarray of float64, shape (A, M)
        M values of each arc.

    Returns
    -------
    ndarray of float64, shape (P, M)
    """
    total = np.zeros((len(rows), values.shape[1]))
    _along(pred, tail, rows, ends, np.ascontiguousarray(values), total)
    return total


def along_by_group(
    pred: NDArray[np.int32],
    tail: NDArray[np.int32],
    rows: NDArray[np.int64],
    ends: NDArray[np.int32],
    groups: NDArray[np.int32],
    values: NDArray[np.float64],
    n_groups: int,
) -> NDArray[np.float64]:
    """Sums of arc values along paths, kept apart by the group (country) of each side of an arc.

    Parameters
    ----------
    groups : ndarray of int32, shape (A, 2)
        Group of the two sides of each arc.
    values : ndarray of float64, shape (A, 2, M)
        M values of each side.

    Returns
    -------
    ndarray of float64, shape (P, n_groups, M)
    """
    total = np.zeros((len(rows), n_groups, values.shape[2]))
    _along_by_group(pred, tail, rows, ends, groups, np.ascontiguousarray(values), total)
    return total
