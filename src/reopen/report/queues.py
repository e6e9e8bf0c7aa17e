"""Queues at gates for the report: how long trucks wait where and when, and what openings relieve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.gates import REASONS
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.study import Study

#: Hours in the queue, in any season, from which on a gate is shown; the tables hold all.
SEEN = 0.25
#: Vehicle-hours a year from which on the change at a gate is told, and that of an opening.
NOTICED = 20_000.0
#: Gates that are named for an opening, those relieved and those lengthened each.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year.

    Attributes
    ----------
    days : float
        Its days.
    shut_from : float or None
        Gates that close for as many days a year are shut; None in the open season.
    """

    days: float
    shut_from: float | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A gate in one direction. Hours are of a truck.

    Attributes
    ----------
    id, start, end : str
        The crossing, and its sides in the order of the direction.
    trucks, apart : float
        Trucks a day in the open season, and those among them that were counted and not modelled.
    stated, capacity : float or None
        Trucks a day in this direction by the tables, and as reckoned with; None where none is known.
    service : float
        Hours without a queue.
    queues : tuple of float or None
        Hours in the queue by season; None where the gate is shut.
    vehicle_hours : float
        In the queue, a year.
    split_by : str
        What the split follows from: a key of :data:`reopen.benefit.gates.REASONS`.
    basis, confidence : str
        What the hours are, and how sure.
    source : tuple of str
        Sources of the crossing.
    bar : tuple of float
        Share of service and of the longest queue in the longest wait shown, for a bar.
    """

    id: str
    start: str
    end: str
    trucks: float
    apart: float
    stated: float | None
    capacity: float | None
    service: float
    queues: tuple[float | None, ...]
    vehicle_hours: float
    split_by: str
    basis: str
    confidence: str
    source: tuple[str, ...]
    bar: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Moved:
    """Change of the queue of one gate: vehicle-hours a year, and hours of a mean truck before and after."""

    name: str
    hours: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Relief:
    """What an opening or package does to queues.

    Attributes
    ----------
    id, title : str
        Its name.
    package : bool
        Whether it is a package.
    without, queued : float
        Users' gain at the hours of the tables, and with queues, USD m a year.
    elsewhere : float
        Change of vehicle-hours a year at gates that trucks pass today.
    shorter, longer : tuple of Moved
        Gates whose queues change most.
    """

    id: str
    title: str
    package: bool
    without: float
    queued: float
    elsewhere: float
    shorter: tuple[Moved, ...]
    longer: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The part of the report on queues.

    Attributes
    ----------
    seasons : tuple of Season
        The open season, then those in which gates are shut.
    lanes : tuple of Lane
        Gates and directions with a queue, the most vehicle-hours first.
    reasons : dict of str to str
        What the splits shown follow from, in words, by key.
    short : int
        Gates and directions that trucks pass and that have next to no queue.
    relief : tuple of Relief
        Openings and packages that change queues, the largest relief first.
    silent : int
        Openings and packages that change none to speak of.
    trains : list of dict
        Border stations, the fullest line first.
    notes : tuple of str
        What is left out.
    left_out : float
        Share of the tonnes that is left out.
    """

    seasons: tuple[Season, ...]
    lanes: tuple[Lane, ...]
    reasons: dict[str, str]
    short: int
    relief: tuple[Relief, ...]
    silent: int
    trains: list[dict[str, Any]]
    notes: tuple[str, ...]
    left_out: float


def queue_page(study: Study) -> QueuePage | None:
    """What the report says on queues; None where the study has none or no gate that trucks pass."""
    found = study.queues
    if found is None or not len(found.split):
        return None
    seasons = tuple(
        Season(float(days), None if np.isnan(shut) else float(shut))
        for days, shut in found.states.groupby("season")[["days", "shut_from_days"]].first().to_numpy()
    )
    reliefs, lanes = _reliefs(study), _lanes(found.split, found.states)
    used = {lane.split_by for lane in lanes}
    shown = [one for one in reliefs if one.shorter or one.longer]
    trains = records(found.trains.sort_values(["ratio", "crossing_id"], ascending=[False, True]))
    return QueuePage(
        seasons=seasons,
        lanes=lanes,
        reasons={key: words for key, words in REASONS.items() if key in used},
        short=int((found.split["trucks_a_day"] > 0.0).sum()) - len(lanes),
        relief=tuple(sorted(shown, key=lambda one: (one.elsewhere, one.id))),
        silent=len(reliefs) - len(shown),
        trains=trains,
        notes=found.notes,
        left_out=found.left_out,
    )


def _lanes(split: pd.DataFrame, states: pd.DataFrame) -> tuple[Lane, ...]:
    by_lane = dict(list(states.groupby(["crossing_id", "direction"], sort=False)))
    rows = []
    for row in records(split):
        mine = records(by_lane[row["crossing_id"], row["direction"]].sort_values("season"))
        queues = tuple(float(one["queue_hours"]) if one["open"] == "yes" else None for one in mine)
        if _longest(queues) >= SEEN and row["trucks_a_day"] > 0.0:
            rows.append((row, queues, sum(float(one["vehicle_hours"]) for one in mine)))
    most = max((r["service_hours"] + _longest(q) for r, q, _ in rows), default=1.0) or 1.0
    lanes = [_lane(row, queues, hours, most) for row, queues, hours in rows]
    return tuple(sorted(lanes, key=lambda lane: (-lane.vehicle_hours, lane.id, lane.start)))


def _longest(queues: tuple[float | None, ...]) -> float:
    return max((hours for hours in queues if hours is not None), default=0.0)


def _lane(row: dict[str, Any], queues: tuple[float | None, ...], hours: float, most: float) -> Lane:
    return Lane(
        id=str(row["crossing_id"]),
        start=str(row["from"]),
        end=str(row["to"]),
        trucks=float(row["trucks_a_day"]),
        apart=float(row["of_them_not_modelled"]),
        stated=_known(row["capacity_stated"]),
        capacity=_known(row["capacity"]),
        service=float(row["service_hours"]),
        queues=queues,
        vehicle_hours=hours,
        split_by=str(row["split_by"]),
        basis=str(row["hours_basis"]).replace("_", " "),
        confidence=str(row["confidence"]),
        source=tuple(row["source"]),
        bar=(float(row["service_hours"]) / most, _longest(queues) / most),
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) and value > 0.0 else None


def _reliefs(study: Study) -> list[Relief]:
    assert study.queues is not None
    crossings = {
        str(row["crossing_id"]): f"{row['name_a']} / {row['name_b']}"
        for row in records(study.region["crossing"])
    }
    titles = {str(row["opening_id"]): str(row["title"]) for row in records(study.region["opening"])}
    packages = {str(row["package_id"]): str(row["title"]) for row in records(study.named)}
    changed: dict[str, list[Moved]] = {}
    for row in records(study.queues.relief):
        if row["new"] == "no" and abs(row["vehicle_hours_change"]) >= NOTICED:
            changed.setdefault(str(row["scenario_id"]), []).append(
                Moved(
                    crossings[str(row["crossing_id"])],
                    float(row["vehicle_hours_change"]),
                    float(row["wait_before"]),
                    float(row["wait_after"]),
                )
            )
    out = []
    for row in records(study.queues.worth):
        name = str(row["scenario_id"])
        some = sorted(changed.get(name, []), key=lambda one: (one.hours, one.name))
        out.append(
            Relief(
                id=name,
                title=packages.get(name) or titles[name],
                package=name in packages,
                without=float(row["user_usd_m_without"]),
                queued=float(row["user_usd_m_with"]),
                elsewhere=float(row["vehicle_hours_elsewhere"]),
                shorter=tuple(one for one in some[:NAMED] if one.hours < 0.0),
                longer=tuple(one for one in some[: -NAMED - 1 : -1] if one.hours > 0.0),
            )
        )
    return out
