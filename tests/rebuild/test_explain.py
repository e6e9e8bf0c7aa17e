"""Programmes without a plan: the limits that conflict, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reopen.errors import ProgrammeError
from reopen.rebuild.explain import conflict, limits
from reopen.rebuild.programme import Crew, Fund, Programme, Range, Task
from reopen.rebuild.schedule import schedule
from tests.rebuild.programmes import hamlet, larger


def dated(due: int) -> Programme:
    """The hamlet with all houses due by the end of a month."""
    p = hamlet()
    return p.replace(tasks=tuple(replace(t, due=due, due_hard=True) if t.persons else t for t in p.tasks))


def test_a_programme_with_a_plan_has_no_conflict():
    """Where there is a plan nothing conflicts."""
    assert conflict(hamlet()) == ()
    assert conflict(larger(1)) == ()


def test_teams_against_the_horizon():
    """Three houses for one team do not fit into a year; money and dates have no part in it."""
    assert conflict(hamlet().replace(horizon=12)) == (
        "crew 'builders' (Builders): at most 1 team",
        "the horizon of 12 months",
    )


def test_of_two_conflicts_one_is_told():
    """Builders and painters each are too few for the horizon: one of them is named, with the horizon."""
    p = hamlet().replace(horizon=12)
    walls = tuple(Task(f"wall{k}", "W", 5, crews=(("painters", 1),)) for k in range(3))
    painters = Crew("painters", "Painters", ((0, 1),))
    assert conflict(p.replace(tasks=(*p.tasks, *walls), crews=(*p.crews, painters))) == (
        "crew 'painters' (Painters): at most 1 team",
        "the horizon of 12 months",
    )


def test_money_against_hard_dates():
    """Two tasks of 2 USD m in a year that has 3, both due in it."""
    task = Task("a", "A", 2, cost=Range(1.0, 2.0, 3.0), fund_id="f", due=8, due_hard=True, crews=(("c", 1),))
    p = Programme(
        "p", 2026, 1, 60, (task, replace(task, id="b"), replace(task, id="free", due=None, due_hard=False)),
        crews=(Crew("c", "C", ((0, 5),)),), funds=(Fund("f", "State", ((2026, 3.0),)),),
    )  # fmt: skip
    assert conflict(p) == (
        "budget 'f' (State): its tasks need 6.0 USD m",
        "hard date of task 'a': 2026-09",
        "hard date of task 'b': 2026-09",
    )


def test_winters_and_releases_against_a_date():
    """Released in September, at work for four months that no winter may cut, and due in February."""
    task = Task("a", "A", 4, closed_months=(12, 1), earliest=8, due=13, due_hard=True)
    p = Programme("p", 2026, 1, 60, (task,))
    found = conflict(p)
    assert found == (
        "winters, which close the sites of tasks",
        "dates before which tasks cannot start",
        "hard date of task 'a': 2027-02",
    )


def test_a_winter_alone():
    """A task of a whole year in a place that is closed in January can never be done."""
    assert conflict(Programme("p", 2026, 1, 60, (Task("a", "A", 12, closed_months=(1,)),))) == (
        "winters, which close the sites of tasks",
    )


def test_many_hard_dates_are_named_together():
    """Beyond forty the hard dates are one limit."""
    tasks = tuple(Task(f"t{j}", "T", 1, crews=(("c", 1),), due=30, due_hard=True) for j in range(41))
    p = Programme("p", 2026, 1, 60, tasks, crews=(Crew("c", "C", ((0, 1),)),))
    assert conflict(p) == ("crew 'c' (C): at most 1 team", "the hard dates of 41 tasks")


def test_lifting_any_limit_named_helps():
    """With any one of the limits lifted, the conflict is gone."""
    p = dated(12)
    named = conflict(p)
    assert named[0].startswith("crew 'builders'")
    assert len(named) > 1
    for limit in limits(p):
        if limit.words in named:
            assert conflict(limit.lift(p)) == ()


def test_the_error_is_one_sentence():
    """What a user reads names the programme and the limits, and what to do."""
    with pytest.raises(ProgrammeError) as caught:
        schedule(hamlet().replace(horizon=12), effort=0.2)
    assert str(caught.value) == (
        "hamlet: 1 problem\nno plan meets these together: crew 'builders' (Builders): at most 1 team; the"
        " horizon of 12 months. Lifting any one of them helps"
    )
