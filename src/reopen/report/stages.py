"""The programme in time for the map: what each settlement and opening has come to by a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reopen.rebuild.owners import owners
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.rebuilding import Rebuilding
    from reopen.region.region import Region
    from reopen.study import Study

#: Tracks whose tasks are works, as against clearance and the care of monuments.
WORKS = ("access", "services", "buildings")
#: Months between two stops of the slider.
STEP = 3


def stages(study: Study) -> dict[str, Any] | None:
    """What the map shows of a study's programme by month; None where there is none.

    Returns
    -------
    dict
        ``months``, names of months as ``year-month`` at the stops of the slider; ``step``, months
        between two of them; ``openings``, of each opening the month in which works begin and the one
        from which on it is passable; ``places``, settlements with a position: ``stages`` and ``home``,
        each a list of months and what holds from them on. Months count from the programme's first.
    """
    return None if study.rebuilding is None else stages_in(study.region, study.rebuilding)


def stages_in(region: Region, found: Rebuilding) -> dict[str, Any]:
    """The same of a programme and its region."""
    plan = found.plan
    p = plan.programme
    last = max(int(plan.finish.max(initial=0)), 1)
    stops = -(-last // STEP)
    members: dict[str, list[int]] = {}
    for j, task in enumerate(p.tasks):
        members.setdefault(task.settlement_id, []).append(j)
    return {
        "step": STEP,
        "months": [p.month_name(STEP * n) for n in range(stops + 1)],
        "openings": opened(plan),
        "places": [
            {
                "id": row["settlement_id"],
                "name": row["name"],
                "at": [round(float(row["x_coord"]), 4), round(float(row["y_coord"]), 4)],
                "stages": stages_of(plan, members[row["settlement_id"]]),
                "home": home_of(plan, members[row["settlement_id"]]),
            }
            for row in records(region["settlement"])
            if row["settlement_id"] in members and row["x_coord"] == row["x_coord"]
        ],
    }


def opened(plan: Plan) -> list[list[Any]]:
    """Each opening with the month in which its first works begin and the one from which on it is passable."""
    tasks = plan.programme.tasks
    belongs = owners(tasks)
    begin: dict[str, int] = {}
    end: dict[str, int] = {}
    for task, start, finish in zip(tasks, plan.start, plan.finish, strict=True):
        name = belongs.get(task.id, "")
        if name:
            begin[name] = min(begin.get(name, int(start)), int(start))
        if task.opening_id:
            end[name] = max(end.get(name, 0), int(finish))
    return [[name, begin[name], end[name]] for name in sorted(end)]


def stages_of(plan: Plan, members: Sequence[int]) -> list[list[Any]]:
    """Stages of a settlement, each with the month from which on it holds.

    ``hazard`` where land is to be cleared, else ``waiting``; ``clearing`` from the start of the first
    survey or clearance; ``works`` from that of the first road, service or building; ``home`` once all
    people are home whom the plan brings there, or, where it brings none, once all tasks are done.
    """
    tasks, start, finish = plan.programme.tasks, plan.start, plan.finish
    clearing = [int(start[j]) for j in members if tasks[j].track == "clearance"]
    works = [int(start[j]) for j in members if tasks[j].track in WORKS]
    returns = [int(finish[j]) for j in members if tasks[j].persons]
    done = max(returns) if returns else max(int(finish[j]) for j in members)
    found: list[list[Any]] = [[0, "hazard" if clearing else "waiting"]]
    for name, month in (("clearing", min(clearing, default=done)), ("works", min(works, default=done))):
        if month < done:
            found = [one for one in found if one[0] < month] + [[month, name]]
    return [one for one in found if one[0] < done] + [[done, "home"]]


def home_of(plan: Plan, members: Sequence[int]) -> list[list[float]]:
    """Months from which on more people are home in a settlement, and how many there are then."""
    tasks = plan.programme.tasks
    ends = sorted((int(plan.finish[j]), tasks[j].persons) for j in members if tasks[j].persons)
    found: dict[int, float] = {}
    total = 0.0
    for month, persons in ends:
        total += persons
        found[month] = total
    return [[month, round(total)] for month, total in found.items()]
