"""``reopen accord sheet``, ``agreement`` and ``export``: files of codings and tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_compare import RegionOption
from reopen.cli.accord_output import number, opened, print_quoting_json, print_table, say, write_csv
from reopen.cli.console import guarded, log
from reopen.cli.options import AsOfOption, JsonOption, file_name
from reopen.cli.output import rows

if TYPE_CHECKING:
    from reopen.accord.agreement import Agreement
    from reopen.accord.alpha import Alpha

#: What is compared, by the attribute that holds its alpha.
COMPARED = {"grade": "implementation", "overtaken": "overtaken", "disputed": "disputed"}


@guarded()
def sheet(
    file: Annotated[Path, typer.Argument(help="File to write, .csv or .xlsx.", parser=file_name)],
    coder: Annotated[str, typer.Option(help="Name or code of the person who will fill it in.")],
    region: RegionOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Write a coding sheet: every provision known on a day, with blank cells for one coder."""
    from reopen.accord.sheet import write_sheet

    loaded, day = opened(region, as_of)
    write_sheet(loaded, file, day, coder)
    log().print(f"wrote {file}; state on {day}, coder {coder.strip()}", markup=False)


@guarded()
def agreement(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Sheets that were filled in, one a coder; without any, the region's coders."),
    ] = None,
    region: RegionOption = None,
    as_of: AsOfOption = None,
    seed: Annotated[int, typer.Option(help="Seed of the intervals.", min=0)] = 0,
    as_json: JsonOption = False,
) -> None:
    """Say how far coders agree beyond chance (Krippendorff's alpha), and on what they differ."""
    from reopen.accord.agreement import agreement as compare
    from reopen.accord.agreement import register_agreement
    from reopen.accord.sheet import read_sheets

    loaded, day = opened(region, as_of)
    if files:
        found = compare(read_sheets(files, loaded), seed=seed)
    else:
        found = register_agreement(loaded, day, seed=seed)
    if as_json:
        print_quoting_json(_as_json(found))
    else:
        _print(found)


def _as_json(found: Agreement) -> dict[str, Any]:
    from dataclasses import asdict

    alphas = {name: asdict(getattr(found, name)) for name in COMPARED}
    head = {"coders": found.coders, "provisions": found.provisions}
    return head | {"alpha": alphas, "differing": rows(found.differing)}


def _print(found: Agreement) -> None:
    from reopen.region.records import records

    alphas: dict[str, Alpha] = {name: getattr(found, name) for name in COMPARED}
    cells = [
        (
            name, one.level, one.units, one.values, number(one.value, 3),
            f"{number(one.low, 3)} to {number(one.high, 3)}", one.said,
        )
        for name, one in alphas.items()
    ]  # fmt: skip
    heads = ("figure", "scale", "provisions", "values", "alpha", "95 % interval", "remark")
    title = f"Agreement of {', '.join(found.coders)} on {found.provisions} provisions"
    print_table(title, heads, cells, right=("provisions", "values", "alpha"))
    if found.differing.empty:
        say("nothing differs")
        return
    lines = [
        (row["provision_id"], row["figure"], *(number(row[name], 0) for name in found.coders))
        for row in records(found.differing)
    ]
    print_table("Where they differ, furthest apart first", ("provision", "figure", *found.coders), lines)


@guarded()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder for the CSV files.", parser=file_name)],
    region: RegionOption = None,
    as_of: AsOfOption = None,
    pax: Annotated[
        bool, typer.Option("--pax", help="Only agreements in columns of the PA-X codebook: pax.csv.")
    ] = False,
) -> None:
    """Write the register, the status, its history, the panel, sums and PA-X-like rows as CSV files."""
    from reopen.accord.exchange import write_tables
    from reopen.accord.known import as_known
    from reopen.accord.pax import pax_rows
    from reopen.errors import OutputError

    loaded, day = opened(region, as_of)
    if not pax:
        names = write_tables(loaded, folder, day)
        log().print(f"wrote {len(names)} files to {folder}: {', '.join(names)}", markup=False)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}; name another folder") from error
    write_csv(pax_rows(as_known(loaded, day), day), folder / "pax.csv")
