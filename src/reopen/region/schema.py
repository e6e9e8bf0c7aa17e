"""The attribute table: which tables a region has and what each column means.

``tables.csv`` and ``attributes.csv`` beside this file are the single source of
validation, of reading and writing, and of ``docs/region.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

#: Types whose cells are text, one string a cell ("" when blank).
TEXT_TYPES = frozenset({"id", "text", "date", "partial_date", "choice", "url", "colour", "line"})
#: Types whose cells hold several values separated by semicolons, a tuple of strings a cell.
LIST_TYPES = frozenset({"ids", "sources", "texts", "choices"})
#: Types whose cells hold ``key:value`` pairs separated by semicolons, a tuple of pairs a cell.
PAIR_TYPES = frozenset({"names", "shares"})
#: Types held as float64, NaN when blank.
NUMBER_TYPES = frozenset({"number", "integer"})
#: No figure of any column is larger; beyond it, sums and products would lose their meaning.
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column of one table.

    Attributes
    ----------
    table, name, type, unit : str
        Table, column name, type (see ``docs/region.md``) and unit.
    required : bool
        Whether a blank cell is an error.
    default : str
        Text that a blank cell stands for.
    limits : str
        ``low..high`` for numbers (either may be blank), ``a|b|c`` for choices.
    refers_to : tuple of str
        Tables one of which must hold the id.
    description : str
        What the column means.
    """

    table: str
    name: str
    type: str
    unit: str
    required: bool
    default: str
    limits: str
    refers_to: tuple[str, ...]
    description: str

    @property
    def choices(self) -> tuple[str, ...]:
        """Allowed values; empty when the type is not a choice."""
        return tuple(self.limits.split("|")) if self.type in ("choice", "choices") else ()

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest value allowed; infinite where the column has no limit of its own."""
        low, _, high = self.limits.partition("..") if self.type in NUMBER_TYPES else ("", "", "")
        return (float(low) if low else -float("inf"), float(high) if high else float("inf"))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a region.

    Attributes
    ----------
    name : str
        Name; the file is ``<name>.csv``.
    key : tuple of str
        Columns that identify a row.
    required : bool
        Whether a region must have the file.
    description : str
        What the rows are.
    attributes : mapping of str to Attribute
        The columns in their order.
    """

    name: str
    key: tuple[str, ...]
    required: bool
    description: str
    attributes: Mapping[str, Attribute]


@cache
def schema() -> Mapping[str, Table]:
    """Every table by name, in the order of ``tables.csv``.

    Examples
    --------
    >>> schema()["link"].attributes["length"].unit
    'km'
    >>> schema()["state"].key
    ('subject_id', 'date', 'direction', 'traffic')
    """
    columns: dict[str, dict[str, Attribute]] = {}
    for row in _rows("attributes.csv"):
        columns.setdefault(row["table"], {})[row["attribute"]] = Attribute(
            table=row["table"],
            name=row["attribute"],
            type=row["type"],
            unit=row["unit"],
            required=row["required"] == "yes",
            default=row["default"],
            limits=row["limits"],
            refers_to=tuple(row["refers_to"].split("|")) if row["refers_to"] else (),
            description=row["description"],
        )
    return MappingProxyType(
        {
            row["table"]: Table(
                name=row["table"],
                key=tuple(row["key"].split(";")),
                required=row["required"] == "yes",
                description=row["description"],
                attributes=MappingProxyType(columns[row["table"]]),
            )
            for row in _rows("tables.csv")
        }
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("reopen.region").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
