"""Quantities with a unit: figures and words, ranges, money before and behind the number, per cent."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from reopen.accord.reading_mention import Found
from reopen.accord.reading_names import table
from reopen.accord.reading_numbers import FIGURES, figures, plain, small
from reopen.accord.reading_text import Block, openings

#: Units whose words may have an adjective between the number and them.
_LOOSE = frozenset({"persons", "mines", "vehicles", "wagons", "trains", "families"})
_SIGNS = r"US\$|\$|€|₼|֏|₺|₽|₾|USD|EUR|AZN|AMD|TRY|RUB|GEL|IRR"
_TO = r"\s?(?:-|–|—|to|and|до|və|ve|ile|ilə|ից|მდე)\s?"


#: Words that are no adjectives between a number and what it counts.
_NO_ADJECTIVE = (
    "and|or|of|in|the|for|to|from|by|at|with|were|was|are|is|had|have|has|per|than|on|who|which|when|where|that|as|but|said|"
    "meet|meets|met|years?|days?|months?|hours?|weeks?|times|points?|articles?|tonnes?|tons?|cent|percent|kilomet\\w+|met(?:re|er)s?|"
    "hectares?|million|billion|thousand|after|before|since|until|old|later|ago|out|off|their|his|her|its|our|all|some|many|"
    "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|local|countries|sides|"
    "dollars?|euros?|manats?|drams?|lari|roubles?|rubles?"
)


@cache
def _parts() -> tuple[str, str, str]:
    """Patterns of number words, scales and units."""
    rows = [
        (int(row["value"]), re.escape(word)) for row in table("numbers") for word in row["words"].split("|")
    ]
    one = "|".join(sorted((word for value, word in rows if value < 1000), key=len, reverse=True))
    many = "|".join(sorted((word for value, word in rows if value >= 1000), key=len, reverse=True))
    spelled = rf"(?:(?:{one})(?:[\s-](?:and\s)?(?:{one})|(?:{one})){{0,4}}|{many})"
    scales = "|".join(row["words"] for row in table("scales"))
    units = "|".join(row["words"] for row in table("units"))
    return spelled, scales, units


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], frozenset[str] | None], ...]:
    """Patterns, the surest first, with the keys of the words that they begin with where those are few."""
    spelled, scales, units = _parts()
    number = rf"(?:{FIGURES}|(?:a\s)?{spelled}|\ba(?=\s(?:hundred|thousand|million|dozen)))"
    scale = rf"(?:\s?(?:{scales})(?!\w))"
    adjectives = rf"(?-i:[\s-](?!(?:{_NO_ADJECTIVE})\b)[a-z][a-z-]{{2,18}}){{0,2}}?"
    behind = (
        rf"(?<![\w.,$€])(?:(?P<pair>(?:between|from|от|с)\s))?(?:(?P<low>{number})(?P<lscale>{scale})?{_TO})?"
        rf"(?P<n>{number})(?P<scale>{scale})?(?P<adj>{adjectives})[\s\u00a0-]?(?P<unit>{units})(?!\w|/h|/ч|²)"
    )
    before = (
        rf"(?<!\w)(?P<unit>{_SIGNS})\s?(?:(?P<low>{FIGURES})(?P<lscale>{scale})?\s?(?:-|–|—|to)\s?(?:{_SIGNS})?\s?)?"
        rf"(?P<n>{FIGURES})(?P<scale>{scale})?(?P<adj>)(?P<pair>)(?!\w)"
    )
    turkish = rf"(?<!\w)(?P<unit>yüzde|faiz)\s(?:(?P<low>{FIGURES})(?P<lscale>)?\s?(?:-|–|ile|ila)\s?)?(?P<n>{number})(?P<scale>)(?P<adj>)(?P<pair>)(?!\w)"  # noqa: E501
    words = [word for row in table("numbers") for word in row["words"].split("|")]
    numbers = openings(["1", "a", *words, "between", "from", "от", "с"])
    return tuple(
        (re.compile(pattern, re.I), keys)
        for pattern, keys in (
            (before, None),
            (turkish, openings(["yüzde", "faiz"])),
            (behind, numbers),
        )
    )


@cache
def _units() -> tuple[tuple[re.Pattern[str], str, int], ...]:
    return tuple((re.compile(row["words"], re.I), row["unit"], int(row["factor"])) for row in table("units"))


@cache
def _scales() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(row["words"], re.I), int(row["factor"])) for row in table("scales"))


@cache
def unit_of(word: str) -> tuple[str, int]:
    """Unit that a word names, and how many of it the word is; ("", 0) for none.

    Examples
    --------
    >>> unit_of("kilometres"), unit_of("тонн"), unit_of("mt"), unit_of("GW")
    (('km', 1), ('t', 1), ('t', 1000000), ('MW', 1000))
    """
    if word.lower() == "yüzde":
        return "percent", 1
    if word.upper() == "US$":
        return "USD", 1
    for pattern, unit, factor in _units():
        if pattern.fullmatch(word):
            return unit, factor
    return "", 0


def quantities(block: Block) -> list[Found]:
    """The quantities in a block; where two overlap, that of the pattern which is tried first."""
    found: list[Found] = []
    taken = bytearray(len(block.text))
    for pattern, keys in _patterns():
        for match in block.matches(pattern, keys):
            one = _quantity(match, block)
            if one is not None and not any(taken[one.start : one.end]):
                found.append(one)
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return sorted(found, key=lambda one: one.start)


def _quantity(match: re.Match[str], block: Block) -> Found | None:
    unit, factor = unit_of(match["unit"])
    scale = _scale(match["scale"])
    number = _number(match["n"], block, match.start())
    if not unit or number is None or not _sensible(match, unit, block):
        return None
    value = number * scale * factor
    if match["n"].lower().split()[0] == "a" and re.search(
        r"\bhalf\s$", block.text[max(0, match.start() - 6) : match.start()], re.I
    ):
        value /= 2
    start = match.start("n") if match["pair"] and not match["low"] else match.start()
    if not match["low"]:
        return Found(start, match.end(), "quantity", f"{plain(value)} {unit}")
    low = _number(match["low"], block, match.start())
    if low is None or (_is_and(match) and not match["pair"]):
        begin = match.start("n") if match.re.pattern.find("(?P<pair>(?:") >= 0 else match.start()
        return Found(begin, match.end(), "quantity", f"{plain(value)} {unit}")
    if (
        not match["low"][0].isdigit()
        and "-" in match.string[match.end("low") : match.start("n")]
        and low % 10 == 0
        and number < 10
    ):
        return Found(
            match.start(), match.end(), "quantity", f"{plain((low + number) * scale * factor)} {unit}"
        )
    first = low * (_scale(match["lscale"]) if match["lscale"] else scale) * factor
    return Found(match.start(), match.end(), "quantity", f"{plain(first)}-{plain(value)} {unit}")


def _is_and(match: re.Match[str]) -> bool:
    between = match.string[match.end("low") : match.start("n")]
    return re.search(r"and|və|ve", between) is not None


def _number(text: str, block: Block, at: int) -> Decimal | None:
    if text[0].isdigit():
        english = text.count(".") == 1 and "," not in text and text[0].isdigit() and _english(block, at)
        return Decimal(text) if english and " " not in text else figures(text)
    return small(text)


def _english(block: Block, at: int) -> bool:
    start, end = block.sentence(at)
    return block.text[start : min(end, start + 600)].isascii() and not block.turkic(at)


def _scale(text: str | None) -> int:
    word = (text or "").strip()
    return next((factor for pattern, factor in _scales() if word and pattern.fullmatch(word)), 1)


def _sensible(match: re.Match[str], unit: str, block: Block) -> bool:
    """Whether a number and a unit belong together."""
    word, number, text = match["unit"], match["n"], block.text
    if match["adj"] and (unit not in _LOOSE or number.lower() in ("one", "on", "bir")):
        return False
    if unit == "t" and word in ("T", "mt", "MT", "tone") and word != "mt":
        return False
    if word in ("m", "M", "t", "м", "т", "մ", "տ") and not number[0].isdigit():
        return False
    if word == "M" or (word == "man" and unit == "persons"):
        return False
    if word in ("на", "лиц", "min") or (
        unit == "years"
        and re.match(r"\s?old\b|-old", text[match.end() : match.end() + 6]) is None
        and _is_year(match)
    ):
        return False
    if unit == "years" and re.match(r"\s(?:old|ago)\b|-old", text[match.end() : match.end() + 6]):
        return False
    if (
        unit in ("years", "months", "days")
        and word.lower() in ("il", "ay", "yılında", "ayın", "год", "года", "году")
        and (_is_year(match) or (re.match(r"\d+$", number) is not None and len(number) == 4))
    ):
        return False
    if number.lower() in ("on", "min", "bin", "one", "an") and not block.turkic(match.start()):
        return (
            number.lower() == "one"
            and unit in ("km", "percent", "ha", "t", "months", "years", "hours", "m")
            and match["scale"] is None
        )
    if (
        unit == "hours"
        and word.lower().startswith("saat")
        and re.search(r"saat\s*$", text[max(0, match.start() - 12) : match.start()])
    ):
        return False
    return not re.search(
        r"(?:№|No\.?|nos?\.|[Aa]rticle|[Pp]oint|[Rr]oom|[Ff]light|\+\d[\d\s]*)\s?$",
        text[max(0, match.start() - 12) : match.start()],
    )


def _is_year(match: re.Match[str]) -> bool:
    return re.fullmatch(r"(?:1[89]|20)\d\d", match["n"]) is not None
