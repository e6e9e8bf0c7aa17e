"""Charts by year of a programme: money against budgets, people at home, land by kind of work."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.report.years_svg import Years

if TYPE_CHECKING:
    import pandas as pd

ENDS = ("low", "central", "high")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart by year and the colour of its bars."""

    years: Years
    colour: str


def spending(table: pd.DataFrame) -> list[Chart]:
    """A chart a fund, in the order of the programme, works without a budget last."""
    charts = []
    for _, rows in table.groupby("fund_id", sort=False):
        budget = tuple(float(x) for x in rows["budget_usd_m"])
        low, central, high = (tuple(float(x) for x in rows[f"committed_usd_m_{end}"]) for end in ENDS)
        title, years = str(rows["title"].iloc[0]), _years(rows)
        limit = budget if any(math.isfinite(x) for x in budget) else ()
        charts.append(Chart(Years(title, "USD m", years, central, low, high, limit, "budget"), "tr-services"))
    return charts


def people(table: pd.DataFrame, names: Callable[[tuple[str, ...]], str]) -> list[Chart]:
    """All groups together, then each."""
    if not len(table):
        return []
    sums = table.groupby("year")["persons_home"].sum()
    years = tuple(int(year) for year in sums.index)
    charts = [("All groups", years, tuple(float(x) for x in sums))]
    for group in dict.fromkeys(table["group_ids"]):
        rows = table[[other == group for other in table["group_ids"]]]
        charts.append((names(group), _years(rows), tuple(float(x) for x in rows["persons_home"])))
    shown = charts[:1] if len(charts) == 2 else charts
    return [Chart(Years(title, "people at home", y, v), "tr-return") for title, y, v in shown]


def clearance(table: pd.DataFrame, works: Mapping[str, str]) -> list[Chart]:
    """A chart a kind of work, each over all years in which land is treated."""
    if not len(table):
        return []
    years = tuple(range(int(table["year"].min()), int(table["year"].max()) + 1))
    charts = []
    for work, rows in table.groupby("work_id", sort=False):
        found = dict(zip(rows["year"].tolist(), rows["ha"].tolist(), strict=True))
        values = tuple(float(found.get(year, 0.0)) for year in years)
        title = works.get(str(work), str(work)) or "Clearance"
        charts.append(Chart(Years(title, "ha", years, values), "tr-clearance"))
    return charts


def _years(rows: pd.DataFrame) -> tuple[int, ...]:
    return tuple(int(year) for year in rows["year"])
