"""Draws against SciPy's triangular distribution, closed forms, and their own bytes."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from reopen.economics.draws import (
    claims_range,
    draw,
    percentiles,
    ranges,
    spread,
    triangular,
    uniform,
    unit_draws,
)
from reopen.errors import SettingsError

quick = settings(max_examples=40, deadline=None)
numbers = st.floats(-1e12, 1e12)
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20).map(np.array)
bounds = st.tuples(numbers, numbers, numbers).map(sorted)
THREE = {"b": (1, 2, 7), "a": (0, 0, 3), "c": (-4, 1, 1)}


def digest(values):
    return hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()


def test_ranges_keep_their_order_and_cannot_be_written_to():
    """Arrays follow the order given, from a mapping as from rows, and are read-only."""
    found = ranges(THREE)
    rows = ranges([(name, *values) for name, values in THREE.items()])
    assert found.names == rows.names == ("b", "a", "c")
    assert found.low.tolist() == rows.low.tolist() == [1.0, 0.0, -4.0]
    assert found.central.tolist() == [2.0, 0.0, 1.0]
    assert found.high.tolist() == [7.0, 3.0, 1.0]
    for values in (found.low, found.central, found.high):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0.0


def test_all_wrong_ranges_are_named_at_once():
    """One error names each range that is wrong and none that is right."""
    with pytest.raises(SettingsError) as caught:
        ranges(
            [
                ("right", 1, 2, 3),
                ("falling", 3, 2, 1),
                ("outside", 1, 5, 3),
                ("endless", 0, 1, np.inf),
                ("unknown", 0, np.nan, 1),
                ("wide", -1.7e308, 0, 1.7e308),
                ("huge", 0, 1, 10**400),
                ("short", 1, 2),
                ("text", "x", 1, 2),
                ("twin", 1, 2, 3),
                ("twin", 1, 2, 3),
            ]
        )
    message = str(caught.value)
    assert "'right'" not in message
    assert "'falling' has (3, 2, 1), which is upside down" in message
    assert "'outside' has (1, 5, 3), which is upside down" in message
    for name in ("endless", "unknown", "wide"):
        assert f"'{name}' has (" in message
    assert message.count("not finite") == 3
    for name in ("huge", "short", "text"):
        assert f"'{name}' has (" in message
    assert message.count("give the three numbers") == 3
    assert message.count("'twin' is given twice") == 1


def test_no_range_is_an_error():
    """An empty mapping is more likely a mistake than a wish."""
    with pytest.raises(SettingsError, match="there is none"):
        ranges({})


@quick
@given(m=st.integers(1, 10), dims=st.integers(1, 12), seed=st.integers(0, 2**63))
def test_each_column_has_one_value_in_every_stratum(m, dims, seed):
    """The property that makes a Sobol column balanced, which scrambling must keep."""
    unit = unit_draws(2**m, dims, seed)
    strata = np.sort(np.floor(unit * 2**m), axis=0)
    assert (strata == np.arange(2**m)[:, None]).all()


def test_a_seed_gives_these_very_bytes():
    """Published digests: the same on every machine and with every SciPy from 1.14 on."""
    unit, drawn = unit_draws(256, 5, seed=7), draw(ranges(THREE), 256, seed=7)
    assert digest(unit) == "fddfea91e8054a8505ac8771137409721d47043c932d56fe53f188ada6131c51"
    assert digest(drawn) == "9bbd9fc847905dd81d4046321e99e8c554429ee44ee5379febe35fdbcd962948"
    assert digest(unit_draws(256, 5, seed=8)) != digest(unit)


def test_scipy_before_the_renaming_gives_the_same_bytes(monkeypatch):
    """SciPy 1.14 knows the generator as ``seed``."""
    after, real = unit_draws(64, 3, seed=5), qmc.Sobol

    def before(d, *, scramble=True, bits=None, seed=None):
        return real(d, scramble=scramble, bits=bits, rng=seed)

    monkeypatch.setattr(qmc, "Sobol", before)
    assert unit_draws(64, 3, seed=5).tobytes() == after.tobytes()


@pytest.mark.parametrize(
    ("n", "nearest"),
    [
        (1000, "take 512 or 1024"),
        (3, "take 2 or 4"),
        (1, "take 2"),
        (0, "take 2"),
        (-8, "take 2"),
        (np.int64(65), "take 64 or 128"),
        (2**30 + 1, "take 1073741824"),
        (64.0, "is no whole number; take a power of two such as 1024"),
        (True, "is no whole number; take a power of two such as 1024"),
    ],
)
def test_other_numbers_of_draws_name_the_nearest_powers(n, nearest):
    """Only powers of two are balanced; the message says which are near."""
    with pytest.raises(SettingsError) as caught:
        unit_draws(n, 2, seed=1)
    assert str(caught.value).endswith(nearest)


def test_wrong_columns_and_seeds_are_told_together():
    """All that is wrong with a call is in one message."""
    with pytest.raises(SettingsError) as caught:
        unit_draws(5, 0, seed=-1)
    for part in ("5 draws", "take 4 or 8", "0 columns", "the seed -1"):
        assert part in str(caught.value)
    with pytest.raises(SettingsError, match="21202 columns"):
        unit_draws(2, 21202, seed=1)
    with pytest.raises(SettingsError, match="the seed None"):
        unit_draws(2, 1, seed=None)


@quick
@given(u=shares, values=bounds)
def test_triangular_is_scipys(u, values):
    """The inverse distribution function equals ``scipy.stats.triang.ppf``."""
    low, central, high = values
    assume(high - low > 1e-6 * max(abs(low), abs(high), 1e-3))
    twin = stats.triang.ppf(u, (central - low) / (high - low), loc=low, scale=high - low)
    assert triangular(u, low, central, high) == pytest.approx(twin, rel=1e-9, abs=1e-9 * (high - low))


@quick
@given(u=shares, values=bounds)
def test_draws_stay_within_their_range_and_rise_with_u(u, values):
    """Neither end is passed by rounding; a higher probability is never a lower value."""
    low, central, high = values
    rounding = 1e-12 * (abs(low) + abs(high))
    for inverse in (triangular, uniform):
        found = inverse(np.sort(u), low, central, high)
        assert (found >= low).all()
        assert (found <= high).all()
        assert (np.diff(found) >= -rounding).all()
        assert inverse([0.0, 1.0], low, central, high) == pytest.approx([low, high], rel=0.0, abs=rounding)


@quick
@given(u=shares, value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_range_of_one_value_is_that_value_bit_for_bit(u, value):
    """A collapsed range gives central whatever the probability, of any size and sign."""
    for inverse in (triangular, uniform):
        assert inverse(u, value, value, value).tobytes() == np.full(len(u), value).tobytes()


def test_the_most_likely_value_may_be_an_end():
    """Half triangles have the quantiles of ``1 - sqrt(1 - u)`` and ``sqrt(u)``."""
    u = np.linspace(0.0, 1.0, 101)
    assert triangular(u, 0.0, 0.0, 1.0) == pytest.approx(1.0 - np.sqrt(1.0 - u), abs=1e-15)
    assert triangular(u, 0.0, 1.0, 1.0) == pytest.approx(np.sqrt(u), abs=1e-15)


def test_very_wide_ranges_do_not_overflow():
    """The root is taken of shares, so that a width of 1e300 is no trouble."""
    assert triangular(0.5, -1e300, 0.0, 1e300) == pytest.approx(0.0, abs=1e285)


@pytest.mark.parametrize("inverse", [triangular, uniform])
def test_wrong_probabilities_and_ranges_are_told(inverse):
    """Per cent for shares, values that are no number and ranges upside down do not pass."""
    for wrong in (50.0, -0.1, np.nan):
        with pytest.raises(SettingsError, match=r"not in \[0, 1\]"):
            inverse([0.5, wrong], 0.0, 1.0, 2.0)
    for low, central, high in ((2, 1, 3), (0, 3, 2), (0, 1, np.inf), (np.nan, 1, 2), (-np.inf, 0, np.inf)):
        with pytest.raises(SettingsError, match="upside down or not finite"):
            inverse(0.5, low, central, high)


@quick
@given(values=st.tuples(st.floats(-100, 100), st.floats(0, 50), st.floats(1, 50)), seed=st.integers(0, 1000))
def test_mean_and_variance_are_the_closed_forms(values, seed):
    """(a + b + c) / 3 and (a2 + b2 + c2 - ab - ac - bc) / 18 for the triangular; uniform likewise."""
    a, c = values[0], values[0] + values[1]
    b = c + values[2]
    over = ranges({"x": (a, c, b)})
    drawn, flat = draw(over, 4096, seed), draw(over, 4096, seed, distribution="uniform")
    assert drawn.mean() == pytest.approx((a + b + c) / 3, abs=1e-3 * (b - a))
    variance = (a * a + b * b + c * c - a * b - a * c - b * c) / 18
    assert drawn.var() == pytest.approx(variance, abs=1e-3 * (b - a) ** 2)
    assert flat.mean() == pytest.approx((a + b) / 2, abs=1e-3 * (b - a))
    assert flat.var() == pytest.approx((b - a) ** 2 / 12, abs=1e-3 * (b - a) ** 2)


def test_parameters_are_independent():
    """Columns of a draw are all but uncorrelated, unlike one column used twice."""
    drawn = draw(ranges({f"p{k}": (0, 1, 3) for k in range(12)}), 4096, seed=3)
    between = np.corrcoef(drawn.T) - np.eye(12)
    assert abs(between).max() < 0.05


@quick
@given(order=st.permutations(sorted(THREE)), seed=st.integers(0, 1000))
def test_the_order_of_listing_does_not_matter(order, seed):
    """Each name draws the same bytes wherever it is listed."""
    plain, other = ranges(THREE), ranges({name: THREE[name] for name in order})
    first, second = draw(plain, 32, seed), draw(other, 32, seed)
    for name in THREE:
        ours, theirs = first[:, plain.names.index(name)], second[:, other.names.index(name)]
        assert ours.tobytes() == theirs.tobytes()


def test_collapsing_one_range_leaves_the_others_draws():
    """A range without width keeps its column, so that fixing one parameter is a clean comparison."""
    free, fixed = draw(ranges(THREE), 64, 1), draw(ranges({**THREE, "a": (2, 2, 2)}), 64, 1)
    assert free[:, [0, 2]].tobytes() == fixed[:, [0, 2]].tobytes()
    assert (fixed[:, 1] == 2.0).all()
    assert len(np.unique(free[:, 1])) == 64


@quick
@given(values=st.lists(numbers, min_size=1, max_size=6), seed=st.integers(0, 1000))
def test_all_ranges_collapsed_give_central_and_its_percentiles(values, seed):
    """Without uncertainty every draw and every percentile is the central value, bit for bit."""
    over = ranges({f"p{k}": (value, value, value) for k, value in enumerate(values)})
    for distribution in ("triangular", "uniform"):
        drawn = draw(over, 16, seed, distribution=distribution)
        assert drawn.tobytes() == np.tile(over.central, (16, 1)).tobytes()
        assert percentiles(drawn).tobytes() == np.tile(over.central, (3, 1)).tobytes()


def test_unknown_distributions_and_missing_columns_are_told():
    """The message names what there is."""
    with pytest.raises(SettingsError, match="'normal'; take one of triangular, uniform"):
        draw(ranges(THREE), 16, 1, distribution="normal")
    with pytest.raises(SettingsError, match=r"shape \(4, 2\) for 3 ranges"):
        spread(np.zeros((4, 2)), ranges(THREE))


@quick
@given(values=st.lists(numbers, min_size=1, max_size=9))
def test_claims_make_a_range(values):
    """Least, median and greatest are a range that passes the checks, whatever is claimed."""
    low, central, high = claims_range(values)
    assert (low, high) == (min(values), max(values))
    assert sum(v <= central for v in values) * 2 >= len(values)
    assert sum(v >= central for v in values) * 2 >= len(values)
    assert ranges({"claim": (low, central, high)}).central[0] == central


def test_claims_of_one_voice_are_exact():
    """Equal claims give no width, an even number of them too."""
    assert claims_range([0.1, 0.1, 0.1, 0.1]) == (0.1, 0.1, 0.1)


@pytest.mark.parametrize(("values", "said"), [([], "no claim"), ([1.0, np.nan], "claim nan is not finite")])
def test_claims_must_be_numbers(values, said):
    """No claim, or one that is no number, makes no range."""
    with pytest.raises(SettingsError, match=said):
        claims_range(values)


@quick
@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30),
    q=st.lists(st.floats(0, 100), min_size=1, max_size=5),
)
def test_percentiles_are_linear_between_order_statistics(values, q):
    """A plain twin: walk (n - 1) q / 100 steps along the sorted draws."""
    steps = (len(values) - 1) * np.array(q) / 100.0
    twin = np.interp(steps, np.arange(len(values)), np.sort(values))
    assert percentiles(values, q=q) == pytest.approx(twin, rel=1e-9, abs=1e-6)


def test_percentiles_lie_first_whatever_the_axis():
    """Draws along the last axis give the transpose of draws along the first."""
    drawn = np.random.default_rng(1).random((8, 3, 2))
    there = percentiles(drawn)
    assert there.shape == (3, 3, 2)
    assert (percentiles(np.moveaxis(drawn, 0, -1), axis=-1) == there).all()
    assert (np.diff(there, axis=0) > 0).all()


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (np.zeros((0, 2)), {}, "no draw in shape"),
        (np.zeros(3), {"axis": 1}, "no axis 1"),
        (1.0, {}, "no axis 0"),
        ([1.0, np.nan, np.inf], {}, "2 of the draws are not finite"),
        ([1.0], {"q": (50, 101)}, "percentile 101.0"),
    ],
)
def test_percentiles_of_nothing_are_told(values, options, said):
    """What has no percentile says why."""
    with pytest.raises(SettingsError, match=said):
        percentiles(values, **options)
