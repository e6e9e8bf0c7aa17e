"""Sums along paths against a plain walk."""

from __future__ import annotations

import numpy as np

from reopen.path.along import along, along_by_group
from reopen.path.dijkstra import many_to_all
from tests.path.test_dijkstra import random_graph


def test_sums_equal_a_plain_walk():
    """Both kernels add up what a Python walk over the last arcs adds up, country by country."""
    first, tail, head, cost = random_graph(5, n=30, arcs=150)
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 4, (150, 2)).astype(np.int32)
    sides = rng.random((150, 2, 2))
    dist, pred = many_to_all(first, head, cost, np.arange(30, dtype=np.int32))
    rows, ends = (a.astype(np.int32) for a in np.nonzero(np.isfinite(dist)))
    total = along(pred, tail, rows, ends, cost[:, None])
    by_group = along_by_group(pred, tail, rows, ends, groups, sides, 4)
    np.testing.assert_allclose(total[:, 0], dist[rows, ends])
    for p, (row, end) in enumerate(zip(rows, ends, strict=True)):
        expected, node = np.zeros((4, 2)), end
        while node != row:
            arc = pred[row, node]
            for side in range(2):
                expected[groups[arc, side]] += sides[arc, side]
            node = tail[arc]
        np.testing.assert_allclose(by_group[p], expected)
