"""The bound from sums over time: no plan is worth more, and it is not far above the best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reopen.rebuild.additive import above
from reopen.rebuild.instance import instance
from reopen.rebuild.programme import Crew, Programme, Task, Worth
from reopen.rebuild.relaxed import relaxed, shortest
from reopen.rebuild.search import search
from tests.rebuild.checker import best, plans
from tests.rebuild.programmes import AIMS, hamlet, larger, programmes


@settings(deadline=None, max_examples=40)
@given(programmes(), st.sampled_from([1, 40, 48_000]))
def test_no_plan_is_worth_more(p, cells):
    """The bound is above the best of all plans, however few moments are looked at."""
    one, known = instance(p), best(p)
    assume(known is not None)
    found = relaxed(one, above(one), cells=cells)
    assert found.bound >= known - 1e-6 * max(1.0, abs(known))
    assert (found.ends >= one.earliest + one.months).all()


@settings(deadline=None, max_examples=40)
@given(programmes(4))
def test_no_plan_finishes_sooner(p):
    """No plan that there is finishes before the months that none can finish before."""
    one = instance(p)
    ends = [max(np.array(start) + one.months) for start in plans(p)]
    assume(ends)
    assert shortest(one) <= min(ends)


def test_the_shortest_time_by_crews_is_that_of_the_hamlet():
    """Two months of road and three houses one after the other take 14 months, and so says the bound."""
    assert shortest(instance(hamlet())) == 14
    assert relaxed(instance(hamlet())).bound == -14.0


def test_the_shortest_time_by_money():
    """Three houses of 1 USD m at 2 a year and a road of 2 need three years, and four months for the last."""
    p = hamlet()
    tight = p.replace(funds=(replace(p.funds[0], amounts=((2026, 2.0),)),))
    assert shortest(instance(tight)) == 24 + min(task.months for task in tight.tasks)


def test_a_milestone_that_needs_a_crew_takes_no_time():
    """A crew that is named only by a milestone sets no limit."""
    p = Programme(
        "p", 2026, 1, 3, (Task("a", "A", 0, crews=(("c", 1),)),), crews=(Crew("c", "C", ((0, 1),)),)
    )
    assert shortest(instance(p)) == 0


def pieces(n, teams, **more):
    """Homes for a thousand people each in pieces of three months."""
    tasks = tuple(
        Task(f"h{k}", "Homes", 3, crews=(("c", 1),), persons=1000.0, work_id="w", settlement_id="s", **more)
        for k in range(n)
    )
    worth = Worth(person_year_usd=5000.0)
    return Programme("p", 2026, 1, 120, tasks, crews=(Crew("c", "C", ((0, teams),)),), worth=worth)


@pytest.mark.parametrize("more", [{}, {"closed_months": (12, 1, 2)}, {"earliest": 20}])
def test_pieces_of_one_work_are_bounded_closely(more):
    """For 30 pieces and two teams the bound is within 2 % of the best plan, winters and late starts too."""
    one = instance(pieces(30, 2, **more))
    value, bound = search(one, seconds=0.05).value, relaxed(one).bound
    assert value <= bound <= 1.02 * value


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("aim", ["benefits", "late", "mixed"])
def test_programmes_of_towns_are_bounded(aim, seed):
    """No plan of a search is worth more, and more cells never make the bound worse by much."""
    one = instance(larger(seed, 40, worth=AIMS[aim]))
    found = search(one, seconds=0.1)
    assert found.whole
    wide, close = relaxed(one, cells=400).bound, relaxed(one).bound
    assert found.value <= close <= wide + 1e-4 * abs(wide)


def test_ends_are_an_order_to_begin_with():
    """A place with more people is finished before one with fewer, by the relaxation too."""
    tasks = tuple(Task(f"t{j}", "T", 3, crews=(("c", 1),), persons=float(1 + 100 * j)) for j in range(5))
    p = Programme("p", 2026, 1, 40, tasks, crews=(Crew("c", "C", ((0, 1),)),), worth=AIMS["people"])
    ends = relaxed(instance(p)).ends
    assert (np.diff(ends) < 0).all()
