"""Events that sentences tell of: their kind, and rows with their parties, place and day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from reopen.accord.reading_claims import ProposedClaim, claim_rows, title
from reopen.accord.reading_documents import Register
from reopen.accord.reading_mention import Found, Mention
from reopen.accord.reading_names import table
from reopen.accord.reading_projects import named_projects
from reopen.accord.reading_text import Block

#: What stands before words that tell of no event: it is denied, only wished for or possible, or goes on.
_NO_EVENT = re.compile(
    r"\b(?:not|never|nobody|without|no (?:date|plans?) (?:for|to)|may|might|could|would|cannot|if|unless|"
    r"whether|remain(?:s|ed|ing)?|still|stays?|stayed|(?:ready|readiness|willing\w*|refus\w+|fail\w*|want\w*|hop\w+) to|"  # noqa: E501
    r"не|нет|без|если|готов\w* к|остаётся|остается|ещё|еще)\s"
    r"(?:(?:have|has|be|been|yet|a|an|the|any|\w+ly)\s){0,2}$",
    re.I,
)
#: Characters that it stands in.
_BEFORE = 40


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
            sentence, _ = block.sentence(match.start())
            before = block.text[max(sentence, match.start() - _BEFORE) : match.start()]
            if (kind, sentence) not in found and not _NO_EVENT.search(before):
                found[kind, sentence] = Found(match.start(), match.end(), "event", kind, certainty="low")
    return list(found.values())


def propose(
    text: str,
    sentences: Iterable[tuple[int, int]],
    mentions: tuple[Mention, ...],
    known: Register,
    *,
    published: str,
) -> tuple[tuple[ProposedEvent, ...], tuple[ProposedClaim, ...]]:
    """Events and claims that a text proposes, sentence by sentence.

    Parameters
    ----------
    text : str
        The text.
    sentences : iterable of (int, int)
        Where its sentences begin and end.
    mentions : tuple of Mention
        What was found in it, in the order of their starts.
    known : Register
        Documents and projects of the region.
    published : str
        Day of publication; the date of what has none of its own.
    """
    made: list[ProposedEvent] = []
    claims: list[ProposedClaim] = []
    for start, end, held in _by_sentence(sentences, mentions):
        sentence = " ".join(text[start:end].split())
        projects = named_projects(held, known.projects, text[start:end], start)
        papers = [one.value for one in held if one.kind in ("document", "provision")]
        subjects = list(dict.fromkeys([*papers, *(one.project_id for one in projects)]))
        kinds = [one for one in held if one.kind == "event"]
        if kinds and (subjects or any(one.kind in ("party", "place") for one in held)):
            row = _event_row(kinds[0], held, subjects, sentence, published)
            made.append(ProposedEvent(f"e{len(made) + 1}", start, end, row, kinds[0].quote))
        for one, row in claim_rows(held, projects, sentence, published):
            claims.append(ProposedClaim(f"c{len(claims) + 1}", one.start, one.end, row, one.quote))
    return tuple(made), tuple(claims)


def _by_sentence(
    sentences: Iterable[tuple[int, int]], mentions: tuple[Mention, ...]
) -> Iterator[tuple[int, int, list[Mention]]]:
    """Sentences in which something was found, with what was found in each."""
    at = 0
    for start, end in sentences:
        first = at
        while at < len(mentions) and mentions[at].start < end:
            at += 1
        if at > first:
            yield start, end, list(mentions[first:at])


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
        "title": title(sentence),
        "note": _told_before(day, published),
    }


def _told_before(day: str, published: str) -> str:
    """A note where a text tells of what had not come by its publication: nobody knows whether it did."""
    if not published or day[: len(published)] <= published[: len(day)]:
        return ""
    return f"Announced by {published} for a later date; whether it happened is not known from this text"


def _dated(value: str) -> tuple[str, str]:
    """A date and its precision; of a stretch of time its end, which is approximate.

    With its end nothing is known before all of it has come, and no later than that.
    """
    first, _, last = value.partition("/")
    if last:
        return last, "approximate"
    return first, {10: "day", 7: "month", 4: "year"}.get(len(first), "approximate")
