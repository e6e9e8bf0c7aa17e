"""Who gains, as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from reopen.benefit.packages import delay
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.benefits import Benefits
    from reopen.benefit.packages import Packages

#: Digits after the point.
DIGITS = 6


def as_json(found: Benefits) -> dict[str, Any]:
    """The results as plain JSON types: every table as a list of rows, and the packages that stand out."""
    out: dict[str, Any] = {
        "draws": len(found.gains.drawing),
        "named": [{"id": p.id, "title": p.title, "openings": list(p.openings)} for p in found.named],
        "totals": _rows(found.totals),
        "by_country": _rows(found.by_country),
        "appraisal": _rows(found.appraisal),
        "appraisal_by_country": _rows(found.appraisal_by_country),
        "tornado": _rows(found.tornado),
        "counts": _rows(found.counts),
        "kinds_of_way": _rows(found.shares),
    }
    if len(found.sensitivity):
        out["sensitivity"] = _rows(found.sensitivity)
    if found.packages is not None:
        out["packages"] = packages_as_json(found.packages)
    return out


def packages_as_json(found: Packages) -> dict[str, Any]:
    """Packages that stand out, with their openings by name."""

    def named(code: int | None) -> list[str] | None:
        return None if code is None else list(found.members(code))

    net, pay = found.net(), found.payments
    out: dict[str, Any] = {
        "openings": list(found.openings),
        "given": list(found.given),
        "count": len(net),
        "feasible": int(found.feasible.sum()),
        "epsilon_usd_m_per_year": found.epsilon,
        "pareto": [named(code) for code in found.front],
        "smallest_all_gain": {key: named(code) for key, code in found.smallest.items()},
        "nash": named(found.nash),
        "valued": [
            {
                "openings": named(p.code),
                "net_usd_m_per_year": {
                    c: dict(
                        zip(("p10", "p50", "p90", "central"), _four(p.gains[:, n], p.central[n]), strict=True)
                    )
                    for n, c in enumerate(found.countries)
                    if found.inside[n]
                },
                "delay_usd_m_per_month": {
                    c: number(delay(found, p.code)[n])
                    for n, c in enumerate(found.countries)
                    if found.inside[n]
                },
            }
            for p in found.valued
        ],
    }
    if pay is not None:
        out["side_payments"] = {
            "package": named(pay.code),
            "core": pay.core,
            "epsilon_usd_m_per_year": number(pay.epsilon),
            "players": {
                c: {"gain": number(g), "share": number(s), "receives": number(s - g)}
                for c, g, s in zip(pay.players, pay.gain, pay.nucleolus, strict=True)
            },
        }
    return out


def _four(ends: Any, central: float) -> list[float | None]:
    return [number(x) for x in (*ends, central)]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain types, None where there is no number."""
    return [{key: _plain(value) for key, value in row.items()} for row in records(table)]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return number(value)
    return list(value) if isinstance(value, tuple) else value


def number(value: float) -> float | None:
    """A rounded number; None where there is none. Never minus zero."""
    return None if not math.isfinite(value) else round(float(value), DIGITS) + 0.0
