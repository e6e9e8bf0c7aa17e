"""How a programme is made: kinds of work, winters by altitude and the figures that tasks need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from reopen.rebuild.programme import Range
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

#: Shares of the value of an asset that are lost, by damage grade 0 to 4.
DAMAGE = tuple(f"damage-share-{grade}" for grade in range(5))
BUILD_BACK_BETTER = "build-back-better"
HOUSEHOLD_SIZE = "household-size"
VALUE_OF_HOME = "value-of-home"
#: What an asset without a grade counts as: something to be built that never stood there.
NEW = Range(1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: a row of the table ``work``.

    Attributes
    ----------
    id, title, track, applies_to, sector, unit, horizon : str
        As in the table.
    unit_cost_ids : tuple of str
        Of works on assets, which ones they are for; of others, the cost of one unit.
    share_id : str
        Share of the hazard area that is treated; empty for all of it.
    crew_id : str
        Crew; empty where none is scarce.
    teams : int
        Teams at work at once on one task.
    rate : Range or None
        What one team does in a month.
    months : int
        Duration where there is no rate.
    batch : float or None
        Largest quantity of one task.
    after : tuple of str
        Works that come first in the same settlement.
    lag : int
        Months between them and this one.
    seasonal : bool
        Whether winter stops it.
    """

    id: str
    title: str
    track: str
    applies_to: str
    sector: str
    unit: str = "each"
    horizon: str = "medium"
    unit_cost_ids: tuple[str, ...] = ()
    share_id: str = ""
    crew_id: str = ""
    teams: int = 1
    rate: Range | None = None
    months: int = 1
    batch: float | None = None
    after: tuple[str, ...] = ()
    lag: int = 0
    seasonal: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """What tasks are made by.

    Attributes
    ----------
    works : mapping of str to Work
        Kinds of work by id, in the order of the table.
    figures : mapping of str to Range
        Parameters by id.
    winters : tuple of (float, tuple of int)
        Altitude in m from which months are closed, and those months, lowest first.
    """

    works: Mapping[str, Work]
    figures: Mapping[str, Range]
    winters: tuple[tuple[float, tuple[int, ...]], ...]

    def of_kind(self, *kinds: str) -> list[Work]:
        """Works that apply to something, in the order of the table."""
        return [work for work in self.works.values() if work.applies_to in kinds]

    def closed_months(self, altitude: float) -> tuple[int, ...]:
        """Months that winter closes at an altitude; none where the altitude is not known (NaN)."""
        found: tuple[int, ...] = ()
        for above, months in self.winters:
            if altitude >= above:
                found = months
        return found

    def damage(self, grade: float, grade_high: float | None = None) -> Range:
        """Share of an asset's value that its damage takes; all of it where it has no grade (NaN).

        Where damage may be of a grade up to ``grade_high``, the high end is that of the higher grade.
        """
        if isnan(grade):
            return NEW
        share = self.figures[DAMAGE[int(grade)]]
        if grade_high is None or isnan(grade_high) or grade_high <= grade:
            return share
        return Range(share.low, share.central, self.figures[DAMAGE[int(grade_high)]].high)

    def work_for(self, sector: str, unit_cost_id: str) -> Work | None:
        """The work that an asset asks for: by what replacing it costs, else by its sector alone."""
        rest = None
        for work in self.of_kind("asset"):
            if work.sector == sector and unit_cost_id in work.unit_cost_ids:
                return work
            if work.sector == sector and not work.unit_cost_ids and rest is None:
                rest = work
        return rest


def recipe(region: Region) -> Recipe:
    """Read the recipe of a region."""
    works = {row["work_id"]: _work(row) for row in records(region["work"])}
    winters = sorted(
        (float(row["above_m"]), _months(row["closed_months"])) for row in records(region["season"])
    )
    return Recipe(works, figures(region), tuple(winters))


def missing(region: Region, found: Recipe) -> list[str]:
    """Parameters that the region's works need and that it lacks, one sentence each."""
    needed: dict[str, str] = {}
    if found.of_kind("asset", "heritage") and len(region["asset"]):
        needed |= dict.fromkeys(DAMAGE, "share of the value of an asset that damage of this grade takes")
        needed[BUILD_BACK_BETTER] = "cost of rebuilding to a better standard, over that of the old one"
    if found.of_kind("return"):
        needed[HOUSEHOLD_SIZE] = "persons in a household"
        needed[VALUE_OF_HOME] = "USD that a person's year at home with services is worth"
    return [
        f"parameter.csv: no row {name!r} ({what}); add it, with low, central and high"
        for name, what in needed.items()
        if name not in found.figures
    ]


def _work(row: dict[str, Any]) -> Work:
    return Work(
        id=row["work_id"],
        title=row["title"],
        track=row["track"],
        applies_to=row["applies_to"],
        sector=row["sector"],
        unit=row["unit"] or "each",
        horizon=row["horizon"],
        unit_cost_ids=row["unit_cost_ids"],
        share_id=row["share_id"],
        crew_id=row["crew_id"],
        teams=int(row["teams"]),
        rate=ranged(row, "rate_"),
        months=1 if isnan(row["months"]) else int(row["months"]),
        batch=None if isnan(row["batch"]) else float(row["batch"]),
        after=row["after"],
        lag=int(row["lag_months"]),
        seasonal=bool(row["seasonal"]),
    )


def ranged(row: Mapping[str, Any], prefix: str = "") -> Range | None:
    """Low, central and high of a row; None where it has no central value, which stands for a blank end."""
    central = float(row[f"{prefix}central"])
    if isnan(central):
        return None
    low, high = float(row[f"{prefix}low"]), float(row[f"{prefix}high"])
    return Range(central if isnan(low) else low, central, central if isnan(high) else high)


def figures(region: Region) -> dict[str, Range]:
    """The region's parameters by id, without those that have no central value."""
    found = {str(row["parameter_id"]): ranged(row) for row in records(region["parameter"])}
    return {name: value for name, value in found.items() if value is not None}


def _months(texts: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({int(text) for text in texts}))
