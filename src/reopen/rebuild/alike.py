"""Tasks that are pieces of one work, taken together: a smaller relaxation can look at more moments."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reopen.rebuild.instance import Floats, Instance, Ints, precedence


@dataclass(frozen=True, slots=True)
class Alike:
    """An instance whose tasks are groups of pieces.

    Attributes
    ----------
    one : Instance
        A task a group, as long and as many teams as each of its pieces; where pieces differ, what
        lets the group be worth more: the least cost, the earliest start, the most worth.
    count : (groups,) int64 array
        Pieces of each group.
    group : (n,) int64 array
        Group of each piece.
    free, pull : float64 arrays
        For each arc of ``one``, in its order: the mean share finished of the group after is at most
        ``free`` plus ``pull`` times that of the group before.
    """

    one: Instance
    count: Ints
    group: Ints
    free: Floats
    pull: Floats


def alike(one: Instance, worth: Floats) -> Alike:
    """Take together what :attr:`Instance.group` names, unless pieces of a group wait for each other.

    Where a share ``free`` of the pieces of B waits for no piece of A, and a share ``w`` waits for pieces
    of A within a stretch of ``s`` of its ``a`` pieces, the mean share of B finished is at most
    ``free + pull * (that of A)`` with ``pull`` the largest ``w * a / s`` over all stretches: the weight of
    B's pieces can be spread over pieces of A that they wait for such that none of these carries more
    than ``pull / a`` (Hall's condition, for stretches). Arcs whose sets are no stretches are left out,
    which makes a bound larger and never wrong.
    """
    group = _apart(one)
    _, first, group, count = np.unique(group, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(group, kind="stable")
    at = np.concatenate([[0], np.cumsum(count)])
    rank = np.empty(one.n, np.int64)
    rank[order] = np.arange(one.n) - np.repeat(at[:-1], count)
    arcs, free, pull = _arcs(one, group, rank, count)
    small = replace(
        one,
        months=one.months[first],
        demand=one.demand[first],
        fund=one.fund[first],
        kind=one.kind[first],
        cost=np.minimum.reduceat(one.cost[order], at[:-1]),
        earliest=np.minimum.reduceat(one.earliest[order], at[:-1]),
        latest=np.maximum.reduceat(one.latest[order], at[:-1]),
        worth=np.maximum.reduceat(worth[order], at[:-1], axis=0),
        **precedence(arcs[:, 0], arcs[:, 1], arcs[:, 2], len(count))._asdict(),
        bit=np.full(len(count), -1, np.int64),
        group=np.arange(len(count)),
    )
    return Alike(small, count.astype(np.int64), group, free, pull)


def _apart(one: Instance) -> Ints:
    """Groups; tasks of those whose pieces wait for each other stand alone."""
    group = one.group.copy()
    own = np.repeat(np.arange(one.n), np.diff(one.before_at))
    inner = np.unique(group[own[group[own] == group[one.before]]])
    alone = np.isin(group, inner)
    group[alone] = group.max(initial=0) + 1 + np.arange(int(alone.sum()))
    return group


def _arcs(one: Instance, group: Ints, rank: Ints, count: Ints) -> tuple[Ints, Floats, Floats]:
    """Arcs between groups (before, after, lag) in order of the group after, with ``free`` and ``pull``."""
    waits: dict[tuple[int, int], dict[int, set[int]]] = {}
    lags: dict[tuple[int, int], int] = {}
    for j in range(one.n):
        for e in range(one.before_at[j], one.before_at[j + 1]):
            i, lag = int(one.before[e]), int(one.before_lag[e])
            pair = (int(group[j]), int(group[i]))
            waits.setdefault(pair, {}).setdefault(int(rank[j]), set()).add(int(rank[i]))
            lags[pair] = min(lags.get(pair, lag), lag)
    rows, free, pull = [], [], []
    for (later, earlier), pieces in sorted(waits.items()):
        found = _pull(list(pieces.values()), int(count[later]), int(count[earlier]))
        if found is not None:
            rows.append((earlier, later, lags[later, earlier]))
            free.append(1 - len(pieces) / count[later])
            pull.append(found)
    return np.array(rows, np.int64).reshape(-1, 3), np.array(free), np.array(pull)


def _pull(sets: list[set[int]], later: int, earlier: int) -> float | None:
    """Most weight on any piece before, times their number; None where the sets are no stretches."""
    ends = np.array([(min(some), max(some)) for some in sets])
    if (ends[:, 1] - ends[:, 0] + 1 != [len(some) for some in sets]).any():
        return None
    most = 0.0
    for low in np.unique(ends[:, 0]):
        inside = np.sort(ends[ends[:, 0] >= low, 1])
        within = np.arange(1, len(inside) + 1) / (inside - low + 1)
        most = max(most, float(within.max()))
    return most * earlier / later
