"""The order of openings as JSON and CSV."""

from __future__ import annotations

import csv
import json

import pytest

from reopen.errors import OutputError
from reopen.rebuild.reopening import reopening
from reopen.report.ordered import as_json, later, rows, write_csv


@pytest.fixture(scope="module")
def done(south_caucasus):
    """Two roads by two crews."""
    return reopening(south_caucasus, ("margara-alican-road", "ijevan-gazakh-road"), crews=2)


def test_json_has_order_proof_and_dates(done):
    """Order, loss in USD m, bound and dates from the region's date on; plain orders beside it."""
    found = as_json(done)
    json.dumps(found, allow_nan=False)
    assert set(found["order"]) == set(done.openings)
    assert found["optimal"]
    assert found["bound"] == found["objective"] == pytest.approx(done.found.lost / 12, abs=1e-6)
    dates = {row["opening_id"]: (row["start"], row["finish"]) for row in found["works"]}
    assert dates["margara-alican-road"] == ("2026-03-31", "2026-06-30")
    assert dates["ijevan-gazakh-road"] == ("2026-03-31", "2027-03-31")
    assert found["works"][-1]["usd_m_per_year_once_open"] <= found["usd_m_per_year"]["all"]
    # Both begin at once, in whatever order.
    assert {plain["lost_usd_m"] for plain in found["plain_orders"].values()} == {found["objective"]}


def test_csv_has_one_row_an_opening(done, tmp_path):
    """The file holds the rows of the JSON, in their order."""
    write_csv(done, tmp_path / "order.csv")
    found = list(csv.DictReader((tmp_path / "order.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["opening_id"] for row in found] == [row["opening_id"] for row in rows(done)]
    assert [float(row["finish_month"]) for row in found] == [row["finish_month"] for row in rows(done)]


def test_a_file_that_cannot_be_written_is_told(done, tmp_path):
    """A folder in place of a file gets words."""
    with pytest.raises(OutputError, match="cannot be written"):
        write_csv(done, tmp_path)


@pytest.mark.parametrize(
    ("date", "months", "expected"),
    [
        ("2026-03-31", 0.0, "2026-03-31"),
        ("2024-01-31", 1.0, "2024-02-29"),
        ("2026-11-15", 14.0, "2028-01-15"),
    ],
)
def test_dates_some_months_later(date, months, expected):
    """Months go by the calendar, and end with their month."""
    assert later(date, months) == expected
