"""From the text of one cell to several values: lists, names by language, shares."""

from __future__ import annotations

import re

from reopen.region.cells import BadCell, identifier, number, text
from reopen.region.schema import Attribute
from reopen.region.suggest import choose, one_of

#: A language code.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def pieces(cell: str) -> list[str]:
    """The pieces of a cell between its semicolons, trimmed, blanks left out."""
    return [piece for piece in (part.strip() for part in cell.split(";")) if piece]


def texts(cell: str, attribute: Attribute) -> tuple[str, ...]:
    """Several texts."""
    return tuple(text(piece, attribute) for piece in pieces(cell))


def ids(cell: str, attribute: Attribute) -> tuple[str, ...]:
    """Several identifiers, each once."""
    text(cell, attribute)
    found = tuple(identifier(piece, attribute) for piece in _separated(cell))
    return _once(found)


def choices(cell: str, attribute: Attribute) -> tuple[str, ...]:
    """Several of the values that the column allows, each once."""
    found = tuple(_separated(cell))
    for piece in found:
        if piece not in attribute.choices:
            mend = choose(piece, attribute.choices, "write some of those, separated by semicolons")
            raise BadCell(f"{one_of(attribute.choices)}, or several of them", f"{piece!r}: {mend}")
    return _once(found)


def names(cell: str, attribute: Attribute) -> tuple[tuple[str, str], ...]:
    """Names as ``language:name``, each language once."""
    expected = "names as language:name, separated by semicolons"
    found: list[tuple[str, str]] = []
    for piece in pieces(cell):
        language, colon, name = piece.partition(":")
        if not colon or not LANGUAGE.fullmatch(language) or not name.strip():
            raise BadCell(expected, f"write {piece!r} as language code, colon and name, such as hy:Gyumri")
        found.append((language, text(name.strip(), attribute)))
    languages = [language for language, _ in found]
    for language in languages:
        if languages.count(language) > 1:
            raise BadCell(expected, f"write {language}: once, its variants separated by ' / '")
    return tuple(found)


def shares(cell: str, attribute: Attribute) -> tuple[tuple[str, float], ...]:
    """Shares as ``id:number``, each id once."""
    text(cell, attribute)
    expected = "shares as id:number, separated by semicolons, each from 0 to 1"
    found: list[tuple[str, float]] = []
    for piece in _separated(cell):
        key, colon, share = piece.partition(":")
        if not colon or not share.strip():
            raise BadCell(expected, f"write {piece!r} as an id, a colon and the share, such as bulk:0.55")
        value = number(share, attribute)
        if not 0 <= value <= 1:
            raise BadCell(expected, f"write {piece!r} as a share from 0 to 1, such as {key}:0.55")
        found.append((identifier(key, attribute), value))
    _once(tuple(key for key, _ in found))
    return tuple(found)


def _separated(cell: str) -> list[str]:
    found = pieces(cell)
    for mark in (",", "|"):
        if len(found) == 1 and mark in found[0]:
            raise BadCell("values separated by semicolons", f"write ; instead of {mark} between them")
    return found


def _once(found: tuple[str, ...]) -> tuple[str, ...]:
    for value in found:
        if found.count(value) > 1:
            raise BadCell("each value once", f"delete the second {value!r}")
    return found
