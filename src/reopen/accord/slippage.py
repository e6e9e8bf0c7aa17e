"""When a work will be finished: from its own progress, and from how the targets of other works held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log, prod, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from reopen.accord.pace import above, censored_fit, pace_entries, rate_of, target_entries, together
from reopen.errors import SettingsError

if TYPE_CHECKING:
    from reopen.accord.pace import Entries, Factors
    from reopen.accord.record import Record

#: Share of outcomes that an interval is made to hold.
LEVEL = 0.8
#: Fewest other works with a tested target that make a reference class.
LEAST_WORKS = 3
#: A time foreseen this many times shorter or longer than one's own counts 0.6 times as much as one alike.
LIKE = 2.0
#: Before the record speaks: a target that was kept, and one that took twice the time left.
PRIOR_FACTORS = (1.0, 2.0)
#: Before the record speaks: works that went on at double and at half of their rate until then.
PRIOR_PACES = (0.5, 2.0)
#: How often each of the two works of the prior counts, where a work of the record counts once at most.
PRIOR_WEIGHT = 0.25
#: Correlation of the errors of the two parts: an assumption, with which intervals held their share in
#: invented registers; ``bench/forecasts.py`` tells how well on others.
CORRELATION = 0.4
#: Places in a normal distribution beyond which nothing is looked for.
FARTHEST = 8.0
#: Logarithm of the longest time that is written.
LONGEST = 700.0
#: Days in a year.
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Spread:
    """A duration from a day on, whose logarithm (of days) is normal.

    Attributes
    ----------
    origin, mean, sd : float
        The day, and mean and standard deviation of the logarithm.
    """

    origin: float
    mean: float
    sd: float

    def beyond(self, day: float) -> float:
        """Chance that it lasts beyond a day."""
        lasted = day - self.origin
        return above((log(lasted) - self.mean) / self.sd) if lasted > 0.0 else 1.0

    def after(self, now: float, place: float) -> float:
        """Days from a day, on which it still lasts, to its end at a place in the normal distribution."""
        # The chance of lasting longer, turned over, so that it is exact where lasting is unlikely.
        beyond = NormalDist().inv_cdf(max(above(place) * self.beyond(now), 1e-300))
        lasts = exp(min(self.mean - self.sd * beyond, LONGEST))
        return max(self.origin - now + lasts, 1e-9)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a work will be finished, as seen on a day.

    Attributes
    ----------
    work_id : str
        The work.
    now, level : float
        The day on which it was forecast, and the share of outcomes that the interval is made to hold.
    low, central, high : float
        Ends of the interval and median, days; NaN without a forecast.
    parts : tuple of (float, Spread)
        What is averaged, with weights that sum to 1: the own record, the reference class, or both.
    weight_own, weight_class : float
        Weights of the two; both 0 without a forecast.
    points, works : int
        Progress claims, and works of the reference class, that were looked at.
    rate : float
        Progress a year by the own record, a share; NaN where it has none.
    said : str
        What the forecast rests on, or why there is none.
    """

    work_id: str
    now: float
    level: float
    low: float
    central: float
    high: float
    parts: tuple[tuple[float, Spread], ...]
    weight_own: float
    weight_class: float
    points: int
    works: int
    rate: float
    said: str

    def below(self, day: float) -> float:
        """Chance that the work is finished by a day, given that it was not on the day of the forecast."""
        return _below(self.parts, self.now, day)


def forecast(own: Record, others: Sequence[Record], *, now: float, level: float = LEVEL) -> Forecast:
    """Forecast when a work will be finished, from what was known on a day.

    Two parts, both of durations whose logarithm is normal:

    own record
        from two progress claims on: what is left at the newest claim over the rate
        (:func:`reopen.accord.pace.rate_of`), times the factors by which other works took longer than
        their claims until then foretold (:func:`reopen.accord.pace.pace_entries`).
    reference class
        from a target of its own, and `LEAST_WORKS` other works whose targets were tested, on: the time
        planned from the newest claim of a target on, times the factors by which the others took longer
        (:func:`reopen.accord.pace.target_entries`).

    Of a work that is not finished a factor is known as "at least that" and fitted as such, and times
    about as long as one's own count most (`LIKE`).

    Every quantile of the forecast is the weighted geometric mean of those of the parts, in days from
    ``now``, each cut off at ``now``. Weights are as 1 over the variance of the logarithm, times the chance
    that the part gave to the work not being finished yet. Since the errors of two forecasts cancel in
    part, the spread is that of a weighted mean of errors with a `CORRELATION`. `PRIOR_FACTORS` and
    `PRIOR_PACES`, works that count by `PRIOR_WEIGHT`, keep a short record from being sure of itself.

    Parameters
    ----------
    own : Record
        The work; what it says of later than ``now`` is not looked at.
    others : sequence of Record
        Other works, likewise; the work itself among them is left out of the reference class.
    now : float
        The day.
    level : float
        Share of outcomes that the interval is made to hold, above 0 and below 1.

    Returns
    -------
    Forecast
        Without figures where neither part can be had, and it says why.

    Raises
    ------
    SettingsError
        When ``level`` is not between 0 and 1.

    References
    ----------
    Bates, J. M. and Granger, C. W. J. (1969). The combination of forecasts. Operational Research
    Quarterly 20(4).

    Flyvbjerg, B. (2006). From Nobel Prize to project management: getting risks right. Project
    Management Journal 37(3): reference class forecasting.

    Lichtendahl, K. C., Grushka-Cockayne, Y. and Winkler, R. L. (2013). Is it better to average
    probabilities or quantiles? Management Science 59(7).

    Examples
    --------
    >>> from reopen.accord.record import record
    >>> half_in_two_years = record("bridge", days=[0.0, 365.0, 730.0], done=[0.0, 0.25, 0.5])
    >>> round(forecast(half_in_two_years, [], now=730.0).central)
    1460
    """
    _check(level)
    rest = [one.known(now) for one in others if one.work_id != own.work_id]
    return _made(own.known(now), [_Lessons.of(one, now) for one in rest], now, level)


def forecast_all(records: Sequence[Record], *, now: float, level: float = LEVEL) -> tuple[Forecast, ...]:
    """The same for every work, each with all others as its reference; in the order of ``records``.

    Raises
    ------
    SettingsError
        When ``level`` is not between 0 and 1.
    """
    _check(level)
    known = [one.known(now) for one in records]
    learnt = [_Lessons.of(one, now) for one in known]
    return tuple(
        _made(one, [other for other in learnt if other.work_id != one.work_id], now, level) for one in known
    )


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What one work teaches of others on a day."""

    work_id: str
    pace: Entries
    targets: Entries

    @classmethod
    def of(cls, one: Record, now: float) -> _Lessons:
        return cls(one.work_id, pace_entries(one, now), target_entries(one, now))


def _check(level: float) -> None:
    if not 0.0 < level < 1.0:
        raise SettingsError(f"level: found {level:g}; expected a share between 0 and 1")


def _made(mine: Record, rest: Sequence[_Lessons], now: float, level: float) -> Forecast:
    if isfinite(mine.finished):
        return _forecast(mine, now, level, {}, 0, ["finished"])
    left, why_not_own = _own(mine, rest)
    kin, works, why_not_class = _class(mine, rest)
    spreads = {"own record": left, "reference class": kin}
    why = {"own record": why_not_own, "reference class": why_not_class}
    found = {name: spread for name, spread in spreads.items() if spread is not None}
    if not found:
        return _forecast(mine, now, level, {}, works, [f"no forecast: {why_not_own}", why_not_class])
    raw = {name: spread.beyond(now) / spread.sd**2 for name, spread in found.items()}
    if not any(raw.values()):
        return _forecast(mine, now, level, {}, works, ["no forecast: it should have been finished long ago"])
    parts = {name: (raw[name] / sum(raw.values()), spread) for name, spread in found.items()}
    said = [f"{name} {parts[name][0]:.0%}" if name in parts else why[name] for name in spreads]
    return _forecast(mine, now, level, parts, works, said)


def _forecast(
    mine: Record,
    now: float,
    level: float,
    named: dict[str, tuple[float, Spread]],
    works: int,
    said: list[str],
) -> Forecast:
    parts = tuple(named.values())
    far = NormalDist().inv_cdf(0.5 + 0.5 * level)
    low, central, high = (_end(parts, now, z) if parts else float("nan") for z in (-far, 0.0, far))
    own, kin = (named[name][0] if name in named else 0.0 for name in ("own record", "reference class"))
    return Forecast(
        work_id=mine.work_id, now=now, level=level, low=low, central=central, high=high, parts=parts,
        weight_own=own, weight_class=kin, points=len(mine.days), works=works,
        rate=rate_of(mine.days, mine.done) * YEAR, said="; ".join(said),
    )  # fmt: skip


def _own(mine: Record, rest: Sequence[_Lessons]) -> tuple[Spread | None, str]:
    """The part of the own record, or why there is none."""
    rate = rate_of(mine.days, mine.done)
    if rate != rate:
        return None, "only one progress claim" if len(mine.days) else "no progress claim"
    if rate <= 0.0:
        return None, "progress claims do not grow"
    if mine.done[-1] >= 1.0:
        return None, "progress is claimed to be 100 %, and no opening is known"
    left = min((1.0 - float(mine.done[-1])) / rate, exp(LONGEST))
    return _stretched(float(mine.days[-1]), left, together([one.pace for one in rest]), PRIOR_PACES), ""


def _class(mine: Record, rest: Sequence[_Lessons]) -> tuple[Spread | None, int, str]:
    """The part of the reference class and its number of works, or why there is none."""
    ahead = np.flatnonzero(mine.targets > mine.said)
    if not len(ahead):
        return None, 0, "no target date claimed"
    held = together([one.targets for one in rest])
    if held.works < LEAST_WORKS:
        count = f"only {held.works}" if held.works else "none"
        few = f"of the targets of other works {count} are tested; {LEAST_WORKS} make a class"
        return None, held.works, few
    said, target = float(mine.said[ahead[-1]]), float(mine.targets[ahead[-1]])
    return _stretched(said, target - said, held, PRIOR_FACTORS), held.works, ""


def _stretched(origin: float, foreseen: float, held: Factors, prior: Sequence[float]) -> Spread:
    """A time foreseen as it is stretched by the factors of others, those of times about as long first."""
    likeness = np.exp(-0.5 * ((np.log(held.planned) - log(foreseen)) / log(LIKE)) ** 2)
    mean, sd = censored_fit(
        np.log(np.concatenate([np.array(prior), held.factor])),
        np.concatenate([np.ones(len(prior), np.bool_), held.exact]),
        np.concatenate([np.full(len(prior), PRIOR_WEIGHT), held.weight * likeness]),
    )
    return Spread(origin, log(foreseen) + mean, sd)


def _end(parts: Sequence[tuple[float, Spread]], now: float, place: float) -> float:
    """The end at a place in a standard normal distribution."""
    narrow = _narrowed(parts)
    days = sum(weight * log(spread.after(now, narrow * place)) for weight, spread in parts if weight)
    return now + exp(min(days, LONGEST))


def _narrowed(parts: Sequence[tuple[float, Spread]]) -> float:
    """Deviation of the weighted mean of the errors of the parts, over the mean of their deviations."""
    each = [weight * spread.sd for weight, spread in parts]
    if len(each) == 1:
        return 1.0
    return sqrt(sum(one**2 for one in each) + 2.0 * CORRELATION * prod(each)) / sum(each)


def _below(parts: Sequence[tuple[float, Spread]], now: float, day: float) -> float:
    """Chance of an end by a day: its place by bisection, since ends grow with places."""
    if day <= now:
        return 0.0
    low, high = -FARTHEST, FARTHEST
    while high - low > 1e-7:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _end(parts, now, middle) < day else (low, middle)
    return 1.0 - above(0.5 * (low + high))
