"""What a walk keeps of a cost matrix."""

from __future__ import annotations

import numpy as np

from reopen.lattice.trimmed import UNASKED, Arcs, trimmed


def test_keeps_asked_zones_and_ends_until_their_last_opening():
    """Zones without an asked pair go; of the ends of arcs those of the last one come first."""
    costs = np.arange(49, dtype=float).reshape(7, 7)
    arcs = Arcs(np.array([0, 1, 2]), np.array([3, 5]), np.array([4, 3]), np.array([1.0, 2.0]))
    asked = np.zeros((3, 3), dtype=bool)
    asked[0, 2] = True
    least = trimmed(costs, arcs, asked)
    assert least.zones.tolist() == [0, 2]
    kept = [0, 2, 3, 5, 4]
    expected = costs[np.ix_(kept, kept)]
    expected[:2, :2] = [[UNASKED, costs[0, 2]], [UNASKED, UNASKED]]
    np.testing.assert_array_equal(least.costs, expected)
    assert least.need.tolist() == [5, 4]
    assert least.arcs.tail.tolist() == [2, 3]
    assert least.arcs.head.tolist() == [4, 2]
    assert trimmed(costs, arcs, asked, any_order=True).need.tolist() == [5, 5]


def test_arcs_of_some_openings_keep_the_order_asked_for():
    """Picking openings 2 and 0 gives their arcs in that order."""
    arcs = Arcs(np.array([0, 2, 3, 4]), np.arange(4), np.arange(4) + 4, np.arange(4.0))
    some = arcs.of(np.array([2, 0]))
    assert some.first.tolist() == [0, 1, 3]
    assert some.tail.tolist() == [3, 0, 1]
    assert some.cost.tolist() == [3.0, 0.0, 1.0]
    assert len(some) == 2
