"""Centroids of GeoJSON geometries, against shapely."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from reopen.rebuild.centroids import centroid

NUMBERS = st.floats(-170, 170).map(lambda v: round(v, 4))
POINTS = st.tuples(NUMBERS, st.floats(-80, 80).map(lambda v: round(v, 4)))


@given(st.lists(POINTS, min_size=2, max_size=8, unique=True))
def test_lines_as_shapely_has_them(points):
    """The centroid of a line is that of shapely."""
    line = shapely.LineString(points)
    assert centroid(json.loads(shapely.to_geojson(line))) == pytest.approx(line.centroid.coords[0])


@given(st.lists(POINTS, min_size=3, max_size=6, unique=True), st.floats(0.1, 0.9))
def test_areas_with_a_hole_as_shapely_has_them(points, part):
    """The centroid of a polygon with a hole, and of it with a second part, is that of shapely."""
    hull = shapely.convex_hull(shapely.MultiPoint(points))
    assume(hull.geom_type == "Polygon" and hull.area > 1e-3)
    x, y = hull.centroid.coords[0]
    hole = [(x + part * (a - x), y + part * (b - y)) for a, b in hull.exterior.coords]
    ring = shapely.Polygon(hull.exterior.coords, [hole])
    both = shapely.MultiPolygon([ring, shapely.box(171, 1, 172, 2)])
    for shape in (ring, both):
        found = centroid(json.loads(shapely.to_geojson(shape)))
        assert found == pytest.approx(shape.centroid.coords[0], rel=1e-6, abs=1e-6)


def test_small_areas_far_from_the_origin():
    """A house of ten metres at 46 degrees east is not lost in rounding."""
    house = shapely.box(46.75, 39.82, 46.7501, 39.8201)
    assert centroid(json.loads(shapely.to_geojson(house))) == pytest.approx((46.75005, 39.82005), abs=1e-9)


def test_collections_take_what_has_the_most_dimensions():
    """Areas outweigh lines, and lines outweigh points."""
    point = {"type": "Point", "coordinates": [50, 50, 7]}
    line = {"type": "LineString", "coordinates": [[0, 0], [2, 0]]}
    both = {"type": "GeometryCollection", "geometries": [point, line]}
    assert centroid(both) == (1.0, 0.0)
    assert centroid(point) == (50.0, 50.0)


@pytest.mark.parametrize(
    "shape",
    [
        None,
        {},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["x", "y"]},
        {"type": "Circle", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "LineString", "coordinates": [[1]]},
    ],
)
def test_what_has_no_position(shape):
    """Geometries that are missing or broken have no position, rather than a wrong one."""
    assert centroid(shape) is None
