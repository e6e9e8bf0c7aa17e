"""Programmes as arrays: windows, seasons, money, crews and worth."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.rebuild.alike import alike
from reopen.rebuild.checks import earliest_ends, problems
from reopen.rebuild.improve import _part
from reopen.rebuild.instance import instance, leading, topological
from reopen.rebuild.programme import After, Crew, Fund, NetworkValue, Programme, Range, Task, Worth
from reopen.rebuild.relaxed import relaxed
from tests.rebuild.checker import faults, money_there, plans, teams_there, worth
from tests.rebuild.programmes import AIMS, hamlet, programmes


@settings(deadline=None, max_examples=80)
@given(programmes(), st.data())
def test_value_is_the_sum_over_months(p, data):
    """What a plan is worth equals a sum over months of people at home, the network and what is lost."""
    start = [data.draw(st.integers(0, p.horizon - task.months)) for task in p.tasks]
    assert instance(p).value(np.array(start)) == pytest.approx(worth(p, start), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(programmes(4))
def test_windows_hold_every_plan_and_begin_with_the_earliest(p):
    """No plan starts a task outside its window, which begins where crews and money set no limit."""
    one = instance(p)
    for start in plans(p):
        assert (one.earliest <= start).all()
        assert (one.latest >= start).all()
    if not problems(p):
        ends = earliest_ends(p)
        assert [int(e) for e in one.earliest + one.months] == [ends[task.id] for task in p.tasks]


@settings(deadline=None, max_examples=40)
@given(programmes())
def test_months_crews_and_money_are_those_of_the_programme(p):
    """Seasons, teams by month and money by year, in thousands rounded down, are read off the programme."""
    one = instance(p)
    for j, task in enumerate(p.tasks):
        for month in range(p.horizon - task.months + 1):
            shut = any(p.calendar(t)[1] in task.closed_months for t in range(month, month + task.months))
            assert one.startable[one.kind[j], month] == (not shut)
    for r, crew in enumerate(p.crews):
        assert one.capacity[:, r].tolist() == [teams_there(p, crew.id, t) for t in range(p.horizon)]
    for f, fund in enumerate(p.funds):
        years = range(p.year, p.calendar(p.horizon - 1)[0] + 1)
        assert one.budget[f].tolist() == [money_there(p, fund, year) * 1000 // 1 for year in years]


def test_money_is_rounded_against_the_plan():
    """Costs are rounded up and budgets down to thousands; the first part-year counts in proportion."""
    task = Task("t", "T", 1, cost=Range(0.0, 0.0101, 1.0), fund_id="f")
    free = Task("u", "U", 1, cost=Range(0.0, 9.0, 9.0))
    p = Programme("p", 2026, 11, 16, (task, free), funds=(Fund("f", "F", ((2026, 0.1009), (2027, 0.5))),))
    one = instance(p)
    assert one.cost.tolist() == [11, 0]
    assert one.fund.tolist() == [0, -1]
    assert one.budget.tolist() == [[16, 500, 500]]
    assert one.year.tolist() == [0] * 2 + [1] * 12 + [2] * 3
    assert (one.horizon, one.year_ends.tolist()) == (16, [2, 14, 16])


def test_a_cost_that_binary_fractions_miss_is_not_rounded_up():
    """0.1 + 0.2 USD m are 300 thousand, and 0.3 in a budget as many."""
    task = Task("t", "T", 1, cost=Range(0.0, 0.1 + 0.2, 1.0), fund_id="f")
    one = instance(Programme("p", 2026, 1, 3, (task,), funds=(Fund("f", "F", ((2026, 0.3),)),)))
    assert one.cost[0] == one.budget[0, 0] == 300


def test_neighbours_stand_in_rows_both_ways():
    """A pair that is named twice counts once, with the longer lag."""
    tasks = (
        Task("a", "A", 1),
        Task("b", "B", 1, after=(After("a", 3), After("a", 1))),
        Task("c", "C", 1, after=(After("b"), After("a", 2))),
    )
    one = instance(Programme("p", 2026, 1, 20, tasks))
    assert one.before_at.tolist() == [0, 0, 1, 3]
    assert one.before.tolist() == [0, 0, 1]
    assert one.before_lag.tolist() == [3, 2, 0]
    assert one.after_at.tolist() == [0, 2, 3, 3]
    assert one.after.tolist() == [1, 2, 2]
    assert one.after_lag.tolist() == [3, 2, 0]


def test_what_leads_to_a_task():
    """All that comes before it, directly or not, and itself; nothing beside or after it."""
    tasks = (
        Task("a", "A", 1), Task("b", "B", 1, after=(After("a"),)), Task("c", "C", 1, after=(After("b"),)),
        Task("d", "D", 1, after=(After("a"),)), Task("e", "E", 1, after=(After("c"),)),
    )  # fmt: skip
    one = instance(Programme("p", 2026, 1, 20, tasks))
    assert leading(one, np.arange(5) == 2).tolist() == [True, True, True, False, False]


def test_a_network_without_openings_counts_nowhere():
    """Where all openings are passable already, what they bring is the same in every plan and is left out."""
    network = NetworkValue((), np.array([5.0]))
    p = Programme("p", 2026, 1, 12, (Task("t", "T", 1, persons=9.0),), network=network, worth=AIMS["mixed"])
    one, alone, start = instance(p), instance(p.replace(network=None)), np.array([3])
    assert one.value(start) == alone.value(start)
    assert relaxed(one).bound == relaxed(alone).bound


def test_an_order_leaves_circles_out():
    """Tasks in a circle, and what waits for them, have no place in the order."""
    at, after = np.array([0, 1, 2, 3, 3]), np.array([1, 2, 1])
    assert topological(at, after, 4).tolist() == [0, 3]


def test_pieces_of_one_work_have_one_number():
    """Pieces alike share a number; an opening, a date, another length or another place set them apart."""
    base = Task("a", "A", 3, work_id="w", settlement_id="s", crews=(("c", 1),))
    others = [
        replace(base, id="b", persons=5.0),
        replace(base, id="c", opening_id="o"),
        replace(base, id="d", due=9),
        replace(base, id="e", months=4),
        replace(base, id="f", settlement_id="other"),
        replace(base, id="g", closed_months=(1,)),
        replace(base, id="h", work_id=""),
        replace(base, id="i", work_id=""),
    ]
    p = Programme("p", 2026, 1, 20, (base, *others), crews=(Crew("c", "C", ((0, 1),)),))
    group = instance(p).group.tolist()
    assert group[0] == group[1]
    assert len(set(group)) == len(group) - 1


def test_a_year_at_home_is_discounted_by_months():
    """A thousand people from the sixth month of twelve on, at 6 %, are worth the sum of their months."""
    task = Task("t", "T", 6, persons=1000.0)
    p = Programme("p", 2026, 1, 12, (task,), worth=Worth(person_year_usd=1200.0, rate=6.0))
    expected = sum(0.1 * 1.06 ** (-month / 12) for month in range(6, 12))
    assert instance(p).value(np.array([0])) == pytest.approx(expected)
    assert instance(p).value(np.array([6])) == 0


def test_a_month_late_costs_its_weight():
    """Due by the end of month 4, a task that ends with it loses nothing; two months later, two weights."""
    task = Task("t", "T", 2, due=4)
    one = instance(Programme("p", 2026, 1, 12, (task,), worth=Worth(lateness=3.0)))
    assert one.value(np.array([3])) == 0
    assert one.value(np.array([5])) == -6.0


def test_openings_that_need_each_other_are_worth_nothing_alone():
    """A network worth 12 a year with both openings, and nothing with one, counts from the later end on."""
    tasks = (Task("a", "A", 1, opening_id="x"), Task("b", "B", 1, opening_id="y"))
    network = NetworkValue(("y", "x"), np.array([0.0, 0.0, 0.0, 12.0]))
    one = instance(Programme("p", 2026, 1, 12, tasks, network=network, worth=Worth(rate=0.0)))
    assert one.bit.tolist() == [1, 0]
    assert one.value(np.array([0, 7])) == pytest.approx(4.0)


def test_the_finish_is_that_of_the_last_task():
    """The hamlet's houses end in month 14, at a month lost each."""
    assert instance(hamlet()).value(np.array([0, 2, 6, 10])) == -14.0


@settings(deadline=None, max_examples=150)
@given(programmes(), st.data())
def test_a_plan_holds_where_the_checker_finds_no_fault(p, data):
    """Dates, winters, order, crews and money: what holds is what an independent checker lets pass."""
    one = instance(p)
    known = list(islice(plans(p), 20))
    start = list(data.draw(st.sampled_from(known))) if known and data.draw(st.booleans()) else None
    if start is None:
        start = [data.draw(st.integers(0, p.horizon)) for _ in p.tasks]
    assert one.holds(np.array(start, np.int64)) == (not faults(p, start))


def test_steps_along_a_plan_add_up_to_the_whole():
    """In the order of a plan each opening has what it adds; openings that end together go by number."""
    tasks = tuple(Task(f"t{j}", "T", j + 1, opening_id=f"o{j}") for j in range(3))
    network = NetworkValue(("o0", "o1", "o2"), np.array([0, 4, 5, 6, 1, 9, 7, 20.0]))
    one = instance(Programme("p", 2026, 1, 24, tasks, network=network))
    assert one.steps(np.array([0, 9, 5])) == {0: 4.0, 2: 5.0, 1: 11.0}
    assert one.steps(np.array([2, 1, 0])) == {0: 4.0, 1: 2.0, 2: 14.0}


@settings(deadline=None, max_examples=40)
@given(programmes(), st.data())
def test_a_part_of_a_programme_keeps_its_order_both_ways(p, data):
    """Parts and groups of tasks have what comes after each in rows that agree with what comes before."""
    one = instance(p)
    start = np.minimum(one.earliest, one.horizon - one.months)
    free = data.draw(st.sets(st.integers(0, one.n - 1), min_size=1))
    for part in (_part(one, start, np.array(sorted(free))), alike(one, one.worth).one):
        own = np.repeat(np.arange(part.n), np.diff(part.before_at))
        other = np.repeat(np.arange(part.n), np.diff(part.after_at))
        before = sorted(zip(part.before, own, part.before_lag, strict=True))
        assert before == sorted(zip(other, part.after, part.after_lag, strict=True))
