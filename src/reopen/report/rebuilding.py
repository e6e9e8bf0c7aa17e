"""What the report shows of a rebuilding programme: sentences, tables and charts as plain values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from reopen.rebuild.dala import DEFINITIONS, YEARS
from reopen.rebuild.needs import by_sector
from reopen.rebuild.owners import owners
from reopen.region.records import records
from reopen.report import rebuild_charts as charts
from reopen.report.gantt import Gantt, gantt
from reopen.report.rebuild_words import aim_of, sentence, status_of, unit_of

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.needs import Needs
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.rebuilding import Rebuilding
    from reopen.region.region import Region

#: Parts of a needs table, and its horizons.
PARTS, HORIZONS = ("damage", "loss", "needs"), tuple(YEARS)
#: Name of the row of sums in the table of needs.
ALL_SECTORS = "all sectors"


@dataclass(frozen=True, slots=True)
class Sector:
    """Needs of a sector, USD m: low, central and high of each part, and central needs by horizon."""

    name: str
    parts: Mapping[str, tuple[float, float, float]]
    horizons: tuple[float, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class More:
    """What a little more of one thing would bring.

    Attributes
    ----------
    title, change, kind : str
        What there would be more of, how much more, and whether it is a crew or a fund.
    sentence : str
        The same with what it brings, for reading.
    gain, at_most, person_years : float
        Gain in the objective, what the bound leaves open, and person-years at home until the horizon.
    months : int
        Months by which the finish comes sooner.
    """

    title: str
    change: str
    kind: str
    sentence: str
    gain: float
    at_most: float
    person_years: float
    months: int


@dataclass(frozen=True, slots=True)
class View:
    """What the part on rebuilding shows.

    Attributes
    ----------
    start, finish, horizon_end : str
        First month, last month of works, and the month to which benefits count.
    status, aim, unit : str
        How good the plan is proven to be, what it was made for, and the unit of its objective.
    tasks, places, openings : int
        How many tasks, settlements and openings it has.
    persons : float
        People whom it brings home.
    cost : tuple of float
        All tasks, USD m: low, central, high.
    sectors : tuple of Sector
        Needs by sector, all of them last.
    horizons : tuple of str
        Names of the horizons of needs.
    definitions : mapping of str to str
        What the words of the table of needs mean.
    gantt : Gantt
        The plan in lanes.
    spending, people, clearance : tuple of Chart
        Charts by fund, by group, and by kind of work.
    groups : tuple of mapping
        Every displaced group, in the region's order.
    more : tuple of More
        What a little more would bring, the most first.
    nothing : tuple of str
        What would bring nothing that was found.
    front : tuple of mapping
        Plans under tighter and wider budgets.
    works, milestones, crews : tuple of mapping
        Rows of the tables, with names in place of ids.
    notes : tuple of str
        What was assumed and what is left out, each once.
    """

    start: str
    finish: str
    horizon_end: str
    status: str
    aim: str
    unit: str
    tasks: int
    places: int
    openings: int
    persons: float
    cost: tuple[float, float, float]
    sectors: tuple[Sector, ...]
    horizons: tuple[str, ...]
    definitions: Mapping[str, str]
    gantt: Gantt
    spending: tuple[charts.Chart, ...]
    people: tuple[charts.Chart, ...]
    clearance: tuple[charts.Chart, ...]
    groups: tuple[Mapping[str, Any], ...]
    more: tuple[More, ...]
    nothing: tuple[str, ...]
    front: tuple[Mapping[str, Any], ...]
    works: tuple[Mapping[str, Any], ...]
    milestones: tuple[Mapping[str, Any], ...]
    crews: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]


class Rebuilt(Protocol):
    """A study, or a run of ``reopen rebuild`` alone."""

    @property
    def region(self) -> Region:
        """The region, with the settings' values in place."""

    @property
    def rebuilding(self) -> Rebuilding | None:
        """Its programme, where it has one."""


def rebuilding(study: Rebuilt) -> View | None:
    """What the report shows of a programme; None where there is none."""
    found = study.rebuilding
    if found is None:
        return None
    plan, names = found.plan, _Names(study)
    p = plan.programme
    finish = max(int(plan.finish.max(initial=1)) - 1, 0)
    unit, belongs = unit_of(p.worth), owners(p.tasks)
    more = [_more(row, unit) for row in records(found.shadow)]
    return View(
        start=p.month_name(0),
        finish=p.month_name(finish),
        horizon_end=p.month_name(p.horizon),
        status=status_of(plan),
        aim=aim_of(p.worth),
        unit=unit,
        tasks=len(p.tasks),
        places=len({task.settlement_id for task in p.tasks} - {""}),
        openings=len({task.opening_id for task in p.tasks} - {""}),
        persons=sum(task.persons for task in p.tasks),
        cost=_cost(plan),
        sectors=_sectors(found.needs),
        horizons=HORIZONS,
        definitions=DEFINITIONS,
        gantt=gantt(plan, names.places, names.openings),
        spending=tuple(charts.spending(found.spending)),
        people=tuple(charts.people(found.people, names.group)),
        clearance=tuple(charts.clearance(found.clearance, names.works)),
        groups=tuple(records(found.groups)),
        more=tuple(one for one in more if one.gain > 0),
        nothing=tuple(one.title for one in more if one.gain <= 0),
        front=tuple(records(found.front)),
        works=tuple(_works(found, names, belongs)),
        milestones=tuple(row | {"subject": names.subject(row)} for row in records(found.milestones)),
        crews=tuple(_crews(found)),
        notes=_notes(found),
    )


#: What is summed over the tasks of a work, and the track whose tasks stand by themselves.
SUMMED = ("quantity", "persons", "cost_usd_m_low", "cost_usd_m_central", "cost_usd_m_high")
HERITAGE = "heritage"


class _Names:
    """Names of a region's ids."""

    def __init__(self, study: Rebuilt) -> None:
        region = study.region
        self.places = {
            str(row["settlement_id"]): (str(row["name"]), str(row["admin"]))
            for row in records(region["settlement"])
        }
        self.openings = _column(region["opening"], "opening_id", "title")
        self.groups = _column(region["displaced_group"], "group_id", "name")
        self.assets = _column(region["asset"], "asset_id", "name")
        self.works = _column(region["work"], "work_id", "title")

    def place(self, name: str) -> str:
        return self.places.get(name, (name, ""))[0]

    def group(self, names: tuple[str, ...]) -> str:
        """Groups whose places are planned together, by all their names."""
        return " and ".join(self.groups.get(n, n) for n in names) or "Places for which no group is named"

    def of_task(self, row: Mapping[str, Any], belongs: Mapping[str, str]) -> str:
        """Where a task is: its settlement, or the opening that it is a stage of."""
        where, opening = row["settlement_id"], belongs.get(row["task_id"], "")
        return self.place(where) if where else self.openings.get(opening, opening)

    def subject(self, row: Mapping[str, Any]) -> str:
        if row["kind"] == "opening":
            return self.openings.get(row["subject_id"], str(row["subject_id"]))
        return self.place(row["subject_id"]) if row["kind"] == "return" else str(row["title"])


def _column(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    return {str(k): str(v) for k, v in zip(table[key], table[value], strict=True)}


def _cost(plan: Plan) -> tuple[float, float, float]:
    tasks = plan.programme.tasks
    return (
        sum(task.cost.low for task in tasks),
        sum(task.cost.central for task in tasks),
        sum(task.cost.high for task in tasks),
    )


def _sectors(found: Needs) -> tuple[Sector, ...]:
    return tuple(
        Sector(
            name=row["sector"],
            parts={part: _ends(row, part) for part in PARTS},
            horizons=tuple(row[f"needs_{name}"] for name in HORIZONS),
            whole=row["sector"] == ALL_SECTORS,
        )
        for row in records(by_sector(found))
    )


def _works(found: Rebuilding, names: _Names, belongs: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row a work and place, and a row a monument: its tasks from the first month to the last, summed."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    monuments = {t.id: t.asset_id for t in found.plan.programme.tasks if t.track == HERITAGE}
    for task in records(found.tasks):
        where, work = names.of_task(task, belongs), str(task["work_id"])
        one = monuments.get(task["task_id"], "")
        work = "" if one else work
        row = rows.setdefault(
            (where, task["track"], work, one, task["unit"]),
            {
                "title": names.assets.get(one, task["title"])
                if one
                else names.works.get(work, task["title"]),
                "where": where,
                "track": task["track"],
                "unit": task["unit"],
                "start": task["start"],
                "end": task["end"],
                **dict.fromkeys(("tasks", *SUMMED), 0),
            },
        )
        row["tasks"] += 1
        row["start"], row["end"] = min(row["start"], task["start"]), max(row["end"], task["end"])
        for name in SUMMED:
            row[name] += task[name]
    return list(rows.values())


def _ends(row: Mapping[str, Any], part: str) -> tuple[float, float, float]:
    return (row[f"{part}_low"], row[f"{part}_central"], row[f"{part}_high"])


def _more(row: Mapping[str, Any], unit: str) -> More:
    return More(
        title=str(row["title"]),
        change=str(row["change"]),
        kind=str(row["kind"]),
        sentence=sentence(row, unit),
        gain=float(row["gain"]),
        at_most=float(row["at_most"]),
        person_years=float(row["person_years"]),
        months=int(row["months"]),
    )


def _crews(found: Rebuilding) -> list[dict[str, Any]]:
    """Crews that are at work at all, with how busy they are over the plan and in their busiest year."""
    by_crew: dict[str, list[dict[str, Any]]] = {}
    for row in records(found.crews):
        by_crew.setdefault(row["crew_id"], []).append(row)
    rows = []
    for one in by_crew.values():
        work, hand = (sum(row[name] for row in one) for name in ("team_months", "team_months_at_hand"))
        top = max(one, key=lambda row: row["share"] if math.isfinite(row["share"]) else 0.0)
        if work:
            busiest = {"year": top["year"], "most": top["share"]}
            rows.append({"title": top["title"], "team_months": work, "share": work / hand, **busiest})
    return rows


def _notes(found: Rebuilding) -> tuple[str, ...]:
    """Notes of the programme, the inventory and the needs, each once, as sentences."""
    every = (*found.notes, *found.inventory.notes, *found.needs.notes)
    return tuple(dict.fromkeys(_sentence(text) for text in every))


def _sentence(text: str) -> str:
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "!", "?")) else f"{whole}."
