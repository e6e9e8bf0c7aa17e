"""``summary.json``: the machine-readable results of a run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from reopen.benefit.frames import PERCENTILES
from reopen.region.records import records
from reopen.report.benefits import packages_as_json
from reopen.report.rebuild_json import as_json as rebuild_as_json
from reopen.report.together import as_json

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.together import Together
    from reopen.study import Study

#: What a range holds: percentiles, and the value at central figures.
ENDS = (*(f"p{q}" for q in PERCENTILES), "central")

#: Digits after the point that figures in USD m and similar carry.
DIGITS = 6


def summary(study: Study) -> dict[str, Any]:
    """The results of a run as plain JSON types; only ``seconds`` and ``stages`` depend on the machine.

    A key whose part is not built yet, or is left out by the settings, is absent.
    """
    countries, lost = study.region["country"], study.unreachable
    rows = _Rows(study)
    blocs = set(countries.loc[countries["kind"] == "gateway_bloc", "country_id"])
    return {
        "version": study.version,
        "seed": study.seed,
        "seconds": round(sum(study.seconds.values()), 3),
        "stages": dict(study.seconds),
        "region": {"id": study.region.meta.id, "title": study.region.meta.title},
        "as_of": study.as_of,
        "input_sha256": study.input_sha256,
        "settings": study.settings.model_dump(mode="json"),
        "openings": [rows.opening(row) for row in records(study.openings)],
        **({"packages": [rows.package(r) for r in records(study.named)]} if len(study.named) else {}),
        **({"combinations": _combinations(study)} if study.packages is not None else {}),
        "views": rows.views(),
        **({"studies": _table(study.compared)} if len(study.compared) else {}),
        **({"sensitivity": _table(study.benefits.sensitivity)} if len(study.benefits.sensitivity) else {}),
        "transit": {
            row["country_id"]: {
                "mtkm": _number(row["transit_mtkm"]),
                "fee_usd_m": _number(row["transit_fee_usd_m"]),
            }
            for row in records(study.transit)
            if row["country_id"] not in blocs
        },
        "gravity": {
            "pairs": study.gravity.pairs,
            "residual": _number(study.gravity.residual),
            "origin": _number(study.gravity.origin),
            "destination": _number(study.gravity.destination),
        },
        **({"together": _together(study.together)} if study.together else {}),
        "unreachable_pairs": {str(c): int((lost["traffic_class"] == c).sum()) for c in study.skim.cost},
        **({"rebuild": rebuild_as_json(study.rebuilding)} if study.rebuilding else {}),
        "accord": {
            "counts": dict(study.accord.counts),
            "flags": dict(study.accord.flags),
            "late": [
                {
                    "provision_id": row["provision_id"],
                    "document_id": row["document_id"],
                    "deadline": row["deadline"],
                    "days_late": int(row["days_late"]),
                    "grade": row["grade"],
                    "status": row["status"],
                }
                for row in records(study.accord.late)
            ],
        },
        "claims_by_side": dict(study.accord.claims_by_side),
        "sources_by_affiliation": dict(study.accord.sources_by_affiliation),
        "notes": list(study.notes),
    }


def _together(found: Together) -> dict[str, Any]:
    """All combinations of the weightiest decisions, and which decisions are not among them."""
    names = found.combinations.openings
    return as_json(found.combinations) | {
        "last_in_usd_m_per_year": {n: _number(v) for n, v in zip(names, found.last_in(), strict=True)},
        "weight_usd_m_per_year": {name: _number(value) for name, value in found.chosen.weight.items()},
        "not_shown": {
            "beyond": list(found.chosen.beyond),
            "idle": list(found.chosen.idle),
            "dearer": list(found.chosen.dearer),
        },
    }


def _combinations(study: Study) -> dict[str, Any]:
    """All combinations net of costs, those that stand out, side payments, and what delay costs."""
    assert study.packages is not None
    out = packages_as_json(study.packages)
    out["seconds"] = study.seconds.get("packages", 0.0)
    if study.together:
        out["shapley"] = as_json(study.together.combinations)["shapley"]
    return out


class _Rows:
    """A study's tables by opening or named package."""

    def __init__(self, study: Study) -> None:
        found = study.benefits
        self.rates = study.settings.discount_rates
        self.gains = _grouped(study.by_country, "opening_id")
        self.appraisal = {str(row["scenario_id"]): row for row in records(found.appraisal)}
        self.priced = {
            (str(r["scenario_id"]), str(r["country_id"])): r for r in records(found.appraisal_by_country)
        }
        self.access = _grouped(study.views.access_by_country, "scenario_id")
        self.welfare = _grouped(study.views.equilibrium_by_country, "scenario_id")
        self.notes = study.views.notes

    def opening(self, row: dict[str, Any]) -> dict[str, Any]:
        """One opening: costs, benefits, appraisal and countries."""
        name = str(row["opening_id"])
        return {
            "id": name,
            "title": row["title"],
            "decision": bool(row["decision"]),
            "cost_usd_m": {end: _number(row[f"cost_usd_m_{end}"]) for end in ("low", "high")},
            "cost_left_usd_m": {end: _number(row[f"cost_left_usd_m_{end}"]) for end in ("low", "high")},
            **self._worth(name, row),
        }

    def package(self, row: dict[str, Any]) -> dict[str, Any]:
        """One named package: its openings, benefits, appraisal and countries."""
        name = str(row["package_id"])
        head = {"id": name, "title": row["title"], "openings": list(row["opening_ids"])}
        return head | self._worth(name, row)

    def _worth(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "benefit_usd_m_per_year": _range(row, "benefit"),
            "new_trade_usd_m_per_year": _range(row, "new_trade"),
            "gateway_benefit_usd_m_per_year": _range(row, "gateway"),
            "rule_of_half_usd_m_per_year": _number(row["rule_of_half_usd_m"]),
            "user_exact_usd_m_per_year": _number(row["user_exact_usd_m"]),
            "share_beyond_rule_of_half": _number(row["share_beyond_rule_of_half"]),
            "carbon_kt_per_year": _number(row["carbon_kt"]),
            **self._appraised(name),
            "countries": {str(c["country_id"]): self._country(name, c) for c in self.gains.get(name, [])},
        }

    def _appraised(self, name: str) -> dict[str, Any]:
        """The appraisal; nothing where no cost is known."""
        row = self.appraisal.get(name)
        if row is None:
            return {}
        return {
            "npv_usd_m": {f"{rate:g}": _range(row, f"npv{rate:g}_usd_m") for rate in self.rates},
            "bcr": _range(row, "bcr"),
            "eirr_percent": _range(row, "eirr"),
            "eirr_known_share": _number(row["eirr_known_share"]),
            "npv_positive_share": _number(row["positive_share"]),
            "first_year_return_percent": _number(row["first_year_return"]),
            "switching_benefits_percent": _number(row["switching_benefits_percent"]),
            "switching_costs_percent": _number(row["switching_costs_percent"]),
            "carbon_pv_usd_m": _number(row["carbon_pv_usd_m"]),
        }

    def _country(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        priced = self.priced.get((name, str(row["country_id"])))
        worth = {"npv_usd_m": _range(priced, "npv_usd_m"), "bcr": _range(priced, "bcr")} if priced else {}
        return {
            "benefit_usd_m_per_year": _range(row, "benefit"),
            **worth,
            "user_usd_m_per_year": _range(row, "user"),
            "fee_usd_m_per_year": _range(row, "fee"),
            "passenger_usd_m_per_year": _range(row, "passenger"),
            "new_trade_usd_m_per_year": _range(row, "new_trade"),
            "transit_mtkm": {k: _number(row[f"transit_mtkm_{k}"]) for k in ("before", "after")},
            "transit_fee_usd_m": {k: _number(row[f"transit_fee_usd_m_{k}"]) for k in ("before", "after")},
        }

    def views(self) -> dict[str, Any]:
        """Market access and equilibrium by opening or package and country; never to be added up."""
        levels = ("low", "central", "high")
        return {
            "market_access_percent": {
                name: {str(r["country_id"]): _number(r["percent"]) for r in rows}
                for name, rows in self.access.items()
            },
            "equilibrium": {
                name: {
                    str(r["country_id"]): {
                        key: {level: _number(r[f"{key}_{level}"]) for level in levels}
                        for key in ("percent", "usd_m")
                    }
                    for r in rows
                }
                for name, rows in self.welfare.items()
            },
            "notes": list(self.notes),
        }


def _grouped(table: pd.DataFrame, key: str) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for row in records(table):
        out.setdefault(str(row[key]), []).append(row)
    return out


def _table(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as plain types; None where there is no number."""
    return [
        {key: _number(value) if isinstance(value, float) else value for key, value in row.items()}
        for row in records(table)
    ]


def _range(row: dict[str, Any], name: str) -> dict[str, float | None]:
    return {end: _number(row[f"{name}_{end}"]) for end in ENDS}


def _number(value: float) -> float | None:
    """A rounded number; None where there is none. Never minus zero."""
    return None if not math.isfinite(value) else round(float(value), DIGITS) + 0.0
