"""Damage files of UNOSAT, Copernicus EMS and others, as one table of points with grades 0 to 4."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import ReopenError, SettingsError
from reopen.rebuild.damage_cells import ids, iso_day, newest, text_of, texts
from reopen.rebuild.damage_fields import Fields, check_mapping, fields, is_wanted
from reopen.rebuild.damage_layers import GEOJSON, Layer, layer_fields, read_geojson, read_layer
from reopen.rebuild.damage_sectors import check_sector, sector_of
from reopen.rebuild.grades import crosswalk, fitting, plain

if TYPE_CHECKING:
    import pandas as pd

#: Columns of the points.
COLUMNS = (
    "id", "layer", "name", "x", "y", "grade", "grade_high", "grade_text", "scheme", "sector",
    "sector_basis", "image_date", "sensor", "analyst", "confidence", "source_file",
)  # fmt: skip
#: Columns of the layer that lists a package's images.
IMAGES = ("src_id", "src_date", "source_nam", "source_name")
_PRODUCT = re.compile(r"(?:builtUp|facilities|transportation)[PLA]")
#: Rows of an error that are named.
SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class DamageFile:
    """A damage file.

    Attributes
    ----------
    path : str
        Where it was read.
    points : DataFrame
        One row a damaged object: ``id``; ``layer``; ``name``; ``x``, ``y`` (degrees, WGS 84);
        ``grade`` (0 to 4, NaN where the file does not say); ``grade_high`` (the higher one where the
        class covers two); ``grade_text`` (the class as the file has it); ``scheme``; ``sector`` ("" where
        nothing tells) and ``sector_basis`` (what tells); ``image_date`` (ISO, "" for none); ``sensor``,
        ``analyst``, ``confidence`` (as the file has them); ``source_file``.
    notes : tuple of str
        What was left out or taken for granted.
    """

    path: str
    points: pd.DataFrame
    notes: tuple[str, ...]


def read_damage(
    path: str | PathLike[str],
    *,
    scheme: str | None = None,
    layer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    sector: str = "",
) -> DamageFile:
    """Read a GeoJSON, GeoPackage, Shapefile or file geodatabase of damage.

    Lines and areas count as one object at their centroid. Of several passes over a site the newest with
    a grade counts. In slashed dates the day comes first, as Copernicus EMS writes them, unless it cannot.

    Parameters
    ----------
    path : str or path
        The file, in WGS 84.
    scheme : {"tool", "ems-98", "copernicus", "unosat", "heritage"}, optional
        Whose classes the grades are; by default the columns, or else the classes, tell.
    layer : str, optional
        Layer to read; by default every one with a column of grades.
    mapping : mapping of str to str, optional
        Columns by what they mean (``grade``, ``id``, ``date``, ``sensor``, ``analyst``, ``confidence``,
        ``kind``, ``info``, ``name``, ``image``), where their names are not known.
    sector : str
        PDNA sector of objects of which nothing tells it.

    Raises
    ------
    SettingsError
        When there is no such scheme, layer, meaning of a column or sector.
    ReopenError
        When the file cannot be read or has no grades; or naming all that is wrong with its rows: classes
        that the scheme does not have, objects without a position.
    """
    import pandas as pd

    where, given = Path(path), mapping or {}
    check_mapping(given)
    check_sector(sector)
    parts, problems, notes = [], [], []
    for found, meant in _layers(where, layer, given):
        if not len(found.x):
            notes.append(f"layer {found.name} has no rows")
            continue
        problems += _unplaced(where, found, meant)
        try:
            parts.append(_points(where, found, meant, scheme))
        except ReopenError as error:
            problems.append(f"{where}, layer {found.name}: {error}")
    if problems:
        raise ReopenError("\n".join(problems))
    points = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    untold = points["sector"] == ""
    if sector and untold.any():
        points.loc[untold, ["sector", "sector_basis"]] = [sector, "taken for granted"]
    if points["id"].duplicated().any():  # layers may number their rows alike
        points["id"] = points["layer"] + "-" + points["id"]
    return DamageFile(str(path), points, (*notes, *_said(points)))


def _layers(path: Path, layer: str | None, given: Mapping[str, str]) -> list[tuple[Layer, Fields]]:
    """The layers with grades, and what their columns mean."""
    if path.suffix.lower() in GEOJSON:
        whole = read_geojson(path, lambda name: is_wanted(name, given))
        if layer not in (None, whole.name):
            raise SettingsError(f"{path}: no layer {layer!r}; a GeoJSON file has one, take --layer out")
        meant = fields([*whole.columns], given)
        if meant is None and len(whole.x):
            raise ReopenError(_no_grades(path, {whole.name: [*whole.columns]}, given))
        return [(whole, meant or Fields("", {}, ()))]
    named = layer_fields(path)
    if layer is not None:
        if layer not in named:
            raise SettingsError(f"{path}: no layer {layer!r}; it has {', '.join(named)}")
        named = {layer: named[layer]}
    meanings = {name: fields(columns, given) for name, columns in named.items()}
    graded = {name: meant for name, meant in meanings.items() if meant is not None}
    if not graded:
        raise ReopenError(_no_grades(path, named, given))
    return [(read_layer(path, name, meant.names), meant) for name, meant in graded.items()]


def _no_grades(path: Path, named: Mapping[str, Sequence[str]], given: Mapping[str, str]) -> str:
    seen = "; ".join(f"layer {name}: {', '.join(columns) or 'none'}" for name, columns in named.items())
    expected = given.get("grade", "a column of grades, such as damage_gra or Main_Damage_Site_Class")
    return (
        f"{path}: found the columns {seen}; expected {expected};"
        " name it with --field grade=COLUMN (mapping={'grade': COLUMN})"
    )


def _points(path: Path, layer: Layer, meant: Fields, scheme: str | None) -> pd.DataFrame:
    """The points of a layer."""
    import pandas as pd

    count = len(layer.x)
    cells = {role: texts(layer, column, count) for role, column in meant.columns.items()}
    cells |= newest(layer, meant, count)
    images = _images(path, layer.name) if "image" in meant.columns else {}
    if images:
        found = [images.get(plain(text), ("", "")) for text in cells["image"]]
        for role, position in (("date", 0), ("sensor", 1)):
            own = cells.get(role, [""] * count)
            cells[role] = [mine or pair[position] for mine, pair in zip(own, found, strict=True)]
    classes = cells["grade"]
    whose = scheme or meant.scheme or fitting(classes)
    walk = crosswalk(classes, whose)
    sectors = _sectors(layer.name, whose, cells, count)
    blank = [""] * count
    return pd.DataFrame(
        {
            "id": ids(cells.get("id"), layer.name, count),
            "layer": layer.name,
            "name": cells.get("name", blank),
            "x": layer.x,
            "y": layer.y,
            "grade": np.array([_number(walk[text].grade) for text in classes]),
            "grade_high": np.array([_number(walk[text].high) for text in classes]),
            "grade_text": classes,
            "scheme": whose,
            "sector": [sector for sector, _ in sectors],
            "sector_basis": [basis for _, basis in sectors],
            "image_date": cells.get("date", blank),
            "sensor": cells.get("sensor", blank),
            "analyst": cells.get("analyst", blank),
            "confidence": cells.get("confidence", blank),
            "source_file": path.name,
        },
        columns=list(COLUMNS),
    )


def _number(grade: int | None) -> float:
    return float("nan") if grade is None else float(grade)


def _sectors(layer: str, scheme: str, cells: Mapping[str, list[str]], count: int) -> list[tuple[str, str]]:
    blank = [""] * count
    # A site of UNOSAT is a structure where its row does not say otherwise.
    last = "structures of UNOSAT" if scheme == "unosat" else ""
    pairs = [*zip(cells.get("kind", blank), cells.get("info", blank), strict=True)]
    known = {pair: sector_of(*pair, layer, last) for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _images(path: Path, layer: str) -> dict[str, tuple[str, str]]:
    """Date and sensor of each image, by its id, from the source layer of a Copernicus EMS package."""
    found = _source_layer(path, layer)
    if found is None:
        return {}
    columns_by = {name.casefold(): [text_of(c) for c in cells] for name, cells in found.columns.items()}
    ids = columns_by.get("src_id", [])
    days = columns_by.get("src_date", [""] * len(ids))
    sensors = columns_by.get("source_nam", columns_by.get("source_name", [""] * len(ids)))
    rows = zip(ids, days, sensors, strict=True)
    return {plain(one): (iso_day(day), sensor) for one, day, sensor in rows}


def _source_layer(path: Path, layer: str) -> Layer | None:
    """The layer that lists the images: in the same GeoPackage, or in a file beside the others."""
    if path.suffix.lower() in GEOJSON:
        beside = path.with_name(_PRODUCT.sub("source", path.name))
        if beside == path or not beside.is_file():
            return None
        return read_geojson(beside, lambda name: name.casefold() in IMAGES)
    if path.suffix.lower() == ".shp":
        path = path.with_name(_PRODUCT.sub("source", path.stem) + ".dbf")
        if not path.is_file():
            return None
    named = layer_fields(path)
    names = [name for name in named if "source" in name.casefold()]
    names.sort(key=lambda name: not name.endswith(layer.rpartition("_")[2]))
    if not names:
        return None
    columns = [column for column in named[names[0]] if column.casefold() in IMAGES]
    return read_layer(path, names[0], columns, placed=False)


def _unplaced(path: Path, layer: Layer, meant: Fields) -> list[str]:
    """What is wrong with the positions of a layer."""
    lost = np.isnan(layer.x) | np.isnan(layer.y)
    wild = ~lost & ((np.abs(layer.x) > 180.0) | (np.abs(layer.y) > 90.0))
    out = []
    for rows, what, mend in (
        (lost, "a geometry with coordinates", "take these objects out, or give them one"),
        (wild, "longitude and latitude in degrees", "save the file in WGS 84 (EPSG:4326)"),
    ):
        if rows.any():
            names = ids(texts(layer, meant.columns.get("id", ""), len(rows)), layer.name, len(rows))
            first = ", ".join(names[row] for row in np.flatnonzero(rows)[:SHOWN])
            found = f"{int(rows.sum()):,} objects without, the first: {first}"
            out.append(f"{path}, layer {layer.name}: found {found}; expected {what}; {mend}")
    return out


def _said(points: pd.DataFrame) -> list[str]:
    if not len(points):
        return ["no damaged objects"]
    out = []
    without = points["grade"].isna()
    if without.any():
        texts = ", ".join(sorted({repr(text) for text in points.loc[without, "grade_text"]})[:SHOWN])
        out.append(f"{int(without.sum()):,} objects have no grade ({texts}): not seen is not undamaged")
    undated = points["image_date"] == ""
    if undated.any():
        out.append(f"{int(undated.sum()):,} objects have no image date that can be read")
    guessed = points["sector"] == ""
    if guessed.any():
        out.append(f"{int(guessed.sum()):,} objects have no sector that can be told")
    return out
