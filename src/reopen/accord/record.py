"""The record of one work: its progress claims, the targets it was given, and when it was finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What was claimed of one work. All times are in days from any fixed day.

    Attributes
    ----------
    work_id : str
        The work.
    days, done : (n,) float64 array
        When progress was claimed, ascending, and the share done, 0 to 1.
    said, targets : (m,) float64 array
        When a date of completion was aimed at, ascending, and that date.
    finished, told : float
        When it was finished, and from when on that is known; NaN where it is not, or is not known to be.
    since : float
        From when on shares are of the present whole; minus infinity where the whole does not change.
    earlier : Record or None
        The same work as shares of the whole before that; None where none was known.
    """

    work_id: str
    days: Array
    done: Array
    said: Array
    targets: Array
    finished: float
    told: float
    since: float
    earlier: Record | None

    def at(self, now: float) -> Record | None:
        """The record as shares of the whole known on a day, later claims too; None before there was one."""
        if now >= self.since:
            return self
        return self.earlier.at(now) if self.earlier else None

    def known(self, now: float) -> Record:
        """The record as it stood on a day."""
        one = self.at(now)
        if one is None:
            return record(self.work_id)
        seen, aimed, over = one.days <= now, one.said <= now, one.told <= now
        return Record(
            one.work_id,
            days=one.days[seen],
            done=one.done[seen],
            said=one.said[aimed],
            targets=one.targets[aimed],
            finished=one.finished if over else float("nan"),
            told=one.told if over else float("nan"),
            since=one.since,
            earlier=one.earlier.known(now) if one.earlier else None,
        )


def record(
    work_id: str,
    *,
    days: ArrayLike = (),
    done: ArrayLike = (),
    said: ArrayLike = (),
    targets: ArrayLike = (),
    finished: float = float("nan"),
    told: float | None = None,
    since: float = float("-inf"),
    earlier: Record | None = None,
) -> Record:
    """A record from figures in any order; an end is known from its own day on unless told otherwise.

    Raises
    ------
    SettingsError
        When lengths differ, figures are not finite, or shares lie outside 0 to 1; all at once.
    """
    columns = [np.asarray(values, np.float64).ravel() for values in (days, done, said, targets)]
    problems = []
    for label, (times, values) in {"progress": columns[:2], "targets": columns[2:]}.items():
        if len(times) != len(values):
            problems.append(f"{label}: {len(times)} days, but {len(values)} values; expected as many")
        if not (np.isfinite(times).all() and np.isfinite(values).all()):
            problems.append(f"{label}: expected finite figures")
    if len(columns[1]) and not ((columns[1] >= 0.0) & (columns[1] <= 1.0)).all():
        worst = columns[1][np.argmax(np.abs(columns[1] - 0.5))]
        problems.append(f"progress: found {worst:g}; expected shares, 0 to 1")
    if problems:
        raise SettingsError("\n".join(f"record of {work_id}: {problem}" for problem in problems))
    first, second = np.lexsort((columns[1], columns[0])), np.argsort(columns[2], kind="stable")
    return Record(
        work_id,
        days=columns[0][first],
        done=columns[1][first],
        said=columns[2][second],
        targets=columns[3][second],
        finished=float(finished),
        told=float(finished if told is None else told),
        since=float(since),
        earlier=earlier,
    )
