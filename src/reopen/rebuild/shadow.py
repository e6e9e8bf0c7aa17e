"""What one more team, or more money, would bring: plans made again with a little more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reopen.progress import Progress, silent
from reopen.rebuild.schedule import schedule

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Programme

#: Times that the plan at hand is searched on first.
SETTLING = 2
#: How much more money a budget gets, as a share of each year's.
MORE_MONEY = 0.1


@dataclass(frozen=True, slots=True)
class More:
    """A programme with a little more of one thing."""

    kind: str
    id: str
    title: str
    change: str
    programme: Programme


def shadow_values(
    plan: Plan, *, effort: float, jobs: int | None = None, progress: Progress = silent
) -> pd.DataFrame | None:
    """What more of each crew and budget would bring.

    The plan at hand is first searched on `SETTLING` times, with nothing added. From there every plan is
    made again with a little more, and once with nothing added, so that the gain is not that of
    searching longer. Plans can be short of the best by the gap stated: ``at_most`` is what the bound of
    the new plan leaves open.

    Returns
    -------
    DataFrame or None
        None where Ctrl-C stopped it. Otherwise one row a crew and fund: what was added, the gain in the
        objective, in person-years at home until the horizon, and in months until the finish.
    """
    import pandas as pd

    begin = plan.start
    for _ in range(SETTLING):
        base = schedule(plan.programme, effort=effort, seed=plan.seed, jobs=jobs, begin=begin)
        if base.stopped:
            return None
        begin = base.start
    control = schedule(plan.programme, effort=effort, seed=plan.seed, jobs=jobs, begin=begin)
    if control.stopped:
        return None
    rows = []
    cases = list(_cases(plan.programme))
    for k, more in enumerate(cases):
        progress("more", k / len(cases))
        found = schedule(more.programme, effort=effort, seed=plan.seed, jobs=jobs, begin=begin)
        if found.stopped:
            return None
        rows.append(
            {
                "kind": more.kind,
                "id": more.id,
                "title": more.title,
                "change": more.change,
                "gain": max(found.value - control.value, 0.0),
                "at_most": max(found.bound - control.value, 0.0),
                "person_years": person_years(found) - person_years(control),
                "months": int(control.finish.max(initial=0)) - int(found.finish.max(initial=0)),
                "gap": found.gap,
            }
        )
    progress("more", 1.0)
    names = ["kind", "id", "title", "change", "gain", "at_most", "person_years", "months", "gap"]
    out = pd.DataFrame(rows, columns=names)
    return out.sort_values("gain", ascending=False, kind="stable", ignore_index=True)


def person_years(plan: Plan) -> float:
    """Person-years at home with services until the horizon."""
    p = plan.programme
    left = (
        t.persons * (p.horizon - int(f)) / 12 for t, f in zip(p.tasks, plan.finish, strict=True) if t.persons
    )
    return float(sum(left))


def _cases(p: Programme) -> Iterator[More]:
    used = {name for task in p.tasks for name, _ in task.crews}
    for crew in p.crews:
        if crew.id in used:
            levels = tuple((begin, number + 1) for begin, number in crew.levels)
            crews = tuple(replace(c, levels=levels) if c.id == crew.id else c for c in p.crews)
            yield More("crew", crew.id, crew.title, "one more team", p.replace(crews=crews))
    paying = {task.fund_id for task in p.tasks}
    for fund in p.funds:
        if fund.id in paying:
            amounts = tuple((year, value * (1 + MORE_MONEY)) for year, value in fund.amounts)
            funds = tuple(replace(f, amounts=amounts) if f.id == fund.id else f for f in p.funds)
            words = f"{100 * MORE_MONEY:.0f} % more a year"
            yield More("fund", fund.id, fund.title, words, p.replace(funds=funds))
