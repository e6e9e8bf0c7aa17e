"""Any value of every combination of openings: a function of the zone matrices plugs in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reopen.lattice.include import include
from reopen.lattice.trimmed import Arcs, Trimmed, trimmed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


def walk_matrices(
    costs: Sequence[Matrix],
    arcs: Sequence[Arcs],
    zones: int,
    value: Callable[[tuple[Matrix, ...]], NDArray[np.float64]],
    *,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> NDArray[np.float64]:
    """Value of every subset of K openings by any function of the zone matrices.

    The same steps as :func:`reopen.lattice.walk.walk` in the same order, in memory of K + 1
    matrices a layer. ``value`` is called once a subset, on one thread: what it takes is what the
    walk takes.

    Parameters
    ----------
    costs : sequence of ndarray of float64, shape (V, V)
        Costs of each layer before any opening, the zones first; closed under shortest paths.
    arcs : sequence of Arcs
        The openings' arcs in each layer.
    zones : int
        Number of zones, Z.
    value : callable
        Gets one matrix a layer, shape (Z, Z), which it cannot write to and must not keep;
        returns a value by party, shape (parties,).
    told : callable
        Called with the share of the work that is done.

    Returns
    -------
    ndarray of float64, shape (2 ** K, parties)
        Value by subset (bit o: opening o) and party.

    Raises
    ------
    ValueError
        When a cost is negative or not a number, or ``value`` returns what is not a number.
    """
    asked, openings = np.ones((zones, zones), dtype=np.bool_), len(arcs[0])
    layers = [trimmed(c, a, asked) for c, a in zip(costs, arcs, strict=True)]
    levels = [[layer.costs.copy() for _ in range(openings + 1)] for layer in layers]
    views = [tuple(_read_only(level[depth], zones) for level in levels) for depth in range(openings + 1)]
    rows: dict[int, NDArray[np.float64]] = {}

    def visit(code: int, depth: int, begin: int) -> None:
        rows[code] = np.array(value(views[depth]), dtype=np.float64)
        if not np.all(np.isfinite(rows[code])):
            raise ValueError(f"the value of combination {code:b} is not a number: {rows[code]}")
        told(len(rows) / (1 << openings))
        for o in range(begin, openings):
            for layer, level in zip(layers, levels, strict=True):
                _open(layer, o, level[depth], level[depth + 1])
            visit(code | 1 << o, depth + 1, o + 1)

    visit(0, 0, 0)
    return np.stack([rows[code] for code in range(1 << openings)])


def _read_only(matrix: Matrix, zones: int) -> Matrix:
    view = matrix[:zones, :zones]
    view.flags.writeable = False
    return view


def _open(layer: Trimmed, o: int, before: Matrix, after: Matrix) -> None:
    """Write the costs with one more opening to ``after``."""
    arcs, size, end = layer.arcs, 4 * before.size, -1
    columns = np.empty(len(before), dtype=np.int64)
    while end < 0:
        after[...] = before
        at, old = np.empty(size, dtype=np.int64), np.empty(size)
        end = include(
            after, layer.need, arcs.tail, arcs.head, arcs.cost,
            arcs.first[o], arcs.first[o + 1], at, old, 0, columns,
        )  # fmt: skip
        size *= 2
