"""Write a study to a folder: every file whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from reopen.errors import OutputError
from reopen.progress import Progress, silent
from reopen.report.html import render
from reopen.report.summary import summary
from reopen.report.tables import tables

if TYPE_CHECKING:
    from reopen.study import Study


def write(study: Study, out: Path | str, *, progress: Progress = silent) -> dict[str, Any]:
    """Write ``report.html``, ``summary.json`` and ``tables/*.csv`` into a folder.

    Everything is written under a temporary name beside the folder and moved into place at the
    end, ``summary.json`` last, so that a run that is stopped leaves what was there before.

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
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out} is a file; name a folder with --out")
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            found = _draft(study, draft, begin)
            _move(draft, out)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{error.filename or out} cannot be written: {error.strerror}; use --out"
        ) from error
    progress("report", 1.0)
    return found


def _draft(study: Study, draft: Path, begin: float) -> dict[str, Any]:
    (draft / "tables").mkdir()
    for name, frame in tables(study).items():
        frame.to_csv(draft / "tables" / f"{name}.csv", index=False, lineterminator="\n")
    (draft / "report.html").write_text(render(study), encoding="utf-8", newline="\n")
    found = summary(study)
    found["stages"]["report"] = round(perf_counter() - begin, 3)
    found["seconds"] = round(sum(found["stages"].values()), 3)
    text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)
    (draft / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return found


def _move(draft: Path, out: Path) -> None:
    """Put the finished files in place, ``summary.json`` last."""
    (out / "tables").mkdir(parents=True, exist_ok=True)
    files = sorted(p.relative_to(draft) for p in draft.rglob("*") if p.is_file())
    for name in sorted(files, key=lambda p: (p.name == "summary.json", str(p))):
        (draft / name).replace(out / name)
