"""The static map: plain SVG for paper, for browsers without WebGL and for pages without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from reopen.report import palette
from reopen.report.basemap import Basemap, decode
from reopen.report.clip import Point
from reopen.report.geometry import Mercator

#: Width of the drawing in its own units; the page scales it.
WIDTH = 1000.0

#: Labels at most, by prominence; the rest would not be read at this scale.
LABELS = 70

#: States of a crossing that are filled and crossed.
_SHUT = ("closed", "destroyed", "removed")

_LABEL_KINDS = ("capital", "city", "town", "port")
_SIZE = {"capital": 13.0, "city": 11.0}


def static_map(data: dict[str, Any], land: Basemap) -> str:
    """The map of a page's data as one ``<svg>`` element.

    Parameters
    ----------
    data : dict
        What :func:`reopen.report.payload.payload` returns.
    land : Basemap
        Base map around the region.

    Returns
    -------
    str
        Markup whose every text is escaped. Colours are CSS variables of the page.
    """
    west, south, east, north = data["view"]
    sheet = Mercator((west, south, east, north), width=WIDTH)
    title = f"Map of {data['title']}: links by state and mode as of {data['as_of']}"
    parts = [
        f'<svg class="static-map" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH:.0f} {sheet.height:.0f}" aria-label="{escape(title)}">',
        # Without the shape of any land nobody knows where the sea is.
        f'<rect class="{"water" if land.land else "land"}" width="{WIDTH:.0f}" height="{sheet.height:.0f}"/>',
        *_ground(data, land, sheet),
        *_links(data, sheet),
        *_crossings(data, sheet),
        *_settlements(data, sheet),
        *_labels(data, sheet),
        "</svg>",
    ]
    return "".join(parts)


def _ground(data: dict[str, Any], land: Basemap, sheet: Mercator) -> Iterable[str]:
    rings = [ring for polygon in land.land for ring in polygon]
    yield f'<path class="land" fill-rule="evenodd" d="{sheet.path(rings, close=True)}"/>'
    yield f'<path class="border" d="{sheet.path(land.solid)}"/>'
    typed = [decode(line["line"], data["step"]) for line in data["boundaries"]]
    yield f'<path class="border dashed" d="{sheet.path([*land.dashed, *typed])}"/>'


def _links(data: dict[str, Any], sheet: Mercator) -> Iterable[str]:
    places = {place["id"]: place["names"][0][1] for place in data["places"]}
    for mode in palette.MODES:
        for state in palette.STATES:
            rows = [r for r in data["links"] if r["mode"] == mode.id and r["state"] == state.id]
            drawn = [(row, sheet.path([decode(row["line"], data["step"])])) for row in rows]
            if not drawn:
                continue
            width = mode.width * state.width
            yield f'<g class="lk {mode.id}" stroke="var(--st-{state.id})" {_stroke(mode, state, width)}>'
            for row, path in drawn:
                ends = f"{places[row['from']]} – {places[row['to']]}"
                about = f"{row['name'] or ends}: {mode.label.lower()}, {state.label.lower()}"
                name = escape(row["id"])
                yield f'<path data-link="{name}" d="{path}"><title>{escape(about)}</title></path>'
            yield "</g>"
            if mode.kind == "ladder":
                ties = "".join(path for _, path in drawn)
                size = f'stroke-width="{0.5 * width:.2f}" stroke-dasharray="3 3"'
                yield f'<path class="ties" {size} d="{ties}"/>'


def _stroke(mode: palette.ModeStyle, state: palette.StateStyle, width: float) -> str:
    dash = (0.2, 2.4) if mode.kind == "dots" else state.dash
    pattern = " ".join(f"{max(d * min(width, 2.2), 0.3):.1f}" for d in dash)
    cap = "round" if mode.kind == "dots" else "butt"
    dashes = f' stroke-dasharray="{pattern}"' if pattern else ""
    return f'stroke-width="{width:.2f}" stroke-linecap="{cap}"{dashes}'


def _crossings(data: dict[str, Any], sheet: Mercator) -> Iterable[str]:
    for row in data["crossings"]:
        x, y = sheet((row["at"][0], row["at"][1]))
        if row["state"] == "none" or not (0 < x < sheet.width and 0 < y < sheet.height):
            continue
        about = f"{' / '.join(row['names'])}: crossing, {row['state'].replace('_', ' ')}"
        cross = f"M{x - 1.6:.1f} {y - 1.6:.1f}l3.2 3.2m0 -3.2l-3.2 3.2"
        shut = row["state"] in _SHUT
        bar = f'<path class="bar" d="{cross}"/>' if shut else ""
        style = f"--c:var(--st-{_known(row['state'])})"
        yield (
            f'<g class="gate{" shut" * shut}" style="{style}" data-crossing="{escape(row["id"])}">'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.8"/>{bar}<title>{escape(about)}</title></g>'
        )


def _settlements(data: dict[str, Any], sheet: Mercator) -> Iterable[str]:
    """Settlements of the programme, which the page's script shows as its time slider moves."""
    for row in (data["rebuild"] or {"places": []})["places"]:
        x, y = sheet((row["at"][0], row["at"][1]))
        if 0 < x < sheet.width and 0 < y < sheet.height:
            about = f'data-settlement="{escape(row["id"])}" cx="{x:.1f}" cy="{y:.1f}" r="4"'
            yield f'<circle class="settle off" {about}><title>{escape(row["name"])}</title></circle>'


def _known(state: str) -> str:
    return state if any(state == s.id for s in palette.STATES) else "open"


def _labels(data: dict[str, Any], sheet: Mercator) -> Iterable[str]:
    taken: list[tuple[float, float, float, float]] = []
    shown = 0
    for place in data["places"]:
        x, y = sheet((place["at"][0], place["at"][1]))
        if place["kind"] not in _LABEL_KINDS or not (8 < x < sheet.width - 8 and 8 < y < sheet.height - 8):
            continue
        name, size = place["names"][0][1], _SIZE.get(place["kind"], 10.0)
        box = _free((x, y), 0.56 * size * len(name), size, taken, sheet.width)
        if box is None:
            continue
        taken.append(box)
        shown += 1
        anchor, at = ("start", x + 5) if box[0] > x else ("end", x - 5)
        yield f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="{size / 6:.1f}"/>'
        yield (
            f'<text class="place" data-place="{escape(place["id"])}" x="{at:.1f}" y="{y + size / 3:.1f}" '
            f'font-size="{size:.0f}" text-anchor="{anchor}">{escape(name)}</text>'
        )
        if shown == LABELS:
            return


def _free(
    at: Point, width: float, height: float, taken: Sequence[tuple[float, float, float, float]], limit: float
) -> tuple[float, float, float, float] | None:
    """A box for a label right or left of its place that meets no other; None when there is none."""
    for left in (at[0] + 4, at[0] - 4 - width):
        box = (left, at[1] - 0.7 * height, left + width, at[1] + 0.7 * height)
        inside = box[0] > 2 and box[2] < limit - 2
        if inside and all(box[2] < t[0] or t[2] < box[0] or box[3] < t[1] or t[3] < box[1] for t in taken):
            return box
    return None
