"""Rules on the tables of rebuilding: works, crews, seasons, tasks and assets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isnan
from typing import Any

from reopen.region.findings import Findings
from reopen.region.rules_openings import loops
from reopen.region.sheet import Sheet

#: A task that comes first, and the months after its end, if any.
_AFTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,79}(\s*:\s*\d{1,3})?")
_MONTHS = {str(month) for month in range(1, 13)}


def check(sheets: Mapping[str, Sheet], findings: Findings) -> None:
    """Check works, crews, seasons, tasks and assets."""
    _circles(sheets["work"], "work_id", findings)
    _works(sheets["work"], findings)
    _shares(sheets["work"], sheets["parameter"], findings)
    _manned(sheets["work"], sheets["crew"], findings)
    _stand_ins(sheets["crew"], findings)
    _seasons(sheets["season"], findings)
    _tasks(sheets["task"], findings)
    _circles(sheets["task"], "task_id", findings)
    _same(sheets["asset"], findings)


def _circles(sheet: Sheet, key: str, findings: Findings) -> None:
    """Works, or tasks, that wait for each other."""
    after = {
        name: tuple(text.partition(":")[0].strip() for text in first)
        for name, first in sheet.cells(key, "after")
    }
    rows = {name: index for index, name in enumerate(sheet.column(key))}
    what = sheet.table.name
    for loop in loops(after):
        shown = " -> ".join([*loop, loop[0]])
        mend = f"delete one of these predecessors; a {what} cannot come before itself"
        sheet.report(findings, rows[loop[0]], "after", "predecessors without a circle", mend, value=shown)


def _works(sheet: Sheet, findings: Findings) -> None:
    ends = ("rate_low", "rate_central", "rate_high")
    columns = (*ends, "months", "batch", "applies_to", "share_id")
    for index, (low, central, high, months, batch, applies, share) in enumerate(sheet.cells(*columns)):
        rate = (low, central, high)
        if any(value == 0 for value in rate):
            _say(
                sheet, findings, index, "rate_low", "rates above 0", "write what a team does in a month", rate
            )
        elif not all(map(isnan, rate)) and any(map(isnan, rate)):
            mend = "write low, central and high, or clear all three"
            _say(sheet, findings, index, "rate_central", "all three rates, or none", mend, rate)
        elif isnan(central) and isnan(months) and applies not in ("opening", ""):
            mend = "write what a team does in a month, or a fixed number of months"
            _say(sheet, findings, index, "rate_central", "a rate or months", mend, rate)
        if batch == 0:
            mend = "write the largest quantity of one task, or clear the cell for no limit"
            sheet.report(findings, index, "batch", "a number above 0", mend, value="0")
        if share and applies != "hazard":
            mend = "clear the cell, or write hazard into applies_to"
            expected = "blank, as it treats no hazard area"
            sheet.report(findings, index, "share_id", expected, mend, value=share)


def _say(
    sheet: Sheet, findings: Findings, index: int, column: str, expected: str, mend: str, values: Any
) -> None:
    seen = ", ".join("blank" if isnan(value) else f"{value:.12g}" for value in values)
    sheet.report(findings, index, column, expected, mend, value=seen)


def _shares(works: Sheet, parameters: Sheet, findings: Findings) -> None:
    """Parameters that stand for shares of the hazard area are shares."""
    used = set(works.column("share_id")) - {""}
    columns = ("parameter_id", "low", "central", "high")
    for index, (name, *values) in enumerate(parameters.cells(*columns)):
        if name in used and any(value < 0 or value > 1 for value in values):
            mend = "correct the values; 0.4 is 40 percent"
            expected = f"shares from 0 to 1, as {works.file} takes it as a share"
            _say(parameters, findings, index, "central", expected, mend, values)


def _manned(works: Sheet, crews: Sheet, findings: Findings) -> None:
    """Works whose crew has enough teams at some date."""
    most: dict[str, float] = {}
    for name, number in crews.cells("crew_id", "central"):
        most[name] = max(most.get(name, 0.0), number)
    for index, (name, teams) in enumerate(works.cells("crew_id", "teams")):
        if name in most and teams > most[name]:
            expected = f"teams that there are: {crews.file} has at most {most[name]:.12g} of {name!r}"
            mend = "let fewer teams work at once, or give the crew more"
            works.report(findings, index, "teams", expected, mend, value=f"{teams:.12g}")


def _stand_ins(sheet: Sheet, findings: Findings) -> None:
    """Crews in place of others name a country, and another crew."""
    for index, (name, other, country) in enumerate(sheet.cells("crew_id", "instead_of", "country_id")):
        if other and other == name:
            mend = "name the crew that it stands in for, or clear the cell"
            sheet.report(findings, index, "instead_of", "another crew", mend, value=other)
        elif bool(other) != bool(country):
            column, seen = ("country_id", country) if other else ("instead_of", other)
            mend = "name both the crew that it stands in for and the country, or clear both"
            sheet.report(findings, index, column, "both cells or none", mend, value=seen)


def _seasons(sheet: Sheet, findings: Findings) -> None:
    first: dict[float, int] = {}
    for index, (above, months) in enumerate(sheet.cells("above_m", "closed_months")):
        wrong = [month for month in months if month not in _MONTHS]
        if wrong:
            mend = "write the months as numbers separated by semicolons, such as 12;1;2"
            sheet.report(findings, index, "closed_months", "months from 1 to 12", mend, value=";".join(wrong))
        if set(months) >= _MONTHS:
            mend = "leave some month open"
            sheet.report(findings, index, "closed_months", "at most 11 months", mend, value=";".join(months))
        before = first.setdefault(above, index)
        if before != index and not isnan(above):
            mend = f"row {sheet.lines[before]} holds from there already; correct or delete one of them"
            sheet.report(findings, index, "above_m", "each altitude once", mend, value=f"{above:.12g}")


def _tasks(sheet: Sheet, findings: Findings) -> None:
    columns = ("after", "earliest", "due", "started", "finished", "progress")
    for index, (after, earliest, due, started, finished, progress) in enumerate(sheet.cells(*columns)):
        for text in after:
            if not _AFTER.fullmatch(text):
                mend = "write the id of a task, and after a colon whole months if any, such as town.power:2"
                sheet.report(findings, index, "after", "a task, with months if any", mend, value=text)
        for column, begin, end in (("due", earliest, due), ("finished", started, finished)):
            if begin and end and _before(end, begin):
                expected = f"a date not before {begin}"
                sheet.report(findings, index, column, expected, "correct one of the two dates", value=end)
        if finished and progress < 100:
            mend = "write 100, or clear the cell or the date of the end"
            expected = "100, as the task is finished"
            sheet.report(findings, index, "progress", expected, mend, value=f"{progress:.12g}")


def _before(one: str, other: str) -> bool:
    """Whether a date that may lack its day and month is surely before another."""
    size = min(len(one), len(other))
    return one[:size] < other[:size]


def _same(sheet: Sheet, findings: Findings) -> None:
    for index, (name, other) in enumerate(sheet.cells("asset_id", "same_as")):
        if other and other == name:
            mend = "name the row of the other assessment, or clear the cell"
            sheet.report(findings, index, "same_as", "another row", mend, value=other)
