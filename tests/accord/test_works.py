"""Works as records: vague dates, shares of a goal, and nothing from after the day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from reopen.accord.facts import facts
from reopen.accord.works import day_of, months_late, ordinal, recorded, records, shared, title_of
from reopen.errors import SettingsError
from tests.accord.test_as_of import assert_same
from tests.accord.test_facts import PROJECT, claim


def day(text):
    return float(date.fromisoformat(text).toordinal())


def test_progress_targets_and_the_end_make_a_record(make_region):
    """A range is its middle, and of a vague target, like of a vague end, the last day counts."""
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
    assert (one.finished, one.told) == (day("2025-11-30"), day("2025-11-30"))
    (before,) = records(region, "2025-11-29")
    assert np.isnan(before.finished)


def test_an_end_of_a_year_counts_from_its_last_day(make_region):
    """What was opened in 2024 is finished by the end of that year, not on its first day."""
    opened = PROJECT | {"status": "open", "reopened_on": "2024"}
    region = make_region(project=[opened], claim=[claim(1, "physical_progress", "50", "2024-06-30")])
    (one,) = records(region)
    assert one.finished == day("2024-12-31")


def test_an_end_that_is_told_later_is_known_later(make_region):
    """The opening of March that is first claimed in June is not known in May, and no later claim moves it."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "physical_progress", "50", "2024-01-01"),
            claim(2, "opened", "2024-03-05", "2024-06-01", unit="date"),
            claim(3, "opened", "2024-02-01", "2024-09-01", unit="date"),
        ],
    )
    (one,) = records(region)
    assert (one.finished, one.told) == (day("2024-03-05"), day("2024-06-01"))
    assert np.isnan(one.known(day("2024-05-31")).finished)
    assert one.known(day("2024-06-01")).finished == day("2024-03-05")


def test_what_is_said_to_open_in_time_to_come_is_not_open(make_region):
    """An opening that is claimed before its day counts from that day on."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "physical_progress", "50", "2024-01-01"),
            claim(2, "opened", "2025-03", "2024-06-01", unit="date"),
        ],
    )
    assert np.isnan(records(region, "2025-03-30")[0].finished)
    assert records(region, "2025-03-31")[0].finished == day("2025-03-31")


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


def growing(make_region, *more):
    return make_region(
        project=[PROJECT],
        claim=[
            claim(1, "hazard_area", "1000", "2021-01-01", unit="ha"),
            claim(2, "cleared_area", "100", "2022-01-01", unit="ha"),
            claim(3, "cleared_area", "200", "2023-01-01", unit="ha"),
            *more,
        ],
    )


def test_earlier_shares_are_of_the_whole_known_then(make_region):
    """When the whole doubles in 2024, shares are halved, and those known in 2023 stay as they were."""
    (one,) = records(growing(make_region, claim(4, "hazard_area", "2000", "2024-01-01", unit="ha")))
    assert one.done.tolist() == [0.05, 0.1]
    assert one.known(day("2023-06-01")).done.tolist() == [0.1, 0.2]
    assert not len(one.known(day("2020-12-31")).days)


def test_a_whole_of_nought_is_no_whole(make_region):
    """Shares of nothing are left out; the whole known before counts on."""
    nought = claim(4, "hazard_area", "0", "2024-01-01", unit="ha")
    (one,) = records(growing(make_region, nought))
    assert one.done.tolist() == [0.1, 0.2]
    alone = make_region(project=[PROJECT], claim=[nought, claim(5, "cleared_area", "5", "2024", unit="ha")])
    assert records(alone) == ()


def test_the_date_of_a_goal_is_a_date(make_region):
    """The target of what returns towards a goal is a day, and its note tells the goal."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "returnees_target_2026", "1,200", "2024-01-27", unit="persons"),
            claim(2, "returnees", "50", "2025-06-01", unit="persons"),
        ],
    )
    shares = shared(facts(region))
    (aim,) = shares[shares["measure"] == "target"].to_dict("records")
    assert (aim["first"], aim["last"], aim["stated"], aim["unit"]) == (*["2026-12-31"] * 3, "date")
    assert aim["note"] == "for 1,200 persons"


def test_records_cut_at_a_day_are_those_of_the_day(south_caucasus):
    """On every day on which the register changes, and the day before, nothing later shows in a record."""
    known = facts(south_caucasus)
    whole = records(south_caucasus)
    days = {ordinal(text) for text in known["said_last"]}
    assert len(days) > 30
    for now in sorted(days | {now - 1 for now in days}):
        then = {one.work_id: one for one in recorded(known[known["said_last"] <= day_of(now)])}
        for one in whole:
            cut = one.known(now)
            if one.work_id in then:
                assert_same(cut, then[one.work_id])
            else:  # no work yet: it may be open before anything was claimed of it
                assert not len(cut.days) + len(cut.said)
        assert set(then) <= {one.work_id for one in whole}


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
