"""Write a rebuilding programme to a folder: page, tables, workbook, OC4IDS, calendar and summary."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reopen.progress import Progress, silent
from reopen.rebuild.actuals import tasks_done
from reopen.rebuild.icalendar import to_icalendar
from reopen.rebuild.needs_sheets import write_needs
from reopen.rebuild.oc4ids import to_oc4ids
from reopen.rebuild.workbook import EXTRA
from reopen.report.planned import Planned, summary
from reopen.report.rebuild_page import render
from reopen.report.tables import flat, rebuilding_tables
from reopen.report.whole import whole

if TYPE_CHECKING:
    from reopen.region.region import Region

#: What a folder of results consists of.
NAMES = ("tables", "summary.json", "oc4ids.json", "milestones.ics", "needs.xlsx", "rebuilding.html")


def write(one: Planned, out: Path | str, *, progress: Progress = silent) -> tuple[str, ...]:
    """Write page, tables, summary.json, oc4ids.json, milestones.ics and needs.xlsx, all of them or none.

    A programme without tasks makes no oc4ids.json. Without the extra ``excel`` there is no
    needs.xlsx.

    Returns
    -------
    tuple of str
        What was left out and how to get it; empty where nothing was.

    Raises
    ------
    OutputError
        When the folder cannot be made or written to.
    FrontEndMissingError
        When the package was installed without its built front end.
    """
    plan, region, left_out = one.rebuilding.plan, one.region, []
    progress("write", 0.0)
    with whole(Path(out), NAMES) as draft:
        (draft / "tables").mkdir()
        for name, frame in _tables(one).items():
            flat(frame).to_csv(draft / "tables" / f"{name}.csv", index=False, lineterminator="\n")
        if find_spec("openpyxl") is None:
            left_out.append(f"needs.xlsx is left out; to get it: {EXTRA}")
        else:
            found = one.rebuilding
            write_needs(draft / "needs.xlsx", found.needs, found.inventory, one.region)
        progress("write", 0.5)
        if plan.programme.tasks:
            package = to_oc4ids(plan, region, done=tasks_done(region, one.as_of), as_of=one.as_of)
            _write_json(draft / "oc4ids.json", package)
        else:
            left_out.append("oc4ids.json is left out: nothing is left to be done")
        calendar = to_icalendar(plan, as_of=one.as_of, name=region.meta.id, names=_names(region))
        (draft / "milestones.ics").write_text(calendar, encoding="utf-8", newline="")
        (draft / "rebuilding.html").write_text(render(one), encoding="utf-8", newline="\n")
        _write_json(draft / "summary.json", summary(one))
    progress("write", 1.0)
    return tuple(left_out)


def _tables(one: Planned) -> dict[str, Any]:
    out = rebuilding_tables(one.rebuilding)
    return out if one.earned is None else out | {"earned_value": one.earned.table()}


def _names(region: Region) -> dict[str, str]:
    """Names of settlements and openings by id."""
    out: dict[str, str] = {}
    for table, key, name in (("settlement", "settlement_id", "name"), ("opening", "opening_id", "title")):
        out |= {str(k): str(v) for k, v in zip(region[table][key], region[table][name], strict=True)}
    return out


def _write_json(path: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
