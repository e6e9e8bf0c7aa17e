"""Instances of the discrete network design problem, as Rey's benchmark writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reopen.traffic.candidates import Candidates
from reopen.traffic.faults import refuse
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr
from reopen.traffic.tntp import link_row, parts

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
        if not tags.get(tag, "").isdecimal()
    ]
    refuse(path, wrong)
    nodes, through, standing, new = (int(tags[tag]) for tag in TAGS)
    rows = [
        link_row(f"line {number}", line.replace(";", " ").split(), nodes, wrong, least=COLUMNS, most=COLUMNS)
        for number, line in lines
    ]
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
    performance = bpr(data[:, 4], data[:, 2], data[:, 5], data[:, 6])
    ids = np.arange(1, nodes + 1)
    nothing = np.zeros((1, len(data)))
    network = RoadNetwork(ids, ends[:, 0], ends[:, 1], performance, ids < through, nothing)
    return Candidates(network, np.arange(standing, standing + new), data[standing:, COST].copy())
