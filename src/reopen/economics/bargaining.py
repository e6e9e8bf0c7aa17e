"""Which package negotiators might settle on.

Nash's solution with and without side payments, and the smallest package that all who must consent
gain from. A package is a row of a table of gains, a country one of its columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.economics.pareto import check_table
from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

#: Products that differ by less than this part of themselves are equal but for rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Nash:
    """Nash's bargaining solution without side payments.

    Attributes
    ----------
    index : int or None
        Row of the package; None when no package leaves every player better off.
    log_product : float
        Natural logarithm of the product of the players' gains over their disagreement points;
        minus infinity when there is no such package.
    """

    index: int | None
    log_product: float


@dataclass(frozen=True, slots=True)
class NashWithTransfers:
    """Nash's bargaining solution where the players may pay each other.

    Attributes
    ----------
    index : int or None
        Row of the package; None when no package is worth more to the players than disagreement.
    surplus : float
        What the players gain together over their disagreement points; 0 when there is no package.
    payments : ndarray of float64, shape (C,)
        What each country receives (+) or pays (-), summing to 0; 0 for countries that do not play.
    """

    index: int | None
    surplus: float
    payments: NDArray[np.float64]


def _mask(name: str, given: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return a mask of this shape, all true where none is given."""
    if given is None:
        return np.ones(shape, dtype=np.bool_)
    mask = np.asarray(given)
    if mask.dtype != np.bool_ or mask.shape != shape:
        raise SettingsError(
            f"{name}: found an array of {mask.dtype} of shape {mask.shape}; expected bool of shape {shape}"
        )
    return mask


def _surpluses(
    gains: ArrayLike, players: ArrayLike | None, disagreement: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Gains of the players over their disagreement points, and who plays."""
    table = check_table("gains", gains)
    width = table.shape[1]
    plays = _mask("players", players, (width,))
    if not plays.any():
        raise SettingsError(f"players: none of the {width} countries plays; expected at least one")
    if disagreement is None:
        return table[:, plays], plays
    point = np.asarray(disagreement, dtype=np.float64)
    if point.shape != (width,) or not np.isfinite(point).all():
        raise SettingsError(
            f"disagreement: found {point.tolist()}; expected a finite number for each of {width} countries"
        )
    return table[:, plays] - point[plays], plays


def nash(
    gains: ArrayLike, players: ArrayLike | None = None, *, disagreement: ArrayLike | None = None
) -> Nash:
    """The package of largest product of the players' gains (Nash 1950).

    Of the packages k in which every player i gains more than its disagreement point d_i::

        argmax_k  product over i of (g_ki - d_i)

    Products equal to 1 part in 10 ** 12 are a tie, and of a tie the first row is taken.

    Parameters
    ----------
    gains : array_like of float, shape (N, C)
        Net gain of each country (column) from each package (row); a country's unit is its own.
    players : array_like of bool, shape (C,), optional
        Who bargains; everyone if left out.
    disagreement : array_like of float, shape (C,), optional
        What each country has when nothing is agreed, in its unit; 0 if left out.

    Returns
    -------
    Nash

    Raises
    ------
    SettingsError
        When ``gains`` is no table of finite numbers, nobody plays, or a shape does not fit.

    Examples
    --------
    >>> nash([[8.0, 1.0], [3.0, 3.0], [20.0, -1.0]]).index
    1
    >>> nash([[8.0, 1.0], [3.0, 3.0], [20.0, -1.0]], [True, False]).index
    2
    """
    over, _ = _surpluses(gains, players, disagreement)
    rows = np.flatnonzero((over > 0).all(axis=1))
    if not rows.size:
        return Nash(None, -np.inf)
    logs = np.log(over[rows]).sum(axis=1)
    at = int(np.argmax(logs >= logs.max() - _ROUNDING))
    return Nash(int(rows[at]), float(logs[at]))


def nash_with_transfers(
    gains: ArrayLike, players: ArrayLike | None = None, *, disagreement: ArrayLike | None = None
) -> NashWithTransfers:
    """The package of largest total, shared equally by payments between the players.

    Where gains can be paid over one for one, Nash's product (Nash 1950) is largest at the package of
    the largest total, and when each of the m players ends up with the same gain over its
    disagreement point::

        surplus = max over k of  sum_i (g_ki - d_i)           payment_i = surplus / m - (g_ki - d_i)

    Parameters
    ----------
    gains : array_like of float, shape (N, C)
        Net gain of each country (column) from each package (row), in one unit of money.
    players : array_like of bool, shape (C,), optional
        Who bargains and pays; everyone if left out.
    disagreement : array_like of float, shape (C,), optional
        What each country has when nothing is agreed, in the same unit; 0 if left out.

    Returns
    -------
    NashWithTransfers
        Of equal totals the first row.

    Raises
    ------
    SettingsError
        When ``gains`` is no table of finite numbers, nobody plays, or a shape does not fit.

    Examples
    --------
    >>> found = nash_with_transfers([[4.0, 4.0], [15.0, -3.0]])
    >>> found.index, found.surplus, found.payments.tolist()
    (1, 12.0, [-9.0, 9.0])
    """
    over, plays = _surpluses(gains, players, disagreement)
    payments = np.zeros(len(plays))
    totals = over.sum(axis=1)
    best = int(np.argmax(totals)) if totals.size else -1
    if best < 0 or totals[best] <= 0:
        return NashWithTransfers(None, 0.0, payments)
    payments[plays] = over[best].mean() - over[best]
    return NashWithTransfers(best, float(totals[best]), payments)


def smallest_package(
    gains: ArrayLike,
    sizes: ArrayLike,
    must_gain: ArrayLike,
    epsilon: float,
    feasible: ArrayLike | None = None,
    countries: ArrayLike | None = None,
) -> int | None:
    """The smallest package that everyone who must consent gains from and that hurts nobody.

    A package will do when it is feasible, every country that must gain from it gains more than 0,
    and no counted country loses more than ``epsilon``. Of those that will do, the smallest is
    taken; of equal sizes the one of largest total over the counted countries; then the first row.

    Parameters
    ----------
    gains : array_like of float, shape (N, C)
        Net gain of each country (column) from each package (row), in one unit.
    sizes : array_like of float or int, shape (N,)
        Size of each package, such as its number of links.
    must_gain : array_like of bool, shape (N, C)
        Which countries must gain from the package: those whose consent it takes, whether they are
        counted or not.
    epsilon : float
        Loss that a counted country puts up with, in the unit of ``gains``; not negative.
    feasible : array_like of bool, shape (N,), optional
        Packages that can be had; all if left out. The package of nothing hurts nobody and needs no
        consent, so leave it out here.
    countries : array_like of bool, shape (C,), optional
        Countries whose losses and totals count; all if left out.

    Returns
    -------
    int or None
        Row of the package; None when none will do.

    Raises
    ------
    SettingsError
        When an array has the wrong shape or kind, a number is not finite, or ``epsilon`` is negative.

    Examples
    --------
    >>> gains = [[5.0, -2.0], [4.0, -0.5], [9.0, 1.0]]
    >>> smallest_package(gains, [1, 1, 2], [[True, False], [True, False], [True, True]], 1.0)
    1
    """
    table = check_table("gains", gains)
    rows, width = table.shape
    problems: list[str] = []

    def mask(name: str, given: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
        try:
            return _mask(name, given, shape)
        except SettingsError as error:
            problems.append(str(error))
            return np.ones(shape, dtype=np.bool_)

    must = mask("must_gain", must_gain, (rows, width))
    allowed = mask("feasible", feasible, (rows,))
    counted = mask("countries", countries, (width,))
    size = np.asarray(sizes, dtype=np.float64)
    if size.shape != (rows,) or not np.isfinite(size).all():
        problems.append(
            f"sizes: found shape {size.shape}; expected a finite number for each of {rows} packages"
        )
    if not epsilon >= 0:  # a NaN fails too
        problems.append(f"epsilon is {epsilon}; expected a loss that is not negative, such as 0")
    if problems:
        raise SettingsError("\n".join(problems))

    allowed = allowed & ((table > 0) | ~must).all(axis=1) & (table[:, counted] >= -epsilon).all(axis=1)
    found = np.flatnonzero(allowed)
    if not found.size:
        return None
    found = found[size[found] == size[found].min()]
    return int(found[np.argmax(table[found][:, counted].sum(axis=1))])
