"""Layers of damage files."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from reopen.errors import ReopenError
from reopen.rebuild.damage_layers import layer_fields, read_geojson, read_layer
from tests.rebuild.ruins import geojson

pyogrio = pytest.importorskip("pyogrio")
shapely = pytest.importorskip("shapely")


def package(path, layer="builtUpP_v1", *, crs="EPSG:4326", driver="GPKG", shapes=None, **columns):
    """Write a layer of points, or of other shapes, with columns."""
    shapes = [shapely.Point(1, 2), shapely.Point(3, 4)] if shapes is None else shapes
    kind = shapes[0].geom_type
    data = [np.array(cells, object) for cells in columns.values()]
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array(shapes)), data, [*columns], layer=layer, driver=driver,
        geometry_type=kind, crs=crs, append=path.exists(),
    )  # fmt: skip
    return path


def test_a_geopackage(tmp_path):
    """Only the columns asked for are read, and areas have the position of their centroid."""
    shapes = [shapely.box(0, 0, 2, 2), shapely.box(4, 4, 6, 8)]
    path = package(tmp_path / "a.gpkg", shapes=shapes, damage_gra=["x", None], other=["p", "q"])
    assert layer_fields(path) == {"builtUpP_v1": ["damage_gra", "other"]}
    found = read_layer(path, "builtUpP_v1", ["damage_gra"])
    assert found.columns == {"damage_gra": ["x", None]}
    assert (found.x.tolist(), found.y.tolist()) == ([1.0, 5.0], [1.0, 6.0])


def test_a_shapefile(tmp_path):
    """A Shapefile reads as a GeoPackage does."""
    path = package(tmp_path / "a.shp", "a", driver="ESRI Shapefile", damage_gra=["x", "y"])
    assert read_layer(path, "a", layer_fields(path)["a"]).columns == {"damage_gra": ["x", "y"]}


def test_another_reference_system(tmp_path):
    """Metres are refused with the name of the system and the command that mends it."""
    path = package(tmp_path / "a.gpkg", crs="EPSG:32638", damage_gra=["x", "y"])
    with pytest.raises(ReopenError, match=r"EPSG:32638, expected WGS 84 .* ogr2ogr -t_srs"):
        read_layer(path, "builtUpP_v1", ["damage_gra"])


def test_a_geojson(tmp_path):
    """Properties that are wanted are kept, missing ones are None, and no geometry is no position."""
    path = geojson(tmp_path / "a.geojson", [((1, 2), {"a": 1, "b": 2}), (None, {"b": 3}), ((5, 6), None)])
    found = read_geojson(path, lambda name: name == "a")
    assert (found.name, found.columns) == ("a", {"a": [1, None, None]})
    assert found.x[[0, 2]].tolist() == [1.0, 5.0]
    assert np.isnan(found.x[1])


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_wgs84_by_its_older_names(tmp_path, name):
    """GeoJSON of before 2016 states its reference system, and WGS 84 has several names."""
    path = geojson(tmp_path / "a.json", [((1, 2), {})], crs={"type": "name", "properties": {"name": name}})
    assert read_geojson(path, bool).x.tolist() == [1.0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "FeatureCollection"),
        ('{"features": {}}', "FeatureCollection"),
        ('{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}, "features": []}', "EPSG::32638"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_broken_geojson(tmp_path, text, words):
    """The message names the file and what was expected."""
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(ReopenError, match=words) as refused:
        read_geojson(path, bool)
    assert "a.geojson" in str(refused.value)


def test_files_that_cannot_be_read(tmp_path):
    """A missing file, bytes that are no text, a layer file that is none, and an unknown ending."""
    (tmp_path / "b.geojson").write_bytes(b'{"features": "\xff"}')
    (tmp_path / "c.gpkg").write_text("no database")
    with pytest.raises(ReopenError, match="cannot be read"):
        read_geojson(tmp_path / "a.geojson", bool)
    with pytest.raises(ReopenError, match="byte 14 is not UTF-8"):
        read_geojson(tmp_path / "b.geojson", bool)
    with pytest.raises(ReopenError, match="cannot be read as a layer file"):
        layer_fields(tmp_path / "c.gpkg")
    with pytest.raises(ReopenError, match="there is no such file"):
        layer_fields(tmp_path / "d.gpkg")
    with pytest.raises(ReopenError, match=r"found the ending '\.kml', expected one of \.geojson"):
        layer_fields(tmp_path / "e.kml")


def test_without_the_extra(tmp_path, monkeypatch):
    """The message is the line that installs what is missing."""
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"")
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    with pytest.raises(ReopenError, match=r"pip install 'reopen\[geo\]'"):
        layer_fields(path)
