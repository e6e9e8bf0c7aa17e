"""Neighbourhoods planned anew: a plan only gets better, and still can be carried out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.rebuild.improve import _part, improve
from reopen.rebuild.instance import instance
from reopen.rebuild.programme import After, Crew, Fund, NetworkValue, Programme, Range, Task, Worth
from reopen.rebuild.search import search
from tests.rebuild.checker import faults
from tests.rebuild.programmes import AIMS, larger


def networked(seed):
    """A programme of towns whose last three roads are openings that need each other."""
    p = larger(seed, 100)
    roads = [task.id for task in p.tasks if task.title == "Road"][-3:]
    tasks = tuple(replace(t, opening_id=t.id) if t.id in roads else t for t in p.tasks)
    return p.replace(tasks=tasks, network=NetworkValue(tuple(roads), np.array([0, 1, 1, 2, 1, 2, 2, 9.0])))


@pytest.mark.parametrize("made", [lambda seed: larger(seed, 100), networked])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_plan_gets_better_and_holds(made, seed):
    """From a search cut short the plan becomes better, without a fault, with and without carry-over."""
    p = made(seed)
    one = instance(p)
    start = search(one, seconds=1e-9, seed=seed).start
    begun = start.copy()
    better = improve(one, start, seconds=0.2, seed=seed)
    assert faults(p, better) == []
    assert one.value(better) > one.value(start)
    assert (start == begun).all()


def test_the_same_plan_on_one_thread_and_two():
    """Threads do not change what becomes of a plan."""
    one = instance(larger(2, worth=AIMS["people"]))
    start = search(one, seconds=1e-9).start
    first, second = (improve(one, start, seconds=0.2, jobs=jobs) for jobs in (1, 2))
    assert (first == second).all()


def test_it_ends_when_told():
    """A plan that may not be worked on comes back as it was; told are the share done and the plan."""
    one, told = instance(larger(2)), []
    start = search(one, seconds=1e-9).start

    def go_on(share, plan):
        told.append((share, one.value(plan)))
        return False

    assert (improve(one, start, seconds=9.0, go_on=go_on) == start).all()
    assert told == [(0.0, one.value(start))]


def test_money_carried_over_and_lags_are_left_to_the_others():
    """Tasks planned anew leave others what they spend in a later year, and the lag before their start."""
    tasks = tuple(
        Task(
            f"t{j}", "T", 3, cost=Range(0.0, 1.0, 2.0), fund_id="f", crews=(("c", 1),),
            persons=100.0 * (j % 7 + 1), after=(After(f"t{j - 1}", 4),) if j % 2 else (),
        )
        for j in range(90)
    )  # fmt: skip
    funds = (Fund("f", "F", ((2026, 4.0), (2027, 5.0))),)
    p = Programme(
        "p", 2026, 1, 300, tasks, crews=(Crew("c", "C", ((0, 3),)),), funds=funds,
        worth=Worth(people=1.0, benefits=0.0), carry_over=True,
    )  # fmt: skip
    one = instance(p)
    start = search(one, seconds=1e-9).start
    begun = one.value(start)
    for seed in range(2):
        start = improve(one, start, seconds=0.5, seed=seed)
        assert faults(p, start) == []
    assert one.value(start) > begun


def test_what_stays_leaves_its_lags_crews_and_money():
    """Of a chain whose middle is planned anew, what stays leaves lags, a team and money."""
    paid = Range(0.0, 2.0, 3.0)
    tasks = (
        Task("a", "T", 3),
        Task("b", "T", 2, cost=paid, fund_id="f", crews=(("c", 1),), after=(After("a", 4),)),
        Task("d", "T", 1, after=(After("b", 5),)),
        Task("e", "T", 6, cost=paid, fund_id="f", crews=(("c", 1),)),
    )
    p = Programme(
        "p", 2026, 1, 24, tasks, crews=(Crew("c", "C", ((0, 2),)),), funds=(Fund("f", "F", ((2026, 5.0),)),)
    )
    start = np.array([0, 8, 18, 2])
    part = _part(instance(p), start, np.array([1]))
    assert (part.earliest.tolist(), part.latest.tolist()) == ([7], [11])
    assert part.capacity[:9, 0].tolist() == [2, 2, 1, 1, 1, 1, 1, 1, 2]
    assert part.budget[0, 0] == pytest.approx(instance(p).budget[0, 0] - instance(p).cost[3])
