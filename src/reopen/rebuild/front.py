"""The front between yearly spending and time: plans under tighter and tighter yearly ceilings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import ProgrammeError
from reopen.progress import Progress, silent
from reopen.rebuild.frames import half_home, paid_in
from reopen.rebuild.schedule import schedule
from reopen.rebuild.shadow import person_years

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Programme

#: Tightest and widest ceiling, as shares of the budgets.
ENDS = (0.5, 1.5)


def front(
    plan: Plan, points: int, *, effort: float, jobs: int | None = None, progress: Progress = silent
) -> pd.DataFrame | None:
    """Plans under ceilings on yearly spending, the epsilon constraint between cost and time.

    Parameters
    ----------
    plan : Plan
        The plan at hand.
    points : int
        Ceilings, from half of all budgets to half as much again.
    effort : float
        Deterministic seconds for each.

    Returns
    -------
    DataFrame or None
        None where Ctrl-C stopped it. Otherwise one row a ceiling: the share of the budgets, whether
        a plan exists, USD m of the dearest year, months until the finish, months until half of the
        people are home, person-years at home, the objective and its gap. A ceiling under which the
        effort brought neither a plan nor a proof that there is none has no row.
    """
    import pandas as pd

    rows = []
    begin = None
    shares = np.linspace(*ENDS, points) if points > 1 else np.ones(points)
    for k, share in enumerate(shares):
        progress("front", k / points)
        tight = with_money(plan.programme, float(share))
        row: dict[str, object] = {"budget_share": float(share), "feasible": False}
        if share >= 1 and (begin is None or plan.value > begin[0]):
            begin = (plan.value, plan.start)
        try:
            found = schedule(tight, effort=effort, seed=plan.seed, jobs=jobs, begin=begin and begin[1])
        except ProgrammeError as error:
            if error.proven:
                rows.append(row)
            continue
        if found.stopped:
            return None
        begin = (found.value, found.start)
        rows.append(row | _measured(found))
    progress("front", 1.0)
    names = ["budget_share", "feasible", "dearest_year_usd_m", "months", "months_half_home", "person_years"]
    return pd.DataFrame(rows, columns=[*names, "value", "gap"])


def with_money(programme: Programme, share: float) -> Programme:
    """A programme with all budgets times a share."""
    funds = tuple(
        replace(f, amounts=tuple((year, value * share) for year, value in f.amounts)) for f in programme.funds
    )
    return programme.replace(funds=funds)


def _measured(plan: Plan) -> dict[str, object]:
    p = plan.programme
    paid: dict[int, float] = {}
    for task, start in zip(p.tasks, plan.start, strict=True):
        if task.fund_id:
            year = paid_in(p, start)
            paid[year] = paid.get(year, 0.0) + task.cost.central
    home = [(int(f), t.persons) for t, f in zip(p.tasks, plan.finish, strict=True) if t.persons]
    return {
        "feasible": True,
        "dearest_year_usd_m": max(paid.values(), default=0.0),
        "months": int(plan.finish.max(initial=0)),
        "months_half_home": half_home(home),
        "person_years": person_years(plan),
        "value": plan.value,
        "gap": plan.gap,
    }
