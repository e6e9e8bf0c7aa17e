"""Write a study to a folder: every file whole or not at all."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
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
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out} is a file; name a folder with --out")
        if (out / "region.toml").exists():
            raise OutputError(f"{out} holds a region; name another folder with --out")
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
    """Put the finished files in the place of those of an earlier run, all or none of them."""
    out.mkdir(parents=True, exist_ok=True)
    with _unstoppable():
        if (out / "tables").is_dir():
            (out / "tables").replace(draft / "earlier-tables")
        for name in ("tables", "report.html", "summary.json"):
            (draft / name).replace(out / name)


@contextmanager
def _unstoppable() -> Iterator[None]:
    """Hold Ctrl-C back for the moment that the renames take."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
