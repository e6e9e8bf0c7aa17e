"""Draws of uncertain parameters: low, central and high of each, and a seeded Sobol sequence.

A parameter is known by the lowest, the most likely and the highest value that is credible. Its
draws follow the triangular distribution on these, by its inverse distribution function (Johnson,
Kotz and Balakrishnan 1995, chapter 26)::

    F = (central - low) / (high - low)
    x(u) = low + (high - low) sqrt(u F)                where u < F
           high - (high - low) sqrt((1 - u)(1 - F))    elsewhere

u comes from a Sobol sequence (Sobol 1967; direction numbers of Joe and Kuo 2008) scrambled by a
random matrix and a digital shift (Matousek 1998), whose means converge faster than those of
independent draws. Its early columns are the more even ones, so that columns are handed out by name: what
a parameter draws does not depend on the order in which parameters are listed. It does depend on
which other parameters there are, since a name in between moves those behind it on by one column.

Only integers, sums, products and correctly rounded square roots are involved, so that a seed gives
the same bytes on every machine.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeGuard

import numpy as np

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Distribution = Literal["triangular", "uniform"]

#: Bits of a point; the sequence repeats itself after 2 ** 30 draws.
_BITS = 30
#: Columns for which direction numbers are known.
_COLUMNS = 21201


@dataclass(frozen=True, slots=True)
class Ranges:
    """What P uncertain parameters may be, each in its own unit.

    Attributes
    ----------
    names : tuple of str, length P
        Every name once.
    low, central, high : ndarray of float64, shape (P,)
        Lowest, most likely and highest credible value.
    """

    names: tuple[str, ...]
    low: NDArray[np.float64]
    central: NDArray[np.float64]
    high: NDArray[np.float64]


def ranges(given: Mapping[str, Sequence[float]] | Iterable[Sequence[object]]) -> Ranges:
    """Check ranges and put them into arrays.

    Parameters
    ----------
    given : mapping of str to (low, central, high), or iterable of (name, low, central, high)
        At least one; their order is kept.

    Returns
    -------
    Ranges
        Its arrays can not be written to.

    Raises
    ------
    SettingsError
        When there is no range, or naming every range that is upside down, not three finite
        numbers, or given twice.

    Examples
    --------
    >>> ranges({"fee": (10, 20, 40), "delay": (1, 1, 3)}).high.tolist()
    [40.0, 3.0]
    """
    rows = [(name, *bounds) for name, bounds in given.items()] if isinstance(given, Mapping) else list(given)
    names: list[str] = []
    bounds: list[list[float]] = []
    problems: list[str] = []
    for row in rows:
        name = str(row[0]) if len(row) else ""
        if name in names:
            problems.append(f"{name!r} is given twice; give each range once")
            continue
        found, problem = _bounds(row[1:])
        names.append(name)
        bounds.append(found)
        if problem:
            problems.append(f"{name!r} {problem}")
    if not rows:
        problems.append("there is none; give at least one")
    if problems:
        raise SettingsError("ranges: " + "; ".join(problems))
    table = np.array(bounds).T.copy()
    table.setflags(write=False)
    return Ranges(tuple(names), table[0], table[1], table[2])


def _bounds(seen: Sequence[object]) -> tuple[list[float], str]:
    """Low, central and high as numbers, and what is wrong with them."""
    shown = ", ".join(str(value) for value in seen)
    try:
        low, central, high = (float(value) for value in seen)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return [], f"has ({shown}); give the three numbers low, central and high"
    found = [low, central, high]
    if not np.isfinite([*found, high - low]).all():
        return found, f"has ({shown}), which is not finite; give finite numbers"
    if not low <= central <= high:
        return found, f"has ({shown}), which is upside down; give low <= central <= high"
    return found, ""


def unit_draws(n: int, dims: int, seed: int) -> NDArray[np.float64]:
    """Scrambled Sobol points of the unit cube.

    Parameters
    ----------
    n : int
        Number of points, a power of two from 2 to 2 ** 30: other numbers of points would not be
        balanced.
    dims : int
        Number of columns, 1 to 21201.
    seed : int
        Not negative.

    Returns
    -------
    ndarray of float64, shape (n, dims)
        In [0, 1); each column has exactly one value in every ``[k / n, (k + 1) / n)``.

    Raises
    ------
    SettingsError
        When n is no such power (names the nearest ones), or dims or seed is out of its limits.

    Examples
    --------
    >>> np.sort(np.floor(4 * unit_draws(4, 2, seed=1)), axis=0).T.tolist()
    [[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0]]
    """
    _check_draws(n, dims, seed)
    from scipy.stats import qmc  # type: ignore[import-untyped, unused-ignore]

    # SciPy 1.15 renamed the argument; both take a generator.
    name = "rng" if "rng" in inspect.signature(qmc.Sobol).parameters else "seed"
    sequence = qmc.Sobol(dims, scramble=True, bits=_BITS, **{name: np.random.default_rng(seed)})
    return np.asarray(sequence.random(n), dtype=np.float64)


def _check_draws(n: object, dims: object, seed: object) -> None:
    problems: list[str] = []
    if not whole(n):
        problems.append(f"{n!r} draws is no whole number; take a power of two such as 1024")
    elif not 2 <= n <= 2**_BITS or n & (n - 1):
        problems.append(f"{n} draws is no power of two from 2 to 2 ** {_BITS}; take {_nearest(int(n))}")
    if not whole(dims) or not 1 <= dims <= _COLUMNS:
        problems.append(f"{dims!r} columns cannot be drawn; take 1 to {_COLUMNS}")
    if not whole(seed) or seed < 0:
        problems.append(f"the seed {seed!r} is no whole number from 0 on; take one such as 1")
    if problems:
        raise SettingsError("; ".join(problems))


def _nearest(n: int) -> str:
    below = 1 << min(max(n, 2), 2**_BITS).bit_length() - 1
    return f"{below} or {2 * below}" if below < n < 2**_BITS else f"{below}"


def triangular(u: ArrayLike, low: ArrayLike, central: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Triangular distribution at given probabilities: the inverse of its distribution function.

    Parameters
    ----------
    u : array_like, shape (n, P) or what broadcasts with the others
        Probabilities in [0, 1].
    low, central, high : array_like, shape (P,)
        Ends and mode; ``low == central`` and ``central == high`` are allowed.

    Returns
    -------
    ndarray of float64, shape (n, P)
        Within low and high; exactly central where these are the same.

    Raises
    ------
    SettingsError
        When a probability is not in [0, 1], or not low <= central <= high.

    Examples
    --------
    >>> triangular([0.0, 0.25, 1.0], 0.0, 1.0, 4.0).tolist()
    [0.0, 1.0, 4.0]
    >>> triangular([0.1, 0.9], 0.3, 0.3, 0.3).tolist()
    [0.3, 0.3]
    """
    u, low, central, high = _checked(u, low, central, high)
    width = high - low
    unit = np.where(width > 0.0, width, 1.0)
    # The root of a share, not of a product of widths: that could overflow.
    rising = low + width * np.sqrt(u * ((central - low) / unit))
    falling = high - width * np.sqrt((1.0 - u) * ((high - central) / unit))
    drawn = np.clip(np.where(u < (central - low) / unit, rising, falling), low, high)
    return np.where(low == high, central, drawn)


def uniform(u: ArrayLike, low: ArrayLike, central: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Uniform distribution at given probabilities, ``low + u (high - low)``.

    Arguments, result and errors are those of `triangular`; central matters only where low and
    high are the same.

    Examples
    --------
    >>> uniform([0.0, 0.25, 1.0], 0.0, 1.0, 4.0).tolist()
    [0.0, 1.0, 4.0]
    """
    u, low, central, high = _checked(u, low, central, high)
    drawn = np.clip(low + u * (high - low), low, high)
    return np.where(low == high, central, drawn)


def _checked(*given: ArrayLike) -> tuple[Array, Array, Array, Array]:
    u, low, central, high = (np.asarray(values, dtype=np.float64) for values in given)
    problems = []
    wrong = ~((u >= 0.0) & (u <= 1.0))
    if wrong.any():
        problems.append(f"the probability {u[wrong][0]} is not in [0, 1]; give shares, not per cent")
    with np.errstate(over="ignore", invalid="ignore"):
        finite = np.isfinite(high - low)
    if not (finite & (low <= central) & (central <= high)).all():
        problems.append("a range is upside down or not finite; give low <= central <= high")
    if problems:
        raise SettingsError("; ".join(problems))
    return u, low, central, high


def spread(unit: NDArray[np.float64], over: Ranges, distribution: Distribution = "triangular") -> Array:
    """Points of the unit cube as values of parameters.

    Parameters
    ----------
    unit : ndarray of float64, shape (n, P)
        Probabilities; columns belong to the parameters sorted by name.
    over : Ranges
        P parameters.
    distribution : {"triangular", "uniform"}
        How values lie between low and high.

    Returns
    -------
    ndarray of float64, shape (n, P)
        Columns in the order of ``over.names``.

    Raises
    ------
    SettingsError
        When the distribution is not known or the number of columns is not P.

    Examples
    --------
    >>> spread(np.array([[0.0, 1.0]]), ranges({"b": (0, 1, 2), "a": (5, 6, 7)})).tolist()
    [[2.0, 5.0]]
    """
    inverses = {"triangular": triangular, "uniform": uniform}
    if distribution not in inverses:
        raise SettingsError(f"no distribution {distribution!r}; take one of {', '.join(inverses)}")
    if unit.ndim != 2 or unit.shape[1] != len(over.names):
        raise SettingsError(
            f"unit draws of shape {unit.shape} for {len(over.names)} ranges; give one column for each"
        )
    column = np.empty(len(over.names), dtype=np.intp)
    column[sorted(range(len(over.names)), key=over.names.__getitem__)] = np.arange(len(over.names))
    return inverses[distribution](unit[:, column], over.low, over.central, over.high)


def draw(
    over: Ranges, n: int, seed: int, *, distribution: Distribution = "triangular"
) -> NDArray[np.float64]:
    """Draws of all parameters, independent of each other.

    Parameters
    ----------
    over : Ranges
        P parameters.
    n : int
        Number of draws, a power of two of at least 2.
    seed : int
        Not negative; the same seed gives the same bytes.
    distribution : {"triangular", "uniform"}
        How values lie between low and high.

    Returns
    -------
    ndarray of float64, shape (n, P)
        Columns in the order of ``over.names``; one whose low and high are the same is exactly
        its central value.

    Raises
    ------
    SettingsError
        As `unit_draws` and `spread`.

    Examples
    --------
    >>> found = draw(ranges({"fee": (10, 20, 40), "fixed": (7, 7, 7)}), 1024, seed=1)
    >>> found.mean(axis=0).round(2).tolist()  # (10 + 20 + 40) / 3
    [23.33, 7.0]
    """
    return spread(unit_draws(n, len(over.names), seed), over, distribution)


def claims_range(values: ArrayLike) -> tuple[float, float, float]:
    """Least, median and greatest of what sources claim about one figure.

    Parameters
    ----------
    values : array_like, shape (K,)
        One value a claim, in one unit.

    Returns
    -------
    low, central, high : float
        Ready for `ranges`; with an even number of claims, central is the mean of the middle two.

    Raises
    ------
    SettingsError
        When there is no claim, or one is not finite.

    Examples
    --------
    >>> claims_range([400, 1000, 500, 550])
    (400.0, 525.0, 1000.0)
    """
    claims = np.asarray(values, dtype=np.float64).ravel()
    if not len(claims):
        raise SettingsError("no claim to take a range of; give at least one")
    if not np.isfinite(claims).all():
        raise SettingsError(f"the claim {claims[~np.isfinite(claims)][0]} is not finite; leave it out")
    return float(claims.min()), float(np.median(claims)), float(claims.max())


def percentiles(values: ArrayLike, axis: int = 0, q: Sequence[float] = (10, 50, 90)) -> NDArray[np.float64]:
    """Percentiles over draws, linear between order statistics (Hyndman and Fan 1996, type 7).

    Parameters
    ----------
    values : array_like, shape (n, ...)
        Draws along the axis, at least one; finite.
    axis : int
        Where the draws lie.
    q : sequence of float, length Q
        Per cent, 0 to 100.

    Returns
    -------
    ndarray of float64, shape (Q, ...)
        Exactly the value where all draws are the same.

    Raises
    ------
    SettingsError
        When there is no draw, a draw is not finite, the axis does not exist or a q is not in
        [0, 100].

    Examples
    --------
    >>> percentiles(np.arange(11.0)).tolist()
    [1.0, 5.0, 9.0]
    """
    drawn, levels = np.asarray(values, dtype=np.float64), np.asarray(q, dtype=np.float64)
    problems = []
    if not -drawn.ndim <= axis < drawn.ndim:
        problems.append(f"no axis {axis} in draws of shape {drawn.shape}; name the one along which they lie")
    elif not drawn.shape[axis]:
        problems.append(f"no draw in shape {drawn.shape} along axis {axis}; give at least one")
    if not np.isfinite(drawn).all():
        problems.append(f"{(~np.isfinite(drawn)).sum()} of the draws are not finite; mend what drew them")
    outside = ~((levels >= 0.0) & (levels <= 100.0))
    if outside.any():
        problems.append(f"the percentile {levels[outside].flat[0]} is not in [0, 100]; give per cent")
    if problems:
        raise SettingsError("; ".join(problems))
    # Linear steps between two equal order statistics add nothing, so that equal draws stay exact.
    return np.asarray(np.percentile(drawn, levels, axis=axis, method="linear"))


def whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, of Python or NumPy."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
