"""Saving a region so that loading it gives the same region again."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from reopen.errors import OutputError, RegionError
from reopen.region.cells import BadCell
from reopen.region.datapackage import FILE as PACKAGE
from reopen.region.datapackage import descriptor
from reopen.region.digest import region_sha256
from reopen.region.findings import Findings
from reopen.region.paths import check_name
from reopen.region.publish import is_empty, publishing
from reopen.region.region import Meta, Region
from reopen.region.schema import Table, schema
from reopen.region.tomltext import meta_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["region_sha256", "save", "write_table"]

#: Name of the file that makes a folder a region.
META = "region.toml"


def save(region: Region, folder: str | PathLike[str]) -> None:
    """Write ``region.toml``, a CSV file for each table with rows, and ``datapackage.json``.

    Either all files are replaced or none: what an interruption leaves is the region as it was.

    Parameters
    ----------
    region : Region
        The region.
    folder : str or path
        A new or empty folder, or one that holds a region, whose tables are then replaced.

    Raises
    ------
    OutputError
        When the folder holds other things or cannot be written.
    RegionError
        When a cell would not read back as the value it has now.
    """
    target = Path(folder)
    _usable(target)
    files = _files(region)
    findings = Findings()
    gone = [f"{name}.csv" for name in schema() if name not in files]
    with publishing(target, remove=[name for name in gone if name not in files.values()]) as work:
        _write_meta(region.meta, work, findings)
        for name, file in files.items():
            (work / file).parent.mkdir(parents=True, exist_ok=True)
            write_table(schema()[name], region.tables[name], work / file, findings)
        if findings.problems():
            raise RegionError(str(folder), findings.problems())
        package = json.dumps(descriptor(region, files), ensure_ascii=False, indent=2)
        (work / PACKAGE).write_text(package + "\n", encoding="utf-8", newline="\n")


def write_table(table: Table, frame: pd.DataFrame, path: Path, findings: Findings) -> None:
    """Write one table; the findings are told of cells that would not read back as they are."""
    from reopen.region.verify import Verifier
    from reopen.region.write import csv_lines, rows

    verifier = Verifier(table, frame, path.name, findings)
    with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as stream:
        stream.write(",".join(table.attributes) + "\n")
        for columns in rows(table, frame):
            verifier.check(columns)
            stream.writelines(csv_lines(columns))


def _write_meta(meta: Meta, work: Path, findings: Findings) -> None:
    """Write ``region.toml``; the findings are told when it would not read back as it is."""
    from reopen.region.meta import read_meta

    with (work / META).open("w", encoding="utf-8", newline="\n", errors="surrogatepass") as stream:
        stream.write(meta_text(meta))
    if read_meta(work, findings) != meta and not findings.problems():
        findings.add(META, "meta data that read back as they are", "use other values")


def _usable(folder: Path) -> None:
    if not is_empty(folder) and not (folder / META).is_file():
        raise OutputError(f"{folder} is not empty and holds no region; choose a new or empty folder")


def _files(region: Region) -> dict[str, str]:
    """File name of each table that is written."""
    given = region.meta.files
    for name in given.values():
        try:
            check_name(name)
        except BadCell as bad:
            raise OutputError(f"cannot write to {name!r}, expected {bad.expected}; {bad.mend}") from None
    return {
        name: given.get(name, f"{name}.csv")
        for name, table in schema().items()
        if table.required or name in given or len(region.tables[name])
    }
