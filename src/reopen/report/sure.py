"""How sure the numbers are: modelled flows beside counts, kinds of way, and published studies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.records import records
from reopen.report.numbers import MISSING, amount, span

if TYPE_CHECKING:
    from reopen.study import Study

PERCENT, THOUSAND = 100.0, 1e3

#: Groups of figures listed for each scenario, the weightiest first, and scenarios listed.
GROUPS, SCENARIOS = 6, 6

#: What of a run a published figure is set beside, in words, and its unit.
MEASURES = {
    "welfare_percent": ("real spending in general equilibrium", "percent"),
    "benefit_percent_of_gdp": ("yearly benefit, new trade included", "percent of GDP"),
    "transit_change_percent": ("transit through the country", "percent"),
    "payback_years": ("years until all benefits have paid the cost", "years"),
    "payback_from_fees_years": ("years until the states’ fees have paid the cost", "years"),
    "cost_usd_m": ("cost", "USD m"),
    "return_percent": ("economic return", "percent a year"),
    "months": ("time of works", "months"),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """Goods that leave or enter a country by kind of way: thousand tonnes a year, and percent of them."""

    country_id: str
    name: str
    kt: float
    percents: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A published figure beside ours, as texts."""

    study_id: str
    author: str
    year: str
    scope: str
    what: str
    published: str
    result: str
    unit: str
    ours: str
    span: str
    why: str


def ways(study: Study) -> tuple[Ways, ...]:
    """Kinds of way by country and gateway, in the order of codes."""
    table = study.benefits.shares
    columns = [name for name in table.columns if name.endswith("_kt")]
    out = []
    for row in records(study.region["country"].sort_values("country_id")):
        code = str(row["country_id"])
        mine = table[(table["origin_id"] == code) | (table["destination_id"] == code)]
        sums = {name: float(mine[name].sum()) for name in columns}
        total = sum(sums.values())
        if total > 0:
            parts = tuple((_way(name), PERCENT * kt / total) for name, kt in sums.items())
            out.append(Ways(code, str(row["name"]), total, parts))
    return tuple(out)


def _way(column: str) -> str:
    return column.removesuffix("_kt").replace("_", " ")


def calibration(study: Study) -> list[dict[str, Any]]:
    """Observed shares of kinds of way beside those of the fitted choice; empty where none is observed."""
    fitted = study.benefits.calibration
    return [] if fitted is None else records(fitted.table)


def counts(study: Study) -> list[dict[str, Any]]:
    """Counts with what the model puts on the same links, the largest count first."""
    return records(study.benefits.counts.sort_values(["unit", "observed"], ascending=[True, False]))


def misfit(study: Study) -> float:
    """Typical factor between modelled and counted flows: exp of the root mean square log of their ratio.

    NaN without a count that the model meets with any flow.
    """
    ratio = study.benefits.counts["ratio"].to_numpy(dtype=np.float64)
    ratio = ratio[np.isfinite(ratio) & (ratio > 0)]
    return float(np.exp(np.sqrt(np.mean(np.log(ratio) ** 2)))) if len(ratio) else math.nan


def studies(study: Study) -> tuple[Beside, ...]:
    """Published studies beside this one."""
    titles = {str(r["opening_id"]): str(r["title"]) for r in records(study.openings)}
    titles |= {str(r["package_id"]): str(r["title"]) for r in records(study.named)}
    out = []
    for row in records(study.compared):
        what, unit = MEASURES.get(str(row["measure"]), (str(row["measure"]), str(row["unit"])))
        where = f" of {row['country_id']}" if row["country_id"] else ""
        out.append(
            Beside(
                study_id=str(row["study_id"]),
                author=str(row["author"]),
                year=f"{row['year']:.0f}" if row["year"] == row["year"] else "no year",
                scope=str(row["scope"]),
                what=f"{titles.get(str(row['scenario_id']), str(row['scenario_id']))}: {what}{where}",
                published=_reach(row["published_low"], row["published_high"]),
                result=str(row["result"]),
                unit=unit,
                ours=_one(row["ours"]),
                span=_reach(row["ours_low"], row["ours_high"]),
                why=str(row["why"]),
            )
        )
    return tuple(out)


def _one(value: float | None) -> str:
    if value is not None and math.isinf(value):
        return "never"
    return amount(value)


def _reach(low: float | None, high: float | None) -> str:
    """A range as text; one end where only one is known, "never" for an infinite one."""
    ends = [None if x is None or math.isnan(x) else float(x) for x in (low, high)]
    if ends[0] is None and ends[1] is None:
        return MISSING
    if ends[0] is None or ends[1] is None:
        return f"from {_one(ends[0])}" if ends[1] is None else f"up to {_one(ends[1])}"
    if math.isinf(ends[0]) or math.isinf(ends[1]):
        return _one(ends[0]) if ends[0] == ends[1] else f"{_one(ends[0])} to {_one(ends[1])}"
    return span(ends[0], ends[1])


def sensitivity(study: Study) -> list[tuple[str, list[dict[str, Any]]]]:
    """Sobol indices of the scenarios of largest benefit: title, and groups by their total index."""
    table = study.benefits.sensitivity
    if not len(table):
        return []
    titles = {str(r["opening_id"]): str(r["title"]) for r in records(study.openings)}
    order = study.openings.sort_values(["benefit_p50", "opening_id"], ascending=[False, True])
    out: list[tuple[str, list[dict[str, Any]]]] = []
    for name in [str(o) for o in order["opening_id"]]:
        mine = table[(table["scenario_id"] == name) & (table["outcome"] == "benefit_usd_m_per_year")]
        if len(mine) and len(out) < SCENARIOS:
            top = mine.sort_values(["total", "group"], ascending=[False, True]).head(GROUPS)
            out.append((titles[name], records(top)))
    return out
