"""The page's files: a fixed table made when the server starts, so that no request ever leads to a file."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
#: Where the build puts them.
FOLDER = "static/app"


@dataclass(frozen=True, slots=True)
class Page:
    """One file in memory.

    Attributes
    ----------
    body, packed : bytes
        As it is, and packed by gzip.
    kind : str
        Its content type.
    digest : str
        Short hash.
    """

    body: bytes
    packed: bytes
    kind: str
    digest: str


def page(body: bytes, kind: str) -> Page:
    """A file from its bytes; the same bytes give the same packed ones."""
    return Page(body, gzip.compress(body, 6, mtime=0), kind, sha256(body).hexdigest()[:16])


def pages(folder: Traversable | None = None) -> Mapping[str, Page]:
    """Every file of the built page by its name; none where it was not built."""
    where = folder or files("reopen.web").joinpath(FOLDER)
    if not where.is_dir():
        return {}
    return {
        item.name: page(item.read_bytes(), kind)
        for item in sorted(where.iterdir(), key=lambda item: item.name)
        if (kind := TYPES.get("." + item.name.rpartition(".")[2])) and item.is_file()
    }
