"""One step: an opened arc (a, b, c) in a matrix D of costs, and the way back.

With D closed under shortest paths, the new costs are ``min(D_ij, D_ia + c + D_bj)``; only rows
with ``D_ia + c < D_ib`` and columns with ``c + D_bj < D_aj`` can change. What is overwritten is
logged, so that a step can be taken back.
"""

from __future__ import annotations

from numba import njit


@njit(nogil=True, cache=True)
def include(d, need, tail, head, cost, begin, end, at, old, top, columns):  # type: ignore[no-untyped-def]
    """Include arcs ``begin:end``, arc k in the first ``need[k]`` rows and columns of ``d``.

    Overwritten entries go to the log ``at`` (flat index) and ``old`` from ``top`` on. Returns
    the log's new top, or -1 where the log is full; ``columns`` is scratch of shape (W,).
    """
    n = d.shape[0]
    for k in range(begin, end):
        a, b, c, rows = tail[k], head[k], cost[k], need[k]
        m = 0
        for j in range(rows):
            if c + d[b, j] < d[a, j]:
                columns[m] = j
                m += 1
        if m == 0:
            continue
        for i in range(rows):
            base = d[i, a] + c
            if base < d[i, b]:
                if top + m > len(at):
                    return -1
                for x in range(m):
                    j = columns[x]
                    there = base + d[b, j]
                    if there < d[i, j]:
                        at[top] = i * n + j
                        old[top] = d[i, j]
                        top += 1
                        d[i, j] = there
    return top


@njit(nogil=True, cache=True)
def put_back(flat, at, old, begin, top):  # type: ignore[no-untyped-def]
    """Put the logged entries ``begin:top`` of a flat matrix back, the last first."""
    for x in range(top - 1, begin - 1, -1):
        flat[at[x]] = old[x]
