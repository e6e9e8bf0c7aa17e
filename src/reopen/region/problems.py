"""A problem in a region's files: what, where, the value seen, what was expected, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Longest piece of a bad value that a message repeats.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in a region's files.

    Attributes
    ----------
    file : str
        File name within the region folder.
    row : int or None
        Line of the file on which the row starts, the header being line 1.
    column : str
        Column name; "" when the problem is not in one column.
    id : str
        Key of the row; "" when it has none.
    value : str or None
        The value seen; None when the problem is not about one value.
    expected : str
        What was expected, as a phrase that follows "expected".
    mend : str
        How to mend it, as an imperative.
    severity : {"error", "warning"}
        Errors stop the loading; warnings do not.
    """

    file: str
    row: int | None
    column: str
    id: str
    value: str | None
    expected: str
    mend: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        if self.id:
            place += f" ({shorten(self.id)})"
        seen = "" if self.value is None else f"found {shorten(self.value)!r}, "
        return f"{self.severity}: {place}: {seen}expected {self.expected}; {self.mend}"


def shorten(value: str) -> str:
    """Cut a value to what a message can repeat.

    Examples
    --------
    >>> len(shorten("x" * 1000)) < 100
    True
    """
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}... ({len(value):,} characters)"
