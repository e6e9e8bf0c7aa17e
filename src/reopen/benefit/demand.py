"""Demand: recorded country-pair trade and internal flows, split to zones by cargo class.

A country's trade is split over its zones in proportion to their weights (population, or the
hinterland that a gateway stands for), the same for what it sends and what it takes. Of
a pair's trade only the share counts that has a real way over the network; trade between two
gateway blocs is left out altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.network.rates import Level
    from reopen.region.region import Region


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
    """

    tonnes: NDArray[np.float64]
    weight: NDArray[np.float64]
    country_tonnes: NDArray[np.float64]
    gateway: NDArray[np.bool_]


def demand(region: Region, network: Network, level: Level = "central") -> Demand:
    """Freight demand of a region; ``level`` picks the value of internal flows."""
    country = {str(i): n for n, i in enumerate(region["country"]["country_id"])}
    classes = {str(i): n for n, i in enumerate(region["cargo_class"]["class_id"])}
    gateway = (region["country"]["kind"] == "gateway_bloc").to_numpy()
    n_zones, n_countries = len(network.zones), len(country)
    weight = zone_weights(region, network)
    split = np.zeros((n_countries, n_zones))
    split[network.zone_country, np.arange(n_zones)] = weight
    tonnes = np.zeros((len(classes), n_zones, n_zones))
    between = np.zeros((n_countries, n_countries))
    for row in records(region["trade"]):
        o, d = country[row["origin_id"]], country[row["destination_id"]]
        between[o, d] = row["tonnes_kt"] * 1e3
        if not (gateway[o] and gateway[d]):
            here = between[o, d] * row["network_share"]
            _add(tonnes, classes, row["class_shares"], here, split[o], split[d])
    flows = region["internal_flow"]
    for row in records(flows[flows["kind"] == "freight"]):
        ends = [_area(region, network, row[side]) for side in ("from_area", "to_area")]
        _add(tonnes, classes, row["class_shares"], row[level] * 1e3, *ends)
    return Demand(tonnes, weight, between, gateway)


def zone_weights(region: Region, network: Network) -> NDArray[np.float64]:
    """Share of each zone in its country's demand, shape (Z,); sums to 1 by country."""
    nodes = region["node"].iloc[network.zones]
    weight = nodes["zone_weight"].fillna(nodes["population"]).fillna(0.0).to_numpy(dtype=np.float64)
    total = np.bincount(network.zone_country, weights=weight, minlength=len(region["country"]))
    count = np.bincount(network.zone_country, minlength=len(region["country"]))
    even = 1.0 / np.maximum(count, 1)[network.zone_country]
    share = weight / np.where(total > 0, total, 1.0)[network.zone_country]
    return np.where(total[network.zone_country] > 0, share, even)


def _area(region: Region, network: Network, area: str) -> NDArray[np.float64]:
    nodes = region["node"].iloc[network.zones]
    inside = (nodes["area"] == area).to_numpy()
    weight = np.where(inside, zone_weights(region, network), 0.0)
    return weight / weight.sum() if weight.sum() > 0 else inside / max(int(inside.sum()), 1)


def _add(
    tonnes: NDArray[np.float64],
    classes: dict[str, int],
    shares: tuple[tuple[str, float], ...],
    total: float,
    origin: NDArray[np.float64],
    destination: NDArray[np.float64],
) -> None:
    whole = sum(share for _, share in shares)
    for name, share in shares:
        tonnes[classes[name]] += total * share / whole * np.outer(origin, destination)
