"""Kernels that bring flows on a desk to equilibrium."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.traffic.desk import BEYOND, REACHED, STOOD, certain, measured, opened, paid, searched, settled
from reopen.traffic.performance import areas, constant, costs
from reopen.traffic.resolve import Solver
from tests.traffic.choices import drawn
from tests.traffic.networks import conserved, network, sioux_falls, trips


def solver_of(seed):
    """A solver of a drawn network and how many sets it has."""
    net, travelling, links, _ = drawn(seed)
    return Solver(net, travelling, links), 1 << len(links)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(0, 31), st.integers(1, 6))
def test_what_is_certain_is_never_above_the_equilibrium(seed, standing, rounds):
    """After any number of searches, the certain total cost is at most that of the equilibrium."""
    solver, _ = solver_of(seed)
    graph, at = solver.network.graph, solver.desk()
    true = solver.walk(np.array([standing]), gap=1e-13).total[0]
    opened(at, solver.arc, solver.fixed, standing)
    gap, _ = settled(graph, at, 0.0, rounds, np.inf)
    if np.isfinite(gap):
        assert certain(at, gap * paid(at)) <= true * (1.0 + 1e-10)


def test_what_is_certain_comes_close():
    """At a gap of 1e-12 the certain total cost is within a millionth or so of the total cost."""
    net, travelling, _ = sioux_falls()
    solver = Solver(net, travelling, [0])
    at = solver.desk()
    gap, state = settled(net.graph, at, 1e-12, 400, np.inf)
    total, _ = measured(at)
    assert state == REACHED
    assert 1e-9 < 1.0 - certain(at, gap * total) / total < 5e-6


def test_enough_ends_it_early():
    """Where the total cost is certain to be enough, flows are not solved further."""
    net, travelling, _ = sioux_falls()
    solver = Solver(net, travelling, [0])
    at = solver.desk()
    gap, state = settled(net.graph, at, 1e-12, 400, 7.0e6)
    assert state == BEYOND
    assert gap > 1e-8
    assert settled(net.graph, at, 1e-12, 400, 8.0e6)[1] == REACHED


def test_a_search_that_ends_before_says_so():
    """Two searches do not reach 1e-12, and the gap told is that of the flows on the desk."""
    net, travelling, _ = sioux_falls()
    solver = Solver(net, travelling, [0])
    at = solver.desk()
    gap, state = settled(net.graph, at, 1e-12, 3, np.inf)
    assert state == STOOD
    beyond, known = searched(net.graph, at, gap)
    assert known
    assert beyond / paid(at) == pytest.approx(gap, rel=1e-12)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6))
def test_flows_are_conserved_and_measured(seed):
    """From set to set flows stay whole; total cost and objective are those of the plain functions."""
    net, travelling, links, _ = drawn(seed)
    solver = Solver(net, travelling, links)
    at = solver.desk()
    for standing in (31, 0, 21):
        done = solver.walk(np.array([standing]), gap=1e-9, start=at)
        flow = net.back(at.load.flow)
        conserved(net, travelling, flow, travelling.flow)
        shut = [link for j, link in enumerate(links) if not standing >> j & 1]
        assert (flow[shut] == 0.0).all()
        fixed = net.fixed[0]
        assert done.total[0] == pytest.approx(float(flow @ (costs(net.performance, flow)[0] + fixed)))
        assert done.objective[0] == pytest.approx(float(areas(net.performance, flow).sum() + flow @ fixed))


def test_where_all_is_free_flows_are_at_equilibrium_at_once():
    """On links that cost nothing there is no gap and no cost, and no division by what is paid."""
    net = network([(0, 1), (1, 2), (0, 2)], constant(np.zeros(3)))
    found = Solver(net, trips((0, 2, 5.0)), [2]).every()
    assert found.total.tolist() == found.gap.tolist() == [0.0, 0.0]


def test_costs_are_those_of_the_links_that_are_open():
    """A new desk, and one whose links were opened and closed, knows what each link costs without flow."""
    net, travelling, links, _ = drawn(3)
    solver = Solver(net, travelling, links)
    at, free = solver.desk(), net.cost(np.zeros(len(net.tail)))[net.order]
    np.testing.assert_allclose(at.load.price, free + at.load.fixed)
    for standing in (0, (1 << len(links)) - 1, 1):
        opened(at, solver.arc, solver.fixed, standing)
        np.testing.assert_allclose(at.load.price, free + at.load.fixed)
