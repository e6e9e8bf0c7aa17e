"""What each step of an order adds, against all combinations."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.base import base
from reopen.benefit.combinations import combinations
from reopen.benefit.orders import added
from reopen.network.network import build
from reopen.network.scenario import Scenario

CHAIN = (
    "meghri-rail",
    "horadiz-aghband-rail",
    "nakhchivan-rail",
    "ijevan-gazakh-road",
    "akhurik-akyaka-road",
)


@pytest.fixture(scope="module")
def at(south_caucasus):
    each = {name: Scenario.of(name) for name in CHAIN}
    return base(south_caucasus, build(south_caucasus), each)


def test_steps_add_up_to_the_combinations(south_caucasus, at):
    """After each step of an order and its reverse stands the value of the combination reached."""
    every = combinations(south_caucasus, CHAIN, constrained=False)
    taken = [CHAIN, CHAIN[::-1]]
    for order, steps in zip(taken, np.cumsum(added(at, taken), axis=1), strict=True):
        codes = np.cumsum([1 << CHAIN.index(name) for name in order])
        np.testing.assert_allclose(steps, every.total()[codes], rtol=1e-9, atol=1e-9)


def test_threads_change_nothing(at):
    """The same bits on one thread and on three."""
    taken = [CHAIN, CHAIN[::-1], CHAIN[2:] + CHAIN[:2]]
    assert np.array_equal(added(at, taken, jobs=1), added(at, taken, jobs=3))


def test_no_order_adds_nothing(at):
    """No orders, or orders without a step, give an empty table."""
    assert added(at, []).size == 0
    assert added(at, [[]]).shape == (1, 0)
