"""Networks and trips as Transportation Networks for Research (TNTP) writes them."""

from __future__ import annotations

import lzma
import re
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import GraphError
from reopen.traffic.demand import Trips
from reopen.traffic.faults import of_link, refuse
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Columns of a link: init node, term node, capacity, length, free flow time, b, power.
COLUMNS = 7
#: Where length and toll stand.
LENGTH, TOLL = 3, 8
_TAG = re.compile(r"<([^>]+)>\s*(.*)")
_FLOW = re.compile(r"(\d+)\s*:\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
#: Nodes that a file may have, at most; a larger number is a slip.
MOST = 100_000_000

#: Share by which the flow that a file says it has may differ from that of its lines.
ROUNDED = 0.01


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
        text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise GraphError(f"{path}: cannot be read ({error.strerror}); name a file") from None
    except lzma.LZMAError as error:
        raise GraphError(f"{path}: cannot be unpacked ({error}); name a whole .xz file") from None
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
        words = line.replace(";", " ").split()[: TOLL + 1]
        row = link_row(f"line {number}", words, nodes, wrong, least=COLUMNS, most=TOLL + 1)
        rows.append(row + [0.0] * (TOLL + 1 - len(row)))
    told = tags.get("NUMBER OF LINKS", "")
    if told.isdecimal() and int(told) != len(lines):
        wrong.append(f"<NUMBER OF LINKS>: found {told}; the file has {len(lines)} lines of links")
    if not lines:
        wrong.append("found no link; expected one at least")
    refuse(path, wrong)
    return np.arange(1, nodes + 1), through, np.array(rows, np.float64)


def link_row(
    place: str, words: list[str], nodes: int, wrong: list[str], *, least: int, most: int
) -> list[float]:
    """Numbers of a link's line; what makes no sense is noted with its place."""
    try:
        row = [float(word) for word in words]
    except ValueError:
        row = []
    if not least <= len(row) <= most:
        much = f"{least} numbers" if least == most else f"{least} numbers or more"
        wrong.append(f"{place}: found {' '.join(words)[:60]!r}; expected {much}")
        return row
    if not all(1 <= end <= nodes and end == int(end) for end in row[:2]):
        wrong.append(f"{place}: found a link from {row[0]:g} to {row[1]:g}; expected nodes 1 to {nodes}")
    faults = of_link(capacity=row[2], time=row[4], b=row[5], power=row[6])
    besides = zip(("length", "toll"), (row[LENGTH], *row[TOLL : TOLL + 1]), strict=False)
    faults += [(f"{name} {value:g}", "a number") for name, value in besides if not isfinite(value)]
    wrong += [f"{place}: found {found}; expected {expected}" for found, expected in faults]
    return row


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
    tags, lines = parts(path)
    for number, line in lines:
        if line.lower().startswith("origin"):
            words = line.split()
            origin = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
            if not origin:
                wrong.append(f"line {number}: found {line[:60]!r}; expected Origin and a number")
            continue
        found = _FLOW.findall(line)
        # What is left between the pairs must be nothing, or trips would be lost without a word.
        if not found or not origin or _FLOW.sub("", line).replace(";", "").strip():
            wrong.append(f"line {number}: found {line[:60]!r}; expected destination : flow; after an Origin")
            continue
        for destination, flow in found:
            origins.append(origin)
            destinations.append(int(destination))
            flows.append(float(flow))
    if not flows and not wrong:
        wrong.append("found no trips; expected an Origin and lines of destination : flow;")
    wrong += _untold(tags, {*origins, *destinations}, sum(flows))
    refuse(path, wrong)
    return Trips.given(
        np.array(origins, np.int64), np.array(destinations, np.int64), np.array(flows, np.float64)
    )


def _untold(tags: dict[str, str], zones: set[int], total: float) -> list[str]:
    """What the head of a file of trips says otherwise than its lines: zones, and all flow."""
    wrong = []
    told = tags.get("NUMBER OF ZONES", "")
    if told.isdecimal() and zones and max(zones) > int(told):
        wrong.append(f"<NUMBER OF ZONES>: found {told}; the file has trips of zone {max(zones)}")
    try:
        flow = float(tags.get("TOTAL OD FLOW", ""))
    except ValueError:
        return wrong
    if abs(flow - total) > ROUNDED * abs(flow):
        wrong.append(
            f"<TOTAL OD FLOW>: found {flow:g}; the lines add up to {total:g}; see whether the file is whole"
        )
    return wrong


def _number(tags: dict[str, str], name: str, wrong: list[str]) -> int:
    text = tags.get(name, "")
    if not text.isdecimal() or int(text) > MOST:
        wrong.append(f"<{name}>: found {text!r}; expected a whole number, {MOST:,} at most")
        return 0
    return int(text)
