"""Cheapest paths from one source after a few arcs opened or became cheaper, and what they meet.

Only what improves is touched: the heads of the new arcs start a search that goes on from node
to node while the cost falls (the case of falling costs of Ramalingam and Reps 1996). Whatever is
overwritten is logged, so that the paths as they were can be put back. What a path meets is summed
only where it is asked for: back over what is new, then as it was.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.path.heap import sift_down, sift_up

#: What a node came from while its path is still that of the table.
STANDS = -(1 << 62)


@njit(nogil=True, cache=True)
def tree_sums(dist, pred, tail, amounts, sums, order):  # type: ignore[no-untyped-def]
    """Sums of arc amounts along the path to every node that one source reaches.

    Parameters
    ----------
    dist, pred : ndarray, shape (N,)
        Costs and last arcs of the paths.
    tail : ndarray of int, shape (A,)
        Start nodes of the arcs.
    amounts : ndarray of float64, shape (A, M)
        What is summed.
    sums : ndarray of float64, shape (N, M)
        The result; rows of nodes that are not reached are left alone.
    order : ndarray of int64, shape (N,)
        Room for a stack.
    """
    width = amounts.shape[1]
    done = np.zeros(len(dist), np.bool_)
    for v in range(len(dist)):
        if dist[v] == 0.0 and pred[v] < 0:
            done[v] = True
            for m in range(width):
                sums[v, m] = 0.0
    for start in range(len(dist)):
        v, depth = start, 0
        while pred[v] >= 0 and not done[v]:
            order[depth] = v
            depth += 1
            v = tail[pred[v]]
        while depth > 0:
            depth -= 1
            v = order[depth]
            arc = pred[v]
            u = tail[arc]
            for m in range(width):
                sums[v, m] = sums[u, m] + amounts[arc, m]
            done[v] = True


@njit(nogil=True, cache=True)
def room(size, arcs, new):  # type: ignore[no-untyped-def]
    """Room for repairs on ``size`` nodes: ``came, stamp, new_at, new_next, keys, nodes``; nothing in use."""
    most = arcs + 2 * new  # a new arc may enter the heap when the repair begins, and once more
    came, stamp = np.full(size, STANDS, np.int64), np.full(size, -1, np.int64)
    new_at, new_next = np.full(size, -1, np.int64), np.full(new, -1, np.int64)
    return came, stamp, new_at, new_next, np.empty(most), np.empty(most, np.int32)


@njit(nogil=True, cache=True)
def log_room(size):  # type: ignore[no-untyped-def]
    """Room for a log of ``size`` entries: ``log_node, log_dist, log_came``."""
    return np.empty(size + 1, np.int64), np.empty(size + 1), np.empty(size + 1, np.int64)


@njit(nogil=True, cache=True)
def _lower(  # type: ignore[no-untyped-def]
    there, w, via, dist, came, stamp, now, keys, nodes, size, log_node, log_dist, log_came, top
):
    """Note a cheaper way to a node, and what it had before this repair; new sizes of the heap and the log."""
    # Written always, kept once: Numba counts references, at a cost, to arrays used on one branch alone.
    log_node[top], log_dist[top], log_came[top] = w, dist[w], came[w]
    if stamp[w] != now:
        top += 1
    stamp[w] = now
    dist[w], came[w] = there, via
    keys[size], nodes[size] = there, w
    sift_up(keys, nodes, size)
    return size + 1, top


@njit(nogil=True, cache=True)
def repair(  # type: ignore[no-untyped-def]
    first, head, cost, new_at, new_next, new_tail, new_head, new_cost, begin, end,
    dist, came, stamp, now, keys, nodes, log_node, log_dist, log_came, top,
):  # fmt: skip
    """Bring one source's paths up to date with new arcs ``begin:end``; returns the log's new top.

    Parameters
    ----------
    first, head, cost
        The graph as it is.
    new_at, new_next : ndarray of int64, shapes (N,) and (K,)
        Chains of the new arcs in use by the node that they leave: see :func:`link`. They must hold
        ``begin:end`` and may hold others, which the paths know already.
    new_tail, new_head, new_cost
        New arcs.
    dist : ndarray of float64, shape (N,)
        Costs of the paths; brought up to date.
    came : ndarray of int64, shape (N,)
        Arc that the path to each node ends with, -1 - k for new arc k, and :data:`STANDS` where
        no repair has touched it; brought up to date.
    stamp : ndarray of int64, shape (N,)
        Room that holds no ``now``; then ``now`` at the nodes that this repair has touched.
    keys, nodes
        Room for a heap of all arcs and twice the new ones.
    log_node, log_dist, log_came
        Log of what is overwritten, with room for N + 1 entries from ``top`` on.
    """
    size = 0
    for k in range(begin, end):
        there, w = dist[new_tail[k]] + new_cost[k], new_head[k]
        if there < dist[w]:
            size, top = _lower(
                there, w, -1 - k, dist, came, stamp, now, keys, nodes, size, log_node, log_dist, log_came, top
            )
    while size:
        key, v = keys[0], nodes[0]
        size -= 1
        if size:
            keys[0], nodes[0] = keys[size], nodes[size]
            sift_down(keys, nodes, size)
        if key > dist[v]:
            continue
        for arc in range(first[v], first[v + 1]):
            there, w = key + cost[arc], head[arc]
            if there < dist[w]:
                size, top = _lower(
                    there, w, arc, dist, came, stamp, now, keys, nodes, size,
                    log_node, log_dist, log_came, top,
                )  # fmt: skip
        k = new_at[v]
        while k >= 0:
            there, w = key + new_cost[k], new_head[k]
            if there < dist[w]:
                size, top = _lower(
                    there, w, -1 - k, dist, came, stamp, now, keys, nodes, size,
                    log_node, log_dist, log_came, top,
                )  # fmt: skip
            k = new_next[k]
    return top


@njit(nogil=True, cache=True)
def follow(v, came, tail, amounts, new_tail, new_amounts, before, total):  # type: ignore[no-untyped-def]
    """Write the sums of arc amounts along the path to node v: back over what is new, then as it was.

    Parameters
    ----------
    amounts, new_amounts : ndarray of float64, shapes (A, M) and (K, M)
        Of the arcs, and of the new ones.
    before : ndarray of float64, shape (N, M)
        Sums along the paths as they were: see :func:`tree_sums`.
    total : ndarray of float64, shape (M,)
        The result.
    """
    total[:] = 0.0
    while came[v] != STANDS:
        via = came[v]
        if via >= 0:
            for m in range(len(total)):
                total[m] += amounts[via, m]
            v = tail[via]
        else:
            for m in range(len(total)):
                total[m] += new_amounts[-1 - via, m]
            v = new_tail[-1 - via]
    for m in range(len(total)):
        total[m] = before[v, m] + total[m]


@njit(nogil=True, cache=True)
def link(new_at, new_next, new_tail, begin, end):  # type: ignore[no-untyped-def]
    """Put new arcs ``begin:end`` in use: into the chains of the nodes that they leave."""
    for k in range(begin, end):
        new_next[k] = new_at[new_tail[k]]
        new_at[new_tail[k]] = k


@njit(nogil=True, cache=True)
def unlink(new_at, new_next, new_tail, begin, end):  # type: ignore[no-untyped-def]
    """Take the new arcs that were put in use last out of it."""
    for k in range(end - 1, begin - 1, -1):
        new_at[new_tail[k]] = new_next[k]


@njit(nogil=True, cache=True)
def put_back(dist, came, log_node, log_dist, log_came, begin, end):  # type: ignore[no-untyped-def]
    """Put the logged entries ``begin:end`` back, the last first: several repairs may have logged a node."""
    for k in range(end - 1, begin - 1, -1):
        v = log_node[k]
        dist[v], came[v] = log_dist[k], log_came[k]
