"""The plan of an earlier run, read from its tables, as the baseline of earned value."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.errors import SettingsError
from reopen.rebuild.actuals import tasks_done
from reopen.rebuild.earned import Earned, earned_value
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import Programme, Range, Task
from reopen.region.dates import iso_date
from reopen.region.months import month_of, number
from reopen.region.records import records
from reopen.region.spans import span

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: What is read of a run's folder.
TABLE, SUMMARY = "tables/programme_tasks.csv", "summary.json"
#: Columns without which a table is no plan.
TEXTS = ("task_id", "title", "start")
NUMBERS = ("months", "cost_usd_m_low", "cost_usd_m_central", "cost_usd_m_high")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A plan that was made earlier.

    Attributes
    ----------
    plan : Plan
        Its tasks with months and costs, and nothing of what limits them; value and bound are not known.
    as_of : str
        Date that it was made for.
    """

    plan: Plan
    as_of: str


def read_baseline(folder: str | PathLike[str]) -> Baseline:
    """Read the plan that ``reopen rebuild --out`` or ``reopen run`` wrote to a folder.

    Raises
    ------
    SettingsError
        When the folder holds no such plan, or its table was changed so that it is none; naming
        every row that is wrong.
    """
    folder = Path(folder)
    start, as_of = _header(folder / SUMMARY)
    table = _table(folder / TABLE)
    begin = number(*start)
    tasks, first, wrong = [], [], []
    for line, row in enumerate(records(table), start=2):
        days = span(row["start"])
        problems = [name for name in NUMBERS if not row[name] >= 0]
        if days is None or month_of(days[0]) < begin:
            problems.insert(0, "start")
        if problems:
            found = ", ".join(f"{name} {row[name]!s}" for name in problems)
            wrong.append(f"{folder / TABLE}, row {line}, {row['task_id']}: found {found}")
            continue
        assert days is not None
        first.append(month_of(days[0]) - begin)
        low, central, high = (float(row[name]) for name in NUMBERS[1:])
        tasks.append(Task(row["task_id"], row["title"], int(row["months"]), cost=Range(low, central, high)))
    if wrong or not tasks:
        again = "; expected the table as it was written: write it again with reopen rebuild --out"
        raise SettingsError(("\n".join(wrong) or f"{folder / TABLE}: found no task") + again)
    months = max(at + task.months for at, task in zip(first, tasks, strict=True))
    whole = Programme(f"Plan of {as_of}", *start, max(months, 1), tuple(tasks))
    nothing = float("nan")
    plan = Plan(whole, np.array(first, np.int64), "feasible", nothing, nothing, nothing, 0.0, 0)
    return Baseline(plan, as_of)


def earned_against(baseline: Baseline, region: Region, *, as_of: str | None = None) -> Earned:
    """Earned value of an earlier plan, with what the region's table ``task`` says is done by a date.

    Rows of tasks that the plan does not have are left out, and a note says how many.

    Raises
    ------
    SettingsError
        When the date is before the plan begins, or what is done contradicts itself.
    """
    day = iso_date(region.meta.as_of if as_of is None else as_of)
    known = {task.id for task in baseline.plan.programme.tasks}
    every = tasks_done(region, day)
    done = {name: one for name, one in every.items() if name in known}
    found = earned_value(baseline.plan, done, as_of=date.fromisoformat(day))
    notes = [f"{len(done):,} of the {len(known):,} tasks have a row that says what is done of them"]
    if not done:
        notes = ["no row of task.csv says what is done of any task; what is not recorded counts as not done"]
    if less := len(every) - len(done):
        notes.append(f"{less} rows of task.csv are of tasks that the earlier plan does not have")
    return replace(found, notes=(*found.notes, *notes))


def _header(path: Path) -> tuple[tuple[int, int], str]:
    """The first month and the date of a run."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        days = span(found["rebuild"]["start"])
        as_of = iso_date(found["as_of"])
    except OSError as error:
        raise _none(path, str(error.strerror)) from None
    except (ValueError, KeyError, TypeError):
        raise _none(path, "no plan in it") from None
    if days is None:
        raise _none(path, "no first month in it")
    return (days[0].year, days[0].month), as_of


def _table(path: Path) -> pd.DataFrame:
    import pandas as pd

    texts = dict.fromkeys(TEXTS, str)
    try:
        table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=dict.fromkeys(NUMBERS, ""))
    except OSError as error:
        raise _none(path, str(error.strerror)) from None
    except ValueError as error:
        raise _none(path, str(error)) from None
    if missing := [name for name in (*TEXTS, *NUMBERS) if name not in table]:
        raise _none(path, f"no column {', '.join(missing)}")
    for name in NUMBERS:
        table[name] = pd.to_numeric(table[name], errors="coerce")
    return table


def _none(path: Path, why: str) -> SettingsError:
    return SettingsError(
        f"{path}: cannot be read as a plan ({why}); name a folder that reopen rebuild --out wrote"
    )
