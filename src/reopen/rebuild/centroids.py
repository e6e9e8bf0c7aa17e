"""One position for a GeoJSON geometry: the centroid of what has the highest dimension in it.

For points the mean; for lines that of their pieces, weighted by length; for polygons that of their
area, holes taken out (Bourke, 1988). It may lie outside of a bent shape, which is near enough to say
in which settlement an asset lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot
from typing import Any

#: Weight, and position times weight.
Moment = tuple[float, float, float]


def centroid(geometry: object) -> tuple[float, float] | None:
    """Longitude and latitude of a GeoJSON geometry; None where it has no coordinates that can be read.

    Examples
    --------
    >>> centroid({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]]})
    (2.0, 1.0)
    >>> centroid({"type": "Point", "coordinates": []}) is None
    True
    """
    if not isinstance(geometry, dict):
        return None
    try:
        moments = [_moments(part) for part in _parts(geometry)]
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    # What has area outweighs lines, and lines outweigh points.
    for dimension in (2, 1, 0):
        total = _sum(moment[dimension] for moment in moments)
        if total[0] > 0.0:
            return total[1] / total[0], total[2] / total[0]
    return None


def _parts(geometry: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _parts(part)
    else:
        yield geometry


def _moments(geometry: dict[str, Any]) -> tuple[Moment, Moment, Moment]:
    """Moments of points, of lines and of areas; a ring without area counts as a line, and so on."""
    kind, found = geometry["type"], geometry["coordinates"]
    lines: list[Any] = []
    areas: list[Moment] = []
    points: list[Any] = []
    if kind in ("Point", "MultiPoint"):
        points = [found] if kind == "Point" and found else list(found)
    elif kind in ("LineString", "MultiLineString"):
        lines = [found] if kind == "LineString" else list(found)
    elif kind in ("Polygon", "MultiPolygon"):
        for polygon in [found] if kind == "Polygon" else found:
            areas.append(_polygon(polygon))
            lines += polygon[:1]
    else:
        raise ValueError(kind)
    points += [point for line in lines for point in line]
    return (
        _sum((1.0, float(point[0]), float(point[1])) for point in points),
        _sum(_piece(a, b) for line in lines for a, b in pairwise(line)),
        _sum(areas),
    )


def _sum(moments: Iterable[Moment]) -> Moment:
    weight = x = y = 0.0
    for one in moments:
        weight, x, y = weight + one[0], x + one[1], y + one[2]
    return weight, x, y


def _piece(a: Sequence[float], b: Sequence[float]) -> Moment:
    length = hypot(b[0] - a[0], b[1] - a[1])
    return length, 0.5 * length * (a[0] + b[0]), 0.5 * length * (a[1] + b[1])


def _polygon(rings: Sequence[Sequence[Sequence[float]]]) -> Moment:
    outer = _ring(rings[0])
    holes = _sum(_ring(ring) for ring in rings[1:])
    return outer[0] - holes[0], outer[1] - holes[1], outer[2] - holes[2]


def _ring(ring: Sequence[Sequence[float]]) -> Moment:
    """Area of a ring and its moments, positive whichever way round it goes."""
    # Reckoned from its first corner: far from the origin, products of degrees would cancel.
    x0, y0 = ring[0][0], ring[0][1]
    area = x = y = 0.0
    for a, b in pairwise(ring):
        ax, ay, bx, by = a[0] - x0, a[1] - y0, b[0] - x0, b[1] - y0
        cross = 0.5 * (ax * by - bx * ay)
        area, x, y = area + cross, x + cross * (ax + bx) / 3.0, y + cross * (ay + by) / 3.0
    sign = -1.0 if area < 0.0 else 1.0
    area *= sign
    return area, sign * x + area * x0, sign * y + area * y0
