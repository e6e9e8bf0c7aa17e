"""Places, links, crossings, lines and their histories as the map's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reopen.region.records import records
from reopen.report.basemap import Basemap, encode
from reopen.report.clip import Point
from reopen.report.geometry import link_lines, node_points, read_line
from reopen.report.numbers import significant

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Degrees to which the map's lines are rounded (about 200 m).
STEP = 0.002

_RANK = {"capital": 0, "city": 1, "port": 2, "town": 2, "gateway": 2, "crossing": 4, "junction": 5}


def names_of(name: str, names: tuple[tuple[str, str], ...]) -> list[list[str]]:
    """Every name with its language; the table's English name first, as "en" unless it is given.

    Examples
    --------
    >>> names_of("Tbilisi", (("ka", "Tbilisi"), ("ru", "Тбилиси")))
    [['en', 'Tbilisi'], ['ka', 'Tbilisi'], ['ru', 'Тбилиси']]
    """
    given = [[lang, text] for lang, text in names]
    return given if any(lang == "en" for lang, _ in given) else [["en", name], *given]


def places(region: Region) -> list[dict[str, Any]]:
    """Places with a name worth a label or a search, the most prominent first."""
    ranked = sorted(records(region["node"]), key=_prominence)
    return [
        {
            "id": row["node_id"],
            "names": names_of(row["name"], row["names"]),
            "kind": row["node_type"],
            "country": row["country_id"],
            "at": _rounded((row["x_coord"], row["y_coord"])),
            "population": significant(row["population"]),
            "year": significant(row["population_year"]),
            "zone": bool(row["is_zone"]),
            "note": row["note"],
            "source": list(row["source"]),
            "confidence": row["confidence"],
        }
        for row in ranked
    ]


def _prominence(row: dict[str, Any]) -> tuple[int, float, str]:
    population = row["population"]
    return (_RANK.get(row["node_type"], 3), -population if population == population else 0.0, row["node_id"])


def links(region: Region, table: pd.DataFrame) -> list[dict[str, Any]]:
    """Links with their state on the study's date, and thousand tonnes of freight where any moves."""
    lines = link_lines(region)
    return [
        {
            "id": row["link_id"],
            "name": row["name"],
            "mode": row["mode"],
            "type": row["facility_type"],
            "state": row["state"],
            "since": row["state_since"],
            "uncertain": bool(row["state_uncertain"]),
            "from": row["from_node_id"],
            "to": row["to_node_id"],
            "km": significant(row["length"]),
            "gauge": significant(row["gauge_mm"]),
            "countries": list(row["country_ids"]),
            "line": encode(lines[row["link_id"]], STEP),
            "note": row["note"],
            "source": list(row["source"]),
            "confidence": row["confidence"],
            **({"flow": significant(row["freight_kt"], 3)} if row.get("freight_kt") else {}),
        }
        for row in records(table)
    ]


def crossings(region: Region, table: pd.DataFrame) -> list[dict[str, Any]]:
    """Crossings with their state on the study's date, at the middle of their two places."""
    points = node_points(region["node"])
    return [
        {
            "id": row["crossing_id"],
            "names": [row["name_a"], row["name_b"]],
            "countries": [row["country_a"], row["country_b"]],
            "state": row["state"],
            "since": row["state_since"],
            "uncertain": bool(row["state_uncertain"]),
            "at": _rounded(_middle(points[row["node_a_id"]], points[row["node_b_id"]])),
            "links": list(row["link_ids"]),
            "hours": [
                significant(h)
                for h in (row["hours_truck_a_to_b"], row["hours_truck_b_to_a"], row["hours_rail"])
            ],
            "hours_basis": row["hours_basis"],
            "fee_usd": significant(row["fee_usd"]),
            "limits": row["limits"],
            "note": row["note"],
            "source": list(row["source"]),
            "confidence": row["confidence"],
        }
        for row in records(table)
    ]


def histories(region: Region) -> dict[str, list[dict[str, Any]]]:
    """Dated states by subject, oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(region["state"].sort_values("date", kind="stable")):
        found.setdefault(row["subject_id"], []).append(
            {
                "date": row["date"],
                "precision": row["date_precision"],
                "state": row["state"],
                "direction": row["direction"],
                "traffic": list(row["traffic"]),
                "reason": row["reason"],
                "source": list(row["source"]),
                "confidence": row["confidence"],
            }
        )
    return dict(sorted(found.items()))


def boundaries(region: Region, as_of: str) -> list[dict[str, Any]]:
    """Administrative, historical and disputed lines that hold on a date."""
    return [
        {
            "id": row["boundary_id"],
            "name": row["name"],
            "kind": row["kind"],
            "from": row["valid_from"],
            "to": row["valid_to"],
            "line": read_line(row["geometry"]),
            "source": list(row["source"]),
        }
        for row in records(region["boundary"])
        if row["valid_from"] <= as_of and (not row["valid_to"] or as_of < row["valid_to"])
    ]


def base(land: Basemap, step: float = 0.004) -> dict[str, Any]:
    """The base map as whole steps of degrees."""
    return {
        "step": step,
        "box": list(land.box),
        "land": [[encode(ring, step) for ring in polygon] for polygon in land.land],
        "solid": [encode(line, step) for line in land.solid],
        "dashed": [encode(line, step) for line in land.dashed],
    }


def _rounded(point: Point) -> list[float]:
    return [round(float(point[0]), 4), round(float(point[1]), 4)]


def _middle(a: Point, b: Point) -> Point:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
