"""Values on the subset lattice: best feasible subsets, Shapley values, interactions."""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sizes(n: int) -> NDArray[np.int64]:
    """Number of members of each subset of n, shape (2 ** n,).

    Examples
    --------
    >>> sizes(2).tolist()
    [0, 1, 1, 2]
    """
    out = np.zeros(1, dtype=np.int64)
    for _ in range(n):
        out = np.concatenate([out, out + 1])
    return out


def best_feasible(total: NDArray[np.float64], feasible: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The feasible subset of largest total within each subset; of equals the one that was found first.

    Parameters
    ----------
    total : ndarray of float64, shape (2 ** n,)
        Value of each subset.
    feasible : ndarray of bool, shape (2 ** n,)
        The empty subset must be feasible.

    Examples
    --------
    >>> best_feasible(np.array([0.0, 1.0, 2.0, 9.0]), np.array([True, True, True, False])).tolist()
    [0, 1, 2, 2]
    """
    n = len(total).bit_length() - 1
    code = np.arange(len(total))
    best = np.where(feasible, code, 0)
    for bit in range(n):
        inside = code[(code >> bit & 1) == 1]
        without = best[inside ^ (1 << bit)]
        better = total[without] > total[best[inside]]
        best[inside[better]] = without[better]
    return best


def shapley(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shapley values (Shapley 1953) of n players, for each column of their lattice.

    Parameters
    ----------
    values : ndarray of float64, shape (2 ** n, M)
        Value of each subset; the empty one is worth nothing.

    Returns
    -------
    ndarray of float64, shape (n, M)

    Examples
    --------
    >>> shapley(np.array([[0.0], [0.0], [0.0], [1.0]])).tolist()
    [[0.5], [0.5]]
    """
    n = len(values).bit_length() - 1
    weight = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    code, size = np.arange(len(values)), sizes(n)
    out = np.zeros((n, values.shape[1]))
    for i in range(n):
        without = code[(code >> i & 1) == 0]
        out[i] = weight[size[without]] @ (values[without | 1 << i] - values[without])
    return out


def interactions(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shapley interaction index of each pair (Grabisch and Roubens 1999): above 0, they need each other.

    Parameters
    ----------
    values : ndarray of float64, shape (2 ** n,)
        Value of each subset.

    Returns
    -------
    ndarray of float64, shape (n, n)
        Symmetric; 0 on the diagonal.

    Examples
    --------
    >>> interactions(np.array([0.0, 1.0, 1.0, 1.0])).tolist()
    [[0.0, -1.0], [-1.0, 0.0]]
    """
    n = len(values).bit_length() - 1
    code, size = np.arange(len(values)), sizes(n)
    out = np.zeros((n, n))
    weight = np.array([factorial(s) * factorial(n - s - 2) / factorial(n - 1) for s in range(n - 1)])
    for i in range(n):
        for j in range(i):
            pair = 1 << i | 1 << j
            rest = code[(code & pair) == 0]
            joint = values[rest | pair] - values[rest | 1 << i] - values[rest | 1 << j] + values[rest]
            out[i, j] = out[j, i] = weight[size[rest]] @ joint
    return out
