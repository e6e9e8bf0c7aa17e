"""Inserting cheaper arcs into known costs against searching anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.path.dijkstra import many_to_all
from reopen.path.opened import opened
from tests.path.test_dijkstra import random_graph


def both_ways(seed, share):
    """Costs after opening some closed arcs: by insertion, and by a new search."""
    rng = np.random.default_rng(seed)
    first, tail, head, cost = random_graph(seed, n=30, arcs=110)
    before_cost = np.where(rng.random(len(cost)) < share, np.inf, cost)
    arcs = np.flatnonzero(~np.isfinite(before_cost))
    everything = np.arange(30, dtype=np.int32)
    before, _ = many_to_all(first, head, before_cost, everything)
    hubs = np.unique(np.concatenate([tail[arcs], head[arcs]]))
    number = np.stack([np.searchsorted(hubs, tail[arcs]), np.searchsorted(hubs, head[arcs])], axis=1)
    zones = np.arange(0, 30, 2)
    square = before[np.ix_(zones, zones)]
    found = opened(
        square,
        before[np.ix_(zones, hubs)],
        before[np.ix_(hubs, hubs)],
        before[np.ix_(hubs, zones)],
        number,
        cost[arcs],
        between_sums=before[np.ix_(hubs, hubs)][:, :, None],
        arc_sums=cost[arcs][:, None],
    )
    anew, _ = many_to_all(first, head, cost, everything)
    return found, square, anew[np.ix_(zones, zones)], before[np.ix_(zones, hubs)], before[np.ix_(hubs, zones)]


@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.0, 0.02, 0.1, 0.4]))
@settings(max_examples=80, deadline=None)
def test_insertion_equals_a_new_search(seed, share):
    """The costs are those of a new search; whole-number costs leave no rounding to excuse."""
    found, before, anew, _, _ = both_ways(seed, share)
    np.testing.assert_array_equal(found.after, anew)
    np.testing.assert_array_equal(found.changed, anew < before)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_the_hubs_it_names_make_up_the_new_cost(seed):
    """Old cost to the entering hub, sum between hubs and old cost from the leaving hub add up."""
    found, _, anew, to_hub, from_hub = both_ways(seed, 0.3)
    i, j = np.nonzero(found.changed)
    leave = found.leave[i, j]
    enter = found.enter[i, leave]
    total = to_hub[i, enter] + found.sums[enter, leave, 0] + from_hub[leave, j]
    np.testing.assert_array_equal(total, anew[i, j])


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_opening_raises_no_cost_and_leaves_the_rest_alone(seed):
    """No cost rises, and where nothing changed the number is the same to the last bit."""
    found, before, _, _, _ = both_ways(seed, 0.2)
    assert np.all(found.after <= before)
    np.testing.assert_array_equal(found.after[~found.changed], before[~found.changed])


def test_rounding_is_not_an_improvement():
    """A path through the hubs that only rounds better than the old one changes nothing."""
    assert (0.3 + 0.2) + 0.1 < 0.1 + 0.2 + 0.3
    before = np.array([[0.0, 0.1 + 0.2 + 0.3], [np.inf, 0.0]])
    found = opened(
        before,
        np.array([[0.3, np.inf], [np.inf, np.inf]]),
        np.array([[0.0, np.inf], [np.inf, 0.0]]),
        np.array([[np.inf, np.inf], [np.inf, 0.1]]),
        np.array([[0, 1]]),
        np.array([0.2]),
        between_sums=np.zeros((2, 2, 0)),
        arc_sums=np.zeros((1, 0)),
    )
    assert not found.changed.any()
    np.testing.assert_array_equal(found.after, before)
