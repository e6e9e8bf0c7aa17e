"""``reopen sequence``: in which order to open or repair."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Literal

import typer

from reopen.cli.console import foretell, guarded, print_json, stages
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument, file_name


@guarded()
def sequence(
    region: RegionArgument = None,
    decide: Annotated[
        list[str] | None,
        typer.Option(help="An opening to put in order; repeat it. By default, gates between countries shut."),
    ] = None,
    crews: Annotated[int, typer.Option(help="How many openings are worked on at once.", min=1)] = 1,
    months: Annotated[
        Literal["low", "central", "high"],
        typer.Option(help="Months of works: the low or high end of their range, or the middle."),
    ] = "central",
    default_months: Annotated[
        float | None, typer.Option(help="Months of openings for which the region has none.", min=0.01)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="CSV file for one row an opening.", parser=file_name)
    ] = None,
    network: Annotated[
        Path | None,
        typer.Option(
            help="Instead of a region: a network (TNTP file or GMNS folder) whose broken links are repaired."
        ),
    ] = None,
    trips: Annotated[
        Path | None, typer.Option(help="With --network: trips, a TNTP file or GMNS' demand.csv.")
    ] = None,
    broken: Annotated[
        Path | None,
        typer.Option(help="With --network: CSV with from_node_id, to_node_id and repair_days."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the search, where the order is searched.", min=0)] = 0,
    as_of: AsOfOption = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the order of openings in which least benefit is lost until all are open."""
    if network is not None or trips is not None or broken is not None:
        _repair(
            network,
            trips,
            broken,
            region,
            decide,
            crews=crews,
            out=out,
            seed=seed,
            jobs=jobs,
            as_json=as_json,
        )
        return
    import reopen
    from reopen.files import check_target
    from reopen.rebuild.reopening import reopening
    from reopen.region.load import load
    from reopen.report.ordered import as_json as to_json
    from reopen.report.ordered import write_csv

    if out is not None:
        check_target(out)
    begin = perf_counter()
    with stages() as told:
        done = reopening(
            load(region), decide, crews=crews, level=months, default_months=default_months, as_of=as_of,
            seed=seed, jobs=jobs or os.cpu_count() or 1, progress=told, foretold=foretell,
        )  # fmt: skip
    if out is not None:
        write_csv(done, out)
    result = {"version": reopen.__version__, "seed": seed, **to_json(done)}
    result["seconds"] = round(perf_counter() - begin, 3)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _repair(
    network: Path | None,
    trips: Path | None,
    broken: Path | None,
    region: str | None,
    decide: list[str] | None,
    *,
    crews: int,
    out: Path | None,
    seed: int,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Put the broken links of a network in order."""
    from reopen.cli.sequence_network import on_network
    from reopen.errors import SettingsError

    if network is None or trips is None or broken is None:
        raise SettingsError("--network, --trips and --broken go together; give all three")
    if region is not None or decide:
        raise SettingsError("--network stands for a region; leave the region and --decide out")
    on_network(
        network, trips, broken, crews=crews, out=out, seed=seed, jobs=jobs or os.cpu_count() or 1,
        as_json=as_json,
    )  # fmt: skip


def _print(result: dict[str, Any]) -> None:
    """The answer for a person: a table in order, what is lost, and what plain orders lose."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not result["order"]:
        console.print("no opening to put in order on that date; name openings with --decide")
        return
    table = Table(title=f"Order of opening from {result['as_of']}, user benefit in USD m a year")
    table.add_column("opening")
    if result["crews"] > 1:
        table.add_column("crew", justify="right")
    for title in ("begin", "open", "benefit once open"):
        table.add_column(title, justify="right")
    for row in result["works"]:
        crew = [str(row["crew"])] if result["crews"] > 1 else []
        benefit = f"{row['usd_m_per_year_once_open']:.2f}"
        table.add_row(row["opening_id"], *crew, row["start"], row["finish"], benefit)
    console.print(table)
    proof = "proven least" if result["optimal"] else _gap(result)
    console.print(
        f"lost until all are open, beside opening all at once: USD {result['objective']:.1f} m ({proof})"
    )
    for name, plain in result["plain_orders"].items():
        more = plain["lost_usd_m"] - result["objective"]
        console.print(f"  {name}: USD {plain['lost_usd_m']:.1f} m ({more:+.1f})")
    for key, words in (
        ("given", "taken as carried out, since some depend on them"),
        ("outdone", "left out for alternatives that bring more"),
        ("without_months", "left out, since the region has no months for them (say --default-months)"),
    ):
        if result[key]:
            console.print(f"{words}: {', '.join(result[key])}")
    if result["stopped"]:
        console.print("stopped before the search was done: the best order so far")
    console.print(f"{result['seconds']} s")


def _gap(result: dict[str, Any]) -> str:
    if result["gap"] is None:
        return "best found"
    return f"best found; at least {result['bound']:.1f}, a gap of {result['gap']:.1%}"
