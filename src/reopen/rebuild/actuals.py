"""What the table of tasks says was started, finished and done by a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import span

if TYPE_CHECKING:
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of one task at a date.

    Attributes
    ----------
    started, finished : date or None
        When it was started and finished; None where it was not, or is not known to be.
    progress : float or None
        Share that is done, 0 to 1; None where nobody says.
    """

    started: date | None = None
    finished: date | None = None
    progress: float | None = None


def tasks_done(region: Region, as_of: str | None = None) -> dict[str, Done]:
    """What the table ``task`` says was started, finished and done by a date, by task.

    A date without its day counts as late as it can be, so that nothing is done before it was. Progress
    has no date in the table: it is taken to be of the region's own date and left out before that.
    """
    day = date.fromisoformat(iso_date(region.meta.as_of if as_of is None else as_of))
    own = date.fromisoformat(region.meta.as_of)
    out: dict[str, Done] = {}
    for row in records(region["task"]):
        started, finished = (_by(row[name], day, own) for name in ("started", "finished"))
        share = row["progress"] / 100.0 if day >= own and row["progress"] == row["progress"] else None
        if started or finished or share is not None:
            out[str(row["task_id"])] = Done(started, finished, share)
    return out


def _by(text: str, day: date, own: date) -> date | None:
    """A partial date's last day, or the region's own date where it lies within; None where it is to come."""
    found = span(text)
    if found is None:
        return None
    # What stands in the table has happened by the region's date, if it can have by then at all.
    last = own if found[0] <= own < found[1] else found[1]
    return last if last <= day else None
