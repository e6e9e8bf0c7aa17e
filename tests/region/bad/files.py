"""Files that are bad as such: bytes, quotes, headers, the number of cells."""

from __future__ import annotations

from pathlib import Path

from .kind import Bad
from .spoil import cells, content, replace


def _symlink(folder: Path) -> None:
    outside = folder.parent / "outside.csv"
    (folder / "link.csv").rename(outside)
    (folder / "link.csv").symlink_to(outside)


def _folder_for_file(folder: Path) -> None:
    (folder / "trade.csv").unlink()
    (folder / "trade.csv").mkdir()


def _without_file(folder: Path) -> None:
    (folder / "trade.csv").unlink()


def _first_line(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0] + b"\n"


def _other_lines(data: bytes) -> bytes:
    return data.split(b"\n", 1)[1]


_BOM = content("node.csv", lambda old: b"\xef\xbb\xbf" + old)
_LATIN = replace("node.csv", "Alder,", "Älder,".encode("latin-1"))
_UTF16 = content("node.csv", lambda old: old.decode().encode("utf-16"))
_EMPTY = content("node.csv", lambda old: b"")
_BLANK = content("node.csv", lambda old: b"\n\n")
_XLSX = content("node.csv", lambda old: b"PK\x03\x04zip")
_SEMICOLONS = content("node.csv", lambda old: old.replace(b",", b";"))
_TABS = content("node.csv", lambda old: old.replace(b",", b"\t"))
_CONFLICT = content("consent.csv", lambda old: old + b"<<<<<<< HEAD\n")
_LATE = replace("link.csv", ",Hill", ',"Hill' + "\n" * 140_000)
_COMMA = replace("source.csv", "Own estimate;", "Own estimate,")

FILES = [
    Bad("BOM", _BOM, "node.csv", 1, "", "BOM", "without BOM"),
    Bad("latin-1", _LATIN, "node.csv", 2, "", "byte 0xc4 at character 7", "CSV UTF-8"),
    Bad("UTF-16", _UTF16, "node.csv", 1, "", "UTF-16", "CSV UTF-8"),
    Bad(
        "NUL byte",
        replace("node.csv", "Birch", "Bi\0rch"),
        "node.csv",
        3,
        "",
        "a NUL byte",
        "export it again",
    ),
    Bad("empty file", _EMPTY, "node.csv", 1, "", "an empty file", "column names"),
    Bad("blank lines only", _BLANK, "node.csv", 1, "", "an empty file", "column names"),
    Bad("spreadsheet", _XLSX, "node.csv", 1, "", "spreadsheet", "export"),
    Bad(
        "unclosed quote",
        replace("link.csv", ",Hill", ',"Hill'),
        "link.csv",
        3,
        "",
        None,
        "close it or delete",
    ),
    Bad(
        "text after a quote", replace("link.csv", ",Hill", ',"Hill"'), "link.csv", 3, "", None, "double those"
    ),
    Bad("quote that closes too late", _LATE, "link.csv", 3, "", None, "close it or delete it"),
    Bad("long cell", cells("link.csv", 3, note="x" * 100_001), "link.csv", 3, "note", "(100,001 ", "shorten"),
    Bad("longer cell", cells("link.csv", 3, note="x" * 200_000), "link.csv", 3, "note", "longer", "shorten"),
    Bad("semicolons between cells", _SEMICOLONS, "node.csv", 1, "", "semicolons", "with commas"),
    Bad("tabs between cells", _TABS, "node.csv", 1, "", "tabs", "with commas"),
    Bad(
        "no header",
        content("node.csv", _other_lines),
        "node.csv",
        1,
        "",
        "alder, Alder",
        "into the first line",
    ),
    Bad(
        "column twice",
        replace("node.csv", ",note,", ",name,"),
        "node.csv",
        1,
        "name",
        "name",
        "columns 2 and 17",
    ),
    Bad(
        "column misspelt",
        replace("link.csv", ",length,", ",lenght,"),
        "link.csv",
        1,
        "length",
        None,
        "rename 'len",
    ),
    Bad(
        "column missing",
        replace("country.csv", ",source,", ",s,"),
        "country.csv",
        1,
        "source",
        None,
        "add it: Sou",
    ),
    Bad(
        "too few cells",
        replace("node.csv", ",own-estimate", ""),
        "node.csv",
        2,
        "",
        "18 cells from 'alder'",
        "missing or",
    ),
    Bad("too many cells", _COMMA, "source.csv", 2, "", "7 cells", "not in quotes"),
    Bad("merge conflict", _CONFLICT, "consent.csv", 4, "", "<<<<<<< HEAD", "keep one of them"),
    Bad(
        "required table without rows",
        content("trade.csv", _first_line),
        "trade.csv",
        1,
        "",
        None,
        "add a row",
    ),
    Bad("missing file", _without_file, "trade.csv", None, "", "trade.csv", "add the file"),
    Bad(
        "folder instead of a file",
        _folder_for_file,
        "trade.csv",
        None,
        "",
        "a folder",
        "put the CSV file there",
    ),
    Bad("link out of the folder", _symlink, "link.csv", None, "", "leads out", "copy the file itself"),
]
