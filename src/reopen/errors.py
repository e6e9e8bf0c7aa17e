"""The errors that reopen raises.

::

    ReopenError (ValueError)
    |-- RegionError      a region's files are wrong; carries every problem found
    |-- SettingsError    a settings file or option is wrong
    |-- ProgrammeError   a rebuilding programme cannot be carried out; carries every reason found
    |-- GraphError       a graph's arrays or costs are wrong, or too large
    |-- UnknownIdError   an id that the region does not have
    `-- OutputError      the results cannot be written where they were asked for
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reopen.region.problems import Problem


#: Problems of a programme that its message writes out; the error carries all of them.
SHOWN = 200


class ReopenError(ValueError):
    """Base of every error that reopen raises on purpose."""


class RegionError(ReopenError):
    """A region's files are wrong.

    Attributes
    ----------
    problems : tuple of Problem
        Every problem found, errors first; never empty.
    """

    def __init__(self, where: str, problems: Sequence[Problem]) -> None:
        self.where = where
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.severity == "error"]
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        lines = [f"{where}: {count}", *(str(p) for p in self.problems)]
        super().__init__("\n".join(lines))


class SettingsError(ReopenError):
    """A settings file or an option is wrong."""


class ProgrammeError(ReopenError):
    """A rebuilding programme is wrong, or cannot be carried out.

    Attributes
    ----------
    problems : tuple of str
        Every problem found; never empty.
    proven : bool
        Whether it is proven that there is no plan; False where none was found in the time given.
    """

    def __init__(self, title: str, problems: Sequence[str], *, proven: bool = True) -> None:
        self.title = title
        self.proven = proven
        self.problems = tuple(problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        lines = [f"{title}: {count}", *self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"and {len(self.problems) - SHOWN:,} more; mend the first ones and try again")
        super().__init__("\n".join(lines))


class GraphError(ReopenError):
    """A graph's arrays or costs are wrong, or it is too large to be worked on here."""


class OutputError(ReopenError):
    """The results cannot be written where they were asked for."""


class UnknownIdError(ReopenError):
    """An id that the region does not have; suggests the nearest one it has."""

    def __init__(self, kind: str, seen: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(seen, list(known), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        super().__init__(f"no {kind} {seen!r} in the region{hint}")
