"""A plan as tables: tasks with dates, money, people, clearance and crews by year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from reopen.rebuild.instance import instance
from reopen.rebuild.money import PER_USD_M

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Programme

#: Works whose quantity is land.
HECTARES = "ha"


def task_table(plan: Plan) -> pd.DataFrame:
    """One row a task, in order of start: what, where, when, with whom, for how much.

    ``start`` and ``end`` are months; a task is at work from the first day of ``start`` to the last
    of ``end``, and a milestone has the month before whose first day it stands in both. ``months_low`` and
    ``months_high`` are its months at the high and the low rate of its teams; the plan rests on ``months``.
    """
    import pandas as pd

    p = plan.programme
    rows = []
    for task, start, finish in zip(p.tasks, plan.start, plan.finish, strict=True):
        fast, slow = task.months_range or (task.months, task.months)
        rows.append(
            {
                "task_id": task.id,
                "title": task.title,
                "track": task.track,
                "work_id": task.work_id,
                "sector": task.sector,
                "settlement_id": task.settlement_id,
                "opening_id": task.opening_id,
                "start": p.month_name(start),
                "end": p.month_name(max(finish - 1, start)),
                "months": task.months,
                "months_low": fast,
                "months_high": slow,
                "quantity": task.quantity,
                "unit": task.unit,
                "persons": task.persons,
                "fund_id": task.fund_id,
                "cost_usd_m_low": task.cost.low,
                "cost_usd_m_central": task.cost.central,
                "cost_usd_m_high": task.cost.high,
                "crews": tuple(f"{name}:{teams}" for name, teams in task.crews),
                "after": tuple(one.task_id for one in task.after),
            }
        )
    out = pd.DataFrame(rows)
    return out.iloc[np.lexsort((np.arange(len(out)), plan.start))].reset_index(drop=True)


def half_home(home: Iterable[tuple[int, float]]) -> int | None:
    """The month from which half of the people are home, of months and people; None where nobody comes.

    Examples
    --------
    >>> half_home([(9, 100.0), (4, 60.0), (6, 40.0)])
    6
    """
    order = sorted((month, persons) for month, persons in home if persons)
    reached = np.cumsum([persons for _, persons in order])
    return order[int(np.searchsorted(reached, reached[-1] / 2))][0] if order else None


def paid_in(programme: Programme, start: int) -> int:
    """Calendar year that pays for a task which starts in a month; the last one at the horizon's very end."""
    return programme.calendar(min(int(start), programme.horizon - 1))[0]


def years(plan: Plan) -> list[int]:
    """Calendar years from the start of a programme to the end of its plan, or to what is paid last."""
    p = plan.programme
    last = p.calendar(max(int(plan.finish.max(initial=1)) - 1, 0))[0]
    return list(range(p.year, max(last, paid_in(p, plan.start.max(initial=0))) + 1))


def spending(plan: Plan) -> pd.DataFrame:
    """Money by year and fund, USD m: the budget, what tasks that start in the year commit, and what is left.

    Tasks without a fund stand under ``none``, without a budget.
    """
    import pandas as pd

    p, one = plan.programme, instance(plan.programme)
    names = {f.id: f.title for f in p.funds}
    rows = []
    for fund in (*names, ""):
        mine = [j for j, t in enumerate(p.tasks) if t.fund_id == fund]
        if not mine:
            continue
        carried = 0.0
        for y, year in enumerate(years(plan)):
            now = [j for j in mine if paid_in(p, plan.start[j]) == year]
            ends = {
                end: sum(getattr(p.tasks[j].cost, end) for j in now) for end in ("low", "central", "high")
            }
            budget = np.nan
            if fund:
                budget = one.budget[list(names).index(fund), y] / PER_USD_M + carried
                carried = budget - ends["central"] if p.carry_over else 0.0
            rows.append(
                {
                    "year": year,
                    "fund_id": fund or "none",
                    "title": names.get(fund, "No budget stated"),
                    "budget_usd_m": budget,
                    **{f"committed_usd_m_{end}": value for end, value in ends.items()},
                    "left_usd_m": budget - ends["central"],
                }
            )
    return pd.DataFrame(rows)


def people(plan: Plan) -> pd.DataFrame:
    """People at home with services by the end of each year, by displaced group, more each year.

    Where a place is planned for several groups together, its people stand under all their names.
    """
    import pandas as pd

    p = plan.programme
    groups = sorted({t.group_ids for t in p.tasks if t.persons})
    rows = []
    for year in years(plan):
        end = p.period(year + 1, 1)
        for group in groups:
            home = sum(
                t.persons
                for t, f in zip(p.tasks, plan.finish, strict=True)
                if t.persons and t.group_ids == group and f <= end
            )
            rows.append({"year": year, "group_ids": group, "persons_home": home})
    return pd.DataFrame(rows, columns=["year", "group_ids", "persons_home"])


def clearance(plan: Plan) -> pd.DataFrame:
    """Hectares finished in each year by kind of work; more than one kind can treat the same land."""
    import pandas as pd

    p = plan.programme
    rows: dict[tuple[int, str], float] = {}
    for task, finish in zip(p.tasks, plan.finish, strict=True):
        if task.track == "clearance" and task.unit == HECTARES:
            key = p.calendar(max(int(finish) - 1, 0))[0], task.work_id
            rows[key] = rows.get(key, 0.0) + task.quantity
    listed = [{"year": y, "work_id": w, "ha": ha} for (y, w), ha in sorted(rows.items())]
    return pd.DataFrame(listed, columns=["year", "work_id", "ha"])


def crew_use(plan: Plan) -> pd.DataFrame:
    """Team months at work and at hand by crew and year, until the plan's end."""
    import pandas as pd

    p, one = plan.programme, instance(plan.programme)
    busy = np.zeros_like(one.capacity)
    for j in range(one.n):
        busy[plan.start[j] : plan.start[j] + one.months[j]] += one.demand[j]
    end = int(plan.finish.max(initial=0))
    rows = []
    for r, crew in enumerate(p.crews):
        for y, year in enumerate(years(plan)):
            there = one.year[:end] == y
            hand, work = int(one.capacity[:end][there, r].sum()), int(busy[:end][there, r].sum())
            rows.append(
                {
                    "year": year,
                    "crew_id": crew.id,
                    "title": crew.title,
                    "team_months": work,
                    "team_months_at_hand": hand,
                    "share": work / hand if hand else np.nan,
                }
            )
    return pd.DataFrame(rows)


def milestones(plan: Plan) -> pd.DataFrame:
    """What people wait for: openings passable, last return to each settlement, dated tasks; by month."""
    import pandas as pd

    p = plan.programme
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for task, finish in zip(p.tasks, plan.finish, strict=True):
        if task.opening_id:
            last["opening", task.opening_id] = (int(finish), task.title)
        if task.persons and task.settlement_id:
            key = "return", task.settlement_id
            if key not in last or last[key][0] < finish:
                last[key] = (int(finish), task.title)
        if task.due is not None:
            last["dated", task.id] = (int(finish), task.title)
    rows = [
        {"kind": kind, "subject_id": subject, "month": p.month_name(finish), "title": title}
        for (kind, subject), (finish, title) in last.items()
    ]
    out = pd.DataFrame(rows, columns=["kind", "subject_id", "month", "title"])
    return out.sort_values(["month", "kind", "subject_id"], ignore_index=True)
