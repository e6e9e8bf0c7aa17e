"""Rules on codings and clauses: what they report, and what is right and must not be reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from reopen.region import check

from .bad.spoil import Spoil, add, every

SOURCE = {"source": "own-estimate"}
REGISTER = every(
    add("document.csv", document_id="truce", title="Truce", date="2020-05", **SOURCE),
    add("document.csv", document_id="protocol", title="Protocol", date="2021-02-03", **SOURCE),
    add("provision.csv", provision_id="truce-1", document_id="truce", summary="Stop the fire", **SOURCE),
    add(
        "provision.csv", provision_id="protocol-1", document_id="protocol", summary="Open the road", **SOURCE
    ),
    add(
        "version.csv", version_id="truce-en", document_id="truce", kind="official", publisher="Both",
        date="2020-05-01", **SOURCE,
    ),
    add("event.csv", event_id="fair", date="2020-06-01", kind="opening", title="Road fair", **SOURCE),
)  # fmt: skip


def coding(**values: str) -> Spoil:
    row = {"provision_id": "truce-1", "date": "2020-06-01", "coder": "one", "implementation": "1"}
    return add("coding.csv", **{**row, **SOURCE, **values})


def clause(**values: str) -> Spoil:
    row = {"version_id": "truce-en", "number": "1", "summary": "Stop the fire", "provision_ids": "truce-1"}
    return add("clause.csv", **{**row, **SOURCE, **values})


WRONG = {
    "nothing said": (coding(implementation=""), "implementation", "", "write a grade from 0 to 3"),
    "before its document": (coding(date="2020-04"), "date", "2020-04", "document 'truce'"),
    "before a later event": (coding(date="2020-05", event_ids="fair"), "event_ids", "fair", "of 2020-06-01"),
    "clause of another document": (
        clause(provision_ids="truce-1;protocol-1"), "provision_ids", "protocol-1", "document 'protocol'",
    ),
}  # fmt: skip

RIGHT = {
    "a grade": coding(),
    "no grade and why": coding(implementation="", status="unknown"),
    "overtaken without a grade": coding(implementation="", overtaken="yes"),
    "month of the document": coding(date="2020-05"),
    "year of the document": coding(date="2020"),
    "a day in the month of the document": coding(date="2020-05-31"),
    "event of the day": coding(event_ids="fair"),
    "event in the year": coding(date="2020", event_ids="fair"),
    "clause of its document": clause(),
    "clause that no provision states": clause(provision_ids=""),
}


@pytest.mark.parametrize(("spoil", "column", "value", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_reported_once(
    spoil: Spoil, column: str, value: str, words: str, folder: Path
) -> None:
    """One error, at its row and column, with the value and how to mend it."""
    every(REGISTER, spoil)(folder)
    problems = check(folder)
    assert [(problem.severity, problem.row, problem.column, problem.value) for problem in problems] == [
        ("error", 2, column, value)
    ]
    assert words in str(problems[0])


@pytest.mark.parametrize("spoil", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_not_reported(spoil: Spoil, folder: Path) -> None:
    """Dates of which the day is missing get the benefit of the doubt."""
    every(REGISTER, spoil)(folder)
    assert check(folder) == []


def test_a_bad_cell_is_reported_once(folder: Path) -> None:
    """A grade that is none is no missing grade too."""
    every(REGISTER, coding(implementation="7"))(folder)
    assert [problem.column for problem in check(folder)] == ["implementation"]
