"""The problems found so far, capped per file so that a million bad cells stay readable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

from reopen.region.problems import Problem

Severity = Literal["error", "warning"]

#: Problems of one severity that are kept of one file; the rest are counted.
LIMIT = 200


class Findings:
    """Gathers problems; beyond ``LIMIT`` a file and severity it only counts them.

    A mend may be given as a function, which is not called for a problem that is only counted:
    looking for the nearest name is slow.
    """

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[tuple[str, Severity]] = Counter()

    def add(
        self,
        file: str,
        expected: str,
        mend: str | Callable[[], str],
        *,
        row: int | None = None,
        column: str = "",
        id: str = "",
        value: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """Keep or count one problem; the arguments are those of ``Problem``."""
        self._counts[file, severity] += 1
        if self._counts[file, severity] > LIMIT:
            return
        text = mend if isinstance(mend, str) else mend()
        self._kept.append(Problem(file, row, column, id, value, expected, text, severity))

    def problems(self) -> list[Problem]:
        """Every problem, errors first, then by file, row and column."""
        more = [
            Problem(
                file,
                None,
                "",
                "",
                None,
                f"no more than these, but there are {count - LIMIT:,} more",
                "mend the first ones and check again",
                severity,
            )
            for (file, severity), count in self._counts.items()
            if count > LIMIT
        ]
        return sorted(self._kept, key=_place) + sorted(more, key=_place)


def _place(problem: Problem) -> tuple[bool, str, int, str]:
    return (problem.severity == "warning", problem.file, problem.row or 0, problem.column)
