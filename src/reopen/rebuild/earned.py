"""Earned value: how much of a plan's worth of work should be done, is done, and what it has cost."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from reopen.rebuild.actuals import Done
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Programme

    Array = NDArray[np.float64]

#: Units of planned and earned value.
MONEY, MONTHS = "USD m", "task-months"


@dataclass(frozen=True, slots=True, eq=False)
class Earned:
    """Earned value of a plan, by date.

    Attributes
    ----------
    plan : Plan
        The baseline.
    months : (n,) float64 array
        Dates, in months from the beginning of month 0 of the programme.
    gone : (n,) float64 array
        Months gone; the clock stops when everything is finished.
    planned, earned : (n,) float64 array
        Planned value (budgeted cost of work scheduled) and earned value (of work performed), in ``unit``.
    actual : (n,) float64 array or None
        Actual cost of work performed, USD m; None where it is not known.
    schedule : (n,) float64 array
        Earned schedule: the month at which the plan would have earned as much.
    budget : float
        Budget at completion, the cost of all tasks, in ``unit``.
    unit : str
        ``USD m`` at the plan's central costs; ``task-months`` where no task has a cost.
    notes : tuple of str
        What is not known, and how it was counted.
    """

    plan: Plan
    months: Array
    gone: Array
    planned: Array
    earned: Array
    actual: Array | None
    schedule: Array
    budget: float
    unit: str
    notes: tuple[str, ...]

    @property
    def spi(self) -> Array:
        """Schedule performance index, earned over planned value; NaN where nothing was to be done yet."""
        return _ratio(self.earned, self.planned)

    @property
    def spi_time(self) -> Array:
        """Schedule performance index in time, earned schedule over time gone; stays below 1 for late work."""
        return _ratio(self.schedule, self.gone)

    @property
    def behind_months(self) -> Array:
        """Schedule variance in months, time gone less earned schedule: above 0 is late."""
        return self.gone - self.schedule

    @property
    def cpi(self) -> Array | None:
        """Cost performance index, earned value over actual cost; None where either is no money."""
        return None if self.actual is None or self.unit != MONEY else _ratio(self.earned, self.actual)

    @property
    def finish_months(self) -> Array:
        """Month of completion at the pace so far: planned duration over the index in time."""
        return _ratio(np.full(len(self.months), float(self.plan.finish.max(initial=0))), self.spi_time)

    @property
    def ending(self) -> str:
        """The unit as names of columns have it: ``usd_m`` or ``task_months``."""
        return self.unit.lower().replace(" ", "_").replace("-", "_")

    def table(self) -> pd.DataFrame:
        """One row a date; names of columns say their units, and those of indices have none.

        ``planned`` and ``earned`` end in ``_usd_m``, or in ``_task_months`` where no task has a cost.
        ``actual_usd_m`` and ``cpi`` are absent where they are not known.
        """
        import pandas as pd

        columns = {
            "month": self.months, f"planned_{self.ending}": self.planned,
            f"earned_{self.ending}": self.earned,
            "spi": self.spi, "earned_schedule_months": self.schedule, "behind_months": self.behind_months,
            "spi_time": self.spi_time, "finish_months": self.finish_months,
        }  # fmt: skip
        columns |= {} if self.actual is None else {"actual_usd_m": self.actual}
        return pd.DataFrame(columns | ({} if self.cpi is None else {"cpi": self.cpi}))


def earned_value(
    plan: Plan,
    done: Mapping[str, Done],
    *,
    as_of: date,
    months: Sequence[float] | None = None,
    spent: ArrayLike | None = None,
) -> Earned:
    """Earned value of a plan by date, and its earned schedule.

    With the budget ``b`` of a task, the share ``p(t)`` of it planned by ``t`` and the share ``d(t)`` done::

        PV(t) = sum b p(t)         SPI(t) = EV / PV
        EV(t) = sum b d(t)         CPI(t) = EV / AC
        ES(t) = the time at which PV reaches EV(t)
        SPI$t = ES / t             schedule variance in time = ES - t

    Planned value accrues evenly while a task runs. A task in the record has done nothing before its
    start, all from its finish on, and evenly between; one under way reaches its stated progress on
    ``as_of``. A task that is under way with no progress stated has earned nothing yet (rule 0/100), and a
    note says so. Of all tasks that cost nothing, the duration stands for the budget.

    Parameters
    ----------
    plan : Plan
        The baseline.
    done : mapping of str to Done
        What is known of tasks; those not named are not begun.
    as_of : date
        Day that the record is of.
    months : sequence of float, optional
        Dates at which to reckon, in months of the programme, none after ``as_of``; each month's
        beginning until ``as_of``, and that day, by default.
    spent : array_like, shape (n,), optional
        Actual cost of the work done by each of ``months``, USD m. Without it there is no CPI.

    Returns
    -------
    Earned

    Raises
    ------
    SettingsError
        When the record names tasks that the plan does not have, contradicts itself, or dates and costs
        do not fit; all at once.

    References
    ----------
    SAE International (2019). EIA-748D, Earned Value Management Systems. Project Management Institute
    (2019). The Standard for Earned Value Management. Lipke, W. (2003). Schedule is different. The
    Measurable News, Summer 2003.
    """
    now = month_of(plan, as_of)
    times = np.asarray(_until(now) if months is None else months, np.float64).ravel()
    actual = None if spent is None else np.asarray(spent, np.float64).ravel()
    problems = [*record_problems(plan.programme, done, as_of), *_time_problems(times, now, actual)]
    if problems:
        raise SettingsError("\n".join(problems))
    tasks = plan.programme.tasks
    cost, unit = np.array([task.cost.central for task in tasks], np.float64), MONEY
    notes = [] if actual is not None else ["actual cost is not known, so that there is no CPI"]
    if not cost.any():
        cost, unit = np.array([task.months for task in tasks], np.float64), MONTHS
        notes.append(f"no task has a cost: values are in {unit}, so that there is no CPI")
    start, finish = plan.start.astype(np.float64), plan.finish.astype(np.float64)
    vague = [task.id for task in tasks if _under_way(done.get(task.id)) and done[task.id].progress is None]
    if vague:
        notes.append(f"under way with no progress stated, counted as nothing yet: {', '.join(vague)}")
    shares = np.array([_share(plan, done.get(task.id), times, now) for task in tasks])
    planned = cost @ np.array([_even(times, a, b) for a, b in zip(start, finish, strict=True)])
    earned = cost @ shares
    gone = np.minimum(times, _over(plan, done))
    schedule = _reached(cost, start, finish, earned, gone)
    budget = float(cost.sum())
    return Earned(plan, times, gone, planned, earned, actual, schedule, budget, unit, tuple(notes))


def _over(plan: Plan, done: Mapping[str, Done]) -> float:
    """Month in which the last task was finished; infinite while one is not."""
    ends = [done[task.id].finished if task.id in done else None for task in plan.programme.tasks]
    return max((float("inf") if end is None else month_of(plan, end) for end in ends), default=float("inf"))


def month_of(plan: Plan, day: date) -> float:
    """A day in months from the beginning of month 0, its last day being nearly the next month."""
    return plan.programme.period(day.year, day.month) + (day.day - 1) / monthrange(day.year, day.month)[1]


def record_problems(programme: Programme, done: Mapping[str, Done], as_of: date) -> list[str]:
    """What in a record of tasks cannot be, in words."""
    known = {task.id for task in programme.tasks}
    out = []
    for name, one in done.items():
        if name not in known:
            out.append(f"task {name}: not in the plan; take it out of the record, or plan it")
        for word, day in (("started", one.started), ("finished", one.finished)):
            if day is not None and day > as_of:
                out.append(f"task {name}: {word} {day}, after {as_of}; expected a day that is past")
        if one.started is not None and one.finished is not None and one.finished < one.started:
            out.append(f"task {name}: finished {one.finished}, before its start {one.started}")
        if one.progress is not None and not 0.0 <= one.progress <= 1.0:
            out.append(f"task {name}: progress {one.progress:g}; expected a share, 0 to 1")
    return out


def _until(now: float) -> list[float]:
    whole = [float(month) for month in range(1, int(now) + 1)]
    return whole if whole and whole[-1] == now else [*whole, now]


def _time_problems(times: Array, now: float, actual: Array | None) -> list[str]:
    out = []
    if now < 0.0:
        out.append(f"as-of date: {-now:.1f} months before the programme begins; expected a day within it")
    elif not (np.isfinite(times).all() and (times >= 0.0).all() and (times <= now + 1e-9).all()):
        out.append(
            f"months: found {times.min():g} to {times.max():g}; expected 0 to {now:.2f}, the as-of date"
        )
    if actual is not None and len(actual) != len(times):
        out.append(f"spent: found {len(actual)} figures; expected {len(times)}, one a month")
    elif actual is not None and not all(isfinite(value) and value >= 0.0 for value in actual):
        out.append("spent: expected costs of 0 and more")
    return out


def _under_way(one: Done | None) -> bool:
    return one is not None and one.started is not None and one.finished is None


def _share(plan: Plan, one: Done | None, times: Array, now: float) -> Array:
    """Share of a task that is done at each time."""
    if one is None:
        return np.zeros(len(times))
    last = now if one.finished is None else month_of(plan, one.finished)
    reached = (one.progress or 0.0) if one.finished is None else 1.0
    # Without a known start nothing can be said of the time before the statement.
    first = last if one.started is None else month_of(plan, one.started)
    return reached * _even(times, first, last)


def _even(times: Array, first: float, last: float) -> Array:
    """Share of a span that is over, all of it at once where it has no length."""
    if last <= first:
        return (times >= last - 1e-9).astype(np.float64)
    share: Array = np.clip((times - first) / (last - first), 0.0, 1.0)
    return share


def _reached(cost: Array, start: Array, finish: Array, earned: Array, gone: Array) -> Array:
    """The time at which the plan reaches each earned value; that at which it is over where all is earned."""
    # Planned value bends at starts and ends only, and jumps where a task of no length ends.
    stops = np.unique(np.concatenate([[0.0], start, finish]))
    jumps = cost * (finish <= start)
    smooth = (cost - jumps) @ np.array([_even(stops, a, b) for a, b in zip(start, finish, strict=True)])
    before = smooth + np.array([jumps[finish < stop].sum() for stop in stops])
    after = smooth + np.array([jumps[finish <= stop].sum() for stop in stops])
    values, times = np.column_stack([before, after]).ravel(), np.repeat(stops, 2)
    rises = np.diff(values) > 1e-12 * max(values[-1], 1.0)
    first, last = np.concatenate([[True], rises]), np.concatenate([rises, [True]])
    # Where planned value stands still, any time of the stand is on schedule: the one nearest to the present.
    earliest = np.interp(earned, values[first], times[first])
    latest = np.maximum(earliest, np.interp(earned, values[last], times[last]))
    found: Array = np.minimum(np.maximum(gone, earliest), latest)
    return found


def _ratio(above: Array, below: Array) -> Array:
    out: Array = np.full(len(above), np.nan)
    np.divide(above, below, out=out, where=below > 0.0)
    return out
