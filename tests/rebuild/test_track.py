"""Works of the embedded region and of small ones beside their plans."""

from __future__ import annotations

import math
from datetime import date

import pytest

from reopen.errors import SettingsError
from reopen.rebuild.track import track
from tests.accord.test_facts import PROJECT, claim


@pytest.fixture(scope="module")
def found(south_caucasus):
    return track(south_caucasus)


def test_every_claim_of_progress_keeps_its_side(found):
    """The railway at 63 % by one and 70 % by another is shown as both."""
    row = found.works.set_index("work_id").loc["R01"]
    assert row["progress_by_side"] == "independent: 63 % | AZ: 70 %"
    assert (row["progress_low"], row["progress_high"], row["points"]) == (63.0, 70.0, 6)


def test_targets_stand_in_the_order_in_which_they_moved(found):
    """Repeats are left out, and each has the day on which it was said."""
    works = found.works.set_index("work_id")
    assert works.loc["R01", "targets"] == "2025 (said 2023-12-12) | 2026 (said 2025-09-05)"
    assert works.loc["R01", "late_months_first"] - works.loc["R01", "late_months"] == pytest.approx(
        12.0, abs=0.1
    )


def test_finished_works_have_a_day_and_no_forecast(found):
    """The road opened 184 days after its target: six months late."""
    row = found.works.set_index("work_id").loc["H06"]
    assert (row["finished"], row["forecast"], row["said"]) == ("2025-07-03", "", "finished")
    assert row["late_months"] == pytest.approx(184 / 365.25 * 12, abs=0.06)


def test_forecasts_are_ahead_and_ordered(found):
    """Every forecast lies after the date, low before central before high, and says what it rests on."""
    ahead = found.works[found.works["forecast"] != ""]
    assert len(ahead) >= 6
    assert (ahead["forecast_low"] > found.as_of).all()
    assert (ahead["forecast_low"] < ahead["forecast"]).all()
    assert (ahead["forecast"] < ahead["forecast_high"]).all()
    assert ahead["said"].str.contains("own record|reference class").all()
    assert (ahead["weight_own"] + ahead["weight_class"]).tolist() == pytest.approx([1.0] * len(ahead))


def test_what_cannot_be_forecast_says_why(found):
    """One claim of progress and no target is too little."""
    row = found.works.set_index("work_id").loc["NS_CORRIDOR"]
    assert row["forecast"] == ""
    assert row["said"] == "no forecast: only one progress claim; no target date claimed"
    assert math.isnan(row["late_months"])


def test_cleared_area_is_a_share_of_the_newest_hazard_area(found):
    """200,000 of 1,167,000 ha, and the other figures of the whole are named."""
    row = found.works.set_index("work_id").loc["REC:clearance"]
    assert row["progress_high"] == pytest.approx(100 * 200_000 / 1_167_000)
    assert "also claimed: 800,000, 900,000" in row["progress_by_side"]


def test_an_earlier_date_sees_only_what_was_known_then(south_caucasus):
    """At the start of 2025 the railway had two points and the highway was not open."""
    then = track(south_caucasus, "2025-01-01")
    works = then.works.set_index("work_id")
    assert works.loc["R01", "points"] == 2
    assert works.loc["H06", "finished"] == ""
    assert then.claims["said_last"].max() <= "2025-01-01"
    assert all(
        one.known(float(date(2025, 1, 1).toordinal())).days.size == one.days.size for one in then.records
    )


def test_the_embedded_record_is_scored(found):
    """Nine claims have something before them to be forecast from; their errors are finite."""
    assert (found.score.count("progress"), found.score.count("finished")) == (8, 1)
    assert 0.0 < found.score.error("progress") < 10.0
    assert found.score.widened >= found.score.level
    assert {made.level for made in found.forecasts} == {found.score.widened}


def test_progress_of_a_vague_date_is_shown_but_gives_no_pace(make_region):
    """A claim of which only the year is known is no point of the record."""
    region = make_region(
        project=[PROJECT],
        claim=[
            claim(1, "physical_progress", "20", "2024"),
            claim(2, "physical_progress", "40", "2025-06-01"),
        ],
    )
    (row,) = track(region).works.to_dict("records")
    assert (row["points"], row["progress_by_side"]) == (1, "XA: 40 %")
    (row,) = track(region, "2025-01-01").works.to_dict("records")
    assert (row["points"], row["progress_by_side"]) == (0, "XA: 20 %")


def test_a_claim_of_the_present_month_counts_from_its_end_on(make_region):
    """While the month is not over nobody can know that its claim was made already."""
    region = make_region(project=[PROJECT], claim=[claim(1, "physical_progress", "20", "2026-01")])
    assert track(region).works.empty
    found = track(region, "2026-01-31")
    assert found.works["points"].tolist() == [1]
    assert found.records[0].days.tolist() == [float(date(2026, 1, 31).toordinal())]


def test_a_pace_of_millennia_is_beyond_any_date(make_region):
    """A forecast after the last year that can be written is said to be beyond."""
    claims = [
        claim(1, "physical_progress", "0.01", "2024-01-01"),
        claim(2, "physical_progress", "0.02", "2025-12-01"),
    ]
    (row,) = track(make_region(project=[PROJECT], claim=claims)).works.to_dict("records")
    assert row["forecast"] == row["forecast_high"] == "beyond"


def test_a_region_without_claims_has_no_works(make_region):
    """No works, and a table with all its columns."""
    none = track(make_region())
    assert none.works.empty
    assert "forecast" in none.works


def test_a_wrong_date_is_told(south_caucasus):
    """The message names the value."""
    with pytest.raises(SettingsError, match="'2026-13-01'"):
        track(south_caucasus, "2026-13-01")
