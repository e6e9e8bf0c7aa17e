"""The network: every link of a region, whatever its state, as flat arrays.

The topology never changes; a date, a scenario, a season and a traffic class only change what
its arcs cost (:mod:`reopen.network.costs`). Nodes come in layers. The ground layer is the
region's nodes in their order: roads run on it, and trips start and end on it. Railways of each
gauge and the sea have nodes of their own above it, joined to the ground by loading arcs at
places that can handle freight, and to each other by gauge-change and port arcs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region

ROAD, RAIL, SEA, STATION, PORT, GAUGE = range(6)
#: Names of the arc kinds, by number. The first three are links, the rest transfers.
ARC_KINDS = ("road", "rail", "sea", "station", "port", "gauge")

#: Node types at which freight changes between road and rail; any demand zone does too.
_HANDLING = frozenset({"capital", "city", "town", "port", "terminal", "gateway"})


@dataclass(frozen=True, slots=True)
class Network:
    """A region's network. N nodes, A arcs, Z zones, C countries.

    Attributes
    ----------
    n_nodes : int
        Number of nodes; the first ``len(region["node"])`` are the ground.
    first : ndarray of int32, shape (N + 1,)
        Arcs ``first[v]:first[v + 1]`` leave node v.
    tail, head : ndarray of int32, shape (A,)
        End nodes of the arcs, sorted by tail.
    kind : ndarray of int8, shape (A,)
        One of ``ROAD, RAIL, SEA, STATION, PORT, GAUGE``.
    link : ndarray of int32, shape (A,)
        Row in the link table; -1 on transfers.
    way : ndarray of int8, shape (A,)
        0 from the link's start to its end, 1 back.
    crossing : ndarray of int32, shape (A,)
        Row in the crossing table of the gate on the arc; -1 without one. On a gauge-change
        arc, the crossing that states its hours and cost.
    crossing_way : ndarray of int8, shape (A,)
        0 from side a to side b of the crossing, 1 back.
    countries : ndarray of int32, shape (A, 2)
        Rows in the country table; an arc lies half in each.
    zones : ndarray of int32, shape (Z,)
        Ground nodes at which demand starts and ends.
    zone_country : ndarray of int32, shape (Z,)
        Row in the country table.
    """

    n_nodes: int
    first: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    kind: NDArray[np.int8]
    link: NDArray[np.int32]
    way: NDArray[np.int8]
    crossing: NDArray[np.int32]
    crossing_way: NDArray[np.int8]
    countries: NDArray[np.int32]
    zones: NDArray[np.int32]
    zone_country: NDArray[np.int32]

    @property
    def n_arcs(self) -> int:
        """Number of arcs."""
        return len(self.tail)


def build(region: Region) -> Network:
    """The network of a region.

    Examples
    --------
    >>> import reopen
    >>> network = build(reopen.load())
    >>> network.n_arcs > 1400
    True
    """
    builder = _Builder(region)
    builder.add_links()
    builder.add_transfers()
    return builder.finish()


class _Builder:
    """Collects arcs as rows, then sorts them into arrays."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.nodes = region["node"]
        self.place = {str(i): n for n, i in enumerate(self.nodes["node_id"])}
        self.country = {str(i): n for n, i in enumerate(region["country"]["country_id"])}
        self.place_country = [self.country[c] for c in self.nodes["country_id"]]
        self.layer: dict[tuple[str, int], int] = {}
        self.node_place = list(range(len(self.nodes)))
        self.rows: list[tuple[int, ...]] = []
        self.gates, self.gauge_gates = self._gates()

    def _gates(self) -> tuple[dict[int, tuple[int, str, str, str]], dict[int, int]]:
        """Crossing by link row, and the crossing that prices the gauge change at a place."""
        link_row = {str(i): n for n, i in enumerate(self.region["link"]["link_id"])}
        gates: dict[int, tuple[int, str, str, str]] = {}
        gauge: dict[int, int] = {}
        for n, row in enumerate(records(self.region["crossing"])):
            for link_id in row["link_ids"]:
                gates[link_row[link_id]] = (n, row["node_a_id"], row["node_b_id"], row["country_a"])
            if row["gauge_node_id"]:
                gauge[self.place[row["gauge_node_id"]]] = n
        return gates, gauge

    def node(self, layer: str, place: int) -> int:
        """Node of a place in a layer; made on first use. The road layer is the ground."""
        if layer == "road":
            return place
        key = (layer, place)
        if key not in self.layer:
            self.layer[key] = len(self.node_place)
            self.node_place.append(place)
        return self.layer[key]

    def add_links(self) -> None:
        for n, row in enumerate(records(self.region["link"])):
            layer = f"rail-{row['gauge_mm']:.0f}" if row["mode"] == "rail" else row["mode"]
            a, b = self.place[row["from_node_id"]], self.place[row["to_node_id"]]
            kind = ARC_KINDS.index(row["mode"])
            gate, gate_way = self._gate_way(n, row)
            ids = [self.country[c] for c in row["country_ids"]]
            pair = (ids[0], ids[-1])
            ends = self.node(layer, a), self.node(layer, b)
            self._arc(*ends, kind, n, 0, gate, gate_way, *pair)
            if not row["directed"]:
                self._arc(*ends[::-1], kind, n, 1, gate, 1 - gate_way, *pair)

    def _gate_way(self, link: int, row: dict[str, Any]) -> tuple[int, int]:
        """Crossing on a link, and whether the link runs from side a (0) or from side b (1).

        Sides are told by the crossing's own nodes where the link ends at one, else by country.
        """
        if link not in self.gates:
            return -1, 0
        gate, node_a, node_b, country_a = self.gates[link]
        start, end = row["from_node_id"], row["to_node_id"]
        if start == node_a or end == node_b:
            return gate, 0
        if start == node_b or end == node_a:
            return gate, 1
        return gate, 0 if self.nodes["country_id"][self.place[start]] == country_a else 1

    def add_transfers(self) -> None:
        at_place: dict[int, list[tuple[str, int]]] = {}
        for (layer, place), node in self.layer.items():
            at_place.setdefault(place, []).append((layer, node))
        for place, layers in at_place.items():
            handles = self.nodes["node_type"][place] in _HANDLING or self.nodes["is_zone"][place]
            for i, (layer, node) in enumerate(layers):
                if layer == "sea":
                    self._both(place, node, PORT, place)
                elif handles:
                    self._both(place, node, STATION, place)
                for other, partner in layers[i + 1 :]:
                    kind = PORT if "sea" in (layer, other) else GAUGE
                    self._both(node, partner, kind, place)

    def _both(self, a: int, b: int, kind: int, place: int) -> None:
        gate = self.gauge_gates.get(place, -1) if kind == GAUGE else -1
        c = self.place_country[place]
        self._arc(a, b, kind, -1, 0, gate, 0, c, c)
        self._arc(b, a, kind, -1, 1, gate, 1, c, c)

    def _arc(self, *row: int) -> None:
        self.rows.append(row)

    def finish(self) -> Network:
        arcs = np.array(self.rows, dtype=np.int32).reshape(-1, 9)
        arcs = arcs[np.argsort(arcs[:, 0], kind="stable")]
        n_nodes = len(self.node_place)
        first = np.zeros(n_nodes + 1, dtype=np.int32)
        np.cumsum(np.bincount(arcs[:, 0], minlength=n_nodes), out=first[1:])
        zones = np.flatnonzero(self.nodes["is_zone"].to_numpy(dtype=bool)).astype(np.int32)
        column = [np.ascontiguousarray(arcs[:, i]) for i in range(9)]
        return Network(
            n_nodes=n_nodes,
            first=first,
            tail=column[0],
            head=column[1],
            kind=column[2].astype(np.int8),
            link=column[3],
            way=column[4].astype(np.int8),
            crossing=column[5],
            crossing_way=column[6].astype(np.int8),
            countries=np.ascontiguousarray(arcs[:, 7:9]),
            zones=zones,
            zone_country=np.array([self.place_country[z] for z in zones], dtype=np.int32),
        )
