"""Spending against time, where the answers are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.errors import ProgrammeError
from reopen.rebuild.front import front, with_money
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Crew, Programme
from reopen.rebuild.schedule import schedule
from tests.rebuild.programmes import hamlet


@pytest.fixture(scope="module")
def tight():
    """A plan of the hamlet with enough builders and 4 USD m a year for 5 of work."""
    p = hamlet()
    funds = (replace(p.funds[0], amounts=((2026, 4.0),)),)
    return schedule(p.replace(crews=(Crew("builders", "Builders", ((0, 3),)),), funds=funds), effort=0.5)


def test_ceilings_from_half_to_half_as_much_again(tight):
    """At 2, 4 and 6 USD m a year: a house in the second and third year, one in the second, all at once."""
    told = []
    found = front(tight, 3, effort=0.3, progress=lambda stage, share: told.append((stage, share)))
    assert found.budget_share.tolist() == [0.5, 1.0, 1.5]
    assert found.feasible.tolist() == [True, True, True]
    assert found.months.tolist() == [28, 16, 6]
    assert found.value.tolist() == [-28.0, -16.0, -6.0]
    assert found.dearest_year_usd_m.tolist() == [2.0, 4.0, 5.0]
    assert found.gap.tolist() == [0.0, 0.0, 0.0]
    assert (np.diff(found.person_years) > 0).all()
    assert found.months_half_home.tolist()[1:] == [6, 6]
    assert told[0] == ("front", 0.0)
    assert told[-1] == ("front", 1.0)


def test_a_ceiling_that_no_plan_meets_is_told(tight):
    """Where half of the money cannot pay for the road in any year there is no plan, and no figure."""
    p = tight.programme
    dear = tuple(replace(t, cost=replace(t.cost, central=3.0)) if t.id == "road" else t for t in p.tasks)
    found = front(schedule(p.replace(tasks=dear), effort=0.3), 2, effort=0.3)
    assert found.feasible.tolist() == [False, True]
    assert found.iloc[0][["months", "value", "gap", "person_years"]].isna().all()


def test_one_point_is_the_budget_itself(tight):
    """A single ceiling is that of the budgets, and its plan no worse than the one at hand."""
    found = front(tight, 1, effort=0.05)
    assert found.budget_share.tolist() == [1.0]
    assert found.value.item() >= tight.value


def test_nobody_to_come_home(tight):
    """Without people there is no month in which half of them are home."""
    p = tight.programme
    alone = p.replace(tasks=tuple(replace(t, persons=0.0) for t in p.tasks))
    found = front(schedule(alone, effort=0.3), 1, effort=0.05)
    assert found.months_half_home.isna().all()
    assert found.person_years.item() == 0


def test_money_in_parts_keeps_the_rest():
    """Only amounts change, each by the share."""
    p = with_money(hamlet(), 0.5)
    assert p.funds[0].amounts == ((2026, 2.5),)
    assert p.replace(funds=hamlet().funds) == hamlet()


def test_a_ceiling_that_is_not_decided_has_no_row(monkeypatch):
    """Where the effort brings neither a plan nor a proof, nothing is said of the ceiling."""
    said = []

    def undecided(programme, **_):
        said.append(programme)
        raise ProgrammeError("p", ["no plan was found"], proven=len(said) == 1)

    monkeypatch.setattr("reopen.rebuild.front.schedule", undecided)
    made = Programme("p", 2026, 1, 12, ())
    plan = Plan(made, np.zeros(0, np.int64), "optimal", 0.0, 0.0, 0.0, 0.0, 0)
    found = front(plan, 3, effort=0.5)
    assert len(said) == 3
    assert found["feasible"].tolist() == [False]


def test_each_ceiling_begins_with_the_plan_of_the_one_below(monkeypatch, tight):
    """A wider ceiling begins with the plan found under the tighter one, never none."""
    begun = []

    def kept(programme, *, begin, **_):
        begun.append(None if begin is None else begin.tolist())
        return replace(tight, programme=programme, value=tight.value + 1, start=tight.start + len(begun))

    monkeypatch.setattr("reopen.rebuild.front.schedule", kept)
    front(tight, 3, effort=0.1)
    assert begun == [None, (tight.start + 1).tolist(), (tight.start + 2).tolist()]


def test_ctrl_c_ends_the_front(monkeypatch, tight):
    """After a plan that was stopped no other is made, and nothing is said of any."""
    made = []

    def stopped(programme, **_):
        made.append(programme)
        return replace(tight, programme=programme, stopped=len(made) == 2)

    monkeypatch.setattr("reopen.rebuild.front.schedule", stopped)
    assert front(tight, 3, effort=0.1) is None
    assert len(made) == 2
