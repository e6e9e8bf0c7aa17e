"""The step of all paths together."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.traffic.desk import evened, opened, paid, searched
from reopen.traffic.newton import stepped
from reopen.traffic.performance import areas
from reopen.traffic.resolve import Solver
from tests.traffic.choices import drawn
from tests.traffic.networks import conserved, sioux_falls


def on_the_way(net, travelling, links, *, searches, marginal=False):
    """A desk with flows some searches away from equilibrium."""
    solver = Solver(net, travelling, links, optimum=marginal)
    at = solver.desk()
    opened(at, solver.arc, solver.fixed, (1 << len(links)) - 1)
    gap = 1e-3
    for _ in range(searches):
        beyond, known = searched(net.graph, at, gap)
        gap = beyond / paid(at) if known else gap
        evened(at, 0.1 * gap * paid(at), 4)
    return solver, at


def excess(net, at):
    """Share of what is paid that the kept paths could save, with no new path."""
    least, columns, price = 0.0, at.columns, at.load.price[0]
    for od in range(len(columns.top)):
        q, ways, flows = columns.top[od], [], []
        while q >= 0:
            arcs = columns.arcs[columns.begin[q] : columns.begin[q] + columns.length[q]]
            ways.append(price[arcs].sum())
            flows.append(columns.flow[q])
            q = columns.after[q]
        least += float(np.dot(flows, np.array(ways) - min(ways)))
    return least / paid(at)


def test_close_to_equilibrium_one_step_does_it():
    """On Sioux Falls a step takes nearly all of what kept paths could save, and the next one does again."""
    net, travelling, _ = sioux_falls()
    _, at = on_the_way(net, travelling, [0], searches=9)
    before = excess(net, at)
    shares = [stepped(at.pairs, at.load, at.columns, at.mark, 1e-8) for _ in range(2)]
    assert before > 1e-6
    assert min(shares) > 0.5
    assert excess(net, at) < 1e-4 * before


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 5), st.booleans())
def test_a_step_never_makes_the_objective_worse(seed, searches, marginal):
    """From any flows the objective does not rise, no path carries less than nothing, and flows are whole."""
    net, travelling, links, _ = drawn(seed)
    _, at = on_the_way(net, travelling, links, searches=searches, marginal=marginal)

    def objective():
        if marginal:
            return paid_in_total(net, at)
        return float(areas(at.load.performance, at.load.flow).sum() + at.load.flow @ at.load.fixed[0])

    before = objective()
    share = stepped(at.pairs, at.load, at.columns, at.mark, 1e-2)
    assert 0.0 <= share <= 1.0
    assert objective() <= before * (1.0 + 1e-12)
    assert (at.columns.flow[: at.columns.used[0]] >= 0.0).all()
    assert not at.mark.any()
    conserved(net, travelling, net.back(at.load.flow), travelling.flow)


def paid_in_total(net, at):
    """Total cost of the flows."""
    flow = net.back(at.load.flow)
    return float(flow @ (net.cost(flow) + net.fixed[0]))


def test_every_pair_keeps_its_demand_from_set_to_set():
    """With links of Sioux Falls closed and opened, each pair's paths carry its trips."""
    net, travelling, _ = sioux_falls()
    solver = Solver(net, travelling, [27, 31, 42])
    at = solver.desk()
    for standing in (0, 1, 3, 2, 6, 7, 5, 4):
        solver.walk(np.array([standing]), gap=1e-12, start=at)
        for od, demand in enumerate(at.pairs.demand):
            q, carried = at.columns.top[od], 0.0
            while q >= 0:
                carried += at.columns.flow[q]
                q = at.columns.after[q]
            assert abs(carried - demand) < 1e-8


def test_without_a_choice_of_paths_nothing_happens():
    """Where every pair has one path, flows stay, and the step's share is 0."""
    net, travelling, links, _ = drawn(5)
    _, at = on_the_way(net, travelling, links, searches=1)
    flow = at.load.flow.copy()
    assert stepped(at.pairs, at.load, at.columns, at.mark, 1e-2) == 0.0
    np.testing.assert_array_equal(at.load.flow, flow)
