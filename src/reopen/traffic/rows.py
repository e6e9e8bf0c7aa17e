"""Rows of a small table that a user writes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from reopen.errors import GraphError


def read_rows(path: Path, columns: Sequence[str], *, of: str) -> list[dict[str, str]]:
    """Read a CSV file with a header; a cell that is not there is empty.

    Parameters
    ----------
    path : Path
        The file, in UTF-8.
    columns : sequence of str
        Columns that it must have.
    of : str
        What a row stands for, for the message when there is none.

    Raises
    ------
    GraphError
        When it cannot be read, lacks columns or has no rows.
    """
    table = csv.DictReader(StringIO(text_of(path), newline=""))
    try:
        rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in table]
        names = table.fieldnames or []
    except csv.Error as error:
        raise GraphError(f"{path}: is no CSV file ({error}); name a table") from None
    if missing := [name for name in columns if name not in names]:
        found = f"the columns {', '.join(names)}" if names else "no columns"
        raise GraphError(f"{path}: found {found}; {', '.join(missing)} is missing")
    if not rows:
        raise GraphError(f"{path}: has no rows; give one for each {of}")
    return rows


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, line ends as they are.

    Raises
    ------
    GraphError
        When it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GraphError(f"{path}: cannot be read ({error.strerror}); name a file") from None
    except UnicodeDecodeError as error:
        raise GraphError(f"{path}: is no CSV file in UTF-8 ({error}); save it as such") from None
