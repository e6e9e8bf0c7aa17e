"""Bi-conjugate Frank-Wolfe: flows by link alone, for tables of trips whose paths would not fit in memory.

Each step loads all trips on the cheapest ways, makes the direction conjugate to the last two by the links'
slopes, and goes along it to where the objective is least. It needs one number a link and class beside the
trees; its gap falls slowly below 1e-5, where `equilibrium` is the better choice.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import GraphError
from reopen.progress import Progress, silent
from reopen.traffic.demand import joined
from reopen.traffic.equilibrium import Round, asked_for, countable, uncounted
from reopen.traffic.performance import MOST_COST, areas, costs
from reopen.traffic.trees import outwards, search, trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.columns import Pairs
    from reopen.traffic.demand import Trips
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]

#: Origins whose loads are summed together; part of the result.
BATCH = 32
#: Halvings of the step along a direction.
HALVINGS = 60
#: A step as long as this ends at the last direction's end, and conjugacy starts anew.
WHOLE = 1.0 - 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class LinkFlows:
    """Flows by link near equilibrium.

    Attributes
    ----------
    flow, cost : (A,) float64 arrays
        Flow of each link, and its cost without what single classes pay besides.
    class_flow : (M, A) float64 array
        Flow by class.
    gap : float
        Relative gap at these flows.
    objective, total : float
        Beckmann's objective (the total at the system's optimum), and what all pay.
    status : {"converged", "stopped"}
        Whether the gap asked for was reached.
    pair_cost : (P,) float64 array
        Cost of each pair's cheapest way, in the order of the trips.
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
    pair_cost: Floats
    history: tuple[Round, ...]


def frank_wolfe(
    network: RoadNetwork,
    trips: Trips,
    *,
    gap: float = 1e-5,
    optimum: bool = False,
    rounds: int = 10_000,
    jobs: int | None = None,
    go_on: Callable[[], bool] = lambda: True,
    progress: Progress = silent,
) -> LinkFlows:
    """Find flows near the user equilibrium, or the system's optimum, of trips that are given.

    Parameters
    ----------
    network, trips, gap, optimum, rounds, jobs, go_on, progress
        As `reopen.traffic.equilibrium.equilibrium` has them.

    Raises
    ------
    GraphError
        With every problem of network and trips; or where trips answer the cost.

    References
    ----------
    Mitradjieva, M. and Lindberg, P. O. (2013). The stiff is moving: conjugate direction Frank-Wolfe methods
    with applications to traffic assignment. Transportation Science 47(2).
    """
    asked_for(gap=gap, rounds=rounds, jobs=jobs)
    if trips.response.any():
        raise GraphError("trips: some answer the cost, which this method has not; use `equilibrium`")
    begun = perf_counter()
    kept, pairs, origins = trips.sorted(network)
    history: list[Round] = []
    status = "stopped"
    # Costs beyond what a number holds are told at the end, if they stay.
    quiet = np.errstate(over="ignore", invalid="ignore")
    with quiet, ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        loads = _Loads(network, pairs, origins, optimum, pool)
        flows, _ = loads.cheapest(np.zeros(loads.shape))
        joined(pairs, loads.trees.cost, network, origins)
        ends: list[Floats] = []
        step, least = 0.0, 0.0
        while True:
            new, least = loads.cheapest(flows)
            paid = loads.total(flows)
            now = max(paid - least, 0.0) / max(paid, 1e-300)
            history.append(Round(perf_counter() - begun, now, loads.objective(flows), 0))
            progress("equilibrium", float(np.clip(np.log(max(now, 1e-300)) / np.log(gap), 0.0, 1.0)))
            if now <= gap:
                status = "converged"
            if now <= gap or len(history) >= rounds or uncounted(history) or not go_on():
                break
            slope = loads.slope(flows)
            end = _conjugate(flows, new, ends, step, slope)
            step = loads.step(flows, end - flows)
            if step == 0.0:
                # A direction that does not lead down has lost its conjugacy; the plain one does.
                end, ends = new, []
                step = loads.step(flows, end - flows)
            flows = np.maximum(flows + step * (end - flows), 0.0)
            ends = [] if step >= WHOLE else [end, *ends[:1]]
    countable(network, network.back(flows.sum(0)))
    return loads.result(flows, now, status, tuple(history), kept, len(trips.flow))


def _conjugate(x: Floats, new: Floats, ends: list[Floats], step: float, slope: Floats) -> Floats:
    """Where the next direction ends: conjugate to the last two (equations 3.11 to 3.18 of the paper)."""
    if not ends:
        return new
    z, y = new - x, ends[0] - x

    def dot(a: Floats, b: Floats) -> float:
        # Classes share the links' slopes: only sums over classes count.
        return float(np.sum(slope * a.sum(0) * b.sum(0)))

    if len(ends) < 2:
        n, d = dot(y, z), dot(y, new - ends[0])
        share = min(max(n / d, 0.0), 0.99) if d != 0.0 else 0.0
        return share * ends[0] + (1.0 - share) * new
    w = step * ends[0] + (1.0 - step) * ends[1] - x
    d, square = dot(w, ends[1] - ends[0]), dot(y, y)
    mu = max(-dot(w, z) / d, 0.0) if d != 0.0 else 0.0
    nu = max(-dot(y, z) / square + mu * step / (1.0 - step), 0.0) if square > 0.0 else 0.0
    return (new + nu * ends[0] + mu * ends[1]) / (1.0 + nu + mu)


@njit(nogil=True, cache=True)
def _all_or_nothing(graph, trees, pairs, begin, end, flow):  # type: ignore[no-untyped-def]
    """Load the pairs of some origins on their trees; what they pay."""
    paid = 0.0
    over = np.empty(len(graph.first) - 1)
    for o in range(begin, end):
        over[:] = 0.0
        for od in range(pairs.first[o], pairs.first[o + 1]):
            over[pairs.to[od]] += pairs.demand[od]
            paid += pairs.demand[od] * trees.cost[o, pairs.to[od]]
        mine = flow[pairs.layer[o]]
        # From the leaves inwards: what has passed a node came over the arc before it.
        for v in outwards(graph, trees, o)[:0:-1]:
            a = trees.arc[o, v]
            if over[v] > 0.0:
                mine[a] += over[v]
                over[graph.tail[a]] += over[v]
    return paid


class _Loads:
    """Links and trips, as the method asks about them; links in the order of the search."""

    def __init__(
        self,
        network: RoadNetwork,
        pairs: Pairs,
        origins: NDArray[np.int32],
        optimum: bool,
        pool: ThreadPoolExecutor,
    ) -> None:
        load = network.load(optimum)
        self.network, self.pairs, self.marginal, self.pool = network, pairs, optimum, pool
        self.performance, self.fixed, self.shape = load.performance, load.fixed, load.fixed.shape
        self.trees = trees(network.graph, origins)

    def prices(self, flows: Floats) -> Floats:
        """Costs by class."""
        price = costs(self.performance, flows.sum(0), marginal=self.marginal)[0]
        return np.where(price < MOST_COST, price, MOST_COST) + self.fixed

    def slope(self, flows: Floats) -> Floats:
        """Derivatives of the costs."""
        return costs(self.performance, flows.sum(0), marginal=self.marginal)[1]

    def total(self, flows: Floats) -> float:
        """What all pay, at the costs that rule."""
        return float(np.sum(flows * np.where(flows > 0.0, self.prices(flows), 0.0)))

    def objective(self, flows: Floats) -> float:
        """What is least."""
        flow, besides = flows.sum(0), float(np.sum(flows * np.where(flows > 0.0, self.fixed, 0.0)))
        if self.marginal:
            return float(flow @ costs(self.performance, flow)[0]) + besides
        return float(areas(self.performance, flow).sum()) + besides

    def cheapest(self, flows: Floats) -> tuple[Floats, float]:
        """All trips on the cheapest ways at the costs of some flows, and what that costs."""
        prices, n = np.ascontiguousarray(self.prices(flows)), len(self.pairs.layer)

        def one(begin: int) -> tuple[Floats, float]:
            end, mine = min(begin + BATCH, n), np.zeros(self.shape)
            search(self.network.graph, self.trees, prices, self.pairs.layer, begin, end)
            paid = _all_or_nothing(self.network.graph, self.trees, self.pairs, begin, end, mine)
            return mine, float(paid)

        flow, least = np.zeros(self.shape), 0.0
        # Batches are summed in their order, so that the flows do not depend on threads.
        for mine, paid in self.pool.map(one, range(0, n, BATCH)):
            flow += mine
            least += paid
        return flow, least

    def step(self, x: Floats, d: Floats) -> float:
        """How far to go along a direction, 0 to 1: where the objective is least, by halving."""
        away, fixed = d.sum(0), float(np.sum(np.where(d != 0.0, self.fixed, 0.0) * d))
        base = x.sum(0)

        def rise(by: float) -> float:
            flow = np.maximum(base + by * away, 0.0)
            return float(costs(self.performance, flow, marginal=self.marginal)[0] @ away) + fixed

        low, high = 0.0, 1.0
        if rise(high) <= 0.0:
            return high
        if rise(low) >= 0.0:
            return low
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if rise(middle) < 0.0 else (low, middle)
        return low

    def result(
        self,
        flows: Floats,
        gap: float,
        status: str,
        history: tuple[Round, ...],
        kept: NDArray[np.int64],
        n: int,
    ) -> LinkFlows:
        """The flows, in the order of the links and trips themselves."""
        back, flow = self.network.back, self.network.back(flows.sum(0))
        cost = self.network.cost(flow)
        besides = float(np.sum(flows * np.where(flows > 0.0, self.fixed, 0.0)))
        pair_cost, total = np.zeros(n), float(flow @ cost) + besides
        rows = np.repeat(np.arange(len(self.pairs.layer)), np.diff(self.pairs.first))
        pair_cost[kept] = self.trees.cost[rows, self.pairs.to]
        return LinkFlows(
            flow=flow, cost=cost, class_flow=back(flows), gap=gap, objective=self.objective(flows),
            total=total, status=status, pair_cost=pair_cost, history=history,
        )  # fmt: skip
