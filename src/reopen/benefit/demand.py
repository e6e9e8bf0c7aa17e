"""Demand: recorded country-pair trade and internal flows, split to zones by cargo class.

A country's trade is split over its zones by weight (population, or the hinterland that a gateway
stands for), unless a zone's share in what the country sends or takes of a class is stated. Of a
pair's trade only the share counts that has a real way over the network; trade between two
gateway blocs is left out altogether. With costs, near zones trade more with each other: flows in
proportion to cost to the power of minus the distance elasticity are balanced (Furness 1965) to
what each zone sends and takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.network.rates import Level
    from reopen.region.region import Region

    Area = tuple[NDArray[np.bool_], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Demand:
    """Freight flows between zones. K cargo classes, Z zones, C countries.

    Attributes
    ----------
    tonnes : ndarray of float64, shape (K, Z, Z)
        Tonnes a year.
    weight : ndarray of float64, shape (Z,)
        Share of the zone in its country's demand.
    country_tonnes : ndarray of float64, shape (C, C)
        Recorded tonnes a year between countries, blocs included, by any way.
    gateway : ndarray of bool, shape (C,)
        Which countries are gateway blocs.
    kind : ndarray of int64, shape (Z, Z)
        What moves between two zones: 0 trade, n the n-th internal flow of goods.
    residual : float
        Largest relative error of what a zone sends or takes after balancing.
    """

    tonnes: NDArray[np.float64]
    weight: NDArray[np.float64]
    country_tonnes: NDArray[np.float64]
    gateway: NDArray[np.bool_]
    kind: NDArray[np.int64]
    residual: float


def demand(
    region: Region,
    network: Network,
    level: Level = "central",
    *,
    costs: NDArray[np.float64] | None = None,
    decay: float = 1.0,
) -> Demand:
    """Freight demand of a region.

    Parameters
    ----------
    level : {"low", "central", "high"}
        Which value of internal flows to take.
    costs : ndarray of float64, shape (K, Z, Z), optional
        Costs between zones by class; without them all zones of two countries trade alike.
    decay : float
        Elasticity of flows between the zones of two countries to those costs.
    """
    country = {str(i): n for n, i in enumerate(region["country"]["country_id"])}
    classes = {str(i): n for n, i in enumerate(region["cargo_class"]["class_id"])}
    gateway = (region["country"]["kind"] == "gateway_bloc").to_numpy()
    n_zones, n_countries = len(network.zones), len(country)
    between = np.zeros((n_countries, n_countries))
    moved = np.zeros((len(classes), n_countries, n_countries))
    for row in records(region["trade"]):
        o, d = country[row["origin_id"]], country[row["destination_id"]]
        between[o, d] = row["tonnes_kt"] * 1e3
        if not (gateway[o] and gateway[d]):
            for name, share in _shares(row["class_shares"]):
                moved[classes[name], o, d] += between[o, d] * row["network_share"] * share
    sends, takes = (_class_weights(region, network, classes, f"{side}_shares") for side in _SIDES)
    tonnes, residual = np.zeros((len(classes), n_zones, n_zones)), 0.0
    for k in range(len(classes)):
        home = network.zone_country
        if costs is None:
            tonnes[k] = moved[k][np.ix_(home, home)] * np.outer(sends[k], takes[k])
        else:
            tonnes[k], off = _balanced(costs[k], decay, moved[k], home, sends[k], takes[k])
            residual = max(residual, off)
    kind = np.zeros((n_zones, n_zones), dtype=np.int64)
    flows = region["internal_flow"]
    for number, row in enumerate(records(flows[flows["kind"] == "freight"])):
        ends = [area_weights(region, network, row[side]) for side in ("from_area", "to_area")]
        pairs = np.outer(*ends)
        kind[pairs > 0] = number + 1
        for name, share in _shares(row["class_shares"]):
            tonnes[classes[name]] += row[level] * 1e3 * share * pairs
    return Demand(tonnes, zone_weights(region, network), between, gateway, kind, residual)


_SIDES = ("production", "consumption")


def _shares(shares: tuple[tuple[str, float], ...]) -> list[tuple[str, float]]:
    whole = sum(share for _, share in shares)
    return [(name, share / whole) for name, share in shares]


def zone_weights(region: Region, network: Network) -> NDArray[np.float64]:
    """Share of each zone in its country's demand, shape (Z,); sums to 1 by country."""
    nodes = region["node"].iloc[network.zones]
    weight = nodes["zone_weight"].fillna(nodes["population"]).fillna(0.0).to_numpy(dtype=np.float64)
    return _by_country(weight, network, len(region["country"]))


def _by_country(weight: NDArray[np.float64], network: Network, n: int) -> NDArray[np.float64]:
    """Weights as shares of their country; even where a country has none."""
    home = network.zone_country
    total = np.bincount(home, weights=weight, minlength=n)
    even = 1.0 / np.maximum(np.bincount(home, minlength=n), 1)[home]
    share = weight / np.where(total > 0, total, 1.0)[home]
    return np.where(total[home] > 0, share, even)


def _class_weights(
    region: Region, network: Network, classes: Mapping[str, int], column: str
) -> NDArray[np.float64]:
    """Share of each zone in what its country sends, or takes, of each class, shape (K, Z)."""
    plain, home = zone_weights(region, network), network.zone_country
    stated = np.full((len(classes), len(plain)), np.nan)
    for z, shares in enumerate(region["node"][column].iloc[network.zones]):
        for name, share in shares:
            stated[classes[name], z] = share
    out = np.empty_like(stated)
    for k, mine in enumerate(stated):
        some, n = ~np.isnan(mine), len(region["country"])
        told = np.bincount(home, weights=np.where(some, mine, 0.0), minlength=n)
        left = np.bincount(home, weights=np.where(some, 0.0, plain), minlength=n)
        rest = np.where(left > 0, np.maximum(1.0 - told, 0.0) / np.where(left > 0, left, 1.0), 0.0)
        out[k] = np.where(some, mine, plain * rest[home])
        out[k] = _by_country(out[k], network, n)
    return out


def _balanced(
    cost: NDArray[np.float64],
    decay: float,
    totals: NDArray[np.float64],
    home: NDArray[np.int32],
    sends: NDArray[np.float64],
    takes: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """Flows of one class between zones, and the largest relative error of a margin."""
    from reopen.economics.furness import balance_blocks

    way = np.isfinite(cost) & (cost > 0)
    seed = np.where(way, np.where(way, cost, 1.0) ** -decay, 0.0)
    found = balance_blocks(seed, home.astype(np.int64), totals, sends, takes)
    return found.table, found.residual


def area_weights(region: Region, network: Network, area: str) -> NDArray[np.float64]:
    """Share of each zone in the demand of an area, shape (Z,); sums to 1."""
    nodes = region["node"].iloc[network.zones]
    inside = (nodes["area"] == area).to_numpy()
    weight = np.where(inside, zone_weights(region, network), 0.0)
    return weight / weight.sum() if weight.sum() > 0 else inside / max(int(inside.sum()), 1)
