"""Which links to build under a budget, so that the total cost at the users' equilibrium is least.

Branch and bound: a node has links that are built, and links that may be; its bound is that of
`reopen.traffic.relaxed`, and where all is decided the equilibrium itself is solved. That more links can make
users worse off (Braess) changes nothing, since every set within the budget is a leaf of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError, SettingsError
from reopen.progress import Progress, silent
from reopen.traffic.branching import Search, Step
from reopen.traffic.faults import listed
from reopen.traffic.improve import cost_of
from reopen.traffic.performance import BPR, CONSTANT, FOURTH, KINDS
from reopen.traffic.resolve import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.demand import Trips
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]


#: Share by which a proven gap may exceed the one asked for, for rounding.
CLOSE = 1e-3


@dataclass(frozen=True, slots=True)
class Design:
    """Links to build.

    Attributes
    ----------
    built : tuple of int
        Links to build, by their place in the network.
    spent, budget : float
        What they cost, and what might be spent.
    total : float
        Total cost at equilibrium when they are built.
    before : float
        Total cost at equilibrium when none is.
    bound : float
        No set within the budget has a lower total cost.
    gap : float
        ``(total - bound) / total``.
    status : {"optimal", "stopped", "inexact"}
        Whether the gap asked for is proven; or the search was ended before; or some equilibrium stood still
        before it was known well enough.
    nodes : int
        Nodes looked at.
    seconds : float
        Time taken.
    history : tuple of Step
        Each better set, and the end.
    """

    built: tuple[int, ...]
    spent: float
    budget: float
    total: float
    before: float
    bound: float
    gap: float
    status: str
    nodes: int
    seconds: float
    history: tuple[Step, ...] = field(repr=False)


def design(
    network: RoadNetwork,
    trips: Trips,
    links: Sequence[int],
    price: Sequence[float] | Floats,
    *,
    budget: float,
    gap: float = 1e-5,
    jobs: int = 1,
    go_on: Callable[[], bool] = lambda: True,
    progress: Progress = silent,
) -> Design:
    """Find the links to build with which the total cost at the users' equilibrium is least.

    Parameters
    ----------
    network : RoadNetwork
        All links, those that may be built among them; of BPR or constant costs, for one class of users.
    trips : Trips
        Who goes where, given.
    links : sequence of int
        The n links that may be built, by their place in the network; at most 62.
    price : (n,) array
        What building each costs, 0 or more.
    budget : float
        What may be spent.
    gap : float
        Share of the total cost that may be left unproven, 1e-6 or more.
    jobs : int
        Threads; the result does not depend on it.
    go_on : callable
        Asked now and then whether to go on; the best set so far is returned where not, and on Ctrl-C.
    progress : callable
        Told the share of the sets that are decided.

    Raises
    ------
    SettingsError
        When prices, budget or gap are wrong, naming all problems.
    GraphError
        When links or trips are, such as pairs that no way joins while none of the links is built, or costs
        beyond what a number holds.

    References
    ----------
    Rey, D. (2020). Computational benchmarking of exact methods for the bilevel discrete network design
    problem. Transportation Research Procedia 47, 11-18.
    """
    costs = np.array(price, np.float64)
    if wrong := _problems(network, links, costs, budget, gap):
        raise SettingsError(listed("network design", wrong))
    solver = Solver(network, trips, links)
    work = Search(solver, costs, float(budget), gap, jobs)
    stopped = False
    try:
        work.begin(go_on)
        work.run(go_on, progress)
    except KeyboardInterrupt:
        if not np.isfinite(work.total):
            raise
        stopped = True
    if not (np.isfinite(work.before) and np.isfinite(work.total)):
        raise GraphError(
            "network design: links cost more than a number holds while none is built; expected less: see"
            " their capacities and powers, and the trips"
        )
    return _answer(work, stopped or bool(work.heap))


def _problems(
    network: RoadNetwork, links: Sequence[int], price: Floats, budget: float, gap: float
) -> list[str]:
    """What is wrong with prices, budget, gap, or the links' functions."""
    wrong = []
    if price.shape != (len(links),):
        wrong.append(f"price: found shape {price.shape} for {len(links)} links; expected one for each")
    else:
        wrong += [
            f"price of link {k}: found {p:g}; expected a finite number, 0 or more"
            for k, p in zip(links, price.tolist(), strict=True)
            if not 0.0 <= p < np.inf
        ]
    if not 0.0 <= budget < np.inf:
        wrong.append(f"budget: found {budget:g}; expected a finite number, 0 or more")
    if not 1e-6 <= gap < 1.0:
        wrong.append(f"gap: found {gap:g}; expected 1e-6 or more, and less than 1")
    other = np.flatnonzero(~np.isin(network.performance.kind, (CONSTANT, BPR, FOURTH)))
    wrong += [
        f"{network.name(a)}: found a {KINDS[network.performance.kind[a]]} function; the bounds are for"
        " constant costs and bpr"
        for a in other
    ]
    return wrong


def _answer(work: Search, stopped: bool) -> Design:
    """The best set."""
    work.note()
    bound = max(min(work.bound(), work.total), 0.0)
    chosen = [link for j, link in enumerate(work.solver.links) if work.best >> j & 1]
    gap = (work.total - bound) / work.total if work.total else 0.0
    return Design(
        built=tuple(sorted(chosen)),
        spent=cost_of(work.best, work.price),
        budget=work.budget,
        total=work.total,
        before=work.before,
        bound=bound,
        gap=gap,
        status="stopped" if stopped else "optimal" if gap <= work.gap * (1.0 + CLOSE) else "inexact",
        nodes=work.nodes,
        seconds=work.history[-1].seconds,
        history=tuple(work.history),
    )
