"""Rows of a table that no other row dominates (Pareto 1906).

The rows are taken by falling total, so that nothing later dominates anything earlier, and each is
held against the front found so far (sort-filter-skyline: Chomicki, Godfrey, Gryz and Liang 2003).
A row's levels, its places among the values of each column in 7 bits, stand side by side in one word:
one subtraction tells for all columns at once that a member of the front does not reach the row
(packed comparison: Lamport 1975), and blocks of the front with no member that does are skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

#: Columns whose levels fit into a word, a byte each with its top bit free.
_PACKED = 8
_HIGH = np.uint64(0x8080808080808080)
#: Levels told apart in a column.
_LEVELS = 128
#: Rows whose values set the levels, from the quarter of highest total, which resembles the front.
_SAMPLE = 4096
#: Members of the front that are looked at before the next branch.
_BLOCK = 32
_FREE, _SAME, _DOMINATED = 0, 1, 2


@njit(nogil=True, cache=True)
def _compare(rows, member, i, tie):  # type: ignore[no-untyped-def]
    found = _SAME
    for c in range(rows.shape[1]):
        gap = rows[member, c] - rows[i, c]
        if gap < -tie:
            return _FREE
        if gap > tie:
            found = _DOMINATED
    return found


@njit(nogil=True, cache=True)
def _judge(rows, i, query, front, words, size, tie):  # type: ignore[no-untyped-def]
    verdict = _FREE
    for start in range(0, size, _BLOCK):
        reached = False
        for k in range(start, start + _BLOCK):  # of one length, so that it runs on vectors
            reached |= ((words[k] | _HIGH) - query) & _HIGH == _HIGH
        if not reached:
            continue
        for k in range(start, min(start + _BLOCK, size)):
            if ((words[k] | _HIGH) - query) & _HIGH == _HIGH:
                found = _compare(rows, front[k], i, tie)
                if found == _DOMINATED:  # what dominates one row is likely to dominate the next: forward
                    front[k // 2], front[k] = front[k], front[k // 2]
                    words[k // 2], words[k] = words[k], words[k // 2]
                    return found
                verdict = max(verdict, found)
    return verdict


@njit(nogil=True, cache=True)
def _sweep(rows, word, query, tie):  # type: ignore[no-untyped-def]
    n, width = rows.shape
    front = np.empty(n, dtype=np.int64)
    words = np.zeros(n + _BLOCK, dtype=np.uint64)
    size = 0
    kept = np.zeros(n, dtype=np.bool_)
    for i in range(n):
        c = 0 if i else width + 1
        while c < width and rows[i, c] == rows[i - 1, c]:
            c += 1
        if c == width:  # identical rows stand together
            kept[i] = kept[i - 1]
            continue
        verdict = _judge(rows, i, query[i], front, words, size, tie)
        kept[i] = verdict != _DOMINATED
        if verdict == _FREE:
            front[size], words[size] = i, word[i]
            size += 1
    return kept


def _words(rows: NDArray[np.float64], less: float) -> NDArray[np.uint64]:
    """Levels of each row's values less an amount, a byte a column; monotone in every value."""
    quarter = rows[: len(rows) // 4 + 1]
    sample = np.sort(quarter[:: len(quarter) // _SAMPLE + 1, :_PACKED], axis=0)
    bounds = sample[np.linspace(0, len(sample) - 1, _LEVELS - 1).astype(np.int64)]
    words = np.zeros(len(rows), dtype=np.uint64)
    for c in range(bounds.shape[1]):
        level = np.searchsorted(bounds[:, c], rows[:, c] - less, side="right")
        words |= level.astype(np.uint64) << np.uint64(8 * c)
    return words


def _order(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows by falling total, of equal totals by falling first, second, ... column."""
    total = -values.sum(axis=1)
    order = np.argsort(total, kind="stable")
    level = np.flatnonzero(total[order[1:]] == total[order[:-1]])
    tied = np.union1d(level, level + 1)
    if tied.size:
        among = order[tied]
        order[tied] = among[np.lexsort((*-values[among].T[::-1], total[among]))]
    return order


def check_table(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """A table of finite numbers with at least one column, as float64.

    Parameters
    ----------
    name : str
        What the message calls it.
    values : array_like, shape (N, C)

    Raises
    ------
    SettingsError
        When it has other than two dimensions, no column, or an entry that is not finite.

    Examples
    --------
    >>> check_table("gains", [[1, 2]]).tolist()
    [[1.0, 2.0]]
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] == 0:
        raise SettingsError(
            f"{name}: found an array of shape {table.shape}; expected one row a package and one column "
            "a country"
        )
    finite = np.isfinite(table)
    if not finite.all():
        row, column = np.argwhere(~finite)[0].tolist()
        count = int(np.sum(~finite)) - 1
        others = f", and {count:,} more like it" if count else ""
        raise SettingsError(
            f"{name}: row {row}, column {column} is {table[row, column]}{others}; expected finite numbers, "
            "so leave out the rows that have none"
        )
    return table


def pareto_front(values: ArrayLike, *, tie: float = 0.0) -> NDArray[np.bool_]:
    """Which rows are dominated by no other row; more is better in every column.

    Row a dominates row b when it is nowhere worse and somewhere better::

        a_c >= b_c - tie for all c    and    a_c > b_c + tie for some c

    Identical rows do not dominate each other: all of them are on the front, or none.

    Parameters
    ----------
    values : array_like of float, shape (N, C)
        Net gain of each country (column) from each package (row), in any one unit.
    tie : float
        Differences up to this, in the unit of ``values``, count neither as gain nor as loss. Such
        dominance is not transitive, so with a ``tie`` above 0 the rows are taken by falling total
        (then by falling first column, and so on) and held against the rows already on the front,
        less those that differ from an earlier one by no more than ``tie``. So the front is never
        empty, and every row that is left out is dominated by one that is on it.

    Returns
    -------
    ndarray of bool, shape (N,)

    Raises
    ------
    SettingsError
        When ``values`` is no table of finite numbers, or ``tie`` is negative or not finite.

    Notes
    -----
    Time grows with N times the size of the front in the worst case.

    Examples
    --------
    >>> pareto_front([[3.0, 1.0], [1.0, 2.0], [1.0, 1.0], [3.0, 1.0]]).tolist()
    [True, True, False, True]
    >>> pareto_front([[3.0, 1.0], [0.0, 1.1]], tie=0.5).tolist()
    [True, False]
    """
    if not (np.isfinite(tie) and tie >= 0):
        raise SettingsError(f"tie is {tie}; expected a finite number that is not negative, such as 0")
    table = check_table("values", values)
    out = np.zeros(len(table), dtype=np.bool_)
    if len(table):
        order = _order(table)
        rows = table[order]
        words = _words(rows, 0.0)
        slack = 4 * np.finfo(np.float64).eps * (np.abs(rows).max() + tie)  # of the differences' rounding
        out[order] = _sweep(rows, words, _words(rows, tie + slack) if tie else words, float(tie))
    return out
