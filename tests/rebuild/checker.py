"""An independent look at plans: what is wrong with one, what it is worth, and all that there are.

Plain Python over the programme, month by month, with exact fractions for money: nothing of the
package's arrays, kernels or models is used here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from reopen.rebuild.programme import Fund, Programme, Task


def faults(p: Programme, start: Sequence[int]) -> list[str]:
    """What is wrong with a plan, in words; empty where it can be carried out."""
    whole = {task.id: int(t) for task, t in zip(p.tasks, start, strict=True)}
    return [*_dates(p, whole), *_waiting(p, whole), *_teams(p, whole), *_money(p, whole)]


def _dates(p: Programme, start: dict[str, int]) -> Iterator[str]:
    for task in p.tasks:
        begin, end = start[task.id], start[task.id] + task.months
        if begin < max(task.earliest, 0):
            yield f"{task.id} starts too early"
        if end > p.horizon:
            yield f"{task.id} ends after the horizon"
        if task.due is not None and task.due_hard and end > task.due + 1:
            yield f"{task.id} misses its hard date"
        if any(p.calendar(t)[1] in task.closed_months for t in range(begin, end)):
            yield f"{task.id} is at work in a closed month"


def _waiting(p: Programme, start: dict[str, int]) -> Iterator[str]:
    months = {task.id: task.months for task in p.tasks}
    for task in p.tasks:
        for one in task.after:
            if start[task.id] < start[one.task_id] + months[one.task_id] + one.lag:
                yield f"{task.id} starts before the end of {one.task_id} and the lag"


def teams_there(p: Programme, crew_id: str, month: int) -> int:
    """Teams of a crew in a month."""
    levels = next(crew.levels for crew in p.crews if crew.id == crew_id)
    return next((n for begin, n in reversed(levels) if begin <= month), 0)


def _teams(p: Programme, start: dict[str, int]) -> Iterator[str]:
    for month in range(p.horizon):
        for crew in p.crews:
            busy = sum(
                teams
                for task in p.tasks
                for name, teams in task.crews
                if name == crew.id and start[task.id] <= month < start[task.id] + task.months
            )
            if busy > teams_there(p, crew.id, month):
                yield f"crew {crew.id} has too few teams in month {month}"


def paid_in(p: Programme, begin: int) -> int:
    """Calendar year in which a task that starts in a month is paid; at the very end, the last one."""
    return p.calendar(min(begin, p.horizon - 1))[0]


def money_there(p: Programme, fund: Fund, year: int) -> Fraction:
    """USD m of a fund in a calendar year, the first one in proportion to its months."""
    known = [value for begin, value in fund.amounts if begin <= year]
    share = Fraction(13 - p.month, 12) if year == p.year else Fraction(1)
    return Fraction(str(known[-1])) * share if known else Fraction(0)


def _money(p: Programme, start: dict[str, int]) -> Iterator[str]:
    last = p.calendar(p.horizon - 1)[0]
    for fund in p.funds:
        left = Fraction(0)
        for year in range(p.year, last + 1):
            paid = sum(
                Fraction(str(task.cost.central))
                for task in p.tasks
                if task.fund_id == fund.id and paid_in(p, start[task.id]) == year
            )
            left = (left if p.carry_over else 0) + money_there(p, fund, year) - paid
            if left < 0:
                yield f"budget {fund.id} is overdrawn in {year}"


def worth(p: Programme, start: Sequence[int]) -> float:
    """What a plan is worth, summed month by month."""
    how, total = p.worth, 0.0
    ends = [int(t) + task.months for task, t in zip(p.tasks, start, strict=True)]
    for month in range(p.horizon):
        discount = (1 + how.rate / 100) ** (-month / 12)
        home = sum(task.persons for task, end in zip(p.tasks, ends, strict=True) if end <= month)
        yearly = home * how.person_year_usd / 1e6
        if p.network is not None:
            open_ = {task.opening_id for task, end in zip(p.tasks, ends, strict=True) if end <= month}
            code = sum(1 << bit for bit, name in enumerate(p.network.openings) if name in open_)
            yearly += float(p.network.usd_m_per_year[code])
        total += how.benefits * discount * yearly / 12 + how.people * home / 12
    for task, end in zip(p.tasks, ends, strict=True):
        if task.due is not None and not task.due_hard:
            total -= how.lateness * max(0, end - (task.due + 1))
    return total - how.finish * max(ends, default=0)


def plans(p: Programme) -> Iterator[tuple[int, ...]]:
    """Every plan that can be carried out: all months for each task, cut off where something is wrong."""
    order = _in_order(p.tasks)
    start: dict[str, int] = {}

    def place(k: int) -> Iterator[tuple[int, ...]]:
        if k == len(order):
            yield tuple(start[task.id] for task in p.tasks)
            return
        task = order[k]
        done = p.replace(tasks=tuple(order[: k + 1]))
        for month in range(p.horizon - task.months + 1):
            start[task.id] = month
            # What is wrong with some tasks stays wrong with more: teams and money only get fewer.
            if not faults(done, [start[one.id] for one in done.tasks]):
                yield from place(k + 1)
        start.pop(task.id, None)

    return place(0)


def _in_order(tasks: Sequence[Task]) -> list[Task]:
    """Tasks, none before what it waits for."""
    out: list[Task] = []
    while len(out) < len(tasks):
        placed = {task.id for task in out}
        out += [t for t in tasks if t.id not in placed and {one.task_id for one in t.after} <= placed]
    return out


def best(p: Programme) -> float | None:
    """The most that any plan is worth; None where there is no plan."""
    return max((worth(p, start) for start in plans(p)), default=None)
