"""The header of a table: which column of the file is which attribute."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from reopen.region.findings import Findings
from reopen.region.schema import Table
from reopen.region.suggest import choose, nearest, one_of


def columns(names: Sequence[str], table: Table, file: str, findings: Findings) -> dict[str, int] | None:
    """Position in the file of each attribute of the table that the file has.

    Parameters
    ----------
    names : sequence of str
        The names in the header.
    table : Table
        The table that the file should hold.
    file : str
        The file's name in messages.
    findings : Findings
        Told of unknown, doubled and missing columns.

    Returns
    -------
    dict of str to int or None
        None when the header is not one, so that the rows cannot be read.
    """
    if not _separated(names, table, file, findings):
        return None
    found: dict[str, int] = {}
    unknown: list[str] = []
    for position, name in enumerate(names):
        if name in found:
            mend = f"delete one of the two columns {name!r} (columns {found[name] + 1} and {position + 1})"
            findings.add(file, "each column once", mend, row=1, column=name, value=name)
        elif name in table.attributes:
            found[name] = position
        else:
            unknown.append(name)
    if not found:
        mend = f"write {', '.join(table.attributes)} into the first line, or those you need"
        findings.add(file, f"the column names of table {table.name!r}", mend, row=1, value=", ".join(names))
        return None
    _report_unknown(unknown, found, table, file, findings)
    _report_missing(unknown, found, table, file, findings)
    return found


def _separated(names: Sequence[str], table: Table, file: str, findings: Findings) -> bool:
    if len(names) != 1 or names[0] in table.attributes:
        return True
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if mark in names[0]:
            mend = "save it as CSV with commas as separators (and points in decimals)"
            seen = f"columns separated by {name}"
            findings.add(file, "columns separated by commas", mend, row=1, value=seen)
            return False
    return True


def _report_unknown(
    unknown: list[str], found: dict[str, int], table: Table, file: str, findings: Findings
) -> None:
    left = [name for name in table.attributes if name not in found]
    for name in unknown:
        otherwise = "rename or delete it; until then it is not read"
        mend = partial(choose, name, left, otherwise) if name else "give it a name or delete it"
        expected = f"a column of table {table.name!r}"
        findings.add(file, expected, mend, row=1, column=name, value=name, severity="warning")


def _report_missing(
    unknown: list[str], found: dict[str, int], table: Table, file: str, findings: Findings
) -> None:
    for name, attribute in table.attributes.items():
        if attribute.required and name not in found:
            near = nearest(name, unknown)
            mend = f"rename {near!r} to it" if near else f"add it: {attribute.description}"
            seen = one_of(found) if len(found) < 4 else None
            findings.add(file, f"the column {name!r}", mend, row=1, column=name, value=seen)
