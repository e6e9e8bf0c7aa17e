"""Least costs between all zones under every scenario, by repairing the ways as the region stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.benefit.tracing import merge
from reopen.path.repair import link, log_room, put_back, repair, room, unlink

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.ways import LayerWays, Ways

#: Zones that a thread takes at a time.
CHUNK = 28


@njit(nogil=True, cache=True)
def _least(  # type: ignore[no-untyped-def]
    first, head, cost, new_first, new_tail, new_head, new_cost, dist, pred, zones, ends, n, begin, end, out
):
    """Write least costs from zones ``begin:end`` under each scenario to ``out``, shape (S, Z, Z)."""
    size = dist.shape[1]
    best, arc_in = np.empty(size), np.empty(size, np.int32)
    came, stamp, new_at, new_next, keys, nodes = room(size, len(head), len(new_head))
    log_node, log_dist, log_came = log_room(size)
    now = 0
    for i in range(begin, end):
        merge(dist, pred, i, len(zones), best, arc_in)
        for s in range(len(new_first) - 1):
            now += 1
            link(new_at, new_next, new_tail, new_first[s], new_first[s + 1])
            logged = repair(
                first, head, cost, new_at, new_next, new_tail, new_head, new_cost, new_first[s],
                new_first[s + 1], best, came, stamp, now, keys, nodes, log_node, log_dist, log_came, 0,
            )  # fmt: skip
            for j in range(len(zones)):
                least = np.inf
                for a in range(len(ends)):
                    least = min(least, best[zones[j] + ends[a] * n])
                out[s, i, j] = least
            put_back(best, came, log_node, log_dist, log_came, 0, logged)
            unlink(new_at, new_next, new_tail, new_first[s], new_first[s + 1])


def least_costs(found: Ways, *, jobs: int = 1) -> NDArray[np.float64]:
    """Least costs of all ways in the open season, under every scenario that makes none dearer.

    Parameters
    ----------
    jobs : int
        Threads; the result does not depend on it.

    Returns
    -------
    ndarray of float64, shape (S, K, Z, Z)
        USD a tonne; infinite where there is no way. Scenarios in ``found.dearer`` are as the
        region stands.
    """
    zones = found.network.zones
    out = np.empty((len(found.names), len(found.classes), len(zones), len(zones)))
    searched: dict[int, LayerWays] = {}
    for layer in found.layers:  # the open season comes first
        searched.setdefault(layer.number, layer)

    def one(piece: tuple[LayerWays, int]) -> None:
        layer, begin = piece
        graph, new = found.unfolded, layer.new
        _least(
            graph.first, graph.head, layer.cost, new.first, new.tail, new.head, new.cost, layer.dist,
            layer.pred, zones, found.ends, graph.n_nodes, begin, min(begin + CHUNK, len(zones)),
            out[:, layer.number],
        )  # fmt: skip

    work = [(layer, begin) for layer in searched.values() for begin in range(0, len(zones), CHUNK)]
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, work))
    return out
