"""Excel workbooks, read again with openpyxl and pandas."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reopen.errors import OutputError, ReopenError
from reopen.rebuild import workbook
from reopen.rebuild.workbook import write_workbook

openpyxl = pytest.importorskip("openpyxl")

TABLE = pd.DataFrame(
    {
        "id": ["a", "b", ""],
        "cost": [1.25, float("nan"), 1e-7],
        "rows": [1, 2_000_000, 3],
        "year": [2024, 2025, 2026],
        "date": ["2024-02-29", "", "2025-01-01"],
        "said": ["2024", "2024-02", ""],
        "counted": [True, False, True],
        "source": [("S1", "S2"), (), ("S3",)],
        "shares": [(("bulk", 0.6), ("general", 0.4)), (), ()],
        "formula": ["=1+1", "+A1", "@x"],
    }
)


def written(tmp_path, tables, **notes):
    path = tmp_path / "a.xlsx"
    write_workbook(path, tables, notes)
    return openpyxl.load_workbook(path)


def test_numbers_dates_and_texts_are_what_they_are(tmp_path):
    """Every cell comes back with its value and its type; blanks are empty, and a formula is a text."""
    sheet = written(tmp_path, {"Table": TABLE})["Table"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == list(TABLE.columns)
    assert rows[1] == ["a", 1.25, 1, 2024, datetime.datetime(2024, 2, 29), "2024", True, "S1;S2",
                       "bulk:0.6;general:0.4", "=1+1"]  # fmt: skip
    assert rows[2] == ["b", None, 2_000_000, 2025, None, "2024-02", False, None, None, "+A1"]
    assert rows[3][1] == 1e-7
    kinds = [cell.data_type for cell in sheet[2]]
    assert kinds == ["s", "n", "n", "n", "d", "s", "b", "s", "s", "s"]


def test_numbers_read_again_are_equal(tmp_path):
    """Pandas reads from the file the numbers that were written, to the 15 digits that Excel holds."""
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"x": rng.normal(size=200) * 10.0 ** rng.integers(-9, 9, 200), "n": range(200)})
    written(tmp_path, {"T": table})
    again = pd.read_excel(tmp_path / "a.xlsx", sheet_name="T")
    pd.testing.assert_frame_equal(again, table, rtol=1e-15, atol=0.0)


def test_headers_formats_and_widths(tmp_path):
    """Headers are bold and stay in view, money has digits, years have no separators, columns have room."""
    sheet = written(tmp_path, {"Table": TABLE})["Table"]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert not sheet["A2"].font.bold
    formats = {cell.value: sheet.cell(2, cell.column).number_format for cell in sheet[1]}
    assert formats["cost"] == "#,##0.000"
    assert formats["rows"] == "#,##0"
    assert formats["year"] == "General"
    assert formats["date"] == "yyyy-mm-dd"
    assert sheet.auto_filter.ref == "A1:J4"
    widths = [sheet.column_dimensions[letter].width for letter in "AI"]
    assert widths[0] == 8
    assert widths[1] > len("bulk:0.6;general:0.4")


def test_the_first_sheet_says_what_is_what(tmp_path):
    """Notes stand on the first sheet in their order, with the sheets and their rows at the end."""
    book = written(tmp_path, {"Table": TABLE, "Empty": TABLE[:0]}, Damage="What it costs", As_of="2026-03-31")
    assert book.sheetnames == ["Read me", "Table", "Empty"]
    rows = [tuple(cell.value for cell in row) for row in book["Read me"].iter_rows()]
    assert rows[:2] == [("Damage", "What it costs"), ("As_of", "2026-03-31")]
    assert rows[2] == ("Sheets", "Table (3 rows); Empty (0 rows)")
    assert [cell.value for cell in book["Empty"][1]] == list(TABLE.columns)


def test_characters_that_a_workbook_cannot_hold(tmp_path):
    """Control characters are left out, a text that is too long is cut, and infinity is a word."""
    table = pd.DataFrame(
        {"t": ["a\x00b\x1f", "x" * 40_000], "f": [float("inf"), 1.0], "d": ["2024-13-01"] * 2}
    )
    sheet = written(tmp_path, {"T": table})["T"]
    assert sheet["A2"].value == "ab"
    assert len(sheet["A3"].value) == 32_767
    assert sheet["B2"].value == "inf"
    assert sheet["C2"].value == "2024-13-01"


def test_dates_of_pandas(tmp_path):
    """Timestamps are dates, with their zone left out."""
    table = pd.DataFrame({"t": [pd.Timestamp("2024-02-29 10:00", tz="UTC"), pd.NaT]})
    sheet = written(tmp_path, {"T": table})["T"]
    assert [sheet["A2"].value, sheet["A3"].value] == [datetime.datetime(2024, 2, 29, 10), None]


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "a:b", "Read me", "READ ME"])
def test_names_that_a_sheet_cannot_have(tmp_path, name):
    """Names that are too long, taken or hold signs of references are refused before anything is written."""
    with pytest.raises(OutputError, match="expected a name of its own"):
        write_workbook(tmp_path / "a.xlsx", {name: TABLE}, {})
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_at_once(tmp_path, monkeypatch):
    """A wrong ending, a folder that is not there and too many rows come together."""
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(OutputError) as refused:
        write_workbook(tmp_path / "no" / "a.csv", {"T": TABLE}, {})
    assert len(str(refused.value).splitlines()) == 3


def test_whole_or_not_at_all(tmp_path, monkeypatch):
    """When writing stops halfway, the file is what it was before, and no draft is left."""
    path = tmp_path / "a.xlsx"
    path.write_text("before")

    def full(self, data):
        self.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_workbook(path, {"T": TABLE}, {})
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_without_the_extra(tmp_path, monkeypatch):
    """The message is the line that installs what is missing."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ReopenError, match=r"pip install 'reopen\[excel\]'"):
        write_workbook(tmp_path / "a.xlsx", {"T": TABLE}, {})
