"""Arc costs that cannot be are refused where they arise, by the name of the link."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import reopen
from reopen.network import layers
from reopen.network.network import build
from reopen.network.rates import rates
from reopen.network.standing import standing


@pytest.mark.parametrize("wrong", [-1000.0, np.nan])
def test_a_negative_or_missing_cost_names_the_link(south_caucasus, wrong):
    """A truck that costs less than nothing, or no number, is refused by the first link it drives."""
    network, prices = build(south_caucasus), rates(south_caucasus, "central")
    spoilt = dataclasses.replace(prices, costs={**prices.costs, "truck-opcost": wrong})
    with pytest.raises(
        reopen.ReopenError, match=r"link .* would cost (-[\d.]+|nan) USD a tonne of .*unit costs"
    ):
        layers.layered(south_caucasus, network, standing(south_caucasus), spoilt)
