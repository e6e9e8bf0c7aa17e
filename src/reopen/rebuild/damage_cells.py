"""Cells of damage files as texts: blanks, dates in any form, the newest of several passes over a site."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reopen.rebuild.damage_fields import Fields
    from reopen.rebuild.damage_layers import Layer

_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ].*)?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: .*)?")
#: A larger number is milliseconds since 1970, as web services write dates.
LEAST_EPOCH = 1e11


def texts(layer: Layer, column: str, count: int) -> list[str]:
    """The cells of a column as texts, "" for none; of a column that is not there, all blank."""
    if column not in layer.columns:
        return [""] * count
    known: dict[Any, str] = {}
    out = []
    for cell in layer.columns[column]:
        key = cell if isinstance(cell, (str, int, float, type(None))) else str(cell)
        if key not in known:
            known[key] = text_of(key)
        out.append(known[key])
    return out


def text_of(cell: object) -> str:
    """A cell as text: "" for none, 2.0 as 2.

    Examples
    --------
    >>> text_of(2.0), text_of(float("nan")), text_of(" Damaged ")
    ('2', '', 'Damaged')
    """
    if cell is None or cell != cell:
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return "" if text in ("None", "<NA>") else text


def newest(layer: Layer, meant: Fields, count: int) -> dict[str, list[str]]:
    """Cells of the newest pass with a class, dates in ISO form."""
    best: dict[str, list[str]] = {}
    for one in meant.passes:
        cells = {role: texts(layer, column, count) for role, column in one.items()}
        if "date" in cells:
            read = {text: iso_day(text) for text in set(cells["date"])}
            cells["date"] = [read[text] for text in cells["date"]]
        if not best:
            best = cells
            continue
        days, known = cells.get("date", [""] * count), best.get("date", [""] * count)
        newer = [
            row
            for row, text in enumerate(cells["grade"])
            if text and (not best["grade"][row] or days[row] >= known[row])
        ]
        for role, mine in best.items():
            theirs = cells.get(role)
            for row in newer:
                mine[row] = theirs[row] if theirs else ""
    return best


def iso_day(text: str) -> str:
    """A date as YYYY-MM-DD; "" where it is none.

    Examples
    --------
    >>> iso_day("27/08/2026"), iso_day("2023-10-17T00:00:00Z"), iso_day("1697500800000"), iso_day("soon")
    ('2026-08-27', '2023-10-17', '2023-10-17', '')
    """
    try:
        for pattern in (_ISO, _PACKED):
            if found := pattern.fullmatch(text):
                return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if found := _SLASHED.fullmatch(text):
            day, month = int(found[1]), int(found[2])
            day, month = (month, day) if month > 12 else (day, month)
            return date(int(found[3]), month, day).isoformat()
        if float(text) >= LEAST_EPOCH:
            return datetime.fromtimestamp(float(text) / 1e3, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
    return ""


def ids(given: list[str] | None, layer: str, count: int) -> list[str]:
    """The file's own ids where every row has one of its own; else numbers, the first row being 1."""
    if given and all(given) and len(set(given)) == count:
        return given
    return [f"{layer}-{row + 1}" for row in range(count)]
