"""A region's ways and flows as it stands, for scenarios to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit import newtrade
from reopen.benefit.assumptions import Assumptions, central
from reopen.benefit.changed import Flows
from reopen.benefit.demand import Demand, demand
from reopen.benefit.passengers import Trips, trips
from reopen.benefit.ways import Ways, ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.newtrade import Gravity
    from reopen.network.network import Network
    from reopen.network.scenario import Scenario
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Scene:
    """A region's flows and ways as it stands, for scenarios to be looked at.

    Attributes
    ----------
    goods, people : Ways
        Ways of goods and of passengers.
    center : Assumptions
        Central values.
    demand : Demand
        Flows of goods.
    trips : Trips
        Flows of passengers.
    gravity : Gravity
        The model behind the new trade.
    flows, journeys : Flows
        The same for the valuation.
    """

    goods: Ways
    people: Ways
    center: Assumptions
    demand: Demand
    trips: Trips
    gravity: Gravity
    flows: Flows
    journeys: Flows


def scene(
    region: Region,
    network: Network,
    scenarios: Mapping[str, Scenario],
    *,
    as_of: str | None = None,
    scenario: Scenario | None = None,
    season_days: tuple[float, ...] = (),
    like: Scene | None = None,
    jobs: int = 1,
) -> Scene:
    """Find the ways, and what moves over them as the region stands.

    Parameters
    ----------
    scenario : Scenario, optional
        Edits that hold before any of the scenarios.
    like : Scene, optional
        Scene whose flows are taken; those of the region as it stands otherwise.
    """
    center = central(region)
    options = {"as_of": as_of, "scenario": scenario, "season_days": season_days, "at": center, "jobs": jobs}
    goods = ways(region, network, scenarios, **options)  # type: ignore[arg-type]
    people = ways(region, network, scenarios, passengers=True, **options)  # type: ignore[arg-type]
    if like is not None:
        return Scene(goods, people, center, like.demand, like.trips, like.gravity, like.flows, like.journeys)
    recorded = demand(region, network, costs=_open_costs(goods), decay=center["distance-elasticity"])
    # Draws multiply trade by what they draw over the central factor.
    factor = np.where(recorded.kind == 0, center["trade-volume-factor"], 1.0)
    flows = replace(recorded, tonnes=recorded.tonnes * factor)
    model = newtrade.gravity(goods, flows, center)
    found = trips(people, center, model.closed)
    some = newtrade.split(goods, flows, model.closed)
    none = np.zeros((1, *found.table.shape))
    return Scene(
        goods, people, center, flows, found, model,
        Flows(flows.tonnes, flows.kind, model.closed, some),
        Flows(found.table[None], np.zeros(found.table.shape, dtype=np.int64), model.closed, none),
    )  # fmt: skip


def _open_costs(goods: Ways) -> NDArray[np.float64]:
    """Least costs by class in the open season, shape (K, Z, Z)."""
    out: dict[int, NDArray[np.float64]] = {}
    for layer in goods.layers:
        if layer.number not in out:
            out[layer.number] = layer.costs(goods).min(axis=0)
    return np.stack([out[k] for k in sorted(out)])
