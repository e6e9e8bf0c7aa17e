"""A folder of results: all files of a run in the place of those before, or none of them."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread

from reopen.errors import OutputError


def check_folder(out: Path) -> None:
    """Refuse a folder that results shall not be put into, best before the long work.

    Raises
    ------
    OutputError
        When it is a file, holds a region, or lies below a file.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file; name a folder with --out")
    if (out / "region.toml").exists():
        raise OutputError(f"{out} holds a region; name another folder with --out")
    for above in out.parents:
        if above.exists() and not above.is_dir():
            raise OutputError(f"{above} is a file; name a folder with --out")


@contextmanager
def whole(out: Path, names: Sequence[str]) -> Iterator[Path]:
    """A draft folder beside ``out``, whose files are moved there at the end, all or none of them.

    Parameters
    ----------
    out : Path
        The folder of results; made where it is missing.
    names : sequence of str
        Files and folders that the results may consist of. Those of an earlier run go, also where
        the draft has nothing in their place.

    Raises
    ------
    OutputError
        When the folder cannot be made or written to.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        check_folder(out)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            yield draft
            _move(draft, out, names)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            f"{error.filename or out} cannot be written: {error.strerror}; use --out"
        ) from error


def _move(draft: Path, out: Path, names: Sequence[str]) -> None:
    earlier = draft / ".earlier"
    earlier.mkdir()
    out.mkdir(parents=True, exist_ok=True)
    with _unstoppable():
        for name in names:
            if (out / name).exists():
                (out / name).replace(earlier / name)
            if (draft / name).exists():
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
