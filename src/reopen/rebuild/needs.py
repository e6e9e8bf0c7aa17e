"""Damage, loss and needs by sector, district and horizon, side by side and never added.

What the words mean is in :data:`reopen.rebuild.dala.DEFINITIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError
from reopen.rebuild.dala import YEARS, Shares, shares
from reopen.rebuild.programme import Range
from reopen.rebuild.recipe import Recipe, recipe
from reopen.region.dates import iso_date

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from reopen.rebuild.inventory import Inventory
    from reopen.rebuild.programme import Programme
    from reopen.region.region import Region

    Floats = npt.NDArray[np.float64]

ENDS = ("low", "central", "high")
KEYS = ("sector", "district", "horizon")
#: Columns of the works that are no replacement of assets.
EXTRA = ("sector", "settlement_id", "horizon", "cost_low", "cost_central", "cost_high")
#: What needs consist of.
REBUILDING, WORKS = "rebuilding of assets", "other works"
NO_LOSS_SHARE = "no loss counted: no parameter loss-share-{}"
NO_RECOVERY: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Damage, loss and needs, USD m.

    Attributes
    ----------
    as_of : str
        Date from which losses count.
    damage, loss, needs : DataFrame
        ``sector, district, horizon, low, central, high``; ``damage`` also has ``assets``, how many rows
        it is of; ``loss`` has ``said``, and NaN where a sector has no loss share; ``needs`` has ``what``,
        rebuilding of assets or other works. The horizon of damage and loss is that of the recovery.
    assets : DataFrame
        ``asset_id`` and, of that asset, ``horizon``, ``years`` without it and
        ``<damage, loss, needs>_<low, central, high>``.
    notes : tuple of str
        What is left out and why.
    """

    as_of: str
    damage: pd.DataFrame
    loss: pd.DataFrame
    needs: pd.DataFrame
    assets: pd.DataFrame
    notes: tuple[str, ...]


def needs(
    inventory: Inventory,
    region: Region,
    *,
    extra: pd.DataFrame | None = None,
    recovery: Mapping[str, float] = NO_RECOVERY,
    as_of: str | None = None,
) -> Needs:
    """Damage, loss and needs of an inventory.

    Parameters
    ----------
    inventory : Inventory
        Rows that count and have a value are valued.
    region : Region
        Its parameters and works are read.
    extra : DataFrame, optional
        Works that are no replacement of assets, columns `EXTRA`, USD m: see `extra_works`.
    recovery : mapping of str to float
        When assets are restored, as calendar years (2028.5 is the middle of 2028), by id; of others,
        the end of the horizon of the work that restores them.
    as_of : str, optional
        Date; that of the region by default.

    Raises
    ------
    RegionError
        Naming every parameter that is missing or makes no sense.
    SettingsError
        When the works lack a column or name another horizon.
    """
    day = iso_date(region.meta.as_of if as_of is None else as_of)
    figures, made = shares(region), recipe(region)
    works = _works(extra, region)
    rows = inventory.assets[inventory.assets["counted"]].reset_index(drop=True)
    horizons = _horizons(rows, made)
    years = _years(rows["asset_id"].tolist(), horizons, recovery, day)
    amounts = _amounts(rows, figures, horizons, years)
    return Needs(
        as_of=day,
        damage=_damage(amounts),
        loss=_loss(amounts, figures),
        needs=_needs(amounts, works),
        assets=amounts.drop(columns=["sector", "district", "damaged"]),
        notes=_notes(rows, amounts, figures),
    )


def by_sector(found: Needs) -> pd.DataFrame:
    """One row a sector and one of all of them, as assessments print them, USD m.

    Returns
    -------
    DataFrame
        ``sector``, the three values of damage, loss and needs, and the central needs by horizon. The
        three are not to be added to each other.
    """
    import pandas as pd

    blocks = {"damage": found.damage, "loss": found.loss, "needs": found.needs}
    parts = [
        table.groupby("sector")[list(ENDS)].sum(min_count=1).add_prefix(f"{name}_")
        for name, table in blocks.items()
    ]
    spread = found.needs.pivot_table(
        index="sector", columns="horizon", values="central", aggfunc="sum", observed=True
    )
    spread = spread.reindex(columns=list(YEARS)).add_prefix("needs_")
    table = pd.concat([*parts, spread], axis=1).sort_index()
    table.loc["all sectors"] = table.sum(min_count=1)
    return table.rename_axis("sector").reset_index()


def extra_works(programme: Programme, region: Region) -> pd.DataFrame:
    """The tasks of a programme that are no replacement of an asset, as `needs` takes them.

    These are clearance and survey, recording and protection of monuments, support of return, works on
    links, and tasks written by hand. With them, needs equal the cost of the programme, as far as every
    asset with a value has a task.
    """
    import pandas as pd

    kinds = recipe(region).works
    rows = []
    for task in programme.tasks:
        work = kinds.get(task.work_id)
        replaces = work is not None and (
            work.applies_to == "asset" or (work.applies_to == "heritage" and not work.unit_cost_ids)
        )
        if not (replaces and task.asset_id):
            cost = task.cost
            row = (task.sector, task.settlement_id, task.horizon, cost.low, cost.central, cost.high)
            rows.append(row)
    return pd.DataFrame(rows, columns=list(EXTRA))


def _works(extra: pd.DataFrame | None, region: Region) -> pd.DataFrame:
    import pandas as pd

    works = pd.DataFrame(columns=list(EXTRA)) if extra is None else extra
    lacking = [name for name in EXTRA if name not in works.columns]
    if lacking:
        raise SettingsError(f"works beside assets: no column {', '.join(lacking)}; add it")
    strange = sorted(set(works["horizon"]) - set(YEARS))
    if strange:
        raise SettingsError(
            f"works beside assets: found the horizon {strange[0]!r}, expected {', '.join(YEARS)}"
        )
    places = region["settlement"]
    admin = dict(zip(places["settlement_id"], places["admin"], strict=True))
    works = works.rename(columns={f"cost_{end}": end for end in ENDS})
    return works.assign(district=[admin.get(name, "") for name in works["settlement_id"]], what=WORKS)


def _horizons(rows: pd.DataFrame, made: Recipe) -> list[str]:
    """Horizon of the work that restores each asset; medium where the region has none for it."""
    restoring = [work for work in made.of_kind("heritage") if not work.unit_cost_ids]
    monument = restoring[0].horizon if restoring else "medium"
    keys = [*zip(rows["sector"], rows["unit_cost_id"], strict=True)]
    found = {key: work.horizon for key in set(keys) if (work := made.work_for(*key)) is not None}
    return [
        monument if heritage else found.get(key, "medium")
        for key, heritage in zip(keys, rows["heritage"], strict=True)
    ]


def _years(ids: list[str], horizons: list[str], recovery: Mapping[str, float], day: str) -> Floats:
    """Years without each asset."""
    start = date.fromisoformat(day)
    begin = start.year + (start.timetuple().tm_yday - 1) / 365.25
    ends = [
        max(recovery[name] - begin, 0.0) if name in recovery else YEARS[horizon]
        for name, horizon in zip(ids, horizons, strict=True)
    ]
    return np.array(ends, np.float64)


def _amounts(rows: pd.DataFrame, figures: Shares, horizons: list[str], years: Floats) -> pd.DataFrame:
    """Damage, loss and needs of each asset with a value, USD m."""
    import pandas as pd

    out = pd.DataFrame(
        {
            "asset_id": rows["asset_id"],
            "sector": rows["sector"],
            "district": rows["district"],
            "horizon": horizons,
            "years": years,
            "damaged": rows["grade"] > 0,
        }
    )
    graded = rows["grade"].notna().to_numpy()
    # Where nothing stood, something is to be built; what became of a monument must be seen first.
    new = ~graded & ~rows["heritage"].to_numpy(bool)
    lost = [figures.loss.get(sector, Range(0.0, 0.0, 0.0)) for sector in rows["sector"]]
    for end in ENDS:
        value = rows["value" if end == "central" else f"value_{end}"].to_numpy()
        share = [getattr(one, end) for one in figures.damage]
        grade = rows["grade_high" if end == "high" else "grade"].fillna(0.0).to_numpy().astype(int)
        damage = np.where(graded, np.array(share)[grade], 0.0) * value
        out[f"damage_{end}"] = damage
        out[f"loss_{end}"] = damage * np.array([getattr(one, end) for one in lost]) * years
        out[f"needs_{end}"] = np.where(new, value, damage * getattr(figures.better, end))
    return out[rows["value"].notna().to_numpy()].reset_index(drop=True)


def _table(amounts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Sums by sector, district and horizon."""
    named = amounts.rename(columns={f"{name}_{end}": end for end in ENDS})
    table = named[[*KEYS, *ENDS, "damaged"]].groupby(list(KEYS), sort=False).sum().reset_index()
    return _sorted(table)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    order = {name: place for place, name in enumerate(YEARS)}
    return table.sort_values(
        list(KEYS), key=lambda c: c.map(order) if c.name == "horizon" else c, ignore_index=True
    )


def _damage(amounts: pd.DataFrame) -> pd.DataFrame:
    table = _table(amounts[amounts["damaged"]], "damage")
    table["assets"] = table["damaged"].astype("int64")
    return table[[*KEYS, "assets", *ENDS]]


def _loss(amounts: pd.DataFrame, figures: Shares) -> pd.DataFrame:
    table = _table(amounts[amounts["damaged"]], "loss")
    known = table["sector"].isin(figures.loss)
    table["said"] = [
        "" if good else NO_LOSS_SHARE.format(name) for name, good in zip(table["sector"], known, strict=True)
    ]
    table.loc[~known, list(ENDS)] = np.nan
    return table[[*KEYS, *ENDS, "said"]]


def _needs(amounts: pd.DataFrame, works: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    columns = [*KEYS, "what", *ENDS]
    parts = [_table(amounts, "needs").assign(what=REBUILDING)[columns]]
    if len(works):
        sums = works.groupby([*KEYS, "what"], sort=False)[list(ENDS)].sum().reset_index()
        parts.append(sums[columns])
    table = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    table = table[table["high"] > 0.0]
    return _sorted(table)[columns]


def _notes(rows: pd.DataFrame, amounts: pd.DataFrame, figures: Shares) -> tuple[str, ...]:
    out = []
    unvalued = rows["value"].isna()
    if unvalued.any():
        out.append(f"{int(unvalued.sum()):,} assets without a unit cost are in no table")
    new = rows["grade"].isna() & rows["value"].notna()
    if (new & ~rows["heritage"]).any():
        count = int((new & ~rows["heritage"]).sum())
        out.append(
            f"{count:,} assets without a grade count as new: all of their cost is needed, nothing is damaged"
        )
    if (new & rows["heritage"]).any():
        count = int((new & rows["heritage"]).sum())
        out.append(f"{count:,} monuments of unknown damage have no damage and no restoration counted")
    silent = sorted(set(amounts.loc[amounts["damaged"], "sector"]) - set(figures.loss))
    if silent:
        out.append(f"no loss is counted for {', '.join(silent)}: no parameter loss-share-... for them")
    return tuple(out)
