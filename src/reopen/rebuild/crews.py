"""The best schedule of links for several crews, exactly, for links whose sets are all valued.

A state is the set that stands, the links under way and the time left on each. From a state a free crew
begins a link that is ready, or time goes on to the next finish. States go level by level of links that
stand; of states with the same links only those remain that none other beats in both loss and time left
(labels as in resource-constrained shortest paths), and whose bound is below the best loss known.

**When work begins.** Schedules are those in which every link begins at time 0 or at the moment another
is finished. Where links never take value away no other schedule is better: any link can be moved
forward until its crew is free and its needs stand, which makes no finish later, and finishing sooner
never loses more. Without precedence, moreover, no crew needs to idle while a link waits: if crew A idles
from t on, its next link, or where it has none any link that begins later on another crew, can begin at t,
which makes no finish later. With precedence it can pay to wait (for a weighty link about to be ready), as
it can where links take value away; there, waiting for the next finish is tried too. Where links take
value away, the best is the best of these schedules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from reopen.rebuild.bounds import Listed
from reopen.rebuild.links import Links
from reopen.rebuild.subsets import undominated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: States kept in all, and states looked at on one level, at most; under 2 GiB.
MOST_KEPT, MOST_AT_ONCE = 12_000_000, 1_000_000
#: Shares of all durations, and of the best loss, that count as rounding.
TIME_SLACK, LOSS_SLACK = 1e-12, 1e-11


class TooManyError(Exception):
    """There are more states than may be kept."""


@dataclass(frozen=True, slots=True)
class _States:
    """States with as many links standing and under way: one row each, and where it comes from.

    Attributes
    ----------
    standing, working : (L,) int64 arrays
        Links that stand, and links under way, as sets.
    left : (L, n) float64 array
        Time left on links under way, 0 for others.
    lost : (L,) float64 array
        Value lost so far.
    parent, step : (L,) int64 arrays
        Number of the state before, and the link begun or, for a finish, -1.
    """

    standing: Ints
    working: Ints
    left: Floats
    lost: Floats
    parent: Ints
    step: Ints

    def of(self, rows: Ints | NDArray[np.bool_]) -> _States:
        return _States(*(getattr(self, name)[rows] for name in self.__slots__))

    @staticmethod
    def joined(parts: list[_States]) -> _States:
        return _States(*(np.concatenate([getattr(p, name) for p in parts]) for name in _States.__slots__))


def exact(
    one: Links,
    bound: Listed,
    *,
    below: float,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> list[float] | None:
    """Start of each link in the best schedule, or None where none loses less than ``below``.

    Parameters
    ----------
    one : Links
        The links, at least one, with the values of all sets.
    bound : Listed
        The bound for them; also says whether links can take value away.
    below : float
        Loss of a schedule that is known.
    told : callable
        Called with the share of the levels that are done.

    Raises
    ------
    TooManyError
        When there are more states than may be kept.
    """
    assert one.values is not None
    n, after = len(one), np.array(one.after, np.int64)
    waits = bool(after.any()) or not bound.monotone
    walk = _Walk(np.array(one.durations), after, one.values, bound, one.crews, waits, below)
    history: list[tuple[Ints, Ints]] = []
    kept = 0
    arriving: dict[int, list[_States]] = {0: [_beginning(n)]}
    for level in range(n + 1):
        following: dict[int, list[_States]] = {}
        for working in range(one.crews + 1):
            if working not in arriving:
                continue
            found = walk.best(_States.joined(arriving.pop(working)))
            ids = np.arange(kept, kept + len(found.lost))
            kept += len(ids)
            history.append((found.parent, found.step))
            if kept > MOST_KEPT:
                raise TooManyError
            begun, going = walk.begun(found, ids) if working < one.crews else ([], np.full(len(ids), True))
            if begun:
                arriving[working + 1] = arriving.get(working + 1, []) + begun
            if working and going.any():
                following[working - 1] = [walk.finished(found.of(going), ids[going])]
        told((level + 1) / (n + 1))
        if level == n or not following:
            break
        arriving = following
    return _starts(one, history, kept) if level == n and len(ids) else None


def _beginning(n: int) -> _States:
    none = np.zeros(1, np.int64)
    return _States(none, none, np.zeros((1, n)), np.zeros(1), none - 1, none - 1)


@dataclass(frozen=True, slots=True)
class _Walk:
    """What the steps of the walk share."""

    durations: Floats
    after: Ints
    values: Floats
    bound: Listed
    crews: int
    waits: bool
    below: float

    def best(self, some: _States) -> _States:
        """States that can lead to less than the loss known, and that none other beats."""
        left = some.left.sum(axis=1)
        bits = np.arange(len(self.durations))
        working = (some.working[:, None] >> bits & 1) @ self.durations
        waiting = (~(some.working | some.standing)[:, None] >> bits & 1) @ self.durations
        least = some.lost + self.bound(some.standing, working - left, left + waiting)  # type: ignore[arg-type]
        below = self.below - LOSS_SLACK * abs(self.below) if isfinite(self.below) else self.below
        some = some.of(least < below)
        if len(some.lost) > MOST_AT_ONCE:
            raise TooManyError
        key = (some.standing << len(bits)) | some.working
        some = some.of(np.lexsort((some.lost, key)))
        key = (some.standing << len(bits)) | some.working
        slack = TIME_SLACK * float(self.durations.sum())
        return some.of(undominated(key, some.left, self.bound.monotone, slack))

    def begun(self, some: _States, ids: Ints) -> tuple[list[_States], NDArray[np.bool_]]:
        """States after a free crew begins each link that is ready, and from which states time may go on."""
        out, going = [], np.full(len(ids), True)
        for j, first in enumerate(self.after):
            ready = ((some.standing | some.working) >> j & 1 == 0) & (some.standing & first == first)
            going &= ~ready | self.waits
            if ready.any():
                rows = some.of(ready)
                left = rows.left.copy()
                left[:, j] = self.durations[j]
                step = np.full(len(left), j)
                out.append(_States(rows.standing, rows.working | 1 << j, left, rows.lost, ids[ready], step))
        return out, going

    def finished(self, some: _States, ids: Ints) -> _States:
        """States after time has gone on to the next finish; of two at once, one comes first."""
        bits = np.arange(len(self.durations))
        under_way = some.working[:, None] >> bits & 1 == 1
        waiting = np.where(under_way, some.left, np.inf)
        first = waiting.argmin(axis=1)
        time = waiting[np.arange(len(ids)), first]
        left = np.where(under_way, some.left - time[:, None], 0.0)
        bit = np.left_shift(1, first)
        lost = some.lost + time * (self.values[-1] - self.values[some.standing])
        step = np.full(len(ids), -1)
        return _States(some.standing | bit, some.working ^ bit, left, lost, ids, step)


def _starts(one: Links, history: list[tuple[Ints, Ints]], kept: int) -> list[float]:
    """Follow the last state, the only one left of all in which everything stands, back, and replay it."""
    parent, step = (np.concatenate(part) for part in zip(*history, strict=True))
    steps, at = [], kept - 1
    while at > 0:
        steps.append(int(step[at]))
        at = int(parent[at])
    start, now, ends = [0.0] * len(one), 0.0, dict[int, float]()
    for j in reversed(steps):
        if j >= 0:
            start[j], ends[j] = now, now + one.durations[j]
        else:
            first = min(ends, key=lambda i: (ends[i], i))
            now = ends.pop(first)
    return start
