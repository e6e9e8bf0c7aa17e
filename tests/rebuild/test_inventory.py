"""The inventory of a region and of damage files."""

from __future__ import annotations

import pytest

from reopen.errors import RegionError, SettingsError
from reopen.rebuild.damage import read_damage
from reopen.rebuild.inventory import COLUMNS, inventory
from tests.rebuild.ruins import ASSETS, geojson, ruined


def by_id(found):
    return found.assets.set_index("asset_id")


def test_the_assets_of_a_region(make_region):
    """Every asset has its settlement, district, range of quantity and value in USD m."""
    found = inventory(ruined(make_region))
    assert tuple(found.assets.columns) == COLUMNS
    assets = by_id(found)
    assert assets["counted"].all()
    assert assets.loc["homes-upper", ["value_low", "value", "value_high"]].tolist() == pytest.approx(
        [4, 8, 12]
    )
    assert assets.loc["pipe-lower", "value"] == pytest.approx(0.6)  # 3 km at 0.02 a 100 m
    assert assets.loc["homes-upper", ["settlement_basis", "district"]].tolist() == ["given", "North"]
    assert len(found.pairs) == 0


def test_the_nearest_settlement(make_region):
    """Where none is given, the nearest within reach is taken, and that is said."""
    region = ruined(make_region)
    school = by_id(inventory(region)).loc["school-lower"]
    assert school[["settlement_id", "settlement_basis", "district"]].tolist() == [
        "lower",
        "nearest, 1.1 km",
        "South",
    ]
    found = inventory(region, reach=1_000.0)
    school = by_id(found).loc["school-lower"]
    assert school[["settlement_id", "settlement_basis", "district"]].tolist() == ["", "none within 1 km", ""]
    assert "1 rows that count lie in no settlement of the region" in found.notes


def test_counts_by_sector_and_grade(make_region):
    """Rows are counted by sector and grade, those without a grade on their own."""
    counts = inventory(ruined(make_region)).counts
    education = counts[counts["sector"] == "education"]
    assert education["rows"].tolist() == [1, 1]
    assert education["grade"].tolist()[0] == 2.0
    assert education["grade"].isna().tolist() == [False, True]
    assert counts[["rows", "counted", "priced"]].sum().tolist() == [5, 5, 5]


def test_a_damage_file_beside_the_table(make_region, tmp_path):
    """Objects of a file are assets of their own, priced by sector; what is already there is a pair."""
    features = [
        ((-30.0, 20.1101), {"damage_gra": "Destroyed", "obj_type": "1263-School", "src_date": "01/02/2025"}),
        ((-30.0, 20.105), {"damage_gra": "Damaged", "obj_type": "11-Residential Buildings"}),
        ((-30.0, 20.106), {"damage_gra": "Not Analysed", "obj_type": "11-Residential Buildings"}),
    ]
    file = read_damage(geojson(tmp_path / "EMSR1 grading.geojson", features))
    found = inventory(
        ruined(make_region), files=[file], unit_costs={"housing": "house", "education": "school"}
    )
    assets = by_id(found)
    assert len(assets) == 8
    assert found.pairs[["id_a", "id_b"]].to_numpy().tolist() == [
        ["school-lower", "EMSR1-grading.EMSR1-grading-1"]
    ]
    assert not assets.loc["school-lower", "counted"]
    assert assets.loc["school-lower", "why"].startswith("EMSR1-grading.EMSR1-grading-1 counts in its place")
    home = assets.loc["EMSR1-grading.EMSR1-grading-2"]
    assert (home["value"], home["grade"], home["grade_high"]) == (pytest.approx(0.08), 2.0, 3.0)
    assert home["assessment"] == "Copernicus EMS (EMSR1 grading.geojson)"
    blank = assets.loc["EMSR1-grading.EMSR1-grading-3"]
    assert (blank["counted"], blank["why"]) == (False, "the file gives it no grade")
    assert any("1 objects have no grade" in note for note in found.notes)
    assert "1 pairs of rows may be the same thing; 1 rows do not count for it" in found.notes


def test_objects_without_a_unit_cost(make_region, tmp_path):
    """An object that nothing prices is counted and said, and takes the place of no row that is priced."""
    school = {"damage_gra": "Destroyed", "obj_type": "1263-School", "src_date": "01/02/2025"}
    features = [((-30.0, 20.1101), school), ((-30.0, 20.12), school)]
    file = read_damage(geojson(tmp_path / "EMSR1.geojson", features))
    found = inventory(ruined(make_region), files=[file])
    assert by_id(found).loc["school-lower", "counted"]
    assert "1 rows that count have no unit cost: no damage is valued for them" in found.notes


@pytest.mark.parametrize(("rule", "kept"), [("newest", "b"), ("worst", "a"), ("all", "ab")])
def test_rows_that_are_the_same(make_region, rule, kept):
    """The rule says which of two rows for one thing counts; both stay in the table."""
    plain = {"name": "Homes", "sector": "housing", "settlement_id": "upper", "unit_cost_id": "house"}
    rows = [
        plain | {"asset_id": "a", "damage_grade": 4, "image_date": "2021"},
        plain | {"asset_id": "b", "damage_grade": 2, "image_date": "2024", "same_as": "a"},
    ]
    assets = by_id(inventory(ruined(make_region, asset=rows), rule=rule))
    assert "".join(assets.index[assets["counted"]]) == kept
    assert len(assets) == 2


def test_all_problems_at_once(make_region, tmp_path):
    """Positions outside, quantities out of order and unit costs that do not fit come in one error."""
    bad = [
        ASSETS[0] | {"quantity_low": 110},
        ASSETS[1] | {"unit": "km"},
        ASSETS[3] | {"x_coord": 10, "y_coord": 20},
        ASSETS[2] | {"unit": "each"},
    ]
    region = ruined(make_region, asset=bad)
    swapped = read_damage(geojson(tmp_path / "b.geojson", [((20.5, -30.0), {"damage_gra": "Destroyed"})]))
    with pytest.raises(RegionError) as refused:
        inventory(region, files=[swapped])
    words = str(refused.value)
    assert "5 errors" in words
    assert "asset.csv: expected positions in the region's view, -31 to -29 east and 20 to 21.2 north" in words
    assert "1 are outside: clinic-new (10 20)" in words
    assert "b.geojson" in words
    assert "swap longitude and latitude" in words
    assert "quantity (homes-upper): found '110, 100, 120'" in words
    assert "unit_cost_id (school-lower)" in words
    assert "unit_cost_id (pipe-lower)" in words


def test_a_file_read_twice(make_region, tmp_path):
    """The same file twice would count everything twice, and is refused."""
    file = read_damage(geojson(tmp_path / "b.geojson", [((-30.0, 20.5), {"damage_gra": "Destroyed"})]))
    with pytest.raises(RegionError, match="read each damage file once"):
        inventory(ruined(make_region), files=[file, file])


def test_a_region_without_assets(make_region):
    """Without assets the tables are empty, with their columns."""
    found = inventory(ruined(make_region, asset=[]))
    assert len(found.assets) == len(found.counts) == len(found.pairs) == 0
    assert tuple(found.assets.columns) == COLUMNS


def test_a_wrong_rule(make_region):
    """A rule that is none is refused."""
    with pytest.raises(SettingsError, match="expected 'newest', 'worst' or 'all'"):
        inventory(ruined(make_region), rule="best")


def test_the_region_is_left_as_it_is(make_region):
    """The inventory changes no table of the region."""
    region = ruined(make_region)
    before = region["asset"].copy(deep=True)
    inventory(region)
    assert region["asset"].equals(before)
