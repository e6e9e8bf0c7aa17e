"""Cheapest multimodal cost between all zones, by traffic class, over the year's seasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from reopen.network.costs import PASSENGER
from reopen.network.layers import layered
from reopen.network.network import Network, build
from reopen.network.rates import Level, rates
from reopen.network.scenario import Scenario
from reopen.network.standing import Editor, standing
from reopen.path.along import along
from reopen.path.dijkstra import many_to_all

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Skim:
    """Costs between Z zones by traffic class.

    Attributes
    ----------
    zones : tuple of str
        Node ids of the zones, the order of rows and columns.
    names : tuple of str
        Their names.
    cost : mapping of str to ndarray of float64, shape (Z, Z)
        Generalised cost by class id (and "passenger"), USD per tonne or per passenger, weighted
        by the days of the seasons; infinite where some season has no way.
    hours, km : mapping of str to ndarray of float64, shape (Z, Z)
        Hours and kilometres of the cheapest path in the open season; NaN where there is none.
    reached : mapping of str to ndarray of float64, shape (Z, Z)
        Share of the year in which there is a way.
    """

    zones: tuple[str, ...]
    names: tuple[str, ...]
    cost: Mapping[str, NDArray[np.float64]]
    hours: Mapping[str, NDArray[np.float64]]
    km: Mapping[str, NDArray[np.float64]]
    reached: Mapping[str, NDArray[np.float64]]

    def between(self, origin: str, destination: str, traffic_class: str) -> float:
        """Cost between two zones by id, USD per tonne or per passenger.

        Examples
        --------
        >>> import reopen
        >>> s = skim(reopen.load())
        >>> s.between("baku", "tbilisi", "container") < s.between("baku", "batumi", "container")
        True
        """
        return float(self.cost[traffic_class][self.zones.index(origin), self.zones.index(destination)])

    def unreachable(self) -> pd.DataFrame:
        """Pairs without a way in at least part of the year, by id and name."""
        import pandas as pd

        rows = [
            (name, self.zones[i], self.zones[j], self.names[i], self.names[j], float(share[i, j]))
            for name, share in self.reached.items()
            for i, j in np.argwhere(share < 1.0 - 1e-12)
        ]
        columns = ["traffic_class", "origin_id", "destination_id", "origin_name", "destination_name"]
        return pd.DataFrame(rows, columns=[*columns, "share_of_year_reached"])


def skim(
    region: Region,
    *,
    network: Network | None = None,
    as_of: str | None = None,
    scenario: Scenario | None = None,
    level: Level = "central",
    season_days: tuple[float, ...] = (),
    modes: tuple[str, ...] | None = None,
    jobs: int = 1,
) -> Skim:
    """Cheapest generalised cost per traffic class between all zones of a region.

    Parameters
    ----------
    network : Network, optional
        The region's network, when it is built already.
    as_of : str, optional
        ISO date; the region's own by default.
    scenario : Scenario, optional
        Edits over the region as it stands.
    season_days : tuple of float
        Cuts of winter closures in days; none for the open season only.
    modes : tuple of str, optional
        Only these of "road", "rail", "sea": ``("rail",)`` gives the rail layer with a station
        at each end.
    """
    network = network or build(region)
    now = Editor(region).apply(standing(region, as_of), scenario or Scenario(), level)
    prices = rates(region, level)
    found = layered(region, network, now, prices, season_days=season_days, modes=modes, passengers=True)
    n = len(network.zones)
    names = [*(c.id for c in found.rates.classes), PASSENGER]
    cost = {i: np.zeros((n, n)) for i in names}
    reached = {i: np.zeros((n, n)) for i in names}
    hours, km = {}, {}
    rows, ends = np.repeat(np.arange(n), n), np.tile(network.zones, n)
    for layer in found.layers:
        name = layer.cargo.id if layer.cargo else PASSENGER
        dist, pred = many_to_all(network.first, network.head, layer.cost, network.zones, jobs=jobs)
        between = dist[:, network.zones]
        if layer.season.share:  # 0 * inf would be NaN
            cost[name] += layer.season.share * between
        reached[name] += layer.season.share * np.isfinite(between)
        if name not in hours:
            time = found.facts.hours if layer.cargo else found.facts.car_hours
            values, slots = np.stack([time, found.facts.km], axis=1), np.zeros((network.n_arcs, 2), np.int32)
            slots[:, 1] = 1
            sums = along(pred, network.tail, rows, ends, slots, values, 2)
            lost = ~np.isfinite(between)
            hours[name] = np.where(lost, np.nan, sums[:, 0].reshape(n, n))
            km[name] = np.where(lost, np.nan, sums[:, 1].reshape(n, n))
    nodes = region["node"].iloc[network.zones]
    freeze = MappingProxyType
    return Skim(
        tuple(nodes["node_id"]),
        tuple(nodes["name"]),
        freeze(cost),
        freeze(hours),
        freeze(km),
        freeze(reached),
    )
