"""Agreement between coders: what it rests on, and on which provisions they differ."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.accord.agreement import agreement, register_agreement
from reopen.accord.alpha import krippendorff_alpha
from reopen.errors import SettingsError
from reopen.region.frame import make_table

from .coded import TABLES

GRADES = {"a": [0, 1, 2, 3, 3, np.nan], "b": [0, 1, 2, 1, np.nan, 2], "c": [0, 2, 2, 3, 3, np.nan]}


def sheet(coder, grades, **flags):
    count = len(grades)
    columns = {"provision_id": [f"P{n}" for n in range(count)], "coder": [coder] * count}
    return make_table("coding", columns | {"implementation": list(grades)} | flags)


def test_alpha_of_grades_and_flags():
    """Ordinal for the grade, nominal for flags; blank grades are missing values."""
    flags = {"a": [False] * 5 + [True], "b": [False] * 4 + [True] * 2, "c": [False] * 6}
    sheets = [sheet(name, grades, disputed=flags[name]) for name, grades in GRADES.items()]
    found = agreement(sheets)
    grades = krippendorff_alpha(list(GRADES.values()), level="ordinal")
    assert found.grade == grades
    assert found.disputed == krippendorff_alpha(list(flags.values()), level="nominal")
    assert "all values are alike" in found.overtaken.said
    assert (found.coders, found.provisions) == (("a", "b", "c"), 6)


def test_provisions_on_which_coders_differ():
    """Those furthest apart first, with what each coder said."""
    found = agreement([sheet(name, grades) for name, grades in GRADES.items()], draws=0).differing
    assert found[["provision_id", "figure", "apart"]].to_numpy().tolist() == [
        ["P3", "implementation", 2.0],
        ["P1", "implementation", 1.0],
    ]
    assert found[["a", "b", "c"]].to_numpy().tolist() == [[3.0, 1.0, 3.0], [1.0, 1.0, 2.0]]


def test_the_order_of_sheets_is_nothing():
    """Coders stand in alphabetical order whatever comes first."""
    sheets = [sheet(name, grades) for name, grades in GRADES.items()]
    one, other = agreement(sheets), agreement(sheets[::-1])
    assert one.differing.equals(other.differing)
    assert (one.grade, one.coders) == (other.grade, other.coders)


def test_coders_of_different_provisions_share_none():
    """Nothing can be paired, and that is said."""
    one, other = sheet("a", [1, 2]), sheet("b", [1, 2]).assign(provision_id=["Q1", "Q2"])
    found = agreement([one, other])
    assert found.provisions == 0
    assert "no unit has values of two coders" in found.grade.said
    assert found.differing.empty


def test_what_cannot_be_compared_is_refused_at_once():
    """One coder twice, two coders in one sheet, a provision twice, and nobody at all."""
    mixed = sheet("a", [1, 2]).assign(coder=["a", "b"])
    twice = sheet("a", [1, 2]).assign(provision_id=["P1", "P1"])
    with pytest.raises(SettingsError) as error:
        agreement([mixed, twice])
    for words in ("found the coders a, b", "coder 'a' of sheet 1", "found P1 twice"):
        assert words in str(error.value)
    for sheets in ([], [sheet("a", [1])], [sheet("a", [1]), sheet("b", [])]):
        with pytest.raises(SettingsError, match="expected at least two to compare"):
            agreement(sheets)


def test_a_blank_sheet_is_named_and_counted():
    """Who forgot to fill a sheet in is told which, and the numbers of the others stay as they were given."""
    with pytest.raises(SettingsError, match="nothing is filled in in sheet 1, 3"):
        agreement([sheet("a", []), sheet("b", [1]), sheet("c", [])])
    with pytest.raises(SettingsError, match="sheet 3: found coder 'b' of sheet 2"):
        agreement([sheet("a", []), sheet("b", [1]), sheet("b", [2])])


def test_the_coders_of_a_register(make_region):
    """The newest coding of each coder by the day, and nothing later."""
    region = make_region(**TABLES)
    found = register_agreement(region, "2021-12-31")
    assert (found.coders, found.provisions) == (("a", "b"), 2)
    assert found.differing["provision_id"].tolist() == ["P1", "P1"]
    assert set(found.differing["figure"]) == {"implementation", "disputed"}
    assert register_agreement(region, "2022-12-31").coders == ("a", "b", "c")
    with pytest.raises(SettingsError, match="found the codings of only one coder"):
        register_agreement(region, "2021-01-01")
