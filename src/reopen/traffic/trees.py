"""Cheapest trees from many origins, kept and repaired as costs change.

A tree is its last arcs and an order in which every node comes after the one that leads to it. When costs
change a little most of a tree stays: distances are summed along it, one look at all arcs finds where it
is no longer cheapest, and Dijkstra's search goes on from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.path.heap import sift_down, sift_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A node is reached anew only where that is cheaper by more than this share, so that equal ways do not swap.
CHEAPER = 1.0 - 1e-15


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
        Nodes that are reached, each after the one before it.
    reached : (S,) int64 array
        How many those are; 0 before the first search.
    """

    origin: NDArray[np.int32]
    cost: NDArray[np.float64]
    arc: NDArray[np.int32]
    order: NDArray[np.int32]
    reached: NDArray[np.int64]


def trees(graph: Graph, origin: NDArray[np.int32]) -> Trees:
    """Trees that have not been searched yet."""
    shape = len(origin), len(graph.first) - 1
    empty = np.empty(shape, np.float64), np.full(shape, -1, np.int32), np.empty(shape, np.int32)
    return Trees(origin, *empty, np.zeros(len(origin), np.int64))


@njit(inline="always")
def _reach(w, there, a, cost, arc, keys, nodes, size):  # type: ignore[no-untyped-def]
    cost[w], arc[w] = there, a
    keys[size], nodes[size] = there, w
    sift_up(keys, nodes, size)
    return size + 1


@njit(nogil=True, cache=True)
def _summed(graph, price, arc, order, reached, cost):  # type: ignore[no-untyped-def]
    """Costs along a tree."""
    for k in range(1, reached):
        v = order[k]
        cost[v] = cost[graph.tail[arc[v]]] + price[arc[v]]


@njit(nogil=True, cache=True)
def _search(graph, price, origin, cost, arc, keys, nodes, size):  # type: ignore[no-untyped-def]
    """Dijkstra's search from nodes that are on the heap already."""
    while size:
        key, v = keys[0], nodes[0]
        size -= 1
        if size:
            keys[0], nodes[0] = keys[size], nodes[size]
            sift_down(keys, nodes, size)
        if key > cost[v] or (graph.closed[v] and v != origin):
            continue
        for a in range(graph.first[v], graph.first[v + 1]):
            there = key + price[a]
            if there < cost[graph.head[a]] * CHEAPER:
                size = _reach(graph.head[a], there, a, cost, arc, keys, nodes, size)


@njit(nogil=True, cache=True)
def _ordered(graph, arc, origin, order, child, sibling):  # type: ignore[no-untyped-def]
    """Nodes of a tree, each after the one before it; how many."""
    n = len(child)
    child[:] = -1
    for v in range(n):
        if arc[v] >= 0:
            before = graph.tail[arc[v]]
            sibling[v] = child[before]
            child[before] = v
    order[0], end, k = origin, 1, 0
    while k < end:
        w = child[order[k]]
        k += 1
        while w >= 0:
            order[end] = w
            end += 1
            w = sibling[w]
    return end


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
    keys, nodes = np.empty(2 * len(graph.head) + 2), np.empty(2 * len(graph.head) + 2, np.int32)
    child, sibling = np.empty(n, np.int32), np.empty(n, np.int32)
    for o in range(begin, end):
        origin, price = trees.origin[o], prices[layer[o]]
        cost, arc, order = trees.cost[o], trees.arc[o], trees.order[o]
        cost[:] = np.inf
        cost[origin] = 0.0
        size = 0
        if trees.reached[o] == 0:
            keys[0], nodes[0], size = 0.0, origin, 1
        else:
            _summed(graph, price, arc, order, trees.reached[o], cost)
            for k in range(trees.reached[o]):
                v = order[k]
                if graph.closed[v] and v != origin:
                    continue
                for a in range(graph.first[v], graph.first[v + 1]):
                    there = cost[v] + price[a]
                    if there < cost[graph.head[a]] * CHEAPER:
                        size = _reach(graph.head[a], there, a, cost, arc, keys, nodes, size)
            if size == 0:
                continue
        _search(graph, price, origin, cost, arc, keys, nodes, size)
        trees.reached[o] = _ordered(graph, arc, origin, order, child, sibling)
        _summed(graph, price, arc, order, trees.reached[o], cost)
