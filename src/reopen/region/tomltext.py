"""Writing ``region.toml``."""

from __future__ import annotations

import json

from reopen.region.region import Meta


def meta_text(meta: Meta) -> str:
    """The text of ``region.toml`` for a region's meta data."""
    lines = [
        "[region]",
        f"id = {_string(meta.id)}",
        f"title = {_string(meta.title)}",
        f"version = {_string(meta.version)}",
        f"as_of = {_string(meta.as_of)}",
        f"languages = [{', '.join(map(_string, meta.languages))}]",
    ]
    if meta.view is not None:
        lines.append(f"view = [{', '.join(repr(float(value)) for value in meta.view)}]")
    lines += [
        f"description = {_string(meta.description)}",
        f"licence = {_string(meta.licence)}",
        f"attribution = {_string(meta.attribution)}",
    ]
    if meta.files:
        lines += ["", "[files]", *(f"{table} = {_string(file)}" for table, file in meta.files.items())]
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A TOML basic string; JSON's escapes are a part of TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
