"""Kernels of the search: plans from orders, their worth, and how orders evolve."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.rebuild import serial
from reopen.rebuild.instance import instance, topological
from reopen.rebuild.programme import Crew, Programme, Task
from tests.rebuild.checker import faults
from tests.rebuild.programmes import larger, programmes


def made(p, order):
    """The plan that an order gives, and how many tasks found no place."""
    a = serial.arrays(instance(p))
    start = np.empty(len(p.tasks), np.int64)
    free, money = np.empty_like(a.capacity), np.empty_like(a.budget)
    return serial.forward(a, np.array(order), start, free, money, np.zeros(1, np.int64)), start


def pushed(p, start, end, order):
    """The plan with each task as late as it can before an end, the last first."""
    one = instance(p)
    a, late = serial.arrays(one), start.copy()
    free, money = np.empty_like(a.capacity), np.empty_like(a.budget)
    last_first = np.array(order[::-1])[np.argsort(-(start + one.months)[order[::-1]], kind="stable")]
    return serial.backward(a, last_first, end, late, free, money, np.zeros(1, np.int64)), late


def in_some_order(p, data):
    """An order of tasks drawn at random, none before what it waits for."""
    left, out = list(range(len(p.tasks))), []
    place = {task.id: j for j, task in enumerate(p.tasks)}
    while left:
        ready = [j for j in left if all(place[one.task_id] in out for one in p.tasks[j].after)]
        out.append(data.draw(st.sampled_from(ready)))
        left.remove(out[-1])
    return out


@settings(deadline=None, max_examples=80)
@given(programmes(), st.data())
def test_value_of_equals_the_instance(p, data):
    """The kernel and the plain function give every plan the same worth; a missed task takes a fixed sum."""
    one = instance(p)
    start = np.array([data.draw(st.integers(0, p.horizon - task.months)) for task in p.tasks])
    assert serial.value_of(serial.arrays(one), start, 0) == pytest.approx(one.value(start), abs=1e-9)
    assert serial.value_of(serial.arrays(one), start, 2) == pytest.approx(one.value(start) - 2e9)


@settings(deadline=None, max_examples=80)
@given(programmes(), st.data())
def test_an_order_gives_a_plan_in_which_nothing_can_start_sooner(p, data):
    """Where all tasks found a place there is no fault, and each earlier month of each task would be one."""
    missed, start = made(p, in_some_order(p, data))
    if missed:
        return
    assert faults(p, start) == []
    for j in range(len(start)):
        for month in range(start[j]):
            sooner = start.copy()
            sooner[j] = month
            assert faults(p, sooner)


@settings(deadline=None, max_examples=80)
@given(programmes(), st.data())
def test_a_plan_pushed_late_holds_and_nothing_can_start_later(p, data):
    """Pushed to the right there is no fault either, and each later month before the end would be one."""
    order = in_some_order(p, data)
    missed, start = made(p, order)
    end = int((start + instance(p).months).max())
    placed, late = (False, start) if missed else pushed(p, start, end, order)
    if not placed:
        return
    assert faults(p, late) == []
    for j, task in enumerate(p.tasks):
        for month in range(late[j] + 1, end - task.months + 1):
            later = late.copy()
            later[j] = month
            assert faults(p, later)


def test_a_task_without_a_place_is_counted():
    """Two months of work do not fit twice into three for one team: the second starts at the horizon."""
    tasks = tuple(Task(name, name, 2, crews=(("c", 1),)) for name in "ab")
    p = Programme("p", 2026, 1, 3, tasks, crews=(Crew("c", "C", ((0, 1),)),))
    missed, start = made(p, [1, 0])
    assert (missed, start.tolist()) == (1, [3, 0])


def test_a_missed_hard_date_is_counted():
    """A task that waits for its team beyond its hard date is placed, and counted."""
    tasks = (Task("a", "a", 2, crews=(("c", 1),)), Task("b", "b", 2, crews=(("c", 1),), due=2, due_hard=True))
    p = Programme("p", 2026, 1, 8, tasks, crews=(Crew("c", "C", ((0, 1),)),))
    assert made(p, [0, 1])[0] == 1
    assert made(p, [1, 0])[0] == 0


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_crews_in_several_words_are_told_apart(crews, seed):
    """With up to nine crews, which fill three words, teams of none are used twice."""
    random = np.random.default_rng(seed)
    names = [f"c{r}" for r in range(crews)]
    tasks = tuple(
        Task(
            f"t{j}", "T", int(random.integers(1, 4)),
            crews=tuple((name, int(random.integers(1, 4))) for name in names if random.random() < 0.5),
        )
        for j in range(12)
    )  # fmt: skip
    there = tuple(Crew(name, name, ((0, 3), (5, int(random.integers(3, 6))))) for name in names)
    p = Programme("p", 2026, 1, 60, tasks, crews=there)
    missed, start = made(p, random.permutation(12))
    assert missed == 0
    assert faults(p, start) == []


def test_a_field_holds_as_many_teams_as_it_says():
    """One team too few is seen at the largest number of teams that a field holds."""
    most = serial.MOST_TEAMS
    for there, soonest in ((most, [0, 0]), (most - 1, [0, 2])):
        tasks = (
            Task("a", "a", 2, crews=(("c", 1), ("d", 1))),
            Task("b", "b", 2, crews=(("c", most - 1), ("d", 1))),
        )
        p = Programme(
            "p", 2026, 1, 9, tasks, crews=(Crew("c", "C", ((0, there),)), Crew("d", "D", ((0, 2),)))
        )
        assert made(p, [0, 1])[1].tolist() == soonest


def test_more_teams_than_a_field_holds_do_not_spill():
    """A hundred thousand teams of one crew leave the one team of the next crew alone."""
    tasks = tuple(Task(name, name, 2, crews=(("c", 20_000), ("d", 1))) for name in "ab")
    crews = (Crew("c", "C", ((0, 100_000),)), Crew("d", "D", ((0, 1),)))
    assert made(Programme("p", 2026, 1, 9, tasks, crews=crews), [0, 1])[1].tolist() == [0, 2]


def bred(p, *, limit=200_000, justify=True, seed=3):
    """A first population of a programme, its best, and what it became."""
    one = instance(p)
    a, random = serial.arrays(one), np.random.default_rng(seed)
    closure = np.eye(one.n, dtype=bool)
    for j in topological(one.after_at, one.after, one.n):
        for i in one.before[one.before_at[j] : one.before_at[j + 1]]:
            closure[j] |= closure[i]
    orders, starts, values = np.empty((12, one.n), np.int64), np.empty((12, one.n), np.int64), np.empty(12)
    serial.found(a, random.random((12, one.n)), orders, starts, values, justify)
    first = values.copy()
    spent = serial.evolve(a, closure, orders, starts, values, np.array([7], np.uint64), limit, justify)
    return one, first, orders, starts, values, spent


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("justify", [False, True])
def test_a_population_breeds_plans_that_hold(seed, justify):
    """Plans have no fault, differ, are worth what is said and no worse than before; the best is better."""
    p = larger(seed)
    one, first, orders, starts, values, spent = bred(p, justify=justify)
    for order, start, value in zip(orders, starts, values, strict=True):
        assert faults(p, start) == []
        assert sorted(order) == list(range(one.n))
        assert value == pytest.approx(one.value(start))
    assert (values >= first).all()
    assert values.max() > first.max()
    assert len({tuple(start) for start in starts}) == len(starts)
    assert 200_000 <= spent < 220_000


def test_breeding_repeats():
    """The same random state gives the same population."""
    again = [bred(larger(2))[3] for _ in range(2)]
    assert (again[0] == again[1]).all()


def test_orders_keep_what_must_come_first():
    """In every order of a bred population no task stands before what it waits for."""
    one, _, orders, *_ = bred(larger(1))
    for order in orders:
        place = np.argsort(order)
        for j in range(one.n):
            assert (place[one.before[one.before_at[j] : one.before_at[j + 1]]] < place[j]).all()
