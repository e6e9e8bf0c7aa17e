"""The base map: land and water where they are, disputed lines dashed, nothing named."""

from __future__ import annotations

import json

import pytest

from reopen.report import features
from reopen.report.basemap import basemap, decode, encode, static_text


def is_land(land, lon, lat):
    """Whether a point is on land, by the even-odd rule over all rings."""
    crossings = 0
    for ring in (ring for polygon in land.land for ring in polygon):
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) / (y1 - y0) * (x1 - x0):
                crossings += 1
    return crossings % 2 == 1


@pytest.fixture(scope="module")
def caucasus():
    return basemap((30.0, 32.0, 62.0, 50.0))


@pytest.mark.parametrize(
    ("place", "lon", "lat", "land"),
    [
        ("Tbilisi", 44.79, 41.72, True),
        ("Yerevan", 44.51, 40.18, True),
        ("Ganja", 46.36, 40.68, True),
        ("Tehran", 51.42, 35.69, True),
        ("Caspian Sea, south", 51.5, 38.5, False),
        ("Caspian Sea, middle", 50.5, 42.0, False),
        ("Black Sea", 37.0, 43.0, False),
    ],
)
def test_land_and_water(caucasus, place, lon, lat, land):
    """The Caspian and the Black Sea are water, the cities around them are on land."""
    assert is_land(caucasus, lon, lat) is land


def test_a_region_needs_little_of_it(caucasus):
    """What a report embeds around the South Caucasus is far below 400 kB."""
    assert len(json.dumps(features.base(caucasus))) < 150_000


def test_the_base_map_holds_no_names():
    """Only lines and land: no text beside the statement of the source."""
    world = json.loads(static_text("basemap.json"))
    assert {key for key, value in world.items() if isinstance(value, str)} == {"source"}
    assert set(world) == {"step", "source", "land", "solid", "dashed"}


@pytest.mark.parametrize(
    ("about", "box", "dashed"),
    [
        ("Crimea", (33.0, 45.5, 35.5, 46.5), True),
        ("Golan Heights", (35.6, 32.8, 35.95, 33.2), True),
        ("Armenia and Azerbaijan", (45.0, 39.0, 47.0, 41.0), False),
        ("Georgia and the Russian Federation", (41.0, 42.0, 46.0, 44.0), False),
    ],
)
def test_disputed_lines_are_dashed_and_others_in_one_style(about, box, dashed):
    """Lines without two undisputed sides are dashed; international borders are solid."""
    found = basemap(box)
    assert bool(found.dashed) is dashed
    assert dashed or found.solid


def test_steps_and_positions_are_the_same_line():
    """Encoding loses no more than half a step."""
    line = [(44.123, 40.456), (44.2, 40.5), (43.0, 41.0)]
    for (x0, y0), (x1, y1) in zip(line, decode(encode(line, 0.01), 0.01), strict=True):
        assert abs(x0 - x1) <= 0.0051
        assert abs(y0 - y1) <= 0.0051
