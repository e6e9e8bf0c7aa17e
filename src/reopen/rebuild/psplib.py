"""Read instances of PSPLIB: project scheduling with renewable crews and no money (Kolisch, Sprecher 1996)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from reopen.errors import SettingsError
from reopen.rebuild.programme import After, Crew, Programme, Task, Worth


def read_psplib(path: Path | str | os.PathLike[str]) -> Programme:
    """Read a single-mode ``.sm`` file.

    Parameters
    ----------
    path : path
        A file of PSPLIB.

    Returns
    -------
    Programme
        Its jobs as tasks of as many months, to be finished soonest; the objective is minus the
        makespan.

    Raises
    ------
    SettingsError
        When the file is not such a file.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        jobs = _section(text, "PRECEDENCE RELATIONS:", "REQUESTS/DURATIONS:")
        work = _section(text, "REQUESTS/DURATIONS:", "RESOURCEAVAILABILITIES:")
        crews = _section(text, "RESOURCEAVAILABILITIES:", "")[-1]
        after: dict[int, list[int]] = {}
        for job, _, count, *following in jobs:
            for one in following[:count]:
                after.setdefault(one, []).append(job)
        tasks = tuple(_task(row, len(crews), after.get(row[0], [])) for row in work)
    except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
        raise SettingsError(f"{path}: expected a single-mode file of PSPLIB (.sm); {error}") from None
    horizon = sum(task.months for task in tasks)
    return Programme(
        title=path.stem,
        year=2000,
        month=1,
        horizon=max(horizon, 1),
        tasks=tasks,
        crews=tuple(Crew(f"R{r + 1}", f"R{r + 1}", ((0, n),)) for r, n in enumerate(crews)),
        worth=Worth(benefits=0.0, finish=1.0),
    )


def _section(text: str, begin: str, end: str) -> list[list[int]]:
    """Lines of whole numbers between two headings."""
    _, found, rest = text.partition(begin)
    if not found:
        raise ValueError(f"it has no line {begin!r}")
    body = rest.partition(end)[0] if end else rest
    return [
        [int(x) for x in line.split()] for line in body.splitlines() if re.fullmatch(r"[\d\s]*\d\s*", line)
    ]


def _task(row: list[int], crews: int, before: list[int]) -> Task:
    job, _, months, *demand = row
    return Task(
        id=str(job),
        title=f"job {job}",
        months=months,
        crews=tuple((f"R{r + 1}", teams) for r, teams in enumerate(demand[:crews]) if teams),
        after=tuple(After(str(one)) for one in before),
    )
