"""``reopen damage``: damage files as grades 0 to 4, their duplicates, and rows for a region."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from reopen.cli.console import guarded, log, print_json
from reopen.cli.options import JsonOption, file_name
from reopen.cli.output import answer
from reopen.cli.output import rows as as_rows
from reopen.errors import RegionError, SettingsError
from reopen.files import whole_file

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.damage import DamageFile
    from reopen.rebuild.duplicates import Rule

#: Pairs that the table names.
SHOWN_PAIRS = 10


@guarded()
def damage(
    files: Annotated[
        list[Path], typer.Argument(help="GeoJSON, GeoPackage, Shapefile or file geodatabase, in WGS 84.")
    ],
    region: Annotated[
        str | None,
        typer.Option(help="Region whose assets, settlements and view the files are compared with."),
    ] = None,
    scheme: Annotated[
        str | None,
        typer.Option(help="Whose classes they are: copernicus, unosat, ems-98, heritage or tool."),
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer to read; all with grades by default.")] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(help="MEANING=COLUMN, such as grade=KLASS, where a name is not known; repeat it."),
    ] = None,
    sector: Annotated[str, typer.Option(help="PDNA sector of objects of which nothing tells it.")] = "",
    rule: Annotated[
        str, typer.Option(help="Which of several assessments counts: newest, worst or all.")
    ] = "newest",
    within: Annotated[
        float, typer.Option(help="Metres within which two assessments may be of one thing.", min=0)
    ] = 25.0,
    source: Annotated[
        str, typer.Option(help="Id in source.csv that the rows of --out name.")
    ] = "damage-file",
    out: Annotated[
        Path | None, typer.Option(help="CSV file for rows in the form of asset.csv.", parser=file_name)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read damage files: grades by sector, what several of them describe, and rows for a region."""
    from reopen.files import check_target
    from reopen.rebuild.damage_files import read_files
    from reopen.rebuild.inventory import counts_of

    if out is not None:
        check_target(out)
    mapping = _mapping(field or [])
    read = read_files(files, scheme=scheme, layer=layer, mapping=mapping, sector=sector)
    rows, objects, pairs, notes = _compared(read, region, cast("Rule", rule), within)
    counts = counts_of(rows).drop(columns="priced")
    if out is not None:
        _write(objects, source, out)
    if as_json:
        print_json(
            {
                "files": [{"path": one.path, "objects": len(one.points)} for one in read],
                "rule": rule,
                "counts": as_rows(counts),
                "pairs": as_rows(pairs),
                "notes": list(notes),
            }
        )
    else:
        _print(counts, pairs, rows, notes)
    if out is not None:
        log().print(
            f"wrote {len(objects):,} rows to {out}; source.csv must have a row {source}", markup=False
        )


def _mapping(given: Sequence[str]) -> dict[str, str]:
    wrong = [text for text in given if not all(text.partition("="))]
    if wrong:
        raise SettingsError(f"--field: found {wrong[0]!r}, expected MEANING=COLUMN, such as grade=KLASS")
    return {name.strip(): column.strip() for name, _, column in (text.partition("=") for text in given)}


def _compared(
    read: Sequence[DamageFile], region: str | None, rule: Rule, within: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """All rows with what counts, the objects of the files, the pairs, and what is to be said of them."""
    import pandas as pd

    from reopen.rebuild.inventory import assessed, inventory
    from reopen.rebuild.inventory_checks import doubled
    from reopen.rebuild.inventory_rows import file_rows
    from reopen.region.load import load

    objects = pd.concat([file_rows(one) for one in read], ignore_index=True)
    if region is not None:
        found = inventory(load(region), rule=rule, files=read, within=within)
        settled = found.assets.set_index("asset_id")["settlement_id"]
        objects["settlement_id"] = objects["asset_id"].map(settled)
        return found.assets, objects, found.pairs, found.notes
    if problems := doubled(objects):
        raise RegionError("damage files", problems)
    rows, pairs = assessed(objects.assign(value=float("nan")), rule=rule, within=within)
    notes = (f"{Path(one.path).name}: {note}" for one in read for note in one.notes)
    return rows, objects, pairs, tuple(notes)


def _write(objects: pd.DataFrame, source: str, out: Path) -> None:
    """Write the objects as rows of asset.csv, the whole file or none."""
    from reopen.rebuild.inventory_rows import asset_table
    from reopen.region.findings import Findings
    from reopen.region.save import write_table
    from reopen.region.schema import schema

    table = asset_table(objects, source=source)
    findings = Findings()
    with whole_file(out) as draft:
        write_table(schema()["asset"], table, draft, findings)
        if found := findings.problems():
            raise RegionError(str(out), found)


def _print(counts: pd.DataFrame, pairs: pd.DataFrame, rows: pd.DataFrame, notes: Sequence[str]) -> None:
    """The answer for a person: objects by sector and grade, pairs, and what was left out."""
    from rich.box import SIMPLE
    from rich.table import Table

    from reopen.rebuild.grades import WORDS
    from reopen.region.records import records

    console = answer()
    # Eight columns: a terminal of 80 letters has no room for frames between them.
    table = Table(title="Objects by sector and grade", box=SIMPLE, padding=(0, 0, 0, 1), pad_edge=False)
    table.add_column("sector", no_wrap=True)
    for word in (*WORDS, "no grade", "counted"):
        table.add_column(word.replace(" ", "\n"), justify="right")
    for name, part in counts.groupby("sector", sort=True):
        by_grade = dict(zip(part["grade"].fillna(-1.0), part["rows"], strict=True))
        cells = [by_grade.get(float(grade), 0) for grade in (*range(len(WORDS)), -1)]
        table.add_row(str(name) or "not told", *(f"{cell:,}" for cell in (*cells, part["counted"].sum())))
    console.print(table)
    for pair in records(pairs.head(SHOWN_PAIRS)):
        gap = "same_as" if pair["why"] == "same_as" else f"{pair['distance_m']:.0f} m"
        sides = [
            f"{pair[f'id_{s}']} ({_grade(pair[f'grade_{s}'])}, {pair[f'date_{s}'] or 'no date'})"
            for s in "ab"
        ]
        console.print(f"maybe the same, {gap}: {' and '.join(sides)}", markup=False)
    if len(pairs) > SHOWN_PAIRS:
        console.print(f"and {len(pairs) - SHOWN_PAIRS:,} more pairs")
    less = rows[~rows["counted"]]
    console.print(f"{len(rows):,} rows, {len(pairs):,} pairs, {len(less):,} rows do not count")
    for note in notes:
        console.print(note, markup=False)


def _grade(grade: float) -> str:
    return f"grade {grade:g}" if grade == grade else "no grade"
