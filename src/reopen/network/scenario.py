"""What if: a named, ordered list of edits over the region as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Open:
    """Carry out an opening: its links and crossings open, its effects apply."""

    opening_id: str


@dataclass(frozen=True, slots=True)
class Close:
    """Close a link or a crossing to every kind of traffic."""

    subject_id: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A title and edits, applied in their order; the empty one is the region as it stands.

    Examples
    --------
    >>> Scenario.of("meghri-rail", "nakhchivan-rail").title
    'meghri-rail + nakhchivan-rail'
    """

    title: str = "as it stands"
    edits: tuple[Open | Close, ...] = ()

    @classmethod
    def of(cls, *opening_ids: str) -> Scenario:
        """The scenario that carries out these openings."""
        return cls(" + ".join(opening_ids), tuple(Open(i) for i in opening_ids))

    def then(self, edits: Iterable[Open | Close]) -> Scenario:
        """The scenario with more edits after its own."""
        return Scenario(self.title, self.edits + tuple(edits))
