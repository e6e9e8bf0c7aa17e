"""What openings ask of each other: what each depends on, and which of them are alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Needs:
    """Dependence and alternatives among a region's openings.

    Attributes
    ----------
    before : mapping of str to tuple of str
        What an opening depends on, at first or second hand, first things first.
    against : mapping of str to frozenset of str
        Its alternatives, whichever of the two names the other.
    """

    before: Mapping[str, tuple[str, ...]]
    against: Mapping[str, frozenset[str]]

    def after(self, name: str, among: Iterable[str]) -> frozenset[str]:
        """An opening with all of ``among`` that depend on it."""
        return frozenset({name} | {other for other in among if name in self.before[other]})

    def given(self, names: Iterable[str]) -> tuple[str, ...]:
        """What some openings depend on and is not among them, first things first."""
        held = tuple(names)
        return tuple(dict.fromkeys(step for name in held for step in self.before[name] if step not in held))


def needs(region: Region) -> Needs:
    """Dependence and alternatives among a region's openings."""
    rows = {str(row["opening_id"]): row for row in records(region["opening"])}
    before: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> tuple[str, ...]:
        if name not in before:
            chain = [step for first in rows[name]["depends_on"] for step in (*visit(first), first)]
            before[name] = tuple(dict.fromkeys(chain))
        return before[name]

    against: dict[str, set[str]] = {name: set() for name in rows}
    for name, row in rows.items():
        visit(name)
        for other in row["alternatives"]:
            against[name].add(other)
            against[other].add(name)
    rivals = {name: frozenset(others) for name, others in against.items()}
    return Needs(MappingProxyType(before), MappingProxyType(rivals))
