"""Works over time: what was claimed of each, what was aimed at, and when it is forecast to be finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from reopen.accord.facts import facts
from reopen.accord.forecasts import forecasts
from reopen.accord.works import ordinal, shared
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.accord.scored import Score
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Stated:
    """A claim of progress or of a target.

    Attributes
    ----------
    said : int
        Last day that the date of the claim can mean, as ordinal.
    low, high : float
        Percent done, or days aimed at, as ordinals.
    text, by : str
        What was stated and when, and by whom with the side.
    source : tuple of str
        Sources.
    """

    said: int
    low: float
    high: float
    text: str
    by: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A work with a claim of progress or of a target.

    Attributes
    ----------
    work_id, title, basis : str
        Id, title, and what the forecast rests on, or why there is none.
    progress, targets : tuple of Stated
        Claims, oldest first.
    finished : int or None
        When it was finished, as ordinal.
    forecast : mapping of str to str
        The row of :func:`reopen.accord.forecasts.forecasts`, as it is.
    """

    work_id: str
    title: str
    basis: str
    progress: tuple[Stated, ...]
    targets: tuple[Stated, ...]
    finished: int | None
    forecast: Mapping[str, Any]

    def day(self, name: str) -> float | None:
        """A day of the forecast as ordinal; infinite beyond the calendar, None where there is none."""
        text = self.forecast[name]
        return None if not text else float("inf") if text == "beyond" else float(ordinal(text))

    @property
    def level(self) -> float | None:
        """Percent of ends that the interval is stated to hold; None without a forecast."""
        level = self.forecast["level"]
        return 100.0 * level if isfinite(level) else None


def works(region: Region, day: str, *, scored: Score | None = None) -> tuple[Work, ...]:
    """Works of a register as known on a day, in alphabetical order of their titles.

    Parameters
    ----------
    region : Region
        Its claims, events, projects and tasks are read.
    day : str
        The day.
    scored : Score, optional
        As for :func:`reopen.accord.forecasts.forecasts`.

    Raises
    ------
    RegionError
        When claims cannot be read.
    """
    known = shared(facts(region, day))
    found = [_work(row, known) for row in records(forecasts(region, day, scored=scored))]
    return tuple(sorted(found, key=lambda one: (one.title, one.work_id)))


def _work(row: dict[str, Any], known: Any) -> Work:
    # A work with a word of its own is aimed at by a figure, which its note tells.
    towards = ":" in row["work_id"]
    mine = known[known["subject_id"] == row["work_id"]]
    progress = [
        Stated(
            said=ordinal(one["said_last"]),
            low=one["value_low"],
            high=one["value_high"],
            text=f"{one['value_low']:.3g}"
            + (f" to {one['value_high']:.3g}" if one["value_high"] != one["value_low"] else "")
            + f" % by {one['said_last']}",
            by=_by(one),
            source=tuple(one["source"]),
        )
        for one in records(mine[mine["measure"] == "progress"])
    ]
    targets = [
        Stated(
            said=ordinal(one["said_last"]),
            low=float(ordinal(one["first"])),
            high=float(ordinal(one["last"])),
            text=one["stated"] + (f" {one['note']}" if towards else "") + f", said by {one['said_last']}",
            by=_by(one),
            source=tuple(one["source"]),
        )
        for one in records(mine[mine["measure"] == "target"])
    ]
    return Work(
        work_id=row["work_id"],
        title=row["title"],
        basis=row["said"],
        progress=tuple(progress),
        targets=tuple(targets),
        finished=ordinal(row["finished"]) if row["finished"] else None,
        forecast=row,
    )


def _by(one: Mapping[str, Any]) -> str:
    """Who claims it, with the side."""
    return " · ".join(
        part for part in (one["claimant"], f"side {one['side']}" if one["side"] else "") if part
    )
