"""What falls due: deadlines of provisions, and dates of completion that were officially aimed at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from reopen.accord.coded import FULL, last_day
from reopen.accord.facts import facts
from reopen.accord.status import provisions_on
from reopen.accord.titles import titles_of
from reopen.accord.works import title_of
from reopen.errors import SettingsError
from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import span

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from reopen.region.region import Region

#: From when on deadlines are listed, in words.
RULE = (
    "A deadline is listed from the date of its document on: the register has no date on which a deadline "
    "was set later than that."
)
COLUMNS = (
    "due", "stated", "days", "kind", "subject_id", "title", "document_id", "obliged", "deadline_type", "said",
    "done", "source",
)  # fmt: skip


def due(region: Region, day: str, *, until: str) -> pd.DataFrame:
    """What falls due from a day to another, both included, as known on the first.

    Parameters
    ----------
    region : Region
        Its provisions with their codings, and its claims, events, projects and tasks are read.
    day, until : str
        First and last day, such as 2026-03-31.

    Returns
    -------
    DataFrame
        The soonest first: ``due``, the last day that the date ``stated`` can mean; ``days`` from the
        day; ``kind`` (``provision`` or ``target``); ``subject_id`` and ``title``; of provisions
        ``document_id`` and ``deadline_type``; ``obliged``, who must act, of targets who claimed them;
        ``said``, when a target was claimed, and of provisions the date of the document (`RULE`);
        ``done``, whether it is done already; ``source``. Overtaken provisions are left out. Of each side
        the newest target of a work counts.

    Raises
    ------
    RegionError
        When claims cannot be read.
    SettingsError
        When a day is none, or the last lies before the first.

    Examples
    --------
    >>> import reopen
    >>> found = due(reopen.load(), "2025-10-01", until="2026-12-31")
    >>> found.loc[found["subject_id"] == "R01", ["due", "days"]].values.tolist()
    [['2026-12-31', 456]]
    """
    first, last = iso_date(day), iso_date(until, what="until")
    if last < first:
        raise SettingsError(f"until: found {until}; expected {day} or later")
    found = _all(region, first)
    return found[(found["due"] >= first) & (found["due"] <= last)].reset_index(drop=True)


def overdue(region: Region, day: str) -> pd.DataFrame:
    """What was due before a day and is not done by it, the longest overdue first.

    Parameters
    ----------
    region : Region
        Likewise.
    day : str
        The day.

    Returns
    -------
    DataFrame
        Columns as of :func:`due`; ``days`` are negative. A target that its side has moved is not
        overdue: its newest counts.

    Raises
    ------
    RegionError
        When claims cannot be read.
    SettingsError
        When the day is none.
    """
    now = iso_date(day)
    found = _all(region, now)
    return found[(found["due"] < now) & ~found["done"]].reset_index(drop=True)


def _all(region: Region, day: str) -> pd.DataFrame:
    import pandas as pd

    rows = [*_provisions(region, day), *_targets(region, day)]
    for row in rows:
        row["days"] = (date.fromisoformat(row["due"]) - date.fromisoformat(day)).days
    rows.sort(key=lambda row: (row["due"], row["kind"], row["subject_id"], row["said"], row["obliged"]))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.astype({"done": bool, "days": "int64"})


def _provisions(region: Region, day: str) -> list[dict[str, Any]]:
    documents = region["document"]
    dated = dict(zip(documents["document_id"], documents["date"].map(last_day), strict=True))
    rows = []
    for one in records(provisions_on(region, day)):
        dates = span(one["deadline"])
        if dates is None or one["overtaken"]:
            continue
        rows.append(
            {
                "due": dates[1].isoformat(),
                "stated": one["deadline"],
                "kind": "provision",
                "subject_id": one["provision_id"],
                "title": one["summary"],
                "document_id": one["document_id"],
                "obliged": tuple(one["obligated"]),
                "deadline_type": one["deadline_type"],
                "said": dated[one["document_id"]],
                "done": _full(one["implementation"]),
                "source": tuple(one["source"]),
            }
        )
    return rows


def _full(grade: Any) -> bool:
    """Whether a grade is full; not coded is not."""
    import pandas as pd

    return bool(pd.notna(grade) and grade == FULL)


def _targets(region: Region, day: str) -> list[dict[str, Any]]:
    """The newest target of each side for each work; who opened it did so whatever was aimed at."""
    known = facts(region, day)
    opened = set(known.loc[known["measure"] == "opened", "subject_id"])
    aims = known[known["measure"] == "target"]
    newest = aims.drop_duplicates(["subject_id", "side"], keep="last")
    titles = titles_of(region)
    return [_target(row, titles, row["subject_id"] in opened) for row in records(newest)]


def _target(row: Mapping[str, Any], titles: Mapping[str, str], done: bool) -> dict[str, Any]:
    return {
        "due": row["last"],
        "stated": row["stated"],
        "kind": "target",
        "subject_id": row["subject_id"],
        "title": title_of(row["subject_id"], titles),
        "document_id": "",
        "obliged": (row["claimant"],) if row["claimant"] else (),
        "deadline_type": "",
        "said": row["said_last"],
        "done": done,
        "source": tuple(row["source"]),
    }
