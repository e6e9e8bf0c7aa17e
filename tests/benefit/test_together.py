"""The weightiest decisions in all combinations."""

from __future__ import annotations

import numpy as np
import pytest

import reopen
from reopen.benefit.combinations import combinations
from reopen.benefit.decisions import decisions
from reopen.benefit.inputs import inputs
from reopen.benefit.together import together
from reopen.errors import SettingsError
from reopen.network.network import build

CHAIN = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail")
#: Openings that bring more alone than the chain's pieces do.
LOUD = ("lachin-road", "sotk-kalbajar-road", "ijevan-gazakh-rail", "abkhazia-road", "zangilan-kapan-road")


@pytest.fixture(scope="module")
def network(south_caucasus):
    return build(south_caucasus)


@pytest.fixture(scope="module")
def found(south_caucasus, network):
    return together(south_caucasus, network, decisions(south_caucasus, "2026-03-31"), most=12)


def test_the_shown_are_those_of_largest_share_among_all(found):
    """The twelve decisions with the largest Shapley values among all twenty (worked out once)."""
    assert set(found.combinations.openings) == {
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
    assert found.idle == ("goris-kapan-old-road",)
    assert len(found.beyond) == 7
    assert not found.dearer


def test_the_ground_is_that_of_all(south_caucasus, found):
    """What decisions that are not shown depend on is in place too, so that an opening brings as much."""
    shown, given = found.combinations.openings, found.combinations.given
    assert "horadiz-aghband-rail" in given
    alone = found.combinations.total()[1 << shown.index("meghri-rail")]
    assert alone > 5
    few = combinations(south_caucasus, ["meghri-rail"], given=given)
    assert few.given == given
    assert few.total()[1] == pytest.approx(alone)


def test_pieces_of_a_chain_are_not_missed(south_caucasus, network):
    """Three pieces that bring nothing alone are shown before openings that bring something."""
    free = south_caucasus["opening"].copy()
    free["depends_on"] = [()] * len(free)
    chosen = together(south_caucasus.replace(opening=free), network, (*LOUD, *CHAIN), most=6)
    assert set(CHAIN) <= set(chosen.combinations.openings)
    alone = chosen.combinations.total()[1 << np.arange(6)]
    worth = dict(zip(chosen.combinations.openings, alone, strict=True))
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
    assert (all_of.weight, all_of.beyond, all_of.idle, all_of.dearer) == ({}, (), (), ())


@pytest.mark.parametrize("chosen", [(), ("meghri-rail",)])
def test_none_or_one_is_no_reason_to_fail(south_caucasus, network, chosen):
    """There is the empty combination, or two."""
    all_of = together(south_caucasus, network, chosen, most=12)
    assert len(all_of.worth()) == 2 ** len(chosen)
    assert len(all_of.last_in()) == len(chosen)


def test_a_region_without_flows_can_be_studied(south_caucasus, network):
    """Where nothing is carried, openings are worth nothing together; asked for by name, that is said."""
    empty = {name: south_caucasus[name].iloc[:0] for name in ("trade", "internal_flow")}
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
    chosen = ("margara-alican-road", "lachin-road", "akhurik-akyaka-road")
    all_of = together(dear, network, chosen, most=12)
    assert all_of.dearer == ("margara-alican-road", "lachin-road")
    assert all_of.combinations.openings == ("akhurik-akyaka-road",)
    assert all_of.combinations.total()[1] > 1
    with pytest.raises(reopen.SettingsError, match=r"dearer.*leave out margara-alican-road, lachin-road$"):
        inputs(dear, chosen)
