"""One adapter a peer: the same four questions asked in each one's own way.

Whoever has no threads runs as forked processes, each on its share of the origins; peers that take
whole numbers get costs scaled to them.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from abc import ABC, abstractmethod
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphs import Graph
    from numpy.typing import NDArray

    Costs = NDArray[np.float64]
    Nodes = NDArray[np.int32]

JOBS = min(2, os.cpu_count() or 1)

#: Where a query runs without threads: alone where that is faster than sharing it.
PROCESSES = f"1 or {JOBS} processes"


def forked(rows: Callable[[Nodes], Costs], sources: Nodes, width: int, jobs: int) -> Costs:
    """The rows of all sources, shared between processes that write into common memory."""
    out = np.frombuffer(mmap.mmap(-1, max(1, len(sources) * width * 8)), count=len(sources) * width)
    out = out.reshape(len(sources), width)
    edges = np.linspace(0, len(sources), jobs + 1).astype(int)
    children = []
    for a, b in pairwise(edges[1:]):
        child = os.fork()
        if not child:
            code = 1
            try:
                out[a:b] = rows(sources[a:b])
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    out[: edges[1]] = rows(sources[: edges[1]])
    if any(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children):
        raise RuntimeError("a process failed")
    return out


class Peer(ABC):
    """One way to answer.

    Attributes
    ----------
    package : str
        Distribution whose version is stated.
    runs_on : str
        What works at once in a query.
    change : str
        What is done when all costs change.
    tolerance : float
        Largest relative error that is not reported.
    closes : bool
        Whether it knows nodes that no path may cross; others get a graph with split nodes.
    searches : bool
        Whether it answers one to all.
    seconds : float
        What the last query took by the peer's own clock; 0 where ours counts.
    """

    package: ClassVar[str]
    runs_on: ClassVar[str] = f"{JOBS} threads"
    change: ClassVar[str] = "new costs only"
    tolerance: ClassVar[float] = 1e-9
    closes: ClassVar[bool] = False
    searches: ClassVar[bool] = True
    seconds: float = 0.0

    def __init__(self, graph: Graph, longest: float) -> None:
        """`longest` is at least the largest finite cost between two nodes; `jobs` may be set to 1."""
        self.graph, self.longest, self.jobs = graph, longest, JOBS

    @abstractmethod
    def prepare(self) -> None:
        """All that precedes the first query with the graph's costs."""

    @abstractmethod
    def set_costs(self, cost: Costs) -> None:
        """All that precedes the next query when every cost changes."""

    def choose(self, rows: Nodes) -> None:  # noqa: B027
        """Not timed: take note that the matrix will be asked from these rows only."""

    @abstractmethod
    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        """Costs from rows to columns."""

    @abstractmethod
    def to_all(self, sources: Nodes) -> Costs:
        """Costs from sources to all nodes."""


class Reopen(Peer):
    """Our hierarchy."""

    package, closes, change = "reopen", True, "customize"

    def prepare(self) -> None:
        from reopen.path.hierarchy import Hierarchy

        closed = self.graph.closed if self.graph.closed.any() else None
        self.hierarchy = Hierarchy.of(self.graph.first, self.graph.head, closed=closed, jobs=JOBS)
        self.set_costs(self.graph.cost)

    def set_costs(self, cost: Costs) -> None:
        self.metric = self.hierarchy.customize(cost, jobs=JOBS)

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        return self.metric.many_to_many(rows, columns, jobs=JOBS)

    def to_all(self, sources: Nodes) -> Costs:
        return self.metric.many_to_all(sources, jobs=JOBS)


class ReopenDijkstra(Peer):
    """Our search, which also finds the last arc of every path."""

    package = "reopen"

    def prepare(self) -> None:
        self.cost = self.graph.cost

    def set_costs(self, cost: Costs) -> None:
        self.cost = cost

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        return np.concatenate([self.to_all(rows[i : i + 32])[:, columns] for i in range(0, len(rows), 32)])

    def to_all(self, sources: Nodes) -> Costs:
        from reopen.path.dijkstra import many_to_all

        return many_to_all(self.graph.first, self.graph.head, self.cost, sources, jobs=JOBS)[0]


class Scipy(Peer):
    """scipy.sparse.csgraph.dijkstra; it holds the interpreter's lock."""

    package, runs_on = "scipy", PROCESSES

    def prepare(self) -> None:
        self.set_costs(self.graph.cost)

    def set_costs(self, cost: Costs) -> None:
        from scipy.sparse import csr_array

        n = self.graph.n_nodes
        self.arcs = csr_array((cost, self.graph.head, self.graph.first), shape=(n, n))

    def some(self, sources: Nodes) -> Costs:
        from scipy.sparse.csgraph import dijkstra

        return dijkstra(self.arcs, indices=sources)

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        def some(rows: Nodes) -> Costs:
            return np.concatenate([self.some(rows[i : i + 32])[:, columns] for i in range(0, len(rows), 32)])

        return forked(some, rows, len(columns), self.jobs)

    def to_all(self, sources: Nodes) -> Costs:
        return forked(self.some, sources, self.graph.n_nodes, self.jobs)


class Igraph(Peer):
    """Graph.distances, which stops when all targets are reached."""

    package, runs_on = "igraph", PROCESSES

    def prepare(self) -> None:
        import igraph

        arcs = np.stack([self.graph.tail, self.graph.head], axis=1)
        self.arcs = igraph.Graph(self.graph.n_nodes, arcs, directed=True)
        self.set_costs(self.graph.cost)

    def set_costs(self, cost: Costs) -> None:
        self.arcs.es["cost"] = cost.tolist()

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        ends = columns.tolist()
        return forked(
            lambda r: np.array(self.arcs.distances(r.tolist(), ends, "cost")), rows, len(columns), self.jobs
        )

    def to_all(self, sources: Nodes) -> Costs:
        def some(sources: Nodes) -> Costs:
            return np.array(self.arcs.distances(sources.tolist(), None, "cost"))

        return forked(some, sources, self.graph.n_nodes, self.jobs)


class Networkit(Peer):
    """SPSP, which stops when all targets are reached."""

    package, change = "networkit", "build anew"

    def prepare(self) -> None:
        import networkit

        networkit.setNumberOfThreads(JOBS)
        self.set_costs(self.graph.cost)

    def set_costs(self, cost: Costs) -> None:
        import networkit

        ends = self.graph.tail, self.graph.head
        self.arcs = networkit.GraphFromCoo((cost, ends), n=self.graph.n_nodes, weighted=True, directed=True)

    def run(self, rows: Nodes, columns: Nodes | None) -> Costs:
        import networkit

        search = networkit.distance.SPSP(self.arcs, rows.tolist())
        if columns is not None:
            search.setTargets(columns.tolist())
        found = search.run().getDistances(asarray=True)
        return np.where(found > 1e300, np.inf, found)

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        return self.run(rows, columns)

    def to_all(self, sources: Nodes) -> Costs:
        return self.run(sources, None)


class Rustworkx(Peer):
    """Searches from one origin each, each reading the costs through a Python function."""

    package, runs_on, change = "rustworkx", PROCESSES, "build anew"

    def prepare(self) -> None:
        self.set_costs(self.graph.cost)

    def set_costs(self, cost: Costs) -> None:
        import rustworkx

        self.arcs = rustworkx.PyDiGraph(multigraph=False)
        self.arcs.add_nodes_from(range(self.graph.n_nodes))
        triples = zip(self.graph.tail.tolist(), self.graph.head.tolist(), cost.tolist(), strict=True)
        self.arcs.add_edges_from(list(triples))

    def some(self, sources: Nodes) -> Costs:
        import rustworkx

        out = np.full((len(sources), self.graph.n_nodes), np.inf)
        for row, source in zip(out, sources.tolist(), strict=True):
            found = rustworkx.digraph_dijkstra_shortest_path_lengths(self.arcs, source, float)
            row[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(
                found.values(), float, len(found)
            )
            row[source] = 0.0
        return out

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        def some(rows: Nodes) -> Costs:
            return np.concatenate([self.some(row[None])[:, columns] for row in rows])

        return forked(some, rows, len(columns), self.jobs)

    def to_all(self, sources: Nodes) -> Costs:
        return forked(self.some, sources, self.graph.n_nodes, self.jobs)


class Pandana(Peer):
    """Contraction hierarchy; every pair is a query of its own. It keeps thousandths of a cost."""

    package, change, tolerance = "pandana", "build anew", 1e-3
    searches = False  # nodes_in_range lists nodes, which is not what it is for

    def prepare(self) -> None:
        self.set_costs(self.graph.cost)

    def set_costs(self, cost: Costs) -> None:
        import pandana
        import pandas as pd

        g, self.scale = self.graph, 1e6 / self.longest
        ends = pd.Series(g.tail), pd.Series(g.head)
        costs = pd.DataFrame({"cost": cost * self.scale})
        self.arcs = pandana.Network(pd.Series(g.x), pd.Series(g.y), *ends, costs, twoway=False)

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        pairs = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
        found = np.array(self.arcs.shortest_path_lengths(*pairs)).reshape(len(rows), -1)
        return np.where(found > 4294967.0, np.inf, found / self.scale)

    def to_all(self, sources: Nodes) -> Costs:
        raise NotImplementedError


class _Whole(Peer):
    """A peer that takes costs as whole numbers below 2^31."""

    tolerance = 1e-3

    def whole(self, cost: Costs) -> NDArray[np.uint32]:
        self.scale = 2**30 / self.longest
        return np.maximum(np.rint(cost * self.scale), 1).astype(np.uint32)


class RoutingkitCch(_Whole):
    """Customizable contraction hierarchy of the Rust binding to RoutingKit; one search an origin."""

    package, runs_on, change = "routingkit_cch", PROCESSES, "customize"

    def prepare(self) -> None:
        import routingkit_cch as kit

        g = self.graph
        ends, places = (g.tail.tolist(), g.head.tolist()), (g.y.tolist(), g.x.tolist())
        self.arcs = kit.CCH(kit.compute_order_inertial(g.n_nodes, *ends, *places), *ends, False)
        self.metric = kit.CCHMetric(self.arcs, self.whole(g.cost).tolist())

    def set_costs(self, cost: Costs) -> None:
        self.metric.reset(self.whole(cost).tolist())

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        import routingkit_cch as kit

        ends = columns.tolist()

        def some(rows: Nodes) -> Costs:
            query = kit.CCHOneToMany(self.metric, ends)
            out = np.empty((len(rows), len(ends)))
            for found, row in zip(out, rows.tolist(), strict=True):
                found[:] = query.distances_from(row)  # None becomes NaN
            return np.where(np.isnan(out), np.inf, out / self.scale)

        return forked(some, rows, len(columns), self.jobs)

    def to_all(self, sources: Nodes) -> Costs:
        return self.matrix(sources, np.arange(self.graph.n_nodes, dtype=np.int32))


class Pyroutingkit(_Whole):
    """Customizable contraction hierarchy of the C++ binding to RoutingKit; not safe for threads."""

    package, runs_on, change = "pyroutingkit", PROCESSES, "customize"

    def prepare(self) -> None:
        import pyroutingkit as kit

        g, self.arcs = self.graph, kit.CCHTopology()
        ends = g.tail.astype(np.uint32), g.head.astype(np.uint32)
        self.arcs.build(*ends, g.y.astype(np.float32), g.x.astype(np.float32), g.n_nodes)
        self.metric = kit.CCHMetric(self.arcs)
        self.set_costs(g.cost)

    def set_costs(self, cost: Costs) -> None:
        self.metric.customize(self.whole(cost))  # its threads make it slower

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        ends = columns.astype(np.uint32)

        def some(rows: Nodes) -> Costs:
            found = self.metric.distances_many_to_many(rows.astype(np.uint32), ends)
            return np.where(found >= 2**31 - 1, np.inf, found / self.scale)

        return forked(some, rows, len(columns), self.jobs)

    def to_all(self, sources: Nodes) -> Costs:
        return self.matrix(sources, np.arange(self.graph.n_nodes, dtype=np.int32))


class Aequilibrae(Peer):
    """NetworkSkimming between centroids, which it can close."""

    package, closes, searches = "aequilibrae", True, False
    change = "set_graph, set_skimming"

    def prepare(self) -> None:
        self.cost = self.graph.cost
        self.choose(self.graph.rows)

    def choose(self, rows: Nodes) -> None:
        os.environ["AEQ_SHOW_PROGRESS"] = "FALSE"
        import pandas as pd
        from aequilibrae.paths import Graph as Arcs

        g, self.arcs = self.graph, Arcs()
        ids = np.arange(1, len(g.head) + 1)
        columns = {"link_id": ids, "a_node": g.tail + 1, "b_node": g.head + 1, "direction": 1}
        self.arcs.network = pd.DataFrame(columns | {"cost": self.cost})
        self.arcs.prepare_graph(rows.astype(np.int64) + 1)
        self.arcs.set_blocked_centroid_flows(bool(g.closed.any()))
        self.set_costs(self.cost)

    def set_costs(self, cost: Costs) -> None:
        self.cost = cost
        self.arcs.graph["cost"] = cost[self.arcs.graph["link_id"].to_numpy() - 1]
        self.arcs.set_graph("cost")
        self.arcs.set_skimming("cost")

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:  # noqa: ARG002
        from aequilibrae.paths import NetworkSkimming

        skims = NetworkSkimming(self.arcs)
        skims.set_cores(JOBS)
        skims.execute()
        return skims.results.skims.matrix_view[:, :, 0]

    def to_all(self, sources: Nodes) -> Costs:
        raise NotImplementedError


class Phast(Reopen):
    """The sweeps of bench/phast.cpp over our hierarchy: its own seconds, best of five."""

    searches = False

    def matrix(self, rows: Nodes, columns: Nodes) -> Costs:
        import phast

        with tempfile.TemporaryDirectory() as folder:
            dump = Path(folder) / "dump.bin"
            phast.write(dump, **phast.turned(self.metric, rows, columns))
            self.seconds, found = phast.run(dump, (len(rows), len(columns)), JOBS)
        return found


#: Peers by name, ours first.
PEERS: dict[str, type[Peer]] = {
    "reopen": Reopen,
    "reopen-dijkstra": ReopenDijkstra,
    "phast.cpp": Phast,
    "scipy": Scipy,
    "igraph": Igraph,
    "networkit": Networkit,
    "rustworkx": Rustworkx,
    "pandana": Pandana,
    "routingkit_cch": RoutingkitCch,
    "pyroutingkit": Pyroutingkit,
    "aequilibrae": Aequilibrae,
}
