"""Why a programme cannot be carried out: the fewest of its limits that conflict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reopen.rebuild.instance import instance
from reopen.rebuild.model import Effort, solve

if TYPE_CHECKING:
    from reopen.rebuild.programme import Programme

#: Deterministic seconds for each question whether a plan exists.
PATIENCE = 4.0
#: Hard dates that are looked at one by one; more are taken together.
MOST_DATES = 40


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that could be lifted.

    Attributes
    ----------
    words : str
        What it is.
    lift : callable
        The programme without it.
    """

    words: str
    lift: Callable[[Programme], Programme]


def conflict(programme: Programme) -> tuple[str, ...]:
    """Limits that no plan can meet together, while lifting any one of them helps.

    Returns
    -------
    tuple of str
        The limits in words; empty where no proof was found in time that they conflict.
    """
    if not _impossible(programme):
        return ()
    kept = []
    for limit in limits(programme):
        without = limit.lift(programme)
        if _impossible(without):
            programme = without
        else:
            kept.append(limit.words)
    return tuple(kept)


def limits(programme: Programme) -> list[Limit]:
    """Limits of a programme, those first that are best kept out of an explanation."""
    out = []
    if any(t.closed_months for t in programme.tasks):
        out.append(Limit("winters, which close the sites of tasks", _without_winters))
    if any(t.earliest > 0 for t in programme.tasks):
        out.append(Limit("dates before which tasks cannot start", _without_releases))
    for crew in programme.crews:
        most = max(n for _, n in crew.levels)
        if any(name == crew.id for t in programme.tasks for name, _ in t.crews):
            out.append(
                Limit(
                    f"crew {crew.id!r} ({crew.title}): at most {most} {'team' if most == 1 else 'teams'}",
                    _without_crew(crew.id),
                )
            )
    for fund in programme.funds:
        if any(t.fund_id == fund.id for t in programme.tasks):
            needed = sum(t.cost.central for t in programme.tasks if t.fund_id == fund.id)
            words = f"budget {fund.id!r} ({fund.title}): its tasks need {needed:,.1f} USD m"
            out.append(Limit(words, _without_fund(fund.id)))
    dated = [t for t in programme.tasks if t.due is not None and t.due_hard]
    if len(dated) > MOST_DATES:
        out.append(Limit(f"the hard dates of {len(dated)} tasks", _without_dates(None)))
    else:
        for task in dated:
            date = programme.month_name(task.due or 0)
            out.append(Limit(f"hard date of task {task.id!r}: {date}", _without_dates(task.id)))
    months = programme.horizon
    out.append(Limit(f"the horizon of {months} months", lambda p: p.replace(horizon=4 * p.horizon + 12)))
    return out


def _impossible(programme: Programme) -> bool:
    """Whether it is proven that no plan exists."""
    one = instance(programme)
    if (one.latest < one.earliest).any():
        return True
    bare = replace(one, worth=0 * one.worth, finish_weight=0.0, network=one.network[:1] * 0)
    return solve(bare, effort=Effort(deterministic=PATIENCE)).infeasible


def _without_winters(p: Programme) -> Programme:
    return p.replace(tasks=tuple(replace(t, closed_months=()) for t in p.tasks))


def _without_releases(p: Programme) -> Programme:
    return p.replace(tasks=tuple(replace(t, earliest=0) for t in p.tasks))


def _without_crew(name: str) -> Callable[[Programme], Programme]:
    def lift(p: Programme) -> Programme:
        return p.replace(
            tasks=tuple(replace(t, crews=tuple(c for c in t.crews if c[0] != name)) for t in p.tasks)
        )

    return lift


def _without_fund(name: str) -> Callable[[Programme], Programme]:
    def lift(p: Programme) -> Programme:
        return p.replace(tasks=tuple(replace(t, fund_id="") if t.fund_id == name else t for t in p.tasks))

    return lift


def _without_dates(name: str | None) -> Callable[[Programme], Programme]:
    def lift(p: Programme) -> Programme:
        return p.replace(
            tasks=tuple(replace(t, due_hard=False) if name in (None, t.id) else t for t in p.tasks)
        )

    return lift
