"""The programme as a model for CP-SAT (OR-Tools): better plans, and a proven bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.rebuild.instance import Instance, Ints

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntervalVar, IntVar, LinearExpr

#: Largest whole number that a plan's whole worth is scaled to.
FINEST = 1e9
#: Threads of the solver: a part of the result, hence the same on every machine.
WORKERS = 2

#: Seconds between looks whether to stop.
TICK = 0.1

#: Told of each better plan; returns whether to go on.
Told = Callable[[Ints], bool]


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to work on a model.

    Attributes
    ----------
    deterministic : float
        Deterministic seconds, which count operations: the same on every machine.
    wall : float or None
        Seconds by the clock; makes the result depend on the machine.
    workers : int
        Threads of the solver.
    seed : int
        Seed of the solver.
    """

    deterministic: float = float("inf")
    wall: float | None = None
    workers: int = WORKERS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver found.

    Attributes
    ----------
    start : (n,) int64 array or None
        Best plan; None where none was found.
    bound : float
        No plan can be worth more, by the model's additive worth.
    proven : bool
        Whether the plan is as good as the bound, to the model's rounding.
    work : float
        Deterministic seconds that it took.
    infeasible : bool
        Whether no plan exists.
    """

    start: Ints | None
    bound: float
    proven: bool
    work: float
    infeasible: bool = False


def solve(
    one: Instance,
    *,
    extra: dict[int, float] | None = None,
    hint: Ints | None = None,
    effort: Effort,
    told: Told | None = None,
    stop: Event | None = None,
) -> Solved:
    """Search for the best plan of an instance and prove how good any plan can be.

    Parameters
    ----------
    one : Instance
        The instance.
    extra : dict of int to float, optional
        Yearly value of each task that brings an opening, added to its worth; stands for the
        network's value, which need not add up (:mod:`reopen.rebuild.additive`).
    hint : (n,) int64 array, optional
        A plan to begin with.
    effort : Effort
        When to stop.
    told : callable, optional
        Called with each better plan.
    stop : Event, optional
        Ends the search when set.
    """
    from ortools.sat.python import cp_model

    built = _Model(one, extra or {}, hint)
    solver = cp_model.CpSolver()
    _set(solver, effort)
    watch = _watch(built.start, told) if told else None
    with _ended_by(solver, stop):
        status = solver.solve(built.model, watch)
    work = float(solver.response_proto.deterministic_time)
    if status == cp_model.INFEASIBLE:
        return Solved(None, -np.inf, proven=False, work=work, infeasible=True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # Without a plan, what the solver states as its bound may be a mere beginning.
        return Solved(None, np.inf, proven=False, work=work)
    bound = (solver.best_objective_bound + built.slack) / built.scale
    bound += float(one.network[0] * one.annuity[0])
    start = np.array([solver.value(s) for s in built.start], np.int64)
    return Solved(start, bound, proven=status == cp_model.OPTIMAL, work=work)


def _set(solver: CpSolver, effort: Effort) -> None:
    p = solver.parameters
    p.num_workers = effort.workers
    p.random_seed = effort.seed
    p.interleave_search = effort.wall is None
    if np.isfinite(effort.deterministic):
        p.max_deterministic_time = effort.deterministic
    if effort.wall is not None:
        p.max_time_in_seconds = effort.wall
    # Ctrl-C belongs to the program, which stops the search and keeps its best plan.
    p.catch_sigint_signal = False


@contextmanager
def _ended_by(solver: CpSolver, stop: Event | None) -> Iterator[None]:
    """End a search when an event is set."""
    if stop is None:
        yield
        return
    over = Event()

    def watch() -> None:
        while not over.wait(TICK):
            if stop.is_set():
                solver.stop_search()

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _watch(start: list[IntVar], told: Told) -> Any:
    from ortools.sat.python import cp_model

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if not told(np.array([self.value(s) for s in start], np.int64)):
                self.stop_search()

    return Watch()


class _Model:
    """The model and its variables."""

    def __init__(self, one: Instance, extra: dict[int, float], hint: Ints | None) -> None:
        from ortools.sat.python import cp_model

        self.one, self.hint = one, hint
        self.model: CpModel = cp_model.CpModel()
        self.start = [self._start(j) for j in range(one.n)]
        for j in range(one.n):
            for k in range(one.before_at[j], one.before_at[j + 1]):
                i = int(one.before[k])
                ready = self.start[i] + int(one.months[i] + one.before_lag[k])
                self.model.add(self.start[j] >= ready)
        self._crews()
        self._money()
        self._objective(extra)

    def _hint(self, variable: IntVar, value: Callable[[Ints], int]) -> None:
        """Tell the solver the value of a variable in the plan to begin with."""
        if self.hint is not None:
            self.model.add_hint(variable, value(self.hint))

    def _start(self, j: int) -> IntVar:
        from ortools.sat.python import cp_model

        one = self.one
        months = np.arange(one.earliest[j], one.latest[j] + 1)
        allowed = months[one.startable[one.kind[j], months]]
        domain = cp_model.Domain.from_values(allowed.tolist())
        start = self.model.new_int_var_from_domain(domain, f"start{j}")
        self._hint(start, lambda hint: int(hint[j]))
        return start

    def _crews(self) -> None:
        one, model = self.one, self.model
        intervals: list[IntervalVar | None] = [
            model.new_fixed_size_interval_var(self.start[j], int(one.months[j]), f"run{j}")
            if one.months[j]
            else None
            for j in range(one.n)
        ]
        for r in range(one.demand.shape[1]):
            used = [j for j in range(one.n) if one.demand[j, r] and intervals[j] is not None]
            most = int(one.capacity[:, r].max(initial=0))
            if one.demand[used, r].sum() <= one.capacity[:, r].min(initial=most):
                continue
            runs: list[Any] = [intervals[j] for j in used]
            teams = [int(one.demand[j, r]) for j in used]
            for begin, length, missing in _steps(most - one.capacity[:, r]):
                runs.append(model.new_fixed_size_interval_var(begin, length, f"away{r}_{begin}"))
                teams.append(missing)
            model.add_cumulative(runs, teams, most)

    def _money(self) -> None:
        one, model = self.one, self.model
        first = np.searchsorted(one.year, np.arange(one.budget.shape[1]))
        # A milestone may stand at the very end, after the last month.
        last = np.append(first[1:] - 1, one.horizon)
        by_year: dict[tuple[int, int], list[Any]] = {}
        for j in range(one.n):
            if one.fund[j] < 0 or not one.cost[j]:
                continue
            years = range(one.year[one.earliest[j]], one.year[one.latest[j]] + 1)
            picks = [model.new_bool_var(f"pays{j}_{y}") for y in years]
            model.add_exactly_one(picks)
            for y, b in zip(years, picks, strict=True):
                self._hint(b, partial(_pays, one, j, y))
            model.add(self.start[j] >= sum(int(first[y]) * b for y, b in zip(years, picks, strict=True)))
            model.add(self.start[j] <= sum(int(last[y]) * b for y, b in zip(years, picks, strict=True)))
            for y, b in zip(years, picks, strict=True):
                by_year.setdefault((int(one.fund[j]), y), []).append(int(one.cost[j]) * b)
        for f in range(len(one.budget)):
            spent: list[Any] = []
            for y in range(one.budget.shape[1]):
                now = by_year.get((f, y), [])
                spent = [*spent, *now] if one.carry_over else now
                limit = one.budget[f, : y + 1].sum() if one.carry_over else one.budget[f, y]
                if spent:
                    model.add(sum(spent) <= int(limit))

    def _objective(self, extra: dict[int, float]) -> None:
        one, model = self.one, self.model
        ends = np.arange(one.horizon + 1)
        worth = {int(j): one.worth[j] for j in np.flatnonzero(np.ptp(one.worth, axis=1) > 0)}
        for j, yearly in extra.items():
            worth[j] = worth.get(j, np.zeros(len(ends))) + yearly * one.annuity
        largest = sum(float(np.abs(w).max()) for w in worth.values()) + one.finish_weight * one.horizon
        only_finish = not worth and one.finish_weight > 0
        self.scale = 1 / one.finish_weight if only_finish else FINEST / max(largest, 1e-12)
        terms: list[LinearExpr | int] = []
        for j, table in worth.items():
            terms.append(self._worth(j, np.rint(table * self.scale).astype(np.int64)))
        if one.finish_weight > 0:
            tails = [self.start[j] + int(one.months[j]) for j in range(one.n)]
            end = model.new_int_var(0, one.horizon, "finish")
            self._hint(end, lambda hint: int((hint + one.months).max()))
            for tail in tails:
                model.add(end >= tail)
            terms.append(-round(one.finish_weight * self.scale) * end)
        #: By how much rounding can hide worth.
        self.slack = 0.0 if only_finish else 0.5 * (len(worth) + one.horizon)
        model.maximize(sum(terms))

    def _worth(self, j: int, table: Ints) -> Any:
        """Worth of the end of a task: a line where the table is one, else a variable read from it."""
        one = self.one
        low, high = int(one.earliest[j]), int(one.latest[j])
        months = int(one.months[j])
        piece = table[low + months : high + months + 1]
        steps = np.diff(piece)
        if len(steps) == 0 or (steps == steps[0]).all():
            slope = int(steps[0]) if len(steps) else 0
            return int(piece[0]) + slope * (self.start[j] - low)
        value = self.model.new_int_var(int(piece.min()), int(piece.max()), f"worth{j}")
        self.model.add_element(self.start[j] - low, piece.tolist(), value)
        self._hint(value, lambda hint: int(piece[hint[j] - low]))
        return value


def _steps(level: Ints) -> list[tuple[int, int, int]]:
    """Stretches of months with the same positive level: begin, length, level."""
    cuts = np.concatenate([[0], np.flatnonzero(np.diff(level)) + 1, [len(level)]])
    return [(int(b), int(e - b), int(level[b])) for b, e in pairwise(cuts) if level[b] > 0]


def _pays(one: Instance, j: int, year: int, start: Ints) -> int:
    """Whether a task is paid in a year of a plan, as 1 or 0."""
    return int(one.year[start[j]] == year)
