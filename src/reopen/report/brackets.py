"""Where the interplay plot puts its rows and the brackets that join them, so that none overlap.

Openings are rows. A bracket leaves a row at a port of its own, runs up or down a lane beside the
rows, and enters another row: on the left where the two need each other, on the right where they
compete. Two brackets share a lane only where one ends before the other begins. Each has a slot
for its number that no other of its side has: a gap between two rows, or a row that it passes and
that no bracket from farther out enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Lanes on each side; a bracket that finds no lane or no slot is left to the table.
LANES = 3

#: Brackets on each side at most.
MOST = 6

#: Pairs weaker than this share of the strongest are left to the table.
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Bracket:
    """A line between two rows.

    Attributes
    ----------
    pair : int
        Which of the given pairs it stands for.
    upper, lower : int
        Places of its rows, counted from the top.
    lane : int
        0 next to the rows.
    slot : int
        Where its number stands: beside the row at place ``slot / 2`` where that is whole, else
        below the row at ``(slot - 1) / 2``.
    left : bool
        On which side it runs.
    """

    pair: int
    upper: int
    lower: int
    lane: int
    slot: int
    left: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows from top to bottom, by number, and the brackets between them."""

    rows: tuple[int, ...]
    brackets: tuple[Bracket, ...]

    def ports(self, place: int, *, left: bool) -> list[int]:
        """Pairs whose brackets leave a place at one side, from top to bottom so that none cross there."""
        up = [b for b in self.brackets if b.left == left and b.lower == place]
        down = [b for b in self.brackets if b.left == left and b.upper == place]
        up.sort(key=lambda b: b.lane)
        down.sort(key=lambda b: -b.lane)
        return [b.pair for b in up + down]


def plan(count: int, pairs: Sequence[tuple[int, int, float]]) -> Plan:
    """Lay out rows and brackets.

    Parameters
    ----------
    count : int
        Number of rows.
    pairs : sequence of (int, int, float)
        Two rows and their interaction: above 0 they need each other, below 0 they compete.

    Examples
    --------
    >>> found = plan(3, [(0, 2, 5.0), (1, 2, -1.0)])
    >>> found.rows, [(b.pair, b.left, b.lane) for b in found.brackets]
    ((1, 2, 0), [(0, True, 0), (1, False, 0)])
    """
    chosen = _strongest(pairs)
    rows = _arranged(count, [pairs[n] for n in chosen])
    place = {row: at for at, row in enumerate(rows)}
    ends = {n: sorted((place[pairs[n][0]], place[pairs[n][1]])) for n in chosen}
    brackets = []
    for left in (True, False):
        held: dict[int, tuple[int, int]] = {}
        for n in chosen:
            if (pairs[n][2] > 0) == left:
                held = _held({m: ends[m] for m in (*held, n)}) or held
        brackets += [
            Bracket(n, upper=ends[n][0], lower=ends[n][1], lane=lane, slot=slot, left=left)
            for n, (lane, slot) in sorted(held.items())
        ]
    return Plan(tuple(rows), tuple(brackets))


def _strongest(pairs: Sequence[tuple[int, int, float]]) -> list[int]:
    """The strongest pairs of each kind, strongest first."""
    order = sorted(range(len(pairs)), key=lambda n: (-abs(pairs[n][2]), pairs[n][:2]))
    worth = [n for n in order if abs(pairs[n][2]) > LEAST * abs(pairs[order[0]][2])]
    kinds = [[n for n in worth if (pairs[n][2] > 0) == need] for need in (True, False)]
    return sorted((n for kind in kinds for n in kind[:MOST]), key=order.index)


def _arranged(count: int, joined: Sequence[tuple[int, int, float]]) -> list[int]:
    """Rows in an order that keeps the brackets short, those without any last.

    One row at a time moves to wherever the brackets become shortest, until none helps.
    """
    rows = [row for row in range(count) if any(row in pair[:2] for pair in joined)]

    def length(order: list[int]) -> float:
        at = {row: n for n, row in enumerate(order)}
        return sum(abs(at[i] - at[j]) * (1.0 + abs(pull)) for i, j, pull in joined)

    best = length(rows)
    while True:
        moved = [
            [*rest[:to], row, *rest[to:]]
            for row in rows
            for rest in ([other for other in rows if other != row],)
            for to in range(len(rows))
        ]
        found = min(moved, key=length, default=rows)
        if length(found) > best - 1e-9:
            break
        rows, best = found, length(found)
    return rows + [row for row in range(count) if row not in rows]


def _held(ends: dict[int, list[int]]) -> dict[int, tuple[int, int]] | None:
    """A lane and a slot for each bracket, short ones first; None when there are not enough."""
    order = sorted(ends, key=lambda n: (ends[n][1] - ends[n][0], ends[n]))
    lanes: dict[int, int] = {}
    for n in order:
        beside = {k for m, k in lanes.items() if max(ends[n][0], ends[m][0]) < min(ends[n][1], ends[m][1])}
        free = [k for k in range(LANES) if k not in beside]
        if not free:
            return None
        lanes[n] = free[0]
    slots: dict[int, int] = {}
    for n in order:
        upper, lower = ends[n]
        entered = {2 * end for m, k in lanes.items() if k > lanes[n] for end in ends[m]}
        slots_left = set(range(2 * upper + 1, 2 * lower)) - entered - set(slots.values())
        if not slots_left:
            return None
        slots[n] = min(slots_left, key=lambda slot: (abs(slot - upper - lower), slot))
    return {n: (lanes[n], slots[n]) for n in order}
