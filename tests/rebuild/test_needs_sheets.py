"""The workbook of damage, loss and needs."""

from __future__ import annotations

import pandas as pd
import pytest

from reopen.rebuild.dala import DEFINITIONS
from reopen.rebuild.inventory import inventory
from reopen.rebuild.needs import needs
from reopen.rebuild.needs_sheets import sheets, write_needs
from tests.rebuild.ruins import ruined

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def all_of_it(make_region):
    region = ruined(make_region)
    known = inventory(region)
    return needs(known, region), known, region


def test_the_file_equals_the_tables(all_of_it, tmp_path):
    """Every number of every table is in the file, to the 15 digits of Excel, and so is every text."""
    write_needs(tmp_path / "needs.xlsx", *all_of_it)
    for name, table in sheets(*all_of_it).items():
        again = pd.read_excel(tmp_path / "needs.xlsx", sheet_name=name, na_values=[], keep_default_na=False)
        assert list(again.columns) == list(table.columns)
        assert len(again) == len(table)
        for column in table.select_dtypes("number"):
            read = pd.to_numeric(again[column].replace("", float("nan")))
            assert read.to_numpy() == pytest.approx(table[column].to_numpy(), rel=1e-15, abs=0, nan_ok=True)
        for column in table.select_dtypes("str"):
            assert again[column].astype(str).tolist() == table[column].tolist()


def test_the_first_sheet(all_of_it, tmp_path):
    """It has the definitions, the date, what is left out and the sources."""
    write_needs(tmp_path / "needs.xlsx", *all_of_it)
    book = openpyxl.load_workbook(tmp_path / "needs.xlsx")
    said = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}
    for name, text in DEFINITIONS.items():
        assert said[name] == text
    assert said["As of"] == "2026-01-01"
    assert "own-estimate: Author of this region" in said["Sources"]
    assert "1 monuments of unknown damage" in said["Left out"]


def test_what_the_tables_rest_on(all_of_it):
    """Unit costs that are used and parameters of the method stand beside the results."""
    found = sheets(*all_of_it)
    assert found["Unit costs"]["unit_cost_id"].tolist() == ["house", "school", "pipe", "chapel"]
    assert len(found["Parameters"]) == 7
