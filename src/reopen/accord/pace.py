"""How works kept their pace and their targets: rates, and how far times that were foreseen were overrun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, isfinite, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.accord.record import Record

    Array = NDArray[np.float64]

#: Share a day below which claims do not grow in any time that can be reckoned with.
SLOWEST = 1e-12
#: Rounds of fitting; it is over far sooner.
ROUNDS = 500


def above(place: float) -> float:
    """Chance that a standard normal number is larger; exact far out too.

    Examples
    --------
    >>> above(0.0)
    0.5
    """
    return 0.5 * erfc(place / sqrt(2.0))


def rate_of(days: Array, done: Array) -> float:
    """Progress a day by the estimator of Theil and Sen: the median of the slopes between all pairs of claims.

    Parameters
    ----------
    days, done : (n,) float64 array
        When claimed, days, and the share done.

    Returns
    -------
    float
        Share a day; NaN with fewer than two claims of different days.

    References
    ----------
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the
    American Statistical Association 63.

    Examples
    --------
    >>> round(rate_of(np.array([0.0, 10.0, 20.0, 30.0]), np.array([0.0, 0.1, 0.2, 0.9])), 3)
    0.02
    """
    first, second = np.triu_indices(len(days), 1)
    apart = days[second] - days[first]
    slopes = (done[second] - done[first])[apart > 0.0] / apart[apart > 0.0]
    return float(np.median(slopes)) if len(slopes) else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """How durations that were foreseen turned out, one entry a time that one was foreseen.

    Attributes
    ----------
    factor : (k,) float64 array
        Time from then to the end, over the time then foreseen.
    exact : (k,) bool array
        Whether the work is finished; else the factor is the least that it can be.
    planned : (k,) float64 array
        Time then foreseen, days.
    weight : (k,) float64 array
        1 over the number of entries of the work, so that every work counts once.
    works : int
        Works of which one entry at least is tested: finished, or overrun already.
    """

    factor: Array
    exact: NDArray[np.bool_]
    planned: Array
    weight: Array
    works: int


Entries = Sequence[tuple[float, ...]]


def pace_entries(one: Record, now: float) -> Entries:
    """How long a work took from each progress claim on, over what was left at its rate until then.

    A work that is not finished took at least until the present day. An entry is a factor, whether it is
    exact, the time foreseen, and a weight, as in `Factors`.

    Examples
    --------
    >>> from reopen.accord.record import record
    >>> pace_entries(record("slower", days=[0.0, 100.0], done=[0.0, 0.5], finished=300.0), 400.0)
    [(2.0, 1.0, 100.0, 1.0)]
    """
    foreseen = []
    for end in range(2, len(one.days) + 1):
        rate, share = rate_of(one.days[:end], one.done[:end]), float(one.done[end - 1])
        if rate > SLOWEST and share < 1.0:
            foreseen.append((float(one.days[end - 1]), (1.0 - share) / rate))
    return _turned_out(one, foreseen, now)


def target_entries(one: Record, now: float) -> Entries:
    """How the targets of a work held until a day, over the time then planned; likewise.

    That a later target was claimed is no end: it may be too late as well as too early.

    Examples
    --------
    >>> from reopen.accord.record import record
    >>> target_entries(record("moved", said=[0.0, 90.0], targets=[100.0, 310.0]), 200.0)
    [(2.0, 0.0, 100.0, 0.5), (0.5, 0.0, 220.0, 0.5)]
    """
    return _turned_out(one, list(zip(one.said.tolist(), (one.targets - one.said).tolist(), strict=True)), now)


def together(works: Sequence[Entries]) -> Factors:
    """Entries of works as columns."""
    columns = np.array([row for rows in works for row in rows], np.float64).reshape(-1, 4).T
    tested = sum(any(row[1] or row[0] > 1.0 for row in rows) for rows in works)
    return Factors(columns[0], columns[1] > 0.0, columns[2], columns[3], tested)


def _turned_out(one: Record, foreseen: Sequence[tuple[float, float]], now: float) -> Entries:
    """Entries of each (day, time foreseen) of a work."""
    exact = isfinite(one.finished) and one.finished <= now
    end = one.finished if exact else now
    mine = []
    for day, planned in foreseen:
        if planned > 0.0 and end > day:
            mine.append(((end - day) / planned, float(exact), planned))
    return [(*row, 1.0 / len(mine)) for row in mine]


def censored_fit(values: Array, exact: Array, weights: Array) -> tuple[float, float]:
    """Mean and standard deviation of most likelihood where some values are known as least values only.

    By expectation and maximisation: a value known from below stands in with the mean and the variance
    of the normal distribution above it.

    Parameters
    ----------
    values : (k,) float64 array
        Values, at least two of them exact and different.
    exact : (k,) bool array
        Whether a value is exact, else it is the least that it can be.
    weights : (k,) float64 array
        How often each counts.

    References
    ----------
    Tobin, J. (1958). Estimation of relationships for limited dependent variables. Econometrica 26(1).

    Examples
    --------
    >>> mean, sd = censored_fit(np.array([1.0, 3.0]), np.array([True, True]), np.ones(2))
    >>> round(mean, 6), round(sd, 6)
    (2.0, 1.0)
    """
    from scipy.special import erfcx

    mean = float(np.average(values[exact], weights=weights[exact]))
    sd = float(values[exact].std())
    for _ in range(ROUNDS):
        # The normal density over the chance above, in a form that is exact far out too.
        hazard = sqrt(2.0 / pi) / erfcx((values - mean) / (sd * sqrt(2.0)))
        first = np.where(exact, values, mean + sd * hazard)
        second = np.where(exact, values**2, mean**2 + sd**2 + sd * (values + mean) * hazard)
        new = float(np.average(first, weights=weights))
        spread = sqrt(max(float(np.average(second, weights=weights)) - new**2, 0.0))
        moved, mean, sd = abs(new - mean) + abs(spread - sd), new, spread
        if moved < 1e-7:
            break
    return mean, sd
