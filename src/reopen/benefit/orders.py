"""What openings add to the region's user benefit when they are carried out one after another.

An arc from a to b of cost c turns the costs D between all nodes of interest into
``min(D_ij, D_ia + c + D_bj)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.surplus import user_benefit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.base import Base

    Array = NDArray[np.float64]

MILLION = 1e6


def added(at: Base, orders: Sequence[Sequence[str]], *, jobs: int = 1) -> Array:
    """What each step of some orders of opening adds.

    Parameters
    ----------
    at : Base
        The region, with every opening of the orders among ``opened``; none of them makes an
        arc dearer.
    orders : sequence of sequence of str
        Orders of equal length.
    jobs : int
        Threads; the result does not depend on it.

    Returns
    -------
    ndarray of float64, shape (len(orders), steps)
        User benefit over the region's countries, USD m a year. Pairs of zones without a way as
        the region stands are left out.
    """
    layers = [_layer(at, number) for number in range(len(at.paths))]
    tasks = [(layer, order) for layer in layers for order in orders]
    with ThreadPoolExecutor(jobs) as pool:
        worth = np.array(list(pool.map(lambda task: _worth(*task), tasks)))
    steps = len(orders[0]) if orders else 0
    by_layer = worth.reshape(len(layers), len(orders), steps)
    return np.asarray(np.diff(by_layer.sum(axis=0), axis=1, prepend=0.0) / MILLION)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A class of goods: costs between zones and hubs, pairs with a flow and a way, the openings' arcs."""

    costs: Array
    arcs: dict[str, list[tuple[int, int, float]]]
    origin: NDArray[np.int64]
    destination: NDArray[np.int64]
    now: Array
    flow: Array
    price: float
    theta: float


def _layer(at: Base, number: int) -> _Layer:
    layer, net = at.stands.layers[number], at.network
    assert layer.cargo is not None
    costs = np.ascontiguousarray(at.paths[number].dist[:, np.concatenate([net.zones, at.hubs])])
    now = costs[: len(net.zones), : len(net.zones)]
    inside, share = (~at.demand.gateway)[net.zone_country], at.parameters.importer_share[1]
    counted = share * inside[None, :] + (1.0 - share) * inside[:, None]
    flow = at.demand.tonnes[layer.number] * layer.season.share * counted
    origin, destination = np.nonzero((flow > 0) & np.isfinite(now))
    return _Layer(
        costs=costs,
        arcs={name: _arcs(at, name, number) for name in at.opened},
        origin=origin,
        destination=destination,
        now=now[origin, destination],
        flow=flow[origin, destination],
        price=layer.cargo.unit_value,
        theta=at.parameters.elasticity,
    )


def _arcs(at: Base, name: str, number: int) -> list[tuple[int, int, float]]:
    """Arcs that an opening makes cheaper: rows of the cost matrix, and cost."""
    old, new = at.stands.layers[number].cost, at.opened[name].layers[number].cost
    zones, net = len(at.network.zones), at.network
    row = {int(node): zones + n for n, node in enumerate(at.hubs)}
    return [(row[int(net.tail[k])], row[int(net.head[k])], float(new[k])) for k in np.flatnonzero(new < old)]


def _worth(layer: _Layer, order: Sequence[str]) -> list[float]:
    """User benefit after each step of an order, USD a year."""
    costs, out = layer.costs.copy(), []
    for name in order:
        for tail, head, cost in layer.arcs[name]:
            _insert(costs, tail, head, cost)
        after = costs[layer.origin, layer.destination]
        some = after < layer.now
        now = layer.now[some]
        worth = user_benefit(layer.flow[some], layer.price, now, now, after[some], layer.theta)
        out.append(float(worth.sum()))
    return out


def _insert(costs: Array, tail: int, head: int, cost: float) -> None:
    """Open an arc between two nodes of the cost matrix."""
    to_head, from_tail = costs[:, tail] + cost, cost + costs[head]
    rows, columns = np.flatnonzero(to_head < costs[:, head]), np.flatnonzero(from_tail < costs[tail])
    if len(rows) and len(columns):
        part = np.ix_(rows, columns)
        costs[part] = np.minimum(costs[part], to_head[rows][:, None] + costs[head][columns])
