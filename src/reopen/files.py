"""Files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reopen.errors import OutputError


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A draft beside a file, which takes its name at the end, or leaves it as it was.

    A link stays one: what it points at is written.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    target = out.resolve()
    draft = target.with_name(f".{target.name}.part")
    try:
        yield draft
        draft.replace(target)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}; name another file") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def check_target(path: Path) -> None:
    """Refuse a file that could not be written, before the long work and not after it.

    Raises
    ------
    OutputError
        When the path is a folder or a device, or the folder it is to be in is none.
    """
    if path.exists() and not path.is_file():
        what = "is a folder" if path.is_dir() else "is no plain file"
        raise OutputError(f"{path} {what}; name a file in a folder that is there")
    if not path.parent.is_dir():
        raise OutputError(f"{path} cannot be written: no folder {path.parent}; name one that is there")
