"""The inventory: assets of a region and of damage files, each with its settlement, grade and value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import RegionError, ReopenError
from reopen.rebuild.claimed import COST, QUANTITY, claimed, widened
from reopen.rebuild.duplicates import WITHIN, Rule, counted, duplicates, metres
from reopen.rebuild.gathering import OWN
from reopen.rebuild.inventory_checks import disordered, doubled, outside
from reopen.rebuild.inventory_rows import NO_COSTS, file_rows, own_rows
from reopen.rebuild.unitcosts import usd_m_per_unit
from reopen.region.dates import iso_date
from reopen.region.problems import Problem

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from reopen.rebuild.damage import DamageFile
    from reopen.rebuild.programme import Range
    from reopen.region.region import Region

#: Metres from an asset to the settlement that it is taken to belong to, at most.
REACH = 5_000.0
#: Columns of the assets.
COLUMNS = (
    "asset_id", "name", "origin", "sector", "district", "settlement_id", "settlement_basis", "x", "y",
    "quantity_low", "quantity", "quantity_high", "unit", "unit_cost_id", "grade", "grade_high", "heritage",
    "value_low", "value", "value_high", "assessment", "analyst", "image_date", "confidence", "same_as",
    "counted", "why",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Inventory:
    """Assets by sector, as known from the region's table and from damage files.

    Attributes
    ----------
    rule : str
        Which of several assessments of one thing counts.
    assets : DataFrame
        Every row of every assessment, columns `COLUMNS`: ``origin`` is ``asset.csv`` or the damage
        file; ``settlement_basis`` is ``given``, ``nearest, 1.2 km`` or ``none within 5 km``; ``value``
        is what replacing all of it costs, USD m, NaN without a unit cost; ``counted`` and ``why`` say
        whether the row counts.
    pairs : DataFrame
        Rows that may be the same thing: see :func:`reopen.rebuild.duplicates.duplicates`.
    counts : DataFrame
        ``sector, grade, rows, counted, priced``: how many rows there are, how many of them count and
        how many of these have a value; ``grade`` is NaN for rows without one.
    notes : tuple of str
        What is left out and why.
    """

    rule: str
    assets: pd.DataFrame
    pairs: pd.DataFrame
    counts: pd.DataFrame
    notes: tuple[str, ...]


def inventory(
    region: Region,
    *,
    rule: Rule = "newest",
    files: Sequence[DamageFile] = (),
    within: float = WITHIN,
    reach: float = REACH,
    unit_costs: Mapping[str, str] = NO_COSTS,
    as_of: str | None = None,
) -> Inventory:
    """Bring the assets of a region together with those of damage files.

    Parameters
    ----------
    region : Region
        Its tables ``asset``, ``claim``, ``settlement`` and ``unit_cost`` and its view are read.
    rule : {"newest", "worst", "all"}
        Which of several assessments of one thing counts (``settings.rebuild.duplicates``).
    files : sequence of DamageFile
        Damage files whose objects are added; each object is one of its kind.
    within : float
        Metres within which rows of different assessments may be the same thing.
    reach : float
        Metres from an asset without a settlement to the nearest one, at most.
    unit_costs : mapping of str to str
        Unit cost of objects of damage files, by sector; others have no value.
    as_of : str, optional
        Date by which claims about assets are known; that of the region by default.

    Raises
    ------
    RegionError
        With all that is wrong: positions outside the region's view, ids met twice, quantities out of
        order, unit costs and claims that do not fit.
    SettingsError
        When the rule or the distance is wrong.
    """
    import pandas as pd

    parts = [own_rows(region), *(file_rows(file, unit_costs) for file in files)]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    problems = [*doubled(rows), *outside(region, rows), *disordered(rows)]
    claims = claimed(region, iso_date(region.meta.as_of if as_of is None else as_of), problems)
    rows = widened(rows, claims[QUANTITY], ("quantity_low", "quantity_high"))
    rows = rows.assign(**_settled(region, rows, reach))
    rows = rows.assign(**_valued(region, rows, problems))
    rows = widened(rows, claims[COST], ("value_low", "value_high"))
    if problems:
        raise RegionError(f"inventory of {region.meta.id}", problems)
    rows, pairs = assessed(rows, rule=rule, within=within)
    rows = rows[list(COLUMNS)]
    notes = (*_notes(rows, pairs, files), *_widened(claims))
    return Inventory(rule, rows, pairs, counts_of(rows), notes)


def assessed(rows: pd.DataFrame, *, rule: Rule, within: float = WITHIN) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows with ``counted`` and ``why``, and the pairs that these rest on.

    Objects to which a damage file gives no grade do not count: nobody has seen what became of them.
    """
    pairs = duplicates(rows, within=within)
    counts, why = counted(rows, pairs, rule)
    seen = _seen(rows).to_numpy()
    said = [text if good else "the file gives it no grade" for text, good in zip(why, seen, strict=True)]
    return rows.assign(counted=np.array(counts, np.bool_) & seen, why=said), pairs


def counts_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by sector and grade: how many there are, how many count, how many of these have a value."""
    priced = rows["counted"] & rows["value"].notna()
    table = rows.assign(rows=1, priced=priced).groupby(["sector", "grade"], dropna=False, sort=True)
    return table[["rows", "counted", "priced"]].sum().astype("int64").reset_index()


def _settled(region: Region, rows: pd.DataFrame, reach: float) -> dict[str, list[str]]:
    """Settlement of each row, how it was found, and its district."""
    places = region["settlement"]
    admin = dict(zip(places["settlement_id"], places["admin"], strict=True))
    ids, basis = rows["settlement_id"].tolist(), ["given"] * len(rows)
    known = (rows["x"].notna() & rows["y"].notna()).tolist()
    near, gap = _nearest(places, rows)
    for row in np.flatnonzero(rows["settlement_id"] == "").tolist():
        if gap[row] <= reach:
            ids[row], basis[row] = near[row], f"nearest, {gap[row] / 1e3:.1f} km"
        else:
            basis[row] = f"none within {reach / 1e3:g} km" if known[row] else "no position"
    return {
        "settlement_id": ids,
        "settlement_basis": basis,
        "district": [admin.get(name, "") for name in ids],
    }


def _nearest(
    places: pd.DataFrame, rows: pd.DataFrame
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """The settlement nearest to each row, and how far it is, m; infinitely far without a position."""
    from scipy.spatial import KDTree

    places = places[places["x_coord"].notna() & places["y_coord"].notna()]
    found = np.full(len(rows), "", object)
    gap = np.full(len(rows), np.inf)
    placed = (rows["x"].notna() & rows["y"].notna()).to_numpy()
    if len(places) and placed.any():
        middle = float(places["y_coord"].mean())
        tree = KDTree(metres(places["x_coord"].to_numpy(), places["y_coord"].to_numpy(), middle))
        spots = metres(rows["x"].to_numpy()[placed], rows["y"].to_numpy()[placed], middle)
        gap[placed], nearest = tree.query(spots)
        found[placed] = places["settlement_id"].to_numpy(object)[nearest]
    return found, gap


def _valued(
    region: Region, rows: pd.DataFrame, problems: list[Problem]
) -> dict[str, npt.NDArray[np.float64]]:
    """What replacing each row costs, USD m; NaN without a unit cost."""
    each: dict[tuple[str, str], Range] = {}
    keys = [*zip(rows["unit_cost_id"], rows["unit"], strict=True)]
    for name, unit in sorted(set(keys)):
        if not name:
            continue
        try:
            each[name, unit] = usd_m_per_unit(region, name, unit=unit)
        except ReopenError as error:
            expected, row = f"a unit cost that fits ({error})", keys.index((name, unit))
            first, count = rows["asset_id"].iloc[row], keys.count((name, unit))
            many = f"{first} and {count - 1:,} more" if count > 1 else first
            mend = "name another unit cost, or mend its unit or that of the row"
            origin = rows["origin"].iloc[row]
            problems.append(Problem(origin, None, "unit_cost_id", many, name, expected, mend))
    out = {}
    for end, quantity in (("low", "quantity_low"), ("central", "quantity"), ("high", "quantity_high")):
        costs = np.array([getattr(each[key], end) if key in each else np.nan for key in keys], np.float64)
        name = "value" if end == "central" else f"value_{end}"
        out[name] = costs * rows[quantity].to_numpy()
    return out


def _notes(rows: pd.DataFrame, pairs: pd.DataFrame, files: Sequence[DamageFile]) -> tuple[str, ...]:
    out = [f"{Path(file.path).name}: {note}" for file in files for note in file.notes]
    if len(pairs):
        out.append(
            f"{len(pairs):,} pairs of rows may be the same thing; {_less(rows):,} rows do not count for it"
        )
    unpriced = rows["counted"] & rows["value"].isna()
    if unpriced.any():
        out.append(f"{int(unpriced.sum()):,} rows that count have no unit cost: no damage is valued for them")
    homeless = rows["counted"] & (rows["settlement_id"] == "")
    if homeless.any():
        out.append(f"{int(homeless.sum()):,} rows that count lie in no settlement of the region")
    return tuple(out)


def _widened(claims: Mapping[str, Mapping[str, list[float]]]) -> list[str]:
    return [
        f"claims widen the range of the {what} of {', '.join(sorted(found))}"
        for what, found in claims.items()
        if found
    ]


def _less(rows: pd.DataFrame) -> int:
    """Rows in whose place another one counts; of files, those that have a grade."""
    return int((~rows["counted"] & _seen(rows)).sum())


def _seen(rows: pd.DataFrame) -> pd.Series[bool]:
    return (rows["origin"] == OWN) | rows["grade"].notna()
