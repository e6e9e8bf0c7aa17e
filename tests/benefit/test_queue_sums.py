"""Queues of a year, against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.queue_sums import outcome, passable, years
from reopen.benefit.queued import gain, ground, solved, under
from reopen.settings import Queues
from tests.benefit import gated
from tests.benefit.test_queued import TIGHT, arcs_of


@pytest.fixture
def at(make_region):
    """The triangle with gates that are too small, of which winter shuts one for 60 days."""
    return ground(gated.scene_of(gated.region(make_region, TIGHT, {"gate-eb": 60}, both=True)), Queues())


def seasons(at, number=-1):
    """All seasons under a scenario."""
    return [solved(at, under(at, number), season) for season in range(at.seasons)]


@pytest.mark.parametrize(("gate", "winter"), [("gate-ab", True), ("gate-eb", False)])
def test_vehicle_hours_are_trucks_times_hours_times_days(at, gate, winter):
    """305 open days and 60 of winter, in which a gate that is shut has no truck."""
    summer, cold = seasons(at)
    found, arcs = years(at, [summer, cold]), arcs_of(at, gate)
    place = at.scene.goods.network.crossing[arcs[0]]
    warm_hours, cold_hours = (float(one.trucks[arcs] @ one.wait[arcs]) for one in (summer, cold))
    assert found.hours[place] == pytest.approx(305 * warm_hours + 60 * cold_hours)
    assert found.trucks[place] == pytest.approx(
        305 * summer.trucks[arcs].sum() + 60 * cold.trucks[arcs].sum()
    )
    assert found.winter_hours[place] == pytest.approx(60 * cold_hours)
    assert (found.winter_trucks[place] > 0.0) == winter
    assert passable(at, 1)[arcs].any() == winter


def test_an_outcome_sums_the_gains_of_the_seasons(at):
    """In USD m, at the tables' hours and with queues; the gap is the largest."""
    base, after = seasons(at), seasons(at, at.scene.goods.names.index("railway"))
    found = outcome(at, base, after)
    for name, told in (("plain", found.plain), ("cost", found.queued)):
        parts = [
            gain(at, k, getattr(old, name), getattr(new, name))
            for k, (old, new) in enumerate(zip(base, after, strict=True))
        ]
        assert told == pytest.approx(sum(parts) / 1e6)
    assert found.plain > 0.0
    assert found.gap == max(one.found.gap for one in after)
    assert (found.years.hours == years(at, after).hours).all()
    assert not np.allclose(found.years.hours, years(at, base).hours)
