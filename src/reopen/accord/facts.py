"""What is said to be done, aimed at and spent: claims, events and tasks side by side, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reopen.accord.measured import days, measured, when
from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import leading, span

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.problems import Problem
    from reopen.region.region import Region

#: Measures whose newer figure takes the place of an older one of the same side.
GROWING = ("progress", "cleared_area", "returnees")
#: Events that say that a work was begun or opened.
EVENTS: Mapping[str, str] = MappingProxyType({"construction_start": "started", "opening": "opened"})

COLUMNS = (
    "subject_id", "measure", "value_low", "value_high", "unit", "first", "last", "said_first", "said_last",
    "stated", "claimant", "side", "origin", "row_id", "note", "source",
)  # fmt: skip


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
        same of the statement, where no opening is known before the last day that it can mean;
        ``stated``, ``claimant``, ``side``, ``origin`` (``claim``, ``event``, ``project`` or ``task``),
        ``row_id``, ``note`` and ``source``. Dates are ISO texts, "" for none.

    Raises
    ------
    RegionError
        When claims cannot be read (:func:`unreadable`), all of them at once.

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
    claims, problems = _claims(region)
    if problems:
        raise RegionError(f"claims of {region.meta.id}", problems)
    rows = [*claims, *_events(region), *_reopened(region), *_task_rows(region)]
    rows = [row for row in rows if row["said_last"] <= day]
    rows.sort(key=lambda row: (row["said_last"], row["said_first"], row["row_id"], row["subject_id"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def unreadable(region: Region) -> list[Problem]:
    """Claims that :func:`facts` cannot read, of whatever date; none is empty."""
    return _claims(region)[1]


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


def _row(subject: str, *, measure: str, origin: str, **more: Any) -> dict[str, Any]:
    plain = dict.fromkeys(COLUMNS, "") | {"value_low": float("nan"), "value_high": float("nan")}
    return plain | {"subject_id": subject, "measure": measure, "origin": origin} | more


def _claims(region: Region) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Rows of all claims, and what cannot be read."""
    from reopen.region.problems import Problem

    file = region.meta.files.get("claim", "claim.csv")
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for claim in records(region["claim"]):

        def tell(column: str, expected: str, mend: str, claim: Mapping[str, Any] = claim) -> None:
            seen = str(claim[column])
            problems.append(Problem(file, None, column, claim["claim_id"], seen, expected, mend))

        cells = measured(claim, tell)
        if cells is not None:
            who = {name: claim[name] for name in ("claimant", "side", "note", "source")}
            more = cells | who | {"stated": claim["value"], "row_id": claim["claim_id"]}
            rows += [_row(subject, origin="claim", **more) for subject in claim["subject_ids"]]
    return rows, problems


def _events(region: Region) -> list[dict[str, Any]]:
    projects = region["project"]
    status = dict(zip(projects["project_id"], projects["status"], strict=True))
    rows = []
    for event in records(region["event"]):
        measure, found = EVENTS.get(event["kind"], ""), span(event["date"])
        if not measure or found is None:
            continue
        cells = days(found) | when(found) | {"unit": "date", "stated": event["date"]}
        cells |= {"row_id": event["event_id"], "note": event["title"], "source": event["source"]}
        rows += [
            _row(subject, measure=measure, origin="event", **cells)
            for subject in event["subject_ids"]
            if subject in status and (measure != "opened" or str(status[subject]).startswith("open"))
        ]
    return rows


def _reopened(region: Region) -> list[dict[str, Any]]:
    """Openings as the register of projects has them."""
    rows = []
    for project in records(region["project"]):
        found = leading(project["reopened_on"]) if str(project["status"]).startswith("open") else None
        if found is not None:
            cells = days(found) | when((found[1], found[1])) | {"unit": "date"}
            cells |= {"stated": project["reopened_on"], "row_id": project["project_id"]}
            cells["source"] = project["source"]
            rows.append(_row(project["project_id"], measure="opened", origin="project", **cells))
    return rows


def _task_rows(region: Region) -> list[dict[str, Any]]:
    # A due date and progress are known since the region's own date, having no other.
    own = (date.fromisoformat(region.meta.as_of),) * 2
    rows = []
    for task in records(region["task"]):
        who = {"origin": "task", "row_id": task["task_id"], "note": task["note"], "source": task["source"]}
        for column, measure in (("started", "started"), ("finished", "opened"), ("due", "target")):
            found = span(task[column])
            if found is not None:
                said = own if measure == "target" else found
                cells = days(found) | when(said) | {"unit": "date", "stated": task[column]}
                rows.append(_row(task["task_id"], measure=measure, **who, **cells))
        value = float(task["progress"])
        if value == value:
            cells = {"value_low": value, "value_high": value, "unit": "percent", "stated": f"{value:g}"}
            rows.append(_row(task["task_id"], measure="progress", **who, **cells, **when(own)))
    return rows
