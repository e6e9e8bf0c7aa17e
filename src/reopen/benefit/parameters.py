"""The parameters of demand and welfare at one level."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from reopen.errors import RegionError
from reopen.network.rates import LEVELS, SWAPPED
from reopen.region.problems import Problem
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.network.rates import Level
    from reopen.region.region import Region

#: Parameters that the benefits read: id, meaning.
REQUIRED: tuple[tuple[str, str], ...] = (
    ("delivered-price-elasticity", "elasticity of demand to the delivered price"),
    ("importer-share", "share of the user surplus that goes to the importer"),
    ("fee-handling-share", "share of border and transit fees that is the cost of handling"),
    ("distance-elasticity", "elasticity of potential trade to the cost of transport"),
    ("closure-effect", "share of potential trade that stays away after an opening"),
)

#: Least and greatest values that make sense.
_LIMITS = {
    "delivered-price-elasticity": (0.0, 50.0),
    "importer-share": (0.0, 1.0),
    "fee-handling-share": (0.0, 1.0),
    "distance-elasticity": (0.0, 10.0),
    "closure-effect": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters at one level.

    Attributes
    ----------
    elasticity : float
        Of demand to the delivered price (theta_p), positive.
    importer_share : tuple of float
        Share of a flow's user surplus that goes to the importer: low, central, high.
    fee_net : float
        Share of fees that is income beyond the cost of handling.
    cost_elasticity : float
        Of potential trade to the cost of transport, positive.
    closure_effect : float
        Share of the potential trade of a suppressed pair that stays away.
    """

    elasticity: float
    importer_share: tuple[float, float, float]
    fee_net: float
    cost_elasticity: float
    closure_effect: float


def problems(region: Region) -> list[Problem]:
    """Parameters that the benefits need and the region lacks, or that make no sense."""
    found = _ranges(region)
    missing = [
        Problem("parameter.csv", None, "parameter_id", i, None, f"a row {i} ({what})", "add the row")
        for i, what in REQUIRED
        if i not in found or any(isnan(v) for v in found[i])
    ]
    named = {problem.id for problem in missing}
    beyond = []
    for i, (low, high) in _LIMITS.items():
        if i not in named and not low <= found[i][0] <= found[i][1] <= found[i][2] <= high:
            expected = f"{low:g} <= low <= central <= high <= {high:g}"
            beyond.append(Problem("parameter.csv", None, "", i, f"{found[i]}", expected, "correct it"))
    return missing + beyond


def _ranges(region: Region) -> dict[str, tuple[float, float, float]]:
    return {
        str(row["parameter_id"]): (float(row["low"]), float(row["central"]), float(row["high"]))
        for row in records(region["parameter"])
    }


def parameters(region: Region, level: Level) -> Parameters:
    """Parameters of a region at a level; "low" is the end at which benefits are low.

    Raises
    ------
    RegionError
        When a parameter is missing or beyond its limits; all of them are named.
    """
    if wrong := problems(region):
        raise RegionError(region.meta.id, wrong)
    ranges = _ranges(region)
    at, other = LEVELS.index(level), LEVELS.index(SWAPPED[level])
    return Parameters(
        elasticity=ranges["delivered-price-elasticity"][at],
        importer_share=ranges["importer-share"],
        fee_net=1.0 - ranges["fee-handling-share"][other],
        cost_elasticity=ranges["distance-elasticity"][1],
        closure_effect=ranges["closure-effect"][other],
    )
