"""Flows between zones: nothing of the recorded trade is lost or invented."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.benefit.demand import area_weights, demand, zone_weights
from reopen.benefit.openings import gains
from reopen.benefit.scene import scene
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.triangle import OPENINGS, triangle


def test_country_totals_are_the_recorded_trade_on_the_network(south_caucasus):
    """Summed back over zones, each pair's tonnes are its recorded tonnes times its network share."""
    network = build(south_caucasus)
    found = demand(south_caucasus, network)
    ids = list(south_caucasus["country"]["country_id"])
    home = network.zone_country
    for row in south_caucasus["trade"].to_dict("records"):
        o, d = ids.index(row["origin_id"]), ids.index(row["destination_id"])
        total = found.tonnes[:, home == o][:, :, home == d].sum()
        blocs = found.gateway[o] and found.gateway[d]
        expected = 0.0 if blocs else row["tonnes_kt"] * 1e3 * row["network_share"]
        assert total == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_internal_flows_stay_inside_their_country(south_caucasus):
    """The flows between an exclave and its mainland add up to the table, at each level."""
    network = build(south_caucasus)
    table = south_caucasus["internal_flow"]
    freight = table[table["kind"] == "freight"]
    ids = list(south_caucasus["country"]["country_id"])
    az = network.zone_country == ids.index("AZ")
    for level in ("low", "central", "high"):
        tonnes = demand(south_caucasus, network, level).tonnes[:, az][:, :, az].sum()
        assert tonnes == pytest.approx(freight[level].sum() * 1e3)


def test_weights_sum_to_one_by_country(south_caucasus):
    """Every country's zones share out the whole of its demand."""
    network = build(south_caucasus)
    sums = np.bincount(network.zone_country, weights=zone_weights(south_caucasus, network))
    np.testing.assert_allclose(sums[np.unique(network.zone_country)], 1.0)


def test_class_shares_split_the_tonnes(make_region):
    """Shares of the starter's trade: 250 kt at 70:30 one way, 300 kt at 60:40 the other."""
    region = make_region()
    found = demand(region, build(region))
    assert found.tonnes.sum(axis=(1, 2)).tolist() == pytest.approx([355e3, 195e3])


@pytest.fixture(scope="module")
def embedded(south_caucasus):
    """The embedded region's demand, spread over zones by cost."""
    return scene(south_caucasus, build(south_caucasus), {})


def test_with_costs_country_totals_are_kept_as_well(south_caucasus, embedded):
    """Near zones trade more with each other, and each pair of countries trades what is recorded, to 1e-9."""
    found, home = embedded.demand, embedded.goods.network.zone_country
    ids, classes = (
        list(south_caucasus["country"]["country_id"]),
        list(south_caucasus["cargo_class"]["class_id"]),
    )
    plain = demand(south_caucasus, embedded.goods.network)
    assert found.residual < 1e-9
    trade = found.kind == 0
    for row in south_caucasus["trade"].to_dict("records"):
        o, d = ids.index(row["origin_id"]), ids.index(row["destination_id"])
        block = np.ix_(home == o, home == d)
        shares = dict(row["class_shares"])
        for k, name in enumerate(classes):
            expected = 0.0
            if not (found.gateway[o] and found.gateway[d]):
                part = shares.get(name, 0.0) / max(sum(shares.values()), 1e-9)
                expected = row["tonnes_kt"] * 1e3 * row["network_share"] * part
            assert found.tonnes[k][block].sum() == pytest.approx(expected, rel=1e-9, abs=1e-6)
    np.testing.assert_allclose(found.tonnes[:, trade].sum(), plain.tonnes[:, trade].sum(), rtol=1e-9)
    assert np.abs(found.tonnes - plain.tonnes).max() > 1e3


def test_zones_send_and_take_their_shares_of_each_pair_of_countries(make_region):
    """Balanced flows have the margins of the plain split."""
    region = triangle(make_region)
    found = scene(region, build(region), {})
    home, tonnes = found.goods.network.zone_country, found.demand.tonnes
    plain = demand(region, found.goods.network).tonnes
    for k in range(2):
        for o in range(3):
            for d in range(3):
                if o != d:
                    block, flat = (x[k][np.ix_(home == o, home == d)] for x in (tonnes, plain))
                    np.testing.assert_allclose(block.sum(axis=0), flat.sum(axis=0), rtol=1e-9)
                    np.testing.assert_allclose(block.sum(axis=1), flat.sum(axis=1), rtol=1e-9)


def test_flows_are_costs_to_a_power_times_a_factor_of_each_end(embedded):
    """Balanced flows over what cost alone gives are a factor of the origin times one of the destination."""
    found, home = embedded.goods, embedded.goods.network.zone_country
    ids = list(found.region["country"]["country_id"])
    layer = found.layers[0]
    block = np.ix_(home == ids.index("TR"), home == ids.index("AZ"))
    cost = layer.costs(found).min(axis=0)[block]
    flow = embedded.demand.tonnes[layer.number][block] * (embedded.demand.kind[block] == 0)
    rows, columns = (flow.sum(axis=axis) > 0 for axis in (1, 0))
    factor = (flow * cost ** embedded.center["distance-elasticity"])[np.ix_(rows, columns)]
    assert min(factor.shape) > 5
    strength = np.linalg.svd(factor, compute_uv=False)
    assert strength[1] < 1e-6 * strength[0]


def shared(region, **shares):
    """The region with production or consumption shares at some nodes."""
    table = region["node"].copy()
    for name, values in shares.items():
        for column, given_shares in values.items():
            table.at[list(table["node_id"]).index(name), column] = given_shares
    return region.replace(node=table)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.floats(0.0, 1.0), taken=st.floats(0.0, 1.0))
def test_a_stated_share_is_what_starts_or_ends_there(make_region, sent, taken):
    """A zone sends its stated share of a class, the others the rest by weight; other classes stay."""
    region = shared(
        triangle(make_region),
        e={"production_shares": (("fuel", sent),), "consumption_shares": (("goods", taken),)},
    )
    net = build(region)
    found = demand(region, net)
    zones = [str(region["node"]["node_id"].iloc[z]) for z in net.zones]
    a, e, b, c = (zones.index(n) for n in "aebc")
    goods, fuel = found.tonnes
    assert fuel[e, [b, c]].tolist() == pytest.approx([sent * 120e3, sent * 200e3], abs=1e-6)
    assert fuel[a, [b, c]].tolist() == pytest.approx([(1 - sent) * 120e3, (1 - sent) * 200e3], abs=1e-6)
    assert goods[[b, c], e].tolist() == pytest.approx([taken * 120e3, taken * 240e3], abs=1e-6)
    assert goods[e, [b, c]].tolist() == pytest.approx([180e3 / 3, 300e3 / 3])
    assert fuel[b, e] == pytest.approx(80e3 / 3)


def test_all_that_is_stated_leaves_nothing_for_others(make_region):
    """When one zone sends everything, the others send none; a country's only zone sends all."""
    region = shared(
        triangle(make_region),
        e={"production_shares": (("fuel", 1.0),)},
        b={"production_shares": (("fuel", 0.3),)},
    )
    net = build(region)
    zones = [str(region["node"]["node_id"].iloc[z]) for z in net.zones]
    fuel = demand(region, net).tonnes[1]
    assert not fuel[zones.index("a")].any()
    assert fuel[zones.index("b")].sum() == pytest.approx(80e3 + 60e3)


def test_areas_share_their_flows_by_weight(make_region):
    """An internal flow starts and ends in its areas alone, and marks its pairs of zones."""
    region = triangle(make_region)
    net = build(region)
    found = demand(region, net)
    zones = [str(region["node"]["node_id"].iloc[z]) for z in net.zones]
    a, e = zones.index("a"), zones.index("e")
    assert np.argwhere(found.kind == 1).tolist() == [[a, e]]
    assert found.tonnes[0, a, e] == 40e3
    assert area_weights(region, net, "east").tolist() == [float(z == e) for z in range(4)]
    assert not area_weights(region, net, "nowhere").any()


def more_zones(region, where):
    """The region with zones that nobody trades with, on links of their own."""
    nodes, links = region["node"], region["link"]
    countries = region["country"]
    home = "XD" if where == "a country of its own" else "XB"
    extra = nodes.iloc[[0, 0]].assign(
        node_id=["n1", "n2"], name=["n1", "n2"], node_type="city", country_id=home, area="", is_zone=True,
        x_coord=[2.0, 2.2], population=[0.0, 0.0] if home == "XB" else [5000.0, 100.0],
    )  # fmt: skip
    roads = links.iloc[[0, 0]].assign(
        link_id=["cn", "nn"], from_node_id=["c", "n1"], to_node_id=["n1", "n2"], length=[70.0, 20.0],
        country_ids=[(home,), (home,)],
    )  # fmt: skip
    out = {
        "node": pd.concat([nodes, extra], ignore_index=True),
        "link": pd.concat([links, roads], ignore_index=True),
    }
    if home == "XD":
        new = countries.iloc[[0]].assign(country_id="XD", name="XD", gdp_usd_m=700.0)
        out["country"] = pd.concat([countries, new], ignore_index=True)
    return region.replace(**out)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.sampled_from(["a country of its own", "a country that trades"]),
    name=st.sampled_from(OPENINGS),
)
def test_zones_without_trade_change_nothing(make_region, where, name):
    """Further zones that nobody trades with leave every benefit, fee and trip as it was, in draws as well."""
    small = triangle(make_region)
    large = more_zones(small, where)
    one, two = (gains(r, build(r), {name: Scenario.of(name)}, draws=4) for r in (small, large))
    assert len(two.scene.goods.network.zones) == len(one.scene.goods.network.zones) + 2
    for part, other in ((one.middle, two.middle), (one.drawn, two.drawn)):
        for key, values in part.items():
            scale = max(np.abs(values).max(), 1.0)
            np.testing.assert_allclose(other[key][..., :3], values, rtol=1e-9, atol=1e-9 * scale, err_msg=key)
            assert not other[key][..., 3:].any()
    np.testing.assert_allclose(two.carbon, one.carbon, rtol=1e-9, atol=1e-9)


def test_trade_that_no_way_carries_stays_with_its_zones(make_region):
    """A zone without a way keeps its part of the trade, to be counted as without a way; totals are kept."""
    region = triangle(make_region)
    net = build(region)
    costs = np.full((2, len(net.zones), len(net.zones)), 10.0)
    names = [str(region["node"]["node_id"].iloc[z]) for z in net.zones]
    e, c = names.index("e"), names.index("c")
    costs[:, e, c] = np.inf
    np.testing.assert_allclose(demand(region, net, costs=costs).tonnes, demand(region, net).tonnes, rtol=1e-9)
