"""Bad ``region.toml`` files."""

from __future__ import annotations

from pathlib import Path

from .kind import Bad
from .spoil import content, files, replace


def _toml(name: str, old: str, new: str, row: int | None, key: str, value: str | None, mend: str) -> Bad:
    return Bad(name, replace("region.toml", old, new), "region.toml", row, key, value, mend)


def _file(name: str, line: str, table: str, value: str, mend: str) -> Bad:
    return Bad(name, files(line), "region.toml", 18, f"files.{table}", value, mend)


def _without_meta(folder: Path) -> None:
    (folder / "region.toml").unlink()


def _symlink(folder: Path) -> None:
    outside = folder.parent / "outside.toml"
    (folder / "region.toml").rename(outside)
    (folder / "region.toml").symlink_to(outside)


_DEEP = content("region.toml", lambda old: old + b"deep = " + b"[" * 90_000)
_DIGITS = content("region.toml", lambda old: old + b"long = " + b"1" * 5_000)
_LARGE = content("region.toml", lambda old: old + b"#" * 100_000)
_TWICE = files('state = "s.csv"\nconsent = "s.csv"')
_VIEW = "[-31.0, 20.0, -29.0, 21.2]"

META = [
    Bad("TOML too deep", _DEEP, "region.toml", None, "", None, "nested too deep"),
    Bad("TOML with a huge number", _DIGITS, "region.toml", None, "", None, "number that is too long"),
    Bad("TOML too large", _LARGE, "region.toml", None, "", "bytes", "shorten it"),
    Bad("region.toml elsewhere", _symlink, "region.toml", None, "", "leads out", "copy the file itself"),
    _file("file of another table", 'state = "node.csv"', "state", "node.csv", "its own file"),
    Bad("no region.toml", _without_meta, "region.toml", None, "", "region.toml", "add the file"),
    _toml("TOML that is not", '"my-region"', '"my-region', 3, "", None, "in quotes"),
    _toml("no [region]", "[region]", "[regio]", None, "region", None, "write [region]"),
    _toml("key missing", "as_of =", "as_off =", 2, "region.as_of", None, "add as_of"),
    _toml("text without quotes", '"0.1"', "0.1", 5, "region.version", "0.1", "in quotes"),
    _toml("blank title", '"An invented region to start from"', '""', 4, "region.title", "''", "fill it in"),
    _toml("day in words", '"2026-01-01"', '"1 Jan 2026"', 6, "region.as_of", "1 Jan 2026", "in digits"),
    _toml("id with a slash", '"my-region"', '"my/region"', 3, "region.id", "my/region", "write 'my-region'"),
    _toml("formula as title", '"An inv', '"=An inv', 4, "region.title", "=An inv", "a spreadsheet would run"),
    _toml("languages as a text", '["en"]', '"en"', 7, "region.languages", "en", "write it like"),
    _toml(
        "language that is none", '["en"]', '["English"]', 7, "region.languages", "English", "is not a code"
    ),
    _toml("view of three numbers", ", 21.2]", "]", 8, "region.view", "-31.0", "write it like [38.0"),
    _toml("view with latitude first", _VIEW, "[20, -31, 21, 129]", 8, "region.view", "129", "least first"),
    _file("path that climbs out", 'state = "../../etc/passwd"', "state", "../../etc/passwd", "lead out"),
    _file("absolute path", 'state = "/etc/passwd"', "state", "/etc/passwd", "without the path"),
    _file("drive letter", 'state = "C:state.csv"', "state", "C:state.csv", "without the path"),
    _file("backslash", r"state = 'tables\state.csv'", "state", "tables", "write / instead"),
    _file("file that is not CSV", 'state = "region.toml"', "state", "region.toml", "end in .csv"),
    _file("number for a file", "state = 7", "state", "7", "in quotes"),
    Bad(
        "file that is not there",
        files('state = "states.csv"'),
        "states.csv",
        None,
        "",
        "states.csv",
        "add the file",
    ),
    Bad("one file for two tables", _TWICE, "region.toml", 19, "files.consent", "s.csv", "its own", errors=2),
]
