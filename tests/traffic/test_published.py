"""Published best-known solutions of Transportation Networks for Research, where they are at hand."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.traffic.equilibrium import equilibrium
from reopen.traffic.performance import areas, costs
from reopen.traffic.tntp import read_network, read_trips
from tests.traffic.networks import BENCH, check

FOLDER = BENCH / "tntp"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the networks of TNTP are not here; REOPEN_BENCH names their folder"
)

#: Folder, file, weights of toll and length in the published costs.
CASES = {
    "Sioux Falls": ("SiouxFalls", "SiouxFalls", 0.0, 0.0),
    "Anaheim": ("Anaheim", "Anaheim", 0.0, 0.0),
    "Barcelona": ("Barcelona", "Barcelona", 0.0, 0.0),
    "Chicago-Sketch": ("Chicago-Sketch", "ChicagoSketch", 0.02, 0.04),
    "Eastern-Massachusetts": ("Eastern-Massachusetts", "EMA", 0.0, 0.0),
    "Berlin-Mitte-Center": ("Berlin-Mitte-Center", "berlin-mitte-center", 0.0, 0.0),
}
#: Those with a file of flows.
WITH_FLOWS = ("Sioux Falls", "Anaheim", "Barcelona", "Chicago-Sketch")
_SOLVED: dict[str, tuple] = {}


def solved(name):
    """A case at equilibrium, found once, closer than what is asked of it."""
    if name not in _SOLVED:
        folder, stem, toll, length = CASES[name]
        net = read_network(FOLDER / folder / f"{stem}_net.tntp", toll_weight=toll, length_weight=length)
        table = read_trips(FOLDER / folder / f"{stem}_trips.tntp")
        _SOLVED[name] = net, table, equilibrium(net, table, gap=1e-13)
    return _SOLVED[name]


def published(name, net):
    """Volumes and costs of the file, in the order of the links."""
    folder, stem, _, _ = CASES[name]
    rows = {}
    for line in (FOLDER / folder / f"{stem}_flow.tntp").read_text(encoding="utf-8").splitlines():
        words = line.replace(";", " ").split()
        if words and words[0].isdigit():
            rows[int(words[0]), int(words[1])] = float(words[2]), float(words[3])
    ends = zip(net.node_ids[net.tail].tolist(), net.node_ids[net.head].tolist(), strict=True)
    return np.array([rows[end] for end in ends]).T


@pytest.mark.parametrize("name", CASES)
def test_the_gap_is_reached_and_the_slow_check_passes(name):
    """A gap of 1e-12, and paths no dearer than SciPy's cheapest, with flows conserved at every node."""
    net, table, found = solved(name)
    assert (found.status, found.gap <= 1e-12) == ("converged", True)
    check(net, table, found, tolerance=1e-11)


@pytest.mark.parametrize("name", WITH_FLOWS)
def test_objective_and_costs_are_the_published_ones(name):
    """The objective of the published flows to 13 digits, never above it; costs to 1e-9."""
    net, _, found = solved(name)
    volume, cost = published(name, net)
    best = float(areas(net.performance, volume).sum() + volume @ net.fixed[0])
    assert found.objective == pytest.approx(best, rel=1e-13)
    np.testing.assert_allclose(found.cost + net.fixed[0], cost, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", WITH_FLOWS)
def test_flows_are_the_published_ones_where_they_are_unique(name):
    """Links whose cost grows with flow carry what is published; constant ones may share otherwise."""
    net, _, found = solved(name)
    volume, _ = published(name, net)
    unique = costs(net.performance, np.maximum(volume, 1.0))[1] > 1e-12
    assert unique.sum() > 50
    np.testing.assert_allclose(found.flow[unique], volume[unique], rtol=1e-6, atol=1e-3)


def test_a_node_that_only_takes_in_carries_nothing_through():
    """Node 1008 of Barcelona has only links that end there."""
    net, table, found = solved("Barcelona")
    place = int(np.flatnonzero(net.node_ids == 1008)[0])
    assert not (net.tail == place).any()
    ending = table.flow[(table.destination == 1008) & (table.origin != 1008)].sum()
    assert found.flow[net.head == place].sum() == pytest.approx(ending, abs=1e-9)
