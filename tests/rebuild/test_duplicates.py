"""Rows of different assessments that describe the same thing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild.duplicates import DEGREE, PAIRS, counted, duplicates

NAN = float("nan")


def rows_of(*rows):
    """Rows from (id, sector, assessment, metres east, metres north, grade, date, same as)."""
    names = ("asset_id", "sector", "assessment", "east", "north", "grade", "image_date", "same_as")
    frame = pd.DataFrame(rows, columns=list(names)).astype({"grade": "float64"})
    east, north = frame.pop("east").astype("float64"), frame.pop("north").astype("float64")
    scale = np.cos(np.radians(40.0))
    return frame.assign(
        x=45.0 + east / DEGREE / scale, y=40.0 + north / DEGREE, confidence="medium", value=1.0
    )


TWO = (("a", "housing", "UNOSAT", 0, 0, 3, "2021-05-01", ""), ("b", "housing", "EMS", 20, 0, 4, "2021", ""))


def test_a_pair_with_both_sides():
    """A pair has the ids, assessments, grades and dates of both, and metres between them."""
    pairs = duplicates(rows_of(*TWO))
    assert tuple(pairs.columns) == PAIRS
    assert len(pairs) == 1
    pair = pairs.iloc[0]
    assert (pair["id_a"], pair["id_b"], pair["why"]) == ("a", "b", "near")
    assert (pair["grade_a"], pair["grade_b"], pair["date_b"]) == (3.0, 4.0, "2021")
    assert pair["distance_m"] == pytest.approx(20.0, abs=0.01)


@pytest.mark.parametrize(
    ("change", "value"), [("assessment", "EMS"), ("sector", "culture"), ("x", NAN), ("x", 45.001)]
)
def test_what_is_no_pair(change, value):
    """Rows of one assessment, of other sectors, without a position or far apart are no pair."""
    rows = rows_of(*TWO)
    rows.loc[0, change] = value
    assert len(duplicates(rows)) == 0


def test_the_distance_may_be_chosen():
    """Twenty metres are too far for ten, and near enough for twenty-one."""
    rows = rows_of(*TWO)
    assert [len(duplicates(rows, within=metres)) for metres in (0.0, 10.0, 21.0)] == [0, 0, 1]
    for wrong in (-1.0, NAN, float("inf")):
        with pytest.raises(SettingsError, match="expected metres"):
            duplicates(rows, within=wrong)


def test_a_street_of_houses_stays_one():
    """Houses ten metres apart pair one to one, although each is near to several."""
    first = [(f"a{k}", "housing", "A", 10 * k, 0, 4, "", "") for k in range(5)]
    second = [(f"b{k}", "housing", "B", 10 * k + 3, 2, 4, "", "") for k in range(5)]
    pairs = duplicates(rows_of(*first, *second))
    assert sorted(zip(pairs["id_a"], pairs["id_b"], strict=True)) == [(f"a{k}", f"b{k}") for k in range(5)]


def test_stated_pairs():
    """A statement makes a pair at any distance and of any sector, and comes before nearness."""
    rows = rows_of((*TWO[0][:-1], "b"), TWO[1], ("c", "culture", "EMS", 9e3, 0, NAN, "", "a"))
    pairs = duplicates(rows)
    assert pairs["why"].tolist() == ["same_as", "same_as"]
    assert pairs["id_b"].tolist() == ["b", "c"]
    assert pairs["distance_m"].tolist() == pytest.approx([20.0, 9000.0], rel=1e-3)


@pytest.mark.parametrize(
    ("rule", "expected"), [("newest", [False, True]), ("worst", [False, True]), ("all", [True, True])]
)
def test_which_counts(rule, expected):
    """A year counts as its last day, the worst grade is the highest, and all are all."""
    rows = rows_of(*TWO)
    good, why = counted(rows, duplicates(rows), rule)
    assert good == expected
    assert why[0] == ("b counts in its place (" + rule + ")" if rule != "all" else why[1])


def test_ties_and_rows_without_a_grade():
    """Of one date the higher grade counts; a newer row without a grade does not; then the first."""
    rows = rows_of(
        ("a", "housing", "A", 0, 0, 2, "2021", ""), ("b", "housing", "B", 0, 0, 4, "2021", ""),
        ("c", "housing", "C", 0, 0, NAN, "2024", ""), ("d", "housing", "D", 0, 0, 4, "2021", ""),
    )  # fmt: skip
    assert counted(rows, duplicates(rows), "newest")[0] == [False, True, False, False]


@pytest.mark.parametrize("rule", ["newest", "worst"])
def test_a_row_without_a_value_does_not_take_the_place_of_one_with(rule):
    """A newer and worse object that nobody priced leaves the older row, whose works are planned."""
    rows = rows_of(("a", "housing", "A", 0, 0, 2, "2021", ""), ("b", "housing", "B", 0, 0, 4, "2024", ""))
    pairs = duplicates(rows)
    assert counted(rows, pairs, rule)[0] == [False, True]
    rows.loc[1, "value"] = NAN
    good, why = counted(rows, pairs, rule)
    assert good == [True, False]
    assert why[1] == f"a counts in its place ({rule})"


def test_rows_tied_through_others_are_one_thing():
    """A chain of statements is one thing of which one row counts."""
    rows = rows_of(
        *[(f"r{k}", "housing", "A", 1e3 * k, 0, k, "", f"r{k - 1}" if k else "") for k in range(4)]
    )
    good, why = counted(rows, duplicates(rows), "worst")
    assert good == [False, False, False, True]
    assert why[3] == "worst of 4 assessments"


def test_no_such_rule():
    """A rule that is none is refused."""
    with pytest.raises(SettingsError, match="found 'best'"):
        counted(rows_of(*TWO), duplicates(rows_of(*TWO)), "best")


ROW = st.tuples(
    st.sampled_from(["housing", "culture"]), st.sampled_from("ABC"), st.integers(0, 60), st.integers(0, 60),
    st.sampled_from([NAN, 0.0, 2.0, 4.0]), st.sampled_from(["", "2020", "2021-03-02"]),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(ROW, max_size=25), st.sampled_from(["newest", "worst"]))
def test_pairs_and_counts_hold_together(rows, rule):
    """Pairs are near, of one sector, one to one between assessments; each thing counts exactly once."""
    frame = rows_of(*[(f"r{k}", *row, "") for k, row in enumerate(rows)])
    pairs = duplicates(frame)
    assert (pairs["distance_m"] <= 25.0 + 1e-6).all()
    assert (pairs["sector_a"] == pairs["sector_b"]).all()
    assert (pairs["assessment_a"] != pairs["assessment_b"]).all()
    both = pd.concat([pairs[["id_a", "assessment_b"]].set_axis(["id", "other"], axis=1),
                      pairs[["id_b", "assessment_a"]].set_axis(["id", "other"], axis=1)])  # fmt: skip
    assert not both.duplicated().any()
    good, _ = counted(frame, pairs, rule)
    things = {name: {name} for name in frame["asset_id"]}
    for a, b in zip(pairs["id_a"], pairs["id_b"], strict=True):
        merged = things[a] | things[b]
        things |= dict.fromkeys(merged, merged)
    wins = dict(zip(frame["asset_id"], good, strict=True))
    assert all(sum(wins[name] for name in thing) == 1 for thing in things.values())
