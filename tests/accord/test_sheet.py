"""Coding sheets: blank ones out, filled ones in, and everything that is wrong with one at once."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import sys
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.accord.sheet import CHOICES, FILLED, REMARKS, read_sheet, read_sheets, write_sheet
from reopen.accord.sheet_files import read_rows
from reopen.errors import OutputError, RegionError, ReopenError, SettingsError

from .coded import TABLES

DAY = "2022-03-31"
ENDINGS = ("csv", "xlsx")


@pytest.fixture
def region(make_region):
    return make_region(**TABLES)


def cells_of(path):
    """Header and rows of a CSV sheet, without its remarks."""
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    return [line for line in lines if not line[0].startswith("#")]


def fill(path, filled, *, delimiter=","):
    """Fill cells of a sheet in, by provision and column."""
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        sheet = book["coding"]
        header = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for name, value in filled.get(row[0].value, {}).items():
                row[header.index(name)].value = value
        book.save(path)
        return
    lines = cells_of(path)
    for line in lines[1:]:
        for name, value in filled.get(line[0], {}).items():
            line[lines[0].index(name)] = "" if value is None else str(value)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    path.write_text(text.getvalue(), "utf-8-sig")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_blank_sheet_reads_as_no_coding(region, tmp_path, ending):
    """Every provision is there, nothing is coded, and no coding of the region shows."""
    path = tmp_path / f"sheet.{ending}"
    write_sheet(region, path, DAY, "anna")
    found = read_sheet(path, region)
    assert found.empty
    assert list(found.columns) == list(region["coding"].columns)


def test_a_csv_sheet_explains_the_scale_and_hides_codings(region, tmp_path):
    """Remarks stand above the header; the cells to fill in are blank; rows are in the register's order."""
    path = tmp_path / "sheet.csv"
    write_sheet(region, path, DAY, "anna")
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert lines[1 : len(REMARKS) + 1] == [[f"# {remark}"] for remark in REMARKS]
    assert len(region["coding"]) > 0
    header, *rows = cells_of(path)
    assert [row[0] for row in rows] == ["P1", "P2", "P3", "P4"]
    assert all(row[header.index(name)] == "" for row in rows for name in FILLED)
    assert {(row[header.index("date")], row[header.index("coder")]) for row in rows} == {(DAY, "anna")}


def test_a_workbook_offers_what_may_be_chosen(region, tmp_path):
    """Grades and flags have lists to choose from, and the scale is on a sheet of its own."""
    from openpyxl import load_workbook

    path = tmp_path / "sheet.xlsx"
    write_sheet(region, path, DAY, "anna")
    book = load_workbook(path)
    rules = {rule.formula1 for rule in book["coding"].data_validations.dataValidation}
    assert rules == {f'"{",".join(choices)}"' for choices in CHOICES.values()}
    assert [row[0].value for row in book["Read me"].iter_rows()][1:] == list(REMARKS)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_filled_in_becomes_codings(region, tmp_path, ending):
    """Rows that are filled in, as the table has them; a grade left blank cannot be said; yes in any case."""
    path = tmp_path / f"sheet.{ending}"
    write_sheet(region, path, DAY, "anna")
    fill(
        path,
        {
            "P1": {"implementation": 2, "overtaken": "Yes", "note": "seen, on site", "date": "2021-05"},
            "P4": {"disputed": "yes", "status": "unclear"},
        },
    )
    found = read_sheet(path, region).set_index("provision_id")
    assert found.index.tolist() == ["P1", "P4"]
    first, last = found.loc["P1"], found.loc["P4"]
    assert (first["implementation"], first["overtaken"], first["disputed"]) == (2.0, True, False)
    assert (first["note"], first["date"], first["coder"]) == ("seen, on site", "2021-05", "anna")
    assert first["source"] == ("own-estimate",)
    assert last["implementation"] != last["implementation"]
    assert (last["overtaken"], last["disputed"], last["status"], last["date"]) == (
        False,
        True,
        "unclear",
        DAY,
    )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_read(region, tmp_path, delimiter):
    """A spreadsheet of a country with decimal commas writes semicolons."""
    path = tmp_path / "sheet.csv"
    write_sheet(region, path, DAY, "anna")
    fill(path, {"P1": {"implementation": 3, "note": "a, b; c"}}, delimiter=delimiter)
    found = read_sheet(path, region)
    assert found[["implementation", "note"]].to_numpy().tolist() == [[3.0, "a, b; c"]]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_problem_is_said_at_once(region, tmp_path, ending):
    """Unknown ids, grades off the scale, dates that are none, doubled rows and a second coder."""
    path = tmp_path / f"sheet.{ending}"
    write_sheet(region, path, DAY, "anna")
    fill(
        path,
        {
            "P1": {"implementation": 4, "date": None},
            "P2": {
                "provision_id": "P1",
                "implementation": "1.5",
                "overtaken": "perhaps",
                "date": "31.03.2022",
            },
            "P3": {"provision_id": "P9", "implementation": 1, "source": "S999"},
            "P4": {"implementation": 0, "coder": "bela", "source": None},
        },
    )
    with pytest.raises(RegionError) as error:
        read_sheet(path, region)
    said = {(p.id, p.column, p.value) for p in error.value.problems}
    assert {
        ("P1", "implementation", "4"),
        ("P1", "date", ""),
        ("P1", "implementation", "1.5"),
        ("P1", "overtaken", "perhaps"),
        ("P1", "date", "31.03.2022"),
        ("", "provision_id", "P1"),
        ("P9", "provision_id", "P9"),
        ("P9", "source", "S999"),
        ("P4", "coder", "bela"),
        ("P4", "source", ""),
    } == said
    lines = sorted({p.row for p in error.value.problems})
    assert lines == [2, 3, 4, 5]
    assert "2022-03-31" in str(error.value)  # how a date should have been written


def test_what_is_wrong_with_several_sheets_is_said_at_once(region, tmp_path):
    """Who compares coders mends both sheets before the next try, and is told of a file that is not there."""
    paths = [tmp_path / f"{name}.csv" for name in ("anna", "bela", "none")]
    for path in paths[:2]:
        write_sheet(region, path, DAY, path.stem)
        fill(path, {"P1": {"implementation": 4}})
    with pytest.raises(ReopenError) as error:
        read_sheets(paths, region)
    for words in ("anna.csv, row 2", "bela.csv, row 2", "none.csv cannot be read"):
        assert words in str(error.value)
    fill(paths[0], {"P1": {"implementation": 3}})
    assert [len(one) for one in read_sheets(paths[:1], region)] == [1]


def test_a_sheet_of_another_region_is_one_problem(region, tmp_path):
    """Not one for each of its cells: the region is wrong, and the message says how to name another."""
    path = tmp_path / "sheet.csv"
    write_sheet(region, path, DAY, "anna")
    other = {"implementation": 3, "source": "ELSEWHERE"}
    fill(path, {name: {"provision_id": f"X{name}"} | other for name in ("P1", "P2", "P3")})
    with pytest.raises(RegionError, match="--region") as error:
        read_sheet(path, region)
    assert [one.value for one in error.value.problems] == ["XP1"]


def test_missing_columns_are_named(region, tmp_path):
    """Each column that a coding needs."""
    path = tmp_path / "sheet.csv"
    path.write_text("provision_id,implementation,date\nP1,1,2021\n", "utf-8")
    with pytest.raises(RegionError) as error:
        read_sheet(path, region)
    assert [p.column for p in error.value.problems] == ["coder", "disputed", "overtaken", "source"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("sheet.csv", b"", "found no header"),
        ("sheet.csv", b"provision_id\xff", "is no UTF-8"),
        ("sheet.xlsx", b"nonsense", "found no whole Excel workbook"),
        ("sheet.ods", b"", "expected .csv or .xlsx"),
    ],
)
def test_files_that_are_none(region, tmp_path, name, content, words):
    """The message says what the file is not."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReopenError, match=words):
        read_sheet(tmp_path / name, region)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_said_to_be_one(region, tmp_path, seed):
    """Cut short, bytes changed, a part missing or no longer XML: words, or the rows, and no traceback."""
    path, drawn = tmp_path / "sheet.xlsx", random.Random(seed)
    write_sheet(region, path, DAY, "anna")
    path.write_bytes(damaged(path.read_bytes(), drawn))
    with contextlib.suppress(ReopenError):
        read_rows(path)


def test_a_part_that_is_cut_short_is_said(region, tmp_path):
    """The archive is whole, the XML of the sheet in it is not."""
    path = tmp_path / "sheet.xlsx"
    write_sheet(region, path, DAY, "anna")
    part = "xl/worksheets/sheet1.xml"
    path.write_bytes(packed(path.read_bytes(), part, lambda text: text[: len(text) // 2]))
    with pytest.raises(ReopenError, match="found no whole Excel workbook"):
        read_sheet(path, region)


def packed(whole, part, change):
    """A workbook with one part changed, or left out where that gives nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name) if name != part else change(old.read(name))
            if text:
                new.writestr(name, text)
    return out.getvalue()


def damaged(whole, drawn):
    """A workbook damaged in one of four ways."""
    kind = drawn.randrange(4)
    if kind == 0:
        return whole[: drawn.randrange(len(whole))]
    if kind == 1:
        cells = bytearray(whole)
        for _ in range(8):
            cells[drawn.randrange(len(cells))] = drawn.randrange(256)
        return bytes(cells)
    part = drawn.choice(zipfile.ZipFile(io.BytesIO(whole)).namelist())
    return packed(whole, part, lambda text: b"" if kind == 2 else text[: drawn.randrange(len(text))])


def test_files_that_cannot_be_opened(region, tmp_path):
    """No file to read, no folder to write to, an ending that is none, a coder without a name."""
    with pytest.raises(ReopenError, match="cannot be read"):
        read_sheet(tmp_path / "none.csv", region)
    with pytest.raises(OutputError, match="cannot be written"):
        write_sheet(region, tmp_path / "none" / "sheet.csv", DAY, "anna")
    with pytest.raises(OutputError, match=r"found the ending '.txt'"):
        write_sheet(region, tmp_path / "sheet.txt", DAY, "anna")
    with pytest.raises(SettingsError, match="coder: found a blank"):
        write_sheet(region, tmp_path / "sheet.csv", DAY, " ")
    assert not list(tmp_path.glob("*sheet*"))


def test_a_missing_extra_is_named(region, tmp_path, monkeypatch):
    """The line that installs it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ReopenError, match=r"pip install 'reopen\[excel\]'"):
        write_sheet(region, tmp_path / "sheet.xlsx", DAY, "anna")
    (tmp_path / "sheet.xlsx").write_bytes(b"")
    with pytest.raises(ReopenError, match=r"pip install 'reopen\[excel\]'"):
        read_sheet(tmp_path / "sheet.xlsx", region)


def test_the_embedded_register_has_a_sheet_of_all_provisions(south_caucasus, tmp_path):
    """Every cell that is shown can be read back: coding all of them gives as many codings."""
    path = tmp_path / "sheet.csv"
    write_sheet(south_caucasus, path, "2026-03-31", "anna")
    fill(path, {name: {"implementation": 1} for name in south_caucasus["provision"]["provision_id"]})
    found = read_sheet(path, south_caucasus)
    assert len(found) == len(south_caucasus["provision"])
