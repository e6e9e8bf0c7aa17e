"""Shapley values and interactions against their axioms and brute force."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.lattice_values import add_game, best_feasible, interactions, shapley

games = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.integers(-50, 50), min_size=(1 << n) - 1, max_size=(1 << n) - 1)
)


def game(tail):
    """Values of all subsets, the empty one first and worth nothing."""
    return np.array([0.0, *map(float, tail)])


@given(games)
def test_shapley_equals_the_mean_over_all_orders(tail):
    """Shapley values are each player's mean contribution over all orders of joining."""
    values = game(tail)
    n = len(values).bit_length() - 1
    gains = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        code = 0
        for player in order:
            gains[player] += values[code | 1 << player] - values[code]
            code |= 1 << player
    np.testing.assert_allclose(shapley(values[:, None])[:, 0], gains / len(orders), atol=1e-9)


@given(games)
def test_efficiency_and_additivity(tail):
    """The shares add up to the value of all, and the shares of a sum of games are the sums of shares."""
    values = game(tail)
    other = np.sqrt(np.arange(len(values)))
    both = shapley(np.stack([values, other, values + other], axis=1))
    np.testing.assert_allclose(both.sum(axis=0)[0], values[-1], atol=1e-9)
    np.testing.assert_allclose(both[:, 0] + both[:, 1], both[:, 2], atol=1e-9)


@given(games)
def test_symmetric_players_share_alike_and_dummies_get_their_own(tail):
    """A player that always adds 7 gets 7 and interacts with none; interchangeable ones share alike."""
    values = game(tail)
    n = len(values).bit_length() - 1
    with_dummy = np.concatenate([values, values + 7.0])
    shares = shapley(with_dummy[:, None])[:, 0]
    assert shares[n] == pytest.approx(7.0)
    np.testing.assert_allclose(interactions(with_dummy)[n], 0.0, atol=1e-9)
    size = np.array([bin(code).count("1") for code in range(1 << n)])
    alike = shapley((size.astype(float) ** 2)[:, None])[:, 0]
    np.testing.assert_allclose(alike, alike[0])


@given(games)
def test_interactions_equal_the_mean_over_all_orders(tail):
    """The index of a pair is the mean over orders of what both add at once beyond what each does."""
    values = game(tail)
    n = len(values).bit_length() - 1
    found = interactions(values)
    for i in range(n):
        for j in range(i):
            rest = [p for p in range(n) if p not in (i, j)]
            joint = []
            for order in permutations([*rest, "pair"]):
                code = sum(1 << p for p in order[: order.index("pair")])
                both = values[code | 1 << i | 1 << j] - values[code | 1 << i]
                joint.append(both - values[code | 1 << j] + values[code])
            assert found[i, j] == found[j, i] == pytest.approx(np.mean(joint), abs=1e-9)


@given(games, st.permutations(range(7)))
def test_a_game_among_more_players(tail, names):
    """A game added to a lattice of more players adds, for each subset, what its players among them have."""
    values = game(tail)
    members = names[: len(values).bit_length() - 1]
    among, whole = [*range(7)], np.ones((1 << 7, 2))
    add_game(whole, among, np.stack([values, 2 * values], axis=1), members)
    for code in range(1 << 7):
        part = sum(1 << n for n, p in enumerate(members) if code >> p & 1)
        assert whole[code].tolist() == [1 + values[part], 1 + 2 * values[part]]


@given(games, st.permutations(range(6)))
def test_shares_in_a_game_of_fewer_are_shares_in_the_whole(tail, names):
    """Players that matter to nothing get no share and change none: parts can be solved apart."""
    values = game(tail)
    members = names[: len(values).bit_length() - 1]
    whole = np.zeros((1 << 6, 1))
    add_game(whole, [*range(6)], values[:, None], members)
    expected, pulls = np.zeros(6), np.zeros((6, 6))
    expected[members] = shapley(values[:, None])[:, 0]
    pulls[np.ix_(members, members)] = interactions(values)
    np.testing.assert_allclose(shapley(whole)[:, 0], expected, atol=1e-9)
    np.testing.assert_allclose(interactions(whole[:, 0]), pulls, atol=1e-9)


def test_interaction_of_two_is_what_they_add_together():
    """For two players the index is the value of both less the values of each."""
    assert interactions(np.array([0.0, 3.0, 4.0, 9.0]))[0, 1] == 2.0


@given(games, st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_best_feasible_part_equals_a_plain_search(tail, mask):
    """The best feasible part of each subset is worth what trying all its parts finds."""
    values = game(tail)
    feasible = np.array([code == 0 or bool(mask >> code & 1) for code in range(len(values))])
    best = best_feasible(values, feasible)
    for code in range(len(values)):
        parts = [part for part in range(len(values)) if part & code == part and feasible[part]]
        assert feasible[best[code]]
        assert best[code] & code == best[code]
        assert values[best[code]] == max(values[part] for part in parts)
