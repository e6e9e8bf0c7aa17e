"""``reopen rebuild``: when what is rebuilt, with which crews and money, and when people can be home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.console import guarded, log, print_json, stages
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument, file_name
from reopen.cli.output import answer

if TYPE_CHECKING:
    from rich.console import Console

    from reopen.rebuild.rebuilding import Rebuilding
    from reopen.report.planned import Planned
    from reopen.settings import Settings

#: Scarcest things that are named, and budgets that have a column of their own.
SCARCEST, COLUMNS = 3, 3
#: What the table of spending calls works without a budget.
NO_FUND = "none"


@guarded()
def rebuild(
    region: RegionArgument = None,
    settings: Annotated[
        Path | None, typer.Option(help="Settings file (TOML); its table [rebuild] is read.")
    ] = None,
    as_of: AsOfOption = None,
    damage: Annotated[
        list[Path] | None, typer.Option(help="Damage file whose objects are added; repeat it.")
    ] = None,
    effort: Annotated[
        float | None,
        typer.Option(help="Seconds of work on the plan, the same plan everywhere; 30 by default.", min=0.1),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Folder of an earlier run: earned value against its plan.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for tables, workbook, OC4IDS and calendar.", parser=file_name),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the search.", min=0)] = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan clearance, rebuilding and return: when what is done, by whom, for how much, and how good that is.

    Ctrl-C ends the search with the best plan so far.
    """
    from reopen.report.planned import planned, summary
    from reopen.report.whole import check_folder
    from reopen.report.write_rebuilding import write

    if out is not None:
        check_folder(out)
    with stages() as told:
        done = planned(
            region, settings=_settings(settings, effort), as_of=as_of, damage=damage or (), against=against,
            seed=seed, jobs=jobs, progress=told,
        )  # fmt: skip
        left_out = write(done, out, progress=told) if out is not None else ()
    if as_json:
        print_json(summary(done))
    else:
        _print(done, out)
    console = log()
    for words in left_out:
        console.print(words, markup=False)
    if out is not None:
        console.print(f"wrote page, tables, summary and milestones to {out}", markup=False)
    if done.rebuilding.plan.stopped:
        console.print("stopped: this is the best plan so far, and a longer search may find a better one")
    console.print(f"{done.seconds:.1f} s; seed {seed}; as of {done.as_of}")


def _settings(path: Path | None, effort: float | None) -> Settings:
    from reopen.settings import Settings

    found = Settings.from_toml(path) if path else Settings()
    if effort is None:
        return found
    return found.model_copy(update={"rebuild": found.rebuild.model_copy(update={"effort": effort})})


def _print(done: Planned, out: Path | None) -> None:
    """The answer for a person."""
    console, found = answer(), done.rebuilding
    _print_plan(console, found)
    if found.plan.programme.tasks:
        console.print(_by_year(found))
    _print_scarcest(console, found)
    console.print(_groups(found))
    if done.earned is not None:
        _print_earned(console, done)
    console.print(f"{len(found.notes)} notes say what was assumed and left out: see --json or summary.json")
    if out is None:
        console.print(
            "--out FOLDER writes rebuilding.html, all tables, needs.xlsx, oc4ids.json and milestones.ics;"
            " reopen run draws it all beside a map"
        )
    else:
        console.print(f"open {out / 'rebuilding.html'} in a browser", markup=False)


def _print_plan(console: Console, found: Rebuilding) -> None:
    """What is planned, until when, and how good the plan is proven to be."""
    from reopen.report.numbers import amount
    from reopen.report.rebuild_words import aim_of, status_of, unit_of

    plan = found.plan
    p = plan.programme
    places, openings = ({getattr(t, key) for t in p.tasks} - {""} for key in ("settlement_id", "opening_id"))
    last = p.month_name(max(int(plan.finish.max(initial=1)) - 1, 0))
    cost = sum(task.cost.central for task in p.tasks)
    console.print(p.title, style="bold", markup=False)
    console.print(
        f"{len(p.tasks):,} tasks in {len(places)} settlements and for {len(openings)} openings,"
        f" {p.month_name(0)} to {last}, for USD {amount(cost)} m"
    )
    unit = unit_of(p.worth)
    worth = f"USD {amount(plan.value)} m" if unit == "USD m" else f"{amount(plan.value)} {unit}"
    console.print(f"Made for {aim_of(p.worth)}: {worth}. {status_of(plan)}")


def _by_year(found: Rebuilding) -> Any:
    """People at home by the end of each year, and money beside the budgets."""
    from rich.markup import escape
    from rich.table import Table

    from reopen.region.records import records
    from reopen.report.numbers import amount, count

    rows = {(row["year"], row["fund_id"]): row for row in records(found.spending)}
    years, funds = (list(dict.fromkeys(key[place] for key in rows)) for place in (0, 1))
    more = f"; {len(funds) - COLUMNS} more budgets stand in --json" if len(funds) > COLUMNS else ""
    table = Table(title=f"People at home by the end of the year; committed of the budget, USD m{more}")
    for name in ("year", "people home", *funds[:COLUMNS]):
        table.add_column(escape(name), justify="right")
    home: dict[int, float] = {}
    for row in records(found.people):
        home[row["year"]] = home.get(row["year"], 0.0) + row["persons_home"]
    for year in years:
        cells = []
        for fund in funds[:COLUMNS]:
            row = rows[year, fund]
            limit = f" of {amount(row['budget_usd_m'])}" if fund != NO_FUND else ""
            cells.append(f"{amount(row['committed_usd_m_central'])}{limit}")
        table.add_row(str(year), count(home.get(year, 0.0)), *cells)
    return table


def _print_scarcest(console: Console, found: Rebuilding) -> None:
    """What a little more of would bring most."""
    from reopen.region.records import records
    from reopen.report.rebuild_words import sentence, unit_of

    if not len(found.shadow):
        console.print(
            "What is scarce was not looked for: the setting rebuild.shadow is off, or it was stopped."
        )
        return
    unit = unit_of(found.plan.programme.worth)
    rows = [row for row in records(found.shadow.head(SCARCEST)) if row["gain"] > 0]
    console.print("Scarcest:" if rows else "No gain was found from one more team or a tenth more money.")
    for row in rows:
        console.print(f"  {sentence(row, unit)}", markup=False)


def _groups(found: Rebuilding) -> Any:
    """Every displaced group, also those for whom no programme was found."""
    from rich.markup import escape
    from rich.table import Table

    from reopen.region.records import records

    table = Table(title="Displaced groups, and who is home by this plan")
    for name in ("group", "persons", "home", "half by", "all by"):
        table.add_column(name, justify="right" if name in ("persons", "home") else "left", overflow="fold")
    for row in records(found.groups):
        persons = f"{row['central']:,.0f}" if row["central"] == row["central"] else "not stated"
        name, home = escape(row["name"]), _home(row)
        table.add_row(name, persons, home, row["half_home"], row["all_home"])
    table.caption = (
        "none found: no programme of return or housing was found. +: people of places that are planned for"
        " several groups, counted for each."
    )
    return table


def _home(row: Mapping[str, Any]) -> str:
    """How many a plan brings home: in places of the group alone, and in those of several groups."""
    alone, together = row["persons_home"], row["persons_home_together"]
    if row["programme"] == "none_found" and not alone + together:
        return "none found"
    return f"{alone:,.0f}" + (f"\n+{together:,.0f}" if together else "")


def _print_earned(console: Console, done: Planned) -> None:
    """Earned value against the earlier plan, in words."""
    from reopen.report.rebuild_words import earned_of

    assert done.earned is not None
    for line in earned_of(done.earned, since=done.earned_since, as_of=done.as_of):
        console.print(line, markup=False)
