"""Cheapest paths from one source after a few arcs opened or became cheaper, and what they meet.

Only what improves is touched: the heads of the new arcs start a search that goes on from node
to node while the cost falls (the case of falling costs of Ramalingam and Reps 1996). Each node
carries sums of arc amounts along its path; whatever is overwritten is logged, so that the paths
as they were can be put back.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.path.heap import sift_down, sift_up


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
def _lower(  # type: ignore[no-untyped-def]
    there, w, via, dist, sums, came, stamp, now, keys, nodes, size, log_node, log_dist, log_sums, top
):
    """Note a cheaper way to a node, and what it had before this repair; new sizes of the heap and the log."""
    if stamp[w] != now:
        stamp[w] = now
        log_node[top], log_dist[top] = w, dist[w]
        for m in range(sums.shape[1]):
            log_sums[top, m] = sums[w, m]
        top += 1
    dist[w], came[w] = there, via
    keys[size], nodes[size] = there, w
    sift_up(keys, nodes, size)
    return size + 1, top


@njit(nogil=True, cache=True)
def repair(  # type: ignore[no-untyped-def]
    first, tail, head, cost, amounts, new_at, new_next, new_tail, new_head, new_cost, new_amounts, begin, end,
    dist, sums, came, stamp, now, keys, nodes, log_node, log_dist, log_sums, top,
):  # fmt: skip
    """Bring one source's paths up to date with new arcs ``begin:end``; returns the log's new top.

    Parameters
    ----------
    first, tail, head, cost, amounts
        The graph as it is, with the amounts of its arcs, shape (A, M).
    new_at, new_next : ndarray of int64, shapes (N,) and (K,)
        Chains of the new arcs in use by the node that they leave: see :func:`link`. They must hold
        ``begin:end`` and may hold others, which the paths know already.
    new_tail, new_head, new_cost, new_amounts
        New arcs.
    dist, sums : ndarray of float64, shapes (N,) and (N, M)
        Costs and sums of amounts of the paths; brought up to date.
    came, stamp : ndarray of int64, shape (N,)
        Room; ``stamp`` must hold no ``now``.
    keys, nodes
        Room for a heap of all arcs and new arcs.
    log_node, log_dist, log_sums
        Log of what is overwritten, with room for N entries from ``top`` on.
    """
    size, begun = 0, top
    for k in range(begin, end):
        there, w = dist[new_tail[k]] + new_cost[k], new_head[k]
        if there < dist[w]:
            size, top = _lower(
                there, w, -1 - k, dist, sums, came, stamp, now, keys, nodes, size,
                log_node, log_dist, log_sums, top,
            )  # fmt: skip
    if top == begun:
        return top
    while size:
        key, v = keys[0], nodes[0]
        size -= 1
        if size:
            keys[0], nodes[0] = keys[size], nodes[size]
            sift_down(keys, nodes, size)
        if key > dist[v]:
            continue
        via = came[v]  # what it came from is settled, so its sums are final
        if via >= 0:
            u = tail[via]
            for m in range(sums.shape[1]):
                sums[v, m] = sums[u, m] + amounts[via, m]
        else:
            u = new_tail[-1 - via]
            for m in range(sums.shape[1]):
                sums[v, m] = sums[u, m] + new_amounts[-1 - via, m]
        for arc in range(first[v], first[v + 1]):
            there, w = key + cost[arc], head[arc]
            if there < dist[w]:
                size, top = _lower(
                    there, w, arc, dist, sums, came, stamp, now, keys, nodes, size,
                    log_node, log_dist, log_sums, top,
                )  # fmt: skip
        k = new_at[v]
        while k >= 0:
            there, w = key + new_cost[k], new_head[k]
            if there < dist[w]:
                size, top = _lower(
                    there, w, -1 - k, dist, sums, came, stamp, now, keys, nodes, size,
                    log_node, log_dist, log_sums, top,
                )  # fmt: skip
            k = new_next[k]
    return top


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
def put_back(dist, sums, log_node, log_dist, log_sums, begin, end):  # type: ignore[no-untyped-def]
    """Put the logged entries ``begin:end`` back."""
    for k in range(begin, end):
        v = log_node[k]
        dist[v] = log_dist[k]
        for m in range(sums.shape[1]):
            sums[v, m] = log_sums[k, m]
