"""Dumps for the reference in C++, ``phast.cpp``, which states their format; compiles and runs it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.path.customize import Pruned
    from reopen.path.hierarchy import Metric
    from reopen.path.sweep import Ends

    Costs = NDArray[np.float64]
    Whole = NDArray[np.int32]

MAGIC = 0x5453414850


def write(
    path: Path,
    *,
    up: tuple[NDArray[np.int64], Whole, Costs],
    down: tuple[NDArray[np.int64], Whole, Costs],
    seeds: tuple[NDArray[np.int64], Whole, Costs],
    ends: tuple[NDArray[np.int64], Whole, Costs],
) -> None:
    """Write a dump.

    Parameters
    ----------
    up : (first, head, weight)
        Arcs to nodes of higher rank by tail; nodes are numbered by descending rank.
    down : (first, tail, weight)
        Arcs from nodes of higher rank by head.
    seeds, ends : (first, node, cost)
        Where each origin starts, and from where each target is reached, at what cost.
    """
    parts = (up, down, seeds, ends)
    n_nodes, n_sources, n_targets = (len(part[0]) - 1 for part in (up, seeds, ends))
    head = [MAGIC, n_nodes, len(up[1]), len(down[1]), n_sources, len(seeds[1]), n_targets, len(ends[1])]
    with path.open("wb") as file:
        np.array(head, dtype="<i8").tofile(file)
        for column, kind in ((0, "<i8"), (2, "<f8"), (1, "<i4")):
            for part in parts:
                np.ascontiguousarray(part[column], dtype=kind).tofile(file)


def turned(metric: Metric, rows: Whole, columns: Whole) -> dict[str, tuple[NDArray[np.int64], Whole, Costs]]:
    """Our hierarchy in the order of a dump: from the latest node to the earliest."""
    n = len(metric.hierarchy.graph.node)

    def links(side: Pruned) -> tuple[NDArray[np.int64], Whole, Costs]:
        sizes = (side.last - side.first)[::-1]
        first = np.concatenate([[0], np.cumsum(sizes)])
        at = np.arange(first[-1]) + np.repeat(side.first[::-1] - first[:-1], sizes)
        return first, n - 1 - side.later[at], side.cost[at]

    def ends(some: Ends) -> tuple[NDArray[np.int64], Whole, Costs]:
        return some.first, n - 1 - some.rank, some.cost

    return {
        "up": links(metric.up),
        "down": links(metric.down),
        "seeds": ends(metric.entries(rows)),
        "ends": ends(metric.exits(columns)),
    }


@cache
def program() -> Path:
    """The compiled program.

    Raises
    ------
    ImportError
        When there is no g++.
    """
    if not shutil.which("g++"):
        raise ImportError("no g++")
    path = Path(tempfile.mkdtemp()) / "phast"
    options = ["-O3", "-march=native", "-std=c++17", "-pthread"]
    subprocess.run(["g++", *options, str(Path(__file__).with_suffix(".cpp")), "-o", str(path)], check=True)
    return path


def run(dump: Path, shape: tuple[int, int], jobs: int) -> tuple[float, Costs]:
    """Seconds, best of five, and the matrix."""
    out = dump.with_suffix(".matrix")
    done = subprocess.run([program(), dump, str(jobs), out], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[0]), np.fromfile(out).reshape(shape)
