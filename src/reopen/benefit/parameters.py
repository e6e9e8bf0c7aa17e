"""The parameters of demand and welfare at one level."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from reopen.errors import RegionError
from reopen.network.rates import LEVELS
from reopen.region.problems import Problem
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.network.rates import Level
    from reopen.region.region import Region

#: Stands for "above 0" among the limits.
LEAST = 1e-12

#: Parameters that the benefits read: id, meaning, least and greatest value that make sense.
KNOWN: tuple[tuple[str, str, float, float], ...] = (
    ("delivered-price-elasticity", "elasticity of demand to the delivered price", LEAST, 50.0),
    ("importer-share", "share of the user surplus that goes to the importer", 0.0, 1.0),
    ("fee-handling-share", "share of border and transit fees that is the cost of handling", 0.0, 1.0),
    ("distance-elasticity", "elasticity of potential trade to the cost of transport", LEAST, 10.0),
    ("closure-effect", "share of potential trade that stays away after an opening", 0.0, 0.99),
    ("trade-elasticity", "elasticity of trade to trade costs in equilibrium and market access", LEAST, 50.0),
    ("value-added-share", "share of value added in gross output", LEAST, 1.0),
    (
        "mode-choice-sensitivity",
        "sensitivity of the choice between ways to their relative cost",
        LEAST,
        1000.0,
    ),
    ("mode-nest-dissimilarity", "dissimilarity of road and rail in the choice", LEAST, 1.0),
    (
        "rail-constant",
        "what a way by rail lacks in quality, in parts of the cheapest way's cost",
        -10.0,
        10.0,
    ),
    ("sea-constant", "what a way by sea lacks in quality, in parts of the cheapest way's cost", -10.0, 10.0),
    ("drayage-factor", "how many times the usual cost of trucks road legs of ways by rail cost", 1.0, 20.0),
    ("border-hours-factor", "factor on the hours at borders", 0.0, 20.0),
    ("border-fee-factor", "factor on border and transit fees", 0.0, 20.0),
    ("trade-volume-factor", "factor on the tonnes of the trade table", 0.0, 20.0),
    ("new-trade-factor", "factor on modelled new trade", 0.0, 20.0),
    ("passenger-volume-factor", "factor on modelled trips", 0.0, 20.0),
    ("passenger-elasticity", "elasticity of trips to their cost", LEAST, 10.0),
    ("trip-distance-elasticity", "elasticity of trips between places to the cost of the way", LEAST, 10.0),
    ("demand-growth", "growth of trade, percent a year", -20.0, 20.0),
    ("phase-in-years", "years until 95 percent of the response has come", 0.0, 100.0),
    ("opening-probability", "probability in a year that a ready link between countries opens", 0.0, 1.0),
    ("reclosure-probability", "probability in a year that an open link between countries closes", 0.0, 1.0),
    ("cost-overrun-road", "overrun of the capital cost of roads, as a share", -1.0, 10.0),
    ("cost-overrun-rail", "overrun of the capital cost of railways, as a share", -1.0, 10.0),
    ("carbon-price", "shadow price of carbon, USD per tonne of CO2 equivalent", 0.0, 10000.0),
    ("carbon-road", "grams of CO2 equivalent per tonne-km by road", 0.0, 10000.0),
    ("carbon-rail", "grams of CO2 equivalent per tonne-km by rail", 0.0, 10000.0),
    ("carbon-sea", "grams of CO2 equivalent per tonne-km by sea", 0.0, 10000.0),
)

#: Parameters by id with their meaning.
REQUIRED: tuple[tuple[str, str], ...] = tuple((i, what) for i, what, _, _ in KNOWN)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of the demand curves at one level.

    Attributes
    ----------
    elasticity : float
        Of demand to the delivered price (theta_p), positive.
    importer_share : tuple of float
        Share of a flow's user surplus that goes to the importer: low, central, high.
    """

    elasticity: float
    importer_share: tuple[float, float, float]


def problems(region: Region) -> list[Problem]:
    """Parameters that the benefits need and the region lacks, or that make no sense."""
    found = ranges(region)
    missing = [
        Problem("parameter.csv", None, "parameter_id", i, None, f"a row {i} ({what})", "add the row")
        for i, what in REQUIRED
        if i not in found or any(isnan(v) for v in found[i])
    ]
    named = {problem.id for problem in missing}
    beyond = []
    for i, _, low, high in KNOWN:
        if i not in named and not low <= found[i][0] <= found[i][1] <= found[i][2] <= high:
            least = "0 <" if low == LEAST else f"{low:g} <="
            expected = f"{least} low <= central <= high <= {high:g}"
            seen, mend = ", ".join(f"{x:g}" for x in found[i]), "correct it there, or in the settings"
            beyond.append(Problem("parameter.csv", None, "", i, seen, expected, mend))
    return missing + beyond


def ranges(region: Region) -> dict[str, tuple[float, float, float]]:
    """Low, central and high value of every parameter of a region, by id."""
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
    found = ranges(region)
    return Parameters(
        elasticity=found["delivered-price-elasticity"][LEVELS.index(level)],
        importer_share=found["importer-share"],
    )
