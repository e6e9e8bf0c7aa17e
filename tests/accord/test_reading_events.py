"""Events in sentences written for the purpose: what tells of one, and what only speaks of one."""

from __future__ import annotations

import pytest

import reopen
from reopen.accord.reading import Reader

DAY = "2026-03-05"


@pytest.fixture(scope="module")
def reader():
    return Reader.of(reopen.load())


def kinds(reader, text):
    return [one.value for one in reader.read(text, published=DAY).mentions if one.kind == "event"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The envoys of both sides met.", "meeting"),
        ("She met the governor in Kapan.", "meeting"),
        ("The two deputies met yesterday.", "meeting"),
        ("The ministers are meeting in Tbilisi.", "meeting"),
        ("The crossing at Margara opened.", "opening"),
        ("The bridge was officially opened.", "opening"),
        ("Freight trains started to run through Gyumri.", "opening"),
        ("Direct flights will begin in May.", "opening"),
        ("The road to Goris closed.", "closure"),
        ("The pass was temporarily closed.", "closure"),
        ("The border has been closed since 1993.", "closure"),
        ("Construction of the second tunnel near Sisian has begun.", "construction"),
        ("Works on the line started in June.", "construction"),
        ("A wall of the depot collapsed.", "incident"),
        ("The ministry said in a statement that it was ready.", "statement"),
        ("The protocol was signed in Tbilisi.", "signature"),
    ],
)
def test_what_tells_of_an_event(reader, text, kind):
    """A verb tells the kind, wherever in its sentence it stands."""
    assert kinds(reader, text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The gate at Margara is closed.",
        "Two lanes are closed to lorries.",
        "The gate is open to lorries.",
        "The road to Goris remains closed.",
        "They are ready to open the gate at Margara.",
        "The border was not closed.",
        "The project met the deadline.",
        "They might meet again.",
        "The bank is still open to offers.",
        "Nobody opened the letter.",
        "Мост не открыт.",
    ],
)
def test_what_only_speaks_of_one(reader, text):
    """What is denied, wished for, possible or goes on unchanged is no event."""
    assert kinds(reader, text) == []


def test_to_name_a_document_is_no_statement(reader):
    """A declaration of the register that a sentence refers to is a document, and nobody declares it again."""
    text = "The Washington declaration of 8 August 2025 was discussed in Meghri."
    found = reader.read(text, published=DAY)
    assert [one.value for one in found.mentions if one.kind in ("document", "event")] == ["D13"]
    assert found.events == ()


@pytest.mark.parametrize(
    ("when", "noted"),
    [
        ("on 12-13 March", True),
        ("in June", True),
        ("today", False),
        ("in March", False),
        ("last week", False),
    ],
)
def test_what_was_only_announced_is_told_as_such(reader, when, noted):
    """A meeting of a later day has a note that nobody knows yet whether it took place."""
    (event,) = reader.read(f"The ministers meet in Gabala {when}.", published=DAY).events
    assert event.row["note"].startswith("Announced by 2026-03-05") is noted
    assert bool(event.row["note"]) is noted
