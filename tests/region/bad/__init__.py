"""Kinds of bad region files: how each is made, and what must be said of it."""

from __future__ import annotations

from .cells import CELLS
from .files import FILES
from .kind import Bad
from .meta import META
from .rebuild import REBUILD
from .rules import RULES

#: Every kind.
ALL = [*FILES, *CELLS, *RULES, *REBUILD, *META]

__all__ = ["ALL", "Bad"]
