"""Saving: which files are written, what is refused, what an interruption leaves."""

from __future__ import annotations

import json
from dataclasses import replace as changed
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest

from reopen.errors import OutputError, RegionError
from reopen.region import Region, check, load, make_table, region_sha256, save, schema

from .bad.spoil import cells, files


@pytest.fixture
def region(folder: Path) -> Region:
    """The starter, loaded."""
    return load(folder)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def with_cell(region: Region, table: str, column: str, value: Any) -> Region:
    """The region with another value in the first row of a table."""
    frame = region[table]
    values = frame[column].tolist()
    values[0] = value
    frame[column] = pd.Series(values, dtype=frame[column].dtype)
    return region.replace(**{table: frame})


def test_files_written(region: Region, tmp_path: Path) -> None:
    """Tables with rows are written, with the columns in their order, and nothing else is left."""
    save(region, tmp_path / "a" / "b")
    names = set(contents(tmp_path / "a" / "b"))
    full = {f"{name}.csv" for name in schema() if len(region[name])}
    assert names == full | {"region.toml", "datapackage.json"}
    header = (tmp_path / "a" / "b" / "link.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == list(schema()["link"].attributes)


def test_numbers_are_plain(region: Region, tmp_path: Path) -> None:
    """Whole numbers are written without a decimal point, cells without needless quotes."""
    save(region, tmp_path / "r")
    line = (tmp_path / "r" / "link.csv").read_text(encoding="utf-8").splitlines()[2]
    assert line == (
        "rd-cedar-birch,Hill road,cedar,birch,no,road,primary,61,own_knowledge,55,2,3000,,"
        "freight;passenger,,,XB,,,,own-estimate,low"
    )


def test_saving_over_a_region(region: Region, folder: Path) -> None:
    """Tables are replaced, those that became empty go, other files stay."""
    (folder / "notes.txt").write_text("keep me", encoding="utf-8")
    save(region.replace(consent=make_table("consent")), folder)
    assert not (folder / "consent.csv").exists()
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "keep me"
    assert len(load(folder)["consent"]) == 0


def test_named_files(folder: Path, tmp_path: Path) -> None:
    """A table whose file has another name is written to that file, in its folder."""
    (folder / "link.csv").rename(folder / "roads.csv")
    files('link = "roads.csv"\nevent = "tables/events.csv"')(folder)
    (folder / "tables").mkdir()
    (folder / "event.csv").rename(folder / "tables" / "events.csv")
    region = load(folder)
    save(region, tmp_path / "r")
    assert {"roads.csv", "tables/events.csv"} < set(contents(tmp_path / "r"))
    assert load(tmp_path / "r").meta == region.meta


@pytest.mark.parametrize(
    ("table", "column", "value", "part"),
    [
        ("node", "note", "a\x00b", "control character U+0000"),
        ("node", "note", "a\rb", "control character U+000D"),
        ("node", "note", "\ud800", "control character U+D800"),
        ("node", "note", "=cmd()", "a spreadsheet would run"),
        ("node", "note", "  ", "a value that reads back"),
        ("node", "name", "", "fill it in"),
        ("node", "node_id", "al der", "write 'al-der'"),
        ("node", "x_coord", 200.0, "from -180 to 180"),
        ("link", "length", float("nan"), "fill it in"),
        ("link", "length", float("inf"), "a number from 0 to 50000"),
        ("link", "confidence", "", "a value that reads back"),
        ("link", "project_ids", ("a;b",), "a value that reads back"),
        ("trade", "class_shares", (("bulk", 7.0),), "from 0 to 1"),
    ],
)
def test_values_that_would_not_read_back(
    region: Region, tmp_path: Path, table: str, column: str, value: Any, part: str
) -> None:
    """A cell that would not read back is an error with its place, and nothing is written."""
    with pytest.raises(RegionError) as caught:
        save(with_cell(region, table, column, value), tmp_path / "r")
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", 2, column)
    assert part in str(problem)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("title", ["", "a\x07b", "\ud800", "=cmd()"])
def test_meta_that_would_not_read_back(region: Region, tmp_path: Path, title: str) -> None:
    """Meta data that would not read back are an error, and nothing is written."""
    with pytest.raises(RegionError, match=r"region\.toml"):
        save(Region(changed(region.meta, title=title), region.tables), tmp_path / "r")
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("name", ["../link.csv", "/tmp/link.csv", "a\\b.csv", "link.txt"])
def test_file_names_that_lead_out(region: Region, tmp_path: Path, name: str) -> None:
    """A file name that leads out of the folder is refused."""
    meta = changed(region.meta, files=MappingProxyType({"link": name}))
    with pytest.raises(OutputError, match="cannot write to"):
        save(Region(meta, region.tables), tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_folder_with_other_things(region: Region, tmp_path: Path) -> None:
    """A folder that holds other things than a region is not touched."""
    (tmp_path / "country.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="holds no region"):
        save(region, tmp_path)
    assert contents(tmp_path) == {"country.csv": b"mine", **contents(tmp_path)}
    assert (tmp_path / "country.csv").read_bytes() == b"mine"


def test_file_instead_of_folder(region: Region, tmp_path: Path) -> None:
    """A file is not overwritten."""
    (tmp_path / "r").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is a file"):
        save(region, tmp_path / "r")


@pytest.mark.parametrize(
    ("error", "raised"), [(KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space"), OutputError)]
)
@pytest.mark.parametrize("after", [0, 1, 5, 12])
def test_interruption_leaves_the_old_files(
    region: Region,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    raised: Any,
    after: int,
) -> None:
    """Whenever the saving is interrupted, the folder holds what it held."""
    before = contents(folder)
    usual, count = Path.replace, iter(range(1000))

    def interrupted(path: Path, target: Path) -> Path:
        if next(count) == after:
            raise error
        return usual(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(raised):
        save(with_cell(region, "node", "note", "new"), folder)
    assert contents(folder) == before
    assert check(folder) == []


def test_interruption_of_a_new_folder(
    region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new folder is gone when the saving is interrupted."""

    def interrupted(path: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(region, tmp_path / "r")
    assert list(tmp_path.glob("r")) == []


def test_hash_is_of_what_the_region_says(region: Region, folder: Path) -> None:
    """Spelling numbers or ordering columns otherwise keeps the hash; another value changes it."""
    before = region_sha256(region)
    assert len(before) == 64
    cells("link.csv", 2, length="61.0", confidence=" low ")(folder)
    (folder / "region.toml").write_text(
        (folder / "region.toml").read_text(encoding="utf-8").replace("# What the region is", "# Else"),
        encoding="utf-8",
    )
    assert region_sha256(load(folder)) == before
    for table, column, value in (
        ("link", "length", 61.5),
        ("node", "note", "x"),
        ("trade", "class_shares", (("bulk", 1.0),)),
    ):
        assert region_sha256(with_cell(region, table, column, value)) != before
    assert region_sha256(Region(changed(region.meta, as_of="2026-01-02"), region.tables)) != before


def test_datapackage(region: Region, tmp_path: Path) -> None:
    """The data package describes every column, key and reference."""
    save(region, tmp_path / "r")
    package = json.loads((tmp_path / "r" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    assert package["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0"}]
    resources = {resource["name"]: resource for resource in package["resources"]}
    link = resources["link"]["schema"]
    fields = {field["name"]: field for field in link["fields"]}
    assert list(fields) == list(schema()["link"].attributes)
    assert fields["length"]["type"] == "number"
    assert fields["length"]["constraints"] == {"minimum": 0, "maximum": 50000, "required": True}
    assert fields["mode"]["constraints"]["enum"] == ["road", "rail", "sea"]
    assert fields["directed"] | {"trueValues": ["yes"], "falseValues": ["no"]} == fields["directed"]
    assert link["primaryKey"] == ["link_id"]
    assert {"fields": "from_node_id", "reference": {"resource": "node", "fields": "node_id"}} in link[
        "foreignKeys"
    ]
    named = {
        key["reference"]["resource"]
        for one in resources.values()
        for key in one["schema"].get("foreignKeys", [])
    }
    assert named <= set(resources)
