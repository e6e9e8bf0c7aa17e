"""Tables of a plan: their sums are those of the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.rebuild import frames
from reopen.rebuild.instance import instance
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Crew, Fund, Programme, Range, Task
from reopen.rebuild.search import search
from tests.rebuild.checker import paid_in, teams_there
from tests.rebuild.programmes import hamlet, larger
from tests.rebuild.valley_plan import plan as valley


def planned(p: Programme, start=None) -> Plan:
    """A plan of a programme: the starts given, or those of a short search."""
    found = search(instance(p), seconds=0.05).start if start is None else np.array(start, np.int64)
    return Plan(p, found, "feasible", 0.0, 0.0, 0.0, 0.0, 0)


@pytest.fixture(scope="module", params=[0, 1])
def towns(request) -> Plan:
    """A plan of a programme of towns, from April 2026 on; the second carries money over."""
    return planned(larger(request.param))


def test_spending_adds_up(towns):
    """Each year's money is what the tasks that start in it cost, and what is left is the budget less that."""
    p, table = towns.programme, frames.spending(towns)
    paid = table[table.fund_id == "f"].set_index("year")
    carried = 0.0
    for year, row in paid.iterrows():
        costs = [
            t.cost
            for t, s in zip(p.tasks, towns.start, strict=True)
            if t.fund_id and paid_in(p, int(s)) == year
        ]
        assert row.committed_usd_m_central == pytest.approx(sum(c.central for c in costs))
        assert row.committed_usd_m_high == pytest.approx(sum(c.high for c in costs))
        money = 3.0 * 9 / 12 if year == 2026 else 4.5
        assert row.budget_usd_m == pytest.approx(money + carried)
        assert row.left_usd_m == pytest.approx(row.budget_usd_m - row.committed_usd_m_central)
        assert row.left_usd_m >= -1e-9
        carried = row.left_usd_m if p.carry_over else 0.0
    assert paid.committed_usd_m_central.sum() == pytest.approx(
        sum(t.cost.central for t in p.tasks if t.fund_id)
    )


def test_tasks_without_a_budget_stand_apart():
    """What no budget limits is listed under its own name, without a budget."""
    free = Task("a", "A", 2, cost=Range(1.0, 2.0, 3.0))
    table = frames.spending(
        planned(Programme("p", 2026, 12, 6, (free,), funds=(Fund("f", "F", ((2026, 1.0),)),)), [1])
    )
    assert table.fund_id.unique().tolist() == ["none"]
    assert table.committed_usd_m_central.tolist() == [0.0, 2.0]
    assert table.budget_usd_m.isna().all()


def test_a_paid_milestone_of_a_new_year_is_not_lost():
    """A milestone on the first of January, after all else has ended, is paid in its own year."""
    tasks = (
        Task("a", "A", 3, cost=Range(0.0, 1.0, 1.0), fund_id="f"),
        Task("b", "B", 0, cost=Range(0.0, 2.0, 2.0), fund_id="f"),
    )
    p = Programme("p", 2026, 10, 12, tasks, funds=(Fund("f", "F", ((2026, 8.0),)),))
    table = frames.spending(planned(p, [0, 3]))
    assert table.set_index("year").committed_usd_m_central.to_dict() == {2026: 1.0, 2027: 2.0}
    at_the_end = frames.spending(planned(p.replace(horizon=3), [0, 3]))
    assert at_the_end.set_index("year").committed_usd_m_central.to_dict() == {2026: 3.0}


def test_people_come_home_once(towns):
    """By the end of the last year everybody is home, by groups, and never fewer than before."""
    p, table = towns.programme, frames.people(towns)
    wide = table.pivot(index="year", columns="group_ids", values="persons_home")
    assert (np.diff(wide, axis=0) >= 0).all()
    for groups in (("g1",), ("g1", "g2")):
        assert wide.iloc[-1][groups] == sum(t.persons for t in p.tasks if t.group_ids == groups)
    for year in wide.index:
        ends = [p.calendar(int(f) - 1)[0] for f in towns.finish]
        home = sum(t.persons for t, end in zip(p.tasks, ends, strict=True) if end <= year)
        assert wide.loc[year].sum() == home


def test_who_is_home_by_new_year_counts_in_the_old():
    """Homes that are ready with the end of December count in that year."""
    ready = Task("a", "A", 2, persons=50.0, group_ids=("g",))
    table = frames.people(planned(Programme("p", 2026, 10, 24, (ready, Task("b", "B", 1))), [1, 9]))
    assert table.set_index("year").persons_home.to_dict() == {2026: 50.0, 2027: 50.0}


def test_hectares_are_those_of_clearance(towns):
    """Land counts in the year of the task's last month, and all of it is there."""
    p, table = towns.programme, frames.clearance(towns)
    cleared = [(t, f) for t, f in zip(p.tasks, towns.finish, strict=True) if t.track == "clearance"]
    for year, work, ha in table.itertuples(index=False):
        assert work == "clear"
        assert ha == sum(t.quantity for t, f in cleared if p.calendar(int(f) - 1)[0] == year)
    assert table.ha.sum() == sum(t.quantity for t, _ in cleared)


def test_team_months_add_up(towns):
    """Team months at work are those of the tasks, and at hand those of the crews until the plan's end."""
    p, table = towns.programme, frames.crew_use(towns)
    end = int(towns.finish.max())
    for crew in p.crews:
        mine = table[table.crew_id == crew.id]
        work = sum(t.months * teams for t in p.tasks for name, teams in t.crews if name == crew.id)
        assert mine.team_months.sum() == work
        assert mine.team_months_at_hand.sum() == sum(teams_there(p, crew.id, t) for t in range(end))
        assert (mine.share <= 1).all()
        assert mine.share.to_numpy() == pytest.approx(
            (mine.team_months / mine.team_months_at_hand).to_numpy()
        )
    first = table[(table.crew_id == "b") & (table.year == 2026)]
    assert first.team_months_at_hand.item() == 3 * 9


def test_a_crew_without_teams_has_no_share():
    """Where no team is at hand the share of their time is not a number."""
    p = Programme("p", 2026, 1, 12, (Task("a", "A", 2),), crews=(Crew("c", "C", ((0, 0),)),))
    table = frames.crew_use(planned(p, [0]))
    assert table.team_months_at_hand.tolist() == [0]
    assert table.share.isna().all()


def test_tasks_stand_in_order_of_their_start():
    """A row a task, with its first and last month, whom it needs and what it waits for."""
    table = frames.task_table(valley())
    assert table.task_id.tolist() == ["town.clear", "valley-road", "town.houses"]
    assert table.start.tolist() == ["2026-01", "2026-03", "2026-06"]
    assert table.end.tolist() == ["2026-04", "2026-10", "2026-11"]
    assert table.crews.tolist() == [("deminers:2",), (), ()]
    assert table.after.tolist() == [(), (), ("town.clear",)]
    assert table.months.tolist() == [4, 8, 6]
    assert table.months_low.tolist() == [4, 8, 4]
    assert table.months_high.tolist() == [4, 8, 9]
    assert table.cost_usd_m_high.tolist() == [5.0, 15.0, 9.0]


def test_a_milestone_has_one_month():
    """A task that takes no time starts and ends in the same month."""
    table = frames.task_table(planned(Programme("p", 2026, 11, 12, (Task("a", "A", 0),)), [3]))
    assert (table.start.item(), table.end.item()) == ("2027-02", "2027-02")


def test_milestones_are_what_people_wait_for():
    """The road is open from November 2026 on, houses are ready in December; hard dates are there too."""
    found = frames.milestones(valley())
    rows = [tuple(row) for row in found.itertuples(index=False)]
    assert rows == [
        ("dated", "valley-road", "2026-11", "Valley road"),
        ("opening", "valley-road", "2026-11", "Valley road"),
        ("return", "town", "2026-12", "Houses"),
    ]


def test_the_last_return_to_a_place_counts():
    """Of three houses of one place the last to be ready gives the month."""
    found = frames.milestones(planned(hamlet(), (0, 10, 2, 6)))
    assert found.values.tolist() == [["return", "town", "2027-03", "House 0"]]


def test_years_run_from_the_start_to_the_end_of_the_plan():
    """A plan that ends with December has no row for the next year."""
    p = Programme("p", 2026, 12, 40, (Task("a", "A", 1), Task("b", "B", 12)))
    assert frames.years(planned(p, [0, 1])) == [2026, 2027]
    assert frames.years(planned(p, [0, 2])) == [2026, 2027, 2028]
    assert frames.years(planned(p.replace(tasks=()), [])) == [2026]


def test_a_programme_without_tasks_has_empty_tables():
    """No task, no rows, and no error."""
    nothing = planned(replace(hamlet(), tasks=(), crews=()), [])
    assert (
        len(frames.task_table(nothing)) == len(frames.spending(nothing)) == len(frames.people(nothing)) == 0
    )
    assert (
        len(frames.clearance(nothing))
        == len(frames.crew_use(nothing))
        == len(frames.milestones(nothing))
        == 0
    )
