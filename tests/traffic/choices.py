"""Small networks with links that may be built, and slow answers to which ones to build."""

from __future__ import annotations

import numpy as np

from reopen.traffic.demand import Trips
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr


def drawn(seed, *, nodes=6, extra=5, powers=(1.0, 2.5, 4.0, 0.0)):
    """A ring in both directions, and links across it that may be built: network, trips, links, prices."""
    random = np.random.default_rng(seed)
    around = np.arange(nodes)
    ring = np.concatenate(
        [np.stack([around, (around + 1) % nodes]), np.stack([(around + 1) % nodes, around])], 1
    )
    across = np.array([random.choice(nodes, 2, replace=False) for _ in range(extra)]).T
    tail, head = np.concatenate([ring, across], 1).astype(np.int32)
    links = len(tail)
    free, capacity = random.uniform(1.0, 5.0, links), random.uniform(2.0, 8.0, links)
    performance = bpr(free, capacity, random.uniform(0.1, 1.0, links), random.choice(powers, links))
    fixed = np.where(random.random(links) < 0.2, random.uniform(0.0, 1.0, links), 0.0)
    closed = np.zeros(nodes, np.bool_)
    net = RoadNetwork(np.arange(nodes), tail, head, performance, closed, fixed[None, :])
    begin, end = np.divmod(np.arange(nodes * nodes), nodes)
    flow = np.where(begin == end, 0.0, random.uniform(0.0, 4.0, nodes * nodes))
    prices = random.integers(1, 10, extra).astype(float)
    return net, Trips.given(begin, end, flow), list(range(2 * nodes, links)), prices


def without(net, links, standing):
    """The network with only a set of its links open."""
    fixed = net.fixed.copy()
    for j, link in enumerate(links):
        if not standing >> j & 1:
            fixed[0, link] = np.inf
    return RoadNetwork(net.node_ids, net.tail, net.head, net.performance, net.closed, fixed)


def totals(net, travelling, links, *, gap=1e-11, optimum=False):
    """Total cost of every set by the engine that solves each afresh, as an independent answer."""
    return np.array(
        [
            equilibrium(without(net, links, s), travelling, gap=gap, optimum=optimum, jobs=1).total
            for s in range(1 << len(links))
        ]
    )


def spending(prices):
    """What every set costs."""
    return np.array(
        [sum(p for j, p in enumerate(prices) if s >> j & 1) for s in range(1 << len(prices))], float
    )


def braess():
    """Braess' network, whose fifth link makes all worse off: network, trips, that link."""
    ends = np.array([(0, 1), (0, 2), (1, 3), (2, 3), (1, 2)], np.int32).T
    performance = bpr(
        np.array([1e-9, 50.0, 50.0, 1e-9, 10.0]), np.ones(5), np.array([1e10, 0.02, 0.02, 1e10, 0.1]), 1.0
    )
    net = RoadNetwork(
        np.arange(4), ends[0].copy(), ends[1].copy(), performance, np.zeros(4, np.bool_), np.zeros((1, 5))
    )
    return net, Trips.given(np.array([0]), np.array([3]), np.array([6.0])), [4]
