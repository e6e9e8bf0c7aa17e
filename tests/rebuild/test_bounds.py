"""Bounds from below never exceed what some schedule loses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.rebuild.bounds import Nothing, grouped, listed, root
from reopen.rebuild.links import along, in_order, links
from tests.rebuild.orders import cases, climbing, least_of_orders, least_of_schedules

CREWS = st.integers(1, 3)


@settings(deadline=None, max_examples=40)
@given(cases(4), CREWS)
def test_the_bound_of_listed_sets_is_below_every_schedule(case, crews):
    """With values that rise or fall, with and without precedence, no schedule loses less than the bound."""
    durations, values, after = case
    one = links(durations, values, crews=crews, after=after)
    least = least_of_schedules(durations, values, after, crews)
    assert root(one, listed(one)) <= least + 1e-9


@settings(deadline=None, max_examples=40)
@given(cases(4, monotone=True), CREWS, st.integers(1, 4))
def test_the_bound_of_groups_is_below_every_schedule(case, crews, size):
    """Groups of any size bound every schedule, where links never take value away."""
    durations, values, after = case
    one = links(durations, values.item, crews=crews, after=after)
    assert root(one, grouped(one, size=size)) <= least_of_schedules(durations, values, after, crews) + 1e-9


@settings(deadline=None, max_examples=60)
@given(cases(7), CREWS, st.randoms(use_true_random=False), st.floats(0.0, 1.0))
def test_bounds_hold_from_any_moment_on(case, crews, random, share):
    """At any moment of any schedule, what is still lost is not below either bound."""
    durations, values, after = case
    one = links(durations, values, crews=crews, after=after)
    timed = along(one, in_order(one, random.sample(range(len(one)), len(one))))
    now = share * float(timed.finish.max())
    standing = sum(1 << j for j in range(len(one)) if timed.finish[j] <= now)
    under_way = (timed.start < now) & (timed.finish > now)
    elapsed = float((now - timed.start)[under_way].sum())
    left = float((timed.finish - np.maximum(timed.start, now))[timed.finish > now].sum())
    rest, at, here = 0.0, now, standing
    for time, j in sorted((t, j) for j, t in enumerate(timed.finish) if t > now):
        rest += (time - at) * (values[-1] - values[here])
        at, here = time, here | 1 << j
    bound = listed(one)
    assert bound(standing, elapsed, left) <= rest + 1e-9
    if bound.monotone:
        assert grouped(one, size=3)(standing, elapsed, left) <= rest + 1e-9
    assert Nothing()(standing, elapsed, left) == -np.inf


@settings(deadline=None, max_examples=30)
@given(cases(6, monotone=True, precedence=False))
def test_one_group_of_all_links_is_the_best_order(case):
    """For one crew, the bound of a single group is what the best order loses."""
    durations, values, after = case
    one = links(durations, values.item)
    assert root(one, grouped(one, size=6)) == pytest.approx(least_of_orders(durations, values, after))


def test_listed_sets_bound_one_crew_exactly():
    """For one crew the bound is the least loss of all orders."""
    durations, values = np.array([1.0, 2.0, 4.0]), climbing(np.random.default_rng(1), 3, share=1.0)
    one = links(durations, values)
    assert root(one, listed(one)) == pytest.approx(least_of_orders(durations, values, [0] * 3))


def test_crews_enough_for_all_links_are_bound_by_their_chains():
    """Where every link has a crew, single links that matter bound the loss exactly."""
    durations = np.array([3.0, 1.0, 5.0])
    needed = np.zeros(8)
    needed[-1] = 2.0  # all three are needed for anything
    one = links(durations, needed, crews=3, after=[0, 0, 0b10])
    assert root(one, listed(one)) == pytest.approx(2.0 * 6.0)
    asked = links(durations, needed.item, crews=3, after=[0, 0, 0b10])
    assert root(asked, grouped(asked, size=1)) == pytest.approx(2.0 * 6.0)


def test_links_that_replace_each_other_share_a_group():
    """Two links of which one suffices bound nothing apart; so they are put together, and bound something."""

    def value(standing):
        return 10.0 * bool(standing & 0b1001) + 10.0 * bool(standing & 0b0110)

    one = links([2.0, 3.0, 4.0, 5.0], value)
    found = grouped(one, size=2)
    assert sorted(found.groups) == [(0, 3), (1, 2)]
    assert root(one, found) == pytest.approx(10.0 * 2.0 + 10.0 * 3.0)
    assert root(one, grouped(one, size=1)) == 0.0
