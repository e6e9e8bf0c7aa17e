"""The study's results as the page's data: openings, countries, pairs, transit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen.benefit.decisions import decisions
from reopen.region.records import records
from reopen.report.numbers import significant

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region
    from reopen.study import Study

#: A range as the page holds it.
LEVELS = ("p10", "p50", "p90")

#: Ends of the ranges of costs and months.
ENDS = ("low", "high")

#: What the chart can show by country: id, label, unit and whether it has a range.
MEASURES = (
    ("benefit", "Benefit", "USD m a year", True),
    ("user", "of which users", "USD m a year", True),
    ("fee", "of which fees", "USD m a year", True),
    ("passenger", "of which passengers", "USD m a year", True),
    ("new_trade", "New trade (modelled), apart", "USD m a year", True),
    ("transit_mtkm", "Transit, change", "million tonne-km a year", False),
    ("transit_fee_usd_m", "Transit fees, change", "USD m a year", False),
)

#: Measure of the appraisal, whose label names the discount rate.
NPV = "npv_usd_m"

_SAVED = {"hours": "hours_per_t", "usd_per_t": "usd_per_t"}

#: Changes in transit below this (million tonne-km a year) are not told.
LEAST_TRANSIT = 0.1

#: Pairs of countries listed for one opening.
PAIRS_SHOWN = 8


def measures(study: Study) -> list[list[Any]]:
    """What the chart can show, the net present value at the first discount rate among it."""
    rate = study.settings.discount_rates[0]
    worth = [NPV, f"Net present value at {rate:g} %", f"USD m over {study.settings.horizon} years", True]
    head, *rest = (list(measure) for measure in MEASURES)
    return [head, worth, *rest]


def countries(region: Region) -> list[dict[str, Any]]:
    """Countries and gateway blocs in the alphabetical order of their codes."""
    table = region["country"].sort_values("country_id")
    return [
        {
            "id": row["country_id"],
            "name": row["name"],
            "kind": row["kind"],
            "colour": row["colour"] or "#66717d",
        }
        for row in records(table)
    ]


def openings(study: Study) -> list[dict[str, Any]]:
    """Openings in the study's order with costs, totals and what they need."""
    npv = _npv(study)
    return [
        fact
        | {
            "pairs_changed": int(row["pairs_changed"]),
            "tonnes_kt": significant(row["tonnes_changed_kt"]),
            **_saved(study, str(row["opening_id"])),
            "benefit": _range(row, "benefit"),
            "npv": npv.get(str(row["opening_id"])),
            "new_trade": _range(row, "new_trade"),
            "gateway": _range(row, "gateway"),
            "transit": _transit(study, str(row["opening_id"])),
            "by_country": _by_country(study, str(row["opening_id"])),
            "pairs": _pairs(study, str(row["opening_id"])),
        }
        for fact, row in zip(facts(study.region, study.as_of), records(study.openings), strict=True)
    ]


def facts(region: Region, as_of: str) -> list[dict[str, Any]]:
    """What a region's tables tell of its openings: what is left to pay of each, and what it needs."""
    waiting = decisions(region, as_of)
    return [
        {
            "id": row["opening_id"],
            "title": row["title"],
            "kind": row["kind"],
            "decision": row["opening_id"] in waiting,
            "links": list(row["link_ids"]),
            "crossings": list(row["crossing_ids"]),
            "countries": sorted(row["country_ids"]),
            "cost": [significant(row[f"cost_usd_m_{end}"] * (1.0 - row["share_built"])) for end in ENDS],
            "cost_basis": row["cost_basis"],
            "share_built": significant(row["share_built"]),
            "months": [significant(row[f"build_months_{end}"]) for end in ENDS],
            "depends_on": list(row["depends_on"]),
            "alternatives": list(row["alternatives"]),
            "provisions": list(row["provision_ids"]),
            "consent": _consent(region["consent"], str(row["opening_id"])),
            "note": row["note"],
            "source": list(row["source"]),
            "confidence": row["confidence"],
        }
        for row in records(region["opening"])
    ]


def _range(row: dict[str, Any], measure: str) -> list[float | None]:
    return [significant(row[f"{measure}_{level}"]) for level in LEVELS]


def _npv(study: Study) -> dict[str, list[float | None]]:
    """Net present value over the region's countries at the first rate, where a cost is known."""
    key = f"npv{study.settings.discount_rates[0]:g}_usd_m"
    return {str(row["scenario_id"]): _range(row, key) for row in records(study.benefits.appraisal)}


def _by_country(study: Study, opening: str) -> dict[str, dict[str, list[float | None]]]:
    table = study.by_country
    out: dict[str, dict[str, list[float | None]]] = {}
    for row in records(table[table["opening_id"] == opening].sort_values("country_id")):
        values: dict[str, list[float | None]] = {}
        for measure, _, _, ranged in MEASURES:
            if ranged:
                values[measure] = _range(row, measure)
            else:
                change = row[f"{measure}_after"] - row[f"{measure}_before"]
                values[measure] = [significant(change)] * 3
        out[str(row["country_id"])] = values
    priced = study.benefits.appraisal_by_country
    for row in records(priced[priced["scenario_id"] == opening]):
        out[str(row["country_id"])][NPV] = _range(row, NPV)
    return out


def _transit(study: Study, opening: str) -> list[list[Any]]:
    """Changes in the countries' transit (million tonne-km a year), the largest first."""
    table = study.by_country[study.by_country["opening_id"] == opening]
    change = (table["transit_mtkm_after"] - table["transit_mtkm_before"]).set_axis(table["country_id"])
    blocs = set(study.region["country"].query("kind != 'country'")["country_id"])
    moved = [
        (code, value) for code, value in change.items() if code not in blocs and abs(value) >= LEAST_TRANSIT
    ]
    return [[code, significant(value)] for code, value in sorted(moved, key=lambda m: (-abs(m[1]), m[0]))]


def _saved(study: Study, opening: str) -> dict[str, float | None]:
    """Hours and USD saved a tonne, over the tonnes whose way changes."""
    mine = study.by_pair[study.by_pair["opening_id"] == opening]
    changed = mine["tonnes_changed_kt"].sum() if len(mine) else 0.0
    if not changed:
        return {"hours_per_t": 0.0, "usd_per_t": 0.0}
    saved = {
        key: ((mine[f"{key}_before"] - mine[f"{key}_after"]) * mine["tonnes_kt"]).sum() for key in _SAVED
    }
    return {name: significant(saved[key] / changed) for key, name in _SAVED.items()}


def _pairs(study: Study, opening: str) -> list[dict[str, Any]]:
    table = study.by_pair
    mine = table[table["opening_id"] == opening]
    order = mine["benefit_usd_m"].abs().sort_values(ascending=False, kind="stable").index[:PAIRS_SHOWN]
    return [
        {
            "from": row["origin_id"],
            "to": row["destination_id"],
            "tonnes_kt": significant(row["tonnes_kt"]),
            "changed_kt": significant(row["tonnes_changed_kt"]),
            "usd_per_t": [significant(row["usd_per_t_before"]), significant(row["usd_per_t_after"])],
            "hours": [significant(row["hours_before"]), significant(row["hours_after"])],
            "benefit": significant(row["benefit_usd_m"]),
        }
        for row in records(mine.loc[order])
    ]


def _consent(table: pd.DataFrame, opening: str) -> list[dict[str, str]]:
    mine = table[table["opening_id"] == opening].sort_values(["role", "actor"])
    return [{key: str(row[key]) for key in ("actor", "kind", "role", "note")} for row in records(mine)]
