"""Cells of damage files as texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.rebuild.damage_cells import ids, iso_day, newest, text_of, texts
from reopen.rebuild.damage_fields import fields
from reopen.rebuild.damage_layers import Layer


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2024/02/29 10:11", "2024-02-29"),
        ("20240229", "2024-02-29"),
        ("2024-02-29T10:11:12.5Z", "2024-02-29"),
        ("29/02/2024", "2024-02-29"),
        ("03.02.2024", "2024-02-03"),
        ("2/29/2024 0:00", "2024-02-29"),
        ("2023-02-29", ""),
        ("13/13/2024", ""),
        ("2024", ""),
        ("", ""),
        ("nan", ""),
        ("1e400", ""),
    ],
)
def test_dates_in_many_forms(text, day):
    """Dates come out in ISO form, and what is no day of the calendar comes out blank."""
    assert iso_day(text) == day


@given(st.dates(min_value=datetime(1975, 1, 1).date(), max_value=datetime(2100, 1, 1).date()))
def test_milliseconds_of_web_services(day):
    """Every day survives being written as milliseconds since 1970."""
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert iso_day(str(since // timedelta(milliseconds=1))) == day.isoformat()


def test_blanks_and_whole_numbers():
    """Missing cells are blank, and numbers lose the point that a table gave them."""
    cells = [text_of(cell) for cell in (None, float("nan"), "None", 3.0, 3.5, " a ")]
    assert cells == ["", "", "", "3", "3.5", "a"]


def layer_of(**columns):
    count = len(next(iter(columns.values())))
    return Layer("sites", columns, np.zeros(count), np.zeros(count))


def test_a_column_that_is_not_there():
    """A missing column is blank in every row."""
    assert texts(layer_of(a=[1, 2]), "b", 2) == ["", ""]


def test_the_newest_pass_with_a_class_counts():
    """By date and not by number, and a pass without a class does not count; its other cells go with it."""
    layer = layer_of(
        SensorDate=["2024-05-01", "2023-01-01", "2023-01-01", None],
        Main_Damage_Site_Class=[1, 4, 4, 2],
        SensorID=["A", "A", "A", "A"],
        SensorDate_2=["2023-01-01", "2024-01-01", "2024-01-01", None],
        Main_Damage_Site_Class_2=[3, 2, None, 3],
        SensorID_2=["B", "B", "B", "B"],
    )
    found = newest(layer, fields([*layer.columns], {}), 4)
    assert found["grade"] == ["1", "2", "4", "3"]
    assert found["date"] == ["2024-05-01", "2024-01-01", "2023-01-01", ""]
    assert found["sensor"] == ["A", "B", "A", "B"]


@pytest.mark.parametrize("given_ids", [None, ["a", ""], ["a", "a"]])
def test_ids_that_do_not_tell_rows_apart(given_ids):
    """Blank or repeated ids give way to numbers of rows."""
    assert ids(given_ids, "sites", 2) == ["sites-1", "sites-2"]
    assert ids(["a", "b"], "sites", 2) == ["a", "b"]
