"""``reopen accord compare``: versions of a document clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reopen.cli.accord_output import listed, opened, print_quoting_json, print_table, say
from reopen.cli.console import guarded
from reopen.cli.options import AsOfOption, JsonOption
from reopen.cli.output import rows

if TYPE_CHECKING:
    from reopen.accord.versions import Comparison

#: A region beside another first argument.
RegionOption = Annotated[
    str | None,
    typer.Option(help="A region's folder, or the name of an embedded one.", show_default="south-caucasus"),
]
#: Columns of a comparison that are about the clause, not about what a version says.
ABOUT = ("number", "provision_ids", "differs", "differs_agreed", "agreed", "remarks")


@guarded()
def compare(
    document: Annotated[
        str | None,
        typer.Argument(help="Id of a document; without one, documents of several versions are listed."),
    ] = None,
    region: RegionOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a document's versions beside each other, clause by clause; leaked texts and drafts never count."""
    from reopen.accord.versions import comparable
    from reopen.accord.versions import compare as find

    loaded, day = opened(region, as_of)
    if document is None:
        several = comparable(loaded, as_of=day)
        if as_json:
            print_quoting_json({"as_of": day, "documents": rows(several)})
        elif several.empty:
            say(f"no document has more than one version on {day}")
        else:
            heads = tuple(several.columns)
            print_table(f"Documents of several versions on {day}", heads, several.values.tolist())
        return
    found = find(loaded, document, as_of=day)
    if as_json:
        print_quoting_json(_as_json(found))
    else:
        _print(found)


def _as_json(found: Comparison) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "document_id": found.document_id,
        "title": found.title,
        "summary": found.summary(),
        "versions": rows(found.versions),
        "clauses": rows(found.table),
    }


def _print(found: Comparison) -> None:
    from reopen.region.records import records

    say(f"{found.document_id} {found.title}, versions known on {found.as_of}")
    cells = [
        (
            row["version_id"], row["kind"], "yes" if row["counts"] else "no, set apart", row["publisher"],
            row["side"], row["language"], row["date"], row["clauses"], listed(row["source"]),
        )
        for row in records(found.versions)
    ]  # fmt: skip
    heads = ("version", "kind", "counts", "published by", "side", "language", "date", "clauses", "source")
    if cells:
        print_table("Versions", heads, cells, right=("clauses",))
    texts = [name for name in found.table.columns if name not in ABOUT]
    lines = [
        (
            row["number"],
            "differs" if row["differs"] else "",
            *(row[name] or "-" for name in texts),
            row["remarks"],
        )
        for row in records(found.table)
    ]
    if lines:
        print_table("Clauses, in the register's own words", ("no.", "", *texts, "remarks"), lines)
    say(found.summary())
