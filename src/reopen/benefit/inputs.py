"""What combining openings needs of a region: costs, arcs and demand of every layer, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.ground import Ground, ground
from reopen.errors import SettingsError
from reopen.lattice.curves import Curves
from reopen.lattice.trimmed import Arcs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.base import Base
    from reopen.network.network import Network
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class LayerInputs:
    """One cargo class in one season.

    Attributes
    ----------
    costs : ndarray of float64, shape (V, V)
        Costs between the zones and, after them, the ends of the openings' arcs, USD a tonne.
    arcs : Arcs
        What each opening opens or makes cheaper.
    curves : Curves
        Demand, USD; pairs without a way as the region stands are left out.
    """

    costs: NDArray[np.float64]
    arcs: Arcs
    curves: Curves


@dataclass(frozen=True, slots=True)
class Inputs:
    """A region and K openings to combine. C countries, blocs included; Z zones.

    Attributes
    ----------
    openings : tuple of str
        The openings.
    given : tuple of str
        Openings taken as carried out in all combinations.
    countries : tuple of str
        Country ids.
    inside : ndarray of bool, shape (C,)
        Which are countries of the region.
    zones : int
        Number of zones.
    layers : tuple of LayerInputs
        Cargo classes and seasons.
    without_way : tuple of str
        Zones that no way joins to another one as the region stands; nothing is counted for them.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    countries: tuple[str, ...]
    inside: NDArray[np.bool_]
    zones: int
    layers: tuple[LayerInputs, ...]
    without_way: tuple[str, ...]

    def of(self, some: Sequence[int]) -> Inputs:
        """The same ground with some of the openings, in the order asked for."""
        number = np.array(some, dtype=np.int64)
        layers = tuple(replace(layer, arcs=layer.arcs.of(number)) for layer in self.layers)
        return replace(self, openings=tuple(self.openings[o] for o in some), layers=layers)


def inputs(
    region: Region,
    openings: Sequence[str],
    *,
    given: Sequence[str] = (),
    network: Network | None = None,
    as_of: str | None = None,
    jobs: int = 1,
) -> Inputs:
    """Gather what combining openings needs, at central values in the open season.

    Parameters
    ----------
    given, network
        As for :func:`reopen.benefit.ground.ground`.

    Raises
    ------
    UnknownIdError
        When the region has no such opening.
    SettingsError
        When an opening is named twice or makes an arc dearer, or when no flow has a way.
    GraphError
        When the paths take more memory than the machine has.
    """
    found = ground(region, openings, given=given, network=network, as_of=as_of, jobs=jobs)
    if found.dearer:
        raise SettingsError(
            "combinations cannot value openings that make a way dearer yet, or what depends on one; leave out"
            f" {', '.join(found.dearer)}"
        )
    out = gather(found)
    if not any(layer.curves.scale.any() for layer in out.layers):
        raise SettingsError(
            "no flow between zones has a way as the region stands, so that openings have nothing to"
            " make cheaper; look at the trade table and at which links are open on that date"
        )
    return out


def gather(found: Ground) -> Inputs:
    """What combining the openings of a ground needs."""
    at = found.base
    layers = tuple(
        LayerInputs(_costs(at, number), _arcs(at, found.openings, number), _curves(at, number))
        for number in range(len(at.stands.layers))
    )
    return Inputs(
        openings=found.openings,
        given=found.given,
        countries=tuple(str(c) for c in at.region["country"]["country_id"]),
        inside=~at.demand.gateway,
        zones=len(at.network.zones),
        layers=layers,
        without_way=_without_way(at),
    )


def _costs(at: Base, number: int) -> NDArray[np.float64]:
    nodes = np.concatenate([at.network.zones, at.hubs])
    return np.ascontiguousarray(at.paths[number].dist[:, nodes])


def _arcs(at: Base, openings: Sequence[str], number: int) -> Arcs:
    old, net, zones = at.stands.layers[number].cost, at.network, len(at.network.zones)
    first, arcs, cost = [0], [], []
    for name in openings:
        new = at.opened[name].layers[number].cost
        opened = np.flatnonzero(new < old)
        arcs.append(opened)
        cost.append(new[opened])
        first.append(first[-1] + len(opened))
    every = np.concatenate([*arcs, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return Arcs(
        first=np.array(first, dtype=np.int64),
        tail=zones + np.searchsorted(at.hubs, net.tail[every]).astype(np.int64),
        head=zones + np.searchsorted(at.hubs, net.head[every]).astype(np.int64),
        cost=np.concatenate([*cost, np.zeros(0)]),
    )


def _curves(at: Base, number: int) -> Curves:
    layer, net = at.stands.layers[number], at.network
    assert layer.cargo is not None
    now = at.paths[number].dist[: len(net.zones)][:, net.zones]
    way = np.isfinite(now)
    delivered = layer.cargo.unit_value + np.where(way, now, 0.0)
    flow = np.where(way, at.demand.tonnes[layer.number], 0.0) * layer.season.share
    return Curves(
        scale=flow * delivered,
        inverse=1.0 / delivered,
        price=layer.cargo.unit_value,
        theta=at.parameters.elasticity,
        home=net.zone_country.astype(np.int64),
        importer=at.parameters.importer_share[1],
        parties=at.n_countries,
    )


def _without_way(at: Base) -> tuple[str, ...]:
    zones = at.network.zones
    joined = np.zeros(len(zones), dtype=np.bool_)
    for paths in at.paths:
        way = np.isfinite(paths.dist[: len(zones)][:, zones])
        np.fill_diagonal(way, False)
        joined |= way.any(axis=0) | way.any(axis=1)
    ids = at.region["node"]["node_id"].to_numpy()[zones[~joined]]
    return tuple(str(name) for name in ids)
