"""One run of ``reopen rebuild``: the programme planned, with what is needed to repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING, Any

from reopen._version import __version__
from reopen.errors import ProgrammeError, SettingsError
from reopen.progress import Progress, silent
from reopen.rebuild.baseline import earned_against, read_baseline
from reopen.rebuild.rebuilding import Rebuilding, has_programme, rebuild
from reopen.region.dates import iso_date
from reopen.region.digest import region_sha256
from reopen.region.load import load
from reopen.report.rebuild_json import as_json
from reopen.settings import Settings

if TYPE_CHECKING:
    import os

    from reopen.rebuild.damage import DamageFile
    from reopen.rebuild.earned import Earned
    from reopen.region.region import Region

#: Digits after the point of earned value in JSON.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Planned:
    """A rebuilding programme with its plan and its inputs.

    Attributes
    ----------
    region : Region
        The region, with the settings' values in place.
    settings : Settings
        Settings of the run.
    as_of : str
        Date that it was planned for.
    seed : int
        Seed.
    input_sha256 : str
        Hash of the region, the settings and the damage files.
    rebuilding : Rebuilding
        What was found.
    earned : Earned or None
        Earned value against an earlier plan, where one was named.
    earned_since : str
        Date of that plan; empty for none.
    seconds : float
        Time taken.
    """

    region: Region
    settings: Settings
    as_of: str
    seed: int
    input_sha256: str
    rebuilding: Rebuilding
    earned: Earned | None
    earned_since: str
    seconds: float

    @property
    def version(self) -> str:
        """Version of reopen."""
        return __version__


def planned(
    region: str | None = None,
    *,
    settings: Settings | None = None,
    as_of: str | None = None,
    damage: Sequence[str | os.PathLike[str]] = (),
    against: str | os.PathLike[str] | None = None,
    seed: int = 0,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Planned:
    """Plan the rebuilding of a region.

    Parameters
    ----------
    region : str, optional
        A region's folder, or the name of an embedded one; the South Caucasus by default.
    settings : Settings, optional
        Settings; the defaults otherwise.
    as_of : str, optional
        ISO date; the region's own by default.
    damage : sequence of path
        Damage files whose objects are added to the region's assets.
    against : path, optional
        Folder of an earlier run whose plan is the baseline of earned value.
    seed : int
        Seed.
    jobs : int, optional
        Threads; the result does not depend on it.
    progress : callable
        Told the stage and the share of it that is done.

    Raises
    ------
    RegionError, SettingsError, ProgrammeError
        When an input is wrong, there is nothing to plan, or no plan exists; each with every problem.
    """
    from reopen.rebuild.damage_files import read_files

    begin, how = perf_counter(), settings or Settings()
    if not how.rebuild.effort:
        raise SettingsError("rebuild.effort: found 0, which plans nothing; expected more, such as 30")
    baseline = None if against is None else read_baseline(against)
    files = read_files(damage)
    given = load(region)
    seen, day = how.apply(given), iso_date(given.meta.as_of if as_of is None else as_of)
    if not has_programme(seen, day):
        raise ProgrammeError(
            seen.meta.id,
            [
                f"found no kind of work, nothing to work on, or no crew known by {day}; fill work.csv, and"
                " settlement.csv or task.csv, and give crew.csv a row of that date"
            ],
        )
    earned = None if baseline is None else earned_against(baseline, seen, as_of=day)
    found = rebuild(seen, settings=how, as_of=day, files=files, seed=seed, jobs=jobs, progress=progress)
    return Planned(
        region=seen,
        settings=how,
        as_of=day,
        seed=seed,
        input_sha256=_input_hash(given, how, files),
        rebuilding=found,
        earned=earned,
        earned_since=baseline.as_of if baseline else "",
        seconds=round(perf_counter() - begin, 3),
    )


def summary(one: Planned) -> dict[str, Any]:
    """What ``summary.json`` holds: the inputs, the plan under ``rebuild``, and ``earned`` where asked for."""
    return {
        "version": one.version,
        "seed": one.seed,
        "seconds": one.seconds,
        "region": {"id": one.region.meta.id, "title": one.region.meta.title},
        "as_of": one.as_of,
        "input_sha256": one.input_sha256,
        "settings": one.settings.model_dump(mode="json"),
        "rebuild": as_json(one.rebuilding) | {"stopped": one.rebuilding.plan.stopped},
        **({} if one.earned is None else {"earned": _earned(one.earned, one.earned_since)}),
    }


def _earned(found: Earned, since: str) -> dict[str, Any]:
    """The last date of earned value, and what is to be said of it."""
    last = found.table().iloc[-1]
    figures = {str(name): _number(float(value)) for name, value in last.items()}
    budget = {f"budget_{found.ending}": found.budget}
    return {"baseline_as_of": since, **figures, **budget, "notes": list(found.notes)}


def _number(value: float) -> float | None:
    return round(value, DIGITS) + 0.0 if value == value else None


def _input_hash(region: Region, settings: Settings, files: Sequence[DamageFile]) -> str:
    parts = [region_sha256(region), settings.model_dump_json()]
    parts += [one.points.to_csv(index=False, lineterminator="\n") for one in files]
    return sha256("\n".join(parts).encode()).hexdigest()
