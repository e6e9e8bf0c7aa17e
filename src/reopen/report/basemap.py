"""Land and boundary lines around a region, cut from the base map that the front end's build makes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from reopen.errors import ReopenError
from reopen.report.clip import Box, Point, clip_line, clip_ring


class FrontEndMissingError(ReopenError):
    """The front end was not built into the package."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the front end's {name} is not in the package; build it: python hatch_build.py build"
        )


@dataclass(frozen=True, slots=True)
class Basemap:
    """Land and lines inside a box, in degrees.

    Attributes
    ----------
    box : tuple of float
        West, south, east, north.
    land : list
        Polygons; each a list of rings, the outer one first.
    solid, dashed : list
        Boundary lines; the dashed ones are disputed. None carries a name.
    source : str
        Where the lines come from.
    """

    box: Box
    land: list[list[list[Point]]]
    solid: list[list[Point]]
    dashed: list[list[Point]]
    source: str


def basemap(box: Box) -> Basemap:
    """Cut the base map to a box (degrees: west, south, east, north).

    Raises
    ------
    FrontEndMissingError
        When the package was installed without its built front end.
    """
    world = _world()
    step = float(world["step"])
    land = []
    for polygon in world["land"]:
        rings = [clip_ring(ring, box) for ring in (decode(r, step) for r in polygon) if _touches(ring, box)]
        if rings and rings[0]:
            land.append([ring for ring in rings if ring])
    return Basemap(
        box=box,
        land=land,
        solid=_cut(world["solid"], step, box),
        dashed=_cut(world["dashed"], step, box),
        source=world["source"],
    )


def decode(steps: Sequence[int], step: float) -> list[Point]:
    """Positions from whole steps: the first position, then differences, x and y in turn.

    Examples
    --------
    >>> decode([10, 20, 1, -1], 0.5)
    [(5.0, 10.0), (5.5, 9.5)]
    """
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * step, y * step))
    return points


def encode(points: Sequence[Point], step: float) -> list[int]:
    """The way back from :func:`decode`; points that fall on the one before are dropped.

    Examples
    --------
    >>> encode([(5.0, 10.0), (5.1, 10.1), (5.5, 9.5)], 0.5)
    [10, 20, 1, -1]
    """
    out: list[int] = []
    before = (0, 0)
    for lon, lat in points:
        here = (round(lon / step), round(lat / step))
        if out and here == before:
            continue
        out += (here[0] - before[0], here[1] - before[1])
        before = here
    return out


def _cut(lines: list[list[int]], step: float, box: Box) -> list[list[Point]]:
    inside = (line for line in (decode(steps, step) for steps in lines) if _touches(line, box))
    return [part for line in inside for part in clip_line(line, box)]


def _touches(points: Sequence[Point], box: Box) -> bool:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs) <= box[2] and max(xs) >= box[0] and min(ys) <= box[3] and max(ys) >= box[1]


@cache
def _world() -> dict[str, Any]:
    return dict(json.loads(static_text("basemap.json")))


def static_text(name: str) -> str:
    """Text of a built file of the front end."""
    file = files("reopen.web").joinpath("static", name)
    if not file.is_file():
        raise FrontEndMissingError(name)
    return file.read_text(encoding="utf-8")
