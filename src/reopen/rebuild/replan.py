"""Re-planning from today: the programme that remains once what is done is taken out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from reopen.errors import SettingsError
from reopen.rebuild.earned import record_problems
from reopen.rebuild.programme import Crew, NetworkValue, Range

if TYPE_CHECKING:
    from reopen.rebuild.actuals import Done
    from reopen.rebuild.programme import Programme, Task


def remaining(programme: Programme, done: Mapping[str, Done], today: date) -> Programme:
    """The programme that remains on a day; its month 0 is that day's calendar month.

    - Finished tasks are gone; what waited for them waits for their lag only.
    - A task under way keeps the months that its progress leaves, at least one, waits for nothing, and
      its start is pinned by a hard deadline to the first month in which it can go on. Its cost is
      committed already, so that it takes nothing from the budgets.
    - Hard deadlines that are past become soft ones, since no plan could meet them.
    - Openings that are passable leave the network value, which then counts what others add to them.
    - Crews, earliest months and the horizon move with month 0.

    What was given up or assumed on the way is added to the programme's notes.

    Parameters
    ----------
    programme : Programme
        The programme as it was.
    done : mapping of str to Done
        What is known of its tasks; those not named are not begun.
    today : date
        The day; not before the programme begins and before its horizon ends.

    Raises
    ------
    SettingsError
        When the record does not fit the programme, or more teams are at work than there are; all
        at once.

    Examples
    --------
    >>> from reopen.rebuild.actuals import Done
    >>> from reopen.rebuild.programme import After, Programme, Task
    >>> road, bridge = Task("road", "Road", 10), Task("bridge", "Bridge", 4, after=(After("road"),))
    >>> whole = Programme("x", 2026, 1, 60, (road, bridge))
    >>> left = remaining(whole, {"road": Done(started=date(2026, 1, 1), progress=0.5)}, date(2026, 9, 1))
    >>> [(task.id, task.months) for task in left.tasks], left.month, left.horizon
    ([('road', 5), ('bridge', 4)], 9, 52)
    """
    shift = programme.period(today.year, today.month)
    problems = record_problems(programme, done, today)
    if not 0 <= shift < programme.horizon:
        first, last = programme.calendar(0), programme.calendar(programme.horizon - 1)
        within = f"{first[0]}-{first[1]:02d} to {last[0]}-{last[1]:02d}"
        problems.append(f"today: found {today}; expected a day within the programme, {within}")
    if problems:
        raise SettingsError("\n".join(problems))
    over = {task.id for task in programme.tasks if _finished(done.get(task.id))}
    begun = {name for name, one in done.items() if name not in over and (one.started or one.progress)}
    ends = {name: _end(programme, done[name], today) - shift for name in over}
    notes: list[str] = []
    tasks = tuple(
        _running(task, done[task.id], programme, shift, notes)
        if task.id in begun
        else _waiting(task, shift, ends, notes)
        for task in programme.tasks
        if task.id not in over
    )
    crews = tuple(_crew(crew, shift) for crew in programme.crews)
    if too_many := _too_many(tasks, begun, crews):
        raise SettingsError("\n".join(too_many))
    return programme.replace(
        year=today.year,
        month=today.month,
        horizon=programme.horizon - shift,
        tasks=tasks,
        crews=crews,
        network=_network(programme, over),
        notes=(*programme.notes, *_summary(programme, over, begun, today), *notes),
    )


def _finished(one: Done | None) -> bool:
    return one is not None and (one.finished is not None or one.progress == 1.0)


def _end(programme: Programme, one: Done, today: date) -> int:
    """Month of the old programme from whose beginning on the task counts as finished."""
    day = one.finished or today
    return programme.period(day.year, day.month) + (0 if day.day == 1 else 1)


def _running(task: Task, one: Done, programme: Programme, shift: int, notes: list[str]) -> Task:
    # Rounded first, so that 10 months at 70 % leave 3 and not 4.
    months = max(1, ceil(round(task.months * (1.0 - (one.progress or 0.0)), 9)))
    closed, start = task.closed_months, 0
    if closed:
        opens = [at for at in range(12) if _fits(programme, shift + at, months, closed)]
        if opens:
            start = opens[0]
        else:
            closed = ()
            notes.append(
                f"{task.id}: the {months} months that are left do not fit between winters; taken as one piece"
            )
    due = start + months - 1
    if task.due is not None and due > task.due - shift:
        notes.append(f"{task.id}: under way, will miss its date by {due - task.due + shift} months")
    if one.progress is None:
        notes.append(
            f"{task.id}: under way with no progress stated; all of its {task.months} months are left"
        )
    spread = task.months_range
    return replace(
        task,
        months=months,
        months_range=None if spread is None else _scaled(spread, months, task.months),
        cost=Range(0.0, 0.0, 0.0),
        fund_id="",
        after=(),
        closed_months=closed,
        earliest=start,
        due=due,
        due_hard=True,
    )


def _fits(programme: Programme, first: int, months: int, closed: tuple[int, ...]) -> bool:
    return not any(programme.calendar(first + at)[1] in closed for at in range(months))


def _scaled(spread: tuple[int, int], months: int, whole: int) -> tuple[int, int]:
    share = months / max(whole, 1)
    return min(months, max(1, round(spread[0] * share))), max(months, round(spread[1] * share))


def _waiting(task: Task, shift: int, ends: Mapping[str, int], notes: list[str]) -> Task:
    lags = [ends[before.task_id] + before.lag for before in task.after if before.task_id in ends]
    due, hard = (None if task.due is None else task.due - shift), task.due_hard
    if due is not None and due < 0:
        notes.append(f"{task.id}: its date passed {-due} months ago; it is late in every plan")
        hard = False
    return replace(
        task,
        after=tuple(before for before in task.after if before.task_id not in ends),
        earliest=max(0, task.earliest - shift, *lags),
        due=due,
        due_hard=hard,
    )


def _crew(crew: Crew, shift: int) -> Crew:
    past = [teams for month, teams in crew.levels if month <= shift]
    later = tuple((month - shift, teams) for month, teams in crew.levels if month > shift)
    return replace(crew, levels=((0, past[-1] if past else 0), *later))


def _too_many(tasks: tuple[Task, ...], begun: set[str], crews: tuple[Crew, ...]) -> list[str]:
    """Crews of which more teams are at work in the first month than there are."""
    out = []
    for crew in crews:
        at_work = {
            task.id: dict(task.crews)[crew.id]
            for task in tasks
            if task.id in begun and not task.earliest and crew.id in dict(task.crews)
        }
        if sum(at_work.values()) > crew.levels[0][1]:
            out.append(
                f"crew {crew.id}: {sum(at_work.values())} teams are at work ({', '.join(sorted(at_work))}),"
                f" but there are {crew.levels[0][1]}; correct the number of teams, or what is under way"
            )
    return out


def _network(programme: Programme, over: set[str]) -> NetworkValue | None:
    """The value that openings not yet passable add to those that are."""
    network = programme.network
    if network is None:
        return None
    waiting = {task.opening_id for task in programme.tasks if task.id not in over}
    passable = {task.opening_id for task in programme.tasks if task.id in over} - waiting
    left = [place for place, name in enumerate(network.openings) if name not in passable]
    base = sum(1 << place for place, name in enumerate(network.openings) if name in passable)
    codes = [
        base + sum(1 << place for bit, place in enumerate(left) if code >> bit & 1)
        for code in range(1 << len(left))
    ]
    if not left:
        return None
    values = network.usd_m_per_year
    return NetworkValue(tuple(network.openings[place] for place in left), values[codes] - values[base])


def _summary(programme: Programme, over: set[str], begun: set[str], today: date) -> list[str]:
    home = sum(task.persons for task in programme.tasks if task.id in over)
    out = [f"as of {today}: {len(over)} tasks are finished and {len(begun)} under way"]
    if home:
        out.append(f"{home:,.0f} people at home by finished tasks are not counted again")
    if programme.funds and (over or begun):
        out.append("money committed this year to tasks already begun is not taken off this year's budgets")
    if programme.funds and programme.carry_over:
        out.append("what was left unspent before this month is not carried over")
    return out
