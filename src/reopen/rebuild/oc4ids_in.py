"""Projects of an OC4IDS file as rows of a region's tables ``task`` and ``project``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.errors import RegionError
from reopen.region import months
from reopen.region.problems import Problem

if TYPE_CHECKING:
    import pandas as pd

#: Status of projects on which work has begun, and on which it is over.
BEGUN = ("implementation", "completion", "maintenance", "decommissioning", "decommissioned")
OVER = BEGUN[1:]
_LONGEST = 80


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """What an OC4IDS file holds, as rows.

    Attributes
    ----------
    task : DataFrame
        One row a project that has a duration, with the columns of the table ``task``.
    project : DataFrame
        One row a project, with the columns of the table ``project``.
    warnings : tuple of Problem
        What the rows lack, or had to be changed.
    """

    task: pd.DataFrame
    project: pd.DataFrame
    warnings: tuple[Problem, ...]


@dataclass(slots=True)
class _Reading:
    """Problems as they are met, with the place they were met at."""

    file: str
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def wrong(self, name: str, place: str, value: object, expected: str, mend: str) -> None:
        self.errors.append(Problem(self.file, None, place, name, _shown(value), expected, mend))

    def lacks(self, name: str, place: str, value: object, expected: str, mend: str) -> None:
        self.warnings.append(
            Problem(self.file, None, place, name, _shown(value), expected, mend, severity="warning")
        )


def from_oc4ids(path: str | PathLike[str], *, work_id: str, source: str) -> Imported:
    """Read the projects of an OC4IDS package, or of a file with one project, as rows of a region.

    A task's duration is the project's period; its dates, its progress and its cost are taken where they
    are given. What is missing is left blank and named in the warnings; what is wrong is an error.

    Parameters
    ----------
    path : path-like
        JSON file.
    work_id : str
        Kind of work that the tasks are of: a row of the region's table ``work``.
    source : str
        Source that the rows name: a row of the region's table ``source``.

    Raises
    ------
    RegionError
        When the file cannot be read, or with all its wrong values at once.
    """
    from reopen.region.frame import make_table

    reading = _Reading(Path(path).name)
    tasks: list[dict[str, Any]] = []
    projects: list[dict[str, Any]] = []
    used: set[str] = set()
    for place, raw in enumerate(_projects(Path(path), reading)):
        where = f"projects[{place}]"
        if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not raw["id"].strip():
            seen = raw.get("id") if isinstance(raw, dict) else raw
            reading.wrong("", f"{where}.id", seen, "a project with an id", "give it the field id, a text")
            continue
        name = _id(raw["id"], used, reading, where)
        period, common = _period(raw, name, reading), {"source": (source,)}
        projects.append(common | _project(raw, name, reading))
        if period is None or period[1] is None or period[0] is None:
            reading.lacks(
                name, f"{where}.period", None, "startDate and endDate",
                "add the task by hand, since without them its duration is not known",
            )  # fmt: skip
            continue
        tasks.append(common | {"work_id": work_id} | _task(raw, name, (period[0], period[1]), reading))
    if reading.errors:
        raise RegionError(str(path), [*reading.errors, *reading.warnings])
    return Imported(
        make_table("task", _columns(tasks)),
        make_table("project", _columns(projects)),
        tuple(reading.warnings),
    )


def _projects(path: Path, reading: _Reading) -> list[Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reading.wrong("", "", None, f"a file that can be read ({error.strerror})", "name another file")
        return []
    except UnicodeDecodeError:
        reading.wrong("", "", None, "text in UTF-8", "save it as UTF-8")
        return []
    except (json.JSONDecodeError, RecursionError) as error:
        reading.wrong("", "", None, f"JSON ({error})", "mend it where the message says")
        return []
    found = data.get("projects", [data] if "id" in data else None) if isinstance(data, dict) else None
    if not isinstance(found, list) or not found:
        reading.wrong("", "projects", None, "an OC4IDS package with a list of projects", "name such a file")
        return []
    return found


def _id(text: str, used: set[str], reading: _Reading, where: str) -> str:
    """An id as regions have them; changed ones are told, doubled ones are errors."""
    name = re.sub(r"[^A-Za-z0-9_.+-]+", "-", text).lstrip("_.+-")[:_LONGEST] or "project"
    if name in used:
        reading.wrong(name, f"{where}.id", text, "an id that no other project has", "change one of them")
    elif name != text:
        reading.lacks(name, f"{where}.id", text, "letters, digits and _ - . +", f"it is called {name} here")
    used.add(name)
    return name


def _project(raw: Mapping[str, Any], name: str, reading: _Reading) -> dict[str, Any]:
    sectors, updated = raw.get("sector"), _date(raw.get("updated"), name, "updated", reading)
    return {
        "project_id": name,
        "name": _text(raw.get("title")) or name,
        "kind": _text(raw.get("type")),
        "mode": "; ".join(_text(one) for one in sectors) if isinstance(sectors, list) else "",
        "status": _text(raw.get("status")),
        "status_date": updated.isoformat() if updated else "",
        "works": _text(raw.get("description")),
    }


def _task(raw: Mapping[str, Any], name: str, period: tuple[date, date], reading: _Reading) -> dict[str, Any]:
    first, last = period
    low, central, high = _cost(raw, name, reading)
    status = _text(raw.get("status"))
    begun = _date(
        _get(raw, "implementationPeriod", "startDate"), name, "implementationPeriod.startDate", reading
    )
    ended = _date(_get(raw, "completion", "endDate"), name, "completion.endDate", reading)
    if status in OVER and ended is None:
        reading.lacks(
            name, "completion.endDate", None, "the day on which it was finished", "add it to the task"
        )
    return {
        "task_id": name,
        "title": _text(raw.get("title")) or name,
        "months": float(max(1, round(((last - first).days + 1) / months.DAYS))),
        "cost_usd_m_low": low,
        "cost_usd_m_central": central,
        "cost_usd_m_high": high,
        "earliest": first.isoformat(),
        "due": last.isoformat(),
        "started": (begun or first).isoformat() if status in BEGUN else "",
        "finished": ended.isoformat() if ended else "",
        "progress": _progress(raw, name, reading),
        "note": _text(raw.get("description")),
    }


def _cost(raw: Mapping[str, Any], name: str, reading: _Reading) -> tuple[float, float, float]:
    """Cost in USD m; 0, and a warning, where there is none in USD."""
    value = _get(raw, "budget", "amount")
    stated, currency = (_get(value, key) for key in ("amount", "currency"))
    amount = _figure(stated)
    if stated is None:
        reading.lacks(name, "budget.amount", None, "a cost", "add it to the task; it costs 0 here")
    elif amount is None or amount < 0.0:
        reading.wrong(name, "budget.amount.amount", stated, "a number of 0 or more", "correct it")
    elif currency != "USD":
        reading.lacks(name, "budget.amount.currency", currency, "USD", "convert it; the task costs 0 here")
    else:
        return (amount / 1e6,) * 3
    return 0.0, 0.0, 0.0


def _progress(raw: Mapping[str, Any], name: str, reading: _Reading) -> float:
    """Newest physical progress in percent; NaN where there is none."""
    metrics = raw.get("metrics")
    found: list[tuple[str, float]] = []
    for metric in metrics if isinstance(metrics, list) else []:
        seen = _get(metric, "observations") if _get(metric, "id") == "physicalProgress" else None
        for one in seen if isinstance(seen, list) else []:
            measure = _get(one, "measure")
            value = _figure(_parsed(measure))
            if value is None or not 0.0 <= value <= 100.0:
                reading.wrong(name, "metrics.physicalProgress", measure, "percent, 0 to 100", "correct it")
            else:
                found.append((_text(_get(one, "period", "endDate")), value))
    return max(found)[1] if found else float("nan")


def _parsed(measure: object) -> object:
    """A measure, which the standard also lets be written as text."""
    try:
        return float(measure) if isinstance(measure, str) else measure
    except ValueError:
        return None


def _period(raw: Mapping[str, Any], name: str, reading: _Reading) -> tuple[date | None, date | None] | None:
    for key in ("period", "implementationPeriod"):
        if isinstance(raw.get(key), dict):
            first, last = (
                _date(raw[key].get(end), name, f"{key}.{end}", reading) for end in ("startDate", "endDate")
            )
            if first and last and last < first:
                reading.wrong(
                    name, f"{key}.endDate", last, f"a day not before {first}", "correct one of them"
                )
            return first, last
    return None


def _date(value: object, name: str, place: str, reading: _Reading) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        reading.wrong(name, place, value, "a date such as 2026-03-31T00:00:00Z", "correct it")
        return None


def _get(value: object, *keys: str) -> Any:
    """What lies below some keys; None where anything on the way is missing or no object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _figure(value: object) -> float | None:
    """A finite number, or None."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return float(value) if good and isinstance(value, int | float) else None


def _text(value: object) -> str:
    """A text as region tables can hold it: on one line, and nothing that a spreadsheet would run."""
    plain = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(c for c in plain if c.isprintable()).lstrip("=@+- ")


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {key: [row[key] for row in rows] for key in rows[0]} if rows else {}
