"""Versions: what stands in one row, what differs, and that a leaked text never counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.accord.versions import NOT_AGREED, comparable, compare
from reopen.errors import SettingsError, UnknownIdError

DOCUMENTS = [
    {"document_id": "A", "title": "Truce", "date": "2020-05-01"},
    {"document_id": "B", "title": "Protocol", "date": "2021"},
]
PROVISIONS = [
    {"provision_id": f"A-{number}", "document_id": "A", "number": number, "summary": f"Duty {number}"}
    for number in ("1", "2")
]


def version(name, kind="official", *, document="A", date="2020-05-01"):
    return {"version_id": name, "document_id": document, "kind": kind, "publisher": name, "date": date}


def clause(name, number, summary, provisions="", note=""):
    return {
        "version_id": name, "number": number, "summary": summary, "provision_ids": provisions, "note": note,
    }  # fmt: skip


def region(make_region, versions, clauses):
    told = {"version": versions, "clause": clauses}
    filled = {name: rows for name, rows in told.items() if rows}
    return make_region(document=DOCUMENTS, provision=PROVISIONS, **filled)


def test_one_row_a_clause_whatever_its_number(make_region):
    """Clauses that state the same provision meet, also when the versions number them differently."""
    made = region(
        make_region,
        [version("east", "translation"), version("west", "translation")],
        [
            clause("east", "10", "Stop the fire", "A-1"),
            clause("west", "IX", "Stop the fire", "A-1"),
            clause("east", "2", "Open the road", "A-2"),
            clause("west", "2", "Open the  road"),
        ],
    )
    table = compare(made, "A").table
    assert table["number"].tolist() == ["2", "IX / 10"]
    assert table["provision_ids"].tolist() == [("A-2",), ("A-1",)]
    assert not table["differs"].any()
    assert table["agreed"].tolist() == ["Open the road", "Stop the fire"]


def test_other_words_and_absence_differ(make_region):
    """A clause that one version words otherwise, or does not have, differs, and nothing is agreed on it."""
    made = region(
        make_region,
        [version("east"), version("west")],
        [
            clause("east", "1", "Stop the fire", "A-1", note="as printed"),
            clause("west", "1", "Stop the fire at noon", "A-1"),
            clause("west", "2", "Open the road", "A-2"),
        ],
    )
    found = compare(made, "A")
    assert found.table["differs"].tolist() == found.table["differs_agreed"].tolist() == [True, True]
    assert found.table["agreed"].tolist() == ["", ""]
    assert found.table["east (official)"].tolist() == ["Stop the fire", ""]
    assert found.table["remarks"].tolist() == ["east: as printed", ""]
    assert found.summary() == "A: 2 versions, 2 clauses, 2 differ"


@pytest.mark.parametrize("kind", NOT_AGREED)
def test_leaked_and_draft_texts_never_count(make_region, kind):
    """What only such a text has is shown and marked; what it words otherwise does not unsettle the text."""
    made = region(
        make_region,
        [version("paper", kind, date="2020-04"), version("signed")],
        [
            clause("signed", "1", "Stop the fire", "A-1"),
            clause("paper", "1", "Stop the fire at noon", "A-1"),
            clause("paper", "2", "Hand over the mill"),
        ],
    )
    found = compare(made, "A")
    assert found.versions["version_id"].tolist() == ["signed", "paper"]
    assert found.versions["counts"].tolist() == [True, False]
    assert found.table["differs"].tolist() == [True, True]
    assert not found.table["differs_agreed"].any()
    assert found.table["agreed"].tolist() == ["Stop the fire", ""]
    assert found.table[f"paper ({kind})"].tolist() == ["Stop the fire at noon", "Hand over the mill"]
    assert found.summary().endswith("2 differ, 0 of them without the 1 leaked or draft")


def test_a_document_known_only_from_a_leak_has_no_agreed_text(make_region):
    """Alone, a leaked text differs from nothing and still agrees nothing."""
    made = region(make_region, [version("paper", "leaked")], [clause("paper", "1", "Stop the fire", "A-1")])
    table = compare(made, "A").table
    assert (table["differs"].tolist(), table["agreed"].tolist()) == ([False], [""])


def test_a_version_without_clauses_is_listed_and_not_compared(make_region):
    """That the register has no clauses of a version does not mean that the version has none."""
    made = region(
        make_region, [version("east"), version("west")], [clause("east", "1", "Stop the fire", "A-1")]
    )
    found = compare(made, "A")
    assert found.versions["clauses"].tolist() == [1, 0]
    assert found.table["differs"].tolist() == [False]
    assert "west (official)" not in found.table


def test_later_versions_are_left_out(make_region):
    """A version of which only the year is known counts when the year is over."""
    made = region(
        make_region,
        [version("east"), version("west", date="2021")],
        [clause("east", "1", "Stop the fire", "A-1"), clause("west", "1", "Cease", "A-1")],
    )
    early, late = (compare(made, "A", as_of=day) for day in ("2021-12-30", "2021-12-31"))
    assert early.versions["version_id"].tolist() == ["east"]
    assert "Cease" not in early.table.to_csv()
    assert late.table["differs"].tolist() == [True]
    assert comparable(made, as_of="2021-12-30").empty
    assert comparable(made, as_of="2021-12-31")[["document_id", "versions", "set_apart"]].values.tolist() == [
        ["A", 2, 0]
    ]


def test_what_cannot_be_compared_is_said(make_region):
    """An unknown document, a later one and a day that is none; one without versions is an empty table."""
    made = region(make_region, [], [])
    with pytest.raises(UnknownIdError, match="'C'"):
        compare(made, "C")
    with pytest.raises(SettingsError, match=r"document B: dated 2021, not known on 2021-06-01"):
        compare(made, "B", as_of="2021-06-01")
    with pytest.raises(SettingsError, match="as-of date"):
        comparable(made, as_of="2021")
    assert compare(made, "A").summary() == "A: 0 versions, 0 clauses, 0 differ"


def test_an_empty_register_has_nothing_to_compare(make_region):
    """No document, no row, and the columns are there."""
    found = comparable(make_region())
    assert found.empty
    assert found.columns.tolist() == ["document_id", "title", "date", "versions", "set_apart"]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(south_caucasus, seed):
    """The comparison of the statement of 2020 is the same however its rows are entered."""
    tables = {name: south_caucasus[name] for name in ("clause", "version", "document")}
    shuffled = south_caucasus.replace(
        **{name: table.sample(frac=1.0, random_state=seed) for name, table in tables.items()}
    )
    one, other = compare(south_caucasus, "D01"), compare(shuffled, "D01")
    assert other.table.equals(one.table)
    assert other.versions.equals(one.versions)


def test_the_statement_of_2020(south_caucasus):
    """Official texts agree on all their clauses; the leaked one alone has the addition on Gazakh."""
    found = compare(south_caucasus, "D01")
    assert found.versions["kind"].tolist() == ["official", "official", "leaked"]
    odd = found.table[found.table["differs"]]
    assert odd["number"].tolist() == ["2b"]
    assert odd["agreed"].tolist() == [""]
    assert "Gazakh" in odd["D01-leaked (leaked)"].iloc[0]
    assert not found.table["differs_agreed"].any()
    stated = {one for ids in found.table["provision_ids"] for one in ids}
    provisions = south_caucasus["provision"]
    assert stated == set(provisions.loc[provisions["document_id"] == "D01", "provision_id"])


def test_names_of_one_station_are_a_remark(south_caucasus):
    """Yeraskh and Arazdeyen are one station: the read-outs agree, and which says which is noted."""
    table = compare(south_caucasus, "D10").table
    assert not table["differs"].any()
    assert "D10-am: Read-out, no text; says Yeraskh" in table["remarks"].iloc[0]
    assert "D10-az: Read-out, no text; says Arazdeyen" in table["remarks"].iloc[0]
