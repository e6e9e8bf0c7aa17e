"""Lines as WKT: checking them and reading their points."""

from __future__ import annotations

import re

from reopen.region.cells import BadCell
from reopen.region.schema import Attribute

_FLOAT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = rf"{_FLOAT} +{_FLOAT}"
_LINE = re.compile(rf"LINESTRING *\( *({_POINT}(?: *, *{_POINT})*) *\)")
_EXPECTED = "a line as LINESTRING (lon lat, lon lat, ...) with at least two points"


def line(cell: str, _attribute: Attribute) -> str:
    """A WKT line with at least two points, longitude before latitude."""
    plain = cell.strip()
    if not _LINE.fullmatch(plain):
        raise BadCell(_EXPECTED, _mend(plain))
    found = points(plain)
    if len(found) < 2:
        raise BadCell(_EXPECTED, "add a point, or leave the cell blank for a straight line")
    for lon, lat in found:
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            turned = "; they look swapped" if abs(lon) <= 90 and abs(lat) <= 180 else ""
            raise BadCell(
                "longitudes from -180 to 180 and latitudes from -90 to 90",
                f"write longitude before latitude at '{lon:g} {lat:g}'{turned}",
            )
    return plain


def points(wkt: str) -> list[tuple[float, float]]:
    """The points of a line that has been checked, as (longitude, latitude) in degrees.

    Examples
    --------
    >>> points("LINESTRING (44.5 40.18, 43.85 40.79)")
    [(44.5, 40.18), (43.85, 40.79)]
    """
    inside = wkt[wkt.index("(") + 1 : wkt.rindex(")")]
    pairs = (point.split() for point in inside.split(","))
    return [(float(lon), float(lat)) for lon, lat in pairs]


def _mend(cell: str) -> str:
    start = cell[:40].upper()
    if start.startswith(("MULTILINESTRING", "POLYGON", "POINT", "GEOMETRYCOLLECTION", "SRID=")):
        return "use one LINESTRING without SRID"
    if re.match(r"LINESTRING\s*(Z|M|ZM)\b", start):
        return "leave out heights: two numbers a point"
    if start.startswith("LINESTRING"):
        return "write two numbers a point with a space between them and a comma between points"
    return "write it like LINESTRING (44.5 40.18, 43.85 40.79), or leave the cell blank"
