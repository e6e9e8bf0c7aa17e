"""When a work will be finished: from its own progress, and from how the targets of other works held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from reopen.accord.pace import above, censored_fit, rate_errors, rate_of, target_factors
from reopen.errors import SettingsError

if TYPE_CHECKING:
    from reopen.accord.record import Record

#: Share of outcomes that an interval is made to hold.
LEVEL = 0.8
#: Fewest other works with a tested target that make a reference class.
LEAST_WORKS = 3
#: A target this many times nearer or further than one's own counts 0.6 times as much as one alike.
LIKE = 3.0
#: Before the record speaks: a target that was kept, and one that took twice the time left.
PRIOR_FACTORS = (1.0, 2.0)
#: Before the record speaks: rates of half and of double what came before.
PRIOR_RATES = (0.5, 2.0)
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
        What is mixed, with weights that sum to 1: the own record, the reference class, or both.
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
        (:func:`reopen.accord.pace.rate_of`). Its spread is how far the works in the record went
        faster or slower than before (:func:`reopen.accord.pace.rate_errors`).
    reference class
        from a target of its own, and `LEAST_WORKS` other works whose targets were tested, on: the time
        planned from the newest claim of a target on, times the factors by which the others took longer
        (:func:`reopen.accord.pace.target_factors`; of a work that is not finished, "at least that").
        Targets that were about as far ahead count most (`LIKE`).

    The forecast is their mixture, weighted by precision, 1 over the variance of the logarithm, and then
    by the chance that each gave to the work not being finished yet. A mixture and no product, since
    both rest on what the same people say, and where they contradict each other the interval shall hold
    both. `PRIOR_FACTORS` and `PRIOR_RATES`, two works more, keep a short record from being sure of itself.

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
    Flyvbjerg, B. (2006). From Nobel Prize to project management: getting risks right. Project
    Management Journal 37(3): reference class forecasting.

    Examples
    --------
    >>> from reopen.accord.record import record
    >>> half_in_two_years = record("bridge", days=[0.0, 365.0, 730.0], done=[0.0, 0.25, 0.5])
    >>> round(forecast(half_in_two_years, [], now=730.0).central)
    1460
    """
    if not 0.0 < level < 1.0:
        raise SettingsError(f"level: found {level:g}; expected a share between 0 and 1")
    mine = own.known(now)
    rest = [one.known(now) for one in others if one.work_id != own.work_id]
    if isfinite(mine.finished):
        return _forecast(mine, now, level, {}, 0, ["finished"])
    left, why_not_own = _own(mine, [mine, *rest])
    kin, works, why_not_class = _class(mine, rest, now)
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
    shares = ((1.0 - level) / 2.0, 0.5, (1.0 + level) / 2.0)
    low, central, high = (_quantile(parts, now, q) if parts else float("nan") for q in shares)
    own, kin = (named[name][0] if name in named else 0.0 for name in ("own record", "reference class"))
    return Forecast(
        work_id=mine.work_id, now=now, level=level, low=low, central=central, high=high, parts=parts,
        weight_own=own, weight_class=kin, points=len(mine.days), works=works,
        rate=rate_of(mine.days, mine.done) * YEAR, said="; ".join(said),
    )  # fmt: skip


def _own(mine: Record, known: Sequence[Record]) -> tuple[Spread | None, str]:
    """The part of the own record, or why there is none."""
    rate = rate_of(mine.days, mine.done)
    if rate != rate:
        return None, "only one progress claim" if len(mine.days) else "no progress claim"
    if rate <= 0.0:
        return None, "progress claims do not grow"
    if mine.done[-1] >= 1.0:
        return None, "progress is claimed to be 100 %, and no opening is known"
    errors = np.log(np.concatenate([np.array(PRIOR_RATES), rate_errors(known)]))
    # Around 1 and not around their mean: too few works to say that works in general slow down.
    spread = sqrt(float((errors**2).mean()))
    return Spread(float(mine.days[-1]), log((1.0 - float(mine.done[-1])) / rate), spread), ""


def _class(mine: Record, rest: Sequence[Record], now: float) -> tuple[Spread | None, int, str]:
    """The part of the reference class and its number of works, or why there is none."""
    ahead = np.flatnonzero(mine.targets > mine.said)
    if not len(ahead):
        return None, 0, "no target date claimed"
    held = target_factors(rest, now)
    if held.works < LEAST_WORKS:
        return (
            None,
            held.works,
            f"targets of only {held.works} other works are tested; {LEAST_WORKS} make a class",
        )
    said, target = float(mine.said[ahead[-1]]), float(mine.targets[ahead[-1]])
    # Slips do not grow in step with the time planned, so that targets about as far ahead are most alike.
    likeness = np.exp(-0.5 * (np.log(held.planned / (target - said)) / log(LIKE)) ** 2)
    prior = np.array(PRIOR_FACTORS)
    mean, sd = censored_fit(
        np.log(np.concatenate([prior, held.factor])),
        np.concatenate([np.ones(len(prior), np.bool_), held.exact]),
        np.concatenate([np.ones(len(prior)), held.weight * likeness]),
    )
    return Spread(said, log(target - said) + mean, sd), held.works, ""


def _below(parts: Sequence[tuple[float, Spread]], now: float, day: float) -> float:
    if day <= now:
        return 0.0
    return 1.0 - sum(weight * spread.beyond(day) / spread.beyond(now) for weight, spread in parts if weight)


def _quantile(parts: Sequence[tuple[float, Spread]], now: float, share: float) -> float:
    """The day by which the work is finished with a chance, by bisection."""
    step = 1.0
    while _below(parts, now, now + step) < share:
        step *= 2.0
    low, high = now, now + step
    while high - low > 1e-6 * step:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _below(parts, now, middle) < share else (low, middle)
    return 0.5 * (low + high)
