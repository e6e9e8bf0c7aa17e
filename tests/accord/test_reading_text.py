"""Blocks of a text: what is not read, and patterns that are only tried where they can begin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.accord import reading_dates, reading_quantities
from reopen.accord.reading_text import Block, blocks

DEVELOP = Path(__file__).parents[2] / "bench" / "reading" / "develop"
#: Pieces that dates and quantities are made of, in large and small letters and several alphabets.
PIECES = st.sampled_from(
    ["may", "MARCH", "march", "Martın", "марта", "ՄԱՐՏԻ", "მარტი", "İyul", "ıyul", "2025", "5", "5th", "12,5", "-", "to", "the",  # noqa: E501
     "on", "of", "in", "last", "Sunday", "çərşənbə axşamı", "вчера", "yesterday", "the day before yesterday", "first", "I",  # noqa: E501
     "quarter", "years", "ago", "km", "million", "dollars", "ÜÇ", "üç", "İki", "пять", "a", "hundred", "between", "and", "from",  # noqa: E501
     "yüzde", "procent", ".", ",", "'", "_", "²", "\n", "в прошлом году", "x"]
)  # fmt: skip


def ruled():
    """All patterns that are tried only at some words."""
    for pattern, _, keys in reading_dates._rules():
        if keys is not None:
            yield pattern, keys
    yield from ((pattern, keys) for pattern, keys in reading_quantities._patterns() if keys is not None)


def inside_a_word(text, at):
    """Whether a place stands between two letters."""
    return at > 0 and text[at - 1].isalpha() and text[at].isalpha()


def same_everywhere(text):
    """Every pattern matches at words what it matches anywhere, but for what begins inside a word."""
    block = Block(text, 0)
    for pattern, keys in ruled():
        anywhere = [m.span() for m in pattern.finditer(text)]
        if not any(inside_a_word(text, start) for start, _ in anywhere):
            assert [m.span() for m in block.matches(pattern, keys)] == anywhere, pattern.pattern[:60]


def test_most_patterns_are_tried_only_at_some_words():
    """The dear patterns, which begin with a name of a month or a number, are among them."""
    assert len(list(ruled())) >= 10


@pytest.mark.parametrize("path", sorted(DEVELOP.glob("*.json")), ids=lambda path: path.stem)
def test_labelled_texts_are_matched_as_anywhere(path):
    """On the texts that the rules were written with nothing is passed over, in whatever case."""
    text = json.loads(path.read_text(encoding="utf-8"))["text"]
    same_everywhere(text)
    same_everywhere(text.upper())


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECES, max_size=25), between=st.sampled_from([" ", "", "-"]))
def test_pieces_are_matched_as_anywhere(pieces, between):
    """Nor on any sequence of the pieces that dates and quantities are made of."""
    same_everywhere(between.join(pieces))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("\x1b[31mGyumri\x1b[0m", "Gyumri"),
        ("\x9b1;4mGyumri", "Gyumri"),
        ("\x1b]0;5 km of Kars\x07Gyumri", "Gyumri"),
        ("\x1b]8;;http://a.b\x1b\\Gyumri", "Gyumri"),
        ("Gy\u200bum\u202eri", "Gyumri"),
        ("a\x1bb", "a b"),
    ],
)
def test_what_steers_a_terminal_is_not_read(text, read):
    """Colours, titles and links of a terminal are left out, and places still are those of the text."""
    (block,) = blocks(text)
    assert block.text == read
    assert all(block.text[n] in (text[block.span(n, n + 1)[0]], " ") for n in range(len(block.text)))
