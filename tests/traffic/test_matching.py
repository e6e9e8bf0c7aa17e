"""Paths of other pairs or links are refused, since their flows would not be conserved."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.errors import GraphError
from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.performance import bpr
from reopen.traffic.selected import select_link, skims
from tests.traffic.networks import conserved, network, trips

LINKS = bpr(np.ones(3), np.full(3, 10.0))
NET, TRIPS = network([(0, 1), (0, 1), (1, 2)], LINKS), trips((0, 2, 30.0))


@pytest.mark.parametrize(
    ("net", "few"),
    [
        (NET, trips((0, 1, 30.0))),
        (NET, trips((1, 2, 30.0))),
        (NET, trips((0, 2, 30.0), (0, 1, 3.0))),
        (network([(0, 1), (1, 0), (1, 2)], LINKS), TRIPS),
        (network([(0, 2)], bpr(np.ones(1), np.ones(1))), TRIPS),
    ],
    ids=["destination", "origin", "pairs", "ends", "links"],
)
def test_others_are_refused(net, few):
    """As many pairs and links are not enough: each path must lead from its origin to its destination."""
    found = equilibrium(NET, TRIPS)
    for ask in (
        lambda: equilibrium(net, few, start=found),
        lambda: select_link(net, few, found, 0),
        lambda: skims(net, few, found, np.ones((1, len(net.tail)))),
    ):
        with pytest.raises(GraphError, match="flows of other pairs or links"):
            ask()


def test_other_flows_of_the_same_pairs_are_taken():
    """Twice the trips begin with the flows of once."""
    twice = trips((0, 2, 60.0))
    found = equilibrium(NET, twice, start=equilibrium(NET, TRIPS))
    conserved(NET, twice, found.flow, found.demand)
    assert found.flow.tolist() == pytest.approx([30.0, 30.0, 60.0])
