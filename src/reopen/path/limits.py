"""What is asked of this machine, refused before it is begun."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError, ReopenError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

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


def numbers(name: str, values: ArrayLike, below: int, what: str = "node numbers") -> NDArray[np.int64]:
    """A list of whole numbers from 0 on as an array of its own.

    Raises
    ------
    GraphError
        When it is no such list: a mask, fractions, a table, or numbers out of range.
    """
    given = np.asarray(values)
    fits = given.ndim == 1 and (given.dtype.kind in "iu" or given.size == 0)
    if not fits or (given.size and not 0 <= int(given.min()) <= int(given.max()) < below):
        range_ = f"from 0 to {below - 1}" if below else "but there is nothing to number"
        seen = "" if fits else f"found an array of {given.dtype}, {given.ndim} dimensions; "
        raise GraphError(f"{name}: {seen}expected {what} {range_}")
    return given.astype(np.int64)


def check_graph(first: NDArray[np.integer], head: NDArray[np.integer]) -> None:
    """Refuse arrays that are no graph, or one with more arcs than can be numbered."""
    check_count(len(head))
    starts = numbers("first", first, MOST + 1, "numbers of arcs")
    if len(starts) < 1 or starts[0] != 0 or np.any(np.diff(starts) < 0) or starts[-1] != len(head):
        raise GraphError(f"first: expected {len(head)} arcs counted up from 0 without a step back")
    numbers("head", head, len(first) - 1)


def check_jobs(jobs: int) -> None:
    """Refuse fewer threads than one."""
    if jobs < 1:
        raise GraphError(f"jobs: found {jobs}, expected at least 1")


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
