"""Damage classes as grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.errors import ReopenError, SettingsError
from reopen.rebuild.grades import SCHEMES, Graded, crosswalk, fitting


@pytest.mark.parametrize(
    ("scheme", "text", "grade", "high"),
    [
        ("ems-98", "D0", 0, 0),
        ("ems-98", "d2", 1, 1),
        ("ems-98", "Grade 3", 2, 2),
        ("ems-98", "D4", 3, 3),
        ("ems-98", "Destruction", 4, 4),
        ("copernicus", "No visible damage", 0, 0),
        ("copernicus", "Possibly damaged", 1, 1),
        ("copernicus", "Damaged", 2, 3),
        ("copernicus", "Highly Damaged", 3, 3),
        ("copernicus", "Completely Destroyed (EMS-98 grade 5)", 4, 4),
        ("copernicus", "Not Analysed", None, None),
        ("unosat", "1", 4, 4),
        ("unosat", 2.0, 3, 3),
        ("unosat", 3, 2, 2),
        ("unosat", "Possible Damage From Adjacent Impact, Debris", 1, 1),
        ("unosat", "6", 0, 0),
        ("unosat", "Impact Crater (Damage to Field)", None, None),
        ("unosat", float("nan"), None, None),
        ("heritage", "Threatened", 1, 1),
        ("heritage", "no_change", 0, 0),
        ("heritage", "destroyed", 4, 4),
        ("tool", "3", 3, 3),
        ("tool", "none seen", 0, 0),
    ],
)
def test_the_crosswalk(scheme, text, grade, high):
    """Each scheme's classes have the grades of the published table, in any case."""
    assert crosswalk([text], scheme)[str(text)] == Graded(grade, high)


def test_unknown_classes_are_all_named():
    """The message has every unknown class, how often it was met, and the nearest known one."""
    with pytest.raises(ReopenError) as refused:
        crosswalk(["Destroyd", "Destroyd", "kaputt", "Damaged"], "copernicus")
    words = str(refused.value)
    assert "'Destroyd' (2 times; did you mean 'destroyed'?)" in words
    assert "'kaputt' (1 times" in words
    assert "'Damaged'" not in words


def test_an_unknown_scheme():
    """The nearest scheme is suggested."""
    with pytest.raises(SettingsError, match="did you mean 'unosat'"):
        crosswalk(["1"], "unosatt")


@given(st.sampled_from(sorted(SCHEMES)), st.data())
def test_case_and_blanks_do_not_matter(scheme, data):
    """Capitals, underscores and blanks around a class leave its grade as it is."""
    word = data.draw(st.sampled_from(sorted(SCHEMES[scheme])))
    odd = f"  {word.upper().replace(' ', '_')} "
    assert crosswalk([odd], scheme)[odd] == crosswalk([word], scheme)[word]


def test_the_scheme_that_fits():
    """Words that one scheme alone has name it; where the grades agree, it does not matter which."""
    assert fitting(["Severe Damage", "Moderate Damage"]) == "unosat"
    assert fitting(["D1", "D5"]) == "ems-98"
    assert fitting(["Destroyed"]) in SCHEMES


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["1", "4"], "mean different grades in tool, ems-98, unosat"),
        (["D1", "Highly Damaged"], "not all of one"),
    ],
)
def test_a_scheme_that_cannot_be_told(texts, words):
    """Numbers mean other things to others, and words may be of several schemes: both are refused."""
    with pytest.raises(ReopenError, match=words):
        fitting(texts)
