"""Sums along paths against a plain walk."""

from __future__ import annotations

import numpy as np

from reopen.path.along import along
from reopen.path.dijkstra import many_to_all
from tests.path.test_dijkstra import random_graph


def test_sums_equal_a_plain_walk():
    """The kernel adds up what a Python walk over the last arcs adds up, slot by slot."""
    first, tail, head, cost = random_graph(5, n=30, arcs=150)
    rng = np.random.default_rng(0)
    slots = rng.integers(0, 4, (150, 3)).astype(np.int32)
    values = rng.random((150, 3))
    dist, pred = many_to_all(first, head, cost, np.arange(30, dtype=np.int32))
    rows, ends = np.nonzero(np.isfinite(dist))
    found = along(pred, tail, rows, ends, slots, values, 4)
    assert len(rows) > 100
    for p, (row, end) in enumerate(zip(rows, ends, strict=True)):
        expected, node = np.zeros(4), end
        while node != row:
            arc = pred[row, node]
            np.add.at(expected, slots[arc], values[arc])
            node = tail[arc]
        np.testing.assert_allclose(found[p], expected)
