"""Tasks of settlements: survey, clearance, access, services, buildings, monuments and return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, isnan
from typing import TYPE_CHECKING, Any

from reopen.errors import ReopenError
from reopen.rebuild.pieces import Piece, pieces
from reopen.rebuild.programme import After, Range, Task
from reopen.rebuild.recipe import BUILD_BACK_BETTER, HOUSEHOLD_SIZE, NEW, Recipe, Work
from reopen.rebuild.unitcosts import usd_m_per_unit

if TYPE_CHECKING:
    from reopen.region.region import Region

HOMES, HERITAGE = "housing", "heritage"
NOTHING = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement with all that its tasks are made of.

    Attributes
    ----------
    id, name, fund_id, country : str
        Identifier, name, budget and country.
    closed_months : tuple of int
        Months that winter closes at its altitude.
    group_ids : tuple of str
        Groups whose return or housing is planned here.
    target, current : float
        Planned and present population; NaN where not known.
    hazard_ha : float
        Hazard area.
    assets : tuple of dict
        Rows of the inventory that count.
    """

    id: str
    name: str
    fund_id: str = ""
    country: str = ""
    closed_months: tuple[int, ...] = ()
    group_ids: tuple[str, ...] = ()
    target: float = float("nan")
    current: float = float("nan")
    hazard_ha: float = 0.0
    assets: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class Made:
    """Tasks made so far, and what is to be said of them.

    Attributes
    ----------
    tasks : list of Task
        Tasks.
    short : dict of str to float
        Persons that a settlement's target asks for beyond the homes that are counted, by its name.
    problems : list of str
        What is wrong with the tables.
    skipped : dict of str to list of str
        Assets for which no task is made, by the reason.
    """

    tasks: list[Task] = field(default_factory=list)
    short: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    skipped: dict[str, list[str]] = field(default_factory=dict)

    def skip(self, reason: str, name: str) -> None:
        """Remember an asset for which no task is made."""
        self.skipped.setdefault(reason, []).append(name)


def tasks_of(region: Region, found: Recipe, place: Place, crews: Mapping[str, str], made: Made) -> None:
    """Add the tasks of a settlement.

    Parameters
    ----------
    region : Region
        Its unit costs are read.
    found : Recipe
        Kinds of work, winters and figures.
    place : Place
        The settlement.
    crews : mapping of str to str
        Crew that stands in for another one here.
    made : Made
        Takes the tasks, and what is wrong.
    """
    maker = _Maker(region, found, place, crews, made)
    maker.hazard()
    maker.assets()
    maker.people()
    made.tasks.extend(maker.in_order())


@dataclass(slots=True)
class _Maker:
    region: Region
    recipe: Recipe
    place: Place
    crews: Mapping[str, str]
    made: Made
    #: Tasks by work, before they know what comes first.
    by_work: dict[str, list[Task]] = field(default_factory=dict)
    #: Homes task of each return task, by id.
    pairs: dict[str, str] = field(default_factory=dict)

    def hazard(self) -> None:
        """Survey and clearance of the share of the hazard area that each work treats."""
        for work in self.recipe.of_kind("hazard"):
            share = self.recipe.figures[work.share_id] if work.share_id else NEW
            area = _times(_flat(self.place.hazard_ha), share)
            self._add(work, area.central, _times(area, self._unit_cost(work)))

    def assets(self) -> None:
        """Rebuilding of assets, and the works on monuments."""
        for asset in self.place.assets:
            if asset["heritage"]:
                for work in self.recipe.of_kind("heritage"):
                    self._monument(work, asset)
            elif (found := self.recipe.work_for(asset["sector"], asset["unit_cost_id"])) is None:
                self.made.skip("of a sector without a work", asset["asset_id"])
            else:
                self._rebuild(found, asset)

    def _monument(self, work: Work, asset: dict[str, Any]) -> None:
        """Works with a unit cost of their own are done on all monuments, the others by their damage."""
        if work.unit_cost_ids:
            amount = Range(asset["quantity_low"], asset["quantity"], asset["quantity_high"])
            self._add(work, amount.central, _times(amount, self._unit_cost(work)), asset)
        elif isnan(asset["grade"]):
            reason = "monuments of unknown damage, which are recorded and stabilised only"
            self.made.skip(reason, asset["asset_id"])
        else:
            self._rebuild(work, asset)

    def _rebuild(self, work: Work, asset: dict[str, Any]) -> None:
        if isnan(asset["value"]):
            self.made.skip("without a unit cost, so that what they cost is not known", asset["asset_id"])
            return
        value = Range(asset["value_low"], asset["value"], asset["value_high"])
        damage = self.recipe.damage(asset["grade"], asset["grade_high"])
        # What never stood there is built to today's standard at its price: nothing makes it better.
        better = NEW if isnan(asset["grade"]) else self.recipe.figures[BUILD_BACK_BETTER]
        self._add(work, asset["quantity"], _times(value, damage, better), asset, effort=damage.central)

    def people(self) -> None:
        """Return, in as many batches as there are tasks on homes."""
        homes = [task for work in self.by_work for task in self.by_work[work] if task.sector == HOMES]
        size = self.recipe.figures[HOUSEHOLD_SIZE].central if self.recipe.of_kind("return") else 1.0
        room = sum(task.quantity for task in homes) * size
        persons = self._persons(room, bool(homes))
        weights = [task.quantity * size / room for task in homes] if room else [1.0]
        for work in self.recipe.of_kind("return") if persons > 0 else []:
            closed = self._winter(work)
            parts = [
                (k, part)
                for k, weight in enumerate(weights)
                for part in pieces(work, persons / size * weight, closed_months=closed)
            ]
            for number, (k, part) in enumerate(parts, 1):
                cost = _times(self._unit_cost(work), _flat(part.quantity))
                shown = number if len(parts) > 1 else 0
                people = part.quantity * size
                task = self._task(work, part, cost, number=shown, of=len(parts), persons=people)
                self._keep(work, task)
                if homes:
                    self.pairs[task.id] = homes[k].id

    def _persons(self, room: float, homes: bool) -> float:
        """People who will be at home: up to the target, or one household a home where there is none."""
        if isnan(self.place.target):
            return room
        wanted = max(self.place.target - (0.0 if isnan(self.place.current) else self.place.current), 0.0)
        if not homes:
            return wanted
        if wanted > room + 0.5:
            self.made.short[self.place.name] = wanted - room
        return min(wanted, room)

    def _winter(self, work: Work) -> tuple[int, ...]:
        return self.place.closed_months if work.seasonal else ()

    def _unit_cost(self, work: Work) -> Range:
        if not work.unit_cost_ids:
            return NOTHING
        try:
            return usd_m_per_unit(self.region, work.unit_cost_ids[0], unit=work.unit)
        except ReopenError as error:
            message = f"work {work.id!r}: {error}"
            if message not in self.made.problems:
                self.made.problems.append(message)
            return NOTHING

    def _add(
        self,
        work: Work,
        quantity: float,
        cost: Range,
        asset: dict[str, Any] | None = None,
        *,
        effort: float = 1.0,
    ) -> None:
        """Tasks for a quantity that costs so much in all."""
        parts = pieces(work, quantity, effort=effort, closed_months=self._winter(work))
        for k, part in enumerate(parts):
            number = k + 1 if len(parts) > 1 else 0
            share = _times(cost, _flat(part.share))
            self._keep(work, self._task(work, part, share, asset=asset, number=number, of=len(parts)))

    def _keep(self, work: Work, task: Task) -> None:
        self.by_work.setdefault(work.id, []).append(task)

    def _task(
        self,
        work: Work,
        part: Piece,
        cost: Range,
        *,
        asset: dict[str, Any] | None = None,
        number: int = 0,
        of: int = 1,
        persons: float = 0.0,
    ) -> Task:
        place = self.place
        short = "" if asset is None else self._short(asset["asset_id"])
        if short.isdigit():  # it would read as the number of a batch
            short = f"{place.id}-{short}"
        names = [place.id, work.id, *([short] if short and short != work.id else [])]
        title = f"{work.title}: {place.name}"
        if asset is not None and asset["heritage"]:
            title += f", {asset['name']}"
        crew = self.crews.get(work.crew_id, work.crew_id)
        return Task(
            id=".".join([*names, *([str(number)] if number else [])]),
            title=title + (f" ({number} of {of})" if number else ""),
            months=part.months,
            months_range=part.months_range,
            cost=cost,
            fund_id=place.fund_id,
            crews=((crew, part.teams),) if crew else (),
            closed_months=self._winter(work),
            persons=persons,
            work_id=work.id,
            track=work.track,
            sector=work.sector if asset is None else asset["sector"],
            settlement_id=place.id,
            asset_id="" if asset is None else asset["asset_id"],
            group_ids=place.group_ids if persons else (),
            quantity=part.quantity,
            unit=work.unit if asset is None else asset["unit"],
            horizon=work.horizon,
        )

    def _short(self, name: str) -> str:
        """Name of an asset without that of the place, unless another asset here is called so."""
        short = name.removeprefix(f"{self.place.id}-")
        return name if any(one["asset_id"] == short for one in self.place.assets) else short

    def in_order(self) -> Iterator[Task]:
        """The tasks in the order of the works, each with what comes first.

        A settlement is rebuilt part by part: the third of five tasks waits for the first three fifths
        of the tasks before it, and so on, so that people return to the first streets while the last
        are still being cleared. Monuments are no parts of that: all are seen to first.
        """
        for work in self.recipe.works.values():
            tasks = self.by_work.get(work.id, [])
            before = list(self._before(work.after, set()))
            for k, task in enumerate(tasks, 1):
                first = [one for here in before for one in self._needed(task, k / len(tasks), here)]
                yield replace(task, after=tuple(After(name, work.lag) for name in dict.fromkeys(first)))

    def _needed(self, task: Task, share: float, here: list[Task]) -> list[str]:
        """Tasks of one earlier work that a task waits for which is the last of a share of its own work."""
        home = self.pairs.get(task.id, "")
        if any(t.id == home for t in here):
            return [home]
        if HERITAGE in (task.track, here[0].track):
            return [t.id for t in here]
        return [t.id for t in here[: ceil(share * len(here) - 1e-9)]]

    def _before(self, works: Iterable[str], seen: set[str]) -> Iterator[list[Task]]:
        """Tasks of each work that comes first; of a work without tasks here, those that come before it."""
        for name in works:
            if name in seen or name not in self.recipe.works:
                continue
            seen.add(name)
            if here := self.by_work.get(name, []):
                yield here
            else:
                yield from self._before(self.recipe.works[name].after, seen)


def _flat(value: float) -> Range:
    return Range(value, value, value)


def _times(*factors: Range) -> Range:
    low = central = high = 1.0
    for one in factors:
        low, central, high = low * one.low, central * one.central, high * one.high
    return Range(low, central, high)
