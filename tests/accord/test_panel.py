"""The accord-provision-year panel."""

from __future__ import annotations

import pandas as pd
import pytest

from reopen.accord.panel import COLUMNS, panel
from reopen.accord.status import provisions_on

from .coded import TABLES


@pytest.fixture
def region(make_region):
    return make_region(**TABLES)


def test_one_row_a_provision_and_year(region):
    """From the year of the document to that of the day, with the grade at the end of the year."""
    found = panel(region, "2022-06-30")
    assert tuple(found.columns) == COLUMNS
    keys = list(zip(found["provision_id"], found["year"], found["years_since"], strict=True))
    first = [(name, year, year - 2020) for name in ("P1", "P2", "P3") for year in (2020, 2021, 2022)]
    assert keys == [*first, ("P4", 2021, 0), ("P4", 2022, 1)]
    grades = found.set_index(["provision_id", "year"])["implementation"]
    assert grades["P1"].tolist() == [0, 3, 3]
    assert grades["P4", 2021] is pd.NA
    assert found.set_index(["provision_id", "year"])["late"]["P2"].tolist() == [False, True, True]


def test_the_last_year_is_marked_unless_it_is_over(region):
    """The state of an unfinished year is that of the day."""
    found = panel(region, "2022-06-30")
    last = found[found["year"] == 2022]
    assert set(last["state_on"]) == {"2022-06-30"}
    assert last["partial_year"].all()
    assert not found.loc[found["year"] < 2022, "partial_year"].any()
    assert not panel(region, "2022-12-31")["partial_year"].any()


def test_each_year_is_the_status_at_its_end(south_caucasus):
    """The rows of a year are the provisions on its last day."""
    found = panel(south_caucasus, "2026-03-31")
    year = found[found["year"] == 2023].set_index("provision_id")
    then = provisions_on(south_caucasus, "2023-12-31").set_index("provision_id")
    columns = ["implementation", "late", "done_late", "overtaken", "disputed", "coder"]
    pd.testing.assert_frame_equal(year[columns].sort_index(), then[columns].sort_index(), check_dtype=False)
    assert not found.duplicated(["provision_id", "year"]).any()


def test_an_empty_register_has_an_empty_panel(make_region):
    """Columns and no rows, also where there are documents only or none by the day."""
    documents = [{"document_id": "D", "title": "x", "date": "2020"}]
    for region in (make_region(), make_region(document=documents)):
        for day in ("2019-05-05", "2022-05-05"):
            found = panel(region, day)
            assert found.empty
            assert tuple(found.columns) == COLUMNS
