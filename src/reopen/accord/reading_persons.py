"""Persons: a given name and a family name, a title and a name, and family names once they are known."""

from __future__ import annotations

import re
from functools import cache

from reopen.accord.reading_fold import fold, sound, stems
from reopen.accord.reading_mention import Cover, Found
from reopen.accord.reading_names import Index, common, table
from reopen.accord.reading_text import Block

_FAMILY = re.compile(
    r"(?:yan|ian|iants|yants|ov|ova|ev|eva|yev|yeva|zade|zadeh|zada|shvili|dze|uri|oglu|ogly|skiy|skaya|sky|ski|"
    r"enko|lu|li|oğlu|yani|ovoy|evoy|ovym|evym|ova|janov|khani)$"
)
_FAMILY_OTHER = re.compile(
    r"(?:ов|ова|овой|ову|овым|ев|ева|евой|еву|евым|ян|яна|яну|яном|янц|ский|ская|ского|ской|ин|ина|иной|ко|швили|дзе|заде|"
    r"оглы|лы|лу|ли|յան|յանը|յանի|յանց|յանին|յանն|ենց|ունի|շვილი|შვილი|შვილმა|ძე|ძემ|ია|იამ)$"
)
#: Words, initials and points of the longest name; longer runs of capitals are headlines.
_LONGEST = 8
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "della", "di", "da", "bin", "ibn", "al", "el", "ter", "du"}
)
#: Words in capitals that begin no name.
_NEVER = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "by",
        "of",
        "to",
        "from",
        "and",
        "but",
        "or",
        "for",
        "with",
        "as",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "our",
        "their",
        "its",
        "not",
        "no",
        "if",
        "when",
        "where",
        "while",
        "after",
        "before",
        "since",
        "until",
        "during",
        "both",
        "some",
        "many",
        "most",
        "all",
    ]
)


@cache
def _given() -> frozenset[str]:
    return frozenset(sound(row["name"]) for row in table("given"))


@cache
def _roles() -> dict[str, str]:
    return {fold(row["word"]): row["note"] for row in table("roles")}


def is_given(word: str) -> bool:
    """Whether a word is a known given name, in any alphabet and form.

    Examples
    --------
    >>> is_given("Артур"), is_given("Elçin"), is_given("Corridor")
    (True, True, False)
    """
    if sound(word) in _given():
        return True
    folded = fold(word)
    if folded.isascii():
        return False
    return any(
        sound(stem + tail) in _given()
        for stem in stems(folded, "cyrillic", shortest=4)[1:]
        for tail in ("", "а")
    )


def persons(block: Block, index: Index) -> list[Found]:
    """The persons named in a block, with their role where one stands before the name."""
    words, found, at = block.words, [], 0
    families: set[str] = set()
    while at < len(words):
        end = _name_end(block, index, at)
        if end:
            start, stop = words[at][0], words[end - 1][1]
            name = block.text[start:stop]
            found.append(Found(start, stop, "person", " ".join(name.split()), note=_role_before(block, at)))
            families.add(words[end - 1][2])
            at = end
        else:
            at += 1
    return found + _by_family(block, families, found)


def _by_family(block: Block, families: set[str], found: list[Found]) -> list[Found]:
    """Later mentions of a person by the family name alone."""
    more = []
    taken = Cover(len(block.text), found)
    for start, end, word in block.words if found else ():
        if word in families and start > found[0].start and not taken.touches(start, end):
            more.append(Found(start, end, "person", word, certainty="medium"))
    return more


def _name_end(block: Block, index: Index, at: int) -> int:
    """Number behind the last word of a person's name that begins at a word; 0 where none does."""
    words = block.words
    word = words[at][2]
    if not _capital(word) or fold(word) in _NEVER or fold(word) in _roles():
        return 0
    title = _role_kind(block, at)
    end = _without_place(block, index, at, _run(block, at))
    last = words[end - 1][2]
    if any(_is_role(words[place][2]) for place in range(at, end)) or _begins_later(block, at, end):
        return 0
    if end - at == 1:
        return end if title == "title" else 0
    if end - at > 5:
        return 0
    given = is_given(word)
    family = is_family(last)
    if (given or title) and not _is_party(index, word, block, at):
        return end if given or family or title == "title" or end - at == 2 else 0
    if (
        family
        and fold(word) not in common()
        and not _is_party(index, word, block, at)
        and not _is_place(index, last, block, end - 1)
    ):
        return end
    return 0


def _begins_later(block: Block, at: int, end: int) -> bool:
    """Whether a name begins inside the run: "Economy Mikayil Jabbarov" follows "Minister of"."""
    first, *inner = (block.words[place][2] for place in range(at, end - 1)) if end - at > 2 else ("",)
    return any(map(is_given, inner)) and not (is_given(first) or is_family(first))


def _without_place(block: Block, index: Index, at: int, end: int) -> int:
    """The end of a run without a place behind a whole name: "Ceyhun Bayramov Bakıda" is in Baku."""
    if end - at > 2 and is_family(block.words[end - 2][2]):
        start, _, last = block.words[end - 1]
        if any(name.kind == "place" for name in index.single(last, block.turkic(start))):
            return end - 1
    return end


def _is_role(word: str) -> bool:
    folded = fold(word)
    return folded in _roles() or folded.removesuffix("s") in _roles()


def is_family(word: str) -> bool:
    """Whether a word ends as family names do.

    Examples
    --------
    >>> is_family("Vardenyan"), is_family("Гороховой"), is_family("Railways")
    (True, True, False)
    """
    folded = fold(word)
    return len(folded) > 4 and bool(_FAMILY.search(folded) or _FAMILY_OTHER.search(folded))


def _capital(word: str) -> bool:
    return word[0].isupper() and len(word) > 1 and not (word.isupper() and len(word) > 3)


def _run(block: Block, at: int) -> int:
    """Behind the last of the words in capitals that follow each other, particles among them."""
    words, end = block.words, at + 1
    while end < min(len(words), at + _LONGEST):
        gap = block.text[words[end - 1][1] : words[end][0]]
        word = words[end][2]
        if word == "." and len(words[end - 1][2]) == 1 and not gap:
            end += 1
        elif gap != " " and not (words[end - 1][2] == "." and gap in ("", " ")):
            break
        elif (word in _PARTICLES and end + 1 < len(words)) or (_capital(word) and fold(word) not in _NEVER):
            end += 1
        else:
            break
    while end > at + 1 and not words[end - 1][2][0].isupper():
        end -= 1
    return end


def _role_kind(block: Block, at: int) -> str:
    before = at - 1
    if before >= 0 and block.words[before][2] == ".":
        before -= 1
    if before < 0:
        return ""
    word = fold(block.words[before][2])
    gap = block.text[block.words[at - 1][1] : block.words[at][0]]
    kind = _roles().get(word) or _roles().get(word.removesuffix("s"), "")
    return kind if gap == " " and kind else ""


def _role_before(block: Block, at: int) -> str:
    """The words in front of a name that say who it is, from the role on to two words before it."""
    if not _role_kind(block, at):
        return ""
    first = at - 1
    while first > 0 and block.text[block.words[first - 1][1] : block.words[first][0]] in (" ", "-", ""):
        word = fold(block.words[first - 1][2])
        if word not in _roles() and word not in (
            "prime",
            "foreign",
            "transport",
            "deputy",
            "vice",
            "вице",
            "-",
        ):
            break
        first -= 1
    return block.text[block.words[first][0] : block.words[at - 1][1]]


def _is_party(index: Index, word: str, block: Block, at: int) -> bool:
    if is_given(word) and not word.isupper():
        return False
    return any(name.kind == "party" for name in index.single(word, block.turkic(block.words[at][0])))


def _is_place(index: Index, word: str, block: Block, at: int) -> bool:
    return any(
        name.kind == "place" for name in index.single(word, block.turkic(block.words[at][0]), exact=True)
    )
