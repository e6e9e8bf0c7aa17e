"""A plan as a project package of the Open Contracting for Infrastructure Data Standard (OC4IDS 0.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reopen.accord.facts import facts
from reopen.errors import SettingsError
from reopen.rebuild.actuals import Done
from reopen.rebuild.observations import (
    claimed_metrics,
    claimed_targets,
    documents,
    planned_progress,
    stamp,
    task_progress,
)
from reopen.rebuild.owners import owners
from reopen.region.dates import iso_date
from reopen.region.geometry import points
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Task
    from reopen.region.region import Region

#: Version of the standard.
VERSION = "0.9"
#: Project sectors of the standard by PDNA sector.
SECTORS: Mapping[str, str] = {
    "housing": "socialHousing", "education": "education", "health": "health",
    "culture": "cultureSportsAndRecreation", "tourism": "cultureSportsAndRecreation",
    "agriculture": "economy", "industry": "economy", "finance": "economy", "environment": "naturalResources",
    "transport": "transport", "energy": "energy", "water": "waterAndWaste", "telecom": "communications",
    "community": "governance", "governance": "governance", "explosive_hazard": "governance",
}  # fmt: skip
#: Project types of the standard by kind of opening; all other works rehabilitate.
TYPES: Mapping[str, str] = {
    "new": "construction", "upgrade": "expansion", "reopen": "rehabilitation", "rebuild": "rehabilitation",
}  # fmt: skip
#: Claims about a settlement by the track that they are about.
TRACKS: Mapping[str, str] = {"cleared_area": "clearance", "returnees": "return"}

Group = tuple[str, str, str]


def to_oc4ids(
    plan: Plan,
    region: Region,
    *,
    done: Mapping[str, Done] | None = None,
    as_of: str | None = None,
    prefix: str = "local",
    publisher: str = "Reopen",
    uri: str | None = None,
) -> dict[str, Any]:
    """A plan as a project package: one project an opening, and one a settlement and track.

    Planned dates, costs and shares come from the plan; what is done from ``done`` and from the region's
    claims, of which those that contradict each other stand side by side as observations, each with its
    claimant, side and note. Costs are in USD; the ranges stand in the description of the budget.

    Parameters
    ----------
    plan : Plan
        The plan.
    region : Region
        Where its settlements, openings, claims and sources are.
    done : mapping of str to Done, optional
        What is known of its tasks.
    as_of : str, optional
        Date of the package; that of the region by default.
    prefix : str
        Begins every project's id. The standard asks for a registered prefix: ask its help desk for one
        before publishing; ``local`` is not registered.
    publisher : str
        Who publishes the package.
    uri : str, optional
        Where it is published; a ``urn:`` of the region's id and the date by default.

    Returns
    -------
    dict
        The package, made of what JSON has.

    Raises
    ------
    SettingsError
        When the date is none, or the plan has no task.

    References
    ----------
    Open Contracting Partnership and CoST: OC4IDS 0.9.5,
    https://standard.open-contracting.org/infrastructure/latest/en/
    """
    day = iso_date(region.meta.as_of if as_of is None else as_of)
    groups: dict[Group, list[int]] = {}
    belongs = owners(plan.programme.tasks)
    for place, task in enumerate(plan.programme.tasks):
        groups.setdefault(_group(task, belongs.get(task.id, "")), []).append(place)
    if not groups:
        raise SettingsError("plan: it has no task, and a package needs at least one project")
    rows = {
        table: {row[f"{table}_id"]: row for row in records(region[table])}
        for table in ("settlement", "opening", "link", "node", "source", "work")
    }
    known = _Known(plan, done or {}, date.fromisoformat(day), rows, records(facts(region, day)))
    return {
        "uri": uri or f"urn:reopen:{region.meta.id}:{day}",
        "publishedDate": stamp(known.day),
        "version": VERSION,
        "publisher": {"name": publisher},
        "projects": [_project(known, group, groups[group], prefix) for group in sorted(groups)],
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What the parts of a package are made from: the plan, the record of its tasks, and rows by id."""

    plan: Plan
    done: Mapping[str, Done]
    day: date
    rows: Mapping[str, Mapping[str, dict[str, Any]]]
    facts: Sequence[dict[str, Any]]

    def begins(self, period: int) -> date:
        """First day of a month of the programme."""
        return self.plan.programme.first_day(period)

    def dates(self, places: Sequence[int]) -> tuple[date, date]:
        """First and last planned day of some tasks."""
        first = self.begins(min(self.plan.start[place] for place in places))
        last = self.begins(max(self.plan.finish[place] for place in places)) - timedelta(days=1)
        return first, max(first, last)


def _group(task: Task, opening: str) -> Group:
    if opening:
        return "opening", opening, ""
    if task.settlement_id:
        return "settlement", task.settlement_id, task.track or "works"
    return "programme", task.asset_id or task.track or "works", ""


def _project(known: _Known, group: Group, places: list[int], prefix: str) -> dict[str, Any]:
    kind, name, track = group
    tasks = [known.plan.programme.tasks[place] for place in places]
    opening = known.rows["opening"].get(name, {}) if kind == "opening" else {}
    settlement = known.rows["settlement"].get(name, {}) if kind == "settlement" else {}
    first, last = known.dates(places)
    claims = _claims_of(known, group, opening)
    project: dict[str, Any] = {
        "id": "-".join(part for part in (prefix, kind, name, track) if part),
        "updated": stamp(known.day),
        "identifiers": [{"id": name, "scheme": f"reopen-{kind}"}],
        "title": opening.get("title") or _title(settlement.get("name") or name, track),
        "description": _description(known, tasks),
        "status": _status(known, tasks),
        "type": TYPES.get(opening.get("kind", ""), "rehabilitation"),
        "sector": _sectors(known, tasks, opening),
        "period": {
            "startDate": stamp(first),
            "endDate": stamp(last),
            "durationInDays": (last - first).days + 1,
        },
        "budget": _budget(known, tasks),
        "locations": _locations(known, opening, settlement),
        "forecasts": [planned_progress(known.plan, places), *claimed_targets(claims)],
        "metrics": [
            *task_progress(known.plan, places, known.done, known.day),
            *claimed_metrics(claims),
        ],
        "milestones": [_milestone(known, place) for place in places],
        "documents": documents(claims, known.rows["source"]),
    }
    ends = [known.done[task.id].finished for task in tasks if task.id in known.done]
    finished = [end for end in ends if end is not None]
    if len(finished) == len(tasks):
        project["completion"] = {"endDate": stamp(max(finished))}
    return {key: value for key, value in project.items() if value not in ({}, [], "")}


def _title(name: str, track: str) -> str:
    return f"{name}: {track}" if track else name


def _description(known: _Known, tasks: Sequence[Task]) -> str:
    names = (known.rows["work"].get(task.work_id, {}).get("title") or task.title for task in tasks)
    count = "1 planned task" if len(tasks) == 1 else f"{len(tasks)} planned tasks"
    return f"{count}: {'; '.join(dict.fromkeys(names))}"


def _status(known: _Known, tasks: Sequence[Task]) -> str:
    record = [known.done.get(task.id, Done()) for task in tasks]
    if all(one.finished for one in record):
        return "completion"
    begun = any(one.started or one.finished or one.progress for one in record)
    return "implementation" if begun else "preparation"


def _sectors(known: _Known, tasks: Sequence[Task], opening: Mapping[str, Any]) -> list[str]:
    modes = {
        known.rows["link"][name]["mode"] for name in opening.get("link_ids", ()) if name in known.rows["link"]
    }
    found = {"transport"} if opening else {SECTORS[task.sector] for task in tasks if task.sector in SECTORS}
    names = {"road": "transport.road", "rail": "transport.rail", "sea": "transport.water"}
    return sorted(found | {names[mode] for mode in modes if mode in names})


def _budget(known: _Known, tasks: Sequence[Task]) -> dict[str, Any]:
    low, central, high = (
        sum(getattr(task.cost, end) for task in tasks) for end in ("low", "central", "high")
    )
    titles = {fund.id: fund.title for fund in known.plan.programme.funds}
    by_fund: dict[str, float] = {}
    for task in tasks:
        if task.fund_id:
            by_fund[task.fund_id] = by_fund.get(task.fund_id, 0.0) + task.cost.central
    lines = [
        {"id": fund, "description": titles.get(fund) or fund, "amount": _usd(amount)}
        for fund, amount in sorted(by_fund.items())
    ]
    budget: dict[str, Any] = {
        "description": f"Planned cost, {low:.6g} to {high:.6g} million USD",
        "amount": _usd(central),
    }
    if lines:
        budget["budgetBreakdowns"] = [
            {"id": "by-source", "description": "By source", "budgetBreakdown": lines}
        ]
    return budget


def _usd(usd_m: float) -> dict[str, Any]:
    return {"amount": round(usd_m * 1e6, 2), "currency": "USD"}


def _locations(
    known: _Known, opening: Mapping[str, Any], settlement: Mapping[str, Any]
) -> list[dict[str, Any]]:
    lines = [line for name in opening.get("link_ids", ()) if (line := _line(known, name))]
    if lines:
        geometry = {"type": "MultiLineString", "coordinates": lines}
        return [{"id": opening["opening_id"], "description": opening["title"], "geometry": geometry}]
    x, y = (settlement.get(column, float("nan")) for column in ("x_coord", "y_coord"))
    if x == x and y == y:
        point = {"type": "Point", "coordinates": [float(x), float(y)]}
        return [{"id": settlement["settlement_id"], "description": settlement["name"], "geometry": point}]
    return []


def _line(known: _Known, link_id: str) -> list[list[float]]:
    link = known.rows["link"].get(link_id)
    if link is None:
        return []
    if link["geometry"]:
        return [[lon, lat] for lon, lat in points(link["geometry"])]
    ends = [
        known.rows["node"][link[end]]
        for end in ("from_node_id", "to_node_id")
        if link[end] in known.rows["node"]
    ]
    return [[float(node["x_coord"]), float(node["y_coord"])] for node in ends] if len(ends) == 2 else []


def _claims_of(known: _Known, group: Group, opening: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Claims about an opening and its register projects, or about a settlement and the track."""
    kind, name, track = group
    subjects = {name, *opening.get("project_ids", ())}
    return [
        fact
        for fact in known.facts
        if fact["origin"] == "claim"
        and fact["subject_id"] in subjects
        and (kind == "opening" or TRACKS.get(fact["measure"]) == track)
    ]


def _milestone(known: _Known, place: int) -> dict[str, Any]:
    task = known.plan.programme.tasks[place]
    one = known.done.get(task.id, Done())
    due = known.dates([place])[1]
    status = "met" if one.finished else "notMet" if due < known.day else "scheduled"
    milestone = {
        "id": task.id,
        "title": task.title,
        "type": "delivery",
        "dueDate": stamp(due),
        "dateModified": stamp(known.day),
        "status": status,
    }
    return milestone | ({"dateMet": stamp(one.finished)} if one.finished else {})
