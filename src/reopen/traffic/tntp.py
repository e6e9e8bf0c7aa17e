"""Networks and trips as Transportation Networks for Research (TNTP) writes them."""

from __future__ import annotations

import lzma
import re
from pathlib import Path

import numpy as np

from reopen.errors import GraphError
from reopen.traffic.demand import Trips
from reopen.traffic.network import RoadNetwork
from reopen.traffic.performance import bpr

#: Columns of a link: init node, term node, capacity, length, free flow time, b, power.
COLUMNS = 7
_TAG = re.compile(r"<([^>]+)>\s*(.*)")
_FLOW = re.compile(r"(\d+)\s*:\s*([-+.\deE]+)")
#: Problems that a message writes out.
SHOWN = 20


def _parts(path: Path) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Tags, and numbered lines after them without comments."""
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


def read_network(path: Path | str) -> RoadNetwork:
    """Read a network file.

    The links' function is BPR's; nodes below ``FIRST THRU NODE`` may not be crossed. Tolls and lengths
    are not read: the costs of TNTP's published solutions are times.

    Raises
    ------
    GraphError
        With every line that makes no sense.
    """
    path = Path(path)
    tags, lines = _parts(path)
    rows: list[list[float]] = []
    wrong: list[str] = []
    nodes = _number(tags, "NUMBER OF NODES", wrong)
    through = _number(tags, "FIRST THRU NODE", wrong)
    for number, line in lines:
        words = line.replace(";", " ").split()
        try:
            row = [float(word) for word in words[:COLUMNS]]
        except ValueError:
            row = []
        if len(row) < COLUMNS:
            wrong.append(f"line {number}: found {line[:60]!r}; expected {COLUMNS} numbers or more")
        elif not (1 <= row[0] <= nodes and 1 <= row[1] <= nodes):
            wrong.append(
                f"line {number}: found a link from {row[0]:g} to {row[1]:g}; expected nodes 1 to {nodes}"
            )
        else:
            rows.append(row)
    _refuse(path, wrong)
    data = np.array(rows, np.float64).reshape(-1, COLUMNS)
    ends = data[:, :2].astype(np.int32) - 1
    ids = np.arange(1, nodes + 1)
    with np.errstate(divide="ignore"):
        performance = bpr(data[:, 4], data[:, 2], data[:, 5], data[:, 6])
    try:
        return RoadNetwork(ids, ends[:, 0], ends[:, 1], performance, ids < through, np.zeros((1, len(data))))
    except GraphError as error:
        raise GraphError(f"{path}: {error}") from None


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
    _, lines = _parts(path)
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
    _refuse(path, wrong)
    return Trips.given(
        np.array(origins, np.int64), np.array(destinations, np.int64), np.array(flows, np.float64)
    )


def _number(tags: dict[str, str], name: str, wrong: list[str]) -> int:
    text = tags.get(name, "")
    if not text.isdigit():
        wrong.append(f"<{name}>: found {text!r}; expected a whole number")
        return 0
    return int(text)


def _refuse(path: Path, wrong: list[str]) -> None:
    if wrong:
        more = [f"and {len(wrong) - SHOWN:,} more"] if len(wrong) > SHOWN else []
        raise GraphError("\n".join([f"{path}:", *wrong[:SHOWN], *more]))
