"""Objects of damage files become quantities, and none is lost."""

from __future__ import annotations

import pytest

from reopen.rebuild.gathering import gathered, quantity_id
from reopen.rebuild.inventory import inventory
from reopen.rebuild.tasks import programme

from .hamlet import tables


def seen(name: str, **more) -> dict[str, object]:
    """An object of a damage file, as the inventory has it."""
    sums = {"quantity_low": 1.0, "quantity": 1.0, "quantity_high": 1.0}
    value = {"value_low": 0.05, "value": 0.1, "value_high": 0.15}
    row = {"asset_id": name, "name": name, "origin": "points.geojson", "heritage": False, "unit": "each"}
    kind = {"settlement_id": "town", "sector": "housing", "unit_cost_id": "house", "grade": 4.0}
    return {**row, **sums, **value, **kind, "grade_high": 4.0, **more}


def test_objects_that_are_alike_are_one_quantity() -> None:
    """Three houses of grade 4 are one row of three, a fourth of grade 2 to 3 one of its own."""
    rows = [seen("a"), seen("b"), seen("c", grade=2.0, grade_high=3.0), seen("d")]
    three, one = gathered(rows)
    assert (three["asset_id"], three["quantity"]) == ("town-seen-house-grade-4", 3.0)
    assert three["value_high"] == pytest.approx(0.45)
    assert (one["asset_id"], one["quantity"]) == ("town-seen-house-grade-2-3", 1.0)


def test_own_rows_and_monuments_stay() -> None:
    """Rows of the region's table, and monuments, are never put together."""
    rows = [seen("a", origin="asset.csv"), seen("b", origin="asset.csv"), seen("c", heritage=True)]
    assert gathered(rows) == rows


def test_objects_without_a_value_stay_without() -> None:
    """What costs nobody knows how much, costs that in sum too."""
    nothing = {"value_low": float("nan"), "value": float("nan"), "value_high": float("nan")}
    (row,) = gathered([seen("a", **nothing), seen("b", **nothing)])
    assert row["value"] != row["value"]
    assert row["quantity"] == 2.0


def test_a_programme_with_objects_seen(make_region) -> None:
    """A thousand houses of a damage file are a few tasks in the town, not a thousand."""
    import pandas as pd

    region = make_region(**tables())
    known = inventory(region)
    more = pd.DataFrame([{**seen(f"p{k}"), "counted": True} for k in range(1000)])
    known = type(known)(
        known.rule, pd.concat([known.assets, more], ignore_index=True), known.pairs, known.counts, known.notes
    )
    made = programme(region, assets=known)
    found = [task for task in made.tasks if task.asset_id == "town-seen-house-grade-4"]
    assert len(found) == 10
    assert sum(task.quantity for task in found) == 1000.0
    assert sum(task.cost.central for task in found) == pytest.approx(1000 * 0.1 * 1.1)


def test_every_row_knows_its_quantity() -> None:
    """Objects name the quantity that they become a part of; rows that stay alone name themselves."""
    rows = [seen("a"), seen("b", origin="asset.csv"), seen("c", heritage=True), seen("d", unit_cost_id="")]
    assert [quantity_id(row) for row in rows] == [
        "town-seen-house-grade-4", "b", "c", "town-seen-housing-grade-4",
    ]  # fmt: skip
