"""The house: a room imports only from rooms below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src/reopen"
#: Rooms from the ground up; a room may import from itself and from what comes before it.
ROOMS = [
    "_version",
    "errors",
    "files",
    "progress",
    "region",
    "settings",
    "path",
    "lattice",
    "traffic",
    "economics",
    "network",
    "accord",
    "benefit",
    "rebuild",
    "study",
    "report",
    "web",
    "cli",
]
FILES = sorted(p for p in SOURCE.rglob("*.py") if p.parent != SOURCE or p.stem in ROOMS)


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path):
    """Rooms that a file imports from when it runs; type hints do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hints = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in hints:
            continue
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module == "reopen":
            names = [f"reopen.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "reopen" and len(parts) > 1 and not parts[1].startswith("__"):
                yield parts[1]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_room_imports_only_from_rooms_below(path):
    """No import runs up the house."""
    mine = room(path)
    above = {r for r in imported_rooms(path) if ROOMS.index(r) > ROOMS.index(mine)}
    assert not above, f"{mine} imports {sorted(above)} from above"
