"""The programme of a region: its tasks, crews and budgets, made from the tables that a user edits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any

from reopen.errors import ProgrammeError
from reopen.rebuild.checks import problems
from reopen.rebuild.funds import crews, funds, stand_ins
from reopen.rebuild.gathering import gathered
from reopen.rebuild.hazard import WHOLE, hazard
from reopen.rebuild.inventory import Inventory, inventory
from reopen.rebuild.places import HOMES, Made, Place, tasks_of
from reopen.rebuild.programme import Programme, Task, Worth
from reopen.rebuild.recipe import VALUE_OF_HOME, Recipe, missing, recipe
from reopen.rebuild.releases import releases
from reopen.rebuild.rows import apply
from reopen.region.dates import iso_date
from reopen.region.months import calendar, month_of, number
from reopen.region.records import records
from reopen.region.schema import schema
from reopen.region.spans import span
from reopen.region.suggest import nearest
from reopen.settings import Rebuild

if TYPE_CHECKING:
    from reopen.region.region import Region


def programme(
    region: Region,
    settings: Rebuild | None = None,
    *,
    as_of: str | None = None,
    assets: Inventory | None = None,
    rate: float = 6.0,
) -> Programme:
    """Make the programme of a region.

    Parameters
    ----------
    region : Region
        Settlements, assets, works, crews, budgets, seasons, openings and tasks are read.
    settings : Rebuild, optional
        Objective, horizon, dates agreed and what replaces the region's crews and budgets.
    as_of : str, optional
        Date; that of the region by default. The first month is the one after it.
    assets : Inventory, optional
        Assets that count, such as with those of damage files; those of the region by default.
        Objects of damage files that are alike make one task together.
    rate : float
        Discount rate, percent a year.

    Returns
    -------
    Programme
        Without problems: `reopen.rebuild.checks.problems` finds none.

    Raises
    ------
    ProgrammeError
        With everything that is wrong: parameters that are missing, unit costs that do not fit,
        settings that name what is not there, and what makes the programme impossible.
    RegionError
        When the assets make no sense.

    Examples
    --------
    >>> import reopen
    >>> made = programme(reopen.load())
    >>> made.calendar(0)
    (2026, 4)
    """
    settings = settings or Rebuild()
    day = iso_date(region.meta.as_of if as_of is None else as_of)
    year, month = calendar(month_of(date.fromisoformat(day)) + 1)
    found = recipe(region)
    agreed, wrong = _agreed(region, settings, year, month)
    wrong += missing(region, found) + _unknown_crews(region, settings) + _unknown_costs(region, settings)
    title = f"Programme of {region.meta.title} from {year}-{month:02d}"
    if wrong:
        raise ProgrammeError(title, wrong)
    areas = hazard(region, day)
    known = inventory(region, rule=settings.duplicates, as_of=day) if assets is None else assets
    places = _places(region, found, known, areas.ha)
    made = Made()
    for place in places:
        tasks_of(region, found, place, stand_ins(region, place.country), made)
    opened = releases(region, found, settings, as_of=day, agreed=agreed)
    closed = {place.id: place.closed_months for place in places}
    all_tasks = [*made.tasks, *opened.tasks]
    if twice := _twice(all_tasks):
        raise ProgrammeError(title, [*made.problems, *twice])
    applied = apply(region, found, all_tasks, as_of=day, year=year, month=month, closed=closed)
    built = Programme(
        title=title,
        year=year,
        month=month,
        horizon=settings.horizon * 12,
        tasks=applied.tasks,
        crews=crews(region, settings, year, month),
        funds=funds(region, settings),
        worth=_worth(settings, found, rate),
        opened=tuple(sorted(applied.opened)),
        carry_over=settings.carry_over,
        notes=(*areas.notes, *_notes(region, known, places, made), *opened.notes, *applied.notes),
    )
    if wrong := [*made.problems, *problems(built)]:
        raise ProgrammeError(title, wrong)
    return built


def _agreed(region: Region, settings: Rebuild, year: int, month: int) -> tuple[dict[str, int], list[str]]:
    """Month of the programme from which each opening is agreed, and what is wrong with the settings."""
    known = set(region["opening"]["opening_id"])
    found: dict[str, int] = {}
    wrong = []
    for name, text in settings.agreed.items():
        days = span(text)
        if name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near!r}?" if near else "name an opening of the region"
            wrong.append(f"settings rebuild.agreed: no opening {name!r} in the region; {mend}")
        elif days is None:
            wrong.append(f"settings rebuild.agreed.{name}: found {text!r}; expected a date such as 2027-05")
        else:
            found[name] = max(month_of(days[0]) - number(year, month), 0)
    return found, wrong


def _unknown_crews(region: Region, settings: Rebuild) -> list[str]:
    known = set(region["crew"]["crew_id"])
    wrong = []
    for name in settings.crews:
        if name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near!r}?" if near else "name a crew of the region"
            wrong.append(f"settings rebuild.crews: no crew {name!r} in the region; {mend}")
    return wrong


def _unknown_costs(region: Region, settings: Rebuild) -> list[str]:
    sectors, costs = schema()["asset"].attributes["sector"].choices, set(region["unit_cost"]["unit_cost_id"])
    wrong = []
    for sector, name in settings.unit_costs.items():
        for seen, known, what in ((sector, sectors, "sector"), (name, costs, "unit cost in the region")):
            if seen not in known:
                near = nearest(seen, known)
                mend = f"did you mean {near!r}?" if near else f"name one of {', '.join(sorted(known))}"
                wrong.append(f"settings rebuild.unit_costs.{sector}: no {what} {seen!r}; {mend}")
    return wrong


def _twice(tasks: Iterable[Task]) -> list[str]:
    """Ids that two generated tasks have: one would take the place of the other."""
    rows: dict[str, list[Task]] = {}
    for task in tasks:
        rows.setdefault(task.id, []).append(task)
    return [
        f"task {name!r} is made {len(same)} times, from {', '.join(map(_origin, same))}; rename one of these"
        " rows"
        for name, same in rows.items()
        if len(same) > 1
    ]


def _origin(task: Task) -> str:
    if task.asset_id:
        return f"asset {task.asset_id!r}"
    return f"opening {task.opening_id!r}" if task.opening_id else f"work {task.work_id!r}"


def _places(region: Region, found: Recipe, known: Inventory, hazard_ha: Mapping[str, float]) -> list[Place]:
    countries = dict(zip(region["node"]["node_id"], region["node"]["country_id"], strict=True))
    assets: dict[str, list[dict[str, Any]]] = {}
    for asset in gathered(records(known.assets[known.assets["counted"]])):
        assets.setdefault(asset["settlement_id"], []).append(asset)
    places = []
    for row in records(region["settlement"]):
        here = assets.get(row["settlement_id"], [])
        target = float(row["target_population"])
        if row["type"] == WHOLE and not any(asset["sector"] == HOMES for asset in here):
            # The target of a whole area is the sum of those of its places.
            target = float("nan")
        place = Place(
            id=row["settlement_id"],
            name=row["name"],
            fund_id=row["fund_id"],
            country=countries.get(row["node_id"], ""),
            closed_months=found.closed_months(float(row["altitude_m"])),
            group_ids=row["group_ids"],
            target=target,
            current=float(row["current_population"]),
            hazard_ha=hazard_ha.get(row["settlement_id"], 0.0),
            assets=tuple(here),
        )
        places.append(place)
    return places


def _worth(settings: Rebuild, found: Recipe, rate: float) -> Worth:
    value = found.figures[VALUE_OF_HOME].central if VALUE_OF_HOME in found.figures else 0.0
    weights = settings.weights
    if weights is not None:
        return Worth(
            benefits=weights.benefits,
            people=weights.people,
            finish=weights.finish,
            lateness=weights.lateness,
            person_year_usd=value,
            rate=rate,
        )
    aim = {name: float(settings.objective == name) for name in ("benefits", "people", "finish")}
    return Worth(**aim, person_year_usd=value, rate=rate)


def _notes(region: Region, known: Inventory, places: Iterable[Place], made: Made) -> list[str]:
    notes = []
    if made.short:
        names = ", ".join(f"{name} {persons:,.0f}" for name, persons in made.short.items())
        notes.append(f"Targets ask for more people than the homes that are counted can house: {names} more.")
    for reason, assets in made.skipped.items():
        count = "1 asset is" if len(assets) == 1 else f"{len(assets)} assets are"
        notes.append(f"{count} left out, {reason}: {', '.join(assets)}.")
    homeless = known.assets["asset_id"][
        known.assets["counted"] & (known.assets["settlement_id"] == "")
    ].tolist()
    if homeless:
        notes.append(f"Assets of no settlement make no tasks: {', '.join(homeless)}.")
    used = {task.settlement_id for task in made.tasks}
    here = [place for place in places if place.id in used]
    free = [place.name for place in here if not place.fund_id]
    if free:
        notes.append(f"No budget was found for {'; '.join(free)}: money does not limit tasks there.")
    peopled = {task.settlement_id for task in made.tasks if task.persons}
    open_ended = [place.name for place in here if isnan(place.target) and place.id in peopled]
    if open_ended:
        notes.append(
            "Places without a target count one household for each home; how many will come is not known:"
            f" {'; '.join(open_ended)}."
        )
    alone = [row["name"] for row in records(region["displaced_group"]) if row["programme"] == "none_found"]
    if alone:
        notes.append(f"No programme of return or of housing was found for: {'; '.join(alone)}.")
    return notes
