"""Where the files of a region lie: its folder, and names that stay inside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from reopen.region.cells import BadCell

#: The region that ``load`` reads when none is named.
DEFAULT = "south-caucasus"

#: The worked example that a new region is made of.
STARTER = Path(__file__).parent / "starter"

_EXPECTED = "the name of a CSV file inside the region's folder"


def embedded() -> dict[str, Path]:
    """Folders of the regions that come with reopen, by name."""
    root = Path(__file__).parent.parent / "regions"
    return {path.parent.name: path.parent for path in sorted(root.glob("*/region.toml"))}


def check_name(name: Any) -> None:
    """Raise ``BadCell`` unless a file name from region.toml stays inside the folder."""
    if not isinstance(name, str) or not name:
        raise BadCell(_EXPECTED, "write the file's name in quotes")
    if "\\" in name:
        raise BadCell(_EXPECTED, "write / instead of \\")
    parts = name.split("/")
    if name.startswith(("/", "~")) or re.match("[A-Za-z]:", name):
        raise BadCell(_EXPECTED, "copy the file into the folder and write its name without the path")
    if ".." in parts:
        raise BadCell(_EXPECTED, "copy the file into the folder; .. would lead out of it")
    if "" in parts or "." in parts or re.search(r'[\x00-\x1f:*?"<>|]', name):
        raise BadCell(_EXPECTED, 'write a plain name such as "link.csv"')
    if not name.endswith(".csv"):
        raise BadCell(_EXPECTED, "the name must end in .csv")


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a file lies outside a folder once links are followed."""
    return not path.resolve().is_relative_to(folder.resolve())
