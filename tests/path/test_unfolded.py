"""Ways of each kind against enumeration of all ways, and against a plain search."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.alternatives import ENDS, STARTS, alternatives, one_kind
from reopen.network.network import PORT, RAIL, ROAD, SEA, STATION
from reopen.path.dijkstra import many_to_all
from reopen.path.unfolded import unfold


def graph_of(n, arcs):
    """A graph sorted by tail, as networks are: tails, heads, kinds and costs."""
    arcs = sorted(arcs)
    tail, head, kind, cost = (np.array(column) for column in zip(*arcs, strict=True))
    return SimpleNamespace(
        n_nodes=n,
        n_arcs=len(arcs),
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        kind=kind,
        cost=cost.astype(np.float64),
        first=np.searchsorted(tail, np.arange(n + 1)).astype(np.int32),
    )


@st.composite
def graphs(draw, most=7):
    """Small random graphs with roads, railways and sea routes; every arc of another cost."""
    n = draw(st.integers(2, 5))
    ends = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])
    pairs = draw(st.lists(ends, min_size=1, max_size=most))
    kinds = draw(
        st.lists(st.sampled_from((ROAD, RAIL, SEA, STATION, PORT)), min_size=len(pairs), max_size=len(pairs))
    )
    order = draw(st.permutations(range(len(pairs))))
    arcs = [(*p, k, 1.0 + 0.1 * n + 2.0**-m) for p, k, n, m in zip(pairs, kinds, order, order, strict=True)]
    return graph_of(n, arcs)


def kinds_of(found, source):
    """Least cost to every node by kind of way, shape (4, N)."""
    graph, network = found
    starts = np.array([source + copy * network.n_nodes for copy in STARTS], dtype=np.int32)
    cost = network.cost[graph.arc]
    dist, _ = many_to_all(graph.first, graph.head, cost, starts)
    both = dist.min(axis=0)
    return np.stack([both[end * network.n_nodes :][: network.n_nodes] for end in ENDS])


def walks(network, source, length):
    """All walks of so many arcs at most from a source: last node, cost, arcs."""
    todo = [(source, 0.0, ())]
    while todo:
        node, cost, arcs = todo.pop()
        yield node, cost, arcs
        if len(arcs) < length:
            todo += [
                (int(network.head[a]), cost + network.cost[a], (*arcs, a))
                for a in range(network.first[node], network.first[node + 1])
            ]


def kind_of(kinds):
    """Kind of a way by what it uses, or None when it is none: transfers to rail need a railway."""
    rail = RAIL in kinds
    if not rail and not set(kinds) <= {ROAD, SEA, PORT}:
        return None
    return 2 * (SEA in kinds) + rail


@settings(max_examples=40, deadline=None)
@given(network=graphs(), source=st.integers(0, 1))
def test_each_kind_equals_enumeration(network, source):
    """The cheapest way of each kind is that among all walks, loops included."""
    found = kinds_of((alternatives(network), network), source)
    expected = np.full((4, network.n_nodes), np.inf)
    longest = 7 if network.n_arcs < 6 else 6
    for node, cost, arcs in walks(network, source, longest):
        kind = kind_of([int(network.kind[a]) for a in arcs])
        if kind is not None:
            expected[kind, node] = min(expected[kind, node], cost)
    # A longer walk may be cheaper only than none: all that was listed must be met or beaten by it.
    assert (found <= expected + 1e-12).all()
    short = found < longest * network.cost.min()
    np.testing.assert_allclose(found[short], expected[short], rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(network=graphs(most=14), source=st.integers(0, 1))
def test_kinds_partition_the_ways(network, source):
    """The cheapest of all kinds is the cheapest way; transfers without a railway are of use to none."""
    found = kinds_of((alternatives(network), network), source)
    plain, _ = many_to_all(network.first, network.head, network.cost, np.array([source], dtype=np.int32))
    useful = np.isin(network.kind, (ROAD, RAIL, SEA, PORT))
    cost = np.where(useful, network.cost, np.inf)
    useful_only, _ = many_to_all(network.first, network.head, cost, np.array([source], dtype=np.int32))
    least = found.min(axis=0)
    assert (least >= plain[0] - 1e-12).all()
    assert (least <= useful_only[0] + 1e-12).all()
    if useful.all():
        np.testing.assert_allclose(least, plain[0], rtol=1e-12)


def test_a_way_by_rail_may_begin_and_end_on_the_road():
    """Road, station, railway, station, road; and by road alone without the railway."""
    arcs = [
        (0, 1, ROAD, 1.0),
        (1, 2, STATION, 2.0),
        (2, 3, RAIL, 3.0),
        (3, 4, STATION, 2.0),
        (4, 5, ROAD, 1.0),
    ]
    network = graph_of(6, [*arcs, (0, 5, ROAD, 20.0)])
    costs = kinds_of((alternatives(network), network), 0)[:, 5]
    assert costs.tolist() == [20.0, 9.0, np.inf, np.inf]


def test_a_way_remembers_the_sea_before_and_after_the_railway():
    """Sea then rail, and rail then sea, are both by sea and rail; neither is by land."""
    for order in ((SEA, RAIL), (RAIL, SEA)):
        network = graph_of(3, [(0, 1, order[0], 1.0), (1, 2, order[1], 2.0)])
        costs = kinds_of((alternatives(network), network), 0)[:, 2]
        assert costs.tolist() == [np.inf, np.inf, np.inf, 3.0]


def test_the_real_network_splits_the_plain_search(south_caucasus):
    """In the embedded region the least of four kinds is the plain cheapest cost, for every class and zone."""
    from reopen.benefit.ways import ways
    from reopen.network.network import build

    network = build(south_caucasus)
    found = ways(south_caucasus, network, {})
    price = found.stands.layers
    for layer, plain in zip(found.layers, price, strict=True):
        four = layer.costs(found)
        dist, _ = many_to_all(network.first, network.head, plain.cost, network.zones)
        least = dist[:, network.zones]
        off = ~np.eye(len(network.zones), dtype=bool)
        # Drayage makes ways by rail dearer than the plain network has them, never cheaper.
        assert (four.min(axis=0) >= least * (1 - 1e-12))[off].all()
        np.testing.assert_array_equal(np.isfinite(four.min(axis=0)), np.isfinite(least))
        by_road = network.kind[:, None] == np.array([ROAD, PORT, SEA])
        cost = np.where(by_road.any(axis=1), plain.cost, np.inf)
        only, _ = many_to_all(network.first, network.head, cost, network.zones)
        np.testing.assert_allclose(four[[0, 2]].min(axis=0), only[:, network.zones], rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(network=graphs(most=14))
def test_one_kind_is_the_plain_search(network):
    """For passengers the first copy is the network itself, and the others are empty."""
    once = one_kind(network)
    assert once.copies == 4
    dist, _ = many_to_all(once.first, once.head, network.cost[once.arc], np.array([0], dtype=np.int32))
    plain, _ = many_to_all(network.first, network.head, network.cost, np.array([0], dtype=np.int32))
    np.testing.assert_array_equal(dist[0, : network.n_nodes], plain[0])
    assert np.isinf(dist[0, network.n_nodes :]).all()


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(1, 5),
    ends=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8),
    data=st.data(),
)
def test_unfolding_keeps_every_arc_where_it_leads(n, ends, data):
    """Each arc of a copy leads from that copy of its tail to the copy it should, once; sorted by tail."""
    ends = [(a % n, b % n) for a, b in ends]
    tail, head = (np.array(column, dtype=np.int32) for column in zip(*ends, strict=True))
    rows = st.lists(st.integers(-1, 2), min_size=len(ends), max_size=len(ends))
    leads = np.array([data.draw(rows) for _ in range(3)], dtype=np.int8)
    found = unfold(n, tail, head, leads)
    expected = sorted(
        (copy * n + tail[a], leads[copy, a] * n + head[a], a, copy)
        for copy in range(3)
        for a in range(len(ends))
        if leads[copy, a] >= 0
    )
    columns = zip(*(x.tolist() for x in (found.tail, found.head, found.arc, found.copy)), strict=True)
    assert sorted(columns) == expected
    for v in range(3 * n):
        assert (found.tail[found.first[v] : found.first[v + 1]] == v).all()
    assert found.first[-1] == len(found.tail) == len(expected)


def test_no_arc_at_all():
    """A graph of which no arc may be used has copies of its nodes, and no arc."""
    ends = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    found = unfold(2, *ends, np.full((2, 1), -1, dtype=np.int8))
    assert found.first.tolist() == [0] * 5
    assert len(found.arc) == 0
    assert found.copies == 2
