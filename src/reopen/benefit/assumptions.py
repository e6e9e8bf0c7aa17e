"""Every uncertain figure that the benefits rest on, with its range: at central values, or in draws.

The same formulas take floats (one run at central values) and arrays (all draws at once).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.parameters import KNOWN, ranges
from reopen.network.amounts import passenger_prices, prices
from reopen.network.costs import PASSENGER
from reopen.network.rates import HOURS_PER_DAY, REQUIRED, CargoClass
from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region

SEA = "rates of sea and ports"
#: Groups that the uncertainty is told by; parameters by the beginning of their names, the first that fits.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("value of goods and time", ("value:", "vot:")),
    ("hours and fees at borders", ("border-hours-factor", "border-fee-factor", "fee-handling-share")),
    (
        "passengers and new trade",
        ("car-", "rail-fare", "sea-fare", "rail-passenger", "passenger-", "new-", "closure-"),
    ),
    ("capital cost", ("cost:", "cost-overrun-", "road-maintenance", "rail-maintenance")),
    ("rates of rail and drayage", ("rail-", "gauge-", "drayage-factor")),
    (SEA, ("sea-", "port-")),
    ("rates of road", ("truck-",)),
    ("choice of ways", ("mode-",)),
    ("response and growth", ("delivered-price-elasticity", "demand-growth", "phase-in-years")),
    ("importer's share", ("importer-share",)),
    ("volume of flows", ("trade-volume-factor", "flow:")),
    ("time and closure", ("months:", "opening-probability", "reclosure-probability")),
)
#: Travellers as a class of traffic.
TRAVELLER = CargoClass(PASSENGER, 0.0, 0.0, ("road", "rail", "sea"))
#: What has a range in the tables and is not drawn: shown apart, no part of the benefits, or (loads of
#: wagons, border hours of trains of passengers) in amounts that are those of central rates.
NOT_DRAWN = frozenset(
    {
        "distance-elasticity", "trade-elasticity", "value-added-share", "carbon-price",
        "carbon-road", "carbon-rail", "carbon-sea", "rail-constant", "sea-constant",
        "trip-distance-elasticity", "rail-wagon-load", "rail-passenger-border-hours",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Figures by name: floats at central values, arrays of shape (D,) for D draws.

    Names are those of unit costs and parameters; ``value:`` and ``vot:`` with a cargo class (USD per
    tonne; percent of it a day), ``flow:`` with an internal flow (parts of its central value),
    ``cost:`` (USD m) and ``months:`` with an opening.
    """

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def prices(self, names: tuple[str, ...], class_id: str) -> NDArray[np.float64]:
        """Price of each amount for a cargo class or travellers, shape (..., M), USD per tonne or person."""
        if class_id == TRAVELLER.id:
            return passenger_prices(self.values, border_hours=self["border-hours-factor"])
        return prices(
            names,
            self.values,
            self.vot(class_id),
            drayage=self["drayage-factor"],
            border_hours=self["border-hours-factor"],
            border_fees=self["border-fee-factor"],
        )

    def vot(self, class_id: str) -> Any:
        """Value of time of a class, USD per tonne and hour."""
        return self[f"value:{class_id}"] * self[f"vot:{class_id}"] / 100.0 / HOURS_PER_DAY

    def unit_value(self, class_id: str) -> Any:
        """USD a tonne; a traveller has none, so that demand answers to the cost of the way alone."""
        return 0.0 if class_id == TRAVELLER.id else self[f"value:{class_id}"]

    def elasticity(self, class_id: str) -> Any:
        """Elasticity of demand: to the delivered price, or of trips to their cost."""
        return self["passenger-elasticity" if class_id == TRAVELLER.id else "delivered-price-elasticity"]

    def constants(self) -> NDArray[np.float64]:
        """Constants of the four alternatives, shape (4,); not drawn."""
        rail, sea = float(self["rail-constant"]), float(self["sea-constant"])
        return np.array([0.0, rail, sea, rail + sea])


def uncertain(region: Region) -> dict[str, tuple[float, float, float]]:
    """Low, central and high value of everything that the benefits rest on, by name."""
    links = region["link"]
    read = {i for i, _, _ in REQUIRED} | {str(i) for c in ("tariff_id", "dwell_id") for i in links[c] if i}
    out = {
        str(row["unit_cost_id"]): (float(row["low"]), float(row["central"]), float(row["high"]))
        for row in records(region["unit_cost"])
        if row["unit_cost_id"] in read
    }
    known = ranges(region)
    out |= {i: known[i] for i, _, _, _ in KNOWN}
    for row in records(region["cargo_class"]):
        for what, column in (("value", "unit_value"), ("vot", "vot")):
            out[f"{what}:{row['class_id']}"] = _three(
                row, f"{column}_low", f"{column}_central", f"{column}_high"
            )
    for row in records(region["internal_flow"]):
        low, central, high = _three(row, "low", "central", "high")
        if row["kind"] == "freight":  # each has its name, as flows are told apart by their number
            some = central > 0
            out[f"flow:{row['flow_id']}"] = (low / central, 1.0, high / central) if some else (1.0, 1.0, 1.0)
    for row in records(region["opening"]):
        out[f"cost:{row['opening_id']}"] = _middle(row["cost_usd_m_low"], row["cost_usd_m_high"])
        out[f"months:{row['opening_id']}"] = _middle(row["build_months_low"], row["build_months_high"])
    return out


def _three(row: Mapping[str, Any], *names: str) -> tuple[float, float, float]:
    low, central, high = (float(row[name]) for name in names)
    return low, central, high


def _middle(low: float, high: float) -> tuple[float, float, float]:
    """A range known by its ends: the middle is central; one end alone is all three, none is 0."""
    ends = [float(x) for x in (low, high) if x is not None and not np.isnan(x)] or [0.0]
    return ends[0], (ends[0] + ends[-1]) / 2, ends[-1]


def central(region: Region) -> Assumptions:
    """Everything at its central value."""
    return Assumptions({name: three[1] for name, three in uncertain(region).items()})


def drawn_ranges(region: Region) -> dict[str, tuple[float, float, float]]:
    """What is drawn: everything with a range that is part of the benefits."""
    return {
        name: three
        for name, three in uncertain(region).items()
        if name not in NOT_DRAWN and three[0] != three[2]
    }


def drawn(region: Region, names: tuple[str, ...], draws: NDArray[np.float64]) -> Assumptions:
    """Central values with those of some names drawn.

    Parameters
    ----------
    names : tuple of str
        P names.
    draws : ndarray of float64, shape (D, P)
        Their values.
    """
    values: dict[str, Any] = {name: three[1] for name, three in uncertain(region).items()}
    values |= {name: np.ascontiguousarray(draws[:, n]) for n, name in enumerate(names)}
    return Assumptions(values)


def groups(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Names by group, empty groups left out; what fits nowhere is a tariff or port stay of the region.

    Examples
    --------
    >>> groups(("truck-hour", "vot:bulk"))
    {'value of goods and time': ('vot:bulk',), 'rates of road': ('truck-hour',)}
    """
    left, out = list(names), {}
    for group, starts in GROUPS:
        mine = tuple(n for n in left if n.startswith(starts))
        if mine:
            out[group] = mine
            left = [n for n in left if n not in mine]
    if left:
        out[SEA] = (*out.get(SEA, ()), *left)
    return out
