"""The names of a region: places, countries, organisations and capitals, in one index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reopen.accord.reading_fold import fold
from reopen.accord.reading_names import Index, table, variants
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_USED = re.compile(r"\bused \d{4}")
#: Words that say what a place is, and are no part of its name.
_GENERIC = re.compile(
    r"\b(?:junction|crossing|border|line|gate|gateway|direction|area|side|station|port|district|city|pass|"
    r"tunnel|river|road|section|south|north|portal|airport|ports?|province|region|village|town)\b"
)
_NOT_PLACES = frozenset(
    [
        "black sea",
        "black",
        "caspian",
        "eu",
        "china",
        "europe",
        "asia",
        "sea",
        "villages",
        "side",
    ]
)


def gazetteer(region: Region) -> Index:
    """Index of every name of a region's places and countries, and of the world's countries and bodies.

    Examples
    --------
    >>> import reopen
    >>> index = gazetteer(reopen.load())
    """
    index = Index()
    countries = {row["country_id"]: row for row in records(region["country"])}
    taken = _country_words(countries)
    _add_places(index, region, taken)
    _add_countries(index, countries)
    for row in table("organisations"):
        for name in variants(row["names"]):
            index.add("party", row["code"], name, note="body", sounds=False)
    for row in table("capitals"):
        for language in ("en", "ru", "az", "tr", "hy", "ka"):
            for name in variants(row[language]):
                index.add("capital", row["code"], name)
    for row in records(region["node"]):
        if row["node_type"] == "capital":
            for name in _names(row):
                index.add("capital", row["country_id"], name)
    return index


def _country_words(countries: dict[str, dict[str, object]]) -> frozenset[str]:
    known = {fold(name) for row in table("countries") for name in variants(row["en"])}
    return frozenset(known | {fold(_BRACKETS.sub("", str(row["name"]))) for row in countries.values()})


def _add_places(index: Index, region: Region, taken: frozenset[str]) -> None:
    nodes = records(region["node"])
    plain = {fold(name) for row in nodes for name in variants(_BRACKETS.sub("", row["name"]))}
    for row in nodes:
        rank = "gateway" if row["node_type"] == "gateway" else row["country_id"]
        other = {fold(row["admin"])} | (plain - {fold(_BRACKETS.sub("", row["name"]))})
        for name in [*_names(row), *_bracketed(row["name"], taken | other)]:
            if fold(name) not in taken and fold(name) not in _NOT_PLACES:
                index.add("place", row["node_id"], name, note=rank)
    held = {row["node_id"]: row["country_id"] for row in nodes}
    for row in records(region["settlement"]):
        if "," not in row["name"] and ":" not in row["name"]:
            for name in variants(_BRACKETS.sub("", row["name"])):
                if len(name.split()) <= 3:
                    _settlement(index, row, name, held.get(row["node_id"], ""))
    _add_gates(index, region, held)


def _settlement(index: Index, row: dict[str, str], name: str, country: str) -> None:
    if name.endswith(" district"):
        index.add("place", row["settlement_id"], name, note=country)
    else:
        index.add("place", row["settlement_id"], name, note=f"settlement {country}")


def _add_gates(index: Index, region: Region, held: dict[str, str]) -> None:
    """Names of a crossing's two sides that no node has: the id is that of the crossing's node."""
    for row in records(region["crossing"]):
        for side in ("a", "b"):
            node = row[f"node_{side}_id"]
            for name in variants(_BRACKETS.sub("", row[f"name_{side}"])):
                bare = _strip(name)
                if bare and node in held:
                    index.add("place", node, bare, note=f"gate {held[node]}")


def _names(row: Mapping[str, Any]) -> list[str]:
    """Names of a node in English and in its other languages, without what they were used for."""
    cells = [str(row["name"]), *(name for _, name in row["names"])]
    found: list[str] = []
    for cell in cells:
        # "Цхинвал(и)" is two names.
        optional = re.sub(r"(?<=\w)\((\w{1,3})\)", r"\1", cell)
        both = [*variants(_BRACKETS.sub("", cell)), *variants(_BRACKETS.sub("", optional))]
        found.extend(_strip(name.split(" and ")[0]) for name in both)
    return [name for name in dict.fromkeys(found) if name]


def _strip(name: str) -> str:
    """A name without words that only say what it is; "" where small letters remain first."""
    bare = " ".join(_GENERIC.sub("", name).split()).strip(" -,")
    return bare if bare and not (bare[0].isascii() and bare[0].islower()) else ""


def _bracketed(name: str, taken: frozenset[str] | set[str]) -> list[str]:
    """Other names that stand in brackets after a name, not those that say where it lies."""
    parts = [part for inside in _BRACKETS.findall(name) for part in re.split(r"\s*[,/]\s*", inside)]
    named = [_strip(part) for part in parts if part[:1].isupper() and " of " not in part]
    return [part for part in named if part and fold(part) not in taken and not _USED.search(part)]


def _add_countries(index: Index, countries: dict[str, dict[str, object]]) -> None:
    listed = {row["code"] for row in table("countries")}
    for row in table("countries"):
        for column, note in (
            ("en", "name"), ("adjective", "adjective"), ("people", "people"), ("ru", "name"),
            ("ru_adjective", "adjective"), ("az", "name"), ("tr", "name"), ("hy", "name"),
            ("hy_adjective", "adjective"), ("ka", "name"), ("ka_adjective", "adjective"),
        ):  # fmt: skip
            for name in variants(row[column]):
                index.add("party", row["code"], name, note=note, sounds=False)
    for code, own in countries.items():
        if str(own["kind"]) == "gateway_bloc":
            continue
        for name in _names(own):
            index.add("party", code, name, note="name", sounds=False)
            if code not in listed and name.isascii():
                for adjective in adjectives(name):
                    index.add("party", code, adjective, note="adjective", sounds=False)


def adjectives(name: str) -> list[str]:
    """English words that may mean "of" a country that no list knows.

    Examples
    --------
    >>> adjectives("Borovia")
    ['Borovian']
    >>> adjectives("Tarland")
    ['Tarlandian', 'Tarlandish', 'Tarlandi', 'Tarlander']
    """
    if name.endswith("ia"):
        return [f"{name}n"]
    if name.endswith("a"):
        return [f"{name}n", f"{name[:-1]}ian", f"{name[:-1]}ese"]
    if name.endswith(("o", "e", "i", "u", "y")):
        return [f"{name}an", f"{name[:-1]}ian"]
    return [f"{name}ian", f"{name}ish", f"{name}i", f"{name}er"]
