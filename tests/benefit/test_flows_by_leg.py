"""How goods share out over kinds of ways, and what passes legs and borders."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.flows_by_leg import composites, loads, parts, parts_under, shares
from reopen.benefit.legs import marks, scenario_legs, standing_legs
from reopen.benefit.moved import moved
from tests.benefit import gated


@pytest.fixture
def at(make_region):
    """The triangle's scene in one season, its marks, and the legs of its first class."""
    scene = gated.scene_of(gated.region(make_region), seasons=())
    mark = marks(scene.goods)
    layer = scene.goods.layers[0]
    return scene, mark, standing_legs(scene.goods, layer, scene.flows.tonnes[0], mark)


def test_tonnes_past_a_gate_are_those_of_the_model(at):
    """By road over a border as the model's counts have it, and by rail likewise."""
    scene, mark, _ = at
    goods, net = scene.goods, scene.goods.network
    both = []
    for layer in goods.layers:
        tonnes = scene.flows.tonnes[layer.number]
        both.append(parts(standing_legs(goods, layer, tonnes, mark), tonnes, scene.center))
    found = loads(both, mark.size)
    rail = net.crossing == 3
    past = moved(goods, scene.flows.tonnes, scene.center, rail[:, None].astype(float)).past[0]
    assert past > 1000.0
    assert found.tonnes[found.mark >= mark.legs].sum() == pytest.approx(past)


def test_what_is_sent_out_is_what_is_moved(at):
    """Shares of the kinds of ways sum to 1, and follow the cheapest as choice gets sharp."""
    scene, _, legs = at
    reference = legs.cost.min(axis=1)
    assert shares(legs.cost, reference, scene.center).sum(axis=1) == pytest.approx(np.ones(len(legs)))
    (part,) = parts(legs, scene.flows.tonnes[0], scene.center)
    assert part.moved.sum() == pytest.approx(scene.flows.tonnes[0].sum())
    assert (part.moved[~np.isfinite(legs.cost)] == 0.0).all()


def test_a_dearer_leg_raises_the_cost_by_no_more_than_that(at):
    """All legs dearer by one dollar: users pay at most so much for each leg of the way that has most."""
    scene, mark, legs = at
    some = parts(legs, scene.flows.tonnes[0], scene.center)
    nothing, dollar = np.zeros((1, mark.size)), np.zeros((1, mark.size))
    dollar[:, : mark.legs] = 1.0
    rise = composites([some], dollar, scene.center) - composites([some], nothing, scene.center)
    most = np.diff(legs.first).reshape(-1, 4).max()
    assert (rise > 0.0).all()
    assert (rise <= most + 1e-9).all()


def test_changed_pairs_take_the_place_of_those_before(at):
    """Under a scenario all tonnes move once, on the ways that it leaves or makes."""
    scene, mark, legs = at
    layer, tonnes = scene.goods.layers[0], scene.flows.tonnes[0]
    changed = scenario_legs(scene.goods, layer, scene.goods.names.index("second"), tonnes, mark)
    was, now = parts_under(legs, changed, tonnes, scene.center)
    assert 0 < len(changed) < len(legs)
    assert was.moved.sum() + now.moved.sum() == pytest.approx(tonnes.sum())
    assert not was.moved[now.row].any()
    assert (legs.origin[now.row] == changed.origin).all()
    assert (legs.destination[now.row] == changed.destination).all()


def test_pairs_without_a_way_before_are_left_out(at):
    """A pair that only the scenario joins moves nothing, since nothing moves there today."""
    scene, mark, _ = at
    layer, tonnes = scene.goods.layers[0], scene.flows.tonnes[0]
    changed = scenario_legs(scene.goods, layer, scene.goods.names.index("railway"), tonnes, mark)
    less = tonnes.copy()
    less[changed.origin[0], changed.destination[0]] = 0.0
    known = standing_legs(scene.goods, layer, less, mark)
    _, now = parts_under(known, changed, tonnes, scene.center)
    assert now.row[0] == -1
    assert not now.moved[0].any()
    assert now.moved[1:].sum() > 0.0
    nothing = standing_legs(scene.goods, layer, np.zeros_like(tonnes), mark)
    _, now = parts_under(nothing, changed, tonnes, scene.center)
    assert (now.row == -1).all()
    assert not now.moved.any()
