"""Links that may be built, beside a network that stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.traffic.faults import refuse
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr, joined
from reopen.traffic.rows import read_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Columns of a table of links that may be built, and those that may be left out, with what they are then.
COLUMNS = ("from_node_id", "to_node_id", "capacity", "free_flow_time", "cost")
USUAL = {"b": 0.15, "power": 4.0}


@dataclass(frozen=True, eq=False)
class Candidates:
    """A network with links that may be built.

    Attributes
    ----------
    network : RoadNetwork
        All links; those that may be built stand last.
    links : (n,) int64 array
        The latter, by their place in the network.
    price : (n,) float64 array
        What building each costs.
    """

    network: RoadNetwork
    links: NDArray[np.int64]
    price: NDArray[np.float64]


def read_candidates(path: Path | str, network: RoadNetwork) -> Candidates:
    """Read a table of links that may be built, and put them to a network.

    Parameters
    ----------
    path : Path or str
        CSV with the columns ``from_node_id``, ``to_node_id``, ``capacity``, ``free_flow_time`` and ``cost``,
        and if need be ``b`` and ``power`` of BPR's function (0.15 and 4 else).
    network : RoadNetwork
        Links that stand; for one class of users.

    Raises
    ------
    GraphError
        With every row that makes no sense.
    """
    path, wrong = Path(path), list[str]()
    rows = read_rows(path, COLUMNS, of="link that may be built")
    place = {str(name): k for k, name in enumerate(network.node_ids.tolist())}
    ends, numbers = [], []
    for number, row in enumerate(rows, 2):
        both = [_node(row, end, place, number, wrong) for end in COLUMNS[:2]]
        if both[0] == both[1] >= 0:
            wrong.append(f"row {number}: found a link from {row[COLUMNS[0]]} to itself; expected two nodes")
        ends.append(both)
        numbers.append([_number(row, name, number, wrong) for name in (*COLUMNS[2:], *USUAL)])
    if len(network.fixed) != 1:
        wrong.append(f"the network has {len(network.fixed)} classes of users; expected one")
    refuse(path, wrong)
    tail, head = np.array(ends, np.int32).reshape(-1, 2).T
    capacity, free, price, b, power = np.array(numbers, np.float64).reshape(-1, 5).T
    standing = len(network.tail)
    whole = RoadNetwork(
        network.node_ids,
        np.concatenate([network.tail, tail]),
        np.concatenate([network.head, head]),
        joined([network.performance, bpr(free, capacity, b, power)]),
        network.closed,
        np.concatenate([network.fixed, np.zeros((1, len(tail)))], axis=1),
    )
    return Candidates(whole, np.arange(standing, standing + len(tail)), price.copy())


def _node(row: dict[str, str], end: str, place: dict[str, int], number: int, wrong: list[str]) -> int:
    at = place.get(row[end], -1)
    if at < 0:
        wrong.append(f"row {number}, {end}: found {row[end]!r}; the network has no such node")
    return at


def _number(row: dict[str, str], name: str, number: int, wrong: list[str]) -> float:
    text = row.get(name, "")
    if not text and name in USUAL:
        return USUAL[name]
    try:
        value = float(text)
    except ValueError:
        value = np.nan
    if not 0.0 <= value < np.inf or (name == "capacity" and value == 0.0):
        said = "above 0" if name == "capacity" else "0 or more"
        wrong.append(f"row {number}, {name}: found {text!r}; expected a number, {said}")
    return value
