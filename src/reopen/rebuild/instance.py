"""A programme as arrays: what the searches, the solver and the bounds work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from reopen.rebuild.money import budget_of, cost_of

if TYPE_CHECKING:
    from reopen.rebuild.programme import Programme, Task

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: A year has this many months.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Instance:
    """A programme as arrays. ``n`` tasks, ``R`` crews, ``F`` funds, ``T`` months, ``Y`` years.

    Attributes
    ----------
    months : (n,) int64 array
        Durations.
    demand : (n, R) int64 array
        Teams at work on each task.
    capacity : (T, R) int64 array
        Teams by month.
    fund : (n,) int64 array
        Fund of each task, -1 for none.
    cost : (n,) int64 array
        Cost, thousands of USD, 0 without a fund.
    budget : (F, Y) int64 array
        Money by calendar year, thousands of USD.
    year : (T + 1,) int64 array
        Index of the calendar year that pays for a start in each month; what starts at the very end is
        paid in the last year.
    carry_over : bool
        Whether unspent money may be spent later.
    kind : (n,) int64 array
        Row of ``startable`` for each task.
    startable : (kinds, T + 1) bool array
        Whether a task of the kind may start in a month, as far as winters go.
    earliest, latest : (n,) int64 array
        First and last month in which each task may start, from its own dates and from those of
        the tasks before and after it.
    before_at, before, before_lag : int64 arrays
        Tasks before each, in rows: those of ``j`` are ``before[before_at[j]:before_at[j + 1]]``;
        lags count from the end of the task before.
    after_at, after, after_lag : int64 arrays
        The same the other way.
    worth : (n, T + 1) float64 array
        What the end of each task at the start of a month is worth, and what lateness takes away.
    finish_weight : float
        What a month until the end of everything takes away.
    bit : (n,) int64 array
        Bit of the opening that a task brings, -1 for none.
    network : (2 ** openings,) float64 array
        Yearly value of sets of openings; one zero where there is none.
    group : (n,) int64 array
        Tasks with the same number are pieces of one work in one place, alike but for rounding.
    annuity : (T + 1,) float64 array
        Years from the start of a month to the horizon, discounted, times the weight of benefits.
    """

    months: Ints
    demand: Ints
    capacity: Ints
    fund: Ints
    cost: Ints
    budget: Ints
    year: Ints
    carry_over: bool
    kind: Ints
    startable: npt.NDArray[np.bool_]
    earliest: Ints
    latest: Ints
    before_at: Ints
    before: Ints
    before_lag: Ints
    after_at: Ints
    after: Ints
    after_lag: Ints
    worth: Floats
    finish_weight: float
    bit: Ints
    network: Floats
    annuity: Floats
    group: Ints

    @property
    def n(self) -> int:
        """Tasks."""
        return len(self.months)

    @property
    def horizon(self) -> int:
        """Months."""
        return len(self.year) - 1

    @property
    def year_ends(self) -> Ints:
        """Month in which each calendar year is over, shape (Y,)."""
        return np.append(np.flatnonzero(np.diff(self.year)) + 1, self.horizon)

    def value(self, start: Ints) -> float:
        """What a plan is worth: tasks' ends, the network's value over time, less what the finish takes."""
        start = np.asarray(start)
        finish = start + self.months
        ended = np.minimum(finish, self.horizon)
        total = float(self.worth[np.arange(self.n), ended].sum())
        total += float(self.network[0] * self.annuity[0])
        total += sum(added * float(self.annuity[ended[j]]) for j, added in self.steps(start).items())
        return total - self.finish_weight * float(finish.max(initial=0))

    def holds(self, start: Ints) -> bool:
        """Whether a plan keeps to dates, winters, order, crews and money."""
        start = np.asarray(start)
        if start.shape != (self.n,) or (start < self.earliest).any() or (start > self.latest).any():
            return False
        finish, own = start + self.months, np.repeat(np.arange(self.n), np.diff(self.before_at))
        busy, spent = np.zeros_like(self.capacity), np.zeros_like(self.budget)
        for j in range(self.n):
            busy[start[j] : finish[j]] += self.demand[j]
            if self.fund[j] >= 0:
                spent[self.fund[j], self.year[start[j]]] += self.cost[j]
        left = self.budget - spent
        return bool(
            self.startable[self.kind, start].all()
            and (start[own] >= finish[self.before] + self.before_lag).all()
            and (busy <= self.capacity).all()
            and ((np.cumsum(left, axis=1) if self.carry_over else left) >= 0).all()
        )

    def steps(self, start: Ints) -> dict[int, float]:
        """What each opening adds to the network's value in the order in which a plan ends them, by task."""
        out, code = {}, 0
        finish = start + self.months
        openings = np.flatnonzero(self.bit >= 0) if len(self.network) > 1 else ()
        for j in sorted(openings, key=lambda j: (finish[j], j)):
            grown = code | 1 << int(self.bit[j])
            out[int(j)] = float(self.network[grown] - self.network[code])
            code = grown
        return out


def instance(programme: Programme) -> Instance:
    """Turn a programme that has no problems (:mod:`reopen.rebuild.checks`) into arrays."""
    tasks, horizon = programme.tasks, programme.horizon
    place = {task.id: j for j, task in enumerate(tasks)}
    months = np.array([task.months for task in tasks], np.int64)
    first = programme.year
    years = programme.calendar(max(horizon - 1, 0))[0] - first + 1
    months_paid = [*range(horizon), max(horizon - 1, 0)]
    year = np.array([programme.calendar(t)[0] - first for t in months_paid], np.int64)
    kind, startable = _seasons(programme)
    arcs = _arcs(tasks, place)
    earliest, latest = _windows(programme, months, kind, startable, arcs)
    crews = {crew.id: r for r, crew in enumerate(programme.crews)}
    demand = np.zeros((len(tasks), len(crews)), np.int64)
    for j, task in enumerate(tasks):
        for name, teams in task.crews:
            demand[j, crews[name]] += teams
    capacity = np.zeros((horizon, len(crews)), np.int64)
    for r, crew in enumerate(programme.crews):
        for begin, number in crew.levels:
            capacity[max(begin, 0) :, r] = number
    funds = {fund.id: f for f, fund in enumerate(programme.funds)}
    annuity = _annuity(programme)
    return Instance(
        months=months,
        demand=demand,
        capacity=capacity,
        fund=np.array([funds.get(task.fund_id, -1) for task in tasks], np.int64),
        cost=np.array([cost_of(task) if task.fund_id else 0 for task in tasks], np.int64),
        budget=_budget(programme, years),
        year=year,
        carry_over=programme.carry_over,
        kind=kind,
        startable=startable,
        earliest=earliest,
        latest=latest,
        before_at=arcs.before_at,
        before=arcs.before,
        before_lag=arcs.before_lag,
        after_at=arcs.after_at,
        after=arcs.after,
        after_lag=arcs.after_lag,
        worth=_worth(programme, annuity),
        finish_weight=programme.worth.finish,
        bit=_bits(programme),
        network=_network(programme),
        annuity=annuity * programme.worth.benefits,
        group=_groups(programme, kind),
    )


def _groups(programme: Programme, kind: Ints) -> Ints:
    """A number for the tasks of one work in one place that take as long and as many teams."""
    seen: dict[tuple[object, ...], int] = {}
    out = []
    for j, task in enumerate(programme.tasks):
        of_one_work = task.settlement_id and task.work_id and not task.opening_id and task.due is None
        key = (task.settlement_id, task.work_id, task.months, task.crews, task.fund_id, int(kind[j]))
        out.append(seen.setdefault(key if of_one_work else (j,), len(seen)))
    return np.array(out, np.int64)


def _seasons(programme: Programme) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Whether a task of each kind (closed months, duration) can start in a month and run to its end."""
    horizon = programme.horizon
    kinds: dict[tuple[tuple[int, ...], int], int] = {}
    of = []
    for task in programme.tasks:
        key = (tuple(sorted(task.closed_months)), task.months if task.closed_months else 0)
        of.append(kinds.setdefault(key, len(kinds)))
    startable = np.zeros((max(len(kinds), 1), horizon + 1), bool)
    month = np.array([programme.calendar(t)[1] for t in range(horizon)], np.int64)
    for (closed, duration), row in kinds.items():
        shut = np.concatenate([[0], np.cumsum(np.isin(month, closed))])
        last = np.minimum(np.arange(horizon + 1) + duration, horizon)
        startable[row] = shut[last] == shut[: horizon + 1]
    return np.array(of, np.int64), startable


class Arcs(NamedTuple):
    """What comes before what, in rows both ways: see :class:`Instance`."""

    before_at: Ints
    before: Ints
    before_lag: Ints
    after_at: Ints
    after: Ints
    after_lag: Ints


def precedence(before: Ints, after: Ints, lags: Ints, n: int) -> Arcs:
    """Arcs between ``n`` tasks in rows both ways, from the tasks before and after on each and its lag."""
    return Arcs(*_rows(after, before, lags, n), *_rows(before, after, lags, n))


def _arcs(tasks: tuple[Task, ...], place: dict[str, int]) -> Arcs:
    """Tasks before each and after each; the longest lag where a pair is named twice."""
    lag: dict[tuple[int, int], int] = {}
    for j, task in enumerate(tasks):
        for one in task.after:
            pair = (place[one.task_id], j)
            lag[pair] = max(lag.get(pair, 0), one.lag)
    pairs = np.array(sorted(lag), np.int64).reshape(-1, 2)
    lags = np.array([lag[p] for p in sorted(lag)], np.int64)
    return precedence(pairs[:, 0], pairs[:, 1], lags, len(tasks))


def _rows(own: Ints, other: Ints, lags: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    order = np.lexsort((other, own))
    at = np.concatenate([[0], np.cumsum(np.bincount(own, minlength=n))]).astype(np.int64)
    return at, other[order], lags[order]


def leading(one: Instance, tasks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Some tasks and all that must be finished before them."""
    found = tasks.copy()
    stack = list(np.flatnonzero(tasks))
    while stack:
        j = stack.pop()
        for i in one.before[one.before_at[j] : one.before_at[j + 1]]:
            if not found[i]:
                found[i] = True
                stack.append(i)
    return found


def topological(at: Ints, after: Ints, n: int) -> Ints:
    """Tasks in an order in which none comes before what must be finished first.

    Shorter than ``n`` where tasks wait for each other in a circle.
    """
    waiting = np.bincount(after, minlength=n)
    order = [int(j) for j in np.flatnonzero(waiting == 0)]
    for j in order:
        for i in after[at[j] : at[j + 1]]:
            waiting[i] -= 1
            if waiting[i] == 0:
                order.append(int(i))
    return np.array(order, np.int64)


def _windows(
    programme: Programme,
    months: Ints,
    kind: Ints,
    startable: npt.NDArray[np.bool_],
    arcs: Arcs,
) -> tuple[Ints, Ints]:
    """First and last month in which each task may start, winters and neighbours seen."""
    tasks, horizon = programme.tasks, programme.horizon
    next_open, last_open = open_months(startable)
    order = topological(arcs.after_at, arcs.after, len(tasks))
    earliest = np.array([max(task.earliest, 0) for task in tasks], np.int64)
    for j in order:
        rows = slice(arcs.before_at[j], arcs.before_at[j + 1])
        ready = earliest[arcs.before[rows]] + months[arcs.before[rows]] + arcs.before_lag[rows]
        begin = min(max(int(earliest[j]), int(ready.max(initial=0))), horizon)
        earliest[j] = next_open[kind[j], begin]
    ends = [horizon if t.due is None or not t.due_hard else min(t.due + 1, horizon) for t in tasks]
    latest = np.array(ends, np.int64) - months
    for j in order[::-1]:
        rows = slice(arcs.after_at[j], arcs.after_at[j + 1])
        room = latest[arcs.after[rows]] - arcs.after_lag[rows] - months[j]
        end = max(min(int(latest[j]), int(room.min(initial=horizon))), -1)
        latest[j] = last_open[kind[j], end] if end >= 0 else -1
    return earliest, latest


def open_months(startable: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """The next month from each on in which a kind may start (else the horizon), and the last up to each."""
    width = startable.shape[1]
    index = np.arange(width)
    ahead = np.where(startable, index, width - 1)
    ahead = np.minimum.accumulate(ahead[:, ::-1], axis=1)[:, ::-1]
    back = np.maximum.accumulate(np.where(startable, index, -1), axis=1)
    return ahead.astype(np.int64), back.astype(np.int64)


def _budget(programme: Programme, years: int) -> Ints:
    out = np.zeros((len(programme.funds), years), np.int64)
    for f, fund in enumerate(programme.funds):
        out[f] = [budget_of(programme, fund, programme.year + y) for y in range(years)]
    return out


def _annuity(programme: Programme) -> Floats:
    """Years from the start of each month to the horizon, discounted to month 0."""
    monthly = (1 + programme.worth.rate / 100) ** (-1 / MONTHS)
    parts = monthly ** np.arange(programme.horizon) / MONTHS
    return np.concatenate([np.cumsum(parts[::-1])[::-1], [0.0]])


def _worth(programme: Programme, annuity: Floats) -> Floats:
    how, horizon = programme.worth, programme.horizon
    time = np.arange(horizon + 1)
    person = how.benefits * how.person_year_usd / 1e6 * annuity + how.people * (horizon - time) / MONTHS
    out = np.zeros((len(programme.tasks), horizon + 1))
    for j, task in enumerate(programme.tasks):
        if task.persons:
            out[j] += task.persons * person
        if task.due is not None and not task.due_hard:
            out[j] -= how.lateness * np.maximum(time - (task.due + 1), 0)
    return out


def _network(programme: Programme) -> Floats:
    """Value of each set of openings; where none is left to bring, it changes no plan and is left out."""
    network = programme.network
    return network.usd_m_per_year if network and network.openings else np.zeros(1)


def _bits(programme: Programme) -> Ints:
    place = {} if programme.network is None else {o: b for b, o in enumerate(programme.network.openings)}
    return np.array([place.get(t.opening_id, -1) if t.opening_id else -1 for t in programme.tasks], np.int64)
