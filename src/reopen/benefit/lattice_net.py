"""Benefit by country of every combination of openings: users' surplus by choice of ways, and net fees.

Central values, in the open season; every feasible combination, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.openings import HALF
from reopen.benefit.treading import tread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.changed import Flows
    from reopen.benefit.choices import Choices
    from reopen.benefit.scene import Scene
    from reopen.benefit.ways import LayerWays, Ways

#: Zones that a thread takes at a time.
CHUNK = 11


def benefits_of_all(
    scene: Scene,
    limits: Choices,
    *,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> NDArray[np.float64]:
    """Yearly benefit by country of every combination of the scene's scenarios, one opening each.

    Parameters
    ----------
    scene : Scene
        Ways and flows in one season, with each of K openings as a scenario of its own.
    limits : Choices
        Limits between them; combinations that hold two alternatives are left at what they are
        worth without the later one.
    jobs : int
        Threads; the result does not depend on it.

    Returns
    -------
    ndarray of float64, shape (2 ** K, C)
        USD a year; bit o of a combination stands for opening o.
    """
    rivals = np.array([sum(1 << r for r in rival) for rival in limits.rivals], dtype=np.int64)
    center = scene.center
    parts = [
        (scene.goods, scene.flows, center["importer-share"], 1.0 - center["fee-handling-share"]),
        (scene.people, scene.journeys, HALF, 0.0),
    ]
    out = np.zeros((1 << len(limits), scene.goods.n_countries))
    work = [
        (found, layer, flows, importer, net, begin)
        for found, flows, importer, net in parts
        for layer in found.layers
        for begin in range(0, len(found.network.zones), CHUNK)
    ]

    def one(piece: tuple[Ways, LayerWays, Flows, float, float, int]) -> NDArray[np.float64]:
        return _piece(*piece, rivals, center)

    with ThreadPoolExecutor(jobs) as pool:
        for n, found in enumerate(pool.map(one, work)):
            out += found  # in the order of the pieces, whatever the threads
            told((n + 1) / len(work))
    return out


def _piece(
    found: Ways,
    layer: LayerWays,
    flows: Flows,
    importer: float,
    net: float,
    begin: int,
    rivals: NDArray[np.int64],
    at: Assumptions,
) -> NDArray[np.float64]:
    """What flows from a few zones bring in one class."""
    graph, zones, new = found.unfolded, found.network.zones, layer.new
    m, c, kind = len(found.amounts.names), found.n_countries, found.classes[layer.number].id
    end = min(begin + CHUNK, len(zones))
    out = np.zeros((1 << len(rivals), c))
    flow = flows.tonnes[layer.number] * layer.share
    if not flow[begin:end].any():
        return out
    zone_of = np.full(graph.n_nodes, -1, dtype=np.int64)
    zone_of[zones] = np.arange(len(zones))
    tread(
        graph.first, graph.tail, graph.head, layer.cost, np.ascontiguousarray(found.taken[:, m : m + c]),
        new.first, new.tail, new.head, new.cost, np.ascontiguousarray(new.amounts[:, m : m + c]),
        layer.dist, layer.pred, zones, zone_of, found.ends, graph.n_nodes, flow,
        found.network.zone_country.astype(np.int64), begin, end, rivals,
        at.unit_value(kind), at.elasticity(kind), at["mode-choice-sensitivity"], at["mode-nest-dissimilarity"],
        at.constants(), importer, net, out,
    )  # fmt: skip
    return out
