"""The walk over all subsets against a new search for each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.path.dijkstra import many_to_all
from reopen.path.lattice import Arcs, Curves, walk
from tests.path.test_dijkstra import random_graph


def subsets(seed, theta, jobs=1, openings=6):
    """Values by subset from the walk, and from a new search of every subset."""
    rng = np.random.default_rng(seed)
    first, tail, head, cost = random_graph(seed, n=24, arcs=90)
    owner = rng.integers(-8, openings, len(cost))  # -8..-1: stands already
    zones, everything = 10, np.arange(24, dtype=np.int32)

    def costs(code):
        standing = (owner < 0) | ((code >> np.maximum(owner, 0) & 1) == 1)
        return many_to_all(first, head, np.where(standing, cost, np.inf), everything)[0]

    now = costs(0)
    flow = np.where(np.isfinite(now[:zones, :zones]), rng.integers(0, 3, (zones, zones)), 0.0)
    delivered = 100.0 + np.where(np.isfinite(now[:zones, :zones]), now[:zones, :zones], 0.0)
    home = rng.integers(0, 3, zones)
    curves = Curves(flow * delivered, 1 / delivered, 100.0, theta, home, 0.3, 3)
    mine = [np.flatnonzero(owner == o) for o in range(openings)]
    every = np.concatenate(mine)
    starts = np.concatenate([[0], np.cumsum([len(m) for m in mine])])
    arcs = Arcs(starts, tail[every].astype(np.int64), head[every].astype(np.int64), cost[every])
    out = np.zeros((1 << openings, 3))
    walk(now, arcs, curves, out, jobs=jobs, told=lambda _: None)
    anew = np.zeros_like(out)
    for code in range(1 << openings):
        s = (100.0 + np.where(flow > 0, costs(code)[:zones, :zones], 0.0)) / delivered
        if theta == 1.0:
            worth = -flow * delivered * np.log(s)
        else:
            worth = flow * delivered * (1 - s ** (1 - theta)) / (1 - theta)
        worth = np.where(flow > 0, worth, 0.0)
        anew[code] = [0.3 * worth[:, home == c].sum() + 0.7 * worth[home == c].sum() for c in range(3)]
    return out, anew


@given(seed=st.integers(0, 10_000), theta=st.sampled_from([0.5, 1.0, 2.5]))
@settings(max_examples=25, deadline=None)
def test_every_subset_is_worth_what_a_new_search_says(seed, theta):
    """All 64 subsets of six openings have the values of 64 searches, to rounding."""
    out, anew = subsets(seed, theta)
    np.testing.assert_allclose(out, anew, rtol=1e-9, atol=1e-7)


def test_threads_do_not_change_a_bit():
    """One thread and three give the same values to the last bit, and they are not all nothing."""
    one, three = subsets(3, 1.5)[0], subsets(3, 1.5, jobs=3)[0]
    np.testing.assert_array_equal(one, three)
    assert one.any()


def test_a_negative_cost_is_refused():
    """A negative or missing cost is refused before the walk starts."""
    curves = Curves(np.zeros((1, 1)), np.ones((1, 1)), 1.0, 1.0, np.zeros(1, dtype=np.int64), 0.5, 1)
    arcs = Arcs(
        np.array([0, 1]), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), np.array([np.nan])
    )
    with pytest.raises(ValueError, match="not negative"):
        walk(np.zeros((1, 1)), arcs, curves, np.zeros((2, 1)), told=lambda _: None)
