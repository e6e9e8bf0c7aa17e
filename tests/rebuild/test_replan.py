"""The programme that remains: what is done is gone, what runs comes first, what is given up is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from reopen.errors import SettingsError
from reopen.rebuild.actuals import Done
from reopen.rebuild.programme import After, Crew, NetworkValue, Task
from reopen.rebuild.replan import remaining
from tests.rebuild.valley_plan import CLEAR, HOUSES, ROAD, TASKS, programme

TODAY = date(2026, 5, 10)


def left(done, today=TODAY, **changes):
    found = remaining(programme(**changes), done, today)
    return found, {task.id: task for task in found.tasks}


def test_nothing_done_moves_only_the_clock():
    """On the first day the programme remains as it is, but for a note."""
    found, tasks = left({}, date(2026, 1, 1))
    assert tuple(tasks.values()) == TASKS
    assert (found.year, found.month, found.horizon) == (2026, 1, 48)
    assert found.crews == programme().crews
    assert found.notes == ("as of 2026-01-01: 0 tasks are finished and 0 under way",)


def test_a_finished_task_is_gone_and_only_its_lag_remains():
    """Clearing ended on 20 April, so that it counts from May on; houses wait for the lag of a month."""
    found, tasks = left({"town.clear": Done(date(2026, 1, 1), date(2026, 4, 20))})
    assert set(tasks) == {"town.houses", "valley-road"}
    assert tasks["town.houses"].after == ()
    assert tasks["town.houses"].earliest == 1
    assert (found.year, found.month, found.horizon) == (2026, 5, 44)
    assert "1 tasks are finished" in found.notes[0]


def test_a_task_under_way_comes_first_at_its_remaining_length_and_no_cost():
    """At 70 % of 10 months 3 are left, from the first month on and pinned there; its money is committed."""
    long = replace(HOUSES, months=10, months_range=(6, 14))
    _, tasks = left({"town.houses": Done(date(2026, 2, 1), progress=0.7)}, tasks=(CLEAR, long, ROAD))
    houses = tasks["town.houses"]
    assert (houses.months, houses.earliest, houses.due, houses.due_hard) == (3, 0, 2, True)
    assert (houses.after, houses.cost.central, houses.fund_id) == ((), 0.0, "")
    assert houses.months_range == (2, 4)
    assert houses.persons == 1200.0


def test_a_task_under_way_waits_out_the_winter():
    """In December the road has two months left; it goes on in March, and nothing may delay it further."""
    _, tasks = left({"valley-road": Done(date(2026, 3, 1), progress=0.75)}, date(2026, 12, 5))
    road = tasks["valley-road"]
    assert (road.months, road.earliest, road.due) == (2, 3, 4)
    assert road.closed_months == (12, 1, 2)


def test_work_longer_than_a_summer_is_taken_as_one_piece_and_said():
    """Ten months do not fit between winters, so that the winters of that task are given up."""
    found, tasks = left({"valley-road": Done(date(2026, 4, 1))}, tasks=(replace(ROAD, months=10),))
    assert tasks["valley-road"].closed_months == ()
    assert any("do not fit between winters" in note for note in found.notes)
    assert any("no progress stated" in note for note in found.notes)


def test_a_task_said_to_be_all_done_is_finished():
    """Progress of 100 % without a day counts as finished today; what follows waits for its lag."""
    _, tasks = left({"town.clear": Done(date(2026, 1, 1), progress=1.0)})
    assert "town.clear" not in tasks
    assert tasks["town.houses"].earliest == 2


def test_deadlines_move_and_missed_ones_turn_soft_and_are_said():
    """The road was due by month 20: four months on by month 16; two years on it is late in every plan."""
    _, tasks = left({})
    assert (tasks["valley-road"].due, tasks["valley-road"].due_hard) == (16, True)
    found, tasks = left({}, date(2028, 1, 1))
    assert (tasks["valley-road"].due, tasks["valley-road"].due_hard) == (-4, False)
    assert any("valley-road: its date passed 4 months ago" in note for note in found.notes)


def test_crews_move_with_month_0():
    """Three teams from July on are three teams from month 2 on in May, and from month 0 on in August."""
    assert left({})[0].crews[0].levels == ((0, 2), (2, 3))
    assert left({}, date(2026, 8, 1))[0].crews[0].levels == ((0, 3),)


def test_openings_that_are_passable_leave_what_others_add():
    """Of two openings worth 1 and 2 alone and 5 together, the second adds 4 to the first."""
    both = replace(ROAD, id="rail", opening_id="rail", due=None, due_hard=False)
    network = NetworkValue(("valley-road", "rail"), np.array([0.0, 1.0, 2.0, 5.0]))
    done = {"valley-road": Done(date(2026, 3, 1), date(2026, 4, 30))}
    found, _ = left(done, tasks=(CLEAR, ROAD, both), network=network)
    assert found.network.openings == ("rail",)
    assert found.network.usd_m_per_year.tolist() == [0.0, 4.0]
    assert left(done)[0].network is None


def test_an_opening_with_a_task_left_is_not_passable():
    """Half of an opening's tasks do not open it."""
    second = replace(ROAD, id="second")
    done = {"valley-road": Done(date(2026, 3, 1), date(2026, 4, 30))}
    found, _ = left(done, tasks=(ROAD, second))
    assert found.network.openings == ("valley-road",)


def test_more_teams_at_work_than_there_are_is_told():
    """The message names the crew, the tasks and both numbers."""
    second = replace(CLEAR, id="hill.clear")
    going = Done(date(2026, 4, 1), progress=0.1)
    with pytest.raises(SettingsError, match=r"crew deminers: 4 teams .*hill.clear, town.clear.* are 2"):
        left({"town.clear": going, "hill.clear": going}, tasks=(CLEAR, second))


def test_all_that_does_not_fit_is_named_at_once():
    """A strange task, an end to come and a day after the horizon."""
    done = {"strange": Done(progress=0.5), "town.clear": Done(finished=date(2040, 1, 1))}
    with pytest.raises(SettingsError) as caught:
        left(done, date(2035, 1, 1))
    for words in ("strange", "finished 2040-01-01", "2026-01 to 2029-12"):
        assert words in str(caught.value)


def test_what_remains_can_be_re_planned_again():
    """Re-planning in May and then in August is re-planning in August."""
    clear = {"town.clear": Done(date(2026, 1, 1), date(2026, 4, 20))}
    crews = (Crew("deminers", "Deminers", ((0, 2), (6, 3))),)
    tasks = (
        CLEAR,
        HOUSES,
        replace(ROAD, after=(After("town.houses"),)),
        Task("later", "Later", 2, earliest=14),
    )
    may = remaining(programme(tasks=tasks, crews=crews), clear, TODAY)
    twice = remaining(may, {}, date(2026, 8, 1))
    once = remaining(programme(tasks=tasks, crews=crews), clear, date(2026, 8, 1))
    assert (twice.tasks, twice.crews, twice.horizon) == (once.tasks, once.crews, once.horizon)
