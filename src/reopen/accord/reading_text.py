"""A text as readers see it, with the place of every character, cut into blocks, lines and words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from reopen.accord.reading_fold import INVISIBLE, script

#: Characters of a block; larger texts are read block by block, so that memory stays bounded.
BLOCK = 60_000
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
#: What steers a terminal, colours ("ESC [ 31 m" is no length) and titles of its window.
_TERMINAL = "(?:\x1b\\[|\x9b)[0-?]{0,32}[ -/]{0,4}[@-~]|\x1b\\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\\\)"
_UNREAD = re.compile(f"{_TERMINAL}|{INVISIBLE.pattern}")
#: The key of words that begin with a digit.
DIGITS = "0"
_SENTENCE = re.compile(
    r"(?<=[^\W\d]{3}[.!?…։;:])[\"”»')\]]{0,3}\s+(?=[\"“«(\[]?[^\W\d_a-zа-яա-և])|[\n։]+\s*|(?<=[\d%)\"”»][.!?])\s+"
)
_ENGLISH = re.compile(r"\b(?:the|of|and|in|to|is|was|for|with|from|at|by|on|has|he|she|that|it|not|a)\b")
_TURKIC = re.compile(r"[əğışçöüİƏĞŞÇÖÜ]")


@dataclass(frozen=True)
class Block:
    """A part of a text, without the characters that no reader sees.

    Attributes
    ----------
    text : str
        The part.
    places : list of int or None
        Where each character stands in the whole text; None where they follow each other.
    start : int
        Where the part begins in the whole text.
    """

    text: str
    start: int
    places: list[int] | None = field(default=None, repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the block as a stretch of the whole text."""
        if self.places is None:
            return self.start + start, self.start + end
        return self.start + self.places[start], self.start + self.places[end - 1] + 1

    @cached_property
    def words(self) -> list[tuple[int, int, str]]:
        """Start, end and characters of every word, number and mark."""
        return [(found.start(), found.end(), found[0]) for found in _WORD.finditer(self.text)]

    @cached_property
    def _openings(self) -> dict[str, list[int]]:
        """Starts of the words by the key of their first letters."""
        found: dict[str, list[int]] = {}
        for start, _, word in self.words:
            found.setdefault(_key(word[:2]), []).append(start)
        return found

    def matches(self, pattern: re.Pattern[str], keys: frozenset[str] | None) -> Iterator[re.Match[str]]:
        """What a pattern matches, none inside another.

        Parameters
        ----------
        pattern : re.Pattern
            The pattern.
        keys : frozenset of str, optional
            What :func:`openings` gives for all words that it can begin with: other places are passed
            over, which is many times faster than to try it everywhere.
        """
        if keys is None:
            yield from pattern.finditer(self.text)
            return
        end = 0
        for start in sorted(start for key in keys for start in self._openings.get(key, ())):
            found = pattern.match(self.text, start) if start >= end else None
            if found:
                end = found.end()
                yield found

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Stretches of the sentences."""
        cuts = [0, *(found.end() for found in _SENTENCE.finditer(self.text)), len(self.text)]
        return [(a, b) for a, b in pairwise(cuts) if self.text[a:b].strip()]

    @cached_property
    def _turkic(self) -> list[bool]:
        return [_is_turkic(self.text[a:b]) for a, b in self.sentences]

    def sentence(self, position: int) -> tuple[int, int]:
        """The sentence that holds a position."""
        if not self.sentences:
            return 0, len(self.text)
        return self.sentences[self._number(position)]

    def turkic(self, position: int) -> bool:
        """Whether the sentence at a position is likely Azerbaijani or Turkish."""
        return bool(self.sentences) and self._turkic[self._number(position)]

    def _number(self, position: int) -> int:
        return max(bisect_right(self._sentence_starts, position) - 1, 0)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]


def blocks(text: str) -> Iterator[Block]:
    """The parts of a text, cut at line ends or blanks."""
    at = 0
    while at < len(text):
        end = min(at + BLOCK, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", at + BLOCK // 2, end), text.rfind(". ", at + BLOCK // 2, end))
            cut = cut if cut > 0 else text.rfind(" ", at + BLOCK // 2, end)
            end = cut + 1 if cut > 0 else end
        yield _block(text, at, end)
        at = end


def _block(text: str, start: int, end: int) -> Block:
    part = text[start:end]
    cuts = [place for found in _UNREAD.finditer(part) for place in found.span()]
    if not cuts:
        return Block(_CONTROL.sub(" ", part), start)
    kept = list(zip([0, *cuts[1::2]], [*cuts[::2], len(part)], strict=True))
    seen = [place for first, last in kept for place in range(first, last)]
    return Block(_CONTROL.sub(" ", "".join(part[first:last] for first, last in kept)), start, seen)


def openings(words: Iterable[str]) -> frozenset[str]:
    """Keys of words and numbers by the first two letters of their first word, for :meth:`Block.matches`.

    Examples
    --------
    >>> sorted(openings(["March", "MARTIN", "İyul", "a day", "2nd"]))
    ['0', 'a', 'iy', 'ma']
    """
    return frozenset(_key(found[0][:2]) for word in words for found in [_WORD.search(word)] if found)


@lru_cache(maxsize=10_000)
def _key(letters: str) -> str:
    """The same for all letters that a pattern takes for each other when it ignores case."""
    if letters[0].isdecimal():
        return DIGITS
    return letters.replace("İ", "i").replace("ı", "i").casefold()[:2]


def _is_turkic(text: str) -> bool:
    words = text.count(" ") + 1
    if script(text.lstrip(' "“«(-')[:1] or "a") not in ("latin",):
        return False
    english = len(_ENGLISH.findall(text))
    return english * 8 < words and (bool(_TURKIC.search(text)) or not english)


def is_capital(word: str) -> bool:
    """Whether a word begins as names do; alphabets without capitals always pass.

    Examples
    --------
    >>> [is_capital(word) for word in ("Baku", "van", "თბილისი")]
    [True, False, True]
    """
    first = word[0]
    return (
        first.isupper() or (first.isalpha() and first.lower() == first.upper()) or script(word) == "georgian"
    )
