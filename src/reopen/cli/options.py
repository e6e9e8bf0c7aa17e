"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def file_name(text: str) -> Path:
    """The name of a file or folder; an empty one would mean the current folder."""
    if not text.strip():
        raise typer.BadParameter("give it a name")
    return Path(text)


RegionArgument = Annotated[
    str | None,
    typer.Argument(help="A region's folder, or the name of an embedded one.", show_default="south-caucasus"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the results as JSON to stdout.")]
AsOfOption = Annotated[str | None, typer.Option(help="Date to see the region at, such as 2026-03-31.")]
JobsOption = Annotated[int | None, typer.Option(help="Threads; all processors by default.", min=1)]
