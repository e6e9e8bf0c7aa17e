"""Sensitivity against analytic indices of test functions, SciPy's estimators and closed forms."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reopen.economics.draws import ranges
from reopen.economics.sensitivity import _weights, sobol_indices, tornado
from reopen.errors import SettingsError

quick = settings(max_examples=20, deadline=None)
widths = st.tuples(st.floats(0, 10), st.floats(0.5, 10))
CUBE = ranges(dict.fromkeys("abcd", (0, 0.5, 1)))


def ishigami(x, a=7.0, b=0.1):
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_shares(a=7.0, b=0.1):
    """First and total indices (Ishigami and Homma 1990)."""
    v1 = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    v = v1 + v2 + v13
    return np.array([v1, v2, 0.0]) / v, np.array([v1 + v13, v2, v13]) / v, v


def triangular_variance(a, c, b):
    return (a * a + b * b + c * c - a * b - a * c - b * c) / 18


def arrays(found):
    return [value for value in astuple(found) if isinstance(value, np.ndarray)]


def test_ishigami_is_split_as_published():
    """First and total indices within 0.005 of the analytic ones, which are the published ones."""
    first, total, variance = ishigami_shares()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)
    over = ranges(dict.fromkeys(("x1", "x2", "x3"), (-np.pi, 0, np.pi)))
    found = sobol_indices(ishigami, over, n=2**14, distribution="uniform", resamples=50)
    assert found.names == ("x1", "x2", "x3")
    assert found.first[:, 0] == pytest.approx(first, abs=5e-3)
    assert found.total[:, 0] == pytest.approx(total, abs=5e-3)
    assert found.variance == pytest.approx([variance], rel=5e-3)


def test_groups_of_the_g_function():
    """Groups of unequal size against the closed form of Sobol's g-function (Saltelli et al. 2008)."""
    weight = np.array([0.0, 1.0, 4.5, 9.0])
    groups = {"outer": ["d", "a"], "inner": ["b"], "rest": ["c"]}
    members = [[0, 3], [1], [2]]
    part = 1 + 1 / (3 * (1 + weight) ** 2)
    variance = part.prod() - 1
    first = [(part[g].prod() - 1) / variance for g in members]
    total = [1 - (np.delete(part, g).prod() - 1) / variance for g in members]

    found = sobol_indices(
        lambda x: ((abs(4 * x - 2) + weight) / (1 + weight)).prod(axis=1),
        CUBE,
        groups,
        n=2**13,
        distribution="uniform",
        resamples=50,
    )
    assert found.names == ("outer", "inner", "rest")
    assert found.first[:, 0] == pytest.approx(first, abs=5e-3)
    assert found.total[:, 0] == pytest.approx(total, abs=5e-3)
    assert found.variance == pytest.approx([variance], rel=1e-2)


@quick
@given(
    parts=st.lists(widths, min_size=2, max_size=4),
    slopes=st.lists(st.sampled_from([-3.0, -1.0, 0.5, 2.0]), min_size=4, max_size=4),
    seed=st.integers(0, 1000),
)
def test_sums_are_split_by_triangular_variances(parts, slopes, seed):
    """Of a sum, first and total are both the slope squared times the closed-form variance."""
    over = ranges({f"p{k}": (-left, 0, right) for k, (left, right) in enumerate(parts)})
    slope = np.array(slopes[: len(parts)])
    share = slope**2 * [triangular_variance(-left, 0, right) for left, right in parts]
    found = sobol_indices(lambda x: 1e6 + x @ slope, over, n=1024, seed=seed, resamples=10)
    assert found.variance[0] == pytest.approx(share.sum(), rel=0.02)
    assert found.total[:, 0] == pytest.approx(share / share.sum(), abs=0.02)
    assert found.first[:, 0] == pytest.approx(share / share.sum(), abs=0.06)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_total_is_not_below_first_and_firsts_do_not_exceed_one(seed):
    """Orders that hold for every function, here with interactions of all parameters, up to scatter."""
    found = sobol_indices(lambda x: np.exp(3 * x.prod(axis=1)), CUBE, n=2**12, seed=seed, resamples=10)
    assert (found.total >= found.first - 0.01).all()
    assert 0.1 < found.first.sum() <= 1.01
    assert found.total.sum() >= 1.1  # the interactions are there to be found


@quick
@given(groups=st.integers(2, 5), results=st.integers(2, 3), seed=st.integers(0, 1000))
def test_estimates_are_scipys(groups, results, seed):
    """The same values of A, B and AB give SciPy's estimates."""
    n, kept = 64, {}

    def noise(x):
        values = np.random.default_rng(seed).random((len(x), results))
        kept["f_A"], kept["f_B"] = values[:n].T, values[n : 2 * n].T
        kept["f_AB"] = values[2 * n :].reshape(groups, n, results).transpose(0, 2, 1)
        return values

    over = ranges({f"p{k}": (0, 1, 2) for k in range(groups)})
    found = sobol_indices(noise, over, n=n, resamples=10)
    twin = stats.sobol_indices(func=kept, n=n)
    assert found.first == pytest.approx(twin.first_order.T, rel=1e-9, abs=1e-12)
    assert found.total == pytest.approx(twin.total_order.T, rel=1e-9, abs=1e-12)


def test_the_function_is_called_once_with_groups_exchanged_whole():
    """Rows are A, B, and for each group A with all columns of the group, and no other, out of B."""
    seen = []
    groups = {"ends": ["a", "d"], "middle": ["b", "c"]}
    sobol_indices(lambda x: seen.append(x) or x.sum(axis=1), CUBE, groups, n=32, resamples=10)
    assert len(seen) == 1
    a, b, ends, middle = seen[0].reshape(4, 32, 4)
    assert not (a == b).any()
    assert (ends[:, [0, 3]] == b[:, [0, 3]]).all()
    assert (ends[:, [1, 2]] == a[:, [1, 2]]).all()
    assert (middle[:, [1, 2]] == b[:, [1, 2]]).all()
    assert (middle[:, [0, 3]] == a[:, [0, 3]]).all()


def test_the_order_of_parameters_does_not_matter():
    """Names, not places, decide what is drawn, so that results stay when rows of a table are moved."""
    turned = ranges(dict.fromkeys("dcba", (0, 0.5, 1)))
    one = sobol_indices(lambda x: x[:, 0] * x[:, 1] + x[:, 3], CUBE, n=64, resamples=10)
    two = sobol_indices(lambda x: x[:, 3] * x[:, 2] + x[:, 0], turned, n=64, resamples=10)
    assert two.names == one.names[::-1]
    assert (two.first[::-1] == one.first).all()
    assert (two.total_high[::-1] == one.total_high).all()


def test_the_same_seed_gives_the_same_bytes():
    """Estimates and limits of confidence repeat; another seed gives others."""
    run = [sobol_indices(lambda x: x.prod(axis=1), CUBE, n=64, seed=s, resamples=20) for s in (3, 3, 4)]
    assert [v.tobytes() for v in arrays(run[0])] == [v.tobytes() for v in arrays(run[1])]
    assert (run[0].first != run[2].first).all()
    assert (run[0].first_low != run[2].first_low).all()


def test_limits_cover_the_analytic_indices():
    """Over 40 seeds, limits at 95 % hold the true index at least nine times in ten."""
    first, total, _ = ishigami_shares()
    over = ranges(dict.fromkeys(("x1", "x2", "x3"), (-np.pi, 0, np.pi)))
    held = []
    for seed in range(40):
        found = sobol_indices(ishigami, over, n=256, seed=seed, distribution="uniform", resamples=200)
        assert (found.first_low < found.first_high).all()
        assert (found.total_low < found.total_high).all()
        held.append((found.first_low[:, 0] <= first) & (first <= found.first_high[:, 0]))
        held.append((found.total_low[:, 0] <= total) & (total <= found.total_high[:, 0]))
    assert np.mean(held) >= 0.9


def test_limits_narrow_with_rows_and_with_less_confidence():
    """Four times the rows about halve the width; 50 % limits lie within those of 95 %."""
    wide, rows, level = (
        sobol_indices(lambda x: x.prod(axis=1), CUBE, n=n, confidence=c)
        for n, c in ((512, 0.95), (2048, 0.95), (512, 0.5))
    )
    ratio = (wide.total_high - wide.total_low) / (rows.total_high - rows.total_low)
    assert ratio == pytest.approx(np.full((4, 1), 2.0), rel=0.3)
    assert (wide.first_low < level.first_low).all()
    assert (level.first_high < wide.first_high).all()


def test_limits_are_percentiles_of_plainly_resampled_rows():
    """A plain twin: take rows with replacement and estimate from these alone, one resample at a time."""
    n, resamples, seed = 64, 25, 5
    values = np.random.default_rng(9).random(3 * n)
    found = sobol_indices(
        lambda x: values[: len(x)], ranges({"a": (0, 1, 2)}), n=n, seed=seed, resamples=resamples
    )
    a, b, ab = values.reshape(3, n) - values[: 2 * n].mean()
    rng = np.random.default_rng((seed, 1))
    first, total = [], []
    for _ in range(resamples):
        at = rng.integers(n, size=n)
        variance = np.var([a[at], b[at]])
        first.append(np.mean(b[at] * (ab[at] - a[at])) / variance)
        total.append(np.mean((a[at] - ab[at]) ** 2) / 2 / variance)
    limits = [found.first_low, found.first_high, found.total_low, found.total_high]
    twin = [*np.quantile(first, [0.025, 0.975]), *np.quantile(total, [0.025, 0.975])]
    assert np.ravel(limits) == pytest.approx(twin, rel=1e-9)


def test_weights_do_not_depend_on_the_batch(monkeypatch):
    """Resamples held a few at a time are those held all at once, and each takes n rows."""
    whole = np.concatenate(list(_weights(16, 7, 3)))
    monkeypatch.setattr("reopen.economics.sensitivity._WEIGHTS", 32)
    pieces = list(_weights(16, 7, 3))
    assert [len(piece) for piece in pieces] == [2, 2, 2, 1]
    assert (np.concatenate(pieces) == whole).all()
    assert (whole.sum(axis=1) == 1.0).all()


def test_results_that_do_not_vary_are_flagged():
    """Constant results have indices 0, not NaN, also when rounding makes them tremble."""

    def three(x):
        return np.stack([np.full(len(x), 7.0), 1e9 + 1e-7 * x[:, 0], x[:, 0]], axis=1)

    found = sobol_indices(three, CUBE, n=64, resamples=10)
    assert found.constant.tolist() == [True, True, False]
    assert found.variance[:2].tolist() == [0.0, 0.0]
    for share in (found.first, found.total, found.first_low, found.total_high):
        assert np.isfinite(share).all()
        assert (share[:, :2] == 0.0).all()
    assert found.total[0, 2] == pytest.approx(1.0, abs=0.05)


def test_collapsed_ranges_move_nothing():
    """With all ranges collapsed all is constant; with one, its indices alone are exactly 0."""
    fixed = ranges({name: (k, k, k) for k, name in enumerate("abcd")})
    found = sobol_indices(lambda x: x.sum(axis=1), fixed, n=16, resamples=10)
    assert found.constant.all()
    assert not found.first.any()
    assert not found.total.any()
    over = ranges({"a": (0, 1, 2), "b": (5, 5, 5)})
    found = sobol_indices(lambda x: x.prod(axis=1), over, n=64, resamples=10)
    for share in (found.first, found.total, found.first_low, found.first_high, found.total_high):
        assert share[1, 0] == 0.0
    assert found.total[0, 0] > 0.9


def test_one_group_of_all_parameters_is_everything():
    """One group and one result keep the shape (1, 1), with indices of 1."""
    found = sobol_indices(lambda x: x.prod(axis=1), CUBE, {"all": list("abcd")}, n=4096, resamples=10)
    assert found.first.shape == found.total_high.shape == (1, 1)
    assert found.first[0, 0] == pytest.approx(1.0, abs=0.03)
    assert found.total[0, 0] == pytest.approx(1.0, abs=0.03)


@quick
@given(scale=st.sampled_from([-1e120, 1e-120, 3.0, -1.0]), shift=st.sampled_from([0.0, 10.0]))
def test_units_do_not_matter(scale, shift):
    """Indices stay when a result is given in other units, and variance goes with their square."""
    plain = sobol_indices(lambda x: x.prod(axis=1), CUBE, n=64, resamples=10)
    other = sobol_indices(lambda x: scale * (shift + x.prod(axis=1)), CUBE, n=64, resamples=10)
    assert other.first == pytest.approx(plain.first, rel=1e-6, abs=1e-9)
    assert other.total_low == pytest.approx(plain.total_low, rel=1e-6, abs=1e-9)
    assert other.variance == pytest.approx(scale**2 * plain.variance, rel=1e-6, abs=0.0)


def test_all_wrong_groups_are_told_at_once():
    """Empty, unknown, doubled and missing members are in one message."""
    with pytest.raises(SettingsError) as caught:
        sobol_indices(lambda x: x[:, 0], CUBE, {"one": ["a", "b"], "two": ["b", "x"], "none": []}, n=16)
    for part in (
        "group 'none' is empty",
        "group 'two' lists 'x', which has no range",
        "'b' is listed in 'one' and again in 'two'",
        "'c' varies but is in no group",
        "'d' varies but is in no group",
    ):
        assert part in str(caught.value)
    assert "'a'" not in str(caught.value)


def test_a_parameter_without_width_needs_no_group():
    """What does not vary has no share, so that it may be left out."""
    over = ranges({"a": (0, 1, 2), "fixed": (5, 5, 5)})
    assert sobol_indices(lambda x: x[:, 0], over, {"a": ["a"]}, n=16, resamples=10).names == ("a",)


def test_more_than_twelve_groups_are_too_many():
    """Thirteen parameters need groups; twelve do not."""
    many = {f"p{k}": (0, 1, 2) for k in range(13)}
    with pytest.raises(SettingsError, match="13 groups; give 1 to 12"):
        sobol_indices(lambda x: x.sum(axis=1), ranges(many), n=16)
    del many["p0"]
    assert len(sobol_indices(lambda x: x.sum(axis=1), ranges(many), n=16, resamples=10).names) == 12


def test_wrong_options_are_told():
    """Limits and rows out of range say what was seen and what to give."""
    with pytest.raises(SettingsError) as caught:
        sobol_indices(lambda x: x[:, 0], CUBE, confidence=95, resamples=0)
    assert "confidence is 95" in str(caught.value)
    assert "resamples is 0" in str(caught.value)
    with pytest.raises(SettingsError, match="take 512 or 1024"):
        sobol_indices(lambda x: x[:, 0], CUBE, n=1000)


@pytest.mark.parametrize("ask", [tornado, lambda f, over: sobol_indices(f, over, n=16)])
def test_wrong_results_are_told(ask):
    """A function must answer every row with finite numbers."""
    with pytest.raises(SettingsError, match=r"returned shape \(3,\)"):
        ask(lambda x: np.zeros(3), CUBE)
    with pytest.raises(SettingsError, match=r"returned shape \(\)"):
        ask(lambda x: 1.0, CUBE)
    with pytest.raises(SettingsError, match=r"results of 1 of \d+ rows are not finite, first in row 2"):
        ask(lambda x: np.where(np.arange(len(x)) == 2, np.nan, 1.0), CUBE)


@quick
@given(
    parts=st.lists(widths, min_size=1, max_size=5),
    slopes=st.lists(st.integers(-4, 4), min_size=5, max_size=5),
)
def test_tornado_of_a_sum_swings_by_slope_times_width(parts, slopes):
    """Low, high, swing and order against arithmetic, for two results at once."""
    over = ranges({f"p{k}": (-left, 0, right) for k, (left, right) in enumerate(parts)})
    slope = np.stack([slopes[: len(parts)], np.ones(len(parts))], axis=1)
    found = tornado(lambda x: x @ slope, over)
    assert found.central == pytest.approx(np.zeros(2), abs=1e-12)
    assert found.low == pytest.approx(over.low[:, None] * slope, abs=1e-9)
    assert found.high == pytest.approx(over.high[:, None] * slope, abs=1e-9)
    assert found.swing == pytest.approx((over.high - over.low)[:, None] * abs(slope), abs=1e-9)
    falling = np.take_along_axis(found.swing, found.order, axis=0)
    assert (np.diff(falling, axis=0) <= 0).all()
    assert (np.sort(found.order, axis=0) == np.arange(len(parts))[:, None]).all()


def test_tornado_counts_a_result_that_turns_back():
    """With the same result at both ends, the swing is what lies between them and central."""
    found = tornado(lambda x: x[:, 0] ** 2 + 0.1 * x[:, 1], ranges({"a": (-1, 0, 1), "b": (-1, 0, 1)}))
    assert found.low[0] == found.high[0] == [1.0]
    assert found.swing[:, 0] == pytest.approx([1.0, 0.2])
    assert found.order[:, 0].tolist() == [0, 1]


def test_tornado_breaks_ties_by_name_and_ranks_each_result():
    """Equal swings follow the alphabet, not the order of listing; each result has its own order."""
    over = ranges({"c": (0, 1, 2), "a": (0, 1, 2), "b": (0, 1, 2)})
    found = tornado(lambda x: np.stack([x.sum(axis=1), 5 * x[:, 0] + x[:, 2]], axis=1), over)
    assert [over.names[p] for p in found.order[:, 0]] == ["a", "b", "c"]
    assert [over.names[p] for p in found.order[:, 1]] == ["c", "b", "a"]


def test_tornado_of_collapsed_ranges_is_central():
    """Without width nothing swings, exactly."""
    found = tornado(
        lambda x: np.exp(x).sum(axis=1), ranges({name: (0.1 * k,) * 3 for k, name in enumerate("abc")})
    )
    assert not found.swing.any()
    assert (found.low == found.central).all()
