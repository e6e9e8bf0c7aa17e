"""Numbers as texts write them: in figures of many fashions, in words, and in both."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache

from reopen.accord.reading_fold import fold
from reopen.accord.reading_names import table

#: A number in figures: blanks, commas or points between thousands, a point or comma before the rest.
FIGURES = r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}(?:[.,]\d{1,4})?(?!\d)|\d{1,15}(?:[.,]\d{1,15}){0,5}"

#: Longest word that can be a number.
LONGEST = 40


@cache
def words() -> dict[str, Decimal]:
    """Number words in small folded letters."""
    return {fold(word): Decimal(row["value"]) for row in table("numbers") for word in row["words"].split("|")}


def plain(number: Decimal) -> str:
    """A number in plain decimals.

    Examples
    --------
    >>> from decimal import Decimal
    >>> plain(Decimal("12.50")), plain(Decimal("4E+8"))
    ('12.5', '400000000')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figures(text: str) -> Decimal | None:
    """A number in figures; a group of three behind a mark is thousands, save behind a lone 0.

    Examples
    --------
    >>> [str(figures(text)) for text in ("1,200", "110,4", "1.800", "26 800", "8.6", "1,234,567.8", "0.125")]
    ['1200', '110.4', '1800', '26800', '8.6', '1234567.8', '0.125']
    """
    bare = re.sub(r"[ \u00a0\u202f]", "", text)
    marks = [mark for mark in bare if mark in ".,"]
    if len(set(marks)) == 2:
        last = max(bare.rfind("."), bare.rfind(","))
        bare = re.sub("[.,]", "", bare[:last]) + "." + bare[last + 1 :]
    elif marks:
        parts = re.split("[.,]", bare)
        thousands = (
            all(len(part) == 3 for part in parts[1:]) and parts[0] not in ("", "0") and len(parts[0]) <= 3
        )
        if thousands:
            bare = "".join(parts)
        elif len(marks) == 1:
            bare = ".".join(parts)
        else:
            return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def small(text: str) -> Decimal | None:
    """A number in figures or in words, "twenty-three" and "a hundred" too.

    Examples
    --------
    >>> str(small("twenty-three")), str(small("two hundred")), str(small("Seventeen")), small("lorry")
    ('23', '200', '17', None)
    """
    if text[:1].isdigit():
        return figures(text)
    known = words()
    total = Decimal(0)
    seen = False
    for part in re.split(r"[\s-]+", fold(text.strip())):
        if part in ("and", "a", "an") and (seen or part != "and"):
            continue
        value = known.get(part) or _glued(part)
        if value is None:
            return None
        seen = True
        total = (total or 1) * value if value >= 100 and total < value else total + value
    return total if seen else (Decimal(1) if fold(text.strip()) in ("a", "an") else None)


def _glued(word: str) -> Decimal | None:
    """Tens and ones that are written together, as in Armenian."""
    if len(word) > LONGEST:
        return None
    known = words()
    for cut in range(3, len(word) - 1):
        tens, ones = known.get(word[:cut]), known.get(word[cut:])
        if tens and ones and tens >= 10 > ones:
            return tens + ones
    return None
