"""What one scenario changes: signs, mirrors, and brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reopen.benefit import frames
from reopen.benefit.changed import Change, changes
from reopen.benefit.openings import gains
from reopen.benefit.pricing import value
from reopen.benefit.scene import scene
from reopen.benefit.valuing import COMPOSITE, USD_BEFORE
from reopen.benefit.ways import ways
from reopen.network.network import build
from reopen.network.scenario import Close, Scenario
from reopen.network.skim import skim
from tests.benefit.brute import slow_change
from tests.benefit.triangle import OPENINGS, triangle

DAYS = (20.0, 60.0)


@pytest.fixture(scope="module")
def network(south_caucasus):
    return build(south_caucasus)


@pytest.fixture(scope="module")
def every_opening(south_caucasus, network):
    """The region with every opening alone, and with nothing at all, in all seasons."""
    scenarios = {i: Scenario.of(i) for i in south_caucasus["opening"]["opening_id"]}
    return scene(south_caucasus, network, {"nothing": Scenario(), **scenarios}, season_days=DAYS)


def alone(region, network, scenario, *, season_days=(), passengers=False):
    """What a scenario changes alone."""
    at = scene(region, network, {"it": scenario}, season_days=season_days)
    found, flows = (at.people, at.journeys) if passengers else (at.goods, at.flows)
    return changes(found, flows, at.center, keep=False)[0][0]


def assert_alike(change: Change, slow):
    """Every sum equals the slow one, but for rounding and a few ties between ways of one cost."""
    for field in slow.__dataclass_fields__:
        expected, found = getattr(slow, field), getattr(change, field)
        scale = max(np.abs(expected).max(), 1.0)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6 * scale, err_msg=field)


def test_opening_nothing_changes_nothing(every_opening):
    """The empty scenario changes every figure by exactly 0."""
    at = every_opening
    for found in (at.goods, at.people):
        layers = [layer.new for layer in found.layers]
        assert all(new.first[1] == 0 and new.first[-1] > 0 for new in layers)
    found = gains(at.goods.region, at.goods.network, {"nothing": Scenario()}, season_days=DAYS, like=at)
    for change in (*found.changes, *found.journeys):
        for field in change.__slots__:
            assert not np.any(getattr(change, field))
    for values in (*found.middle.values(), *found.drawn.values(), found.carbon, found.carbon_middle):
        assert not np.any(values)


def test_no_opening_raises_a_cost(every_opening):
    """In every class and season, no arc and no way between zones costs more with any opening than without."""
    at = every_opening
    for found in (at.goods, at.people):
        assert not found.dearer
        for name in found.names:
            for old, new in zip(found.stands.layers, found.opened[name].layers, strict=True):
                assert np.all(new.cost <= old.cost), name
        seen = 0
        for layer in found.layers:
            price = at.center.prices(found.amounts.names, found.classes[layer.number].id)
            flow = np.ones((len(found.network.zones),) * 2)
            for rows in found.scenario_rows(layer, flow, lambda rows: rows):
                seen += len(rows)
                cost = np.einsum("rma,m->ra", rows.values[:, : len(price)], price)
                there = (rows.bits[:, None] >> np.arange(8) & 1).astype(bool)
                assert np.all(there[:, 4:] | ~there[:, :4])
                both = there[:, :4]
                assert np.all(cost[:, 4:][both] <= cost[:, :4][both] * (1 + 1e-12))
        assert seen > 10_000


THREE = ("yeraskh-sadarak-road", "ijevan-gazakh-rail", "kvesheti-kobi-road")


@pytest.fixture(scope="module")
def three_openings(south_caucasus, network):
    """The region with three openings, in all seasons, and their rows by layer."""
    at = scene(south_caucasus, network, {name: Scenario.of(name) for name in THREE}, season_days=DAYS)
    flow = np.ones((len(network.zones),) * 2)
    return at, [list(at.goods.scenario_rows(x, flow, lambda rows: rows)) for x in at.goods.layers]


@pytest.mark.parametrize("name", THREE)
def test_costs_after_an_opening_equal_a_whole_new_search(south_caucasus, network, three_openings, name):
    """Of each kind of way, costs from mended ways equal those of a search of the whole network."""
    at, every_row = three_openings
    found = at.goods
    anew = ways(south_caucasus, network, {}, scenario=Scenario.of(name), season_days=DAYS)
    number = found.names.index(name)
    for layer, whole, pieces in zip(found.layers, anew.layers, every_row, strict=True):
        price = at.center.prices(found.amounts.names, found.classes[layer.number].id)
        expected, before = whole.costs(anew), layer.costs(found)
        changed = np.zeros(expected.shape[1:], dtype=bool)
        for rows in pieces:
            mine = rows.row[rows.scenario == number]
            i, j = rows.origin[mine], rows.destination[mine]
            cost = np.einsum("rma,m->ar", rows.values[mine, : len(price), 4:], price)
            there = (rows.bits[mine] >> np.arange(4, 8)[:, None] & 1).astype(bool)
            np.testing.assert_allclose(np.where(there, cost, np.inf), expected[:, i, j], rtol=1e-9)
            changed[i, j] = True
        np.testing.assert_allclose(expected[:, ~changed], before[:, ~changed], rtol=1e-12)


@pytest.mark.parametrize("name", ["margara-alican-road", "ijevan-gazakh-rail"])
def test_an_opening_equals_brute_force(south_caucasus, network, name):
    """Users' benefit, fees, transit and modes equal plain sums over all pairs of two whole searches."""
    scenario = Scenario.of(name)
    slow = slow_change(south_caucasus, network, scenario)
    assert slow.user.sum() > 1e5
    assert np.abs(slow.transit_tkm).max() > 1e6
    assert_alike(alone(south_caucasus, network, scenario), slow)


def test_an_opening_in_three_seasons_equals_brute_force(south_caucasus, network):
    """The pass that stands open longer in winter, for goods."""
    scenario = Scenario.of("kvesheti-kobi-road")
    slow = slow_change(south_caucasus, network, scenario, season_days=DAYS)
    assert slow.user.sum() > 1e5
    assert_alike(alone(south_caucasus, network, scenario, season_days=DAYS), slow)


def test_passengers_equal_brute_force(south_caucasus, network):
    """Trips over the railway to Nakhchivan's mainland, by the cheapest way."""
    scenario = Scenario.of("meghri-road-basic", "horadiz-aghband-highway", "aghband-kalaleh-bridge")
    slow = slow_change(south_caucasus, network, scenario, passengers=True)
    assert slow.user.sum() > 1e3
    assert_alike(alone(south_caucasus, network, scenario, passengers=True), slow)


@pytest.mark.parametrize(
    "edits",
    [
        (Close("am-ge-bagratashen"),),
        (Close("am-ge-bagratashen"), *Scenario.of("margara-alican-road").edits),
    ],
    ids=["closing", "closing one and opening another"],
)
def test_what_closes_equals_brute_force(south_caucasus, network, edits):
    """A scenario that shuts a gate is searched anew, and equals plain sums over all pairs."""
    scenario = Scenario("shut", edits)
    slow = slow_change(south_caucasus, network, scenario)
    assert slow.user.min() < -1e4
    assert ways(south_caucasus, network, {"shut": scenario}).dearer == ("shut",)
    assert_alike(alone(south_caucasus, network, scenario), slow)


def test_closing_what_is_open_loses_the_area_under_the_demand_curves(make_region):
    """Shutting a gate loses what its users' demand curves hold, summed up in small steps of cost."""
    region = triangle(make_region)
    net, shut = build(region), Scenario("shut", (Close("gate-ab"),))
    at = scene(region, net, {"shut": shut})
    theta, lost = at.center["delivered-price-elasticity"], 0.0
    for layer in at.goods.layers:
        p = at.center.unit_value(at.goods.classes[layer.number].id)
        for rows in at.goods.scenario_rows(layer, at.flows.tonnes[layer.number], lambda rows: rows):
            flow = at.flows.tonnes[layer.number][rows.origin, rows.destination]
            figures = value(at.goods, layer, rows, flow, at.center).figures
            g0, rise = figures[:, USD_BEFORE], figures[:, COMPOSITE]
            g = g0 + np.linspace(0.0, 1.0, 2001)[:, None] * rise
            lost += np.trapezoid(flow * ((p + g) / (p + g0)) ** -theta, g, axis=0).sum()
    assert lost > 1e5
    assert alone(region, net, shut).user.sum() == pytest.approx(-lost, rel=1e-6)


@pytest.mark.parametrize("passengers", [False, True])
def test_a_small_region_equals_brute_force(make_region, passengers):
    """Every combination of three openings and of closing a gate, with roads, a railway and the sea."""
    region = triangle(make_region)
    net = build(region)
    for some in itertools.product(*((False, True),) * 4):
        names = tuple(o for o, taken in zip(OPENINGS, some[1:], strict=True) if taken)
        shut = (Close("gate-ab"),) if some[0] else ()
        scenario = Scenario.of(*names).then(shut)
        slow = slow_change(region, net, scenario, passengers=passengers)
        assert_alike(alone(region, net, scenario, passengers=passengers), slow)


def test_what_closes_after_opening_is_the_mirror(make_region):
    """Opening the railway and shutting it again gives every cost back, so nothing is gained or lost."""
    region = triangle(make_region)
    net = build(region)
    there = Scenario.of("railway")
    back = there.then((Close("rbc"), Close("rail-bc")))
    assert alone(region, net, there).user.sum() > 1e5
    change = alone(region, net, back)
    for field in change.__slots__:
        assert not np.any(getattr(change, field)), field


def test_closing_undoes_the_composite_cost_of_opening(make_region):
    """A composite cost is a state function: what it falls by when opening, it rises by when closing."""
    region = triangle(make_region, parameter={"mode-choice-sensitivity": 4.0})
    net = build(region)
    now, opened = scene(region, net, {}), scene(region, net, {}, scenario=Scenario.of("second"))
    shut = scene(region, net, {}, scenario=Scenario.of("second").then((Close("eb"), Close("gate-eb"))))
    for a, b, c in zip(now.goods.layers, opened.goods.layers, shut.goods.layers, strict=True):
        np.testing.assert_array_equal(a.costs(now.goods), c.costs(shut.goods))
        assert np.any(b.costs(opened.goods) < a.costs(now.goods))


def test_closing_again_gives_every_cost_back(south_caucasus, network):
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


@pytest.mark.parametrize("name", ["ijevan-gazakh-rail", "margara-alican-road", "mianeh-tabriz-rail"])
def test_what_new_ways_meet_equals_a_new_search(south_caucasus, network, name):
    """Amounts, fees and kilometres along mended ways equal those along ways searched anew."""
    found = ways(south_caucasus, network, {name: Scenario.of(name)})
    anew, compared = ways(south_caucasus, network, {}, scenario=Scenario.of(name)), []
    for layer, whole in zip(found.layers, anew.layers, strict=True):
        flow = np.ones((len(network.zones),) * 2)
        (mended,) = [_all(found.scenario_rows(layer, flow, lambda rows: rows))]
        (searched,) = [_all(anew.standing_rows(whole, flow))]
        place = {pair: n for n, pair in enumerate(zip(*searched[:2], strict=True))}
        rows = [place[pair] for pair in zip(*mended[:2], strict=True)]
        after = mended[3][:, :, 4:], searched[3][rows][:, :, :4]
        # Where two ways cost the same either may be taken, so a few pairs may differ.
        compared.append(np.isclose(*after, rtol=1e-9, atol=1e-9).all(axis=(1, 2)))
        np.testing.assert_array_equal(mended[2] >> 4 & 15, searched[2][rows] & 15)
    same = np.concatenate(compared)
    assert len(same) > 1000
    assert same.mean() > 0.999


def _all(pieces):
    """Origins, destinations, bits and values of all pieces."""
    pieces = list(pieces)
    names = ("origin", "destination", "bits", "values")
    return tuple(np.concatenate([getattr(piece, name) for piece in pieces]) for name in names)


def test_a_pair_without_a_way_before_gets_no_benefit_but_is_counted(make_region):
    """Where there was no way at all, no benefit is invented; the tonnes are reported as cut off."""
    state = [
        {"subject_id": i, "date": "1995-01-01", "state": "closed"} for i in ("valley-gate", "coast-gate")
    ]
    region = make_region(state=state)
    found = gains(region, build(region), {"valley-road": Scenario.of("valley-road")})
    ids = [str(i) for i in region["country"]["country_id"]]
    by_country, by_pair = frames.by_country(ids, found), frames.by_pair(ids, found)
    assert not by_country[[c for c in by_country if c.startswith("benefit")]].any(axis=None)
    assert by_pair["no_way_before_kt"].tolist() == [250.0, 300.0]
    assert by_pair["usd_per_t_before"].isna().all()


def test_a_pair_that_loses_every_way_is_counted_and_pays_no_more_fees(make_region):
    """Shutting both gates cuts all trade off: no benefit is put on that, and all fees fall away."""
    region = make_region()
    net, names = build(region), ("valley-gate", "coast-gate")
    both = Scenario("shut", tuple(Close(name) for name in names))
    change = alone(region, net, both)
    assert change.cut_off.sum() == pytest.approx(550e3)
    assert not change.user.any()
    at = scene(region, net, {})
    paid, m = 0.0, len(at.goods.amounts.names)
    for layer in at.goods.layers:
        flow = at.flows.tonnes[layer.number] * layer.share
        for rows in at.goods.standing_rows(layer, flow):
            of_a_tonne = rows.values[:, m : m + at.goods.n_countries, 0].sum(axis=1)  # all go by road
            paid += (flow[rows.origin, rows.destination] * of_a_tonne).sum()
    assert paid > 1e6
    assert change.fees.sum() == pytest.approx(-paid, rel=1e-9)
