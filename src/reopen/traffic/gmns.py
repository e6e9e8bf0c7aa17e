"""Networks and trips in the General Modeling Network Specification (GMNS): tables of nodes and links.

Links have a BPR function from the columns ``vdf_fftt``, ``vdf_alpha`` and ``vdf_beta`` (or ``VDF_fftt1`` and
so on, as some programs write them); the specification itself has none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError
from reopen.traffic.demand import Trips
from reopen.traffic.faults import of_link, refuse
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr
from reopen.traffic.rows import text_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Columns that may be named otherwise.
OTHERWISE = {
    "vdf_fftt": "vdf_fftt1",
    "vdf_alpha": "vdf_alpha1",
    "vdf_beta": "vdf_beta1",
    "vdf_toll": "toll",
}
#: What counts as true and false in a table.
YES, NO = ("1", "true", "t", "yes", ""), ("0", "false", "f", "no")
#: Node types whose nodes no path may cross.
CENTROIDS = ("centroid", "zone centroid")


@dataclass(frozen=True, eq=False)
class Table:
    """A network as GMNS tables have it.

    Attributes
    ----------
    network : RoadNetwork
        Links in the order of the table; one that is not directed counts twice, there and back.
    link_ids : (A,) array
        Names of the links.
    length, toll : (A,) float64 arrays
        As in the table.
    zones : dict of str to str
        Node of each zone.
    """

    network: RoadNetwork
    link_ids: NDArray[np.str_]
    length: Floats
    toll: Floats
    zones: dict[str, str]


class _Rows:
    """Rows of a table, whose cells are looked up by name; what makes no sense is gathered."""

    def __init__(self, path: Path, needed: tuple[str, ...], wrong: list[str]) -> None:
        self.path, self.wrong, self.line = path, wrong, 0
        self.reader = csv.DictReader(StringIO(text_of(path), newline=""))
        self.reader.fieldnames = [name.strip().lower() for name in self.reader.fieldnames or []]
        lost = [name for name in needed if name not in self.reader.fieldnames]
        if lost:
            raise GraphError(f"{path}: columns {', '.join(lost)} are missing; add them")

    def __iter__(self) -> Iterator[dict[str, str]]:
        try:
            for row in self.reader:
                self.line = self.reader.line_num
                yield {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
        except csv.Error as error:
            raise GraphError(f"{self.path}: is no CSV file ({error}); name a table") from None

    def say(self, found: str, expected: str) -> None:
        """Note what a row has and what it should have."""
        self.wrong.append(f"{self.path.name}, line {self.line}: found {found}; expected {expected}")

    def number(self, row: dict[str, str], name: str, default: float | None = None) -> float:
        """A cell as a number; NaN where it is none and no default stands in."""
        if not row.get(name):
            name = OTHERWISE.get(name, name)
        text = row.get(name, "")
        if not text and default is not None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = nan
        if not isfinite(value):
            self.say(f"{name} {text!r}", "a number")
        return value


def read_network(
    node: Path | str, link: Path | str, *, toll_weight: float = 0.0, length_weight: float = 0.0
) -> Table:
    """Read ``node.csv`` and ``link.csv``.

    Free time is ``vdf_fftt`` in minutes, or else length over ``free_speed`` in hours, times 60. Capacity is
    ``capacity`` of one lane an hour times ``lanes`` (1 where blank). ``vdf_alpha`` and ``vdf_beta`` are 0.15
    and 4 where blank. Nodes whose ``node_type`` is ``centroid`` may not be crossed.

    Parameters
    ----------
    node, link : Path or str
        The tables.
    toll_weight, length_weight : float
        Minutes that a unit of ``toll`` and of ``length`` counts for.

    Raises
    ------
    GraphError
        With every row that makes no sense.
    """
    wrong: list[str] = []
    ids, closed, zones = _nodes(Path(node), wrong)
    place = {name: k for k, name in enumerate(ids)}
    names, ends, columns = _links(Path(link), place, wrong)
    refuse(Path(link).parent, wrong)
    free, capacity, alpha, beta, length, toll = (np.array(c, np.float64) for c in zip(*columns, strict=True))
    both = np.array(ends, np.int32).reshape(-1, 2)
    performance = bpr(free, capacity, alpha, beta)
    fixed = toll_weight * toll + length_weight * length
    try:
        network = RoadNetwork(
            np.array(ids), both[:, 0].copy(), both[:, 1].copy(), performance, np.array(closed), fixed[None, :]
        )
    except GraphError as error:
        raise GraphError(f"{link}: {error}") from None
    return Table(network, np.array(names), length, toll, zones)


def _nodes(path: Path, wrong: list[str]) -> tuple[list[str], list[bool], dict[str, str]]:
    ids: list[str] = []
    closed: list[bool] = []
    zones: dict[str, str] = {}
    seen: set[str] = set()
    rows = _Rows(path, ("node_id",), wrong)
    for row in rows:
        name, zone = row["node_id"], row.get("zone_id", "")
        if not name or name in seen:
            rows.say(f"node_id {name!r}", "a name that no other node has")
        seen.add(name)
        # Some programs write 0 or -1 for a node without a zone.
        if zone not in ("", "0", "-1"):
            if zone in zones:
                rows.say(f"zone_id {zone!r} at {name} and {zones[zone]}", "one node a zone")
            zones[zone] = name
        ids.append(name)
        closed.append(row.get("node_type", "").lower() in CENTROIDS)
    return ids, closed, zones


def _links(
    path: Path, place: dict[str, int], wrong: list[str]
) -> tuple[list[str], list[tuple[int, int]], list[tuple[float, ...]]]:
    names: list[str] = []
    ends: list[tuple[int, int]] = []
    columns: list[tuple[float, ...]] = []
    rows = _Rows(path, ("link_id", "from_node_id", "to_node_id", "capacity"), wrong)
    for row in rows:
        lost = [row[name] for name in ("from_node_id", "to_node_id") if row[name] not in place]
        directed = row.get("directed", "").lower()
        if lost:
            rows.say(f"nodes {', '.join(lost)}", "nodes of the table of nodes")
            continue
        if directed not in YES + NO:
            rows.say(f"directed {directed!r}", "true or false")
        values = _values(rows, row)
        at = place[row["from_node_id"]], place[row["to_node_id"]]
        for end in (at, at[::-1])[: 2 if directed in NO else 1]:
            names.append(row["link_id"])
            ends.append(end)
            columns.append(values)
    if not names and not wrong:
        wrong.append(f"{path.name}: found no link; expected one at least")
    return names, ends, columns


def _values(rows: _Rows, row: dict[str, str]) -> tuple[float, ...]:
    """Free time, capacity, alpha, beta, length and toll of a link."""
    before = len(rows.wrong)
    timed = bool(row.get("vdf_fftt") or row.get("vdf_fftt1"))
    length = rows.number(row, "length", 0.0 if timed else None)
    if timed:
        free = rows.number(row, "vdf_fftt")
    else:
        speed = rows.number(row, "free_speed")
        free = 60.0 * length / speed if speed > 0.0 else nan
        if speed <= 0.0:
            rows.say(f"free_speed {speed:g}", "above 0")
    capacity = rows.number(row, "capacity") * rows.number(row, "lanes", 1.0)
    alpha, beta = rows.number(row, "vdf_alpha", 0.15), rows.number(row, "vdf_beta", 4.0)
    toll = rows.number(row, "vdf_toll", 0.0)
    # What is no number has been told; a sum or product of such is not told again.
    if len(rows.wrong) == before:
        for found, expected in of_link(capacity=capacity, time=free, b=alpha, power=beta):
            rows.say(found, expected)
    return free, capacity, alpha, beta, length, toll


def read_demand(path: Path | str, table: Table) -> Trips:
    """Read ``demand.csv``: ``o_zone_id``, ``d_zone_id``, ``volume`` an hour.

    Zones are those of the nodes; in a network without zones they name the nodes themselves.

    Raises
    ------
    GraphError
        With every row that makes no sense.
    """
    wrong: list[str] = []
    rows = _Rows(Path(path), ("o_zone_id", "d_zone_id", "volume"), wrong)
    pairs: list[tuple[str, str]] = []
    flows: list[float] = []
    for row in rows:
        ends = row["o_zone_id"], row["d_zone_id"]
        lost = [zone for zone in ends if table.zones and zone not in table.zones]
        if lost:
            rows.say(f"zones {', '.join(lost)}", "zones of the table of nodes")
            continue
        pairs.append((table.zones.get(ends[0], ends[0]), table.zones.get(ends[1], ends[1])))
        flows.append(rows.number(row, "volume"))
        if flows[-1] < 0.0:
            rows.say(f"volume {flows[-1]:g}", "0 or more")
    if not flows and not wrong:
        wrong.append(f"{rows.path.name}: found no trips; expected one row at least")
    refuse(Path(path), wrong)
    both = np.array(pairs, np.str_).reshape(-1, 2)
    return Trips.given(both[:, 0], both[:, 1], np.array(flows, np.float64))
