"""How works kept their pace and their targets: rates, and the factors by which durations were overrun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, isfinite, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.accord.record import Record

    Array = NDArray[np.float64]

#: Days that must lie between two claims for a rate between them to be told from noise.
QUARTER = 90.0
#: A rate this many times lower or higher than before is as far as a single pair of claims counts.
MOST_TIMES = 20.0
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


def rate_errors(known: Sequence[Record]) -> Array:
    """How works went on, as against their claims until then: the next rate over the rate before, (k,).

    The next rate is that to the first claim at least `QUARTER` days later; ratios are kept within
    `MOST_TIMES`.
    """
    errors = []
    for one in known:
        for end in range(2, len(one.days)):
            before = rate_of(one.days[:end], one.done[:end])
            later = np.flatnonzero(one.days >= one.days[end - 1] + QUARTER)
            if not before > 0.0 or not len(later):
                continue
            gone = one.days[later[0]] - one.days[end - 1]
            ratio = (one.done[later[0]] - one.done[end - 1]) / gone / before
            errors.append(min(max(ratio, 1.0 / MOST_TIMES), MOST_TIMES))
    return np.array(errors, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """How targets held, one entry a target that was tested.

    Attributes
    ----------
    factor : (k,) float64 array
        Time from the claim of the target to the end, over the time then planned.
    exact : (k,) bool array
        Whether the work is finished; else the factor is the least that it can be.
    planned : (k,) float64 array
        Time then planned, days.
    weight : (k,) float64 array
        1 over the number of tested targets of the work, so that every work counts once.
    """

    factor: Array
    exact: NDArray[np.bool_]
    planned: Array
    weight: Array

    @property
    def works(self) -> int:
        """Number of works."""
        return round(float(self.weight.sum()))


def target_factors(known: Sequence[Record], now: float) -> Factors:
    """How the targets of works held until a day.

    A target is tested once its work is finished, its day is past, or a later one was claimed at
    least `QUARTER` days after it; later ones claimed sooner stand beside it as another view. The end
    of a work that is not finished is at least the present day and the latest day so claimed.

    Examples
    --------
    >>> from reopen.accord.record import record
    >>> late = record("late", said=[0.0], targets=[100.0], finished=150.0)
    >>> moved = record("moved", said=[0.0, 90.0], targets=[100.0, 300.0])
    >>> found = target_factors([late, moved], 200.0)
    >>> found.factor.tolist(), found.exact.tolist()
    ([1.5, 3.0], [True, False])
    """
    rows = []
    for one in known:
        mine = []
        for said, target in zip(one.said, one.targets, strict=True):
            exact = isfinite(one.finished)
            end = (
                one.finished if exact else max(now, one.targets[one.said >= said + QUARTER].max(initial=now))
            )
            if said < min(target, end) and (exact or end > target):
                mine.append(((end - said) / (target - said), float(exact), target - said))
        rows += [(*row, 1.0 / len(mine)) for row in mine]
    columns = np.array(rows, np.float64).reshape(-1, 4).T
    return Factors(columns[0], columns[1] > 0.0, columns[2], columns[3])


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
    mean = float(np.average(values[exact], weights=weights[exact]))
    sd = float(values[exact].std())
    for _ in range(ROUNDS):
        hazard = np.array([_hazard((value - mean) / sd) for value in values])
        first = np.where(exact, values, mean + sd * hazard)
        second = np.where(exact, values**2, mean**2 + sd**2 + sd * (values + mean) * hazard)
        new = float(np.average(first, weights=weights))
        spread = sqrt(max(float(np.average(second, weights=weights)) - new**2, 0.0))
        moved, mean, sd = abs(new - mean) + abs(spread - sd), new, spread
        if moved < 1e-10:
            break
    return mean, sd


def _hazard(place: float) -> float:
    """Density over the chance above (Mills' ratio turned over); far out the place itself."""
    return exp(-0.5 * place**2) / sqrt(2.0 * pi) / above(place) if place < 30.0 else place
