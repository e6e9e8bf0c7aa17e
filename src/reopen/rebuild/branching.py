"""Orders of links too many for the exact methods: beams over states, a descent over orders, and a bound.

A beam goes through the links level by level. From every state kept it begins each link that is ready on
the crew that is free first; of states with the same links and times left one remains; what the bound
shows to be no better than the best order known goes; and of the rest a number, the width, is kept. A beam
that never had to leave a state out for its width has proven the best order. Otherwise the least bound of
those left out is a bound on all orders. Beams become wider until the effort is spent (iterative widening,
a branch and bound that forgets). Between beams, links are moved and swapped in the best order, and in
orders shuffled a little from it.

Every list of links gives a schedule, and where links never take value away one of them gives the best
schedule: listing its links as they begin makes no link begin later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reopen.errors import SettingsError
from reopen.rebuild.bounds import Bound, Listed
from reopen.rebuild.links import Links, in_order, lost_along

#: Width of the first beam, and how much wider the next one is.
WIDTH, WIDER = 8, 4
#: Links that a kick moves.
KICK = 3
#: Share of the best loss that counts as rounding, also where a value falls as links are added.
SLACK = 1e-9
#: Digits of times by which two states are the same.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found.

    Attributes
    ----------
    order : tuple of int
        The best order.
    lost : float
        Value lost along it.
    bound : float
        No schedule loses less; minus infinity where nothing is known.
    stopped : bool
        Whether it was interrupted.
    """

    order: tuple[int, ...]
    lost: float
    bound: float
    stopped: bool


def _nobody(share: float) -> None:
    """Tell nobody."""


class _State(NamedTuple):
    """Part of a schedule, up to the moment when a crew is free.

    ``under_way`` has the time left until each link begun is finished, and the link, soonest first.
    """

    guess: float
    order: tuple[int, ...]
    least: float
    lost: float
    begun: int
    standing: int
    under_way: tuple[tuple[float, int], ...]


@dataclass(slots=True)
class _Best:
    """The best order so far, and the effort spent: what an interruption leaves."""

    effort: int
    order: tuple[int, ...] = ()
    lost: float = np.inf
    spent: int = 0
    bound: float = -np.inf
    told: Callable[[float], None] = _nobody

    def meet(self, order: tuple[int, ...], lost: float) -> bool:
        """Take an order where it is better, beyond rounding."""
        better = lost < self.lost - SLACK * 1e-3 * abs(self.lost) if self.order else True
        if better:
            self.order, self.lost = order, lost
        return better

    def spend(self, amount: int = 1) -> bool:
        """Whether there is effort left after spending some."""
        before, self.spent = self.spent, self.spent + amount
        if before * 100 // self.effort != self.spent * 100 // self.effort:
            self.told(min(self.spent / self.effort, 1.0))
        return self.spent < self.effort


def search(
    one: Links,
    bound: Bound,
    *,
    root: float,
    monotone: bool,
    effort: int,
    seed: int = 0,
    told: Callable[[float], None] = _nobody,
) -> Found:
    """Search for the order that loses least.

    Parameters
    ----------
    one : Links
        The links, at least one.
    bound : Bound
        A bound on what is still lost from a state on.
    root : float
        A bound on what any schedule loses.
    monotone : bool
        Whether links never take value away: then a beam can prove an order of several crews best, and
        a value that falls is refused.
    effort : int
        States and orders to look at.
    seed : int
        Seed of the shuffled orders.
    told : callable
        Called with the share of the effort that is spent.

    Returns
    -------
    Found
        The best order so far where Ctrl-C comes.

    Raises
    ------
    SettingsError
        When the value falls as a link is added although ``monotone`` says that it does not.
    """
    best = _Best(effort, told=told, bound=root)
    stopped = False
    try:
        _search(one, bound, best, monotone, np.random.default_rng(seed))
    except KeyboardInterrupt:
        stopped = True
        if not best.order:
            order = in_order(one, range(len(one)))
            best.meet(order, lost_along(one, order))
    return Found(best.order, best.lost, min(best.bound, best.lost), stopped)


def _search(one: Links, bound: Bound, best: _Best, monotone: bool, random: np.random.Generator) -> None:
    for order in beginnings(one):
        best.meet(order, lost_along(one, order))
    _descend(one, best, best.order, best.lost)
    width = WIDTH
    while best.spent < best.effort and best.bound < best.lost - SLACK * abs(best.lost):
        before = best.spent
        least, whole = _beam(one, bound, best, width, monotone)
        if whole and (monotone or one.crews == 1):
            best.bound = max(best.bound, min(least, best.lost))
        _descend(one, best, best.order, best.lost)
        until = min(2 * best.spent - before, best.effort)
        while best.spend() and best.spent < until:
            order = in_order(one, _kicked(best.order, random))
            _descend(one, best, order, lost_along(one, order))
        width *= WIDER


def beginnings(one: Links) -> list[tuple[int, ...]]:
    """Orders to begin with: as listed, by what each brings for its time, alone and at the last.

    The third one takes, from the end, the link for want of which least is lost for its time: where links
    need each other, alone they bring nothing.
    """
    n, everything = len(one), one.everything
    alone = [(one.loss(0) - one.loss(1 << j)) / one.durations[j] for j in range(n)]
    missing, last = everything, list[int]()
    while missing:
        here = [j for j in range(n) if missing >> j & 1]
        free = [j for j in here if not any(one.after[k] >> j & 1 for k in here)]
        worst = min(free, key=lambda j: (one.loss(missing ^ 1 << j) - one.loss(missing)) / one.durations[j])
        last.append(worst)
        missing ^= 1 << worst
    wishes = [list(range(n)), sorted(range(n), key=lambda j: -alone[j]), last[::-1]]
    return [in_order(one, wish) for wish in wishes]


def _kicked(order: Sequence[int], random: np.random.Generator) -> list[int]:
    out = list(order)
    for _ in range(min(KICK, len(out))):
        out.insert(int(random.integers(len(out))), out.pop(int(random.integers(len(out)))))
    return out


def _neighbours(order: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Orders in which one link is moved or two are swapped, near moves first."""
    n = len(order)
    for far in range(1, n):
        for i in range(n - far):
            k = i + far
            before, first, middle, last, behind = (
                order[:i], order[i], order[i + 1 : k], order[k], order[k + 1 :],
            )  # fmt: skip
            yield (*before, *middle, last, first, *behind)
            if far > 1:
                yield (*before, last, first, *middle, *behind)
                yield (*before, last, *middle, first, *behind)


def _descend(one: Links, best: _Best, order: tuple[int, ...], lost: float) -> None:
    """Take the first neighbour that is better, until none is."""
    best.meet(order, lost)
    better = True
    while better:
        better = False
        for other in _neighbours(order):
            if not _fits(one, other):
                continue
            here = lost_along(one, other)
            if not best.spend():
                best.meet(other, here)
                return
            if here < lost - SLACK * abs(lost):
                order, lost, better = other, here, True
                best.meet(order, lost)
                break


def _fits(one: Links, order: tuple[int, ...]) -> bool:
    if not any(one.after):
        return True
    begun = 0
    for j in order:
        if one.after[j] & begun != one.after[j]:
            return False
        begun |= 1 << j
    return True


def _beam(one: Links, bound: Bound, best: _Best, width: int, monotone: bool) -> tuple[float, bool]:
    """One beam: the least bound of what it left out, and whether it went through all levels."""
    left_out = np.inf
    states = [_State(0.0, (), -np.inf, 0.0, 0, 0, ())]
    for _ in range(len(one)):
        following: dict[tuple[object, ...], _State] = {}
        for state in states:
            for j in one.ready(state.begun):
                new = _with(one, bound, state, j, monotone)
                if new.least >= best.lost - SLACK * abs(best.lost):
                    continue
                key = (new.begun, tuple((i, round(t, DIGITS)) for t, i in new.under_way))
                if key not in following or new.lost < following[key].lost:
                    following[key] = new
            if not best.spend(len(one)):
                return -np.inf, False
        ranked = sorted(following.values())
        states = ranked[:width]
        left_out = min(left_out, min((s.least for s in ranked[width:]), default=np.inf))
    for state in states:
        best.meet(state.order, state.lost)
    return left_out, True


def _with(one: Links, bound: Bound, state: _State, j: int, monotone: bool) -> _State:
    """The state after one more link is begun, and time has gone on until a crew is free."""
    needs = [t for t, i in state.under_way if one.after[j] >> i & 1]
    under_way = sorted([*state.under_way, (max(needs, default=0.0) + one.durations[j], j)])
    begun, standing, lost = state.begun | 1 << j, state.standing, state.lost
    while under_way and (len(under_way) == one.crews or begun == one.everything or under_way[0][0] <= 0.0):
        time, i = under_way.pop(0)
        rate = one.loss(standing)
        lost += time * rate
        under_way = [(t - time, k) for t, k in under_way]
        standing |= 1 << i
        if monotone and one.loss(standing) > rate + SLACK * max(abs(rate), abs(one.loss(0))):
            raise SettingsError(
                f"value falls when link {i} joins the set {standing ^ 1 << i}; say monotone=False"
            )
    waiting = sum(d for k, d in enumerate(one.durations) if not begun >> k & 1)
    elapsed = sum(max(one.durations[k] - t, 0.0) for t, k in under_way)
    working = sum(min(one.durations[k], t) for t, k in under_way)
    least = lost + bound(standing, elapsed, waiting + working)
    guess = least
    if not isinstance(bound, Listed):
        guess = lost + (working * one.loss(standing) + waiting * one.loss(begun) / 2) / one.crews
    return _State(guess, (*state.order, j), least, lost, begun, standing, tuple(under_way))
