"""What makes a programme impossible, all of it at once, before any plan is sought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from reopen.rebuild.money import PER_USD_M, budget_of, cost_of
from reopen.region.rules_openings import loops
from reopen.region.suggest import nearest

if TYPE_CHECKING:
    from reopen.rebuild.programme import Fund, Programme, Task

#: Loops that are written out; more are counted.
MOST_LOOPS = 20
#: Teams of one crew that a task may need at once: the search packs their number in 15 bits.
MOST_TEAMS = (1 << 15) - 1


def problems(programme: Programme) -> list[str]:
    """Everything that makes a programme impossible, in words.

    Parameters
    ----------
    programme : Programme
        The programme.

    Returns
    -------
    list of str
        One sentence a problem, with the task, the value seen, what was expected and how to mend it;
        empty where nothing was found. Dates are looked at only where tasks can be put in order.

    Examples
    --------
    >>> from reopen.rebuild.programme import After, Programme, Task
    >>> road, house = Task("road", "Road", 3, after=(After("house"),)), Task("house", "House", 5)
    >>> problems(Programme("p", 2026, 4, 60, (road, house)))
    []
    >>> problems(Programme("p", 2026, 4, 7, (road, house)))[0]
    "task 'road' cannot end before 2026-11, after the end of the programme, 2026-10; give it more years"
    """
    if not 1 <= programme.month <= 12 or programme.horizon < 1:
        seen = f"month {programme.month} and a horizon of {programme.horizon} months"
        return [f"the programme has {seen}; expected a month from 1 to 12 and a horizon of 1 or more"]
    # Where these are wrong, nobody can say when a task ends; crews and money have no say in it.
    timeless = [*_fields(programme), *_unknown(programme), *_circles(programme), *_winters(programme)]
    dates = [] if timeless else _dates(programme)
    return [*timeless, *_crews(programme), *_money(programme), *_openings(programme), *dates]


def _fields(programme: Programme) -> Iterator[str]:
    for kind, ids in (
        ("task", [t.id for t in programme.tasks]),
        ("crew", [c.id for c in programme.crews]),
        ("budget", [f.id for f in programme.funds]),
    ):
        for name, times in Counter(ids).items():
            if times > 1:
                yield f"{kind} {name!r} is there {times} times; give each an id of its own"
    for task in programme.tasks:
        figures = {
            "months": task.months,
            "earliest month": task.earliest,
            "persons": task.persons,
            "lag": min((one.lag for one in task.after), default=0),
            "teams": min((teams for _, teams in task.crews), default=0),
        }
        for name, value in figures.items():
            if not value >= 0:
                yield f"task {task.id!r}: found {name} {value:g}; expected 0 or more"
        at_once: Counter[str] = Counter()
        for name, teams in task.crews:
            at_once[name] += teams
        for name, teams in at_once.items():
            if teams > MOST_TEAMS:
                yield (
                    f"task {task.id!r}: found {teams:,} teams of {name!r} at once; expected {MOST_TEAMS:,} at"
                    " most; split the task, or count larger teams"
                )
        cost = task.cost
        if not 0 <= cost.low <= cost.central <= cost.high:
            seen = f"{cost.low:g}, {cost.central:g}, {cost.high:g}"
            yield f"task {task.id!r}: found cost {seen}; expected 0 <= low <= central <= high"
        if not set(task.closed_months) <= set(range(1, 13)):
            yield f"task {task.id!r}: found closed months {task.closed_months}; expected numbers from 1 to 12"


def _unknown(programme: Programme) -> Iterator[str]:
    known = {
        "task": {task.id for task in programme.tasks},
        "crew": {crew.id for crew in programme.crews},
        "budget": {fund.id for fund in programme.funds},
    }
    for task in programme.tasks:
        named: list[tuple[str, str, str]] = [("task", one.task_id, "comes after") for one in task.after]
        named += [("crew", name, "needs") for name, _ in task.crews]
        named += [("budget", task.fund_id, "is paid by")] if task.fund_id else []
        for kind, name, verb in named:
            if name not in known[kind]:
                yield f"task {task.id!r} {verb} {kind} {name!r}, which is not there{_near(name, known[kind])}"


def _near(name: str, known: Collection[str]) -> str:
    found = nearest(name, known)
    return f"; did you mean {found!r}?" if found else "; add it, or name another"


def _circles(programme: Programme) -> Iterator[str]:
    after = {task.id: tuple(one.task_id for one in task.after) for task in programme.tasks}
    found = loops(after)
    for loop in found[:MOST_LOOPS]:
        shown = " -> ".join([*loop, loop[0]])
        yield f"tasks wait for each other in a circle: {shown}; take one of these predecessors away"
    if len(found) > MOST_LOOPS:
        yield f"there are {len(found) - MOST_LOOPS} more circles; mend the first ones and look again"


def _crews(programme: Programme) -> Iterator[str]:
    most = {
        crew.id: max((n for begin, n in crew.levels if begin < programme.horizon), default=0)
        for crew in programme.crews
    }
    for task in programme.tasks:
        for name, teams in task.crews:
            if name in most and teams > most[name]:
                there = f"at most {most[name]} in the whole programme"
                yield (
                    f"no crew can do task {task.id!r}: it needs {teams} teams of {name!r} at once, and there"
                    f" are {there}; add teams, or let fewer work on it"
                )


def _money(programme: Programme) -> Iterator[str]:
    most = {fund.id: _most(programme, fund) for fund in programme.funds}
    for task in programme.tasks:
        if not task.cost.central >= 0:  # said elsewhere
            continue
        cost = cost_of(task)
        if task.fund_id in most and cost > most[task.fund_id]:
            span = "in all years together" if programme.carry_over else "in its best year"
            dear, there = (thousands / PER_USD_M for thousands in (cost, most[task.fund_id]))
            yield (
                f"budget {task.fund_id!r} cannot cover task {task.id!r}: it costs {dear:,.3f} USD m, and the"
                f" budget has {there:,.3f} {span}; split the task, or raise the budget"
            )


def _most(programme: Programme, fund: Fund) -> int:
    """The most that one task may cost, thousands of USD: a year's money, or all where it may be kept."""
    last = programme.calendar(programme.horizon - 1)[0]
    yearly = [budget_of(programme, fund, year) for year in range(programme.year, last + 1)]
    return sum(yearly) if programme.carry_over else max(yearly, default=0)


def longest_run(closed_months: Iterable[int]) -> int | None:
    """Months of the longest time in which nothing is closed; None where nothing ever is.

    Examples
    --------
    >>> longest_run((12, 1, 2))
    9
    """
    closed = set(closed_months)
    if not closed:
        return None
    run = most = 0
    for month in [*range(1, 13), *range(1, 13)]:
        run = 0 if month in closed else run + 1
        most = max(most, run)
    return most


def _winters(programme: Programme) -> Iterator[str]:
    for task in programme.tasks:
        run = longest_run(task.closed_months)
        if run is not None and task.months > run:
            closed = ", ".join(map(str, task.closed_months))
            yield (
                f"task {task.id!r} takes {task.months} months without a break, and the months {closed} are"
                f" closed: at most {run} months are open in a row; split it, or open more months"
            )


def _openings(programme: Programme) -> Iterator[str]:
    brought = Counter(task.opening_id for task in programme.tasks if task.opening_id)
    for name, times in brought.items():
        if times > 1:
            yield f"opening {name!r} is brought by {times} tasks; leave it with the last of them"
    network = programme.network
    if network is None:
        return
    if len(network.usd_m_per_year) != 1 << len(network.openings):
        seen = f"{len(network.usd_m_per_year)} values for {len(network.openings)} openings"
        yield f"the network's value: found {seen}; expected {1 << len(network.openings)}, one for each set"
    for name in network.openings:
        if name not in brought:
            yield f"the network's value counts opening {name!r}, which no task brings; leave it out"


def _dates(programme: Programme) -> Iterator[str]:
    """Tasks that cannot end in time, even with teams and money without limit."""
    ready = earliest_ends(programme)
    late = {task.id for task in programme.tasks if ready[task.id] > programme.horizon}
    for task in programme.tasks:
        end = ready[task.id]
        soonest = programme.month_name(end - 1)
        if task.id in late:
            # Whatever waits for a task that is late is late too: one sentence says it for all.
            if not any(one.task_id in late for one in task.after):
                last = programme.month_name(programme.horizon - 1)
                yield (
                    f"task {task.id!r} cannot end before {soonest}, after the end of the"
                    f" programme, {last}; give it more years"
                )
        elif task.due is not None and task.due_hard and end > task.due + 1:
            yield (
                f"task {task.id!r} is due by {programme.month_name(task.due)}, a hard date, and cannot end"
                f" before {soonest} even with teams and money without limit; move the date"
            )


def earliest_ends(programme: Programme) -> dict[str, int]:
    """The month from whose beginning each task can be finished at the earliest, teams and money aside.

    Parameters
    ----------
    programme : Programme
        Without circles and unknown tasks, and with winters that leave room for each task.

    Returns
    -------
    dict of str to int
        Month, counted from 0, by task.
    """
    tasks = {task.id: task for task in programme.tasks}
    ends: dict[str, int] = {}
    for first in programme.tasks:
        stack = [first]
        while stack:
            task = stack[-1]
            missing = [tasks[one.task_id] for one in task.after if one.task_id not in ends]
            if missing and task.id not in ends:
                stack.extend(missing)
                continue
            stack.pop()
            begin = max([task.earliest, *(ends[one.task_id] + one.lag for one in task.after)])
            ends[task.id] = _open_from(programme, task, begin) + task.months
    return ends


def _open_from(programme: Programme, task: Task, begin: int) -> int:
    """The first month from one on in which a task can start without running into a closed month."""
    closed = set(task.closed_months)
    while any(programme.calendar(begin + t)[1] in closed for t in range(min(task.months, 12))):
        begin += 1
    return begin
