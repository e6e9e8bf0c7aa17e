"""Freight over links as the region stands."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.scene import scene
from reopen.benefit.standing_trees import stand, standing_loads
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.network.states import with_states


def test_loads_are_those_of_the_trees_that_questions_start_from(south_caucasus):
    """Freight over links is the same whatever openings are looked at, and none passes a closed link."""
    region, day = south_caucasus, south_caucasus.meta.as_of
    network, ids = build(region), [str(o) for o in region["opening"]["opening_id"][:2]]
    found = scene(region, network, {o: Scenario.of(o) for o in ids}, as_of=day, jobs=2)
    alone = standing_loads(found.goods, found.flows, found.center, jobs=1)
    assert stand(found.goods, found.flows, found.center, jobs=2).loads() == pytest.approx(alone, rel=1e-12)
    state = with_states(region, "link", day)["state"].to_numpy()
    assert alone[np.isin(state, ["closed", "none"])].max() == 0.0
    assert alone.max() > 1e6
