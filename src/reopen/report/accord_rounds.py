"""Negotiations over time: which events of the register are rounds, meetings and texts, by level."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reopen.region.records import records
from reopen.report.dated import middle

if TYPE_CHECKING:
    from reopen.region.region import Region

#: Words in kinds of negotiation, with the mark that events of the kind have; the first that is met counts.
#: Kinds are free words of a register: whole words are looked for, with or without the s of a plural.
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "leader": "diamond",
        "summit": "diamond",
        "round": "circle",
        "meeting": "circle",
        "talk": "circle",
        "negotiation": "circle",
        "signature": "triangle",
        "signing": "triangle",
        "signed": "triangle",
        "agreement": "triangle",
        "statement": "square",
        "visit": "square",
    }
)
#: Words for the marks.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "diamond": "leaders’ meeting",
        "circle": "round or meeting",
        "triangle": "signature or agreement",
        "square": "statement or visit",
    }
)
#: Levels in the order of the lanes; others follow in alphabetical order, events without a level last.
LEVELS = (
    "leaders", "foreign_ministers", "deputy_prime_ministers", "host_official", "commission", "working_group",
    "experts", "company",
)  # fmt: skip
NO_LEVEL = "level not stated"
#: A few early events may lie before the picture begins, so that they do not press the rest: at most the first
#: share of all, and only where the gap after them takes more than the second share of the whole time.
EARLY, GAP = 0.1, 0.25


@dataclass(frozen=True, slots=True)
class Round:
    """An event of a negotiation.

    Attributes
    ----------
    event_id, date, title, outcome : str
        As the register has them.
    first, last : int
        First and last day that the date can mean, as ordinals.
    kind, mark : str
        The kind in words, and its mark.
    level : str
        The level in words; its lane.
    about : str
        Date, round, format, parties, place and hosts in one line.
    conflict : bool
        Whether the sides describe it differently.
    source : tuple of str
        Sources.
    """

    event_id: str
    date: str
    title: str
    outcome: str
    first: int
    last: int
    kind: str
    mark: str
    level: str
    about: str
    conflict: bool
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rounds:
    """Negotiations of a register.

    Attributes
    ----------
    events : tuple of Round
        The oldest first.
    lanes : tuple of str
        Their levels, from the top.
    begin : int
        Day that the picture begins with, as ordinal.
    earlier : int
        Events that lie before it.
    """

    events: tuple[Round, ...]
    lanes: tuple[str, ...]
    begin: int
    earlier: int


def rounds(region: Region) -> Rounds:
    """The negotiations of a register.

    Parameters
    ----------
    region : Region
        Its events are read, all of them: cut it to those known on a day before
        (:func:`reopen.accord.known.as_known`).
    """
    names = _names(region)
    found = [one for row in records(region["event"]) if (one := _round(row, names)) is not None]
    found.sort(key=lambda one: (one.last, one.first, one.event_id))
    levels = {one.level for one in found}
    known = [level.replace("_", " ") for level in LEVELS]
    lanes = [level for level in known if level in levels] + sorted(levels - {*known, NO_LEVEL})
    lanes += [NO_LEVEL] if NO_LEVEL in levels else []
    begin = _begin(found)
    return Rounds(tuple(found), tuple(lanes), begin, sum(one.last < begin for one in found))


def mark_of(kind: str) -> str:
    """Mark of a kind of event; "" where it is no negotiation.

    Examples
    --------
    >>> mark_of("leaders_meeting"), mark_of("negotiation_round"), mark_of("closure")
    ('diamond', 'circle', '')
    """
    words = re.findall(r"[^\W_]+", kind.lower())
    words += [word.removesuffix("s") for word in words]
    return next((mark for word, mark in MARKS.items() if word in words), "")


def _begin(found: Sequence[Round]) -> int:
    """First day of the picture: that of the first event, or of the first one after a long early gap."""
    if not found:
        return 0
    gaps = [(found[n].first - found[n - 1].last, -n) for n in range(1, int(EARLY * len(found)) + 1)]
    gap, place = max(gaps, default=(0, 0))
    whole = found[-1].last - found[0].first
    return found[-place if gap > GAP * whole else 0].first


def _round(row: Mapping[str, Any], names: Mapping[str, str]) -> Round | None:
    mark, days = mark_of(row["kind"]), middle(row["date"])
    if not mark or days is None:
        return None
    place = names.get(row["place"], row["place"])
    parts = [
        row["date"],
        f"round {row['round']}" if row["round"] else "",
        row["track"].replace("_", " "),
        ", ".join(sorted(row["parties"])),
        f"at {place}" if place else "",
        f"host {', '.join(row['hosts'])}" if row["hosts"] else "",
    ]
    return Round(
        event_id=row["event_id"],
        date=row["date"],
        title=row["title"],
        outcome=row["outcome"],
        first=days[0],
        last=days[1],
        kind=row["kind"].replace("_", " "),
        mark=mark,
        level=row["level"].replace("_", " ") or NO_LEVEL,
        about=" · ".join(part for part in parts if part),
        conflict=bool(row["claims_conflict"]),
        source=tuple(row["source"]),
    )


def _names(region: Region) -> dict[str, str]:
    """Names of places by id."""
    out: dict[str, str] = {}
    for table, key in (("settlement", "settlement_id"), ("node", "node_id")):
        out |= dict(zip(region[table][key], region[table]["name"], strict=True))
    return out
