"""Rows of a table that no other row dominates (Pareto 1906).

The rows are taken by falling total, so that nothing later dominates anything earlier, and each is
held against the front found so far (sort-filter-skyline: Chomicki, Godfrey, Gryz and Liang 2003).
The front lies in groups by the columns in which a member reaches a pivot: only groups that reach it
wherever the row does can dominate the row, the others are skipped (Zhang, Mamoulis and Cheung 2009).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

#: Columns that make the groups: 2 ** 8 of them are looked through quickly.
_GROUPING = 8
#: First rows whose medians are the pivot; rows of high total resemble the front.
_SAMPLE = 1024
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
def _group(rows, i, pivot):  # type: ignore[no-untyped-def]
    group = 0
    for c in range(len(pivot)):
        if rows[i, c] >= pivot[c]:
            group |= 1 << c
    return group


@njit(nogil=True, cache=True)
def _judge(rows, i, group, first, after, tie):  # type: ignore[no-untyped-def]
    verdict = _FREE
    absent = (len(first) - 1) ^ group
    part = absent
    while True:
        at = group | part
        before, member = -1, first[at]
        while member >= 0:
            found = _compare(rows, member, i, tie)
            if found == _DOMINATED:
                if before >= 0:  # what dominates one row is likely to dominate the next: to the front
                    after[before] = after[member]
                    after[member] = first[at]
                    first[at] = member
                return found
            verdict = max(verdict, found)
            before, member = member, after[member]
        if part == 0:
            return verdict
        part = (part - 1) & absent


@njit(nogil=True, cache=True)
def _sweep(rows, pivot, tie):  # type: ignore[no-untyped-def]
    n, width = rows.shape
    first = np.full(1 << len(pivot), -1, dtype=np.int64)
    after = np.full(n, -1, dtype=np.int64)
    kept = np.zeros(n, dtype=np.bool_)
    reached = pivot + tie
    for i in range(n):
        c = 0 if i else width + 1
        while c < width and rows[i, c] == rows[i - 1, c]:
            c += 1
        if c == width:  # identical rows stand together
            kept[i] = kept[i - 1]
            continue
        verdict = _judge(rows, i, _group(rows, i, reached), first, after, tie)
        kept[i] = verdict != _DOMINATED
        if verdict == _FREE:
            at = _group(rows, i, pivot)
            if first[at] < 0:
                first[at] = i
            else:  # behind the head, which has proved itself
                after[i] = after[first[at]]
                after[first[at]] = i
    return kept


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
        out[order] = _sweep(rows, np.median(rows[:_SAMPLE, :_GROUPING], axis=0), float(tie))
    return out
