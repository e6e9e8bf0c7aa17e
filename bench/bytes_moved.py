"""What a walk over all combinations reads and writes, counted, against what the memory can do."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.lattice.include import include, put_back
from reopen.lattice.trimmed import trimmed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.splitting import Split

#: Bytes that a changed cost moves: two costs read, one written, its place and old value logged,
#: read and put back.
CHANGED = 8 * 8
#: Bytes that valuing a pair moves: place, cost, two factors and the old worth read, the new one
#: written, and logged, read and put back.
VALUED = 8 * 11
#: Bytes that looking for the rows and columns of an arc moves for each of the matrix's rows.
LOOKED = 8 * 4


@dataclass
class Traffic:
    """Counts of a walk: steps, costs changed, pairs valued, bytes moved; seconds without the valuing."""

    steps: int
    changed: int
    valued: int
    bytes: int
    seconds: float


@njit(nogil=True)
def _count(d, need, zones, first, tail, head, cost, size):  # type: ignore[no-untyped-def]
    """Walk as the library does, without valuing: costs changed, pairs of zones among them, rows looked at."""
    openings, n = len(first) - 1, d.shape[0]
    at, old, columns = np.empty(size, np.int64), np.empty(size), np.empty(n, np.int64)
    tops, following = np.zeros(openings + 2, np.int64), np.zeros(openings + 2, np.int64)
    flat, depth, changed, valued, looked = d.reshape(-1), 0, 0, 0, 0
    while depth >= 0:
        o = following[depth]
        if o == openings:
            if depth > 0:
                put_back(flat, at, old, tops[depth - 1], tops[depth])
            depth -= 1
            continue
        following[depth] = o + 1
        begin = tops[depth]
        end = include(d, need, tail, head, cost, first[o], first[o + 1], at, old, begin, columns)
        if end < 0:
            return -1, 0, 0
        depth += 1
        tops[depth], following[depth] = end, o + 1
        changed += end - begin
        looked += need[first[o] : first[o + 1]].sum()
        for x in range(begin, end):
            if at[x] < zones * n and at[x] % n < zones:
                valued += 1
    return changed, valued, looked


def traffic(found: Split) -> Traffic:
    """Count what walking all games moves, on one thread."""
    out = Traffic(0, 0, 0, 0, 0.0)
    for layer, games in found.games_of(range(len(found.inputs.openings))):
        for game in games:
            curves = layer.curves.only(game.pairs)
            small = trimmed(layer.costs, layer.arcs.of(np.array(game.members)), curves.scale != 0.0)
            arcs, size, changed = small.arcs, 4 * small.costs.size, -1
            while changed < 0:
                begin = perf_counter()
                changed, valued, looked = _count(
                    small.costs.copy(), small.need, len(small.zones),
                    arcs.first, arcs.tail, arcs.head, arcs.cost, size,
                )  # fmt: skip
                spent = perf_counter() - begin
                size *= 2
            out.steps += game.steps
            out.changed += changed
            out.valued += valued
            out.bytes += changed * CHANGED + valued * VALUED + looked * LOOKED
            out.seconds += spent
    return out


def bandwidth(size: int) -> float:
    """Bytes a second that copying an array of so many bytes reads and writes; the best of five."""
    source: NDArray[np.float64] = np.ones(size // 8)
    target, times, often = np.empty_like(source), [], max(1, 2**28 // size)
    for _ in range(5):
        begin = perf_counter()
        for _ in range(often):
            np.copyto(target, source)
        times.append((perf_counter() - begin) / often)
    return 2 * source.nbytes / min(times)
