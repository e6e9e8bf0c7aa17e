"""A plan's milestones as an iCalendar file (RFC 5545) for any calendar program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reopen.region.dates import iso_date

if TYPE_CHECKING:
    from reopen.rebuild.plan import Plan

#: Longest line in octets, its end apart (RFC 5545, 3.1).
LINE = 75


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that matters.

    Attributes
    ----------
    kind : str
        ``return`` (a settlement is ready for all its people), ``opening`` (an opening is passable) or
        ``deadline`` (a date that no plan may miss).
    id : str
        The settlement, the opening or the task.
    day : date
        The first day of the month from which on it holds; of a deadline the last day.
    title, text : str
        In words.
    """

    kind: str
    id: str
    day: date
    title: str
    text: str


def milestones(plan: Plan, names: Mapping[str, str] | None = None) -> tuple[Milestone, ...]:
    """The milestones of a plan in the order of their days.

    A settlement is ready with the last of its tasks that people come home by; people who come home by a
    task without a settlement count for the task. ``names`` are those of settlements and openings by id.
    """
    known = names or {}
    found = [*_returns(plan, known), *_openings(plan, known), *_deadlines(plan)]
    return tuple(sorted(found, key=lambda one: (one.day, one.kind, one.id)))


def to_icalendar(
    plan: Plan, *, as_of: str, name: str = "reopen", names: Mapping[str, str] | None = None
) -> str:
    """The milestones of a plan as an iCalendar text, one whole-day event each.

    The same plan and date give the same text: ids of events are made of kind, id and ``name``, so that a
    calendar updates them when a new plan is imported, and the stamp is ``as_of``, not the clock.

    Parameters
    ----------
    plan : Plan
        The plan.
    as_of : str
        Date of the plan.
    name : str
        What the programme is called in the ids of its events, such as the region's id.
    names : mapping of str to str, optional
        Names of settlements and openings by id; ids stand in for those it lacks.

    Returns
    -------
    str
        Lines end with CR LF; write it with ``newline=""`` in UTF-8.

    Raises
    ------
    SettingsError
        When ``as_of`` is not a date.

    References
    ----------
    Desruisseaux, B. (2009). Internet Calendaring and Scheduling Core Object Specification. RFC 5545.
    """
    from reopen._version import __version__

    stamp = iso_date(as_of).replace("-", "") + "T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Reopen//Reopen {__version__}//EN",
        "CALSCALE:GREGORIAN",
    ]
    lines.append(f"X-WR-CALNAME:{escaped(plan.programme.title)}")
    for one in milestones(plan, names):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.kind}-{one.id}@{escaped(name)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(one.title)}",
            f"DESCRIPTION:{escaped(one.text)}",
            f"CATEGORIES:{one.kind.upper()}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    r"""A text value: backslash, semicolon, comma and line ends escaped, control characters left out.

    Examples
    --------
    >>> escaped("Shusha; Shushi, all\nroads")
    'Shusha\\; Shushi\\, all\\nroads'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return "".join(c for c in plain.replace("\n", "\\n") if c == "\t" or (c >= " " and c != "\x7f"))


def folded(line: str) -> str:
    r"""A line in pieces of at most 75 octets, each further one after CR LF and a space.

    No character is cut in two.

    Examples
    --------
    >>> folded("x" * 80).split("\r\n")[1]
    ' xxxxx'
    """
    pieces, room = [""], LINE
    for character in line:
        size = len(character.encode("utf-8"))
        if size > room:
            # The space that begins a further piece counts too.
            pieces.append("")
            room = LINE - 1
        pieces[-1] += character
        room -= size
    return "\r\n ".join(pieces)


def _returns(plan: Plan, names: Mapping[str, str]) -> Iterator[Milestone]:
    groups: dict[str, list[tuple[int, int]]] = {}
    for place, task in enumerate(plan.programme.tasks):
        if task.persons > 0.0:
            groups.setdefault(task.settlement_id or task.id, []).append((int(plan.finish[place]), place))
    for name, ends in groups.items():
        tasks = [(end, plan.programme.tasks[place]) for end, place in sorted(ends)]
        persons = sum(task.persons for _, task in tasks)
        stages = [
            f"{plan.programme.first_day(end):%Y-%m}: {task.title}, {task.persons:,.0f} people"
            for end, task in tasks
        ]
        day = plan.programme.first_day(tasks[-1][0])
        yield Milestone(
            "return",
            name,
            day,
            f"{names.get(name, name)}: ready for return of {persons:,.0f} people",
            "\n".join(stages),
        )


def _openings(plan: Plan, names: Mapping[str, str]) -> Iterator[Milestone]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for end, task in zip(plan.finish, plan.programme.tasks, strict=True):
        if task.opening_id:
            groups.setdefault(task.opening_id, []).append((int(end), task.title))
    for name, ends in groups.items():
        day, titles = plan.programme.first_day(max(ends)[0]), "\n".join(title for _, title in sorted(ends))
        yield Milestone("opening", name, day, f"{names.get(name, name)}: passable", titles)


def _deadlines(plan: Plan) -> Iterator[Milestone]:
    for end, task in zip(plan.finish, plan.programme.tasks, strict=True):
        if task.due is not None and task.due_hard:
            day = plan.programme.first_day(task.due + 1) - timedelta(days=1)
            planned = f"planned to be finished by {plan.programme.first_day(int(end)):%Y-%m-%d}"
            yield Milestone("deadline", task.id, day, f"{task.title}: deadline", planned)
