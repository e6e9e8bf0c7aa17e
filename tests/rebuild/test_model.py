"""The model for the solver: its optimum, its bound, and when it ends."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from time import perf_counter

import numpy as np
import pytest
from hypothesis import assume, given, settings

from reopen.rebuild.additive import above
from reopen.rebuild.instance import instance
from reopen.rebuild.model import Effort, _Model, solve
from reopen.rebuild.programme import Crew, Fund, Programme, Range, Task
from reopen.rebuild.search import search
from tests.rebuild.checker import best, faults
from tests.rebuild.programmes import AIMS, hamlet, larger, programmes

ENOUGH = Effort(deterministic=5.0)


def near(known):
    """The rounding that the model's whole numbers allow."""
    return 1e-6 * max(1.0, abs(known))


@settings(deadline=None, max_examples=40)
@given(programmes())
def test_a_programme_without_a_network_is_solved(p):
    """The solver's plan is the best of all there are; where there is none it says so."""
    p = p.replace(network=None)
    one, known = instance(p), best(p)
    assume((one.earliest <= one.latest).all())
    found = solve(one, effort=ENOUGH)
    assert found.infeasible == (known is None)
    if known is not None:
        assert faults(p, found.start) == []
        assert one.value(found.start) == pytest.approx(known, abs=near(known))
        assert found.proven
        assert known - near(known) <= found.bound <= known + 10 * near(known)


@settings(deadline=None, max_examples=25)
@given(programmes(network=True))
def test_the_bound_holds_for_a_network_that_does_not_add_up(p):
    """With openings at values above the network's, no plan is worth more than the bound."""
    one, known = instance(p), best(p)
    assume(known is not None)
    assert solve(one, extra=above(one), effort=ENOUGH).bound >= known - near(known)


def test_plans_told_hold_and_get_better():
    """Each plan that the solver tells can be carried out and is better than the one before."""
    p, told = larger(3, worth=AIMS["people"]), []
    one = instance(p)

    def keep(start):
        told.append(start)
        return len(told) < 2

    found = solve(one, effort=Effort(deterministic=20.0), told=keep)
    values = [one.value(start) for start in told]
    assert len(told) == 2
    assert values == sorted(values)
    assert all(faults(p, start) == [] for start in told)
    assert not found.proven


def test_a_hint_is_kept():
    """With next to no effort the solver gives no worse a plan than the one it begins with."""
    one = instance(larger(3, 12))
    good = search(one, seconds=0.1)
    found = solve(one, hint=good.start, effort=Effort(deterministic=0.2))
    assert one.value(found.start) >= good.value - near(good.value)
    assert found.bound >= good.value


def test_it_ends_soon_after_it_is_stopped():
    """An event that is set ends a long search; what it knows by then is kept."""
    stop, one = Event(), instance(larger(3))
    stop.set()
    begun = perf_counter()
    found = solve(one, hint=search(one, seconds=0.05).start, effort=Effort(wall=60.0), stop=stop)
    assert perf_counter() - begun < 20
    assert not found.proven


def test_the_same_plan_every_time():
    """The same deterministic effort gives the same plan and bound."""
    one = instance(larger(9, 12))
    hint = search(one, seconds=0.05).start
    first, second = (solve(one, hint=hint, effort=Effort(deterministic=0.2)) for _ in range(2))
    assert (first.start == second.start).all()
    assert first.bound == second.bound


def test_the_finish_alone_is_exact():
    """Minus the makespan of the hamlet is proven without rounding."""
    found = solve(instance(hamlet()), effort=ENOUGH)
    assert (found.bound, found.proven) == (-14.0, True)


def test_money_spent_later_counts_against_what_is_carried_over():
    """What fixed tasks take in a later year is left over for it by tasks that start before."""
    task = Task("t", "T", 1, cost=Range(0.0, 2.0, 3.0), fund_id="f", due=5, due_hard=True)
    p = Programme("p", 2026, 1, 24, (task,), funds=(Fund("f", "F", ((2026, 3.0),)),), carry_over=True)
    one = instance(p)
    assert not solve(one, effort=ENOUGH).infeasible
    # Of the second year's money other tasks take all, and a part of what the first leaves.
    spent = replace(one, budget=np.array([[3000, -2000]]))
    assert solve(spent, effort=ENOUGH).infeasible


def test_a_paid_milestone_may_stand_at_the_end():
    """A milestone with a cost at the very end of the horizon is paid in the last year."""
    first = Task("a", "A", 6)
    last = Task("b", "B", 0, cost=Range(0.0, 1.0, 1.0), fund_id="f", earliest=6)
    p = Programme(
        "p", 2026, 1, 6, (first, last), funds=(Fund("f", "F", ((2026, 1.0),)),), worth=AIMS["finish"]
    )
    found = solve(instance(p), effort=ENOUGH)
    assert found.start.tolist() == [0, 6]


def test_crews_that_always_suffice_are_no_limit():
    """With a team for every house the model has no constraint on teams; with one less it has."""
    for teams, limits in ((3, 0), (2, 1)):
        crews = (Crew("builders", "Builders", ((0, 5), (6, teams))),)
        proto = _Model(instance(hamlet().replace(crews=crews)), {}, None).model.proto
        assert sum(one.has_cumulative() for one in proto.constraints) == limits
