"""Published studies beside what a run finds, and why they differ.

A study can be set beside a run where its row names a package or an opening (``scenario_id``) and
what of it to compare (``measure``). Nothing in the model is tuned to hit any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.benefits import Benefits
    from reopen.benefit.views import Views
    from reopen.region.region import Region

#: What of a run a study's figure can be set beside, and the units of such figures; of a study with
#: another unit only the result in words stands beside ours.
MEASURES: dict[str, tuple[str, ...]] = {
    "welfare_percent": ("percent GDP", "percent regional GDP"),  # of a country, in general equilibrium
    "benefit_percent_of_gdp": ("percent GDP",),  # yearly benefit of a country, new trade included
    "transit_change_percent": ("percent",),  # tonne-km in transit through a country
    "payback_years": ("years",),  # of the cost by all benefits
    "payback_from_fees_years": ("years",),  # of the cost by the states' income from fees, less maintenance
    "cost_usd_m": ("USD million",),
    "return_percent": ("percent",),
    "months": ("months",),
}
#: Measures of which every country has its own.
BY_COUNTRY = ("welfare_percent", "benefit_percent_of_gdp", "transit_change_percent")
PERCENT = 100.0


def compare(region: Region, found: Benefits, views: Views) -> pd.DataFrame:
    """One row a study that can be compared: its figure, ours with the range, and why they differ.

    Returns
    -------
    DataFrame
        ``study_id, author, year, scope, published_low, published_high, unit, scenario_id, measure,
        country_id, ours_low, ours, ours_high, why``.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for row in records(region["study"]):
        if row["scenario_id"] not in found.gains.names:
            continue
        figure = row["unit"] in MEASURES[row["measure"]]
        for country in _whose(region, row):
            low, middle, high = _ours(region, found, views, row["scenario_id"], row["measure"], country)
            rows.append(
                {
                    "study_id": row["study_id"],
                    "author": row["author"],
                    "year": row["year"],
                    "scope": row["scope"],
                    "published_low": row["value_low"] if figure else np.nan,
                    "published_high": row["value_high"] if figure else np.nan,
                    "result": row["result"],
                    "unit": row["unit"],
                    "scenario_id": row["scenario_id"],
                    "measure": row["measure"],
                    "country_id": country,
                    "ours_low": low,
                    "ours": middle,
                    "ours_high": high,
                    "why": row["difference"],
                }
            )
    columns = ["study_id", "author", "year", "scope", "published_low", "published_high", "result", "unit"]
    columns += ["scenario_id", "measure", "country_id", "ours_low", "ours", "ours_high", "why"]
    return pd.DataFrame(rows, columns=columns)


def _whose(region: Region, row: dict[str, Any]) -> list[str]:
    """The country that a study's figure is of; all of the region where it names none."""
    if row["country_id"] or row["measure"] not in BY_COUNTRY:
        return [row["country_id"]]
    table = region["country"]
    return sorted(str(c) for c in table[table["kind"] == "country"]["country_id"])


def _only(table: pd.DataFrame) -> dict[str, Any]:
    """The one row of a table."""
    (row,) = records(table)
    return row


def _ours(
    region: Region, found: Benefits, views: Views, scenario: str, measure: str, country: str
) -> tuple[float, float, float]:
    """A run's figure with its range: P10 and P90, or low and high."""
    members = next((p.openings for p in found.named if p.id == scenario), (scenario,))
    if measure == "welfare_percent":
        table = views.equilibrium_by_country
        row = _only(table[(table["scenario_id"] == scenario) & (table["country_id"] == country)])
        ends = sorted(float(row[f"percent_{end}"]) for end in ("low", "central", "high"))
        return ends[0], float(row["percent_central"]), ends[-1]
    if measure in ("benefit_percent_of_gdp", "transit_change_percent"):
        table = found.by_country
        row = _only(table[(table["opening_id"] == scenario) & (table["country_id"] == country)])
        if measure == "transit_change_percent":
            before, after = row["transit_mtkm_before"], row["transit_mtkm_after"]
            change = PERCENT * (after / before - 1.0) if before > 0 else np.nan
            return np.nan, float(change), np.nan
        gdp = _only(region["country"][region["country"]["country_id"] == country])["gdp_usd_m"]
        low, middle, high = (
            PERCENT * float(row[f"benefit_p{q}"] + row[f"new_trade_p{q}"]) / gdp for q in (10, 50, 90)
        )
        return low, middle, high
    if measure == "months":
        table = region["opening"].set_index("opening_id").loc[list(members)]
        low, high = (float(table[f"build_months_{e}"].max()) for e in ("low", "high"))
        return low, (low + high) / 2, high
    if scenario not in found.appraised:
        return np.nan, np.nan, np.nan
    center, draws = found.appraised[scenario]
    if measure == "cost_usd_m":
        table = region["opening"].set_index("opening_id").loc[list(members)]
        low, high = (float(table[f"cost_usd_m_{e}"].sum()) for e in ("low", "high"))
        return low, (low + high) / 2, high
    if measure == "return_percent":
        known = draws.eirr[np.isfinite(draws.eirr)]
        low, high = np.percentile(known, (10, 90)) if len(known) else (np.nan, np.nan)
        return PERCENT * float(low), PERCENT * float(center.eirr[0]), PERCENT * float(high)
    # Payback without discounting; never, where nothing comes in.
    at, inside = found.gains.drawing.at, ~found.gains.scene.demand.gateway
    kind = "benefit" if measure == "payback_years" else "fee"
    yearly = found.gains.drawn[kind][found.gains.names.index(scenario)][:, inside].sum(axis=1)
    yearly = yearly - sum(found.works[o].maintenance(at) for o in members)
    cost = sum(found.works[o].capital(at) for o in members) + np.zeros(len(yearly))
    years = np.where(yearly > 0, cost / np.where(yearly > 0, yearly, 1.0), np.inf)
    low, middle, high = np.percentile(years, (10, 50, 90), method="nearest")
    return float(low), float(middle), float(high)
