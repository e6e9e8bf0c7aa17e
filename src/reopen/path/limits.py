"""What is asked of this machine, refused before it is begun."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError, ReopenError

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Nodes, arcs and slots are numbered in 32 bits.
MOST = 2**31 - 1
GIB = 2.0**30


def check_costs(cost: NDArray[np.float64], numbers: NDArray[np.integer] | None = None) -> None:
    """Refuse costs that are negative or not a number; infinity closes an arc.

    Parameters
    ----------
    cost : ndarray of float64
    numbers : ndarray of int, optional
        Arc numbers of the costs, where they are not of all arcs.
    """
    good = cost >= 0
    if not good.all():  # a NaN fails too
        at = int(np.argmin(good))
        arc = at if numbers is None else int(numbers[at])
        count = int(np.sum(~good))
        others = f", and {count - 1} more like it" if count > 1 else ""
        raise GraphError(
            f"arc {arc} costs {float(cost[at])}{others}; expected a number that is not negative, or infinity"
        )


def check_count(count: int, what: str = "arcs") -> None:
    """Refuse more arcs, or slots, than can be numbered."""
    if count > MOST:
        raise GraphError(f"{count:,} {what}; at most {MOST:,} can be numbered, so leave minor links out")


def check_graph(first: NDArray[np.integer], head: NDArray[np.integer]) -> None:
    """Refuse arrays that are no graph, or one with more arcs than can be numbered."""
    check_count(len(head))
    if len(first) < 1 or first[0] != 0 or np.any(np.diff(first) < 0) or first[-1] != len(head):
        raise GraphError(f"first: expected {len(head)} arcs counted up from 0 without a step back")
    if len(head) and not 0 <= int(head.min()) <= int(head.max()) < len(first) - 1:
        raise GraphError(f"head: expected node numbers from 0 to {len(first) - 2}")


def check_nodes(name: str, nodes: NDArray[np.integer], n_nodes: int) -> None:
    """Refuse node numbers that the graph does not have."""
    if len(nodes) and not 0 <= int(nodes.min()) <= int(nodes.max()) < n_nodes:
        raise GraphError(f"{name}: expected node numbers from 0 to {n_nodes - 1}")


def machine_bytes() -> float | None:
    """Bytes of memory of this machine; None where it does not tell."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * float(os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return None


def check_memory(
    size: float, what: str, *, mend: str = "ask for less", error: type[ReopenError] = GraphError
) -> None:
    """Refuse what would not fit into this machine's memory.

    Parameters
    ----------
    size : float
        Bytes that it would take.
    what : str
        What would take them, for the message.
    mend : str
        What the user can do about it, for the message.
    error : type
        :class:`reopen.errors.SettingsError` where the user's choice is too large, not a graph.

    Raises
    ------
    GraphError or the ``error`` given
        When the machine tells how much memory it has, and it is less.
    """
    has = machine_bytes()
    if has is not None and size > has:
        raise error(
            f"{what} would take {size / GIB:,.1f} GiB of memory and this machine has {has / GIB:,.1f}; {mend}"
        )
