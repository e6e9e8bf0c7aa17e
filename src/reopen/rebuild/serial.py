"""Kernels: plans from orders of tasks, and an evolution of orders.

A plan is made by the serial scheme: tasks in turn, each as early as its predecessors, crews, money
and winters let it (Kolisch 1996). Orders evolve by the two-point crossover of Hartmann (1998); each
plan is pushed to the right and back to the left, which shortens it (double justification: Valls,
Ballestin, Quintanilla 2005).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from reopen.rebuild.checks import MOST_TEAMS
from reopen.rebuild.instance import Floats, Instance, Ints

#: Four crews share a word, 15 bits and a guard bit each, so that one subtraction compares all four. A
#: crew may have more teams than a field holds; the search leaves those idle.
FIELD, PER_WORD = MOST_TEAMS.bit_length() + 1, 4
GUARDS = np.uint64(sum(1 << (FIELD * k + FIELD - 1) for k in range(PER_WORD)))
#: Work that a task costs beside the months looked at, in such months.
PER_TASK = 8

#: What a task that finds no place before the horizon, or misses a hard date, takes from a plan's value.
MISSED = 1e9


Words = npt.NDArray[np.uint64]


class Arrays(NamedTuple):
    """What the kernels read of an :class:`~reopen.rebuild.instance.Instance`."""

    months: Ints
    demand: Words
    capacity: Words
    fund: Ints
    cost: Ints
    budget: Ints
    year: Ints
    new_year: Ints
    carry_over: bool
    kind: Ints
    startable: npt.NDArray[np.bool_]
    earliest: Ints
    latest: Ints
    before_at: Ints
    before: Ints
    before_lag: Ints
    after_at: Ints
    after: Ints
    after_lag: Ints
    worth: Floats
    valued: Ints
    leads: Ints
    finish_weight: float
    bit: Ints
    openings: Ints
    network: Floats
    annuity: Floats


def arrays(one: Instance) -> Arrays:
    """Collect the arrays; with carry-over, budgets become what is there up to each year's end."""
    budget = np.cumsum(one.budget, axis=1) if one.carry_over else one.budget
    valued = np.flatnonzero(np.ptp(one.worth, axis=1) > 0)
    opened = np.flatnonzero(one.bit >= 0) if len(one.network) > 1 else np.empty(0, np.int64)
    return Arrays(
        months=one.months,
        demand=_packed(one.demand),
        capacity=_packed(np.minimum(one.capacity, MOST_TEAMS)) | GUARDS,
        fund=one.fund,
        cost=one.cost,
        budget=np.ascontiguousarray(budget),
        year=one.year,
        new_year=one.year_ends,
        carry_over=one.carry_over,
        kind=one.kind,
        startable=one.startable,
        earliest=one.earliest,
        latest=one.latest,
        before_at=one.before_at,
        before=one.before,
        before_lag=one.before_lag,
        after_at=one.after_at,
        after=one.after,
        after_lag=one.after_lag,
        worth=one.worth,
        valued=valued.astype(np.int64),
        leads=np.union1d(valued, opened).astype(np.int64),
        finish_weight=one.finish_weight,
        bit=one.bit,
        openings=opened.astype(np.int64),
        network=one.network,
        annuity=one.annuity,
    )


def _packed(teams: Ints) -> Words:
    """Numbers of teams in words of four."""
    crews = teams.shape[1]
    out = np.zeros((len(teams), max(-(-crews // PER_WORD), 1)), np.uint64)
    for r in range(crews):
        out[:, r // PER_WORD] |= teams[:, r].astype(np.uint64) << np.uint64(FIELD * (r % PER_WORD))
    return out


@njit(nogil=True, cache=True)
def _draw(state):  # type: ignore[no-untyped-def]
    """A random uint64 (xorshift64*), so that each island has its own reproducible numbers."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return x * np.uint64(2685821657736338717)


@njit(nogil=True, cache=True)
def _below(state, n):  # type: ignore[no-untyped-def]
    """A random whole number from 0 to n - 1."""
    return np.int64((_draw(state) >> np.uint64(33)) % np.uint64(n))


@njit(nogil=True, cache=True)
def _rich(a, money, fund, year, cost):  # type: ignore[no-untyped-def]
    """Whether a fund can pay in a year."""
    if fund < 0 or cost == 0:
        return True
    if not a.carry_over:
        return money[fund, year] >= cost
    return money[fund, year:].min() >= cost


@njit(nogil=True, cache=True)
def _take(a, free, money, j, t):  # type: ignore[no-untyped-def]
    """Use the crews and money of a task that starts in month t."""
    for s in range(t, t + a.months[j]):
        for w in range(a.demand.shape[1]):
            free[s, w] -= a.demand[j, w]
    if a.fund[j] >= 0:
        year = a.year[t]
        if a.carry_over:
            for y in range(year, money.shape[1]):
                money[a.fund[j], y] -= a.cost[j]
        else:
            money[a.fund[j], year] -= a.cost[j]


@njit(nogil=True, cache=True)
def _short(a, free, j, s):  # type: ignore[no-untyped-def]
    """Whether teams for a task are missing in month s."""
    for w in range(a.demand.shape[1]):  # noqa: SIM110 (loops compile faster)
        if (free[s, w] - a.demand[j, w]) & GUARDS != GUARDS:
            return True
    return False


@njit(nogil=True, cache=True)
def _last_short(a, free, j, t):  # type: ignore[no-untyped-def]
    """The last month of a task started in t in which teams are missing; -1 for none."""
    for s in range(t + a.months[j] - 1, t - 1, -1):
        if _short(a, free, j, s):
            return s
    return -1


@njit(nogil=True, cache=True)
def _first_short(a, free, j, t):  # type: ignore[no-untyped-def]
    """The first such month; -1 for none."""
    for s in range(t, t + a.months[j]):
        if _short(a, free, j, s):
            return s
    return -1


@njit(nogil=True, cache=True)
def forward(a, order, start, free, money, spent):  # type: ignore[no-untyped-def]
    """Place tasks in their order, each as early as it can; returns how many found no place in time.

    Such tasks get the horizon as their start. ``spent[0]`` grows by the months looked at.
    """
    horizon = len(a.year) - 1
    free[:] = a.capacity
    money[:] = a.budget
    spent[0] += len(order) * PER_TASK
    missed = 0
    for j in order:
        t = a.earliest[j]
        for k in range(a.before_at[j], a.before_at[j + 1]):
            i = a.before[k]
            t = max(t, start[i] + a.months[i] + a.before_lag[k])
        placed = False
        while t + a.months[j] <= horizon:
            spent[0] += 1
            if not a.startable[a.kind[j], t]:
                t += 1
                continue
            if not _rich(a, money, a.fund[j], a.year[t], a.cost[j]):
                t = a.new_year[a.year[t]]
                if t >= horizon:
                    break
                continue
            s = _last_short(a, free, j, t)
            if s < 0:
                placed = True
                break
            t = s + 1
        if placed:
            _take(a, free, money, j, t)
            start[j] = t
            missed += t > a.latest[j]
        else:
            start[j] = horizon
            missed += 1
    return missed


@njit(nogil=True, cache=True)
def backward(a, order, end, start, free, money, spent):  # type: ignore[no-untyped-def]
    """Place tasks in their order, each as late as it can before ``end``; whether all found a place."""
    free[:] = a.capacity
    money[:] = a.budget
    spent[0] += len(order) * PER_TASK
    for j in order:
        t = min(a.latest[j], end - a.months[j])
        for k in range(a.after_at[j], a.after_at[j + 1]):
            t = min(t, start[a.after[k]] - a.after_lag[k] - a.months[j])
        while t >= a.earliest[j]:
            spent[0] += 1
            if not a.startable[a.kind[j], t]:
                t -= 1
                continue
            if not _rich(a, money, a.fund[j], a.year[t], a.cost[j]):
                t -= 1
                continue
            s = _first_short(a, free, j, t)
            if s < 0:
                break
            t = s - a.months[j]
        if t < a.earliest[j]:
            return False
        _take(a, free, money, j, t)
        start[j] = t
    return True


@njit(nogil=True, cache=True)
def value_of(a, start, missed):  # type: ignore[no-untyped-def]
    """What a plan is worth; see :meth:`reopen.rebuild.instance.Instance.value`."""
    horizon = len(a.year) - 1
    total = -MISSED * missed
    finish = 0
    for j in range(len(start)):
        finish = max(finish, start[j] + a.months[j])
    total -= a.finish_weight * finish
    for j in a.valued:
        total += a.worth[j, min(start[j] + a.months[j], horizon)]
    if len(a.openings):
        ends = np.empty(len(a.openings), np.int64)
        for k in range(len(a.openings)):
            ends[k] = min(start[a.openings[k]] + a.months[a.openings[k]], horizon)
        code = 0
        total += a.network[0] * a.annuity[0]
        for k in np.argsort(ends, kind="mergesort"):
            grown = code | (1 << a.bit[a.openings[k]])
            total += (a.network[grown] - a.network[code]) * a.annuity[ends[k]]
            code = grown
    return total


@njit(nogil=True, cache=True)
def _in_turn(a, keys, order, waiting):  # type: ignore[no-untyped-def]
    """Tasks by rising key, none before what must be finished first; keys that agree keep their place."""
    n = len(keys)
    by_key = np.argsort(keys, kind="mergesort")
    for j in range(n):
        waiting[j] = a.before_at[j + 1] - a.before_at[j]
    filled, pending = 0, by_key
    while filled < n:
        left = 0
        before = filled
        for j in pending:
            if waiting[j] == 0:
                order[filled] = j
                filled += 1
                for k in range(a.after_at[j], a.after_at[j + 1]):
                    waiting[a.after[k]] -= 1
            else:
                pending[left] = j
                left += 1
        pending = pending[:left]
        if filled == before:
            break


@njit(nogil=True, cache=True)
def _decode(a, order, start, free, money, waiting, spent, justify):  # type: ignore[no-untyped-def]
    """The plan of an order, pushed right and back left where that helps; returns its value."""
    missed = forward(a, order, start, free, money, spent)
    value = value_of(a, start, missed)
    if justify and missed == 0:
        finish = (start + a.months).max()
        late = start.copy()
        if backward(a, np.argsort(-(start + a.months), kind="mergesort"), finish, late, free, money, spent):
            again = order.copy()
            _in_turn(a, late, again, waiting)
            moved = start.copy()
            missed = forward(a, again, moved, free, money, spent)
            other = value_of(a, moved, missed)
            if other >= value:
                start[:] = moved
                order[:] = again
                return other
    return value


@njit(nogil=True, cache=True)
def _cross(mother, father, child, taken, begin, end):  # type: ignore[no-untyped-def]
    """The mother's order with a stretch filled in the father's: no task comes before what precedes it."""
    n = len(mother)
    taken[:] = False
    for k in range(begin):
        child[k] = mother[k]
        taken[mother[k]] = True
    k = begin
    for j in father:
        if k == end:
            break
        if not taken[j]:
            child[k] = j
            taken[j] = True
            k += 1
    for j in mother:
        if k == n:
            break
        if not taken[j]:
            child[k] = j
            k += 1


@njit(nogil=True, cache=True)
def _shuffle(a, state, order, place):  # type: ignore[no-untyped-def]
    """Move a task to another place between its predecessors and successors."""
    n = len(order)
    for k in range(n):
        place[order[k]] = k
    k = _below(state, n)
    j = order[k]
    low, high = 0, n - 1
    for e in range(a.before_at[j], a.before_at[j + 1]):
        low = max(low, place[a.before[e]] + 1)
    for e in range(a.after_at[j], a.after_at[j + 1]):
        high = min(high, place[a.after[e]] - 1)
    to = low + _below(state, high - low + 1)
    while k < to:
        order[k] = order[k + 1]
        k += 1
    while k > to:
        order[k] = order[k - 1]
        k -= 1
    order[to] = j


@njit(nogil=True, cache=True)
def _together(a, state, order, other, closure):  # type: ignore[no-untyped-def]
    """Move a valued task with all that must come before it forward, or with all that follows back."""
    n = len(order)
    j = a.leads[_below(state, len(a.leads))]
    pull = _below(state, 3) > 0
    k = 0
    while order[k] != j:
        k += 1
    filled = 0
    if pull:
        to = _below(state, k + 1)
        for p in range(to):
            other[filled] = order[p]
            filled += 1
        for wanted in (True, False):
            for p in range(to, k + 1):
                if closure[j, order[p]] == wanted:
                    other[filled] = order[p]
                    filled += 1
        first = k + 1
    else:
        to = k + _below(state, n - k)
        for p in range(k):
            other[filled] = order[p]
            filled += 1
        for wanted in (False, True):
            for p in range(k, to + 1):
                if closure[order[p], j] == wanted:
                    other[filled] = order[p]
                    filled += 1
        first = to + 1
    for p in range(first, n):
        other[filled] = order[p]
        filled += 1
    order[:] = other


@njit(nogil=True, cache=True)
def _known(starts, values, start, value, but):  # type: ignore[no-untyped-def]
    """Whether a population holds a plan already."""
    for p in range(len(values)):  # noqa: SIM110 (loops compile faster)
        if values[p] == value and p != but and (starts[p] == start).all():
            return True
    return False


@njit(nogil=True, cache=True)
def evolve(a, closure, orders, starts, values, state, limit, justify):  # type: ignore[no-untyped-def]
    """Breed plans; each takes the place of one parent unless it is worse or known. Returns months looked at.

    Parameters
    ----------
    a : Arrays
        The instance.
    closure : (n, n) bool array
        Whether the second task must be finished before the first starts, or is the same.
    orders, starts : (population, n) int64 arrays
        Orders of tasks and their plans; changed in place.
    values : (population,) float64 array
        What they are worth; changed in place.
    state : (1,) uint64 array
        Random state, not 0.
    limit : int
        Months to look at: a measure of work that is the same on every machine.
    justify : bool
        Whether to push plans to the right and back.
    """
    population, n = orders.shape
    free, money = np.empty_like(a.capacity), np.empty_like(a.budget)
    waiting, other = np.empty(n, np.int64), np.empty(n, np.int64)
    taken = np.empty(n, np.bool_)
    child, start = np.empty(n, np.int64), np.empty(n, np.int64)
    spent = np.zeros(1, np.int64)
    while spent[0] < limit:
        mother, father, rival = (
            _below(state, population),
            _below(state, population),
            _below(state, population),
        )
        if values[rival] > values[father]:
            father = rival
        if len(a.leads) == 0 or _below(state, 2) == 0:
            begin = _below(state, n + 1)
            end = begin + _below(state, n + 1 - begin)
            _cross(orders[mother], orders[father], child, taken, begin, end)
        else:
            child[:] = orders[mother]
            for _ in range(1 + _below(state, 3)):
                _together(a, state, child, other, closure)
        for _ in range(_below(state, 4)):
            _shuffle(a, state, child, waiting)
        value = _decode(a, child, start, free, money, waiting, spent, justify)
        if value >= values[mother] and not _known(starts, values, start, value, mother):
            orders[mother] = child
            starts[mother] = start
            values[mother] = value
    return spent[0]


@njit(nogil=True, cache=True)
def found(a, keys, orders, starts, values, justify):  # type: ignore[no-untyped-def]
    """Make a first population from keys: tasks with lower keys come first."""
    population, n = orders.shape
    free, money = np.empty_like(a.capacity), np.empty_like(a.budget)
    waiting, spent = np.empty(n, np.int64), np.zeros(1, np.int64)
    for p in range(population):
        _in_turn(a, keys[p], orders[p], waiting)
        values[p] = _decode(a, orders[p], starts[p], free, money, waiting, spent, justify)
