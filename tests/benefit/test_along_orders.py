"""What each step of an order adds, over all layers, against all combinations."""

from __future__ import annotations

import numpy as np

from reopen.benefit.along_orders import along_orders
from reopen.benefit.combinations import combinations
from reopen.benefit.inputs import inputs

CHAIN = (
    "meghri-rail",
    "horadiz-aghband-rail",
    "nakhchivan-rail",
    "ijevan-gazakh-road",
    "akhurik-akyaka-road",
)


def test_steps_add_up_to_the_combinations(south_caucasus):
    """After each step of an order and its reverse stands the value of the combination reached."""
    every = combinations(south_caucasus, CHAIN, constrained=False)
    taken = np.array([range(5), range(4, -1, -1)])
    worth = along_orders(inputs(south_caucasus, CHAIN))(taken).cumsum(axis=1) / 1e6
    for order, steps in zip(taken, worth, strict=True):
        np.testing.assert_allclose(steps, every.values[np.cumsum(1 << order)], rtol=1e-9, atol=1e-9)
