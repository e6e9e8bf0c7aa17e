"""Works as records: vague dates, shares of a goal, and nothing from after the day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from reopen.accord.works import day_of, months_late, records, title_of
from reopen.errors import SettingsError
from tests.accord.test_facts import PROJECT, claim


def day(text):
    return float(date.fromisoformat(text).toordinal())


def test_progress_targets_and_the_end_make_a_record(make_region):
    """A range is its middle, a vague target its last day, and an end the first day that it can mean."""
    opened = PROJECT | {"status": "open", "reopened_on": "2025-11"}
    region = make_region(
        project=[opened],
        claim=[
            claim(1, "physical_progress", "30-40", "2024-02"),
            claim(2, "completion_target", "2025", "2024-01-10", unit="date"),
        ],
    )
    (one,) = records(region)
    assert (one.days.tolist(), one.done.tolist()) == ([day("2024-02-29")], [0.35])
    assert (one.said.tolist(), one.targets.tolist()) == ([day("2024-01-10")], [day("2025-12-31")])
    assert one.finished == day("2025-11-01")
    (before,) = records(region, "2025-11-29")
    assert np.isnan(before.finished)


def test_a_vague_claim_makes_a_work_but_no_point(make_region):
    """The year alone gives no pace."""
    region = make_region(project=[PROJECT], claim=[claim(1, "physical_progress", "20", "2024")])
    (one,) = records(region)
    assert not len(one.days)


def test_what_grows_towards_a_goal_is_a_work_of_its_own(make_region):
    """50 of 200 persons by the end of a year are a quarter, and the year is the target."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "returnees_target_2026", "200", "2024-01-27", unit="persons"),
            claim(2, "returnees", "50", "2025-06-01", unit="persons"),
        ],
    )
    found = {one.work_id: one for one in records(region)}
    assert list(found) == ["P1:return"]
    assert found["P1:return"].done.tolist() == [0.25]
    assert found["P1:return"].targets.tolist() == [day("2026-12-31")]


def test_nothing_after_the_day_is_in_a_record(south_caucasus):
    """On every first of January all that records hold was said by then."""
    for year in range(2021, 2027):
        now = f"{year}-01-01"
        for one in records(south_caucasus, now):
            assert not (one.days > day(now)).any()
            assert not (one.said > day(now)).any()
            assert not one.finished > day(now)


def test_no_claims_no_works(make_region):
    """A region that says nothing of works has none."""
    assert records(make_region()) == ()
    with pytest.raises(SettingsError, match="soon"):
        records(make_region(), "soon")


def test_days_are_written_plainly():
    """None is blank, and what no calendar has is beyond."""
    assert (day_of(float("nan")), day_of(1e9), day_of(day("2026-03-31"))) == ("", "beyond", "2026-03-31")
    assert months_late(day("2026-01-01"), day("2025-01-01")) == pytest.approx(12.0, abs=0.05)
    assert title_of("nobody", {}) == "nobody"
