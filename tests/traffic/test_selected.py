"""Who uses a link, and skims, by hand and against a slow walk over the paths."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.errors import GraphError
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.performance import bpr
from reopen.traffic.selected import select_link, skims
from tests.traffic.networks import cheapest, network, paths_of, sioux_falls, trips


@pytest.fixture(scope="module")
def solved():
    """Sioux Falls at equilibrium."""
    net, table, _ = sioux_falls()
    return net, table, equilibrium(net, table, gap=1e-11)


@pytest.mark.parametrize("link", [0, 25, 75])
def test_who_uses_a_link(solved, link):
    """Their flow on the link is the link's flow; on others, by pair, as the paths say one by one."""
    net, table, found = solved
    chosen = select_link(net, table, found, link)
    flow, pairs = np.zeros(len(net.tail)), np.zeros(len(table.flow))
    for k, links, amount in paths_of(found, net, table):
        if link in links:
            flow[links] += amount
            pairs[k] += amount
    np.testing.assert_allclose(chosen.flow, flow, rtol=1e-12)
    np.testing.assert_allclose(chosen.pair_flow, pairs, rtol=1e-12)
    assert chosen.flow[link] == pytest.approx(found.flow[link], rel=1e-12)
    assert chosen.pair_flow.sum() == pytest.approx(found.flow[link], rel=1e-12)
    assert (chosen.flow <= found.flow * (1.0 + 1e-12)).all()


def test_a_link_that_is_none_is_refused(solved):
    """There are 76 links."""
    with pytest.raises(GraphError, match="expected 0 to 75"):
        select_link(*solved, 76)


def test_time_along_ways_is_the_pairs_cost(solved):
    """At equilibrium cheapest ways and ways in use cost the same, and SciPy's ways too."""
    net, table, found = solved
    said = skims(net, table, found, np.stack([found.cost, np.ones(len(net.tail))]))
    np.testing.assert_allclose(said.cheapest[0], found.pair_cost, rtol=1e-9)
    np.testing.assert_allclose(said.used[0], found.pair_cost, rtol=1e-7)
    begin, end = table.indices(net)
    oracle = np.array([cheapest(net, found.cost, v) for v in range(len(net.node_ids))])
    np.testing.assert_allclose(said.cheapest[0], oracle[begin, end], rtol=1e-12)
    assert (said.cheapest[1] >= 1.0).all()
    assert (said.cheapest[1] == np.round(said.cheapest[1])).all()


def test_length_by_hand():
    """Two ways of 3 and 5 km that carry 60 and 40: 3.8 km on average; pairs without flow or way too."""
    net = network([(0, 1), (0, 1)], bpr(np.array([1.0, 1.4]), np.array([60.0, 40.0]), 1.0, 1.0), nodes=3)
    table = trips((0, 1, 100.0), (0, 0, 5.0), (0, 2, 0.0))
    found = equilibrium(net, table, gap=1e-13)
    said = skims(net, table, found, np.array([[3.0, 5.0]]))
    share = found.flow[0] / 100.0
    assert 0.0 < share < 1.0
    assert said.used[0, 0] == pytest.approx(3.0 * share + 5.0 * (1.0 - share), rel=1e-9)
    assert np.isnan(said.used[0, 1:]).all()
    assert said.cheapest[0, 1:].tolist() == [0.0, np.inf]
    assert said.cheapest[0, 0] in (3.0, 5.0)


def test_values_of_another_length_are_refused(solved):
    """One value a link."""
    with pytest.raises(GraphError, match=r"expected \(quantities, 76\)"):
        skims(*solved, np.ones((1, 75)))


def test_links_in_any_order():
    """Links that are not listed by the nodes they leave: users and sums are those of the same links."""
    ends = [(1, 2), (0, 2), (0, 1), (2, 3)]
    free = np.array([1.0, 3.0, 1.0, 1.0])
    net = network(ends, bpr(free, np.full(4, 10.0), 1.0, 1.0))
    table = trips((0, 3, 20.0), (1, 3, 4.0), (1, 2, 2.0))
    found = equilibrium(net, table, gap=1e-13)
    assert 0.0 < found.flow[1] < 20.0
    chosen = select_link(net, table, found, 0)
    assert chosen.flow == pytest.approx([found.flow[0], 0.0, found.flow[2], found.flow[3] - found.flow[1]])
    assert chosen.pair_flow == pytest.approx([20.0 - found.flow[1], 4.0, 2.0])
    lengths = np.array([[5.0, 7.0, 2.0, 1.0]])
    assert skims(net, table, found, lengths).cheapest[0, 1:].tolist() == [6.0, 5.0]
