"""Labelled texts and their scorer: the files are well formed, and the scorer counts as it says."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest

SCORER = Path(__file__).parents[2] / "bench" / "reading.py"


@dataclass(frozen=True)
class Found:
    """A mention, as a reader would return it."""

    kind: str
    start: int
    end: int
    value: str


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The scorer, loaded from its file: benchmarks are no package."""
    spec = importlib.util.spec_from_file_location("bench_reading", SCORER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def both(bench):
    """All texts of both splits."""
    return [text for split in bench.SPLITS for text in bench.texts(split)]


@pytest.fixture
def sample(bench):
    """Sixty words with one label of each barred kind, and an optional one."""
    labels = (
        bench.Label("place", "Goris", 1, "goris"),
        bench.Label("party", "Baku", 1, "AZ"),
        bench.Label("date", "March", 1, "2026-03"),
        bench.Label("quantity", "12,5 km", 1, "12.5 km"),
        bench.Label("quantity", "450", 1, "450 vehicles", optional=True),
    )
    words = "Goris saw lorries. Baku said in March that 12,5 km were done instead of 450" + " and so on" * 15
    return bench.Text("sample", "develop", "note", "AM", "en", "2026-03-05", words, labels)


def found(text, label, **changes) -> Found:
    """A mention exactly where a label stands, with its value unless told otherwise."""
    at = text.text.find(label.quote)
    return replace(Found(label.kind, at, at + len(label.quote), label.value), **changes)


def test_every_label_is_well_formed(bench, both, south_caucasus):
    """Quotes occur as often as said, and values are ids, dates, quantities and codes."""
    assert [said for text in both for said in bench.problems(text, south_caucasus)] == []


def test_every_file_says_where_it_is(bench):
    """The name and the folder of a file are its id and its split."""
    for split in bench.SPLITS:
        named = {path.stem for path in (bench.FOLDER / split).glob("*.json")}
        assert {text.id for text in bench.texts(split)} == named
        assert {text.split for text in bench.texts(split)} == {split}


def test_the_texts_are_many_and_of_many_kinds(bench, both):
    """Thirty texts a split, English and four more languages in each, and many styles and sides."""
    for split in bench.SPLITS:
        spoken = Counter(text.language for text in bench.texts(split))
        assert spoken["en"] >= 20
        assert min(spoken[language] for language in ("ru", "az", "hy", "tr")) >= 2
        assert spoken.total() >= 30
    assert len({text.style for text in both}) >= 10
    assert len({text.side for text in both}) >= 8


def test_the_splits_share_no_sentence(bench):
    """A sentence of the held-out texts stands in no text that the rules were written with."""
    develop, held_out = (
        {part.strip() for text in bench.texts(split) for part in re.split(r"[.!?։]\s", text.text)}
        for split in bench.SPLITS
    )
    assert {part for part in develop & held_out if len(part.split()) > 3} == set()


@pytest.mark.parametrize(
    ("kind", "quote", "value", "said"),
    [
        ("place", "Gori ", "goris", "no such words"),
        ("place", "Goris", "atlantis", "no node_id"),
        ("date", "March", "March 2026", "no date"),
        ("date", "March", "2026-13", "no date"),
        ("quantity", "12,5 km", "12,5 km", "no quantity"),
        ("quantity", "12,5 km", "5-2 km", "backwards"),
        ("quantity", "12,5 km", "12.5 miles", "no quantity"),
        ("party", "Baku", "Azerbaijan", "no country"),
        ("document", "Baku", "D99", "no document_id"),
        ("event", "said", "party", "none of"),
        ("person", "Baku", " ", "no name"),
        ("colour", "Baku", "red", "none of the kinds"),
    ],
)
def test_a_bad_label_is_named(bench, sample, south_caucasus, kind, quote, value, said):
    """One wrong label is the one problem, told with its value."""
    wrong = replace(sample, labels=(bench.Label(kind, quote, 1, value),))
    problems = bench.problems(wrong, south_caucasus)
    assert len(problems) == 1
    assert said in problems[0]


def test_a_weekday_must_be_that_day(bench, sample, south_caucasus):
    """5 March 2026 is a Thursday, so that no text may call it a Friday."""
    words = sample.text.replace("March", "Friday")
    wrong = replace(sample, text=words, labels=(bench.Label("date", "Friday", 1, "2026-03-05"),))
    assert "is a Thursday" in bench.problems(wrong, south_caucasus)[0]


def test_overlapping_labels_and_a_short_text_are_named(bench, sample, south_caucasus):
    """Two labels of one kind on the same words, and too few words, are two problems."""
    twice = (bench.Label("party", "Baku", 1, "AZ"), bench.Label("party", "Baku said", 1, "AZ"))
    wrong = replace(sample, text="Baku said so.", labels=twice)
    said = bench.problems(wrong, south_caucasus)
    assert len(said) == 2
    assert "3 words" in said[0]
    assert "overlaps" in said[1]


def test_all_found_is_all_right(bench, sample):
    """A reader that finds every label as it stands has a precision and a recall of one."""
    done = bench.mark(sample, [found(sample, label) for label in sample.labels])
    assert (len(done.right), done.missed, done.false) == (4, (), ())
    counts = bench.score([done], "quantity")
    assert (counts.labelled, counts.found, counts.precision, counts.recall) == (1, 1, 1.0, 1.0)


@pytest.mark.parametrize(
    "changes", [{"value": "kapan"}, {"kind": "person"}, {"start": 60, "end": 64}, {"value": "goris|kapan"}]
)
def test_a_mention_beside_the_mark_is_missed_and_false(bench, sample, changes):
    """Another value, kind or place in the text, or an open choice, misses the label and is false."""
    done = bench.mark(sample, [found(sample, sample.labels[0], **changes)])
    assert sample.labels[0] in done.missed
    assert len(done.false) == 1


def test_a_label_is_found_once(bench, sample):
    """A second mention of the same label is false."""
    twice = [found(sample, sample.labels[1])] * 2
    counts = bench.score([bench.mark(sample, twice)], "party")
    assert (counts.labelled, counts.found, counts.right, counts.precision) == (1, 2, 1, 0.5)


def test_nothing_found_misses_all_but_the_optional(bench, sample):
    """A silent reader misses each label that counts, and nothing it said is false."""
    done = bench.mark(sample, [])
    assert len(done.missed) == 4
    counts = bench.score([done], "quantity")
    assert (counts.labelled, counts.recall, counts.precision) == (1, 0.0, 1.0)


@pytest.mark.parametrize(
    ("kind", "one", "other", "alike"),
    [
        ("date", "2026-03", "2026-03-01/2026-03-31", True),
        ("date", "2026-03", "2026-03-01", False),
        ("date", "soon", "soon", False),
        ("quantity", "12.50 km", "12.5 km", True),
        ("quantity", "2-3 USD", "2000-3000 USD", False),
        ("quantity", "12.5 km", "12.5 m", False),
        ("person", "Nina Abovyan", "abovyan", True),
        ("place", "goris", "Goris", False),
        ("event", "signature", "statement", True),
        ("event", "opening", "statement", False),
    ],
)
def test_values_are_compared_by_meaning(bench, kind, one, other, alike):
    """Dates are compared as days and amounts as numbers; ids letter by letter."""
    assert bench.same(kind, one, other) is alike


def test_kinds_of_events_are_counted_apart(bench, sample):
    """A kind that is labelled once and found twice has half of what is found right."""
    label = bench.Label("event", "saw", 1, "meeting")
    text = replace(sample, labels=(label,))
    mentions = [found(text, label), found(text, label, start=20, end=24), found(text, label, value="opening")]
    rows = list(bench._event_rows("develop", [bench.mark(text, mentions)]))
    assert "| develop | meeting | 1 | 2 | 1 | 0.500 | 1.000 |" in rows
    assert "| develop | opening | 0 | 1 | 0 | 0.000 | - |" in rows
    assert len(rows) == len(bench.EVENTS)
