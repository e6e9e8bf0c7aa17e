"""The ``reopen`` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import reopen
from reopen.cli.accord import accord
from reopen.cli.benefits import benefits
from reopen.cli.console import WRONG_INPUT, guarded, log, print_json, stages
from reopen.cli.damage import damage
from reopen.cli.design import design
from reopen.cli.equilibrium import equilibrium
from reopen.cli.openings import openings
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument, file_name
from reopen.cli.rebuild import rebuild
from reopen.cli.sequence import sequence
from reopen.cli.serve import serve
from reopen.cli.track import track

HELP = (
    "Plan and track the reopening of blocked transport links and the rebuilding of destroyed areas"
    " after a conflict."
)

app = typer.Typer(
    name="reopen",
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(benefits)
app.command()(openings)
app.command()(sequence)
app.command()(equilibrium)
app.command()(design)
app.command()(rebuild)
app.command()(damage)
app.command()(track)
app.command()(serve)
app.add_typer(accord)


def main() -> None:
    """Entry point of the console script."""
    app()


@app.callback(invoke_without_command=True, help=HELP)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="With --version: what a bug report needs.")
    ] = False,
) -> None:
    """Print the version, where asked to."""
    if show:
        typer.echo(f"reopen {reopen.__version__}")
        if verbose:
            typer.echo(_environment())
        raise typer.Exit


def _environment() -> str:
    import platform
    import re
    from importlib.metadata import PackageNotFoundError, requires
    from importlib.metadata import version as installed

    try:
        needs = [r for r in requires("reopen") or [] if "extra ==" not in r]
    except PackageNotFoundError:  # run from its sources
        needs = []
    names = sorted(re.split(r"[^\w.-]", r)[0] for r in needs)
    lines = [f"python {platform.python_version()}", f"system {platform.platform()}"]
    return "\n".join(lines + [f"{name} {installed(name)}" for name in names])


@app.command()
@guarded()
def run(
    region: RegionArgument = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the results; reopen-<region> by default.", parser=file_name),
    ] = None,
    as_of: AsOfOption = None,
    settings: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
    seed: Annotated[int, typer.Option(help="Seed of every random number.", min=0)] = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the whole study and write report.html, summary.json and tables/*.csv."""
    from reopen.report.write import write
    from reopen.settings import Settings
    from reopen.study import run as run_study

    with stages() as told:
        study = run_study(
            region,
            settings=Settings.from_toml(settings) if settings else None,
            as_of=as_of,
            seed=seed,
            jobs=jobs,
            progress=told,
        )
        folder = out if out is not None else Path(f"reopen-{study.region.meta.id}")
        found = write(study, folder, progress=told)
    console = log()
    for warning in study.region.warnings:
        console.print(str(warning), markup=False)
    seconds = ", ".join(f"{stage} {spent:.1f}" for stage, spent in found["stages"].items())
    console.print(f"{found['seconds']:.1f} s ({seconds})")
    console.print(f"open {folder / 'report.html'} in a browser", markup=False)
    if as_json:
        print_json(found)


@app.command()
@guarded()
def check(region: RegionArgument = None, as_json: JsonOption = False) -> None:
    """List every problem in a region's files; exit code 1 when there is an error."""
    from dataclasses import asdict

    from reopen.region.load import check as find_problems
    from reopen.region.load import load
    from reopen.study import model_problems

    problems = find_problems(region)
    if not any(p.severity == "error" for p in problems):
        problems += model_problems(load(region))
    errors = sum(p.severity == "error" for p in problems)
    if as_json:
        print_json({"errors": errors, "problems": [asdict(p) for p in problems]})
    else:
        for problem in problems:
            typer.echo(str(problem))
        log().print(f"{errors} errors, {len(problems) - errors} warnings")
    if errors:
        raise SystemExit(WRONG_INPUT)


@app.command()
@guarded()
def new(
    folder: Annotated[
        Path, typer.Argument(help="Folder to make; must be empty or not exist.", parser=file_name)
    ],
) -> None:
    """Make an empty region with commented templates."""
    from reopen.region.template import new as make

    make(folder)
    log().print(f"made {folder}; edit it, then: reopen check {folder}", markup=False)
