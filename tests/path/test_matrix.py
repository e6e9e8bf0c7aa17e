"""A changed table of distances against one searched anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.path import hierarchy as hierarchy_module
from reopen.path import matrix
from reopen.path.hierarchy import Hierarchy, Metric
from reopen.path.matrix import Matrix
from tests.path.test_hierarchy import REAL, WHOLE, graphs, road_like


@settings(max_examples=120, deadline=None)
@given(graphs(WHOLE), st.data())
def test_changes_are_exact(graph, data):
    """After any few changes of whole costs the table is exactly the one searched anew."""
    first, head, cost, closed = graph
    every = np.arange(len(closed))
    hierarchy = Hierarchy.of(first, head, closed)
    table = Matrix.of(hierarchy.customize(cost), every[::-1], every)
    for _ in range(3):
        arcs = (
            np.array(data.draw(st.lists(st.sampled_from(range(len(head))), max_size=4)), dtype=int)
            if len(head)
            else every[:0]
        )
        drawn = st.lists(WHOLE | st.just(np.inf), min_size=len(arcs), max_size=len(arcs))
        new = np.array(data.draw(drawn), dtype=float)
        cost = cost.copy()
        cost[arcs] = new
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hierarchy_module, "LARGEST_CHANGE", np.inf)
            table = table.changed(arcs, new)
        assert np.array_equal(table.cost, hierarchy.customize(cost).many_to_many(every[::-1], every))


@settings(max_examples=60, deadline=None)
@given(graphs(REAL), st.integers(0, 2**32 - 1))
def test_changes_are_exact_up_to_rounding(graph, seed):
    """With any costs a changed table differs from one searched anew by rounding alone."""
    first, head, cost, closed = graph
    every, rng = np.arange(len(closed)), np.random.default_rng(seed)
    hierarchy = Hierarchy.of(first, head, closed)
    arcs = rng.permutation(len(head))[:3]
    new = rng.choice([0.0, 1.0, 1e3, np.inf], len(arcs)) * rng.random(len(arcs)) if len(arcs) else cost[:0]
    new = np.where(np.isnan(new), np.inf, new)
    changed = cost.copy()
    changed[arcs] = new
    table = Matrix.of(hierarchy.customize(cost), every, every).changed(arcs, new)
    expected = hierarchy.customize(changed).many_to_many(every, every)
    np.testing.assert_allclose(table.cost, expected, rtol=1e-13, atol=1e-13)


def test_a_small_change_searches_little(monkeypatch):
    """Closing one arc searches anew only sources that used it, and opening it again searches no pair."""
    first, head, cost = road_like(30, 7)
    hierarchy = Hierarchy.of(first, head)
    some = np.arange(0, 900, 9)
    table = Matrix.of(hierarchy.customize(cost), some, some)
    searched = []
    whole = Metric.many_to_many

    def counted(self, sources, targets, **options):
        searched.append(len(sources) * len(targets))
        return whole(self, sources, targets, **options)

    monkeypatch.setattr(Metric, "many_to_many", counted)
    arc = np.array([40])
    closed = table.changed(arc, np.array([np.inf]))
    assert 0 < sum(searched) < 0.6 * table.cost.size
    searched.clear()
    again = closed.changed(arc, cost[arc])
    assert sum(searched) == 2 * len(some)
    assert np.array_equal(again.cost, table.cost)


def test_many_changes_are_searched_anew():
    """Changes of more arcs than are worth following give the same table too."""
    first, head, cost = road_like(30, 8)
    hierarchy, every = Hierarchy.of(first, head), np.arange(0, 900, 30)
    table = Matrix.of(hierarchy.customize(cost), every, every)
    for many in (matrix.MOST_CHANGED, matrix.MOST_CHANGED + 1):
        arcs = np.random.default_rng(many).permutation(len(head))[:many]
        new = cost.copy()
        new[arcs] = 50.0 - new[arcs]
        expected = hierarchy.customize(new).many_to_many(every, every)
        assert np.array_equal(table.changed(arcs, new[arcs]).cost, expected)
