"""The parameters of demand and welfare at one level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.errors import RegionError
from reopen.region.problems import Problem

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


def parameters(region: Region, level: Level) -> Parameters:
    """Parameters of a region at a level; "low" is the end at which benefits are low.

    Raises
    ------
    RegionError
        When a parameter is missing; all of them are named.
    """
    table = region["parameter"].set_index("parameter_id")[["low", "central", "high"]]
    missing = [
        Problem("parameter.csv", None, "parameter_id", i, None, f"a row {i} ({meaning})", "add the row")
        for i, meaning in REQUIRED
        if i not in table.index or table.loc[i].isna().any()
    ]
    if missing:
        raise RegionError(region.meta.id, missing)
    low, central, high = (float(v) for v in table.loc["importer-share"])
    other: Level = {"low": "high", "central": "central", "high": "low"}[level]  # type: ignore[assignment]
    return Parameters(
        elasticity=float(table.at["delivered-price-elasticity", level]),
        importer_share=(low, central, high),
        fee_net=1.0 - float(table.at["fee-handling-share", other]),
        cost_elasticity=float(table.at["distance-elasticity", "central"]),
        closure_effect=float(table.at["closure-effect", other]),
    )
