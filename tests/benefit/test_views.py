"""Market access and equilibrium against formulas, accounts and what must not change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from reopen.benefit.decisions import decisions
from reopen.benefit.equilibrium import _filled, baseline, solve, tau_hat, unvalued
from reopen.benefit.newtrade import new_tonnes
from reopen.benefit.scene import scene
from reopen.benefit.views import NOTES, access, people, views, zone_costs
from reopen.errors import SettingsError, UnknownIdError
from reopen.network.network import build
from reopen.network.scenario import Close, Scenario
from tests.network.test_costs import cargo, link, node, unit_costs

#: What the opening saves on a tonne: four hours of a truck of 20 t, and of its cargo.
SAVED = 4 * (10 / 20 + 0.1)
VALUE = 240.0
SCENARIOS = {"none": Scenario(), "faster": Scenario.of("faster"), "cut": Scenario("cut", (Close("bc"),))}
#: Examples look at one scene that none of them changes.
SHARED = (HealthCheck.function_scoped_fixture,)
TABLES = ("access_by_country", "access_by_zone", "equilibrium_by_country", "equilibrium_by_zone")


def gate(side_a, side_b, links, fee=60.0):
    """A gate of five hours either way."""
    return {
        "crossing_id": f"gate-{links}", "name_a": "a", "name_b": "b", "node_a_id": links[0],
        "node_b_id": links[1], "country_a": side_a, "country_b": side_b, "link_ids": links,
        "hours_truck_a_to_b": 5, "hours_truck_b_to_a": 5, "hours_car": 1, "fee_usd": fee,
    }  # fmt: skip


def country(name, gdp=1000.0, people=3000):
    return {"country_id": name, "name": name, "gdp_usd_m": gdp, "population": people}


def sale(origin, destination, value, tonnes, **more):
    row = {"origin_id": origin, "destination_id": destination, "year": 2023, "class_shares": "goods:1"}
    return row | {"value_usd_m": value, "tonnes_kt": tonnes} | more


#: XA sells B goods worth 48 USD m; half of XB's sales to XC have no weight: they go by pipeline.
SALES = (
    sale("XA", "XB", 48, 200),
    sale("XB", "XA", 60, 250),
    sale("XB", "XC", 48, 100),
    sale("XC", "XA", 24, 100, network_share=0.4),
)


@pytest.fixture
def line(make_region):
    """XA (a, and e by way of it) - XB - XC along one road; an opening speeds up the gate of XA and XB."""

    def make(**tables):
        opening = {"opening_id": "faster", "title": "Faster", "kind": "upgrade", "link_ids": "ab"}
        effect = {"opening_id": "faster", "subject_id": "gate-ab"}
        effect |= {"after_low": 1, "after_central": 1, "after_high": 1}
        rows = {
            "country": [country("XA"), country("XB"), country("XC")],
            "node": [
                node("a"),
                node("e", x=0.2, y=0.5) | {"population": 500},
                node("b", "XB", x=0.5),
                node("c", "XC", x=1.0),
            ],
            "link": [
                link("ae", "a", "e"),
                link("ab", "a", "b", countries="XA;XB"),
                link("bc", "b", "c", countries="XB;XC"),
            ],
            "crossing": [gate("XA", "XB", "ab"), gate("XB", "XC", "bc")],
            "unit_cost": unit_costs(),
            "cargo_class": cargo(),
            "trade": SALES,
            "opening": [opening | {"country_ids": "XA;XB"}],
            "opening_effect": [effect | {"attribute": f"hours_truck_{way}"} for way in ("a_to_b", "b_to_a")],
            "consent": None,
            "state": None,
        }
        return make_region(**rows | tables)

    return make


def look(region, scenarios=SCENARIOS):
    return scene(region, build(region), scenarios)


@pytest.fixture
def small(line):
    """The line's scene, for tests that only look at it."""
    return look(line())


def by_country(table, scenario, column):
    return table[table["scenario_id"] == scenario].set_index("country_id")[column]


def test_costs_are_the_least_of_the_four_ways(south_caucasus):
    """As the region stands, the search anew gives the least of what the ways hold, to the bit."""
    found = look(south_caucasus, {})
    twin = np.stack([layer.costs(found.goods).min(axis=0) for layer in found.goods.layers])
    assert np.array_equal(zone_costs(found.goods, found.center), twin)


def test_an_opening_saves_what_its_hours_cost(line):
    """Pairs beyond the faster gate cost its four hours less, all others the same."""
    found = look(line())
    before, after = (zone_costs(found.goods, found.center, name)[0] for name in (None, "faster"))
    west = np.array([True, True, False, False])
    beyond = west[:, None] != west
    assert (before - after)[beyond] == pytest.approx(SAVED)
    assert np.array_equal(before[~beyond], after[~beyond])


def test_access_is_the_formula(line):
    """Access of each zone is the sum of people over tau to the elasticity, by a plain loop."""
    found = look(line())
    cost = zone_costs(found.goods, found.center)
    theta = found.center["trade-elasticity"]
    behind = [2000.0, 1000.0, 3000.0, 3000.0]
    assert people(found) == pytest.approx(behind)
    plain = [sum((1 + cost[0, o, d] / VALUE) ** -theta * behind[d] for d in range(4)) for o in range(4)]
    assert access(found, cost) == pytest.approx(plain, rel=1e-12)


def test_access_by_country_is_the_mean_of_its_zones_by_weight(line):
    """A country's percent is that of the weighted sum of its zones' access."""
    found = look(line())
    old, new = (access(found, zone_costs(found.goods, found.center, name)) for name in (None, "faster"))
    seen = views(found, ["faster"])
    share = np.array([2 / 3, 1 / 3])
    percent = 100 * (share @ new[:2] / (share @ old[:2]) - 1)
    assert by_country(seen.access_by_country, "faster", "percent")["XA"] == pytest.approx(percent)
    assert seen.access_by_zone["percent"].to_numpy() == pytest.approx(100 * (new / old - 1))
    assert percent > 0


@settings(max_examples=20, deadline=None, suppress_health_check=SHARED)
@given(parts=st.lists(st.floats(0.0, 1.0), min_size=16, max_size=16))
def test_cheaper_ways_never_lower_access(small, parts):
    """Whatever costs fall, nobody's access does."""
    cost = zone_costs(small.goods, small.center)
    less = access(small, cost * np.reshape(parts, (1, 4, 4)))
    assert np.all(less >= access(small, cost) * (1 - 1e-12))


def test_opening_nothing_changes_nothing(line, south_caucasus):
    """Without an edit every percent and USD is exactly 0, in a small region and in the embedded one."""
    for region in (line(), south_caucasus):
        found = views(look(region, {"none": Scenario()}), ["none"])
        for name in TABLES:
            numbers = getattr(found, name).select_dtypes("number")
            assert numbers.size
            assert (numbers == 0.0).all(axis=None)


def test_sales_are_the_trade_table_and_output_is_gdp_over_value_added(line):
    """Between countries the table's values, in all gross output, and final spending by weight."""
    found = look(line())
    base = baseline(found)
    into = (base.country[:, None] == np.arange(3)).astype(float)
    between = into.T @ base.trade @ into
    assert between[0, 1] == pytest.approx(48) and between[1, 0] == pytest.approx(60)
    assert between[1, 2] == pytest.approx(48) and between[2, 0] == pytest.approx(24)
    assert between[0, 2] == between[2, 1] == 0.0
    assert between.sum(axis=1) == pytest.approx(1000 / base.labour)
    final = base.trade.sum(axis=0) - (1 - base.labour) * base.trade.sum(axis=1)
    assert final[:2] == pytest.approx(final[:2].sum() * np.array([2 / 3, 1 / 3]))
    assert final @ into == pytest.approx(1000 + between.sum(axis=0) - between.sum(axis=1))


def test_only_what_moves_over_the_network_changes_its_cost(line):
    """All of XA-XB moves, half of XB-XC's value has no weight, four tenths of XC-XA have a way."""
    base = baseline(look(line()))
    assert base.share[0, 2] == pytest.approx(1.0)
    assert base.share[2, 3] == pytest.approx(0.5)
    assert base.share[3, 0] == pytest.approx(0.4)
    before, after = np.full((1, 4, 4), 60.0), np.full((1, 4, 4), 45.0)
    change = tau_hat(base, before, after)
    assert change[2, 3] == pytest.approx(1 + 0.5 * ((VALUE + 45) / (VALUE + 60) - 1))
    assert change[0, 1] == pytest.approx((VALUE + 45) / (VALUE + 60))


def test_trade_without_a_value_is_worth_its_tonnes(line):
    """Where the table states no value, tonnes times the unit value stand for it."""
    base = baseline(look(line(trade=[sale("XA", "XB", "", 500), *SALES[1:]])))
    assert base.trade[:2, 2].sum() == pytest.approx(500e3 * VALUE / 1e6)


def test_one_cheaper_pair_raises_both_partners(line):
    """A fall of the cost between XA and XB both ways raises the welfare of both."""
    base = baseline(look(line()))
    change = np.ones((4, 4))
    change[:2, 2] = change[2, :2] = 0.95
    gain = solve(base, change, 4.5).welfare_country - 1
    assert gain[0] > 0 and gain[1] > 0
    assert abs(gain[2]) < min(gain[:2])


@settings(max_examples=10, deadline=None, suppress_health_check=SHARED)
@given(falls=st.lists(st.floats(0.0, 1.0), min_size=16, max_size=16), theta=st.sampled_from([3.0, 4.5, 8.3]))
def test_small_changes_are_worth_the_cost_of_what_moves(small, falls, theta):
    """To first order gains of final spending sum to sales times the fall of their cost (envelope)."""
    base = baseline(small)
    change = 1 - 1e-5 * np.reshape(falls, (4, 4)) - 1e-6
    final = base.trade.sum(axis=0) - (1 - base.labour) * base.trade.sum(axis=1)
    spending = np.bincount(base.country, weights=final)
    gain = spending @ (solve(base, change, theta).welfare_country - 1)
    assert gain == pytest.approx(np.sum(base.trade * (1 - change)), rel=1e-3)


def test_low_and_high_are_the_ends_over_the_elasticity(line):
    """The percents are those of three worlds, and USD are percent of GDP."""
    found = look(line())
    base = baseline(found)
    change = tau_hat(base, *(zone_costs(found.goods, found.center, name) for name in (None, "faster")))
    worlds = np.stack([100 * (solve(base, change, theta).welfare_country - 1) for theta in (3.0, 4.5, 8.3)])
    table = views(found, ["faster"]).equilibrium_by_country
    assert table["percent_central"].to_numpy() == pytest.approx(worlds[1])
    assert table["percent_low"].to_numpy() == pytest.approx(worlds.min(axis=0))
    assert table["percent_high"].to_numpy() == pytest.approx(worlds.max(axis=0))
    assert table["usd_m_central"].to_numpy() == pytest.approx(worlds[1] * 10)
    assert (table["imports_percent"][:2] > 0).all() and (table["exports_percent"][:2] > 0).all()


MONEY = ("truck-opcost", "truck-hour", "rail-tariff", "rail-terminal-handling", "sea-tariff", "port-handling")


def test_another_currency_scales_usd_and_leaves_percent(line):
    """With all money five times as much, percents stay and USD are five times as much."""
    many = unit_costs()
    for row in many:
        for level in ("low", "central", "high"):
            row[level] *= 5.0 if row["unit_cost_id"] in (*MONEY, "gauge-change") else 1.0
    dear = [cargo()[0] | {f"unit_value_{end}": 5 * VALUE for end in ("low", "central", "high")}]
    other = line(
        country=[country(f"X{c}", 5000.0) for c in "ABC"],
        crossing=[gate("XA", "XB", "ab", 300.0), gate("XB", "XC", "bc", 300.0)],
        unit_cost=many,
        cargo_class=dear,
        trade=[row | {"value_usd_m": 5 * row["value_usd_m"]} for row in SALES],
    )
    plain, scaled = (views(look(region), ["faster"]) for region in (line(), other))
    for name in TABLES:
        a, b = (getattr(x, name).select_dtypes("number") for x in (plain, scaled))
        factor = np.where(a.columns.str.startswith("usd_m"), 5.0, 1.0)
        assert b.to_numpy() == pytest.approx(a.to_numpy() * factor, rel=1e-7, abs=1e-12)
    assert (plain.equilibrium_by_country["usd_m_central"][:2] > 0).all()


def test_a_zone_without_weight_changes_nothing(line):
    """One more zone that nobody lives in leaves every country's figures as they are."""
    nodes = [
        node("a"), node("e", x=0.2, y=0.5) | {"population": 500}, node("b", "XB", x=0.5),
        node("c", "XC", x=1.0), node("empty", "XB", x=0.5, y=0.5) | {"population": 0},
    ]  # fmt: skip
    links = [
        link("ae", "a", "e"), link("ab", "a", "b", countries="XA;XB"),
        link("bc", "b", "c", countries="XB;XC"), link("be", "b", "empty", countries="XB"),
    ]  # fmt: skip
    plain, more = (views(look(r), ["faster"]) for r in (line(), line(node=nodes, link=links)))
    for name in TABLES[::2]:
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(more, name), rtol=1e-9, atol=1e-12)
    zones = more.equilibrium_by_zone.set_index("node_id")["percent"]
    assert len(zones) == 5 and zones["empty"] == 0.0


def test_an_exclave_trades_with_the_rest_what_is_stated(line):
    """Between areas the stated flows, inside them the rest; a cheaper way to the exclave is its gain."""
    nodes = [
        node("a") | {"area": "main"}, node("b", "XB", x=0.5),
        node("c", "XA", x=1.0) | {"area": "far"}, node("d", "XA", x=0.1, y=0.1),
    ]  # fmt: skip
    flow = {"flow_id": "there", "from_area": "main", "to_area": "far", "kind": "freight", "unit": "kt/year"}
    flow |= {"low": 50, "central": 50, "high": 50, "class_shares": "goods:1"}
    region = line(
        country=[country("XA"), country("XB")],
        node=nodes,
        link=[
            link("ab", "a", "b", countries="XA;XB"),
            link("bc", "b", "c", countries="XB;XA"),
            link("ad", "a", "d"),
        ],
        crossing=[gate("XA", "XB", "ab"), gate("XB", "XA", "bc")],
        trade=[sale("XA", "XB", 0.24, 1), sale("XB", "XA", 0.24, 1)],
        internal_flow=[flow],
    )  # fmt: skip
    found = look(region)
    base = baseline(found)
    main, far = [0, 3], 2
    assert base.trade[main, far].sum() == pytest.approx(50e3 * VALUE / 1e6)
    assert base.trade[far, main].sum() == 0.0
    assert base.trade[0, 3] > 0 and base.trade[far, far] > 0
    seen = views(found, ["faster"]).equilibrium_by_zone.set_index("node_id")["percent"]
    assert seen["c"] > 0
    assert seen["c"] > 10 * abs(seen[["a", "d"]]).max()


def test_exports_beyond_value_added_enlarge_output(line):
    """A country that sells on more than it makes is given the output for it, and a note says so."""
    found = look(line(country=[country("XA", 10.0), country("XB"), country("XC")]))
    base = baseline(found)
    assert base.raised.tolist() == [True, False, False]
    assert base.gdp.tolist() == [10.0, 1000.0, 1000.0]
    exports, output = base.trade[:2, 2:].sum(), base.trade[:2].sum()
    assert exports == pytest.approx(0.95 * base.labour * output)
    seen = views(found, ["faster"])
    row = seen.equilibrium_by_country.iloc[0]
    assert row["usd_m_central"] == pytest.approx(row["percent_central"] / 100 * 10.0)
    assert any(note.startswith("Exports of XA") for note in seen.notes)


def test_gaps_in_figures_of_countries_are_noted(line):
    """Without GDP exports tell the value added; without people a country counts for nothing in access."""
    found = look(line(country=[country("XA", ""), country("XB", people=""), country("XC")]))
    base, seen = baseline(found), views(found, ["faster"])
    assert base.gdp[0] == pytest.approx(48 / 0.95)
    assert people(found)[2] == 0.0
    assert any(note.startswith("XA: no GDP") for note in seen.notes)
    assert any(note.startswith("XB: no population") for note in seen.notes)
    assert seen.notes[: len(NOTES)] == NOTES
    assert np.isfinite(seen.equilibrium_by_country.select_dtypes("number")).all(axis=None)


def test_a_country_with_neither_gdp_nor_exports_makes_nothing(line):
    """It buys what is recorded, and its figures are finite."""
    found = look(line(country=[country("XA"), country("XB"), country("XC", 0.0)], trade=SALES[:3]))
    base = baseline(found)
    assert base.trade[3].sum() == 0.0 and base.trade[:, 3].sum() == pytest.approx(48)
    row = views(found, ["faster"]).equilibrium_by_country.iloc[2]
    assert np.isfinite(row["percent_central"]) and row["usd_m_central"] == 0.0


def test_trade_that_loses_its_way_keeps_its_cost_and_is_told(line):
    """With the only road to XC closed nothing can be put on its trade over the network: it is listed."""
    found = look(line())
    base = baseline(found)
    before, after = (zone_costs(found.goods, found.center, name) for name in (None, "cut"))
    assert np.isinf(after[0, 2, 3]) and np.all(tau_hat(base, before, after) == 1.0)
    lost = unvalued(base, before, after)
    assert lost[2, 3] == pytest.approx(24.0)
    seen = views(found, ["cut"])
    table = seen.equilibrium_by_country
    assert by_country(table, "cut", "unvalued_usd_m")["XC"] == pytest.approx(24.0 + 0.4 * 24.0)
    assert (table["percent_central"] == 0.0).all()
    assert (by_country(seen.access_by_country, "cut", "percent") < 0).all()


def test_wrong_arguments_are_named(small):
    """An unknown scenario is named with the nearest one, and costs of another shape are refused."""
    with pytest.raises(UnknownIdError, match="did you mean 'faster'"):
        views(small, ["fastr"])
    with pytest.raises(UnknownIdError, match="no scenario 'x'"):
        zone_costs(small.goods, small.center, "x")
    with pytest.raises(SettingsError, match=r"costs after of shape \(1, 2, 2\); expected \(1, 4, 4\)"):
        tau_hat(baseline(small), np.zeros((1, 4, 4)), np.zeros((1, 2, 2)))


def test_no_scenario_gives_empty_tables_with_their_columns(small):
    """Tables keep their columns when nothing is asked for."""
    found = views(small, [])
    assert len(found.equilibrium_by_country) == 0
    assert {"scenario_id", "country_id", "usd_m_high"} <= set(found.equilibrium_by_country)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.tuples(st.floats(-50.0, 50.0), st.floats(0.01, 1.0)), min_size=1, max_size=6),
    more=st.floats(0.1, 100.0),
)
def test_filling_up_meets_its_total_at_one_level(rows, more):
    """The level equals the root that SciPy finds."""
    need, part = np.array(rows).T
    part = part / part.sum()
    total = np.maximum(need, 0.0).sum() + more
    found = _filled(need, part, total)

    def filled(level):
        return np.maximum(0.0, need + level * part)

    level = brentq(lambda x: filled(x).sum() - total, 0.0, 1e6, xtol=1e-10)
    assert found == pytest.approx(filled(level), abs=1e-6)
    assert found.sum() == pytest.approx(total)


@pytest.fixture(scope="module")
def embedded(south_caucasus):
    """The embedded region with gates of Armenia to Turkey and to Azerbaijan opened, and its views."""
    table = south_caucasus["opening"].set_index("opening_id")["country_ids"]
    waiting = decisions(south_caucasus, south_caucasus.meta.as_of)
    of = {pair: [i for i in waiting if set(table[i]) == {"AM", pair}] for pair in ("TR", "AZ")}
    scenarios = {"west": Scenario.of(*of["TR"]), "all": Scenario.of(*of["TR"], *of["AZ"])}
    found = look(south_caucasus, scenarios)
    return found, views(found, ["west", "all"])


def test_open_borders_raise_the_welfare_of_armenia(embedded):
    """Gains are finite, positive, larger with more gates, and partly there without modelled trade."""
    _, seen = embedded
    table = seen.equilibrium_by_country
    assert np.isfinite(table.select_dtypes("number")).all(axis=None)
    west, every = (
        table[table["scenario_id"] == s].set_index("country_id").loc["AM"] for s in ("west", "all")
    )
    assert 0 < west["percent_low"] <= west["percent_central"] <= west["percent_high"]
    assert west["percent_central"] < every["percent_central"] < 5.0
    assert 0 < every["percent_recorded"] < every["percent_central"]
    assert by_country(seen.access_by_country, "all", "percent")["AM"] > 0
    assert any("AM-AZ, AM-TR" in note for note in seen.notes)


def test_suppressed_pairs_have_modelled_trade(embedded):
    """Armenia's sales to Azerbaijan, of which none are recorded, are those of the gravity model."""
    found, _ = embedded
    base, plain = baseline(found), baseline(found, modelled=False)
    ids = found.goods.region["country"]["country_id"].tolist()
    o, d = (base.country == ids.index(i) for i in ("AM", "AZ"))
    new = new_tonnes(found.goods, found.demand, found.center, found.gravity, found.gravity.cost)
    tonnes = found.demand.tonnes.sum(axis=(1, 2))
    mean = tonnes / tonnes.sum() @ [found.center.unit_value(c.id) for c in found.goods.classes]
    sold = new[ids.index("AM"), ids.index("AZ")] * mean / 1e6
    assert sold > 1.0
    assert base.trade[np.ix_(o, d)].sum() == pytest.approx(sold)
    assert plain.trade[np.ix_(o, d)].sum() == 0.0


def test_threads_change_nothing(small):
    """Two threads give the same tables to the bit, and progress ends at 1."""
    told = []
    seen = views(small, ["faster", "cut"])
    again = views(small, ["faster", "cut"], jobs=2, progress=lambda stage, share: told.append((stage, share)))
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(seen, name), getattr(again, name), check_exact=True)
    assert told == [("views", 0.5), ("views", 1.0)]
