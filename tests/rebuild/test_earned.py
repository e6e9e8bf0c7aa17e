"""Earned value by hand, in published figures and in properties."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild.actuals import Done
from reopen.rebuild.earned import earned_value, month_of
from reopen.rebuild.programme import Programme, Range, Task
from tests.rebuild.valley_plan import plan, programme

NO_COST = Range(0.0, 0.0, 0.0)


def monthly(*budgets):
    """A plan of tasks of one month each, one after another, of given budgets."""
    tasks = tuple(Task(f"t{n}", f"T{n}", 1, cost=Range(b, b, b)) for n, b in enumerate(budgets))
    return plan(Programme("m", 2026, 1, 60, tasks), start=range(len(budgets)))


def test_a_plan_half_done_by_hand():
    """Clearing done a month late, houses at a quarter, no road; values as on the back of an envelope."""
    done = {
        "town.clear": Done(date(2026, 1, 1), date(2026, 6, 1)),
        "town.houses": Done(date(2026, 7, 1), progress=0.25),
    }
    found = earned_value(
        plan(), done, as_of=date(2026, 9, 1), months=[0, 2, 4, 8], spent=[0.0, 1.5, 4.0, 8.0]
    )
    # Clearing 4 over 5 months, then houses 6; the road of 10 has not begun but is planned from March.
    assert found.planned.tolist() == pytest.approx([0.0, 2.0, 4.0 + 2.5, 4.0 + 3.0 + 7.5])
    assert found.earned.tolist() == pytest.approx([0.0, 1.6, 3.2, 4.0 + 1.5])
    assert found.spi[1:].tolist() == pytest.approx([0.8, 3.2 / 6.5, 5.5 / 14.5])
    assert found.cpi[1:].tolist() == pytest.approx([1.6 / 1.5, 0.8, 5.5 / 8.0])
    # The plan earns 1.6 at 1.6 months; 3.2 lies between months 2 and 3, when clearing and road both run.
    assert found.schedule[1:3].tolist() == pytest.approx([1.6, 2.0 + 1.2 / 2.25])
    assert found.behind_months[1] == pytest.approx(0.4)
    assert found.budget == 20.0


def test_earned_schedule_as_lipke_defines_it():
    """Whole periods earned plus the part of the next: of periods of 10, 20 and 20, an earned 25 is 1.75."""
    base = monthly(10.0, 20.0, 20.0, 10.0)
    done = {"t0": Done(date(2026, 1, 1), date(2026, 2, 1)), "t1": Done(date(2026, 2, 1), progress=0.75)}
    found = earned_value(base, done, as_of=date(2026, 4, 1), months=[3])
    assert found.earned.tolist() == [25.0]
    assert found.schedule.tolist() == pytest.approx([1.75])
    assert found.spi_time.tolist() == pytest.approx([1.75 / 3.0])
    assert found.finish_months.tolist() == pytest.approx([4.0 / (1.75 / 3.0)])


def test_late_work_ends_with_a_plain_index_of_one_but_a_late_index_in_time():
    """The weakness of the plain index, for which the earned schedule exists; the clock stops at the end."""
    done = {"t0": Done(date(2026, 1, 1), date(2026, 2, 1)), "t1": Done(date(2026, 2, 1), date(2026, 5, 1))}
    found = earned_value(monthly(5.0, 5.0), done, as_of=date(2026, 9, 1), months=[4, 6, 8])
    assert found.spi.tolist() == [1.0] * 3
    assert found.spi_time.tolist() == pytest.approx([0.5] * 3)
    assert found.behind_months.tolist() == pytest.approx([2.0] * 3)


def test_without_actual_cost_there_is_no_cost_index_and_it_is_said():
    """No figure is made up: the column is absent."""
    found = earned_value(plan(), {}, as_of=date(2026, 3, 1))
    assert found.cpi is None
    assert "cpi" not in found.table()
    assert "no CPI" in found.notes[0]
    known = earned_value(plan(), {}, as_of=date(2026, 3, 1), months=[2], spent=[1.0])
    assert known.table()["cpi"].tolist() == [0.0]


def test_a_task_under_way_with_no_progress_stated_earns_nothing_and_is_named():
    """The rule 0/100 is followed openly."""
    found = earned_value(plan(), {"town.clear": Done(date(2026, 1, 1))}, as_of=date(2026, 5, 1))
    assert found.earned.tolist() == [0.0] * len(found.months)
    assert any("town.clear" in note for note in found.notes)


def test_months_stand_for_costs_that_are_not_known():
    """A plan without costs is weighed by durations, and says so."""
    tasks = tuple(Task(n, n, m, cost=NO_COST) for n, m in (("a", 2), ("b", 6)))
    base = plan(Programme("x", 2026, 1, 60, tasks), start=(0, 2))
    found = earned_value(
        base, {"a": Done(date(2026, 1, 1), date(2026, 3, 1))}, as_of=date(2026, 3, 1), months=[2]
    )
    assert (found.earned.tolist(), found.budget) == ([2.0], 8.0)
    assert found.unit == "task-months"
    assert any("task-months" in note for note in found.notes)
    table = found.table()
    assert (table["planned_task_months"].tolist(), table["earned_task_months"].tolist()) == ([2.0], [2.0])
    assert not [name for name in table if name.endswith("usd_m")]


def test_months_over_money_are_no_index():
    """Where only durations are known, money that was spent is shown and compared with nothing."""
    base = plan(Programme("x", 2026, 1, 60, (Task("a", "a", 2, cost=NO_COST),)), start=(0,))
    found = earned_value(base, {}, as_of=date(2026, 3, 1), months=[2], spent=[7.0])
    assert found.cpi is None
    assert found.table()["actual_usd_m"].tolist() == [7.0]
    assert "cpi" not in found.table()


def test_values_are_in_usd_m_where_tasks_cost():
    """Planned and earned value carry the unit of the costs in their names."""
    found = earned_value(plan(), {}, as_of=date(2026, 3, 1))
    assert found.unit == "USD m"
    assert {"planned_usd_m", "earned_usd_m"} <= set(found.table())


def test_a_wait_that_was_planned_is_no_delay():
    """While nothing is planned to run, work that is up to date is on schedule."""
    tasks = tuple(Task(n, n, 2, cost=Range(1, 1, 1)) for n in "ab")
    base = plan(Programme("x", 2026, 1, 60, tasks), start=(3, 9))
    done = {"a": Done(date(2026, 4, 1), date(2026, 6, 1))}
    found = earned_value(base, done, as_of=date(2026, 9, 1), months=[0, 2, 4, 7, 8])
    assert found.behind_months.tolist() == pytest.approx([0.0] * 5)


def test_a_milestone_is_earned_at_once():
    """A task of no length earns all its budget on its day, in the plan and in the record."""
    tasks = (Task("m", "M", 0, cost=Range(4, 4, 4)), Task("t", "T", 4, cost=Range(4, 4, 4)))
    base = plan(Programme("x", 2026, 1, 60, tasks), start=(2, 0))
    found = earned_value(
        base, {"m": Done(finished=date(2026, 3, 1))}, as_of=date(2026, 4, 1), months=[1, 2, 3]
    )
    assert found.planned.tolist() == pytest.approx([1.0, 6.0, 7.0])
    assert found.earned.tolist() == pytest.approx([0.0, 4.0, 4.0])
    assert found.schedule.tolist() == pytest.approx([0.0, 2.0, 2.0])


budgets = st.lists(st.floats(0.1, 50.0), min_size=1, max_size=6)


@given(budgets, st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_work_as_planned_has_indices_of_one(amounts, months):
    """Whatever the budgets: on schedule at every date, nothing late."""
    base = monthly(*amounts)
    months = min(months, len(amounts))
    begins = [date(2026, n + 1, 1) for n in range(len(amounts) + 1)]
    done = {f"t{n}": Done(begins[n], begins[n + 1]) for n in range(months)}
    found = earned_value(base, done, as_of=begins[months])
    assert found.spi.tolist() == pytest.approx([1.0] * len(found.months))
    assert found.behind_months.tolist() == pytest.approx([0.0] * len(found.months), abs=1e-9)


@given(budgets, st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_plan_has_earned_as_much_at_the_earned_schedule(amounts, shares):
    """Planned value at the earned schedule is the earned value, whatever was done in whatever order."""
    base = monthly(*amounts)
    done = {f"t{n}": Done(date(2026, 1, 1), progress=share) for n, share in enumerate(shares[: len(amounts)])}
    (at,) = earned_value(base, done, as_of=date(2026, 9, 1), months=[8]).schedule
    again = earned_value(base, {}, as_of=date(2027, 1, 1), months=[at])
    earned = sum(a * s for a, s in zip(amounts, shares, strict=False))
    assert again.planned[0] == pytest.approx(earned, abs=1e-9)


def test_all_that_does_not_fit_is_named_at_once():
    """A strange task, days to come, an end before its start, a share above 1, costs that are too few."""
    done = {
        "strange": Done(progress=0.1),
        "town.clear": Done(date(2026, 9, 1), date(2026, 8, 1)),
        "town.houses": Done(progress=40.0),
    }
    with pytest.raises(SettingsError) as caught:
        earned_value(plan(), done, as_of=date(2026, 3, 1), months=[1, 99], spent=[1.0])
    for words in ("strange", "after 2026-03-01", "before its start", "progress 40", "99", "1 figures"):
        assert words in str(caught.value)
    with pytest.raises(SettingsError, match="before the programme begins"):
        earned_value(plan(), {}, as_of=date(2025, 12, 1))


def test_days_of_months_of_any_length():
    """The first day is the month itself, and the last never reaches the next."""
    base = plan(programme(year=2024))
    assert month_of(base, date(2024, 2, 1)) == 1.0
    assert 1.9 < month_of(base, date(2024, 2, 29)) < 2.0
    assert np.isclose(month_of(base, date(2024, 3, 16)), 2 + 15 / 31)
