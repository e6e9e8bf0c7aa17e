"""Which openings can matter to a pair, and the games that follow."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.lattice.relevance import APART, components, games, relevance
from reopen.lattice.walk import walk
from tests.lattice.test_walk import PARTIES, ZONES, case

seeds = st.integers(0, 10_000)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_other_openings_never_change_a_pair(seed):
    """A pair's cost under any subset is its cost under what of it is relevant to the pair."""
    some = case(seed)
    relevant = relevance(some.costs, some.arcs, np.ones((ZONES, ZONES), dtype=bool))
    for i in range(ZONES):
        for j in range(ZONES):
            mask = sum(1 << o for o in np.flatnonzero(relevant[:, i, j]).tolist())
            for code in range(64):
                np.testing.assert_allclose(some.anew[code][i, j], some.anew[code & mask][i, j], rtol=1e-12)


def test_relevance_finds_what_matters_and_no_more():
    """In a random case some openings matter to some pairs, and not all to all."""
    some = case(5)
    relevant = relevance(some.costs, some.arcs, some.curves.scale > 0)
    assert relevant.any()
    assert not relevant.all(axis=0).all()
    assert not relevant[:, some.curves.scale == 0].any()


@given(seeds, st.integers(4, 24))
@settings(max_examples=25, deadline=None)
def test_games_add_up_to_the_whole(seed, ends):
    """The value of every subset is the sum of its values in the games."""
    some = case(seed, ends=ends)
    whole = walk(some.costs, some.arcs, some.curves)
    total = np.zeros((64, PARTIES))
    for game in games(relevance(some.costs, some.arcs, some.curves.scale > 0)):
        mine = walk(some.costs, some.arcs.of(np.array(game.members)), some.curves.only(game.pairs))
        code = np.arange(64)
        total += mine[sum((code >> o & 1) << n for n, o in enumerate(game.members))]
    np.testing.assert_allclose(total, whole, rtol=1e-9, atol=1e-9)


def test_pairs_with_far_fewer_openings_get_a_game_of_their_own():
    """A pair joins the smallest game that holds its openings, unless that is much larger."""
    openings = APART + 2
    relevant = np.zeros((openings, 1, 5), dtype=bool)
    relevant[:, 0, 0] = True  # all
    relevant[2:, 0, 1] = True  # all but two: joins the first
    relevant[:2, 0, 2] = True  # APART fewer than all: a game of its own
    relevant[0, 0, 3] = True  # joins that one; the last pair has no opening
    found = {frozenset(game.members): np.flatnonzero(game.pairs).tolist() for game in games(relevant)}
    assert found == {frozenset(range(openings)): [0, 1], frozenset({0, 1}): [2, 3]}


def test_members_that_matter_to_most_pairs_come_first():
    """In a game the opening that is relevant to most pairs is the first bit."""
    relevant = np.array([[[True, False, False]], [[True, True, True]], [[True, True, False]]])
    (game,) = games(relevant)
    assert game.members == (1, 2, 0)
    assert game.steps == 8


@given(st.lists(st.sets(st.integers(0, 7), max_size=3), max_size=6))
def test_components_are_the_finest_parts_that_no_set_crosses(sets):
    """Every set lies in one part, every opening is in one, and what a part joins is linked by sets."""
    parts = components(8, sets)
    assert sorted(o for part in parts for o in part) == list(range(8))
    for some in sets:
        assert not some or any(some <= set(part) for part in parts)
    for part in parts:
        reached = {part[0]}
        for _ in range(8):
            reached |= {o for some in sets if some & reached for o in some}
        assert reached == set(part)
