"""Trucks on the roads of one season: a network with queues at its gates, and who travels on it.

Costs are hours: what a tonne pays for anything else is divided by what an hour of waiting costs it, so that
each cargo class has its own weights, once for trucks all the way and once for those that bring goods to
a railway. Flows are trucks an hour of the working day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.legs import HAULS
from reopen.network.network import ROAD
from reopen.path.dijkstra import many_to_all
from reopen.traffic.demand import Trips
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import Performance, constant, queue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.flows_by_leg import Loads
    from reopen.benefit.gates import Gates
    from reopen.benefit.ways import Ways
    from reopen.network.amounts import Amounts
    from reopen.network.layers import Layered
    from reopen.traffic.equilibrium import Equilibrium

    Floats = NDArray[np.float64]

#: What an hour of waiting costs a tonne at least, USD, so that costs can be told in hours.
LEAST_HOUR = 1e-6


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads of K cargo classes as numbers, under a scenario. A road arcs, N places.

    Attributes
    ----------
    arc : ndarray of int64, shape (A,)
        Arcs of the region's network.
    places : int
        N.
    hour : ndarray of float64, shape (K,)
        What an hour of waiting costs a tonne, USD.
    usd : ndarray of float64, shape (K, 2, A)
        What a tonne pays on each arc by haul, queues of the tables' hours among it.
    open : ndarray of bool, shape (K, seasons, A)
        Which arcs carry the class in each season.
    """

    arc: NDArray[np.int64]
    places: int
    hour: Floats
    usd: Floats
    open: NDArray[np.bool_]


def roads(ways: Ways, found: Layered, arcs: Amounts, at: Assumptions) -> Roads:
    """Roads as numbers.

    Parameters
    ----------
    found, arcs : Layered, Amounts
        Of the region as it stands, or under a scenario.
    """
    net = ways.network
    mine = np.flatnonzero(net.kind == ROAD)
    unit = np.stack([at.prices(arcs.names, cargo.id) for cargo in ways.classes])
    plain, dray = arcs.values[mine], arcs.drayage()[mine]
    cost = np.stack([layer.cost[mine] for layer in found.layers])
    return Roads(
        arc=mine,
        places=len(ways.region["node"]),
        hour=np.maximum(unit[:, arcs.names.index("road_border_hours")], LEAST_HOUR),
        usd=np.stack([unit @ plain.T, unit @ dray.T], axis=1),
        open=np.isfinite(cost).reshape(len(ways.classes), -1, len(mine)),
    )


def road_network(ways: Ways, on: Roads, gates: Gates, season: int, day_hours: float) -> RoadNetwork:
    """The roads in a season, with queues at the gates that have a capacity.

    Class ``2 k + haul`` is cargo class k; the last class is that of trucks the model does not carry, which
    only pass gates.
    """
    net, count = ways.network, len(on.arc)
    place = np.full(net.n_arcs, -1)
    place[on.arc] = np.arange(count)
    some = np.isfinite(gates.capacity)
    at, hours = place[gates.arc[some]], np.zeros(count)
    hours[at] = gates.hours[some]
    open_now = on.open[:, season]
    passed = np.asarray(open_now.any(axis=0))
    weighed = np.maximum(on.usd / on.hour[:, None, None] - hours, 0.0)
    fixed = np.where(open_now[:, None], weighed, np.inf).reshape(-1, count)
    apart = np.full((1, count), np.inf)
    apart[0, at] = np.where(passed[at], 0.0, np.inf)
    return RoadNetwork(
        node_ids=np.arange(on.places),
        tail=net.tail[on.arc],
        head=net.head[on.arc],
        performance=_with_queues(count, at, gates.service[some], gates.capacity[some], day_hours),
        closed=np.zeros(on.places, np.bool_),
        fixed=np.concatenate([fixed, apart]),
    )


def _with_queues(
    count: int, at: NDArray[np.int64], service: Floats, capacity: Floats, day_hours: float
) -> Performance:
    out = constant(np.zeros(count))
    mine = queue(service, capacity / day_hours, day_hours)
    out.kind[at], out.free[at], out.scale[at], out.shape[at], out.per_capacity[at] = mine
    return out


def trips(
    ways: Ways,
    on: Roads,
    legs: Loads,
    each: float,
    gates: Gates,
    apart: Floats,
    season: int,
    day_hours: float,
) -> Trips:
    """Who travels.

    Parameters
    ----------
    legs : Loads
        Tonnes a year by class and leg.
    each : float
        Trucks a day that a tonne a year takes.
    apart : ndarray of float64, shape (region's arcs,)
        Trucks a day that the model does not carry, over each arc; left out where a gate is shut.
    """
    net = ways.network
    haul, pair = np.divmod(legs.mark, on.places**2)
    waits = gates.arc[np.isfinite(gates.capacity)]
    passed = on.arc[on.open[:, season].any(axis=0)]
    more = np.intersect1d(passed, waits[apart[waits] > 0.0])
    return Trips.given(
        np.concatenate([pair // on.places, net.tail[more]]),
        np.concatenate([pair % on.places, net.head[more]]),
        np.concatenate([legs.tonnes * each, apart[more]]) / day_hours,
        np.concatenate([HAULS * legs.layer + haul, np.full(len(more), HAULS * len(on.hour))]),
    )


def cheapest(on: Roads, network: RoadNetwork, legs: Loads) -> Floats:
    """Cost of each leg without any queue, USD a tonne."""
    first = np.searchsorted(network.tail, np.arange(on.places + 1)).astype(np.int32)
    out = np.empty(len(legs.mark))
    haul, pair = np.divmod(legs.mark, on.places**2)
    for k, hour in enumerate(on.hour):
        for h in range(HAULS):
            mine = np.flatnonzero((legs.layer == k) & (haul == h))
            sources, row = np.unique(pair[mine] // on.places, return_inverse=True)
            cost = (network.fixed[HAULS * k + h] + network.performance.free) * hour
            dist, _ = many_to_all(first, network.head, cost, sources.astype(np.int32))
            out[mine] = dist[row, pair[mine] % on.places]
    return out


def dearer(on: Roads, found: Equilibrium, legs: Loads, size: int) -> Floats:
    """How much dearer queues make what ways meet than the tables' hours, shape (K, marks), USD a tonne.

    Parameters
    ----------
    found : Equilibrium
        Of :func:`trips` of the legs.
    size : int
        Number of marks; what nobody travels stays as it is.
    """
    out = np.zeros((len(on.hour), size))
    paid = found.pair_cost[: len(legs.mark)] * on.hour[legs.layer]
    out[legs.layer, legs.mark] = paid - legs.price
    return out


def carried_over(found: Equilibrium, who: Trips, then: Trips, on: Roads) -> Equilibrium:
    """An equilibrium as one of other trips on the same roads: pairs in common keep their paths.

    Parameters
    ----------
    who, then : Trips
        Trips that ``found`` is of, and those that it is to be a beginning for.
    on : Roads
        Roads of both.
    """
    classes = HAULS * len(on.hour) + 1
    before, after = (_keys(some, classes, on.places) for some in (who, then))
    same = np.isin(after, before)
    top = np.full(len(after), -1, np.int32)
    top[same] = found.columns.top[np.searchsorted(before, after[same])]
    return replace(found, columns=found.columns._replace(top=top))


def _keys(who: Trips, classes: int, places: int) -> NDArray[np.int64]:
    """Pairs that travel as ascending numbers, in the order that an equilibrium keeps them in.

    Places are their own names, so that there is nothing to look up.
    """
    kept = (who.flow > 0.0) & (who.origin != who.destination)
    key = (who.origin[kept] * classes + who.layer[kept]) * places + who.destination[kept]
    return np.sort(np.asarray(key, np.int64))
