"""Single objects of damage files as quantities: a task for each house would be no programme."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: Where rows of the region's own table come from; each of them is a quantity already.
OWN = "asset.csv"
#: What objects that become one quantity have in common.
ALIKE = ("settlement_id", "sector", "unit_cost_id", "unit", "grade", "grade_high")
#: What is summed over them.
SUMS = ("quantity_low", "quantity", "quantity_high", "value_low", "value", "value_high")


def gathered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the inventory with objects of damage files that are alike as one row each.

    Objects are alike in one settlement with the same sector, unit cost and grade. Monuments and rows
    of the region's own table stay as they are.

    Parameters
    ----------
    rows : iterable of dict
        Rows of ``Inventory.assets`` that count.

    Returns
    -------
    list of dict
        Own rows and monuments first, then the quantities in order of their first object.
    """
    single, groups = [], {}
    for row in rows:
        if _single(row):
            single.append(row)
            continue
        # A grade that is not known (NaN) equals nothing, so that its text stands for it.
        key = tuple(str(row[name]) for name in ALIKE)
        if key not in groups:
            groups[key] = {
                **row,
                "asset_id": quantity_id(row),
                "name": f"{row['sector']}, grade {row['grade']:g}",
            }
        else:
            for name in SUMS:
                groups[key][name] += row[name]
    return [*single, *groups.values()]


def _single(row: dict[str, Any]) -> bool:
    return bool(row["origin"] == OWN or row["heritage"])


def quantity_id(row: dict[str, Any]) -> str:
    """Id of the quantity that a row of the inventory becomes a part of; its own id where it stays alone."""
    if _single(row):
        return str(row["asset_id"])
    grades = f"{row['grade']:g}" + (f"-{row['grade_high']:g}" if row["grade_high"] > row["grade"] else "")
    what = row["unit_cost_id"] or row["sector"]
    return f"{row['settlement_id']}-seen-{what}-grade-{grades}"
