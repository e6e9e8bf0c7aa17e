"""A binary heap of nodes by key, in two arrays."""

from __future__ import annotations

from numba import njit


@njit(nogil=True, cache=True)
def sift_up(keys, nodes, i):  # type: ignore[no-untyped-def]
    """Move the entry at ``i`` up to its place."""
    key, node = keys[i], nodes[i]
    while i > 0:
        parent = (i - 1) >> 1
        if keys[parent] <= key:
            break
        keys[i], nodes[i] = keys[parent], nodes[parent]
        i = parent
    keys[i], nodes[i] = key, node


@njit(nogil=True, cache=True)
def sift_down(keys, nodes, size):  # type: ignore[no-untyped-def]
    """Move the first of ``size`` entries down to its place."""
    i, key, node = 0, keys[0], nodes[0]
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[i], nodes[i] = keys[child], nodes[child]
        i = child
    keys[i], nodes[i] = key, node
