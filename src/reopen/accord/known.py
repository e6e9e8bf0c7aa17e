"""The register as it was known on a day: what is dated later is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.region.dates import iso_date
from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Tables of the register whose rows carry a date, with the column that holds it.
DATED: Mapping[str, str] = MappingProxyType(
    {
        "source": "date",
        "document": "date",
        "version": "date",
        "coding": "date",
        "event": "date",
        "claim": "as_of",
    }
)
#: The other tables of the register: the parent of each, and the column that names it.
PARTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"provision": ("document", "document_id"), "clause": ("version", "version_id")}
)


def as_known(region: Region, day: str) -> Region:
    """The region with only those rows of the register that are known on a day.

    A row counts from the last day that its date can mean, a row without a date always. Versions,
    provisions, clauses and codings go with what they belong to, codings and clauses name no event or
    provision that is left out, and no row of these tables names a source that is. The other tables of
    the region stay as they are.

    Parameters
    ----------
    region : Region
        Its tables `DATED` and `PARTS` are cut.
    day : str
        The day, such as 2026-03-31.

    Raises
    ------
    SettingsError
        When the day is no date.
    """
    day = iso_date(day)
    cut = {name: region[name] for name in (*DATED, *PARTS)}
    for name, column in DATED.items():
        cut[name] = cut[name][known_by(cut[name][column], day)]
    cut["version"] = _belonging(cut, "version", "document", "document_id")
    for name, (parent, key) in PARTS.items():
        cut[name] = _belonging(cut, name, parent, key)
    cut["coding"] = _belonging(cut, "coding", "provision", "provision_id")
    cut["coding"] = _naming(cut["coding"], "event_ids", set(cut["event"]["event_id"]))
    cut["clause"] = _naming(cut["clause"], "provision_ids", set(cut["provision"]["provision_id"]))
    published = known_sources(region, day)
    for name in cut.keys() - {"source"}:
        cut[name] = _naming(cut[name], "source", published)
    return region.replace(**{name: table.reset_index(drop=True) for name, table in cut.items()})


def known_sources(region: Region, day: str) -> set[str]:
    """Ids of the sources published by a day, or undated."""
    sources = region["source"]
    return set(sources.loc[known_by(sources["date"], day), "source_id"])


def _belonging(cut: Mapping[str, pd.DataFrame], name: str, parent: str, key: str) -> pd.DataFrame:
    return cut[name][cut[name][key].isin(set(cut[parent][key]))]


def _naming(table: pd.DataFrame, column: str, known: set[str]) -> pd.DataFrame:
    """The table with only known ids in a column of lists."""
    import pandas as pd

    kept = [tuple(name for name in cell if name in known) for cell in table[column]]
    return table.assign(**{column: pd.Series(kept, index=table.index, dtype=object)})
