"""What was found in a text: a stretch of it, the words that stand there, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Kinds of mentions.
KINDS = ("place", "date", "quantity", "party", "person", "document", "provision", "event")


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A stretch of a text that means something.

    Attributes
    ----------
    start, end : int
        Where it begins and ends in the text that was read.
    kind : str
        One of `KINDS`.
    quote : str
        The exact words, ``text[start:end]``.
    value : str
        What they mean: the id of a place, document or provision, a date or a range of dates
        (``2026-03``, ``2026-03-05/2026-03-07``), a number with its unit (``110.4 km``), the code of a
        party, the name of a person, the kind of an event.
    refs : tuple of str
        Every id that the words can stand for; the first is ``value``.
    certainty : {"high", "medium", "low"}
        How sure the rule is that found it.
    note : str
        Role of a person, or how the value came about.
    """

    start: int
    end: int
    kind: str
    quote: str
    value: str
    refs: tuple[str, ...] = ()
    certainty: str = "high"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a block, before its place in the whole text is known."""

    start: int
    end: int
    kind: str
    value: str
    refs: tuple[str, ...] = ()
    certainty: str = "high"
    note: str = ""


class Cover:
    """Which characters of a block some stretches hold; asking does not grow dearer with their number."""

    def __init__(self, length: int, held: Iterable[Found] = ()) -> None:
        self._held = bytearray(length)
        for one in held:
            self.add(one.start, one.end)

    def add(self, start: int, end: int) -> None:
        """Hold a stretch."""
        self._held[start:end] = b"\x01" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of a stretch is held."""
        return self._held.find(1, start, end) >= 0
