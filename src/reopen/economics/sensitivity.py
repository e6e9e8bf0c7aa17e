"""Which uncertain parameters move a result: one at a time, and by shares of its variance.

A tornado sets each parameter to its low and to its high while the others stay central. Sobol
indices split the variance of a result over all draws among groups of parameters (Sobol 1993;
groups: Saltelli et al. 2008, section 1.2.15)::

    first = V(E(y | group)) / V(y)             what knowing the group alone would take away
    total = E(V(y | all other groups)) / V(y)  what would stay if all others were known

They are estimated from two independent samples A and B, and from AB, which is A with the columns
of one group out of B (Saltelli et al. 2010, table 2, estimators b and f; f is of Jansen 1999)::

    first = mean(f(B) (f(AB) - f(A))) / V      total = mean((f(A) - f(AB)) ** 2) / (2 V)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.economics.draws import spread, unit_draws, whole
from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.economics.draws import Distribution, Ranges

    Array = NDArray[np.float64]
    Function = Callable[[NDArray[np.float64]], NDArray[np.float64]]

#: Groups that a reader can still compare.
MAX_GROUPS = 12
#: Spread of a result relative to its size that is rounding, not an answer to the parameters.
_ROUNDING = 1e-12
#: Weights held at a time while resampling; 32 MiB.
_WEIGHTS = 2**22


@dataclass(frozen=True, slots=True)
class Tornado:
    """M results with each of P parameters at its low and at its high, the others central.

    Attributes
    ----------
    names : tuple of str, length P
        Parameters.
    central : ndarray of float64, shape (M,)
        Results with all parameters central.
    low, high : ndarray of float64, shape (P, M)
        Results with one parameter at its low, and at its high.
    swing : ndarray of float64, shape (P, M)
        Greatest less least of low, central and high, so that a result that turns back shows too.
    order : ndarray of intp, shape (P, M)
        Parameters by falling swing; of equal swings the first by name comes first.
    """

    names: tuple[str, ...]
    central: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    swing: NDArray[np.float64]
    order: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Indices:
    """Sobol indices of M results for G groups of parameters.

    Estimates scatter: a first index may come out a little below 0 or above its total. They are
    left as estimated, since clipped ones would be biased.

    Attributes
    ----------
    names : tuple of str, length G
        Groups.
    first, total : ndarray of float64, shape (G, M)
        Share of the variance; 0 for a result that does not vary.
    first_low, first_high, total_low, total_high : ndarray of float64, shape (G, M)
        Limits of confidence.
    variance : ndarray of float64, shape (M,)
        Of the results, in their unit squared.
    constant : ndarray of bool, shape (M,)
        Results that do not vary beyond rounding; their variance and all indices are 0.
    n, seed, resamples : int
        Rows in each sample, and what drew them.
    confidence : float
        Level of the limits.
    """

    names: tuple[str, ...]
    first: NDArray[np.float64]
    total: NDArray[np.float64]
    first_low: NDArray[np.float64]
    first_high: NDArray[np.float64]
    total_low: NDArray[np.float64]
    total_high: NDArray[np.float64]
    variance: NDArray[np.float64]
    constant: NDArray[np.bool_]
    n: int
    seed: int
    resamples: int
    confidence: float


def tornado(function: Function, over: Ranges) -> Tornado:
    """Results with each parameter in turn at its low and at its high.

    Parameters
    ----------
    function : callable
        Takes rows of parameters, shape (n, P), and returns results, shape (n,) or (n, M), each row
        on its own. Called once, with 2 P + 1 rows.
    over : Ranges
        P parameters.

    Raises
    ------
    SettingsError
        When the results are not finite or not one row for each row of parameters.

    Examples
    --------
    >>> from reopen.economics.draws import ranges
    >>> found = tornado(lambda x: x[:, 0] + 10 * x[:, 1], ranges({"a": (0, 1, 3), "b": (1, 2, 3)}))
    >>> found.low[:, 0].tolist(), found.central.tolist(), found.high[:, 0].tolist()
    ([20.0, 11.0], [21.0], [23.0, 31.0])
    >>> [found.names[p] for p in found.order[:, 0]]
    ['b', 'a']
    """
    p = len(over.names)
    rows = np.tile(over.central, (2 * p + 1, 1))
    each = np.arange(p)
    rows[1 + each, each] = over.low
    rows[1 + p + each, each] = over.high
    found = _results(function, rows)
    central, low, high = found[0], found[1 : p + 1], found[p + 1 :]
    swing = np.maximum(np.maximum(low, high), central) - np.minimum(np.minimum(low, high), central)
    by_name = np.array(sorted(each.tolist(), key=over.names.__getitem__))
    order = by_name[np.argsort(-swing[by_name], axis=0, kind="stable")]
    return Tornado(over.names, central, low, high, swing, order)


def sobol_indices(
    function: Function,
    over: Ranges,
    groups: Mapping[str, Sequence[str]] | None = None,
    *,
    n: int = 1024,
    seed: int = 1,
    confidence: float = 0.95,
    resamples: int = 1000,
    distribution: Distribution = "triangular",
) -> Indices:
    """First and total Sobol indices of groups of parameters, with limits of confidence.

    Parameters
    ----------
    function : callable
        Takes rows of parameters, shape (n, P), and returns results, shape (n,) or (n, M), each row
        on its own. Called once, with n (G + 2) rows.
    over : Ranges
        P parameters, independent of each other.
    groups : mapping of str to sequence of str, optional
        Parameters of each of G groups, at most 12; every parameter that varies is in one. Without
        it, each parameter is a group of its own.
    n : int
        Rows of each sample, a power of two; sampling errors of the indices are of the order
        1 / sqrt(n) at worst.
    seed : int
        Not negative.
    confidence : float
        Level of the limits, between 0 and 1.
    resamples : int
        Resamples of the rows, from which the limits are taken as percentiles (Efron 1979; Archer,
        Saltelli and Sobol 1997). They take rows as independent draws, which a Sobol sequence
        betters, so that they are rather too wide than too narrow.
    distribution : {"triangular", "uniform"}
        How parameters lie between low and high.

    Returns
    -------
    Indices
        All of shape (G, M), also for one group or one result.

    Raises
    ------
    SettingsError
        When groups miss, repeat or do not know a parameter, an option is out of its limits, or the
        results are not finite or not one row for each row of parameters.

    Examples
    --------
    >>> from reopen.economics.draws import ranges
    >>> over = ranges({"a": (0, 1, 2), "b": (0, 1, 2), "c": (0, 2, 4)})
    >>> found = sobol_indices(lambda x: x.sum(axis=1), over, {"small": ["a", "b"], "large": ["c"]})
    >>> found.first[:, 0].round(2).tolist(), found.total[:, 0].round(2).tolist()  # 2 and 4 of 6
    ([0.33, 0.67], [0.33, 0.67])
    """
    _check_options(confidence, resamples)
    groups = {name: (name,) for name in over.names} if groups is None else groups
    members = _members(groups, over)
    rows = _design(over, members, n, seed, distribution)
    found, constant, size = _centred(_results(function, rows), 2 * n)
    a, b, ab = found[:n], found[n : 2 * n], found[2 * n :].reshape(len(members), n, -1)
    first, total, variance = _estimates(np.full((1, n), 1.0 / n), a, b, ab)
    resampled = [_estimates(weights, a, b, ab)[:2] for weights in _weights(n, resamples, seed)]
    limits = [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0]
    first_low, first_high = np.quantile(np.concatenate([r[0] for r in resampled]), limits, axis=0)
    total_low, total_high = np.quantile(np.concatenate([r[1] for r in resampled]), limits, axis=0)
    return Indices(
        tuple(groups), first[0], total[0], first_low, first_high, total_low, total_high,
        variance[0] * size**2, constant, n, seed, resamples, confidence,
    )  # fmt: skip


def _design(
    over: Ranges, members: Sequence[Sequence[int]], n: int, seed: int, distribution: Distribution
) -> Array:
    """A, B and AB of each group, one below the other, shape (n (G + 2), P)."""
    p = len(over.names)
    # Halves of one sequence: two sequences of their own would not be independent of each other.
    unit = unit_draws(n, 2 * p, seed)
    a, b = spread(unit[:, :p], over, distribution), spread(unit[:, p:], over, distribution)
    rows = np.concatenate([a, b, *[a] * len(members)])
    for g, columns in enumerate(members):
        rows[(g + 2) * n : (g + 3) * n, columns] = b[:, columns]
    return rows


def _centred(found: Array, independent: int) -> tuple[Array, NDArray[np.bool_], Array]:
    """Results less their mean over the independent rows, relative to their size, shape (M,)."""
    sample = found[:independent]
    constant = np.ptp(sample, axis=0) <= _ROUNDING * np.abs(sample).max(axis=0)
    # Centring keeps the product in the first index small (Sobol and Levitan 1999); dividing by the
    # size keeps the squares of very large or small results within range.
    centred = np.where(constant, 0.0, found - sample.mean(axis=0))
    size = np.where(constant, 1.0, np.abs(centred).max(axis=0))
    return centred / size, constant, size


def _estimates(weights: Array, a: Array, b: Array, ab: Array) -> tuple[Array, Array, Array]:
    """First and total indices, shape (R, G, M), and variance, shape (R, M), by weights of rows, (R, n)."""
    mean, square = weights @ ((a + b) / 2.0), weights @ ((a**2 + b**2) / 2.0)
    variance = np.maximum(square - mean**2, 0.0)
    # A resample of few rows may not vary at all.
    divisor = np.where(variance > 0.0, variance, np.inf)[:, None]
    first = np.stack([weights @ (b * (f - a)) for f in ab], axis=1) / divisor
    total = np.stack([weights @ (a - f) ** 2 for f in ab], axis=1) / (2.0 * divisor)
    return first, total, variance


def _weights(n: int, resamples: int, seed: int) -> Iterator[Array]:
    """Shares of the rows in resamples with replacement, some resamples at a time."""
    rng = np.random.default_rng((seed, 1))
    step = max(1, _WEIGHTS // n)
    for begin in range(0, resamples, step):
        count = min(step, resamples - begin)
        taken = rng.integers(n, size=(count, n)) + n * np.arange(count)[:, None]
        yield np.bincount(taken.ravel(), minlength=count * n).reshape(count, n) / n


def _results(function: Function, rows: Array) -> Array:
    """Results of rows as a table, shape (n, M)."""
    found = np.asarray(function(rows), dtype=np.float64)
    if found.ndim not in (1, 2) or len(found) != len(rows):
        raise SettingsError(
            f"the function returned shape {found.shape} for {len(rows)} rows; "
            f"it must return ({len(rows)},) or ({len(rows)}, M)"
        )
    found = found.reshape(len(rows), -1)
    wrong = ~np.isfinite(found).all(axis=1)
    if wrong.any():
        raise SettingsError(
            f"results of {wrong.sum()} of {len(rows)} rows are not finite, first in row {wrong.argmax()}; "
            "narrow the ranges to where the function has values"
        )
    return found


def _members(groups: Mapping[str, Sequence[str]], over: Ranges) -> list[list[int]]:
    """Columns of each group."""
    place = {name: p for p, name in enumerate(over.names)}
    listed = [(group, name) for group, names in groups.items() for name in names]
    problems = []
    if not 1 <= len(groups) <= MAX_GROUPS:
        problems.append(f"{len(groups)} groups; give 1 to {MAX_GROUPS}, with parameters that belong together")
    problems += [f"group {group!r} is empty; leave it out" for group, names in groups.items() if not names]
    problems += [
        f"group {group!r} lists {name!r}, which has no range; give one or leave it out"
        for group, name in listed
        if name not in place
    ]
    home: dict[str, str] = {}
    for group, name in listed:
        if name in home:
            problems.append(f"{name!r} is listed in {home[name]!r} and again in {group!r}; list it once")
        home.setdefault(name, group)
    problems += [
        f"{name!r} varies but is in no group; add it to one"
        for name, p in place.items()
        if name not in home and over.low[p] < over.high[p]
    ]
    if problems:
        raise SettingsError("groups: " + "; ".join(problems))
    return [[place[name] for name in names] for names in groups.values()]


def _check_options(confidence: object, resamples: object) -> None:
    problems = []
    if not isinstance(confidence, float) or not 0.0 < confidence < 1.0:
        problems.append(f"confidence is {confidence!r}; give a share between 0 and 1, such as 0.95")
    if not whole(resamples) or resamples < 2:
        problems.append(f"resamples is {resamples!r}; give a whole number of at least 2, such as 1000")
    if problems:
        raise SettingsError("; ".join(problems))
