"""Who goes where: trips between nodes, by class, given or answering the cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reopen.traffic.columns import Pairs
from reopen.traffic.faults import refuse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trips:
    """Flows between P pairs of nodes.

    Attributes
    ----------
    origin, destination : (P,) arrays
        Names of nodes.
    flow : (P,) float64 array
        Flow of each pair; where it answers the cost, the flow at a cost of ``at``.
    layer : (P,) int64 array
        Class of each pair.
    at, response : (P,) float64 arrays
        Elsewhere than at the cost ``at`` the flow is ``flow * exp(-response * (cost - at))``; a response
        of 0 is a flow that is given.
    """

    origin: NDArray[np.generic]
    destination: NDArray[np.generic]
    flow: Floats
    layer: NDArray[np.int64]
    at: Floats
    response: Floats

    @classmethod
    def given(
        cls,
        origin: NDArray[np.generic],
        destination: NDArray[np.generic],
        flow: Floats,
        layer: NDArray[np.int64] | None = None,
    ) -> Trips:
        """Trips whose flow is given, whatever it costs."""
        nothing = np.zeros(len(flow))
        layers = np.zeros(len(flow), np.int64) if layer is None else layer
        return cls(
            np.asarray(origin),
            np.asarray(destination),
            np.asarray(flow, np.float64),
            layers,
            nothing,
            nothing,
        )

    def indices(self, network: RoadNetwork) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Nodes of origins and destinations by their place in the network.

        Raises
        ------
        GraphError
            Naming the zones that the network does not have, and flows that are none; or when arrays are of
            several lengths.
        """
        columns = self.origin, self.destination, self.flow, self.layer, self.at, self.response
        if len(lengths := {len(column) for column in columns}) > 1:
            refuse("trips", [f"found arrays of {sorted(lengths)} pairs; give one value for each pair"])
        zones = np.concatenate([self.origin, self.destination])
        at = pd.Index(network.node_ids).get_indexer(pd.Index(zones)).astype(np.int64)
        lost = set(zones[at < 0].tolist())
        wrong = [f"zone {z}: trips name it, and the network has no such node" for z in sorted(lost, key=str)]
        bad = ~(self.flow >= 0.0) | np.isinf(self.flow) | ~(self.response >= 0.0) | np.isinf(self.response)
        nowhere = (self.response > 0.0) & ~np.isfinite(self.at)
        wrong += [
            f"trips from {self.origin[k]} to {self.destination[k]}: found a flow at a cost of {self.at[k]:g};"
            " expected a number"
            for k in np.flatnonzero(nowhere)
        ]
        wrong += [
            f"trips from {self.origin[k]} to {self.destination[k]}: found {self.flow[k]:g}"
            + (f" with a response of {self.response[k]:g}" if self.response[k] else "")
            + "; expected numbers of 0 or more"
            for k in np.flatnonzero(bad)
        ]
        if ((self.layer < 0) | (self.layer >= len(network.fixed))).any():
            wrong.append(
                f"trips: found classes up to {self.layer.max()}; the network has {len(network.fixed)}"
            )
        refuse("trips", wrong)
        return at[: len(self.flow)], at[len(self.flow) :]

    def sorted(self, network: RoadNetwork) -> tuple[NDArray[np.int64], Pairs, NDArray[np.int32]]:
        """Pairs that travel, sorted by origin and class; their places in the trips; and the origins.

        Trips within one node, and those without flow, use no link and are left out.
        """
        begin, end = self.indices(network)
        kept = np.flatnonzero((self.flow > 0.0) & (begin != end))
        kept = kept[np.lexsort((end[kept], self.layer[kept], begin[kept]))]
        keys = np.stack([begin[kept], self.layer[kept]])
        change = np.flatnonzero((np.diff(keys, axis=1) != 0).any(axis=0)) + 1
        first = (
            np.concatenate([[0], change, [len(kept)]]).astype(np.int64)
            if len(kept)
            else np.zeros(1, np.int64)
        )
        pairs = Pairs(
            first,
            self.layer[kept][first[:-1]],
            end[kept].astype(np.int32),
            *(c[kept].astype(np.float64) for c in (self.flow, self.flow, self.at, self.response)),
        )
        return kept, pairs, begin[kept][first[:-1]].astype(np.int32)


def joined(pairs: Pairs, cost: Floats, network: RoadNetwork, origins: NDArray[np.int32]) -> None:
    """Refuse pairs that no way joins, by name."""
    rows = np.repeat(np.arange(len(pairs.layer)), np.diff(pairs.first))
    far = np.flatnonzero(np.isinf(cost[rows, pairs.to]))
    names = network.node_ids
    refuse("trips", [f"no way from {names[origins[rows[k]]]} to {names[pairs.to[k]]}" for k in far])
