"""Values on the subset lattice: best feasible subsets, Shapley values, interactions."""

from __future__ import annotations

from collections.abc import Sequence
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
    n, width = len(values).bit_length() - 1, values.shape[1]
    weight = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    out = np.zeros((n, width))
    for i in range(n):
        split = values.reshape(1 << n - 1 - i, 2, 1 << i, width)
        out[i] = weight[sizes(n - 1)] @ (split[:, 1] - split[:, 0]).reshape(-1, width)
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
    out = np.zeros((n, n))
    if n < 2:
        return out
    weight = np.array([factorial(s) * factorial(n - s - 2) / factorial(n - 1) for s in range(n - 1)])
    here = weight[sizes(n - 2)]
    for i in range(n):
        for j in range(i):
            split = values.reshape(1 << n - 1 - i, 2, 1 << i - j - 1, 2, 1 << j)
            joint = split[:, 1, :, 1] - split[:, 1, :, 0] - split[:, 0, :, 1] + split[:, 0, :, 0]
            out[i, j] = out[j, i] = here @ joint.reshape(-1)
    return out


def add_game(
    values: NDArray[np.float64], among: Sequence[int], game: NDArray[np.float64], members: Sequence[int]
) -> None:
    """Add the game of some players to the lattice of all of them, in place.

    Parameters
    ----------
    values : ndarray of float64, shape (2 ** n, M)
        Value of each subset of ``among``; bit i stands for ``among[i]``.
    game : ndarray of float64, shape (2 ** m, M)
        Value of each subset of ``members``, all of which are among ``among``.

    Examples
    --------
    >>> values = np.zeros((4, 1))
    >>> add_game(values, [7, 8], np.array([[0.0], [5.0]]), [8])
    >>> values[:, 0].tolist()
    [0.0, 0.0, 5.0, 5.0]
    """
    n, m, width = len(among), len(members), values.shape[1]
    place = [among.index(player) for player in members]  # bit in the lattice of each bit of the game
    high_first = sorted(range(m), key=lambda bit: -place[bit])
    axes = [m - 1 - bit for bit in high_first]  # the axis of bit b is the b-th from behind
    shape = [2 if bit in place else 1 for bit in range(n - 1, -1, -1)]
    spread = game.reshape((2,) * m + (width,)).transpose([*axes, m])
    whole = values.reshape((2,) * n + (width,))  # a view: values is contiguous
    whole += spread.reshape((*shape, width))
