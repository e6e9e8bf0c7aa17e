"""The search beyond the exact methods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild.bounds import Nothing, grouped, listed, root
from reopen.rebuild.branching import beginnings, search
from reopen.rebuild.links import links, lost_along
from tests.rebuild.orders import cases, climbing, least_of_orders, least_of_schedules, needs


def sought(one, bound, *, monotone=True, effort=20_000, seed=0, **more):
    return search(one, bound, root=root(one, bound), monotone=monotone, effort=effort, seed=seed, **more)


@settings(deadline=None, max_examples=40)
@given(cases(6), st.booleans())
def test_one_crew_is_proven_where_beams_are_wide_enough(case, told_all):
    """With up to 6 links the search finds the least over all orders and knows it, even without a bound."""
    durations, values, after = case
    one = links(durations, values, after=after)
    found = sought(one, listed(one) if told_all else Nothing(), monotone=False)
    assert found.lost == pytest.approx(least_of_orders(durations, values, after))
    assert found.bound == pytest.approx(found.lost)
    assert lost_along(one, found.order) == pytest.approx(found.lost)


@settings(deadline=None, max_examples=30)
@given(cases(4, monotone=True), st.integers(2, 3), st.booleans())
def test_several_crews_are_proven_where_values_never_fall(case, crews, told_all):
    """Lists of links hold the best of all schedules, with precedence too, and the beam proves it."""
    durations, values, after = case
    one = links(durations, values, crews=crews, after=after)
    found = sought(one, listed(one) if told_all else grouped(one, size=2))
    least = least_of_schedules(durations, values, after, crews)
    assert found.lost == pytest.approx(least)
    assert found.bound == pytest.approx(least)


@settings(deadline=None, max_examples=30)
@given(cases(5), st.integers(1, 3), st.integers(1, 400))
def test_the_bound_holds_whatever_the_effort(case, crews, effort):
    """However soon it ends, the bound is below the best schedule and the order not better than it."""
    durations, values, after = case
    one = links(durations, values, crews=crews, after=after)
    bound = listed(one)
    found = sought(one, bound, monotone=bound.monotone, effort=effort)
    if len(one) < 5 or crews == 1:
        same = least_of_schedules if crews > 1 else lambda d, v, a, _: least_of_orders(d, v, a)
        least = same(durations, values, after, crews)
        assert found.bound <= least + 1e-9
        assert found.lost >= least - 1e-9
    assert found.bound <= found.lost


def large(n, crews, seed=2):
    """Chains that bring something only when whole, by a function."""
    random = np.random.default_rng(seed)
    chains = [(random.uniform(1, 9), random.choice(n, 3, replace=False)) for _ in range(n)]
    masks = [(worth, sum(1 << int(j) for j in chain)) for worth, chain in chains]
    after = needs(random, n, 0.03)
    return links(
        random.uniform(1.0, 9.0, n),
        lambda s: sum(worth for worth, mask in masks if s & mask == mask),
        crews=crews, after=after,
    )  # fmt: skip


@pytest.mark.parametrize("crews", [1, 2])
def test_a_large_search_repeats_and_betters_plain_orders(crews):
    """26 links: the same seed gives the same order, which betters the beginnings and keeps the precedence."""
    one = large(26, crews)
    bound = grouped(one, size=8)
    told = []
    found = sought(one, bound, effort=6_000, seed=3, told=told.append)
    assert found == sought(one, bound, effort=6_000, seed=3)
    assert found.lost < 0.995 * min(lost_along(one, order) for order in beginnings(one))
    assert 0 < found.bound < found.lost
    place = {j: k for k, j in enumerate(found.order)}
    assert all(place[i] < place[j] for j in range(26) for i in range(26) if one.after[j] >> i & 1)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_value_that_falls_is_refused():
    """A value said never to fall that does is told with link and set, and how to go on."""
    values = climbing(np.random.default_rng(3), 5, share=1.0)
    values[0b10111] = -1.0
    one = links([1.0, 2.0, 3.0, 4.0, 5.0], values.item)
    with pytest.raises(SettingsError, match=r"link \d joins the set \d+; say monotone=False"):
        sought(one, Nothing())


@pytest.mark.parametrize("calls", [1, 5, 40, 400])
def test_an_interruption_returns_the_best_so_far(calls):
    """Ctrl-C in the middle, at any time, gives an order of all links that says it was stopped."""
    values = climbing(np.random.default_rng(3), 10, share=1.0)
    asked = []

    def value(standing):
        asked.append(standing)
        if len(asked) == calls:
            raise KeyboardInterrupt
        return values[standing]

    one = links(np.arange(1.0, 11.0), value)
    found = search(one, Nothing(), root=0.0, monotone=False, effort=100_000)
    assert found.stopped
    assert sorted(found.order) == list(range(10))
    assert found.lost == pytest.approx(lost_along(one, found.order))
    assert found.bound <= found.lost
