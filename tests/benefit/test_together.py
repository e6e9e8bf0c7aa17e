"""The weightiest decisions in all combinations."""

from __future__ import annotations

import numpy as np
import pytest

import reopen
from reopen.benefit.appraised import Terms
from reopen.benefit.combinations import combinations
from reopen.benefit.costs import works
from reopen.benefit.decisions import decisions
from reopen.benefit.inputs import inputs
from reopen.benefit.openings import gains
from reopen.benefit.packages import packages
from reopen.benefit.scene import scene
from reopen.benefit.together import chosen
from reopen.benefit.together import together as told_by
from reopen.errors import SettingsError
from reopen.network.network import build
from reopen.network.scenario import Scenario

CHAIN = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail")
#: Openings that bring more alone than the chain's pieces do.
LOUD = ("lachin-road", "sotk-kalbajar-road", "ijevan-gazakh-rail", "abkhazia-road", "zangilan-kapan-road")


def together(region, network, openings, *, most):
    """Packages of the weightiest, and what they tell of working together."""
    those = chosen(region, network, openings, most=most)
    like = scene(region, network, {})
    taken, terms = works(region), Terms((0.06,), 30, 40.0)
    both = packages(region, network, those.openings, those.given, taken, terms, like=like, draws=2)
    return told_by(region, both, those)


@pytest.fixture(scope="module")
def network(south_caucasus):
    return build(south_caucasus)


@pytest.fixture(scope="module")
def twelve(south_caucasus, network):
    return chosen(south_caucasus, network, decisions(south_caucasus, "2026-03-31"), most=12)


@pytest.fixture(scope="module")
def found(south_caucasus, network):
    """The four weightiest decisions together."""
    return together(south_caucasus, network, decisions(south_caucasus, "2026-03-31"), most=4)


def test_the_shown_are_those_of_largest_share_among_all(twelve):
    """The twelve decisions with the largest Shapley values among all twenty (worked out once)."""
    assert set(twelve.openings) == {
        "yeraskh-sadarak-road",
        "yeraskh-sadarak-rail",
        "ijevan-gazakh-road",
        "margara-alican-road",
        "akhurik-akyaka-road",
        "ijevan-gazakh-rail",
        "meghri-road-tripp",
        "meghri-rail",
        "meghri-road-basic",
        "abkhazia-road",
        "lachin-road",
        "sotk-kalbajar-road",
    }
    assert twelve.idle == ("goris-kapan-old-road",)
    assert len(twelve.beyond) == 7
    assert not twelve.dearer
    assert twelve.without_way == ("tskhinvali",)


def test_the_ground_is_that_of_all(south_caucasus, network, twelve, found):
    """What decisions that are not shown depend on is in place too, so that an opening brings as much."""
    assert "horadiz-aghband-rail" in twelve.given
    assert found.combinations.given == found.chosen.given == twelve.given
    few = combinations(south_caucasus, ["meghri-rail"], given=twelve.given)
    assert few.given == twelve.given
    assert few.total()[1] > 5
    name = found.combinations.openings[0]
    alone = gains(
        south_caucasus, network, {name: Scenario.of(name)}, scenario=Scenario.of(*twelve.given),
        like=scene(south_caucasus, network, {}),
    )  # fmt: skip
    expected = alone.middle["benefit"][0] / 1e6
    np.testing.assert_allclose(found.combinations.values[1], expected, rtol=1e-6, atol=1e-6)


def test_pieces_of_a_chain_are_not_missed(south_caucasus, network):
    """Three pieces that bring nothing alone are shown before openings that bring something."""
    free = south_caucasus["opening"].copy()
    free["depends_on"] = [()] * len(free)
    region = south_caucasus.replace(opening=free)
    those = chosen(region, network, (*LOUD, *CHAIN), most=6)
    assert set(CHAIN) <= set(those.openings)
    alone = combinations(region, those.openings).total()[1 << np.arange(6)]
    worth = dict(zip(those.openings, alone, strict=True))
    assert min(worth[name] for name in CHAIN) < 0.05


def test_last_in_is_what_all_lose_without_it(found):
    """By the feasible combinations alone, the slow way."""
    all_of = found.combinations
    total = np.where(all_of.feasible, all_of.total(), -np.inf)
    code = np.arange(len(total))
    for n, last in enumerate(found.last_in()):
        assert last == pytest.approx(total.max() - total[(code >> n & 1) == 0].max())


def test_few_are_all_shown(south_caucasus, network):
    """When there is no need to choose, all are shown and none is weighed."""
    all_of = together(south_caucasus, network, CHAIN, most=12)
    assert all_of.combinations.openings == CHAIN
    those = all_of.chosen
    assert (those.weight, those.beyond, those.idle, those.dearer) == ({}, (), (), ())
    total = all_of.combinations.total()
    assert total[-1] > 1.0
    assert total[1 << CHAIN.index("meghri-rail")] < 0.2 * total[-1]


@pytest.mark.parametrize("names", [(), ("meghri-rail",)])
def test_none_or_one_is_no_reason_to_fail(south_caucasus, network, names):
    """There is the empty combination, or two."""
    all_of = together(south_caucasus, network, names, most=12)
    assert len(all_of.worth()) == 2 ** len(names)
    assert len(all_of.last_in()) == len(names)


def test_a_region_without_flows_can_be_studied(south_caucasus, network):
    """Where nothing is carried, openings are worth nothing together; asked for by name, that is said."""
    empty = {name: south_caucasus[name].iloc[:0] for name in ("trade", "internal_flow", "observed_flow")}
    still = south_caucasus.replace(**empty)
    assert not together(still, network, CHAIN, most=12).worth().any()
    with pytest.raises(SettingsError, match="no flow between zones has a way"):
        inputs(still, CHAIN, network=network)


def test_what_makes_a_way_dearer_is_set_aside(south_caucasus, network):
    """It is named, with what depends on it, and the others are valued; asked for by name, it is refused."""
    effects = south_caucasus["opening_effect"]
    row = effects.iloc[[0]].assign(
        opening_id="margara-alican-road",
        subject_id="ge-tr-sarpi",
        attribute="fee_usd",
        after_low=9e3,
        after_central=9e3,
        after_high=9e3,
    )
    table = south_caucasus["opening"].copy()
    table["depends_on"] = [
        ("margara-alican-road",) if name == "lachin-road" else before
        for name, before in zip(table["opening_id"], table["depends_on"], strict=True)
    ]
    import pandas as pd

    dear = south_caucasus.replace(opening_effect=pd.concat([effects, row], ignore_index=True), opening=table)
    names = ("margara-alican-road", "lachin-road", "akhurik-akyaka-road")
    all_of = together(dear, network, names, most=12)
    assert all_of.chosen.dearer == ("margara-alican-road", "lachin-road")
    assert all_of.combinations.openings == ("akhurik-akyaka-road",)
    assert all_of.combinations.total()[1] > 1
    with pytest.raises(reopen.SettingsError, match=r"dearer.*leave out margara-alican-road, lachin-road$"):
        inputs(dear, names)
