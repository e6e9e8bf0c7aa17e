"""Any function of the zone matrices, against new searches and against the fast walk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.lattice.matrices import walk_matrices
from reopen.lattice.walk import walk
from tests.lattice.test_walk import ZONES, case


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_gets_the_matrices_of_new_searches(seed):
    """Each subset's matrices, layer by layer, are those of new searches."""
    one, two = case(seed), case(seed + 1)

    def value(matrices):
        return np.concatenate([np.nan_to_num(m, posinf=-1.0).ravel() for m in matrices])

    found = walk_matrices([one.costs, two.costs], [one.arcs, two.arcs], ZONES, value)
    for code in range(64):
        anew = value([some.anew[code][:ZONES, :ZONES] for some in (one, two)])
        np.testing.assert_allclose(found[code], anew, rtol=1e-12)


def test_equals_the_fast_walk():
    """The usual value as a function of the matrix gives what the compiled walk gives."""
    some = case(11)
    curves = some.curves
    pairs = curves.scale > 0

    def value(matrices):
        s = (curves.price + matrices[0][pairs]) * curves.inverse[pairs]
        worth = np.zeros_like(curves.scale)
        worth[pairs] = 2.0 * curves.scale[pairs] * (1.0 / np.sqrt(s) - 1.0)
        to, away = (np.bincount(curves.home, worth.sum(axis=axis), curves.parties) for axis in (0, 1))
        return curves.importer * to + (1 - curves.importer) * away

    fast = walk(some.costs, some.arcs, curves)
    assert fast.any()
    np.testing.assert_allclose(
        walk_matrices([some.costs], [some.arcs], ZONES, value), fast, rtol=1e-9, atol=1e-9
    )


def test_a_function_cannot_write_to_the_matrices():
    """Writing to a matrix raises; the walk's own costs are safe."""
    some = case(1)

    def value(matrices):
        matrices[0][0, 0] = 1.0
        return np.zeros(1)

    with pytest.raises(ValueError, match="read-only"):
        walk_matrices([some.costs], [some.arcs], ZONES, value)


def test_a_value_that_is_no_number_is_refused():
    """The combination whose value is not a number is named."""
    some = case(1)
    values = iter([0.0, 1.0, np.nan])
    with pytest.raises(ValueError, match="combination 11 is not a number"):
        walk_matrices([some.costs], [some.arcs], ZONES, lambda _: np.array([next(values)]))
