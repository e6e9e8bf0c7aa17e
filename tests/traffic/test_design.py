"""Which links to build: proven against complete enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import GraphError, SettingsError
from reopen.traffic import branching as module
from reopen.traffic.design import design
from reopen.traffic.dndp import read_instance
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr, joined, queue
from reopen.traffic.resolve import Solver
from reopen.traffic.tntp import read_trips
from tests.traffic.choices import braess, drawn, spending, totals
from tests.traffic.networks import BENCH, network, trips

INSTANCES = pytest.mark.skipif(
    not (BENCH / "dndp").is_dir(), reason="the DNDP benchmark is not here; REOPEN_BENCH names its folder"
)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.floats(0.0, 1.0))
def test_the_best_of_all_sets_is_found(seed, share):
    """On drawn networks the cost is the least of all affordable sets', and the bound is below it."""
    net, travelling, links, prices = drawn(seed)
    budget = share * prices.sum()
    found = design(net, travelling, links, prices, budget=budget, gap=1e-5)
    fit = spending(prices) <= budget * (1.0 + 1e-9)
    least = totals(net, travelling, links)[fit].min()
    assert found.status == "optimal"
    assert found.total == pytest.approx(least, rel=2e-5)
    assert found.bound <= least * (1.0 + 1e-9)
    assert 0.0 <= found.gap <= 2e-5
    assert found.spent <= budget * (1.0 + 1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.integers(0, 6))
def test_a_search_that_is_ended_has_a_bound_that_holds(seed, calls):
    """Whenever the user ends it, the bound is at most the least cost, and the gap is told."""
    net, travelling, links, prices = drawn(seed, extra=6)
    left = [calls]

    def go_on():
        left[0] -= 1
        return left[0] >= 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WAVE", 2)
        found = design(net, travelling, links, prices, budget=0.5 * prices.sum(), go_on=go_on)
    least = totals(net, travelling, links)[spending(prices) <= 0.5 * prices.sum()].min()
    assert found.bound <= least * (1.0 + 1e-9) <= found.total * (1.0 + 1e-6)
    assert found.gap == pytest.approx(1.0 - found.bound / found.total)
    if found.status == "optimal":
        assert found.gap <= 2e-5


def test_a_link_that_makes_all_worse_off_is_not_built():
    """Braess: with money for the fifth link, none is built, and the cost is 6 * 83."""
    net, travelling, links = braess()
    found = design(net, travelling, links, [1.0], budget=5.0)
    assert (found.built, found.spent) == ((), 0.0)
    assert found.total == found.before == pytest.approx(6.0 * 83.0, rel=1e-6)
    assert Solver(net, travelling, links).every().total[1] == pytest.approx(6.0 * 92.0, rel=1e-6)


def test_threads_change_nothing():
    """One thread and two find the same set, bound and number of nodes."""
    net, travelling, links, prices = drawn(8, extra=9)
    one, two = (
        design(net, travelling, links, prices, budget=0.5 * prices.sum(), jobs=jobs) for jobs in (1, 2)
    )
    assert (one.built, one.total, one.bound, one.nodes) == (two.built, two.total, two.bound, two.nodes)
    assert [(s.total, s.bound) for s in one.history] == [(s.total, s.bound) for s in two.history]


def test_free_links_and_none_at_all():
    """Links that cost nothing may be built without money; with no candidates the answer is none."""
    net, travelling, links, _ = drawn(6)
    found = design(net, travelling, links, np.zeros(5), budget=0.0)
    assert found.total == pytest.approx(totals(net, travelling, links).min(), rel=2e-5)
    nothing = design(net, travelling, [], [], budget=3.0)
    assert (nothing.built, nothing.status) == ((), "optimal")


def test_little_room_becomes_more(monkeypatch):
    """When desks are too small for the paths, larger ones take their place, and the answer is the same."""
    net, travelling, links, prices = drawn(8, nodes=14, extra=6)
    usual = design(net, travelling, links, prices, budget=0.4 * prices.sum())
    desk, rooms = Solver.desk, []

    def tight(self, *, room=1):
        rooms.append(room)
        return desk(self, room=room)

    monkeypatch.setattr(Solver, "desk", tight)
    found = design(net, travelling, links, prices, budget=0.4 * prices.sum())
    assert max(rooms) > 1
    assert found.built == usual.built
    assert found.total == pytest.approx(usual.total, rel=1e-6)


def test_ctrl_c_in_a_wave_leaves_a_bound_that_holds(monkeypatch):
    """An interruption between kernels returns the best set, with what was not finished counted as open."""
    net, travelling, links, prices = drawn(8, extra=9)
    usual = design(net, travelling, links, prices, budget=0.5 * prices.sum())
    branch, calls = module.Search.branch, []

    def interrupted(self, *args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        branch(self, *args)

    monkeypatch.setattr(module.Search, "branch", interrupted)
    found = design(net, travelling, links, prices, budget=0.5 * prices.sum())
    assert found.status == "stopped"
    assert found.bound <= usual.total
    monkeypatch.setattr(module.Search, "solved", branch)
    monkeypatch.setattr(module.Search, "begin", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        design(net, travelling, links, prices, budget=0.5 * prices.sum())


def test_costs_beyond_what_a_number_holds_are_told():
    """Ten times the capacity to the power of 1000 has no total cost, and no answer with a gap."""
    steep = network([(0, 1)] * 2, bpr(np.ones(2), np.full(2, 100.0), power=1000.0))
    with pytest.raises(GraphError, match="more than a number holds while none is built"):
        design(steep, trips((0, 1, 1000.0)), [1], [1.0], budget=1.0)


def test_all_that_is_wrong_is_told_at_once():
    """Prices, budget, gap and functions that the bounds are not for come in one message."""
    net, travelling, links, _ = drawn(1)
    kinds = joined([queue(np.ones(1), np.ones(1), 8.0), net.performance])
    kinds = type(kinds)(*(column[:-1] for column in kinds))
    other = RoadNetwork(net.node_ids, net.tail, net.head, kinds, net.closed, net.fixed)
    with pytest.raises(SettingsError) as error:
        design(other, travelling, links, [1.0, -2.0, np.nan, 1.0, 1.0], budget=-1.0, gap=0.0)
    for part in (
        "price of link 13: found -2",
        "price of link 14: found nan",
        "budget: found -1",
        "gap: found 0; expected 1e-6",
        "link 0 (0 to 1): found a queue function",
    ):
        assert part in str(error.value)
    with pytest.raises(SettingsError, match=r"found shape \(2,\) for 5 links"):
        design(net, travelling, links, [1.0, 2.0], budget=1.0)


@INSTANCES
@pytest.mark.parametrize("number", [1, 3, 5])
def test_ten_links_of_sioux_falls_are_as_enumeration_finds(number):
    """Rey's instances with 10 links at 25, 50 and 75 % of the cost: the least of all 1,024 equilibria."""
    given = read_instance(BENCH / f"dndp/SF_DNDP_10_{number}.txt")
    travelling = read_trips(BENCH / "tntp/SiouxFalls/SiouxFalls_trips.tntp")
    every = Solver(given.network, travelling, given.links.tolist()).every(gap=1e-8, jobs=2)
    costs = spending(given.price)
    for share in (0.25, 0.5, 0.75):
        budget = share * given.price.sum()
        found = design(given.network, travelling, given.links, given.price, budget=budget, jobs=2)
        fit = costs <= budget
        best = int(np.flatnonzero(fit)[np.argmin(every.total[fit])])
        assert found.total == pytest.approx(every.total[best], rel=1e-6)
        assert found.built == tuple(int(link) for j, link in enumerate(given.links) if best >> j & 1)
        assert found.gap <= 1.01e-5


@INSTANCES
def test_twenty_links_of_sioux_falls_are_proven():
    """One of Rey's instances with 20 links is solved to the gap asked for."""
    given = read_instance(BENCH / "dndp/SF_DNDP_20_2.txt")
    travelling = read_trips(BENCH / "tntp/SiouxFalls/SiouxFalls_trips.tntp")
    found = design(
        given.network, travelling, given.links, given.price, budget=0.5 * given.price.sum(), gap=1e-4, jobs=2
    )
    assert (found.status, found.gap <= 1.01e-4) == ("optimal", True)
    assert found.total == pytest.approx(4_114_717.28, rel=1e-4)
