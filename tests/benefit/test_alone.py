"""What one scenario changes: signs, mirrors, and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.alone import alone as alone_by
from reopen.benefit.base import base
from reopen.benefit.current import current
from reopen.benefit.reroute import Inserted, Searched, reroute
from reopen.economics.surplus import user_benefit
from reopen.network.network import build
from reopen.network.scenario import Close, Scenario
from reopen.network.skim import skim
from reopen.path.dijkstra import many_to_all

DAYS = (20.0, 60.0)


def alone(at, name):
    """What a scenario changes alone."""
    return alone_by(at, reroute(at, name))


@pytest.fixture(scope="module")
def network(south_caucasus):
    return build(south_caucasus)


@pytest.fixture(scope="module")
def every_opening(south_caucasus, network):
    """The base with every opening alone, and with nothing at all."""
    scenarios = {i: Scenario.of(i) for i in south_caucasus["opening"]["opening_id"]}
    return base(south_caucasus, network, {"nothing": Scenario(), **scenarios}, season_days=DAYS)


def test_opening_nothing_changes_nothing(every_opening):
    """The empty scenario changes every figure by exactly 0."""
    change = alone(every_opening, "nothing")
    for field in change.__slots__:
        assert not np.any(getattr(change, field))


def test_no_opening_raises_a_cost(every_opening):
    """In every class and season, no arc and no zone pair costs more with any opening than without."""
    n = len(every_opening.network.zones)
    for name, opened in every_opening.opened.items():
        for old, new in zip(every_opening.stands.layers, opened.layers, strict=True):
            assert np.all(new.cost <= old.cost), name
        for paths, way in zip(every_opening.paths, reroute(every_opening, name), strict=True):
            before = paths.dist[:n][:, every_opening.network.zones]
            assert np.all(way.after <= before)
            np.testing.assert_array_equal(way.after[~way.changed], before[~way.changed])


@pytest.mark.parametrize("name", ["yeraskh-sadarak-road", "ijevan-gazakh-rail", "kvesheti-kobi-road"])
def test_inserted_costs_equal_a_whole_new_search(south_caucasus, network, every_opening, name):
    """Costs by inserting the opening's arcs equal those of a search of the whole network."""
    anew = skim(south_caucasus, network=network, scenario=Scenario.of(name), season_days=DAYS)
    shares = {}
    for layer, way in zip(every_opening.stands.layers, reroute(every_opening, name), strict=True):
        shares.setdefault(layer.cargo.id, []).append(layer.season.share * way.after)
    for cargo, parts in shares.items():
        np.testing.assert_allclose(np.sum(parts, axis=0), anew.cost[cargo], rtol=1e-12)


def test_user_benefit_equals_brute_force(south_caucasus, network, every_opening):
    """The benefit of one opening equals a plain sum over zone pairs of two whole searches."""
    name = "margara-alican-road"
    one = base(south_caucasus, network, {name: Scenario.of(name)})
    change = alone(one, name)
    before, after = (
        skim(south_caucasus, network=network),
        skim(south_caucasus, network=network, scenario=Scenario.of(name)),
    )
    theta, total = one.parameters.elasticity, 0.0
    for k, cargo in enumerate(one.stands.rates.classes):
        g0, g1, q = before.cost[cargo.id], after.cost[cargo.id], one.demand.tonnes[k]
        use = (q > 0) & np.isfinite(g0) & np.isfinite(g1)
        total += user_benefit(q[use], cargo.unit_value, g0[use], g0[use], g1[use], theta).sum()
    assert change.user.sum() == pytest.approx(total, rel=1e-6)
    assert total > 1e5


def test_closing_again_is_the_mirror_of_opening(south_caucasus, network):
    """Opening a gate and closing its links again gives back every cost, to the last bit."""
    opening = south_caucasus["opening"].set_index("opening_id").loc["yeraskh-sadarak-road"]
    undo = [Close(i) for i in (*opening["link_ids"], *opening["crossing_ids"])]
    there_and_back = Scenario.of("yeraskh-sadarak-road").then(undo)
    now, again = (
        skim(south_caucasus, network=network),
        skim(south_caucasus, network=network, scenario=there_and_back),
    )
    for cargo in now.cost:
        np.testing.assert_array_equal(now.cost[cargo], again.cost[cargo])


def test_closing_what_is_open_loses_the_area_under_the_demand_curves(south_caucasus, network):
    """Shutting a gate loses what its users' demand curves hold, summed up in small steps of cost."""
    shut_it = Scenario("shut", (Close("am-ge-bagratashen"),))
    shut = base(south_caucasus, network, {"shut": shut_it})
    before, after = (
        skim(south_caucasus, network=network),
        skim(south_caucasus, network=network, scenario=shut_it),
    )
    theta, lost = shut.parameters.elasticity, 0.0
    for k, cargo in enumerate(shut.stands.rates.classes):
        q, g0, g1 = shut.demand.tonnes[k], before.cost[cargo.id], after.cost[cargo.id]
        use = (q > 0) & np.isfinite(g0) & np.isfinite(g1)
        steps = np.linspace(0.0, 1.0, 401)[:, None]
        g = g0[use] + steps * (g1[use] - g0[use])
        curve = q[use] * ((cargo.unit_value + g) / (cargo.unit_value + g0[use])) ** -theta
        lost += np.trapezoid(curve, g, axis=0).sum()
    assert lost > 1e5
    assert alone(shut, "shut").user.sum() == pytest.approx(-lost, rel=1e-6)


def test_the_araz_railway_works_only_as_a_whole(south_caucasus, network):
    """By rail, Nakhchivan - Baku falls by half with the whole chain and not at all without a piece."""
    chain = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail")

    def cost(*openings):
        rail = skim(south_caucasus, network=network, scenario=Scenario.of(*openings), modes=("rail",))
        return rail.between("nakhchivan", "baku", "general")

    now, whole = cost(), cost(*chain)
    assert whole < 0.5 * now
    for missing in chain:
        assert cost(*(piece for piece in chain if piece != missing)) == now


def test_transit_change_is_the_difference_of_two_whole_loadings(south_caucasus, network):
    """The change of transit along changed pairs equals transit with minus transit without."""
    name = "ijevan-gazakh-rail"
    one = base(south_caucasus, network, {name: Scenario.of(name)})
    change = alone(one, name)
    opened = base(south_caucasus, network, {}, scenario=Scenario.of(name))
    flows = one.demand.tonnes.copy()
    before = skim(south_caucasus, network=network)
    after = skim(south_caucasus, network=network, scenario=Scenario.of(name))
    for k, cargo in enumerate(one.stands.rates.classes):
        g0, g1 = before.cost[cargo.id], after.cost[cargo.id]
        way = np.isfinite(g0) & (g1 < g0 * (1 - 1e-9))
        flows[k][way] *= (
            (cargo.unit_value + g1[way]) / (cargo.unit_value + g0[way])
        ) ** -one.parameters.elasticity
    moved = current(opened, flows).transit_tkm - current(one).transit_tkm
    np.testing.assert_allclose(change.transit_tkm, moved, atol=5e4)
    assert np.abs(change.transit_tkm).max() > 1e6


@pytest.mark.parametrize("name", ["ijevan-gazakh-rail", "margara-alican-road", "mianeh-tabriz-rail"])
def test_what_new_paths_meet_equals_a_new_search(south_caucasus, network, name):
    """Hours, kilometres and fees along inserted paths equal those along paths searched anew."""
    one = base(south_caucasus, network, {name: Scenario.of(name)})
    meters, compared = one.meters_of(name), []
    for layer, way in zip(one.opened[name].layers, reroute(one, name), strict=True):
        assert isinstance(way, Inserted)
        dist, pred = many_to_all(network.first, network.head, layer.cost, network.zones)
        anew = Searched(dist[:, network.zones], way.changed, pred, network.zones, meters)
        pairs = np.nonzero(way.changed)
        # Where two ways cost the same either may be taken, so a few pairs may differ.
        near = np.isclose(way.met(*pairs).sums, anew.met(*pairs).sums, rtol=1e-9, atol=1e-9)
        compared.append(near.all(axis=1))
    same = np.concatenate(compared)
    assert len(same) > 1000
    assert same.mean() > 0.999


def test_a_pair_without_a_way_before_gets_no_benefit_but_is_counted(make_region):
    """Where there was no way at all, no benefit is invented; the tonnes are reported as cut off."""
    from reopen.benefit.openings import gains

    state = [
        {"subject_id": i, "date": "1995-01-01", "state": "closed"} for i in ("valley-gate", "coast-gate")
    ]
    region = make_region(state=state)
    found = gains(region, build(region), {"valley-road": Scenario.of("valley-road")})
    assert not found.by_country["benefit_high"].any()
    assert found.by_pair["no_way_before_kt"].tolist() == [250.0, 300.0]
    assert found.by_pair["usd_per_t_before"].isna().all()
