"""Reading: precision and recall of `reopen accord read` on labelled texts, and seconds for 10,000 words.

Run it: python bench/reading.py [--split develop|held_out|both] [--show] [--look] [--check]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from reopen.region.spans import span

FOLDER = Path(__file__).with_name("reading")
SPLITS = ("develop", "held_out")
#: Kinds that the bar is about, and kinds that are reported beside them.
BARRED = ("place", "date", "quantity", "party")
KINDS = (*BARRED, "person", "document", "event")
#: Only the main happenings of a text are labelled, so a further one found is not an error.
PARTLY = ("event",)
#: A signature is a kind of its own for the reader, and a statement in the labels.
COARSER = {"signature": "statement"}
EVENTS = ("meeting", "statement", "opening", "closure", "construction", "incident")
UNITS = (
    "km|m|km2|ha|m2|t|USD|EUR|AZN|AMD|TRY|RUB|GEL|percent|persons|families|months|years|days|hours"
    "|vehicles|trains|wagons|mines|MW|kV"
)
BODIES = "EU|OSCE|UN|UNHCR|UNDP|UNESCO|ICRC|NATO|WB|IMF|ADB|EBRD|EAEU|CSTO|SCO|OTS"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WORDS = 10_000

_NUMBER = r"\d+(?:\.\d+)?"
_QUANTITY = re.compile(rf"({_NUMBER})(?:-({_NUMBER}))? ({UNITS})")


class Mention(Protocol):
    """What the reader returns for each mention: the part of it that is scored."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def value(self) -> str: ...


@dataclass(frozen=True)
class Label:
    """One labelled mention: its kind, its characters, and the values that are right."""

    kind: str
    quote: str
    nth: int
    value: str
    optional: bool = False


@dataclass(frozen=True)
class Text:
    """One labelled text, as its file holds it."""

    id: str
    split: str
    style: str
    side: str
    language: str
    published: str
    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Marked:
    """A text after scoring: labels and mentions that found each other, and those that did not."""

    text: Text
    right: tuple[Label, ...]
    missed: tuple[Label, ...]
    false: tuple[Mention, ...]


def texts(split: str) -> tuple[Text, ...]:
    """The texts of one split, in the order of their names."""
    return tuple(_read(path) for path in sorted((FOLDER / split).glob("*.json")))


def _read(path: Path) -> Text:
    held = json.loads(path.read_text(encoding="utf-8"))
    labels = tuple(Label(**label) for label in held.pop("labels"))
    return Text(**held, labels=labels)


def place_of(text: str, label: Label) -> tuple[int, int] | None:
    """First character and the one after the last of a label's quote, or None where it does not occur."""
    at = -1
    for _ in range(label.nth):
        at = text.find(label.quote, at + 1)
        if at < 0:
            return None
    return at, at + len(label.quote)


def problems(text: Text, region: Any) -> list[str]:
    """Everything wrong with one text's labels, a sentence each."""
    found = [f"{text.id}: {said}" for said in _of_the_text(text)]
    places: dict[str, list[tuple[int, int]]] = {}
    for label in text.labels:
        named = f"{text.id}: {label.kind} {label.quote!r} ({label.nth}) = {label.value!r}"
        at = place_of(text.text, label)
        if at is None:
            found.append(f"{named}: the text has no such words; copy them from the text")
            continue
        if any(at[0] < last and first < at[1] for first, last in places.setdefault(label.kind, [])):
            found.append(f"{named}: overlaps another label of its kind; keep one")
        places[label.kind].append(at)
        found += [f"{named}: {said}" for said in _of_the_value(label, region)]
    return found


def _of_the_text(text: Text) -> Iterator[str]:
    if text.split not in SPLITS:
        yield f"split {text.split!r} is none of {', '.join(SPLITS)}"
    if not _is_day(text.published):
        yield f"published {text.published!r} is no day like 2026-03-05"
    words = len(text.text.split())
    if not 60 <= words <= 180:
        yield f"has {words} words; 60 to 180 are wanted"


def _of_the_value(label: Label, region: Any) -> Iterator[str]:
    if label.kind not in KINDS:
        yield f"is none of the kinds {', '.join(KINDS)}"
        return
    for value in label.value.split("|"):
        if said := _CHECKS[label.kind](value, region):
            yield said
    if label.kind == "date" and _is_day(label.value):
        named = WEEKDAYS[date.fromisoformat(label.value).weekday()]
        yield from (f"that day is a {named}" for day in WEEKDAYS if day in label.quote and day != named)


def _is_day(text: str) -> bool:
    meant = span(text)
    return meant is not None and meant[0] == meant[1]


def _bad_place(value: str, region: Any) -> str:
    known = set(region["node"]["node_id"]) | set(region["settlement"]["settlement_id"])
    return "" if value in known else f"{value!r} is no node_id or settlement_id of the region"


def _bad_date(value: str, _: Any) -> str:
    return "" if days(value) else f"{value!r} is no date like 2026-03-05, 2026-03, 2026 or 2026-01/2026-03"


def _bad_quantity(value: str, _: Any) -> str:
    found = _QUANTITY.fullmatch(value)
    if found is None:
        return f"{value!r} is no quantity like '12.5 km' or '2-3 USD' in one of {UNITS.replace('|', ', ')}"
    return "" if found[2] is None or float(found[1]) <= float(found[2]) else f"{value!r} runs backwards"


def _bad_party(value: str, region: Any) -> str:
    known = value in set(region["country"]["country_id"])
    return (
        ""
        if known or re.fullmatch(f"{BODIES}|[A-Z]{{2}}", value)
        else f"{value!r} is no country or organisation"
    )


def _bad_document(value: str, region: Any) -> str:
    return "" if value in set(region["document"]["document_id"]) else f"{value!r} is no document_id"


def _bad_event(value: str, _: Any) -> str:
    return "" if value in EVENTS else f"{value!r} is none of {', '.join(EVENTS)}"


def _bad_person(value: str, _: Any) -> str:
    return "" if value.strip() else "has no name"


_CHECKS = {
    "place": _bad_place,
    "date": _bad_date,
    "quantity": _bad_quantity,
    "party": _bad_party,
    "document": _bad_document,
    "event": _bad_event,
    "person": _bad_person,
}


def days(value: str) -> tuple[date, date] | None:
    """First and last day of a date or of a range of dates; None where it is none."""
    first, _, last = value.partition("/")
    begun, ended = span(first), span(last or first)
    return (begun[0], ended[1]) if begun and ended and begun[0] <= ended[1] else None


def same(kind: str, found: str, wanted: str) -> bool:
    """Whether a value found means one that was labelled."""
    if kind == "date":
        return days(found) is not None and days(found) == days(wanted)
    if kind == "quantity":
        pair = _QUANTITY.fullmatch(found), _QUANTITY.fullmatch(wanted)
        return bool(pair[0] and pair[1]) and _amount(found) == _amount(wanted)
    if kind == "event":
        return COARSER.get(found, found) == wanted
    if kind == "person":
        return wanted.casefold() in found.casefold() or found.casefold() in wanted.casefold()
    return found == wanted


def _amount(value: str) -> tuple[float, float, str]:
    number, unit = value.rsplit(" ", 1)
    low, _, high = number.partition("-")
    return float(low), float(high or low), unit


def right(label: Label, mention: Mention, text: str) -> bool:
    """Whether a mention has the label's kind, some of its characters, and one of its values.

    A mention that leaves several values open is right where the label allows all of them.
    """
    at = place_of(text, label)
    if at is None or mention.kind != label.kind or not (mention.start < at[1] and at[0] < mention.end):
        return False
    wanted = label.value.split("|")
    found = str(mention.value).split("|")
    return all(any(same(label.kind, one, value) for value in wanted) for one in found)


def mark(text: Text, mentions: Iterable[Mention]) -> Marked:
    """Pair labels and mentions one to one; an optional label counts for nothing, found or not."""
    left = [mention for mention in mentions if mention.kind in KINDS]
    hit: list[Label] = []
    missed: list[Label] = []
    for label in text.labels:
        match = next((mention for mention in left if right(label, mention, text.text)), None)
        if match is not None:
            left.remove(match)
        if not label.optional:
            (missed if match is None else hit).append(label)
    return Marked(text, tuple(hit), tuple(missed), tuple(left))


@dataclass(frozen=True)
class Score:
    """Counts of one kind over some texts."""

    kind: str
    labelled: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; one where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found; one where nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0


def score(marked: Sequence[Marked], kind: str) -> Score:
    """Count one kind over marked texts."""
    hits = sum(label.kind == kind for one in marked for label in one.right)
    missed = sum(label.kind == kind for one in marked for label in one.missed)
    false = sum(mention.kind == kind for one in marked for mention in one.false)
    return Score(kind, hits + missed, hits + false, hits)


def marked(split: str, region: Any) -> tuple[Marked, ...]:
    """Read every text of a split and mark what came out."""
    from reopen.accord.reading import read

    return tuple(mark(one, read(one.text, region, published=one.published).mentions) for one in texts(split))


def _rows(split: str, done: Sequence[Marked]) -> Iterator[str]:
    languages = sorted({one.text.language for one in done})
    for language in ("all", *languages):
        some = [one for one in done if language in ("all", one.text.language)]
        for kind in KINDS:
            got = score(some, kind)
            exact = "-" if kind in PARTLY or not got.found else f"{got.precision:.3f}"
            whole = f"{got.recall:.3f}" if got.labelled else "-"
            counted = f"{len(some)} | {kind} | {got.labelled} | {got.found}"
            yield f"| {split} | {language} | {counted} | {exact} | {whole} |"


def _event_rows(split: str, done: Sequence[Marked]) -> Iterator[str]:
    """Labelled, found and right of each kind of event; what is found is all that the reader says."""
    for value in EVENTS:
        right_ones = sum(_is_event(label, value) for one in done for label in one.right)
        missed = sum(_is_event(label, value) for one in done for label in one.missed)
        false = sum(
            mention.kind == "event" and same("event", mention.value, value)
            for one in done
            for mention in one.false
        )
        got = Score(value, right_ones + missed, right_ones + false, right_ones)
        exact = f"{got.precision:.3f}" if got.found else "-"
        whole = f"{got.recall:.3f}" if got.labelled else "-"
        yield f"| {split} | {value} | {got.labelled} | {got.found} | {got.right} | {exact} | {whole} |"


def _is_event(label: Label, value: str) -> bool:
    return label.kind == "event" and label.value == value


def _shown(done: Sequence[Marked]) -> Iterator[str]:
    for one in done:
        for label in one.missed:
            yield f"{one.text.id}: missed {label.kind} {label.quote!r} = {label.value}"
        for mention in one.false:
            if mention.kind not in PARTLY:
                words = one.text.text[mention.start : mention.end]
                yield f"{one.text.id}: false {mention.kind} {words!r} = {mention.value}"


def _seconds(region: Any) -> float:
    """Seconds to read 10,000 words in one piece, after one short text."""
    from reopen.accord.reading import read

    whole = [word for one in texts("develop") for word in one.text.split()]
    long = " ".join((whole * (WORDS // len(whole) + 1))[:WORDS])
    read("Start.", region, published="2026-03-05")
    begin = perf_counter()
    read(long, region, published="2026-03-05")
    return perf_counter() - begin


def main() -> int:
    """Check the labels, or print the tables and the speed."""
    import reopen

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=(*SPLITS, "both"), default="both")
    parser.add_argument("--show", action="store_true", help="misses and false ones, of develop")
    parser.add_argument("--look", action="store_true", help="let --show print those of held_out too")
    parser.add_argument("--check", action="store_true", help="only check the labels")
    options = parser.parse_args()
    chosen = SPLITS if options.split == "both" else (options.split,)
    if options.show and "held_out" in chosen and not options.look:
        parser.error("--show would spoil held_out: add --split develop, or --look when the rules are final")
    region = reopen.load()
    if options.check:
        wrong = [said for split in chosen for one in texts(split) for said in problems(one, region)]
        print("\n".join(wrong) or "All labels are well formed.")  # noqa: T201
        return bool(wrong)
    print("| split | language | texts | kind | labelled | found | precision | recall |")  # noqa: T201
    print("|---|---|---|---|---|---|---|---|")  # noqa: T201
    read = {split: marked(split, region) for split in chosen}
    for split, done in read.items():
        print("\n".join(_rows(split, done)))  # noqa: T201
    print("\nKinds of events; only main happenings are labelled, so precision is a lower bound.\n")  # noqa: T201
    print("| split | event | labelled | found | right | precision | recall |")  # noqa: T201
    print("|---|---|---|---|---|---|---|")  # noqa: T201
    for split, done in read.items():
        print("\n".join(_event_rows(split, done)))  # noqa: T201
    print(f"\n{WORDS:,} words in {_seconds(region):.2f} s.")  # noqa: T201
    if options.show:
        print("\n".join(said for done in read.values() for said in _shown(done)))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
