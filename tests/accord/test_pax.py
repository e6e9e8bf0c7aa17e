"""PA-X-like rows out and in."""

from __future__ import annotations

import csv

import pytest

from reopen.accord.pax import COLUMNS, SIGNED, pax_documents, pax_rows
from reopen.errors import RegionError, ReopenError

DOCUMENTS = [
    {"document_id": "D2", "title": "Later", "date": "2021-02", "legal_force": "political, signed",
     "parties": "XA;third group;XB (host)"},
    {"document_id": "D1", "title": "First, of two", "date": "2020-11-10", "legal_force": "not signed"},
]  # fmt: skip


@pytest.fixture
def region(make_region):
    return make_region(document=DOCUMENTS)


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_rows_in_the_columns_of_the_codebook(region):
    """Oldest first, with the last day of the month, names of countries and third parties apart."""
    names = region["country"].set_index("country_id")["name"]
    found = pax_rows(region, "2022-01-01")
    assert tuple(found.columns) == COLUMNS
    assert found[["AgtId", "Dat", "Status"]].to_numpy().tolist() == [
        ["D1", "2020-11-10", ""],
        ["D2", "2021-02-28", SIGNED],
    ]
    assert set(found["Con"][1].split("/")) == {names["XA"], "third group"}
    assert found["ThrdPart"][1] == f"{names['XB']} (host)"
    assert set(found["PPName"]) == {region.meta.title}


def test_nothing_later_is_there(region):
    """A document dated by its month counts from its last day."""
    assert pax_rows(region, "2021-02-27")["AgtId"].tolist() == ["D1"]
    assert pax_rows(region, "2020-01-01").empty


def test_what_goes_out_comes_in_again(region, make_region, tmp_path):
    """Ids, titles, days and parties without a role survive the way to another region and back."""
    path = tmp_path / "pax.csv"
    pax_rows(region, "2022-01-01").to_csv(path, index=False)
    found = pax_documents(path, make_region(), source=["own-estimate"])
    assert list(found.columns) == list(region["document"].columns)
    assert found[["document_id", "title", "date"]].to_numpy().tolist() == [
        ["D1", "First, of two", "2020-11-10"],
        ["D2", "Later", "2021-02-28"],
    ]
    assert set(found["parties"][1]) == {"XA", "third group"}
    assert set(found["source"]) == {("own-estimate",)}


def test_rows_of_the_database_itself(make_region, tmp_path):
    """Numbers get a prefix, unknown places stand as they are, more columns are left out."""
    rows = [
        ["Con", "Contp", "PP", "AgtId", "Agt", "Dat", "Status", "Agtp", "Stage", "Unknown"],
        ["Bosnia and Herzegovina/Yugoslavia (former)", "Government", "12", "389", "Some agreement",
         "1995-11-21", SIGNED, "InterIntra", "SubComp", "1"],
    ]  # fmt: skip
    found = pax_documents(written(tmp_path / "p.csv", rows), make_region(), source=["own-estimate"]).iloc[0]
    assert (found["document_id"], found["date"], found["legal_force"]) == ("PAX-389", "1995-11-21", SIGNED)
    assert found["parties"] == ("Bosnia and Herzegovina", "Yugoslavia (former)")
    assert found["form"] == "Stage SubComp, Agtp InterIntra"


def test_every_problem_at_once(region, tmp_path):
    """Blank and bad cells, ids met twice, and ids that the region has."""
    rows = [
        ["AgtId", "Agt", "Dat"],
        ["7", "", "2020-01-01"],
        ["7", "x", "01/02/2020"],
        ["D1", "x", "2020-01-01"],
        ["", "x"],
    ]
    with pytest.raises(RegionError) as error:
        pax_documents(written(tmp_path / "p.csv", rows), region, source=["own-estimate"])
    assert {(p.row, p.column, p.value) for p in error.value.problems} == {
        (2, "Agt", ""),
        (3, "Dat", "01/02/2020"),
        (3, "AgtId", "PAX-7"),
        (4, "AgtId", "D1"),
        (5, "AgtId", ""),
        (5, "Dat", ""),
    }


def test_missing_columns_and_sources(region, tmp_path):
    """Columns and sources that are missing are named together."""
    path = written(tmp_path / "p.csv", [["AgtId", "Con"], ["1", "x"]])
    with pytest.raises(RegionError) as error:
        pax_documents(path, region, source=["nowhere"])
    assert [p.column for p in error.value.problems] == ["source", "Agt", "Dat"]
    with pytest.raises(RegionError, match="name the source of the rows"):
        pax_documents(path, region, source=[])


def test_a_file_without_rows_or_none_at_all(region, tmp_path):
    """A header alone gives no rows; a file that is not there is said."""
    found = pax_documents(written(tmp_path / "p.csv", [COLUMNS]), region, source=["own-estimate"])
    assert found.empty
    with pytest.raises(ReopenError, match="cannot be read"):
        pax_documents(tmp_path / "none.csv", region, source=["own-estimate"])
    (tmp_path / "bad.csv").write_bytes(b"AgtId\xff")
    with pytest.raises(ReopenError, match="is no UTF-8"):
        pax_documents(tmp_path / "bad.csv", region, source=["own-estimate"])
