"""A set of openings, answered at once, equals the study's own way of looking at it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.answering import COMPOSITE, FLOW, SAVED, USER
from reopen.benefit.answers import ask
from reopen.benefit.changed import changes
from reopen.benefit.cheapest import cheapest, user_benefit
from reopen.benefit.choices import needed
from reopen.benefit.combinations import combinations
from reopen.benefit.lattice_net import benefits_of
from reopen.benefit.scene import scene
from reopen.benefit.standing_trees import stand
from reopen.errors import SettingsError
from reopen.network.network import build
from reopen.network.scenario import Close, Scenario

COUNT = 43
SETS = st.sets(st.integers(0, COUNT - 1), max_size=COUNT)


@pytest.fixture(scope="module")
def ground(south_caucasus):
    """The embedded region's ways, and the trees of goods and of passengers."""
    region, network = south_caucasus, build(south_caucasus)
    names = [str(o) for o in region["opening"]["opening_id"]][:COUNT]
    found = scene(region, network, {o: Scenario.of(o) for o in names}, jobs=2)
    goods = stand(found.goods, found.flows, found.center, jobs=2)
    people = stand(found.people, found.journeys, found.center, jobs=2)
    return found, goods, people


@pytest.mark.parametrize("kind", ["goods", "people"])
@given(some=SETS)
@settings(max_examples=8, deadline=None)
def test_any_set_equals_its_combination_in_the_study(ground, kind, some):
    """User benefit, fees, kilometres by mode, and costs and hours saved are those of the combination."""
    here, goods, people = ground
    ways, flows, trees = (
        (here.goods, here.flows, goods) if kind == "goods" else (here.people, here.journeys, people)
    )
    code = np.array([sum(1 << o for o in some)])
    (expected,), _ = changes(ways, flows, here.center, codes=code, keep=False, jobs=2)
    found = ask(trees, sorted(some), here.center, jobs=2)
    c, home = ways.n_countries, trees.home
    pair = home[found.origin] * c + home[found.destination]
    for name, value in (
        ("user", found.figures[:, USER]),
        ("usd_saved", -found.figures[:, FLOW] * found.figures[:, COMPOSITE]),
        ("hours_saved", found.figures[:, FLOW] * found.figures[:, SAVED]),
    ):
        table = np.bincount(pair, weights=value, minlength=c * c).reshape(c, c)
        np.testing.assert_allclose(table, getattr(expected, name), rtol=1e-7, atol=1e-3, err_msg=name)
    np.testing.assert_allclose(found.fees, expected.fees, rtol=1e-7, atol=1e-2)
    np.testing.assert_allclose(found.modes, expected.modes, rtol=1e-7, atol=1e-1)


@given(some=st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=8))
@settings(max_examples=6, deadline=None)
def test_the_answer_does_not_depend_on_threads_or_order(ground, some):
    """One thread and several, and any order of the set, give the same to the last bit."""
    here, goods, _ = ground
    one = ask(goods, sorted(some), here.center, jobs=1)
    two = ask(goods, sorted(some, reverse=True), here.center, jobs=3)
    for name in ("origin", "destination", "figures", "fees", "modes", "loads"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@given(some=st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=10))
@settings(max_examples=6, deadline=None)
def test_flows_over_links_add_up_to_the_kilometres(ground, some):
    """Changes of links' flows times their lengths are the change of kilometres by road and rail."""
    here, goods, _ = ground
    found = ask(goods, sorted(some), here.center, jobs=2)
    links = here.goods.region["link"]
    km = found.loads * links["length"].to_numpy()
    for mode, total in zip(("road", "rail"), found.modes, strict=False):
        mine = km[(links["mode"] == mode).to_numpy()].sum()
        assert mine == pytest.approx(total, rel=1e-6, abs=1.0), mode


def test_standing_flows_are_those_of_the_ways(ground):
    """As the region stands, links carry at least every flow that has a way, and closed ones nothing."""
    here, goods, _ = ground
    loads = goods.loads()
    net, layers = here.goods.network, here.goods.stands.layers
    open_ = np.zeros(len(loads), dtype=bool)
    for layer in layers:
        some = np.isfinite(layer.cost) & (net.link >= 0)
        open_[net.link[some]] = True
    assert loads.min() >= 0.0 and loads.max() > 0.0
    assert not loads[~open_].any()


def test_nothing_open_changes_nothing(ground):
    """The empty set has no rows and no changes."""
    here, goods, _ = ground
    found = ask(goods, [], here.center)
    assert len(found.layer) == 0
    assert not found.loads.any() and not found.fees.any()


@given(some=st.lists(SETS, min_size=1, max_size=4))
@settings(max_examples=4, deadline=None)
def test_some_combinations_are_worth_what_each_alone_is(ground, some):
    """Combinations walked together bring each country what the answer to each finds."""
    here, goods, people = ground
    codes = np.array([sum(1 << o for o in one) for one in some], dtype=np.int64)
    walked = benefits_of(here, codes, jobs=2)
    share, c = here.center["importer-share"], here.goods.n_countries
    for value, one in zip(walked, some, strict=True):
        freight, trips = (ask(at, sorted(one), here.center, jobs=2) for at in (goods, people))
        total = (1.0 - here.center["fee-handling-share"]) * freight.fees
        for found, importer, factor in (
            (freight, share, 1.0), (trips, 0.5, here.center["passenger-volume-factor"]),
        ):  # fmt: skip
            user = factor * found.figures[:, USER]
            total = total + importer * np.bincount(goods.home[found.destination], user, c)
            total = total + (1.0 - importer) * np.bincount(goods.home[found.origin], user, c)
        np.testing.assert_allclose(value, total, rtol=1e-7, atol=1.0)


def test_an_opening_that_makes_a_way_dearer_is_refused(south_caucasus, ground):
    """Sets are sums of new arcs; a scenario that closes something is told, not added."""
    network = build(south_caucasus)
    link = str(south_caucasus["link"]["link_id"][0])
    found = scene(south_caucasus, network, {"shut": Scenario("shut", (Close(link),))}, jobs=2)
    with pytest.raises(SettingsError, match="shut cannot be switched"):
        stand(found.goods, found.flows, found.center)


@pytest.fixture(scope="module")
def ready(south_caucasus):
    """The embedded region for sets on the cheapest ways."""
    names = [str(o) for o in south_caucasus["opening"]["opening_id"]]
    return cheapest(south_caucasus, names, network=build(south_caucasus), jobs=2)


@given(some=st.sets(st.integers(0, COUNT - 1), min_size=1, max_size=5))
@settings(max_examples=6, deadline=None)
def test_the_cheapest_ways_equal_all_combinations(south_caucasus, ready, some):
    """A set's benefit is that of the last combination of ``reopen openings`` for it, by country."""
    names = [ready.inputs.openings[o] for o in sorted(some)]
    given = [ready.inputs.openings.index(o) for o in needed(south_caucasus, names)]
    found = user_benefit(ready, sorted(some), given, ready.inputs.layers[0].curves.theta)
    expected = combinations(south_caucasus, names, jobs=2)
    np.testing.assert_allclose(found, expected.values[-1], rtol=1e-9, atol=1e-9)
