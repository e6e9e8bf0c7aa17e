"""The table of forecasts: figures, the official target beside them, and nothing from after the day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from reopen.accord.forecasts import COLUMNS, forecasts
from reopen.accord.scored import score
from reopen.accord.works import records as works
from reopen.region.spans import known_by
from tests.accord.test_facts import PROJECT, claim


@pytest.fixture
def steady(make_region):
    """Half in two years, aimed at for the end of 2025."""
    return make_region(
        project=[PROJECT],
        claim=[
            claim(1, "physical_progress", "0", "2023-12-31"),
            claim(2, "physical_progress", "25", "2024-12-31"),
            claim(3, "physical_progress", "50", "2025-12-31"),
            claim(4, "completion_target", "2026-06", "2024-06-01", unit="date"),
        ],
    )


def test_a_steady_work_ends_when_its_line_does(steady):
    """Two years are left at a quarter a year: a year and a half after the official target."""
    (row,) = forecasts(steady).to_dict("records")
    assert (row["title"], row["progress"], row["progress_on"]) == ("Tunnel", 50.0, "2025-12-31")
    assert (row["official_target"], row["target_said"]) == ("2026-06-30", "2024-06-01")
    assert abs((date.fromisoformat(row["central"]) - date(2027, 12, 31)).days) <= 2
    assert row["low"] < row["central"] < row["high"]
    assert (row["level"], row["claims"], row["targets"]) == (0.8, 3, 1)
    assert row["slip_days"] == pytest.approx(549, abs=2)
    assert row["slip_months"] == pytest.approx(549 / 365.25 * 12, abs=0.11)
    assert 0.0 < row["chance_by_target"] < 0.1
    assert "own record 100%" in row["said"]


def test_a_target_that_is_past_has_no_chance(steady):
    """Once the official day is over the chance of having kept it is none."""
    (row,) = forecasts(steady, "2026-07-01").to_dict("records")
    assert row["chance_by_target"] == 0.0


def test_a_finished_work_has_slipped_by_what_it_took_longer(make_region):
    """Its slip is that of the end, and it has no forecast."""
    opened = PROJECT | {"status": "open", "reopened_on": "2025-03-05"}
    aims = [claim(1, "completion_target", "2024-12-31", "2023-05-01", unit="date")]
    (row,) = forecasts(make_region(project=[opened], claim=aims)).to_dict("records")
    assert (row["finished"], row["central"], row["said"]) == ("2025-03-05", "", "finished")
    assert row["slip_days"] == 64


def test_rows_after_the_day_change_nothing(south_caucasus):
    """With all later claims and events deleted the table is the same, at the end of each quarter."""
    for day in ("2022-12-31", "2024-03-31", "2025-01-31", "2025-09-30"):
        claims, events = south_caucasus["claim"], south_caucasus["event"]
        then = south_caucasus.replace(
            claim=claims[known_by(claims["as_of"], day)], event=events[known_by(events["date"], day)]
        )
        pd.testing.assert_frame_equal(forecasts(then, day), forecasts(south_caucasus, day))


def test_the_order_of_rows_changes_nothing(south_caucasus):
    """Claims entered from the last to the first give the same table."""
    turned = south_caucasus.replace(claim=south_caucasus["claim"].iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(forecasts(turned), forecasts(south_caucasus))


def test_a_score_that_is_known_is_not_made_again(steady, monkeypatch):
    """With a score the table is stated at its level, and no claim is forecast one ahead a second time."""
    known = score(works(steady), level=0.5)
    monkeypatch.setattr("reopen.accord.forecasts.score", lambda *_, **__: pytest.fail("scored again"))
    (row,) = forecasts(steady, scored=known).to_dict("records")
    assert row["level"] == known.widened == 0.5


def test_no_claims_no_rows(make_region):
    """An empty register gives a table with all its columns."""
    found = forecasts(make_region())
    assert found.empty
    assert list(found) == list(COLUMNS)
