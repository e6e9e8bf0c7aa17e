"""The reference of the region's tables, ``docs/region.md``, written from the attribute table.

``python -m reopen.region.reference docs/region.md`` writes it; with ``--check`` it only says
whether the file is up to date, and exits 1 when it is not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from reopen.region.schema import Attribute, Table, schema

#: What each type means, for the reference.
TYPES = {
    "id": "Identifier: letters A-Z and a-z, digits and `_ - . +`, starting with a letter or digit, at most "
    "80 characters. Names in every script go into the `name` and `names` columns.",
    "ids": "Several identifiers, separated by semicolons.",
    "sources": "Identifiers of sources, separated by semicolons.",
    "text": "Text in any script, at most 100,000 characters. Text that a spreadsheet would run as a formula "
    "(it starts with `=`, `@` or a tab, or with `+` or `-` and holds `(`, `|` or `!`) and control characters "
    "are errors.",
    "texts": "Several texts, separated by semicolons.",
    "names": "Names as `language:name`, separated by semicolons, each language once: "
    "`az:İrəvan;hy:Yerevan`. Several names in one language are separated by ` / `.",
    "number": "Decimal number with a point: `12.5`, `-0.3`, `1.2e6`. No separators between thousands.",
    "integer": "Whole number.",
    "boolean": "`yes` or `no`.",
    "date": "Date as `YYYY-MM-DD`.",
    "partial_date": "Date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.",
    "choice": "One of the values listed.",
    "choices": "Several of the values listed, separated by semicolons.",
    "shares": "Shares as `id:number`, separated by semicolons: `bulk:0.6;general:0.4`.",
    "url": "Web address that starts with `https://` or `http://`.",
    "colour": "Colour as `#rrggbb`.",
    "line": "Line as WKT, longitude before latitude: `LINESTRING (44.51 40.18, 43.85 40.79)`.",
}

_INTRO = """\
# The region's tables

<!-- Written by `python -m reopen.region.reference docs/region.md` from src/reopen/region/attributes.csv. -->

A region is a folder with `region.toml` and one CSV file for each table, `<table>.csv`. Files are UTF-8
without BOM, with commas between cells and the column names in the first line. A table that is not
required may be absent. Columns may stand in any order, and columns that are not required may be left out:
a blank cell and an absent column both stand for the default. Every problem in a region's files is reported
at once, by `reopen check DIR`.

`region.toml` holds, below `[region]`, the keys `id`, `title`, `version` and `as_of` (the date that the data
describe), and may hold `languages`, `view` (least longitude, least latitude, greatest longitude, greatest
latitude), `description`, `licence` and `attribution`. Below `[files]` it may name the file of a table:
`link = "roads.csv"`.
"""


def reference() -> str:
    """The whole reference as Markdown."""
    sections = [_INTRO, _types(), _contents(), *(table_section(table) for table in schema().values())]
    return "\n".join(sections)


def table_section(table: Table) -> str:
    """The section of one table."""
    lines = [
        f"## {table.name}",
        "",
        table.description,
        "",
        f"File `{table.name}.csv`, {'required' if table.required else 'optional'}. "
        f"Key: {', '.join(f'`{column}`' for column in table.key)}.",
        "",
        "| column | type | unit | required | default | limits | refers to | description |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(attribute) for attribute in table.attributes.values()),
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Write or check the reference; returns the exit code."""
    names = [argument for argument in arguments if argument != "--check"]
    if len(names) != 1 or names[0].startswith("-"):
        sys.stderr.write("usage: python -m reopen.region.reference [--check] docs/region.md\n")
        return 2
    path = Path(names[0])
    if "--check" not in arguments:
        path.write_text(reference(), encoding="utf-8", newline="\n")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == reference():
        return 0
    sys.stderr.write(f"{path} is not up to date; run: python -m reopen.region.reference {path}\n")
    return 1


def _types() -> str:
    lines = ["## Types", "", "| type | what a cell holds |", "|---|---|"]
    lines += [f"| {name} | {_escape(meaning)} |" for name, meaning in TYPES.items()]
    return "\n".join([*lines, ""])


def _contents() -> str:
    lines = ["## Tables", "", "| table | required | rows |", "|---|---|---|"]
    lines += [
        f"| [{name}](#{name}) | {_yes(table.required)} | {_escape(table.description)} |"
        for name, table in schema().items()
    ]
    return "\n".join([*lines, ""])


def _row(attribute: Attribute) -> str:
    cells = [
        f"`{attribute.name}`",
        attribute.type,
        attribute.unit,
        _yes(attribute.required),
        attribute.default and f"`{attribute.default}`",
        _limits(attribute),
        ", ".join(f"[{table}](#{table})" for table in attribute.refers_to),
        attribute.description,
    ]
    return "| " + " | ".join(_escape(cell) for cell in cells) + " |"


def _limits(attribute: Attribute) -> str:
    if attribute.choices:
        return ", ".join(f"`{choice}`" for choice in attribute.choices)
    low, _, high = attribute.limits.partition("..")
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else (f"at most {high}" if high else "")


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
