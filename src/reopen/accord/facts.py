"""What is said to be done, aimed at and spent: claims, events and tasks side by side, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import leading, span

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.problems import Problem
    from reopen.region.region import Region

#: Attributes of claims by the measure that they are figures of; `_budget` and `_goal` add the rest.
MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "physical_progress": "progress",
        "progress": "progress",
        "completion_target": "target",
        "opening_target": "target",
        "opened": "opened",
        "cleared_area": "cleared_area",
        "hazard_area": "hazard_area",
        "returnees": "returnees",
    }
)
#: Measures whose newer figure takes the place of an older one of the same side.
GROWING = ("progress", "cleared_area", "returnees")
#: Events that say that a work was begun or opened.
EVENTS: Mapping[str, str] = MappingProxyType({"construction_start": "started", "opening": "opened"})

COLUMNS = (
    "subject_id", "measure", "value_low", "value_high", "unit", "first", "last", "said_first", "said_last",
    "stated", "claimant", "side", "origin", "row_id", "note", "source",
)  # fmt: skip
_BUDGET = re.compile(r"budget_(\d{4})(?:_(\d{4}))?(_9m)?(_plan)?")
_GOAL = re.compile(r"returnees_target_(?:(\d{4})|(\d+)yr)")
_NUMBERS = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?")
_HA = {"ha": 1.0, "km2": 100.0}


def facts(region: Region, as_of: str | None = None) -> pd.DataFrame:
    """What claims, events and tasks say was done, was aimed at or was spent, as known on a date.

    Nothing is merged: figures that contradict each other stay rows of their own. A statement of which
    only the month or the year is known counts from the end of that month or year on, so that no later
    knowledge slips in. An opening in the events counts as the opening of a project only where the
    register has the project as open.

    Parameters
    ----------
    region : Region
        Its tables ``claim``, ``event``, ``project`` and ``task`` are read.
    as_of : str, optional
        Date; that of the region by default.

    Returns
    -------
    DataFrame
        One row a statement, oldest first: ``subject_id``; ``measure`` (``progress`` in percent, ``target``,
        ``started``, ``opened``, ``cleared_area`` and ``hazard_area`` in ha, ``returnees`` and
        ``returnees_target`` in persons, ``spent`` and ``budget_planned`` in the unit stated);
        ``value_low`` and ``value_high`` (NaN for dates); ``first`` and ``last``, the days between which
        the date stated lies, or the period that an amount is of; ``said_first`` and ``said_last``, the
        same of the statement; ``stated``, ``claimant``, ``side``, ``origin`` (``claim``, ``event``,
        ``project`` or ``task``), ``row_id``, ``note`` and ``source``. Dates are ISO texts, "" for none.

    Raises
    ------
    RegionError
        When claims cannot be read, all of them at once.

    Examples
    --------
    >>> import reopen
    >>> known = facts(reopen.load(), "2025-02-01")
    >>> known.query("subject_id == 'R01' and measure == 'progress'")["value_low"].tolist()
    [40.0, 45.0, 60.0]
    """
    import pandas as pd

    from reopen.errors import RegionError

    day = iso_date(region.meta.as_of if as_of is None else as_of)
    problems: list[Problem] = []
    rows = [*_claims(region, problems), *_events(region), *_reopened(region), *_task_rows(region)]
    if problems:
        raise RegionError(f"claims of {region.meta.id}", problems)
    rows = [row for row in rows if row["said_last"] <= day]
    rows.sort(key=lambda row: (row["said_last"], row["said_first"], row["row_id"], row["subject_id"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def latest(known: pd.DataFrame) -> pd.DataFrame:
    """The newest figure of every side, beside the lowest and the highest of all sides.

    Of what grows (`GROWING`) the newest of each side counts; of all else every figure stays, since
    an older one is then not overtaken but contradicted.

    Parameters
    ----------
    known : DataFrame
        From `facts`.

    Returns
    -------
    DataFrame
        The rows that count, with ``low`` and ``high``: the ends over all sides of the same subject,
        measure and, for amounts of a period, the same period.
    """
    numbers = known[known["value_low"].notna()].reset_index(drop=True)
    growing = numbers["measure"].isin(GROWING)
    newest = numbers.groupby(["subject_id", "measure", "side"])["said_last"].transform("max")
    numbers = numbers[~growing | (numbers["said_last"] == newest)].reset_index(drop=True)
    ends = numbers.groupby(["subject_id", "measure", "unit", "first", "last"], dropna=False)
    return numbers.assign(low=ends["value_low"].transform("min"), high=ends["value_high"].transform("max"))


def _row(subject: str, measure: str, origin: str, **more: Any) -> dict[str, Any]:
    plain = dict.fromkeys(COLUMNS, "") | {"value_low": float("nan"), "value_high": float("nan")}
    return plain | {"subject_id": subject, "measure": measure, "origin": origin} | more


def _days(found: tuple[date, date]) -> dict[str, str]:
    return {"first": found[0].isoformat(), "last": found[1].isoformat()}


def _said(text: str) -> dict[str, str]:
    found = span(text)
    return {"said_first": found[0].isoformat(), "said_last": found[1].isoformat()} if found else {}


def _claims(region: Region, problems: list[Problem]) -> list[dict[str, Any]]:
    rows = []
    for claim in records(region["claim"]):
        said = span(claim["as_of"])
        measure, period = _measure(claim["attribute"], said)
        if not measure or said is None:
            continue
        cells = _cells(claim, measure, period, problems)
        if cells is None:
            continue
        who = {name: claim[name] for name in ("claimant", "side", "note", "source")}
        more = cells | who | _said(claim["as_of"]) | {"stated": claim["value"], "row_id": claim["claim_id"]}
        rows += [_row(subject, measure, "claim", **more) for subject in claim["subject_ids"]]
    return rows


def _measure(attribute: str, said: tuple[date, date] | None) -> tuple[str, tuple[date, date] | None]:
    """The measure that a claim is about, "" for those of no interest here, and the period it is of."""
    if attribute in MEASURES or said is None:
        return MEASURES.get(attribute, ""), None
    if goal := _GOAL.fullmatch(attribute):
        year = int(goal[1]) if goal[1] else said[1].year + int(goal[2])
        end = date(year, 12, 31) if goal[1] else date(year, said[1].month, min(said[1].day, 28))
        return "returnees_target", (said[0], end)
    if budget := _BUDGET.fullmatch(attribute):
        last = int(budget[2] or budget[1])
        period = date(int(budget[1]), 1, 1), date(last, 9, 30) if budget[3] else date(last, 12, 31)
        # What was said before the end of its period can only be a plan, whatever it is called.
        return "budget_planned" if budget[4] or period[1] > said[1] else "spent", period
    return "", None


def _cells(
    claim: dict[str, Any], measure: str, period: tuple[date, date] | None, problems: list[Problem]
) -> dict[str, Any] | None:
    """The value of a claim as cells; None, and a problem, where it cannot be read."""
    if measure in ("target", "opened"):
        days = span(claim["value"])
        if days is None:
            _problem(claim, "value", "a date such as 2026-03-31, 2026-03, 2026 or 2029-2030", problems)
            return None
        return _days(days) | {"unit": "date"}
    found = _NUMBERS.fullmatch(claim["value"].strip())
    if found is None:
        _problem(claim, "value", "a number such as 70, or a range such as 65-70", problems)
        return None
    low, high = float(found[1]), float(found[2] or found[1])
    unit = str(claim["unit"])
    if measure in ("cleared_area", "hazard_area"):
        if unit not in _HA:
            _problem(claim, "unit", "ha or km2", problems)
            return None
        low, high, unit = low * _HA[unit], high * _HA[unit], "ha"
    if measure == "progress" and (unit != "percent" or not low <= high <= 100.0):
        _problem(claim, "value" if unit == "percent" else "unit", "percent, 0 to 100", problems)
        return None
    return {"value_low": low, "value_high": high, "unit": unit} | (_days(period) if period else {})


def _problem(claim: dict[str, Any], column: str, expected: str, problems: list[Problem]) -> None:
    from reopen.region.problems import Problem

    mend = "write the plain figure, and the words around it into the note"
    problems.append(Problem("claim.csv", None, column, claim["claim_id"], claim[column], expected, mend))


def _events(region: Region) -> list[dict[str, Any]]:
    projects = region["project"]
    status = dict(zip(projects["project_id"], projects["status"], strict=True))
    rows = []
    for event in records(region["event"]):
        measure, days = EVENTS.get(event["kind"], ""), span(event["date"])
        if not measure or days is None:
            continue
        cells = _days(days) | _said(event["date"]) | {"unit": "date", "stated": event["date"]}
        cells |= {"row_id": event["event_id"], "note": event["title"], "source": event["source"]}
        rows += [
            _row(subject, measure, "event", **cells)
            for subject in event["subject_ids"]
            if subject in status and (measure != "opened" or str(status[subject]).startswith("open"))
        ]
    return rows


def _reopened(region: Region) -> list[dict[str, Any]]:
    """Openings as the register of projects has them."""
    rows = []
    for project in records(region["project"]):
        days = leading(project["reopened_on"]) if str(project["status"]).startswith("open") else None
        if days is not None:
            cells = _days(days) | _said(days[1].isoformat()) | {"unit": "date"}
            cells |= {"stated": project["reopened_on"], "row_id": project["project_id"]}
            cells["source"] = project["source"]
            rows.append(_row(project["project_id"], "opened", "project", **cells))
    return rows


def _task_rows(region: Region) -> list[dict[str, Any]]:
    rows = []
    for task in records(region["task"]):
        who = {"row_id": task["task_id"], "note": task["note"], "source": task["source"]}
        for column, measure in (("started", "started"), ("finished", "opened"), ("due", "target")):
            days = span(task[column])
            if days is not None:
                # A due date is known since the region's own date, having no other.
                said = region.meta.as_of if measure == "target" else task[column]
                cells = _days(days) | _said(said) | {"unit": "date", "stated": task[column]}
                rows.append(_row(task["task_id"], measure, "task", **who, **cells))
        if task["progress"] == task["progress"]:
            value = float(task["progress"])
            cells = {"value_low": value, "value_high": value, "unit": "percent", "stated": f"{value:g}"}
            rows.append(_row(task["task_id"], "progress", "task", **who, **cells, **_said(region.meta.as_of)))
    return rows
