"""The walk over all subsets against a new search for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.lattice.curves import Curves
from reopen.lattice.trimmed import Arcs
from reopen.lattice.walk import walk
from reopen.path.dijkstra import many_to_all
from tests.path.test_dijkstra import random_graph

NODES, ZONES, PARTIES = 24, 10, 3


@dataclass
class Case:
    """A random graph some of whose arcs belong to openings."""

    costs: np.ndarray
    arcs: Arcs
    curves: Curves
    anew: list[np.ndarray]

    def worth(self, code):
        """Value of a subset by party, from a new search."""
        curves = self.curves
        pairs = curves.scale > 0
        s = (curves.price + np.where(pairs, self.anew[code][:ZONES, :ZONES], 0.0)) * curves.inverse
        if curves.theta == 1.0:
            worth = -curves.scale * np.log(s)
        else:
            worth = curves.scale * (1 - s ** (1 - curves.theta)) / (1 - curves.theta)
        worth = np.where(pairs, worth, 0.0)
        home, share = curves.home, curves.importer
        return [
            share * worth[:, home == c].sum() + (1 - share) * worth[home == c].sum() for c in range(PARTIES)
        ]


def case(seed, *, theta=1.5, openings=6, ends=NODES):
    """A random case; ``ends`` limits where the openings' arcs may be, so that they share few pairs."""
    rng = np.random.default_rng(seed)
    first, tail, head, cost = random_graph(seed, n=NODES, arcs=90)
    owner = rng.integers(-8, openings, len(cost))  # -8..-1: stands already
    owner[(tail >= ends) | (head >= ends)] = -1

    def costs(code):
        standing = (owner < 0) | ((code >> np.maximum(owner, 0) & 1) == 1)
        return many_to_all(first, head, np.where(standing, cost, np.inf), np.arange(NODES, dtype=np.int32))[0]

    now = costs(0)
    way = np.isfinite(now[:ZONES, :ZONES])
    flow = np.where(way, rng.integers(0, 3, (ZONES, ZONES)), 0.0)
    delivered = 100.0 + np.where(way, now[:ZONES, :ZONES], 0.0)
    home = rng.integers(0, PARTIES, ZONES)
    mine = [np.flatnonzero(owner == o) for o in range(openings)]
    every = np.concatenate(mine)
    starts = np.concatenate([[0], np.cumsum([len(m) for m in mine])])
    return Case(
        now,
        Arcs(starts, tail[every].astype(np.int64), head[every].astype(np.int64), cost[every]),
        Curves(flow * delivered, 1 / delivered, 100.0, theta, home, 0.3, PARTIES),
        [costs(code) for code in range(1 << openings)],
    )


@given(seed=st.integers(0, 10_000), theta=st.sampled_from([0.5, 1.0, 1.5, 2.5]))
@settings(max_examples=25, deadline=None)
def test_every_subset_is_worth_what_a_new_search_says(seed, theta):
    """All 64 subsets of six openings have the values of 64 searches, to rounding."""
    some = case(seed, theta=theta)
    anew = [some.worth(code) for code in range(64)]
    np.testing.assert_allclose(walk(some.costs, some.arcs, some.curves), anew, rtol=1e-9, atol=1e-7)


def test_threads_do_not_change_a_bit():
    """One thread and three give the same values to the last bit, and they are not all nothing."""
    some = case(3, openings=9)
    one, three = (walk(some.costs, some.arcs, some.curves, jobs=jobs) for jobs in (1, 3))
    np.testing.assert_array_equal(one, three)
    assert one.any()


def test_progress_ends_with_all_of_it():
    """Progress rises piece by piece and ends at 1."""
    some, shares = case(3, openings=9), []
    walk(some.costs, some.arcs, some.curves, told=shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 1
    assert shares[-1] == 1.0


@pytest.mark.parametrize(("cost", "between"), [(np.nan, 0.0), (-1.0, 0.0), (1.0, -1.0), (1.0, np.nan)])
def test_a_negative_cost_is_refused(cost, between):
    """A negative or missing cost of an arc, or between nodes, is refused before the walk starts."""
    curves = Curves(np.ones((1, 1)), np.ones((1, 1)), 1.0, 1.0, np.zeros(1, dtype=np.int64), 0.5, 1)
    arcs = Arcs(np.array([0, 1]), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), np.array([cost]))
    with pytest.raises(ValueError, match="not negative"):
        walk(np.full((1, 1), between), arcs, curves)
