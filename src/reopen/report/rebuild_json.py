"""The rebuilding programme as plain JSON types, for ``summary.json`` and ``reopen rebuild --json``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from reopen.rebuild.needs import by_sector
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.rebuilding import Rebuilding

#: Digits after the point.
DIGITS = 6


def as_json(found: Rebuilding) -> dict[str, Any]:
    """Status, objective, bound and gap of the plan, and its results by year, place, group and crew.

    Returns
    -------
    dict
        ``status``, ``objective``, ``bound`` and ``gap``, a share; ``start`` and ``finish`` as
        ``year-month``; ``tasks``, how many; ``years``, one entry a year: ``funds`` by id with what is
        committed and what the budget is, USD m, ``persons_home`` by its end, and ``ha`` by kind of work;
        ``needs`` by sector, ``groups``, ``milestones``, ``notes``; ``shadow`` and ``front`` where the
        settings ask for them. Numbers that do not exist are None.
    """
    plan = found.plan
    p = plan.programme
    out = {
        "status": plan.status,
        "objective": _plain(plan.value),
        "bound": _plain(plan.bound),
        "gap": _plain(plan.gap),
        "start": p.month_name(0),
        "finish": p.month_name(max(int(plan.finish.max(initial=1)) - 1, 0)),
        "tasks": len(p.tasks),
        "years": _years(found),
        "needs": _rows(by_sector(found.needs)),
        "groups": _rows(found.groups),
        "milestones": _rows(found.milestones),
        "notes": list(found.notes),
    }
    parts = {"shadow": found.shadow, "front": found.front}
    return out | {name: _rows(table) for name, table in parts.items() if len(table)}


def _years(found: Rebuilding) -> list[dict[str, Any]]:
    by_year: dict[int, dict[str, Any]] = {}

    def entry_of(year: int) -> dict[str, Any]:
        return by_year.setdefault(year, {"year": year, "funds": {}, "persons_home": 0.0, "ha": {}})

    for row in records(found.spending):
        names = [name for name in row if name.endswith(("_usd_m", "_low", "_central", "_high"))]
        entry_of(row["year"])["funds"][row["fund_id"]] = {name: _plain(row[name]) for name in names}
    for row in records(found.people):
        entry = entry_of(row["year"])
        entry["persons_home"] = _plain(entry["persons_home"] + row["persons_home"])
    for row in records(found.clearance):
        entry_of(row["year"])["ha"][row["work_id"]] = _plain(row["ha"])
    return [by_year[year] for year in sorted(by_year)]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in records(table)]


def _plain(value: Any) -> Any:
    """A value as JSON has it: no NaN, no infinity, no numbers of other libraries, tuples as lists."""
    if isinstance(value, float):
        return round(float(value), DIGITS) + 0.0 if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
