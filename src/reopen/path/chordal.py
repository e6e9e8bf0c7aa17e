"""The hierarchy of a graph without its costs: elimination tree, filled-in links, pieces for threads.

Nodes are ranks: the order of elimination, renumbered so that every subtree of the elimination
tree is a range of ranks. A link joins a node to one that is eliminated later; eliminating a node
links all its later neighbours to each other. Names follow Dibbelt, Strasser and Wagner (2016),
Customizable Contraction Hierarchies, https://doi.org/10.1145/2886843.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.path.limits import check_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Subtrees that are worked on apart, at least; a fixed number, so that results do not depend on threads.
PIECES = 16


class Chordal(NamedTuple):
    """A filled-in graph, which kernels take as it is. N nodes (ranks), M links, P pieces.

    Attributes
    ----------
    rank : ndarray of int32
        Rank of each node of the graph, -1 for closed ones.
    node : ndarray of int32, shape (N,)
        Node of the graph at each rank.
    parent : ndarray of int32, shape (N,)
        Parent in the elimination tree: the earliest later neighbour; -1 at a root.
    up_first : ndarray of int64, shape (N + 1,)
        Links ``up_first[v]:up_first[v + 1]`` join v to later nodes.
    up_head : ndarray of int32, shape (M,)
        The later node of each link; ascending for each v.
    down_first : ndarray of int64, shape (N + 1,)
        Entries ``down_first[v]:down_first[v + 1]`` are the links that join v to earlier nodes.
    down_link : ndarray of int32, shape (M,)
        Links by later node, by ascending earlier node.
    down_tail : ndarray of int32, shape (M,)
        The earlier node of each.
    pieces : ndarray of int64, shape (P, 2)
        Ranges of ranks that are whole subtrees, balanced by work.
    top : ndarray of int64
        Ranks in none of the pieces, ascending.
    is_top : ndarray of bool, shape (N,)
        Whether a rank is among them.
    """

    rank: NDArray[np.int32]
    node: NDArray[np.int32]
    parent: NDArray[np.int32]
    up_first: NDArray[np.int64]
    up_head: NDArray[np.int32]
    down_first: NDArray[np.int64]
    down_link: NDArray[np.int32]
    down_tail: NDArray[np.int32]
    pieces: NDArray[np.int64]
    top: NDArray[np.int64]
    is_top: NDArray[np.bool_]


@njit(nogil=True, cache=True)
def _fill(first, adjacent, order, rank):  # type: ignore[no-untyped-def]
    """Later neighbours of each node once earlier ones are eliminated, and its parent; by elimination."""
    n = len(order)
    parent = np.full(n, -1, np.int32)
    child, sibling = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    seen = np.full(n, -1, np.int32)
    up_first = np.zeros(n + 1, np.int64)
    up_head = np.empty(2 * len(adjacent) + n, np.int32)
    size = 0
    for v in range(n):
        begin = size
        node = order[v]
        seen[v] = v
        room = first[node + 1] - first[node]
        c = child[v]
        while c >= 0:
            room += up_first[c + 1] - up_first[c]
            c = sibling[c]
        if size + room > len(up_head):
            more = np.empty(2 * len(up_head) + room, np.int32)
            more[:size] = up_head[:size]
            up_head = more
        for x in range(first[node], first[node + 1]):
            w = rank[adjacent[x]]
            if w > v and seen[w] != v:
                seen[w] = v
                up_head[size] = w
                size += 1
        c = child[v]
        while c >= 0:
            for x in range(up_first[c], up_first[c + 1]):
                w = up_head[x]
                if seen[w] != v:
                    seen[w] = v
                    up_head[size] = w
                    size += 1
            c = sibling[c]
        up_head[begin:size].sort()
        up_first[v + 1] = size
        if size > begin:
            p = up_head[begin]
            parent[v] = p
            sibling[v] = child[p]
            child[p] = v
    return parent, up_first, up_head[:size].copy()


@njit(nogil=True, cache=True)
def _postorder(parent):  # type: ignore[no-untyped-def]
    """New rank of each node: children before parents, subtrees together, in the old order among siblings."""
    n = len(parent)
    size = np.ones(n, np.int64)
    for v in range(n):
        if parent[v] >= 0:
            size[parent[v]] += size[v]
    # Parents come later, so going down each node's range is known before its children need it.
    begin, out = np.zeros(n, np.int64), np.empty(n, np.int32)
    free = np.zeros(n + 1, np.int64)  # where the next child's range ends
    end = n
    for v in range(n - 1, -1, -1):
        if parent[v] < 0:
            begin[v] = end - size[v]
            out[v] = end - 1
            end = begin[v]
        else:
            p = parent[v]
            begin[v] = free[p] - size[v]
            out[v] = free[p] - 1
            free[p] = begin[v]
        free[v] = out[v]
    return out


@njit(nogil=True, cache=True)
def _downwards(up_first, up_head):  # type: ignore[no-untyped-def]
    n = len(up_first) - 1
    first = np.zeros(n + 1, np.int64)
    for x in range(len(up_head)):
        first[up_head[x] + 1] += 1
    first = np.cumsum(first)
    at = first[:-1].copy()
    link, tail = np.empty(len(up_head), np.int32), np.empty(len(up_head), np.int32)
    for v in range(n):
        for x in range(up_first[v], up_first[v + 1]):
            k = at[up_head[x]]
            link[k], tail[k] = x, v
            at[up_head[x]] = k + 1
    return first, link, tail


@njit(nogil=True, cache=True)
def _work(parent, up_first):  # type: ignore[no-untyped-def]
    """Triangles in the subtree of each node whose earliest corner is in it, and its first rank."""
    n = len(parent)
    work, low = np.ones(n), np.arange(n)
    for v in range(n):
        degree = up_first[v + 1] - up_first[v]
        work[v] += 0.5 * degree * degree
        if parent[v] >= 0:
            work[parent[v]] += work[v]
            low[parent[v]] = min(low[parent[v]], low[v])
    return work, low


def _cut_tree(
    parent: NDArray[np.int32], up_first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Subtrees to be worked on apart, and the nodes above them."""
    work, low = _work(parent, up_first)
    roots = np.flatnonzero(parent < 0)
    total = float(work[roots].sum())
    children: dict[int, list[int]] = {}
    pieces, top = roots.tolist(), []
    # The children of a node are found by looking back from it: the last is its neighbour in rank.
    while pieces:
        heaviest = max(pieces, key=lambda v: work[v])
        if work[heaviest] <= total / PIECES:
            break
        pieces.remove(heaviest)
        top.append(heaviest)
        children[heaviest], v = [], heaviest - 1
        while v >= low[heaviest]:
            children[heaviest].append(v)
            v = int(low[v]) - 1
        pieces += children[heaviest]
    ranges = sorted((int(low[v]), int(v) + 1) for v in pieces)
    joined: list[tuple[int, int]] = []
    weight = 0.0
    # Neighbouring subtrees that are small are one piece of work.
    for lo, hi in ranges:
        here = float(work[hi - 1])
        if joined and joined[-1][1] == lo and weight + here <= total / PIECES:
            joined[-1] = (joined[-1][0], hi)
            weight += here
        else:
            joined.append((lo, hi))
            weight = here
    return np.array(joined, dtype=np.int64).reshape(-1, 2), np.array(sorted(top), dtype=np.int64)


def chordal(
    first: NDArray[np.int64], adjacent: NDArray[np.int32], order: NDArray[np.int32], n_nodes: int
) -> Chordal:
    """Fill in a graph along an elimination order.

    Parameters
    ----------
    first, adjacent : ndarray
        Neighbours of each node, see :func:`reopen.path.dissection.neighbours`.
    order : ndarray of int32, shape (N,)
        Open nodes in the order of their elimination.
    n_nodes : int
        Nodes of the graph, closed ones included.
    """
    n = len(order)
    rank = np.full(n_nodes, -1, dtype=np.int32)
    rank[order] = np.arange(n, dtype=np.int32)
    parent, up_first, up_head = _fill(first, adjacent, order, rank)
    check_count(2 * len(up_head), "slots of the hierarchy")
    new = _postorder(parent)
    old = np.empty(n, dtype=np.int64)
    old[new] = np.arange(n)
    sizes = np.diff(up_first)[old]
    moved = np.concatenate([[0], np.cumsum(sizes)])
    entry = np.arange(len(up_head)) - np.repeat(moved[:-1], sizes) + np.repeat(up_first[:-1][old], sizes)
    # A node's later neighbours are all on its way to the root, so renumbering keeps their order.
    up_head = new[up_head[entry]]
    parent = np.where(parent[old] >= 0, new[parent[old]], -1).astype(np.int32)
    node = order[old].astype(np.int32)
    rank[node] = np.arange(n, dtype=np.int32)
    pieces, top = _cut_tree(parent, moved)
    is_top = np.zeros(n, dtype=np.bool_)
    is_top[top] = True
    down_first, down_link, down_tail = _downwards(moved, up_head)
    return Chordal(rank, node, parent, moved, up_head, down_first, down_link, down_tail, pieces, top, is_top)
