"""Rows of regions and damage files in one form."""

from __future__ import annotations

import pytest

from reopen.errors import ReopenError
from reopen.rebuild.damage import read_damage
from reopen.rebuild.inventory_rows import asset_ids, asset_table, file_rows, word_of
from reopen.region.cells import identifier
from reopen.region.schema import schema
from tests.rebuild.ruins import geojson

ASSET = schema()["asset"].attributes


def test_rows_for_asset_csv(tmp_path):
    """Objects become rows with every column of the table, and the remarks keep what the file had."""
    properties = {"damage_gra": "Damaged", "obj_type": "1272-Worship", "name": "Old chapel"}
    file = read_damage(geojson(tmp_path / "a.geojson", [((45.1234567, 40.0), properties)]))
    table = asset_table(file_rows(file), source="EMSR1")
    assert tuple(table.columns) == tuple(ASSET)
    row = table.iloc[0]
    assert (row["name"], row["sector"], row["damage_grade"]) == ("Old chapel", "culture", 2.0)
    assert (row["x_coord"], row["quantity"], row["unit"], row["source"]) == (
        45.123457,
        1.0,
        "each",
        ("EMSR1",),
    )
    assert row["note"] == "class: Damaged; which covers moderate and severe; sector from: 1272-Worship"


def test_objects_without_a_sector(tmp_path):
    """A table of assets needs a sector of each; the first that have none are named."""
    file = read_damage(geojson(tmp_path / "a.geojson", [((45, 40), {"damage_gra": "Damaged"})]))
    with pytest.raises(ReopenError, match=r"found 1 objects whose sector nothing tells, the first: a\.a-1"):
        asset_table(file_rows(file), source="x")


@pytest.mark.parametrize("one", ["1", "Ə 12/ş", "x" * 200, "---"])
def test_ids_fit_the_table(tmp_path, one):
    """Whatever a file calls its objects, their ids are ids of the region's tables."""
    features = [((45, 40), {"damage_gra": "Damaged", "obj_id": one})]
    for name in ("EMSR 1", "ş"):
        (found,) = asset_ids(read_damage(geojson(tmp_path / f"{name}.geojson", features)))
        assert identifier(found, ASSET["asset_id"]) == found


def test_heritage_lists_are_of_monuments(tmp_path):
    """Objects of a list of monuments are heritage, others are not."""
    for column, heritage in (("heritage_status", True), ("damage_gra", False)):
        file = read_damage(geojson(tmp_path / "a.geojson", [((45, 40), {column: "Destroyed"})]))
        assert file_rows(file)["heritage"].tolist() == [heritage]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Very High", "high"),
        ("LOW", "low"),
        ("Uncertain", "low"),
        ("Medium", "medium"),
        ("2", "medium"),
        ("", "medium"),
    ],
)
def test_words_of_confidence(text, word):
    """Words of confidence are kept; a code says nothing, since files do not say what it means."""
    assert word_of(text) == word
