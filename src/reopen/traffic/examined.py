"""Nodes of the search for links to build, looked at one after the other in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.traffic.desk import BEYOND, FULL, certain, measured, opened, settled
from reopen.traffic.relaxed import bounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Gap at which flows on the built links are good enough for a bound.
COARSE = 1e-4
#: Share above the best total cost up to which flows on the built links are solved as far as asked.
HOPE = 1e-3
#: Searches of ways, at most.
ROUNDS = 400


class Nodes(NamedTuple):
    """K nodes of the search over n links that may be built.

    Attributes
    ----------
    built, may : (K,) int64 arrays
        Links that are built, and that may be; bit j stands for link j.
    left : (K,) float64 array
        What is left of the budget.
    weight : (K,) float64 array
        Weight of Beckmann's objective to begin with; set to the one that bounds best.
    standing : (K,) float64 array
        Beckmann's objective of flows on the built links; set where it is not a number.
    share, rent : (K, n) float64 arrays
        See `relaxed.bounded`.
    """

    built: Ints
    may: Ints
    left: Floats
    weight: Floats
    standing: Floats
    share: Floats
    rent: Floats


@njit(nogil=True, cache=True)
def _solved(graph, own, choice, nodes, i, decided, cutoff, gap, out):  # type: ignore[no-untyped-def]
    """Solve a node's built links: coarsely first, and on where they may be best; whether there was room."""
    opened(own, choice.arc, choice.fixed, nodes.built[i])
    goal = gap if decided else COARSE
    for _ in range(2):
        reached, state = settled(graph, own, goal, ROUNDS, cutoff)
        if state == FULL:
            return False
        total, nodes.standing[i] = measured(own)
        if goal == gap or state == BEYOND or total > cutoff * (1.0 + HOPE):
            break
        goal = gap
    if goal == gap:
        out[i, 0] = certain(own, reached * total)
        if state != BEYOND:
            out[i, 1], out[i, 2] = total, reached
    return True


@njit(nogil=True, cache=True)
def examined(graph, mix, own, choice, nodes, begin, cutoff, gap, out):  # type: ignore[no-untyped-def]
    """Bound nodes from ``begin`` on, and solve those whose links are decided.

    Parameters
    ----------
    mix, own : Desk
        For relaxations and for equilibria.
    choice : Choice
    nodes : Nodes
    begin : int
    cutoff : float
        Total cost that a node must get below.
    gap : float
        Relative gap of equilibria.
    out : (K, 3) float64 array
        Set to a bound on the total cost of all sets of the node; the total cost of its built links, infinite
        where it is not solved as far as asked, or certain not to be below the cutoff; and that one's gap.

    Returns
    -------
    int
        The node at which paths found no room; K when all are done.
    """
    for i in range(begin, len(nodes.built)):
        decided = nodes.built[i] == nodes.may[i]
        out[i, 0], out[i, 1], out[i, 2] = -np.inf, np.inf, np.inf
        if (decided or np.isnan(nodes.standing[i])) and not _solved(
            graph, own, choice, nodes, i, decided, cutoff, gap, out
        ):
            return i
        if not decided:
            out[i, 0], nodes.weight[i], room = bounded(
                graph,
                mix,
                choice,
                nodes.built[i],
                nodes.may[i],
                nodes.left[i],
                nodes.weight[i],
                nodes.share[i],
                nodes.rent[i],
                nodes.standing[i],
                cutoff,
            )
            if not room:
                return i
    return len(nodes.built)
