"""In which order to repair links when those who travel choose their ways by congestion.

What a set of standing links is worth is the total cost at the users' equilibrium, with a minus: what is lost
is the integral over time of that total cost less its value with all links.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError
from reopen.progress import Progress, silent
from reopen.rebuild.bounds import Nothing, grouped, root
from reopen.rebuild.branching import search
from reopen.rebuild.links import Links, along, links
from reopen.rebuild.sequence import Sequence as Order
from reopen.rebuild.sequence import sequence
from reopen.traffic.resolve import Solver

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from reopen.traffic.demand import Trips
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]

#: Links of which every set is solved, at most.
MOST_SOLVED = 16
#: Orders and states that are looked at beyond.
EFFORT = 5_000


@dataclass(frozen=True, slots=True)
class Congested:
    """An order of repair, and what stands on the way.

    Attributes
    ----------
    found : Sequence
        The order; its loss in total cost times the unit of the durations.
    totals : (2 ** n,) float64 array or None
        Total cost of every set of standing links; bit j stands for the j-th link. None where the links are
        too many to solve every set.
    gap : float
        The largest relative gap of the equilibria.
    solved : int
        How many equilibria were solved.
    """

    found: Order
    totals: Floats | None
    gap: float
    solved: int


def congested(
    network: RoadNetwork,
    trips: Trips,
    broken: Sequence[int],
    durations: ArrayLike,
    *,
    crews: int = 1,
    after: Sequence[int] | None = None,
    gap: float = 1e-8,
    effort: int = EFFORT,
    seed: int = 0,
    jobs: int = 1,
    go_on: Callable[[], bool] = lambda: True,
    progress: Progress = silent,
) -> Congested:
    """Find the order of repair that loses least until all links stand.

    Of up to 16 links every set is solved, and the order is exact for one crew, as in
    `reopen.rebuild.sequence`. Beyond, orders are searched, and what the system's optimum would lose bounds
    them: a link never takes from the optimum, whatever it does to users.

    Parameters
    ----------
    network : RoadNetwork
        All links, the broken ones among them.
    trips : Trips
        Who goes where, given; every pair has a way without the broken links.
    broken : sequence of int
        The n broken links, by their place in the network.
    durations : array_like, shape (n,)
        Time that each takes one crew.
    crews : int
        Crews, all alike.
    after : sequence of int, optional
        Links that must stand before work on each begins, as a set.
    gap : float
        Relative gap of each equilibrium.
    effort : int
        Orders and states to look at beyond 16 links.
    seed : int
        Seed of that search.
    jobs : int
        Threads; the result does not depend on it.
    go_on : callable
        Asked now and then whether to go on; where not, a search beyond 16 links returns its best order so
        far, and all else raises KeyboardInterrupt.
    progress : callable
        Told the share of the work that is done.

    Raises
    ------
    GraphError
        When links or trips are wrong, such as pairs that no way joins while all these links are broken.
    SettingsError
        When durations, crews or precedence are, or equilibria stood still above ten times the gap.
    """
    # Durations and precedence are checked before the long work.
    one = links(durations, lambda _: 0.0, crews=crews, after=after)
    if len(one) != len(broken):
        raise SettingsError(f"durations: found {len(one)} for {len(broken)} broken links; give one for each")
    solver = Solver(network, trips, broken)
    if len(one) > MOST_SOLVED:
        best = Solver(network, trips, broken, optimum=True)
        return _sought(
            _Asked(solver, gap, go_on),
            _Asked(best, gap, go_on),
            one,
            effort=effort,
            seed=seed,
            progress=progress,
        )
    done = solver.every(gap=gap, jobs=jobs, go_on=go_on, progress=progress)
    _refuse(done.gap, gap)
    found = sequence(
        durations, -done.total, crews=crews, after=after, seed=seed, jobs=jobs, progress=progress
    )
    return Congested(found, done.total, float(done.gap.max()), len(done.total))


def _refuse(reached: Floats, gap: float) -> None:
    """Refuse values of flows that stood still far from equilibrium."""
    far = np.flatnonzero(~(reached <= 10.0 * gap))
    if len(far):
        raise SettingsError(
            f"{len(far)} of {len(reached)} equilibria stood still before the gap of {gap:g}, the first at"
            f" {reached[far[0]]:.2g}; costs rise too steeply: see the links' capacities and powers"
        )


class _Asked:
    """What sets are worth, solved when asked for, each from the flows of the one before."""

    def __init__(self, solver: Solver, gap: float, go_on: Callable[[], bool]) -> None:
        self.solver, self.gap, self.go_on, self.desk = solver, gap, go_on, solver.desk()
        self.reached, self.beyond, self.solved = 0.0, 0.0, 0

    def __call__(self, standing: int) -> float:
        """Total cost with a minus; of the system's optimum that which none is below."""
        if not self.go_on():
            raise KeyboardInterrupt
        done = self.solver.walk(np.array([standing]), gap=self.gap, start=self.desk)
        _refuse(done.gap, self.gap)
        self.solved += 1
        self.reached, self.beyond = max(self.reached, done.gap[0]), max(self.beyond, done.beyond[0])
        return -float(done.total[0] - (done.beyond[0] if self.solver.load.marginal else 0.0))


def _sought(
    users: _Asked,
    best: _Asked,
    one: Links,
    *,
    effort: int,
    seed: int,
    progress: Progress,
) -> Congested:
    """The order by search, bounded by what the system's optimum loses."""
    begin = perf_counter()
    one = links(one.durations, users, crews=one.crews, after=one.after)
    bound = _bound(one, users, links(one.durations, best, crews=one.crews, after=one.after), best)
    found = search(
        one,
        Nothing(),
        root=bound,
        monotone=False,
        effort=effort,
        seed=seed,
        told=lambda share: progress("sequence", share),
    )
    timed = along(one, found.order)
    order = Order(
        order=tuple(sorted(range(len(one)), key=lambda j: (timed.start[j], timed.crew[j]))),
        start=timed.start,
        finish=timed.finish,
        crew=timed.crew,
        lost=timed.lost,
        bound=bound,
        gap=max(timed.lost - bound, 0.0) / abs(timed.lost) if timed.lost else 0.0,
        status="feasible",
        method="search",
        monotone=False,
        seconds=perf_counter() - begin,
        seed=seed,
        stopped=found.stopped,
    )
    return Congested(order, None, users.reached, users.solved + best.solved)


def _bound(one: Links, users: _Asked, ideal: Links, best: _Asked) -> float:
    """No order loses less.

    Users never cost less in total than the optimum does, so an order loses at least what it would if sets
    cost that, less what users cost more than the optimum when all links stand, for as long as work can last:
    all durations one after the other. The optimum's costs are known within what is left beyond the cheapest
    ways.
    """
    work = sum(one.durations)
    least = root(ideal, grouped(ideal)) - 2.0 * best.beyond * work
    return least + (users(one.everything) - best(one.everything)) * work
