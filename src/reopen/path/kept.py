"""Elimination orders kept on disk, since they depend on a graph's links alone and take long to find."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: Changes when orders are found in another way.
WAY = b"dissection 1"


def folder() -> Path:
    """Where orders are kept: ``REOPEN_CACHE``, or the user's folder for such things."""
    if named := os.environ.get("REOPEN_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "reopen"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/reopen"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reopen"


def kept(
    graph: tuple[NDArray[np.generic], ...], find: Callable[[], NDArray[np.int32]], where: Path
) -> NDArray[np.int32]:
    """The order kept for a graph, or the one found now, which is then kept.

    A file that is damaged is found anew; a folder that cannot be written is let be.

    Parameters
    ----------
    graph : tuple of ndarray
        What the order depends on.
    find : callable
        Finds an order: a permutation.
    where : Path
        Folder of kept orders.
    """
    key = sha256(WAY)
    for array in graph:
        key.update(np.ascontiguousarray(array).tobytes() + b"|")
    path = where / f"order-{key.hexdigest()}.npy"
    try:
        order = np.load(path, allow_pickle=False)
        if order.dtype == np.int32 and np.array_equal(np.sort(order), np.arange(len(order))):
            return np.asarray(order)
    except (OSError, ValueError, EOFError):
        pass
    order = find()
    with contextlib.suppress(OSError):
        where.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=where, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, order)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    return order
