"""What limits a choice of openings: what they depend on, and which are alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Choices:
    """Limits between K openings, by number.

    Attributes
    ----------
    openings : tuple of str
        The openings.
    before : tuple of tuple of int
        What each depends on, at first or second hand, first things first.
    rivals : tuple of frozenset of int
        What each is an alternative to; symmetric.
    """

    openings: tuple[str, ...]
    before: tuple[tuple[int, ...], ...]
    rivals: tuple[frozenset[int], ...]

    def __len__(self) -> int:
        """Number of openings."""
        return len(self.openings)

    def of(self, some: Sequence[int]) -> Choices:
        """Limits between some of them, numbered in the order asked for."""
        number = {o: n for n, o in enumerate(some)}
        return Choices(
            tuple(self.openings[o] for o in some),
            tuple(tuple(number[b] for b in self.before[o] if b in number) for o in some),
            tuple(frozenset(number[r] for r in self.rivals[o] if r in number) for o in some),
        )

    def after(self, o: int) -> frozenset[int]:
        """An opening with all that depend on it."""
        return frozenset({o} | {other for other in range(len(self)) if o in self.before[other]})

    def ties(self) -> tuple[tuple[int, ...], ...]:
        """Groups of openings that a limit joins: each with what it depends on and its alternatives."""
        return tuple((o, *self.before[o], *sorted(self.rivals[o])) for o in range(len(self)))

    def feasible(self) -> NDArray[np.bool_]:
        """Combinations that hold what their openings depend on, and no two alternatives; shape (2 ** K,)."""
        code = np.arange(1 << len(self))
        out = np.ones(len(code), dtype=bool)
        for o in range(len(self)):
            has = (code >> o & 1) == 1
            for b in self.before[o]:
                out &= ~has | ((code >> b & 1) == 1)
            for r in self.rivals[o]:
                out &= ~(has & ((code >> r & 1) == 1))
        return out

    def selections(self, most: int) -> tuple[frozenset[int], ...]:
        """Largest sets without two alternatives, at most ``most`` + 1 of them.

        Every feasible set lies within one of them, so that the best feasible part of any set lies
        within its part in one of them; where opening more never takes value away it *is* what is
        left of that part without openings whose needs are not met.
        """
        plain = frozenset(o for o in range(len(self)) if not self.rivals[o])
        out: list[frozenset[int]] = []

        def grow(held: frozenset[int], can: frozenset[int], had: frozenset[int]) -> None:
            # Bron and Kerbosch (1973), on the graph of openings that may stand together.
            if not can and not had:
                out.append(plain | held)
            for o in sorted(can):
                if len(out) > most:
                    return
                grow(held | {o}, can - self.rivals[o] - {o}, had - self.rivals[o])
                can, had = can - {o}, had | {o}

        grow(frozenset(), frozenset(range(len(self))) - plain, frozenset())
        return tuple(out)

    def joining(self, order: Sequence[int], selection: frozenset[int]) -> tuple[list[int], list[int]]:
        """Openings of a selection in the order in which their needs are met, and when each is.

        Parameters
        ----------
        order : sequence of int
            All openings, in the order in which they are decided on.

        Returns
        -------
        openings, places : list of int
            Each opening joins at the place in ``order`` of itself or of the last that it needs;
            openings that need what the selection does not have never join.
        """
        place = {o: n for n, o in enumerate(order)}
        met = [o for o in selection if selection.issuperset(self.before[o])]
        joins = sorted((max(place[step] for step in (*self.before[o], o)), o) for o in met)
        return [o for _, o in joins], [n for n, _ in joins]


def choices(region: Region, openings: Sequence[str], *, constrained: bool = True) -> Choices:
    """Limits between openings; ``constrained`` False gives none."""
    number = {name: n for n, name in enumerate(openings)}
    before: list[tuple[int, ...]] = [()] * len(number)
    rivals: list[frozenset[int]] = [frozenset()] * len(number)
    if constrained:
        for name, chain in _chains(region).items():
            if name in number:
                before[number[name]] = tuple(number[step] for step in chain if step in number)
        for row in records(region["opening"]):
            for a, b in ((row["opening_id"], other) for other in row["alternatives"]):
                if a in number and b in number:  # it is enough that one of the two names the other
                    rivals[number[a]] |= {number[b]}
                    rivals[number[b]] |= {number[a]}
    return Choices(tuple(openings), tuple(before), tuple(rivals))


def needed(region: Region, openings: Sequence[str], given: Sequence[str] = ()) -> tuple[str, ...]:
    """What stands before openings are decided on: what is given, and all that they and it depend on.

    Dependence counts at first or second hand; the openings themselves are left out. First things
    come first.
    """
    chains = _chains(region)
    steps = [step for name in (*given, *openings) for step in (*chains[name], name)]
    return tuple(dict.fromkeys(step for step in steps if step not in openings))


def _chains(region: Region) -> dict[str, tuple[str, ...]]:
    """What each opening of a region depends on, at first or second hand, first things first."""
    direct = {str(row["opening_id"]): row["depends_on"] for row in records(region["opening"])}
    found: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> tuple[str, ...]:
        if name not in found:
            steps = [step for first in direct[name] for step in (*visit(first), first)]
            found[name] = tuple(dict.fromkeys(steps))
        return found[name]

    for name in direct:
        visit(name)
    return found
