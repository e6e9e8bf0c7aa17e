"""From the links of a hierarchy back to the arcs of the graph they stand for."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def arc_of(arcs, cost, w, slot):  # type: ignore[no-untyped-def]
    """The first arc in a slot that costs what the slot does, or -1."""
    k = np.searchsorted(arcs.slot, slot)
    while k < len(arcs.slot) and arcs.slot[k] == slot:
        if cost[arcs.arc[k]] == w[slot]:
            return np.int64(arcs.arc[k])
        k += 1
    return np.int64(-1)


@njit(nogil=True, cache=True)
def halves(graph, w, y, z, slot):  # type: ignore[no-untyped-def]
    """The two slots, through an earlier node, that a slot between y and a later z stands for.

    The costs are the sums that customization took, so that they are found again to the last bit.
    """
    i, i_end = graph.down_first[y], graph.down_first[y + 1]
    j, j_end = graph.down_first[z], graph.down_first[z + 1]
    while i < i_end and j < j_end:
        a, b = graph.down_tail[i], graph.down_tail[j]
        if a == b:
            e, f = np.int64(graph.down_link[i]), np.int64(graph.down_link[j])
            if slot & 1:
                if w[2 * f + 1] + w[2 * e] == w[slot]:
                    return 2 * f + 1, 2 * e
            elif w[2 * e + 1] + w[2 * f] == w[slot]:
                return 2 * e + 1, 2 * f
        i += a <= b
        j += b <= a
    return np.int64(-1), np.int64(-1)


@njit(nogil=True, cache=True)
def earlier(first, entry):  # type: ignore[no-untyped-def]
    """The earlier node of a link or of an entry, ``first`` being where those of each node begin."""
    return np.searchsorted(first, entry, side="right") - 1


@njit(nogil=True, cache=True)
def unpack(graph, arcs, cost, w, slots):  # type: ignore[no-untyped-def]
    """Arcs of a path given by its slots, in order."""
    stack, out = list(slots[::-1]), [np.int64(0) for _ in range(0)]
    while len(stack):
        slot = stack.pop()
        arc = arc_of(arcs, cost, w, slot)
        if arc >= 0:
            out.append(arc)
            continue
        y = earlier(graph.up_first[:-1], slot >> 1)
        one, two = halves(graph, w, y, np.int64(graph.up_head[slot >> 1]), slot)
        stack.append(two)
        stack.append(one)
    return np.array(out, dtype=np.int64)


@njit(nogil=True, cache=True)
def spread(graph, arcs, cost, w, on_slot, on_arc):  # type: ignore[no-untyped-def]
    """Take the flow on slots, latest first, down to the arcs they stand for; adds to ``on_arc``.

    Goes over triangles as customization did: the first whose sum a slot's cost is takes its flow.
    """
    at = np.empty(len(graph.node), np.int32)
    for y in range(len(graph.node) - 1, -1, -1):
        waiting = 0
        for g in range(graph.up_first[y], graph.up_first[y + 1]):
            at[graph.up_head[g]] = g
            for x in range(2 * g, 2 * g + 2):
                if on_slot[x] != 0.0:
                    arc = arc_of(arcs, cost, w, x)
                    if arc >= 0:
                        on_arc[arc] += on_slot[x]
                        on_slot[x] = 0.0
                    else:
                        waiting += 1
        k = graph.down_first[y]
        while waiting:
            e = graph.down_link[k]
            for f in range(e + 1, graph.up_first[graph.down_tail[k] + 1]):
                g = at[graph.up_head[f]]
                load = on_slot[2 * g]
                if load != 0.0 and w[2 * e + 1] + w[2 * f] == w[2 * g]:
                    on_slot[2 * e + 1] += load
                    on_slot[2 * f] += load
                    on_slot[2 * g] = 0.0
                    waiting -= 1
                load = on_slot[2 * g + 1]
                if load != 0.0 and w[2 * f + 1] + w[2 * e] == w[2 * g + 1]:
                    on_slot[2 * f + 1] += load
                    on_slot[2 * e] += load
                    on_slot[2 * g + 1] = 0.0
                    waiting -= 1
            k += 1
