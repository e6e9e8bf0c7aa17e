"""A search over orders of tasks: populations on threads that now and then exchange their best."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reopen.rebuild import serial
from reopen.rebuild.instance import Floats, Instance, Ints, topological

#: Populations and their size: parts of the result, hence the same on every machine.
ISLANDS, POPULATION = 2, 40
#: Months that are looked at in about a second on one core.
A_SECOND = 50_000_000
#: Seconds' worth of work between two exchanges, at most.
ROUND = 0.25
#: Seconds without a better plan after which populations of 30 tasks are renewed, and how often in
#: vain until the search gives up; for more tasks it goes with their cube.
PATIENCE, RENEWALS = 0.03, 6


@dataclass(frozen=True, slots=True)
class Sought:
    """A plan found by the search.

    Attributes
    ----------
    start : (n,) int64 array
        Months in which tasks start.
    value : float
        What it is worth; below ``-serial.MISSED / 2`` where some task found no place in time.
    """

    start: Ints
    value: float

    @property
    def whole(self) -> bool:
        """Whether every task has found its place."""
        return self.value > -serial.MISSED / 2


def search(
    one: Instance,
    *,
    seconds: float,
    seed: int = 0,
    keys: tuple[Floats, ...] = (),
    begin: Ints | None = None,
    enough: float = np.inf,
    jobs: int = ISLANDS,
    go_on: Callable[[float], bool] = lambda share: True,  # noqa: ARG005
) -> Sought:
    """Search for a good plan.

    Parameters
    ----------
    one : Instance
        The instance.
    seconds : float
        Work to do, in deterministic seconds on each of two threads.
    seed : int
        Seed.
    keys : tuple of (n,) float64 arrays
        Orders to begin with, as a key for each task: low ones first.
    begin : (n,) int64 array, optional
        A plan to begin with.
    enough : float
        A worth that cannot be surpassed, at which to stop.
    jobs : int
        Threads; the result does not depend on it.
    go_on : callable
        Told the share of the work that is done; whether to go on.
    """
    a, closure = serial.arrays(one), _closure(one)
    justify = one.finish_weight > 0
    patience = PATIENCE * (one.n / 30) ** 3
    best = Sought(np.zeros(one.n, np.int64), -np.inf)
    done, age, births, vain = 0.0, 0.0, 0, 0
    elite: list[Ints] = [] if begin is None else [begin]
    islands = [_found(one, a, keys, elite, (seed, births, i), justify) for i in range(ISLANDS)]
    with ThreadPoolExecutor(max(1, min(jobs, ISLANDS))) as pool:
        while True:
            now = _best(islands)
            if now.value > best.value:
                best, age, vain = now, 0.0, 0
            late = done >= seconds or age >= patience * RENEWALS
            if best.value >= enough or late or not go_on(min(done / seconds, 1.0)):
                return best
            if age >= patience * (vain + 1):
                births, vain = births + 1, vain + 1
                elite = [*elite, now.start] if births % 2 else elite
                given = elite if births % 2 == 0 else []
                islands = [_found(one, a, keys, given, (seed, births, i), justify) for i in range(ISLANDS)]
            step = min(ROUND, max(0.1 * done, 0.1 * ROUND), seconds - done)
            limit = int(step * A_SECOND) + 1
            done, age = done + limit / A_SECOND, age + limit / A_SECOND
            rounds = [pool.submit(_evolved, a, closure, island, limit, justify) for island in islands]
            for one_round in rounds:
                one_round.result()
            _exchange(islands)


Island = tuple[Ints, Ints, Floats, npt.NDArray[np.uint64]]


def _evolved(
    a: serial.Arrays, closure: npt.NDArray[np.bool_], island: Island, limit: int, justify: bool
) -> None:
    """Breed a population in place for so many months of work."""
    orders, starts, values, state = island
    serial.evolve(a, closure, orders, starts, values, state, limit, justify)


def _found(
    one: Instance,
    a: serial.Arrays,
    keys: tuple[Floats, ...],
    plans: list[Ints],
    seed: tuple[int, ...],
    justify: bool,
) -> Island:
    """A population: the given orders and plans, and others around them."""
    rng, n = np.random.default_rng(seed), one.n
    given = [*keys, one.latest.astype(float), (one.latest + one.months).astype(float)]
    wide = np.array([given[p % len(given)] for p in range(POPULATION)])
    blur = rng.random((POPULATION, 1)) * (np.arange(POPULATION)[:, None] >= len(given))
    spread = np.ptp(wide, axis=1, keepdims=True)
    wide = wide + blur * spread * 0.5 * (rng.random((POPULATION, n)) - 0.5)
    for p, plan in enumerate(plans[-POPULATION:]):
        wide[-1 - p] = plan
    orders, starts = np.empty((POPULATION, n), np.int64), np.empty((POPULATION, n), np.int64)
    values = np.empty(POPULATION)
    serial.found(a, wide, orders, starts, values, justify)
    return orders, starts, values, np.array([rng.integers(1, 2**63)], np.uint64)


def _best(islands: list[Island]) -> Sought:
    at = max(islands, key=lambda island: float(island[2].max()))
    k = int(at[2].argmax())
    return Sought(at[1][k].copy(), float(at[2][k]))


def _exchange(islands: list[Island]) -> None:
    """Send each population's best to the next, in place of its worst."""
    sent = [(o[v.argmax()].copy(), s[v.argmax()].copy(), float(v.max())) for o, s, v, _ in islands]
    for i, (orders, starts, values, _) in enumerate(islands):
        order, start, value = sent[i - 1]
        worst = int(values.argmin())
        if value > values[worst] and not (starts == start).all(axis=1).any():
            orders[worst], starts[worst], values[worst] = order, start, value


def _closure(one: Instance) -> npt.NDArray[np.bool_]:
    """Whether the second task must be finished before the first starts, or is the same."""
    out = np.eye(one.n, dtype=bool)
    for j in topological(one.after_at, one.after, one.n):
        for i in one.before[one.before_at[j] : one.before_at[j + 1]]:
            out[j] |= out[i]
    return out
