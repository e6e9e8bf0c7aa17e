"""Queues at gates as tables: one row a gate and direction, scenario and gate, or scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.gates import REASONS, WAYS
from reopen.benefit.queue_sums import passable
from reopen.benefit.queued import DAYS_PER_YEAR
from reopen.network.network import RAIL
from reopen.network.states import DIRECTIONS
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.queue_sums import Outcome, Years
    from reopen.benefit.queued import Ground, Queued
    from reopen.region.region import Region

    Floats = NDArray[np.float64]

#: Columns of the tables: they are there also where there are no rows.
LANE = ["crossing_id", "direction", "from", "to"]
SPLIT = [
    *LANE, "hours", "service_hours", "queue_hours", "trucks_a_day", "of_them_not_modelled", "capacity_stated",
    "capacity", "split_by", "because", "hours_basis", "count_id", "waiting_id", "source", "confidence",
]  # fmt: skip
STATES = [
    *LANE, "season", "days", "shut_from_days", "open", "trucks_a_day", "ratio", "service_hours",
    "queue_hours", "vehicle_hours",
]  # fmt: skip
RELIEF = [
    "scenario_id", "crossing_id", "new", "vehicle_hours_change",
    "vehicle_hours_before", "trucks_before", "wait_before", "winter_wait_before",
    "vehicle_hours_after", "trucks_after", "wait_after", "winter_wait_after",
]  # fmt: skip
WORTH = [
    "scenario_id", "user_usd_m_without", "user_usd_m_with", "difference_usd_m", "vehicle_hours_change",
    "vehicle_hours_elsewhere", "most_relieved_id", "most_relieved_vehicle_hours",
]  # fmt: skip
TRAINS = [*LANE, "kt_a_year", "trains_a_day", "line_trains_a_day", "ratio"]

#: Vehicle-hours a year by which a queue must change to be told.
TOLD = 1.0
#: Unit costs of the net load of a train, by gauge in mm.
TRAIN_LOADS = {1520: "train-net-1520", 1435: "train-net-1435"}


def split(region: Region, at: Ground) -> pd.DataFrame:
    """One row a gate and direction that trucks may pass today: its hours split, and from what.

    Columns: ``hours`` of the tables, ``service_hours`` and ``queue_hours``; ``trucks_a_day`` in that
    direction, and those among them that the model does not carry; ``capacity_stated`` and ``capacity``,
    trucks a day in that direction; ``split_by``, a key of :data:`reopen.benefit.gates.REASONS`, in words in
    ``because``; the counts that it rests on; the crossing's sources.
    """
    import pandas as pd

    gates, rows = at.gates, []
    crossings, open_now = records(region["crossing"]), passable(at, 0)
    for gate, way, mine in _lanes(at, gates.arc):
        mine = mine[open_now[gates.arc[mine]]]
        if not len(mine):
            continue
        flow = gates.base[mine]
        reasons = {gates.reason[m] for m in mine}
        reason = next(name for name in REASONS if name in reasons)
        rows.append(
            {
                **_named(crossings[gate], way),
                "hours": _mean(gates.hours[mine], flow),
                "service_hours": _mean(gates.service[mine], flow),
                "queue_hours": _mean(gates.hours[mine] - gates.service[mine], flow),
                "trucks_a_day": flow.sum(),
                "of_them_not_modelled": at.apart[gates.arc[mine]].sum(),
                "capacity_stated": gates.stated[mine].sum(),
                "capacity": gates.capacity[mine].sum(),
                "split_by": reason,
                "because": REASONS[reason],
                "hours_basis": crossings[gate]["hours_basis"],
                "count_id": at.seen.flow_id[gate],
                "waiting_id": at.seen.waiting_id[gate],
                "source": tuple(crossings[gate]["source"]),
                "confidence": crossings[gate]["confidence"],
            }
        )
    return pd.DataFrame(rows, columns=SPLIT)


def states(region: Region, at: Ground, base: Sequence[Queued]) -> pd.DataFrame:
    """One row a gate, direction and season as the region stands; shut gates have no trucks and no queue.

    Columns: ``season``, 0 the open one, its ``days``, and ``shut_from_days``, the days of closure from which
    on gates are shut in it; ``open``; ``trucks_a_day`` and their ``ratio`` to the capacity reckoned with;
    ``service_hours`` and ``queue_hours`` of a truck; ``vehicle_hours`` in the queue in all the season.
    """
    import pandas as pd

    gates, rows = at.gates, []
    crossings, ever = records(region["crossing"]), passable(at, 0)
    for gate, way, mine in _lanes(at, gates.arc):
        mine = mine[ever[gates.arc[mine]]]
        if not len(mine):
            continue
        arcs, capacity = gates.arc[mine], gates.capacity[mine].sum()
        for season, one in enumerate(base):
            shut = at.scene.goods.stands.layers[season].season.shut
            flow, is_open = one.trucks[arcs], passable(at, season)[arcs].any()
            rows.append(
                {
                    **_named(crossings[gate], way),
                    "season": season,
                    "days": at.days(season),
                    "shut_from_days": shut if np.isfinite(shut) else np.nan,
                    "open": "yes" if is_open else "no",
                    "trucks_a_day": flow.sum(),
                    "ratio": flow.sum() / capacity if capacity > 0.0 else np.nan,
                    "service_hours": _mean(gates.service[mine], flow),
                    "queue_hours": _mean(one.wait[arcs], flow) if is_open else np.nan,
                    "vehicle_hours": float(flow @ one.wait[arcs]) * at.days(season),
                }
            )
    return pd.DataFrame(rows, columns=STATES)


def relief(region: Region, was: Years, after: Mapping[str, Outcome]) -> pd.DataFrame:
    """One row a scenario and gate whose queues it changes by a vehicle-hour a year or more.

    Columns: ``new``, "yes" where no truck passes today; ``vehicle_hours_...`` in queues, a year, both
    directions; ``trucks_...`` a year; ``wait_...``, hours of a mean truck in the queue; ``winter_wait_...``,
    the same in the seasons in which some gates are shut.
    """
    import pandas as pd

    crossings, rows = records(region["crossing"]), []
    for name, one in after.items():
        now = one.years
        for gate in np.flatnonzero(np.abs(now.hours - was.hours) >= TOLD):
            row: dict[str, object] = {
                "scenario_id": name,
                "crossing_id": crossings[gate]["crossing_id"],
                "new": "yes" if was.trucks[gate] == 0.0 else "no",
                "vehicle_hours_change": now.hours[gate] - was.hours[gate],
            }
            for when, year in (("before", was), ("after", now)):
                row |= {
                    f"vehicle_hours_{when}": year.hours[gate],
                    f"trucks_{when}": year.trucks[gate],
                    f"wait_{when}": _ratio(year.hours[gate], year.trucks[gate]),
                    f"winter_wait_{when}": _ratio(year.winter_hours[gate], year.winter_trucks[gate]),
                }
            rows.append(row)
    return pd.DataFrame(rows, columns=RELIEF)


def worth(region: Region, was: Years, after: Mapping[str, Outcome]) -> pd.DataFrame:
    """One row a scenario: what users gain with queues beside that without, at given flows.

    Columns: ``user_usd_m_without`` at the hours of the tables, ``user_usd_m_with`` queues, their
    difference, USD m a year, gateway blocs' trade among it; ``vehicle_hours_change`` at all gates and
    ``vehicle_hours_elsewhere``, at those that trucks pass today; the gate among these that is relieved most.
    """
    import pandas as pd

    ids, rows = list(region["crossing"]["crossing_id"]), []
    for name, one in after.items():
        change = one.years.hours - was.hours
        elsewhere = np.where(was.trucks > 0.0, change, 0.0)
        most = int(np.argmin(elsewhere)) if len(ids) else -1
        told = most >= 0 and elsewhere[most] <= -TOLD
        rows.append(
            {
                "scenario_id": name,
                "user_usd_m_without": one.plain,
                "user_usd_m_with": one.queued,
                "difference_usd_m": one.queued - one.plain,
                "vehicle_hours_change": change.sum(),
                "vehicle_hours_elsewhere": elsewhere.sum(),
                "most_relieved_id": ids[most] if told else "",
                "most_relieved_vehicle_hours": elsewhere[most] if told else 0.0,
            }
        )
    return pd.DataFrame(rows, columns=WORTH)


def trains(region: Region, at: Ground, base: Sequence[Queued]) -> pd.DataFrame:
    """One row a border station and direction that goods pass by rail, the mean of the year.

    Columns: ``kt_a_year``; ``trains_a_day`` at the net load of a train of the line's gauge,
    ``line_trains_a_day`` in that direction by the line's capacity, and their ratio; blank where the region
    does not state these.
    """
    import pandas as pd

    net = at.scene.goods.network
    loads = {str(row["unit_cost_id"]): float(row["central"]) for row in records(region["unit_cost"])}
    crossings, links = records(region["crossing"]), records(region["link"])
    tonnes = sum(one.rail * at.days(season) / DAYS_PER_YEAR for season, one in enumerate(base))
    rows = []
    arcs = np.flatnonzero((net.kind == RAIL) & (net.crossing >= 0))
    for gate, way, mine in _lanes(at, arcs):
        moved = float(np.asarray(tonnes)[WAYS * gate + way])
        if moved <= 0.0:
            continue
        link = links[net.link[arcs[mine[0]]]]
        load = loads.get(TRAIN_LOADS.get(int(link["gauge_mm"] or 0), ""), np.nan)
        daily, line = moved / DAYS_PER_YEAR / load, float(link["capacity"] or np.nan)
        rows.append(
            {
                **_named(crossings[gate], way),
                "kt_a_year": moved / 1e3,
                "trains_a_day": daily,
                "line_trains_a_day": line,
                "ratio": daily / line,
            }
        )
    return pd.DataFrame(rows, columns=TRAINS)


def _lanes(at: Ground, arcs: NDArray[np.int64]) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
    """Gates and directions in their order, each with its places among some arcs."""
    net = at.scene.goods.network
    key = WAYS * net.crossing[arcs].astype(np.int64) + net.crossing_way[arcs]
    for lane in np.unique(key):
        yield int(lane) // WAYS, int(lane) % WAYS, np.flatnonzero(key == lane)


def _named(crossing: Mapping[str, Any], way: int) -> dict[str, object]:
    """Id of a gate, and its sides in the order of a direction."""
    sides = [f"{crossing[f'name_{side}']} ({crossing[f'country_{side}']})" for side in ("a", "b")]
    if way:
        sides.reverse()
    return {
        "crossing_id": crossing["crossing_id"],
        "direction": DIRECTIONS[way],
        "from": sides[0],
        "to": sides[1],
    }


def _mean(values: Floats, weights: Floats) -> float:
    """Mean by weight; plain where nothing weighs."""
    total = float(weights.sum())
    return float(values @ weights) / total if total > 0.0 else float(values.mean())


def _ratio(hours: float, trucks: float) -> float:
    return hours / trucks if trucks > 0.0 else np.nan
