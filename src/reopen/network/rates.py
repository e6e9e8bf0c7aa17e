"""The rates of the cost model at one level: low, central or high.

"Low" means cheap transport and cheap time, so that saving either is worth little; "high" the
reverse. Loads, which divide a cost, are therefore taken from the other end of their range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from reopen.errors import RegionError
from reopen.region.problems import Problem
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

Level = Literal["low", "central", "high"]
LEVELS: tuple[Level, ...] = ("low", "central", "high")

#: Unit costs that the cost model reads: id, unit, meaning.
REQUIRED: tuple[tuple[str, str, str], ...] = (
    ("truck-opcost", "USD per vehicle-km", "truck operating cost without time"),
    ("truck-hour", "USD/h", "driver, capital and overhead of a truck"),
    ("truck-empty-share", "share of loaded km", "empty running"),
    ("truck-payload", "t", "payload of a loaded truck"),
    ("rail-tariff", "USD per t-km", "rail freight cost"),
    ("rail-wagon-load", "t per wagon", "load that a rail crossing fee is divided by"),
    ("rail-terminal-handling", "USD per t", "loading or unloading at a railway station"),
    ("rail-terminal-hours", "hours", "time at a railway station, each end"),
    ("sea-tariff", "USD/tkm", "short sea, where a link has no tariff of its own"),
    ("port-handling", "USD per t", "port handling, two sides"),
    ("gauge-change", "USD per t", "gauge change where no crossing states one"),
    ("gauge-change-hours", "hours", "time of it"),
    ("car-opcost", "USD per vehicle-km", "car operating cost"),
    ("car-occupancy", "persons", "persons in a car"),
    ("rail-fare", "USD per passenger-km", "passenger cost by rail"),
    ("sea-fare", "USD per passenger-km", "passenger cost by sea"),
    ("rail-passenger-border-hours", "hours", "border time of a passenger train"),
    ("road-maintenance", "USD per km per year", "maintenance of a road"),
    ("rail-maintenance", "USD per km per year", "maintenance of a railway"),
    ("passenger-value-of-time", "USD/h", "value of time of a traveller"),
)

#: Loads: a larger one makes transport cheaper, so they come from the other end of their range.
_LOADS = frozenset({"truck-payload", "rail-wagon-load", "car-occupancy"})
#: The other end of a range.
SWAPPED: Mapping[Level, Level] = {"low": "high", "central": "central", "high": "low"}
HOURS_PER_DAY = 24.0


@dataclass(frozen=True, slots=True)
class CargoClass:
    """A freight class at one level.

    Attributes
    ----------
    id : str
        Class id.
    unit_value : float
        USD per tonne.
    vot : float
        Value of time, USD per tonne and hour.
    modes : tuple of str
        Modes the class may use.
    """

    id: str
    unit_value: float
    vot: float
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """Unit costs and cargo classes at one level."""

    costs: Mapping[str, float]
    classes: tuple[CargoClass, ...]

    def __getitem__(self, unit_cost_id: str) -> float:
        return self.costs[unit_cost_id]

    def transit_fee(self, country_id: str) -> float:
        """Fee of a foreign truck in transit, USD; 0 where the region has no row for it."""
        return self.costs.get(f"{country_id.lower()}-transit-fee", 0.0)


def problems(region: Region) -> list[Problem]:
    """Unit costs that the model needs and the region lacks, and loads that are 0."""
    found = {str(row["unit_cost_id"]): row for row in records(region["unit_cost"])}
    missing = [
        Problem("unit_cost.csv", None, "unit_cost_id", i, None, f"a row {i} ({what}, {unit})", "add the row")
        for i, unit, what in REQUIRED
        if i not in found
    ]
    idle = [
        Problem("unit_cost.csv", None, end, i, f"{row[end]:g}", "a load above 0", "correct it")
        for i, row in found.items()
        for end in LEVELS
        if i in _LOADS and not row[end] > 0
    ]
    return missing + idle


def rates(region: Region, level: Level = "central") -> Rates:
    """Rates of a region at a level.

    Raises
    ------
    RegionError
        When a unit cost that the model needs is missing, or a load is 0; all are named.
    """
    if wrong := problems(region):
        raise RegionError(region.meta.id, wrong)
    found = {str(row["unit_cost_id"]): row for row in records(region["unit_cost"])}
    costs = {i: float(row[SWAPPED[level] if i in _LOADS else level]) for i, row in found.items()}
    return Rates(MappingProxyType(costs), tuple(_classes(region["cargo_class"], level)))


def _classes(table: pd.DataFrame, level: Level) -> list[CargoClass]:
    out = []
    for row in records(table):
        value = float(row[f"unit_value_{level}"])
        hourly = value * float(row[f"vot_{level}"]) / 100.0 / HOURS_PER_DAY
        out.append(CargoClass(str(row["class_id"]), value, hourly, tuple(row["modes"])))
    return out
