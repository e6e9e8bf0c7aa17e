"""Damage classes of other schemes as grades 0 to 4: EMS-98, Copernicus EMS, UNOSAT, heritage lists.

Grades are 0 none seen, 1 possible, 2 moderate, 3 severe and 4 destroyed. A class that covers two
grades is given the lower one, and keeps the higher one beside it. Words that say nothing of how much
is damaged (not analysed, a crater in a field) have no grade: that is not the same as no damage.

Sources: EMS-98 damage grades (Gruenthal, 1998); classes of Copernicus EMS rapid mapping before and
since 2017 (``grading``, ``damage_gra``); codes of UNOSAT's ``Main_Damage_Site_Class``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reopen.errors import ReopenError, SettingsError

#: Grades in words, the first of grade 0.
WORDS = ("none seen", "possible", "moderate", "severe", "destroyed")


@dataclass(frozen=True, slots=True)
class Graded:
    """A class as grades: the one that counts and, where the class covers two, the higher one.

    Attributes
    ----------
    grade, high : int or None
        0 to 4; None where the class says nothing of how much is damaged.
    """

    grade: int | None
    high: int | None


_NONE: Mapping[str, int | None] = MappingProxyType(
    dict.fromkeys(("", "not analysed", "not analyzed", "not applicable", "not assessed", "unknown", "n/a"))
)
_NOTHING = {"no visible damage": 0, "no damage": 0, "not affected": 0, "undamaged": 0, "none seen": 0}

#: Classes by scheme, in small letters; beside these, every scheme knows the words without a grade.
SCHEMES: Mapping[str, Mapping[str, int | None]] = MappingProxyType(
    {
        "tool": {str(number): number for number in range(5)}
        | {word: number for number, word in enumerate(WORDS)},
        "ems-98": {f"{mark}{number}": grade for mark in ("d", "", "grade ") for number, grade in
                   enumerate((0, 1, 1, 2, 3, 4))}
        | {
            "no damage": 0,
            "negligible to slight damage": 1,
            "slight damage": 1,
            "moderate damage": 1,
            "substantial to heavy damage": 2,
            "very heavy damage": 3,
            "destruction": 4,
            "destroyed": 4,
        },
        "copernicus": _NOTHING
        | {
            "possibly damaged": 1,
            "negligible to slight damage": 1,
            "moderately damaged": 2,
            "damaged": 2,
            "highly damaged": 3,
            "completely destroyed": 4,
            "destroyed": 4,
        },
        "unosat": _NOTHING
        | {
            "possible damage": 1,
            "possibly damaged": 1,
            "possible damage from adjacent impact, debris": 1,
            "moderate damage": 2,
            "moderately damaged": 2,
            "severe damage": 3,
            "severely damaged": 3,
            "destroyed": 4,
            "destroyed structure": 4,
            "destroyed (demolition zone)": 4,
            "impact crater (damage to road)": None,
            "impact crater (damage to field)": None,
            "road damage from tank passage": None,
            "damage": None,
            "1": 4, "2": 3, "3": 2, "4": 1, "5": None, "6": 0, "7": None, "8": 4, "9": None, "10": None,
            "11": 1, "12": None, "13": None,
        },
        "heritage": {
            "no change": 0,
            "no damage": 0,
            "intact": 0,
            "threatened": 1,
            "damaged": 2,
            "severely damaged": 3,
            "ruined": 3,
            "destroyed": 4,
        },
    }
)  # fmt: skip
#: Classes that cover two grades, by scheme and word, with the higher one.
_WIDE: Mapping[tuple[str, str], int] = MappingProxyType(
    {("copernicus", "damaged"): 3, ("heritage", "damaged"): 3}
)
_AFTERWORD = re.compile(r"\s*\([^)]*\)$")
_FLOAT = re.compile(r"(\d+)\.0+")


def plain(text: object) -> str:
    """A class as it is looked up: small letters, one blank between words, 2.0 as 2.

    Examples
    --------
    >>> plain("  Possibly_Damaged "), plain(2.0)
    ('possibly damaged', '2')
    """
    word = " ".join(str(text).replace("_", " ").casefold().split())
    whole = _FLOAT.fullmatch(word)
    return "" if word in ("nan", "none", "<na>", "-") else whole[1] if whole else word


def crosswalk(classes: Iterable[object], scheme: str) -> dict[str, Graded]:
    """The grades of damage classes.

    Parameters
    ----------
    classes : iterable
        Classes as a file has them, in any case; repeats are welcome.
    scheme : {"tool", "ems-98", "copernicus", "unosat", "heritage"}
        Whose classes they are; ``tool`` stands for grades 0 to 4 themselves.

    Returns
    -------
    dict of str to Graded
        By class, each as text as it was given.

    Raises
    ------
    SettingsError
        When there is no such scheme.
    ReopenError
        Naming every class that the scheme does not have and how often it was met.

    Examples
    --------
    >>> crosswalk(["Damaged", "DESTROYED", "Not Analysed"], "copernicus")["Damaged"]
    Graded(grade=2, high=3)
    """
    if scheme not in SCHEMES:
        from reopen.region.suggest import choose, one_of

        known = [*SCHEMES]
        raise SettingsError(
            f"scheme: found {scheme!r}, expected {one_of(known)}; {choose(scheme, known, 'name one of them')}"
        )
    counts = Counter(map(str, classes))
    out = {text: _graded(text, scheme) for text in counts}
    unknown = {text: counts[text] for text, found in out.items() if found is None}
    if unknown:
        raise ReopenError(_unknown(unknown, scheme))
    return {text: found for text, found in out.items() if found is not None}


def fitting(classes: Iterable[object]) -> str:
    """The scheme that has all these classes, where nothing but the classes tells which it is.

    Raises
    ------
    ReopenError
        When no scheme has them all, or several do and disagree on a grade.

    Examples
    --------
    >>> fitting(["Moderate Damage", "Severe Damage"])
    'unosat'
    """
    found: dict[str, tuple[Graded | None, ...]] = {}
    texts = sorted(set(map(str, classes)))
    for scheme in SCHEMES:
        grades = tuple(_graded(text, scheme) for text in texts)
        if None not in grades:
            found[scheme] = grades
    if not found:
        shown = ", ".join(map(repr, texts[:8]))
        raise ReopenError(
            f"damage classes: found {shown}, which are not all of one scheme; name the column of the grade,"
            f" or mend the classes; the schemes are {', '.join(SCHEMES)}"
        )
    if len(set(found.values())) > 1:
        raise ReopenError(
            f"damage classes: {', '.join(map(repr, texts[:8]))} mean different grades in {', '.join(found)};"
            " name the scheme with --scheme"
        )
    return next(iter(found))


def _graded(text: str, scheme: str) -> Graded | None:
    """The grades of one class; None where the scheme does not have it."""
    known = SCHEMES[scheme]
    word = plain(text)
    for form in (word, _AFTERWORD.sub("", word)):
        if form in known:
            grade = known[form]
            return Graded(grade, _WIDE.get((scheme, form), grade))
        if form in _NONE:
            return Graded(None, None)
    return None


def _unknown(unknown: Mapping[str, int], scheme: str) -> str:
    from reopen.region.suggest import nearest

    shown = []
    for text, count in sorted(unknown.items(), key=lambda item: -item[1])[:20]:
        near = nearest(plain(text), SCHEMES[scheme])
        shown.append(f"{text!r} ({count:,} times{f'; did you mean {near!r}?' if near else ''})")
    more = f" and {len(unknown) - 20} others" if len(unknown) > 20 else ""
    words = ", ".join(repr(word) for word in SCHEMES[scheme] if not word.isdigit())
    return (
        f"damage classes that {scheme} does not have: {', '.join(shown)}{more}; expected {words};"
        " mend them, or name another scheme with --scheme"
    )
