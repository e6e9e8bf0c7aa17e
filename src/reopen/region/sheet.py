"""One table as read from its file: typed columns and the line of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from reopen.region.findings import Findings, Severity
from reopen.region.header import columns
from reopen.region.rawfile import Chunk, RawFile
from reopen.region.schema import Table
from reopen.region.values import ColumnReader

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.cells import BadCell


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and where it came from.

    Attributes
    ----------
    table : Table
        What the table should hold.
    file : str
        File name within the region folder.
    frame : DataFrame
        The rows; bad cells are blank.
    lines : sequence of int
        Line of the file on which each row starts.
    complete : bool
        Whether every row could be read; False when ids may be missing from it.
    faulty : mapping of str to set of int
        Rows with a bad cell, by column; below "" the rows with too few or too many cells.
    """

    table: Table
    file: str
    frame: pd.DataFrame
    lines: Sequence[int]
    complete: bool
    faulty: Mapping[str, Set[int]] = field(default_factory=dict)

    def column(self, name: str) -> list[Any]:
        """The cells of a column as Python values; iterating over the column itself is slow."""
        return self.frame[name].tolist()

    def id(self, index: int) -> str:
        """Key of a row as text."""
        parts = (_text(self.frame[column].iat[index]) for column in self.table.key)
        return " ".join(part for part in parts if part)

    def cells(self, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The cells of some columns, row by row, as Python values."""
        return zip(*map(self.column, columns), strict=True)

    def is_faulty(self, index: int, *columns: str) -> bool:
        """Whether a row has a bad cell in one of the columns, or the wrong number of cells."""
        return any(index in self.faulty.get(column, ()) for column in ("", *columns))

    def report(
        self,
        findings: Findings,
        index: int,
        column: str,
        expected: str,
        mend: str | Callable[[], str],
        *,
        value: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """Tell the findings of a row that breaks a rule, unless the cell itself is bad."""
        if self.is_faulty(index, column):
            return
        findings.add(
            self.file,
            expected,
            mend,
            row=int(self.lines[index]),
            column=column,
            id=self.id(index),
            value=value,
            severity=severity,
        )


def where(mask: npt.NDArray[np.bool_]) -> list[int]:
    """Positions at which a mask is true."""
    return [int(index) for index in np.flatnonzero(mask)]


def empty(table: Table, file: str, *, complete: bool = True) -> Sheet:
    """A table without rows."""
    return Sheet(table, file, _frame(_readers(table), 0), [], complete)


def read(path: Path, file: str, table: Table, findings: Findings) -> Sheet:
    """Read a table.

    Parameters
    ----------
    path, file : Path, str
        The file, and its name in messages.
    table : Table
        What it should hold.
    findings : Findings
        Told of every problem of the file, its header and its cells.
    """
    raw = RawFile(path, file, findings)
    names = raw.header()
    if names is None:
        return empty(table, file, complete=False)
    places = columns(names, table, file, findings)
    if places is None:
        return empty(table, file, complete=False)
    readers = _readers(table)
    lines: list[int] = []
    faulty: dict[str, set[int]] = {}
    for chunk in raw.chunks(len(names)):
        for name, reader in readers.items():
            if name in places:
                report = _Reporter(name, chunk, len(lines), places, table, file, findings, faulty)
                reader.feed(chunk.columns[places[name]], report)
            else:
                reader.feed_blank(len(chunk.lines))
        faulty.setdefault("", set()).update(len(lines) + position for position in chunk.ragged)
        lines.extend(chunk.lines)
    whole = raw.complete and all(key in places for key in table.key if table.attributes[key].required)
    if table.required and raw.complete and not lines:
        findings.add(file, "at least one row", f"add a row: {table.description}", row=1)
        whole = False
    return Sheet(table, file, _frame(readers, len(lines)), lines, whole, faulty)


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Turns a bad cell into a problem; silent on rows whose cells are out of step."""

    column: str
    chunk: Chunk
    before: int
    places: dict[str, int]
    table: Table
    file: str
    findings: Findings
    faulty: dict[str, set[int]]

    def __call__(self, position: int, value: str, bad: BadCell) -> None:
        if position in self.chunk.ragged:
            return
        self.faulty.setdefault(self.column, set()).add(self.before + position)
        key = [self.chunk.columns[self.places[k]][position] for k in self.table.key if k in self.places]
        self.findings.add(
            self.file,
            bad.expected,
            bad.mend,
            row=self.chunk.lines[position],
            column=self.column,
            id=" ".join(part for part in key if part),
            value=value,
        )


def _readers(table: Table) -> dict[str, ColumnReader]:
    return {name: ColumnReader(attribute) for name, attribute in table.attributes.items()}


def _frame(readers: dict[str, ColumnReader], count: int) -> pd.DataFrame:
    import pandas as pd

    columns = {name: reader.finish() for name, reader in readers.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(count), copy=False)


def _text(value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, tuple) else str(value)
