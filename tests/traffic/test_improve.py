"""Good sets of links by exchanges."""

from __future__ import annotations

import numpy as np

from reopen.traffic.improve import cost_of, improved
from reopen.traffic.resolve import Solver
from tests.traffic.choices import drawn, spending, totals


def test_no_exchange_is_better():
    """The set found is affordable, and no set that differs by a link or an exchange is better."""
    for seed in range(5):
        net, travelling, links, prices = drawn(seed)
        budget = 0.5 * prices.sum()
        found = improved(Solver(net, travelling, links), prices, budget)
        assert cost_of(found, prices) <= budget
        costs, values = spending(prices), totals(net, travelling, links, gap=1e-9)
        near = [s for s in range(32) if (s ^ found).bit_count() <= 2 and costs[s] <= budget]
        near = [s for s in near if (s ^ found).bit_count() < 2 or s.bit_count() == found.bit_count()]
        assert values[found] <= values[near].min() * (1.0 + 1e-5)


def test_threads_and_an_early_end_change_nothing_else():
    """Two threads find the same; a user who does not go on gets the empty set; no money buys nothing."""
    net, travelling, links, prices = drawn(2)
    solver = Solver(net, travelling, links)
    one, two = (improved(solver, prices, 12.0, jobs=jobs) for jobs in (1, 2))
    assert one == two != 0
    assert improved(solver, prices, 12.0, go_on=lambda: False) == 0
    assert improved(solver, prices, 0.0) == 0
    assert cost_of(0b101, np.array([1.0, 2.0, 4.0])) == 5.0
