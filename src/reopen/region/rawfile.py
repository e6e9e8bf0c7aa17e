"""From a CSV file to chunks of rows of text, each row with the line it starts on.

What is wrong with the file as such is found here: its encoding, its header, its quotes, the
number of cells in its rows. What is wrong with a cell is not.
"""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from reopen.region.cells import LONGEST
from reopen.region.encoding import find_fault
from reopen.region.findings import Findings

#: Rows read at a time; few enough to stay in the processor's cache.
CHUNK = 256
#: Longest line that is read whole; above it one cell or the number of cells is too large anyway.
_LONGEST_LINE = 8_000_000


@dataclass(slots=True)
class Chunk:
    """Some rows of a file.

    Attributes
    ----------
    columns : list of tuple of str
        One tuple of cells for each column of the file.
    lines : sequence of int
        Line on which each row starts, the header being line 1.
    ragged : set of int
        Positions of rows with too few or too many cells, filled or cut to the header's width.
    """

    columns: list[tuple[str, ...]]
    lines: Sequence[int]
    ragged: Set[int]


class RawFile:
    """A CSV file read in chunks.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its name in messages.
    findings : Findings
        Told of every problem.

    Attributes
    ----------
    complete : bool
        Whether the file could be read to its end.
    """

    def __init__(self, path: Path, name: str, findings: Findings) -> None:
        self._path = path
        self._name = name
        self._findings = findings
        self.complete = False

    def header(self) -> list[str] | None:
        """The names in the first line, trimmed; None when the file cannot be read."""
        try:
            fault = find_fault(self._path)
        except OSError as error:
            mend = f"allow this user to read it ({error.strerror})"
            self._findings.add(self._name, "a file that can be read", mend)
            return None
        if fault:
            self._findings.add(self._name, "UTF-8 text", fault.mend, row=fault.row, value=fault.value)
            return None
        with closing(self._blocks()) as blocks:
            first = next((row for _, rows in blocks for row in rows if row), None)
        if first is None and self.complete:
            mend = "write the column names into the first line"
            self._findings.add(self._name, "a header line", mend, row=1, value="an empty file")
        return None if first is None else [cell.strip() for cell in first]

    def chunks(self, width: int) -> Iterator[Chunk]:
        """The rows below the header, each with ``width`` cells."""
        below = False
        for start, rows in self._blocks():
            lines = range(start, start + len(rows))
            if below and set(map(len, rows)) == {width} and _breaks(rows) == 0:
                yield Chunk(list(zip(*rows, strict=True)), lines, frozenset())
                continue
            numbered = list(zip(_starts(start, rows), rows, strict=True))
            filled = [(line, row) for line, row in numbered if row]
            if not below:
                below, filled = bool(filled), filled[1:]
            if filled:
                yield self._fitted(filled, width)

    def _fitted(self, numbered: list[tuple[int, list[str]]], width: int) -> Chunk:
        """Rows filled or cut to the width, those that needed it reported."""
        ragged = set()
        fitted = []
        for position, (line, row) in enumerate(numbered):
            if len(row) != width:
                self._ragged(line, row, width)
                ragged.add(position)
            fitted.append([*row[:width], *[""] * (width - len(row))])
        return Chunk(list(zip(*fitted, strict=True)), [line for line, _ in numbered], ragged)

    def _blocks(self) -> Generator[tuple[int, list[list[str]]], None, None]:
        """Some rows at a time, blank ones included, with the line that the first starts on."""
        self.complete = False
        with self._path.open(encoding="utf-8", newline="") as stream:
            lines = iter(partial(stream.readline, _LONGEST_LINE), "")
            reader = csv.reader(lines, strict=True)
            while True:
                start = reader.line_num + 1
                rows: list[list[str]] = []
                try:
                    rows.extend(islice(reader, CHUNK))
                except csv.Error as error:
                    yield start, rows
                    self._broken(_starts(start, [*rows, []])[-1], reader.line_num, str(error))
                    return
                if not rows:
                    break
                yield start, rows
        self.complete = True

    def _broken(self, start: int, end: int, reason: str) -> None:
        expected = "cells separated by commas"
        mend = "put a cell that holds quotes in quotes, and double those inside"
        if "unexpected end" in reason or ("limit" in reason and end > start):
            expected = f"a closing quote within {LONGEST:,} characters"
            mend = "a quote opened on this row is not closed; close it or delete it"
        elif "limit" in reason:
            expected, mend = f"cells of at most {LONGEST:,} characters", "shorten the cell"
        column = self._long_column(start) if "limit" in reason and end == start else ""
        value = "a cell that is longer" if column else None
        self._findings.add(self._name, expected, mend, row=start, column=column, value=value)

    def _long_column(self, line: int) -> str:
        """Name of the column of the first cell that is too long on a line."""
        with self._path.open(encoding="utf-8", newline="") as stream:
            names = next(csv.reader([stream.readline(_LONGEST_LINE)]), []) if line > 1 else []
            for _ in range(line - 2):
                stream.readline()
            text = stream.readline(_LONGEST_LINE)
        for end in range(LONGEST, len(text), 20_000):
            before = next(csv.reader([text[:end]]))
            if len(before[-1]) > LONGEST:
                return names[len(before) - 1] if len(before) <= len(names) else f"number {len(before)}"
        return ""

    def _ragged(self, line: int, row: list[str], width: int) -> None:
        mend = "check for a missing or extra comma, or a text with commas that is not in quotes"
        if row[0].startswith(("<<<<<<<", "=======", ">>>>>>>")):
            mend = "two versions of the file were merged with a conflict; keep one of them"
        expected = f"{width} cells, one for each column of the header"
        seen = f"{len(row)} cells from {row[0][:30]!r} on" if row[0] else f"{len(row)} cells"
        self._findings.add(self._name, expected, mend, row=line, value=seen)


def _breaks(cells: list[list[str]]) -> int:
    """Number of line breaks inside the cells of some rows."""
    text = "".join(map("".join, cells))
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _starts(start: int, rows: list[list[str]]) -> list[int]:
    """Line on which each row starts."""
    return list(accumulate((1 + _breaks([row]) for row in rows[:-1]), initial=start))[: len(rows)]
