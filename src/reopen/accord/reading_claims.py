"""Claims that sentences propose: figures beside a project, one claim for each project that may be meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reopen.accord.reading_documents import Register
from reopen.accord.reading_fold import shown
from reopen.accord.reading_mention import Mention
from reopen.accord.reading_numbers import plain

#: Longest title or note of a proposed row.
LONGEST = 300
#: Costs are claimed in millions.
MILLION = 1_000_000
#: Units of a figure, what it states of a project, and the words in its sentence that say so.
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
class ProposedClaim:
    """A figure that a sentence seems to state of a project; fits a row of the claim table."""

    proposal_id: str
    start: int
    end: int
    row: dict[str, str]
    quote: str


@dataclass(frozen=True, slots=True)
class Named:
    """A project in a sentence: where each of its two ends is named, in order."""

    project_id: str
    ends: tuple[tuple[int, ...], ...]

    def before(self, at: int) -> int:
        """Place from which on both ends are named before a place in the text; -1 where they are not."""
        return min(self._last(places, at) for places in self.ends)

    def behind(self, at: int) -> int:
        """Place by which both ends are named, from a place in the text on or around it."""
        return max(places[min(bisect_left(places, at), len(places) - 1)] for places in self.ends)

    @staticmethod
    def _last(places: tuple[int, ...], at: int) -> int:
        number = bisect_left(places, at)
        return places[number - 1] if number else -1


def named_projects(held: list[Mention], known: Register) -> list[Named]:
    """Projects both of whose ends a sentence names."""
    places: dict[str, list[int]] = {}
    for one in held:
        for ref in one.refs if one.kind == "place" else ():
            places.setdefault(ref, []).append(one.start)
    return [
        Named(project, tuple(tuple(places[end]) for end in sorted(ends)))
        for project, ends in known.subjects
        if ends <= places.keys()
    ]


def claim_rows(
    held: list[Mention], projects: list[Named], sentence: str, published: str
) -> Iterator[tuple[Mention, dict[str, str]]]:
    """Figures in a sentence that state something of a project, each with a row.

    Parameters
    ----------
    held : list of Mention
        What was found in the sentence, in the order of their starts.
    projects : list of Named
        Projects that it names.
    sentence : str
        Its words.
    published : str
        Day of publication: the day that the claim is of.
    """
    parties = sorted({one.value for one in held if one.kind == "party"})
    persons = [one.value for one in held if one.kind == "person"]
    told = {
        "as_of": published,
        "claimant": shown(persons[0]) if persons else "",
        "side": parties[0] if len(parties) == 1 else "",
        "note": title(sentence),
    }
    cues = [(units.split(), name) for units, name, cue in _ATTRIBUTES if re.search(cue, sentence, re.I)]
    for one in held if projects else ():
        number, _, unit = one.value.rpartition(" ") if one.kind == "quantity" else ("", "", "")
        attribute = next((name for units, name in cues if unit in units), "")
        if attribute == "cost":
            number, unit = _millions(number), f"{unit}_million"
        for project in _meant(one.start, projects) if attribute else ():
            yield one, {"subject_ids": project, "attribute": attribute, "value": number, "unit": unit, **told}


def title(sentence: str) -> str:
    """A sentence as a cell: escaped, short, and no formula for a spreadsheet."""
    return shown(sentence)[:LONGEST].lstrip("=+@- ")


def _meant(at: int, projects: list[Named]) -> list[str]:
    """The projects named last before a figure, or else first behind it; all that share these places."""
    before = [one.before(at) for one in projects]
    if max(before) >= 0:
        return [one.project_id for one, place in zip(projects, before, strict=True) if place == max(before)]
    behind = [one.behind(at) for one in projects]
    return [one.project_id for one, place in zip(projects, behind, strict=True) if place == min(behind)]


def _millions(number: str) -> str:
    """A number, or the ends of a range, in millions."""
    return "-".join(plain(Decimal(part) / MILLION) for part in number.split("-"))
