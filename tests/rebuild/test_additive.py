"""Values of openings that add up, above a network's value that need not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings

from reopen.rebuild import additive
from reopen.rebuild.additive import above, soonest
from reopen.rebuild.instance import instance
from reopen.rebuild.programme import After, NetworkValue, Programme, Task, Worth
from tests.rebuild.checker import plans, worth
from tests.rebuild.programmes import programmes


def opened(values, after=(), months=(1, 2, 3)):
    """An instance of openings with a yearly value of each set of them."""
    n = len(values).bit_length() - 1
    tasks = tuple(
        Task(
            f"t{j}", "T", months[j], opening_id=f"o{j}",
            after=tuple(After(f"t{i}") for i, k in after if k == j),
        )
        for j in range(n)
    )  # fmt: skip
    network = NetworkValue(tuple(f"o{j}" for j in range(n)), np.array(values, float))
    return instance(Programme("p", 2026, 1, 24, tasks, network=network, worth=Worth(rate=0.0)))


def sums(extra, n):
    """The sum of the values of each set."""
    return np.array([sum(v for j, v in extra.items() if s >> j & 1) for s in range(1 << n)])


@settings(deadline=None, max_examples=40)
@given(programmes(4, network=True))
def test_sums_stand_above_every_set_that_a_plan_passes_through(p):
    """In every plan and at each of its ends the values add up to no less than the network's."""
    one = instance(p)
    assume((one.earliest <= one.latest).all())
    extra = above(one)
    for start in plans(p):
        code = 0
        for j in sorted(extra, key=lambda j: (start[j] + one.months[j], j)):
            code |= 1 << int(one.bit[j])
            total = sum(v for i, v in extra.items() if code >> int(one.bit[i]) & 1)
            assert total >= one.network[code] - one.network[0] - 1e-9


@settings(deadline=None, max_examples=40)
@given(programmes(4, network=True))
def test_no_plan_has_more_of_the_network_than_the_soonest(p):
    """What the network alone is worth in any plan is no more than with each opening as soon as can be."""
    alone = p.replace(worth=Worth(rate=p.worth.rate))
    values = [worth(alone, start) for start in plans(alone)]
    assume(values)
    assert max(values) <= soonest(instance(alone)) + 1e-9


def test_values_that_add_up_are_found():
    """Where the network's value is a sum, its parts are found, whatever nothing open is worth."""
    values = [5 + 2 * (s & 1) + 3 * (s >> 1 & 1) + 7 * (s >> 2) for s in range(8)]
    assert above(opened(values)) == pytest.approx({0: 2.0, 1: 3.0, 2: 7.0})


def test_openings_that_need_each_other_share_their_worth():
    """Two openings worth 12 together, the later one more cheaply: their values add up to 12."""
    extra = above(opened([0, 0, 0, 12], months=(1, 9)))
    assert sum(extra.values()) == pytest.approx(12.0)
    assert min(extra.values()) >= -1e-9


def test_sets_that_cannot_be_are_left_out():
    """An opening that waits for another is worth something alone only on paper."""
    free = above(opened([0, 1, 50, 51]))
    bound = above(opened([0, 1, 50, 51], after=[(0, 1)]))
    assert free == pytest.approx({0: 1.0, 1: 50.0})
    assert sum(bound.values()) == pytest.approx(51.0)
    weighted = opened([0, 1, 50, 8], after=[(0, 1)])
    assert sum(above(weighted).values()) == pytest.approx(8.0)


def test_a_looser_rule_for_many_sets_stands_above_too(monkeypatch):
    """With too many sets for a linear programme each opening has the most that it ever adds."""
    random = np.random.default_rng(2)
    values = random.uniform(0, 9, 8)
    values[0] = 1.0
    one = opened(values)
    monkeypatch.setattr(additive, "MOST_SETS", 4)
    loose = above(one)
    assert (sums(loose, 3) >= values - values[0] - 1e-9).all()
    assert loose[0] == pytest.approx(max(values[s | 1] - values[s] for s in (0, 2, 4, 6)))


def test_without_a_network_there_are_no_values():
    """No network, nothing to add."""
    one = instance(Programme("p", 2026, 1, 9, (Task("t", "T", 1, opening_id="o"),)))
    assert above(one) == one.steps(np.array([0])) == {}
    assert soonest(one) == 0
