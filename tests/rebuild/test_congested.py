"""The order of repair by total cost at equilibrium."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild import congested as module
from reopen.rebuild.bounds import listed, root
from reopen.rebuild.broken import read_broken
from reopen.rebuild.congested import congested
from reopen.rebuild.links import links
from reopen.traffic.resolve import Solved, Solver
from reopen.traffic.tntp import read_network, read_trips
from tests.rebuild.orders import least_of_orders, least_of_schedules
from tests.traffic.choices import drawn, totals
from tests.traffic.networks import BENCH, sioux_falls


def test_brute_force_agrees_on_sioux_falls():
    """Six broken links of Sioux Falls: of all 720 orders none loses less, and one loses as much."""
    net, travelling, _ = sioux_falls()
    broken, days = [27, 31, 12, 42, 45, 66], [30.0, 12.0, 45.0, 20.0, 60.0, 25.0]
    found = congested(net, travelling, broken, days)
    values = -Solver(net, travelling, broken).every(gap=1e-9).total
    assert found.found.status == "optimal"
    assert (found.solved, found.gap <= 1e-8) == (64, True)
    assert found.found.lost == pytest.approx(least_of_orders(days, values, [0] * 6), rel=1e-5)
    standing, lost = 0, 0.0
    for j in found.found.order:
        lost += days[j] * (values[-1] - values[standing])
        standing |= 1 << j
    assert found.found.lost == pytest.approx(lost, rel=1e-5)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_bounds_of_listed_sets_are_below_every_schedule(seed, crews):
    """In 200 drawn networks the bound from all equilibria is at most what the best schedule loses."""
    net, travelling, broken, days = drawn(seed, extra=4)
    values = -Solver(net, travelling, broken).every(gap=1e-9).total
    one = links(days, values, crews=crews)
    least = least_of_schedules(days, values, [0] * 4, crews)
    assert root(one, listed(one)) <= least + 1e-9 * abs(values[0])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 2))
def test_the_bound_beyond_listing_is_below_every_order(seed, crews):
    """What the system's optimum bounds is at most the least loss, although users may gain from a break."""
    net, travelling, broken, days = drawn(seed, extra=4)
    exact = least_of_schedules(days, -totals(net, travelling, broken, gap=1e-10), [0] * 4, crews)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_SOLVED", 2)
        found = congested(net, travelling, broken, days, crews=crews, effort=300)
    tolerance = 1e-5 * abs(exact) + 1e-4
    assert found.found.bound <= exact + tolerance
    assert found.found.lost >= exact - tolerance
    assert (found.found.status, found.found.method, found.totals) == ("feasible", "search", None)
    if crews == 1:
        assert found.found.lost == pytest.approx(exact, rel=1e-4, abs=1e-3)


def test_a_search_that_is_ended_returns_its_best_order(monkeypatch):
    """An end returns the best order so far with its bound; before there is one, it is raised."""
    net, travelling, broken, days = drawn(2)
    monkeypatch.setattr(module, "MOST_SOLVED", 2)
    whole = congested(net, travelling, broken, days)
    left = [whole.solved - 1]

    def go_on():
        left[0] -= 1
        return left[0] >= 0

    found = congested(net, travelling, broken, days, go_on=go_on).found
    assert found.stopped
    assert sorted(found.order) == [0, 1, 2, 3, 4]
    assert found.bound == pytest.approx(whole.found.bound, rel=1e-6)
    with pytest.raises(KeyboardInterrupt):
        congested(net, travelling, broken, days, go_on=lambda: False)


def test_precedence_and_threads():
    """A link that must come last does; two threads find the same as one."""
    net, travelling, broken, days = drawn(2)
    after = [0b11110, 0, 0, 0, 0]
    one, two = (congested(net, travelling, broken, days, after=after, jobs=jobs) for jobs in (1, 2))
    assert one.found.order[-1] == 0
    assert one.found.order == two.found.order
    np.testing.assert_array_equal(one.totals, two.totals)


def test_wrong_input_is_refused_before_the_long_work(monkeypatch):
    """Durations that are none, or too few, are told before any equilibrium is solved."""
    net, travelling, broken, _ = drawn(2)
    monkeypatch.setattr(module, "Solver", None)
    with pytest.raises(SettingsError, match="durations"):
        congested(net, travelling, broken, [1.0, -1.0, 1.0, 1.0, 1.0])
    with pytest.raises(SettingsError, match="found 2 for 5 broken links"):
        congested(net, travelling, broken, [1.0, 1.0])


@pytest.mark.parametrize("gap", [1e-3, np.nan])
def test_flows_that_stand_still_are_refused(monkeypatch, gap):
    """Values from flows far from equilibrium, or whose gap is no number, are not taken for equilibria."""
    net, travelling, broken, days = drawn(2)

    def still(self, **_):
        one = np.ones(1 << len(self))
        return Solved(one, one, gap * one, one)

    monkeypatch.setattr(Solver, "every", still)
    with pytest.raises(SettingsError, match=r"32 of 32 equilibria stood still before the gap of 1e-08"):
        congested(net, travelling, broken, days)


@pytest.mark.skipif(
    not (BENCH / "sequence").is_dir(),
    reason="the sequence benchmark is not here; REOPEN_BENCH names its folder",
)
def test_eight_broken_links_of_the_benchmark():
    """No order of five links that follow each other in the best order loses less than they do in it."""
    net = read_network(BENCH / "tntp/SiouxFalls/SiouxFalls_net.tntp")
    travelling = read_trips(BENCH / "tntp/SiouxFalls/SiouxFalls_trips.tntp")
    broken, days = read_broken(BENCH / "sequence/SF_8_1.csv", net)
    found = congested(net, travelling, broken, days, jobs=2)
    assert (found.found.status, found.gap <= 1e-8) == ("optimal", True)
    rates = found.totals - found.totals[-1]

    def lost(order, standing=0):
        total = 0.0
        for j in order:
            total += days[j] * rates[standing]
            standing |= 1 << j
        return total

    order = found.found.order
    assert lost(order) == pytest.approx(found.found.lost, rel=1e-12)
    for k in range(4):
        begun = sum(1 << j for j in order[:k])
        least = min(lost(rest, begun) for rest in permutations(order[k : k + 5]))
        assert lost(order[k : k + 5], begun) == pytest.approx(least, rel=1e-12)
