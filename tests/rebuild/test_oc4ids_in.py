"""Reading OC4IDS: our own packages, sparse ones, and wrong ones with every problem at once."""

from __future__ import annotations

import json
import math

import pytest

import reopen
from reopen.errors import RegionError
from reopen.rebuild.oc4ids import to_oc4ids
from reopen.rebuild.oc4ids_in import from_oc4ids
from tests.rebuild.test_actuals import WORK
from tests.rebuild.test_oc4ids import DONE, embedded
from tests.rebuild.valley_plan import plan

HOW = {"work_id": "w", "source": "own-estimate"}
FULL = {
    "id": "oc4ids-x/1", "title": "=School", "status": "implementation", "type": "construction",
    "sector": ["education"], "updated": "2026-02-01T00:00:00Z", "description": "A school\nfor all",
    "period": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-12-31T00:00:00Z"},
    "budget": {"amount": {"amount": 2_500_000, "currency": "USD"}},
    "metrics": [{"id": "physicalProgress", "observations": [
        {"id": "2", "measure": "35.5", "period": {"endDate": "2026-03-01T00:00:00Z"}},
        {"id": "1", "measure": 10, "period": {"endDate": "2026-02-01T00:00:00Z"}},
    ]}],
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def reading(*projects, whole=None):
        path = tmp_path / "projects.json"
        data = {"version": "0.9", "projects": list(projects)} if whole is None else whole
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return from_oc4ids(path, **HOW)

    return reading


def test_a_full_project_becomes_a_task_and_a_project(read):
    """Duration, cost, dates and the newest progress are taken over; text is made safe for a table."""
    found = read(FULL)
    (task,) = found.task.to_dict("records")
    assert (task["task_id"], task["title"], task["months"]) == ("oc4ids-x-1", "School", 12.0)
    assert (task["cost_usd_m_central"], task["progress"]) == (2.5, 35.5)
    assert (task["earliest"], task["due"], task["started"]) == ("2026-01-01", "2026-12-31", "2026-01-01")
    assert (task["finished"], task["note"]) == ("", "A school for all")
    (project,) = found.project.to_dict("records")
    assert (project["status"], project["status_date"]) == ("implementation", "2026-02-01")
    assert [str(warning) for warning in found.warnings if "is called oc4ids-x-1 here" in str(warning)]


def test_our_own_package_comes_back(read, south_caucasus):
    """Durations, costs, what is finished and how far the rest is survive the way out and in."""
    base = embedded()
    found = read(whole=to_oc4ids(base, south_caucasus, done=DONE))
    rows = found.task.set_index("task_id")
    rail = rows.loc["local-opening-horadiz-aghband-rail"]
    assert (rail["months"], rail["cost_usd_m_central"], rail["progress"]) == (14.0, 350.0, 70.0)
    assert rows.loc["local-settlement-aghdam-town-clearance", "finished"] == "2026-03-01"
    assert set(found.project["name"]) >= {"Horadiz - Aghband railway"}
    assert len(found.project) == 4


def test_the_rows_make_a_region_that_can_be_saved_and_loaded(read, make_region, tmp_path):
    """What is read fits the tables, so that a region with it passes every check."""
    region = make_region(work=[WORK])
    found = read(FULL, FULL | {"id": "two", "title": "@cmd|' /C calc'!A0"})
    reopen.save(region.replace(task=found.task, project=found.project), tmp_path / "with")
    again = reopen.load(tmp_path / "with")
    assert again["task"]["task_id"].tolist() == ["oc4ids-x-1", "two"]
    assert again["task"]["cost_usd_m_low"].tolist() == [2.5, 2.5]


def test_missing_fields_are_warned_of_and_left_blank(read):
    """An id alone is a project; with a period it is a task that costs nothing yet."""
    period = {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-03-31T00:00:00Z"}
    found = read(
        {"id": "bare"},
        {"id": "timed", "implementationPeriod": period},
        FULL | {"id": "c", "budget": {"amount": {"amount": 5, "currency": "AZN"}}},
    )
    assert found.project["project_id"].tolist() == ["bare", "timed", "c"]
    assert found.task["task_id"].tolist() == ["timed", "c"]
    assert found.task["cost_usd_m_central"].tolist() == [0.0, 0.0]
    assert math.isnan(found.task["progress"].iloc[0])
    words = "\n".join(str(warning) for warning in found.warnings)
    for part in (
        "(bare)",
        "startDate and endDate",
        "it costs 0 here",
        "found 'AZN', expected USD; convert it",
    ):
        assert part in words


def test_a_file_with_one_project_is_read(read):
    """A project on its own, without a package around it."""
    assert read(whole=FULL).project["project_id"].tolist() == ["oc4ids-x-1"]


def test_every_wrong_value_is_named_at_once(read):
    """No id, an id twice, dates in the wrong order, a cost and a progress that are none: one message."""
    metric = {
        "id": "physicalProgress",
        "observations": [{"id": "1", "measure": "much"}, {"id": "2", "measure": 140}],
    }
    wrong = {
        "id": "bad", "period": {"startDate": "2026-05-01", "endDate": "2026-01-01"}, "updated": "yesterday",
        "budget": {"amount": {"amount": "lots", "currency": "USD"}}, "metrics": [metric],
        "completion": {"endDate": 7},
    }  # fmt: skip
    with pytest.raises(RegionError) as caught:
        read({"title": "no id"}, "text", FULL, FULL, wrong)
    words = str(caught.value)
    errors = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert len(errors) == 9
    parts = ["projects[0].id", "found 'text'", "no other project has", "a day not before 2026-05-01"]
    for part in (*parts, "'yesterday'", "'lots'", "'much'", "'140'", "found '7'"):
        assert part in words


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        ("{", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ("[]", "a list of projects"),
        ('{"projects": []}', "a list of projects"),
        ('{"projects": 3}', "a list of projects"),
        ('"text"', "a list of projects"),
    ],
)
def test_what_is_no_package_is_told(read, whole, words):
    """Broken JSON, JSON without projects, and endless nesting get words."""
    with pytest.raises(RegionError, match=words):
        read(whole=whole)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    """A missing file and one that is no UTF-8."""
    with pytest.raises(RegionError, match="can be read"):
        from_oc4ids(tmp_path / "none.json", **HOW)
    (tmp_path / "latin.json").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(RegionError, match="UTF-8"):
        from_oc4ids(tmp_path / "latin.json", **HOW)


def test_odd_shapes_are_no_crash(read):
    """Fields of the wrong kind are as good as missing, or told as wrong; none breaks the reading."""
    odd = {
        "id": "odd",
        "title": 7,
        "sector": "road",
        "period": [],
        "budget": [],
        "metrics": {},
        "completion": "x",
    }
    found = read(odd, FULL | {"id": "m", "metrics": [3, {"id": "physicalProgress", "observations": {}}]})
    assert found.project["name"].tolist() == ["odd", "School"]


def test_plans_of_a_small_region_come_back_too(read, make_region):
    """Three projects, and no warning that a value was changed."""
    found = read(whole=to_oc4ids(plan(), make_region()))
    assert len(found.task) == 3
    assert found.warnings == ()
