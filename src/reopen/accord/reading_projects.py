"""Projects that a sentence names: by both of their ends, or by their name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.accord.reading_fold import fold
from reopen.accord.reading_mention import Mention
from reopen.accord.reading_names import variants
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Projects:
    """How texts name the projects of a region.

    Attributes
    ----------
    ends : tuple of (str, frozenset of str)
        Projects with the ids of the two places that they run between.
    names : dict
        Names of two words or more, folded, with their projects: by the first word, longest first.
    """

    ends: tuple[tuple[str, frozenset[str]], ...]
    names: dict[str, list[tuple[list[str], list[str]]]]


@dataclass(frozen=True, slots=True)
class Named:
    """A project in a sentence: where each of its two ends is named, or its whole name, in order."""

    project_id: str
    ends: tuple[tuple[int, ...], ...]
    by_name: bool = False

    def before(self, at: int) -> int:
        """Place from which on the project is named before a place in the text; -1 where it is not."""
        return min(self._last(places, at) for places in self.ends)

    def behind(self, at: int) -> int:
        """Place by which the project is named, from a place in the text on or around it."""
        return max(places[min(bisect_left(places, at), len(places) - 1)] for places in self.ends)

    @staticmethod
    def _last(places: tuple[int, ...], at: int) -> int:
        number = bisect_left(places, at)
        return places[number - 1] if number else -1


def projects(region: Region) -> Projects:
    """The projects of a region as texts name them."""
    ends = []
    names: dict[tuple[str, ...], list[str]] = {}
    for row in records(region["project"]):
        both = frozenset(end for end in (row["from_place"], row["to_place"]) if end)
        if len(both) == 2:
            ends.append((row["project_id"], both))
        for name in (row["name"], *variants(row["name_variants"])):
            plain = _BRACKETS.sub("", name)
            words = _folded(plain)
            # One word, such as "Horadiz-Aghband", says too little: a road may run where the railway does.
            if len(plain.split()) > 1 and words and row["project_id"] not in names.setdefault(words, []):
                names[words].append(row["project_id"])
    by_first: dict[str, list[tuple[list[str], list[str]]]] = {}
    for words, ids in sorted(names.items(), key=lambda pair: -len(pair[0])):
        by_first.setdefault(words[0], []).append((list(words), ids))
    return Projects(tuple(ends), by_first)


def named_projects(held: list[Mention], known: Projects, text: str, start: int) -> list[Named]:
    """Projects that a sentence names.

    Parameters
    ----------
    held : list of Mention
        What was found in the sentence, in the order of their starts.
    known : Projects
        The region's.
    text : str
        The sentence, as it stands in the whole text.
    start : int
        Where it begins there.
    """
    places: dict[str, list[int]] = {}
    for one in held:
        for ref in one.refs if one.kind == "place" else ():
            places.setdefault(ref, []).append(one.start)
    whole = _by_name(text, start, known, {(one.start, one.end) for one in held if one.kind == "place"})
    found = [Named(project, (tuple(starts),), by_name=True) for project, starts in whole.items()]
    return found + [
        Named(project, tuple(tuple(places[end]) for end in sorted(both)))
        for project, both in known.ends
        if both <= places.keys() and project not in whole
    ]


def _by_name(text: str, start: int, known: Projects, places: Set[tuple[int, int]]) -> dict[str, list[int]]:
    """Starts of the names of projects; a name that is all that is said of a place is the place's."""
    words = [(one.start() + start, one.end() + start) for one in _WORDS.finditer(text)]
    folded = list(_folded(text))
    found: dict[str, list[int]] = {}
    at = 0
    while at < len(words):
        length = 1
        for name, ids in known.names.get(folded[at], ()):
            end = at + len(name)
            if folded[at:end] == name and (words[at][0], words[end - 1][1]) not in places:
                for project in ids:
                    found.setdefault(project, []).append(words[at][0])
                length = len(name)
                break
        at += length
    return found


def _folded(name: str) -> tuple[str, ...]:
    return tuple(fold(one[0]) for one in _WORDS.finditer(name))
