"""The graphs of the shortest path benchmark: one read from the package, two from files, one generated."""

from __future__ import annotations

import lzma
import math
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: Folder of the published cases, which are not ours to copy.
FOLDER = Path(os.environ.get("REOPEN_BENCH") or "cases")

SEED = 20261123


@dataclass(frozen=True, slots=True)
class Graph:
    """A directed graph with two sets of costs, and the questions to ask. N nodes, A arcs.

    Attributes
    ----------
    name, about : str
        What it is called, and what it is.
    first : ndarray of int32, shape (N + 1,)
        Arcs ``first[v]:first[v + 1]`` leave node v.
    head : ndarray of int32, shape (A,)
        End node of each arc; no two arcs join the same nodes.
    cost, changed : ndarray of float64, shape (A,)
        Costs before and after the change, positive and finite.
    x, y : ndarray of float64, shape (N,)
        Coordinates, for those who order nodes by them.
    rows, columns : ndarray of int32
        Origins and destinations of the matrix, place by place the same.
    sources : ndarray of int32
        Origins of the searches to all nodes.
    closed : ndarray of bool, shape (N,)
        Nodes at which paths may start and end but which they may not cross.
    """

    name: str
    about: str
    first: NDArray[np.int32]
    head: NDArray[np.int32]
    cost: NDArray[np.float64]
    changed: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    sources: NDArray[np.int32]
    closed: NDArray[np.bool_]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.first) - 1

    @property
    def tail(self) -> NDArray[np.int32]:
        """Start node of each arc."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.first))

    def split(self) -> Graph:
        """The same for those who know no closed nodes: a copy of each takes the arcs that enter it."""
        shut = np.flatnonzero(self.closed)
        if not len(shut):
            return self
        copy = np.arange(self.n_nodes, dtype=np.int32)
        copy[shut] = self.n_nodes + np.arange(len(shut))
        return replace(
            self,
            first=np.r_[self.first, np.full(len(shut), self.first[-1])].astype(np.int32),
            head=copy[self.head],
            x=np.r_[self.x, self.x[shut]],
            y=np.r_[self.y, self.y[shut]],
            columns=copy[self.columns],
            closed=np.zeros(self.n_nodes + len(shut), dtype=bool),
        )

    def save(self, path: Path) -> None:
        """Write it for another process."""
        np.savez(path, **{f.name: getattr(self, f.name) for f in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Graph:
        """Read what :meth:`save` wrote."""
        with np.load(path) as file:
            values = {f.name: file[f.name] for f in fields(cls)}
        return cls(**values | {"name": str(values["name"]), "about": str(values["about"])})


def graph(
    name: str,
    about: str,
    n_nodes: int,
    arcs: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]],
    *,
    xy: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    zones: NDArray[np.int64] | None = None,
    closed: NDArray[np.bool_] | None = None,
    size: int = 1000,
    searches: int = 32,
) -> Graph:
    """A graph from tails, heads and costs; of parallel arcs the cheapest stays.

    Parameters
    ----------
    zones : ndarray of int64, optional
        Origins and destinations; `size` random nodes by default.
    """
    tail, head, cost = (np.asarray(a) for a in arcs)
    keep = np.flatnonzero(np.isfinite(cost) & (tail != head))
    keep = keep[np.lexsort((cost[keep], head[keep], tail[keep]))]
    again = (np.diff(tail[keep]) == 0) & (np.diff(head[keep]) == 0)
    keep = keep[np.r_[True, ~again]]
    tail, head, cost = tail[keep], head[keep], cost[keep].astype(float)
    first = np.zeros(n_nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=n_nodes), out=first[1:])
    rng = np.random.default_rng(SEED)
    chosen = rng.choice(n_nodes, min(size, n_nodes), replace=False) if zones is None else zones
    x, y = xy or far_hops(n_nodes, tail, head)
    return Graph(
        name=name,
        about=about,
        first=first,
        head=head.astype(np.int32),
        cost=cost,
        changed=cost * rng.uniform(0.5, 1.5, len(cost)),
        x=x.astype(float),
        y=y.astype(float),
        rows=chosen.astype(np.int32),
        columns=chosen.astype(np.int32),
        sources=rng.permutation(chosen)[:searches].astype(np.int32),
        closed=np.zeros(n_nodes, dtype=bool) if closed is None else closed,
    )


def far_hops(
    n_nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates for a graph without any: differences of the hops to two pairs of far nodes."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    steps = csr_array((np.ones(len(tail)), (tail, head)), shape=(n_nodes, n_nodes))

    def hops(node: int) -> NDArray[np.float64]:
        far = dijkstra(steps, directed=False, indices=node, unweighted=True)
        return np.where(np.isfinite(far), far, 0.0)

    west = hops(int(hops(int(tail[0])).argmax()))
    east = hops(int(west.argmax()))
    south = hops(int(np.minimum(west, east).argmax()))
    north = hops(int(south.argmax()))
    return west - east, south - north


def region(size: int, searches: int) -> Graph:  # noqa: ARG001
    """The embedded region: all zones, the first traffic class."""
    import reopen
    from reopen.network.layers import layered
    from reopen.network.network import build
    from reopen.network.rates import rates
    from reopen.network.scenario import Scenario
    from reopen.network.standing import Editor, standing

    it = reopen.load()
    network = build(it)
    now = Editor(it).apply(standing(it, None), Scenario(), "central")
    layer = layered(it, network, now, rates(it, "central")).layers[0]
    return graph(
        "region",
        f"the embedded region, {len(network.zones)} zones, cost of class {layer.cargo and layer.cargo.id}",
        network.n_nodes,
        (network.tail, network.head, layer.cost),
        zones=network.zones,
        searches=searches,
    )


def chicago(size: int, searches: int) -> Graph:  # noqa: ARG001
    """Chicago-regional of Transportation Networks for Research; zones are not crossed."""
    folder = FOLDER / "tntp" / "chicago-regional"
    rows = np.loadtxt(folder / "ChicagoRegional_net.tntp", comments=("~", "<"), usecols=(0, 1, 3, 4))
    places = np.loadtxt(folder / "ChicagoRegional_node.tntp", skiprows=1, usecols=(0, 1, 2))
    places = places[np.argsort(places[:, 0])]
    tail, head = (rows[:, :2].astype(np.int64) - 1).T
    n_nodes, n_zones = len(places), 1790
    return graph(
        "chicago",
        "Chicago-regional, 1,790 zones that no path crosses, cost = free flow minutes + 0.1 * length",
        n_nodes,
        (tail, head, rows[:, 3] + 0.1 * rows[:, 2]),
        xy=(places[:, 1], places[:, 2]),
        zones=np.arange(n_zones),
        closed=np.arange(n_nodes) < n_zones,
        searches=searches,
    )


def new_york(size: int, searches: int) -> Graph:
    """Road graph of New York of the ninth DIMACS challenge, with drawn costs."""
    with lzma.open(FOLDER / "dimacs" / "NY.gr.xz", "rt") as file:
        n_nodes = int(file.readline().split()[2])
        tail, head = (np.loadtxt(file, dtype=np.int64) - 1).T
    cost = 1 + 99 * np.random.default_rng(SEED).random(len(tail))
    return graph(
        "new-york",
        "DIMACS New York, cost = 1 + 99 * random, both directions equal; hops to far nodes stand in for "
        "coordinates",
        n_nodes,
        (np.r_[tail, head], np.r_[head, tail], np.r_[cost, cost]),
        size=size,
        searches=searches,
    )


@njit
def _gather(order, pred, flow):  # type: ignore[no-untyped-def]
    for v in order:
        if pred[v] >= 0:
            flow[pred[v]] += flow[v]


def generated(size: int, searches: int, *, n_nodes: int = 1_000_000) -> Graph:
    """A graph like a road network: sparse, nearly planar, with chains, dead ends and faster main roads.

    Three in four nodes are junctions on a jittered grid, joined by a spanning tree and some of
    the shorter half of the other edges of their Delaunay triangulation, up to a mean degree of 2.75 (the
    shortest would close small loops only); the rest lie along the edges.
    The main roads are the edges that most shortest paths from eight random junctions share.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
    from scipy.spatial import Delaunay

    rng = np.random.default_rng(SEED)
    side = math.isqrt(n_nodes * 3 // 4)
    n_junctions = side * side
    grid = np.stack(np.divmod(np.arange(n_junctions), side), axis=1)
    at = grid + rng.uniform(-0.45, 0.45, (n_junctions, 2))
    corners = Delaunay(at).simplices.astype(np.int64)
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    keys = np.sort(pairs[:, 0] * n_junctions + pairs[:, 1])
    keys = keys[np.r_[True, np.diff(keys) > 0]]

    def length(keys: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.hypot(*(at[keys // n_junctions] - at[keys % n_junctions]).T)

    def matrix(keys: NDArray[np.int64]) -> csr_array:
        ends = keys // n_junctions, keys % n_junctions
        return csr_array((length(keys), ends), shape=(n_junctions, n_junctions))

    tree = minimum_spanning_tree(matrix(keys)).tocoo()
    spanning = np.minimum(tree.row, tree.col).astype(np.int64) * n_junctions + np.maximum(tree.row, tree.col)
    others = keys[~np.isin(keys, spanning)]
    others = others[np.argsort(length(others))][: len(others) // 2]
    others = rng.choice(others, n_junctions * 11 // 8 - len(spanning), replace=False)
    keys = np.sort(np.r_[spanning, others])

    busy = np.zeros(len(keys))
    for hub in rng.choice(n_junctions, 8, replace=False):
        far, pred = dijkstra(matrix(keys), directed=False, indices=int(hub), return_predecessors=True)
        flow = np.ones(n_junctions)
        _gather(np.argsort(-far), pred, flow)
        v = np.flatnonzero(pred >= 0)
        key = np.minimum(v, pred[v]) * n_junctions + np.maximum(v, pred[v])
        np.maximum.at(busy, np.searchsorted(keys, key), flow[v])
    factor = np.select([busy >= n_junctions / 100, busy >= n_junctions / 2000], [0.4, 0.65], 1.0)

    extra = rng.multinomial(n_nodes - n_junctions, length(keys) / length(keys).sum())
    parts = extra + 1
    edge = np.repeat(np.arange(len(keys)), parts)
    part = np.arange(len(edge)) - np.repeat(np.cumsum(parts) - parts, parts)
    new = n_junctions + np.repeat(np.cumsum(extra) - extra, parts) + part
    a, b = keys[edge] // n_junctions, keys[edge] % n_junctions
    tail = np.where(part == 0, a, new - 1)
    head = np.where(part == extra[edge], b, new)
    cost = length(keys)[edge] / parts[edge] * factor[edge] * rng.uniform(0.9, 1.1, len(edge))
    along = (part + 1) / parts[edge]
    middle = part < extra[edge]
    between = at[a] + along[:, None] * (at[b] - at[a])
    at = np.concatenate([at, between[middle]])
    return graph(
        "generated",
        f"generated (seed {SEED}), cost = length * 0.4, 0.65 or 1 by road class",
        n_nodes,
        (np.r_[tail, head], np.r_[head, tail], np.r_[cost, cost]),
        xy=(at[:, 0], at[:, 1]),
        size=size,
        searches=searches,
    )


def small() -> Graph:
    """A grid to warm up with, so that nobody's compilation is measured."""
    v = np.arange(400)
    right, down = v[v % 20 < 19], v[v < 380]
    tail, head = np.r_[right, right + 1, down, down + 20], np.r_[right + 1, right, down + 20, down]
    return graph("small", "", 400, (tail, head, 1.0 + (tail * 7 + head) % 5), xy=np.divmod(v, 20), size=40)


#: Graphs by name, smallest first.
GRAPHS: dict[str, Callable[..., Graph]] = {
    "region": region,
    "chicago": chicago,
    "new-york": new_york,
    "generated": generated,
}
