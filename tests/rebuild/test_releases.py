"""Openings as tasks: stages, costs, who pays and when they can begin."""

from __future__ import annotations

import pytest

from reopen.rebuild.programme import Range
from reopen.rebuild.recipe import recipe
from reopen.rebuild.releases import Releases, releases
from reopen.region.region import Region
from reopen.settings import Rebuild

from .hamlet import tables


def opening(name: str, **more) -> dict[str, object]:
    """A row of the table ``opening``: a road in B."""
    row = {
        "opening_id": name,
        "title": name,
        "kind": "rebuild",
        "link_ids": "rd-cedar-birch",
        "country_ids": "XB",
    }
    money = {"cost_usd_m_low": 20, "cost_usd_m_high": 40, "build_months_low": 20, "build_months_high": 28}
    return {**row, **money, **more}


def made(region: Region, settings: Rebuild | None = None, **agreed: int) -> Releases:
    """Openings of a region as tasks."""
    return releases(region, recipe(region), settings or Rebuild(), as_of="2026-01-01", agreed=agreed)


@pytest.fixture
def make(make_region):
    """A region with the hamlet's tables and some openings, none of which needs a consent."""
    return lambda *rows: make_region(**tables() | {"opening": list(rows), "consent": None})


def test_stages_of_a_year_one_after_the_other(make) -> None:
    """Twenty-four months are two stages of twelve; the last one brings the opening."""
    first, last = made(make(opening("a"))).tasks
    assert (first.id, last.id) == ("a.open-road.1", "a.open-road.2")
    assert (first.months, last.months, first.months_range) == (12, 12, (10, 14))
    assert first.cost == Range(10.0, 15.0, 20.0)
    assert (first.opening_id, last.opening_id) == ("", "a")
    assert [one.task_id for one in last.after] == ["a.open-road.1"]


def test_what_is_built_is_not_paid_again(make) -> None:
    """Of a cost of 30 with 0.8 built, 6 are left."""
    tasks = made(make(opening("a", share_built=0.8))).tasks
    assert sum(task.cost.central for task in tasks) == pytest.approx(6.0)


@pytest.mark.parametrize("blank", ["build_months", "cost_usd_m"])
def test_what_is_not_known_is_left_out(make, blank: str) -> None:
    """An opening without months or costs is left out with what depends on it, and both are named."""
    unknown = opening("a", **{f"{blank}_low": "", f"{blank}_high": ""})
    found = made(make(unknown, opening("b", depends_on="a"), opening("c")))
    assert {task.opening_id for task in found.tasks} == {"", "c"}
    assert "not known: a." in found.notes[0]
    assert "left out: b." in found.notes[1]


def test_one_end_of_a_range_is_enough(make) -> None:
    """With only a low cost and low months, these are taken."""
    (task,) = made(make(opening("a", cost_usd_m_high="", build_months_high="", build_months_low=6))).tasks
    assert (task.months, task.cost) == (6, Range(20.0, 20.0, 20.0))


def test_dependencies_come_first(make) -> None:
    """The first stage of an opening waits for the last stage of what it depends on."""
    tasks = {task.id: task for task in made(make(opening("a", depends_on="b"), opening("b"))).tasks}
    assert [one.task_id for one in tasks["a.open-road.1"].after] == ["b.open-road.2"]


def test_the_cheaper_alternative_is_kept_unless_another_is_agreed(make) -> None:
    """Of two alternatives the cheaper is planned, or the one that is agreed; a note says which and why."""
    region = make(opening("a", alternatives="b"), opening("b", cost_usd_m_low=30))
    cheap, agreed = made(region), made(region, b=6)
    assert {task.opening_id for task in cheap.tasks} == {"", "a"}
    assert "a is planned and not its alternative b, as it costs less" in cheap.notes[0]
    assert {task.opening_id for task in agreed.tasks} == {"", "b"}
    assert "as it is agreed" in agreed.notes[0]


def test_when_works_can_begin(make_region) -> None:
    """At once where one state decides or works are under way, else when agreed, else after some months."""
    alone, begun = opening("alone"), opening("begun", country_ids="XA;XB", share_built=0.1)
    both, dated = opening("both", country_ids="XA;XB"), opening("dated", country_ids="XA;XB")
    region = make_region(**tables() | {"opening": [alone, begun, both, dated], "consent": None})
    found = made(region, Rebuild(agreement_months=9), dated=30)
    begin = {task.id.split(".")[0]: task.earliest for task in found.tasks if task.id.endswith(".1")}
    assert begin == {"alone": 0, "begun": 0, "both": 9, "dated": 30}
    assert "agreed after 9 months, for want of a date: both." in found.notes[0]


def test_links_under_works_are_begun(make_region) -> None:
    """An opening whose road is under works on the date needs no agreement first."""
    state = {"subject_id": "rd-alder-birch", "date": "2025-06-01", "state": "under_works"}
    both = opening("both", link_ids="rd-alder-birch", country_ids="XA;XB")
    region = make_region(**tables() | {"opening": [both], "consent": None, "state": [state]})
    assert made(region).tasks[0].earliest == 0


def test_the_budget_of_the_places_at_its_ends_pays(make_region) -> None:
    """A road of one state to the town is paid by the town's budget and built by its crew; others are not."""
    consent = [
        {"opening_id": "both", "actor": actor, "kind": "state", "role": "must_agree"}
        for actor in ("XA", "XB")
    ]
    rows = tables() | {"opening": [opening("alone"), opening("both")], "consent": consent}
    tasks = {task.id: task for task in made(make_region(**rows)).tasks}
    assert tasks["alone.open-road.1"].fund_id == "state"
    assert tasks["alone.open-road.1"].crews == (("builders", 1),)
    assert tasks["both.open-road.1"].fund_id == ""
    assert tasks["both.open-road.1"].crews == ()


def test_embedded_openings(south_caucasus: Region) -> None:
    """Every opening of the embedded region is a task or named in a note, once."""
    found = made(south_caucasus)
    brought = [task.opening_id for task in found.tasks if task.opening_id]
    assert len(brought) == len(set(brought))
    left = set(south_caucasus["opening"]["opening_id"]) - set(brought)
    assert left
    assert all(any(name in note for note in found.notes) for name in left)
    paid = {task.id.split(".")[0] for task in found.tasks if task.fund_id}
    assert {"horadiz-aghband-rail", "aghdam-khankendi-rail", "kalbajar-lachin-highway"} <= paid
    assert not {"meghri-rail", "lachin-road", "abkhazia-rail", "sisian-kajaran-road"} & paid
