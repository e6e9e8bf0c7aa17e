"""The Region object: frozen tables plus what region.toml says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.problems import Problem


@dataclass(frozen=True, slots=True)
class Meta:
    """What ``region.toml`` says of the region.

    Attributes
    ----------
    id, title, version : str
        Identifier, title and version of the data.
    as_of : str
        Date (ISO 8601) that the data describe; the default of every ``as_of``.
    languages : tuple of str
        Language codes used in ``names`` columns; no order implied.
    view : tuple of float
        Map view: least longitude, least latitude, greatest longitude, greatest latitude.
    description, licence, attribution : str
        Free text.
    files : mapping of str to str
        Table name to file name, where it differs from ``<table>.csv``.
    """

    id: str
    title: str
    version: str
    as_of: str
    languages: tuple[str, ...]
    view: tuple[float, float, float, float] | None
    description: str
    licence: str
    attribution: str
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A region: what a user edits, loaded and checked.

    Tables are data frames with the columns of the attribute table, in its order.
    Text cells are strings ("" when blank), numbers are float64 (NaN when blank),
    lists are tuples of strings, ``names`` and ``shares`` are tuples of pairs, and
    booleans are bool.

    Attributes
    ----------
    meta : Meta
        What ``region.toml`` says.
    tables : mapping of str to DataFrame
        Every table of the schema; a table without a file is empty.
    warnings : tuple of Problem
        Problems that did not stop the loading.
    """

    meta: Meta
    tables: Mapping[str, pd.DataFrame]
    warnings: tuple[Problem, ...] = ()

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The table of that name; a shallow copy, so that changing it leaves the region as it is."""
        return self.tables[table].copy(deep=False)

    def replace(self, **tables: pd.DataFrame) -> Region:
        """A region with some tables replaced; the rest is shared. Not checked again."""
        unknown = set(tables) - set(self.tables)
        if unknown:
            raise KeyError(f"no table {sorted(unknown)} in a region")
        return Region(self.meta, MappingProxyType({**self.tables, **tables}), self.warnings)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(t)} {n}" for n, t in self.tables.items() if len(t))
        return f"<Region {self.meta.id} as of {self.meta.as_of}: {counts}>"
