"""Works, winters and figures as the tables have them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reopen.rebuild.programme import Range
from reopen.rebuild.recipe import figures, missing, recipe
from reopen.region.region import Region

from .hamlet import tables


def test_winters_by_altitude(make_region) -> None:
    """The season with the highest altitude below a place holds; an unknown altitude has no winter."""
    found = recipe(make_region(**tables()))
    assert found.closed_months(999.0) == ()
    assert found.closed_months(1000.0) == (1, 2, 12)
    assert found.closed_months(float("nan")) == ()


def test_the_work_for_an_asset() -> None:
    """An asset asks for the work that names its cost, else for the rest of its sector, else for none."""
    from reopen.rebuild.recipe import Recipe, Work

    rest = Work("education", "Schools", "buildings", "asset", "education")
    nursery = replace(rest, id="nursery", unit_cost_ids=("kindergarten",))
    found = Recipe({"education": rest, "nursery": nursery}, {}, ())
    assert found.work_for("education", "kindergarten") == nursery
    assert found.work_for("education", "school") == rest
    assert found.work_for("health", "clinic") is None


def test_damage_by_grade(make_region) -> None:
    """The share is that of the grade; up to a higher grade its high end is that one's; no grade is all."""
    found = recipe(make_region(**tables()))
    assert found.damage(2.0) == Range(0.2, 0.35, 0.5)
    assert found.damage(2.0, 3.0) == Range(0.2, 0.35, 1.0)
    assert found.damage(float("nan"), float("nan")) == Range(1.0, 1.0, 1.0)


def test_parameters_that_are_missing_are_all_named(make_region) -> None:
    """Each parameter that the works need and the region lacks is one sentence."""
    rows = tables()
    gone = {"damage-share-3", "build-back-better", "value-of-home"}
    rows["parameter"] = [row for row in rows["parameter"] if row["parameter_id"] not in gone]
    region = make_region(**rows)
    said = missing(region, recipe(region))
    assert len(said) == 3
    assert all(any(name in text for text in said) for name in gone)


@pytest.mark.parametrize(
    "track", ["clearance", "access", "services", "buildings", "return", "heritage", "link"]
)
def test_the_embedded_region_has_every_track(south_caucasus: Region, track: str) -> None:
    """The embedded region has works of every track, about twenty in all, and lacks no parameter."""
    found = recipe(south_caucasus)
    assert any(work.track == track for work in found.works.values())
    assert 18 <= len(found.works) <= 25
    assert missing(south_caucasus, found) == []


def test_blank_ends_are_the_middle(make_region) -> None:
    """A parameter has its range, and where it has none its central value stands for both ends."""
    names = ({"low": 1, "central": 2, "high": 3}, {"central": 2})
    rows = [{"parameter_id": f"p{k}", "name": "P", **more} for k, more in enumerate(names)]
    found = figures(make_region(parameter=rows))
    assert found == {"p0": Range(1.0, 2.0, 3.0), "p1": Range(2.0, 2.0, 2.0)}
