"""``reopen accord forecast``: when works will be finished, beside what officials say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_output import known, number, print_quoting_json, print_table, say
from reopen.cli.console import guarded
from reopen.cli.options import AsOfOption, JsonOption, RegionArgument
from reopen.cli.output import rows

if TYPE_CHECKING:
    import pandas as pd

    from reopen.accord.scored import Score

#: Share of ends that intervals are made to hold.
LEVEL = 0.8
#: What is forecast one claim ahead, with its unit.
KINDS = {"progress": "percentage points", "finished": "months"}


@guarded()
def forecast(
    region: RegionArgument = None,
    as_of: AsOfOption = None,
    level: Annotated[float, typer.Option(help="Share of ends that intervals are made to hold.")] = LEVEL,
    as_json: JsonOption = False,
) -> None:
    """Forecast when works will be finished, beside official targets, and say how good forecasts were."""
    from reopen.accord.forecasts import forecasts
    from reopen.accord.scored import score
    from reopen.accord.works import records as works_known

    seen, day = known(region, as_of)
    scored = score(works_known(seen, day), level=level)
    found = forecasts(seen, day, scored=scored)
    if as_json:
        print_quoting_json({"as_of": day, "works": rows(found), "score": _as_json(scored)})
        return
    if found.empty:
        say(f"no work has a claim of progress or of a target on {day}")
        return
    _print(found, day)
    for line in _in_words(scored):
        say(line)


def _as_json(score: Score) -> dict[str, Any]:
    return {
        "level": score.level,
        "stated_level": score.widened,
        "claims": len(score.steps),
        "held": sum(step.held for step in score.steps),
        "coverage": score.coverage,
        "wilson_95": score.wilson,
        "coverage_widened": score.coverage_wide,
        **{kind: _beside(score, kind) for kind in KINDS},
    }


def _beside(score: Score, kind: str) -> dict[str, Any]:
    """Errors of a kind: of all forecasts, and beside the official target where there was one."""
    count, ours, official = score.beside_naive(kind)
    return {
        "unit": KINDS[kind],
        "claims": score.count(kind),
        "error": score.error(kind),
        "with_official_target": {"claims": count, "error": ours, "error_of_target": official},
    }


def _print(found: pd.DataFrame, day: str) -> None:
    from reopen.region.records import records

    cells = [
        (
            row["work_id"], row["title"],
            f"{number(row['progress'], 0)} % ({row['progress_on'][:7]})" if row["progress_on"] else "-",
            row["official_target"] or "-", _end(row), number(row["slip_months"]),
            number(100.0 * row["chance_by_target"], 0), row["said"],
        )
        for row in records(found)
    ]  # fmt: skip
    heads = ("work", "what", "done", "official target", "finished, or forecast", "months after target",
             "chance by target %", "rests on")  # fmt: skip
    print_table(f"Works on {day}", heads, cells, right=("months after target", "chance by target %"))


def _end(row: dict[str, Any]) -> str:
    if row["finished"]:
        return f"finished {row['finished']}"
    if not row["central"]:
        return "-"
    return f"{row['central'][:7]} ({row['low'][:7]} to {row['high'][:7]})"


def _in_words(score: Score) -> list[str]:
    """How forecasts one claim ahead did."""
    if not score.steps:
        return ["No claim could be forecast from those before it, so that nobody can say how good they are."]
    held, (low, high) = sum(step.held for step in score.steps), score.wilson
    lines = [
        f"One claim ahead, intervals made for {score.level:.0%} held {held} of {len(score.steps)} claims"
        f" (Wilson interval {low:.0%} to {high:.0%}); they are stated at {score.widened:.0%}."
    ]
    for kind, unit in KINDS.items():
        count, ours, official = score.beside_naive(kind)
        if count:
            lines.append(
                f"Mean error on {'progress' if kind == 'progress' else 'the end'}, where there was an"
                f" official target ({count}): {ours:.1f} {unit}, of the target {official:.1f}."
            )
    return lines
