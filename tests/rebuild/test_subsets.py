"""The kernels on the subset lattice, beside plain ones."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings

from reopen.rebuild.subsets import (
    allowed,
    envelope,
    follow,
    is_monotone,
    largest,
    paced,
    sums,
    to_go,
    undominated,
)
from tests.rebuild.orders import cases, climbing, least_of_orders, needs, wild


@settings(deadline=None, max_examples=40)
@given(cases(7))
def test_the_programme_equals_all_orders(case):
    """With up to 7 links the least loss from the empty set is the least over all orders."""
    durations, values, after = case
    table = to_go(values, durations, np.array(after, np.int64))
    assert table[0] == pytest.approx(least_of_orders(durations, values, after))
    assert table[-1] == 0.0


@settings(deadline=None, max_examples=40)
@given(cases(7))
def test_the_order_followed_loses_the_least(case):
    """The order read from the table is allowed, complete, and loses what the table says."""
    durations, values, after = case
    waits = np.array(after, np.int64)
    table = to_go(values, durations, waits)
    order, standing, lost = follow(table, values, durations, waits), 0, 0.0
    for j in order:
        assert after[j] & standing == after[j]
        lost += durations[j] * (values[-1] - values[standing])
        standing |= 1 << j
    assert sorted(order) == list(range(len(durations)))
    assert lost == pytest.approx(table[0])


@pytest.mark.parametrize("tied", [False, True])
def test_blocks_and_threads_change_nothing(tied):
    """15 links in 8 blocks on three threads give the table of a plain programme over sets."""
    n, random = 15, np.random.default_rng(4)
    values, durations = wild(random, n), random.uniform(1.0, 9.0, n)
    after = np.array(needs(random, n, 0.2) if tied else [0] * n, np.int64)
    expected = np.full(1 << n, np.inf)
    expected[-1] = 0.0
    for standing in range((1 << n) - 2, -1, -1):
        for j in range(n):
            if not standing >> j & 1 and after[j] & standing == after[j]:
                lost = (values[-1] - values[standing]) * durations[j] + expected[standing | 1 << j]
                expected[standing] = min(expected[standing], lost)
    told = []
    for jobs in (1, 3):
        assert np.array_equal(to_go(values, durations, after, jobs=jobs, told=told.append), expected)
    assert told[:8] == [k / 8 for k in range(1, 9)]


def test_sets_by_their_members():
    """Sums, largest members and precedence of sets are those of their members one by one."""
    random = np.random.default_rng(5)
    weights, after = random.random(6), np.array(needs(random, 6), np.int64)
    for standing in range(64):
        members = [j for j in range(6) if standing >> j & 1]
        assert sums(weights)[standing] == pytest.approx(weights[members].sum())
        assert largest(weights)[standing] == max(weights[members], default=0.0)
        assert allowed(after)[standing] == all(after[j] & standing == after[j] for j in members)


def test_the_envelope_is_the_best_allowed_part():
    """Each set's envelope is the largest value among its parts that may occur."""
    random = np.random.default_rng(6)
    values, fits = wild(random, 5), allowed(np.array([0, 1, 0, 2, 0], np.int64))
    parts = [[p for p in range(32) if p & s == p and fits[p]] for s in range(32)]
    assert envelope(values, fits).tolist() == [values[p].max() for p in parts]


def test_a_value_that_falls_is_seen_where_it_may_occur():
    """One set of less value makes values not monotone, unless it may not occur or falls within the slack."""
    values, every = climbing(np.random.default_rng(7), 4, share=1.0), np.ones(16, bool)
    assert is_monotone(values, every, 0.0)
    values[0b0110] = values[0b0010] - 0.01
    assert not is_monotone(values, every, 0.0)
    assert is_monotone(values, every, 0.02)
    assert is_monotone(values, np.arange(16) != 0b0110, 0.0)


@settings(deadline=None, max_examples=30)
@given(cases(6))
def test_paced_orders_equal_all_orders(case):
    """The least sum over orders of the time of each set times what its last link adds."""
    durations, values, after = case
    n = len(durations)
    times = np.maximum(sums(durations) / 2, largest(durations))
    least = np.inf
    for order in permutations(range(n)):
        sets = np.concatenate([[0], np.cumsum([1 << j for j in order])])
        if all(after[j] & sets[k] == after[j] for k, j in enumerate(order)):
            least = min(least, times[sets[1:]] @ np.diff(values[sets]))
    assert paced(values, times, np.array(after, np.int64)) == pytest.approx(least)


def test_states_beaten_in_loss_and_time_go():
    """A state goes for one that lost no more and has no more time left, or just as much where that counts."""
    key = np.array([1, 1, 1, 1, 2])
    left = np.array([[3.0, 1.0], [3.0, 1.0], [2.0, 2.0], [3.0, 2.0], [9.0, 9.0]])
    assert undominated(key, left, True, 1e-12).tolist() == [True, False, True, False, True]
    assert undominated(key, left, False, 1e-12).tolist() == [True, False, True, True, True]
