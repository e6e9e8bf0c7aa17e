"""Dates in a text: written out, in figures, of months, quarters and years, and relative ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from reopen.accord.reading_calendar import iso, shifted, valid, weekday, year_of
from reopen.accord.reading_fold import fold
from reopen.accord.reading_mention import Cover, Found
from reopen.accord.reading_names import table
from reopen.accord.reading_text import Block, openings

_YEAR = r"(?:1[89]\d\d|20\d\d)"
_YEAR_TAIL = (
    r"(?:\s?(?:году|года?|г\.(?!\w)|гг?\.|-?c[iıuü] il\w{0,6}|-?c[iıuü] ilin?|թվականի?ն?|թ\.|წლის|წელს|წ\.|"
    r"yılında|yılının?|yılı|il\w{0,3}\b(?!\w))|['’][a-zışğüöç]{1,4}\b)?"
)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a date is counted from: the day of publication and the block."""

    block: Block
    now: date | None

    def sentence(self, at: int) -> str:
        start, end = self.block.sentence(at)
        return self.block.text[start : min(end, start + 1000)]

    def before(self, at: int) -> str:
        """What stands before a place in its sentence, a line at most."""
        return self.block.text[max(self.block.sentence(at)[0], at - 100) : at]


_Rule = Callable[[re.Match[str], _Scene], str]


def dates(block: Block, published: str) -> list[Found]:
    """The dates in a block, none inside another.

    Parameters
    ----------
    block : Block
        The block.
    published : str
        Day of publication; "" where it is not known, and then only dates with a year are found.
    """
    scene = _Scene(block, date.fromisoformat(published) if published else None)
    found: list[tuple[int, Found]] = []
    for rank, (pattern, rule, keys) in enumerate(_rules()):
        for match in block.matches(pattern, keys):
            value = rule(match, scene)
            if value:
                low = "medium" if rank >= _SURE else "high"
                found.append((rank, Found(match.start(), match.end(), "date", value, certainty=low)))
    kept = _apart(found)
    return _joined(block, kept) + list(_after(block, kept))


def _apart(found: list[tuple[int, Found]]) -> list[Found]:
    """What is left when, of two that overlap, the one of the earlier rule stays, then the longer."""
    kept: list[Found] = []
    taken = Cover(max((one.end for _, one in found), default=0))
    for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].start - pair[1].end)):
        if not taken.touches(one.start, one.end):
            taken.add(one.start, one.end)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _joined(block: Block, kept: list[Found]) -> list[Found]:
    """A weekday beside the date that it is of makes one date with it."""
    joined: list[Found] = []
    for one in kept:
        before = joined[-1] if joined else None
        gap = block.text[before.end : one.start] if before else ""
        if before and re.fullmatch(r",?\s*\(?", gap) and before.value == one.value and len(one.value) == 10:
            joined[-1] = Found(before.start, one.end, "date", one.value)
        else:
            joined.append(one)
    return joined


_SAME = re.compile(
    r"\b(?:(the same day|the very same day|that day|в тот же день|həmin gün|aynı gün|նույն օրը)|"
    r"(the next day|the following day|a day later|на следующий день|ertəsi gün|ertesi gün|հաջորդ օրը)|"
    r"(the day before|the previous day|a day earlier|накануне|bir gün əvvəl))\b",
    re.I,
)


def _after(block: Block, kept: list[Found]) -> Iterator[Found]:
    """Days that are told by the date before them."""
    whole = [one for one in kept if len(one.value) == 10]
    ends = [one.end for one in whole]
    taken = Cover(len(block.text), kept)
    for match in _SAME.finditer(block.text):
        earlier = bisect_right(ends, match.start())
        base = date.fromisoformat(whole[earlier - 1].value) if earlier else None
        if base and not taken.touches(match.start(), match.end()):
            shift = 0 if match[1] else 1 if match[2] else -1
            yield Found(match.start(), match.end(), "date", shifted(base, "day", shift), certainty="medium")


#: Columns of the list of months.
_LANGUAGES = ("en", "ru", "az", "tr", "hy", "ka")


@cache
def _months() -> tuple[str, dict[str, int]]:
    """A pattern of month names in every language and form, and the month of each stem."""
    stems: dict[str, int] = {}
    parts = []
    for row in table("months"):
        number = int(row["month"])
        for language in _LANGUAGES:
            for stem in row[language].split("/"):
                stems[fold(stem)] = number
                parts.append(_month_form(stem, language))
    unique = sorted(dict.fromkeys(parts), key=len, reverse=True)
    return "(?:" + "|".join(unique) + ")", stems


def _month_form(stem: str, language: str) -> str:
    if language == "en":
        return (
            stem
            + (r"\.?" if len(stem) <= 4 and stem != "May" and stem != "July" and stem != "June" else "")
            + r"(?!\w)"
        )
    if stem == "ма":
        return r"(?:мая|май|мае|маю|маем)(?!\w)"
    ending = {"ru": "[а-я]{0,3}", "hy": "[ա-և]{0,4}", "ka": "[ა-ჰ]{0,6}"}.get(
        language, "(?:['’]?[a-zıəüö]{1,5})?"
    )
    return stem + ending + r"(?!\w)"


def month_of(word: str) -> int:
    """Month that a word names, 0 where none.

    Examples
    --------
    >>> [month_of(word) for word in ("Sept.", "марта", "Martın", "սեպտեմբերին", "Ağustos", "word")]
    [9, 3, 3, 9, 8, 0]
    """
    stems = _months()[1]
    plain = fold(word.strip(" ."))
    if plain in ("мая", "маи", "май", "мае", "маю", "маем"):
        return 5
    for cut in range(len(plain), 2, -1):
        if plain[:cut] in stems:
            return stems[plain[:cut]]
    return 0


def _date(scene: _Scene, match: re.Match[str], day: str, month: int, year: str | None, word: str = "") -> str:
    number = int(day) if day else None
    if not month or (number is not None and not 1 <= number <= 31):
        return ""
    if not year:
        if scene.now is None:
            return ""
        years = year_of(scene.now, month, number, sentence=scene.sentence(match.start()), word=word.lower())
    else:
        years = int(year)
    if number is None:
        return f"{years:04}-{month:02}"
    at = valid(years, month, number)
    return iso(at) if at else ""


def _verb(name: str, scene: _Scene, match: re.Match[str]) -> bool:
    """Whether "may" and "march" are no months: written small in English, or big and of no date."""
    return name in ("may", "march", "mar", "sat") and not scene.block.turkic(match.start())


def _day_month(match: re.Match[str], scene: _Scene) -> str:
    name = match["month"]
    if _verb(name, scene, match):
        return ""
    month = month_of(name)
    first = _date(scene, match, match["day"], month, match["year"])
    if not match["from"] or not first:
        return first
    start = _date(
        scene, match, match["from"], month_of(match["from_month"] or "") or month, match["year"] or first[:4]
    )
    return f"{start}/{first}" if start else first


def _numeric(match: re.Match[str], _: _Scene) -> str:
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    if month > 12 and match[2] == "/":
        day, month = month, day
    at = valid(year, month, day)
    return iso(at) if at else ""


def _whole(match: re.Match[str], _: _Scene) -> str:
    at = valid(int(match[1]), int(match[2]), int(match[3]))
    return iso(at) if at else ""


_ORDINALS = {
    1: r"first|1st|перв\w+|birinci|ilk|I|առաջին|პირველ\w*", 2: r"second|2nd|втор\w+|ikinci|II|երկրորդ|მეორე",
    3: r"third|3rd|треть\w+|üçüncü|III|երրորդ|მესამე", 4: r"fourth|4th|last|четв[её]рт\w+|dördüncü|IV|չորրորդ|მეოთხე",  # noqa: E501
}  # fmt: skip
_ANY_ORDINAL = "|".join(_ORDINALS.values())
_QUARTER = r"quarter|квартал\w*|rüb\w*|çeyre\w*|եռամսյակ\w*|კვარტალ\w*"
_HALF = r"half|половин\w+|полугоди\w+|yarı\w*|կես\w*|կիսամյակ\w*|ნახევარ\w*"


def _part(match: re.Match[str], scene: _Scene) -> str:
    """A quarter or half of a year."""
    groups = match.groupdict()
    short = groups.get("short")
    year = groups.get("year") or groups.get("year2") or groups.get("year3")
    if short:
        halves, number = short[0] in "Hh", int(short[1])
    else:
        halves = re.fullmatch(_HALF, match["unit"], re.I) is not None
        number = next(n for n, words in _ORDINALS.items() if re.fullmatch(words, match["nth"], re.I))
        if halves and number == 4:
            number = 2
    if not year:
        if scene.now is None or (halves and groups.get("of") is None and "year" not in match[0]):
            return ""
        year = str(scene.now.year)
    months = 6 if halves else 3
    if number * months > 12:
        return ""
    first = (number - 1) * months + 1
    return f"{year}-{first:02}/{year}-{first + months - 1:02}"


def _month_year(match: re.Match[str], scene: _Scene) -> str:
    if _verb(match["month"], scene, match):
        return ""
    return _date(scene, match, "", month_of(match["month"]), match["year"])


def _month_only(match: re.Match[str], scene: _Scene) -> str:
    name = match["month"]
    if _verb(name, scene, match) or (
        name[0].isascii() and name[0].islower() and not scene.block.turkic(match.start())
    ):
        return ""
    return _date(scene, match, "", month_of(name), None, word=match["how"] or "")


def _years(match: re.Match[str], _: _Scene) -> str:
    first, last, text = match[1], match[2], match.string[max(0, match.start() - 30) : match.start()]
    joined = re.fullmatch(r"\d+\sand\s\d+.*", match[0]) is not None
    if joined and not re.search(r"\bbetween\s$", text):
        return ""
    if re.search(r"\b(?!In\b|From\b|Between\b|For\b|During\b)[A-Z][a-z]+\s$", text):  # part of a title
        return ""
    last = first[:2] + last if len(last) == 2 else last
    return f"{first}/{last}" if first < last else ""


def _decade(match: re.Match[str], _: _Scene) -> str:
    return f"{match[1]}0/{match[1]}9"


def _year(match: re.Match[str], _: _Scene) -> str:
    return match["year"]


def _relative(match: re.Match[str], scene: _Scene) -> str:
    if scene.now is None:
        return ""
    unit, shift = _relative_words()[1][" ".join(match[0].lower().replace("’", "'").split())]
    return shifted(scene.now, unit, shift)


def _weekday(match: re.Match[str], scene: _Scene) -> str:
    if scene.now is None:
        return ""
    day = next(int(row["day"]) for row in table("weekdays") if re.fullmatch(row["words"], match["day"], re.I))
    name = match["day"]
    if name.isascii() and name[0].islower() and not scene.block.turkic(match.start()):
        return ""
    return weekday(
        scene.now, day, sentence=scene.sentence(match.start()), before=scene.before(match.start()),
        word=(match["how"] or "").lower(),
    )  # fmt: skip


def _ago(match: re.Match[str], scene: _Scene) -> str:
    from reopen.accord.reading_numbers import small

    number = small(match["n"])
    if scene.now is None or number is None or number > 500:
        return ""
    word = match["unit"].lower()
    unit, times = next(
        (u, t) for stems, u, t in (
            (("day", "д", "gün", "օր"), "day", 1), (("week", "нед", "həft", "hafta", "շաբ"), "day", 7),
            (("month", "мес", "ay", "ամ"), "month", 1), (("year", "г", "л", "il", "yıl", "տար"), "year", 1),
        ) if word.startswith(stems)
    )  # fmt: skip
    return shifted(scene.now, unit, -int(number) * times)


def _nth_day(match: re.Match[str], scene: _Scene) -> str:
    if scene.now is None:
        return ""
    day = int(match["day"])
    months = scene.now.year * 12 + scene.now.month - 1 - (day > scene.now.day)
    at = valid(months // 12, months % 12 + 1, day)
    return iso(at) if at else ""


@cache
def _relative_words() -> tuple[str, dict[str, tuple[str, int]]]:
    meanings = {
        words.lower(): (row["unit"], int(row["shift"]))
        for row in table("relative") for words in row["words"].split("|")
    }  # fmt: skip
    pattern = "|".join(
        re.escape(words).replace(r"\ ", r"\s+").replace("'", "['’]")
        for words in sorted(meanings, key=len, reverse=True)
    )
    return pattern, meanings


#: Number of the first rule whose dates are told by what stands around them.
_SURE = 9


#: Words before a month, and before a year.
_HOW = (
    "last|next|this|past|early|mid|late|in|since|by|until|till|from|of|during|before|after|for|and|through|to|"
    "в|во|с|со|до|к|по|от|еще в"
)
_WHEN = (
    "in|since|by|until|till|of|from|during|before|after|to|through|early|mid|late|for|around|"
    "in early|in late|year|back in|and|or|between|с|в|до|к|по|от|после"
)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], _Rule, frozenset[str] | None], ...]:
    """Patterns, what they mean, and the keys of the words that they begin with where those are few."""
    month = _months()[0]
    days = "|".join(row["words"] for row in table("weekdays"))
    anywhere = None
    named = openings(word for row in table("months") for name in _LANGUAGES for word in row[name].split("/"))
    nth = r"(?:st|nd|rd|th|-?го|-?е)?"
    dash = r"\s?(?:-|–|—|to|and|through|по|до)\s?"
    rules: list[tuple[str, _Rule, int, frozenset[str] | None]] = [
        (r"(?<![\d.-])(\d{4})-(\d\d)-(\d\d)(?![\d-])", _whole, 0, anywhere),
        (r"(?<![\d./-])(\d{1,2})([./])(\d{1,2})[./](\d{4})(?!\d)", _numeric, 0, anywhere),
        (rf"(?P<year>{_YEAR})\s?(?:թվականի|թ\.|წლის|года|-?c[iı] ilin?)?\s(?P<month>{month})\s(?:(?P<from>)(?P<from_month>))?"  # noqa: E501
         rf"(?P<day>\d{{1,2}})(?!\d)(?:-[ա-և]{{1,3}}|-[a-zıə]{{1,4}})?", _day_month, re.I, anywhere),
        (rf"(?:\b[Tt]he\s)?(?<![\d.,])(?:(?P<from>\d{{1,2}}){nth}(?:\s(?P<from_month>{month}))?{dash})?"
         rf"(?<!\d)(?P<day>\d{{1,2}}){nth}[\s-](?:of\s|day of\s)?(?P<month>{month})"
         rf"(?:,?\s?(?P<year>{_YEAR})(?!\d){_YEAR_TAIL})?", _day_month, re.I, openings(["the", "1"])),
        (rf"\b(?P<month>{month})\s(?:the\s)?(?:(?P<from>\d{{1,2}}){nth}(?P<from_month>)?{dash})?(?P<day>\d{{1,2}}){nth}"
         rf"(?![\d%])(?![.,]\d)(?:(?:[-–][a-zıəüöա-և]{{1,4}})|['’][a-zı]{{1,4}})?"
         rf"(?:,?\s(?P<year>{_YEAR})(?!\d){_YEAR_TAIL})?", _day_month, re.I, named),
        (rf"(?P<month>{month})(?:,?\s(?:of\s)?|\s(?:ayı|ayının)\s)(?P<year>{_YEAR})(?!\d){_YEAR_TAIL}", _month_year, re.I, named),  # noqa: E501
        (rf"(?P<year>{_YEAR})\s?(?:թվականի|թ\.|წლის|года|-?c[iıuü] ilin|yılı|yılının)\s(?P<month>{month})(?:\sayı\w*)?",  # noqa: E501
         _month_year, re.I, anywhere),
        (rf"\b(?:the\s)?(?P<nth>{_ANY_ORDINAL})[\s-](?P<unit>{_QUARTER}|{_HALF})(?P<of>\s(?:of\s)?(?:the year\s?)?)?"  # noqa: E501
         rf"(?P<year>{_YEAR})?(?!\d){_YEAR_TAIL}", _part, re.I, openings(["the", *_ANY_ORDINAL.split("|")])),
        (rf"(?:\b(?P<short>[QH][1-4])(?:\s(?:of\s)?|/)(?P<year>{_YEAR})|(?P<year2>{_YEAR})(?:['’]\w{{2,3}}|-?c[iıuü] ilin|\syılının|\s?թվականի|\sгода|\sწლის)\s"  # noqa: E501
         rf"(?P<nth>{_ANY_ORDINAL})\s(?P<unit>{_QUARTER}|{_HALF}))(?!\d)", _part, re.I, anywhere),
        (rf"(?:\b(?:the\s)?(?:end|beginning|start|middle|close|summer|spring|autumn|winter|fall)\s(?:of\s|in\s)?(?P<year>{_YEAR})(?!\d))", _year, re.I, anywhere),  # noqa: E501
        (r"\b(?P<n>\w{1,30})\s(?P<unit>days?|weeks?|months?|years?|дн\w+|недел\w+|месяц\w*|лет|года?|gün|həftə|ay|il|hafta|yıl|օր|շաբաթ|ամիս|տարի)\s"
         r"(?:ago|назад|əvvəl|önce|առաջ)\b", _ago, re.I, anywhere),
        (rf"(?<!\w)(?:{_relative_words()[0]})(?!\w)", _relative, re.I, openings(_relative_words()[1])),
        (rf"(?<![\w])(?:on\s)?(?:(?P<how>last|next|this|past)\s)?(?P<day>{days})(?!\w)", _weekday, re.I,
         openings(["on", "last", "next", "this", "past", *days.split("|")])),
        (r"\bon the (?P<day>\d{1,2})(?:st|nd|rd|th)(?!\s(?:floor|meeting|round|anniversary|kilomet))\b", _nth_day, re.I, anywhere),  # noqa: E501
        (rf"(?<![\w–-])({_YEAR})\s?(?:-|–|—|to|по|and|through)\s?({_YEAR}|\d\d)(?![\d.,]\d|\d){_YEAR_TAIL}", _years, re.I, anywhere),  # noqa: E501
        (r"\b((?:1[89]|20)\d)0(?:s|-х|-х годов|-cı illər|'lar)(?!\w)", _decade, re.I, anywhere),
        (rf"\b(?:(?P<how>{_HOW})[\s-]){{1,3}}?"
         rf"(?P<month>{month})(?!\s\d)", _month_only, re.I, openings(_HOW.split("|"))),
        (rf"(?<!\w)(?P<how>)(?P<month>(?:{month}))\s(?:ayı\w*|ամս\w*|თვ\w*)", _month_only, re.I, named),
        (rf"(?<![\w])(?P<how>)(?P<month>{_case_months()})(?!\w)(?!\s\d)", _month_only, re.I, named),
        (rf"(?:\b(?:{_WHEN})[\s-])(?<![\d.,])(?P<year>{_YEAR})(?![\d%]|[.,]\d|[-–]\d|\s?(?:km|m|t|kV|MW|ha|mm|people|persons|families|"
         rf"tonnes|tons|trucks|lorries|wagons|mines|houses|vehicles|met|hect|км|м|чел|тонн|семей|студ|мест|ва|га|metr|nəfər|ailə|ton)\b){_YEAR_TAIL}", _year, re.I, openings(_WHEN.split("|"))),  # noqa: E501
        (rf"(?<![\d.,])(?P<year>{_YEAR})(?!\d)(?=(?:\s?(?:года?|году|годом|г\.|-?c[iıuü]\s?il|թվական|թ\.|წელს|წლ|yıl)|['’](?:te|de|da|ta|den|dan|ten|tan|in|ın|un|ün|e|a|ye|ya)\b))"
         rf"{_YEAR_TAIL}\w{{0,6}}", _year, re.I, anywhere),
    ]  # fmt: skip
    return tuple((re.compile(pattern, flags), rule, keys) for pattern, rule, flags, keys in rules)


def _case_months() -> str:
    """Months in a case that only dates have, without a preposition: Armenian and Turkic ones."""
    parts = []
    for row in table("months"):
        parts.append(f"{row['hy']}(?:ին|ից|ում)")
        parts += [f"{row[language]}['’]?(?:da|də|de|ta|te|dan|dən|den|tan|ten)" for language in ("az", "tr")]
        parts += [f"{stem}(?:ში|შია|ს)" for stem in row["ka"].split("/")]
    return "(?:" + "|".join(parts) + ")"
