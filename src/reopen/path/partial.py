"""Bring a customized hierarchy up to date when few arcs change.

Changes spread only upwards, to the nodes on the ways to the root of the elimination tree, and only
as far as a link's cheapest way is touched; what is shortest is then looked at again downwards from
what changed. The result is the same, bit for bit, as of customizing anew.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from reopen.path.customize import find_link, keep, lay


@njit(nogil=True, cache=True)
def _cheapest_through(graph, w, e, y, z):  # type: ignore[no-untyped-def]
    """Offer a link (y, z) the ways through all earlier nodes linked to both."""
    i, i_end = graph.down_first[y], graph.down_first[y + 1]
    j, j_end = graph.down_first[z], graph.down_first[z + 1]
    while i < i_end and j < j_end:
        a, b = graph.down_tail[i], graph.down_tail[j]
        if a == b:
            x, f = graph.down_link[i], graph.down_link[j]
            w[2 * e] = min(w[2 * e], w[2 * x + 1] + w[2 * f])
            w[2 * e + 1] = min(w[2 * e + 1], w[2 * f + 1] + w[2 * x])
        i += a <= b
        j += b <= a


@njit(nogil=True, cache=True)
def basic_again(graph, arcs, cost, changed, w):  # type: ignore[no-untyped-def]
    """Mend the basic costs ``w`` after ``changed`` slots; the nodes some of whose links changed."""
    dirty = np.zeros(len(graph.up_head), np.bool_)
    at, n = np.empty(len(changed), np.int64), len(changed)
    for i in range(n):
        dirty[changed[i] >> 1] = True
        at[i] = np.searchsorted(graph.up_first, changed[i] >> 1, side="right") - 1
    out, size = np.empty(len(graph.node), np.int32), 0
    was = np.empty(2 * np.max(graph.up_first[1:] - graph.up_first[:-1]))
    while True:
        y = np.int64(-1)
        for i in range(n):
            if at[i] >= 0 and (y < 0 or at[i] < y):
                y = at[i]
        if y < 0:
            return out[:size]
        begin, end = graph.up_first[y], graph.up_first[y + 1]
        some = False
        for e in range(begin, end):
            was[2 * (e - begin)], was[2 * (e - begin) + 1] = w[2 * e], w[2 * e + 1]
            if dirty[e]:
                lay(cost, arcs, 2 * e, 2 * e + 2, w)
                _cheapest_through(graph, w, e, y, graph.up_head[e])
                some |= was[2 * (e - begin)] != w[2 * e] or was[2 * (e - begin) + 1] != w[2 * e + 1]
        if some:
            out[size] = y
            size += 1
            for e in range(begin, end):
                if was[2 * (e - begin)] == w[2 * e] and was[2 * (e - begin) + 1] == w[2 * e + 1]:
                    continue
                for f in range(begin, end):
                    if f != e:
                        a, b = min(e, f), max(e, f)
                        _touch(graph, w, was, begin, a, b, dirty)
        for i in range(n):
            if at[i] == y:
                at[i] = graph.parent[y]


@njit(nogil=True, cache=True)
def _touch(graph, w, was, begin, a, b, dirty):  # type: ignore[no-untyped-def]
    """Mark the link between the later ends of links a and b if its cheapest way was, or may be, by them."""
    g = find_link(graph, graph.up_head[a], graph.up_head[b])
    to_a, from_a = 2 * a, 2 * a + 1
    to_b, from_b = 2 * b, 2 * b + 1
    shift = 2 * begin
    there, back = w[from_a] + w[to_b], w[from_b] + w[to_a]
    there_was = was[from_a - shift] + was[to_b - shift]
    back_was = was[from_b - shift] + was[to_a - shift]
    if there < w[2 * g] or back < w[2 * g + 1] or there_was == w[2 * g] or back_was == w[2 * g + 1]:
        dirty[g] = True


@njit(nogil=True, cache=True)
def _shortest_of(graph, w, p, x):  # type: ignore[no-untyped-def]
    """Shortest distances over the links of a node, those of later nodes being final."""
    begin, end = graph.up_first[x], graph.up_first[x + 1]
    for e in range(2 * begin, 2 * end):
        p[e] = w[e]
    for e in range(end - 1, begin - 1, -1):
        y = graph.up_head[e]
        to_y, from_y = p[2 * e], p[2 * e + 1]
        g = graph.up_first[y]
        for f in range(e + 1, end):
            while graph.up_head[g] < graph.up_head[f]:
                g += 1
            y_z, z_y = p[2 * g], p[2 * g + 1]
            to_z, from_z = p[2 * f], p[2 * f + 1]
            p[2 * f] = min(to_z, to_y + y_z)
            p[2 * f + 1] = min(from_z, z_y + from_y)
            to_y = min(to_y, to_z + z_y)
            from_y = min(from_y, y_z + from_z)
        p[2 * e], p[2 * e + 1] = to_y, from_y


@njit(nogil=True, cache=True)
def perfect_again(graph, w, p, nodes, up, down):  # type: ignore[no-untyped-def]
    """Mend shortest distances ``p`` and what is kept after the basic costs of some nodes changed."""
    dirty = np.zeros(len(graph.node), np.bool_)
    dirty[nodes] = True
    was = np.empty(2 * np.max(graph.up_first[1:] - graph.up_first[:-1]))
    for x in range(np.max(nodes), -1, -1):
        if not dirty[x]:
            continue
        begin, end = graph.up_first[x], graph.up_first[x + 1]
        was[: 2 * (end - begin)] = p[2 * begin : 2 * end]
        _shortest_of(graph, w, p, x)
        keep(graph, w, p, 0, x, up)
        keep(graph, w, p, 1, x, down)
        for e in range(begin, end):
            if was[2 * (e - begin)] != p[2 * e] or was[2 * (e - begin) + 1] != p[2 * e + 1]:
                _mark_below(graph, x, graph.up_head[e], dirty)


@njit(nogil=True, cache=True)
def _mark_below(graph, y, z, dirty):  # type: ignore[no-untyped-def]
    i, i_end = graph.down_first[y], graph.down_first[y + 1]
    j, j_end = graph.down_first[z], graph.down_first[z + 1]
    while i < i_end and j < j_end:
        a, b = graph.down_tail[i], graph.down_tail[j]
        if a == b:
            dirty[a] = True
        i += a <= b
        j += b <= a
