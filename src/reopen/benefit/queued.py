"""Trucks at equilibrium on the roads of a region, as it stands and under scenarios, season by season.

Demand is given, and how a pair's goods share out over the kinds of ways is what the choice between them makes
of the hours of the tables, with the scenario's links and gates. What trucks do about queues is to take
another road. As the region stands in the open season the split of the hours makes the queues those
of the tables, so that nothing changes there by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.flows_by_leg import Part, composites, loads, parts, parts_under
from reopen.benefit.gates import Counts, Gates, counts, gated, others, split
from reopen.benefit.legs import Legs, Marks, marks, scenario_legs, standing_legs
from reopen.benefit.trucks import Roads, carried_over, cheapest, dearer, road_network, roads, trips
from reopen.network.amounts import amounts
from reopen.traffic.equilibrium import Equilibrium, equilibrium

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.scene import Scene
    from reopen.network.layers import Layered
    from reopen.settings import Queues as Settings
    from reopen.traffic.demand import Trips
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]

#: Tonnes a year below which a pair's flow of one class is left out: six loads of a truck.
LEAST_TONNES = 120.0
#: Relative gap at which an equilibrium is good, and difference that is rounding.
GAP, SAME = 1e-8, 1e-9
DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A region as it stands: ways, gates, and what passes them. K classes, Z zones.

    Attributes
    ----------
    scene : Scene
        Ways and flows.
    how : Queues
        Settings.
    mark : Marks
        What arcs are to a walk along ways.
    tonnes : ndarray of float64, shape (K, Z, Z)
        Flows that are looked at, a year.
    legs : tuple of Legs
        Ways by class and season, in the order of the scene's layers.
    roads : Roads
        Roads as numbers.
    seen : Counts
        What was counted.
    base, apart : ndarray of float64, shape (region's arcs,)
        Trucks a day over each arc in the open season, and those of them that the model does not carry.
    gates : Gates
        Gates with their hours split.
    inland : tuple of ndarray of float64, shape (K, legs)
        By season, the cost of legs that no queue can touch, USD a tonne: they would not take another road if
        all queues were gone, and meet none on their own; NaN of all others.
    """

    scene: Scene
    how: Settings
    mark: Marks
    tonnes: Floats
    legs: tuple[Legs, ...]
    roads: Roads
    seen: Counts
    base: Floats
    apart: Floats
    gates: Gates
    inland: tuple[Floats, ...]

    @property
    def seasons(self) -> int:
        """Number of seasons."""
        return len(self.legs) // len(self.tonnes)

    @property
    def trucks(self) -> float:
        """Trucks a day that a tonne a year takes, empty ones among them."""
        at = self.scene.center
        return float((1 + at["truck-empty-share"]) / at["truck-payload"] / DAYS_PER_YEAR)

    def days(self, season: int) -> float:
        """Days of a season."""
        return self.scene.goods.layers[season].share * DAYS_PER_YEAR


@dataclass(frozen=True, slots=True, eq=False)
class Under:
    """What a scenario makes of roads and gates: the same in all seasons.

    Attributes
    ----------
    number : int
        Number of the scenario among the scene's; -1 for the region as it stands.
    roads : Roads
        Roads as numbers.
    gates : Gates
        Gates with their hours split.
    """

    number: int
    roads: Roads
    gates: Gates


@dataclass(frozen=True, slots=True, eq=False)
class Queued:
    """One season at equilibrium. X crossings, R pairs of zones of all classes.

    Attributes
    ----------
    network, who, found : RoadNetwork, Trips, Equilibrium
        Roads, who travels, and the equilibrium.
    trucks, wait : ndarray of float64, shape (region's arcs,)
        Trucks a day, and hours in the queue.
    rail : ndarray of float64, shape (2 X,)
        Tonnes a year by rail over each border, by crossing and direction, were all the year as this season.
    cost, plain : ndarray of float64, shape (R,)
        Composite cost of each pair with queues, and at the tables' hours, USD a tonne.
    """

    network: RoadNetwork
    who: Trips
    found: Equilibrium
    trucks: Floats
    wait: Floats
    rail: Floats
    cost: Floats
    plain: Floats


def ground(scene: Scene, how: Settings) -> Ground:
    """Look at a region as it stands: who passes which gate, and what of its hours is queue."""
    goods = scene.goods
    net, found = goods.network, goods.stands
    tonnes = np.where(scene.flows.tonnes >= LEAST_TONNES, scene.flows.tonnes, 0.0)
    mark, on = marks(goods), roads(goods, found, goods.amounts, scene.center)
    legs = tuple(standing_legs(goods, layer, tonnes[layer.number], mark) for layer in goods.layers)
    seen, nothing = counts(goods.region), np.zeros(net.n_arcs)
    gates = split(net, found, nothing, seen, how)
    out = Ground(scene, how, mark, tonnes, legs, on, seen, nothing, nothing, gates, ())
    # Without queues all take the ways of the tables' hours: those are today's flows.
    free = replace(gates, capacity=np.full(len(gates.arc), np.inf))
    modelled = solved(out, Under(-1, on, free), 0).trucks
    arcs = np.intersect1d(gated(net, found), on.arc[on.open[:, 0].any(axis=0)])
    apart = nothing.copy()
    apart[arcs] = others(net, arcs, modelled[arcs], seen)
    base = modelled + apart
    out = replace(out, base=base, apart=apart, gates=split(net, found, base, seen, how))
    return replace(out, inland=tuple(_inland(out, season) for season in range(out.seasons)))


def _inland(at: Ground, season: int) -> Floats:
    """Cost of the legs that no queue can touch in a season; see :class:`Ground`."""
    what = Under(-1, at.roads, at.gates)
    mine = [_parts(at, what, layer) for layer in range(season, len(at.legs), at.seasons)]
    found = loads(mine, at.mark.size)
    legs = found.only(found.mark < at.mark.legs)
    network = road_network(at.scene.goods, at.roads, at.gates, season, at.how.day_hours)
    least = cheapest(at.roads, network, legs)
    out = np.full((len(at.tonnes), at.mark.legs), np.nan)
    out[legs.layer, legs.mark] = np.where(least >= legs.price * (1.0 - SAME), least, np.nan)
    return out


def under(at: Ground, number: int) -> Under:
    """What a scenario makes of roads and gates, by its number; -1 for the region as it stands.

    Hours and capacities that a scenario changes are split anew, at today's flow. Trucks that were counted
    waiting there tell nothing of them any more.
    """
    if number < 0:
        return Under(number, at.roads, at.gates)
    goods = at.scene.goods
    found = goods.opened[goods.names[number]]
    on = roads(goods, found, amounts(goods.region, goods.network, found), at.scene.center)
    gone = np.where(_changed(at, found), np.nan, at.seen.waiting)
    return Under(number, on, split(goods.network, found, at.base, replace(at.seen, waiting=gone), at.how))


def _changed(at: Ground, found: Layered) -> NDArray[np.bool_]:
    """Crossings whose hours or capacity are not those of today, shape (X,)."""
    goods = at.scene.goods
    was, net = goods.stands, goods.network
    out = np.array(found.standing.crossing["capacity"] != was.standing.crossing["capacity"])
    arcs = np.flatnonzero((net.crossing >= 0) & (found.facts.border != was.facts.border))
    out[net.crossing[arcs]] = True
    return out


def solved(at: Ground, what: Under, season: int, start: Queued | None = None) -> Queued:
    """A season at equilibrium.

    Parameters
    ----------
    start : Queued, optional
        Another season or scenario, whose flows to begin with.
    """
    goods, net = at.scene.goods, at.scene.goods.network
    mine = [_parts(at, what, layer) for layer in range(season, len(at.legs), at.seasons)]
    found = loads(mine, at.mark.size)
    by_truck = found.mark < at.mark.legs
    legs, borders = found.only(by_truck), found.only(~by_truck)
    if at.inland:
        away = np.abs(legs.price - at.inland[season][legs.layer, legs.mark]) <= SAME * legs.price
        legs = legs.only(~away)
    roads_now = road_network(goods, what.roads, what.gates, season, at.how.day_hours)
    who = trips(goods, what.roads, legs, at.trucks, what.gates, at.apart, season, at.how.day_hours)
    begin = None if start is None else carried_over(start.found, start.who, who, at.roads)
    reached = equilibrium(roads_now, who, gap=GAP, start=begin, jobs=1)
    queues = dearer(what.roads, reached, legs, at.mark.size)
    trucks, wait = np.zeros(net.n_arcs), np.zeros(net.n_arcs)
    trucks[what.roads.arc] = reached.flow * at.how.day_hours
    wait[what.roads.arc] = reached.cost - roads_now.performance.free
    rail = np.bincount(
        borders.mark - at.mark.legs, weights=borders.tonnes, minlength=at.mark.size - at.mark.legs
    )
    return Queued(
        network=roads_now,
        who=who,
        found=reached,
        trucks=trucks,
        wait=wait,
        rail=np.asarray(rail, np.float64),
        cost=composites(mine, queues, at.scene.center),
        plain=composites(mine, np.zeros_like(queues), at.scene.center),
    )


def _parts(at: Ground, what: Under, layer: int) -> tuple[Part, ...]:
    """Ways of one class and season with their flows."""
    goods = at.scene.goods
    mine = goods.layers[layer]
    tonnes = at.tonnes[mine.number]
    if what.number < 0:
        return parts(at.legs[layer], tonnes, at.scene.center)
    changed = scenario_legs(goods, mine, what.number, tonnes, at.mark)
    return parts_under(at.legs[layer], changed, tonnes, at.scene.center)


def gain(at: Ground, season: int, before: Floats, after: Floats) -> float:
    """What users gain in a season, USD: tonnes times the fall of their composite cost.

    Nothing is put on pairs that have no way any more.
    """
    flow = np.concatenate(
        [at.tonnes[k][legs.origin, legs.destination] for k, legs in enumerate(at.legs[season :: at.seasons])]
    )
    fall = np.where(np.isfinite(after), before - after, 0.0)
    return float((flow * fall).sum()) * at.scene.goods.layers[season].share
