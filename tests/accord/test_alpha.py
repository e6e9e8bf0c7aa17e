"""Krippendorff's alpha: the published examples, properties, and cases in which there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from reopen.accord.alpha import krippendorff_alpha
from reopen.errors import SettingsError

X = np.nan
#: Four coders and twelve units: Krippendorff (2011), section C.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
    [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
]
#: Two coders and ten units of 0 and 1: section A.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
#: Two coders and twelve units in five categories: section B.
CATEGORIES = [[ord(c) for c in word] for word in ("aabbdcccedda", "babbbccceddd")]
LEVELS = ("nominal", "ordinal", "interval", "ratio")

GRADES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(2, 5), st.integers(2, 12)),
    elements=st.sampled_from([0.0, 1.0, 2.0, 3.0, X]),
)


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_published_example(level, alpha):
    """Krippendorff (2011): four coders, twelve units, missing values; the unit with one value counts not."""
    found = krippendorff_alpha(PUBLISHED, level=level, draws=0)
    assert found.value == pytest.approx(alpha, abs=5e-4)
    assert (found.coders, found.units, found.values) == (4, 11, 40)


@pytest.mark.parametrize(("values", "alpha"), [(BINARY, 0.095), (CATEGORIES, 0.692)])
def test_two_coders(values, alpha):
    """Krippendorff (2011): binary and nominal data of two coders without missing values."""
    assert krippendorff_alpha(values, level="nominal", draws=0).value == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("level", LEVELS)
def test_against_pairs_counted_one_by_one(level):
    """Observed and expected disagreement by plain loops over pairs of values give the same."""
    columns = [[v for v in unit if v == v] for unit in np.array(PUBLISHED).T]
    columns = [unit for unit in columns if len(unit) > 1]
    flat = [v for unit in columns for v in unit]

    def squared(a, b):
        if level == "ordinal":
            low, high = min(a, b), max(a, b)
            between = sum(low <= v <= high for v in flat)
            return 0.0 if a == b else (between - (flat.count(a) + flat.count(b)) / 2) ** 2
        return {"nominal": float(a != b), "interval": (a - b) ** 2, "ratio": ((a - b) / (a + b)) ** 2}[level]

    observed = sum(
        squared(a, b) / (len(unit) - 1)
        for unit in columns
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    )
    expected = sum(squared(a, b) for a in flat for b in flat) / (len(flat) - 1)
    found = krippendorff_alpha(PUBLISHED, level=level, draws=0).value
    assert found == pytest.approx(1.0 - observed / expected)


@given(GRADES, st.sampled_from(LEVELS), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_coders_and_units_is_nothing(values, level, random):
    """Rows and columns in any order give the same alpha."""
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    before = krippendorff_alpha(values, level=level, draws=0)
    after = krippendorff_alpha(values[np.ix_(rows, columns)], level=level, draws=0)
    assert after.value == pytest.approx(before.value, nan_ok=True)
    assert (after.units, after.values, after.said) == (before.units, before.values, before.said)


@given(GRADES, st.sampled_from(LEVELS))
@settings(max_examples=80, deadline=None)
def test_it_is_1_only_where_all_agree(values, level):
    """Coders who say the same have an alpha of 1; any difference takes it below."""
    assume(len(set(np.nan_to_num(values[0])[np.isfinite(values[0])])) > 1)
    same = krippendorff_alpha(np.vstack([values[0]] * 3), level=level, draws=20)
    assert (same.value, same.high) == (1.0, 1.0)
    found = krippendorff_alpha(values, level=level, draws=0)
    differ = any(len(set(unit[np.isfinite(unit)])) > 1 for unit in values.T)
    assert found.value != found.value or (found.value < 1.0) == differ


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[X, X], [X, X]], "no unit has values of two coders"),
        ([[1, X], [X, 2]], "no unit has values of two coders"),
        ([[1, 2]], "no unit has values of two coders"),
        (np.empty((0, 0)), "no unit has values of two coders"),
        ([[2, 2, X], [2, 2, 1]], "all values are alike"),
    ],
)
def test_where_there_is_none_it_is_said(values, words):
    """No pair of values, or no variation: NaN without an interval, and the reason in words."""
    found = krippendorff_alpha(values, level="ordinal")
    assert words in found.said
    assert np.isnan([found.value, found.low, found.high]).all()


def test_the_interval_is_seeded_and_holds_the_value():
    """The same seed gives the same interval, another one another; it narrows with more units."""
    found = krippendorff_alpha(PUBLISHED, level="ordinal", seed=1)
    assert found == krippendorff_alpha(PUBLISHED, level="ordinal", seed=1)
    assert found.low < found.value < found.high <= 1.0
    assert krippendorff_alpha(PUBLISHED, level="ordinal", seed=2).low != found.low
    many = krippendorff_alpha(np.tile(PUBLISHED, 10), level="ordinal", seed=1)
    assert many.high - many.low < 0.5 * (found.high - found.low)


def test_resamples_without_variation_are_counted():
    """With one unit that differs, many resamples are of like values only; they are left out and counted."""
    found = krippendorff_alpha([[1, 1, 1, 1], [1, 1, 1, 2]], level="nominal")
    left = int(found.said.split(" of ")[0])
    assert 200 < left < 450  # 0.75 to the power of 4 is 0.32
    assert "left out" in found.said


def test_the_interval_covers_the_truth():
    """Of samples of 60 units from a large set of coded units, nine in ten hold the alpha of that set."""
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 4, 20_000)
    coders = [np.where(rng.random(20_000) < 0.7, truth, rng.integers(0, 4, 20_000)) for _ in range(2)]
    whole = np.array(coders, np.float64)
    alpha = krippendorff_alpha(whole, level="ordinal", draws=0).value
    held = 0
    for n in range(100):
        sample = whole[:, rng.choice(20_000, 60, replace=False)]
        found = krippendorff_alpha(sample, level="ordinal", seed=n, draws=200)
        held += found.low <= alpha <= found.high
    assert held >= 87


def test_wrong_input_is_refused_all_at_once():
    """Each problem is named, with what was seen."""
    with pytest.raises(SettingsError) as error:
        krippendorff_alpha([[1.0, -1.0], [np.inf, 0.0]], level="ratio", draws=-1, confidence=1.5)
    for words in ("infinite", "below 0", "draws: found -1", "confidence: found 1.5"):
        assert words in str(error.value)
    with pytest.raises(SettingsError, match="level: found 'vague'"):
        krippendorff_alpha([[1.0], [1.0]], level="vague")
    with pytest.raises(SettingsError, match="found 1 dimensions"):
        krippendorff_alpha([1.0, 2.0], level="nominal")
