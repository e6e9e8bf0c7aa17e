"""Link performance: what it costs to use a link that carries a flow.

All functions are non-decreasing in the flow, so that an equilibrium exists and its link costs are unique.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Kinds of link performance. `FOURTH` is `BPR` with the power 4, for speed.
CONSTANT, BPR, FOURTH, DAVIDSON, CONIC, QUEUE = range(6)
KINDS = ("constant", "bpr", "bpr", "davidson", "conic", "queue")
#: Cost that a search takes for more than a number holds, so that a way over such a link is still one.
MOST_COST = 1e302


class Performance(NamedTuple):
    """Performance of A links, as the kernels take it.

    Attributes
    ----------
    kind : (A,) int8 array
        Kind of each link's function.
    free : (A,) float64 array
        Cost without flow.
    scale : (A,) float64 array
        ``free * b`` for BPR, ``free * J`` for Davidson, ``free`` for conic, a quarter of the period for
        a queue.
    shape : (A,) float64 array
        Power of BPR, flow over capacity from which Davidson's is continued as a straight line, ``alpha``
        of conic, ``8 k / (c T)`` of a queue.
    per_capacity : (A,) float64 array
        1 over capacity.
    """

    kind: NDArray[np.int8]
    free: Floats
    scale: Floats
    shape: Floats
    per_capacity: Floats


@njit(inline="always")
def cost_and_slope(kind, free, scale, shape, per, x):  # type: ignore[no-untyped-def]
    """Cost of a link that carries flow x, and its derivative."""
    if kind == 0:
        return free, 0.0
    r = x * per
    if kind == 2:
        cube = r * r * r
        return free + scale * cube * r, 4.0 * scale * cube * per
    if kind == 1:
        if r <= 0.0:
            return free, (scale * per if shape == 1.0 else 0.0)
        power = scale * r ** (shape - 1.0)
        return free + power * r, shape * power * per
    if kind == 3:
        # Beyond `shape` of capacity the straight line goes on that touches the curve there.
        s = min(r, shape)
        slope = scale / ((1.0 - s) * (1.0 - s))
        return free + scale * s / (1.0 - s) + slope * (r - s), slope * per
    if kind == 4:
        beta = (2.0 * shape - 1.0) / (2.0 * shape - 2.0)
        away = shape * (1.0 - r)
        root = np.sqrt(away * away + beta * beta)
        return free + scale * (1.0 + root - away - beta), scale * shape * (1.0 - away / root) * per
    over = r - 1.0
    root = np.sqrt(over * over + shape * r)
    return free + scale * (over + root), scale * (1.0 + (over + 0.5 * shape) / root) * per


@njit(inline="always")
def marginal_and_slope(kind, free, scale, shape, per, x):  # type: ignore[no-untyped-def]
    """What one more unit costs all who use the link, x t'(x) + t(x), and its derivative, x t'' + 2 t'."""
    t, dt = cost_and_slope(kind, free, scale, shape, per, x)
    return t + x * dt, 2.0 * dt + x * _curvature(kind, scale, shape, per, x)


@njit(inline="always")
def _curvature(kind, scale, shape, per, x):  # type: ignore[no-untyped-def]
    r = x * per
    if kind == 0:
        return 0.0
    if kind == 2:
        return 12.0 * scale * r * r * per * per
    if kind == 1:
        if shape == 1.0 or r <= 0.0:
            return 0.0
        return shape * (shape - 1.0) * scale * r ** (shape - 2.0) * per * per
    if kind == 3:
        return 2.0 * scale / (1.0 - r) ** 3 * per * per if r < shape else 0.0
    if kind == 4:
        beta = (2.0 * shape - 1.0) / (2.0 * shape - 2.0)
        away = shape * (1.0 - r)
        return scale * shape**2 * beta**2 / (away * away + beta * beta) ** 1.5 * per * per
    square = (r - 1.0) ** 2 + shape * r
    half = r - 1.0 + 0.5 * shape
    return scale * (1.0 / np.sqrt(square) - half * half / square**1.5) * per * per


@njit(inline="always")
def _area(kind, free, scale, shape, per, x):  # type: ignore[no-untyped-def]
    """Integral of the cost from 0 to x."""
    r, cap = x * per, 1.0 / per
    if kind == 0:
        return free * x
    if kind in (1, 2):
        return free * x + (scale * cap * r ** (shape + 1.0) / (shape + 1.0) if r > 0.0 else 0.0)
    if kind == 3:
        s = min(r, shape)
        line = scale * s / (1.0 - s) * (r - s) + 0.5 * scale / (1.0 - s) ** 2 * (r - s) ** 2
        return free * x + cap * (scale * (-s - np.log(1.0 - s)) + line)
    if kind == 4:
        beta = (2.0 * shape - 1.0) / (2.0 * shape - 2.0)
        at, begin = shape * (1.0 - r), shape
        curve = _root_area(begin, beta) - _root_area(at, beta)
        return free * x + cap * scale * ((1.0 - beta) * r + curve / shape - shape * (r - 0.5 * r * r))
    b = shape - 2.0
    root = np.sqrt(r * r + b * r + 1.0)
    end = 0.25 * (2.0 * r + b) * root + 0.125 * (4.0 - b * b) * np.log(2.0 * root + 2.0 * r + b)
    begin = 0.25 * b + 0.125 * (4.0 - b * b) * np.log(2.0 + b)
    return free * x + cap * scale * (0.5 * r * r - r + end - begin)


@njit(inline="always")
def _root_area(y, beta):  # type: ignore[no-untyped-def]
    """An antiderivative of sqrt(y^2 + beta^2)."""
    root = np.sqrt(y * y + beta * beta)
    return 0.5 * (y * root + beta * beta * np.arcsinh(y / beta))


@njit(nogil=True, cache=True)
def set_costs(p, marginal, x, cost, slope):  # type: ignore[no-untyped-def]
    """Costs and slopes of all links, in place."""
    for a in range(len(x)):
        if marginal:
            cost[a], slope[a] = marginal_and_slope(
                p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x[a]
            )
        else:
            cost[a], slope[a] = cost_and_slope(
                p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x[a]
            )


@njit(nogil=True, cache=True)
def _areas(p, x, out):  # type: ignore[no-untyped-def]
    for a in range(len(x)):
        out[a] = _area(p.kind[a], p.free[a], p.scale[a], p.shape[a], p.per_capacity[a], x[a])


def costs(performance: Performance, flow: Floats, *, marginal: bool = False) -> tuple[Floats, Floats]:
    """Costs of links that carry flows, and their derivatives.

    Parameters
    ----------
    performance : Performance
        Functions of A links.
    flow : (A,) float64 array
        Flows, not negative.
    marginal : bool
        Marginal costs ``t + x t'`` instead, whose equilibrium is the system's optimum.
    """
    x = np.ascontiguousarray(flow, np.float64)
    cost, slope = np.empty(len(x)), np.empty(len(x))
    set_costs(performance, marginal, x, cost, slope)
    return cost, slope


def marginal_tolls(performance: Performance, flow: Floats) -> Floats:
    """What one more unit costs all others on each link, ``x t'``: at the optimum, tolls that keep it.

    Parameters
    ----------
    performance : Performance
        Functions of A links.
    flow : (A,) float64 array
        Flows, not negative.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(flow * costs(performance, flow)[1])


def areas(performance: Performance, flow: Floats) -> Floats:
    """Integral of each link's cost from 0 to its flow: their sum is Beckmann's objective."""
    x = np.ascontiguousarray(flow, np.float64)
    out = np.empty(len(x))
    _areas(performance, x, out)
    return out


def constant(free: Floats) -> Performance:
    """Links whose cost does not depend on flow.

    Examples
    --------
    >>> costs(constant(np.array([3.0])), np.array([10.0]))[0].tolist()
    [3.0]
    """
    nothing = np.zeros(len(free))
    return _made(np.full(len(free), CONSTANT), free, nothing, nothing, np.ones(len(free)))


def bpr(free: Floats, capacity: Floats, b: Floats | float = 0.15, power: Floats | float = 4.0) -> Performance:
    """``free * (1 + b * (flow / capacity) ** power)``, of the Bureau of Public Roads (1964).

    With a power of 0 the cost is ``free * (1 + b)`` at any flow.

    Examples
    --------
    >>> costs(bpr(np.array([10.0]), np.array([2.0])), np.array([2.0]))[0].tolist()
    [11.5]
    """
    free = np.asarray(free, np.float64)
    b = np.broadcast_to(np.asarray(b, np.float64), free.shape)
    power = np.broadcast_to(np.asarray(power, np.float64), free.shape)
    flat = (power == 0.0) | (b == 0.0) | (free == 0.0)
    kind = np.where(flat, CONSTANT, np.where(power == 4.0, FOURTH, BPR))
    return _made(kind, np.where(power == 0.0, free * (1.0 + b), free), free * b, power, _per(capacity))


def davidson(free: Floats, capacity: Floats, j: Floats | float, until: float = 0.95) -> Performance:
    """``free * (1 + j r / (1 - r))`` with r flow over capacity; from ``until`` on a straight line.

    Davidson, K. B. (1966), continued after Akçelik (1991), since the curve itself ends at capacity.
    """
    free = np.asarray(free, np.float64)
    return _made(np.full(len(free), DAVIDSON), free, free * j, np.full(len(free), until), _per(capacity))


def conic(free: Floats, capacity: Floats, alpha: Floats | float = 4.0) -> Performance:
    """Conical function: twice the free cost at capacity, straight far from it; ``alpha`` above 1.

    Spiess, H. (1990). Conical volume-delay functions. Transportation Science 24(2).
    """
    free = np.asarray(free, np.float64)
    shape = np.broadcast_to(np.asarray(alpha, np.float64), free.shape)
    return _made(np.full(len(free), CONIC), free, free, shape, _per(capacity))


def queue(service: Floats, capacity: Floats, hours: float, k: float = 0.5) -> Performance:
    """Hours at a gate: service, and a queue that grows with the demand over its capacity.

    ``service + T / 4 * ((r - 1) + sqrt((r - 1) ** 2 + 8 k r / (c T)))`` with r demand over capacity and T
    the hours that the demand lasts: below capacity the wait of a random queue, above it that of a queue which
    has grown for half of T on average, and smooth between.

    Parameters
    ----------
    service, capacity : (A,) float64 arrays
        Hours without a queue, and vehicles per hour.
    hours : float
        Length of the period T.
    k : float
        Randomness: 0.5 for a single server with regular service, 1 for an irregular one.

    References
    ----------
    Akçelik, R. (1991). Travel time functions for transport planning purposes. Australian Road Research 21(3).
    """
    service, capacity = np.asarray(service, np.float64), np.asarray(capacity, np.float64)
    with np.errstate(divide="ignore"):
        shape = 8.0 * k / (capacity * hours)
    quarter = np.full(len(service), hours / 4.0)
    return _made(np.full(len(service), QUEUE), service, quarter, shape, _per(capacity))


def _per(capacity: Floats) -> Floats:
    """1 over capacity; infinite where there is none, which a network refuses by the link's name."""
    with np.errstate(divide="ignore"):
        return 1.0 / np.asarray(capacity, np.float64)


def _made(kind: NDArray[np.integer], free: Floats, scale: Floats, shape: Floats, per: Floats) -> Performance:
    return Performance(
        kind.astype(np.int8),
        *(np.array(column, np.float64, order="C") for column in (free, scale, shape, per)),
    )


def joined(parts: list[Performance]) -> Performance:
    """Links of several kinds, one after the other."""
    return Performance(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
