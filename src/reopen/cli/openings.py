"""``reopen openings``: every combination of openings."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from reopen.cli.console import foretell, guarded, print_json, stages
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument, file_name
from reopen.errors import SettingsError

#: Openings and pairs that the table names.
SHOWN_PAIRS = 5


@guarded("nothing was written, and what was valued so far is lost: a new run begins anew")
def openings(
    region: RegionArgument = None,
    decide: Annotated[
        list[str] | None,
        typer.Option(
            help="An opening to combine; repeat it. By default, gates between countries still shut."
        ),
    ] = None,
    free: Annotated[
        bool, typer.Option("--free", help="Let no dependence or alternative limit them.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="CSV file for one row a combination.", parser=file_name)
    ] = None,
    samples: Annotated[
        int, typer.Option(help="Orders to sample for openings that are too many to list.", min=100)
    ] = 1000,
    seed: Annotated[int, typer.Option(help="Where the sampled orders' random numbers begin.", min=0)] = 1,
    as_of: AsOfOption = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Value every combination of openings: who needs whom, who competes, and what is best together."""
    from reopen.benefit.combinations import MOST, combinations
    from reopen.benefit.decisions import decisions
    from reopen.benefit.shares import shares
    from reopen.files import check_target
    from reopen.region.load import load
    from reopen.report.together import as_json as to_json
    from reopen.report.together import shares_as_json, write_csv

    if out is not None:
        check_target(out)
    begin, threads = perf_counter(), jobs or os.cpu_count() or 1
    loaded = load(region)
    chosen = tuple(decide) if decide else decisions(loaded, loaded.meta.as_of if as_of is None else as_of)
    if len(chosen) <= MOST:
        with stages() as told:
            found = combinations(
                loaded,
                chosen,
                as_of=as_of,
                constrained=not free,
                jobs=threads,
                progress=told,
                foretold=foretell,
            )
        if out is not None:
            write_csv(found, out)
        result = to_json(found)
    elif out is not None:
        raise SettingsError(
            f"--out writes one row a combination, of at most {MOST} openings; these are {len(chosen)}:"
            " name fewer with --decide, or leave --out away"
        )
    else:
        with stages() as told:
            result = shares_as_json(
                shares(
                    loaded, chosen, as_of=as_of, constrained=not free, samples=samples, seed=seed,
                    jobs=threads, progress=told, foretold=foretell,
                )
            )  # fmt: skip
    result["seconds"] = round(perf_counter() - begin, 3)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _print(result: dict[str, Any]) -> None:
    """The answer for a person: a table, pairs that need each other or compete, the best combination."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not result["openings"]:
        console.print("no gate between countries is shut on that date; name openings with --decide")
        return
    share, alone = result["share_usd_m_per_year"], result["alone_usd_m_per_year"]
    interval = result.get("share_interval_usd_m_per_year", {})
    table = Table(title="User benefit, USD m a year, central values")
    table.add_column("opening")
    table.add_column("alone", justify="right")
    table.add_column("share (Shapley)", justify="right")
    if interval:
        table.add_column("sampled: 95 % interval", justify="right")
    for name in sorted(share, key=lambda n: (-share[n], n)):
        bounds = [f"{low:.2f} to {high:.2f}" for low, high in [interval[name]]] if name in interval else []
        table.add_row(name, f"{alone[name]:.2f}", f"{share[name]:.2f}", *bounds)
    console.print(table)
    pairs = sorted(result["interactions"], key=lambda pair: -pair["usd_m_per_year"])
    for title, some in (("need each other", pairs[:SHOWN_PAIRS]), ("compete", pairs[::-1][:SHOWN_PAIRS])):
        sign = 1 if title == "need each other" else -1
        for pair in some:
            if sign * pair["usd_m_per_year"] > 0.005:
                console.print(f"{title}: {' + '.join(pair['openings'])} ({pair['usd_m_per_year']:+.2f})")
    best = result["best"]
    console.print(f"best together: {', '.join(best['openings'])}: {best['usd_m_per_year']:.2f}")
    if result["given"]:
        console.print(f"taken as carried out, since some depend on them: {', '.join(result['given'])}")
    if result["without_way"]:
        console.print(
            f"left out, since no way joins them to another zone: {', '.join(result['without_way'])}"
        )
    for part in result.get("parts", ()):
        if part["method"] == "sampled":
            console.print(
                f"{len(part['openings'])} openings interact, too many to list: their shares are sampled from"
                f" {part['permutations']:,} orders (seed {part['seed']})"
            )
    feasible = f", {result['feasible']:,} feasible" if "feasible" in result else ""
    console.print(f"{result['count']:,} combinations{feasible}, {result['seconds']} s")
