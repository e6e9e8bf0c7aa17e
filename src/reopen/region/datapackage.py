"""``datapackage.json``: the region described as a Frictionless Data Package (version 1)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from reopen.region.region import Region
from reopen.region.schema import Attribute, Table, schema

#: Name of the file.
FILE = "datapackage.json"

_ID = "[A-Za-z0-9][A-Za-z0-9_.+-]{0,79}"
_PARTIAL_DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


def descriptor(region: Region, files: dict[str, str]) -> dict[str, Any]:
    """The package descriptor.

    Parameters
    ----------
    region : Region
        The region.
    files : dict of str to str
        File name of each table that is written.
    """
    meta = region.meta
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": re.sub("[^a-z0-9._-]", "-", meta.id.lower()),
        "id": meta.id,
        "title": meta.title,
        "version": meta.version,
        "description": meta.description,
        "created": f"{meta.as_of}T00:00:00Z",
        "licenses": [{"name": re.sub("[^A-Za-z0-9._-]+", "-", meta.licence), "title": meta.licence}],
        "contributors": [{"title": meta.attribution}],
        "sources": _sources(region),
        "resources": [_resource(schema()[name], file, files) for name, file in files.items()],
    }
    if not meta.licence:
        del package["licenses"]
    if not meta.attribution:
        del package["contributors"]
    return package


def _sources(region: Region) -> list[dict[str, str]]:
    frame = region.tables["source"]
    return [
        {"title": title, **({"path": url} if url else {})}
        for title, url in zip(frame["title"], frame["url"], strict=True)
    ]


def _resource(table: Table, file: str, written: Collection[str]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "schema": _schema(table, written),
    }


def _schema(table: Table, written: Collection[str]) -> dict[str, Any]:
    keys = [
        {"fields": name, "reference": {"resource": target, "fields": schema()[target].key[0]}}
        for name, attribute in table.attributes.items()
        if attribute.type == "id" and len(attribute.refers_to) == 1
        for target in attribute.refers_to
        if target in written
    ]
    described: dict[str, Any] = {
        "fields": [_field(attribute) for attribute in table.attributes.values()],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    return {**described, "foreignKeys": keys} if keys else described


def _field(attribute: Attribute) -> dict[str, Any]:
    kind, extra, constraints = _frictionless(attribute)
    low, high = attribute.bounds
    if low > -float("inf"):
        constraints["minimum"] = _plain(low)
    if high < float("inf"):
        constraints["maximum"] = _plain(high)
    if attribute.required:
        constraints["required"] = True
    field: dict[str, Any] = {"name": attribute.name, "type": kind, **extra}
    if attribute.description:
        field["description"] = attribute.description
    if attribute.unit:
        field["unit"] = attribute.unit
    return {**field, "constraints": constraints} if constraints else field


def _frictionless(attribute: Attribute) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Type, further properties and constraints of a field."""
    match attribute.type:
        case "number" | "integer" | "date":
            return attribute.type, {}, {}
        case "boolean":
            return "boolean", {"trueValues": ["yes"], "falseValues": ["no"]}, {}
        case "choice":
            return "string", {}, {"enum": list(attribute.choices)}
        case "id":
            return "string", {}, {"pattern": _ID}
        case "partial_date":
            return "string", {}, {"pattern": _PARTIAL_DATE}
        case "url":
            return "string", {"format": "uri"}, {}
        case "colour":
            return "string", {}, {"pattern": "#[0-9A-Fa-f]{6}"}
    return "string", {}, {}


def _plain(bound: float) -> float:
    """A bound as JSON shows it best."""
    return int(bound) if bound == int(bound) else bound
