"""User equilibrium on published networks: ``python bench/equilibrium.py``; ``--regional``, ``--growth``.

Networks are read from ``../shared/bench/tntp`` (environment variable ``REOPEN_BENCH`` overrides the folder).
Each case runs in a process of its own, compiled beforehand on Braess' network, so that memory is that of the
case. Where AequilibraE is installed its bi-conjugate Frank-Wolfe runs after it on as many threads; it is
asked for each gap anew, since its report has no times, and its last of so many steps is told where it
does not get there. Its flows' objective is counted by our functions, and ``lost`` says by how much flows are
not conserved at some node: where it is not 0, another problem was solved (Barcelona's node 1008 has links
in and none out).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(os.environ.get("REOPEN_BENCH", "../shared/bench")) / "tntp"
#: Folder, files of links and trips, weights of toll and length.
CASES = {
    "Sioux Falls": ("SiouxFalls", "SiouxFalls_net.tntp", "SiouxFalls_trips.tntp", 0.0, 0.0),
    "Anaheim": ("Anaheim", "Anaheim_net.tntp", "Anaheim_trips.tntp", 0.0, 0.0),
    "Barcelona": ("Barcelona", "Barcelona_net.tntp", "Barcelona_trips.tntp", 0.0, 0.0),
    "Eastern-Massachusetts": ("Eastern-Massachusetts", "EMA_net.tntp", "EMA_trips.tntp", 0.0, 0.0),
    "Berlin-Mitte-Center": (
        "Berlin-Mitte-Center",
        "berlin-mitte-center_net.tntp",
        "berlin-mitte-center_trips.tntp",
        0.0,
        0.0,
    ),
    "Chicago-Sketch": ("Chicago-Sketch", "ChicagoSketch_net.tntp", "ChicagoSketch_trips.tntp", 0.02, 0.04),
}
REGIONAL = {
    "Chicago-regional": (
        "chicago-regional", "ChicagoRegional_net.tntp", "ChicagoRegional_gravity_trips.tntp.xz", 0.1, 0.25,
    ),
}  # fmt: skip
GAPS = (1e-4, 1e-6, 1e-8, 1e-10, 1e-12)
#: Shares of pairs, and times of the demand, for growth.
SHARES, TIMES = (0.125, 0.25, 0.5, 1.0), (0.5, 1.0, 1.5, 2.0, 3.0)


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def read(name: str, share: float = 1.0, times: float = 1.0) -> tuple[Any, Any]:
    """A case, with only a share of its pairs that travel as much in all, and demand times a number."""
    from reopen.traffic.demand import Trips
    from reopen.traffic.tntp import read_network, read_trips

    folder, net, trips, toll, length = (CASES | REGIONAL)[name]
    network = read_network(FOLDER / folder / net, toll_weight=toll, length_weight=length)
    table = read_trips(FOLDER / folder / trips)
    kept = np.random.default_rng(0).random(len(table.flow)) < share
    factor = times * table.flow.sum() / table.flow[kept].sum()
    return network, Trips.given(table.origin[kept], table.destination[kept], table.flow[kept] * factor)


def warm() -> None:
    """Compile on Braess' network."""
    from reopen.traffic.equilibrium import equilibrium
    from reopen.traffic.tntp import read_network, read_trips

    folder = FOLDER / "Braess-Example"
    equilibrium(read_network(folder / "Braess_net.tntp"), read_trips(folder / "Braess_trips.tntp"))


def ours(name: str, jobs: int, gap: float, share: float, times: float) -> dict[str, Any]:
    """Seconds to each gap, and peak memory, of one solve."""
    from reopen.traffic.equilibrium import equilibrium

    warm()
    network, trips = read(name, share, times)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    found = equilibrium(network, trips, gap=gap, jobs=jobs)
    seconds = {
        f"{g:.0e}": next((round(r.seconds, 3) for r in found.history if r.gap <= g), None) for g in GAPS
    }
    return {
        "case": name,
        "pairs": int(np.count_nonzero((trips.flow > 0) & (trips.origin != trips.destination))),
        "links": len(network.tail),
        "demand": times,
        "status": found.status,
        "gap": found.gap,
        "objective": found.objective,
        "searches": len(found.history),
        "paths": found.history[-1].paths,
        "all_seconds": round(time.perf_counter() - begin, 3),
        "seconds_to": seconds,
        "mib_before": round(before),
        "mib_peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def aequilibrae(name: str, jobs: int, gap: float, steps: int) -> dict[str, Any]:
    """Seconds of AequilibraE's bfw to one gap."""
    import logging

    # Its progress bars cost time; ours are off too.
    os.environ["AEQ_SHOW_PROGRESS"] = "FALSE"
    import pandas as pd
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph, TrafficAssignment, TrafficClass

    from reopen.traffic.performance import areas

    logging.disable(logging.CRITICAL)
    network, trips = read(name)
    p = network.performance
    # Kind 0 is a cost that stays: alpha 0. Times of 0 are not taken by it.
    constant = p.kind == 0
    free = np.maximum(p.free, 1e-9)
    frame = pd.DataFrame(
        {
            "link_id": np.arange(1, len(network.tail) + 1),
            "a_node": network.node_ids[network.tail],
            "b_node": network.node_ids[network.head],
            "direction": 1,
            "capacity": 1.0 / p.per_capacity,
            "free_flow_time": free,
            "alpha": np.where(constant, 0.0, p.scale / free),
            "beta": np.where(constant, 1.0, p.shape),
            "fixed": network.fixed[0],
        }
    )
    # Centroids without trips are not crossed either.
    zones = np.unique(np.concatenate([trips.origin, trips.destination, network.node_ids[network.closed]]))
    graph = Graph()
    graph.network = frame
    graph.prepare_graph(zones)
    graph.set_graph("free_flow_time")
    graph.set_skimming(["free_flow_time"])
    graph.set_blocked_centroid_flows(bool(network.closed.any()))
    matrix = AequilibraeMatrix()
    matrix.create_empty(zones=len(zones), matrix_names=["trips"], memory_only=True)
    matrix.index[:] = zones
    matrix.matrices[:] = 0.0
    at = np.searchsorted(zones, trips.origin), np.searchsorted(zones, trips.destination)
    matrix.matrices[at[0], at[1], 0] = trips.flow
    matrix.computational_view(["trips"])
    users = TrafficClass("car", graph, matrix)
    if frame["fixed"].any():
        users.set_fixed_cost("fixed")
    run = TrafficAssignment()
    run.set_classes([users])
    run.set_vdf("BPR")
    run.set_vdf_parameters({"alpha": "alpha", "beta": "beta"})
    run.set_capacity_field("capacity")
    run.set_time_field("free_flow_time")
    run.set_algorithm("bfw")
    run.set_cores(jobs)
    run.max_iter, run.rgap_target = steps, gap
    begin = time.perf_counter()
    run.execute()
    seconds = time.perf_counter() - begin
    report = run.report()
    flow = run.results()["PCE_AB"].reindex(frame["link_id"]).fillna(0.0).to_numpy()
    return {
        "case": name,
        "peer": "AequilibraE bfw",
        "asked": gap,
        "gap": float(report["rgap"].iloc[-1]),
        "objective": float(areas(p, flow).sum() + network.fixed[0] @ flow),
        "lost": unbalanced(network, trips, flow),
        "steps": len(report),
        "seconds": round(seconds, 3),
        "mib_peak": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def unbalanced(network: Any, trips: Any, flow: Any) -> float:
    """Flow that enters a node and does not leave it or end there, or the other way round; the most."""
    begin, end = trips.indices(network)
    n = len(network.node_ids)
    out = np.bincount(network.tail, flow, n) + np.bincount(end, trips.flow, n)
    into = np.bincount(network.head, flow, n) + np.bincount(begin, trips.flow, n)
    return round(float(np.abs(out - into).max()), 6)


def alone(function: Any, *args: Any) -> dict[str, Any]:
    """Run a case in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args).result()  # type: ignore[no-any-return]


def peer(name: str, jobs: int, gaps: list[float], steps: int) -> list[dict[str, Any]]:
    """The peer's rows; what it cannot do is told, not hidden."""
    out: list[dict[str, Any]] = []
    for gap in gaps:
        try:
            out.append(alone(aequilibrae, name, jobs, gap, steps))
        except Exception as error:
            out.append({"case": name, "peer": "AequilibraE bfw", "asked": gap, "error": str(error)[:200]})
    return out


def growth(jobs: int, name: str) -> list[dict[str, Any]]:
    """Seconds by pairs of origin and destination, and by demand."""
    rows = [alone(ours, name, jobs, GAPS[-1], share, 1.0) for share in SHARES]
    return rows + [alone(ours, name, jobs, GAPS[-1], 1.0, times) for times in TIMES if times != 1.0]


def plot(cases: list[dict[str, Any]], rows: list[dict[str, Any]], name: str) -> str:
    """Seconds to a gap of 1e-6 by links of the cases, and by pairs and demand of one."""
    from growth import drawing

    def points(some: list[dict[str, Any]], key: str) -> list[tuple[Any, float]]:
        return sorted((row[key], row["seconds_to"]["1e-06"]) for row in some if row["seconds_to"]["1e-06"])

    whole = [row for row in rows if row["demand"] == 1.0]
    by_demand = [row for row in rows if row["pairs"] == max(one["pairs"] for one in rows)]
    return drawing(
        [
            ("links of published networks", points(cases, "links"), True),
            (f"pairs, {name}", points(whole, "pairs"), True),
            (f"times the demand, {name}", points(by_demand, "demand"), False),
        ]
    )


def main() -> None:
    """Run what is asked for; one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="*", default=list(CASES), choices=[*CASES, *REGIONAL])
    parser.add_argument("--regional", action="store_true", help="Chicago-regional too")
    parser.add_argument("--growth", action="store_true", help="by pairs and demand, on the last case")
    parser.add_argument("--plot", type=Path, help="with --growth: SVG of seconds to a gap of 1e-6")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=1, help="the best of so many runs")
    parser.add_argument("--gap", type=float, default=GAPS[-1])
    parser.add_argument("--peer-gaps", type=float, nargs="*", default=[1e-4, 1e-6])
    parser.add_argument("--peer-steps", type=int, default=2000, help="steps of the peer, at most")
    args = parser.parse_args()
    if not FOLDER.is_dir():
        parser.error(f"no networks at {FOLDER}; REOPEN_BENCH names their folder")
    names = [*args.cases, *(REGIONAL if args.regional else [])]
    found = []
    for name in names:
        runs = [alone(ours, name, args.jobs, args.gap, 1.0, 1.0) for _ in range(args.repeat)]
        found.append(min(runs, key=lambda run: run["all_seconds"]))
        say(json.dumps(found[-1]))
        if find_spec("aequilibrae"):
            for row in peer(name, args.jobs, args.peer_gaps, args.peer_steps):
                say(json.dumps(row))
    if args.growth:
        rows = growth(args.jobs, names[-1])
        for row in rows:
            say(json.dumps(row))
        if args.plot is not None:
            args.plot.write_text(plot(found, rows, names[-1]), encoding="utf-8")


if __name__ == "__main__":
    main()
