"""What things of a region are called, for lists and pages that name them by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reopen.region.region import Region

#: Tables of what claims and tasks are about, with the column that names a row.
_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "settlement": "name", "link": "name", "asset": "name", "opening": "title", "provision": "summary",
        "task": "title", "project": "name",
    }
)  # fmt: skip


def titles_of(region: Region) -> dict[str, str]:
    """Titles of all that claims and tasks can be about, by id.

    A crossing has a name on each side: both stand in its title, in the order of its columns.

    Examples
    --------
    >>> import reopen
    >>> titles_of(reopen.load())["akhurik-akyaka-road"]
    'Akhurik - Akyaka road gate'
    """
    crossings = region["crossing"]
    both = crossings["name_a"] + " - " + crossings["name_b"]
    out = dict(zip(crossings["crossing_id"], both, strict=True))
    for table, column in _NAMED.items():
        out |= dict(zip(region[table][f"{table}_id"], region[table][column], strict=True))
    return {str(name): str(title) for name, title in out.items()}
