"""Every table of the accord as it stands on a day, as CSV files."""

from __future__ import annotations

import shutil
from os import PathLike
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from reopen.accord.aggregate import BY, aggregate
from reopen.accord.known import DATED, PARTS, as_known
from reopen.accord.panel import panel
from reopen.accord.pax import pax_rows
from reopen.accord.status import history, provisions_on
from reopen.errors import OutputError
from reopen.region.dates import iso_date

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Digits after the point.
DIGITS = 6


def accord_tables(region: Region, day: str) -> dict[str, pd.DataFrame]:
    """Every table of the accord on a day, by name.

    Parameters
    ----------
    region : Region
        The region.
    day : str
        The day; nothing that is dated later is in any table.

    Returns
    -------
    dict of str to DataFrame
        The register as known on the day (``register_document``, ``register_version``, ``register_clause``,
        ``register_provision``, ``register_coding``, ``register_event``, ``register_claim`` and
        ``register_source``), ``status`` and ``history`` of provisions, ``panel``, ``by_document``,
        ``by_topic``, ``by_category``, ``by_party`` and ``by_year``, and ``pax`` with PA-X-like rows.

    Raises
    ------
    SettingsError
        When the day is no date.
    """
    day = iso_date(day)
    known = as_known(region, day)
    return {
        **{f"register_{name}": known[name] for name in sorted((*DATED, *PARTS))},
        "status": provisions_on(known, day),
        "history": history(known, day),
        "panel": panel(known, day),
        **{f"by_{by}": aggregate(known, day, by) for by in BY},
        "pax": pax_rows(known, day),
    }


def write_tables(region: Region, folder: str | PathLike[str], day: str) -> tuple[str, ...]:
    """Write :func:`accord_tables` to a folder as CSV files in UTF-8, each whole or not at all.

    Lists are joined by semicolons, yes and no are words, blanks are empty cells.

    Returns
    -------
    tuple of str
        Names of the files, in alphabetical order.

    Raises
    ------
    SettingsError
        When the day is no date.
    OutputError
        When the folder cannot be made or written to.
    """
    found = accord_tables(region, day)
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=".accord-", dir=target))
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}; name another folder") from error
    names = sorted(f"{name}.csv" for name in found)
    try:
        for name, table in found.items():
            flat(table).to_csv(draft / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
        for name in names:
            (draft / name).replace(target / name)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}; name another folder") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return tuple(names)


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """A table of plain cells: lists joined by semicolons, flags as yes and no, numbers rounded.

    Examples
    --------
    >>> import pandas as pd
    >>> flat(pd.DataFrame({"who": [("AM", "AZ")], "late": [True]})).values.tolist()
    [['AM;AZ', 'yes']]
    """
    out = table.copy()
    for name in out.columns:
        column = out[name]
        if column.dtype == bool:
            out[name] = column.map({True: "yes", False: "no"}).astype("str")
        elif column.dtype == float:
            out[name] = column.round(DIGITS) + 0.0
        elif column.map(lambda cell: isinstance(cell, tuple)).any():
            out[name] = [";".join(map(str, cell)) for cell in column]
    return out
