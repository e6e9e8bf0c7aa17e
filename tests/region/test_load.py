"""Loading: what a region holds, what may be left out, which folders are no region."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reopen.errors import RegionError, ReopenError
from reopen.region import Problem, check, load, schema
from reopen.region.schema import LIST_TYPES, NUMBER_TYPES, PAIR_TYPES

from .bad.spoil import add, cells, content, files, read, replace, write


def test_types_of_columns(folder: Path) -> None:
    """Every table has every column of the schema with its data type, rows or not."""
    region = load(folder)
    for name, table in schema().items():
        frame = region.tables[name]
        assert list(frame.columns) == list(table.attributes)
        for column, attribute in table.attributes.items():
            kind = frame[column].dtype
            if attribute.type in NUMBER_TYPES:
                assert kind == "float64"
            elif attribute.type == "boolean":
                assert kind == "bool"
            elif attribute.type in LIST_TYPES | PAIR_TYPES:
                assert kind == "object"
            else:
                assert kind == "str"


def test_cells(folder: Path) -> None:
    """Numbers, lists, pairs, booleans, blanks and defaults are held as the region says."""
    region = load(folder)
    link = region["link"].set_index("link_id").loc["rd-alder-cedar"]
    assert link["length"] == 61.0
    assert np.isnan(link["gauge_mm"])
    assert link["country_ids"] == ("XA", "XB")
    assert link["project_ids"] == ()
    assert link["tariff_id"] == ""
    assert not link["directed"]
    assert region["trade"]["class_shares"].iloc[0] == (("bulk", 0.7), ("general", 0.3))
    assert region["node"]["names"].iloc[0] == (("en", "Alder"),)
    assert region["crossing"]["winter_closure_days"].tolist() == [0.0, 0.0]


def test_blank_cell_stands_for_default(folder: Path) -> None:
    """A blank cell and a column that is absent both stand for the default."""
    cells("link.csv", 2, confidence="", allowed_uses="", directed="")(folder)
    rows = read(folder / "node.csv")
    write(folder / "node.csv", [row[: rows[0].index("confidence")] for row in rows])
    region = load(folder)
    assert region["link"]["confidence"].iloc[0] == "medium"
    assert region["link"]["allowed_uses"].iloc[0] == ("freight", "passenger")
    assert not region["link"]["directed"].iloc[0]
    assert region["node"]["confidence"].tolist() == ["medium"] * 3


def test_any_order_of_columns(folder: Path) -> None:
    """The order of columns in a file does not matter; that of the schema is kept."""
    before = load(folder)["node"]
    write(folder / "node.csv", [row[::-1] for row in read(folder / "node.csv")])
    assert load(folder)["node"].equals(before)


def test_line_ends_and_blank_lines(folder: Path) -> None:
    """Windows line ends and blank lines are fine, and line numbers still count them."""
    content("node.csv", lambda old: b"\r\n" + old.replace(b"\n", b"\r\n\r\n"))(folder)
    assert len(load(folder)["node"]) == 3
    replace("node.csv", "capital,XB", "captal,XB")(folder)
    assert [problem.row for problem in check(folder)] == [6]


def test_line_numbers_after_cells_with_line_breaks(folder: Path) -> None:
    """A row is reported by the line it starts on, though cells above it run over several lines."""
    cells("link.csv", 2, note="one\ntwo\nthree")(folder)
    cells("link.csv", 4, mode="raod")(folder)
    assert [problem.row for problem in check(folder)] == [6]


def test_line_numbers_after_windows_line_breaks_in_cells(folder: Path) -> None:
    """A Windows line break inside a cell counts as one line."""
    cells("link.csv", 2, note="one\ntwo\nthree")(folder)
    cells("link.csv", 4, mode="raod")(folder)
    content("link.csv", lambda old: old.replace(b"\n", b"\r\n"))(folder)
    assert [problem.row for problem in check(folder)] == [6]


def test_line_breaks_in_cells(folder: Path) -> None:
    """A Windows line break inside a cell is held as a plain one."""
    replace("link.csv", ",Closed at the border;", ',"Closed\r\nat"" the border;')(folder)
    replace("link.csv", "and opening.csv,", 'and opening.csv",')(folder)
    assert load(folder)["link"]["note"].iloc[2] == 'Closed\nat" the border; see state.csv and opening.csv'


def test_wild_text_comes_through(folder: Path) -> None:
    """Quotes, markup, right-to-left and combining characters are only text."""
    wild = [
        '"',
        "<script>alert('x')</script>",
        "שלום \u202bעולם\u202c",
        "e\u0301\u0323",
        "👩‍👩‍👧",
        "-",
        "- note",
        "+7 123",
    ]
    for value in wild:
        cells("node.csv", 2, note=value)(folder)
        assert load(folder)["node"]["note"].iloc[0] == value


def test_files_may_be_named(folder: Path) -> None:
    """A table is read from the file that region.toml names, in a folder inside the region too."""
    (folder / "tables").mkdir()
    (folder / "link.csv").rename(folder / "tables" / "roads.csv")
    files('link = "tables/roads.csv"')(folder)
    region = load(folder)
    assert len(region["link"]) == 3
    assert region.meta.files == {"link": "tables/roads.csv"}
    cells("tables/roads.csv", 2, length="x")(folder)
    assert check(folder)[0].file == "tables/roads.csv"


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("lnik.csv", "did you mean 'link.csv'?"),
        ("Link.CSV", "did you mean 'link.csv'?"),
        ("x.csv", "rename or move"),
    ],
)
def test_unknown_file_warns(folder: Path, name: str, mend: str) -> None:
    """A CSV file that belongs to no table is a warning and names the nearest table."""
    (folder / name).write_text("a,b\n", encoding="utf-8")
    problems = check(folder)
    assert [(problem.file, problem.severity) for problem in problems] == [(name, "warning")]
    assert mend in problems[0].mend


def test_file_left_behind_warns(folder: Path) -> None:
    """A table's usual file is a warning when region.toml names another."""
    (folder / "roads.csv").write_bytes((folder / "link.csv").read_bytes())
    files('link = "roads.csv"')(folder)
    assert [(p.file, p.severity) for p in check(folder)] == [("link.csv", "warning")]


def test_unknown_column_warns(folder: Path) -> None:
    """A column that is not in the schema is a warning, with the nearest name, and is not read."""
    replace("link.csv", ",lanes,", ",lane,")(folder)
    (problem,) = load(folder).warnings
    assert (problem.file, problem.row, problem.column) == ("link.csv", 1, "lane")
    assert "did you mean 'lanes'?" in problem.mend


def test_unknown_keys_warn(folder: Path) -> None:
    """Unknown keys of region.toml are warnings with the nearest name."""
    replace("region.toml", "licence =", "license =")(folder)
    files('lnk = "x.csv"')(folder)
    problems = check(folder)
    assert {problem.severity for problem in problems} == {"warning"}
    assert [problem.column for problem in problems] == ["region.license", "files.lnk"]
    assert "did you mean 'licence'?" in problems[0].mend
    assert "did you mean 'link'?" in problems[1].mend


def test_errors_come_before_warnings(folder: Path) -> None:
    """The list starts with the errors."""
    replace("country.csv", ",gdp_year,", ",gdp_yaer,")(folder)
    cells("trade.csv", 2, year="x")(folder)
    assert [problem.severity for problem in check(folder)] == ["error", "warning"]


def test_warnings_do_not_stop_loading(folder: Path) -> None:
    """A region with warnings loads and keeps them."""
    cells("link.csv", 2, length="250")(folder)
    region = load(folder)
    assert [problem.column for problem in region.warnings] == ["length"]
    assert region["link"]["length"].iloc[0] == 250


@pytest.mark.parametrize("where", ["", "no-such-folder", "a\0b", "x" * 5000])
def test_no_such_folder(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that leads nowhere is a region error, not another."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RegionError, match="expected a folder"):
        load(where)


def test_misspelt_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt name of an embedded region suggests the right one."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RegionError, match="did you mean 'south-caucasus'"):
        load("south-caucasu")


def test_file_instead_of_folder(folder: Path) -> None:
    """A file is not a region."""
    with pytest.raises(RegionError, match="not a file"):
        load(folder / "link.csv")


def test_region_error_is_a_reopen_error(tmp_path: Path) -> None:
    """The error can be caught as ReopenError or ValueError and holds the problems."""
    with pytest.raises(ReopenError) as caught:
        load(tmp_path)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, RegionError)
    missing = {problem.file for problem in caught.value.problems}
    assert missing == {"region.toml", *(f"{name}.csv" for name, table in schema().items() if table.required)}


def test_unreadable_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is a problem of that file."""
    usual = Path.open

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "trade.csv":
            raise PermissionError(13, "Permission denied")
        return usual(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert check(folder) == [
        Problem(
            "trade.csv",
            None,
            "",
            "",
            None,
            "a file that can be read",
            "allow this user to read it (Permission denied)",
        )
    ]


def test_a_region_shares_nothing_that_can_be_changed(folder: Path) -> None:
    """Changing a table that was taken from a region leaves the region as it is."""
    region = load(folder)
    table = region["node"]
    table.loc[0, "name"] = "Changed"
    assert region["node"]["name"].iloc[0] == "Alder"


def test_rows_beyond_one_chunk(folder: Path) -> None:
    """Rows are read and numbered right when there are many more than are read at a time."""
    rows = [f'S{i},2026,Publisher {i % 7},,"Title, {i}",\n' for i in range(2000)]
    content("source.csv", lambda old: old + "".join(rows).encode())(folder)
    assert load(folder)["source"]["source_id"].tolist() == ["own-estimate", *(f"S{i}" for i in range(2000))]
    replace("source.csv", "S1500,2026", "S1500,26")(folder)
    assert [(problem.row, problem.column) for problem in check(folder)] == [(1503, "date")]


def test_bad_cell_of_a_row_is_not_reported_twice(folder: Path) -> None:
    """A cell that is no value breaks no rule besides."""
    cells("node.csv", 2, population="many", is_zone="maybe")(folder)
    assert [problem.column for problem in check(folder)] == ["is_zone", "population"]


def test_import_is_cheap() -> None:
    """Importing the room reads no file and imports neither pandas nor numpy."""
    code = "import sys, reopen.region; print('pandas' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_named_files_of_other_tables_do_not_hide_a_missing_one(folder: Path) -> None:
    """A required table is missing though its file is there under the name of another table."""
    (folder / "trade.csv").rename(folder / "trades.csv")
    problems = check(folder)
    assert [(problem.file, problem.severity) for problem in problems] == [
        ("trade.csv", "error"),
        ("trades.csv", "warning"),
    ]
    assert "did you mean 'trade.csv'?" in problems[1].mend


def test_duplicate_rows_far_apart(folder: Path) -> None:
    """A duplicate names the row of the first."""
    add("consent.csv", opening_id="valley-road", actor="XA", kind="state", role="must_agree")(folder)
    (problem,) = check(folder)
    assert problem.row == 4
    assert "row 2 has it already" in problem.mend


def test_a_link_to_nothing_is_not_an_absent_table(tmp_path: Path) -> None:
    """An optional table that is a broken symbolic link is an error, not an empty table."""
    from reopen.region.template import new

    new(tmp_path / "region")
    (tmp_path / "region/state.csv").unlink()
    (tmp_path / "region/state.csv").symlink_to(tmp_path / "nowhere.csv")
    (problem,) = [p for p in check(tmp_path / "region") if p.file == "state.csv"]
    assert problem.severity == "error"
