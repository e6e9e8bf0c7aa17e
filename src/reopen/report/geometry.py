"""Lines of a region in degrees, and the web map's projection."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reopen.region.records import records
from reopen.report.clip import Box, Point

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region


def read_line(text: str) -> list[Point]:
    """Positions of a WKT LINESTRING; empty for blank text.

    Examples
    --------
    >>> read_line("LINESTRING (44.5 40.2, 45 41)")
    [(44.5, 40.2), (45.0, 41.0)]
    """
    _, _, inner = text.partition("(")
    if not inner:
        return []
    pairs = (pair.split() for pair in inner.rstrip(") \n").split(","))
    return [(float(pair[0]), float(pair[1])) for pair in pairs]


def link_lines(region: Region) -> dict[str, list[Point]]:
    """Positions of every link by id; a straight line where the link has no geometry."""
    places = node_points(region["node"])
    lines: dict[str, list[Point]] = {}
    for row in records(region["link"]):
        ends = [places[row["from_node_id"]], places[row["to_node_id"]]]
        lines[row["link_id"]] = read_line(row["geometry"]) or ends
    return lines


def node_points(node: pd.DataFrame) -> dict[str, Point]:
    """Longitude and latitude of every node by id."""
    columns: Iterable[Any] = zip(node["node_id"], node["x_coord"], node["y_coord"], strict=True)
    return {str(i): (float(x), float(y)) for i, x, y in columns}


def view_box(region: Region) -> Box:
    """What the map shows at first: the region's view, or all places but gateways with a margin."""
    if region.meta.view is not None:
        return region.meta.view
    node = region["node"]
    near = node[node["node_type"] != "gateway"]
    return grow(box_of(node_points(near if len(near) else node).values()), 0.08)


def box_of(points: Iterable[Point]) -> Box:
    """Smallest box around points.

    Examples
    --------
    >>> box_of([(1, 5), (3, 2)])
    (1, 2, 3, 5)
    """
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def grow(box: Box, share: float) -> Box:
    """A box with a margin on every side, as a share of its width and height; within the web map's limits.

    Examples
    --------
    >>> grow((0, 0, 10, 20), 0.1)
    (-1.0, -2.0, 11.0, 22.0)
    """
    dx, dy = share * (box[2] - box[0]), share * (box[3] - box[1])
    return (
        max(box[0] - dx, -180.0),
        max(box[1] - dy, -80.0),
        min(box[2] + dx, 180.0),
        min(box[3] + dy, 84.0),
    )


class Mercator:
    """Web Mercator onto a sheet ``width`` wide that shows a box; y grows downwards.

    Examples
    --------
    >>> sheet = Mercator((0, -10, 10, 10), width=100)
    >>> [round(v) for v in sheet((10, 10))], round(sheet.height)
    ([100, 0], 201)
    """

    def __init__(self, box: Box, *, width: float) -> None:
        self.width = width
        self._scale = width / math.radians(box[2] - box[0])
        self._west, self._north = math.radians(box[0]), _stretch(box[3])
        self.height = self._scale * (self._north - _stretch(box[1]))

    def __call__(self, point: Point) -> Point:
        x = self._scale * (math.radians(point[0]) - self._west)
        return (x, self._scale * (self._north - _stretch(point[1])))

    def path(self, lines: Iterable[Sequence[Point]], *, close: bool = False, least: float = 0.35) -> str:
        """SVG path data of lines in degrees; points nearer than ``least`` to the one before are dropped.

        Each point is told by its steps from the one before, which takes less room, in whole tenths, so that
        roundings do not add up.
        """
        parts: list[str] = []
        for line in lines:
            placed = [(round(10 * x), round(10 * y)) for x, y in _thin([self(p) for p in line], least)]
            if len(placed) > 1:
                x, y = placed[0]
                steps = [(c - a, d - b) for (a, b), (c, d) in pairwise(placed)]
                parts.append(f"M{x / 10:g} {y / 10:g}" + "".join(f"l{a / 10:g} {b / 10:g}" for a, b in steps))
                parts.append("Z" if close else "")
        return "".join(parts)


def _stretch(latitude: float) -> float:
    return math.asinh(math.tan(math.radians(latitude)))


def _thin(points: list[Point], least: float) -> list[Point]:
    kept: list[Point] = []
    for i, point in enumerate(points):
        if not kept or i == len(points) - 1 or math.dist(kept[-1], point) >= least:
            kept.append(point)
    return kept
