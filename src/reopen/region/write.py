"""From typed columns to the text of their cells: the inverse of ``values``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from reopen.region.schema import LIST_TYPES, NUMBER_TYPES, Attribute, Table

if TYPE_CHECKING:
    import pandas as pd

#: Rows formatted at a time.
CHUNK = 8192


def rows(table: Table, frame: pd.DataFrame) -> Iterator[list[list[str]]]:
    """The cells of a table as text, some rows at a time, one list for each column.

    Numbers are written so that reading them gives the same bits.
    """
    formats = [_format(attribute) for attribute in table.attributes.values()]
    columns = [frame[name] for name in table.attributes]
    for start in range(0, len(frame), CHUNK):
        parts = (column.iloc[start : start + CHUNK].tolist() for column in columns)
        yield [[to_text(cell) for cell in part] for to_text, part in zip(formats, parts, strict=True)]


def csv_lines(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    """CSV lines of columns of text; a cell is in quotes only where it must be."""
    for row in zip(*columns, strict=True):
        line = ",".join([_quoted(cell) if _SPECIAL & set(cell) else cell for cell in row])
        yield f"{line or _EMPTY}\n"


_SPECIAL = frozenset(',"\r\n')
_EMPTY = '""'


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _format(attribute: Attribute) -> Callable[[Any], str]:
    if attribute.type in NUMBER_TYPES:
        return number
    if attribute.type in LIST_TYPES:
        return ";".join
    match attribute.type:
        case "names":
            return _names
        case "shares":
            return _shares
        case "boolean":
            return _boolean
    return str


def number(value: float) -> str:
    """A number as the shortest text that reads back as the same number; "" for NaN.

    Examples
    --------
    >>> number(12.0), number(0.1), number(float("nan"))
    ('12', '0.1', '')
    """
    if value != value:
        return ""
    text = repr(float(value))
    return text.removesuffix(".0")


def _names(value: Sequence[tuple[str, str]]) -> str:
    return ";".join(f"{language}:{name}" for language, name in value)


def _shares(value: Sequence[tuple[str, float]]) -> str:
    return ";".join(f"{key}:{number(share)}" for key, share in value)


def _boolean(value: bool) -> str:
    return "yes" if value else "no"
