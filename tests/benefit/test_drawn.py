"""What scenarios are worth in draws, against valuing everything anew in each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reopen.benefit import changed, frames
from reopen.benefit.assumptions import drawn_ranges, groups, uncertain
from reopen.benefit.changed import changes
from reopen.benefit.drawn import central_worth
from reopen.benefit.openings import HALF, gains
from reopen.network.network import build
from reopen.network.scenario import Close, Scenario
from tests.benefit.brute import at_draw, without_ranges
from tests.benefit.triangle import OPENINGS, triangle

SCENARIOS = {o: Scenario.of(o) for o in OPENINGS} | {
    "all": Scenario.of(*OPENINGS),
    "shut": Scenario("shut", (Close("gate-ab"),)),
}


def bytes_of(found):
    """All that is drawn, as bytes."""
    parts = [found.drawing.values, found.carbon, *found.drawn.values(), *found.middle.values()]
    return [np.ascontiguousarray(part).tobytes() for part in parts]


@pytest.fixture
def region(make_region):
    return triangle(make_region)


def test_collapsed_ranges_give_the_central_run_exactly(region):
    """With every range at its central value, every draw and every percentile is the central figure."""
    narrow = without_ranges(region)
    assert not drawn_ranges(narrow)
    found = gains(narrow, build(narrow), SCENARIOS, draws=8, seed=3)
    for key, middle in found.middle.items():
        np.testing.assert_array_equal(found.drawn[key], np.repeat(middle[:, None], 8, axis=1), err_msg=key)
    assert np.abs(found.middle["benefit"]).min(axis=1).any()
    np.testing.assert_allclose(found.carbon, np.repeat(found.carbon_middle[:, None], 8, axis=1), rtol=1e-12)
    ids = [str(i) for i in narrow["country"]["country_id"]]
    for table in (frames.by_country(ids, found), frames.totals(found)):
        ends = [c.removesuffix("_central") for c in table if c.endswith("_central")]
        assert len(ends) >= 3
        for name in ends:
            for q in frames.PERCENTILES:
                assert (table[f"{name}_p{q}"] == table[f"{name}_central"]).all(), name


def test_one_range_alone_leaves_what_it_does_not_touch(region):
    """With a range of the importer's share alone, countries' parts move and the sum over them does not."""
    narrow = without_ranges(region)
    table = narrow["parameter"].copy()
    row = table.index[table["parameter_id"] == "importer-share"][0]
    table.loc[row, ["low", "high"]] = 0.1, 0.9
    found = gains(narrow.replace(parameter=table), build(narrow), SCENARIOS, draws=8)
    assert found.drawing.names == ("importer-share",)
    assert (np.ptp(found.drawn["user"][:, :, 0], axis=1) > 0).all()
    np.testing.assert_allclose(np.ptp(found.drawn["user"].sum(axis=2), axis=1), 0.0, atol=1e-3)
    for key in ("fee", "passenger"):
        np.testing.assert_array_equal(
            found.drawn[key], np.repeat(found.middle[key][:, None], 8, axis=1), err_msg=key
        )


def test_a_draw_is_a_whole_valuation_at_its_figures(region, monkeypatch):
    """With all rows kept, each draw equals valuing all pairs of zones at that draw's figures."""
    monkeypatch.setattr(changed, "HELD", 1.0)
    net = build(region)
    found = gains(region, net, SCENARIOS, draws=4, seed=5)
    here, center = found.scene, found.scene.center
    assert len(found.drawing.names) > 40
    for d in range(4):
        at = at_draw(found.drawing, d)
        factor = np.array([at["trade-volume-factor"], at["flow:inner"]])
        flows = replace(here.flows, tonnes=here.flows.tonnes * factor[here.flows.kind])
        assert set(np.unique(here.flows.kind)) == {0, 1}
        goods, _ = changes(here.goods, flows, at, keep=False)
        people, _ = changes(here.people, here.journeys, at, keep=False)
        share, net_of = at["importer-share"], 1 - at["fee-handling-share"]
        for s in range(len(SCENARIOS)):
            user = share * goods[s].user.sum(axis=0) + (1 - share) * goods[s].user.sum(axis=1)
            fee = net_of * goods[s].fees
            trips = (
                HALF
                * at["passenger-volume-factor"]
                * (people[s].user.sum(axis=0) + people[s].user.sum(axis=1))
            )
            for key, expected in (
                ("user", user),
                ("fee", fee),
                ("passenger", trips),
                ("benefit", user + fee + trips),
            ):
                scale = max(np.abs(expected).max(), 1.0)
                np.testing.assert_allclose(
                    found.drawn[key][s, d], expected, rtol=2e-5, atol=2e-6 * scale, err_msg=f"{s} {d} {key}"
                )
            grams = np.array([at["carbon-road"], at["carbon-rail"], at["carbon-sea"]])
            assert found.carbon[s, d] == pytest.approx(goods[s].modes @ grams / 1e6, rel=1e-4, abs=0.1)
    assert center["border-fee-factor"] == 1.0


def test_what_is_left_out_of_the_rows_keeps_its_central_value(region):
    """With the usual rows the draws stay near to those with all rows, and their central value is exact."""
    net = build(region)
    usual = gains(region, net, SCENARIOS, draws=8)
    exact = central_worth(usual.changes, usual.scene.goods.n_countries)
    value = exact.by_country(usual.scene.center)[:, 0]
    np.testing.assert_allclose(value, usual.middle["user"] + usual.middle["fee"], rtol=1e-12)
    assert sum(map(len, usual.held.kept)) > 10


def test_most_of_what_each_scenario_moves_is_held(region, monkeypatch):
    """Fewer rows than all hold nearly all of what every scenario moves."""
    net = build(region)
    few = gains(region, net, SCENARIOS, draws=2)
    monkeypatch.setattr(changed, "HELD", 1.0)
    every = gains(region, net, SCENARIOS, draws=2)
    assert sum(map(len, few.held.kept)) < sum(map(len, every.held.kept))
    for s in range(len(SCENARIOS)):
        total = few.drawn["benefit"][s].sum(axis=1)
        whole = every.drawn["benefit"][s].sum(axis=1)
        np.testing.assert_allclose(total, whole, rtol=0.05)


def test_a_seed_gives_the_same_bytes_and_another_others(region):
    """The same seed gives every draw to the last bit; another seed gives other draws and the same centre."""
    net = build(region)
    one, same, other = (gains(region, net, SCENARIOS, draws=8, seed=s) for s in (1, 1, 2))
    assert bytes_of(one) == bytes_of(same)
    assert one.drawing.values.tobytes() != other.drawing.values.tobytes()
    np.testing.assert_array_equal(one.middle["benefit"], other.middle["benefit"])
    low, high = (np.array([drawn_ranges(region)[n][e] for n in one.drawing.names]) for e in (0, 2))
    assert (one.drawing.values >= low).all()
    assert (one.drawing.values <= high).all()


def test_threads_do_not_change_a_bit(south_caucasus):
    """One thread and two give the same bytes, over several batches of draws."""
    net, some = (
        build(south_caucasus),
        {o: Scenario.of(o) for o in ("margara-alican-road", "meghri-road-basic")},
    )
    one, two = (gains(south_caucasus, net, some, draws=128, jobs=jobs) for jobs in (1, 2))
    assert bytes_of(one) == bytes_of(two)
    assert np.ptp(one.drawn["benefit"].sum(axis=2), axis=1).min() > 1e5


def test_scenarios_share_rows_where_they_change_ways_alike(region):
    """The same scenario under two names has the same values from the same rows, each used twice."""
    net = build(region)
    once = gains(region, net, {"a": Scenario.of("faster")}, draws=4)
    twice = gains(region, net, {n: Scenario.of("faster") for n in "ab"}, draws=4)
    for single, double in zip(once.held.kept, twice.held.kept, strict=True):
        assert len(single) == len(double) > 0
        assert np.bincount(double.scenario).tolist() == [len(single.scenario)] * 2
        assert (np.diff(double.first) == 2 * np.diff(single.first)).all()
    for key, values in twice.drawn.items():
        np.testing.assert_array_equal(values[0], values[1])
        np.testing.assert_array_equal(values[0], once.drawn[key][0])


def test_seasons_share_rows(make_region):
    """Where ways are the same all year, the seasons' flows are added up in one row."""
    region = triangle(make_region)
    table = region["crossing"].copy()
    table.loc[table["crossing_id"] == "gate-bc", "winter_closure_days"] = 73.0
    net = build(region)
    plain = gains(region, net, {"second": Scenario.of("second")}, draws=2, season_days=(73.0,))
    snow = gains(
        region.replace(crossing=table), net, {"second": Scenario.of("second")}, draws=2, season_days=(73.0,)
    )
    assert [len(k) for k in plain.held.kept] == [
        len(k) for k in gains(region, net, {"second": Scenario.of("second")}, draws=2).held.kept
    ]
    assert sum(len(k) for k in snow.held.kept) > sum(len(k) for k in plain.held.kept)
    once = gains(region, net, {"second": Scenario.of("second")}, draws=2)
    np.testing.assert_allclose(plain.drawn["benefit"], once.drawn["benefit"], rtol=1e-6)


def test_an_internal_flow_of_nothing_does_not_shift_the_others(make_region):
    """Flows are told apart by their number, also when one of them has no tonnes."""
    region = triangle(make_region)
    flows = region["internal_flow"]
    empty = flows.iloc[[0]].assign(flow_id="empty", low=0.0, central=0.0, high=5.0)
    import pandas as pd

    more = region.replace(internal_flow=pd.concat([empty, flows], ignore_index=True))
    assert uncertain(more)["flow:empty"] == (1.0, 1.0, 1.0)
    assert uncertain(more)["flow:inner"] == uncertain(region)["flow:inner"]
    net = build(region)
    one, two = (gains(r, net, SCENARIOS, draws=4) for r in (region, more))
    for key, values in one.drawn.items():
        np.testing.assert_allclose(two.drawn[key], values, rtol=1e-12, atol=1e-9)


def test_every_figure_that_is_drawn_has_a_group(region, south_caucasus):
    """Groups part what is drawn: every figure in one of the named groups, and none in two."""
    from reopen.benefit.assumptions import GROUPS

    for some in (region, south_caucasus):
        names = tuple(drawn_ranges(some))
        found = groups(names)
        assert sorted(n for mine in found.values() for n in mine) == sorted(names)
        assert set(found) <= {group for group, _ in GROUPS}


def test_a_central_factor_on_fees_is_what_dearer_fees_are(region):
    """Fees doubled by the factor cost users and bring countries just what fees doubled in the tables do."""
    table, gates = region["parameter"].copy(), region["crossing"].copy()
    row = table.index[table["parameter_id"] == "border-fee-factor"][0]
    table.loc[row, ["low", "central", "high"]] *= 2.0
    gates["fee_usd"] *= 2.0
    costs = region["unit_cost"].copy()
    transit = costs["unit_cost_id"].str.endswith("-transit-fee")
    assert transit.any()
    costs.loc[transit, ["low", "central", "high"]] *= 2.0
    net = build(region)
    by_factor, by_table = (
        gains(r, net, SCENARIOS, draws=4)
        for r in (region.replace(parameter=table), region.replace(crossing=gates, unit_cost=costs))
    )
    for key in ("user", "fee"):
        scale = np.abs(by_table.middle[key]).max()
        np.testing.assert_allclose(by_factor.middle[key], by_table.middle[key], atol=1e-6 * scale)
    assert np.abs(by_table.middle["fee"]).max() > 0


def test_a_central_factor_on_trade_counts_at_the_centre(region):
    """Twice the trade is twice the users' benefit and the fees of trade, in the middle and in every draw."""
    table = region["parameter"].copy()
    row = table.index[table["parameter_id"] == "trade-volume-factor"][0]
    table.loc[row, ["low", "central", "high"]] *= 2.0
    flows = region["internal_flow"][region["internal_flow"]["kind"] == "passengers"]
    one, two = region.replace(internal_flow=flows), region.replace(internal_flow=flows, parameter=table)
    net = build(region)
    plain, more = (gains(r, net, SCENARIOS, draws=4) for r in (one, two))
    for key, factor in (("user", 2.0), ("fee", 2.0), ("passenger", 1.0)):
        for ours, theirs in ((more.middle, plain.middle), (more.drawn, plain.drawn)):
            scale = np.abs(theirs[key]).max()
            np.testing.assert_allclose(
                ours[key], factor * theirs[key], rtol=1e-6, atol=1e-6 * scale, err_msg=key
            )
