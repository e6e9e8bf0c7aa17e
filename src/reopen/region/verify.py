"""Whether the text of a table's cells reads back as the values it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.cells import BadCell
from reopen.region.findings import Findings
from reopen.region.schema import NUMBER_TYPES, Table
from reopen.region.values import ColumnReader

if TYPE_CHECKING:
    import pandas as pd


class Verifier:
    """Reads back the cells of one table, some rows at a time, and compares.

    Parameters
    ----------
    table : Table
        The table.
    frame : DataFrame
        Its rows as they are held.
    file : str
        File name in messages.
    findings : Findings
        Told of every cell that differs.
    """

    def __init__(self, table: Table, frame: pd.DataFrame, file: str, findings: Findings) -> None:
        self._table = table
        self._frame = frame
        self._file = file
        self._findings = findings
        self._done = 0

    def check(self, columns: Sequence[Sequence[str]]) -> None:
        """Compare the next rows, given as one list of text for each column."""
        count = len(columns[0])
        for (name, attribute), texts in zip(self._table.attributes.items(), columns, strict=True):
            bad = _Bad()
            reader = ColumnReader(attribute)
            reader.feed(texts, bad.note)
            held = self._frame[name].iloc[self._done : self._done + count]
            read = reader.finish()
            differ = _different(held, read, numbers=attribute.type in NUMBER_TYPES)
            for position in sorted({*bad.found, *differ}):
                self._report(name, position, columns, texts[position], bad.found.get(position))
        self._done += count

    def _report(
        self, name: str, position: int, columns: Sequence[Sequence[str]], text: str, bad: BadCell | None
    ) -> None:
        places = list(self._table.attributes)
        key = [columns[places.index(part)][position] for part in self._table.key]
        expected = bad.expected if bad else "a value that reads back as it is"
        mend = bad.mend if bad else "use another value; a blank stands for the column's default"
        self._findings.add(
            self._file,
            expected,
            mend,
            row=self._done + position + 2,
            column=name,
            id=" ".join(filter(None, key)),
            value=text,
        )


class _Bad:
    """The bad cells of one column, by position."""

    def __init__(self) -> None:
        self.found: dict[int, BadCell] = {}

    def note(self, position: int, _text: str, bad: BadCell) -> None:
        """Keep one; called by ``ColumnReader.feed``."""
        self.found[position] = bad


def _different(held: pd.Series[Any], read: Any, *, numbers: bool) -> list[int]:
    if numbers:
        one, other = held.to_numpy(float), read
        return [int(i) for i in np.flatnonzero((one != other) & ~(np.isnan(one) & np.isnan(other)))]
    return [i for i, (a, b) in enumerate(zip(held.tolist(), read.tolist(), strict=True)) if a != b]
