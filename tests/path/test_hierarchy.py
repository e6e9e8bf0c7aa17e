"""The hierarchy against SciPy's Dijkstra, on graphs of every shape."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from reopen.errors import GraphError
from reopen.path import hierarchy as hierarchy_module
from reopen.path.hierarchy import Hierarchy

WHOLE = st.integers(0, 9).map(float)
REAL = st.floats(0, 100, allow_subnormal=False)


@st.composite
def graphs(draw, costs):
    """A directed graph with loops, parallel arcs, free and shut arcs and closed nodes, in CSR."""
    n = draw(st.integers(1, 14))
    node = st.integers(0, n - 1)
    drawn = draw(st.lists(st.tuples(node, node, costs | st.just(np.inf)), max_size=45))
    arcs = sorted(drawn, key=lambda arc: arc[:2])
    tail, head, cost = (np.array([a[k] for a in arcs]) for k in range(3))
    first = np.searchsorted(tail, np.arange(n + 1)).astype(np.int32)
    closed = np.array(draw(st.lists(st.sampled_from([False, False, True]), min_size=n, max_size=n)))
    return first, head.astype(np.int32), cost.astype(float), closed


def road_like(side, seed):
    """A grid with some streets missing, diagonals and one-way streets."""
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    pairs = [number[:, :-1], number[:, 1:]], [number[:-1], number[1:]], [number[:-1, :-1], number[1:, 1:]]
    a = np.concatenate([p.ravel() for p, _ in pairs])
    b = np.concatenate([q.ravel() for _, q in pairs])
    there, back = rng.random(len(a)) < 0.7, rng.random(len(a)) < 0.7
    tail, head = np.concatenate([a[there], b[back]]), np.concatenate([b[there], a[back]])
    order = np.argsort(tail, kind="stable")
    tail, head = tail[order], head[order].astype(np.int32)
    first = np.searchsorted(tail, np.arange(side * side + 1)).astype(np.int32)
    return first, head, rng.integers(0, 50, len(head)).astype(float)


def reference(first, head, cost, closed, sources):
    """Distances by SciPy, with an arc of each closed node's own for leaving it."""
    n = len(closed)
    tail = np.repeat(np.arange(n), np.diff(first))
    out = np.full((len(sources), n), np.inf)
    least = {}
    for a, b, c in zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True):
        if c < least.get((a, b), np.inf) and a != b:
            least[a, b] = c
    for row, s in enumerate(sources):
        kept = {k: c for k, c in least.items() if k[0] == s or not closed[k[0]]}
        # SciPy takes explicit zeros as arcs when the matrix is built from its arrays.
        ends = sorted(kept)
        indptr = np.searchsorted([a for a, _ in ends], np.arange(n + 1))
        columns = np.array([b for _, b in ends], dtype=np.int32)
        matrix = csr_array((np.array([kept[e] for e in ends]), columns, indptr), shape=(n, n))
        out[row] = dijkstra(matrix, indices=s)
    return out


@settings(max_examples=150, deadline=None)
@given(graphs(WHOLE))
def test_whole_costs_are_exact(graph):
    """With whole costs every distance is exactly SciPy's, closed nodes and free arcs included."""
    first, head, cost, closed = graph
    every = np.arange(len(closed))
    metric = Hierarchy.of(first, head, closed).customize(cost)
    expected = reference(first, head, cost, closed, every)
    assert np.array_equal(metric.many_to_all(every), expected)
    assert np.array_equal(metric.many_to_many(every[::-1], every[::2]), expected[::-1, ::2])
    assert np.array_equal(metric.many_to_many(every[::2], every[::-1]), expected[::2, ::-1])


@settings(max_examples=60, deadline=None)
@given(graphs(REAL))
def test_real_costs_are_exact_up_to_rounding(graph):
    """With any costs distances differ from SciPy's by rounding alone."""
    first, head, cost, closed = graph
    every = np.arange(len(closed))
    found = Hierarchy.of(first, head, closed).customize(cost).many_to_all(every)
    np.testing.assert_allclose(found, reference(first, head, cost, closed, every), rtol=1e-14)


@settings(max_examples=80, deadline=None)
@given(graphs(WHOLE))
def test_paths_are_shortest_and_cross_no_closed_node(graph):
    """A path's arcs follow each other, cross no closed node and cost what the distance is."""
    first, head, cost, closed = graph
    every = np.arange(len(closed))
    metric = Hierarchy.of(first, head, closed).customize(cost)
    tail = np.repeat(every, np.diff(first))
    expected = reference(first, head, cost, closed, every)
    for s in every:
        for t in every:
            arcs = metric.path(int(s), int(t))
            if arcs is None:
                assert expected[s, t] == np.inf
                continue
            assert cost[arcs].sum() == expected[s, t]
            nodes = [s, *head[arcs]]
            assert nodes[-1] == t
            assert list(tail[arcs]) == nodes[:-1]
            assert not closed[nodes[1:-1]].any()


@settings(max_examples=80, deadline=None)
@given(graphs(WHOLE), st.integers(0, 2**32 - 1))
def test_loads_are_conserved_and_on_shortest_paths(graph, seed):
    """Loaded flows cost in all what the pairs' distances do, and leave each node as they enter it."""
    first, head, cost, closed = graph
    n = len(closed)
    every = np.arange(n)
    flow = np.random.default_rng(seed).integers(0, 4, (n, n)).astype(float)
    metric = Hierarchy.of(first, head, closed).customize(cost)
    distance = metric.many_to_many(every, every)
    loaded = metric.load(every, every, flow)
    assert np.array_equal(loaded, metric.load(every, every, flow, jobs=3))
    way = np.isfinite(distance) & (every[:, None] != every)
    assert loaded[np.isinf(cost)].sum() == 0
    assert np.where(loaded > 0, cost, 0.0) @ loaded == np.where(way, distance, 0.0).ravel() @ flow.ravel()
    net = np.zeros(n)
    np.add.at(net, np.repeat(every, np.diff(first)), loaded)
    np.subtract.at(net, head, loaded)
    passing = np.where(way, flow, 0.0)
    assert np.array_equal(net, passing.sum(axis=1) - passing.sum(axis=0))


@settings(max_examples=120, deadline=None)
@given(graphs(WHOLE), st.data())
def test_a_change_is_as_customizing_anew(graph, data):
    """After changes of some arcs the metric is the same, to the last bit, as one customized anew."""
    first, head, cost, closed = graph
    hierarchy = Hierarchy.of(first, head, closed)
    metric = hierarchy.customize(cost)
    if not len(head):
        return
    for _ in range(3):
        arcs = np.array(data.draw(st.lists(st.integers(0, len(head) - 1), max_size=4)), dtype=int)
        drawn = st.lists(WHOLE | st.just(np.inf), min_size=len(arcs), max_size=len(arcs))
        cost = cost.copy()
        new = np.array(data.draw(drawn), dtype=float)
        cost[arcs] = new
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hierarchy_module, "LARGEST_CHANGE", np.inf)
            patch.setattr(Hierarchy, "customize", None)  # not by customizing anew
            metric = metric.changed(arcs, new)
        same(metric, hierarchy.customize(cost))


def same(one, other):
    """Both metrics hold the same costs and keep the same links."""
    assert np.array_equal(one.cost, other.cost)
    assert np.array_equal(one.basic, other.basic)
    assert np.array_equal(one.shortest, other.shortest)
    for a, b in ((one.up, other.up), (one.down, other.down)):
        assert np.array_equal(a.last, b.last)
        for v in range(len(a.first)):
            kept = slice(a.first[v], a.last[v])
            assert np.array_equal(a.later[kept], b.later[kept])
            assert np.array_equal(a.cost[kept], b.cost[kept])


@pytest.fixture(scope="module")
def town():
    """A graph large enough to be cut, and its hierarchy."""
    first, head, cost = road_like(40, 1)
    closed = np.random.default_rng(2).random(len(first) - 1) < 0.02
    return first, head, cost, closed, Hierarchy.of(first, head, closed)


def test_a_town(town):
    """On a graph of several cells distances, loads and changes are exact too."""
    first, head, cost, closed, hierarchy = town
    rng = np.random.default_rng(3)
    some = rng.permutation(len(closed))[:40]
    metric = hierarchy.customize(cost)
    expected = reference(first, head, cost, closed, some)
    assert np.array_equal(metric.many_to_all(some), expected)
    flow = rng.integers(0, 5, (40, 40)).astype(float)
    loaded = metric.load(some, some, flow)
    distance = expected[:, some]
    assert np.isfinite(distance).all()
    assert cost @ loaded == (distance * flow).sum()
    assert len(hierarchy.graph.pieces) > 4


def test_changes_in_a_town(town):
    """One changed arc at a time, up and down and shut, is as customizing anew, and is not customized anew."""
    _, head, cost, _, hierarchy = town
    rng, cost = np.random.default_rng(4), cost.copy()
    metric = hierarchy.customize(cost)
    for new in [0.0, 100.0, np.inf, 3.0, 3.0, 49.0]:
        arc = rng.integers(0, len(head), 1)
        cost[arc] = new
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Hierarchy, "customize", None)
            metric = metric.changed(arc, cost[arc])
        same(metric, hierarchy.customize(cost))


def star(n):
    """A hub with a ring around it."""
    rim = np.arange(1, n)
    return np.concatenate([np.zeros(n - 1, int), rim]), np.concatenate([rim, np.roll(rim, 1)])


def islands(n):
    """Many small towns without a road between them."""
    tail = np.flatnonzero(np.arange(n) % 5 < 4)
    return tail, tail + 1


def dense(n):
    """Every node linked to every other."""
    tail, head = np.divmod(np.arange(n * n), n)
    return tail[tail != head], head[tail != head]


@pytest.mark.parametrize("shape", [star, islands, dense])
@pytest.mark.parametrize("n", [65, 150])
def test_any_shape_is_put_in_order(shape, n):
    """Graphs that no small cut halves are put in order too, and their distances are exact."""
    a, b = shape(n)
    rng = np.random.default_rng(n)
    tail, head = np.concatenate([a, b]), np.concatenate([b, a])
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(n + 1)).astype(np.int32)
    cost, closed = rng.integers(0, 99, len(tail)).astype(float), np.zeros(n, dtype=bool)
    head = head[order].astype(np.int32)
    found = Hierarchy.of(first, head).customize(cost).many_to_all(np.arange(0, n, 7))
    assert np.array_equal(found, reference(first, head, cost, closed, np.arange(0, n, 7)))


def test_threads_change_nothing(town):
    """Order, customization and distances are the same with any number of threads."""
    first, head, cost, closed, hierarchy = town
    other = Hierarchy.of(first, head, closed, jobs=3)
    assert np.array_equal(other.graph.node, hierarchy.graph.node)
    rng = np.random.default_rng(5)
    real = cost + rng.random(len(cost))
    one, three = hierarchy.customize(real), other.customize(real, jobs=3)
    same(one, three)
    some = rng.permutation(len(closed))[:70]
    assert np.array_equal(one.many_to_all(some), three.many_to_all(some, jobs=3))
    flow = rng.random((70, 70))
    assert np.array_equal(one.load(some, some, flow), three.load(some, some, flow, jobs=3))


def test_the_hierarchy_is_one(town):
    """Later neighbours are linked to each other, pieces are whole subtrees, and with the top they are all."""
    graph = town[4].graph
    n = len(graph.node)
    links = set()
    for v in range(n):
        links |= {(v, int(w)) for w in graph.up_head[graph.up_first[v] : graph.up_first[v + 1]]}
    for v in range(n):
        later = graph.up_head[graph.up_first[v] : graph.up_first[v + 1]].tolist()
        assert all(later[i] < later[j] for i in range(len(later)) for j in range(i + 1, len(later)))
        assert all((later[i], later[j]) in links for i in range(len(later)) for j in range(i + 1, len(later)))
    covered = np.zeros(n, dtype=int)
    covered[graph.top] += 1
    for lo, hi in graph.pieces:
        covered[lo:hi] += 1
        above = graph.parent[lo:hi]
        assert np.all((above < hi) | graph.is_top[above])
    assert np.all(covered == 1)


@pytest.mark.parametrize("bad", [-1.0, np.nan, -np.inf])
def test_bad_costs_are_refused(town, bad):
    """A cost that is negative or no number is refused with its arc, in all costs and in changed ones."""
    cost, hierarchy = town[2].copy(), town[4]
    metric = hierarchy.customize(cost)
    cost[[7, 9]] = bad
    with pytest.raises(GraphError, match=r"arc 7 costs .*, and 1 more like it"):
        hierarchy.customize(cost)
    with pytest.raises(GraphError, match="arc 9 costs"):
        metric.changed(np.array([9]), np.array([bad]))


def test_bad_graphs_are_refused():
    """Arrays that are no graph, nodes that are not in it and sizes that do not fit are refused."""
    first, head = np.array([0, 1, 2], dtype=np.int32), np.array([1, 0], dtype=np.int32)
    for broken in (np.array([0, 2, 1]), np.array([1, 1, 2]), np.array([0, 1, 3]), np.zeros(0)):
        with pytest.raises(GraphError, match="first: expected 2 arcs"):
            Hierarchy.of(broken.astype(np.int32), head)
    with pytest.raises(GraphError, match="head: expected node numbers from 0 to 1"):
        Hierarchy.of(first, np.array([1, 2], dtype=np.int32))
    with pytest.raises(GraphError, match="closed: 3 values of bool for 2 nodes"):
        Hierarchy.of(first, head, np.zeros(3, dtype=bool))
    metric = Hierarchy.of(first, head).customize(np.ones(2))
    with pytest.raises(GraphError, match="targets: expected node numbers from 0 to 1"):
        metric.many_to_many(np.array([0]), np.array([2]))
    with pytest.raises(GraphError, match="1 costs for 2 arcs"):
        metric.hierarchy.customize(np.ones(1))
    with pytest.raises(GraphError, match="shape"):
        metric.load(np.array([0]), np.array([1]), np.ones((2, 1)))
    with pytest.raises(GraphError, match="arcs: expected numbers from 0 to 1"):
        metric.changed(np.array([2]), np.ones(1))


@pytest.mark.parametrize("wrong", [[0.5], [True, False], [[0]], [2], [-1], ["0"], np.array([2**40])])
def test_what_is_no_list_of_nodes_is_refused(wrong):
    """Fractions, masks, tables and numbers out of range are no nodes or arcs; lists of nodes are."""
    first, head = [0, 1, 2], [1, 0]
    metric = Hierarchy.of(first, head).customize([1.0, 2.0])
    assert metric.many_to_many([0, 1], [1]).tolist() == [[1.0], [0.0]]
    for ask in (metric.many_to_all, lambda nodes: metric.many_to_many([0], nodes)):
        with pytest.raises(GraphError, match="expected node numbers from 0 to 1"):
            ask(wrong)
    with pytest.raises(GraphError, match=r"arcs: .*expected numbers from 0 to 1"):
        metric.changed(wrong, np.ones(len(wrong)))
    with pytest.raises(GraphError, match="closed: 2 values of int64"):
        Hierarchy.of(first, head, np.array([0, 1]))
    with pytest.raises(GraphError, match="NaN"):
        metric.load([0], [1], [[np.nan]])
    for ask in (metric.many_to_all, metric.hierarchy.customize):
        with pytest.raises(GraphError, match="jobs: found 0"):
            ask([0, 1], jobs=0)


def test_a_table_beyond_memory_is_refused():
    """A table of distances that would not fit is refused before it is begun."""
    first, head = np.array([0, 1, 2], dtype=np.int32), np.array([1, 0], dtype=np.int32)
    metric = Hierarchy.of(first, head).customize(np.ones(2))
    many = np.zeros(2**24, dtype=np.int8)
    with pytest.raises(GraphError, match=r"distances would take .* GiB"):
        metric.many_to_many(many, many)
