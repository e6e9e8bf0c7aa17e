"""Forecasts, metrics and documents of OC4IDS projects: what is planned, and what is claimed by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.rebuild.actuals import Done
from reopen.region.spans import span

if TYPE_CHECKING:
    from reopen.rebuild.plan import Plan

#: Measures of claims that become metrics, with their ids in the standard where it has one.
METRICS: Mapping[str, str] = {
    "progress": "physicalProgress",
    "cleared_area": "clearedArea",
    "returnees": "returnees",
}

Claims = Sequence[Mapping[str, Any]]


def stamp(day: date) -> str:
    """A day as OC4IDS writes dates.

    Examples
    --------
    >>> stamp(date(2026, 3, 31))
    '2026-03-31T00:00:00Z'
    """
    return f"{day.isoformat()}T00:00:00Z"


def planned_progress(plan: Plan, places: Sequence[int]) -> dict[str, Any]:
    """Planned share of tasks done by the end of each calendar year, weighted by cost, as a metric.

    Where nothing costs, months stand for costs.
    """
    tasks = [plan.programme.tasks[place] for place in places]
    weights = np.array([task.cost.central for task in tasks], np.float64)
    if not weights.any():
        weights = np.array([max(task.months, 1) for task in tasks], np.float64)
    start, finish = (ends[list(places)].astype(np.float64) for ends in (plan.start, plan.finish))
    begin = plan.programme.first_day(int(start.min()))
    begins, year = {"startDate": stamp(begin)}, begin.year
    observations: list[dict[str, Any]] = []
    while not observations or observations[-1]["measure"] < 100.0:
        after = plan.programme.period(year + 1, 1)
        # A milestone is done once its month has come.
        share = np.clip((after - start) / np.maximum(finish - start, 1e-9), 0.0, 1.0)
        ends = begins | {"endDate": stamp(date(year, 12, 31))}
        done = 100.0 * float(weights @ share / weights.sum())
        observations.append(_observation(f"planned-{year}", ends, done, "percent", "as planned"))
        year += 1
    return {"id": "physicalProgress", "title": "Planned physical progress", "observations": observations}


def task_progress(
    plan: Plan, places: Sequence[int], done: Mapping[str, Done], day: date
) -> list[dict[str, Any]]:
    """Progress of tasks as their record has it on a day, as one metric; none where it says nothing."""
    observations = []
    for task in (plan.programme.tasks[place] for place in places):
        one = done.get(task.id, Done())
        share = 1.0 if one.finished else one.progress
        if share is not None:
            ends = {"endDate": stamp(day)}
            observations.append(_observation(task.id, ends, 100.0 * share, "percent", task.title))
    metric = {"id": "physicalProgress-tasks", "title": "Progress of tasks", "observations": observations}
    return [metric] if observations else []


def claimed_metrics(claims: Claims) -> list[dict[str, Any]]:
    """Claims of amounts as metrics: every claim an observation, with claimant, side, note and sources."""
    out = []
    for measure, name in METRICS.items():
        observations = [
            _observation(
                _label(one), _said(one), 0.5 * (one["value_low"] + one["value_high"]), one["unit"], _who(one)
            )
            for one in claims
            if one["measure"] == measure
        ]
        if observations:
            title = measure.replace("_", " ").capitalize()
            out.append({"id": name, "title": title, "observations": observations})
    return out


def claimed_targets(claims: Claims) -> list[dict[str, Any]]:
    """Claims of dates of completion as one forecast; the measure is the date as it was stated."""
    observations = [
        {"id": _label(one), "period": _said(one), "measure": one["stated"], "notes": _who(one)}
        for one in claims
        if one["measure"] == "target"
    ]
    title = "Date of completion, as claimed"
    return [{"id": "completionTarget", "title": title, "observations": observations}] if observations else []


def documents(claims: Claims, sources: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The sources of claims as documents; a date of publication only where its day is known."""
    out = []
    for name in sorted({name for claim in claims for name in claim["source"]} & set(sources)):
        source, published = sources[name], span(sources[name]["date"])
        document = {"id": name, "title": source["title"], "url": source["url"], "author": source["publisher"]}
        if published and published[0] == published[1]:
            document["datePublished"] = stamp(published[0])
        out.append({key: value for key, value in document.items() if value})
    return out


def _label(claim: Mapping[str, Any]) -> str:
    """An id: one claim can be about several subjects of one project."""
    return f"{claim['row_id']}-{claim['subject_id']}"


def _said(claim: Mapping[str, Any]) -> dict[str, str]:
    ends = {"startDate": claim["said_first"], "endDate": claim["said_last"]}
    return {key: stamp(date.fromisoformat(text)) for key, text in ends.items()}


def _who(claim: Mapping[str, Any]) -> str:
    stated = f"stated by {claim['claimant']} (side: {claim['side']}) as {claim['stated']} {claim['unit']}"
    return "; ".join(
        part for part in (stated, claim["note"], "sources: " + ", ".join(claim["source"])) if part
    )


def _observation(label: str, ends: dict[str, str], value: float, unit: str, notes: str) -> dict[str, Any]:
    return {"id": label, "period": ends, "measure": round(value, 4), "unit": {"name": unit}, "notes": notes}
