"""Trips between zones: a gravity model that meets the totals which sources state.

Totals are the passenger rows of the internal flows, and counts of persons a day on links: those
are taken as trips between the areas of the link's two ends. The model splits them to zones. Between
areas without a stated total it is not used: a constant fitted to two totals gave a hundred times
the trips that are made elsewhere. Those trips, and all within one area, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.ways import Ways
    from reopen.economics.spatial import StatedTotal

DAYS = 365.0


@dataclass(frozen=True, slots=True)
class Trips:
    """Trips a year between Z zones.

    Attributes
    ----------
    table : ndarray of float64, shape (Z, Z)
        Trips a year; 0 everywhere when no total is stated.
    stated : tuple of str
        The totals that the model meets.
    residual : float
        Standard deviation of the logarithm of stated over modelled totals, before each has its own factor.
    """

    table: NDArray[np.float64]
    stated: tuple[str, ...]
    residual: float


def trips(ways: Ways, at: Assumptions, apart: NDArray[np.bool_]) -> Trips:
    """Trips of a region's passengers.

    Parameters
    ----------
    ways : Ways
        Ways of passengers.
    apart : ndarray of bool, shape (C, C)
        Pairs of countries that a closure keeps apart.
    """
    from reopen.economics.spatial import calibrated

    totals = stated_totals(ways)
    nodes, home = ways.region["node"].iloc[ways.network.zones], ways.network.zone_country
    cost = sum(layer.share * layer.costs(ways)[0] for layer in ways.layers if layer.share > 0)
    gateway = (ways.region["country"]["kind"] == "gateway_bloc").to_numpy()[home]
    area = nodes["area"].to_numpy(dtype=object)
    elsewhere = (home[:, None] != home) | (area[:, None] != area)
    allowed = elsewhere & ~(gateway[:, None] | gateway) & ~apart[np.ix_(home, home)]
    people = nodes["population"].fillna(0.0).to_numpy(dtype=np.float64)
    reached = [t for t in totals if _some(t, allowed, cost, people)]
    if not reached:
        return Trips(np.zeros(allowed.shape), (), 0.0)
    found = calibrated(people, cost, at["trip-distance-elasticity"], reached, allowed=allowed)
    told = np.zeros(allowed.shape, dtype=bool)
    for total in reached:
        told |= _pairs(total) | _pairs(total).T
    return Trips(np.where(told, found.table, 0.0), tuple(t.name for t in reached), found.residual)


def _some(
    total: StatedTotal, allowed: NDArray[np.bool_], cost: NDArray[np.float64], people: NDArray[np.float64]
) -> bool:
    """Whether a total's trips have any pair of zones with a way, and people, to be of."""
    pairs = _pairs(total) & allowed & np.isfinite(cost)
    return bool((np.outer(people, people) * pairs).any())


def _pairs(total: StatedTotal) -> NDArray[np.bool_]:
    return np.outer(np.asarray(total.rows), np.asarray(total.columns)).astype(bool)


def stated_totals(ways: Ways) -> list[StatedTotal]:
    """Totals of trips that the region states."""
    from reopen.economics.spatial import StatedTotal

    region = ways.region
    zones = region["node"].iloc[ways.network.zones]
    out = []
    for row in records(region["internal_flow"]):
        if row["kind"] == "passengers":
            start, end = ((zones["area"] == row[side]).to_numpy() for side in ("from_area", "to_area"))
            out.append(StatedTotal(start, end, row["central"] * 1e3, both=True, name=row["flow_id"]))
    place = {row["node_id"]: row for row in records(region["node"])}
    link = {row["link_id"]: row for row in records(region["link"])}
    for row in records(region["observed_flow"]):
        if row["unit"] != "persons per day" or len(row["link_ids"]) != 1:
            continue
        mine = link[row["link_ids"][0]]
        start, end = (_around(zones, place[mine[side]]) for side in ("from_node_id", "to_node_id"))
        if not (start & end).any():
            out.append(StatedTotal(start, end, row["value"] * DAYS, both=True, name=row["flow_id"]))
    return [t for t in out if t.total > 0]


def _around(zones: pd.DataFrame, node: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Zones of a node's country and area."""
    mine = (zones["country_id"] == node["country_id"]) & (zones["area"] == _area_of(zones, node))
    return np.asarray(mine, dtype=bool)


def _area_of(zones: pd.DataFrame, node: Mapping[str, Any]) -> str:
    """Area of a node: its own, or that of the nearest zone of its country."""
    if node["area"]:
        return str(node["area"])
    mine = zones[zones["country_id"] == node["country_id"]]
    if not len(mine):
        return ""
    off = (mine["x_coord"] - node["x_coord"]) ** 2 + (mine["y_coord"] - node["y_coord"]) ** 2
    return str(mine["area"].loc[off.idxmin()])
