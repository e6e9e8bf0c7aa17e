"""Packages for the page: those on the Pareto front and those valued in draws, each with its openings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen.web.answers import number

if TYPE_CHECKING:
    from reopen.benefit.packages import Package, Packages


def as_json(found: Packages) -> dict[str, Any]:
    """The front, packages valued in draws, the smallest that leave nobody worse off, and side payments."""
    net, valued = found.net(), {p.code: p for p in found.valued}

    def one(code: int) -> dict[str, Any]:
        return {
            "code": code,
            "open": [*found.given, *found.members(code)],
            "total": number(net[code, found.inside].sum()),
            "by_country": {c: number(v) for c, v in zip(found.countries, net[code], strict=True)},
            "feasible": bool(found.feasible[code]),
            **_drawn(found, valued.get(code)),
        }

    deal = found.payments
    return {
        "openings": list(found.openings),
        "given": list(found.given),
        "countries": [c for c, here in zip(found.countries, found.inside, strict=True) if here],
        "epsilon": found.epsilon,
        "front": [one(code) for code in found.front],
        "valued": [one(code) for code in valued],
        "smallest": dict(found.smallest),
        "nash": found.nash,
        "payments": None
        if deal is None
        else {
            "players": list(deal.players),
            "code": deal.code,
            "gain": [number(x) for x in deal.gain],
            "nucleolus": [number(x) for x in deal.nucleolus],
            "core": deal.core,
        },
    }


def _drawn(found: Packages, package: Package | None) -> dict[str, Any]:
    """Ranges of a package that was valued in draws."""
    if package is None:
        return {"gains": None, "sure": None}
    return {
        "gains": {c: [number(x) for x in package.gains[:, n]] for n, c in enumerate(found.countries)},
        "sure": {c: number(x) for c, x in zip(found.countries, package.sure, strict=True)},
    }
