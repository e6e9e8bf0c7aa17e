"""Loading a region: every file read, every problem reported at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from os import PathLike
from os.path import lexists
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.errors import RegionError
from reopen.region import paths
from reopen.region.findings import Findings
from reopen.region.problems import Problem
from reopen.region.region import Meta, Region
from reopen.region.schema import schema
from reopen.region.suggest import choose, nearest, one_of

if TYPE_CHECKING:
    from reopen.region.sheet import Sheet


def load(where: str | PathLike[str] | None = None) -> Region:
    """Load a region.

    Parameters
    ----------
    where : str or path, optional
        Name of a region that comes with reopen, or the path of a folder (``./name`` for a folder
        with the name of one that comes with reopen). Without it, the South Caucasus.

    Returns
    -------
    Region
        The region; ``region.warnings`` holds the problems that did not stop the loading.

    Raises
    ------
    RegionError
        When anything is wrong; holds every problem of every file.
    """
    region, problems = _read(where)
    if region is None or any(problem.severity == "error" for problem in problems):
        raise RegionError(str(paths.DEFAULT if where is None else where), problems)
    return region


def check(where: str | PathLike[str] | None = None) -> list[Problem]:
    """Every problem in a region's files, errors first; empty when there is none.

    Parameters
    ----------
    where : str or path, optional
        As for ``load``.
    """
    return _read(where)[1]


def _read(where: str | PathLike[str] | None) -> tuple[Region | None, list[Problem]]:
    from reopen.region import rules
    from reopen.region.meta import read_meta

    findings = Findings()
    folder, ours = _folder(where, findings)
    if folder is None:
        return None, findings.problems()
    meta = read_meta(folder, findings, trusted=ours)
    sheets = _sheets(folder, meta, ours, findings)
    rules.check(sheets, meta, findings)
    problems = findings.problems()
    if meta is None:
        return None, problems
    warnings = tuple(problem for problem in problems if problem.severity == "warning")
    tables = MappingProxyType({name: read.frame for name, read in sheets.items()})
    return Region(meta, tables, warnings), problems


def _folder(where: str | PathLike[str] | None, findings: Findings) -> tuple[Path | None, bool]:
    """The folder, and whether it came with reopen: installers may have made links of its files."""
    known = paths.embedded()
    if where is None or (isinstance(where, str) and where in known):
        name = paths.DEFAULT if where is None else where
        if name in known:
            return known[name], True
        findings.add(str(name), "the region that comes with reopen", "install reopen again")
        return None, False
    if where == paths.STARTER:
        return paths.STARTER, True
    try:
        path = Path(where)
        if str(where).strip() and path.is_dir():
            next(path.iterdir(), None)
            return path, False
        if path.is_file():
            findings.add(str(where), "a folder with region.toml and CSV files, not a file", "name the folder")
            return None, False
    except (OSError, ValueError) as error:
        findings.add(str(where), "a folder that can be read", f"check the path ({error})")
        return None, False
    mend = choose(str(where), known, f"check the path, or name one of {one_of(known)}")
    findings.add(str(where), "a folder that exists, or the name of a region that comes with reopen", mend)
    return None, False


def _sheets(folder: Path, meta: Meta | None, ours: bool, findings: Findings) -> dict[str, Sheet]:
    from reopen.region import sheet

    given = meta.files if meta else {}
    files = {name: given.get(name, f"{name}.csv") for name in schema()}
    _strangers(folder, files, findings)
    sheets = {}
    for name, table in schema().items():
        file = files[name]
        needed = table.required or name in given
        if _usable(folder, file, needed, ours, findings, table.description):
            sheets[name] = sheet.read(folder / file, file, table, findings)
        else:
            gone = meta is None or needed or lexists(folder / file)
            sheets[name] = sheet.empty(table, file, complete=not gone)
    return sheets


def _usable(folder: Path, file: str, needed: bool, ours: bool, findings: Findings, description: str) -> bool:
    path = folder / file
    expected = f"a file {file} in the folder"
    if not lexists(path):
        if needed:
            mend = f"add the file ({description}); `reopen new DIR` writes one to start from"
            findings.add(file, expected, mend)
        return False
    if not path.is_file():
        seen = "a folder" if path.is_dir() else "a link to nothing" if path.is_symlink() else "not a file"
        findings.add(file, "a CSV file", "put the CSV file there", value=seen)
        return False
    if not ours and paths.leads_out(folder, path):
        mend = "copy the file itself into the folder"
        findings.add(file, "a file inside the region's folder", mend, value="a link that leads out of it")
        return False
    return True


def _strangers(folder: Path, files: dict[str, str], findings: Findings) -> None:
    """Warn of CSV files that belong to no table."""
    usual = {f"{name}.csv" for name in schema()}
    for path in sorted(folder.iterdir()):
        name = path.name
        if path.suffix.lower() != ".csv" or name in files.values() or name.startswith((".", "~")):
            continue
        if name in usual:
            mend: str | Callable[[], str] = (
                f"delete it, or delete the line for {path.stem} below [files] in region.toml"
            )
        else:
            mend = partial(_rename, path.stem)
        findings.add(name, "a file named after a table", mend, severity="warning")


def _rename(stem: str) -> str:
    near = nearest(stem, schema())
    if near:
        return f"did you mean '{near}.csv'? As it is, it is not read"
    return "rename or move it, or name it below [files] in region.toml; it is not read"
