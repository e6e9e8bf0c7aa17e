"""Rules on positions and lengths: no link shorter than a straight line, no coordinates swapped."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reopen.region.findings import Findings
from reopen.region.geometry import points
from reopen.region.sheet import Sheet, where

#: Mean radius of the Earth, km (IUGG).
EARTH_RADIUS = 6371.0088
#: A link may be this much shorter than the straight line between its nodes, for rounded positions.
SHORTEST = 0.95
#: A link this many times longer than the straight line, and longer than ``LONG_FROM`` km, is odd.
LONGEST, LONG_FROM = 3.0, 20.0
#: Farthest that a drawn line may end from its node, km.
LOOSE_END = 20.0

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def distance(x1: Any, y1: Any, x2: Any, y2: Any) -> Any:
    """Great-circle distance (haversine formula).

    Parameters
    ----------
    x1, y1, x2, y2 : array_like
        Longitudes and latitudes, degrees.

    Returns
    -------
    array
        Distance, km.

    Examples
    --------
    >>> round(float(distance(44.51, 40.18, 43.85, 40.79)))
    88
    """
    lon1, lat1, lon2, lat2 = (np.radians(value) for value in (x1, y1, x2, y2))
    a = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(a, 0, 1)))


def check_lengths(
    nodes: Sheet,
    links: Sheet,
    start: Rows,
    end: Rows,
    view: tuple[float, float, float, float] | None,
    findings: Findings,
) -> None:
    """Compare lengths and drawn lines with the positions of the nodes.

    Parameters
    ----------
    nodes, links : Sheet
        The tables.
    start, end : array of int, shape (links,)
        Row of each link's nodes; -1 where there is none.
    view : tuple of float or None
        The map view of region.toml.
    findings : Findings
        Told of every problem.
    """
    x = np.append(nodes.frame["x_coord"].to_numpy(), np.nan)
    y = np.append(nodes.frame["y_coord"].to_numpy(), np.nan)
    swapped = _swapped(x, y, nodes, links, start, end, view)
    for index in where(swapped[:-1]):
        mend = "swap the two: x_coord is the longitude, y_coord the latitude"
        seen = f"{x[index]:g}, {y[index]:g}"
        expected = "longitude in x_coord, latitude in y_coord"
        nodes.report(findings, index, "x_coord", expected, mend, value=seen)
    trusted = ~(swapped[start] | swapped[end])
    _lengths(x, y, nodes, links, start, end, trusted, findings)
    _lines(x, y, links, start, end, trusted, findings)


def _swapped(
    x: Floats, y: Floats, nodes: Sheet, links: Sheet, start: Rows, end: Rows, view: Any
) -> npt.NDArray[np.bool_]:
    """Nodes all of whose links are too short as they stand and long enough once x and y change places."""
    length = links.frame["length"].to_numpy()
    slack = _slack(nodes, start, end)
    known = (start >= 0) & (end >= 0) & (start != end)
    swapped = np.zeros(len(x), bool)
    for this, other in ((start, end), (end, start)):
        bad = known & (length < SHORTEST * distance(x[this], y[this], x[other], y[other]) - slack)
        mended = length >= SHORTEST * distance(y[this], x[this], x[other], y[other]) - slack
        swapped[this[bad & mended]] = True
    for this, other in ((start, end), (end, start)):
        good = known & ~(length < SHORTEST * distance(x[this], y[this], x[other], y[other]) - slack)
        swapped[this[good]] = False
    if view is not None and len(x) > 1:
        outside, inside = ~_within(x, y, view)[:-1], _within(y, x, view)[:-1]
        if (outside & inside).mean() > 0.5:
            swapped[:-1] |= outside & inside
    return swapped


def _within(x: Floats, y: Floats, view: tuple[float, float, float, float]) -> npt.NDArray[np.bool_]:
    west, south, east, north = view
    return (x >= west) & (x <= east) & (y >= south) & (y <= north)


def _slack(nodes: Sheet, start: Rows, end: Rows) -> Floats:
    """How far the two positions may be off together, km."""
    precision = np.append(np.nan_to_num(nodes.frame["precision_km"].to_numpy()), 0.0)
    return np.asarray(precision[start] + precision[end])


def _lengths(
    x: Floats,
    y: Floats,
    nodes: Sheet,
    links: Sheet,
    start: Rows,
    end: Rows,
    trusted: npt.NDArray[np.bool_],
    findings: Findings,
) -> None:
    length = links.frame["length"].to_numpy()
    straight = distance(x[start], y[start], x[end], y[end])
    ids = nodes.frame["node_id"]
    for index in where(trusted & (length < SHORTEST * straight - _slack(nodes, start, end))):
        pair = f"{ids.iat[start[index]]} and {ids.iat[end[index]]}"
        expected = f"at least the straight line between {pair}, {straight[index]:.1f} km"
        mend = f"correct the length (km), or the positions of {pair}"
        links.report(findings, index, "length", expected, mend, value=f"{length[index]:.12g}")
    for index in where(trusted & (length > LONGEST * straight) & (length > LONG_FROM)):
        expected = f"at most {LONGEST:g} times the straight line of {straight[index]:.1f} km"
        mend = "check the length and the positions of both nodes"
        seen = f"{length[index]:.12g}"
        links.report(findings, index, "length", expected, mend, value=seen, severity="warning")


def _lines(
    x: Floats,
    y: Floats,
    links: Sheet,
    start: Rows,
    end: Rows,
    trusted: npt.NDArray[np.bool_],
    findings: Findings,
) -> None:
    drawn = (links.frame["geometry"] != "").to_numpy()
    geometry = links.column("geometry")
    for index in where(trusted & drawn & (start >= 0) & (end >= 0)):
        shape = points(geometry[index])
        ends = [(shape[0], start[index]), (shape[-1], end[index])]
        off = max(distance(lon, lat, x[node], y[node]) for (lon, lat), node in ends)
        if not off > LOOSE_END:
            continue
        turned = max(distance(lat, lon, x[node], y[node]) for (lon, lat), node in ends)
        if turned <= LOOSE_END:
            expected, mend = "longitude before latitude", "swap the two numbers of every point"
            links.report(findings, index, "geometry", expected, mend, value=geometry[index])
        else:
            expected = f"a line that ends within {LOOSE_END:g} km of its nodes"
            mend = "correct the line, or from_node_id and to_node_id"
            seen = f"{off:.0f} km away"
            links.report(findings, index, "geometry", expected, mend, value=seen, severity="warning")
