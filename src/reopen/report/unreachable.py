"""Pairs of zones without a way, told zone by zone instead of pair by pair."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cut:
    """One zone and the zones it has no way to or from."""

    name: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Classes of traffic that lack the same pairs.

    Attributes
    ----------
    classes : tuple of str
        Classes of traffic.
    days : int
        Days a year without a way; 365 when there is never one.
    pairs : int
        Pairs of zones, both directions counted once.
    cuts : tuple of Cut
        Every pair once, under the zone that lacks the most.
    """

    classes: tuple[str, ...]
    days: int
    pairs: int
    cuts: tuple[Cut, ...]


def groups(unreachable: pd.DataFrame) -> list[Group]:
    """Tell the pairs without a way by class of traffic, days a year and zone.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = [("a", "b"), ("b", "a"), ("a", "c")]
    >>> table = pd.DataFrame([("bulk", o, d, o.upper(), d.upper(), 0.0) for o, d in pairs],
    ...     columns=["traffic_class", "origin_id", "destination_id", "origin_name", "destination_name",
    ...              "share_of_year_reached"])
    >>> groups(table)
    [Group(classes=('bulk',), days=365, pairs=2, cuts=(Cut(name='A', others=('B', 'C')),))]
    """
    names: dict[str, str] = {}
    found: dict[tuple[str, int], set[Pair]] = {}
    for row in records(unreachable):
        a, b = sorted((row["origin_id"], row["destination_id"]))
        names |= {row["origin_id"]: row["origin_name"], row["destination_id"]: row["destination_name"]}
        days = round(365 * (1 - row["share_of_year_reached"]))
        found.setdefault((row["traffic_class"], days), set()).add((a, b))
    alike: dict[tuple[int, frozenset[Pair]], list[str]] = {}
    for (kind, days), pairs in sorted(found.items()):
        alike.setdefault((days, frozenset(pairs)), []).append(kind)
    told = [
        Group(tuple(kinds), days, len(pairs), _cuts(pairs, names)) for (days, pairs), kinds in alike.items()
    ]
    return sorted(told, key=lambda group: (-group.days, group.classes))


def _cuts(pairs: frozenset[Pair], names: dict[str, str]) -> tuple[Cut, ...]:
    """Put every pair under the zone that has the most pairs left, again and again."""
    left = set(pairs)
    cuts = []
    while left:
        counts = Counter(zone for pair in left for zone in pair)
        hub = min(counts, key=lambda zone: (-counts[zone], zone))
        mine = {pair for pair in left if hub in pair}
        left -= mine
        others = sorted(names[zone] for pair in mine for zone in pair if zone != hub)
        cuts.append(Cut(names[hub], tuple(others)))
    return tuple(cuts)
