"""Rows of a region's assets and of damage files in one form, and a file's objects as ``asset.csv``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.errors import ReopenError
from reopen.rebuild.gathering import OWN
from reopen.rebuild.grades import WORDS

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.damage import DamageFile
    from reopen.region.region import Region

NO_COSTS: Mapping[str, str] = MappingProxyType({})
#: Who assessed, by the scheme of the classes.
WHO: Mapping[str, str] = MappingProxyType(
    {
        "unosat": "UNOSAT",
        "copernicus": "Copernicus EMS",
        "ems-98": "EMS-98",
        "heritage": "Heritage list",
        "tool": "Survey",
    }
)


def asset_ids(file: DamageFile) -> list[str]:
    """Ids that the objects of a damage file have as assets: the file's name, a point and their own id."""
    stem = _slug(Path(file.path).stem)
    return [f"{stem}.{_slug(str(one))}"[-80:].lstrip("-_.+") for one in file.points["id"]]


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9+.-]+", "-", text).strip("-") or "x"


def own_rows(region: Region) -> pd.DataFrame:
    """Rows of the region's table; a blank end of a range is its middle."""
    rows = region["asset"].rename(columns={"x_coord": "x", "y_coord": "y", "damage_grade": "grade"})
    return rows.assign(
        origin=OWN,
        quantity_low=rows["quantity_low"].fillna(rows["quantity"]),
        quantity_high=rows["quantity_high"].fillna(rows["quantity"]),
        grade_high=rows["grade"],
    )


def file_rows(file: DamageFile, unit_costs: Mapping[str, str] = NO_COSTS) -> pd.DataFrame:
    """Objects of a damage file as assets, one of its kind each."""
    points = file.points
    ids = asset_ids(file)
    words = ["no grade" if grade != grade else WORDS[int(grade)] for grade in points["grade"]]
    names = [
        name or f"{sector or 'object'}: {word}"
        for name, sector, word in zip(points["name"], points["sector"], words, strict=True)
    ]
    return points.drop(columns=["name"]).assign(
        asset_id=ids,
        name=names,
        origin=points["source_file"],
        settlement_id="",
        quantity_low=1.0,
        quantity=1.0,
        quantity_high=1.0,
        unit="each",
        unit_cost_id=[unit_costs.get(sector, "") for sector in points["sector"]],
        heritage=points["scheme"] == "heritage",
        assessment=[
            f"{WHO[scheme]} ({source})"
            for scheme, source in zip(points["scheme"], points["source_file"], strict=True)
        ],
        confidence=[word_of(text) for text in points["confidence"]],
        confidence_text=points["confidence"],
        same_as="",
    )


def word_of(confidence: str) -> str:
    """A file's words of confidence as high, medium or low; medium for codes and for none.

    Examples
    --------
    >>> word_of("Very High"), word_of("Uncertain"), word_of("3")
    ('high', 'low', 'medium')
    """
    text = confidence.casefold()
    if "high" in text:
        return "high"
    return "low" if "low" in text or "uncertain" in text else "medium"


def asset_table(rows: pd.DataFrame, *, source: str) -> pd.DataFrame:
    """Objects of damage files as rows of ``asset.csv``, to be pasted into a region.

    Parameters
    ----------
    rows : DataFrame
        From `file_rows`, of one or more files.
    source : str
        Id of the source that the rows name; the region's ``source.csv`` must have it.

    Raises
    ------
    ReopenError
        When objects have no sector.
    """
    from reopen.region.frame import make_table

    without = rows.loc[rows["sector"] == "", "asset_id"]
    if len(without):
        first = ", ".join(without.head(3))
        raise ReopenError(
            f"found {len(without):,} objects whose sector nothing tells, the first: {first}; expected a PDNA"
            " sector for each; name one for them with --sector"
        )
    same = ("asset_id", "name", "sector", "settlement_id", "quantity", "unit", "unit_cost_id", "heritage",
            "assessment", "analyst", "image_date", "confidence")  # fmt: skip
    columns: dict[str, Sequence[object]] = {name: rows[name].tolist() for name in same}
    columns |= {"x_coord": rows["x"].round(6).tolist(), "y_coord": rows["y"].round(6).tolist()}
    columns |= {"damage_grade": rows["grade"].tolist(), "note": _said(rows)}
    return make_table("asset", columns | {"source": [(source,)] * len(rows)})


def _said(rows: pd.DataFrame) -> list[str]:
    """What the file had, for the remarks: its class, what tells the sector, image and confidence."""
    out = []
    for text, low, high, basis, sensor, sure in zip(
        rows["grade_text"], rows["grade"], rows["grade_high"], rows["sector_basis"], rows["sensor"],
        rows["confidence_text"], strict=True,
    ):  # fmt: skip
        parts = [f"class: {text or 'none'}"]
        parts += [f"which covers {WORDS[int(low)]} and {WORDS[int(high)]}"] if low < high else []
        parts += [f"sector from: {basis}"] if basis else []
        parts += [f"image: {sensor}"] if sensor else []
        parts += [f"confidence: {sure}"] if sure else []
        out.append("; ".join(parts))
    return out
