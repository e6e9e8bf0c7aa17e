"""``reopen accord claims``: disputed figures, who says what, and openings under one side's figures."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_output import number, opened, print_quoting_json, print_table, say
from reopen.cli.console import guarded, stages
from reopen.cli.options import AsOfOption, JobsOption, JsonOption, RegionArgument
from reopen.cli.output import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from reopen.accord.disputed import Disputed
    from reopen.accord.sided import Sided
    from reopen.region.region import Region
    from reopen.settings import Settings

#: Draws of what is uncertain: fewer than a whole run takes, so that the answer comes soon.
DRAWS = 64
#: Changes of a benefit below this, USD m a year, are rounding.
TINY = 1e-9

DrawsOption = Annotated[int, typer.Option(help="Draws of everything uncertain, a power of two.", min=1)]
SeedOption = Annotated[int, typer.Option(help="Seed of the draws.", min=0)]


@guarded("what was valued so far is lost: a new run begins anew")
def claims(
    region: RegionArgument = None,
    as_of: AsOfOption = None,
    side: Annotated[
        str | None,
        typer.Option(help="Show what openings would be worth if all of this side's figures held."),
    ] = None,
    draws: DrawsOption = DRAWS,
    seed: SeedOption = 0,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every figure that is stated with more than one value, with who says what and the range used."""
    loaded, day = opened(region, as_of)
    if side is not None:
        from reopen.accord.sided import sided

        given = sided(loaded, side, day)
        worth = _worth(given, loaded, day, draws=draws, seed=seed, jobs=jobs or os.cpu_count() or 1)
        if as_json:
            print_quoting_json(_sided_json(given, worth))
        else:
            _print_sided(given, worth)
        return
    from reopen.accord.disputed import RULE, claims_table, disputed, table
    from reopen.accord.known import as_known
    from reopen.accord.said import claims_by_side

    seen = as_known(loaded, day)
    found, by_side = disputed(seen, day), claims_by_side(seen, day)
    if as_json:
        figures, every = rows(table(found)), rows(claims_table(found))
        print_quoting_json(
            {"as_of": day, "rule": RULE, "claims_by_side": by_side, "figures": figures, "claims": every}
        )
        return
    _print_figures(found, day, by_side)


def chosen(draws: int, **more: Any) -> Settings:
    """The usual settings with another number of draws.

    Raises
    ------
    SettingsError
        When the number is no power of two.
    """
    from reopen.errors import SettingsError
    from reopen.settings import Settings

    if draws & (draws - 1):
        raise SettingsError(f"--draws: found {draws}; expected a power of two, such as 64 or 1024")
    return Settings(draws=draws, **more)


def _print_figures(found: Sequence[Disputed], day: str, by_side: dict[str, int]) -> None:
    from reopen.accord.disputed import RULE
    from reopen.accord.stated import told

    if not found:
        say(f"no figure is stated with more than one value on {day}")
    else:
        cells = [
            (
                f"{', '.join(one.subject_ids)} {one.title}", f"{one.attribute}, {one.unit}", one.how,
                "\n".join(f"{s.side}: {s.text} ({s.as_of})" for s in one.sides) or "-",
                " / ".join(told(end, one.kind) or "-" for end in (one.low, one.central, one.high)),
            )
            for one in found
        ]  # fmt: skip
        heads = ("of what", "figure", "how they differ", "what each side says last", "low / central / high")
        print_table(f"Figures stated with more than one value on {day}", heads, cells)
        say(f"Range used: {RULE}.")
    counts = ", ".join(f"{name} {count}" for name, count in by_side.items())
    say(f"Claims by side: {counts or 'none'}.")


def _worth(given: Sided, region: Region, day: str, *, draws: int, seed: int, jobs: int) -> pd.DataFrame:
    """What openings are worth under the side's figures; no rows where nothing is replaced."""
    import pandas as pd

    from reopen.benefit.benefits import benefits
    from reopen.benefit.sides import by_side
    from reopen.network.network import build
    from reopen.study import prepared

    settings = chosen(draws, together=0)
    if not given.replaced:
        return pd.DataFrame()
    prepared(region, settings, day)
    with stages() as told:
        found = benefits(region, build(region), settings, as_of=day, seed=seed, jobs=jobs, progress=told)
        its = by_side(found, settings, day=day, only=given.side, seed=seed, jobs=jobs, progress=told)
    touched = (its["claim_ids"].map(len) > 0) | (its["benefit_change_usd_m"].abs() > TINY)
    return its[touched].reset_index(drop=True)


def _sided_json(given: Sided, worth: pd.DataFrame) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "as_of": given.as_of,
        "side": given.side,
        "replaced": [asdict(one) for one in given.replaced],
        "unused": [asdict(one) for one in given.unused],
        "openings": rows(worth),
    }


def _print_sided(given: Sided, worth: pd.DataFrame) -> None:
    from reopen.region.records import records

    if not given.replaced:
        say(f"no claim of {given.side} known on {given.as_of} is a figure that benefits use")
    else:
        figures = [
            (
                one.subject_id,
                one.column,
                number(one.before, 2),
                number(one.after, 2),
                ", ".join(one.claim_ids),
            )
            for one in given.replaced
        ]
        heads = ("of what", "figure", "region", given.side, "claims")
        title = f"If all figures of {given.side} held, as known on {given.as_of}"
        print_table(title, heads, figures, right=("region", given.side))
        cells = [
            (
                row["opening_id"], number(row["benefit_usd_m_central"], 2),
                number(row["benefit_change_usd_m"], 2), number(row["npv_usd_m_central"]),
                number(row["npv_change_usd_m"]), "changes sign" if row["sign_changed"] else "",
            )
            for row in records(worth)
        ]  # fmt: skip
        columns = ("opening or package", "benefit", "change", "NPV", "NPV change", "sign of NPV")
        print_table(
            "What they are then worth, USD m (benefit a year), central", columns, cells, right=columns[1:5]
        )
    for one in given.unused:
        say(f"not used: {one.claim_id}: {one.why}")
