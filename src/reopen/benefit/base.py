"""The region as it stands, at one level: cheapest paths in every layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.demand import Demand, demand
from reopen.benefit.parameters import Parameters, parameters
from reopen.network.layers import Layered, layered
from reopen.network.rates import rates
from reopen.network.scenario import Scenario
from reopen.network.standing import Editor, standing
from reopen.path.dijkstra import many_to_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.network.rates import Level
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Paths:
    """Cheapest paths of one layer from the zones and the hubs. S sources, N nodes.

    Attributes
    ----------
    dist : ndarray of float64, shape (S, N)
        Cost; the zones come first, the hubs after them.
    pred : ndarray of int32, shape (S, N)
        Last arcs.
    """

    dist: NDArray[np.float64]
    pred: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Base:
    """A region at a date and level, with its demand and its paths as it stands.

    Attributes
    ----------
    region, network, level : Region, Network, str
        What was asked for.
    parameters : Parameters
        Of demand and welfare, at the level.
    demand : Demand
        Flows between zones.
    stands : Layered
        Arc costs as the region stands.
    hubs : ndarray of int32, shape (H,)
        End nodes of the arcs that any opening changes.
    opened : mapping of opening id to Layered
        Arc costs with that opening alone.
    paths : tuple of Paths
        One a layer.
    """

    region: Region
    network: Network
    level: Level
    parameters: Parameters
    demand: Demand
    stands: Layered
    opened: dict[str, Layered]
    hubs: NDArray[np.int32]
    paths: tuple[Paths, ...]

    @property
    def n_countries(self) -> int:
        """Number of countries, blocs included."""
        return len(self.demand.gateway)


def base(
    region: Region,
    network: Network,
    scenarios: dict[str, Scenario],
    *,
    as_of: str | None = None,
    scenario: Scenario | None = None,
    level: Level = "central",
    season_days: tuple[float, ...] = (),
    jobs: int = 1,
) -> Base:
    """Everything about the region as it stands that looking at each scenario alone needs.

    Parameters
    ----------
    scenarios : dict of str to Scenario
        Scenarios to look at, by name.
    scenario : Scenario, optional
        Edits that hold in the region before any of them; none by default.
    """
    prices, editor = rates(region, level), Editor(region)
    now = editor.apply(standing(region, as_of), scenario or Scenario(), level)
    stands = layered(region, network, now, prices, season_days=season_days)
    opened = {
        name: layered(region, network, editor.apply(now, s, level), prices, season_days=season_days)
        for name, s in scenarios.items()
    }
    touched = np.zeros(network.n_nodes, dtype=bool)
    for found in opened.values():
        for old, new in zip(stands.layers, found.layers, strict=True):
            arcs = np.flatnonzero(new.cost != old.cost)
            touched[network.tail[arcs]] = True
            touched[network.head[arcs]] = True
    hubs = np.flatnonzero(touched).astype(np.int32)
    sources = np.concatenate([network.zones, hubs])
    paths = tuple(
        Paths(*many_to_all(network.first, network.head, layer.cost, sources, jobs=jobs))
        for layer in stands.layers
    )
    return Base(
        region=region,
        network=network,
        level=level,
        parameters=parameters(region, level),
        demand=demand(region, network, level),
        stands=stands,
        opened=opened,
        hubs=hubs,
        paths=paths,
    )
