"""Trees from many origins against SciPy's shortest paths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.traffic.performance import constant
from reopen.traffic.trees import outwards, search, trees
from tests.traffic.networks import cheapest, network


def grown(net, prices, origins):
    """Trees at some prices, by the order of the network's links."""
    made = trees(net.graph, np.array(origins, np.int32))
    again(net, made, prices)
    return made


def again(net, made, prices):
    """Make trees cheapest for other prices."""
    inner = np.ascontiguousarray(np.atleast_2d(prices)[:, net.order], np.float64)
    search(net.graph, made, inner, np.zeros(len(made.origin), np.int64), 0, len(made.origin))


def same(net, made, price):
    """Costs are SciPy's, and those along the tree itself."""
    inner = price[net.order]
    for o, origin in enumerate(made.origin.tolist()):
        np.testing.assert_allclose(made.cost[o], cheapest(net, price, origin), rtol=1e-12)
        order = outwards(net.graph, made, o)
        assert order[0] == origin
        assert sorted(order.tolist()) == np.flatnonzero(np.isfinite(made.cost[o])).tolist()
        place = {v: k for k, v in enumerate(order.tolist())}
        for v in order[1:].tolist():
            a = made.arc[o, v]
            before = net.graph.tail[a]
            assert net.graph.head[a] == v
            assert place[before] < place[v]
            assert before == origin or not net.closed[before]
            assert made.cost[o, v] == made.cost[o, before] + inner[a]


@st.composite
def cases(draw):
    """A network with closed nodes and duplicate arcs, and three rounds of prices with ties and zeros."""
    n = draw(st.integers(2, 12))
    node = st.integers(0, n - 1)
    ends = draw(st.lists(st.tuples(node, node), min_size=1, max_size=40))
    prices = [
        draw(st.lists(st.integers(0, 6), min_size=len(ends), max_size=len(ends)).map(np.array))
        for _ in range(3)
    ]
    closed = draw(st.sets(node, max_size=3))
    return network(ends, constant(np.ones(len(ends))), nodes=n, closed=closed), prices


@given(cases())
@settings(max_examples=150, deadline=None)
def test_trees_are_cheapest_when_grown_and_when_found_anew(case):
    """First searches, and those after changed costs agree with SciPy, ties and zero-cost cycles included."""
    net, prices = case
    made = grown(net, prices[0], range(len(net.node_ids)))
    same(net, made, prices[0].astype(float))
    for price in prices[1:]:
        again(net, made, price)
        same(net, made, price.astype(float))


def test_closed_nodes_are_never_crossed():
    """The way over a centroid is shorter, and is not taken; a way may end and begin there."""
    net = network([(0, 1), (1, 2), (0, 2)], constant(np.ones(3)), closed=(1,))
    made = grown(net, np.array([1.0, 1.0, 5.0]), [0, 1])
    assert made.cost.tolist() == [[0.0, 1.0, 5.0], [np.inf, 0.0, 1.0]]


def test_a_zero_cost_cycle_keeps_its_tree():
    """Nodes that are joined for nothing stay a tree, however often it is searched."""
    net = network([(0, 1), (1, 2), (2, 1), (2, 3)], constant(np.ones(4)))
    price = np.array([1.0, 0.0, 0.0, 1.0])
    made = grown(net, price, [0])
    first = made.arc.copy()
    again(net, made, price)
    assert made.cost.tolist() == [[0.0, 1.0, 1.0, 2.0]]
    assert (made.arc == first).all()


def test_large_networks_whose_costs_change():
    """A thousand nodes, costs that change a little and a lot: as SciPy has them."""
    rng = np.random.default_rng(7)
    ends = rng.integers(0, 1000, (4000, 2))
    net = network(ends, constant(np.ones(4000)), nodes=1000, closed=range(20))
    price = rng.random(4000)
    made = grown(net, price, [0, 30, 999])
    for change in (0.01, 0.5, 5.0):
        price = price * (1.0 + change * rng.random(4000))
        again(net, made, price)
        same(net, made, price)


@pytest.mark.parametrize("way", ["infinite", "cheaper"])
def test_links_that_shut_and_open(way):
    """An infinite price takes a link out of a tree; a finite one brings it back."""
    net = network([(0, 1), (0, 2), (2, 1)], constant(np.ones(3)))
    made = grown(net, np.array([1.0, 1.0, 1.0]), [0])
    price = np.array([np.inf if way == "infinite" else 0.5, 1.0, 1.0])
    again(net, made, price)
    same(net, made, price)
