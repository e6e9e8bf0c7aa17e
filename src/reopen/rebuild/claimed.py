"""Claims about an asset's quantity or cost: they widen its range, and none of them replaces its figure."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from reopen.region.problems import Problem
from reopen.region.records import records
from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Attributes of claims that are read: in the asset's own unit, and of replacing all of it.
QUANTITY, COST = "quantity", "cost"
#: Unit of claims of cost.
MONEY = "USD_million"


def claimed(region: Region, as_of: str, problems: list[Problem]) -> dict[str, dict[str, list[float]]]:
    """Figures that claims known by a date state of assets, by attribute and asset.

    Parameters
    ----------
    region : Region
        Its tables ``claim`` and ``asset`` are read.
    as_of : str
        ISO date.
    problems : list of Problem
        Takes claims in another unit, and those whose value is no number.
    """
    units = dict(zip(region["asset"]["asset_id"], region["asset"]["unit"], strict=True))
    found: dict[str, dict[str, list[float]]] = {QUANTITY: {}, COST: {}}
    claims = region["claim"]
    claims = claims[claims["attribute"].isin(found)]
    for row in records(claims[known_by(claims["as_of"], as_of)]):
        for name in row["subject_ids"]:
            if name in units:
                value = _figure(row, name, units[name], problems)
                found[row["attribute"]].setdefault(name, []).append(value)
    return found


def widened(rows: pd.DataFrame, claims: Mapping[str, list[float]], ends: tuple[str, str]) -> pd.DataFrame:
    """Rows whose ranges reach from the least to the most of their own and of what is claimed.

    Rows without a figure of their own stay without: a range is no figure.
    """
    low, high = rows[ends[0]].tolist(), rows[ends[1]].tolist()
    for at, name in enumerate(rows["asset_id"]):
        if name in claims and low[at] == low[at]:
            low[at], high[at] = min(low[at], *claims[name]), max(high[at], *claims[name])
    return rows.assign(**{ends[0]: low, ends[1]: high})


def _figure(row: Mapping[str, Any], name: str, unit: str, problems: list[Problem]) -> float:
    expected = MONEY if row["attribute"] == COST else unit
    if row["unit"] != expected:
        said, mend = f"the unit {expected}, as it is of asset {name}", "state it in that unit"
        problems.append(Problem("claim.csv", None, "unit", row["claim_id"], row["unit"], said, mend))
    try:
        value = float(row["value"])
    except ValueError:
        value = float("nan")
    if not (isfinite(value) and value >= 0):
        said, mend = f"a number, 0 or more, as it is of asset {name}", "state a range as two claims"
        problems.append(Problem("claim.csv", None, "value", row["claim_id"], row["value"], said, mend))
    return value
