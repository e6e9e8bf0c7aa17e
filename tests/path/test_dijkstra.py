"""The reference shortest-path kernel against SciPy and against itself on more threads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from reopen.path.dijkstra import many_to_all


def csr(n, tails, heads, costs):
    order = np.argsort(tails, kind="stable")
    first = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=n), out=first[1:])
    return first, tails[order].astype(np.int32), heads[order].astype(np.int32), costs[order]


def random_graph(seed, n=40, arcs=120):
    rng = np.random.default_rng(seed)
    tails, heads = rng.integers(0, n, arcs), rng.integers(0, n, arcs)
    return csr(n, tails, heads, rng.integers(1, 50, arcs).astype(float))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_equals_scipy_on_random_graphs(seed):
    """Costs equal SciPy's Dijkstra; SciPy adds parallel arcs up, so the cheapest of each is kept."""
    first, tail, head, cost = random_graph(seed)
    n = len(first) - 1
    dense = np.full((n, n), np.inf)
    np.minimum.at(dense, (tail, head), cost)
    oracle = dijkstra(csr_array(np.where(np.isfinite(dense), dense, 0.0)), indices=np.arange(n))
    dist, _ = many_to_all(first, head, cost, np.arange(n, dtype=np.int32))
    np.testing.assert_array_equal(dist, oracle)


def test_paths_add_up_to_their_cost():
    """Walking back over the last arcs meets arcs whose costs sum to the distance."""
    first, tail, head, cost = random_graph(7)
    dist, pred = many_to_all(first, head, cost, np.array([0, 3], dtype=np.int32))
    for row, source in enumerate((0, 3)):
        for v in np.flatnonzero(np.isfinite(dist[row])):
            total, node = 0.0, v
            while node != source:
                arc = pred[row, node]
                assert head[arc] == node
                total, node = total + cost[arc], tail[arc]
            assert total == dist[row, v]


def test_zero_costs_parallel_arcs_and_closed_arcs():
    """Zero-cost arcs are used, of parallel arcs the cheaper, and an infinite one never."""
    tails, heads = np.array([0, 0, 1, 2]), np.array([1, 1, 2, 3])
    first, _, head, cost = csr(4, tails, heads, np.array([5.0, 0.0, 0.0, np.inf]))
    dist, pred = many_to_all(first, head, cost, np.array([0], dtype=np.int32))
    assert dist.tolist() == [[0.0, 0.0, 0.0, np.inf]]
    assert pred.tolist() == [[-1, 1, 2, -1]]


@pytest.mark.parametrize("jobs", [2, 3, 64])
def test_threads_do_not_change_a_bit(jobs):
    """Any number of threads gives the same costs and the same paths."""
    first, _, head, cost = random_graph(11, n=60, arcs=400)
    sources = np.arange(60, dtype=np.int32)
    one, many = many_to_all(first, head, cost, sources), many_to_all(first, head, cost, sources, jobs=jobs)
    np.testing.assert_array_equal(one[0], many[0])
    np.testing.assert_array_equal(one[1], many[1])


def test_nodes_and_costs_that_are_not_there_are_refused():
    """A source beyond the nodes, or a cost too few, is refused instead of read or written out of bounds."""
    first, head = np.array([0, 1, 2], dtype=np.int32), np.array([1, 0], dtype=np.int32)
    with pytest.raises(ValueError, match="sources: expected node numbers from 0 to 1"):
        many_to_all(first, head, np.ones(2), np.array([2], dtype=np.int32))
    with pytest.raises(ValueError, match="1 costs for 2 arcs"):
        many_to_all(first, head, np.ones(1), np.array([0], dtype=np.int32))


def test_more_arcs_than_can_be_counted_are_refused():
    """More than 2^31 arcs are refused before a byte is set aside for their costs."""
    head, cost = np.broadcast_to(np.int32(0), 2**31), np.broadcast_to(1.0, 2**31)
    first = np.array([0, 0], dtype=np.int32)
    with pytest.raises(ValueError, match="2,147,483,648 arcs"):
        many_to_all(first, head, cost, np.array([0], dtype=np.int32))
