"""What each arc costs a traffic class: generalised cost in USD per tonne, or per passenger.

For a freight class (DESIGN section 3)::

    road     ((USD/vehicle-km * km * (1 + empty share) + USD/h * hours + fees) / payload) + vot * hours
    rail     USD/t-km * km + fee / wagon load + vot * hours
    sea      USD/t (or USD/t-km * km) + vot * (hours + port stay)
    station  USD/t + vot * hours          port   half of the handling of two sides
    gauge    USD/t + vot * hours

Hours are running time plus border time, which holds service and queue together. A gate's fee
is charged once; a country's transit fee is charged half on entering and half on leaving by
road, so that transit pays it in full and trade of the country itself half of it, which it
should not (telling them apart needs a network for each origin).

Passengers pay a car's running cost over its occupancy, or a fare by rail or sea, and their
value of time for running and border hours: those of cars on roads, one stated time on railways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import RegionError
from reopen.network.network import GAUGE, PORT, RAIL, ROAD, SEA, STATION, Network
from reopen.network.rates import CargoClass, Rates
from reopen.network.seasons import Season, rounded_closure
from reopen.region.problems import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.standing import Standing
    from reopen.region.region import Region

PASSENGER = "passenger"
MODES = ("road", "rail", "sea")
#: Units that a link's own tariff may have, and whether it is by distance.
TARIFF_UNITS = {"USD per t": False, "USD/t": False, "USD per t-km": True, "USD/t-km": True, "USD/tkm": True}


@dataclass(frozen=True, slots=True)
class ArcFacts:
    """Numbers of the arcs under a standing that no traffic class changes. A arcs, C countries.

    Attributes
    ----------
    km, run, border : ndarray of float64, shape (A,)
        Length, running time, and border time of freight.
    hours : ndarray of float64, shape (A,)
        Running plus border plus handling time of freight.
    car_hours : ndarray of float64, shape (A,)
        The same for passengers.
    gate_fee : ndarray of float64, shape (A,)
        USD per truck or wagon, of the gate.
    transit_fee : ndarray of float64, shape (A, 2)
        USD per truck, by country of the arc: half of the fee on entering or leaving.
    sea : ndarray of float64, shape (A,)
        USD per tonne by sea: the link's own tariff, flat or by distance, or the sea rate; only
        the sea arcs' entries mean anything.
    gauge : ndarray of float64, shape (A,)
        USD per tonne of a gauge change; only the gauge-change arcs' entries mean anything.
    """

    km: NDArray[np.float64]
    run: NDArray[np.float64]
    border: NDArray[np.float64]
    hours: NDArray[np.float64]
    car_hours: NDArray[np.float64]
    gate_fee: NDArray[np.float64]
    transit_fee: NDArray[np.float64]
    sea: NDArray[np.float64]
    gauge: NDArray[np.float64]


def arc_facts(region: Region, network: Network, now: Standing, rates: Rates) -> ArcFacts:
    """Kilometres, hours and fees of every arc."""
    is_link = network.link >= 0
    link = np.where(is_link, network.link, 0)
    km = np.where(is_link, now.link["length"][link], 0.0)
    run = np.where(is_link, km / now.link["free_speed"][link], 0.0)
    gated = is_link & (network.crossing >= 0)
    gate = np.where(gated, network.crossing, 0)
    if len(now.gate_exists):
        gated &= now.gate_exists[gate]
    truck = _gate_number(now, "hours_truck_a_to_b", "hours_truck_b_to_a", network, gate)
    rail = _gate_number(now, "hours_rail", "hours_rail", network, gate)
    car = _gate_number(now, "hours_car", "hours_car", network, gate)
    border = np.where(gated, np.where(network.kind == RAIL, rail, truck), 0.0)
    train = np.full(network.n_arcs, rates["rail-passenger-border-hours"])
    people = np.where(network.kind == RAIL, train, np.where(np.isnan(car), truck, car))
    car_border = np.where(gated, people, 0.0)
    fee = _gate_number(now, "fee_usd", "fee_usd", network, gate)
    handling = _dwell(region, network, rates)
    handling = np.where(network.kind == STATION, rates["rail-terminal-hours"], handling)
    handling = np.where(network.kind == GAUGE, _gauge(network, now, "gauge_transfer_hours", rates), handling)
    return ArcFacts(
        km=km,
        run=run,
        border=np.nan_to_num(border),
        hours=run + np.nan_to_num(border) + handling,
        car_hours=run + np.nan_to_num(car_border),
        gate_fee=np.where(gated, np.nan_to_num(fee), 0.0),
        transit_fee=_transit_fee(region, network, rates, gated),
        sea=_sea(region, network, km, rates),
        gauge=_gauge(network, now, "gauge_transfer_usd_per_t", rates),
    )


def arc_costs(
    network: Network,
    now: Standing,
    facts: ArcFacts,
    rates: Rates,
    cargo: CargoClass | None,
    season: Season,
    cuts: tuple[float, ...],
    modes: tuple[str, ...] | None = None,
) -> NDArray[np.float64]:
    """Generalised cost of every arc for a cargo class, or for passengers when ``cargo`` is None.

    Parameters
    ----------
    modes : tuple of str, optional
        Of the class's modes, only these of "road", "rail", "sea".

    Returns
    -------
    ndarray of float64, shape (A,)
        USD per tonne or per passenger; infinite where the class may not pass.
    """
    allowed = set(cargo.modes if cargo else MODES) & set(MODES if modes is None else modes)
    money = _freight_money(network, facts, rates) if cargo else _fare(network, facts, rates)
    hours = facts.hours if cargo else facts.car_hours
    cost = money + (cargo.vot if cargo else rates["passenger-value-of-time"]) * hours
    open_now = passable(network, now, 0 if cargo else 1, season, cuts)
    for kind, mode in ((ROAD, "road"), (RAIL, "rail"), (SEA, "sea")):
        if mode not in allowed:
            open_now &= network.kind != kind
    return np.where(open_now, cost, np.inf)


def passable(
    network: Network, now: Standing, traffic: int, season: Season, cuts: tuple[float, ...]
) -> NDArray[np.bool_]:
    """Which arcs carry freight (0) or passengers (1) in a season; transfers always do."""
    out = np.ones(network.n_arcs, dtype=bool)
    links = network.link >= 0
    out[links] = now.link_passable[traffic, network.link[links], network.way[links]]
    gates = links & (network.crossing >= 0)
    gate = network.crossing[gates]
    shut = rounded_closure(now.crossing["winter_closure_days"], cuts) >= season.shut
    out[gates] &= now.gate_passable[traffic, gate, network.crossing_way[gates]]
    out[gates] &= ~(shut & now.gate_exists)[gate]
    return out


def fees_by_side(network: Network, facts: ArcFacts, rates: Rates) -> NDArray[np.float64]:
    """Fees in USD per tonne that each of an arc's two countries takes, shape (A, 2)."""
    load = np.where(network.kind == RAIL, rates["rail-wagon-load"], rates["truck-payload"])
    fees = (facts.gate_fee[:, None] / 2 + facts.transit_fee) / load[:, None]
    return np.where((network.kind == SEA)[:, None], 0.0, fees)


def _freight_money(network: Network, facts: ArcFacts, rates: Rates) -> NDArray[np.float64]:
    per_km = rates["truck-opcost"] * (1 + rates["truck-empty-share"])
    fees = facts.gate_fee + facts.transit_fee.sum(axis=1)
    money = np.zeros(network.n_arcs)
    kind = network.kind
    road = (per_km * facts.km + rates["truck-hour"] * facts.hours + fees) / rates["truck-payload"]
    money[kind == ROAD] = road[kind == ROAD]
    rail = rates["rail-tariff"] * facts.km + facts.gate_fee / rates["rail-wagon-load"]
    money[kind == RAIL] = rail[kind == RAIL]
    money[kind == SEA] = facts.sea[kind == SEA]
    money[kind == STATION] = rates["rail-terminal-handling"]
    money[kind == PORT] = rates["port-handling"] / 2
    money[kind == GAUGE] = facts.gauge[kind == GAUGE]
    return money


def _fare(network: Network, facts: ArcFacts, rates: Rates) -> NDArray[np.float64]:
    money = np.zeros(network.n_arcs)
    rate = {
        ROAD: rates["car-opcost"] / rates["car-occupancy"],
        RAIL: rates["rail-fare"],
        SEA: rates["sea-fare"],
    }
    for kind, usd in rate.items():
        money[network.kind == kind] = usd * facts.km[network.kind == kind]
    return money


def _sea(region: Region, network: Network, km: NDArray[np.float64], rates: Rates) -> NDArray[np.float64]:
    units = dict(zip(region["unit_cost"]["unit_cost_id"], region["unit_cost"]["unit"], strict=True))
    flat = np.zeros(len(region["link"]))
    per_km = np.full(len(region["link"]), rates["sea-tariff"])
    for n, tariff in enumerate(region["link"]["tariff_id"]):
        if tariff:
            by_distance = _by_distance(region, tariff, units[tariff])
            flat[n] = 0.0 if by_distance else rates[tariff]
            per_km[n] = rates[tariff] if by_distance else 0.0
    link = np.where(network.link >= 0, network.link, 0)
    return np.asarray(flat[link] + per_km[link] * km)


def _by_distance(region: Region, tariff: str, unit: str) -> bool:
    if unit not in TARIFF_UNITS:
        expected = f"one of {', '.join(TARIFF_UNITS)}, as links take it as their tariff"
        raise RegionError(
            region.meta.id,
            [
                Problem(
                    "unit_cost.csv",
                    None,
                    "unit",
                    tariff,
                    unit,
                    expected,
                    "convert the values to one of these",
                )
            ],
        )
    return TARIFF_UNITS[unit]


def _dwell(region: Region, network: Network, rates: Rates) -> NDArray[np.float64]:
    """Port stay in hours of the sea arcs."""
    stay = np.array([rates[i] if i else 0.0 for i in region["link"]["dwell_id"]])
    link = np.where(network.link >= 0, network.link, 0)
    return np.where(network.kind == SEA, stay[link], 0.0)


def _gate_number(
    now: Standing, there: str, back: str, network: Network, gate: NDArray[np.int32]
) -> NDArray[np.float64]:
    if not len(now.gate_exists):
        return np.zeros(network.n_arcs)
    return np.where(network.crossing_way == 0, now.crossing[there][gate], now.crossing[back][gate])


def _gauge(network: Network, now: Standing, name: str, rates: Rates) -> NDArray[np.float64]:
    """Hours or cost of gauge changes: the crossing's own where it states them."""
    usual = rates["gauge-change-hours"] if name == "gauge_transfer_hours" else rates["gauge-change"]
    if not len(now.gate_exists):
        return np.full(network.n_arcs, usual)
    stated = now.crossing[name][np.where(network.crossing >= 0, network.crossing, 0)]
    return np.where((network.crossing < 0) | np.isnan(stated), usual, stated)


def _transit_fee(
    region: Region, network: Network, rates: Rates, gated: NDArray[np.bool_]
) -> NDArray[np.float64]:
    half = np.array([rates.transit_fee(str(c)) / 2 for c in region["country"]["country_id"]])
    border = gated & (network.kind == ROAD) & (network.countries[:, 0] != network.countries[:, 1])
    return np.where(border[:, None], half[network.countries], 0.0)
