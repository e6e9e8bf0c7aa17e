"""Queues at gates: where trucks wait today, in which season, and what openings relieve elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.benefit import queue_tables
from reopen.benefit.queue_sums import Outcome, outcome, years
from reopen.benefit.queued import GAP, LEAST_TONNES, Ground, Queued, ground, solved, under
from reopen.errors import UnknownIdError
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.benefits import Benefits
    from reopen.benefit.scene import Scene
    from reopen.region.region import Region
    from reopen.settings import Settings

#: What the queues include and leave out; printed wherever they are shown.
NOTES: tuple[str, ...] = (
    "Flows between zones are given. Their shares by road, rail and sea answer an opening at the hours of the"
    " tables, and do not answer queues: trucks take another road, goods no other kind of way.",
    "Places where goods change between truck, railway and ship are those of the ways at the tables' hours.",
    "A queue is that of a mean day of the season. Peaks within the day, the week and the year, rules that"
    " hold trucks back, and queues that last from one day to the next are in the hours called service.",
    "Where trucks waiting were counted once, that count stands for all days on which the gate is open.",
    "Half of a gate's capacity, and half of a count, goes each way. Empty trucks are counted in the direction"
    " of the loaded ones.",
    "Trucks that were counted and that the model does not carry pass their gate whatever happens. Their hours"
    " are in the vehicle-hours, for seasons in which that gate is open today, and not in the users' gain.",
    "Stations at borders have no stated capacity, so that trains have no queue; they are shown beside the"
    " capacity of their line. Cars and buses are left out.",
)


@dataclass(frozen=True, slots=True)
class Queues:
    """Queues at gates. All numbers are at central values.

    Attributes
    ----------
    split : DataFrame
        One row a gate and direction: hours of the tables, and what of them is service and queue, from which
        flow and capacity. See :func:`reopen.benefit.queue_tables.split`.
    states : DataFrame
        One row a gate, direction and season: trucks a day, capacity, queue as the region stands.
    relief : DataFrame
        One row a scenario and gate whose queue it changes: vehicle-hours a year and hours a truck.
    worth : DataFrame
        One row a scenario: users' gain with queues beside that without, USD m a year.
    trains : DataFrame
        One row a border station and direction: trains a day beside the capacity of the line.
    left_out : float
        Share of all tonnes that is left out, since pairs move too little.
    gap : float
        Largest relative gap of an equilibrium; 1e-8 or less where all have come that far.
    notes : tuple of str
        What is left out.
    """

    split: pd.DataFrame
    states: pd.DataFrame
    relief: pd.DataFrame
    worth: pd.DataFrame
    trains: pd.DataFrame
    left_out: float
    gap: float
    notes: tuple[str, ...]


def queues(
    region: Region,
    settings: Settings,
    found: Benefits,
    *,
    openings: Sequence[str] | None = None,
    packages: Sequence[str] | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Queues:
    """Work out queues at gates as a region stands, and with openings and named packages, each alone.

    Parameters
    ----------
    region : Region
        The region of the study, for names and sources.
    found : Benefits
        Who gains, with the ways, flows and scenarios that are looked at; on its date.
    openings, packages : sequence of str, optional
        Which to look at; all by default.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Told the share of the work that is done.

    Raises
    ------
    UnknownIdError
        When the study has no such opening or package.
    GraphError
        When the roads cannot carry the flows, with every problem.
    """
    singles = [str(name) for name in region["opening"]["opening_id"]]
    bundles = [package.id for package in found.named]
    names = [
        *_chosen("opening", singles, openings),
        *_chosen("package", bundles, packages),
    ]
    return of_scene(region, settings, found.gains.scene, names, jobs=jobs, progress=progress)


def _chosen(kind: str, known: list[str], asked: Sequence[str] | None) -> list[str]:
    for name in asked or ():
        if name not in known:
            raise UnknownIdError(kind, name, known)
    return known if asked is None else list(asked)


def of_scene(
    region: Region,
    settings: Settings,
    scene: Scene,
    names: Sequence[str],
    *,
    jobs: int = 1,
    progress: Progress = silent,
) -> Queues:
    """Queues of a scene under some of its scenarios; see :func:`queues`."""
    at = ground(scene, settings.queues)
    stands = under(at, -1)
    base: list[Queued] = []
    for season in range(at.seasons):
        base.append(solved(at, stands, season, base[0] if base else None))
    numbers = [scene.goods.names.index(name) for name in names]
    after: dict[str, Outcome] = {}
    with ThreadPoolExecutor(jobs) as pool:
        work = pool.map(lambda number: _scenario(at, number, base), numbers)
        for name, one in zip(names, work, strict=True):
            after[name] = one
            progress("queues", len(after) / len(names))
    gaps = [*(one.found.gap for one in base), *(one.gap for one in after.values())]
    was, whole = years(at, base), float(scene.flows.tonnes.sum())
    return Queues(
        split=queue_tables.split(region, at),
        states=queue_tables.states(region, at, base),
        relief=queue_tables.relief(region, was, after),
        worth=queue_tables.worth(region, was, after),
        trains=queue_tables.trains(region, at, base),
        left_out=1.0 - float(at.tonnes.sum()) / whole if whole > 0.0 else 0.0,
        gap=max(gaps),
        notes=(
            *NOTES,
            f"Flows of less than {LEAST_TONNES:g} t a year and class between two zones are left out."
            f" Equilibria are found to a relative gap of {GAP:g}.",
        ),
    )


def _scenario(at: Ground, number: int, base: list[Queued]) -> Outcome:
    """A scenario in all seasons, each from the same season as the region stands."""
    what = under(at, number)
    found = [solved(at, what, season, start) for season, start in enumerate(base)]
    return outcome(at, base, found)
