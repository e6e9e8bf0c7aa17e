"""What falls due and what is overdue, on made-up registers and the embedded one."""

from __future__ import annotations

import pandas as pd
import pytest

from reopen.accord.deadlines import COLUMNS, due, overdue
from reopen.errors import SettingsError
from reopen.region.spans import known_by
from tests.accord.test_facts import PROJECT, claim

DOCUMENT = {"document_id": "D1", "title": "Statement", "date": "2020-11-10"}


def provision(number, deadline, **more):
    row = {
        "provision_id": f"P-{number}",
        "document_id": "D1",
        "summary": f"do {number}",
        "deadline": deadline,
    }
    return row | {"deadline_type": "date", "obligated": "XA"} | more


def coding(number, day, grade, **more):
    row = {"provision_id": f"P-{number}", "date": day, "coder": "register", "implementation": grade}
    return row | {"overtaken": "no", "disputed": "no"} | more


@pytest.fixture
def region(make_region):
    return make_region(
        document=[DOCUMENT, DOCUMENT | {"document_id": "D2", "title": "Later", "date": "2025-08-08"}],
        provision=[
            provision(1, "2021-06"),
            provision(2, "2021-06-01"),
            provision(3, "2021-07-01"),
            provision(4, ""),
            provision(5, "2026", document_id="D2"),
        ],
        coding=[
            coding(2, "2021-05-20", 3),
            coding(3, "2021-06-20", 1, overtaken="yes"),
        ],
        project=[PROJECT],
        claim=[
            claim(1, "completion_target", "2021-06", "2020-12-01", unit="date"),
            claim(2, "completion_target", "2022", "2021-05-01", unit="date"),
            claim(3, "completion_target", "2021-09-30", "2021-01-01", unit="date", side="XB"),
        ],
    )


def test_the_calendar_holds_provisions_and_the_newest_target_of_each_side(region):
    """Sorted by day; what a side said before it moved its target is gone."""
    found = due(region, "2021-06-01", until="2022-12-31")
    rows = found[["due", "days", "kind", "subject_id", "done"]].to_numpy().tolist()
    assert rows == [
        ["2021-06-01", 0, "provision", "P-2", True],
        ["2021-06-30", 29, "provision", "P-1", False],
        ["2021-07-01", 30, "provision", "P-3", False],
        ["2021-09-30", 121, "target", "P1", False],
        ["2022-12-31", 578, "target", "P1", False],
    ]
    assert found["obliged"].tolist() == [("XA",)] * 3 + [("ministry XB",), ("ministry XA",)]
    assert found["said"].tolist() == ["2020-11-10"] * 3 + ["2021-01-01", "2021-05-01"]


def test_a_target_stands_until_it_is_known_to_have_moved(region):
    """In April the first target still falls due in June."""
    found = due(region, "2021-04-01", until="2021-06-30")
    assert found.loc[found["kind"] == "target", "due"].tolist() == ["2021-06-30"]


def test_overdue_is_past_not_done_and_not_overtaken(region):
    """On the last day nothing is overdue yet; a day later it is, and done or overtaken ones never are."""
    assert overdue(region, "2021-06-30").empty
    assert overdue(region, "2021-07-01")["subject_id"].tolist() == ["P-1"]
    found = overdue(region, "2023-01-01")
    assert found["subject_id"].tolist() == ["P-1", "P1", "P1"]
    assert found["days"].tolist() == [-550, -458, -1]


def test_a_document_that_is_not_known_obliges_nobody(region):
    """The provision of 2025 falls due in 2026, but in 2024 nobody can know."""
    assert due(region, "2024-01-01", until="2027-01-01").empty
    assert due(region, "2025-09-01", until="2027-01-01")["subject_id"].tolist() == ["P-5"]


def test_what_is_opened_is_not_overdue(make_region):
    """A target is met late, but met, once the work is open."""
    opened = PROJECT | {"status": "open", "reopened_on": "2025-03-05"}
    aims = [claim(1, "opening_target", "2024-12-31", "2023-05-01", unit="date")]
    region = make_region(project=[opened], claim=aims)
    assert overdue(region, "2025-03-04")["subject_id"].tolist() == ["P1"]
    assert overdue(region, "2025-03-05").empty


def test_rows_after_the_day_change_nothing(south_caucasus):
    """With later documents, codings, claims and events deleted, both lists are the same."""
    dated = {"document": "date", "coding": "date", "claim": "as_of", "event": "date"}
    for day in ("2021-03-31", "2023-10-31", "2025-08-31"):
        tables = {name: south_caucasus[name] for name in dated}
        then = south_caucasus.replace(
            **{name: table[known_by(table[dated[name]], day)] for name, table in tables.items()}
        )
        for one, other in (
            (due(then, day, until="2040-01-01"), due(south_caucasus, day, until="2040-01-01")),
            (overdue(then, day), overdue(south_caucasus, day)),
        ):
            pd.testing.assert_frame_equal(one, other)


def test_nothing_is_due_in_an_empty_register(make_region):
    """Both tables are empty, with all their columns."""
    none = make_region()
    for found in (due(none, "2026-01-01", until="2030-01-01"), overdue(none, "2026-01-01")):
        assert found.empty
        assert list(found) == list(COLUMNS)


def test_days_that_make_no_sense_are_refused(region):
    """An end before the beginning and a day that is none are named."""
    with pytest.raises(SettingsError, match="until: found 2025-01-01; expected 2026-01-01 or later"):
        due(region, "2026-01-01", until="2025-01-01")
    with pytest.raises(SettingsError, match=r"^until: found 'soon', expected a date"):
        due(region, "2026-01-01", until="soon")
    with pytest.raises(SettingsError, match="soon"):
        overdue(region, "soon")
