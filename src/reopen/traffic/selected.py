"""What lies behind flows at equilibrium: who uses a link, and what trips meet on their ways (skims).

Flows by link are unique at equilibrium where costs grow with flow; flows by path are not. Who uses a link is
said for the paths that the solution holds, one answer of many that are equally good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.errors import GraphError
from reopen.traffic.matching import refuse_other
from reopen.traffic.trees import outwards, search, trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.demand import Trips
    from reopen.traffic.equilibrium import Equilibrium
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]

#: Origins that are searched at once for skims.
BATCH = 64


@dataclass(frozen=True, slots=True, eq=False)
class Selected:
    """Those who use a link.

    Attributes
    ----------
    flow : (A,) float64 array
        Their flow on each link of the network, before and after it too.
    pair_flow : (P,) float64 array
        Their flow by pair, in the order of the trips.
    """

    flow: Floats
    pair_flow: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Skims:
    """Sums of K quantities of links along the ways of P pairs, in the order of the trips.

    Attributes
    ----------
    cheapest : (K, P) float64 array
        Along a cheapest way; infinite where there is none, 0 within a node.
    used : (K, P) float64 array
        Mean over the ways that are used, weighted by flow; NaN for a pair without flow.
    """

    cheapest: Floats
    used: Floats


@njit(cache=True)
def _selected(columns, link, flow, pair_flow):  # type: ignore[no-untyped-def]
    for od in range(len(columns.top)):
        q = columns.top[od]
        while q >= 0:
            s = columns.begin[q]
            e = s + columns.length[q]
            for i in range(s, e):
                if columns.arcs[i] == link:
                    pair_flow[od] += columns.flow[q]
                    for j in range(s, e):
                        flow[columns.arcs[j]] += columns.flow[q]
                    break
            q = columns.after[q]


@njit(cache=True)
def _means(columns, values, out):  # type: ignore[no-untyped-def]
    for od in range(len(columns.top)):
        total = 0.0
        q = columns.top[od]
        while q >= 0:
            total += columns.flow[q]
            for i in range(columns.begin[q], columns.begin[q] + columns.length[q]):
                for k in range(len(values)):
                    out[k, od] += columns.flow[q] * values[k, columns.arcs[i]]
            q = columns.after[q]
        for k in range(len(values)):
            out[k, od] = out[k, od] / total if total > 0.0 else np.nan


@njit(cache=True)
def _along(graph, trees, values, o, sums):  # type: ignore[no-untyped-def]
    """Sums along a tree to each node."""
    sums[:] = np.inf
    sums[:, trees.origin[o]] = 0.0
    for v in outwards(graph, trees, o)[1:]:
        a = trees.arc[o, v]
        for k in range(len(values)):
            sums[k, v] = sums[k, graph.tail[a]] + values[k, a]


def select_link(network: RoadNetwork, trips: Trips, found: Equilibrium, link: int) -> Selected:
    """Who uses a link, and where they drive besides.

    Parameters
    ----------
    network, trips
        What the flows were found for.
    found : Equilibrium
        The flows.
    link : int
        Index of the link in the network.

    Raises
    ------
    GraphError
        When there is no such link, or the flows are those of other trips.
    """
    links = len(network.tail)
    if not 0 <= link < links:
        raise GraphError(f"link: found {link}; expected 0 to {links - 1}")
    kept = _kept(network, trips, found)
    flow, mine, pair_flow = np.zeros(links), np.zeros(len(kept)), np.zeros(len(trips.flow))
    place = int(np.flatnonzero(network.order == link)[0])
    _selected(found.columns, place, flow, mine)
    pair_flow[kept] = mine
    return Selected(network.back(flow), pair_flow)


def skims(network: RoadNetwork, trips: Trips, found: Equilibrium, values: Floats) -> Skims:
    """Sum quantities of links along the ways of all pairs of the trips, those without flow too.

    Parameters
    ----------
    network, trips
        What the flows were found for.
    found : Equilibrium
        The flows, of users (not of the system's optimum): ways are cheapest at their costs.
    values : (K, A) float64 array
        The quantities, such as time, length and toll.

    Raises
    ------
    GraphError
        When ``values`` are not one a link, or the flows are those of other trips.
    """
    if values.ndim != 2 or values.shape[1] != len(network.tail):
        raise GraphError(f"values: found shape {values.shape}; expected (quantities, {len(network.tail)})")
    inner = np.ascontiguousarray(values[:, network.order], np.float64)
    kept = _kept(network, trips, found)
    means, used = np.zeros((len(values), len(kept))), np.full((len(values), len(trips.flow)), np.nan)
    _means(found.columns, inner, means)
    used[:, kept] = means
    return Skims(_cheapest(network, trips, found, inner), used)


def _kept(network: RoadNetwork, trips: Trips, found: Equilibrium) -> NDArray[np.int64]:
    """Places of the pairs that travel, whose paths these must be."""
    kept, pairs, origins = trips.sorted(network)
    refuse_other(network.graph, pairs, origins, found.columns, what="found")
    return kept


def _cheapest(network: RoadNetwork, trips: Trips, found: Equilibrium, inner: Floats) -> Floats:
    """Sums along cheapest ways, origin by origin."""
    begin, end = trips.indices(network)
    prices = np.ascontiguousarray(found.cost[network.order] + network.fixed[:, network.order])
    keys = np.stack([begin, trips.layer])
    ways, which = np.unique(keys, axis=1, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    cuts = np.searchsorted(which.ravel()[order], np.arange(ways.shape[1] + 1))
    out = np.empty((len(inner), len(begin)))
    sums = np.empty((len(inner), len(network.node_ids)))
    for first in range(0, ways.shape[1], BATCH):
        some = ways[:, first : first + BATCH]
        grown = trees(network.graph, some[0].astype(np.int32))
        search(network.graph, grown, prices, some[1].copy(), 0, some.shape[1])
        for o in range(some.shape[1]):
            _along(network.graph, grown, inner, o, sums)
            mine = order[cuts[first + o] : cuts[first + o + 1]]
            out[:, mine] = sums[:, end[mine]]
    return out
