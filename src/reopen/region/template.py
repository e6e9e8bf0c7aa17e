"""A small region to start from, with every column and a guide to them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from reopen.errors import OutputError
from reopen.region.paths import STARTER
from reopen.region.publish import is_empty, publishing
from reopen.region.schema import schema

_GUIDE = """\
# A region for Reopen

This folder is a small, complete region: two invented countries, three towns, one open road, one that is
closed at its border gate, and one opening. Replace the rows by your own, table by table, and run
`reopen check .` now and then: it lists every problem with the file, the row and how to mend it.

1. `region.toml`: what the region is.
2. `source.csv`: where your facts come from. Every other table names these ids.
3. `country.csv`, `node.csv`, `link.csv`, `crossing.csv`, `state.csv`: the network and
   what is closed since when.
4. `cargo_class.csv`, `trade.csv`, `internal_flow.csv`: what moves.
5. `unit_cost.csv`, `parameter.csv`: what it costs. Keep the ids that are there; the model looks for them.
6. `opening.csv`, `opening_effect.csv`, `consent.csv`: what could be opened, and who must agree.
7. The rest is for rebuilding and for tracking agreements; leave it empty until you need it.

Edit the files in a spreadsheet (save as "CSV UTF-8", without BOM, with commas) or in a text editor.
Files that hold only their header may be deleted if they are marked optional below.

"""


def new(folder: str | PathLike[str]) -> None:
    """Write a small valid region to start from: every table, commented, with a guide.

    Parameters
    ----------
    folder : str or path
        A folder that does not exist yet or is empty.

    Raises
    ------
    OutputError
        When the folder is not empty or cannot be written.
    """
    from reopen.region.load import load
    from reopen.region.write import csv_lines, rows

    target = Path(folder)
    if not is_empty(target):
        raise OutputError(f"{target} is not empty; choose a new or empty folder")
    region = load(STARTER)
    with publishing(target) as work:
        for name, table in schema().items():
            with (work / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                stream.write(",".join(table.attributes) + "\n")
                for columns in rows(table, region.tables[name]):
                    stream.writelines(csv_lines(columns))
        (work / "region.toml").write_bytes((STARTER / "region.toml").read_bytes())
        (work / "README.md").write_text(guide(), encoding="utf-8", newline="\n")


def guide() -> str:
    """The guide to a region's files, written from the attribute table."""
    from reopen.region.reference import TYPES, table_section

    types = [f"- `{name}`: {meaning}" for name, meaning in TYPES.items()]
    tables = [table_section(table) for table in schema().values()]
    return _GUIDE + "\n".join(["## Types", "", *types, "", *tables])
