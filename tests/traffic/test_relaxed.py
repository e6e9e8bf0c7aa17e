"""Bounds on the total cost of all sets of a node."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.traffic.relaxed import Choice, _knapsack, bounded
from reopen.traffic.resolve import Solver
from tests.traffic.choices import drawn, spending


def bound_of(solver, prices, built, may, left, k, standing, *, enough=np.inf):
    """The bound of a node, from a share of a half each."""
    choice = Choice(solver.arc, solver.fixed, prices, solver.load.performance)
    share, rent = np.full(len(prices), 0.5), np.zeros(len(prices))
    graph = solver.network.graph
    found = bounded(graph, solver.desk(), choice, built, may, left, k, share, rent, standing, enough)
    assert found[2]
    return found[0], found[1], rent


@settings(deadline=None, max_examples=200)
@given(
    st.integers(0, 10**6), st.integers(0, 31), st.integers(0, 31), st.floats(0.0, 1.0), st.floats(0.0, 20.0)
)
def test_no_set_of_the_node_costs_less(seed, one, other, share, k):
    """In 200 drawn cases, with any budget and weight, the bound is at most every set's cost."""
    net, travelling, links, prices = drawn(seed)
    solver = Solver(net, travelling, links)
    built, may = one & other, one | other
    costs, sets = spending(prices), np.arange(32)
    left = share * (costs[may] - costs[built])
    fit = (sets & built == built) & (sets | may == may) & (costs <= costs[built] + left)
    found = solver.walk(sets[fit], gap=1e-12)
    coarse = solver.walk(np.array([built]), gap=1e-3).objective[0]
    bound, _, _ = bound_of(solver, prices, built, may, left, k, coarse)
    assert bound <= found.total.min() * (1.0 + 1e-9)


def test_where_all_is_decided_the_bound_is_the_equilibrium():
    """With L = U and a great weight the bound is nearly the equilibrium's cost, above the optimum's."""
    net, travelling, links, prices = drawn(11, powers=(4.0,))
    solver = Solver(net, travelling, links)
    true = solver.walk(np.array([9]), gap=1e-13)
    weighed = bound_of(solver, prices, 9, 9, 0.0, 90.0, true.objective[0])[0]
    optimum = Solver(net, travelling, links, optimum=True).walk(np.array([9]), gap=1e-10).total[0]
    assert optimum < true.total[0] * 0.999
    assert optimum < weighed <= true.total[0]
    assert weighed == pytest.approx(true.total[0], rel=5e-3)


def test_a_small_budget_raises_the_bound():
    """What a node cannot afford counts: with less money the bound is higher."""
    net, travelling, links, prices = drawn(4, powers=(4.0,))
    solver = Solver(net, travelling, links)
    rich, poor = (bound_of(solver, prices, 0, 31, share * prices.sum(), 0.0, 1e9)[0] for share in (1.0, 0.3))
    assert poor > rich * 1.005


def test_enough_is_enough():
    """The search for a better bound ends once it is as high as asked for."""
    net, travelling, links, prices = drawn(4)
    solver = Solver(net, travelling, links)
    best = bound_of(solver, prices, 0, 31, prices.sum(), 0.0, 1e9)[0]
    early = bound_of(solver, prices, 0, 31, prices.sum(), 0.0, 1e9, enough=0.5 * best)[0]
    assert 0.5 * best <= early <= best * 1.01


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 5)), min_size=1, max_size=6), st.floats(0, 12))
def test_the_relaxed_knapsack_is_no_less_than_any_set(things, budget):
    """No affordable set has more than the relaxation says."""
    rent, price = np.array(things).T
    bound = _knapsack(rent.copy(), price.copy(), budget)
    for chosen in range(1 << len(things)):
        inside = [j for j in range(len(things)) if chosen >> j & 1]
        if price[inside].sum() <= budget:
            assert rent[inside].sum() <= bound + 1e-9
