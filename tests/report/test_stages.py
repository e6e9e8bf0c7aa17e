"""What the map's time slider shows is what the plan says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.report.stages import STEP, home_of, opened, stages, stages_of
from tests.report import rebuilt


@pytest.fixture(scope="module")
def plan():
    return rebuilt.plan()


def members(plan, place):
    return [j for j, task in enumerate(plan.programme.tasks) if task.settlement_id == place]


def ends(plan):
    return {
        t.id: (int(a), int(b)) for t, a, b in zip(plan.programme.tasks, plan.start, plan.finish, strict=True)
    }


def test_stages_follow_each_other(plan):
    """Hazard, clearance, works, home: each from the start of its first task, home from the last return."""
    at = ends(plan)
    assert stages_of(plan, members(plan, "beech")) == [
        [0, "hazard"],
        [at["beech.survey"][0], "clearing"],
        [at["beech.road"][0], "works"],
        [max(at["beech.return1"][1], at["beech.return2"][1]), "home"],
    ]


def test_a_place_without_hazard_waits_until_works(plan):
    """It is never shown as hazardous; without returns it is done with its last task."""
    at = ends(plan)
    found = stages_of(plan, members(plan, rebuilt.NOBODY))
    assert [name for _, name in found] == ["waiting", "works", "home"]
    assert found[-1][0] == max(end for name, (_, end) in at.items() if name.startswith(f"{rebuilt.NOBODY}."))


def test_months_never_go_back(plan):
    """Every stage begins later than the one before, from month 0 on."""
    for place, *_ in rebuilt.PLACES:
        months = [month for month, _ in stages_of(plan, members(plan, place))]
        assert months[-1] > 0
        assert months == sorted(set(months))


def test_people_home_grow_to_all(plan):
    """The last number is everybody whom the plan brings there."""
    found = home_of(plan, members(plan, "ash"))
    assert found[-1][1] == 450
    assert found == sorted(found)
    assert home_of(plan, members(plan, rebuilt.NOBODY)) == []


def test_openings_begin_with_their_first_stage(plan):
    """Works are shown from the first stage on, the opening from the end of the last."""
    at = ends(plan)
    assert opened(plan) == [["valley-road", at["valley-road.1"][0], at["valley-road.3"][1]]]


def test_the_slider_reaches_the_end(rebuilt_study):
    """Stops go from the start to the finish or beyond; places without a position are left out."""
    found = stages(rebuilt_study)
    finish = int(rebuilt_study.rebuilding.plan.finish.max())
    assert (len(found["months"]) - 2) * STEP < finish <= (len(found["months"]) - 1) * STEP
    assert found["months"][0] == "2026-04"
    assert [place["id"] for place in found["places"]] == [place[0] for place in rebuilt.PLACES]
    table = rebuilt_study.region["settlement"].copy()
    table.loc[0, "x_coord"] = np.nan
    fewer = replace(rebuilt_study, region=rebuilt_study.region.replace(settlement=table))
    assert [place["id"] for place in stages(fewer)["places"]] == [place[0] for place in rebuilt.PLACES[1:]]


def test_no_programme_no_slider(rebuilt_study):
    """Without a programme the map's data have none."""
    assert stages(replace(rebuilt_study, rebuilding=None)) is None
