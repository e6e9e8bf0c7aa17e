"""Small networks for the tests, and a slow check of equilibria that shares no code with the engine."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from reopen.traffic.demand import Trips
from reopen.traffic.gmns import read_demand, read_network
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import costs

CASES = Path(__file__).parent / "cases"
SIOUX_FALLS = CASES / "sioux-falls"
#: Of the best-known solution.
SIOUX_FALLS_OBJECTIVE = 42.31335287107440e5
BENCH = Path(os.environ.get("REOPEN_BENCH") or Path(__file__).parents[3] / "shared/bench")


def network(ends, performance, *, nodes=None, closed=(), fixed=None):
    """A network of links given by their ends, with nodes counted from 0."""
    tail, head = np.array(ends, np.int32).reshape(-1, 2).T
    n = nodes or int(max(tail.max(), head.max())) + 1
    shut = np.isin(np.arange(n), list(closed))
    besides = np.zeros((1, len(tail))) if fixed is None else np.array(fixed, float)
    return RoadNetwork(np.arange(n), tail.copy(), head.copy(), performance, shut, besides)


def trips(*rows):
    """Given trips: origin, destination, flow."""
    origin, destination, flow = zip(*rows, strict=True)
    return Trips.given(np.array(origin), np.array(destination), np.array(flow, float))


def sioux_falls():
    """Sioux Falls, its trips, and the published flows."""
    table = read_network(SIOUX_FALLS / "node.csv", SIOUX_FALLS / "link.csv")
    with (SIOUX_FALLS / "link.csv").open(encoding="utf-8") as file:
        flow = np.array([float(row["equilibrium_flow"]) for row in csv.DictReader(file)])
    return table.network, read_demand(SIOUX_FALLS / "demand.csv", table), flow


def paths_of(found, net, travelling):
    """Every path that is kept: pair's place in the trips, links, flow."""
    kept = travelling.sorted(net)[0]
    columns = found.columns
    for od in range(len(columns.top)):
        q = columns.top[od]
        while q >= 0:
            arcs = columns.arcs[columns.begin[q] : columns.begin[q] + columns.length[q]]
            yield kept[od], net.order[arcs], columns.flow[q]
            q = columns.after[q]


def cheapest(net, price, origin):
    """Costs from a node by SciPy, with closed nodes left only where the way begins."""
    n = len(net.node_ids)
    least = {}
    for a, (u, v) in enumerate(zip(net.tail.tolist(), net.head.tolist(), strict=True)):
        if u != v and np.isfinite(price[a]) and not (net.closed[u] and u != origin):
            least[u, v] = min(least.get((u, v), np.inf), price[a])
    rows, cols = np.array(list(least), int).reshape(-1, 2).T
    return dijkstra(csr_array((list(least.values()), (rows, cols)), shape=(n, n)), indices=origin)


def check(net, travelling, found, *, marginal=False, tolerance=1e-9):
    """Whether flows are an equilibrium: ways whole, flows conserved, none dearer than the cheapest."""
    begin, end = travelling.indices(net)
    prices = costs(net.performance, found.flow, marginal=marginal)[0] + net.fixed
    sums, pair = np.zeros(net.fixed.shape), np.zeros(len(travelling.flow))
    away, total = 0.0, 0.0
    known = {}
    for k, links, flow in paths_of(found, net, travelling):
        layer = travelling.layer[k]
        assert net.tail[links[0]] == begin[k]
        assert net.head[links[-1]] == end[k]
        assert (net.head[links[:-1]] == net.tail[links[1:]]).all()
        assert not net.closed[net.head[links[:-1]]].any()
        assert flow >= 0.0
        np.add.at(sums[layer], links, flow)
        pair[k] += flow
        key = layer, begin[k]
        if key not in known:
            known[key] = cheapest(net, prices[layer], begin[k])
        cost = prices[layer][links].sum()
        away += flow * max(cost - known[key][end[k]], 0.0)
        total += flow * cost
        # The gap is a mean; a single way that carries little may be further off.
        if flow > 1e-6 * travelling.flow[k]:
            assert cost <= known[key][end[k]] * (1.0 + 1000.0 * tolerance) + 1e-12
    assert away <= tolerance * total
    travels = begin != end
    np.testing.assert_allclose(pair[travels], found.demand[travels], rtol=1e-9)
    np.testing.assert_allclose(sums, found.class_flow, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(sums.sum(0), found.flow, rtol=1e-9, atol=1e-9)
    conserved(net, travelling, found.flow, found.demand)


def conserved(net, travelling, flow, demand):
    """What enters a node and begins there is what leaves it and ends there."""
    begin, end = travelling.indices(net)
    n = len(net.node_ids)
    out = np.bincount(net.tail, flow, n) + np.bincount(end, demand, n)
    into = np.bincount(net.head, flow, n) + np.bincount(begin, demand, n)
    np.testing.assert_allclose(out, into, rtol=1e-9, atol=1e-7)
