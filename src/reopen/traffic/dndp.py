"""Instances of the discrete network design problem, as Rey's benchmark writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reopen.errors import GraphError
from reopen.traffic.candidates import Candidates
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr
from reopen.traffic.tntp import parts, refuse

#: Columns of a link: those of TNTP (init node, term node, capacity, length, free flow time, B, power, speed
#: limit, toll, type), and what building it costs.
COLUMNS, COST = 11, 10
#: Tags that such a file must have.
TAGS = "NUMBER OF NODES", "FIRST THRU NODE", "NUMBER OF LINKS", "NUMBER OF NEW LINKS"


def is_instance(path: Path | str) -> bool:
    """Whether a file says how many links may be built.

    Raises
    ------
    GraphError
        When it cannot be read.
    """
    return "NUMBER OF NEW LINKS" in parts(Path(path))[0]


def read_instance(path: Path | str) -> Candidates:
    """Read an instance: links that stand, then links that may be built, with their costs in the last column.

    The time of a link is ``fft * (1 + B * (flow / capacity) ** power)``; tolls and lengths do not count.

    Raises
    ------
    GraphError
        With every line that makes no sense.

    References
    ----------
    Rey, D. (2020). Computational benchmarking of exact methods for the bilevel discrete network design
    problem. Transportation Research Procedia 47, 11-18.
    """
    path = Path(path)
    tags, lines = parts(path)
    wrong = [
        f"<{tag}>: found {tags.get(tag, '')!r}; expected a whole number"
        for tag in TAGS
        if not tags.get(tag, "").isdigit()
    ]
    refuse(path, wrong)
    nodes, through, standing, new = (int(tags[tag]) for tag in TAGS)
    rows = _rows(lines, nodes, wrong)
    if not wrong and len(rows) != standing + new:
        wrong.append(f"found {len(rows)} links; the tags say {standing} and {new} new ones")
    if not wrong:
        wrong += [
            f"link {k + 1}: found a cost of {rows[k][COST]:g}; expected a number, 0 or more"
            for k in range(standing, standing + new)
            if not 0.0 <= rows[k][COST] < np.inf
        ]
    refuse(path, wrong)
    data = np.array(rows, np.float64).reshape(-1, COLUMNS)
    ends = data[:, :2].astype(np.int32) - 1
    with np.errstate(divide="ignore"):
        performance = bpr(data[:, 4], data[:, 2], data[:, 5], data[:, 6])
    ids = np.arange(1, nodes + 1)
    try:
        network = RoadNetwork(
            ids, ends[:, 0], ends[:, 1], performance, ids < through, np.zeros((1, len(data)))
        )
    except GraphError as error:
        raise GraphError(f"{path}: {error}") from None
    return Candidates(network, np.arange(standing, standing + new), data[standing:, COST].copy())


def _rows(lines: list[tuple[int, str]], nodes: int, wrong: list[str]) -> list[list[float]]:
    """Links as numbers."""
    rows = []
    for number, line in lines:
        try:
            row = [float(word) for word in line.replace(";", " ").split()]
        except ValueError:
            row = []
        if len(row) != COLUMNS:
            wrong.append(f"line {number}: found {line[:60]!r}; expected {COLUMNS} numbers")
        elif not (1 <= row[0] <= nodes and 1 <= row[1] <= nodes):
            wrong.append(
                f"line {number}: found a link from {row[0]:g} to {row[1]:g}; expected nodes 1 to {nodes}"
            )
        else:
            rows.append(row)
    return rows
