"""Rows that sentences propose: events with their parties, place and day, and figures of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby, takewhile

from reopen.accord.reading_documents import Register
from reopen.accord.reading_fold import shown
from reopen.accord.reading_mention import Found, Mention
from reopen.accord.reading_names import table
from reopen.accord.reading_text import Block, blocks

#: Longest title of a proposed event.
TITLE = 300
#: Costs are claimed in millions.
MILLION = 1_000_000
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
        papers, projects = _subjects(held, known)
        kinds = [one for one in held if one.kind == "event"]
        if kinds and (papers or projects or any(one.kind in ("party", "place") for one in held)):
            row = _event_row(kinds[0], held, [*papers, *projects], sentence, published)
            made.append(ProposedEvent(f"e{len(made) + 1}", start, end, row, kinds[0].quote))
        if projects:
            for one, row in _claim_rows(held, projects, sentence, published):
                claims.append(ProposedClaim(f"c{len(claims) + 1}", one.start, one.end, row, one.quote))
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


def _subjects(held: list[Mention], known: Register) -> tuple[list[str], list[str]]:
    """Documents and provisions in a sentence, and projects both of whose ends it names."""
    places = {ref for one in held if one.kind == "place" for ref in one.refs}
    papers = [one.value for one in held if one.kind in ("document", "provision")]
    projects = [subject for subject, ends in known.subjects if ends <= places]
    return list(dict.fromkeys(papers)), list(dict.fromkeys(projects))


def _event_row(
    kind: Mention, held: list[Mention], subjects: list[str], sentence: str, published: str
) -> dict[str, str]:
    days = [one.value for one in held if one.kind == "date"]
    day, precision = _dated(days[0] if days else published)
    places = [one.value for one in held if one.kind == "place"]
    parties = sorted({one.value for one in held if one.kind == "party"})
    return {
        "date": day,
        "date_precision": precision,
        "kind": kind.value,
        "parties": ";".join(parties),
        "place": places[0] if places else "",
        "subject_ids": ";".join(subjects),
        "title": shown(sentence)[:TITLE].lstrip("=+@- "),
    }


def _dated(value: str) -> tuple[str, str]:
    """A date and its precision; of a stretch of time what its ends share, which is approximate."""
    first, _, last = value.partition("/")
    if last:
        ends = zip(first.split("-"), last.split("-"), strict=False)
        shared = takewhile(lambda pair: pair[0] == pair[1], ends)
        return "-".join(part for part, _ in shared) or first[:4], "approximate"
    return first, {10: "day", 7: "month", 4: "year"}.get(len(first), "approximate")


def _claim_rows(
    held: list[Mention], projects: list[str], sentence: str, published: str
) -> Iterator[tuple[Mention, dict[str, str]]]:
    """Figures in a sentence that state something of its projects, each with its row."""
    parties = sorted({one.value for one in held if one.kind == "party"})
    persons = [one.value for one in held if one.kind == "person"]
    cues = [(units.split(), name) for units, name, cue in _ATTRIBUTES if re.search(cue, sentence, re.I)]
    note = shown(sentence)[:TITLE].lstrip("=+@- ")
    for one in held:
        number, _, unit = one.value.rpartition(" ") if one.kind == "quantity" else ("", "", "")
        attribute = next((name for units, name in cues if unit and unit in units), "")
        if not attribute:
            continue
        if attribute == "cost":
            number, unit = f"{Decimal(number) / MILLION:f}", f"{unit}_million"
        yield (
            one,
            {
                "subject_ids": ";".join(projects),
                "attribute": attribute,
                "value": number,
                "unit": unit,
                "as_of": published,
                "claimant": shown(persons[0]) if persons else "",
                "side": parties[0] if len(parties) == 1 else "",
                "note": note,
            },
        )
