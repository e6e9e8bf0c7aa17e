"""``reopen design``: which links to build under a budget."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.console import STOPPED, asked, guarded, log, print_json, stages
from reopen.cli.options import JobsOption, JsonOption
from reopen.cli.output import answer

if TYPE_CHECKING:
    from reopen.traffic.candidates import Candidates
    from reopen.traffic.demand import Trips
    from reopen.traffic.design import Design


@guarded()
def design(
    net: Annotated[
        Path,
        typer.Argument(
            help="Network: a TNTP file, a folder with GMNS' node.csv and link.csv, or a file that has the"
            " links that may be built as well, as the DNDP benchmark writes it."
        ),
    ],
    trips: Annotated[Path, typer.Argument(help="Trips: a TNTP file, or GMNS' demand.csv.")],
    candidates: Annotated[
        Path | None,
        typer.Argument(
            help="CSV of links that may be built: from_node_id, to_node_id, capacity, free_flow_time, cost;"
            " b and power if need be.",
            show_default=False,
        ),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(help="What may be spent, in the unit of the costs.", min=0.0)
    ] = None,
    share: Annotated[
        float | None,
        typer.Option(help="What may be spent, as a share of what all links would cost.", min=0.0, max=1.0),
    ] = None,
    gap: Annotated[
        float, typer.Option(help="Share of the total cost that may be left unproven.", min=1e-6, max=0.5)
    ] = 1e-5,
    seed: Annotated[int, typer.Option(help="Said with the results; nothing is drawn.", min=0)] = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the links to build with which those who travel spend least time in total."""
    from reopen.cli.kernels import ready
    from reopen.errors import SettingsError
    from reopen.traffic.design import design as best

    if (budget is None) == (share is None):
        raise SettingsError("what may be spent: give one of --budget and --share")
    given, travelling = _read(net, trips, candidates)
    money = float(given.price.sum()) * share if budget is None and share is not None else budget
    assert money is not None
    with asked() as go_on, stages() as told:
        ready(lambda few, them: best(few, them, [1, 2], [1.0, 1.0], budget=1.0))
        found = best(
            given.network,
            travelling,
            given.links.tolist(),
            given.price,
            budget=money,
            gap=gap,
            jobs=jobs or os.cpu_count() or 1,
            go_on=go_on,
            progress=told,
        )
    result = _summary(given, found, gap, seed)
    if as_json:
        print_json(result)
    else:
        _print(result)
    if found.status == "stopped":
        log().print(f"stopped at a gap of {found.gap:.2g}; these are the best links so far")
        raise SystemExit(STOPPED)


def _read(net: Path, trips: Path, candidates: Path | None) -> tuple[Candidates, Trips]:
    """Links that stand and that may be built, and trips."""
    from reopen.cli.equilibrium_output import read
    from reopen.errors import GraphError
    from reopen.traffic.candidates import read_candidates
    from reopen.traffic.dndp import is_instance, read_instance
    from reopen.traffic.tntp import read_trips

    whole = not net.is_dir() and net.suffix != ".csv" and is_instance(net)
    if whole == (candidates is not None):
        raise GraphError(
            f"{net} has links that may be built in it; leave {candidates} out"
            if whole
            else f"{net} has no links that may be built; name a CSV file of them after the trips"
        )
    if candidates is None:
        return read_instance(net), read_trips(trips)
    inputs = read(net, trips, toll_weight=0.0, length_weight=0.0)
    return read_candidates(candidates, inputs.network), inputs.trips


def _summary(given: Candidates, found: Design, wanted: float, seed: int) -> dict[str, Any]:
    """The answer as JSON has it."""
    import reopen

    net, price = given.network, dict(zip(given.links.tolist(), given.price.tolist(), strict=True))
    return {
        "version": reopen.__version__,
        "seed": seed,
        "status": found.status,
        "gap": found.gap,
        "gap_wanted": wanted,
        "budget": found.budget,
        "spent": found.spent,
        "objective": found.total,
        "bound": found.bound,
        "objective_before": found.before,
        "candidates": len(given.links),
        "built": [
            [net.node_ids[net.tail[link]].item(), net.node_ids[net.head[link]].item()] for link in found.built
        ],
        "links": [
            {
                "link": link + 1,
                "from": net.node_ids[net.tail[link]].item(),
                "to": net.node_ids[net.head[link]].item(),
                "cost": price[link],
            }
            for link in found.built
        ],
        "nodes": found.nodes,
        "seconds": round(found.seconds, 3),
        "history": [
            {"seconds": round(s.seconds, 3), "objective": s.total, "bound": s.bound, "nodes": s.nodes}
            for s in found.history
        ],
    }


def _print(result: dict[str, Any]) -> None:
    """The answer for a person."""
    from rich.table import Table

    console = answer()
    table = Table(title=f"{len(result['built'])} of {result['candidates']} links to build")
    for title in ("link", "from", "to", "cost"):
        table.add_column(title, justify="right")
    for row in result["links"]:
        table.add_row(str(row["link"]), str(row["from"]), str(row["to"]), f"{row['cost']:,.10g}")
    console.print(table)
    console.print(f"spent {result['spent']:,.10g} of {result['budget']:,.10g}")
    less = 1.0 - result["objective"] / result["objective_before"] if result["objective_before"] else 0.0
    console.print(
        f"total cost at equilibrium {result['objective']:,.10g}, {less:.2%} less than"
        f" {result['objective_before']:,.10g} with none built"
    )
    proof = "proven least within a gap of" if result["status"] == "optimal" else "best found; proven gap"
    console.print(f"{proof} {result['gap']:.2g}; {result['nodes']:,} nodes, {result['seconds']} s")
    if result["status"] == "inexact":
        console.print(
            "some equilibria stood still before their gap, so that totals are those of flows near them"
        )
