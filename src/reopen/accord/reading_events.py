"""Rows that sentences propose: events with their parties, place and day, and figures of projects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from reopen.accord.reading_documents import Register
from reopen.accord.reading_fold import shown
from reopen.accord.reading_mention import Found, Mention
from reopen.accord.reading_names import table
from reopen.accord.reading_text import Block, blocks

#: Longest title of a proposed event.
TITLE = 300
_ATTRIBUTES = (
    (
        "percent",
        "physical_progress",
        r"complet|progress|done|finished|реал|готов|başa çat|hazır|tamamlan|ավարտ|պատրաստ",
    ),
    ("km", "length", r"long|length|длин|протяж|uzunlu|երկար"),
    ("ha", "cleared_area", r"clear|разминир|təmizlən|temizlen|ականազերծ"),
    ("USD EUR AZN AMD TRY RUB GEL", "cost", r"cost|price|invest|worth|стоимост|dəyər|xərc|maliyet|արժե"),
    ("months years", "build_duration", r"last|take|duration|build|срок|sür|çəkəcək|տևե"),
)


@dataclass(frozen=True, slots=True)
class ProposedEvent:
    """An event that a sentence seems to tell of; fits a row of the event table.

    Attributes
    ----------
    proposal_id : str
        Number in the reading, such as ``e1``.
    start, end : int
        The sentence in the text.
    row : dict
        Cells of the event table, without id, source and confidence.
    quote : str
        The exact words that tell its kind.
    """

    proposal_id: str
    start: int
    end: int
    row: dict[str, str]
    quote: str


@dataclass(frozen=True, slots=True)
class ProposedClaim:
    """A figure that a sentence seems to state of a project; fits a row of the claim table."""

    proposal_id: str
    start: int
    end: int
    row: dict[str, str]
    quote: str


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["kind"], re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.I)) for row in table("events")
    )


def events(block: Block) -> list[Found]:
    """Words in a block that tell the kind of an event; one of a kind in a sentence."""
    found: dict[tuple[str, int], Found] = {}
    for kind, pattern in _kinds():
        for match in pattern.finditer(block.text):
            key = (kind, block.sentence(match.start())[0])
            found.setdefault(key, Found(match.start(), match.end(), "event", kind, certainty="low"))
    return list(found.values())


def propose(
    text: str, mentions: tuple[Mention, ...], known: Register, *, published: str
) -> tuple[tuple[ProposedEvent, ...], tuple[ProposedClaim, ...]]:
    """Events and claims that a text proposes, sentence by sentence.

    Parameters
    ----------
    text : str
        The text.
    mentions : tuple of Mention
        What was found in it, in the order of their starts.
    known : Register
        Documents and projects of the region.
    published : str
        Day of publication; the date of what has none of its own.
    """
    made: list[ProposedEvent] = []
    claims: list[ProposedClaim] = []
    for (start, end), held in _by_sentence(text, mentions):
        sentence = " ".join(text[start:end].split())
        subjects = _subjects(held, known)
        kinds = [one for one in held if one.kind == "event"]
        if kinds and (subjects or any(one.kind in ("party", "place") for one in held)):
            row = _event_row(kinds[0], held, subjects, sentence, published)
            made.append(ProposedEvent(f"e{len(made) + 1}", start, end, row, kinds[0].quote))
        if len(subjects) >= 1:
            for one in held:
                attribute = _attribute(one, sentence)
                if attribute:
                    claim = _claim_row(one, attribute, subjects, held, sentence, published)
                    claims.append(ProposedClaim(f"c{len(claims) + 1}", one.start, one.end, claim, one.quote))
    return tuple(made), tuple(claims)


def _by_sentence(text: str, mentions: tuple[Mention, ...]) -> list[tuple[tuple[int, int], list[Mention]]]:
    """Mentions grouped by the sentence that they stand in."""
    spans: list[tuple[int, int]] = []
    for block in blocks(text):
        spans += [block.span(a, b) for a, b in block.sentences]
    found, at = [], 0
    for one in mentions:
        while at < len(spans) and spans[at][1] <= one.start:
            at += 1
        if at < len(spans):
            found.append((spans[at], one))
    return [(where, [one for _, one in group]) for where, group in groupby(found, key=lambda pair: pair[0])]


def _subjects(held: list[Mention], known: Register) -> list[str]:
    """Projects both of whose ends a sentence names, and the documents and provisions in it."""
    places = {ref for one in held if one.kind == "place" for ref in one.refs}
    papers = [one.value for one in held if one.kind in ("document", "provision")]
    return list(dict.fromkeys([*papers, *(subject for subject, ends in known.subjects if ends <= places)]))


def _event_row(
    kind: Mention, held: list[Mention], subjects: list[str], sentence: str, published: str
) -> dict[str, str]:
    days = [one.value for one in held if one.kind == "date"]
    day = (days[0].split("/")[0] if days else published) or ""
    places = [one.value for one in held if one.kind == "place"]
    parties = sorted({one.value for one in held if one.kind == "party"})
    return {
        "date": day,
        "date_precision": {10: "day", 7: "month", 4: "year"}.get(len(day), "approximate"),
        "kind": kind.value,
        "parties": ";".join(parties),
        "place": places[0] if places else "",
        "subject_ids": ";".join(subjects),
        "title": shown(sentence)[:TITLE].lstrip("=+@- "),
    }


def _attribute(one: Mention, sentence: str) -> str:
    unit = one.value.split(" ")[-1] if one.kind == "quantity" else ""
    for units, attribute, cue in _ATTRIBUTES:
        if unit and unit in units.split() and re.search(cue, sentence, re.I):
            return attribute
    return ""


def _claim_row(
    one: Mention, attribute: str, subjects: list[str], held: list[Mention], sentence: str, published: str
) -> dict[str, str]:
    number, unit = one.value.rsplit(" ", 1)
    parties = sorted({held_one.value for held_one in held if held_one.kind == "party"})
    persons = [held_one.value for held_one in held if held_one.kind == "person"]
    return {
        "subject_ids": ";".join(subject for subject in subjects if not subject.startswith("D")),
        "attribute": attribute,
        "value": number,
        "unit": unit,
        "as_of": published,
        "claimant": shown(persons[0]) if persons else "",
        "side": parties[0] if len(parties) == 1 else "",
        "note": shown(sentence)[:TITLE].lstrip("=+@- "),
    }
