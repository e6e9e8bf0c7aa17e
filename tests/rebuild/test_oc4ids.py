"""Packages of projects: valid by the published schema, and true to the plan and to every claim."""

from __future__ import annotations

import copy
import json
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild.actuals import Done
from reopen.rebuild.oc4ids import SECTORS, to_oc4ids
from reopen.rebuild.programme import After, Programme, Range, Task
from reopen.region.schema import schema
from tests.rebuild.schemas import problems
from tests.rebuild.valley_plan import plan, programme

RAIL, TOWN = "horadiz-aghband-rail", "aghdam-town"


def embedded(**more):
    """A plan of a railway, a town and a work without a place, of the embedded region."""
    tasks = (
        Task(
            "rail",
            "Finish the railway",
            14,
            cost=Range(300.0, 350.0, 420.0),
            opening_id=RAIL,
            sector="transport",
        ),
        Task(
            "clear",
            "Clear",
            5,
            cost=Range(1, 2, 4),
            settlement_id=TOWN,
            track="clearance",
            sector="explosive_hazard",
        ),
        Task("homes", "Homes", 0, settlement_id=TOWN, track="return", sector="housing", persons=50.0),
        Task("study", "Study", 3, track="heritage", sector="culture"),
    )
    return plan(Programme("Part", 2026, 4, 60, tasks, **more), start=(2, 0, 5, 1))


DONE = {
    "clear": Done(date(2026, 1, 10), date(2026, 3, 1)),
    "rail": Done(date(2021, 2, 14), progress=0.7),
}


@pytest.fixture(scope="module")
def package(south_caucasus):
    return to_oc4ids(embedded(), south_caucasus, done=DONE, prefix="oc4ids-test")


def by_id(package):
    return {project["id"]: project for project in package["projects"]}


def test_a_package_of_the_embedded_region_is_valid(package):
    """Nothing is wrong by the published schema, and the package is the same after a trip through JSON."""
    assert problems(package) == []
    assert json.loads(json.dumps(package, allow_nan=False)) == package


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda p: p["projects"][0].update(status="done"), "'done' is not one of"),
        (lambda p: p["projects"][0]["period"].update(startDate="2026-04-01"), "is not a 'date-time'"),
        (lambda p: p.update(uri="a package"), "is not a 'uri'"),
        (lambda p: p["projects"][0].pop("id"), "'id' is a required property"),
    ],
)
def test_the_schema_check_can_fail(package, spoil, words):
    """A wrong status, date or address and a missing id are found, so that the check above means something."""
    spoilt = copy.deepcopy(package)
    spoil(spoilt)
    assert any(words in problem for problem in problems(spoilt))


def test_one_project_an_opening_and_one_a_settlement_and_track(package):
    """Ids carry the prefix; the railway, two tracks of the town and the study are projects."""
    assert set(by_id(package)) == {
        f"oc4ids-test-opening-{RAIL}",
        f"oc4ids-test-settlement-{TOWN}-clearance",
        f"oc4ids-test-settlement-{TOWN}-return",
        "oc4ids-test-programme-heritage",
    }


def test_dates_costs_and_places_are_those_of_the_plan(package, south_caucasus):
    """Fourteen months from June 2026 on, 350 million USD, along the links of the opening."""
    rail = by_id(package)[f"oc4ids-test-opening-{RAIL}"]
    assert rail["period"] == {
        "startDate": "2026-06-01T00:00:00Z", "endDate": "2027-07-31T00:00:00Z", "durationInDays": 426,
    }  # fmt: skip
    assert rail["budget"]["amount"] == {"amount": 350_000_000.0, "currency": "USD"}
    assert "300 to 420 million USD" in rail["budget"]["description"]
    assert rail["sector"] == ["transport", "transport.rail"]
    opening = south_caucasus["opening"].set_index("opening_id").loc[RAIL]
    (location,) = rail["locations"]
    assert len(location["geometry"]["coordinates"]) == len(opening["link_ids"])
    town = by_id(package)[f"oc4ids-test-settlement-{TOWN}-return"]["locations"][0]
    assert town["geometry"] == {"type": "Point", "coordinates": [46.93, 39.99]}


def test_all_stages_of_an_opening_are_one_project(south_caucasus):
    """Three stages of a year each have their money, months and milestones in the opening's project."""
    stages = [
        Task(f"rail.{k}", "Stage", 12, cost=Range(50.0, 100.0, 200.0), sector="transport",
             after=(After(f"rail.{k - 1}"),) if k else (), opening_id=RAIL if k == 2 else "")
        for k in range(3)
    ]  # fmt: skip
    base = plan(Programme("Rail", 2026, 4, 60, tuple(stages)), start=(0, 12, 24))
    (rail,) = to_oc4ids(base, south_caucasus)["projects"]
    assert rail["id"] == f"local-opening-{RAIL}"
    assert rail["budget"]["amount"]["amount"] == 300_000_000.0
    assert (rail["period"]["startDate"], rail["period"]["endDate"]) == (
        "2026-04-01T00:00:00Z", "2029-03-31T00:00:00Z",
    )  # fmt: skip
    assert len(rail["milestones"]) == 3


def test_status_and_milestones_follow_the_record(package):
    """Under way, finished and not begun; a finished task's milestone is met on its day."""
    projects = by_id(package)
    assert projects[f"oc4ids-test-opening-{RAIL}"]["status"] == "implementation"
    clear = projects[f"oc4ids-test-settlement-{TOWN}-clearance"]
    assert (clear["status"], clear["completion"]) == ("completion", {"endDate": "2026-03-01T00:00:00Z"})
    assert clear["milestones"][0]["dateMet"] == "2026-03-01T00:00:00Z"
    study = projects["oc4ids-test-programme-heritage"]
    assert (study["status"], study["milestones"][0]["status"]) == ("preparation", "scheduled")
    assert "metrics" not in study


def test_a_date_that_passed_is_a_milestone_not_met(south_caucasus):
    """Seen from 2030, what was planned for 2026 and is not known to be done is not met."""
    late = to_oc4ids(embedded(), south_caucasus, as_of="2030-01-01")
    assert {m["status"] for project in late["projects"] for m in project["milestones"]} == {"notMet"}


@pytest.mark.parametrize(("day", "status"), [("2027-07-31", "scheduled"), ("2027-08-01", "notMet")])
def test_a_milestone_is_missed_from_the_day_after_on(south_caucasus, day, status):
    """On the last planned day there is still time."""
    package = to_oc4ids(embedded(), south_caucasus, as_of=day)
    assert by_id(package)[f"local-opening-{RAIL}"]["milestones"][0]["status"] == status


def test_competing_claims_are_observations_with_claimant_and_side(package, south_caucasus):
    """Every claim of progress of the railway's register project, whoever made it, with its documents."""
    rail = by_id(package)[f"oc4ids-test-opening-{RAIL}"]
    metrics = {metric["id"]: metric["observations"] for metric in rail["metrics"]}
    claims = south_caucasus["claim"].query("attribute == 'physical_progress'")
    claims = claims[[("R01" in subjects) for subjects in claims["subject_ids"]]]
    assert sorted(one["measure"] for one in metrics["physicalProgress"]) == sorted(
        claims["value"].astype(float)
    )
    assert any("side: independent" in one["notes"] for one in metrics["physicalProgress"])
    assert metrics["physicalProgress-tasks"][0]["measure"] == 70.0
    targets = {metric["id"]: metric["observations"] for metric in rail["forecasts"]}["completionTarget"]
    assert [one["measure"] for one in targets] == ["2025", "2026", "2026"]
    assert {document["id"] for document in rail["documents"]} >= {"S050", "S053", "S121"}


def test_planned_progress_ends_at_all_of_it(package):
    """Seven of fourteen months lie in 2026, all by the end of 2027."""
    rail = by_id(package)[f"oc4ids-test-opening-{RAIL}"]
    planned = rail["forecasts"][0]["observations"]
    assert [one["measure"] for one in planned] == [50.0, 100.0]
    homes = by_id(package)[f"oc4ids-test-settlement-{TOWN}-return"]
    assert [one["measure"] for one in homes["forecasts"][0]["observations"]] == [100.0]


def test_budgets_are_broken_down_by_source(make_region):
    """The state budget pays for clearing and houses; the road has no fund."""
    package = to_oc4ids(plan(), make_region())
    assert problems(package) == []
    projects = by_id(package)
    (line,) = projects["local-settlement-town-buildings"]["budget"]["budgetBreakdowns"][0]["budgetBreakdown"]
    assert (line["description"], line["amount"]["amount"]) == ("State budget", 6_000_000.0)
    assert "budgetBreakdowns" not in projects["local-opening-valley-road"]["budget"]


def test_every_sector_has_a_code():
    """The region's sectors, all of them, are mapped."""
    sectors = schema()["asset"].attributes["sector"].choices
    assert set(SECTORS) == set(sectors)


names = st.text("abc-", min_size=1, max_size=4).map(lambda text: f"t{text}")
tasks = st.lists(
    st.builds(
        Task,
        id=names,
        title=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20),
        months=st.integers(0, 20),
        cost=st.floats(0.0, 1e4).map(lambda cost: Range(cost / 2, cost, cost * 2)),
        settlement_id=st.sampled_from(["", TOWN, "nowhere"]),
        opening_id=st.sampled_from(["", "", RAIL, "none-such"]),
        track=st.sampled_from(["", "clearance", "heritage"]),
        sector=st.sampled_from(["", "housing", "water"]),
        fund_id=st.sampled_from(["", "fund"]),
    ),
    min_size=1, max_size=6, unique_by=lambda task: task.id,
)  # fmt: skip


@given(tasks, st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_plan_gives_a_valid_package(south_caucasus, some, data):
    """Whatever the tasks, places unknown to the region and blanks included, the package is valid."""
    start = data.draw(st.lists(st.integers(0, 30), min_size=len(some), max_size=len(some)))
    base = plan(Programme("any", 2026, 7, 80, tuple(some)), start=np.array(start))
    package = to_oc4ids(base, south_caucasus)
    assert problems(package) == []
    assert sum(len(project["milestones"]) for project in package["projects"]) == len(some)


def test_a_plan_without_tasks_is_refused(south_caucasus):
    """The standard asks for at least one project."""
    with pytest.raises(SettingsError, match="no task"):
        to_oc4ids(plan(programme(tasks=()), start=()), south_caucasus)
