"""Broken links of a network, and how long their repair takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.traffic.faults import refuse
from reopen.traffic.rows import read_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.network import RoadNetwork

COLUMNS = ("from_node_id", "to_node_id", "repair_days")


def read_broken(path: Path | str, network: RoadNetwork) -> tuple[list[int], NDArray[np.float64]]:
    """Read which links of a network are broken, and the days that one crew takes to repair each.

    Parameters
    ----------
    path : Path or str
        CSV with the columns ``from_node_id``, ``to_node_id`` and ``repair_days``.
    network : RoadNetwork
        The links.

    Returns
    -------
    tuple of list of int, (n,) float64 array
        Links by their place in the network, and days.

    Raises
    ------
    GraphError
        With every row that makes no sense.
    """
    path, wrong, links, days = Path(path), list[str](), list[int](), list[float]()
    tails, heads = network.node_ids[network.tail].tolist(), network.node_ids[network.head].tolist()
    ends = [(str(u), str(v)) for u, v in zip(tails, heads, strict=True)]
    for number, row in enumerate(read_rows(path, COLUMNS, of="broken link"), 2):
        pair = row["from_node_id"], row["to_node_id"]
        found = [k for k, one in enumerate(ends) if one == pair]
        if len(found) != 1:
            wrong.append(
                f"row {number}: found a link from {pair[0]} to {pair[1]}; the network has {len(found)} such"
                " links; expected one"
            )
        elif found[0] in links:
            wrong.append(
                f"row {number}: found the link from {pair[0]} to {pair[1]} again; expected one row a link"
            )
        try:
            time = float(row["repair_days"])
        except ValueError:
            time = np.nan
        if not 0.0 < time < np.inf:
            wrong.append(
                f"row {number}, repair_days: found {row['repair_days']!r}; expected a number above 0"
            )
        links += found[:1]
        days.append(time)
    refuse(path, wrong)
    return links, np.array(days)
