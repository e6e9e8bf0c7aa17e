"""Benefit by country of every combination of openings: users' surplus by choice of ways, and net fees.

Central values, in the open season; every feasible combination, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
    from reopen.benefit.ways import LayerWays, New, Ways

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
    codes, place = np.unique(_without_rivals(limits), return_inverse=True)
    return np.asarray(benefits_of(scene, codes, jobs=jobs, told=told)[place])


def benefits_of(
    scene: Scene,
    codes: NDArray[np.int64],
    *,
    at: Assumptions | None = None,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> NDArray[np.float64]:
    """Yearly benefit by country of some combinations of the scene's scenarios, one opening each.

    Parameters
    ----------
    codes : ndarray of int64, shape (W,)
        Combinations: bit o stands for opening o.
    at : Assumptions, optional
        Central values; those of the scene by default. Only the elasticity may differ from them.

    Returns
    -------
    ndarray of float64, shape (W, C)
        USD a year.
    """
    center = at or scene.center
    fees = (1.0 - center["fee-handling-share"]) * center["border-fee-factor"]
    volume = center["passenger-volume-factor"]
    journeys = replace(scene.journeys, tonnes=volume * scene.journeys.tonnes)
    parts = [
        (scene.goods, scene.flows, center["importer-share"], fees),
        (scene.people, journeys, HALF, 0.0),
    ]
    out = np.zeros((len(codes), scene.goods.n_countries))
    work = [
        (found, layer, flows, importer, net, begin)
        for found, flows, importer, net in parts
        for layer in found.layers
        for begin in range(0, len(found.network.zones), CHUNK)
    ]

    def one(piece: tuple[Ways, LayerWays, Flows, float, float, int]) -> NDArray[np.float64]:
        return _piece(*piece, codes, center)

    with ThreadPoolExecutor(jobs) as pool:
        for n, found in enumerate(pool.map(one, work)):
            out += found  # in the order of the pieces, whatever the threads
            told((n + 1) / len(work))
    return out


def _without_rivals(limits: Choices) -> NDArray[np.int64]:
    """Every combination without those of its openings that are alternatives to an earlier one."""
    out = np.arange(1 << len(limits))
    for o, rivals in enumerate(limits.rivals):
        earlier = sum(1 << r for r in rivals if r < o)
        out = np.where(out & earlier, out & ~(1 << o), out)
    return out


def _piece(
    found: Ways,
    layer: LayerWays,
    flows: Flows,
    importer: float,
    net: float,
    begin: int,
    codes: NDArray[np.int64],
    at: Assumptions,
) -> NDArray[np.float64]:
    """What flows from a few zones bring in one class."""
    graph, zones, new = found.unfolded, found.network.zones, layer.new
    kind, end = found.classes[layer.number].id, min(begin + CHUNK, len(zones))
    out = np.zeros((len(codes), found.n_countries))
    flow = flows.tonnes[layer.number] * layer.share
    if not flow[begin:end].any():
        return out
    zone_of = np.full(graph.n_nodes, -1, dtype=np.int64)
    zone_of[zones] = np.arange(len(zones))
    takers = _takers(found, new, net)
    column = len(found.amounts.names) + takers
    tread(
        graph.first, graph.tail, graph.head, layer.cost, np.ascontiguousarray(found.taken[:, column]),
        new.first, new.tail, new.head, new.cost, np.ascontiguousarray(new.amounts[:, column]),
        layer.dist, layer.pred, zones, zone_of, found.ends, graph.n_nodes, flow,
        found.network.zone_country.astype(np.int64), begin, end, codes, takers,
        at.unit_value(kind), at.elasticity(kind), at["mode-choice-sensitivity"],
        at["mode-nest-dissimilarity"], at.constants(), importer, net, out,
    )  # fmt: skip
    return out


def _takers(found: Ways, new: New, net: float) -> NDArray[np.int64]:
    """Countries that take fees anywhere, if fees count."""
    m, c = len(found.amounts.names), found.n_countries
    some = (found.taken[:, m : m + c] != 0).any(axis=0) | (new.amounts[:, m : m + c] != 0).any(axis=0)
    return np.flatnonzero(some & (net != 0.0))
