"""User equilibrium: flows such that nobody who travels could take a cheaper way."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError
from reopen.progress import Progress, silent
from reopen.traffic import columns as paths
from reopen.traffic.columns import Columns, Load, Pairs
from reopen.traffic.demand import joined
from reopen.traffic.faults import listed, refuse
from reopen.traffic.matching import refuse_other
from reopen.traffic.performance import areas, costs
from reopen.traffic.trees import Trees, search, trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.demand import Trips
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]

#: Origins whose ways are searched at once, at most, between which flows follow; part of the result.
BATCH = 64
#: Times that flows are made equal for each search of ways.
ROUNDS = 16
#: Share of the average excess below which a pair rests until the next search.
REST = 0.5
#: Share by which a new way is cheaper than the ways kept, at least, and as a share of the gap at least:
#: what is less does not matter yet.
SAME, IDLE = 1e-14, 0.3
#: Gap that is taken for granted of flows of other links or trips, before the first search.
BEFORE = 1e-2
#: Searches in which the gap must fall by a tenth, or what is least by this share of the gap; or the solution
#: stands still.
PATIENCE, CREEP = 12, 0.01
#: Arcs that a path has at first guess.
LENGTH = 24


@dataclass(frozen=True, slots=True)
class Round:
    """One search of ways and the flows after it.

    Attributes
    ----------
    seconds : float
        Since the beginning.
    gap : float
        Relative gap, as the flows stood when each origin was searched.
    objective : float
        What is least, after it.
    paths : int
        Ways kept.
    """

    seconds: float
    gap: float
    objective: float
    paths: int


@dataclass(frozen=True, slots=True, eq=False)
class Equilibrium:
    """Flows at equilibrium.

    Attributes
    ----------
    flow, cost : (A,) float64 arrays
        Flow of each link, and its cost without what single classes pay besides.
    class_flow : (M, A) float64 array
        Flow by class.
    gap : float
        Relative gap: what all pay beyond the cheapest ways, over what all pay, at these flows.
    objective : float
        What is least: Beckmann's sum of the integrals of the links' costs and of what classes pay besides,
        or, at the system's optimum, ``total``.
    total : float
        What all pay, ``flow @ cost`` and what classes pay besides.
    status : {"converged", "stalled", "stopped"}
        Whether the gap asked for was reached; or flows stood still before; or rounds, time or the user
        ended it.
    demand : (P,) float64 array
        Flow of each pair in the order of the trips; that which answers the cost, where it is elastic.
    pair_cost : (P,) float64 array
        Cost of each pair's cheapest way.
    history : tuple of Round
        How the gap fell.
    """

    flow: Floats
    cost: Floats
    class_flow: Floats
    gap: float
    objective: float
    total: float
    status: str
    demand: Floats
    pair_cost: Floats
    history: tuple[Round, ...]
    columns: Columns = field(repr=False)


def equilibrium(
    network: RoadNetwork,
    trips: Trips,
    *,
    gap: float = 1e-8,
    optimum: bool = False,
    start: Equilibrium | None = None,
    rounds: int = 1000,
    jobs: int | None = None,
    go_on: Callable[[], bool] = lambda: True,
    progress: Progress = silent,
) -> Equilibrium:
    """Find the user equilibrium, or the system's optimum.

    Parameters
    ----------
    network : RoadNetwork
        Links and their performance.
    trips : Trips
        Who goes where; checked against the network.
    gap : float
        Relative gap at which to stop.
    optimum : bool
        The flows whose total cost is least instead: with the marginal costs as tolls they are an
        equilibrium.
    start : Equilibrium, optional
        Flows of the same trips' pairs on a network with the same links, to begin with.
    rounds : int
        Searches of ways, at most.
    jobs : int, optional
        Threads; the flows do not depend on it.
    go_on : callable
        Asked between batches of origins whether to go on.
    progress : callable
        Told the share of the gap's orders of magnitude that is done.

    Raises
    ------
    GraphError
        With every problem of network and trips, such as pairs that no way joins, or costs beyond what a
        number holds; or when ``start`` is of other pairs or links.
    SettingsError
        When gap, rounds or jobs make no sense.

    References
    ----------
    Xie, J., Nie, Y. and Liu, X. (2018). A greedy path-based algorithm for traffic assignment.
    Transportation Research Record 2672(48).
    """
    begun = perf_counter()
    asked_for(gap=gap, rounds=rounds, jobs=jobs)
    kept, pairs, origins = trips.sorted(network)
    work = _Work(
        network, pairs, network.load(optimum), trees(network.graph, origins), jobs or os.cpu_count() or 1
    )
    history: list[Round] = []
    status = "stopped"
    # Costs beyond what a number holds are told at the end, if they stay.
    quiet = np.errstate(over="ignore", invalid="ignore")
    with quiet, ThreadPoolExecutor(max(1, work.jobs)) as pool:
        work.begin(pool, start)
        for _ in range(rounds):
            now = work.round(pool, go_on)
            history.append(Round(perf_counter() - begun, now, work.objective(), int(work.columns.used[0])))
            progress("equilibrium", float(np.clip(np.log(max(now, 1e-300)) / np.log(gap), 0.0, 1.0)))
            if not go_on():
                break
            if now <= gap and work.exact(pool) <= gap:
                status = "converged"
                break
            if stalled(history) or uncounted(history):
                status = "stalled"
                break
        reached = work.exact(pool)
    countable(network, network.back(work.load.flow))
    if reached <= gap:
        status = "converged"
    return work.result(reached, status, tuple(history), kept, len(trips.flow))


def stalled(history: list[Round]) -> bool:
    """Whether nothing came nearer to the end for as long as the patience lasts.

    The gap does not fall at each search while flows are still far from equilibrium: what is least does. It
    is above its least by the gap's share of the total at most.
    """
    if len(history) <= PATIENCE:
        return False
    least = min(one.gap for one in history[-PATIENCE:])
    if least <= 0.9 * min(one.gap for one in history[:-PATIENCE]):
        return False
    before, now = history[-PATIENCE - 1].objective, history[-1].objective
    return abs(before - now) <= CREEP * least * abs(now)


def asked_for(*, gap: float, rounds: int, jobs: int | None) -> None:
    """Refuse what no search can be asked for.

    Raises
    ------
    SettingsError
        With all of a gap, rounds and threads that make no sense.
    """
    wrong = []
    if not 0.0 < gap < 1.0:
        wrong.append(f"gap: found {gap:g}; expected a number above 0 and below 1")
    if rounds < 1:
        wrong.append(f"rounds: found {rounds}; expected 1 or more")
    if jobs is not None and jobs < 1:
        wrong.append(f"jobs: found {jobs}; expected 1 or more, or None for all processors")
    if wrong:
        raise SettingsError(listed("equilibrium", wrong))


def uncounted(history: list[Round]) -> bool:
    """Whether what is least has been more than a number holds for as long as the patience lasts."""
    return len(history) > PATIENCE and not any(np.isfinite(one.objective) for one in history[-PATIENCE:])


def countable(network: RoadNetwork, flow: Floats) -> None:
    """Refuse links that cost more than a number holds at their flow, by name.

    Parameters
    ----------
    network : RoadNetwork
        The links.
    flow : (A,) float64 array
        Their flows.

    Raises
    ------
    GraphError
        Naming the links: their flows have no gap, and are no equilibrium.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        far = np.flatnonzero(~np.isfinite(flow * network.cost(flow)))
    refuse(
        "network",
        [
            f"{network.name(a)}: costs more than a number holds at a flow of {flow[a]:g}; expected less: see"
            " its capacity and power, and the trips"
            for a in far
        ],
    )


def _share(paid: float, total: float) -> float:
    """Share of a total; 1 where either is more than a number holds."""
    return paid / max(total, 1e-300) if np.isfinite(paid) and np.isfinite(total) else 1.0


class _Work:
    """Flows on their way to equilibrium."""

    def __init__(self, network: RoadNetwork, pairs: Pairs, load: Load, found: Trees, jobs: int) -> None:
        self.network, self.pairs, self.load, self.trees, self.jobs = network, pairs, load, found, jobs
        n = len(pairs.to)
        self.origins = len(pairs.layer)
        self.columns = paths.columns(n, 2 * n + 64, LENGTH * (2 * n + 64))
        self.awake, self.wanting = np.ones(n, np.bool_), np.empty(n, np.bool_)
        self.beyond = np.empty(self.origins)
        self.cuts = np.linspace(0, self.origins, -(-self.origins // BATCH) + 1).astype(int).tolist()
        self.mark = np.zeros(len(load.flow), np.int8)
        self.costs = np.empty(paths.MOST_PATHS)
        self.last = 1.0

    def begin(self, pool: ThreadPoolExecutor, start: Equilibrium | None) -> None:
        """Take over the paths of another equilibrium, with this one's demand; refuse pairs without a way."""
        self.shared(pool, self.searched, 0, self.origins)
        joined(self.pairs, self.trees.cost, self.network, self.trees.origin)
        if start is not None:
            refuse_other(self.network.graph, self.pairs, self.trees.origin, start.columns, what="start")
            self.columns = paths.compacted(start.columns, paths=len(self.pairs.to), arcs=LENGTH)
            paths.rescaled(self.columns, self.pairs, self.load.fixed)
            self.last = BEFORE
        paths.loaded(self.load, self.columns)

    def round(self, pool: ThreadPoolExecutor, go_on: Callable[[], bool]) -> float:
        """Search all ways once, batch by batch, and make flows equal; the gap on the way."""
        pairs, load = self.pairs, self.load
        first = bool((self.columns.top < 0).any())
        self.awake[:] = True
        paid, total = 0.0, self.total()
        enough = REST * self.last * total / max(float(pairs.demand.sum()), 1e-300)
        for begin, end in pairwise(self.cuts):
            paid += self.lengthened(pool, begin, end)
            if first:
                paths.repriced(load)
            self.equal(begin, end, enough)
            if not (first or go_on()):
                paths.loaded(load, self.columns)
                return self.last
        # Before all flow has a way no gap is known.
        self.last = 1.0 if first else _share(paid, max(total, self.total()))
        enough = REST * paid / max(float(pairs.demand.sum()), 1e-300)
        for _ in range(ROUNDS - 1):
            if not go_on() or self.equal(0, self.origins, enough)[1] == 0:
                break
        if self.columns.used[0] > 2 * len(pairs.to):
            self.columns = paths.compacted(self.columns, paths=len(pairs.to), arcs=self.columns.used[1] // 2)
        # Sums of many small steps drift; the paths' flows are the truth.
        paths.loaded(load, self.columns)
        return self.last

    def shared(
        self, pool: ThreadPoolExecutor, work: Callable[[int, int], None], begin: int, end: int
    ) -> None:
        """Share work on some origins between threads."""
        cuts = np.linspace(begin, end, max(1, min(self.jobs, end - begin)) + 1).astype(int).tolist()
        jobs = [pool.submit(work, a, b) for a, b in pairwise(cuts[1:])]
        # A thread takes a while to wake up: this one takes its share at once.
        work(begin, cuts[1])
        for job in jobs:
            job.result()

    def searched(self, begin: int, end: int) -> None:
        """Search the ways of some origins."""
        search(self.network.graph, self.trees, self.load.price, self.pairs.layer, begin, end)

    def looked(self, begin: int, end: int) -> None:
        """Search the ways of some origins; see which are new, and what flows pay beyond them."""
        self.searched(begin, end)
        newer = 1.0 - max(SAME, IDLE * self.last)
        paths.looked(
            self.trees, self.pairs, self.load, self.columns, begin, end, newer, self.wanting, self.beyond
        )

    def lengthened(self, pool: ThreadPoolExecutor, begin: int, end: int) -> float:
        """Search ways and keep new ones, with more room where it ends; what flows pay beyond the cheapest."""
        pairs, graph = self.pairs, self.network.graph
        od, last = int(pairs.first[begin]), int(pairs.first[end])
        self.shared(pool, self.looked, begin, end)
        while True:
            od = paths.lengthen(
                graph, self.trees, pairs, self.load, self.columns, begin, end, od, self.wanting
            )
            if od == last:
                return float(self.beyond[begin:end].sum())
            # A path has fewer arcs than there are nodes.
            room = max(self.columns.used[1], LENGTH * len(pairs.to)) // 2 + len(graph.first)
            self.columns = paths.compacted(self.columns, paths=len(pairs.to), arcs=int(room))

    def equal(self, begin: int, end: int, enough: float) -> tuple[float, int]:
        """Make flows of some origins equal in cost."""
        found: tuple[float, int] = paths.equalise(
            self.pairs, self.load, self.columns, begin, end, self.awake, enough, self.mark, self.costs
        )
        return found

    def exact(self, pool: ThreadPoolExecutor) -> float:
        """The relative gap at the flows as they stand."""
        self.shared(pool, self.looked, 0, self.origins)
        return _share(float(self.beyond.sum()), self.total())

    def flows(self) -> Floats:
        """Flows of links by class."""
        if len(self.load.price) == 1:
            return self.load.flow[None, :]
        by_class: Floats = paths.class_flows(self.columns, self.pairs, *self.load.price.shape)
        return by_class

    def total(self) -> float:
        """What all pay, at the costs that rule."""
        flows = self.flows()
        return float(np.sum(flows * np.where(flows > 0.0, self.load.price, 0.0)))

    def objective(self) -> float:
        """What is least; where demand answers the cost, without what the trips are worth."""
        load, flows = self.load, self.flows()
        besides = float(np.sum(flows * np.where(np.isfinite(load.fixed), load.fixed, 0.0)))
        if load.marginal:
            return float(load.flow @ costs(load.performance, load.flow)[0]) + besides
        return float(areas(load.performance, load.flow).sum()) + besides

    def result(
        self, gap: float, status: str, history: tuple[Round, ...], kept: NDArray[np.int64], n: int
    ) -> Equilibrium:
        """The flows, in the order of the links and trips themselves."""
        load, back = self.load, self.network.back
        flow = back(load.flow)
        cost = self.network.cost(flow)
        flows = paths.class_flows(self.columns, self.pairs, *load.price.shape)
        demand, pair_cost = np.zeros(n), np.zeros(n)
        besides = float(np.sum(flows * np.where(np.isfinite(load.fixed), load.fixed, 0.0)))
        rows = np.repeat(np.arange(self.origins), np.diff(self.pairs.first))
        demand[kept], pair_cost[kept] = self.pairs.demand, self.trees.cost[rows, self.pairs.to]
        return Equilibrium(
            flow=flow,
            cost=cost,
            class_flow=back(flows),
            gap=gap,
            objective=self.objective(),
            total=float(flow @ cost) + besides,
            status=status,
            demand=demand,
            pair_cost=pair_cost,
            history=history,
            columns=self.columns,
        )
