"""``reopen accord read`` and ``accept``: what a text says, and adding rows of it that a person chose."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_compare import RegionOption
from reopen.cli.accord_output import opened, print_quoting_json, print_table, safe, say
from reopen.cli.console import guarded, log
from reopen.cli.options import JsonOption, file_name

if TYPE_CHECKING:
    from reopen.accord.reading import Reading
    from reopen.region.problems import Problem
    from reopen.region.region import Region

#: Stands for what is piped in.
STDIN = "-"
#: Characters of a quote or a sentence that the table shows.
LONGEST = 160
#: Claims of later dates there cannot be.
LAST_DAY = "9999-12-31"
#: Rows of a table that are shown; JSON holds all.
SHOWN = 200


@guarded()
def read(
    file: Annotated[str, typer.Argument(help="Text or HTML file in UTF-8; - for what is piped in.")],
    region: RegionOption = None,
    published: Annotated[
        str | None, typer.Option(help="Day of publication, from which 'yesterday' is counted.")
    ] = None,
    html: Annotated[
        bool | None, typer.Option("--html/--text", help="What the file is; found out by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for the proposed rows, for review.", parser=file_name)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a news text: places, dates, figures, parties, documents, events, each with its exact words."""
    from reopen.accord.accept import propose_file
    from reopen.accord.reading import read as find

    text = _text(file)
    loaded, _ = opened(region, None)
    found = find(text, loaded, published=published, html=html)
    if out is not None:
        count = propose_file(found, out)
    if as_json:
        print_quoting_json(_as_json(found))
    else:
        _print(found)
    if out is not None:
        log().print(f"wrote {count} proposals to {out}; nothing is in a register yet", markup=False)


def _text(file: str) -> str:
    """What a file or standard input holds."""
    from reopen.errors import ReopenError

    try:
        held = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise ReopenError(f"{file} cannot be read: {error.strerror}; name another file") from error
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReopenError(f"{file}: byte {error.start + 1:,} is no UTF-8; save it as UTF-8") from None


def _as_json(found: Reading) -> dict[str, Any]:
    """The reading; ``start`` and ``end`` count characters of ``text``, ``file_start`` those of the file."""
    from dataclasses import asdict

    proposed = [("event", one) for one in found.events] + [("claim", one) for one in found.claims]
    return {
        "text": found.text,
        "mentions": [asdict(one) | {"file_start": found.offset(one.start)} for one in found.mentions],
        "proposals": [{"table": table} | asdict(one) for table, one in proposed],
        "notes": found.notes,
    }


def _print(found: Reading) -> None:
    cells = [
        (one.kind, f"{one.start}-{one.end}", _short(one.quote), _short(one.value), one.certainty, one.note)
        for one in found.mentions[:SHOWN]
    ]
    if cells:
        heads = ("kind", "characters", "the words", "what they mean", "certainty", "note")
        print_table("Found in the text", heads, cells)
    else:
        say("nothing was found in the text")
    proposed = [("event", one) for one in found.events] + [("claim", one) for one in found.claims]
    if proposed:
        lines = [
            (one.proposal_id, table, _cells(one.row), f"{one.start}-{one.end}", _short(one.quote))
            for table, one in proposed[:SHOWN]
        ]
        columns = ("id", "table", "row", "characters", "the words")
        print_table("Proposed rows: none is in a register until a person accepts it", columns, lines)
    for count, what in ((len(found.mentions), "mentions"), (len(proposed), "proposed rows")):
        if count > SHOWN:
            say(f"and {count - SHOWN:,} more {what}, which --json prints")
    for note in found.notes:
        say(f"note: {note}")


def _cells(row: dict[str, str]) -> str:
    return "\n".join(f"{name}: {_short(cell)}" for name, cell in row.items() if cell)


def _short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[: LONGEST + 1].split())
    return line if len(text) <= LONGEST else f"{line[:LONGEST]} ..."


@guarded()
def accept(
    proposals: Annotated[Path, typer.Argument(help="File of `reopen accord read --out`.")],
    region: Annotated[str, typer.Option(help="The region's folder; not the embedded region.")],
    ids: Annotated[str | None, typer.Option(help="Ids of the proposals to add, with commas: e1,c2.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Add all of them.")] = False,
    source_id: Annotated[
        str, typer.Option(help="Id of the source; with one of the region's, nothing else is needed.")
    ] = "",
    source_publisher: Annotated[str, typer.Option(help="Who published the text.")] = "",
    source_title: Annotated[str, typer.Option(help="Its title.")] = "",
    source_date: Annotated[str, typer.Option(help="Day of publication.")] = "",
    source_affiliation: Annotated[str, typer.Option(help="Side or kind of the publisher.")] = "",
    source_url: Annotated[str, typer.Option(help="Address.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Add chosen proposals to a region's files, with the source that they rest on: all of them or none."""
    from reopen.accord.accept import accept as add
    from reopen.accord.accept import read_proposals
    from reopen.errors import SettingsError

    if every == (ids is not None):
        raise SettingsError("name proposals with --ids e1,c2, or take all of them with --all; one of the two")
    held = read_proposals(proposals)
    chosen = (
        [str(one["proposal_id"]) for one in held]
        if ids is None
        else [name.strip() for name in ids.split(",") if name.strip()]
    )
    given = {
        "source_id": source_id, "publisher": source_publisher, "title": source_title, "date": source_date,
        "affiliation": source_affiliation, "url": source_url,
    }  # fmt: skip
    told = {name: cell for name, cell in given.items() if cell}
    added = add(region, held, chosen, source=told, also=(_of_assets,))
    if as_json:
        print_quoting_json({"region": region, "added": added})
        return
    for row in added:
        name = row[f"{row['table']}_id"]
        say(f"added to {row['table']}.csv: {name} {safe(row.get('title') or row.get('value', ''))}")


def _of_assets(loaded: Region) -> list[Problem]:
    """Claims that rebuilding cannot read, of whatever date."""
    from reopen.rebuild.claimed import claimed

    problems: list[Problem] = []
    claimed(loaded, LAST_DAY, problems)
    return problems
