"""Bounds from below on the value that is still lost, from any moment of a schedule on.

All rest on one comparison. Let crews finish links in some order, from a moment on at which the set F
stands and links under way have had e crew-months of work. The first k links finished after it need
the work of their durations less e at most, and m crews cannot do it sooner than in a m-th of the time.
So a single crew, m times as fast and with a head start of e / m, that follows the same order has
finished as much at every moment, and, where links never take value away, loses no more. The order
respects the precedence, as a link begins after those that it needs are finished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reopen.rebuild.links import Links, in_order
from reopen.rebuild.subsets import allowed, envelope, is_monotone, largest, paced, sums, to_go

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Links whose sets are listed together where there are too many to list all.
GROUP = 12
#: Share of the largest loss that counts as rounding.
SLACK = 1e-9


class Bound(Protocol):
    """A bound from below on what is still lost."""

    def __call__(self, standing: int, elapsed: float, left: float) -> float:
        """What is lost at least while ``standing`` stands, from now until all links stand.

        Parameters
        ----------
        standing : int
            Links that stand, as a set.
        elapsed : float
            Time worked on links under way.
        left : float
            Time still to be worked, on links under way and on all others.
        """
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """The bound where the values of all sets are listed: the best order of the fast single crew.

    Works on arrays as on numbers. Where links take value away, it is the bound for the largest value
    among each set's parts, which is monotone and nowhere smaller. That largest value of all links may
    exceed the value of all links by an excess, which counts against the bound for as long as work can
    last: something is under way at any time, so no longer than all the work that is left.

    Attributes
    ----------
    table : (2 ** n,) float64 array
        Least loss of the fast single crew from each set on.
    values : (2 ** n,) float64 array
        Value of each set, or of its best part.
    crews : int
        Crews.
    excess : float
        What the best part of all links is worth more than all of them.
    monotone : bool
        Whether the values given are.
    """

    table: Floats
    values: Floats
    crews: int
    excess: float
    monotone: bool

    def __call__(self, standing: int, elapsed: float, left: float) -> float:
        """See :class:`Bound`."""
        rate = self.values[-1] - self.values[standing]
        out: float = self.table[standing] - elapsed / self.crews * rate
        return out - self.excess * left if self.excess else out


def listed(one: Links, *, jobs: int = 1) -> Listed:
    """The bound for links whose sets are all valued."""
    assert one.values is not None
    after = np.array(one.after, np.int64)
    fits = allowed(after)
    spread = float(np.ptp(one.values)) if len(one.values) else 0.0
    monotone = is_monotone(one.values, fits, SLACK * spread)
    # The slack would otherwise be in the bound.
    values = envelope(one.values, fits)
    table = to_go(values, np.array(one.durations) / one.crews, after, jobs=jobs)
    return Listed(table, values, one.crews, float(values[-1] - one.values[-1]), monotone)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No bound: what links are worth may fall as others are added, by no one knows how much."""

    def __call__(self, standing: int, elapsed: float, left: float) -> float:  # noqa: ARG002
        """See :class:`Bound`."""
        return -np.inf


@dataclass(frozen=True, slots=True)
class Grouped:
    """The bound from groups of links, each with all others standing; needs a value that never falls.

    What is lost while U is missing is at least what is lost while the part of U in any one group is.
    So losing less than x takes the work that each group needs to lose less than x by itself, and these
    add up, since groups share no link. The time for which at least x is lost, summed over all x, is the
    loss. In one of the groups the links may also be held to one order, as the fast crew follows it, for
    which a dynamic programme gives more; the best such group is taken.

    Attributes
    ----------
    groups : tuple of tuple of int
        Links of each group.
    steps, chains : tuple of (2 ** k,) float64 arrays
        Loss from each set of a group on: each amount of work spent in the best way, and in one order.
    links : Links
        The links.
    """

    groups: tuple[tuple[int, ...], ...]
    steps: tuple[Floats, ...]
    chains: tuple[Floats, ...]
    links: Links

    def __call__(self, standing: int, elapsed: float, left: float) -> float:  # noqa: ARG002
        """See :class:`Bound`."""
        total, more = 0.0, 0.0
        for group, step, chain in zip(self.groups, self.steps, self.chains, strict=True):
            part = 0
            for bit, j in enumerate(group):
                part |= (standing >> j & 1) << bit
            least = float(step[part])
            total += least
            more = max(more, float(chain[part]) - least)
        head_start = elapsed * self.links.loss(standing) if elapsed else 0.0
        return (total + more - head_start) / self.links.crews


def grouped(one: Links, *, size: int = GROUP) -> Grouped:
    """The bound for links too many to list, whose value never falls as links are added."""
    groups = _groups(one, size)
    steps, chains = [], []
    for group in groups:
        times = np.array([one.durations[j] for j in group])
        lost = np.array([_missing(one, group, part) for part in range(1 << len(group))])
        steps.append(_steps(lost, sums(times)))
        chains.append(to_go(-lost, times, np.zeros(len(group), np.int64)))
    return Grouped(groups, tuple(steps), tuple(chains), one)


def _missing(one: Links, group: Sequence[int], part: int) -> float:
    """Loss while all links stand but those of a group outside a part of it."""
    return one.loss(one.everything ^ sum(1 << j for bit, j in enumerate(group) if not part >> bit & 1))


def _steps(lost: Floats, times: Floats) -> Floats:
    """Loss from each set on, when every amount of work had been spent on the best set for it.

    Integral over the work done of the least loss among the larger sets that it suffices for.
    """
    by_time = np.argsort(times, kind="stable")
    out = np.zeros(len(lost))
    for part in range(len(lost)):
        larger = by_time[by_time & part == part]
        out[part] = np.diff(times[larger]) @ np.minimum.accumulate(lost[larger])[:-1]
    return out


def _groups(one: Links, size: int) -> tuple[tuple[int, ...], ...]:
    """Groups of links that bound much more together than apart, grown from the best pair."""
    n = len(one)
    size = -(-n // -(-n // size))  # groups as large as each other bound more than full ones and a rest
    gain = np.zeros((n, n))
    for i, j in combinations(range(n), 2):
        pair = (i, j)
        lost = np.array([_missing(one, pair, part) for part in range(4)])
        d = np.array([one.durations[i], one.durations[j]])
        apart = d[0] * lost[2] + d[1] * lost[1]
        gain[i, j] = gain[j, i] = max(_steps(lost, sums(d))[0] - apart, 0.0)
    free, out = set(range(n)), []
    while free:
        here = [max(sorted(free), key=lambda i: (sum(gain[i, j] for j in free), -i))]
        free -= set(here)
        while free and len(here) < size:
            best = max(sorted(free), key=lambda j: (sum(gain[i, j] for i in here), -j))
            here.append(best)
            free.remove(best)
        out.append(tuple(sorted(here)))
    return tuple(out)


def root(one: Links, bound: Bound) -> float:
    """A bound on what any schedule loses.

    Beside the fast single crew it knows that a link takes its chain of predecessors and itself, however
    many crews there are: no set can stand before the longest such chain in it, nor before a m-th of its
    work. A schedule loses the sum, over its links as they are finished, of that moment times what the
    link adds to the value; with each moment put back to the earliest one for what stands then, some order
    loses no more.
    """
    found = float(bound(0, 0.0, sum(one.durations)))
    if isinstance(bound, Listed) and one.crews > 1:
        times = np.maximum(sums(np.array(one.durations)) / one.crews, largest(np.array(_chains(one))))
        least = float(paced(bound.values, times, np.array(one.after, np.int64)))
        return max(found, least - bound.excess * sum(one.durations))
    return max(found, _apart(one)) if isinstance(bound, Grouped) else found


def _chains(one: Links) -> list[float]:
    """Time that each link takes with the longest chain of its predecessors."""
    out: dict[int, float] = {}
    for j in in_order(one, range(len(one))):
        first = [out[i] for i in range(len(one)) if one.after[j] >> i & 1]
        out[j] = one.durations[j] + max(first, default=0.0)
    return [out[j] for j in range(len(one))]


def _apart(one: Links) -> float:
    """The bound from the chain of each link alone: for want of it what it adds to all others is lost.

    Sums, over all amounts of loss, the longest time for which a link's absence loses as much.
    """
    lost, reached = 0.0, 0.0
    rates = [one.loss(one.everything ^ 1 << j) for j in range(len(one))]
    for time, rate in sorted(zip(_chains(one), rates, strict=True), reverse=True):
        lost += max(rate - reached, 0.0) * time
        reached = max(reached, rate)
    return lost
