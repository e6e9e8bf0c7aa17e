"""Layers of damage files as plain columns and positions: GeoJSON by itself, the rest through GDAL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.errors import ReopenError
from reopen.rebuild.centroids import centroid

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

#: Endings of files that are read as GeoJSON; the others are left to GDAL.
GEOJSON = (".geojson", ".json")
#: Endings of files and folders that are read through GDAL.
OTHERS = (".gpkg", ".shp", ".gdb", ".dbf")
#: What a missing extra is mended by.
EXTRA = "pip install 'reopen[geo]'"
#: Names under which files state longitude and latitude on the WGS 84 datum.
WGS84 = ("EPSG:4326", "OGC:CRS84", "CRS84", "EPSG:4979")


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer of a file.

    Attributes
    ----------
    name : str
        Its name.
    columns : mapping of str to sequence
        Cells by column; None for what a row does not have.
    x, y : (rows,) float64 arrays
        Longitude and latitude of a position in each geometry, degrees; NaN without one.
    """

    name: str
    columns: Mapping[str, Sequence[Any]]
    x: Floats
    y: Floats


def layer_fields(path: Path) -> dict[str, list[str]]:
    """The columns of each layer of a file that GDAL reads, by the layer's name; fast, reads no rows."""
    pyogrio = _pyogrio(path)
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        return {name: [str(f) for f in pyogrio.read_info(path, layer=name)["fields"]] for name in names}
    except pyogrio.errors.DataSourceError as error:
        raise ReopenError(f"{path}: cannot be read as a layer file ({error}); name another") from None


def read_layer(path: Path, name: str, columns: Sequence[str], *, placed: bool = True) -> Layer:
    """Some columns of a layer, and its positions.

    Parameters
    ----------
    path, name : Path, str
        The file and the layer.
    columns : sequence of str
        Which columns.
    placed : bool
        Whether the layer has positions; a table has none.

    Raises
    ------
    ReopenError
        When it is in another reference system than WGS 84, or the extra is not installed.
    """
    pyogrio = _pyogrio(path)
    meta, _, shapes, data = pyogrio.raw.read(
        path, layer=name, columns=list(columns), read_geometry=placed, datetime_as_string=True, force_2d=True
    )
    found = {str(field): cells.tolist() for field, cells in zip(meta["fields"], data, strict=True)}
    if not placed or shapes is None:
        nowhere = np.full(len(data[0]) if len(data) else 0, np.nan)
        return Layer(name, found, nowhere, nowhere)
    if meta["crs"] not in WGS84:
        raise ReopenError(_other_system(f"{path}, layer {name}", meta["crs"] or "none"))
    import shapely

    # Lines and areas have many corners; a position is all that is wanted of them.
    middle = shapely.centroid(shapely.from_wkb(shapes))
    return Layer(name, found, shapely.get_x(middle), shapely.get_y(middle))


def read_geojson(path: Path, wanted: Callable[[str], bool]) -> Layer:
    """The features of a GeoJSON file; its one layer is named after the file.

    Parameters
    ----------
    path : Path
        The file.
    wanted : callable
        Which properties are kept, by name.

    Raises
    ------
    ReopenError
        When it is no GeoJSON, or in another reference system than WGS 84.
    """
    whole = _json(path)
    crs = whole.get("crs")
    stated = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    # urn:ogc:def:crs:OGC:1.3:CRS84 and urn:ogc:def:crs:EPSG::4326, as older writers put it
    short = stated.removeprefix("urn:ogc:def:crs:").replace("OGC:1.3:", "").replace("::", ":")
    if stated and short not in WGS84:
        raise ReopenError(_other_system(str(path), stated))
    features = [f for f in whole["features"] if isinstance(f, dict)]
    rows = [f.get("properties") or {} for f in features]
    names = dict.fromkeys(name for row in rows for name in row if wanted(name))
    columns: dict[str, Sequence[Any]] = {name: [row.get(name) for row in rows] for name in names}
    spots = [centroid(f.get("geometry")) or (np.nan, np.nan) for f in features]
    places = np.array(spots, np.float64).reshape(-1, 2)
    return Layer(path.stem, columns, places[:, 0], places[:, 1])


def _json(path: Path) -> dict[str, Any]:
    try:
        whole = json.loads(path.read_bytes())
    except OSError as error:
        raise ReopenError(f"{path}: cannot be read ({error.strerror}); name a damage file") from None
    except UnicodeDecodeError as error:
        raise ReopenError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ReopenError(f"{path}: not JSON: {error}; mend the line that it names") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list):
        raise ReopenError(f"{path}: expected a GeoJSON FeatureCollection; save the layer as GeoJSON")
    return whole


def _pyogrio(path: Path) -> Any:
    if path.suffix.lower() not in OTHERS:
        known = ", ".join((*GEOJSON, *OTHERS))
        raise ReopenError(f"{path}: found the ending {path.suffix!r}, expected one of {known}")
    if not path.exists():
        raise ReopenError(f"{path}: there is no such file; name a damage file")
    try:
        import pyogrio
        import pyogrio.errors
        import pyogrio.raw
        import shapely  # noqa: F401  # it turns up missing here, and not halfway through a file
    except ImportError:
        raise ReopenError(f"{path}: GeoPackage and Shapefile need the extra geo: {EXTRA}") from None
    return pyogrio


def _other_system(where: str, seen: str) -> str:
    return (
        f"{where}: found the reference system {seen}, expected WGS 84 (EPSG:4326); save it anew, with"
        " ogr2ogr -t_srs EPSG:4326 NEW OLD or with a GIS"
    )
