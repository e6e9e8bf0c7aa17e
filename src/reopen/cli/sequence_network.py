"""``reopen sequence --network``: in which order to repair links, by traffic at equilibrium."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from reopen.cli.console import STOPPED, asked, log, print_json, stages
from reopen.cli.output import answer

if TYPE_CHECKING:
    from reopen.rebuild.congested import Congested
    from reopen.traffic.network import RoadNetwork

#: Columns of the table that is written, one row a link in the order of repair.
COLUMNS = ("from", "to", "crew", "start_day", "finish_day")


def on_network(
    net: Path, trips: Path, broken: Path, *, crews: int, out: Path | None, seed: int, jobs: int, as_json: bool
) -> None:
    """Find the order of repair in which those who travel lose least time, and print it."""
    from reopen.cli.equilibrium_output import read, write_table
    from reopen.cli.kernels import ready
    from reopen.files import check_target
    from reopen.rebuild.broken import read_broken
    from reopen.rebuild.congested import congested

    if out is not None:
        check_target(out)
    inputs = read(net, trips, toll_weight=0.0, length_weight=0.0)
    links, days = read_broken(broken, inputs.network)
    with asked() as go_on, stages() as told:
        ready(lambda few, them: congested(few, them, [1, 2], [1.0, 1.0]))
        begin = perf_counter()
        done = congested(
            inputs.network, inputs.trips, links, days, crews=crews, seed=seed, jobs=jobs, go_on=go_on,
            progress=told,
        )  # fmt: skip
    result = _summary(inputs.network, links, done, crews)
    result["seconds"] = round(perf_counter() - begin, 3)
    if out is not None:
        write_table(out, COLUMNS, ([row[name] for name in COLUMNS] for row in result["works"]))
    if as_json:
        print_json(result)
    else:
        _print(result)
    if done.found.stopped:
        log().print("stopped before the search was done: the best order so far")
        raise SystemExit(STOPPED)


def _summary(net: RoadNetwork, links: list[int], done: Congested, crews: int) -> dict[str, Any]:
    """The answer as JSON has it."""
    import numpy as np

    import reopen

    found = done.found
    return {
        "version": reopen.__version__,
        "seed": found.seed,
        "method": found.method,
        "optimal": found.status == "optimal",
        "objective": found.lost,
        "bound": found.bound if np.isfinite(found.bound) else None,
        "gap": found.gap if np.isfinite(found.gap) else None,
        "crews": crews,
        "order": [
            [net.node_ids[net.tail[links[j]]].item(), net.node_ids[net.head[links[j]]].item()]
            for j in found.order
        ],
        "works": [
            {
                "link": links[j] + 1,
                "from": net.node_ids[net.tail[links[j]]].item(),
                "to": net.node_ids[net.head[links[j]]].item(),
                "crew": int(found.crew[j]) + 1,
                "start_day": round(float(found.start[j]), 6),
                "finish_day": round(float(found.finish[j]), 6),
            }
            for j in found.order
        ],
        "equilibria": done.solved,
        "equilibrium_gap": done.gap,
        "total_broken": None if done.totals is None else float(done.totals[0]),
        "total_repaired": None if done.totals is None else float(done.totals[-1]),
    }


def _print(result: dict[str, Any]) -> None:
    """The answer for a person."""
    from rich.table import Table

    console = answer()
    table = Table(title="Order of repair")
    for title in ("from", "to", "crew", "begin, day", "done, day"):
        table.add_column(title, justify="right")
    for row in result["works"]:
        ends = str(row["from"]), str(row["to"]), str(row["crew"])
        table.add_row(*ends, f"{row['start_day']:.1f}", f"{row['finish_day']:.1f}")
    console.print(table)
    proof = "proven least"
    if not result["optimal"]:
        proof = "best found" if result["gap"] is None else f"best found; gap {result['gap']:.1%}"
    console.print(f"lost until all stand: {result['objective']:,.10g} of total cost times days ({proof})")
    console.print(
        f"{result['equilibria']:,} equilibria at a gap of {result['equilibrium_gap']:.1g} or less,"
        f" {result['seconds']} s"
    )
