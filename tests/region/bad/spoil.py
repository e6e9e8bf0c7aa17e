"""Ways to spoil a region's files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

#: Changes the files in a folder.
Spoil = Callable[[Path], object]


def read(path: Path) -> list[list[str]]:
    """The cells of a CSV file, header included."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(path: Path, rows: list[list[str]]) -> None:
    """Write cells as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def cells(file: str, row: int, **values: str) -> Spoil:
    """Set cells of a row, the header being row 1."""

    def spoil(folder: Path) -> None:
        rows = read(folder / file)
        for column, value in values.items():
            rows[row - 1][rows[0].index(column)] = value
        write(folder / file, rows)

    return spoil


def add(file: str, **values: str) -> Spoil:
    """Add a row; cells that are not named are blank."""

    def spoil(folder: Path) -> None:
        rows = read(folder / file)
        rows.append([values.get(column, "") for column in rows[0]])
        assert set(values) <= set(rows[0])
        write(folder / file, rows)

    return spoil


def replace(file: str, old: str | bytes, new: str | bytes) -> Spoil:
    """Replace the first occurrence of some text or bytes, which must be there."""
    was, now = (part.encode() if isinstance(part, str) else part for part in (old, new))

    def spoil(folder: Path) -> None:
        content = (folder / file).read_bytes()
        assert was in content
        (folder / file).write_bytes(content.replace(was, now, 1))

    return spoil


def content(file: str, change: Callable[[bytes], bytes]) -> Spoil:
    """Change the bytes of a file."""
    return lambda folder: (folder / file).write_bytes(change((folder / file).read_bytes()))


def every(*spoils: Spoil) -> Spoil:
    """Do several things."""

    def spoil(folder: Path) -> None:
        for one in spoils:
            one(folder)

    return spoil


def files(line: str) -> Spoil:
    """Add a line to region.toml below [files]."""
    return content("region.toml", lambda old: old + f"\n[files]\n{line}\n".encode())
