"""Flows between zones: nothing of the recorded trade is lost or invented."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.demand import demand, zone_weights
from reopen.network.network import build


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
