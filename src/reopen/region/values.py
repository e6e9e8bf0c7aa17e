"""From columns of text to typed columns: chunk by chunk, each different text parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import nan
from typing import Any

import numpy as np

from reopen.region import cells, geometry, lists
from reopen.region.cells import LONGEST, BadCell
from reopen.region.schema import LARGEST, LIST_TYPES, NUMBER_TYPES, PAIR_TYPES, Attribute

#: The parser of each type.
PARSERS: dict[str, Callable[[str, Attribute], Any]] = {
    "id": cells.identifier,
    "text": cells.text,
    "date": cells.date,
    "partial_date": cells.partial_date,
    "choice": cells.choice,
    "url": cells.url,
    "colour": cells.colour,
    "line": geometry.line,
    "ids": lists.ids,
    "sources": lists.ids,
    "texts": lists.texts,
    "choices": lists.choices,
    "names": lists.names,
    "shares": lists.shares,
    "number": cells.number,
    "integer": cells.integer,
    "boolean": cells.boolean,
}

#: Different texts of a column that are remembered.
_REMEMBERED = 500_000
#: New texts in a chunk from which on they are checked all together first.
_MANY = 64
_NOT_PLAIN = re.compile(r"[^0-9.eE+-]")
_PLAIN_IDS = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_.+-]{0,79}\n)*")
_MAYBE_BAD_TEXT = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]|(?:^|\0)(?:[=@+\\s-]|\0|$)")

#: Told the position of a bad cell in its chunk, its text and what is wrong with it.
Report = Callable[[int, str, BadCell], None]


def blank(attribute: Attribute) -> Any:
    """The value of a blank cell: the column's default, or "" , NaN, no items or False."""
    if attribute.default:
        return PARSERS[attribute.type](attribute.default, attribute)
    if attribute.type in NUMBER_TYPES:
        return nan
    if attribute.type in LIST_TYPES | PAIR_TYPES:
        return ()
    return False if attribute.type == "boolean" else ""


class ColumnReader:
    """Reads one column in chunks.

    Parameters
    ----------
    attribute : Attribute
        The column.
    """

    def __init__(self, attribute: Attribute) -> None:
        self._attribute = attribute
        self._blank = blank(attribute)
        self._numbers = attribute.type in NUMBER_TYPES
        self._chunks: list[np.ndarray[Any, Any]] = []
        self._values: list[Any] = []
        self._memo: dict[str, Any] = {}
        self._bad: dict[str, BadCell] = {}

    def feed(self, texts: Sequence[str], report: Report) -> None:
        """Read the next cells of the column, at least one."""
        if self._numbers:
            plain = self._plain_numbers(texts)
            self._chunks.append(plain if plain is not None else np.array(self._each(texts, report), float))
        else:
            self._values.extend(self._each(texts, report))

    def feed_blank(self, count: int) -> None:
        """Add cells of a column that the file does not have."""
        if self._numbers:
            self._chunks.append(np.full(count, self._blank, float))
        else:
            self._values.extend([self._blank] * count)

    def finish(self) -> Any:
        """The whole column, as an array."""
        if self._numbers:
            values: Any = np.concatenate([np.empty(0), *self._chunks])
        else:
            values, self._values = self._values, []
        return column(self._attribute, values)

    def _plain_numbers(self, texts: Sequence[str]) -> np.ndarray[Any, Any] | None:
        """The numbers when all cells are good ones; None when one needs a closer look."""
        if _NOT_PLAIN.search("".join(texts)) or (self._attribute.required and "" in texts):
            return None
        try:
            values = np.array([float(cell) if cell else self._blank for cell in texts])
        except ValueError:
            return None
        low, high = self._attribute.bounds
        good = (values >= low) & (values <= high) & (np.abs(values) <= LARGEST)
        if self._attribute.type == "integer":
            good &= values == np.floor(values)
        return values if np.all(good | np.isnan(values)) else None

    def _each(self, texts: Sequence[str], report: Report) -> list[Any]:
        if len(self._memo) > _REMEMBERED:
            self._memo.clear()
            self._bad.clear()
        memo = self._memo
        first = texts[0]
        if first in memo and first not in self._bad and texts.count(first) == len(texts):
            return [memo[first]] * len(texts)
        new = [cell for cell in set(texts) if cell not in memo]
        if len(new) >= _MANY and self._plain(new):
            memo.update(zip(new, new, strict=True))
        else:
            memo.update((cell, self._parse(cell)) for cell in new)
        if self._bad:
            for position, cell in enumerate(texts):
                if cell in self._bad:
                    report(position, cell, self._bad[cell])
        return [memo[cell] for cell in texts]

    def _plain(self, texts: list[str]) -> bool:
        """Whether texts are surely good and stand for themselves; far quicker than one by one."""
        if self._attribute.type == "id":
            return _PLAIN_IDS.fullmatch("\n".join(texts) + "\n") is not None
        if self._attribute.type == "text":
            joined = "\0".join(texts)
            return len(joined) <= LONGEST and not _MAYBE_BAD_TEXT.search(joined)
        return False

    def _parse(self, cell: str) -> Any:
        attribute = self._attribute
        try:
            if not cell or cell.isspace():
                if attribute.required:
                    raise BadCell("a value", f"fill it in: {attribute.description}")
                return self._blank
            if len(cell) > LONGEST:
                raise BadCell(f"at most {LONGEST:,} characters", "shorten it")
            return PARSERS[attribute.type](cell, attribute)
        except BadCell as bad:
            self._bad[cell] = bad
            return nan if self._numbers else blank(attribute)


def column(attribute: Attribute, values: Any) -> Any:
    """An array with the data type that the attribute calls for: of NumPy, or of pandas for text."""
    import pandas as pd

    if attribute.type in NUMBER_TYPES:
        return np.asarray(values, float)
    if attribute.type == "boolean":
        return np.asarray(values, bool)
    if attribute.type in LIST_TYPES | PAIR_TYPES:
        held = np.empty(len(values), dtype=object)
        held[:] = values
        return held
    return pd.array(values, dtype="str")
