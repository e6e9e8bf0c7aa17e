"""Queues of the embedded region and of a small one, as tables."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from reopen.benefit.gates import REASONS
from reopen.benefit.queued import GAP
from reopen.benefit.queues import of_scene, queues
from reopen.errors import UnknownIdError
from reopen.settings import Settings
from tests.benefit import gated
from tests.benefit.test_queued import TIGHT
from tests.benefit.triangle import OPENINGS

LARS = "ge-ru-upper-lars"
SOME = ("ijevan-gazakh-road", "kvesheti-kobi-road", "kajaran-tunnel")


@pytest.fixture(scope="module")
def embedded(south_caucasus):
    """Queues of the South Caucasus with three openings."""
    settings = Settings()
    scene = gated.scene_of(south_caucasus, settings.season_days, SOME)
    return of_scene(south_caucasus, settings, scene, SOME)


def lane(table, crossing, **more):
    """Rows of a table on one crossing."""
    found = table[table["crossing_id"] == crossing]
    for name, value in more.items():
        found = found[found[name] == value]
    return found


def test_the_hours_of_the_tables_are_split(embedded, south_caucasus):
    """Service and queue sum to the hours of the crossing table, and name what they rest on."""
    table = embedded.split
    gates = south_caucasus["crossing"].set_index("crossing_id")
    for row in table.itertuples():
        hours = gates.loc[row.crossing_id, f"hours_truck_{row.direction}"]
        assert row.service_hours + row.queue_hours == pytest.approx(hours)
        assert row.service_hours >= 0.3 * hours - 1e-9
        assert row.because == REASONS[row.split_by]
    assert not table.duplicated(["crossing_id", "direction"]).any()


def test_counted_trucks_at_upper_lars(embedded):
    """1,200 trucks a day by the count, of which the model carries a part; the waiting trucks decide."""
    found = lane(embedded.split, LARS)
    assert found["trucks_a_day"].tolist() == pytest.approx([600.0, 600.0])
    assert (found["of_them_not_modelled"] > 0.0).all()
    assert set(found["split_by"]) == {"waiting"}
    assert set(found["count_id"]) == {"upper-lars-2023"}
    assert set(found["waiting_id"]) == {"upper-lars-queue"}


def test_winter_shuts_the_mountain_road_and_queues_grow_elsewhere(embedded):
    """Upper Lars is shut in both winter seasons, and the way through Azerbaijan has longer queues."""
    states = embedded.states
    assert lane(states, LARS, season=0)["open"].tolist() == ["yes", "yes"]
    assert set(lane(states[states["season"] > 0], LARS)["open"]) == {"no"}
    for season in (1, 2):
        for way in ("a_to_b", "b_to_a"):
            summer, winter = (
                lane(states, "az-ge-lagodekhi", season=s, direction=way)["queue_hours"].iloc[0]
                for s in (0, season)
            )
            assert winter > summer + 0.5
    assert states.groupby("season")["days"].first().sum() == pytest.approx(365.0)


def test_a_road_between_armenia_and_azerbaijan_relieves_the_mountain_road(embedded):
    """Ijevan - Gazakh leads to Russia past the mountains: trucks wait less at Upper Lars."""
    found = lane(embedded.relief, LARS, scenario_id="ijevan-gazakh-road").iloc[0]
    assert found["vehicle_hours_change"] < -100_000
    assert found["wait_after"] < found["wait_before"]
    assert found["new"] == "no"
    worth = embedded.worth.set_index("scenario_id").loc["ijevan-gazakh-road"]
    assert worth["most_relieved_id"] == LARS
    assert worth["user_usd_m_with"] > worth["user_usd_m_without"] > 0.0
    own = lane(embedded.relief, "am-az-berkaber-road", scenario_id="ijevan-gazakh-road").iloc[0]
    assert own["new"] == "yes"
    assert own["vehicle_hours_before"] == 0.0


def test_what_changes_is_the_sum_of_the_gates(embedded):
    """The change at all gates is that of the rows, but for gates that change by less than an hour."""
    rows = embedded.relief.groupby("scenario_id")["vehicle_hours_change"].sum()
    for row in embedded.worth.itertuples():
        assert row.vehicle_hours_change == pytest.approx(rows.get(row.scenario_id, 0.0), abs=67.0)
        assert row.difference_usd_m == pytest.approx(row.user_usd_m_with - row.user_usd_m_without)


def test_an_opening_that_moves_no_truck_changes_no_queue(embedded):
    """The Kajaran tunnel alone leads nowhere new: there is nothing to tell."""
    row = embedded.worth.set_index("scenario_id").loc["kajaran-tunnel"]
    assert row["vehicle_hours_change"] == pytest.approx(0.0, abs=1.0)
    assert row["most_relieved_id"] == ""
    assert not (embedded.relief["scenario_id"] == "kajaran-tunnel").any()


def test_trains_pass_below_the_capacity_of_their_lines(embedded):
    """Trains a day follow from the tonnes and the net load; each line carries more than pass."""
    trains = embedded.trains
    ayrum = lane(trains, "am-ge-ayrum-rail").iloc[0]
    assert ayrum["trains_a_day"] == pytest.approx(ayrum["kt_a_year"] * 1e3 / 365 / 2000)
    assert (trains["ratio"].dropna() < 1.0).all()
    assert (trains["kt_a_year"] > 0.0).all()


def test_little_is_left_out_and_all_has_converged(embedded):
    """Pairs that move next to nothing are less than a hundredth of the tonnes; gaps are small."""
    assert 0.0 < embedded.left_out < 0.01
    assert embedded.gap <= GAP


@pytest.fixture
def small(make_region):
    """The triangle's region and scene, with tight gates."""
    region = gated.region(make_region, TIGHT, {"gate-eb": 60}, both=True)
    return region, gated.scene_of(region)


def test_threads_do_not_change_the_result(small):
    """One thread and two give the same tables."""
    region, scene = small
    one, two = (of_scene(region, Settings(), scene, OPENINGS, jobs=jobs) for jobs in (1, 2))
    for name in ("split", "states", "relief", "worth", "trains"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


def test_openings_and_packages_can_be_chosen(small):
    """Only those asked for are looked at; names that are none are refused, with those that are near."""
    region, scene = small
    found = SimpleNamespace(gains=SimpleNamespace(scene=scene), named=())
    some = queues(region, Settings(), found, openings=["second"], packages=())
    assert some.worth["scenario_id"].tolist() == ["second"]
    with pytest.raises(UnknownIdError, match="second"):
        queues(region, Settings(), found, openings=["secnod"])
    with pytest.raises(UnknownIdError, match="no package"):
        queues(region, Settings(), found, packages=["no package"])


def test_a_region_without_gates_has_empty_tables(make_region):
    """Nothing waits where there is no gate, and all columns are there."""
    region = gated.region(
        make_region, crossing=None, opening_effect=None, opening=None, consent=None, state=gated.shut("rbc")
    )
    found = of_scene(region, Settings(), gated.scene_of(region, names=()), ())
    for name in ("split", "states", "relief", "worth", "trains"):
        table = getattr(found, name)
        assert len(table) == 0
        assert len(table.columns) > 5
    assert np.isfinite(found.gap)
