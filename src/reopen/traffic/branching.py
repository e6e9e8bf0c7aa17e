"""The search over sets of links to build: least bound first, in waves of fixed size.

Nodes are looked at in parts with flows of their own, and what they find is told to the others between waves
only, so that the answer does not depend on threads.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.traffic.desk import PATHS, Desk
from reopen.traffic.examined import Nodes, examined
from reopen.traffic.improve import improved
from reopen.traffic.relaxed import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.progress import Progress
    from reopen.traffic.resolve import Solver

    Floats = NDArray[np.float64]

#: Nodes that are looked at together, and the parts in which they are, each on desks of its own: the best set
#: is told to the others in between. Part of the result, as threads are not.
WAVE, PARTS = 64, 8
#: Share by which sums of prices may exceed the budget, for rounding.
SLACK = 1e-9
#: The least gap of equilibria that is asked for.
FINEST = 1e-13


@dataclass(frozen=True, slots=True)
class Step:
    """How far the search was.

    Attributes
    ----------
    seconds : float
        Since the beginning.
    total, bound : float
        The best total cost so far, and the bound on all sets.
    nodes : int
        Nodes looked at.
    """

    seconds: float
    total: float
    bound: float
    nodes: int


@dataclass(order=True, slots=True)
class Node:
    """A part of the sets: least bound first, then in the order in which nodes came up."""

    bound: float
    number: int
    built: int = field(compare=False)
    may: int = field(compare=False)
    left: float = field(compare=False)
    weight: float = field(compare=False)
    standing: float = field(compare=False)
    share: Floats = field(compare=False)
    #: Share of all sets, if each link were decided by a coin.
    part: float = field(compare=False)


class Search:
    """The search, and the best set so far."""

    def __init__(self, solver: Solver, price: Floats, budget: float, gap: float, jobs: int) -> None:
        self.solver, self.price, self.budget, self.gap, self.jobs = solver, price, budget, gap, jobs
        performance = solver.load.performance
        self.choice = Choice(solver.arc, solver.fixed, price, performance)
        # At a gap g the bound of an equilibrium is about 2 sqrt(g) of the total cost below it.
        self.fine = max((gap / 8.0) ** 2, FINEST)
        self.desks = [[solver.desk(), solver.desk()] for _ in range(PARTS)]
        self.rooms = [1] * PARTS
        self.begun = perf_counter()
        self.best, self.total, self.before, self.proven = 0, np.inf, np.inf, np.inf
        self.heap: list[Node] = []
        self.nodes, self.numbers, self.decided = 0, 0, 0.0
        self.history: list[Step] = []

    def begin(self, go_on: Callable[[], bool]) -> None:
        """The node of all sets, and a good set."""
        n = len(self.price)
        share = np.full(n, min(self.budget / max(float(self.price.sum()), 1e-300), 1.0))
        self.push(0.0, 0, (1 << n) - 1, self.budget, 0.0, np.nan, share, 1.0)
        self.take(0, self.solved(0))
        self.before = self.total
        good = improved(self.solver, self.price, self.budget * (1.0 + SLACK), jobs=self.jobs, go_on=go_on)
        self.take(good, self.solved(good))
        self.note()

    def solved(self, chosen: int) -> float:
        """Total cost of a set, solved as far as asked."""
        return float(self.solver.walk(np.array([chosen]), gap=self.fine).total[0])

    def take(self, chosen: int, total: float) -> None:
        """Keep a set where it is the best so far."""
        if total < self.total:
            self.best, self.total = chosen, total

    def note(self) -> None:
        """Write down how far the search is."""
        self.history.append(Step(perf_counter() - self.begun, self.total, self.bound(), self.nodes))

    def cutoff(self) -> float:
        """The total cost that a set must be below to be looked for."""
        return self.total * (1.0 - self.gap)

    def bound(self) -> float:
        """No set costs less: those not decided, those left out, and those solved."""
        return min(self.heap[0].bound if self.heap else np.inf, self.cutoff(), self.proven)

    def push(
        self,
        bound: float,
        built: int,
        may: int,
        left: float,
        weight: float,
        standing: float,
        share: Floats,
        part: float,
    ) -> None:
        """Put off a node, without the links that it cannot afford."""
        limit = left + SLACK * self.budget
        for j in range(len(self.price)):
            if may >> j & 1 and not built >> j & 1 and self.price[j] > limit:
                may &= ~(1 << j)
        heapq.heappush(
            self.heap, Node(bound, self.numbers, built, may, left, weight, standing, share.copy(), part)
        )
        self.numbers += 1

    def run(self, go_on: Callable[[], bool], progress: Progress) -> None:
        """Look at nodes, the least bound first, until none is left or the user ends it."""
        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            while self.heap and go_on():
                wave = [heapq.heappop(self.heap) for _ in range(min(WAVE, len(self.heap)))]
                before = self.total
                try:
                    self.look(pool, wave)
                except KeyboardInterrupt:
                    # What was not finished is still to be done, or the bound would be wrong.
                    for node in wave:
                        heapq.heappush(self.heap, node)
                    raise
                if self.total < before:
                    self.note()
                progress("design", self.decided)

    def look(self, pool: ThreadPoolExecutor, wave: list[Node]) -> None:
        """Bound the nodes of a wave, and branch."""
        cutoff = self.cutoff()
        kept = [node for node in wave if node.bound < cutoff]
        # Neighbours have much the same links, so that flows are close.
        kept.sort(key=lambda node: (node.may, node.built))
        cuts = np.linspace(0, len(kept), min(PARTS, len(kept)) + 1).astype(int).tolist()
        parts = [kept[a:b] for a, b in pairwise(cuts)]
        found = list(pool.map(lambda p: self.part(p, parts[p], cutoff), range(len(parts))))
        self.decided += sum(node.part for node in wave if node.bound >= cutoff)
        self.nodes += len(kept)
        for part, (nodes, out) in zip(parts, found, strict=True):
            for i, node in enumerate(part):
                self.take(node.built, float(out[i, 1]))
                if node.built == node.may:
                    self.proven = min(self.proven, float(out[i, 0]))
                    self.decided += node.part
                elif out[i, 0] >= self.cutoff():
                    self.decided += node.part
                else:
                    self.branch(node, nodes, i, max(float(out[i, 0]), node.bound))

    def part(self, number: int, part: list[Node], cutoff: float) -> tuple[Nodes, Floats]:
        """Look at some nodes on desks of their own, with more room where it ends."""
        n = len(self.price)
        nodes = Nodes(
            np.array([node.built for node in part], np.int64),
            np.array([node.may for node in part], np.int64),
            np.array([node.left + SLACK * self.budget for node in part]),
            np.array([node.weight for node in part]),
            np.array([node.standing for node in part]),
            np.array([node.share for node in part]).reshape(len(part), n),
            np.zeros((len(part), n)),
        )
        out, done = np.empty((len(part), 3)), 0
        while True:
            mix, own = self.desks[number]
            graph = self.solver.network.graph
            done = int(examined(graph, mix, own, self.choice, nodes, done, cutoff, self.fine, out))
            if done == len(part):
                return nodes, out
            self.rooms[number] *= 2
            self.desks[number] = [self.bigger(self.rooms[number]) for _ in range(2)]

    def bigger(self, times: int) -> Desk:
        """A desk with more room."""
        return self.solver.desk(room=PATHS * times)

    def branch(self, node: Node, nodes: Nodes, i: int, bound: float) -> None:
        """Build a link, or never: the one that saves most for its price as far as the relaxation has it."""
        free = [j for j in range(len(self.price)) if node.may >> j & 1 and not node.built >> j & 1]
        rent, share = nodes.rent[i], nodes.share[i]
        j = max(free, key=lambda j: (rent[j] * share[j] / max(self.price[j], 1e-300), -j))
        bit, weight = 1 << j, float(nodes.weight[i])
        standing, half = float(nodes.standing[i]), node.part / 2.0
        left = node.left - float(self.price[j])
        self.push(bound, node.built | bit, node.may, left, weight, np.nan, share, half)
        self.push(bound, node.built, node.may & ~bit, node.left, weight, standing, share, half)
