"""Equilibria of the same trips on sets of links that are open or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError
from reopen.progress import Progress, silent
from reopen.traffic.demand import joined
from reopen.traffic.desk import PATHS, Desk, desk, opened, walked
from reopen.traffic.faults import refuse
from reopen.traffic.trees import search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.demand import Trips
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Sets that begin with one another's paths, one after the other; part of the result.
WALK = 128
#: Searches of ways for each set, at most.
ROUNDS = 400
#: Links at most: a set of them is a number of 64 bits.
MOST = 62


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What K sets of open links come to.

    Attributes
    ----------
    total, objective : (K,) float64 arrays
        Total cost, and Beckmann's objective.
    gap : (K,) float64 array
        Relative gap; above the one asked for where flows stood still.
    beyond : (K,) float64 array
        What all pay beyond the cheapest ways. At the system's optimum, no flows cost less than ``total`` less
        this.
    """

    total: Floats
    objective: Floats
    gap: Floats
    beyond: Floats


class Solver:
    """Equilibria of given trips on sets of open links of a small network.

    Parameters
    ----------
    network : RoadNetwork
        With all links; for one class of users.
    trips : Trips
        Who goes where, given.
    links : sequence of int
        The links that are open or not, by their place in the network; at most 62.
    optimum : bool
        The flows whose total cost is least instead of the users' own.

    Raises
    ------
    GraphError
        With all that is wrong, such as pairs that no way joins when all these links are closed.
    """

    def __init__(
        self, network: RoadNetwork, trips: Trips, links: Sequence[int], *, optimum: bool = False
    ) -> None:
        refuse("links that are open or not", _problems(network, trips, links))
        self.network = network
        self.links = tuple(int(link) for link in links)
        place = np.argsort(network.order)
        self.arc = place[np.array(self.links, np.int64)].astype(np.int64)
        self.load = network.load(optimum)
        # A constant cost has no part that flow causes, whatever BPR's factor says with a power of 0.
        self.load.performance.scale[self.load.performance.kind == 0] = 0.0
        self.fixed = self.load.fixed[0, self.arc].copy()
        _, self.pairs, self.origins = trips.sorted(network)
        if not len(self.pairs.to):
            raise GraphError("trips: found none between two nodes; with nobody on the way all sets are alike")
        self._refuse_lost()

    def __len__(self) -> int:
        """Number of links that are open or not."""
        return len(self.links)

    def _refuse_lost(self) -> None:
        """Refuse pairs that have no way without the links."""
        one = self.desk()
        opened(one, self.arc, self.fixed, 0)
        search(self.network.graph, one.trees, one.load.price, self.pairs.layer, 0, len(self.pairs.layer))
        try:
            joined(self.pairs, one.trees.cost, self.network, self.origins)
        except GraphError as error:
            raise GraphError(
                f"with the links closed, {error}; leave one of them out that joins them"
            ) from None

    def desk(self, *, room: int = PATHS) -> Desk:
        """A desk without flows, for one thread."""
        return desk(self.network.graph, self.pairs, self.load, self.origins, room=room)

    def walk(self, sets: Ints, *, gap: float, start: Desk | None = None) -> Solved:
        """Solve sets one after the other, each from the paths of the one before.

        Parameters
        ----------
        sets : (K,) int64 array
            Bit j stands for ``links[j]`` being open.
        gap : float
            Relative gap at which to stop.
        start : Desk, optional
            Flows to begin with; those of the last set are left on it, unless it is too small.
        """
        out, done, room = np.empty((len(sets), 4)), 0, PATHS
        at = start or self.desk()
        codes = np.ascontiguousarray(sets, np.int64)
        while True:
            part = codes[done:], gap, ROUNDS, out[done:]
            done += int(walked(self.network.graph, at, self.arc, self.fixed, *part))
            if done == len(codes):
                return Solved(*(column.copy() for column in out.T))
            room *= 2
            at = self.desk(room=room)

    def every(
        self,
        *,
        gap: float = 1e-8,
        jobs: int = 1,
        go_on: Callable[[], bool] = lambda: True,
        progress: Progress = silent,
    ) -> Solved:
        """Solve all ``2 ** n`` sets, in walks in which one link opens or closes at each step.

        Parameters
        ----------
        gap : float
            Relative gap of each.
        jobs : int
            Threads; the result does not depend on it.
        go_on : callable
            Asked between walks whether to go on; where not, KeyboardInterrupt is raised.
        progress : callable
            Told the share of the sets that are solved.
        """
        codes = np.arange(1 << len(self), dtype=np.int64)
        gray = codes ^ (codes >> 1)
        out = np.empty((4, len(codes)))
        cuts = [gray[k : k + WALK] for k in range(0, len(gray), WALK)]

        def one(sets: Ints) -> Solved:
            if not go_on():
                raise KeyboardInterrupt
            return self.walk(sets, gap=gap)

        with ThreadPoolExecutor(max(1, jobs)) as pool:
            for k, (sets, done) in enumerate(zip(cuts, pool.map(one, cuts), strict=True), 1):
                out[:, sets] = done.total, done.objective, done.gap, done.beyond
                progress("equilibria", k / len(cuts))
        return Solved(*out)


def _problems(network: RoadNetwork, trips: Trips, links: Sequence[int]) -> list[str]:
    """What is wrong with links that are open or not."""
    wrong = []
    if len(links) > MOST:
        wrong.append(f"found {len(links)} links; expected {MOST} at most")
    if len(network.fixed) != 1:
        wrong.append(f"found {len(network.fixed)} classes of users; expected one")
    if (trips.response > 0.0).any():
        wrong.append(
            "found trips that answer the cost; expected given ones, whose total cost can be compared"
        )
    n = len(network.tail)
    wrong += [f"link {k}: the network has links 0 to {n - 1}" for k in links if not 0 <= k < n]
    wrong += [
        f"link {k}: found twice; name each once"
        for k in sorted({k for k in links if list(links).count(k) > 1})
    ]
    return wrong
