"""What ``reopen equilibrium`` reads, prints and writes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.cli.output import answer
from reopen.errors import GraphError, OutputError
from reopen.files import whole_file
from reopen.traffic.equilibrium import Equilibrium
from reopen.traffic.performance import marginal_tolls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.demand import Trips
    from reopen.traffic.frank_wolfe import LinkFlows
    from reopen.traffic.network import RoadNetwork

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Inputs:
    """A network and trips as read from files.

    Attributes
    ----------
    network, trips
        What is solved.
    length, toll : (A,) float64 arrays
        Of links.
    names : (A,) array
        Links' names.
    """

    network: RoadNetwork
    trips: Trips
    length: Floats
    toll: Floats
    names: NDArray[np.generic]


def read(net: Path, trips: Path, *, toll_weight: float, length_weight: float) -> Inputs:
    """Read TNTP or GMNS, by what the files are: a folder or ``.csv`` is GMNS.

    Raises
    ------
    GraphError
        When files make no sense, or are of two formats.
    """
    tables = net.is_dir() or net.suffix == ".csv"
    if tables != (trips.suffix == ".csv"):
        raise GraphError(
            f"{net} and {trips} are of two formats; give two TNTP files, or a GMNS folder and its demand.csv"
        )
    if net.suffix == ".csv" and not net.is_file():
        raise GraphError(f"{net}: cannot be read (no such file); name GMNS' folder or its link.csv")
    if not tables:
        from reopen.traffic import tntp

        network, table = _both(
            lambda: tntp.read_network(net, toll_weight=toll_weight, length_weight=length_weight),
            lambda: tntp.read_trips(trips),
        )
        more = tntp.read_attributes(net)
        names = np.arange(1, len(network.tail) + 1)
        _travelled(trips, table)
        return Inputs(network, table, more["length"], more["toll"], names)
    from reopen.traffic import gmns

    folder = net if net.is_dir() else net.parent
    found = gmns.read_network(
        folder / "node.csv", folder / "link.csv", toll_weight=toll_weight, length_weight=length_weight
    )
    table = gmns.read_demand(trips, found)
    _travelled(trips, table)
    return Inputs(found.network, table, found.length, found.toll, found.link_ids)


def _travelled(path: Path, table: Trips) -> None:
    """Refuse a file in which nobody travels from one node to another."""
    if not ((table.flow > 0.0) & (table.origin != table.destination)).any():
        raise GraphError(f"{path}: found no flow between two nodes; expected one pair that travels at least")


def _both(network: Callable[[], RoadNetwork], trips: Callable[[], Trips]) -> tuple[RoadNetwork, Trips]:
    """What two files hold; where both make no sense, all of it is told at once."""
    try:
        links = network()
    except GraphError as first:
        try:
            trips()
        except GraphError as second:
            raise GraphError(f"{first}\n{second}") from None
        raise
    return links, trips()


def check_folder(path: Path) -> None:
    """Refuse a folder that could not be written, before the long work.

    Raises
    ------
    OutputError
        When the path is a file, or the folder it is to be in is none.
    """
    if path.exists() and not path.is_dir():
        raise OutputError(f"{path} is no folder; name one, new or not")
    if not path.exists() and not path.parent.is_dir():
        raise OutputError(f"{path} cannot be made: no folder {path.parent}; name one that is there")


#: Columns of ``flows.csv`` before those of the classes.
_FLOWS = ("link", "from", "to", "flow", "cost", "length", "toll", "marginal_toll")


def check_links(inputs: Inputs, select: Sequence[int], method: str, out: Path | None) -> list[int]:
    """Links that are selected, counted from 0, each once.

    Raises
    ------
    GraphError
        When there are none such, the method keeps no ways, or there is no folder to write to.
    """
    links = len(inputs.network.tail)
    wrong = []
    if select and method != "paths":
        wrong.append("--select needs the ways of each pair; use --method paths")
    if select and out is None:
        wrong.append("--select writes users.csv; name a folder for it with --out")
    if beyond := [k for k in select if k > links]:
        wrong.append(f"--select: found {beyond}; the network has links 1 to {links}")
    if wrong:
        raise GraphError("\n".join(wrong))
    return [k - 1 for k in dict.fromkeys(select)]


def summary(
    inputs: Inputs, found: Equilibrium | LinkFlows, *, method: str, optimum: bool, wanted: float, seed: int
) -> dict[str, Any]:
    """The answer as JSON has it."""
    import reopen

    net = inputs.network
    ends = net.node_ids[net.tail].tolist(), net.node_ids[net.head].tolist()
    flows = zip(inputs.names.tolist(), *ends, found.flow.tolist(), found.cost.tolist(), strict=True)
    return {
        "version": reopen.__version__,
        "seed": seed,
        "method": method,
        "optimum": optimum,
        "status": found.status,
        "relative_gap": found.gap,
        "gap_wanted": wanted,
        "objective": found.objective,
        "total_travel_time": found.total,
        "iterations": len(found.history),
        "seconds": round(found.history[-1].seconds, 4),
        "nodes": len(net.node_ids),
        "pairs": int(np.count_nonzero(inputs.trips.flow)),
        "trips": float(inputs.trips.flow.sum()),
        "history": [[round(r.seconds, 4), _known(r.gap), _known(r.objective)] for r in found.history],
        "links": [dict(zip(("link", "from", "to", "flow", "cost"), row, strict=True)) for row in flows],
    }


def _known(value: float) -> float | None:
    """A number in full, or None for what is none: first flows may cost more than a number holds."""
    return value if isfinite(value) else None


def printed(result: dict[str, Any]) -> None:
    """The answer for a person."""
    console = answer()
    what = "system optimum" if result["optimum"] else "user equilibrium"
    console.print(
        f"{what} of {result['trips']:,.1f} trips on {len(result['links']):,} links: {result['status']}"
        f" at a relative gap of {result['relative_gap']:.2g} after {result['iterations']} searches",
        soft_wrap=True,
    )
    console.print(f"objective {result['objective']:.12g}, total cost {result['total_travel_time']:.12g}")
    if result["status"] != "converged":
        console.print(f"the gap asked for, {result['gap_wanted']:.2g}, was not reached")
    for path in result.get("files", []):
        console.print(f"wrote {path}", markup=False, soft_wrap=True)
    console.print(f"{result['seconds']} s")


def write(inputs: Inputs, found: Equilibrium | LinkFlows, folder: Path, selected: Sequence[int]) -> list[str]:
    """Write flows by link, the history, what pairs meet, and who uses the links selected.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    net = inputs.network
    ends = net.node_ids[net.tail].tolist(), net.node_ids[net.head].tolist()
    classes = [f"flow_{m}" for m in range(len(found.class_flow))] if len(found.class_flow) > 1 else []
    columns = [
        found.flow,
        found.cost,
        inputs.length,
        inputs.toll,
        marginal_tolls(net.performance, found.flow),
    ]
    columns += [*found.class_flow] if classes else []
    rows = zip(inputs.names.tolist(), *ends, *(c.tolist() for c in columns), strict=True)
    tables: dict[str, tuple[list[str], Iterable[Sequence[Any]]]] = {
        "flows.csv": ([*_FLOWS, *classes], rows),
        "history.csv": (
            ["seconds", "relative_gap", "objective"],
            ((round(r.seconds, 4), r.gap, r.objective) for r in found.history),
        ),
        "pairs.csv": _pairs(inputs, found),
    }
    if selected and isinstance(found, Equilibrium):
        tables["users.csv"] = ["link", "origin", "destination", "flow"], _users(inputs, found, selected)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}; name another folder") from None
    for name, (header, lines) in tables.items():
        write_table(folder / name, header, lines)
    return [str(folder / name) for name in tables]


def write_table(path: Path, header: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """Write a table as CSV, whole or not at all.

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    with whole_file(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def _pairs(inputs: Inputs, found: Equilibrium | LinkFlows) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Cost of the cheapest way by pair, and means over the ways used where ways are known."""
    from reopen.traffic.selected import skims

    trips = inputs.trips
    header = ["origin", "destination", "flow", "cheapest_cost"]
    flow = found.demand if isinstance(found, Equilibrium) else trips.flow
    columns: list[list[Any]] = [trips.origin.tolist(), trips.destination.tolist(), flow.tolist()]
    columns.append(found.pair_cost.tolist())
    if isinstance(found, Equilibrium):
        values = np.stack([found.cost, inputs.length, inputs.toll])
        used = skims(inputs.network, trips, found, values).used
        header += ["time", "length", "toll"]
        columns += [[None if np.isnan(v) else v for v in row] for row in used.tolist()]
    # Trips within a zone and those without flow have no way.
    away = (trips.flow > 0.0) & (trips.origin != trips.destination)
    rows = zip(*columns, strict=True)
    return header, (row for row, kept in zip(rows, away.tolist(), strict=True) if kept)


def _users(inputs: Inputs, found: Equilibrium, selected: Sequence[int]) -> Iterable[Sequence[Any]]:
    """Pairs that use each link, with their flow on it."""
    from reopen.traffic.selected import select_link

    for link in selected:
        flow = select_link(inputs.network, inputs.trips, found, link).pair_flow
        for k in np.flatnonzero(flow).tolist():
            yield inputs.names[link], inputs.trips.origin[k], inputs.trips.destination[k], float(flow[k])
