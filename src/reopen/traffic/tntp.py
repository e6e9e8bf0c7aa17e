"""Networks and trips as Transportation Networks for Research (TNTP) writes them."""

from __future__ import annotations

import lzma
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError
from reopen.traffic.demand import Trips
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Columns of a link: init node, term node, capacity, length, free flow time, b, power.
COLUMNS = 7
#: Where length and toll stand.
LENGTH, TOLL = 3, 8
_TAG = re.compile(r"<([^>]+)>\s*(.*)")
_FLOW = re.compile(r"(\d+)\s*:\s*([-+.\deE]+)")
#: Problems that a message writes out.
SHOWN = 20


def parts(path: Path) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Read a file's tags, and the numbered lines after them without comments.

    Raises
    ------
    GraphError
        When the file cannot be read.
    """
    tags, lines = {}, []
    try:
        raw = path.read_bytes()
        text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8", errors="replace")
    except OSError as error:
        raise GraphError(f"{path}: cannot be read ({error.strerror}); name a file") from None
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.split("~")[0].strip()
        if found := _TAG.match(line):
            tags[found[1].strip().upper()] = found[2].strip()
        elif line:
            lines.append((number, line))
    return tags, lines


def read_network(path: Path | str, *, toll_weight: float = 0.0, length_weight: float = 0.0) -> RoadNetwork:
    """Read a network file.

    The links' function is BPR's; nodes below ``FIRST THRU NODE`` may not be crossed.

    Parameters
    ----------
    path : Path or str
        The file.
    toll_weight, length_weight : float
        Cost of a unit of toll and of length. Most published solutions count times alone; those of
        Chicago-Sketch count 0.02 minutes a cent and 0.04 minutes a mile besides.

    Raises
    ------
    GraphError
        With every line that makes no sense.
    """
    path = Path(path)
    ids, through, data = _links(path)
    ends = data[:, :2].astype(np.int32) - 1
    fixed = toll_weight * data[:, TOLL] + length_weight * data[:, LENGTH]
    with np.errstate(divide="ignore"):
        performance = bpr(data[:, 4], data[:, 2], data[:, 5], data[:, 6])
    try:
        return RoadNetwork(ids, ends[:, 0], ends[:, 1], performance, ids < through, fixed[None, :])
    except GraphError as error:
        raise GraphError(f"{path}: {error}") from None


def read_attributes(path: Path | str) -> dict[str, NDArray[np.float64]]:
    """Lengths and tolls of a network file's links, in their order; a toll that is not there is 0.

    Raises
    ------
    GraphError
        With every line that makes no sense.
    """
    _, _, data = _links(Path(path))
    return {"length": data[:, LENGTH].copy(), "toll": data[:, TOLL].copy()}


def _links(path: Path) -> tuple[NDArray[np.int64], int, NDArray[np.float64]]:
    """Nodes, the first that may be crossed, and the links' columns up to the toll."""
    tags, lines = parts(path)
    rows: list[list[float]] = []
    wrong: list[str] = []
    nodes = _number(tags, "NUMBER OF NODES", wrong)
    through = _number(tags, "FIRST THRU NODE", wrong)
    for number, line in lines:
        words = line.replace(";", " ").split()
        try:
            row = [float(word) for word in words[: TOLL + 1]]
        except ValueError:
            row = []
        if len(row) < COLUMNS:
            wrong.append(f"line {number}: found {line[:60]!r}; expected {COLUMNS} numbers or more")
        elif not (1 <= row[0] <= nodes and 1 <= row[1] <= nodes):
            wrong.append(
                f"line {number}: found a link from {row[0]:g} to {row[1]:g}; expected nodes 1 to {nodes}"
            )
        else:
            rows.append(row + [0.0] * (TOLL + 1 - len(row)))
    refuse(path, wrong)
    return np.arange(1, nodes + 1), through, np.array(rows, np.float64).reshape(-1, TOLL + 1)


def read_trips(path: Path | str) -> Trips:
    """Read a trip table; files ending in ``.xz`` are unpacked.

    Raises
    ------
    GraphError
        With every line that makes no sense.
    """
    path = Path(path)
    origins: list[int] = []
    destinations: list[int] = []
    flows: list[float] = []
    wrong: list[str] = []
    origin = 0
    _, lines = parts(path)
    for number, line in lines:
        if line.lower().startswith("origin"):
            words = line.split()
            origin = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            if not origin:
                wrong.append(f"line {number}: found {line[:60]!r}; expected Origin and a number")
            continue
        found = _FLOW.findall(line)
        if not found or not origin:
            wrong.append(f"line {number}: found {line[:60]!r}; expected destination : flow; after an Origin")
            continue
        for destination, flow in found:
            origins.append(origin)
            destinations.append(int(destination))
            flows.append(float(flow))
    refuse(path, wrong)
    return Trips.given(
        np.array(origins, np.int64), np.array(destinations, np.int64), np.array(flows, np.float64)
    )


def _number(tags: dict[str, str], name: str, wrong: list[str]) -> int:
    text = tags.get(name, "")
    if not text.isdigit():
        wrong.append(f"<{name}>: found {text!r}; expected a whole number")
        return 0
    return int(text)


def refuse(path: Path, wrong: list[str]) -> None:
    """Raise a GraphError with what is wrong in a file, if anything is."""
    if wrong:
        more = [f"and {len(wrong) - SHOWN:,} more"] if len(wrong) > SHOWN else []
        raise GraphError("\n".join([f"{path}:", *wrong[:SHOWN], *more]))
