"""What an arc takes of each thing that has a price, so that a path's cost is amounts times prices.

The generalised cost of freight (:mod:`reopen.network.costs`) is a sum of amounts (kilometres by
road, hours at borders, changes of gauge ...) times prices that a draw of the unit costs sets.
Sums of amounts along a path therefore give its cost under any prices. Road legs of a way by
railway are drayage: short hauls, dearer by a factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.network.costs import TARIFF_UNITS, fees_by_side
from reopen.network.network import GAUGE, PORT, RAIL, ROAD, SEA, STATION

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.layers import Layered
    from reopen.network.network import Network
    from reopen.region.region import Region

#: Amounts that every region has, in their order; tariffs and port stays of links follow.
PLAIN = (
    "road_km",
    "road_hours",
    "drayage_km",
    "drayage_hours",
    "road_border_hours",
    "fees",  # USD per tonne at central loads
    "rail_km",
    "rail_hours",
    "rail_border_hours",
    "sea_km",  # at the common sea tariff
    "sea_hours",
    "stations",
    "ports",
    "gauges",
    "gauge_waits",
    "gauge_usd",
    "gauge_hours",
    "ship_km",  # every kilometre by sea, at whatever tariff; has no price
)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts of a network's arcs. A arcs, M amounts, C countries.

    Attributes
    ----------
    names : tuple of str
        Names of the M amounts: :data:`PLAIN`, ``tariff:`` and ``dwell:`` with their unit costs.
    values : ndarray of float64, shape (A, M)
        Of an ordinary way.
    fees, km : ndarray of float64, shape (A, C)
        Fees (USD per tonne at central loads) and kilometres on land, by country.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    fees: NDArray[np.float64]
    km: NDArray[np.float64]

    def drayage(self) -> NDArray[np.float64]:
        """The amounts with road legs counted as drayage, shape (A, M)."""
        out = self.values.copy()
        for road, dray in ((0, 2), (1, 3)):
            out[:, dray] = out[:, road]
            out[:, road] = 0.0
        return out


def amounts(region: Region, network: Network, found: Layered) -> Amounts:
    """Amounts of every arc as a region stands, or under a scenario.

    Parameters
    ----------
    found : Layered
        The arcs' facts at central rates.
    """
    facts, kind = found.facts, network.kind
    tariffs, dwells = _named(region, "tariff_id"), _named(region, "dwell_id")
    names = (*PLAIN, *(f"tariff:{t}" for t in tariffs), *(f"dwell:{d}" for d in dwells))
    values = np.zeros((network.n_arcs, len(names)))
    at = {name: values[:, n] for n, name in enumerate(names)}  # views
    for mode, number in (("road", ROAD), ("rail", RAIL)):
        mine = kind == number
        at[f"{mode}_km"][mine] = facts.km[mine]
        at[f"{mode}_hours"][mine] = facts.run[mine]
        at[f"{mode}_border_hours"][mine] = facts.border[mine]
    sides = fees_by_side(network, facts, found.rates)
    at["fees"][:] = sides.sum(axis=1)
    at["sea_hours"][kind == SEA] = facts.run[kind == SEA]
    at["ship_km"][kind == SEA] = facts.km[kind == SEA]
    at["stations"][kind == STATION] = 1.0
    at["ports"][kind == PORT] = 1.0
    _gauges(network, found, at)
    _sea(region, network, facts.km, at)
    country, n_countries = network.countries, len(region["country"])
    fees, km = np.zeros((network.n_arcs, n_countries)), np.zeros((network.n_arcs, n_countries))
    row = np.arange(network.n_arcs)
    half = np.where(kind == SEA, 0.0, facts.km / 2)
    for side in (0, 1):
        np.add.at(fees, (row, country[:, side]), sides[:, side])
        np.add.at(km, (row, country[:, side]), half)
    return Amounts(names, values, fees, km)


#: Amounts of a traveller's way.
TRAVEL = ("car_km", "rail_passenger_km", "sea_passenger_km", "travel_hours", "travel_border_hours")


def passenger_amounts(region: Region, network: Network, found: Layered) -> Amounts:
    """Amounts of every arc for passengers; they pay no fees that are told apart."""
    facts, kind = found.facts, network.kind
    values = np.zeros((network.n_arcs, len(TRAVEL)))
    for n, mode in enumerate((ROAD, RAIL, SEA)):
        values[kind == mode, n] = facts.km[kind == mode]
    values[:, 3] = facts.run
    values[:, 4] = facts.car_hours - facts.run
    none = np.zeros((network.n_arcs, len(region["country"])))
    return Amounts(TRAVEL, values, none, none)


def passenger_prices(unit: Mapping[str, Any], *, border_hours: Any = 1.0) -> NDArray[np.float64]:
    """Price of each amount of :data:`TRAVEL`, shape (..., 5), USD per passenger and unit."""
    time = unit["passenger-value-of-time"]
    each = (
        unit["car-opcost"] / unit["car-occupancy"], unit["rail-fare"], unit["sea-fare"], time,
        time * border_hours,
    )  # fmt: skip
    return np.stack(np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in each)), axis=-1)


def _named(region: Region, column: str) -> list[str]:
    return sorted({str(i) for i in region["link"][column] if i})


def _gauges(network: Network, found: Layered, at: Mapping[str, NDArray[np.float64]]) -> None:
    """Changes of gauge: at the usual price, or at what the crossing states."""
    gate = np.where(network.crossing >= 0, network.crossing, 0)
    for name, usual, stated in (
        ("gauge_transfer_usd_per_t", "gauges", "gauge_usd"),
        ("gauge_transfer_hours", "gauge_waits", "gauge_hours"),
    ):
        own = found.standing.crossing[name]
        number = (
            np.where(network.crossing >= 0, own[gate], np.nan) if len(own) else np.full(len(gate), np.nan)
        )
        mine = network.kind == GAUGE
        at[usual][mine] = np.isnan(number)[mine]
        at[stated][mine] = np.nan_to_num(number)[mine]


def _sea(
    region: Region, network: Network, km: NDArray[np.float64], at: Mapping[str, NDArray[np.float64]]
) -> None:
    """Sea legs: at the link's own tariff, flat or by distance, or at the common one; and port stays."""
    units = dict(zip(region["unit_cost"]["unit_cost_id"], region["unit_cost"]["unit"], strict=True))
    arcs = np.flatnonzero(network.kind == SEA)
    links = region["link"]
    for arc, tariff, dwell in zip(
        arcs,
        links["tariff_id"].iloc[network.link[arcs]],
        links["dwell_id"].iloc[network.link[arcs]],
        strict=True,
    ):
        if tariff:
            at[f"tariff:{tariff}"][arc] = km[arc] if TARIFF_UNITS[units[tariff]] else 1.0
        else:
            at["sea_km"][arc] = km[arc]
        if dwell:
            at[f"dwell:{dwell}"][arc] = 1.0


def prices(
    names: tuple[str, ...],
    unit: Mapping[str, Any],
    vot: Any,
    *,
    drayage: Any = 1.0,
    border_hours: Any = 1.0,
    border_fees: Any = 1.0,
) -> NDArray[np.float64]:
    """Price of each amount for a cargo class.

    Parameters
    ----------
    names : tuple of str
        Names of M amounts.
    unit : mapping of str to float or ndarray of shape (D,)
        Unit costs by id; arrays for D draws.
    vot : float or ndarray of shape (D,)
        Value of time, USD per tonne and hour.
    drayage : float or ndarray
        How many times the usual cost of trucks the road legs of ways by railway cost.
    border_hours, border_fees : float or ndarray
        Factors on what gates take.

    Returns
    -------
    ndarray of float64, shape (..., M)
        USD per tonne and unit of the amount.
    """
    per_km = unit["truck-opcost"] * (1 + unit["truck-empty-share"]) / unit["truck-payload"]
    per_hour = unit["truck-hour"] / unit["truck-payload"]
    table = {
        "road_km": per_km,
        "road_hours": per_hour + vot,
        "drayage_km": per_km * drayage,
        "drayage_hours": per_hour * drayage + vot,
        "road_border_hours": (per_hour + vot) * border_hours,
        "fees": border_fees,
        "rail_km": unit["rail-tariff"],
        "rail_hours": vot,
        "rail_border_hours": vot * border_hours,
        "sea_km": unit["sea-tariff"],
        "sea_hours": vot,
        "stations": unit["rail-terminal-handling"] + vot * unit["rail-terminal-hours"],
        "ports": unit["port-handling"] / 2,
        "gauges": unit["gauge-change"],
        "gauge_waits": vot * unit["gauge-change-hours"],
        "gauge_usd": 1.0,
        "gauge_hours": vot,
        "ship_km": 0.0,
    }
    for name in names[len(PLAIN) :]:
        kind, _, cost_id = name.partition(":")
        table[name] = unit[cost_id] if kind == "tariff" else vot * unit[cost_id]
    return np.stack(
        np.broadcast_arrays(*(np.asarray(table[name], dtype=np.float64) for name in names)), axis=-1
    )
