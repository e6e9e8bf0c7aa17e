"""A new region is good, complete and explained."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reopen.errors import OutputError
from reopen.region import check, load, new, schema

#: Unit costs that the model asks for by name.
UNIT_COSTS = {
    "truck-opcost",
    "truck-hour",
    "truck-empty-share",
    "truck-payload",
    "rail-tariff",
    "rail-wagon-load",
    "rail-terminal-handling",
    "rail-terminal-hours",
    "sea-tariff",
    "port-handling",
    "car-opcost",
    "car-occupancy",
    "rail-fare",
    "sea-fare",
    "gauge-change",
    "gauge-change-hours",
}


def test_new_region_has_no_problem(tmp_path: Path) -> None:
    """A new region loads without a warning, into a folder that is made for it."""
    new(tmp_path / "a" / "b")
    assert check(tmp_path / "a" / "b") == []


def test_new_region_has_every_table_and_column(starter: Path) -> None:
    """Every table is there with every column, in order, and nothing is left over."""
    for name, table in schema().items():
        with (starter / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == list(table.attributes)
    names = {path.name for path in starter.iterdir()}
    assert names == {f"{name}.csv" for name in schema()} | {"region.toml", "README.md"}


def test_new_region_is_worth_running(starter: Path) -> None:
    """It has an open way, a closed gate with an opening, trade both ways and the model's unit costs."""
    region = load(starter)
    assert set(region["unit_cost"]["unit_cost_id"]) >= UNIT_COSTS
    assert set(zip(region["trade"]["origin_id"], region["trade"]["destination_id"], strict=True)) == {
        ("XA", "XB"),
        ("XB", "XA"),
    }
    closed = region["state"].query("state == 'closed'")["subject_id"].tolist()
    assert closed == ["valley-gate"]
    assert region["opening"]["crossing_ids"].tolist() == [("valley-gate",)]
    assert region["node"]["is_zone"].sum() == 2


def test_guide_explains_every_column(starter: Path) -> None:
    """The guide names every table and column with its description."""
    guide = (starter / "README.md").read_text(encoding="utf-8")
    for table in schema().values():
        assert f"## {table.name}\n" in guide
        for attribute in table.attributes.values():
            assert f"| `{attribute.name}` |" in guide
            assert attribute.description.replace("|", "\\|") in guide


def test_region_toml_is_commented(starter: Path) -> None:
    """region.toml says what its keys mean."""
    text = (starter / "region.toml").read_text(encoding="utf-8")
    assert text.count("#") > 5


def test_empty_folder_is_used(tmp_path: Path) -> None:
    """An empty folder is taken as it is."""
    new(tmp_path)
    assert check(tmp_path) == []


def test_folder_that_is_not_empty(tmp_path: Path) -> None:
    """A folder with anything in it is refused and left alone."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is not empty"):
        new(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_file_instead_of_folder(tmp_path: Path) -> None:
    """A file is refused."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file"):
        new(tmp_path / "file")


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A folder below a file is an output error."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot write"):
        new(tmp_path / "file" / "region")
