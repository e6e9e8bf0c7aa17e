"""Days of which a text leaves something out: which year, which week, told by the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta

#: What stands in sentences that look ahead.
AHEAD = re.compile(
    r"\b(?:will|shall|'ll|due|plans?|planned|expect\w*|scheduled|next|upcoming|before|by|until|no later|begin|start|"  # noqa: E501
    r"should|is to|are to|aims?|deadline|again|"
    r"будет|будут|пройд[её]т|состоится|планиру\w*|ожида\w*|следующ\w*|намечен\w*|до|к|начн\w+|"
    r"olacaq|ediləcək|gözlənilir|növbəti|qədər|olacak|yapılacak|bekleniyor|kadar|gelecek|"
    r"կլինի|կսկսվեն|կսկսվի|հաջորդ|մինչև|կ[ա-և]{3,}|იქნება|შემდეგი)\b|[ae]c[ae][qğkk]",
    re.I,
)
#: What stands in sentences that look back.
BACK = re.compile(
    r"\b(?:rode|ran|saw|spoke|won|fell|rose|drove|sent|brought|got|stood|became|found|kept|lost|paid|opened|flew|was|were|had|said|told|since|last|ago|earlier|held|met|took|came|went|began|left|wrote|gave|made|built|"
    r"[a-z]{3,}ed|[а-яё]{3,}(?:л|ла|ло|ли|лся|лась|лись|лось))\b|[a-zışğüö]{3,}(?:dı|di|du|dü|ib|ıb|ub|üb|mış|miş)\b",
    re.I,
)

#: What stands before a weekday that is still to come: "will open", "lands in Baku".
_COMING = re.compile(
    r"\b(?:will|'ll|to be|due)\b.{0,60}$|\b(?!was|is|has|this|his)[a-z]{2,}[^s]s(?:\s(?:in|at|from|for)\s\w+)?\s*$"  # noqa: E501
)


def iso(day: date) -> str:
    """A day as text."""
    return day.isoformat()


def valid(year: int, month: int, day: int) -> date | None:
    """A day, or None where there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shifted(now: date, unit: str, shift: int) -> str:
    """A day, week, month or year so many before or after the one that holds a day.

    Examples
    --------
    >>> from datetime import date
    >>> [shifted(date(2025, 8, 12), unit, 1) for unit in ("day", "week", "month", "year")]
    ['2025-08-13', '2025-08-18/2025-08-24', '2025-09', '2026']
    """
    if unit == "day":
        return iso(now + timedelta(days=shift))
    if unit == "week":
        monday = now + timedelta(days=7 * shift - now.weekday())
        return f"{iso(monday)}/{iso(monday + timedelta(days=6))}"
    if unit == "month":
        months = now.year * 12 + now.month - 1 + shift
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return f"{now.year + shift:04}"


def weekday(now: date, day: int, *, sentence: str, before: str = "", word: str = "") -> str:
    """The day that a weekday means: the last such day, or the next one in a sentence that looks ahead.

    Examples
    --------
    >>> from datetime import date
    >>> weekday(date(2025, 8, 12), 0, sentence="He said so on Monday.")
    '2025-08-11'
    >>> weekday(date(2025, 8, 12), 5, sentence="The flight lands on Saturday.", before="The flight lands ")
    '2025-08-16'
    """
    back = (now.weekday() - day) % 7
    if word == "last":
        return iso(now - timedelta(days=back or 7))
    if word in ("next", "coming", "this coming"):
        return iso(now + timedelta(days=(7 - back) % 7 or 7))
    if BACK.search(before[-30:]) or not (
        _COMING.search(before) or (AHEAD.search(sentence) and not BACK.search(sentence))
    ):
        return iso(now - timedelta(days=back))
    return iso(now + timedelta(days=(7 - back) % 7))


def year_of(now: date, month: int, day: int | None, *, sentence: str, word: str = "") -> int:
    """The year of a day or month that is given without one: the nearest, told by the sentence where far.

    Examples
    --------
    >>> from datetime import date
    >>> year_of(date(2026, 1, 12), 12, 26, sentence="They moved.")
    2025
    >>> year_of(date(2025, 12, 20), 3, 1, sentence="A scanner before 1 March.")
    2026
    """
    years = (now.year - 1, now.year, now.year + 1)
    away = {year: abs((date(year, month, min(day or 15, 28)) - now).days) for year in years}
    come = (month, day) <= (now.month, now.day) if day else month <= now.month
    past = now.year if come else now.year - 1
    coming = now.year if month >= now.month and not (day and come) else now.year + 1
    if word == "last":
        return now.year if month < now.month else now.year - 1
    if word == "next":
        return coming
    nearest = min(years, key=lambda year: away[year])
    if away[nearest] <= 60 and day is not None:
        return nearest
    ahead, back = AHEAD.search(sentence) is not None, BACK.search(sentence) is not None
    if month == now.month and day is None:
        return now.year
    if ahead and not back:
        return coming
    if back and not ahead:
        return past
    return nearest
