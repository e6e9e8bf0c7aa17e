"""Large neighbourhood search: some tasks are planned anew by the solver while the others stay.

Every neighbourhood is a small model whose answer is proven or nearly so. Openings enter it with what
they add to the network's value in the plan's own order; a new plan is kept by its true worth.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from reopen.rebuild.instance import Instance, Ints, precedence
from reopen.rebuild.model import Effort, solve

#: Tasks that are planned anew at first; more after answers that are proven, fewer after others.
FREE, LEAST, GROWTH = 60, 20, 1.08
#: Share of neighbourhoods that are what happens near some month; the others lead to some goals.
NEAR = 0.5
#: Months by which they may move either way, so that the models stay small.
REACH = 18
#: Neighbourhoods solved side by side: a part of the result, hence the same on every machine.
SIDE_BY_SIDE = 2
#: Deterministic seconds at most for each neighbourhood, and what one counts at least.
EFFORT, OVERHEAD = 0.3, 0.1


def improve(
    one: Instance,
    start: Ints,
    *,
    seconds: float,
    seed: int = 0,
    jobs: int = SIDE_BY_SIDE,
    go_on: Callable[[float, Ints], bool] = lambda share, start: True,  # noqa: ARG005
) -> Ints:
    """Improve a plan.

    Parameters
    ----------
    one : Instance
        The instance.
    start : (n,) int64 array
        A plan.
    seconds : float
        Work to do, in deterministic seconds on each of two threads.
    seed : int
        Seed.
    jobs : int
        Threads; the result does not depend on it.
    go_on : callable
        Told the share of the work that is done and the plan; whether to go on.

    Returns
    -------
    (n,) int64 array
        A plan that is worth no less.
    """
    rng = np.random.default_rng([seed, 7])
    value, done, size = one.value(start), 0.0, float(FREE)
    with ThreadPoolExecutor(max(1, min(jobs, SIDE_BY_SIDE))) as pool:
        while done < seconds and go_on(done / seconds, start):
            free = [_neighbourhood(one, start, min(int(size), one.n), rng) for _ in range(SIDE_BY_SIDE)]
            found = list(pool.map(lambda f: _anew(one, start, f, seed), free))  # noqa: B023
            done += max(OVERHEAD, *(took for _, _, took in found))
            for other, proven, _ in found:
                size = max(size * (GROWTH if proven else 1 / GROWTH**2), LEAST)
                if other is not None and one.value(other) > value:
                    start, value = other, one.value(other)
    return start


def _neighbourhood(one: Instance, start: Ints, size: int, rng: np.random.Generator) -> Ints:
    """Tasks to plan anew: what leads to some valued tasks that end near each other."""
    leads = np.flatnonzero((np.ptp(one.worth, axis=1) > 0) | (one.bit >= 0))
    if not len(leads) or rng.random() < NEAR:
        middle = start[rng.integers(one.n)]
        near = np.argsort(np.abs(start - middle) + rng.random(one.n), kind="stable")
        return np.sort(near[:size])
    first = leads[rng.integers(len(leads))]
    distance = np.abs(start[leads] - start[first]) * rng.random(len(leads))
    free: dict[int, None] = {}
    for lead in leads[np.argsort(distance, kind="stable")]:
        stack = [int(lead)]
        while stack and len(free) < size:
            j = stack.pop()
            if j in free:
                continue
            free[j] = None
            before = one.before[one.before_at[j] : one.before_at[j + 1]]
            stack += [int(i) for i in before[np.argsort(start[before], kind="stable")]]
        if len(free) >= size:
            break
    return np.sort(np.array(list(free), np.int64))


def _anew(one: Instance, start: Ints, free: Ints, seed: int) -> tuple[Ints | None, bool, float]:
    """The plan with some tasks planned anew; whether that is proven to be best; and the work it took."""
    part = _part(one, start, free)
    place = {int(j): k for k, j in enumerate(free)}
    extra = {place[j]: value for j, value in one.steps(start).items() if j in place}
    effort = Effort(deterministic=EFFORT, workers=1, seed=seed)
    found = solve(part, extra=extra, hint=start[free], effort=effort)
    if found.start is None:
        return None, False, found.work
    out = start.copy()
    out[free] = found.start
    return out, found.proven, found.work


def _part(one: Instance, start: Ints, free: Ints) -> Instance:
    """The instance of some tasks, with what the others leave of crews, money and time."""
    moves = np.zeros(one.n, bool)
    moves[free] = True
    capacity, budget = one.capacity.copy(), one.budget.copy()
    for j in np.flatnonzero(~moves):
        capacity[start[j] : start[j] + one.months[j]] -= one.demand[j]
        if one.fund[j] >= 0:
            budget[one.fund[j], one.year[start[j]]] -= one.cost[j]
    place = np.full(one.n, -1)
    place[free] = np.arange(len(free))
    earliest = np.maximum(one.earliest[free], start[free] - REACH)
    latest = np.minimum(one.latest[free], start[free] + REACH)
    arcs = []
    for k, j in enumerate(free):
        for e in range(one.before_at[j], one.before_at[j + 1]):
            i, lag = int(one.before[e]), int(one.before_lag[e])
            if moves[i]:
                arcs.append((int(place[i]), k, lag))
            else:
                earliest[k] = max(earliest[k], start[i] + one.months[i] + lag)
        for e in range(one.after_at[j], one.after_at[j + 1]):
            i = int(one.after[e])
            if not moves[i]:
                latest[k] = min(latest[k], start[i] - one.after_lag[e] - one.months[j])
    before, after, lags = np.array(arcs, np.int64).reshape(-1, 3).T
    return replace(
        one,
        months=one.months[free],
        demand=one.demand[free],
        capacity=capacity,
        fund=one.fund[free],
        cost=one.cost[free],
        budget=budget,
        kind=one.kind[free],
        earliest=earliest,
        latest=latest,
        **precedence(before, after, lags, len(free))._asdict(),
        worth=one.worth[free],
        finish_weight=0.0,
        bit=one.bit[free],
        group=one.group[free],
    )
