"""A plan as lanes: one a settlement or opening, with a row a track, instead of one row a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.rebuild.owners import owners
from reopen.report import palette

if TYPE_CHECKING:
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Task

#: Title of the lanes of openings, and of tasks that belong nowhere.
OPENINGS, ELSEWHERE = "Openings", "Other tasks"


@dataclass(frozen=True, slots=True)
class Bar:
    """Tasks of one track that follow each other or run at once, without a pause between them.

    Attributes
    ----------
    begin, end : int
        First month, and the month from whose beginning on all are finished.
    tasks : int
        How many they are.
    """

    begin: int
    end: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A settlement or an opening.

    Attributes
    ----------
    id, title : str
        Its identifier and name.
    rows : tuple of (str, tuple of Bar)
        Bars by track, in the order of :data:`reopen.report.palette.TRACKS`, without returns.
    returns : tuple of (int, float)
        Month and people who are at home from it on, oldest first, not added up.
    passable : int or None
        Month from whose beginning on the opening is passable.
    """

    id: str
    title: str
    rows: tuple[tuple[str, tuple[Bar, ...]], ...]
    returns: tuple[tuple[int, float], ...] = ()
    passable: int | None = None

    @property
    def persons(self) -> float:
        """People whom the plan brings home here."""
        return sum(number for _, number in self.returns)


@dataclass(frozen=True, slots=True)
class Block:
    """Lanes of one district, or of openings."""

    title: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """A plan in lanes.

    Attributes
    ----------
    months : int
        Months that the plan takes.
    names : tuple of str
        Calendar month of each of them and of the one after the last, as ``year-month``.
    years : tuple of (int, int)
        Calendar years, each with the month of the plan in which it begins; below 0 before the start.
    blocks : tuple of Block
        Districts in the order of their names, then openings by when they are passable.
    tracks : tuple of str
        Tracks that are in use, with ``return``.
    tasks : int
        Tasks in all.
    """

    months: int
    names: tuple[str, ...]
    years: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]
    tracks: tuple[str, ...]
    tasks: int


def gantt(plan: Plan, places: Mapping[str, tuple[str, str]], openings: Mapping[str, str]) -> Gantt:
    """Put a plan into lanes.

    Parameters
    ----------
    plan : Plan
        The plan.
    places : mapping of str to (str, str)
        Name and district of each settlement; lanes of one district stand in this order.
    openings : mapping of str to str
        Titles of openings.
    """
    p = plan.programme
    homes: dict[tuple[str, str], list[int]] = {}
    belongs = owners(p.tasks)
    for j, task in enumerate(p.tasks):
        key = ("place", task.settlement_id) if task.settlement_id else ("opening", belongs.get(task.id, ""))
        homes.setdefault(key, []).append(j)
    here = sorted(key[1] for key in homes if key[0] == "place")
    order = {name: rank for rank, name in enumerate(places)}
    districts: dict[str, list[Lane]] = {}
    for name in sorted(here, key=lambda name: (order.get(name, len(order)), name)):
        title, district = places.get(name, (name, ""))
        districts.setdefault(district, []).append(_lane(plan, name, title, homes["place", name]))
    blocks = [Block(title, tuple(lanes)) for title, lanes in sorted(districts.items())]
    ways = [
        _lane(plan, name, openings.get(name, name), tasks)
        for (kind, name), tasks in homes.items()
        if kind == "opening" and name
    ]
    if ways:
        never = int(plan.finish.max(initial=0)) + 1
        ways.sort(key=lambda lane: (never if lane.passable is None else lane.passable, lane.title))
        blocks.append(Block(OPENINGS, tuple(ways)))
    if rest := homes.get(("opening", "")):
        blocks.append(Block(ELSEWHERE, (_lane(plan, "", ELSEWHERE, rest),)))
    months = max(int(plan.finish.max(initial=0)), 1)
    used = {track for block in blocks for lane in block.lanes for track, _ in lane.rows}
    used |= {"return"} if any(task.persons for task in p.tasks) else set()
    first, last = p.year, p.calendar(months)[0]
    return Gantt(
        months=months,
        names=tuple(p.month_name(month) for month in range(months + 1)),
        years=tuple((year, p.period(year, 1)) for year in range(first, last + 1)),
        blocks=tuple(blocks),
        tracks=tuple(track.id for track in palette.TRACKS if track.id in used),
        tasks=len(p.tasks),
    )


def _lane(plan: Plan, name: str, title: str, members: Sequence[int]) -> Lane:
    tasks, start, finish = plan.programme.tasks, plan.start, plan.finish
    spans: dict[str, list[tuple[int, int]]] = {}
    returns: dict[int, float] = {}
    passable = None
    for j in members:
        task = tasks[j]
        if task.persons:
            returns[int(finish[j])] = returns.get(int(finish[j]), 0.0) + task.persons
        if task.track != "return" and task.months:
            spans.setdefault(_track(task), []).append((int(start[j]), int(finish[j])))
        if task.opening_id:
            passable = max(passable or 0, int(finish[j]))
    rows = [(track.id, merged(spans[track.id])) for track in palette.TRACKS if track.id in spans]
    return Lane(name, title, tuple(rows), tuple(sorted(returns.items())), passable)


def _track(task: Task) -> str:
    """Track of a task; tasks written by hand may have none."""
    known = {track.id for track in palette.TRACKS}
    return task.track if task.track in known else "link" if task.opening_id else "buildings"


def merged(spans: Iterable[tuple[int, int]]) -> tuple[Bar, ...]:
    """Spans of months that touch or overlap as one bar each.

    Examples
    --------
    >>> merged([(5, 8), (0, 2), (2, 3)])
    (Bar(begin=0, end=3, tasks=2), Bar(begin=5, end=8, tasks=1))
    """
    out: list[Bar] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1].end:
            last = out[-1]
            out[-1] = Bar(last.begin, max(last.end, end), last.tasks + 1)
        else:
            out.append(Bar(begin, end, 1))
    return tuple(out)
