"""Write a study to a folder: every file whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from reopen.progress import Progress, silent
from reopen.report import accord_page
from reopen.report.html import render
from reopen.report.summary import summary
from reopen.report.tables import tables
from reopen.report.whole import whole

if TYPE_CHECKING:
    from reopen.study import Study

#: What a folder of results consists of.
NAMES = ("tables", "report.html", "accord.html", "summary.json")


def write(study: Study, out: Path | str, *, progress: Progress = silent) -> dict[str, Any]:
    """Write ``report.html``, ``accord.html``, ``summary.json`` and ``tables/*.csv`` into a folder.

    Everything is written under a temporary name beside the folder and moved into place at the
    end, so that a run that is stopped leaves what was there before; Ctrl-C waits while the
    finished files are moved.

    Returns
    -------
    dict
        What ``summary.json`` holds.

    Raises
    ------
    OutputError
        When the folder cannot be made or written to.
    """
    out = Path(out)
    begin = perf_counter()
    progress("report", 0.0)
    with whole(out, NAMES) as draft:
        found = _draft(study, draft, begin)
    progress("report", 1.0)
    return found


def _draft(study: Study, draft: Path, begin: float) -> dict[str, Any]:
    (draft / "tables").mkdir()
    for name, frame in tables(study).items():
        frame.to_csv(draft / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    (draft / "report.html").write_text(render(study), encoding="utf-8", newline="\n")
    page = accord_page.render(study)
    (draft / "accord.html").write_text(page, encoding="utf-8", newline="\n")
    found = summary(study)
    found["stages"]["report"] = round(perf_counter() - begin, 3)
    found["seconds"] = round(sum(found["stages"].values()), 3)
    text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)
    (draft / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return found
