"""Plan a programme: search, bound, prove; the best plan so far whenever it is stopped."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from time import perf_counter

import numpy as np

from reopen.errors import ProgrammeError, SettingsError
from reopen.progress import Progress, silent
from reopen.rebuild.additive import above
from reopen.rebuild.checks import problems
from reopen.rebuild.explain import conflict
from reopen.rebuild.improve import improve
from reopen.rebuild.instance import Floats, Instance, Ints, instance
from reopen.rebuild.model import Effort, solve
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Programme
from reopen.rebuild.relaxed import MOST_CELLS, relaxed
from reopen.rebuild.search import search

#: Tasks up to which the solver has as much time as the search, and beyond which it only plans parts
#: anew, since it would not get through its own preparations in time.
FEW, MANY = 80, 300
#: Shares of the effort that the search has for few tasks and for more, and neighbourhoods for many.
SEARCH_FEW, SEARCH_MORE, NEIGHBOURS = 0.5, 0.8, 0.25
#: Cells of the bound's linear programme for each second of effort, and at least.
CELLS_A_SECOND, LEAST_CELLS = 2_000, 6_000
#: Relative gap below which a plan counts as optimal.
CLOSED = 1e-6
#: Said where the effort brought neither a plan nor a proof that there is none.
NO_PROOF = (
    "no plan was found in the time given, and no proof that there is none: give it more effort"
    " (rebuild.effort), or more money, teams or years"
)
#: Seconds between looks whether somebody wants to stop.
TICK = 0.1


def schedule(
    programme: Programme,
    *,
    effort: float = 30.0,
    wall: float | None = None,
    seed: int = 0,
    jobs: int | None = None,
    begin: Ints | None = None,
    progress: Progress = silent,
) -> Plan:
    """Find a plan for a programme, with a proven bound.

    Parameters
    ----------
    programme : Programme
        Tasks, crews, budgets and the objective.
    effort : float
        Deterministic seconds of work, about a second each on two cores; the same effort gives
        the same plan on every machine.
    wall : float, optional
        Seconds by the clock instead; the plan then depends on the machine.
    seed : int
        Seed.
    jobs : int, optional
        Threads of the search; the plan does not depend on it.
    begin : (tasks,) int64 array, optional
        A plan to begin with.
    progress : callable
        Told the stage and the share of it that is done.

    Returns
    -------
    Plan
        The best plan found; when stopped by Ctrl-C, the best so far with its gap.

    Raises
    ------
    ProgrammeError
        When the programme is wrong, with every problem, or when no plan exists, with the limits
        that conflict.
    SettingsError
        When ``begin`` is no plan of the programme.
    """
    begun = perf_counter()
    if wrong := problems(programme):
        raise ProgrammeError(programme.title, wrong)
    one = instance(programme)
    if (one.latest < one.earliest).any():
        raise ProgrammeError(programme.title, _explained(programme))
    if begin is not None and not one.holds(begin):
        raise SettingsError(
            "begin: no plan of this programme; leave it out, or take Plan.start of one that is"
        )
    best = _Best(one)
    if one.n:
        if begin is not None:
            best.offer(begin)
        until = None if wall is None else begun + wall
        _Run(best, effort, until, seed, jobs or os.cpu_count() or 1, progress).whole()
    if best.start is None:
        why = _explained(programme)
        raise ProgrammeError(programme.title, why, proven=why != [NO_PROOF])
    return Plan(
        programme=programme,
        start=best.start,
        status="optimal" if best.closed else "feasible",
        value=best.value,
        bound=max(best.bound, best.value),
        gap=best.gap,
        seconds=round(perf_counter() - begun, 3),
        seed=seed,
        stopped=best.stop.is_set(),
    )


@dataclass(slots=True)
class _Best:
    """The best plan and bound so far, and whether somebody wants to stop."""

    one: Instance
    start: Ints | None = None
    value: float = -np.inf
    bound: float = np.inf
    stop: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        if self.one.n == 0:
            self.start, self.value, self.bound = np.zeros(0, np.int64), 0.0, 0.0

    def offer(self, start: Ints) -> bool:
        """Keep a plan where it is better; whether to go on."""
        value = self.one.value(start)
        if value > self.value:
            self.start, self.value = start.copy(), value
        return not self.stop.is_set()

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one, as a share of its own worth."""
        missing = max(self.bound - self.value, 0.0)
        return missing / max(abs(self.value), 1e-12) if missing else 0.0

    @property
    def closed(self) -> bool:
        """Whether the plan is proven to be the best."""
        return self.start is not None and self.gap <= CLOSED


@dataclass(slots=True)
class _Run:
    """The stages of planning, each of which leaves its plan and its bound in ``best``."""

    best: _Best
    effort: float
    until: float | None
    seed: int
    jobs: int
    progress: Progress
    begun: float = field(default_factory=perf_counter)
    keys: list[Floats] = field(default_factory=list)
    extra: dict[int, float] = field(init=False)

    def __post_init__(self) -> None:
        self.extra = above(self.one)

    @property
    def one(self) -> Instance:
        """The instance that is planned."""
        return self.best.one

    @property
    def share(self) -> float:
        """Share of the effort that goes into the search and the neighbourhoods."""
        return SEARCH_FEW if self.one.n <= FEW else SEARCH_MORE

    @property
    def parts(self) -> float:
        """Share of the effort that goes into the neighbourhoods, where they can help."""
        return NEIGHBOURS if self.one.n > FEW and np.ptp(self.one.worth, axis=1).any() else 0.0

    def whole(self) -> None:
        """Go through the stages, each on a thread of its own, so that Ctrl-C is seen here."""
        best = self.best
        stages = {
            "bound": self.find_bound,
            "search": self.search_orders,
            "improve": self.improve_parts,
            "proof": self.prove,
        }
        for stage, work in stages.items():
            # Stopped before there is a plan, the search still gives its first one.
            if best.closed or (best.stop.is_set() and best.start is not None):
                return
            try:
                self.progress(stage, 0.0)
                _interruptible(work, best.stop)
                self.progress(stage, 1.0)
            except KeyboardInterrupt:
                best.stop.set()

    def find_bound(self) -> None:
        """Bound the worth by a linear programme, whose answer is also an order to search from."""
        seconds = self.effort if self.until is None else self.until - perf_counter()
        found = relaxed(self.one, self.extra, cells=_cells(seconds))
        self.best.bound = found.bound
        self.keys.append(found.ends)

    def search_orders(self) -> None:
        """Search over orders."""
        share = self.share - self.parts
        go_on = self.going("search", share)
        found = search(
            self.one,
            seconds=np.inf if self.until else self.effort * share,
            seed=self.seed,
            keys=tuple(self.keys),
            begin=self.best.start,
            enough=self.best.bound - CLOSED * abs(self.best.bound),
            jobs=self.jobs,
            go_on=go_on,
        )
        if found.whole:
            self.best.offer(found.start)

    def improve_parts(self) -> None:
        """Plan parts of the plan anew."""
        best, go_on = self.best, self.going("improve", self.share)
        if self.parts and best.start is not None:
            found = improve(
                self.one,
                best.start,
                seconds=np.inf if self.until else self.effort * self.parts,
                seed=self.seed,
                jobs=self.jobs,
                go_on=lambda done, start: best.offer(start) and go_on(done),
            )
            best.offer(found)

    def prove(self) -> None:
        """Plan the whole with a solver that proves; too large ones only where there is no plan yet."""
        best = self.best
        if best.start is not None and self.one.n > MANY:
            return
        left = Effort(deterministic=self.effort * (1 - self.share), seed=self.seed)
        if self.until is not None:
            left = Effort(wall=max(self.until - perf_counter(), 0.1), seed=self.seed)
        found = solve(
            self.one, extra=self.extra, hint=best.start, effort=left, told=best.offer, stop=best.stop
        )
        if found.start is not None:
            best.offer(found.start)
        best.bound = min(best.bound, found.bound)
        if found.proven and not self.extra:
            # What the model's rounding leaves between the two could be large beside a worth near nothing.
            best.bound = min(best.bound, best.value)

    def going(self, stage: str, until_share: float) -> Callable[[float], bool]:
        """Whether a stage is to go on, until a share of the time by the clock, when there is one."""
        end = None if self.until is None else self.begun + until_share * (self.until - self.begun)

        def go_on(done: float) -> bool:
            self.progress(stage, done if np.isfinite(done) else 0.0)
            return not self.best.stop.is_set() and (end is None or perf_counter() < end)

        return go_on


def _cells(seconds: float) -> int:
    """Size of the bound's linear programme, so that it takes no more than a fair part of the time."""
    return int(np.clip(CELLS_A_SECOND * seconds, LEAST_CELLS, MOST_CELLS))


def _interruptible(work: Callable[[], None], stop: Event) -> None:
    """Work on another thread; Ctrl-C sets ``stop`` and waits for the work to end by it."""
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(work)
        while True:
            try:
                while not job.done():
                    wait([job], timeout=TICK)
                break
            except KeyboardInterrupt:
                stop.set()
    job.result()


def _explained(programme: Programme) -> list[str]:
    """Why there is no plan, in one sentence."""
    limits = conflict(programme)
    if not limits:
        return [NO_PROOF]
    if len(limits) == 1:
        return [f"no plan meets {limits[0]}, with all else as it is: change it"]
    return [f"no plan meets these together: {'; '.join(limits)}. Lifting any one of them helps"]
