"""Cut polygons and polylines to a rectangle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def clip_ring(ring: Sequence[Point], box: Box) -> list[Point]:
    """Part of a polygon's ring inside a box (Sutherland and Hodgman 1974).

    Parameters
    ----------
    ring : sequence of (float, float)
        Vertices; the last may repeat the first.
    box : tuple of float
        Least x, least y, greatest x, greatest y.

    Returns
    -------
    list of (float, float)
        Vertices without a repeated last one; empty when nothing is left. Parts of a
        concave ring stay joined along the edge of the box, which a fill does not show.

    Examples
    --------
    >>> clip_ring([(-1, 0), (1, 0), (1, 2), (-1, 2)], (0, 0, 4, 1))
    [(0.0, 1.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    """
    points = [(float(x), float(y)) for x, y in ring]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        points = _clip_half(points, axis, limit, sign)
    return points if len(points) >= 3 else []


def clip_line(line: Sequence[Point], box: Box) -> list[list[Point]]:
    """Parts of a polyline inside a box (Liang and Barsky 1984).

    Examples
    --------
    >>> clip_line([(-2, 1), (2, 1), (2, 5), (3, 1)], (0, 0, 4, 3))
    [[(0.0, 1.0), (2.0, 1.0), (2.0, 3.0)], [(2.5, 3.0), (3.0, 1.0)]]
    """
    parts: list[list[Point]] = []
    for start, end in _pieces(line, box):
        if parts and parts[-1][-1] == start:
            parts[-1].append(end)
        else:
            parts.append([start, end])
    return [part for part in parts if part[0] != part[-1] or len(part) > 2]


def _clip_half(points: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    kept: list[Point] = []
    for i, point in enumerate(points):
        before = points[i - 1]
        inside, was_inside = (sign * (p[axis] - limit) >= 0 for p in (point, before))
        if inside != was_inside:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            kept.append((float(limit), other) if axis == 0 else (other, float(limit)))
        if inside:
            kept.append(point)
    return kept


def _pieces(line: Sequence[Point], box: Box) -> Iterator[tuple[Point, Point]]:
    for (x0, y0), (x1, y1) in pairwise(line):
        dx, dy = x1 - x0, y1 - y0
        low, high = 0.0, 1.0
        for step, room in ((-dx, x0 - box[0]), (dx, box[2] - x0), (-dy, y0 - box[1]), (dy, box[3] - y0)):
            if step == 0:
                if room < 0:
                    low = 2.0
            elif step < 0:
                low = max(low, room / step)
            else:
                high = min(high, room / step)
        if low <= high:
            yield (x0 + low * dx, y0 + low * dy), (x0 + high * dx, y0 + high * dy)
