"""Bi-conjugate Frank-Wolfe against the path engine."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.errors import GraphError
from reopen.traffic.demand import Trips
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.frank_wolfe import frank_wolfe
from reopen.traffic.performance import bpr, constant, joined
from tests.traffic.networks import SIOUX_FALLS_OBJECTIVE, conserved, network, sioux_falls, trips


@pytest.mark.parametrize("optimum", [False, True], ids=["users", "system"])
def test_sioux_falls_as_the_path_engine_has_it(optimum):
    """A gap of 1e-5: objective above the exact one by less than the gap, flows near, none lost."""
    net, table, _ = sioux_falls()
    exact = equilibrium(net, table, gap=1e-12, optimum=optimum)
    found = frank_wolfe(net, table, gap=1e-5, optimum=optimum)
    assert found.status == "converged"
    # At the optimum the gap counts marginal costs, at most five times a time of the fourth power.
    paid = 5.0 * found.total if optimum else found.total
    assert 0.0 <= found.objective - exact.objective <= 1e-5 * paid
    np.testing.assert_allclose(found.flow, exact.flow, atol=0.005 * exact.flow.max())
    np.testing.assert_allclose(found.pair_cost, exact.pair_cost, rtol=5e-3)
    conserved(net, table, found.flow, table.flow)


def test_conjugate_directions_are_worth_it():
    """A gap of 1e-4 in fewer steps than the 100 that plain Frank-Wolfe is far from enough with."""
    net, table, _ = sioux_falls()
    found = frank_wolfe(net, table, gap=1e-4)
    assert (found.status, len(found.history) < 100) == ("converged", True)
    assert found.objective == pytest.approx(SIOUX_FALLS_OBJECTIVE, rel=1e-4)


def test_threads_change_nothing(monkeypatch):
    """Flows are the same to the last bit, over many batches."""
    monkeypatch.setattr("reopen.traffic.frank_wolfe.BATCH", 5)
    net, table, _ = sioux_falls()
    one, three = (frank_wolfe(net, table, gap=1e-4, jobs=jobs) for jobs in (1, 3))
    assert (one.flow == three.flow).all()


def test_classes_with_tolls():
    """Flows of two classes sum up to those of the path engine."""
    net = network(
        [(0, 1)] * 3,
        bpr(np.array([1.0, 1.5, 2.0]), np.array([20.0, 25.0, 40.0]), 0.5, 2.0),
        fixed=[[0.8, 0.0, 0.0], [np.inf, 0.0, 0.2]],
    )
    table = Trips.given(np.array([0, 0]), np.array([1, 1]), np.array([40.0, 30.0]), np.array([0, 1]))
    exact, found = equilibrium(net, table, gap=1e-12), frank_wolfe(net, table, gap=1e-7)
    assert found.status == "converged"
    assert found.objective == pytest.approx(exact.objective, rel=1e-7)
    np.testing.assert_allclose(found.flow, exact.flow, atol=0.01)
    assert found.class_flow[1, 0] == 0.0
    assert found.class_flow.sum(1) == pytest.approx([40.0, 30.0])


def test_constant_links_end_in_one_step():
    """Without congestion the first flows are the equilibrium."""
    net = network([(0, 1), (0, 1)], joined([constant(np.ones(1)), constant(np.full(1, 2.0))]))
    found = frank_wolfe(net, trips((0, 1, 5.0)), gap=1e-12)
    assert (found.flow.tolist(), found.gap, len(found.history)) == ([5.0, 0.0], 0.0, 1)


def test_stopping_says_so_and_loses_nothing():
    """Told to stop, it returns flows that are conserved, with their gap."""
    net, table, _ = sioux_falls()
    asked = iter([True] * 2)
    found = frank_wolfe(net, table, gap=1e-9, go_on=lambda: next(asked, False))
    assert (found.status, len(found.history)) == ("stopped", 3)
    assert found.gap == found.history[-1].gap > 1e-9
    conserved(net, table, found.flow, table.flow)


def test_demand_that_answers_is_refused():
    """Elastic trips are for the path engine, which the message names."""
    net = network([(0, 1)], constant(np.ones(1)))
    one = np.ones(1)
    table = Trips(np.array([0]), np.array([1]), one, np.zeros(1, np.int64), one, one)
    with pytest.raises(GraphError, match="equilibrium"):
        frank_wolfe(net, table)


def test_pairs_without_a_way_are_named():
    """As in the path engine."""
    net = network([(0, 1)], constant(np.ones(1)), nodes=3)
    with pytest.raises(GraphError, match="no way from 0 to 2"):
        frank_wolfe(net, trips((0, 2, 1.0)))
