"""What a kind of bad file is."""

from __future__ import annotations

from dataclasses import dataclass

from .spoil import Spoil, cells


@dataclass(frozen=True)
class Bad:
    """A bad region and the problem that must be reported.

    ``value`` must be repeated in the message unless it is None, ``mend`` must be a phrase of it, and
    there must be as many errors as ``errors`` says: one mistake should not be reported five times.
    """

    name: str
    spoil: Spoil
    file: str
    row: int | None
    column: str
    value: str | None
    mend: str
    errors: int = 1


def cell(name: str, file: str, row: int, column: str, value: str, mend: str, errors: int = 1) -> Bad:
    """A bad cell, reported where it is."""
    return Bad(name, cells(file, row, **{column: value}), file, row, column, repr(value)[1:-1], mend, errors)
