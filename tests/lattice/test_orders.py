"""What openings add along an order, against the values of the subsets they make."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.lattice.orders import follower
from reopen.lattice.walk import walk
from tests.lattice.test_walk import case


@given(seed=st.integers(0, 10_000), order=st.permutations(range(6)))
@settings(max_examples=25, deadline=None)
def test_adds_what_the_lattice_says(seed, order):
    """Along any order, and along its first half, each opening adds the difference of two subsets."""
    some = case(seed)
    values = walk(some.costs, some.arcs, some.curves)
    orders = np.array([order, [*order[:3], -1, -1, -1]])
    whole, half = follower(some.costs, some.arcs, some.curves)(orders)
    code = 0
    for step, o in enumerate(order):
        expected = values[code | 1 << o] - values[code]
        np.testing.assert_allclose(whole[step], expected, rtol=1e-9, atol=1e-7)
        code |= 1 << o
    np.testing.assert_array_equal(half[:3], whole[:3])
    assert not half[3:].any()
