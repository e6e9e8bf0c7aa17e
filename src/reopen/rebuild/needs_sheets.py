"""Inventory and needs as an Excel workbook, with what the words mean on its first sheet."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from reopen.rebuild.dala import DEFINITIONS
from reopen.rebuild.gathering import OWN
from reopen.rebuild.needs import by_sector
from reopen.rebuild.workbook import write_workbook
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.inventory import Inventory
    from reopen.rebuild.needs import Needs
    from reopen.region.region import Region


def sheets(found: Needs, inventory: Inventory, region: Region) -> dict[str, pd.DataFrame]:
    """Tables by the name of their sheet, USD m where they are of money."""
    used = inventory.assets["unit_cost_id"]
    costs = region["unit_cost"]
    figures = region["parameter"]
    ours = figures["parameter_id"].str.match(r"damage-share-|loss-share-|build-back-better")
    return {
        "By sector": by_sector(found),
        "Damage": found.damage,
        "Loss": found.loss,
        "Needs": found.needs,
        "Assets valued": found.assets,
        "Inventory": inventory.assets,
        "Rows by sector and grade": inventory.counts,
        "Duplicates": inventory.pairs,
        "Unit costs": costs[costs["unit_cost_id"].isin(used)],
        "Parameters": figures[ours],
    }


def write_needs(path: str | PathLike[str], found: Needs, inventory: Inventory, region: Region) -> None:
    """Write damage, loss and needs, and the inventory that they rest on, to an XLSX file.

    Raises
    ------
    ReopenError
        When the extra ``excel`` is not installed.
    OutputError
        When the file cannot be written.
    """
    notes = {
        "Region": f"{region.meta.title} ({region.meta.id} {region.meta.version})",
        "As of": found.as_of,
        "Unit": "USD m, prices of the years that the sheet Unit costs names; not discounted",
        **DEFINITIONS,
        "Assessments": f"Of several assessments of one thing, this one counts: {inventory.rule}.",
        "Left out": "; ".join((*inventory.notes, *found.notes)) or "nothing",
        "Sources": "; ".join(_sources(inventory, region)) or "none named",
        "Attribution": region.meta.attribution or "none",
        "Licence": region.meta.licence or "none stated",
    }
    write_workbook(path, sheets(found, inventory, region), notes)


def _sources(inventory: Inventory, region: Region) -> list[str]:
    """Sources of the assets: those of the region's rows, and the damage files."""
    used = {name for names in region["asset"]["source"] for name in names}
    out = [
        f"{row['source_id']}: {row['publisher']}, {row['title']}"
        for row in records(region["source"])
        if row["source_id"] in used
    ]
    files = sorted(set(inventory.assets["origin"]) - {OWN})
    return out + files
