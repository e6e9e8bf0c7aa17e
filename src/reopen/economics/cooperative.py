"""Cooperative games with side payments: superadditive cover, least core and nucleolus.

A game of n players is an array of 2 ** n values; bit i of an index says whether player i is a member
of the coalition. With x(S) the sum of what its members get, the excess of S at x is v(S) - x(S): what
the coalition would still gain by walking away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import ReopenError, SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

#: Players at most: the programs have 2 ** n rows.
MOST_PLAYERS = 12
#: Worths of working together below this part of the largest value are rounding.
_ROUNDING = 1e-12
#: Excesses below this, in parts of the largest worth of working together, count as none.
_NONE = 1e-9
#: Duals of a basic solution are ratios of determinants of 0/1 matrices of at most 13 rows, which are
#: below 12,869 by Hadamard's bound: a dual that is not 0 is above 1 / 12,869. The parts of indicator
#: vectors outside the span of others are bounded alike.
_ZERO = 1e-6


@dataclass(frozen=True, slots=True)
class LeastCore:
    """The least core, and one point of it.

    Attributes
    ----------
    epsilon : float
        Least amount that, taken from the value of every proper coalition, leaves none with a reason
        to walk away; in the unit of v. Not above 0 when the core is not empty.
    allocation : ndarray of float64, shape (n,)
        The prenucleolus, which lies in the least core.
    """

    epsilon: float
    allocation: Array


@dataclass(frozen=True, slots=True)
class Nucleolus:
    """The nucleolus of a game.

    Attributes
    ----------
    allocation : ndarray of float64, shape (n,)
        What each player gets; sums to the value of the grand coalition.
    excesses : ndarray of float64, shape (2 ** n,)
        v(S) - x(S) of each coalition.
    levels : ndarray of float64, shape (L,)
        Largest excess that each step could still lower, falling; L < n.
    core : bool
        Whether the core is non-empty; the allocation then lies in it.
    rational : bool
        Whether imputations exist, which give everyone at least its value alone. If not, the
        allocation is the prenucleolus.
    """

    allocation: Array
    excesses: Array
    levels: Array
    core: bool
    rational: bool


@njit(nogil=True, cache=True)
def _cover(best):  # type: ignore[no-untyped-def]
    for whole in range(1, len(best)):
        part = (whole - 1) & whole
        while part > whole ^ part:  # each pair once
            best[whole] = max(best[whole], best[part] + best[whole ^ part])
            part = (part - 1) & whole


def _game(v: ArrayLike) -> tuple[Array, int]:
    """The values as float64, and the number of players."""
    values = np.asarray(v, dtype=np.float64)
    n = values.size.bit_length() - 1
    if values.ndim != 1 or values.size != 1 << max(n, 0) or not 1 <= n <= MOST_PLAYERS:
        raise SettingsError(
            f"coalition values: found shape {values.shape}; expected 2 ** n values of n players, "
            f"n from 1 to {MOST_PLAYERS}"
        )
    problems = []
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        problems.append(f"coalition {wrong[0]} is worth {values[wrong[0]]}; expected a finite number")
    if values[0] != 0:
        problems.append(f"the empty coalition is worth {values[0]}; expected 0, so take that off every value")
    if problems:
        raise SettingsError("\n".join(problems))
    return values, n


def _members(n: int) -> Array:
    """Indicator vector of each coalition, shape (2 ** n, n)."""
    return (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(np.float64)


def superadditive_cover(v: ArrayLike) -> Array:
    r"""Value of each coalition when its members may also work in separate groups.

    The largest sum of values over the partitions of S, in O(3 ** n)::

        w(S) = max(v(S), max over proper T of S of  w(T) + w(S \ T))

    Values that are the best of what is open to S alone can fall short of the sum of what its parts
    could have; the cover mends that, and no game above v is superadditive and smaller.

    Parameters
    ----------
    v : array_like of float, shape (2 ** n,)
        Value of each coalition, of 1 to 12 players; the empty one is worth 0.

    Returns
    -------
    ndarray of float64, shape (2 ** n,)

    Raises
    ------
    SettingsError
        When ``v`` is no game of 1 to 12 players.

    Examples
    --------
    >>> superadditive_cover([0.0, 1.0, 2.0, 2.0]).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    best = _game(v)[0].copy()
    _cover(best)
    return best


class _Tight:
    """Coalitions and players whose excess or part can no longer change, and what follows of them."""

    def __init__(self, game: Array, members: Array) -> None:
        n = members.shape[1]
        self.game, self.members = game, members
        self.open = np.ones(len(game), dtype=np.bool_)
        self.open[[0, -1]] = False
        self.span = np.full((1, n), n**-0.5)  # orthonormal
        self.basis = [(len(game) - 1, -1)]  # independent coalitions and their levels
        self.rows = [members[-1]]
        self.of = [-1]
        self.right = [game[-1]]
        self.x = np.full(n, game[-1] / n)
        self.levels = np.empty(0)

    def _outside(self, vectors: Array) -> Array:
        return np.asarray(vectors - vectors @ self.span.T @ self.span)

    def fix(self, coalitions: NDArray[np.int64], players: NDArray[np.int64]) -> None:
        """Fix the excess of coalitions at a new level, and players at 0."""
        level = len(self.levels)
        for s in coalitions.tolist():
            rest = self._outside(self.members[s])
            length = np.linalg.norm(rest)
            if length > _ZERO:
                self.span = np.vstack([self.span, rest / length])
                self.basis.append((s, level))
        self.rows += [*self.members[coalitions], *np.eye(len(self.x))[players]]
        self.of += [level] * len(coalitions) + [-1] * len(players)
        self.right += [*self.game[coalitions], *np.zeros(len(players))]
        self.open &= np.linalg.norm(self._outside(self.members), axis=1) > _ZERO
        self._solve(level + 1)

    def _solve(self, levels: int) -> None:
        # the equations give the levels to the last digits, where the program stops at its tolerance
        at = np.asarray(self.of)[:, None] == np.arange(levels)
        matrix = np.hstack([np.array(self.rows), at.astype(np.float64)])
        found = np.linalg.lstsq(matrix, np.array(self.right), rcond=None)[0]
        self.x, self.levels = found[: len(self.x)], found[len(self.x) :]

    def equations(self) -> tuple[Array, Array]:
        """Independent equations that hold from here on: x(S) = right."""
        coalitions = [s for s, _ in self.basis]
        excess = [0.0 if level < 0 else self.levels[level] for _, level in self.basis]
        return self.members[coalitions], self.game[coalitions] - np.array(excess)


def _step(tight: _Tight, *, rational: bool) -> None:
    """Lower the largest excess of the open coalitions; fix those that keep it from falling further."""
    from scipy.optimize import linprog

    n = tight.members.shape[1]
    coalitions = np.flatnonzero(tight.open)
    left, right = tight.equations()
    result = linprog(
        np.append(np.zeros(n), 1.0),
        A_ub=-np.column_stack([tight.members[coalitions], np.ones(len(coalitions))]),
        b_ub=-tight.game[coalitions],
        A_eq=np.column_stack([left, np.zeros(len(left))]),
        b_eq=right,
        bounds=[(0.0 if rational else None, None)] * n + [(None, None)],
        method="highs-ds",
        options={"primal_feasibility_tolerance": _NONE, "dual_feasibility_tolerance": _NONE},
    )
    if result.status != 0:
        raise ReopenError(f"nucleolus: {result.message} Expected an optimum; check the scale of the values")
    held = coalitions[-result.ineqlin.marginals > _ZERO]
    tight.fix(held, np.flatnonzero(result.lower.marginals[:n] > _ZERO))


def _solve(values: Array, n: int, *, rational: bool) -> Nucleolus:
    """The nucleolus, or the prenucleolus when not rational or when there is no imputation."""
    members = _members(n)
    alone = values[1 << np.arange(n)]
    game = values - members @ alone  # what working together is worth: paying a player changes nothing
    game[np.abs(game) <= _ROUNDING * np.abs(values).max()] = 0.0
    scale = float(np.abs(game).max()) or 1.0
    possible = bool(game[-1] >= 0)
    tight = _Tight(game / scale, members)
    while len(tight.span) < n:
        _step(tight, rational=rational and possible)
    core = not tight.levels.size or bool(tight.levels[0] <= _NONE)
    x = alone + scale * tight.x
    return Nucleolus(x, values - members @ x, scale * tight.levels, core, possible)


def nucleolus(v: ArrayLike) -> Nucleolus:
    """The imputation whose excesses, from the largest down, are lexicographically least.

    Schmeidler (1969), by the programs of Maschler, Peleg and Shapley (1979). Each step lowers the
    largest excess that can still change::

        minimise e   with  v(S) - x(S) <= e  for open S,    x(N) = v(N),    x_i >= v({i}),
                           x(S) = v(S) - e_S  for S fixed at e_S before

    A coalition whose dual is positive has the excess e at every optimum and is fixed there; so has
    every coalition in the span of fixed ones a fixed excess, and is open no more. Each step adds to
    the span, so there are fewer than n of them.

    Parameters
    ----------
    v : array_like of float, shape (2 ** n,)
        Value of each coalition, of 1 to 12 players, in any unit; the empty one is worth 0.

    Returns
    -------
    Nucleolus
        Unique. When v(N) is less than what the players have alone there is no imputation: it is then
        the prenucleolus, without the bounds x_i >= v({i}), and ``rational`` is False.

    Raises
    ------
    SettingsError
        When ``v`` is no game of 1 to 12 players.
    ReopenError
        When a linear program is not solved.

    Notes
    -----
    The values are taken less what the players have alone and relative to the largest that is left.
    Excesses that differ by less than 1 part in 10 ** 9 of that may be taken as equal.

    Examples
    --------
    A debtor leaves 200 to claims of 100, 200 and 300 (Aumann and Maschler 1985):

    >>> found = nucleolus([0, 0, 0, 0, 0, 0, 100, 200])
    >>> found.allocation.round(6).tolist(), found.core
    ([50.0, 75.0, 75.0], True)
    """
    return _solve(*_game(v), rational=True)


def least_core(v: ArrayLike) -> LeastCore:
    """The least core (Maschler, Peleg and Shapley 1979), and the prenucleolus as a point of it.

    ::

        minimise epsilon   with  x(S) >= v(S) - epsilon  for S other than none and all,   x(N) = v(N)

    Where the core is non-empty or v is superadditive, the prenucleolus is the nucleolus.

    Parameters
    ----------
    v : array_like of float, shape (2 ** n,)
        Value of each coalition, of 1 to 12 players, in any unit; the empty one is worth 0.

    Returns
    -------
    LeastCore
        ``epsilon`` in the unit of ``v``; 0 for a single player, whom nothing bounds.

    Raises
    ------
    SettingsError
        When ``v`` is no game of 1 to 12 players.
    ReopenError
        When a linear program is not solved.

    Examples
    --------
    Any two of three share 1:

    >>> found = least_core([0, 0, 0, 1, 0, 1, 1, 1])
    >>> round(found.epsilon, 6), found.allocation.round(6).tolist()
    (0.333333, [0.333333, 0.333333, 0.333333])
    """
    found = _solve(*_game(v), rational=False)
    return LeastCore(float(found.levels[0]) if found.levels.size else 0.0, found.allocation)
