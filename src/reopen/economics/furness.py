"""Doubly constrained balancing: a table with given margins and the shape of a seed.

With seed s, the table is ``t_ij = a_i b_j s_ij``, factors a and b being such that its rows sum to
``rows`` and its columns to ``columns``. Rows and columns are scaled in turn (Deming and Stephan 1940;
for trips, Furness 1965). The odds ratios of the seed are kept, and among all tables with these
margins it is the nearest to the seed in relative entropy. A cell that is 0 in the seed stays 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

#: Seeds tried where a block lacks ways, in parts of its least positive seed: none, then ever larger.
FLOORS = (0.0, 1e-6, 1e-3, 1.0)


@dataclass(frozen=True, slots=True)
class Balanced:
    """A table with the margins asked for.

    Attributes
    ----------
    table : ndarray, shape (R, C)
        In the unit of the margins.
    residual : float
        Largest relative error of a margin; absolute where the margin is 0. Never above the tolerance.
    iterations : int
        Times that rows and columns were scaled; of blocks, the most in any one, all its tries together.
    floored : int
        Cells without a seed that carry a flow all the same, however small; only `balance_blocks` makes
        any. Their flow is ``table[seed == 0].sum()``.
    """

    table: Array
    residual: float
    iterations: int
    floored: int = 0


@njit(nogil=True, cache=True)
def _error(total, wanted):  # type: ignore[no-untyped-def]
    return abs(total - wanted) / wanted if wanted > 0.0 else abs(total)


@njit(nogil=True, cache=True)
def _residual(table, rows, columns):  # type: ignore[no-untyped-def]
    sums = np.zeros(len(columns))
    worst = 0.0
    for i in range(len(rows)):
        total = 0.0
        for j in range(len(columns)):
            total += table[i, j]
            sums[j] += table[i, j]
        worst = max(worst, _error(total, rows[i]))
    for j in range(len(columns)):
        worst = max(worst, _error(sums[j], columns[j]))
    return worst


@njit(nogil=True, cache=True)
def _scale(table, rows, columns):  # type: ignore[no-untyped-def]
    sums = np.zeros(len(columns))
    for i in range(len(rows)):
        total = 0.0
        for j in range(len(columns)):
            total += table[i, j]
        factor = rows[i] / total if total > 0.0 else 0.0
        for j in range(len(columns)):
            table[i, j] *= factor
            sums[j] += table[i, j]
    for j in range(len(columns)):
        sums[j] = columns[j] / sums[j] if sums[j] > 0.0 else 0.0
    for i in range(len(rows)):
        for j in range(len(columns)):
            table[i, j] *= sums[j]


@njit(nogil=True, cache=True)
def _balance(table, rows, columns, tolerance, most):  # type: ignore[no-untyped-def]
    for done in range(most):
        residual = _residual(table, rows, columns)
        if residual <= tolerance:
            return residual, done
        _scale(table, rows, columns)
    return _residual(table, rows, columns), most


@njit(nogil=True, cache=True)
def _dead(table, rows, columns):  # type: ignore[no-untyped-def]
    """Whether a margin has no cell that could take it: no use to scale then."""
    taken = np.zeros(len(columns), dtype=np.bool_)
    for i in range(len(rows)):
        alive = rows[i] == 0.0
        for j in range(len(columns)):
            if table[i, j] > 0.0 and rows[i] > 0.0 and columns[j] > 0.0:
                alive = taken[j] = True
        if not alive:
            return True
    return bool(np.any(~taken & (columns > 0.0)))


@njit(nogil=True, cache=True)
def _least(seed):  # type: ignore[no-untyped-def]
    least = np.inf
    for value in seed.flat:
        if value > 0.0:
            least = min(least, value)
    return least if least < np.inf else 1.0


@njit(nogil=True, cache=True)
def _block(seed, rows, columns, tolerance, most, floors):  # type: ignore[no-untyped-def]
    least, iterations, residual = _least(seed), 0, np.inf
    table, whole = seed.copy(), bool(np.all(seed > 0.0))
    for floor in floors:
        table[:, :] = np.where(seed > 0.0, seed, floor * least)
        if _dead(table, rows, columns):
            continue
        patience = most if whole or floor == floors[-1] else most // 5 + 1
        residual, done = _balance(table, rows, columns, tolerance, patience)
        iterations += done
        if whole or residual <= tolerance:  # a floor changes nothing where there are no zeros
            break
    return table, residual, iterations


@njit(nogil=True, cache=True)
def _blocks(seed, first, totals, out, into, tolerance, most, floors):  # type: ignore[no-untyped-def]
    """All blocks of zones in order of group; ``first[g]:first[g + 1]`` are the zones of group g."""
    n = len(totals)
    table, residual = np.zeros(seed.shape), np.zeros((n, n))
    iterations = 0
    for g in range(n):
        a, b = first[g], first[g + 1]
        for h in range(n):
            if totals[g, h] == 0.0:
                continue
            c, d = first[h], first[h + 1]
            rows, columns = totals[g, h] * out[a:b], totals[g, h] * into[c:d]
            block, residual[g, h], done = _block(seed[a:b, c:d], rows, columns, tolerance, most, floors)
            table[a:b, c:d] = block
            iterations = max(iterations, done)
    return table, residual, iterations


def furness(
    seed: ArrayLike, rows: ArrayLike, columns: ArrayLike, *, tolerance: float = 1e-10, most: int = 5000
) -> Balanced:
    """Scale a seed until its margins are those given: ``t_ij = a_i b_j s_ij``.

    Parameters
    ----------
    seed : array_like, shape (R, C)
        Not negative, of any unit; 0 where there can be no flow.
    rows, columns : array_like, shapes (R,) and (C,)
        Sums wanted, not negative, of one unit (say t/year); their totals must be equal.
    tolerance : float
        Largest relative error of a margin that is accepted, 1e-12 or more.
    most : int
        Scalings after which the seed is taken to allow no such table.

    Returns
    -------
    Balanced
        A seed that has these margins comes back as it is, after 0 iterations.

    Raises
    ------
    SettingsError
        When arrays do not fit together or hold values that are negative or not finite, totals
        differ, a row or a column has no cell that can take its sum, or the zeros of the seed leave
        no table with these margins (the message has the residual that was reached).

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table
    when the expected marginal totals are known. Annals of Mathematical Statistics 11(4).
    Furness, K. P. (1965). Time function iteration. Traffic Engineering and Control 7(7).

    Examples
    --------
    >>> furness([[1.0, 1.0], [1.0, 1.0]], [30.0, 10.0], [20.0, 20.0]).table.tolist()
    [[15.0, 15.0], [5.0, 5.0]]
    """
    seed, rows, columns = (np.array(a, dtype=np.float64) for a in (seed, rows, columns))
    if seed.ndim != 2 or rows.shape != seed.shape[:1] or columns.shape != seed.shape[1:]:
        raise SettingsError(
            f"a seed of shape {seed.shape} with row sums of shape {rows.shape} and column sums of shape "
            f"{columns.shape}; expected (R, C), (R,) and (C,)"
        )
    problems = _limits(tolerance, most)
    problems += _not_amounts({"seed": seed, "row sums": rows, "column sums": columns})
    if not problems:
        problems = _margins(seed, rows, columns, tolerance)
    _refuse(problems)
    residual, iterations = _balance(seed, rows, columns, tolerance, most)
    if not residual <= tolerance:
        raise SettingsError(
            f"the seed cannot be balanced: after {iterations} scalings a margin is still off by "
            f"{residual:.3g} (accepted: {tolerance:.3g}); give more cells a positive seed, change the sums "
            "or allow more scalings"
        )
    return Balanced(seed, float(residual), int(iterations))


def balance_blocks(
    seed: ArrayLike,
    group: ArrayLike,
    totals: ArrayLike,
    row_weight: ArrayLike,
    column_weight: ArrayLike,
    *,
    tolerance: float = 1e-10,
    most: int = 5000,
) -> Balanced:
    """Spread totals between groups of zones over their zones, each ordered pair of groups by itself.

    The block of groups g and h sums to ``totals[g, h]``; its row sums are in proportion to ``row_weight``
    within g, its column sums to ``column_weight`` within h, and its shape is that of the seed (`furness`).

    Where the zeros of a block (no way) leave no table with these margins, its zeros get a floor, a
    millionth of the block's least positive seed, so that margins hold. Little more than must then flows
    where there is no way; that flow says that somebody has no way, not who goes where. A block with
    zeros is taken to need a floor, or a larger one (`FLOORS`), when it has not settled within a fifth of
    ``most`` scalings; only the last floor takes all of them. A block without any way takes the product
    of its margins.

    Parameters
    ----------
    seed : array_like, shape (Z, Z)
        Not negative, of any unit; 0 where there is no way.
    group : array_like of int, shape (Z,)
        Group of each zone, 0 to G - 1, in any order.
    totals : array_like, shape (G, G)
        Flow from group (row) to group (column), not negative (say t/year).
    row_weight, column_weight : array_like, shape (Z,)
        Weight of each zone as origin and as destination, not negative.
    tolerance, most : float, int
        As in `furness`, for each block by itself.

    Returns
    -------
    Balanced
        Of shape (Z, Z), zones in the order given.

    Raises
    ------
    SettingsError
        When arrays do not fit together or hold values that are negative or not finite, a group with a
        positive total has no zone or no weight (all such groups at once), or a block does not settle.

    Examples
    --------
    >>> found = balance_blocks(np.ones((3, 3)), [0, 0, 1], [[0.0, 8.0], [0.0, 0.0]], [3, 1, 1], [1, 1, 1])
    >>> found.table.tolist()
    [[0.0, 0.0, 6.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]]
    """
    seed, totals = np.array(seed, dtype=np.float64), np.array(totals, dtype=np.float64)
    out, into = np.array(row_weight, dtype=np.float64), np.array(column_weight, dtype=np.float64)
    group = np.asarray(group)
    _block_shapes(seed, group, totals, out, into)
    problems = _limits(tolerance, most)
    problems += _not_amounts({"seed": seed, "totals": totals, "row weights": out, "column weights": into})
    _refuse(problems)
    n_groups = len(totals)
    outs: Array = np.bincount(group, out, n_groups).astype(np.float64)  # integer when there are no zones
    intos: Array = np.bincount(group, into, n_groups).astype(np.float64)
    count = np.bincount(group, minlength=n_groups)
    _refuse(
        _weightless("from", totals.sum(axis=1), count, outs)
        + _weightless("to", totals.sum(axis=0), count, intos)
    )
    order = np.argsort(group, kind="stable")
    back = np.argsort(order)
    first = np.concatenate([[0], np.cumsum(count)])
    out, into = (
        np.divide(w, s[group], out=np.zeros(len(w)), where=s[group] > 0.0)[order]
        for w, s in ((out, outs), (into, intos))
    )
    shape = seed[np.ix_(order, order)]
    table, residual, iterations = _blocks(shape, first, totals, out, into, tolerance, most, np.array(FLOORS))
    _settled(totals, residual, tolerance)
    floored = int(np.count_nonzero((shape == 0.0) & (table > 0.0)))
    worst = float(residual.max(initial=0.0))
    return Balanced(np.ascontiguousarray(table[np.ix_(back, back)]), worst, int(iterations), floored)


def _refuse(problems: list[str]) -> None:
    if problems:
        raise SettingsError("; ".join(problems))


def _limits(tolerance: float, most: int) -> list[str]:
    problems = []
    if not 1e-12 <= tolerance < 1.0:  # sums of floats are not nearer to each other than that
        problems.append(f"a tolerance of {tolerance}; expected 1e-12 or more and less than 1")
    if most < 1:
        problems.append(f"at most {most} scalings; expected 1 or more")
    return problems


def _not_amounts(arrays: dict[str, Array]) -> list[str]:
    problems = []
    for name, values in arrays.items():
        wrong = np.argwhere(~(np.isfinite(values) & (values >= 0.0)))
        if len(wrong):
            at = tuple(wrong[0].tolist())
            more = f" and {len(wrong) - 1} more are wrong" if len(wrong) > 1 else ""
            problems.append(f"{name} at {list(at)} is {values[at]}{more}; expected finite numbers, 0 or more")
    return problems


def _margins(seed: Array, rows: Array, columns: Array, tolerance: float) -> list[str]:
    """Why no table can have these margins, as far as sums and single rows tell."""
    problems = []
    out, into = fsum(rows), fsum(columns)
    if abs(out - into) > 0.1 * tolerance * max(out, into):  # else the tolerance could not be reached
        problems.append(f"rows sum to {out!r} but columns to {into!r}; scale one to the other")
    can = (seed > 0.0) & (rows > 0.0)[:, None] & (columns > 0.0)
    for name, empty in (
        ("rows", (rows > 0.0) & ~can.any(axis=1)),
        ("columns", (columns > 0.0) & ~can.any(axis=0)),
    ):
        if empty.any():
            problems.append(
                f"{name} {np.flatnonzero(empty).tolist()} have a positive sum but no cell that can take it; "
                "give a cell a positive seed or set the sum to 0"
            )
    return problems


def _block_shapes(seed: Array, group: NDArray[np.int64], totals: Array, out: Array, into: Array) -> None:
    n = len(group) if group.ndim == 1 else -1
    if seed.shape != (n, n) or out.shape != (n,) or into.shape != (n,):
        raise SettingsError(
            f"a seed of shape {seed.shape}, groups {group.shape}, row weights {out.shape} and column weights "
            f"{into.shape}; expected (Z, Z), (Z,), (Z,) and (Z,)"
        )
    if totals.ndim != 2 or totals.shape[0] != totals.shape[1]:
        raise SettingsError(f"totals of shape {totals.shape}; expected (G, G)")
    if not np.issubdtype(group.dtype, np.integer):
        raise SettingsError(f"groups of type {group.dtype}; expected whole numbers from 0")
    wrong = np.flatnonzero((group < 0) | (group >= len(totals)))
    if len(wrong):
        raise SettingsError(
            f"zones {wrong.tolist()} are in groups {np.unique(group[wrong]).tolist()}; "
            f"expected 0 to {len(totals) - 1}, one for each row of the totals"
        )


def _weightless(word: str, total: Array, count: NDArray[np.int64], weight: Array) -> list[str]:
    """Groups that have a total but nothing to spread it over."""
    problems = []
    side = "row" if word == "from" else "column"
    for what, lacking in (
        ("zones", count == 0),
        (f"positive {side} weight", (count > 0) & ~(weight > 0.0)),
    ):
        bad = np.flatnonzero((total > 0.0) & lacking).tolist()
        if bad:
            problems.append(
                f"groups {bad} have a positive total {word} them but no {what}; give them some or set the "
                "total to 0"
            )
    return problems


def _settled(totals: Array, residual: Array, tolerance: float) -> None:
    bad = np.argwhere((totals > 0.0) & ~(residual <= tolerance)).tolist()
    if bad:
        pairs = ", ".join(f"{g} to {h} (off by {residual[g, h]:.3g})" for g, h in bad)
        raise SettingsError(
            f"blocks of groups {pairs} do not settle within the scalings allowed (accepted: "
            f"{tolerance:.3g}); allow more scalings or make their seeds less uneven"
        )
