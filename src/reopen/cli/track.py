"""``reopen track``: works beside their plans, and when they will be finished."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.console import guarded, log, print_json
from reopen.cli.options import AsOfOption, JsonOption, RegionArgument, file_name
from reopen.cli.output import answer, plain, rows

if TYPE_CHECKING:
    from rich.console import Console

    from reopen.accord.scored import Score
    from reopen.rebuild.track import Tracking


@guarded()
def track(
    region: RegionArgument = None,
    as_of: AsOfOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tracking.csv and claims.csv.", parser=file_name)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show works beside their plans: claimed progress by side, targets as they moved, forecasts, lateness."""
    from reopen.rebuild.track import track as find
    from reopen.region.load import load
    from reopen.report.whole import check_folder

    if out is not None:
        check_folder(out)
    found = find(load(region), as_of)
    if out is not None:
        _write(found, out)
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found)


def _as_json(found: Tracking) -> dict[str, Any]:
    score = found.score
    figures = {
        "level": score.level,
        "stated_level": score.widened,
        "coverage": score.coverage,
        "coverage_widened": score.coverage_wide,
        "claims_of_progress": score.count("progress"),
        "claims_of_the_end": score.count("finished"),
        "error_percentage_points": score.error("progress"),
        "error_months": score.error("finished"),
    }
    return {"as_of": found.as_of, "works": rows(found.works), "score": plain(figures)}


def _write(found: Tracking, folder: Path) -> None:
    from reopen.report.tables import flat
    from reopen.report.whole import whole

    tables = {"tracking.csv": found.works, "claims.csv": found.claims}
    with whole(folder, tuple(tables)) as draft:
        for name, table in tables.items():
            flat(table).to_csv(draft / name, index=False, lineterminator="\n", encoding="utf-8")
    log().print(f"wrote tracking.csv and claims.csv to {folder}", markup=False)


def _print(found: Tracking) -> None:
    """The answer for a person."""
    console = answer()
    if not len(found.works):
        console.print(f"no work has a claim of progress or of a target on {found.as_of}")
        return
    console.print(_table(found))
    _print_basis(console, found)


def _table(found: Tracking) -> Any:
    from rich.markup import escape
    from rich.table import Table

    from reopen.region.records import records

    table = Table(title=f"Works as of {found.as_of}", show_lines=True)
    for name in ("work", "claimed progress", "targets as they moved", "finished, or forecast"):
        table.add_column(name)
    table.add_column("months late\n(of newest, first target)", justify="right")
    for row in records(found.works):
        cells = (
            f"{row['work_id']} {row['title']}",
            row["progress_by_side"].replace(" | ", "\n"),
            row["targets"].replace(" | ", "\n"),
            _end(row),
            _late(row),
        )
        table.add_row(*(escape(cell) for cell in cells))
    return table


def _end(row: dict[str, Any]) -> str:
    if row["finished"]:
        return f"finished {row['finished']}"
    if not row["forecast"]:
        return str(row["said"])
    return f"{row['forecast'][:7]} ({row['forecast_low'][:7]} to {row['forecast_high'][:7]})\n{row['said']}"


def _late(row: dict[str, Any]) -> str:
    newest, first = row["late_months"], row["late_months_first"]
    return f"{newest:+.0f}, {first:+.0f}" if newest == newest else ""


def _print_basis(console: Console, found: Tracking) -> None:
    score = found.score
    level = f"Intervals are stated at {score.widened:.0%}"
    console.print(f"{level}, made to hold {score.level:.0%} of outcomes. {_scored(score)}", markup=False)


def _scored(score: Score) -> str:
    """How forecasts one step ahead did, in words."""
    if not score.steps:
        return "No claim could be forecast from those before it, so that nobody can say how good they are."
    parts = []
    if score.count("progress"):
        parts.append(
            f"{score.error('progress'):.1f} percentage points on progress ({score.count('progress')})"
        )
    if score.count("finished"):
        parts.append(f"{score.error('finished'):.1f} months on the end ({score.count('finished')})")
    return (
        f"One claim ahead, {score.level:.0%} intervals held {sum(step.held for step in score.steps)} of"
        f" {len(score.steps)} claims; mean absolute error {', '.join(parts)}."
    )
