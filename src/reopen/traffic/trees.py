"""Cheapest trees from many origins, found anew as costs change by what the last search learnt.

Dijkstra's search looks at nodes in the order of their costs. When costs change that order stays nearly right:
one look at all nodes in the old order, without a heap, finds nearly all of a tree, and Dijkstra's search
goes on from the nodes that became cheaper after they were looked at. Where those lead to many, the order is
worn out, and the next search begins afresh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.path.heap import sift_down, sift_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Share of the nodes that are looked at again from which on an order is worn out.
WORN = 0.25


class Graph(NamedTuple):
    """A network of N nodes and A arcs, sorted by their first node.

    Attributes
    ----------
    first : (N + 1,) int32 array
        Arcs ``first[v]:first[v + 1]`` leave node v.
    tail, head : (A,) int32 arrays
        Nodes that each arc joins.
    closed : (N,) bool array
        Nodes that a path may begin or end in, and not cross.
    """

    first: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    closed: NDArray[np.bool_]


class Trees(NamedTuple):
    """Trees from S origins.

    Attributes
    ----------
    origin : (S,) int32 array
        Their first nodes.
    cost : (S, N) float64 array
        Cost of the way to each node; infinite where there is none.
    arc : (S, N) int32 array
        Its last arc; -1 at the origin and where there is none.
    order : (S, N) int32 array
        All nodes in the order in which the next search looks at them.
    fresh : (S,) bool array
        Whether it begins afresh instead.
    """

    origin: NDArray[np.int32]
    cost: NDArray[np.float64]
    arc: NDArray[np.int32]
    order: NDArray[np.int32]
    fresh: NDArray[np.bool_]


def trees(graph: Graph, origin: NDArray[np.int32]) -> Trees:
    """Trees that have not been searched yet."""
    shape = len(origin), len(graph.first) - 1
    empty = np.empty(shape, np.float64), np.full(shape, -1, np.int32), np.empty(shape, np.int32)
    return Trees(origin, *empty, np.ones(len(origin), np.bool_))


@njit(nogil=True, cache=True)
def _search(graph, price, origin, cost, arc, keys, nodes, size, looked):  # type: ignore[no-untyped-def]
    """Dijkstra's search from nodes that are on the heap already; the nodes looked at, and how many."""
    end = 0
    while size:
        key, v = keys[0], nodes[0]
        size -= 1
        if size:
            keys[0], nodes[0] = keys[size], nodes[size]
            sift_down(keys, nodes, size)
        if key > cost[v]:
            continue
        looked[end] = v
        end += 1
        if graph.closed[v] and v != origin:
            continue
        for a in range(graph.first[v], graph.first[v + 1]):
            there, w = key + price[a], graph.head[a]
            if there < cost[w]:
                cost[w], arc[w] = there, a
                keys[size], nodes[size] = there, w
                sift_up(keys, nodes, size)
                size += 1
    return end


@njit(nogil=True, cache=True)
def _swept(graph, price, origin, cost, arc, order, done, keys, nodes):  # type: ignore[no-untyped-def]
    """Look at all nodes once in an old order; those that became cheaper afterwards are put on the heap."""
    size = 0
    done[:] = False
    for v in order:
        done[v] = True
        here = cost[v]
        if here == np.inf or (graph.closed[v] and v != origin):
            continue
        for a in range(graph.first[v], graph.first[v + 1]):
            there, w = here + price[a], graph.head[a]
            if there < cost[w]:
                cost[w], arc[w] = there, a
                if done[w]:
                    keys[size], nodes[size] = there, w
                    sift_up(keys, nodes, size)
                    size += 1
    return size


@njit(nogil=True, cache=True)
def search(graph, trees, prices, layer, begin, end):  # type: ignore[no-untyped-def]
    """Make some trees cheapest for new prices, in place.

    Parameters
    ----------
    graph : Graph
    trees : Trees
    prices : (layers, A) float64 array
        What each arc costs, not negative, by class.
    layer : (S,) int64 array
        Class of each origin.
    begin, end : int
        Origins to look at.
    """
    n = len(graph.first) - 1
    # Each arc can make a node cheaper once before Dijkstra's search and once in it.
    keys, nodes = np.empty(2 * len(graph.head) + 2), np.empty(2 * len(graph.head) + 2, np.int32)
    done, looked = np.empty(n, np.bool_), np.empty(n, np.int32)
    for o in range(begin, end):
        origin, price = trees.origin[o], prices[layer[o]]
        cost, arc, order = trees.cost[o], trees.arc[o], trees.order[o]
        cost[:] = np.inf
        arc[:] = -1
        cost[origin] = 0.0
        if trees.fresh[o]:
            keys[0], nodes[0] = 0.0, origin
            k = _search(graph, price, origin, cost, arc, keys, nodes, 1, order)
            for v in range(n):
                if cost[v] == np.inf:
                    order[k] = v
                    k += 1
            trees.fresh[o] = False
        else:
            size = _swept(graph, price, origin, cost, arc, order, done, keys, nodes)
            again = _search(graph, price, origin, cost, arc, keys, nodes, size, looked)
            trees.fresh[o] = again > WORN * n


@njit(nogil=True, cache=True)
def outwards(graph, trees, o):  # type: ignore[no-untyped-def]
    """Nodes that a tree reaches, each after the one before it, the origin first."""
    arc, n = trees.arc[o], len(graph.first) - 1
    child, sibling = np.full(n, -1, np.int32), np.empty(n, np.int32)
    order = np.empty(n, np.int32)
    for v in range(n):
        if arc[v] >= 0:
            before = graph.tail[arc[v]]
            sibling[v] = child[before]
            child[before] = v
    order[0], end, k = trees.origin[o], 1, 0
    while k < end:
        w = child[order[k]]
        k += 1
        while w >= 0:
            order[end] = w
            end += 1
            w = sibling[w]
    return order[:end]
