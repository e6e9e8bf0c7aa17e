"""Every accord table as CSV, as of a day."""

from __future__ import annotations

import pandas as pd
import pytest

from reopen.accord.exchange import accord_tables, write_tables
from reopen.accord.known import DATED, as_known
from reopen.errors import OutputError
from reopen.region.spans import span

from .coded import TABLES


@pytest.mark.parametrize("day", ["2019-06-30", "2022-12-31", "2025-08-31"])
def test_nothing_later_is_in_any_table(south_caucasus, day):
    """The tables of a day are those of a register from which everything later is deleted."""
    cut = as_known(south_caucasus, day)
    later = accord_tables(cut, day)
    for name, table in accord_tables(south_caucasus, day).items():
        pd.testing.assert_frame_equal(table, later[name])
    for name, column in DATED.items():
        assert all(span(text)[1].isoformat() <= day for text in later[f"register_{name}"][column] if text)


def test_files_read_back(make_region, tmp_path):
    """One file a table, lists with semicolons, flags as words, blanks as blanks; an old file is replaced."""
    region = make_region(**TABLES)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "status.csv").write_text("old", "utf-8")
    names = write_tables(region, tmp_path / "out", "2021-07-31")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == list(names)
    assert set(names) == {f"{name}.csv" for name in accord_tables(region, "2021-07-31")}
    status = pd.read_csv(tmp_path / "out" / "status.csv", dtype=str, keep_default_na=False)
    row = status.set_index("provision_id").loc["P2"]
    assert (row["implementation"], row["late"], row["obligated"]) == ("1", "yes", "XA (by memo)")
    assert status["implementation"].tolist() == ["3", "1", ""]
    assert status["obligated"].tolist()[0] == "XA;XB"


def test_an_empty_register_writes_headers(make_region, tmp_path):
    """Every table has its columns and no rows."""
    names = write_tables(make_region(), tmp_path, "2022-01-01")
    for name in names:
        frame = pd.read_csv(tmp_path / name)
        assert len(frame.columns) > 3
        assert frame.empty or name == "register_source.csv"


def test_a_folder_that_cannot_be_made(make_region, tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_tables(make_region(), tmp_path / "file", "2022-01-01")
