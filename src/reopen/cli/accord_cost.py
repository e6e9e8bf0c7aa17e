"""``reopen accord cost``: what each provision that is not fulfilled costs a month, and to whom."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_claims import DRAWS, DrawsOption, SeedOption, chosen
from reopen.cli.accord_output import known, listed, number, print_quoting_json, print_table, say
from reopen.cli.console import guarded, stages
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument
from reopen.cli.output import rows

if TYPE_CHECKING:
    import pandas as pd

    from reopen.accord.gaps import Gaps
    from reopen.benefit.clauses import Clauses
    from reopen.region.region import Region

#: Gains and losses of countries below this, USD m a month, are not named.
NOTABLE = 0.005


@guarded("what was valued so far is lost: a new run begins anew")
def cost(
    region: RegionArgument = None,
    as_of: AsOfOption = None,
    only_gaps: Annotated[
        bool, typer.Option("--gaps", help="Only what provisions, openings and projects leave out; quick.")
    ] = False,
    draws: DrawsOption = DRAWS,
    seed: SeedOption = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each provision costs a month while it is not fulfilled, to whom, and what nothing covers."""
    from reopen.accord.gaps import gaps

    seen, day = known(region, as_of)
    left = gaps(seen, day)
    threads = jobs or os.cpu_count() or 1
    worth = None if only_gaps else _worth(seen, day, draws=draws, seed=seed, jobs=threads)
    if as_json:
        print_quoting_json(_as_json(left, worth, draws=draws, seed=seed))
        return
    if worth is not None:
        _print_costs(worth, draws)
    _print_gaps(left)


def _worth(region: Region, day: str, *, draws: int, seed: int, jobs: int) -> Clauses:
    """Costs of provisions; nothing is valued where no opening fulfils an open provision."""
    import pandas as pd

    from reopen.benefit.benefits import benefits
    from reopen.benefit.clauses import Clauses, clauses, waiting
    from reopen.network.network import build
    from reopen.study import prepared

    settings = chosen(draws)
    open_now = set(waiting(region, day)["provision_id"])
    if not any(open_now & set(ids) for ids in region["opening"]["provision_ids"]):
        return Clauses(day, pd.DataFrame(), pd.DataFrame())
    prepared(region, settings, day)
    with stages() as told:
        found = benefits(region, build(region), settings, as_of=day, seed=seed, jobs=jobs, progress=told)
    return clauses(region, found, day)


def _as_json(left: Gaps, worth: Clauses | None, *, draws: int, seed: int) -> dict[str, Any]:
    out: dict[str, Any] = {"as_of": left.as_of}
    if worth is not None:
        out |= {"draws": draws, "seed": seed}
        out |= {"provisions": rows(worth.totals), "by_country": rows(worth.by_country)}
    return out | {
        "openings_without_provision": rows(left.openings),
        "provisions_without_opening": rows(left.without_opening),
        "provisions_without_project": rows(left.without_project),
    }


def _print_costs(worth: Clauses, draws: int) -> None:
    from reopen.region.records import records

    if worth.totals.empty:
        say(f"no opening that is still closed fulfils a provision that was open on {worth.as_of}")
        return
    cells = [
        (
            row["provision_id"], row["summary"], listed(row["opening_ids"]), row["basis"],
            *(number(row[f"month_usd_m_{end}"], 2) for end in ("p10", "p50", "p90", "central")),
            _whom(worth.by_country, row["provision_id"]),
        )
        for row in records(worth.totals)
    ]  # fmt: skip
    figures = ("P10", "P50", "P90", "central")
    heads = ("provision", "what", "openings", "value from", *figures, "to whom (central)")
    title = f"What provisions not fulfilled on {worth.as_of} cost, USD m a month"
    print_table(title, heads, cells, right=figures)
    say(
        "Yearly benefit of the provision's openings over twelve, before costs; over the region's countries;"
        f" {draws} draws. Provisions share openings: costs of two do not add up. Below 0 a country gains"
        " while the provision is not fulfilled."
    )


def _whom(table: pd.DataFrame, provision: str) -> str:
    from reopen.region.records import records

    mine = table[(table["provision_id"] == provision) & table["inside"]]
    return ", ".join(
        f"{row['country_id']} {row['month_usd_m_central']:+.2f}"
        for row in records(mine.sort_values("country_id"))
        if abs(row["month_usd_m_central"]) >= NOTABLE
    )


def _print_gaps(left: Gaps) -> None:
    from reopen.region.records import records

    for title, table, key, text in (
        ("Openings that no provision covers", left.openings, "opening_id", "title"),
        (f"{left.provisions()} that no opening fulfils", left.without_opening, "provision_id", "summary"),
        (f"{left.provisions()} that no project serves", left.without_project, "provision_id", "summary"),
    ):
        if table.empty:
            say(f"{title}: none")
        else:
            print_table(title, ("id", "what"), [(row[key], row[text]) for row in records(table)])
