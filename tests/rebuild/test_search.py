"""The search over orders: it repeats, keeps what it is given, and stops when told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.rebuild.instance import instance
from reopen.rebuild.programme import Crew, Programme, Task
from reopen.rebuild.search import RENEWALS, Sought, _exchange, search
from tests.rebuild.checker import faults, worth
from tests.rebuild.programmes import AIMS, hamlet, larger


@pytest.mark.parametrize("aim", ["benefits", "finish", "late", "mixed"])
def test_a_plan_found_holds_and_is_worth_what_it_says(aim):
    """Whatever the aim, the plan has no fault, and its worth is the sum over months."""
    p = larger(4, worth=AIMS[aim])
    found = search(instance(p), seconds=0.1)
    assert found.whole
    assert faults(p, found.start) == []
    assert found.value == pytest.approx(worth(p, found.start))


def test_the_same_plan_on_one_thread_and_two():
    """Threads do not change the plan, nor does a second run."""
    one = instance(larger(5))
    first, again, alone = (search(one, seconds=0.3, seed=2, jobs=jobs) for jobs in (2, 2, 1))
    assert (first.start == again.start).all()
    assert (first.start == alone.start).all()
    assert first.value == alone.value


def test_more_work_is_never_worse_and_helps():
    """The best plan after more work is at least as good, and better than the first population's."""
    one = instance(larger(6, 60))
    values = [search(one, seconds=seconds, seed=1).value for seconds in (1e-9, 0.1, 0.5)]
    assert values == sorted(values)
    assert values[2] > values[0]


def test_a_plan_to_begin_with_is_not_lost():
    """From a plan of a long search, no search ends below it."""
    one = instance(larger(7, 60))
    good = search(one, seconds=0.4, seed=1)
    begun = search(one, seconds=1e-9, seed=9, begin=good.start)
    assert begun.value >= good.value
    assert search(one, seconds=1e-9, seed=9).value < good.value


def test_it_ends_where_nothing_can_be_better():
    """A worth that cannot be surpassed ends the search at once."""
    one, told = instance(hamlet()), []
    found = search(one, seconds=50.0, enough=-14.0, go_on=lambda share: told.append(share) or True)
    assert found.value == -14.0
    assert len(told) < 3


def test_it_ends_when_told():
    """A search that may not go on ends, with a plan no worse than that of less work; shares told rise."""
    one, told = instance(larger(8, 60)), []

    def go_on(share):
        told.append(share)
        return len(told) < 4

    found = search(one, seconds=30.0, go_on=go_on)
    assert len(told) == 4
    assert told == sorted(told)
    assert found.value >= search(one, seconds=1e-9).value


def test_keys_are_orders_to_begin_with():
    """Given the best order as a key, the first population has the best plan."""
    tasks = tuple(Task(f"t{j}", "T", 2, crews=(("c", 1),), persons=float(10**j)) for j in range(6))
    p = Programme("p", 2026, 1, 12, tasks, crews=(Crew("c", "C", ((0, 1),)),), worth=AIMS["people"])
    best = search(instance(p), seconds=1e-9, keys=(np.arange(6.0)[::-1],))
    assert best.start.tolist() == [10, 8, 6, 4, 2, 0]


def test_a_plan_with_a_task_left_over_is_not_whole():
    """Where two hard dates cannot both be kept, the search says that its plan is none."""
    p = hamlet()
    dated = tuple(replace(t, due=8, due_hard=True) if t.persons else t for t in p.tasks)
    found = search(instance(p.replace(tasks=dated)), seconds=0.1)
    assert not found.whole


def test_the_best_of_each_population_moves_to_the_next():
    """The best takes the place of the next population's worst, unless that is better or has it already."""

    def island(values):
        rows = np.array([[v] for v in values], np.int64)
        return rows.copy(), rows.copy(), np.array(values, float), np.array([1], np.uint64)

    islands = [island([1, 9, 3]), island([5, 2, 4]), island([5, 8, 9])]
    _exchange(islands)
    assert [values.tolist() for _, _, values, _ in islands] == [[1, 9, 3], [5, 9, 4], [5, 8, 9]]
    assert [(orders == starts).all() for orders, starts, _, _ in islands] == [True, True, True]
    assert islands[1][0].ravel().tolist() == [5, 9, 4]


@pytest.mark.parametrize(("helps", "most"), [(True, None), (False, RENEWALS - 1)])
def test_renewals_in_vain_are_counted_and_no_others(monkeypatch, helps, most):
    """While each renewal brings a better plan they go on; those in vain become rarer, and then it ends."""
    one, renewed = instance(larger(9, 60)), []

    def founded(one, a, keys, plans, seed, justify):
        renewed.append(seed[1])
        return np.zeros((1, one.n), np.int64), np.zeros((1, one.n), np.int64), np.zeros(1), None

    monkeypatch.setattr("reopen.rebuild.search._found", founded)
    monkeypatch.setattr("reopen.rebuild.search._evolved", lambda *_: None)
    monkeypatch.setattr(
        "reopen.rebuild.search._best",
        lambda _: Sought(np.zeros(one.n, np.int64), float(len(renewed) if helps else 0)),
    )
    search(one, seconds=6.0)
    assert max(renewed) == most if most else max(renewed) > 2 * RENEWALS
