"""What the commands of the accord share: tables of quoted text, JSON of the same rows, CSV files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.cli.output import plain
from reopen.files import whole_file

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from reopen.region.region import Region


def opened(region: str | None, as_of: str | None) -> tuple[Region, str]:
    """A region, all of it, and the day to see it at, that of the region by default.

    Raises
    ------
    RegionError
        When the region cannot be loaded.
    SettingsError
        When the day is no date.
    """
    from reopen.region.dates import iso_date
    from reopen.region.load import load

    loaded = load(region)
    return loaded, iso_date(loaded.meta.as_of if as_of is None else as_of)


def known(region: str | None, as_of: str | None) -> tuple[Region, str]:
    """A region with its register as known on a day, and the day: nothing later can enter an answer.

    Raises
    ------
    RegionError
        When the region cannot be loaded.
    SettingsError
        When the day is no date.
    """
    from reopen.accord.known import as_known

    loaded, day = opened(region, as_of)
    return as_known(loaded, day), day


def print_quoting_json(data: Any) -> None:
    """Print JSON to stdout in which characters that are not seen are escapes, since it quotes strangers.

    Reading it gives the exact characters back.
    """
    text = json.dumps(plain(data), ensure_ascii=False, indent=1, allow_nan=False)
    for line in text.split("\n"):
        sys.stdout.write(_escaped(line) + "\n")


def _escaped(line: str) -> str:
    r"""A line of JSON; characters that are not seen, or change the direction, as ``\uXXXX``."""
    from reopen.accord.reading_fold import shown

    if shown(line) == line:
        return line
    return "".join(one if shown(one) == one else json.dumps(one)[1:-1] for one in line)


def safe(text: object) -> str:
    """A text for the terminal: characters that are not seen, and tabs and line ends, as escapes."""
    from reopen.accord.reading_fold import shown

    return shown(str(text)).replace("\r", "\\r").replace("\t", " ")


def console() -> Console:
    """The console for answers to a person; it marks nothing up by itself."""
    from rich.console import Console

    return Console(highlight=False, markup=False)


def print_table(
    title: str, heads: Sequence[str], cells: Sequence[Sequence[object]], *, right: Sequence[str] = ()
) -> None:
    """Print a table of text as it is: nothing in a cell is read as markup.

    Parameters
    ----------
    title : str
        Title.
    heads : sequence of str
        Heads of the columns.
    cells : sequence of sequence
        One row a line, as long as ``heads``.
    right : sequence of str
        Heads of columns of numbers.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title))
    for head in heads:
        table.add_column(head, justify="right" if head in right else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(safe(cell)) for cell in row))
    console().print(table)


def say(text: str) -> None:
    """Print a line for a person, as it is."""
    console().print(safe(text), soft_wrap=True)


def number(value: Any, digits: int = 1) -> str:
    """A number for a person; a dash for what is not known.

    Examples
    --------
    >>> number(2.25), number(float("nan")), number(3.0, 0)
    ('2.2', '-', '3')
    """
    value = plain(value)
    return "-" if value is None else f"{value:,.{digits}f}"


def listed(cell: Sequence[str]) -> str:
    """A list in a cell; a dash where it is empty."""
    return ", ".join(cell) or "-"


def write_csv(table: pd.DataFrame, out: Path) -> None:
    """Write a table as a CSV file in UTF-8, whole or not at all.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    from reopen.accord.exchange import flat
    from reopen.cli.console import log

    with whole_file(out) as draft:
        flat(table).to_csv(draft, index=False, lineterminator="\n", encoding="utf-8")
    log().print(f"wrote {len(table):,} rows to {out}", markup=False)
