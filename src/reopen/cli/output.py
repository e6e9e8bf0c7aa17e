"""What commands share of their answers: the console for a person, rows for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

#: Digits after the point in JSON.
DIGITS = 6


def answer() -> Console:
    """The console for answers to a person, on stdout."""
    from rich.console import Console

    return Console(highlight=False)


def plain(value: Any) -> Any:
    """A value as JSON has it: lists and mappings of such values, and null for what is not known.

    Examples
    --------
    >>> plain({"sides": ("AM", "AZ"), "progress": float("nan"), "late": -0.0})
    {'sides': ['AM', 'AZ'], 'progress': None, 'late': 0.0}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (str, bool)):
        return value
    if hasattr(value, "item"):  # a number of NumPy
        value = value.item()
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if isfinite(value) else None
    return value if isinstance(value, (bool, int)) else None  # NA of pandas


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them."""
    from reopen.region.records import records

    return [plain(row) for row in records(table)]
