"""Rules on identifiers: no key twice, no reference into nothing, no id that means two things."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from reopen.region.findings import Findings
from reopen.region.schema import LIST_TYPES, PAIR_TYPES, Attribute, schema
from reopen.region.sheet import Sheet
from reopen.region.suggest import choose


def check(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Check keys and references of every table."""
    for sheet in sheets.values():
        _duplicates(sheet, findings)
    for sheet in sheets.values():
        for attribute in sheet.table.attributes.values():
            if attribute.refers_to and len(sheet.frame):
                _references(sheet, attribute, sheets, findings)
    _ambiguous(sheets, findings)


def _duplicates(sheet: Sheet, findings: Findings) -> None:
    key = sheet.table.key
    needed = [sheet.table.attributes[column].required for column in key]
    if len(key) == 1 and len(set(sheet.column(key[0]))) == len(sheet.frame):
        return
    first: dict[tuple[Any, ...], int] = {}
    for index, row in enumerate(sheet.cells(*key)):
        if any((must and cell != cell) or cell == "" for must, cell in zip(needed, row, strict=True)):
            continue
        before = first.setdefault(row, index)
        if before != index:
            expected = f"each {' + '.join(key)} once"
            mend = f"row {sheet.lines[before]} has it already; give one of the two another, or delete it"
            sheet.report(findings, index, key[0], expected, mend, value=sheet.id(index))


def _references(sheet: Sheet, attribute: Attribute, sheets: Mapping[str, Sheet], findings: Findings) -> None:
    targets = [sheets[name] for name in attribute.refers_to]
    if not all(target.complete for target in targets):
        return
    known: set[str] = set().union(*(target.column(target.table.key[0]) for target in targets))
    column = sheet.column(attribute.name)
    several = attribute.type in LIST_TYPES | PAIR_TYPES
    used = set().union(*map(_members, set(column))) if several else set(column)
    unknown = used - known - {""}
    if not unknown:
        return
    files = " or ".join(target.file for target in targets)
    for index, cell in enumerate(column):
        for member in _members(cell) if several else (cell,):
            if member in unknown:
                mend = partial(_mend, member, known, files)
                sheet.report(findings, index, attribute.name, f"an id of {files}", mend, value=member)


def _members(cell: tuple[Any, ...]) -> list[str]:
    return [member[0] if isinstance(member, tuple) else member for member in cell]


def _mend(seen: str, known: Collection[str], files: str) -> str:
    return choose(seen, known, f"add {seen!r} to {files}, or correct it here")


def _ambiguous(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """An id in two tables of which a column may name either."""
    subjects = {
        name: None
        for table in schema().values()
        for attribute in table.attributes.values()
        if len(attribute.refers_to) > 1
        for name in attribute.refers_to
    }
    seen: dict[str, str] = {}
    for name in sheets:
        if name not in subjects:
            continue
        sheet = sheets[name]
        key = sheet.table.key[0]
        for index, identifier in enumerate(sheet.column(key)):
            file = seen.setdefault(identifier, sheet.file) if identifier else sheet.file
            if file != sheet.file:
                expected = "an id that no other table uses, so that it can be told what it means"
                mend = f"{file} has it too; give one of the two another id"
                sheet.report(findings, index, key, expected, mend, value=identifier)
