"""Regions that the tests share: the embedded one, and small ones made of rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import reopen
from reopen.region.region import Region
from reopen.region.schema import schema
from reopen.region.template import new

Rows = Sequence[Mapping[str, object]]
MakeRegion = Callable[..., Region]


@pytest.fixture(scope="session")
def south_caucasus() -> Region:
    """The embedded region."""
    return reopen.load()


@pytest.fixture
def make_region(tmp_path: Path) -> MakeRegion:
    """Make a region from the starter, with some tables replaced by rows or taken away (None)."""
    count = iter(range(1000))

    def make(**tables: Rows | None) -> Region:
        folder = tmp_path / f"region-{next(count)}"
        new(folder)
        for name, rows in tables.items():
            if rows is None:
                (folder / f"{name}.csv").unlink()
                continue
            sourced = {"source": "own-estimate"} if "source" in schema()[name].attributes else {}
            rows = [sourced | dict(row) for row in rows]
            columns = list(dict.fromkeys(key for row in rows for key in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        return reopen.load(folder)

    return make
