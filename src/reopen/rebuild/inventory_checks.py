"""What is wrong with the rows of an inventory: ids met twice, positions outside, ranges out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen.region.problems import Problem
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Rows that a message names.
SHOWN = 5


def doubled(rows: pd.DataFrame) -> list[Problem]:
    """Ids that two rows have, one problem a file."""
    problems = []
    for origin, part in rows[rows["asset_id"].duplicated()].groupby("origin", sort=True):
        first = ", ".join(part["asset_id"].head(SHOWN))
        more = " ..." if len(part) > SHOWN else ""
        said = f"ids that no other asset has; {len(part):,} are met twice: {first}{more}"
        mend = "read each damage file once; give the rows ids of their own"
        problems.append(Problem(str(origin), None, "asset_id", "", None, said, mend))
    return problems


def outside(region: Region, rows: pd.DataFrame) -> list[Problem]:
    """Positions outside the region's view, one problem a file."""
    if region.meta.view is None:
        return []
    west, south, east, north = region.meta.view
    inside = rows["x"].between(west, east) & rows["y"].between(south, north)
    out = rows[rows["x"].notna() & rows["y"].notna() & ~inside]
    expected = f"positions in the region's view, {west:g} to {east:g} east and {south:g} to {north:g} north"
    problems = []
    for origin, part in out.groupby("origin", sort=True):
        first = part.head(SHOWN)
        spots = [
            f"{n} ({x:.4g} {y:.4g})"
            for n, x, y in zip(first["asset_id"], first["x"], first["y"], strict=True)
        ]
        swapped = part["y"].between(west, east) & part["x"].between(south, north)
        mend = "take them out, or widen view in region.toml"
        if swapped.all():
            mend = "swap longitude and latitude"
        more = " ..." if len(part) > SHOWN else ""
        said = f"{expected}; {len(part):,} are outside: {', '.join(spots)}{more}"
        problems.append(Problem(str(origin), None, "", "", None, said, mend))
    return problems


def disordered(rows: pd.DataFrame) -> list[Problem]:
    """Quantities outside of their own range."""
    wrong = ~((rows["quantity_low"] <= rows["quantity"]) & (rows["quantity"] <= rows["quantity_high"]))
    expected, mend = "quantity_low <= quantity <= quantity_high", "put them in order, or clear the ends"
    return [
        Problem("asset.csv", None, "quantity", row["asset_id"], _range(row), expected, mend)
        for row in records(rows[wrong])
    ]


def _range(row: dict[str, Any]) -> str:
    return ", ".join(f"{row[name]:g}" for name in ("quantity_low", "quantity", "quantity_high"))
