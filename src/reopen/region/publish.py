"""Putting a set of files into a folder so that an interruption leaves the old ones or the new ones."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reopen.errors import OutputError


def is_empty(folder: Path) -> bool:
    """Whether a folder is empty or does not exist.

    Raises
    ------
    OutputError
        When it is a file or cannot be read.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is a file; choose a new or empty folder")
        return not folder.exists() or next(folder.iterdir(), None) is None
    except OSError as error:
        raise OutputError(f"cannot read {folder}: {error.strerror}; choose another folder") from error


@contextmanager
def publishing(folder: Path, *, remove: Iterable[str] = ()) -> Iterator[Path]:
    """A temporary folder whose files replace those of ``folder`` when the block ends well.

    Parameters
    ----------
    folder : Path
        Where the files belong; made when it does not exist.
    remove : iterable of str
        Files of ``folder`` that must be gone afterwards.

    Raises
    ------
    OutputError
        When the files cannot be written there.
    """
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".reopen-", dir=folder))
    except OSError as error:
        raise OutputError(f"cannot write into {folder}: {error.strerror}; choose another folder") from error
    done = False
    try:
        (work / "new").mkdir()
        yield work / "new"
        _swap(folder, work / "new", work / "old", list(remove))
        done = True
    except OSError as error:
        raise OutputError(f"cannot write into {folder}: {error.strerror}; nothing was changed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if new and not done:
            shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, fresh: Path, backup: Path, remove: list[str]) -> None:
    """Move the fresh files in and the others out; put all back if anything stops it."""
    names = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file())
    done: list[str] = []
    try:
        for name in [*names, *remove]:
            _keep(folder / name, backup / name)
            done.append(name)
            if name in names:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    except BaseException:
        for name in reversed(done):
            if (backup / name).exists():
                (backup / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise


def _keep(file: Path, backup: Path) -> None:
    """Keep a second name, or else a copy, of a file that may exist."""
    if not file.exists():
        return
    backup.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, backup)
    except OSError:
        shutil.copy2(file, backup)
