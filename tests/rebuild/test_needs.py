"""Damage, loss and needs, reckoned by hand on a region with five assets."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import RegionError, SettingsError
from reopen.rebuild.damage import read_damage
from reopen.rebuild.inventory import inventory
from reopen.rebuild.needs import EXTRA, REBUILDING, WORKS, by_sector, extra_works, needs
from reopen.rebuild.tasks import programme
from tests.rebuild.ruins import geojson, ruined

ENDS = ["low", "central", "high"]


def row(table, sector, **more):
    """The one row of a sector as (low, central, high)."""
    found = table[table["sector"] == sector]
    for name, value in more.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found[ENDS].iloc[0].tolist()


def reckoned(region, **options):
    return needs(inventory(region), region, **options)


def test_damage(make_region):
    """Damage is quantity times unit cost times share, low with low and high with high."""
    damage = reckoned(ruined(make_region)).damage
    assert row(damage, "housing") == pytest.approx([80 * 0.05, 100 * 0.08, 120 * 0.1])
    assert row(damage, "education") == pytest.approx([2 * 0.2, 3 * 0.35, 5 * 0.5])
    assert row(damage, "water") == pytest.approx([0.3 * 0.5, 0.6 * 0.75, 1.2 * 1.0])
    assert list(damage["sector"]) == ["education", "housing", "water"]
    assert damage["horizon"].tolist() == ["short", "long", "medium"]
    assert damage["district"].tolist() == ["South", "North", "South"]
    assert damage["assets"].tolist() == [1, 1, 1]


def test_loss(make_region):
    """Loss is damage times yearly share times years; a sector without a share has none, and says so."""
    loss = reckoned(ruined(make_region)).loss
    assert row(loss, "housing") == pytest.approx([4 * 0.05 * 10, 8 * 0.1 * 10, 12 * 0.15 * 10])
    water = loss[loss["sector"] == "water"].iloc[0]
    assert water[ENDS].isna().all()
    assert water["said"] == "no loss counted: no parameter loss-share-water"
    assert loss.loc[loss["sector"] == "housing", "said"].tolist() == [""]


def test_loss_until_a_plan_restores(make_region):
    """Where a plan says when an asset is restored, losses end then, and not before they begin."""
    region = ruined(make_region)
    loss = reckoned(region, recovery={"homes-upper": 2028.5}).loss
    assert row(loss, "housing")[1] == pytest.approx(8 * 0.1 * 2.5)
    late = reckoned(region, recovery={"homes-upper": 2020.0})
    assert row(late.loss, "housing") == [0.0, 0.0, 0.0]


def test_needs(make_region):
    """Needs are damage built back better, and new assets; a monument that nobody looked at is not in them."""
    found = reckoned(ruined(make_region))
    assert row(found.needs, "housing") == pytest.approx([4.0, 8 * 1.15, 12 * 1.3])
    assert row(found.needs, "education") == pytest.approx([0.4 + 2, 1.05 * 1.15 + 3, 2.5 * 1.3 + 5])
    assert "culture" not in set(found.needs["sector"])
    assert set(found.needs["what"]) == {REBUILDING}
    assert any(note.startswith("1 assets without a grade count as new") for note in found.notes)
    assert any(note.startswith("1 monuments of unknown damage") for note in found.notes)


def test_a_class_that_covers_two_grades(make_region, tmp_path):
    """The low end takes the lower grade and the high end the higher one."""
    path = geojson(tmp_path / "a.geojson", [((-30.0, 20.1), {"damage_gra": "Damaged"})])
    file = read_damage(path, sector="housing")
    region = ruined(make_region, asset=[])
    found = needs(inventory(region, files=[file], unit_costs={"housing": "house"}), region)
    assert row(found.damage, "housing") == pytest.approx([0.05 * 0.2, 0.08 * 0.35, 0.1 * 1.0])


def test_other_works(make_region):
    """Clearance and the like stand beside the rebuilding, in their district and horizon."""
    region = ruined(make_region)
    works = pd.DataFrame(
        [("explosive_hazard", "upper", "short", 1, 2, 3), ("explosive_hazard", "upper", "short", 1, 1, 1)],
        columns=list(EXTRA),
    )
    found = reckoned(region, extra=works).needs
    assert row(found, "explosive_hazard", what=WORKS, district="North", horizon="short") == [2, 3, 4]
    assert row(found, "housing", what=REBUILDING)[1] == pytest.approx(8 * 1.15)


def test_works_that_do_not_fit(make_region):
    """A missing column and an unknown horizon are refused."""
    region = ruined(make_region)
    with pytest.raises(SettingsError, match="no column cost_low"):
        reckoned(region, extra=pd.DataFrame(columns=[name for name in EXTRA if name != "cost_low"]))
    soon = pd.DataFrame([("water", "", "soon", 1, 1, 1)], columns=list(EXTRA))
    with pytest.raises(SettingsError, match="found the horizon 'soon'"):
        reckoned(region, extra=soon)


def test_one_row_a_sector(make_region):
    """The printed table has each sector and their sum, and no column that adds damage, loss and needs."""
    table = by_sector(reckoned(ruined(make_region))).set_index("sector")
    assert list(table.index) == ["education", "housing", "water", "all sectors"]
    assert table.loc["all sectors", "damage_central"] == pytest.approx(8 + 1.05 + 0.45)
    assert table.loc["housing", "needs_long"] == pytest.approx(9.2)
    assert pd.isna(table.loc["housing", "needs_short"])
    assert pd.isna(table.loc["water", "loss_central"])
    assert table.loc["all sectors", "loss_central"] == pytest.approx(8.0)
    assert [name.partition("_")[0] for name in table] == ["damage"] * 3 + ["loss"] * 3 + ["needs"] * 6


def test_needs_are_the_cost_of_the_programme(south_caucasus):
    """With the programme's other works, needs add up to what its tasks cost."""
    made = programme(south_caucasus)
    found = needs(inventory(south_caucasus), south_caucasus, extra=extra_works(made, south_caucasus))
    for end in ENDS:
        assert found.needs[end].sum() == pytest.approx(sum(getattr(task.cost, end) for task in made.tasks))


def test_parameters_that_are_missing(make_region):
    """Without its parameters a region has no tables, and the error says which to add."""
    with pytest.raises(RegionError, match="add the row damage-share-0"):
        reckoned(ruined(make_region, parameter=[{"parameter_id": "x", "name": "x", "central": 1}]))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e4), st.booleans()), min_size=1, max_size=12))
def test_sums_and_order(base_region, rows):
    """Tables add up to the assets, low <= central <= high, and damage is at most the value."""
    from reopen.region.frame import make_table

    count = len(rows)
    columns = {
        "asset_id": [f"a{k}" for k in range(count)], "name": ["x"] * count, "sector": ["housing"] * count,
        "settlement_id": ["upper" if up else "lower" for _, _, up in rows],
        "quantity": [float(q) for _, q, _ in rows], "unit_cost_id": ["house"] * count,
        "damage_grade": [float(g) for g, _, _ in rows],
    }  # fmt: skip
    region = base_region.replace(asset=make_table("asset", columns))
    known = inventory(region)
    found = needs(known, region)
    for table in (found.damage, found.loss, found.needs):
        assert (table["low"] <= table["central"]).all()
        assert (table["central"] <= table["high"]).all()
    for name, table in (("damage", found.damage), ("loss", found.loss), ("needs", found.needs)):
        for end in ENDS:
            assert table[end].sum() == pytest.approx(found.assets[f"{name}_{end}"].sum())
    assert found.damage["high"].sum() <= known.assets["value_high"].sum() * (1 + 1e-12)


@pytest.fixture(scope="module")
def base_region(tmp_path_factory):
    """The small region, once for all examples."""
    import csv

    import reopen
    from reopen.region.template import new
    from tests.rebuild import ruins

    folder = tmp_path_factory.mktemp("needs") / "region"
    new(folder)
    for name, rows in (("settlement", ruins.SETTLEMENTS), ("unit_cost", ruins.UNIT_COSTS),
                       ("parameter", ruins.PARAMETERS), ("work", ruins.WORKS)):  # fmt: skip
        rows = [{"source": "own-estimate"} | row for row in rows]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys(k for r in rows for k in r)), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return reopen.load(folder)
