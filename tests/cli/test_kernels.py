"""Kernels are there before the clock starts."""

from __future__ import annotations

from reopen.cli.kernels import ready
from reopen.traffic.design import design
from reopen.traffic.equilibrium import equilibrium


def test_the_network_is_one_that_each_command_solves():
    """It has flow on all links, and a choice of which to build."""
    found = []
    ready(lambda net, few: found.append(equilibrium(net, few)))
    ready(lambda net, few: found.append(design(net, few, [1, 2], [1.0, 1.0], budget=1.0)))
    assert found[0].status == "converged"
    assert (found[0].flow > 0.0).all()
    assert (found[1].status, len(found[1].built)) == ("optimal", 1)
