"""A bound on what any plan can be worth: crews and money summed over time, tasks finished in parts.

Of every plan this holds at every moment: what is finished by then has used no more teams' months and
no more money than there were until then, and nothing is finished before what comes before it. A
linear programme over the shares of tasks finished at some moments looks for the most that such a
plan could be worth; ends between two moments count as early as they could be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from reopen.rebuild.additive import soonest
from reopen.rebuild.alike import Alike, alike
from reopen.rebuild.instance import Floats, Instance, Ints, leading, open_months, topological
from reopen.rebuild.money import PER_USD_M

#: Cells of the linear programme at most; moments are as close as this allows.
MOST_CELLS = 60_000
#: A first answer, from so many times fewer cells, tells where moments are best close together.
COARSER, LEAST = 4, 8
#: Tasks of a crew are looked at from these quantiles of their earliest starts on.
HEADS = (0.0, 0.25, 0.5, 0.75)
#: Share of the bound by which the linear programme's tolerances can be wrong.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxation's answer.

    Attributes
    ----------
    bound : float
        No plan is worth more.
    ends : (n,) float64 array
        Mean month in which the relaxation finishes each task: a good order to begin with.
    """

    bound: float
    ends: Floats


def relaxed(one: Instance, extra: dict[int, float] | None = None, *, cells: int = MOST_CELLS) -> Relaxed:
    """Bound the worth of any plan of an instance.

    Parameters
    ----------
    one : Instance
        The instance.
    extra : dict of int to float, optional
        Yearly value of tasks that bring openings, as in :func:`reopen.rebuild.model.solve`.
    cells : int
        Size of the linear programme: tasks times moments.
    """
    first = (one.earliest + one.months).astype(float)
    rest = -one.finish_weight * shortest(one)
    ways = [(_worth(one, extra or {}), rest + float(one.network[0] * one.annuity[0]))]
    if len(one.network) > 1:
        # Openings that share little with other tasks are better bounded apart than by values that add up.
        ways.append((_worth(one, {}), rest + soonest(one)))
    looks = [_Look(one, worth, more) for worth, more in ways]
    for look in looks:
        look.at(cells // COARSER)
    best = min(looks, key=lambda look: look.bound)
    best.at(cells)
    return Relaxed(best.bound, np.maximum(first, best.ends))


class _Look:
    """A bound by one way to count worth: what is summed over tasks, and what is added to it."""

    def __init__(self, one: Instance, worth: Floats, more: float) -> None:
        self.one = one
        # Tasks that lead to no worth never stand in the way.
        kept = leading(one, np.ptp(worth, axis=1) > 0)
        self.more = more + float(worth[~kept].max(axis=1, initial=-np.inf).sum() if (~kept).any() else 0.0)
        #: The worth of ends as soon as each task alone allows, if nothing better is found.
        self.bound = more + float(worth[np.arange(one.n), one.earliest + one.months].sum())
        self.ends = (one.latest + one.months).astype(float)
        self.some = alike(one, worth)
        self.groups = np.flatnonzero(np.bincount(self.some.group, weights=kept) > 0)
        self.gain = self.some.one.worth[self.groups] * self.some.count[self.groups, None]
        self.shares: Floats | None = None
        self.moments: Ints = np.zeros(0, np.int64)

    def at(self, cells: int) -> None:
        """Solve for as many moments as cells allow, close together where an earlier answer needs it."""
        if not len(self.groups) or len(self.moments) >= self.one.horizon:
            return
        count = max(cells // len(self.groups), LEAST)
        if self.shares is None:
            moments = _moments(self.one.horizon, count)
        else:
            moments = _closer(self.one.horizon, self.moments, self.shares, self.gain, count)
        lp = _Rows(self.some, self.groups, moments)
        lp.precedence()
        lp.crews()
        lp.money()
        found, shares = lp.best(self.gain)
        if shares is None:
            return
        self.bound = min(self.bound, found + TOLERANCE * abs(found) + self.more)
        self.moments, self.shares = moments, shares
        middle = _mean(shares, moments)
        place = np.full(len(self.some.count), -1)
        place[self.groups] = np.arange(len(self.groups))
        known = place[self.some.group] >= 0
        self.ends[known] = middle[place[self.some.group[known]]]


def shortest(one: Instance) -> int:
    """Months that no plan can finish before: by what comes before what, by crews, and by money."""
    ends = one.earliest + one.months
    least = int(ends.max(initial=0))
    tail = _tails(one)
    for r in range(one.demand.shape[1]):
        used = (one.demand[:, r] > 0) & (one.months > 0)
        if used.any():
            work = int((one.demand[:, r] * one.months).sum())
            head = int(one.earliest[used].min())
            grown = np.cumsum(np.where(np.arange(one.horizon) >= head, one.capacity[:, r], 0))
            least = max(least, int(np.searchsorted(grown, work)) + 1 + int(tail[used].min()))
    for f in range(len(one.budget)):
        needed = int(one.cost[one.fund == f].sum())
        if needed:
            year = int(np.searchsorted(np.cumsum(one.budget[f]), needed))
            least = max(least, int(np.searchsorted(one.year, year)) + int(one.months[one.fund == f].min()))
    return least


def _tails(one: Instance) -> Ints:
    """Months that what comes after each task takes at least."""
    out = np.zeros(one.n, np.int64)
    for j in topological(one.after_at, one.after, one.n)[::-1]:
        rows = slice(one.after_at[j], one.after_at[j + 1])
        later = one.after_lag[rows] + one.months[one.after[rows]] + out[one.after[rows]]
        out[j] = later.max(initial=0)
    return out


def _worth(one: Instance, extra: dict[int, float]) -> Floats:
    """Worth of ends, never rising with time."""
    worth = one.worth.copy()
    for j, yearly in extra.items():
        worth[j] += yearly * one.annuity
    return np.maximum.accumulate(worth[:, ::-1], axis=1)[:, ::-1]


def _moments(horizon: int, count: int) -> Ints:
    """Months at which shares are looked at: closer together at first, when most is finished."""
    spread = np.linspace(0, 1, min(count, horizon) + 1)[1:]
    return np.unique(np.ceil(horizon * (0.5 * spread + 0.5 * spread**2)).astype(np.int64))


def _closer(horizon: int, moments: Ints, shares: Floats, worth: Floats, count: int) -> Ints:
    """Moments close together where a coarser answer loses much worth by their distance.

    What is lost between two moments goes with their distance and with what is finished between
    them, so that the least is lost in all where distances go with the square root of it.
    """
    done = np.diff(np.concatenate([np.zeros((len(shares), 1)), shares], axis=1), axis=1)
    begin = np.concatenate([[0], moments[:-1]])
    slope = (worth[:, begin] - worth[:, moments]) / (moments - begin)
    density = np.sqrt(np.maximum((done * slope).sum(axis=0), 0) / (moments - begin))
    density = np.repeat(density + (0.05 * density.max() or 1.0), moments - begin)
    reach = np.cumsum(density) / density.sum()
    picks = np.searchsorted(reach, np.linspace(0, 1, min(count, horizon) + 1)[1:] - 1e-12) + 1
    return np.unique(np.append(np.minimum(picks, horizon), horizon)).astype(np.int64)


def _mean(shares: Floats, moments: Ints) -> Floats:
    """Mean month in which each group is finished."""
    done = np.diff(np.concatenate([np.zeros((len(shares), 1)), shares], axis=1), axis=1)
    middle = moments - 0.5 * np.diff(np.concatenate([[0], moments]))
    mean: Floats = done @ middle + (1 - shares[:, -1]) * moments[-1]
    return mean


@dataclass(slots=True)
class _Rows:
    """The linear programme: a column a task and moment, the share of the task finished by then."""

    some: Alike
    tasks: Ints
    moments: Ints
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    limit: list[Floats] = field(default_factory=list)
    rows: int = 0

    def _add(self, columns: Ints, values: Floats, limit: Floats) -> None:
        """Add rows, one a line of ``columns`` (-1 for nothing)."""
        index = np.repeat(np.arange(len(columns)), columns.shape[1]) + self.rows
        used = columns.ravel() >= 0
        self.row.append(index[used])
        self.column.append(columns.ravel()[used])
        self.value.append(np.broadcast_to(values, columns.shape).ravel()[used])
        self.limit.append(np.asarray(limit, float))
        self.rows += len(columns)

    def _at(self, place: Ints, time: Ints) -> Ints:
        """Columns of the latest moment not after a time; -1 before the first."""
        k = np.searchsorted(self.moments, time, side="right") - 1
        return np.where(k >= 0, place * len(self.moments) + k, -1)

    def precedence(self) -> None:
        """Nothing begins, in a month that is open to it, before what comes first; and nothing is undone."""
        one, width = self.some.one, len(self.moments)
        place = np.full(one.n, -1)
        place[self.tasks] = np.arange(len(self.tasks))
        every = np.arange(width)
        last_open = open_months(one.startable)[1]
        for p in range(len(self.tasks)):
            mine = p * width + every
            self._add(np.stack([mine[:-1], mine[1:]], axis=1), np.array([1.0, -1.0]), np.zeros(width - 1))
        for j in self.tasks:
            for e in range(one.before_at[j], one.before_at[j + 1]):
                i = one.before[e]
                begun = self.moments - int(one.months[j])
                begun = np.where(begun >= 0, last_open[one.kind[j], np.maximum(begun, 0)], -1)
                time = begun - int(one.before_lag[e])
                k = np.searchsorted(self.moments, time)
                late = time >= 0
                mine, other = place[j] * width + every[late], place[i] * width + k[late]
                limit = np.full(late.sum(), self.some.free[e])
                self._add(np.stack([mine, other], axis=1), np.array([1.0, -self.some.pull[e]]), limit)

    def crews(self) -> None:
        """What teams have done, also on tasks under way, is no more than they had months for.

        Looked at for tasks that share their winters, since teams stand still in them, and for those
        that cannot start before some month, since teams wait for them until then.
        """
        one, tasks = self.some.one, self.tasks
        open_ = np.array([_open_months(one, int(kind)) for kind in range(len(one.startable))])
        for r in range(one.demand.shape[1]):
            used = np.flatnonzero((one.demand[tasks, r] > 0) & (one.months[tasks] > 0))
            for months in np.unique(open_[one.kind[tasks[used]]], axis=0):
                some = used[(open_[one.kind[tasks[used]]] <= months).all(axis=1)]
                for head in np.unique(np.quantile(one.earliest[tasks[some]], HEADS, method="lower")):
                    late = some[one.earliest[tasks[some]] >= head]
                    there = _team_months(
                        one.capacity[:, r], months, np.unique(one.months[tasks[late]]), int(head)
                    )
                    self._done(late, one.demand[tasks[late], r] * self.some.count[tasks[late]], there)

    def _done(self, some: Ints, teams: Ints, there: Ints) -> None:
        """Team months done by each moment on tasks finished or under way, against those there were.

        A task of ``d`` months has had as many months by ``t`` as there are ``u < d`` with its end at
        ``t + u`` or before.
        """
        one, tasks = self.some.one, self.tasks
        binding = self.moments[there[self.moments] < (teams * one.months[tasks[some]]).sum()]
        if not len(binding):
            return
        length = one.months[tasks[some]]
        place = np.repeat(some, length)
        ahead = np.concatenate([np.arange(d) for d in length])
        columns = self._at(place[None, :], binding[:, None] + ahead[None, :])
        self._add(columns, np.repeat(teams, length).astype(float)[None, :], there[binding])

    def money(self) -> None:
        """What has started by the end of a year was paid from the budgets until then."""
        one, tasks = self.some.one, self.tasks
        for f in range(len(one.budget)):
            paid = np.flatnonzero((one.fund[tasks] == f) & (one.cost[tasks] > 0))
            if not len(paid):
                continue
            cost = (one.cost[tasks[paid]] * self.some.count[tasks[paid]]).astype(float)
            there = np.cumsum(one.budget[f]).astype(float)
            binding = there < cost.sum()
            time = one.year_ends[:, None] - 1 + one.months[tasks[paid]][None, :]
            at = self._at(paid[None, :], time)[binding]
            self._add(at, cost[None, :] / PER_USD_M, there[binding] / PER_USD_M)

    def best(self, worth: Floats) -> tuple[float, Floats | None]:
        """Solve; the largest worth and the shares, (tasks, moments), or no bound and None."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        one, width = self.some.one, len(self.moments)
        first = (one.earliest + one.months)[self.tasks]
        previous = np.concatenate([[-1], self.moments[:-1]])
        soonest = np.minimum(np.maximum(previous[None, :] + 1, first[:, None]), self.moments[None, :])
        gain = np.take_along_axis(worth, soonest, axis=1)
        base = worth[:, -1].sum()
        step = gain - np.concatenate([gain[:, 1:], worth[:, -1:]], axis=1)
        upper = np.where(self.moments[None, :] >= first[:, None], 1.0, 0.0)
        rows = (np.concatenate(self.row), np.concatenate(self.column))
        matrix = csr_array((np.concatenate(self.value), rows), shape=(self.rows, len(self.tasks) * width))
        scale = max(float(np.abs(step).max()), 1e-12)
        found = linprog(
            -(step / scale).ravel(),
            A_ub=matrix,
            b_ub=np.concatenate(self.limit),
            bounds=np.stack([np.zeros(upper.size), upper.ravel()], axis=1),
            method="highs-ipm",
        )
        if found.status != 0:
            return np.inf, None
        return float(-found.fun * scale + base), found.x.reshape(len(self.tasks), width)


def _team_months(capacity: Ints, open_: Floats, lengths: Ints, head: int) -> Ints:
    """Team months up to each month, from ``head`` on: in a season only as many as tasks can fill."""
    out = np.zeros(len(capacity) + 1, np.int64)
    usable = open_.astype(bool) & (np.arange(len(capacity)) >= head)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], usable.astype(np.int64), [0]])))
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        most = _fill(int(end - begin), lengths) * int(capacity[begin:end].max())
        out[begin + 1 : end + 1] = np.minimum(np.cumsum(capacity[begin:end]), most)
        out[begin + 1 :] += out[begin]
        out[end + 1 :] = out[end]
    return out


def _fill(months: int, lengths: Ints) -> int:
    """The most months of a season that tasks of some lengths, one after the other, can fill."""
    reach = np.zeros(months + 1, bool)
    reach[0] = True
    for d in lengths[(lengths > 0) & (lengths <= months)]:
        for m in range(int(d), months + 1):
            reach[m] |= reach[m - int(d)]
    return int(np.flatnonzero(reach)[-1])


def _open_months(one: Instance, kind: int) -> npt.NDArray[np.bool_]:
    """Months in which a task of a kind can be at work."""
    months = int(one.months[one.kind == kind].max(initial=0))
    if one.startable[kind].all() or months == 0:
        return np.ones(one.horizon, bool)
    reach = np.zeros(one.horizon + 1, np.int64)
    starts = np.flatnonzero(one.startable[kind, : one.horizon])
    np.add.at(reach, starts, 1)
    np.add.at(reach, np.minimum(starts + months, one.horizon), -1)
    return np.cumsum(reach)[: one.horizon] > 0
