"""Gates that trucks queue at: what is seen of them, and their hours split into service and queue.

Border hours in the tables hold service and queue together. At the flow that passes today the queue follows
from the capacity (:func:`reopen.traffic.performance.queue`); the rest of the hours is service, at least a
stated share of them. Where more would be queue than that share leaves, more passes than the capacity
stated: the capacity reckoned with is then the one at which the queue fits the hours. Where waiting
trucks were counted, the count decides: trucks waiting over trucks passing is the time in the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.network.network import ROAD
from reopen.region.records import records
from reopen.traffic.performance import costs, queue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.layers import Layered
    from reopen.network.network import Network
    from reopen.region.region import Region
    from reopen.settings import Queues as Settings

    Floats = NDArray[np.float64]

#: Years before a region's date that a count may be from.
LATE = 10
HOURS_PER_DAY = 24.0
#: Directions of a gate, and confidence from the best down.
WAYS, CONFIDENCE = 2, ("high", "medium", "low")
#: Halvings of a range of capacities from a hundredth to a hundred times the flow: to its last digits.
HALVINGS, LEAST, MOST = 60, 1e-2, 1e2


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted at X crossings; NaN where nothing was.

    Attributes
    ----------
    trucks : ndarray of float64, shape (X,)
        Trucks a day, both directions together.
    waiting : ndarray of float64, shape (X,)
        Trucks in the queues, both directions together.
    flow_id, waiting_id : tuple of str
        Rows of ``observed_flow``; empty where nothing was counted.
    """

    trucks: Floats
    waiting: Floats
    flow_id: tuple[str, ...]
    waiting_id: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gates:
    """Queues of the gated road arcs of a network. G arcs.

    Attributes
    ----------
    arc : ndarray of int64, shape (G,)
        Arcs with a gate that a truck waits at.
    hours : ndarray of float64, shape (G,)
        Hours of the tables, service and queue together.
    stated : ndarray of float64, shape (G,)
        Trucks a day in one direction by the tables; NaN where they state no capacity.
    base : ndarray of float64, shape (G,)
        Trucks a day today, those that the model does not carry among them.
    capacity : ndarray of float64, shape (G,)
        Trucks a day reckoned with; infinite where no queue is.
    service : ndarray of float64, shape (G,)
        Hours without a queue.
    reason : tuple of str
        What the split follows from: a key of :data:`REASONS`.
    """

    arc: NDArray[np.int64]
    hours: Floats
    stated: Floats
    base: Floats
    capacity: Floats
    service: Floats
    reason: tuple[str, ...]


#: What a split follows from.
REASONS = {
    "capacity": "queue at today's flow and the capacity stated",
    "hours": "more passes than the capacity stated; the capacity is the one that the hours leave room for",
    "waiting": "trucks waiting by the count, as far as the hours leave room; the capacity follows from it",
    "unused": "nothing passes today; all hours are service",
    "unknown": "no capacity stated: no queue",
}


def counts(region: Region) -> Counts:
    """Latest counts of trucks at each crossing; of one year the one of most confidence."""
    year = int(region.meta.as_of[:4])
    rows = [row for row in records(region["observed_flow"]) if year - LATE <= row["year"] <= year]
    rows.sort(key=lambda row: (-row["year"], CONFIDENCE.index(str(row["confidence"])), str(row["flow_id"])))
    found: dict[str, list[tuple[float, str]]] = {"trucks per day": [], "trucks waiting": []}
    for crossing in records(region["crossing"]):
        mine = set(crossing["link_ids"])
        for unit, out in found.items():
            some = [row for row in rows if row["unit"] == unit and mine.intersection(row["link_ids"])]
            out.append((float(some[0]["value"]), str(some[0]["flow_id"])) if some else (np.nan, ""))
    passing, waiting = found["trucks per day"], found["trucks waiting"]
    return Counts(
        np.array([value for value, _ in passing]),
        np.array([value for value, _ in waiting]),
        tuple(name for _, name in passing),
        tuple(name for _, name in waiting),
    )


def gated(network: Network, found: Layered) -> NDArray[np.int64]:
    """Road arcs with a gate that stands, of which the tables state hours."""
    some = (network.kind == ROAD) & (network.crossing >= 0)
    arcs = np.flatnonzero(some)
    return arcs[found.standing.gate_exists[network.crossing[arcs]] & (found.facts.border[arcs] > 0.0)]


def stated_capacity(network: Network, found: Layered, arcs: NDArray[np.int64]) -> Floats:
    """Trucks a day of arcs with a gate: half of the gate's by direction, shared evenly by its roads."""
    roads = np.flatnonzero((network.kind == ROAD) & (network.crossing >= 0))
    lanes = np.bincount(network.crossing[roads], minlength=len(found.standing.gate_exists))
    gate = network.crossing[arcs]
    return np.asarray(found.standing.crossing["capacity"][gate] / lanes[gate])


def others(network: Network, arcs: NDArray[np.int64], modelled: Floats, seen: Counts) -> Floats:
    """Trucks a day that were counted and that the model does not carry, by arc.

    Half of a count goes each way, shared evenly by the gate's roads.
    """
    roads = np.flatnonzero((network.kind == ROAD) & (network.crossing >= 0))
    lanes = np.bincount(network.crossing[roads], minlength=len(seen.trucks))
    gate = network.crossing[arcs]
    return np.maximum(np.nan_to_num(seen.trucks[gate] / lanes[gate]) - modelled, 0.0)


def split(network: Network, found: Layered, base: Floats, seen: Counts, how: Settings) -> Gates:
    """Split the hours of all gates into service and queue.

    Parameters
    ----------
    found : Layered
        Hours and capacities, as the region stands or under a scenario.
    base : ndarray of float64, shape (A,)
        Trucks a day on each arc today.
    how : Queues
        Settings: hours of a working day, least share of service.
    """
    arcs = gated(network, found)
    hours, stated = found.facts.border[arcs], stated_capacity(network, found, arcs)
    flow, gate = base[arcs], network.crossing[arcs]
    room = hours * (1.0 - how.least_service)
    with np.errstate(invalid="ignore", divide="ignore"):
        waited = seen.waiting[gate] / seen.trucks[gate] * HOURS_PER_DAY
    known, used = stated > 0.0, flow > 0.0
    by_count = known & used & np.isfinite(waited)
    wait = np.where(known & used, waiting(flow, np.where(known, stated, 1.0), how.day_hours), 0.0)
    short = known & used & ~by_count & (wait > room)
    target = np.where(by_count, np.minimum(np.nan_to_num(waited), room), np.minimum(wait, room))
    fit = short | by_count
    capacity = np.where(known, stated, np.inf)
    capacity[fit] = np.where(target[fit] > 0.0, capacity_for(flow[fit], target[fit], how.day_hours), np.inf)
    reason = np.select(
        [~known, ~used, by_count, short], ["unknown", "unused", "waiting", "hours"], default="capacity"
    )
    return Gates(arcs, hours, stated, flow, capacity, hours - target, tuple(str(r) for r in reason))


def waiting(flow: Floats, capacity: Floats, hours: float) -> Floats:
    """Hours in the queue of a gate.

    Parameters
    ----------
    flow, capacity : ndarray of float64
        Trucks a day; a capacity of infinity has no queue.
    hours : float
        Hours of a working day, over which queues grow.
    """
    none = np.isinf(capacity)
    per_hour = np.where(none, 1.0, capacity) / hours
    wait, _ = costs(queue(np.zeros(len(flow)), per_hour, hours), flow / hours)
    return np.where(none, 0.0, wait)


def capacity_for(flow: Floats, wait: Floats, hours: float) -> Floats:
    """Trucks a day at which a flow waits so long; the inverse of :func:`waiting`."""
    low, high = flow * LEAST, flow * MOST
    for _ in range(HALVINGS):
        middle = np.sqrt(low * high)
        longer = waiting(flow, middle, hours) > wait
        low, high = np.where(longer, middle, low), np.where(longer, high, middle)
    return np.asarray(np.sqrt(low * high))
