"""Which coding holds: sequences, numbers and words."""

from __future__ import annotations

import pytest

from reopen.accord.coded import grade_word, in_force, place, sequences

from .coded import TABLES


@pytest.fixture
def region(make_region):
    return make_region(**TABLES)


def test_a_sequence_has_one_coding_a_day_in_order(region):
    """Codings follow each other by the day from which they are known, and only known ones are there."""
    held = sequences(region, "2021-05-31")
    assert [(c.known, c.coder, c.implementation) for c in held["P1"]] == [
        ("2020-11-10", "a", 0),
        ("2021-05-01", "b", 2),
        ("2021-05-31", "a", 3),
    ]
    assert [c.coder for c in held["P2"]] == ["a"]
    assert "P4" not in held
    assert len(sequences(region, "2021-05-30")["P1"]) == 2


def test_a_sequence_of_one_coder(region):
    """Only the codings of that coder."""
    held = sequences(region, "2022-12-31", coder="b")
    assert {c.coder for codings in held.values() for c in codings} == {"b"}
    assert set(held) == {"P1", "P2"}


def test_provisions_in_force_are_those_of_known_documents(region):
    """A document dated by its month comes into force at the end of it."""
    assert in_force(region, "2021-08-30")["provision_id"].tolist() == ["P1", "P2", "P3"]
    found = in_force(region, "2021-08-31").set_index("provision_id").loc["P4"]
    assert (found["document"], found["signed"], found["since"]) == ("Second", "2021-08", "2021-08-31")


@pytest.mark.parametrize(
    ("number", "expected"),
    [("I", 1), ("IV", 4), ("XIV", 14), ("XL", 40), ("C", 0), ("IIX", 0), ("12a", 12), ("annex", 0), ("", 0)],
)
def test_numbers_of_points(number, expected):
    """Roman and Arabic numbers, and 0 for anything else."""
    assert place(number) == expected


def test_words_of_grades():
    """Four words and one for none."""
    assert [grade_word(n) for n in (0, 1, 2, 3, None)] == [
        "not started", "minimal", "intermediate", "full", "not coded",
    ]  # fmt: skip
