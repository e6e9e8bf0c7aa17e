"""Modelled flows beside counts, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.benefit import observed
from reopen.benefit.moved import moved
from reopen.benefit.scene import scene
from reopen.network.network import build
from tests.benefit.triangle import triangle


def counts(*rows):
    """Observed flows: id, links, value and unit."""
    usual = {"title": "t", "year": 2023, "note": "", "source": ("own-estimate",), "confidence": "medium"}
    return pd.DataFrame(
        [{"flow_id": i, "link_ids": links, "value": v, "unit": unit} | usual for i, links, v, unit in rows]
    )


@pytest.fixture
def seen(make_region):
    """The triangle with counts of every unit, and what passes them."""
    region = triangle(make_region).replace(
        observed_flow=counts(
            ("year", ("bc",), 500.0, "kt per year"),
            ("months", ("bc",), 125.0, "kt in 3 months"),
            ("trucks", ("bc",), 50.0, "trucks per day"),
            ("two", ("ab", "bc"), 900.0, "kt per year"),
            ("none", ("rbc",), 10.0, "kt per year"),
            ("people", ("bc",), 10.0, "persons per day"),
            ("nowhere", (), 10.0, "kt per year"),
        )
    )
    net = build(region)
    at = scene(region, net, {})
    past = moved(at.goods, at.flows.tonnes, at.center, observed.passing(region, net))
    return at, past, observed.beside_counts(region, past, at.center).set_index("flow_id")


def test_only_counts_of_goods_on_links_are_set_beside(seen):
    """A count of persons, or without a link, is left out; the others are all there."""
    assert list(seen[2].index) == ["year", "months", "trucks", "two", "none"]


def test_counts_are_made_yearly(seen):
    """A quarter counts four times; trucks a day 365 times."""
    table = seen[2]
    assert table["observed"].to_dict() == {
        "year": 500.0, "months": 500.0, "trucks": 50.0 * 365, "two": 900.0, "none": 10.0,
    }  # fmt: skip
    assert table["unit"].to_dict()["trucks"] == "trucks"
    np.testing.assert_allclose(table["ratio"], table["modelled"] / table["observed"])


def test_what_passes_a_link_is_what_the_ways_over_it_carry(seen):
    """By hand: each pair of zones, each kind of way, times how often that way passes the link."""
    at, past, table = seen
    found, total = at.goods, 0.0
    km = 100.0  # of the link; ways over it are told by their road kilometres between XB and XC
    ids = [str(i) for i in found.region["country"]["country_id"]]
    m = len(found.amounts.names)
    for layer in found.layers:
        flow = at.flows.tonnes[layer.number] * layer.share
        for rows in found.standing_rows(layer, flow):
            from reopen.benefit.pricing import value

            q = flow[rows.origin, rows.destination]
            share = value(found, layer, rows, q, at.center).shares[:, :4]
            # Only the road b - c has kilometres in XC, half of its own.
            passes = rows.values[:, m + 3 + ids.index("XC"), :4] / (km / 2)
            total += (q[:, None] * share * passes).sum()
    assert table["modelled"]["year"] == pytest.approx(total / 1e3, rel=1e-9)
    assert table["modelled"]["months"] == table["modelled"]["year"]
    assert table["modelled"]["none"] == 0.0
    assert table["modelled"]["two"] > table["modelled"]["year"]
    trucks = total / 20.0 * (1 + at.center["truck-empty-share"])
    assert table["modelled"]["trucks"] == pytest.approx(trucks, rel=1e-9)
    assert len(past.past) == 5


def test_shares_by_kind_of_way_add_up_to_what_moves(seen):
    """Kinds of ways of a pair of countries sum to its tonnes; the railway and the ferry carry some."""
    at, past, _ = seen
    table = observed.mode_shares(at.goods.region, past)
    kinds = ["road_kt", "rail_kt", "sea_and_road_kt", "sea_and_rail_kt"]
    ids = [str(i) for i in at.goods.region["country"]["country_id"]]
    assert len(table) == 7  # six pairs of countries, and the flow inside XA
    for row in table.to_dict("records"):
        i, j = ids.index(row["origin_id"]), ids.index(row["destination_id"])
        assert sum(row[k] for k in kinds) == pytest.approx(past.tonnes[i, j] / 1e3, rel=1e-9)
    assert (table[["road_kt", "rail_kt", "sea_and_road_kt"]].sum() > 1.0).all()


def test_moved_sums_what_has_a_way(seen):
    """All tonnes move, at a mean cost within those of the ways; transit is XB's, on the way from XA to XC."""
    at, past, _ = seen
    np.testing.assert_allclose(past.tonnes.sum(), at.flows.tonnes.sum(), rtol=1e-9)
    np.testing.assert_allclose(past.kinds.sum(axis=0), past.tonnes, rtol=1e-9, atol=1e-6)
    assert past.transit_tkm[1] > 0
    moving = past.tonnes > 0
    least = min(layer.costs(at.goods).min() for layer in at.goods.layers)
    assert np.nanmin(past.usd[moving]) >= least
    assert np.isnan(past.usd[~moving]).all()


def test_the_embedded_regions_counts_are_all_set_beside(south_caucasus):
    """Every count of goods on links has a modelled flow that is not negative."""
    net = build(south_caucasus)
    at = scene(south_caucasus, net, {})
    past = moved(at.goods, at.flows.tonnes, at.center, observed.passing(south_caucasus, net))
    table = observed.beside_counts(south_caucasus, past, at.center)
    assert len(table) == len(observed.counted(south_caucasus)) > 3
    assert (table["modelled"] >= 0).all()
    assert (table["observed"] > 0).all()
