"""Nodes of the search, in one call."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.traffic.examined import Nodes, examined
from reopen.traffic.relaxed import Choice
from reopen.traffic.resolve import Solver
from tests.traffic.choices import drawn


def looked_at(rows, *, cutoff=np.inf, gap=1e-12):
    """What becomes of nodes of a drawn network, given by what is built and what may be."""
    net, travelling, links, prices = drawn(21, powers=(4.0,))
    solver = Solver(net, travelling, links)
    choice = Choice(solver.arc, solver.fixed, prices, solver.load.performance)
    k, n = len(rows), len(prices)
    built, may = np.array(rows, np.int64).T
    nodes = Nodes(
        built.copy(), may.copy(), np.full(k, prices.sum()), np.zeros(k), np.full(k, np.nan), np.ones((k, n)),
        np.zeros((k, n)),
    )  # fmt: skip
    out = np.empty((k, 3))
    desks = solver.desk(), solver.desk()
    assert examined(net.graph, *desks, choice, nodes, 0, cutoff, gap, out) == k
    return solver, nodes, out


def test_decided_nodes_are_solved_and_others_bound():
    """A decided node has its cost and a bound just below; another one a bound below all of its sets."""
    solver, nodes, out = looked_at([(5, 5), (1, 13)])
    true = solver.walk(np.array([5, 1, 9, 13]), gap=1e-13).total
    assert out[0, 1] == pytest.approx(true[0], rel=1e-6)
    assert true[0] * (1.0 - 1e-5) < out[0, 0] <= true[0]
    assert out[1, 0] <= true.min()
    assert np.isfinite(nodes.standing).all()


def test_a_node_that_cannot_be_best_is_not_solved_to_the_end():
    """Where the cost is certain to be above the cutoff, no cost is told, and the bound is enough."""
    solver, _, out = looked_at([(5, 5)], cutoff=1.0)
    assert out[0, 0] >= 1.0
    assert out[0, 1] == np.inf
    best = solver.walk(np.array([5]), gap=1e-12).total[0]
    _, _, close = looked_at([(5, 31)], cutoff=best * 1.0005)
    assert close[0, 1] == pytest.approx(best, rel=1e-6)
