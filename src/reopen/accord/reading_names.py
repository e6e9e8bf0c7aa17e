"""An index of names in all their spellings and forms, and the walk over a text that finds them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from reopen.accord.reading_fold import base_forms, fold, script, sound, stems
from reopen.accord.reading_text import Block, is_capital

#: A sound is told apart from others from this many letters on.
LEAST_SOUND = 5
#: Different words that are remembered; a text of only different words shall not fill the memory.
_REMEMBERED = 50_000
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_JOINS = frozenset({"", " ", "-", "–", "\u00a0", "- ", ". ", ".", "\n"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the index.

    Attributes
    ----------
    kind, value : str
        What it is a name of.
    words : tuple of (tuple of str)
        For each of its words the keys that fit.
    note : str
        What the rules of its kind need to know.
    """

    kind: str
    value: str
    words: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in a block: its words there, and the names that it may be.

    Attributes
    ----------
    first, last : int
        Numbers of its first word, and of the one behind its last.
    names : tuple of Name
        The names, all of the same length.
    exact : bool
        Whether the spelling is one that the index was given, rather than one that sounds alike.
    bare : bool
        Whether the last word has no ending.
    """

    first: int
    last: int
    names: tuple[Name, ...]
    exact: bool
    bare: bool


@dataclass(slots=True)
class Index:
    """Names by the keys of their first word."""

    _first: dict[str, list[Name]] = field(default_factory=dict)
    _seen: set[tuple[str, str, str]] = field(default_factory=set)
    _memo: dict[tuple[str, bool], dict[str, int]] = field(default_factory=dict)

    def add(self, kind: str, value: str, name: str, *, note: str = "", sounds: bool = True) -> None:
        """Add a name; the same once more does nothing."""
        pieces = _PIECE.findall(name)
        if not pieces or (kind, value, fold(name)) in self._seen:
            return
        self._seen.add((kind, value, fold(name)))
        words = tuple(_keys(piece, sounds and len(name) >= LEAST_SOUND) for piece in pieces)
        entry = Name(kind, value, words, note)
        for key in words[0]:
            self._first.setdefault(key, []).append(entry)

    def hits(self, block: Block) -> Iterator[Hit]:
        """The names in a block, the longest at each place, none inside another."""
        at, words = 0, block.words
        while at < len(words):
            start, _, word = words[at]
            hit = None
            small = not is_capital(word)
            # Adjectives of countries are written small in Russian and Armenian.
            if word[0].isalpha() and (not small or (word[0] > "\u0400" and len(word) > 5)):
                keys = self.forms(word, block.turkic(start))
                if any(key in self._first for key in keys):
                    hit = self._longest(block, at, keys, small)
            if hit is None:
                at += 1
            else:
                yield hit
                at = hit.last

    def forms(self, word: str, turkic: bool) -> dict[str, int]:
        """Keys that a word in a text may stand for, with how far each is from the word as it is."""
        known = self._memo.get((word, turkic))
        if known is None:
            if len(self._memo) > _REMEMBERED:
                self._memo.clear()
            known = self._memo[word, turkic] = _forms(word, turkic)
        return known

    def single(self, word: str, turkic: bool, *, exact: bool = False) -> list[Name]:
        """Names of one word that a word may be."""
        forms = self.forms(word, turkic)
        keys = [key for key, cost in forms.items() if cost < 3 or not exact]
        return [name for key in keys for name in self._first.get(key, ()) if len(name.words) == 1]

    def _longest(self, block: Block, at: int, keys: dict[str, int], small: bool) -> Hit | None:
        best: list[Name] = []
        rank, last = (0, -9), at
        for key, cost in keys.items():
            for name in self._first.get(key, ()):
                if small and name.note != "adjective":
                    continue
                total, end = self._rest(block, at, name, cost)
                if not end or (len(name.words), -total) < rank:
                    continue
                if (len(name.words), -total) > rank:
                    rank, best, last = (len(name.words), -total), [], end
                if name not in best:
                    best.append(name)
        if not best:
            return None
        return Hit(at, last, tuple(best), exact=-rank[1] < 3, bare=-rank[1] in (0, 3))

    def _rest(self, block: Block, at: int, name: Name, cost: int) -> tuple[int, int]:
        """How far the words from a place on are from a name, and the number behind its last; 0 where none."""
        place = at
        for keys in name.words[1:]:
            gap_start = block.words[place][1]
            place += 1
            if place < len(block.words) and block.words[place][2] in "-–.":
                place += 1
            if place >= len(block.words):
                return 0, 0
            start, _, word = block.words[place]
            if block.text[gap_start:start] not in _JOINS:
                return 0, 0
            forms = self.forms(word, block.turkic(start))
            costs = [forms[key] for key in keys if key in forms]
            if not costs:
                return 0, 0
            cost = max(cost, min(costs))
        return cost, place + 1


def _keys(piece: str, sounds: bool) -> tuple[str, ...]:
    folded, alphabet = fold(piece), script(piece)
    keys = [f"={form}" for form in base_forms(folded, alphabet)]
    heard = sound(piece)
    if sounds and len(heard) >= LEAST_SOUND:
        keys.append(f"~{heard}")
    return tuple(dict.fromkeys(keys))


def _forms(word: str, turkic: bool) -> dict[str, int]:
    folded, alphabet = fold(word), script(word)
    endings = turkic or alphabet != "latin"
    shortest = 4 if alphabet == "latin" else 3
    found: dict[str, int] = {}
    for number, stem in enumerate(stems(folded, alphabet, shortest=shortest) if endings else [folded]):
        found.setdefault(f"={stem}", 1 if number else 0)
    raw = word.replace("İ", "i").lower()
    for cost, stem in [
        (3, raw),
        *((4, raw[: len(raw) - cut]) for cut in (_cuts(folded, alphabet) if endings else ())),
    ]:
        heard = sound(stem)
        if len(heard) >= LEAST_SOUND and folded not in common():
            found.setdefault(f"~{heard}", cost)
    return found


def _cuts(folded: str, alphabet: str) -> list[int]:
    return [len(folded) - len(stem) for stem in stems(folded, alphabet, shortest=5)[1:]]


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a word list that comes with reopen."""
    text = (files("reopen.accord") / "words" / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def common() -> frozenset[str]:
    """Words that are also names of places somewhere, folded."""
    return frozenset(fold(row["word"]) for row in table("common"))


def variants(cell: str) -> Sequence[str]:
    """The names in a cell, which slashes keep apart.

    Examples
    --------
    >>> variants("Shusha / Shushi")
    ['Shusha', 'Shushi']
    """
    return [part.strip() for part in cell.split("/") if part.strip()]
