"""The front against brute force over all pairs, with ties, duplicates and awkward numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reopen.economics.pareto import check_table, pareto_front
from reopen.errors import SettingsError

quick = settings(max_examples=60, deadline=None)
shapes = st.tuples(st.integers(0, 40), st.integers(1, 10))
few_values = arrays(np.float64, shapes, elements=st.integers(-2, 2).map(float))
any_values = arrays(np.float64, shapes, elements=st.floats(-1e12, 1e12))


def dominates(a, b, tie=0.0):
    return bool(np.all(a - b >= -tie) and np.any(a - b > tie))


def brute(values):
    return [not any(dominates(other, row) for other in values) for row in values]


def greedy(values, tie):
    """The rule for a tie above 0 as the docstring words it."""
    order = sorted(range(len(values)), key=lambda i: (-values[i].sum(), *-values[i], i))
    front, kept = [], [False] * len(values)
    for i in order:
        kept[i] = not any(dominates(values[j], values[i], tie) for j in front)
        if kept[i] and not any(np.all(np.abs(values[j] - values[i]) <= tie) for j in front):
            front.append(i)
    return kept


@given(few_values)
@quick
def test_equals_brute_force_with_many_duplicates(values):
    """Small whole numbers, so that equal totals and identical rows abound."""
    assert pareto_front(values).tolist() == brute(values)


@given(any_values)
@quick
def test_equals_brute_force_on_any_numbers(values):
    """Numbers of any size, so that totals round."""
    assert pareto_front(values).tolist() == brute(values)


@given(few_values, st.sampled_from([0.25, 1.0, 2.0]))
@quick
def test_tie_equals_the_plain_rule(values, tie):
    """With a tie the front is the one that the docstring describes, edges included."""
    assert pareto_front(values, tie=tie).tolist() == greedy(values, tie)


@given(any_values, st.floats(1e-6, 1e12))
@quick
def test_with_a_tie_what_is_left_out_is_dominated_by_what_stays(values, tie):
    """The front is never empty and covers every row, though such dominance is not transitive."""
    kept = pareto_front(values, tie=tie)
    assert kept.any() or not len(values)
    for row in values[~kept]:
        assert any(dominates(other, row, tie) for other in values[kept])


def test_a_circle_of_dominance_keeps_a_row():
    """Each of three rows dominates the next up to a tie; the first by total and column stays."""
    circle = np.array([[0.0, 0.9, 1.8], [1.8, 0.0, 0.9], [0.9, 1.8, 0.0]])
    assert all(dominates(circle[i], circle[i - 1], 1.0) for i in range(3))
    assert pareto_front(circle, tie=1.0).tolist() == [False, True, True]


@pytest.mark.parametrize("width", [1, 2, 4, 9])
@pytest.mark.parametrize("spread", [0.0, 0.3, 3.0])
def test_large_tables_equal_brute_force(width, spread):
    """Thousands of rows, from alike to opposed countries: levels, blocks and swaps all come into play."""
    rng = np.random.default_rng(7)
    values = (rng.normal(size=(3000, 1)) + spread * rng.normal(size=(3000, width))).round(2)
    found = pareto_front(values)
    least = np.all(values[:, None] >= values[None], axis=2)
    better = np.any(values[:, None] > values[None], axis=2)
    assert np.array_equal(found, ~np.any(least & better, axis=0))


def test_all_opposed_rows_stay():
    """On a line of constant total nobody can gain without another's loss."""
    x = np.arange(5000.0)
    assert pareto_front(np.column_stack([x, -x])).all()


def test_a_gain_lost_in_the_rounding_of_the_total_still_dominates():
    """1e16 + 1 is 1e16 in floating point; the row of the lost 1 dominates, in either order."""
    rows = np.array([[1e16, 0.0], [1e16, 1.0]])
    assert pareto_front(rows).tolist() == [False, True]
    assert pareto_front(rows[::-1]).tolist() == [True, False]


@given(few_values, st.randoms(use_true_random=False))
@quick
def test_the_order_of_rows_does_not_matter(values, random):
    """Shuffling the packages shuffles the verdicts."""
    order = np.array(random.sample(range(len(values)), len(values)), dtype=int)
    assert np.array_equal(pareto_front(values[order]), pareto_front(values)[order])


def test_refuses_what_is_no_table():
    """Each message names the value seen."""
    with pytest.raises(SettingsError, match=r"shape \(3,\)"):
        pareto_front([1.0, 2.0, 3.0])
    with pytest.raises(SettingsError, match=r"shape \(3, 0\)"):
        pareto_front(np.empty((3, 0)))
    with pytest.raises(SettingsError, match="row 1, column 0 is nan, and 1 more"):
        pareto_front([[1.0, 2.0], [np.nan, np.inf]])
    for tie in (-1.0, np.nan, np.inf):
        with pytest.raises(SettingsError, match=f"tie is {tie}"):
            pareto_front([[1.0]], tie=tie)


def test_check_table_names_the_table():
    """The message begins with the name of the argument."""
    with pytest.raises(SettingsError, match=r"^gains: row 0, column 1 is inf; expected"):
        check_table("gains", [[0.0, np.inf]])
