"""Forecasts scored one step ahead: every later claim against what was known before, and wider intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, inf, isfinite, nan, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from reopen.accord.slippage import LEVEL, forecast

if TYPE_CHECKING:
    from reopen.accord.record import Record
    from reopen.accord.slippage import Forecast

#: Level of the widest interval that is ever stated.
WIDEST = 0.98
#: Fewest outcomes that can tell whether intervals hold what they are made to hold.
LEAST_OUTCOMES = 20
#: Days in a month.
MONTH = 365.25 / 12.0


@dataclass(frozen=True, slots=True)
class Step:
    """One claim that was forecast.

    Attributes
    ----------
    work_id, kind : str
        The work, and what was forecast: ``progress`` or ``finished``.
    made, day : float
        The day of the forecast, that of the work's last claim before, and the day of the claim; of an
        end the day from which on it is known.
    low, central, high, actual : float
        What was forecast for the day and what was claimed: shares done for progress, days for the end.
    place : float
        Chance that the forecast gave to an end no later than the one claimed, 0 to 1. A progress
        claim stands for the end to which the pace since the claim before leads.
    level, level_wide : float
        Level of the plain interval, and that of the one widened by the steps before.
    naive : float
        What the newest official target of the day of the forecast says: that day for the end, and for
        progress what an even pace from the claim before to that day gives. NaN without a target to come.
    """

    work_id: str
    kind: str
    made: float
    day: float
    low: float
    central: float
    high: float
    actual: float
    place: float
    level: float
    level_wide: float
    naive: float

    @property
    def held(self) -> bool:
        """Whether the plain interval held the claim."""
        return abs(2.0 * self.place - 1.0) <= self.level

    @property
    def held_wide(self) -> bool:
        """Whether the widened interval held it."""
        return abs(2.0 * self.place - 1.0) <= self.level_wide


@dataclass(frozen=True, slots=True)
class Score:
    """How good the forecasts were.

    Attributes
    ----------
    steps : tuple of Step
        Every claim that could be forecast, by the day of the claim.
    level, widened : float
        Level that intervals are made for, and the level at which to state them after these steps.
    """

    steps: tuple[Step, ...]
    level: float
    widened: float

    @property
    def coverage(self) -> float:
        """Share of claims that the plain intervals held; NaN without any."""
        return _mean([step.held for step in self.steps])

    @property
    def coverage_wide(self) -> float:
        """Share that the intervals held that were widened by earlier steps only; NaN without any."""
        return _mean([step.held_wide for step in self.steps])

    @property
    def wilson(self) -> tuple[float, float]:
        """Between which shares the coverage of the plain intervals lies, with 95 % confidence."""
        return wilson(sum(step.held for step in self.steps), len(self.steps))

    def error(self, kind: str) -> float:
        """Mean absolute error of the median: percentage points of progress, months of the end; else NaN."""
        unit = 0.01 if kind == "progress" else MONTH
        return _mean([abs(step.actual - step.central) / unit for step in self.steps if step.kind == kind])

    def beside_naive(self, kind: str) -> tuple[int, float, float]:
        """Claims with an official target to come: how many, the error there, and that of the target."""
        unit = 0.01 if kind == "progress" else MONTH
        both = [step for step in self.steps if step.kind == kind and isfinite(step.naive)]
        ours = _mean([abs(step.actual - step.central) / unit for step in both])
        return len(both), ours, _mean([abs(step.actual - step.naive) / unit for step in both])

    def count(self, kind: str) -> int:
        """How many claims of a kind were forecast."""
        return sum(step.kind == kind for step in self.steps)


def score(records: Sequence[Record], *, level: float = LEVEL) -> Score:
    """Forecast every claim of progress and every end in the record from what was known before.

    The forecast is the one made on the day of the work's last claim before, from all that every work
    had claimed by then. Of what grows towards a figure both are shares of the figure known on that day, so
    that a later one changes nothing. Claims after one of 100 % are left out: nothing was left to forecast.

    Parameters
    ----------
    records : sequence of Record
        The works.
    level : float
        Share of outcomes that intervals are made to hold.

    Examples
    --------
    >>> from reopen.accord.record import record
    >>> steady = record("a", days=[0.0, 100.0, 200.0, 300.0], done=[0.0, 0.1, 0.2, 0.3])
    >>> found = score([steady])
    >>> found.count("progress"), found.coverage, round(found.error("progress"), 3)
    (2, 1.0, 0.0)
    """
    plain = [step for one in records for step in _steps(one, records, level)]
    plain.sort(key=lambda step: (step.day, step.work_id, step.kind))
    steps: list[Step] = []
    for step in plain:
        # Only what was known on the day of the forecast may widen it.
        earlier = [other.place for other in steps if other.day <= step.made]
        steps.append(replace(step, level_wide=widened(earlier, level=level)))
    return Score(tuple(steps), level, widened([step.place for step in steps], level=level))


def wilson(held: int, n: int) -> tuple[float, float]:
    """Wilson's interval for a share, with 95 % confidence.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal
    of the American Statistical Association 22.

    Examples
    --------
    >>> low, high = wilson(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not n:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.975)
    share = held / n
    centre = (share + z**2 / (2 * n)) / (1.0 + z**2 / n)
    half = z * sqrt(share * (1.0 - share) / n + z**2 / (4 * n**2)) / (1.0 + z**2 / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def widened(places: Sequence[float], *, level: float = LEVEL) -> float:
    """The level at which to state intervals so that they hold the share of outcomes they are made to hold.

    Conformal prediction on places in the forecast: the ``ceil((n + 1) level)``-th smallest of the levels
    that would just have held each outcome. Intervals are never narrowed, and stated at `WIDEST` at
    most; with fewer than `LEAST_OUTCOMES` they are left as they are, since ten cannot tell 80 % from 60 %.

    Parameters
    ----------
    places : sequence of float
        Chance that each forecast gave to an outcome no larger than the actual one.
    level : float
        Share of outcomes that intervals are made to hold.

    References
    ----------
    Chernozhukov, V., Wüthrich, K. and Zhu, Y. (2021). Distributional conformal prediction. Proceedings
    of the National Academy of Sciences 118(48).

    Examples
    --------
    >>> widened([0.5, 0.4, 0.6, 0.3, 0.7] * 10)
    0.8
    >>> round(widened([0.01, 0.02, 0.5, 0.4, 0.95] * 10), 6)
    0.98
    """
    if len(places) < LEAST_OUTCOMES:
        return level
    needed = np.sort(np.abs(2.0 * np.asarray(places, np.float64) - 1.0))
    rank = ceil((len(needed) + 1) * level)
    if rank > len(needed):
        return level
    return min(max(level, float(needed[rank - 1])), max(level, WIDEST))


def _steps(one: Record, records: Sequence[Record], level: float) -> list[Step]:
    """A work's claims as they were forecast; those left out that nothing was known before."""
    end = one.told if isfinite(one.told) else inf
    found: list[Step] = []
    for day in np.unique(one.days[one.days < end]).tolist():
        made = _made(one, records, day, level)
        if made is not None:
            found += _progress_steps(one, made, day)
    if isfinite(one.finished):
        made = _made(one, records, one.finished, level)
        if made is not None:
            ends = (made.low, made.central, made.high)
            naive = _aim(one.known(made.now))
            found.append(_step(made, "finished", one.told, ends, one.finished, one.finished, naive))
    return found


def _made(one: Record, records: Sequence[Record], day: float, level: float) -> Forecast | None:
    """The forecast on the day of the last claim before a day; None where there was none."""
    before = np.concatenate([one.days[one.days < day], one.said[one.said < day]])
    if not len(before):
        return None
    made = forecast(one, records, now=float(before.max()), level=level)
    return made if made.parts else None


def _progress_steps(one: Record, made: Forecast, day: float) -> Iterator[Step]:
    """The claims of progress of a day, as shares of the whole that the forecast was of."""
    seen, then = one.known(made.now), one.at(made.now)
    if then is None or not len(seen.days) or seen.done[-1] >= 1.0:
        return
    since, share = float(seen.days[-1]), float(seen.done[-1])
    left = (1.0 - share) * (day - since)
    low, central, high = (
        share + min(left / (end - since), 1.0 - share) for end in (made.high, made.central, made.low)
    )
    aim = _aim(seen)
    naive = share + min(left / (aim - since), 1.0 - share) if aim > since else nan
    for actual in then.done[then.days == day].tolist():
        end = since + left / (actual - share) if actual > share else inf
        yield _step(made, "progress", day, (low, central, high), actual, end, naive)


def _step(
    made: Forecast,
    kind: str,
    day: float,
    stated: tuple[float, float, float],
    actual: float,
    end: float,
    naive: float,
) -> Step:
    place = made.below(end) if isfinite(end) else 1.0
    return Step(made.work_id, kind, made.now, day, *stated, actual, place, made.level, made.level, naive)


def _aim(seen: Record) -> float:
    """The newest official target; NaN without one."""
    return float(seen.targets[-1]) if len(seen.targets) else nan


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
