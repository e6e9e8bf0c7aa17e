"""Rows of the table of tasks: in place of generated tasks, beside them, and what is done of them."""

from __future__ import annotations

import pytest

from reopen.rebuild.programme import Programme, Task
from reopen.rebuild.tasks import programme

from .hamlet import tables


def row(name: str, **more) -> dict[str, object]:
    """A row of the table ``task``."""
    costs = {"cost_usd_m_low": 1, "cost_usd_m_central": 2, "cost_usd_m_high": 4}
    return {"task_id": name, "title": name, "work_id": "homes", "months": 10, **costs, **more}


@pytest.fixture
def make(make_region):
    """The programme of the hamlet with rows of tasks."""
    return lambda *rows: programme(make_region(**tables(), task=list(rows) or None))


def task(made: Programme, name: str) -> Task:
    """A task by its id."""
    return next(one for one in made.tasks if one.id == name)


def test_a_row_beside_the_generated_tasks(make) -> None:
    """A new row is a task of its own, with its dates, predecessors, winter and people."""
    made = make(
        row(
            "camp", work_id="clear", settlement_id="town", after="town.road:2;village.homes",
            earliest="2026-06", due="2028", due_kind="hard", persons=50, crew_id="deminers",
            teams=3, fund_id="state", months=5,
        )
    )  # fmt: skip
    camp = task(made, "camp")
    assert [(one.task_id, one.lag) for one in camp.after] == [("town.road", 2), ("village.homes", 0)]
    # The programme begins in February 2026.
    assert (camp.earliest, camp.due, camp.due_hard) == (4, 34, True)
    assert (camp.persons, camp.crews, camp.fund_id) == (50.0, (("deminers", 3),), "state")
    assert (camp.track, camp.closed_months) == ("clearance", (1, 2, 12))


def test_a_row_in_place_of_a_generated_task(make) -> None:
    """Months and costs are the row's; what it cannot say stays as it was."""
    before, after = (
        task(make(), "town.homes.1"),
        task(make(row("town.homes.1", fund_id="state")), "town.homes.1"),
    )
    assert (after.months, after.cost.central, after.fund_id) == (10, 2.0, "state")
    assert (after.asset_id, after.quantity, after.after) == (before.asset_id, before.quantity, before.after)
    assert after.crews == ()


def test_returns_keep_their_people(make) -> None:
    """A row for a return without persons keeps those that were counted, and their groups."""
    found = task(make(row("town.return.1", work_id="return")), "town.return.1")
    assert (found.persons, found.group_ids) == (300.0, ("valley-people",))


def test_what_is_finished_is_no_task(make) -> None:
    """A finished task is left out, nothing waits for it, and its people are noted as at home."""
    made = make(row("town.road", finished="2025-12"), row("town.return.1", work_id="return", progress=100))
    assert not {"town.road", "town.return.1"} & {one.id for one in made.tasks}
    assert task(made, "town.homes.1").after == ()
    assert any("town.return.1; 300 persons are at home" in note for note in made.notes)


def test_of_what_is_begun_the_rest_is_left(make) -> None:
    """Of ten months and 2 USD m, 60 percent done, four months and 0.8 are left, which wait for nothing."""
    found = task(make(row("town.homes.1", started="2025-09", progress=60)), "town.homes.1")
    assert (found.months, found.after, found.earliest) == (4, (), 0)
    assert found.cost.central == pytest.approx(0.8)


def test_ends_that_are_to_come_do_not_count(make) -> None:
    """A date of the end after the date of the programme is not yet an end."""
    assert task(make(row("town.road", finished="2027")), "town.road").months == 10


def test_finished_openings_are_open(make_region) -> None:
    """An opening whose works are finished is named as passable, and no task brings it any more."""
    done = row("valley-road.open-road", work_id="open-road", finished="2025")
    made = programme(make_region(**tables(), task=[done]))
    assert made.opened == ("valley-road",)
    assert "valley-road" not in {one.opening_id for one in made.tasks}
