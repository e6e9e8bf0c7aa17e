"""A coding sheet that a person fills in alone, and reading it back as codings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.accord.coded import in_force
from reopen.accord.sheet_files import check_ending, read_rows, write_csv, write_xlsx
from reopen.errors import RegionError, ReopenError, SettingsError
from reopen.region.cells import BadCell
from reopen.region.dates import iso_date
from reopen.region.findings import Findings
from reopen.region.frame import make_table
from reopen.region.records import records
from reopen.region.schema import schema
from reopen.region.suggest import choose
from reopen.region.values import PARSERS, blank

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: What a coder reads, and what a coder fills in.
SHOWN = (
    "provision_id",
    "document",
    "number",
    "obligated",
    "beneficiary",
    "summary",
    "deadline",
    "deadline_type",
)
FILLED = ("implementation", "overtaken", "disputed", "status", "note")
#: What is filled in already; a coder may write another date or other sources.
GIVEN = ("date", "coder", "source")
REMARKS = (
    "Fill this sheet in alone, without seeing what others coded. Leave a row as it is if you do not code it.",
    "implementation 0 = not started: nothing was done of what the provision asks for.",
    "implementation 1 = minimal: a beginning was made, far from what the provision asks for.",
    "implementation 2 = intermediate: much of it is done, or it is on course, and some is missing.",
    "implementation 3 = full: done, or all but done, as the provision asks for.",
    "implementation blank, with another cell filled in = it cannot be said. Grades are those of the Peace "
    "Accords Matrix (Kroc Institute). They say how far, not how fast: being late is no part of them.",
    "overtaken yes = it can no longer be carried out or is no longer asked for; blank = no.",
    "disputed yes = the sides describe this state of things differently; blank = no.",
    "status = the state in a word or two; note = what you rest it on.",
    "date = date of the evidence, YYYY-MM-DD, YYYY-MM or YYYY; source = ids of sources, with semicolons.",
)
CHOICES: Mapping[str, tuple[str, ...]] = {
    "implementation": ("0", "1", "2", "3"),
    "overtaken": ("yes", "no"),
    "disputed": ("yes", "no"),
}


def write_sheet(region: Region, path: str | PathLike[str], day: str, coder: str) -> None:
    """Write a coding sheet: the provisions known on a day, and blank cells for one coder.

    No coding that the region has is shown, so that coders stay independent. A CSV file explains the
    scale in lines that begin with ``#``, a workbook on a sheet of its own.

    Parameters
    ----------
    region : Region
        Its tables ``document`` and ``provision`` are read.
    path : str or path
        The file, ending in ``.csv`` or ``.xlsx`` (needs the extra ``excel``).
    day : str
        The day that is coded.
    coder : str
        Name or code of the person.

    Raises
    ------
    SettingsError
        When the day is no date or the coder has no name.
    OutputError
        When the file cannot be written.
    ReopenError
        When the extra is not installed.
    """
    day, target, coder = iso_date(day), Path(path), coder.strip()
    if not coder:
        raise SettingsError("coder: found a blank; expected the name or code of the person who codes")
    ending = check_ending(target)
    given = {"date": day, "coder": coder}
    header = [*SHOWN, *FILLED, *GIVEN]
    rows = [[_cell((one | given).get(name, "")) if name not in FILLED else "" for name in header]
            for one in records(in_force(region, day))]  # fmt: skip
    remarks = (f"Coding sheet of {region.meta.title}, state on {day}, coder {coder}.", *REMARKS)
    if ending == ".csv":
        write_csv(target, header, rows, remarks)
    else:
        write_xlsx(target, header, rows, remarks, CHOICES)


def read_sheet(path: str | PathLike[str], region: Region) -> pd.DataFrame:
    """Read a coding sheet that was filled in.

    Parameters
    ----------
    path : str or path
        The file, as :func:`write_sheet` wrote it. Commas, semicolons or tabs may separate its cells.
    region : Region
        The region that it is about.

    Returns
    -------
    DataFrame
        Rows of the table ``coding``, in the order of the sheet. Rows in which nothing was filled in are
        left out; a blank flag means no.

    Raises
    ------
    RegionError
        With every problem at once: columns that are missing, unknown provisions, sources and events, grades
        outside 0 to 3, dates that are missing or none, provisions coded twice, several coders.
    ReopenError
        When the file cannot be read.
    """
    source = Path(path)
    header, rows = read_rows(source)
    findings = Findings()
    for name in ("provision_id", *FILLED, *GIVEN):
        if name not in header and name not in ("status", "note"):
            mend = "write a new sheet and copy the cells over"
            findings.add(source.name, f"the column {name!r}", mend, row=1, column=name)
    if findings.problems():
        raise RegionError(str(path), findings.problems())
    filled = [(line, row) for line, row in rows if any(row.get(name) for name in FILLED)]
    _of_this_region(filled, source.name, region, findings)
    if findings.problems():
        raise RegionError(str(path), findings.problems())
    read = [_read(row, line, source.name, region, findings) for line, row in filled]
    _twice(filled, source.name, findings)
    if findings.problems():
        raise RegionError(str(path), findings.problems())
    return make_table("coding", {name: [one[name] for one in read] for name in schema()["coding"].attributes})


def read_sheets(paths: Sequence[str | PathLike[str]], region: Region) -> list[pd.DataFrame]:
    """Read coding sheets as :func:`read_sheet`, and say of all of them at once what is wrong.

    Raises
    ------
    ReopenError
        With every problem of every sheet.
    """
    sheets, wrong = [], []
    for path in paths:
        try:
            sheets.append(read_sheet(path, region))
        except ReopenError as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise ReopenError("\n".join(map(str, wrong)))
    return sheets


def _of_this_region(
    filled: list[tuple[int, dict[str, str]]], file: str, region: Region, findings: Findings
) -> None:
    """One problem where a sheet holds nothing of the region, and not one for every cell of it."""
    names = [row.get("provision_id", "") for _, row in filled]
    if names and not set(names) & set(region["provision"]["provision_id"]):
        expected = f"provisions of {region.meta.title}"
        mend = "it holds none: name the region that the sheet was written for with --region"
        line = filled[0][0]
        findings.add(file, expected, mend, row=line, column="provision_id", value=names[0])


def _read(row: dict[str, str], line: int, file: str, region: Region, findings: Findings) -> dict[str, Any]:
    """One coding; cells that are wrong are reported and left blank."""
    out: dict[str, Any] = {}
    label = row.get("provision_id", "")
    for name, attribute in schema()["coding"].attributes.items():
        text = row.get(name, "")
        text = text.lower() if attribute.type == "boolean" else text
        out[name] = blank(attribute)
        try:
            if text:
                out[name] = PARSERS[attribute.type](text, attribute)
            elif attribute.required:
                raise BadCell("a value", f"fill it in: {attribute.description}")
        except BadCell as bad:
            findings.add(file, bad.expected, bad.mend, row=line, column=name, id=label, value=text)
    for column, table in (("provision_id", "provision"), ("source", "source"), ("event_ids", "event")):
        known = set(region[table][f"{table}_id"])
        for name in [out[column]] if isinstance(out[column], str) else out[column]:
            if name and name not in known:
                mend = choose(name, known, f"name one of the region's file {table}.csv")
                expected = f"a {table} of the region"
                findings.add(file, expected, mend, row=line, column=column, id=label, value=name)
    return out


def _twice(filled: list[tuple[int, dict[str, str]]], file: str, findings: Findings) -> None:
    """A sheet is of one coder and codes a provision once."""
    first: dict[str, int] = {}
    for line, row in filled:
        name, coder = row.get("provision_id", ""), row.get("coder", "")
        before = first.setdefault(name, line)
        if before != line:
            mend = f"keep this row or row {before}"
            findings.add(file, "each provision once", mend, row=line, column="provision_id", value=name)
        if coder and coder != filled[0][1].get("coder", ""):
            expected = f"one coder, {filled[0][1].get('coder', '')!r} as in row {filled[0][0]}"
            mend = "keep the rows of each coder in a sheet of their own"
            findings.add(file, expected, mend, row=line, column="coder", id=name, value=coder)


def _cell(value: Any) -> str:
    return ";".join(value) if isinstance(value, tuple) else str(value)
