"""Every combination of the embedded region's openings against fresh searches."""

from __future__ import annotations

import numpy as np
import pytest

import reopen
from reopen.benefit.combinations import combinations
from reopen.economics.surplus import user_benefit
from reopen.network.network import build
from reopen.network.rates import rates
from reopen.network.scenario import Scenario
from reopen.network.skim import skim

CHOSEN = (
    "meghri-rail",
    "horadiz-aghband-rail",
    "nakhchivan-rail",
    "yeraskh-sadarak-road",
    "yeraskh-sadarak-rail",
    "ijevan-gazakh-road",
    "margara-alican-road",
    "lachin-road",
    "araz-corridor-rail",
)


@pytest.fixture(scope="module")
def found(south_caucasus):
    return combinations(south_caucasus, CHOSEN, jobs=2)


def test_equals_fresh_searches_of_random_combinations(south_caucasus, found):
    """Twelve random combinations have the values of twelve searches of the whole network."""
    from reopen.benefit.demand import demand
    from reopen.benefit.parameters import parameters

    network, levels = build(south_caucasus), parameters(south_caucasus, "central")
    flows, home = demand(south_caucasus, network), network.zone_country
    before = skim(south_caucasus, network=network, scenario=Scenario.of(*found.given))
    for code in np.random.default_rng(1).integers(1, 1 << len(CHOSEN), 12):
        whole = Scenario.of(*found.given, *found.members(int(code)))
        after = skim(south_caucasus, network=network, scenario=whole)
        values = np.zeros(len(found.countries))
        for k, cargo in enumerate(rates(south_caucasus).classes):
            g0, g1, q = before.cost[cargo.id], after.cost[cargo.id], flows.tonnes[k]
            i, j = np.nonzero((q > 0) & np.isfinite(g0))
            worth = (
                user_benefit(q[i, j], cargo.unit_value, g0[i, j], g0[i, j], g1[i, j], levels.elasticity) / 1e6
            )
            np.add.at(values, home[j], 0.5 * worth)
            np.add.at(values, home[i], 0.5 * worth)
        np.testing.assert_allclose(found.values[code], values, rtol=1e-9, atol=1e-9)


def test_feasible_respects_dependence_and_alternatives(found):
    """No feasible combination holds both rails along the Araz, or a railway without what it needs."""
    for code in np.flatnonzero(found.feasible):
        held = set(found.members(int(code)))
        assert not {"meghri-rail", "araz-corridor-rail"} <= held
        assert "yeraskh-sadarak-rail" not in held or "nakhchivan-rail" in held
        assert "araz-corridor-rail" not in held or "horadiz-aghband-rail" in held
    assert 0 < found.feasible.sum() < len(found.feasible)


def test_pieces_of_a_chain_need_each_other_and_rivals_compete(found):
    """The Meghri and Horadiz railways need each other; the Ijevan and Lachin roads compete."""
    n = {name: i for i, name in enumerate(CHOSEN)}
    pull = found.interactions
    assert pull[n["meghri-rail"], n["horadiz-aghband-rail"]] > 0
    assert pull[n["ijevan-gazakh-road"], n["lachin-road"]] < 0
    np.testing.assert_allclose(pull, pull.T)


def test_shares_add_up_to_the_best_of_all(found):
    """Shapley shares of the openings sum to the value of the best feasible combination, by country."""
    total = found.total()
    best = np.flatnonzero(found.feasible)[np.argmax(total[found.feasible])]
    np.testing.assert_allclose(found.shapley.sum(axis=0), found.values[best], rtol=1e-9, atol=1e-9)


def test_what_is_needed_is_given(south_caucasus):
    """Openings that a chosen or given one depends on and that are not chosen stand in every combination."""
    assert combinations(south_caucasus, ["zangilan-kapan-road"]).given == ("horadiz-aghband-highway",)
    given = combinations(south_caucasus, ["meghri-rail"], given=["araz-corridor-road"]).given
    assert given == ("horadiz-aghband-highway", "aghband-kalaleh-bridge", "araz-corridor-road")
    both = combinations(south_caucasus, ["aghband-kalaleh-bridge"], given=["araz-corridor-road"])
    assert both.given == ("horadiz-aghband-highway", "araz-corridor-road")


@pytest.mark.parametrize(
    ("names", "given", "words"),
    [
        (["meghri-rial"], [], "meghri-rail"),
        (["meghri-rail"], ["lachin-raod"], "lachin-road"),
        (["meghri-rail", "meghri-rail"], [], "twice"),
        (["meghri-rail"], ["meghri-rail"], "twice"),
        (["x"] * 30, [], "no opening 'x'"),
    ],
)
def test_wrong_choices_are_refused(south_caucasus, names, given, words):
    """An unknown opening gets the nearest name; one named twice is refused."""
    with pytest.raises(reopen.ReopenError, match=words):
        combinations(south_caucasus, names, given=given)


def test_nothing_to_decide_is_one_combination(south_caucasus):
    """Without openings there is the empty combination, feasible and worth nothing."""
    found = combinations(south_caucasus, [])
    assert found.values.shape[0] == 1
    assert found.feasible.all()
    assert not found.total().any()
