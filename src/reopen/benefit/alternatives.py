"""The four kinds of ways that freight chooses from, as one unfolded network.

Every way is of one kind: by road or by rail, over land or by sea. A way by rail uses a railway
somewhere; it may begin and end on the road, which is then drayage. A way by sea uses the sea
somewhere. The network stands in six copies that remember what a way has used so far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reopen.network.network import PORT, RAIL, ROAD, SEA
from reopen.path.unfolded import Unfolded, unfold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.amounts import Amounts
    from reopen.network.network import Network

#: Copies: by road, over land and by sea; by rail before any, over land, on sea before any rail, and both.
ROAD_LAND, ROAD_SEA, RAIL_NONE, RAIL_LAND, RAIL_AFLOAT, RAIL_SEA = range(6)
#: Copies at which ways begin: by road, and by rail.
STARTS = (ROAD_LAND, RAIL_NONE)
#: Copy at which the ways of each alternative end (:data:`reopen.economics.choice.ALTERNATIVES`).
ENDS = (ROAD_LAND, RAIL_LAND, ROAD_SEA, RAIL_SEA)

#: Copies of a network whose ways are all of one kind: the others are there for the shape alone.
ONE_KIND = 4


def alternatives(network: Network) -> Unfolded:
    """The network in six copies."""
    kind = network.kind
    leads = np.empty((6, network.n_arcs), dtype=np.int8)
    after_rail = (-1, -1, RAIL_LAND, RAIL_LAND, RAIL_SEA, RAIL_SEA)
    after_sea = (ROAD_SEA, ROAD_SEA, RAIL_AFLOAT, RAIL_SEA, RAIL_AFLOAT, RAIL_SEA)
    for copy in range(6):
        by_road = copy in (ROAD_LAND, ROAD_SEA)
        leads[copy] = np.where(np.isin(kind, (ROAD, PORT)) | (not by_road), copy, -1)
        leads[copy][kind == RAIL] = after_rail[copy]
        leads[copy][kind == SEA] = after_sea[copy]
    return unfold(network.n_nodes, network.tail, network.head, leads)


def one_kind(network: Network) -> Unfolded:
    """The network once, as the first of four kinds of ways that passengers do not tell apart."""
    leads = np.full((ONE_KIND, network.n_arcs), -1, dtype=np.int8)
    leads[0] = 0
    return unfold(network.n_nodes, network.tail, network.head, leads)


def taken(found: Unfolded, arcs: Amounts, rows: NDArray[np.integer]) -> NDArray[np.float64]:
    """Amounts, fees and kilometres by country that unfolded arcs ``rows`` take, shape (R, M + 2C)."""
    arc, copy = found.arc[rows], found.copy[rows]
    dray = ((copy >= RAIL_NONE) & (found.copies > ONE_KIND))[:, None]
    values = np.where(dray, arcs.drayage()[arc], arcs.values[arc])
    return np.ascontiguousarray(np.concatenate([values, arcs.fees[arc], arcs.km[arc]], axis=1))
