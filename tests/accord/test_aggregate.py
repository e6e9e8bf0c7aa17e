"""Sums by document, topic, party and year, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.accord.aggregate import BY, FIGURES, aggregate
from reopen.errors import SettingsError

from .coded import TABLES


@pytest.fixture
def region(make_region):
    return make_region(**TABLES)


def rows(region, day, by, **options):
    return aggregate(region, day, by, **options).set_index(by)


def test_the_score_of_a_document(region):
    """Grades 3 and 1 of three provisions: 4 of 6 coded, 4 of 9 to 7 of 9 with the one that is not coded."""
    found = rows(region, "2021-07-31", "document").loc["D1"]
    assert (found["title"], found["provisions"], found["coded"]) == ("First", 3, 2)
    assert found["mean_grade"] == pytest.approx(2.0)
    assert found["full_share"] == pytest.approx(0.5)
    assert found["score"] == pytest.approx(400 / 6)
    assert (found["score_low"], found["score_high"]) == pytest.approx((400 / 9, 700 / 9))
    assert (found["late"], found["done_late"], found["overtaken"], found["disputed"]) == (2, 0, 0, 0)


def test_a_party_has_every_provision_that_obliges_it(region):
    """Provisions of several parties count for each, brackets are left off, blanks are said."""
    found = rows(region, "2022-12-31", "party")
    assert found["provisions"].to_dict() == {"XA": 2, "XB": 2, "not stated": 1}
    assert found["mean_grade"]["XA"] == pytest.approx(2.0)
    assert np.isnan(found["mean_grade"]["not stated"])
    assert found["overtaken"].to_dict() == {"XA": 0, "XB": 1, "not stated": 0}


def test_a_topic_without_a_name_is_said(region):
    """A blank topic is a group of its own."""
    assert rows(region, "2022-12-31", "topic")["provisions"].to_dict() == {
        "not stated": 1,
        "rail": 2,
        "road": 1,
    }


def test_years_are_states_at_their_ends(region):
    """Grades at the end of each year, and on the day in the last one."""
    found = rows(region, "2022-01-15", "year")
    assert found["provisions"].to_dict() == {2020: 3, 2021: 4, 2022: 4}
    assert found["coded"].to_dict() == {2020: 1, 2021: 2, 2022: 3}
    assert found["mean_grade"].to_dict() == pytest.approx({2020: 0.0, 2021: 2.0, 2022: 4 / 3})


def test_one_coder_only(region):
    """The grades of coder b: 2 and 1."""
    assert rows(region, "2022-12-31", "document", coder="b")["score"]["D1"] == pytest.approx(50.0)


@pytest.mark.parametrize("by", BY)
def test_sums_agree_with_the_register(south_caucasus, by):
    """Groups sum to the provisions, by party to no less; scores lie between their ends."""
    found = aggregate(south_caucasus, "2026-03-31", by)
    total = len(south_caucasus["provision"])
    whole = found["provisions"].max() if by == "year" else found["provisions"].sum()
    assert whole > total if by == "party" else whole == total
    scored = found[found["coded"] > 0]
    assert (scored["score_low"] <= scored["score"] + 1e-9).all()
    assert (scored["score"] <= scored["score_high"] + 1e-9).all()
    assert not found[by].duplicated().any()


@pytest.mark.parametrize("by", BY)
def test_before_all_documents_there_are_no_rows(south_caucasus, by):
    """A table with its columns and no rows."""
    found = aggregate(south_caucasus, "2010-01-01", by)
    assert found.empty
    assert set(FIGURES) < set(found.columns)


def test_an_unknown_group_is_refused(region):
    """The message names the nearest one."""
    with pytest.raises(SettingsError, match="did you mean 'party'"):
        aggregate(region, "2021-01-01", "parties")
