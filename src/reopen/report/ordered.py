"""The order of openings as JSON and as a table of one row an opening."""

from __future__ import annotations

import datetime
from calendar import monthrange
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.files import whole_file
from reopen.region.months import DAYS, calendar, month_of

if TYPE_CHECKING:
    from reopen.rebuild.reopening import Reopening

DIGITS = 6


def as_json(done: Reopening) -> dict[str, Any]:
    """The order, its proof, one entry an opening, and what plain orders lose."""
    import math

    found = done.found
    bound = found.bound if math.isfinite(found.bound) else None
    return {
        "as_of": done.as_of,
        "crews": done.crews,
        "months": done.level,
        "given": list(done.given),
        "without_months": list(done.without_months),
        "outdone": list(done.outdone),
        "order": [done.openings[j] for j in found.order],
        "objective": _round(done.lost_usd_m(found.lost)),
        "bound": None if bound is None else _round(done.lost_usd_m(bound)),
        "gap": _round(found.gap) if math.isfinite(found.gap) else None,
        "optimal": found.status == "optimal",
        "status": found.status,
        "method": found.method,
        "stopped": found.stopped,
        "usd_m_per_year": {"before": _round(done.values[0]), "all": _round(done.values[-1])},
        "works": rows(done),
        "plain_orders": {
            name: {
                "lost_usd_m": _round(done.lost_usd_m(timed.lost)),
                "order": [done.openings[j] for j in sorted(range(len(timed.start)), key=timed.start.item)],
            }
            for name, timed in done.plain.items()
        },
    }


def rows(done: Reopening) -> list[dict[str, Any]]:
    """One row an opening as works begin: crew, months and dates, and the benefit once it stands."""
    found, standing = done.found, done.standing_after()
    return [
        {
            "place": place + 1,
            "opening_id": done.openings[j],
            "crew": int(found.crew[j]) + 1,
            "start_month": _round(found.start[j]),
            "finish_month": _round(found.finish[j]),
            "start": later(done.as_of, float(found.start[j])),
            "finish": later(done.as_of, float(found.finish[j])),
            "usd_m_per_year_once_open": _round(standing[j]),
        }
        for place, j in enumerate(found.order)
    ]


def later(date: str, months: float) -> str:
    """The ISO date some months after another; parts of a month count in days.

    Examples
    --------
    >>> later("2026-01-31", 1), later("2026-03-31", 10.5)
    ('2026-02-28', '2027-02-15')
    """
    begin, whole = datetime.date.fromisoformat(date), int(months)
    year, month = calendar(month_of(begin) + whole)
    day = min(begin.day, monthrange(year, month)[1])
    days = round((months - whole) * DAYS)
    return (datetime.date(year, month, day) + datetime.timedelta(days)).isoformat()


def write_csv(done: Reopening, path: Path) -> None:
    """One row an opening.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    import pandas as pd

    columns = ["place", "opening_id", "crew", "start_month", "finish_month", "start", "finish"]
    table = pd.DataFrame(rows(done), columns=[*columns, "usd_m_per_year_once_open"])
    with whole_file(path) as draft:
        table.to_csv(draft, index=False, lineterminator="\n")


def _round(value: float) -> float:
    return round(float(value), DIGITS) + 0.0
