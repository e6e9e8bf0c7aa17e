"""``reopen benefits``: who gains by every opening and package, how much, and how sure it is."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.console import guarded, log, print_json, stages
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument

if TYPE_CHECKING:
    from rich.console import Console

    from reopen.benefit.benefits import Benefits

#: Countries' gains and losses below this (USD m a year) are not named.
NOTABLE = 0.1


@guarded("what was valued so far is lost: a new run begins anew")
def benefits(
    region: RegionArgument = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
    as_of: AsOfOption = None,
    seed: Annotated[int, typer.Option(help="Seed of every random number.", min=0)] = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say who gains by every opening and package: yearly benefit, appraisal, and packages that please all."""
    from reopen.benefit.benefits import benefits as work_out
    from reopen.network.network import build
    from reopen.settings import Settings
    from reopen.study import prepared

    begin = perf_counter()
    chosen = Settings.from_toml(settings) if settings else Settings()
    seen, day = prepared(region, chosen, as_of)
    with stages() as told:
        found = work_out(
            seen,
            build(seen),
            chosen,
            as_of=day,
            seed=seed,
            jobs=jobs or os.cpu_count() or 1,
            progress=told,
        )
    seconds = round(perf_counter() - begin, 3)
    if as_json:
        from reopen.report.benefits import as_json as to_json

        print_json(to_json(found) | {"as_of": day, "seed": seed, "seconds": seconds})
        return
    _print(found)
    log().print(f"{seconds} s; seed {seed}; as of {day}")


def _print(found: Benefits) -> None:
    """The answer for a person."""
    from rich.console import Console

    console = Console(highlight=False)
    console.print(_table(found))
    _print_packages(console, found)
    console.print(
        "Benefits: yearly, today's trade, the whole response; P10, P50, P90 over"
        f" {len(found.gains.drawing)} draws. NPV at {found.terms.rates[0]:.0%} over"
        f" {found.terms.horizon} years."
    )


def _table(found: Benefits) -> Any:
    from rich.table import Table

    from reopen.region.records import records

    table = Table(title="Over the region's countries: benefit, USD m a year; NPV, USD m")
    for name in ("opening or package", "P10", "P50", "P90", "NPV P50", "NPV > 0", "loses (P50)"):
        left = name[0] in "ol"
        table.add_column(name, justify="left" if left else "right", overflow="fold", no_wrap=not left)
    priced = {row["scenario_id"]: row for row in records(found.appraisal)}
    key = f"npv{found.terms.rates[0] * 100:g}_usd_m_p50"
    inside = set(found.gains.scene.goods.region["country"].query("kind == 'country'")["country_id"])
    for row in records(found.totals.sort_values("benefit_p50", ascending=False, kind="stable")):
        name = row["opening_id"]
        mine = found.by_country[found.by_country["opening_id"] == name]
        losers = [
            f"{r['country_id']} {r['benefit_p50']:.1f}"
            for r in records(mine.sort_values("country_id"))
            if r["country_id"] in inside and r["benefit_p50"] <= -NOTABLE
        ]
        value = priced.get(name)
        table.add_row(
            name,
            *(f"{row[f'benefit_p{q}']:.2f}" for q in (10, 50, 90)),
            f"{value[key]:.0f}" if value else "n/a",
            f"{value['positive_share']:.0%}" if value else "",
            ", ".join(losers),
        )
    return table


def _print_packages(console: Console, found: Benefits) -> None:
    """The packages that stand out."""
    both = found.packages
    if both is None:
        return
    if not both.openings:
        console.print("no packages: no decision of stated cost is open on that date")
        return
    console.print(
        f"packages: {len(both.net()):,} combinations of {', '.join(both.openings)}"
        + (
            f"; taken as carried out, and paid for, whatever is decided: {', '.join(both.given)}"
            if both.given
            else ""
        )
    )
    words = {
        "central": "smallest package that leaves nobody worse off, at central values",
        "p50": "the same at P50",
        "p10": "the same at P10",
    }
    for key, text in words.items():
        code = both.smallest[key]
        console.print(f"{text}: {', '.join(both.members(code)) if code is not None else 'none'}")
    if both.nash is not None:
        console.print(f"Nash bargaining solution: {', '.join(both.members(both.nash))}")
    if both.payments is not None:
        pay = both.payments
        shares = ", ".join(
            f"{c} {share - gain:+.2f}"
            for c, gain, share in zip(pay.players, pay.gain, pay.nucleolus, strict=True)
        )
        console.print(
            f"largest together: {', '.join(both.members(pay.code))}"
            f"; side payments (nucleolus), USD m a year: {shares}"
        )
