"""``summary.json``: the machine-readable results of a run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from reopen.region.records import records
from reopen.report.together import as_json

if TYPE_CHECKING:
    from reopen.benefit.together import Together
    from reopen.study import Study

#: Digits after the point that figures in USD m and similar carry.
DIGITS = 6


def summary(study: Study) -> dict[str, Any]:
    """The results of a run as plain JSON types; only ``seconds`` and ``stages`` depend on the machine.

    A key whose part is not built yet, or is left out by the settings, is absent.
    """
    countries, lost = study.region["country"], study.unreachable
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
        "openings": [_opening(study, row) for row in records(study.openings)],
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
        "accord": {
            "counts": dict(study.accord.counts),
            "late": [
                {
                    "provision_id": row["provision_id"],
                    "document_id": row["document_id"],
                    "deadline": row["deadline"],
                    "days_late": int(row["days_late"]),
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
        "not_shown": {"beyond": list(found.chosen.beyond), "idle": list(found.chosen.idle), "dearer": list(found.chosen.dearer)},
    }


def _opening(study: Study, row: dict[str, Any]) -> dict[str, Any]:
    mine = study.by_country[study.by_country["opening_id"] == row["opening_id"]]
    return {
        "id": row["opening_id"],
        "title": row["title"],
        "decision": bool(row["decision"]),
        "cost_usd_m": {end: _number(row[f"cost_usd_m_{end}"]) for end in ("low", "high")},
        "cost_left_usd_m": {end: _number(row[f"cost_left_usd_m_{end}"]) for end in ("low", "high")},
        "benefit_usd_m_per_year": _range(row, "benefit"),
        "new_trade_usd_m_per_year": _range(row, "new_trade"),
        "gateway_benefit_usd_m_per_year": _range(row, "gateway"),
        "countries": {c["country_id"]: _country(c) for c in records(mine)},
    }


def _country(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "benefit_usd_m_per_year": _range(row, "benefit"),
        "user_usd_m_per_year": _range(row, "user"),
        "fee_usd_m_per_year": _range(row, "fee"),
        "new_trade_usd_m_per_year": _range(row, "new_trade"),
        "transit_mtkm": {k: _number(row[f"transit_mtkm_{k}"]) for k in ("before", "after")},
        "transit_fee_usd_m": {k: _number(row[f"transit_fee_usd_m_{k}"]) for k in ("before", "after")},
    }


def _range(row: dict[str, Any], name: str) -> dict[str, float | None]:
    return {end: _number(row[f"{name}_{end}"]) for end in ("low", "central", "high")}


def _number(value: float) -> float | None:
    """A rounded number; None where there is none. Never minus zero."""
    return None if not math.isfinite(value) else round(float(value), DIGITS) + 0.0
