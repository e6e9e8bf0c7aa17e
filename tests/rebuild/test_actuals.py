"""What the table of tasks says is done, and what it adds to the facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reopen.accord.facts import facts
from reopen.rebuild.actuals import Done, tasks_done


def task(name, **more):
    return {
        "task_id": name, "title": name, "work_id": "w", "months": 3, "cost_usd_m_low": 1,
        "cost_usd_m_central": 1, "cost_usd_m_high": 1, **more,
    }  # fmt: skip


WORK = {
    "work_id": "w",
    "title": "Work",
    "track": "buildings",
    "applies_to": "asset",
    "sector": "housing",
    "months": 6,
}


def test_tasks_tell_what_is_started_finished_and_done(make_region):
    """Only tasks of which something is known are named; a month without its day counts as its end."""
    region = make_region(
        work=[WORK],
        task=[
            task("a", started="2024-03", finished="2024-06-10"),
            task("b", started="2025-01-05", progress=40),
            task("c"),
        ],
    )
    assert tasks_done(region, "2024-03-30") == {}
    assert tasks_done(region, "2024-06-30") == {"a": Done(date(2024, 3, 31), date(2024, 6, 10))}
    done = tasks_done(region)
    assert set(done) == {"a", "b"}
    assert done["b"] == Done(date(2025, 1, 5), None, 0.4)
    measures = facts(region).groupby("subject_id")["measure"].agg(set)
    assert measures["a"] == {"started", "opened"}
    assert measures["b"] == {"started", "progress"}


@pytest.mark.parametrize(
    ("day", "finished"),
    [("2026-03-31", None), ("2027-06-30", None), ("2027-12-30", None), ("2027-12-31", date(2027, 12, 31))],
)
def test_a_year_to_come_is_over_at_its_end(make_region, day, finished):
    """What was finished in a year that lies after the region's date was so by its last day, not its first."""
    region = make_region(work=[WORK], task=[task("a", started="2025-01-05", finished="2027")])
    assert tasks_done(region, day)["a"].finished == finished


def test_what_is_recorded_of_this_year_was_done_by_now(make_region):
    """A year or month that holds the region's own date counts from that date on, and not before."""
    region = make_region(work=[WORK], task=[task("a", started="2026"), task("b", started="2026-01")])
    own = date.fromisoformat(region.meta.as_of)
    assert (own.year, own.month) == (2026, 1)
    assert tasks_done(region) == {"a": Done(own), "b": Done(own)}
    assert tasks_done(region, str(own - timedelta(days=1))) == {}
