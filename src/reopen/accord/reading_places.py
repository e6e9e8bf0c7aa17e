"""Which names in a text are places and which are parties, by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reopen.accord.reading_fold import fold
from reopen.accord.reading_mention import Cover, Found
from reopen.accord.reading_names import Hit, Name, common
from reopen.accord.reading_text import Block

#: Words after which a capital is a place.
_WHERE = frozenset(
    [
        "in",
        "at",
        "from",
        "to",
        "near",
        "into",
        "toward",
        "towards",
        "via",
        "through",
        "outside",
        "around",
        "across",
        "over",
        "reached",
        "reach",
        "left",
        "leaving",
        "past",
        "inside",
        "visit",
        "visited",
        "visiting",
        "within",
        "beyond",
        "off",
        "downtown",
        "central",
        "в",
        "из",
        "на",
        "до",
        "через",
        "под",
        "около",
        "близ",
        "возле",
        "у",
        "к",
        "от",
        "за",
        "из-под",
        "во",
        "со",
        "city",
        "town",
        "airport",
        "station",
    ]
)
#: What follows a capital that acts.
_ACTS = re.compile(
    r"\s*(?:['’]s\b\s*)?(?:(?:also|now|has|have|had|again|still|itself|yesterday|never)\s+)*"
    r"(?:say|says|said|hold|holds|held|want|wants|agree|insist|reject|deny|denies|denied|call|ask|hope|expect|"
    r"will|would|did|does|is (?:ready|willing|not|keen|said|prepared|expected|seeking)|was (?:ready|not|willing)|are|"  # noqa: E501
    r"were|may|might|must|should|has|have|had|do|exchange|host|oppos|declin|welcom|propos|offer|refus|confirm|"
    r"announc|accus|sign|warn|urg|see|saw|seek|sent|send|paid|pay|pledg|back|support|plan|intend|consider|"
    r"promis|know|knew|claim|demand|press|push|object|respond|repli|answer|protest|regard|view|keep|kept|need|"
    r"gave|give|gives|made|make|took|take|told|tell|thank|suggest|stress|condemn|prais|shar|argu|clos|open|ban|allow|"
    r"let|suspend|block|lift|approv|accept|to confirm|to decide|to pay|to agree|[a-z]{3,}ed\b)",
    re.I,
)  # fmt: skip
#: What a capital owns where it acts.
_OWNED = re.compile(
    r"\s*['’]s\s+(?:\w+\s+)?(?:position|proposal|offer|consent|reply|answer|response|demand|claim|stance|"
    r"decision|view|side|refusal|readiness|request|objection|government|insistence|interest|plan|policy|approval)"
)
_RUSSIAN_ACTS = re.compile(
    r"\s+(?:не |также |уже |пока |всё |вновь )?[а-яё]+(?:л|ла|ли|ет|ёт|ит|ают|яют|уют|ся|ест|аст)\b|\s+готов|\s+обязу"  # noqa: E501
)
_BETWEEN = re.compile(
    r"\b(?:between|whether|both|neither|nor|official|by|that|if|and|between official|with|against|for|of)\s*$"
)
_NAMES_AFTER = re.compile(
    r"\s*(?:,?\s*(?:and|or|nor|to|и|ilə|və|ile|ve)\s+)(?:official\s+)?([^\W\d_]+)", re.I
)
#: What follows a country that is something else.
_NOT_PARTY_AFTER = re.compile(
    r"\s*-?\s*(?:language|speak|spoken|highland|plateau|alphabet|dialect|text\b|script|cuisine|dish|carpet|"
    r"church|folk|poet|song|literature|translation|sandwich|farm|breast|dinner|soup|roast|coffee|delight|bath|tea\b|"
    r"wine|bread|genocide|язык|алфавит|кухн|нагорь|церк|коньяк|լեզու|այբուբեն|Peach|Tech|Bulldogs)",
    re.I,
)
_NOT_PARTY_BEFORE = re.compile(
    r"(?:\bethnic|\bin|\bspeaks?|\bspoke|\blearn\w*|\bfluent|\broast|\bthanksgiving|\binto|\bstate of|\bUniversity of|"  # noqa: E501
    r"\b(?:atlanta|savannah|augusta|athens|macon|columbus|tbilisi street),)\s*$",
    re.I,
)
_WATER_BEFORE = re.compile(r"\b(?:lake|mount|mt\.?|river|mountain|sea of|озеро|озера|гора|река)\s*$", re.I)
_STREET_AFTER = re.compile(r"\s+(?:street|avenue|boulevard|hotel|cognac|brandy)\b", re.I)
_PLACE_AFTER = re.compile(
    r"\s*[-–/]|\s+(?:city|town|village|district|province|region|airport|station|border|gate|crossing|checkpoint|"
    r"port|terminal|bridge|tunnel|railway|road|municipality|rayon|şəhər|rayon|kənd|stansiya|ili|ilçe|sınır|kapı|"
    r"river|side)",
    re.I,
)
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|at|from|to|near|of|between|towards?|via|through|outside|around|and|or|into|past|for|reach|reached|left|"
    r"with|gates?|crossing|village|town|city|в|из|на|до|через|и|под|у|от|к)\s+|[-–/]\s?|,\s+|^\s*)$",
    re.I,
)


def places_and_parties(block: Block, hits: Iterable[Hit], taken: list[Found]) -> list[Found]:
    """The places and parties of a block.

    Parameters
    ----------
    block : Block
        The block.
    hits : iterable of Hit
        Names of the region found in it.
    taken : list of Found
        Persons, whose names are no places.
    """
    found = []
    people = Cover(len(block.text), taken)
    for hit in hits:
        start, end = block.words[hit.first][0], block.words[hit.last - 1][1]
        if people.touches(start, end):
            continue
        one = _decide(block, hit, start, end)
        if one is not None:
            found.append(one)
    return found


def _decide(block: Block, hit: Hit, start: int, end: int) -> Found | None:
    text = block.text
    before, after = text[max(0, start - 40) : start], text[end : end + 60]
    parties = [name for name in hit.names if name.kind == "party"]
    places = [name for name in hit.names if name.kind == "place"]
    capitals = [name for name in hit.names if name.kind == "capital"]
    word = text[start:end]
    if re.match(r"\s?\$", after):
        return None
    if parties and not (places and _after_where(before)):
        return _party(parties, word, start, end, before, after, hit)
    if capitals and _acts(block, hit, start, end, before, after, bool(places)):
        start = start - 4 if before.lower().endswith("the ") else start
        return Found(start, end, "party", capitals[0].value, certainty="medium", note="capital that acts")
    if not places or not _is_place(block, hit, word, before, after):
        return None
    refs = _refs(places)
    return Found(start, end, "place", refs[0], refs, "high" if hit.exact and len(refs) == 1 else "medium")


def _party(
    parties: list[Name], word: str, start: int, end: int, before: str, after: str, hit: Hit
) -> Found | None:
    note = parties[0].note
    if note == "body" and word.islower():
        return None
    short = word.isascii() and len(word) <= 3 and word.isalpha()
    if short and word != word.upper() and word != "KfW":
        return None
    if not hit.exact or (_NOT_PARTY_AFTER.match(after) and note in ("adjective", "people")):
        return None
    if _NOT_PARTY_BEFORE.search(before) and (
        (note in ("adjective", "people") and not re.match(r"\s+[a-z]+", after)) or _of_state(before, word)
    ):
        return None
    if re.search(r"\bethnic\s+$", before, re.I) or _is_bird(word, after):
        return None
    if note == "adjective" and word.isascii() and not re.match(r"\s*-?\s*[^\W\d_]|['’]", after):
        return None
    return Found(start, end, "party", parties[0].value, (parties[0].value,), "high")


def _of_state(before: str, word: str) -> bool:
    """Whether the other Georgia is meant."""
    return (
        word == "Georgia"
        and re.search(r"(?:state of|University of|atlanta,|savannah,|augusta,|macon,)\s*$", before, re.I)
        is not None
    )


def _is_bird(word: str, after: str) -> bool:
    """Whether it is something to eat."""
    if word != "Turkey":
        return False
    return re.match(r"\s+(?:sandwich|farm|breast|dinner|soup|meat|prices)", after) is not None


def _after_where(before: str) -> bool:
    last = re.search(r"([^\W\d_][\w-]*)\s+$", before)
    return last is not None and last[1].lower() in _WHERE


def _acts(block: Block, hit: Hit, start: int, end: int, before: str, after: str, known: bool) -> bool:
    """Whether a capital stands for its government."""
    word = block.text[start:end]
    if word.lower() in ("kremlin", "white house", "кремль", "кремля", "кремле", "кремлю"):
        return True
    if _after_where(before) or (word.isupper() and len(word) > 3):
        return False
    if re.search(r"[-–/]$", before) or re.match(r"[-–/]", after):
        return False
    if re.search(r"\b(?:official|официальный|rəsmi|resmi)\s+$", before, re.I) or _OWNED.match(after):
        return True
    if block.turkic(start):
        return hit.bare and _turkic_acts(block, start, after)
    if re.match(r"[Ѐ-ӿ]", word):
        return hit.bare and _RUSSIAN_ACTS.match(after) is not None
    if not word.isascii():
        return False
    if _ACTS.match(after):
        return True
    pair = _NAMES_AFTER.match(after)
    if pair and _capital_like(pair[1]) and (_BETWEEN.search(before) or _ACTS.match(after[pair.end() :])):
        return True
    if re.search(r"\b[A-Z]\w+\s+and\s+$", before):
        return (
            re.search(r"\b(?:between|by|both|whether|with)\s+(?:official\s+)?[A-Z]\w+\s+and\s+$", before)
            is not None
        )
    return (
        re.search(r"\b(?:between|by|persuade|pressure on|accused|urged|blamed|thanked)\s+$", before)
        is not None
        and not known
    )


def _turkic_acts(block: Block, start: int, after: str) -> bool:
    first = max(block.sentence(start)[0], start - 200)
    if block.text[first:start].strip(' "“«\n'):
        return False
    return re.match(r"\s*(?:,\s*\d|[-–(:]|\s+\d|,?\s+(?:şəhər|şehir))", after) is None


def _capital_like(word: str) -> bool:
    return word[0].isupper()


def _is_place(block: Block, hit: Hit, word: str, before: str, after: str) -> bool:
    if (_WATER_BEFORE.search(before) and hit.last - hit.first == 1) or _STREET_AFTER.match(after):
        return False
    if not block.turkic(block.words[hit.first][0]) and re.match(r"\s+(?:river|lake)\b", after, re.I):
        return False
    folded = fold(word)
    if hit.last - hit.first == 1 and folded in common():
        case = block.turkic(block.words[hit.first][0]) and re.match(r"['’][a-zıəüö]{1,4}\b", after)
        if not (case or _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(after)):
            return False
        if re.search(r"\b[a-zA-Z]+\s+$", before) and re.match(r"\s+[A-Z][a-z]", after):
            return _after_where(before)
        if folded == "batman" and re.search(r"\b(?:saw|watch\w*|like)\s+$", before):
            return False
    if re.search(r"\b[A-Z]\.\s?$", before) or re.match(r"\s+Highlands?\b", after):
        return False
    return not (re.search(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.?\s+$", before))


def _refs(places: list[Name]) -> tuple[str, ...]:
    """Ids by how well they fit: nodes before gates and settlements."""
    order = sorted(
        places, key=lambda name: (name.note.startswith("settlement"), name.note.startswith("gate"))
    )
    return tuple(dict.fromkeys(name.value for name in order))
