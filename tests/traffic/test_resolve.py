"""Equilibria of sets of open links."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import GraphError
from reopen.traffic import resolve
from reopen.traffic.demand import Trips
from reopen.traffic.desk import PATHS
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.resolve import Solver
from tests.traffic.choices import drawn, totals, without
from tests.traffic.networks import SIOUX_FALLS_OBJECTIVE, sioux_falls

#: Links of Sioux Falls in the order of the table: a bridge's two directions, and another link.
LINKS = [27, 31, 42]


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6))
def test_every_set_is_what_the_engine_finds_afresh(seed):
    """On drawn networks with powers of 0 to 4 and tolls, all sets' total costs are those of single solves."""
    net, travelling, links, _ = drawn(seed)
    found = Solver(net, travelling, links).every(gap=1e-11)
    assert (found.gap <= 1e-11).all()
    np.testing.assert_allclose(found.total, totals(net, travelling, links), rtol=1e-5)


def test_sioux_falls_with_links_closed():
    """Eight sets of Sioux Falls: the published objective with all links, single solves else."""
    net, travelling, _ = sioux_falls()
    found = Solver(net, travelling, LINKS).every(gap=1e-12)
    assert found.objective[-1] == pytest.approx(SIOUX_FALLS_OBJECTIVE, rel=1e-11)
    for standing in range(8):
        alone = equilibrium(without(net, LINKS, standing), travelling, gap=1e-12)
        assert found.total[standing] == pytest.approx(alone.total, rel=1e-7)
        assert found.objective[standing] == pytest.approx(alone.objective, rel=1e-11)


def test_the_optimum_bounds_itself():
    """At the system's optimum, total cost less what is beyond the cheapest ways is below the least cost."""
    net, travelling, _ = sioux_falls()
    coarse, fine = (Solver(net, travelling, LINKS, optimum=True).every(gap=gap) for gap in (1e-3, 1e-10))
    assert (coarse.total >= fine.total * (1.0 - 1e-9)).all()
    assert (coarse.total - coarse.beyond <= fine.total).all()
    assert (coarse.beyond > 0.0).all()


def test_threads_change_nothing(monkeypatch):
    """With walks of four sets on one thread or two, results are the same to the last bit."""
    monkeypatch.setattr(resolve, "WALK", 4)
    net, travelling, links, _ = drawn(7)
    one, two = (Solver(net, travelling, links).every(jobs=jobs) for jobs in (1, 2))
    for name in ("total", "objective", "gap"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_little_room_becomes_more():
    """A desk with hardly any room for paths is exchanged for larger ones on the way."""
    net, travelling, _ = sioux_falls()
    solver = Solver(net, travelling, LINKS)
    sets = np.array([7, 3, 0])
    tight = solver.walk(sets, gap=1e-10, start=solver.desk(room=1))
    np.testing.assert_allclose(tight.total, solver.walk(sets, gap=1e-10).total, rtol=1e-7)
    assert (tight.gap <= 1e-10).all()
    assert PATHS > 1


def test_the_user_may_end_it():
    """Where the user does not go on, an interruption is raised."""
    net, travelling, links, _ = drawn(3)
    with pytest.raises(KeyboardInterrupt):
        Solver(net, travelling, links).every(go_on=lambda: False)


def test_pairs_that_lose_their_way_are_named():
    """When all links into a node may be closed at once, the pairs that go there are named."""
    net, travelling, _, _ = drawn(1)
    into = np.flatnonzero(net.head == 2).tolist()
    with pytest.raises(GraphError, match=r"with the links closed, .*\nno way from 0 to 2"):
        Solver(net, travelling, into)


def test_all_that_is_wrong_is_told_at_once():
    """Links that are none, named twice, or trips that answer the cost come in one message."""
    net, travelling, _, _ = drawn(1)
    n = len(travelling.flow)
    elastic = Trips(
        travelling.origin, travelling.destination, travelling.flow, travelling.layer, np.ones(n), np.ones(n)
    )
    with pytest.raises(GraphError) as error:
        Solver(net, elastic, [3, 3, 99])
    for part in ("link 99: the network has links 0 to 16", "link 3: found twice", "answer the cost"):
        assert part in str(error.value)
    with pytest.raises(GraphError, match="expected 62 at most"):
        Solver(net, travelling, range(63))


def test_nobody_on_the_way_is_refused():
    """Trips within nodes alone compare nothing."""
    net, _, links, _ = drawn(1)
    with pytest.raises(GraphError, match="found none between two nodes"):
        Solver(net, Trips.given(np.array([1]), np.array([1]), np.array([5.0])), links)
