"""Hazard areas by settlement: given where a figure is known, else a share of the whole area's remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from reopen.accord.facts import facts
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

#: A settlement of this type stands for a whole area: its hazard area is a total, and no place.
WHOLE = "programme"
#: A figure of a settlement of this type is that of all settlements with the same ``admin``.
DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Hazard:
    """Hazard areas.

    Attributes
    ----------
    ha : mapping of str to float
        Area by settlement, ha; settlements without one are left out.
    notes : tuple of str
        What was shared out, and how.
    """

    ha: Mapping[str, float]
    notes: tuple[str, ...] = ()


def hazard(region: Region, as_of: str) -> Hazard:
    """The hazard area of each settlement.

    A figure of a district stands for its towns too (settlements with the same ``admin``): what is left
    of it after figures of their own is shared among them by their homes. What a total for the whole
    area (a settlement of type ``programme``) leaves, less what is claimed to be released by the date
    and less the figures of districts, is shared among the other districts of the same budget, in
    proportion to the buildings recorded there.

    Parameters
    ----------
    region : Region
        Its tables ``settlement``, ``asset`` and ``claim`` are read.
    as_of : str
        Date up to which claims count, as :func:`reopen.accord.facts.facts` reads them.

    Raises
    ------
    RegionError
        When claims cannot be read, all of them at once.
    """
    rows = [row for row in records(region["settlement"]) if row["type"] != WHOLE]
    homes = _homes(region)
    districts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        districts.setdefault(row["admin"] or row["settlement_id"], []).append(row)
    area = {name: known for name, members in districts.items() if (known := _known(members)) is not None}
    notes = _share_out(region, as_of, districts, area, homes)
    found: dict[str, float] = {}
    for name, ha in area.items():
        found |= _spread(districts[name], ha, homes)
    return Hazard({place: ha for place, ha in found.items() if ha}, tuple(notes))


def _spread(members: list[dict[str, Any]], ha: float, homes: Mapping[str, float]) -> dict[str, float]:
    """A district's area among its settlements: figures of towns and villages stay, the rest goes by homes."""
    own = {row["settlement_id"]: float(row["mine_ha"]) for row in members if _own_figure(row)}
    rest = [row["settlement_id"] for row in members if row["settlement_id"] not in own]
    left = max(ha - sum(own.values()), 0.0)
    whole = sum(homes.get(place, 0.0) for place in rest)
    weight = {place: homes.get(place, 0.0) / whole if whole else 1 / len(rest) for place in rest}
    return own | {place: left * weight[place] for place in rest}


def _own_figure(row: dict[str, Any]) -> bool:
    return row["type"] != DISTRICT and not isnan(row["mine_ha"])


def _known(members: list[dict[str, Any]]) -> float | None:
    """Area of a district: its own figure, which covers its towns, or their sum where that is more."""
    figures = [row for row in members if not isnan(row["mine_ha"])]
    towns = sum(float(row["mine_ha"]) for row in figures if row["type"] != DISTRICT)
    whole = sum(float(row["mine_ha"]) for row in figures if row["type"] == DISTRICT)
    return max(whole, towns) if figures else None


def _share_out(
    region: Region,
    as_of: str,
    districts: Mapping[str, list[dict[str, Any]]],
    area: dict[str, float],
    homes: Mapping[str, float],
) -> list[str]:
    """Add to the areas of districts what totals leave for those without a figure."""
    notes = []
    for total in records(region["settlement"]):
        if total["type"] != WHOLE or isnan(total["mine_ha"]):
            continue
        inside = {
            name: members
            for name, members in districts.items()
            if any(row["fund_id"] == total["fund_id"] for row in members)
        }
        known = sum(area.get(name, 0.0) for name in inside)
        released, whose = _released(region, as_of)
        left = max(float(total["mine_ha"]) - released - known, 0.0)
        weights = {name: _weight(members, homes) for name, members in inside.items() if name not in area}
        whole = sum(weights.values())
        if not left or not whole:
            continue
        area |= {name: left * weight / whole for name, weight in weights.items()}
        notes.append(
            f"Hazard area: of {total['mine_ha']:,.0f} ha in all ({total['name']}), less {released:,.0f} ha"
            f" released{whose} and {known:,.0f} ha of districts with a figure, {left:,.0f} ha are shared"
            f" among {sum(1 for w in weights.values() if w)} districts without a figure, in proportion to the"
            " buildings recorded there: a stand-in, not a survey."
        )
    return notes


def _weight(members: list[dict[str, Any]], homes: Mapping[str, float]) -> float:
    recorded = sum(
        float(row["buildings_recorded"]) for row in members if not isnan(row["buildings_recorded"])
    )
    return recorded or sum(homes.get(row["settlement_id"], 0.0) for row in members)


def _homes(region: Region) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in records(region["asset"]):
        if row["sector"] == "housing" and row["settlement_id"]:
            found[row["settlement_id"]] = found.get(row["settlement_id"], 0.0) + float(row["quantity"])
    return found


def _released(region: Region, as_of: str) -> tuple[float, str]:
    """The largest area that a claim known by the date says is cleared, in ha, and which claim that is.

    Of a range its lower end counts, so that no land is taken for safe which only may be.
    """
    known = facts(region, as_of)
    cleared = records(known[known["measure"] == "cleared_area"])
    if not cleared:
        return 0.0, ""
    most = max(cleared, key=lambda row: float(row["value_low"]))
    whose = f" by {most['said_last']} (claim {most['row_id']}, {most['claimant']})"
    return float(most["value_low"]), whose
