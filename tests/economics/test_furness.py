"""Balancing against plain NumPy, closed forms and SciPy, and its behaviour where ways are lacking."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from reopen.economics.furness import balance_blocks, furness
from reopen.errors import SettingsError

few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32 - 1)
positive = st.floats(0.05, 20.0)


def drawn(seed, n_rows=4, n_columns=6):
    """A seed table with positive margins of equal sums."""
    rng = np.random.default_rng(seed)
    table = rng.lognormal(0.0, 1.0, (n_rows, n_columns))
    rows, columns = rng.lognormal(3.0, 1.0, n_rows), rng.lognormal(3.0, 1.0, n_columns)
    return table, rows, columns * rows.sum() / columns.sum()


def grouped(seed, n_zones=17, n_groups=4):
    """Zones in groups out of order, each group with at least one zone, and totals between all."""
    rng = np.random.default_rng(seed)
    group = rng.permutation(
        np.concatenate([np.arange(n_groups), rng.integers(0, n_groups, n_zones - n_groups)])
    )
    shape = rng.lognormal(0.0, 1.0, (n_zones, n_zones))
    totals = rng.lognormal(3.0, 1.0, (n_groups, n_groups)) * (rng.random((n_groups, n_groups)) < 0.8)
    return shape, group, totals, rng.lognormal(0.0, 1.0, n_zones), rng.lognormal(0.0, 1.0, n_zones)


def plain(seed, rows, columns, tolerance=1e-10):
    """The kernel's twin in NumPy, by factors a and b in place of scaling the table."""
    b = np.ones(len(columns))
    for _ in range(100_000):
        a = rows / (seed @ b)
        b = columns / (a @ seed)
        table = a[:, None] * seed * b
        if np.abs(table.sum(axis=1) / rows - 1.0).max() <= tolerance:
            return table
    raise AssertionError("the twin did not settle")


@given(seeds)
@few
def test_margins_hold(seed):
    """Rows and columns sum to what was asked for, and the residual says by how much they do not."""
    table, rows, columns = drawn(seed)
    found = furness(table, rows, columns)
    off = max(
        np.abs(found.table.sum(axis=1) / rows - 1.0).max(),
        np.abs(found.table.sum(axis=0) / columns - 1.0).max(),
    )
    assert off <= 1e-9
    assert found.residual == pytest.approx(off, abs=1e-14)
    assert found.residual <= 1e-10
    assert found.floored == 0


@given(seeds)
@few
def test_equals_its_twin(seed):
    """The kernel finds the table that plain NumPy finds by factors."""
    table, rows, columns = drawn(seed)
    assert furness(table, rows, columns).table == pytest.approx(plain(table, rows, columns), rel=1e-8)


def test_zero_margins_and_zero_seeds_equal_the_twin():
    """Rows without a sum and cells without a seed are 0, the rest is as if they were not there."""
    table, rows, columns = drawn(5, 4, 4)
    table[0, 1] = table[2, 3] = 0.0
    larger, more = np.insert(table, 2, 7.0, axis=0), np.insert(rows, 2, 0.0)
    found = furness(larger, more, columns).table
    assert (found[2] == 0.0).all()
    assert found[0, 1] == found[3, 3] == 0.0
    assert np.delete(found, 2, axis=0) == pytest.approx(plain(table, rows, columns), rel=1e-8)


@given(st.lists(positive, min_size=4, max_size=4), positive, positive, st.floats(0.1, 0.9))
@few
def test_two_by_two_has_a_closed_form(cells, first, second, part):
    """The odds ratio of the seed and the margins give one quadratic equation."""
    seed = np.reshape(cells, (2, 2))
    rows = np.array([first, second])
    columns = rows.sum() * np.array([part, 1.0 - part])
    found = furness(seed, rows, columns).table
    odds = seed[0, 0] * seed[1, 1] / (seed[0, 1] * seed[1, 0])
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(odds, rel=1e-9)
    # x (r2 - c1 + x) = odds (r1 - x) (c1 - x)
    roots = np.roots(
        [1.0 - odds, rows[1] - columns[0] + odds * (rows[0] + columns[0]), -odds * rows[0] * columns[0]]
    )
    assert np.abs(roots - found[0, 0]).min() <= 1e-6 * rows.sum()


def test_is_the_nearest_table_in_relative_entropy():
    """SciPy's constrained minimum of sum t (ln(t / s) - 1) is the same table."""
    seed, rows, columns = drawn(11, 3, 3)
    rows, columns = rows / rows.sum(), columns / columns.sum()

    def far(t):
        return float((t * (np.log(t / seed.ravel()) - 1.0)).sum())

    both = [
        {"type": "eq", "fun": lambda t: t.reshape(3, 3).sum(axis=1) - rows},
        {"type": "eq", "fun": lambda t: (t.reshape(3, 3).sum(axis=0) - columns)[:2]},
    ]
    best = minimize(
        far,
        np.outer(rows, columns).ravel(),
        jac=lambda t: np.log(t / seed.ravel()),
        method="SLSQP",
        bounds=[(1e-9, 1.0)] * 9,
        constraints=both,
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert best.success
    assert furness(seed, rows, columns).table.ravel() == pytest.approx(best.x, abs=1e-6)


@given(seeds)
@few
def test_a_balanced_seed_stays(seed):
    """A seed that has the margins comes back bit for bit, without an iteration."""
    table = drawn(seed)[0]
    found = furness(table, table.sum(axis=1), table.sum(axis=0))
    assert np.array_equal(found.table, table)
    assert found.iterations == 0


@given(seeds)
@few
def test_a_uniform_seed_gives_the_product_of_margins(seed):
    """Without a shape the table is r c / total, after one scaling, to the last digits."""
    _, rows, columns = drawn(seed)
    found = furness(np.full((4, 6), 0.3), rows, columns)
    assert found.table == pytest.approx(np.outer(rows, columns) / rows.sum(), rel=1e-13)
    assert found.iterations == 1


@given(seeds, st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
@few
def test_scale_of_margins_and_of_seed(seed, by, other):
    """Margins by a factor are a table by that factor; a factor on the seed is of no effect."""
    table, rows, columns = drawn(seed)
    found = furness(table * other, rows * by, columns * by).table
    assert found == pytest.approx(by * furness(table, rows, columns).table, rel=1e-8)


def test_inputs_are_left_alone():
    """The seed given is not scaled in place."""
    seed, rows, columns = drawn(3)
    before = seed.copy()
    furness(seed, rows, columns)
    assert np.array_equal(seed, before)


@given(seeds)
@few
def test_blocks_equal_furness_block_by_block(seed):
    """Each block is the table that `furness` finds with the same margins; totals of 0 give 0."""
    shape, group, totals, out, into = grouped(seed)
    found = balance_blocks(shape, group, totals, out, into)
    assert found.floored == 0
    assert found.residual <= 1e-10
    most = 0
    for (g, h), total in np.ndenumerate(totals):
        of, to = np.flatnonzero(group == g), np.flatnonzero(group == h)
        block = found.table[np.ix_(of, to)]
        if total == 0.0:
            assert (block == 0.0).all()
            continue
        rows, columns = total * out[of] / out[of].sum(), total * into[to] / into[to].sum()
        alone = furness(shape[np.ix_(of, to)], rows, columns)
        assert block == pytest.approx(alone.table, rel=1e-8)
        assert np.abs(block.sum(axis=1) / rows - 1.0).max() <= 1e-9
        assert np.abs(block.sum(axis=0) / columns - 1.0).max() <= 1e-9
        most = max(most, alone.iterations)
    assert abs(found.iterations - most) <= 1  # margins differ in their last digit


@given(seeds)
@few
def test_zones_without_weight_change_nothing(seed):
    """More zones of weight 0 get no flow and leave that of the others as it was."""
    shape, group, totals, out, into = grouped(seed)
    n = len(group)
    larger = np.random.default_rng(seed).lognormal(0.0, 1.0, (n + 3, n + 3))
    larger[:n, :n] = shape
    more = balance_blocks(
        larger, np.append(group, [0, 2, 3]), totals, np.append(out, [0.0] * 3), np.append(into, [0.0] * 3)
    ).table
    assert more[:n, :n] == pytest.approx(balance_blocks(shape, group, totals, out, into).table, rel=1e-8)
    assert (more[n:] == 0.0).all()
    assert (more[:, n:] == 0.0).all()


def test_order_of_zones_is_of_no_effect():
    """Zones in another order are the same table in that order."""
    shape, group, totals, out, into = grouped(8)
    to = np.random.default_rng(8).permutation(len(group))
    found = balance_blocks(shape[np.ix_(to, to)], group[to], totals, out[to], into[to]).table
    assert found == pytest.approx(
        balance_blocks(shape, group, totals, out, into).table[np.ix_(to, to)], rel=1e-8
    )


def between_two(seed, rows, columns):
    """One block, from the zones of group 0 to those of group 1, and all that its balance found."""
    n_rows, n_columns = seed.shape
    whole = np.ones((n_rows + n_columns,) * 2)
    whole[:n_rows, n_rows:] = seed
    found = balance_blocks(
        whole,
        [0] * n_rows + [1] * n_columns,
        [[0.0, float(np.sum(rows))], [0.0, 0.0]],
        np.append(rows, np.zeros(n_columns)),
        np.append(np.zeros(n_rows), columns),
    )
    return found, found.table[:n_rows, n_rows:]


def test_ways_that_suffice_take_no_floor():
    """Zeros that leave a table with the margins stay 0."""
    found, block = between_two(np.array([[1.0, 0.0], [2.0, 5.0]]), [3.0, 5.0], [6.0, 2.0])
    assert found.floored == 0
    assert block == pytest.approx(np.array([[3.0, 0.0], [3.0, 2.0]]), rel=1e-9)


def test_a_zone_without_ways_keeps_its_margin():
    """Rows and columns hold where a zone has no way; its flow is in cells that are counted."""
    seed = np.array([[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [3.0, 1.0, 1.0]])
    found, block = between_two(seed, [5.0, 2.0, 3.0], [4.0, 4.0, 2.0])
    assert found.floored == 3
    assert block.sum(axis=1) == pytest.approx([5.0, 2.0, 3.0], rel=1e-9)
    assert block.sum(axis=0) == pytest.approx([4.0, 4.0, 2.0], rel=1e-9)
    assert block[seed == 0.0].sum() == pytest.approx(2.0, rel=1e-9)


@pytest.mark.parametrize("number", range(5))
def test_little_more_than_must_flows_without_a_way(number):
    """Flow without a way is near the linear programme's least; a larger floor lets a little more flow."""
    rng = np.random.default_rng(number)
    seed, rows, columns = drawn(number, 5, 5)
    seed[rng.random((5, 5)) < 0.75] = 0.0
    found, block = between_two(seed, rows, columns)
    sums = np.vstack([np.kron(np.eye(5), np.ones(5)), np.kron(np.ones(5), np.eye(5))])
    least = linprog((seed == 0.0).ravel(), A_eq=sums, b_eq=np.append(rows, columns))
    assert least.success
    assert least.fun > 1.0
    assert found.floored > 0
    assert found.residual <= 1e-10
    assert block[seed == 0.0].sum() == pytest.approx(least.fun, rel=1e-3 if found.iterations < 1000 else 0.02)


def test_a_block_without_ways_is_the_product_of_its_margins():
    """No way at all leaves no shape, so that margins alone decide."""
    found, block = between_two(np.zeros((2, 3)), [6.0, 3.0], [1.0, 3.0, 5.0])
    assert found.floored == 6
    assert block == pytest.approx(np.outer([6.0, 3.0], [1.0, 3.0, 5.0]) / 9.0, rel=1e-12)


def test_rows_and_columns_without_a_cell_are_named():
    """All rows and columns that nothing can fill are listed at once."""
    seed = [[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0]]
    with pytest.raises(SettingsError, match=re.escape("rows [1] have")) as caught:
        furness(seed, [1.0, 1.0, 1.0], [2.0, 0.5, 0.5, 0.0])
    assert "columns [1] have" in str(caught.value)


def test_unequal_sums_are_both_shown():
    """The message has both totals."""
    with pytest.raises(SettingsError, match=r"rows sum to 3\.0 but columns to 3\.001"):
        furness(np.ones((2, 2)), [1.0, 2.0], [1.0, 2.001])


def test_a_pattern_that_allows_no_table_is_refused_with_its_residual():
    """Each row and column has a cell, yet the first row would have to send 3 to a column of 1."""
    with pytest.raises(SettingsError, match=r"after 5000 scalings a margin is still off by 2 "):
        furness([[1.0, 0.0], [1.0, 1.0]], [3.0, 1.0], [1.0, 3.0])


def test_wrong_values_are_named_all_at_once():
    """Negative and unknown values, tolerance and scalings come in one message."""
    with pytest.raises(SettingsError) as caught:
        furness([[1.0, -2.0], [1.0, np.nan]], [1.0, np.inf], [1.0, 1.0], tolerance=0.0, most=0)
    for part in ("seed at [0, 1] is -2.0 and 1 more", "row sums at [1] is inf", "tolerance of 0.0", "most 0"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("seed", "rows", "columns"),
    [
        ([1.0, 2.0], [1.0], [1.0]),
        (np.ones((2, 3)), [1.0] * 3, [1.0] * 2),
        (np.ones((2, 2)), [1.0], [1.0, 1.0]),
    ],
)
def test_shapes_must_fit(seed, rows, columns):
    """Arrays of other shapes are refused before anything is read."""
    with pytest.raises(SettingsError, match=r"expected \(R, C\), \(R,\) and \(C,\)"):
        furness(seed, rows, columns)


def test_groups_that_cannot_hold_a_total_are_named_all_at_once():
    """Groups without zones and groups without weight, as origin and as destination."""
    totals = np.zeros((4, 4))
    totals[0, 1] = totals[1, 3] = totals[2, 0] = 5.0
    with pytest.raises(SettingsError) as caught:
        balance_blocks(np.ones((3, 3)), [0, 1, 2], totals, [1.0, 0.0, 0.0], [0.0, 1.0, 1.0])
    for part in (
        "groups [1, 2] have a positive total from them but no positive row weight",
        "groups [3] have a positive total to them but no zones",
        "groups [0] have a positive total to them but no positive column weight",
    ):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": np.ones((2, 3))}, r"expected \(Z, Z\)"),
        ({"group": [0, 2]}, r"zones \[1\] are in groups \[2\]; expected 0 to 1"),
        ({"group": [0.0, 1.0]}, "whole numbers"),
        ({"totals": np.ones((2, 1))}, r"expected \(G, G\)"),
        ({"totals": [[0.0, -1.0], [0.0, 0.0]]}, r"totals at \[0, 1\] is -1\.0"),
        ({"row_weight": [1.0, np.nan]}, r"row weights at \[1\] is nan"),
    ],
)
def test_wrong_arguments_of_blocks(change, message):
    """Each wrong array is named with what was expected of it."""
    good = {
        "seed": np.ones((2, 2)),
        "group": [0, 1],
        "totals": np.ones((2, 2)),
        "row_weight": [1.0, 1.0],
        "column_weight": [1.0, 1.0],
    }
    assert balance_blocks(**good).table.tolist() == [[1.0, 1.0], [1.0, 1.0]]
    with pytest.raises(SettingsError, match=message):
        balance_blocks(**{**good, **change})


def test_a_block_that_does_not_settle_is_named():
    """One scaling is too few for an uneven block; the message has its groups."""
    shape, group, _, out, into = grouped(1, n_groups=2)
    with pytest.raises(SettingsError, match=r"groups 1 to 0 \(off by .*allow more scalings"):
        balance_blocks(shape, group, [[0.0, 0.0], [9.0, 0.0]], out, into, most=1)
