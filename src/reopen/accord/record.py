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
    finished : float
        When it was finished; NaN where it is not, or is not known to be.
    """

    work_id: str
    days: Array
    done: Array
    said: Array
    targets: Array
    finished: float

    def known(self, now: float) -> Record:
        """The record as it stood on a day."""
        seen, aimed = self.days <= now, self.said <= now
        finished = self.finished if self.finished <= now else float("nan")
        return Record(
            self.work_id, self.days[seen], self.done[seen], self.said[aimed], self.targets[aimed], finished
        )


def record(
    work_id: str,
    *,
    days: ArrayLike = (),
    done: ArrayLike = (),
    said: ArrayLike = (),
    targets: ArrayLike = (),
    finished: float = float("nan"),
) -> Record:
    """A record from figures in any order.

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
        work_id, columns[0][first], columns[1][first], columns[2][second], columns[3][second], float(finished)
    )
