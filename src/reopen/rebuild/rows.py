"""Rows of the table ``task``: tasks beside or in place of generated ones, and what is done of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any

from reopen.rebuild.actuals import Done, tasks_done
from reopen.rebuild.programme import After, Range, Task
from reopen.region.months import month_of, number
from reopen.region.records import records
from reopen.region.spans import span

if TYPE_CHECKING:
    from reopen.rebuild.recipe import Recipe
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Applied:
    """Tasks after the rows of the table.

    Attributes
    ----------
    tasks : tuple of Task
        What is still to be done.
    opened : frozenset of str
        Openings whose last task is finished.
    notes : tuple of str
        What is finished, and how many people that brought home.
    """

    tasks: tuple[Task, ...]
    opened: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def apply(
    region: Region,
    found: Recipe,
    tasks: Sequence[Task],
    *,
    as_of: str,
    year: int,
    month: int,
    closed: Mapping[str, tuple[int, ...]],
) -> Applied:
    """Put rows of the table in place of tasks with their ids, add the others and take away what is finished.

    A row says how long its task takes, what it costs, who does and pays it, and its dates. What a
    row cannot say (assets, groups, openings, winters) stays as it was generated, and so do
    predecessors and persons where the row has none. Of a task that is begun, the share that is not
    done is left, which waits for nothing any more.

    Parameters
    ----------
    region : Region
        Its table ``task`` is read.
    found : Recipe
        Kinds of work.
    tasks : sequence of Task
        Tasks as generated.
    as_of : str
        Date up to which starts, ends and progress count.
    year, month : int
        Calendar month in which the programme begins.
    closed : mapping of str to tuple of int
        Months that winter closes, by settlement.
    """
    done = tasks_done(region, as_of)
    by_id = {task.id: task for task in tasks}
    finished: list[Task] = []
    for row in records(region["task"]):
        name = row["task_id"]
        task = _task(row, by_id.get(name), found, year, month, closed)
        left = _left(task, done.get(name, Done()))
        if left is None:
            finished.append(task)
            by_id.pop(name, None)
        else:
            by_id[name] = left
    gone = {task.id for task in finished}
    kept = (
        replace(t, after=tuple(one for one in t.after if one.task_id not in gone)) for t in by_id.values()
    )
    opened = frozenset(task.opening_id for task in finished if task.opening_id)
    return Applied(tuple(kept), opened, tuple(_notes(finished)))


def _task(
    row: Mapping[str, Any],
    before: Task | None,
    found: Recipe,
    year: int,
    month: int,
    closed: Mapping[str, tuple[int, ...]],
) -> Task:
    work = found.works[row["work_id"]]
    after = tuple(_after(text) for text in row["after"])
    own = Task(
        id=row["task_id"],
        title=row["title"],
        months=int(row["months"]),
        cost=Range(*(float(row[f"cost_usd_m_{end}"]) for end in ("low", "central", "high"))),
        fund_id=row["fund_id"],
        crews=((row["crew_id"], int(row["teams"])),) if row["crew_id"] else (),
        after=after,
        closed_months=closed.get(row["settlement_id"], ()) if work.seasonal else (),
        earliest=max(_period(row["earliest"], 0, year, month) or 0, 0),
        due=_period(row["due"], 1, year, month),
        due_hard=row["due_kind"] == "hard",
        persons=float(row["persons"]),
        work_id=work.id,
        track=work.track,
        sector=work.sector,
        settlement_id=row["settlement_id"],
        horizon=work.horizon,
    )
    if before is None:
        return own
    return replace(
        own,
        after=after or before.after,
        closed_months=before.closed_months,
        persons=own.persons or before.persons,
        opening_id=before.opening_id,
        sector=before.sector,
        settlement_id=before.settlement_id,
        asset_id=before.asset_id,
        group_ids=before.group_ids,
        quantity=before.quantity,
        unit=before.unit,
    )


def _after(text: str) -> After:
    name, _, lag = text.partition(":")
    return After(name.strip(), int(lag) if lag.strip() else 0)


def _period(text: str, end: int, year: int, month: int) -> int | None:
    """Month of the programme in which a date begins (0) or ends (1); None where there is no date."""
    found = span(text) if text else None
    return None if found is None else month_of(found[end]) - number(year, month)


def _left(task: Task, done: Done) -> Task | None:
    """What is left of a task; None where it is finished."""
    share = 0.0 if done.progress is None else done.progress
    if done.finished is not None or share >= 1.0:
        return None
    if done.started is None and not share:
        return task
    rest = 1.0 - share
    return replace(
        task,
        months=ceil(task.months * rest - 1e-9),
        cost=Range(task.cost.low * rest, task.cost.central * rest, task.cost.high * rest),
        after=(),
        earliest=0,
    )


def _notes(finished: Sequence[Task]) -> list[str]:
    if not finished:
        return []
    persons = sum(task.persons for task in finished)
    brought = f"; {persons:,.0f} persons are at home from the beginning on" if persons else ""
    names = ", ".join(task.id for task in finished)
    return [f"Finished before the programme begins: {names}{brought}."]
