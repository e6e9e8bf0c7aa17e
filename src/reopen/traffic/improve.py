"""A good set of links to build, found by adding, leaving out and exchanging links; nothing is proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from reopen.traffic.desk import Desk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.resolve import Solver

    Floats = NDArray[np.float64]

#: Gap of the equilibria that are compared.
GAP = 1e-6
#: Parts in which sets are solved, each on its own desk; part of the result.
PARTS = 4


class Values:
    """Total cost of sets at equilibrium, each solved once."""

    def __init__(self, solver: Solver, jobs: int) -> None:
        self.solver, self.jobs = solver, jobs
        self.known: dict[int, float] = {}
        self.desks: list[Desk] = [solver.desk() for _ in range(PARTS)]

    def meet(self, sets: list[int]) -> None:
        """Solve those that are not known yet."""
        new = [one for one in sets if one not in self.known]
        parts = [part for part in np.array_split(np.array(new, np.int64), PARTS) if len(part)]
        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            work = [
                pool.submit(self.solver.walk, part, gap=GAP, start=at)
                for part, at in zip(parts, self.desks, strict=False)
            ]
            for part, job in zip(parts, work, strict=True):
                self.known.update(zip(part.tolist(), job.result().total.tolist(), strict=True))


def improved(
    solver: Solver, price: Floats, budget: float, *, jobs: int = 1, go_on: Callable[[], bool] = lambda: True
) -> int:
    """The set at the end of a descent from the empty one, as bits.

    Each step goes to the best set that adds a link, leaves one out or exchanges two, within the budget.

    Parameters
    ----------
    solver : Solver
        Equilibria of sets of the n links.
    price : (n,) float64 array
        What building each costs.
    budget : float
        What may be spent.
    jobs : int
        Threads; the result does not depend on it.
    go_on : callable
        Asked before each step whether to go on.
    """
    values, here = Values(solver, jobs), 0
    values.meet([here])
    while go_on():
        around = [one for one in _around(here, len(price)) if cost_of(one, price) <= budget]
        if not around:
            break
        values.meet(around)
        best = min(around, key=lambda one: (values.known[one], one))
        if values.known[best] >= values.known[here] * (1.0 - GAP):
            break
        here = best
    return here


def _around(here: int, n: int) -> Iterator[int]:
    """Sets that differ by one link more or less, or by one exchanged."""
    for j in range(n):
        yield here ^ 1 << j
        if here >> j & 1:
            yield from (here ^ 1 << j ^ 1 << i for i in range(n) if not here >> i & 1)


def cost_of(chosen: int, price: Floats) -> float:
    """What building a set costs."""
    return float(sum(price[j] for j in range(len(price)) if chosen >> j & 1))
