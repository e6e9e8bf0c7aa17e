"""Claims that sentences propose: figures beside a project, one claim for each project that may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reopen.accord.reading_fold import shown
from reopen.accord.reading_mention import Mention
from reopen.accord.reading_numbers import plain
from reopen.accord.reading_projects import Named

#: Longest title or note of a proposed row.
LONGEST = 300
#: Costs are claimed in millions.
MILLION = 1_000_000
#: A way that is called by its length, as in "the 60-kilometre Gyumri-Kars railway"; its parts have bounds.
_OF_SUCH_LENGTH = (
    r"(?:km|kilomet\w{1,6})\s(?:[\w-]{1,30}\s)?(?:line|railway|road|highway|section|stretch|tunnel)\b|"
    r"kilometrelik|километров\w{2,4}\s|կիլոմետրանոց"
)
#: Units of a figure, what it states of a project, and the words in its sentence that say so.
_ATTRIBUTES = (
    (
        "percent",
        "physical_progress",
        r"complet|progress|done|finished|реал|готов|выполнен|заверш|"
        r"başa çat|hazır|görülüb|tamamlan|ավարտ|պատրաստ",
    ),
    ("km", "length", rf"long|length|длин|протяж|uzunlu|երկար|{_OF_SUCH_LENGTH}"),
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
    """The projects named last before a figure, or else first behind it; all that share these places.

    Of those that do, a project that is named by its name is the one that is meant.
    """
    before = [(one.before(at), one.by_name) for one in projects]
    best = max(before)
    if best[0] < 0:
        before = [(-one.behind(at), one.by_name) for one in projects]
        best = max(before)
    return [one.project_id for one, place in zip(projects, before, strict=True) if place == best]


def _millions(number: str) -> str:
    """A number, or the ends of a range, in millions."""
    return "-".join(plain(Decimal(part) / MILLION) for part in number.split("-"))
