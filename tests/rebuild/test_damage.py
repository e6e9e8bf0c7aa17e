"""Damage files as one table of points."""

from __future__ import annotations

import json
from time import perf_counter

import numpy as np
import pytest

from reopen.errors import ReopenError, SettingsError
from reopen.rebuild.damage import COLUMNS, read_damage
from tests.rebuild.ruins import geojson
from tests.rebuild.test_damage_layers import package

pyogrio = pytest.importorskip("pyogrio")
shapely = pytest.importorskip("shapely")


def images(path):
    """Add the list of images that a Copernicus EMS package has."""
    pyogrio.raw.write(
        path, None, [np.array([1, 3]), np.array(["01/02/2020", "27/08/2023"], object),
                     np.array(["WorldView-2", "Pleiades"], object)],
        ["src_id", "src_date", "source_nam"], layer="source_v1", driver="GPKG", geometry_type=None,
        crs=None, append=True,
    )  # fmt: skip


def test_a_copernicus_package(tmp_path):
    """Every layer with grades is read; sectors are told by type, dates and sensors by the list of images."""
    path = package(
        tmp_path / "EMSR1_AOI01_GRA_PRODUCT_v1.gpkg",
        obj_type=["11-Residential Buildings", "1264-Hospital"],
        damage_gra=["Destroyed", "Damaged"],
        det_method=["Photo-interpretation", "Photo-interpretation"],
        dmg_src_id=[3, 3],
    )
    package(path, "transportationL_v1", shapes=[shapely.LineString([(0, 0), (2, 0)])],
            obj_type=["Unknown"], damage_gra=["No visible damage"], dmg_src_id=[1])  # fmt: skip
    package(path, "areaOfInterestA_v1", name=["a", "b"])
    images(path)
    points = read_damage(path).points
    assert tuple(points.columns) == COLUMNS
    assert points["layer"].tolist() == ["builtUpP_v1", "builtUpP_v1", "transportationL_v1"]
    assert points["grade"].tolist() == [4.0, 2.0, 0.0]
    assert points["grade_high"].tolist() == [4.0, 3.0, 0.0]
    assert points["sector"].tolist() == ["housing", "health", "transport"]
    assert points["image_date"].tolist() == ["2023-08-27", "2023-08-27", "2020-02-01"]
    assert points["sensor"].tolist() == ["Pleiades", "Pleiades", "WorldView-2"]
    assert points["analyst"].tolist() == ["Photo-interpretation", "Photo-interpretation", ""]
    assert points.loc[2, ["x", "y"]].tolist() == [1.0, 0.0]
    assert read_damage(path, layer="transportationL_v1").points["sector"].tolist() == ["transport"]


def test_images_in_a_file_beside(tmp_path):
    """A package of GeoJSON files has its list of images in one of them."""
    path = geojson(
        tmp_path / "EMSR1_AOI05_GRA_PRODUCT_builtUpP_v1.json",
        [((1, 2), {"damage_gra": "Damaged", "dmg_src_id": 2})],
    )
    geojson(
        tmp_path / "EMSR1_AOI05_GRA_PRODUCT_source_v1.json",
        [(None, {"src_id": 2, "src_date": "16/01/2024", "source_nam": "GeoEye-1"})],
    )
    points = read_damage(path).points
    assert points.loc[0, ["image_date", "sensor"]].tolist() == ["2024-01-16", "GeoEye-1"]


def test_images_beside_a_shapefile(tmp_path):
    """A package of Shapefiles has its list of images in a table without a geometry."""
    path = package(tmp_path / "EMSR1_builtUpP_v1.shp", "EMSR1_builtUpP_v1", driver="ESRI Shapefile",
                   damage_gra=["Damaged", "Destroyed"], dmg_src_id=["2", "2"])  # fmt: skip
    pyogrio.raw.write(
        tmp_path / "EMSR1_source_v1.dbf", None, [np.array(["2"], object), np.array(["16/01/2024"], object)],
        ["src_id", "src_date"], driver="ESRI Shapefile", geometry_type=None, crs=None,
    )  # fmt: skip
    assert read_damage(path).points["image_date"].tolist() == ["2024-01-16", "2024-01-16"]


def test_a_unosat_file(tmp_path):
    """Codes, dates in milliseconds, confidence and passes of a UNOSAT assessment."""
    first = {"SiteID": "a", "SensorDate": 1697500800000, "Main_Damage_Site_Class": 4, "ConfidenceID": 1}
    second = {"SensorDate_2": 1706745600000, "Main_Damage_Site_Class_2": 1, "ConfidenceID_2": 2}
    path = geojson(
        tmp_path / "unosat.geojson", [((45, 40), first | second), ((45, 41), first | {"SiteID": "b"})]
    )
    found = read_damage(path)
    points = found.points
    assert points["id"].tolist() == ["a", "b"]
    assert points["grade"].tolist() == [4.0, 1.0]
    assert points["image_date"].tolist() == ["2024-02-01", "2023-10-17"]
    assert points["confidence"].tolist() == ["2", "1"]
    assert points["sector"].tolist() == ["housing", "housing"]
    assert set(points["scheme"]) == {"unosat"}
    assert found.notes == ()


def test_a_table_of_ones_own(tmp_path):
    """Columns named by hand, classes whose scheme the words tell, and a sector for all."""
    path = geojson(tmp_path / "own.geojson", [((45, 40), {"KLASSE": "D5", "Tag": "2024-01-16"})])
    points = read_damage(path, mapping={"grade": "klasse", "date": "Tag"}, sector="culture").points
    assert points.loc[0, ["grade", "scheme", "image_date"]].tolist() == [4.0, "ems-98", "2024-01-16"]
    assert points.loc[0, ["sector", "sector_basis"]].tolist() == ["culture", "taken for granted"]


def test_what_is_left_open_is_said(tmp_path):
    """Objects without a grade, a date or a sector are counted in the notes, and stay in the table."""
    rows = [{"damage_gra": "Not Analysed"}, {"damage_gra": "Destroyed", "src_date": "1/2/2024"}]
    path = geojson(tmp_path / "a.geojson", [((1, 1), row) for row in rows])
    found = read_damage(path)
    assert np.isnan(found.points.loc[0, "grade"])
    assert [note.partition(" ")[0] for note in found.notes] == ["1", "1", "2"]
    assert "('Not Analysed')" in found.notes[0]


def test_all_problems_at_once(tmp_path):
    """Unknown classes and positions that are none come together, each with the file and its layer."""
    path = geojson(
        tmp_path / "bad.geojson",
        [((1, 1), {"damage_gra": "Kaputt"}), (None, {"damage_gra": "Destroyed"}),
         ((500_000, 4_400_000), {"damage_gra": "Destroyed"})],
    )  # fmt: skip
    with pytest.raises(ReopenError) as refused:
        read_damage(path)
    lines = str(refused.value).splitlines()
    assert len(lines) == 3
    assert all("bad.geojson" in line for line in lines)
    assert "1 objects without, the first: bad-2; expected a geometry" in lines[0]
    assert "bad-3; expected longitude and latitude in degrees" in lines[1]
    assert "'Kaputt' (1 times" in lines[2]


def test_no_column_of_grades(tmp_path):
    """The message has the columns of each layer and says how to name one."""
    path = package(tmp_path / "a.gpkg", height=[1.0, 2.0])
    with pytest.raises(ReopenError, match=r"layer builtUpP_v1: height; .* --field grade=COLUMN"):
        read_damage(path)
    with pytest.raises(ReopenError, match="expected a column of grades"):
        read_damage(geojson(tmp_path / "a.geojson", [((1, 2), {"height": 3})]))


def test_a_layer_that_is_not_there(tmp_path):
    """The layers that there are stand in the message."""
    path = package(tmp_path / "a.gpkg", damage_gra=["Damaged", "Damaged"])
    with pytest.raises(SettingsError, match="no layer 'b'; it has builtUpP_v1"):
        read_damage(path, layer="b")
    with pytest.raises(SettingsError, match="no layer 'b'"):
        read_damage(geojson(tmp_path / "a.geojson", []), layer="b")


def test_a_file_without_objects(tmp_path):
    """An empty collection is an empty table, and that is said."""
    found = read_damage(geojson(tmp_path / "a.geojson", []))
    assert len(found.points) == 0
    assert tuple(found.points.columns) == COLUMNS
    assert "no damaged objects" in found.notes


def test_ids_met_in_two_layers(tmp_path):
    """Layers that number their objects alike have their names put before."""
    path = package(tmp_path / "a.gpkg", "builtUpP_v1", damage_gra=["Damaged", "Damaged"], obj_id=["1", "2"])
    package(path, "facilitiesP_v1", damage_gra=["Damaged", "Damaged"], obj_id=["1", "2"])
    ids = read_damage(path).points["id"].tolist()
    assert ids == ["builtUpP_v1-1", "builtUpP_v1-2", "facilitiesP_v1-1", "facilitiesP_v1-2"]


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_a_hundred_thousand_points(tmp_path, ending):
    """A file of 100,000 points is read in less than ten seconds."""
    count = 100_000
    rng = np.random.default_rng(1)
    spots = rng.random((count, 2)) + np.array([46.0, 39.0])
    classes = rng.integers(1, 5, count)
    path = tmp_path / f"many.{ending}"
    if ending == "gpkg":
        package(path, shapes=list(shapely.points(spots)), Main_Damage_Site_Class=[str(c) for c in classes])
    else:
        parts = [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": spot},
             "properties": {"Main_Damage_Site_Class": code, "SensorDate": "2024-01-16"}}
            for spot, code in zip(spots.tolist(), classes.tolist(), strict=True)
        ]  # fmt: skip
        path.write_text(json.dumps({"type": "FeatureCollection", "features": parts}))
    begin = perf_counter()
    points = read_damage(path).points
    assert perf_counter() - begin < 10.0
    assert len(points) == count
    assert (points["grade"] == 5 - classes).all()
