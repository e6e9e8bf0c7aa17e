"""How much of a link's benefit there is in each year of service: does it stand open, do people use it yet.

Year 0 of service begins when the link is ready. Time is the last axis of every result; the other axes
are those of the arguments, which broadcast. Chance and phase-in are shares from 0 to 1, so that a yearly
benefit times both is the benefit expected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


def faults(name: str, values: ArrayLike, good: ArrayLike, expected: str) -> list[str]:
    """A sentence about the values that are not good, or nothing.

    Parameters
    ----------
    name : str
        What the values are.
    values : array_like, shape (...)
        The values seen.
    good : array_like of bool, shape (...)
        Where they are as they should be.
    expected : str
        What they should be.

    Examples
    --------
    >>> faults("rate", [0.1, -2.0], [True, False], "more than -1")
    ['rate at [1] is -2.0; expected more than -1']
    """
    fine = np.asarray(good)
    if fine.all():
        return []
    seen, wrong = np.asarray(values), np.argwhere(~fine)
    at = tuple(wrong[0].tolist())
    where = f" at {list(at)}" if at else ""
    more = f", and {len(wrong) - 1:,} more are wrong" if len(wrong) > 1 else ""
    return [f"{name}{where} is {seen[at]}{more}; expected {expected}"]


def misfits(**shapes: tuple[int, ...]) -> list[str]:
    """A sentence about shapes that do not broadcast, or nothing.

    Examples
    --------
    >>> misfits(rate=(3,), capital=(2,))
    ['rate of shape (3,), capital of shape (2,); expected shapes that broadcast']
    """
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError:
        seen = ", ".join(f"{name} of shape {shape}" for name, shape in shapes.items())
        return [f"{seen}; expected shapes that broadcast"]
    return []


def refuse(problems: list[str]) -> None:
    """Raise one `SettingsError` with all problems, where there are any."""
    if problems:
        raise SettingsError("; ".join(problems))


def wrong_years(years: int) -> list[str]:
    """A sentence about a number of years that is none, or nothing.

    Examples
    --------
    >>> wrong_years(-1)
    ['years is -1; expected a whole number, 0 or more']
    """
    whole = isinstance(years, int | np.integer) and not isinstance(years, bool)
    return [] if whole and years >= 0 else [f"years is {years!r}; expected a whole number, 0 or more"]


def open_probability(years: int, *, opens: ArrayLike, recloses: ArrayLike) -> Array:
    """Probability that a link stands open in each year after it is ready.

    A chain of two states in yearly steps. At readiness the link is closed; each year a closed link opens
    with probability a (``opens``) and an open one closes with probability r (``recloses``)::

        p_1 = a,  p_(t+1) = p_t (1 - r) + (1 - p_t) a,  so  p_t = a / (a + r) * (1 - (1 - a - r)^t)

    Years are taken as wholly open or wholly closed. The benefit expected of an opening that may close
    again is the yearly benefit times this probability; what another closing would cost beyond the lost
    benefit is not in it.

    Parameters
    ----------
    years : int
        Years T of service.
    opens, recloses : array_like, shape (...)
        Probabilities per year, 0 to 1; they broadcast.

    Returns
    -------
    ndarray, shape (..., T)
        Entry t is that of the (t + 1)-th year of service, p_(t + 1).

    Raises
    ------
    SettingsError
        When ``years`` is negative, a probability is outside 0 to 1, or shapes do not fit.

    References
    ----------
    Kemeny, J. G. and Snell, J. L. (1960). Finite Markov Chains. Two-state chain.

    Examples
    --------
    >>> open_probability(3, opens=0.5, recloses=0.25).tolist()
    [0.5, 0.625, 0.65625]
    >>> open_probability(3, opens=1.0, recloses=0.0).tolist()
    [1.0, 1.0, 1.0]
    """
    a, r = np.asarray(opens, dtype=np.float64), np.asarray(recloses, dtype=np.float64)
    problems = wrong_years(years) + misfits(opens=a.shape, recloses=r.shape)
    for name, share in (("opens", a), ("recloses", r)):
        problems += faults(name, share, (share >= 0.0) & (share <= 1.0), "a probability per year, 0 to 1")
    refuse(problems)
    t = np.arange(1, years + 1)
    moves = (a + r)[..., None]
    slow = moves < 0.5  # there the power is near 1, and 1 less it would lose its digits
    rest = np.log1p(-np.where(slow, moves, 0.0))
    moved = np.where(slow, -np.expm1(t * rest), 1.0 - (1.0 - moves) ** t)
    never = np.broadcast_to(moves == 0.0, moved.shape)
    ratio = np.divide(moved, moves, out=np.zeros(moved.shape), where=~never)
    return np.minimum(a[..., None] * ratio, 1.0)  # rounding must not lift it above 1


def ramp_at(time: ArrayLike, *, phase_in: ArrayLike) -> Array:
    """Share of the full response that is reached at a time after readiness: a logistic curve.

    The logistic curve with its mid-point at half the phase-in P, lowered and stretched so that it is
    0 at time 0, 0.95 at time P and tends to 1. These three settle its slope, 2 ln 20 / P, and leave::

        s(x) = (1 - e) / (1 + 20 e),  e = 400 ** (-x / P)

    At P / 2, where the curve is steepest, the share is 0.475.

    Parameters
    ----------
    time : array_like, shape (...)
        Years since readiness, 0 or more.
    phase_in : array_like, shape (...)
        Years P until 95 per cent of the response; 0 gives all of it at once. Broadcasts with ``time``.

    Returns
    -------
    ndarray, shape (...)
        From 0 to 1.

    Raises
    ------
    SettingsError
        When a time or a phase-in is negative or not finite, or shapes do not fit.

    References
    ----------
    Verhulst, P. F. (1838). Notice sur la loi que la population suit dans son accroissement; the scale
    between 0 and 1 is this project's.

    Examples
    --------
    >>> ramp_at([0.0, 2.0, 4.0], phase_in=4.0).round(3).tolist()
    [0.0, 0.475, 0.95]
    """
    x, p = np.asarray(time, dtype=np.float64), np.asarray(phase_in, dtype=np.float64)
    problems = misfits(time=x.shape, phase_in=p.shape)
    for name, span in (("time", x), ("phase_in", p)):
        problems += faults(name, span, np.isfinite(span) & (span >= 0.0), "finite years, 0 or more")
    refuse(problems)
    shape = np.broadcast_shapes(x.shape, p.shape)
    at_once = np.broadcast_to(p == 0.0, shape)
    with np.errstate(over="ignore"):  # a phase-in of next to nothing
        left = np.exp(-np.log(400.0) * np.divide(x, p, out=np.full(shape, np.inf), where=~at_once))
    return np.asarray((1.0 - left) / (1.0 + 20.0 * left))


def ramp(years: int, *, phase_in: ArrayLike) -> Array:
    """Share of the full response in each year of service, taken at the middle of the year.

    `ramp_at` at 0.5, 1.5, ... years after readiness; year 0 has a small share, not none.

    Parameters
    ----------
    years : int
        Years T of service.
    phase_in : array_like, shape (...)
        Years until 95 per cent of the response; 0 gives 1 at once.

    Returns
    -------
    ndarray, shape (..., T)

    Raises
    ------
    SettingsError
        When ``years`` is negative, or a phase-in is negative or not finite.

    Examples
    --------
    >>> ramp(4, phase_in=[0.0, 3.0]).round(3).tolist()
    [[1.0, 1.0, 1.0, 1.0], [0.075, 0.475, 0.875, 0.981]]
    """
    p = np.asarray(phase_in, dtype=np.float64)
    good = np.isfinite(p) & (p >= 0.0)
    refuse(wrong_years(years) + faults("phase_in", p, good, "finite years, 0 or more"))
    return ramp_at(np.arange(years) + 0.5, phase_in=p[..., None])
