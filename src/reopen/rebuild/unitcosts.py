"""Unit costs in USD m per unit of a quantity: one small parser of texts such as ``USD m per 100 m``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.errors import ReopenError, UnknownIdError
from reopen.rebuild.programme import Range

if TYPE_CHECKING:
    from reopen.region.region import Region

#: Amounts of money in USD m.
MONEY: Mapping[str, float] = MappingProxyType({"USD": 1e-6, "USD m": 1.0, "USD bn": 1e3})
#: What is measured, and how many base units (m, m2, m3, t) one of it is. Every other word counts things.
MEASURES: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "m": ("length", 1.0),
        "km": ("length", 1e3),
        "m2": ("area", 1.0),
        "ha": ("area", 1e4),
        "km2": ("area", 1e6),
        "m3": ("volume", 1.0),
        "kg": ("mass", 1e-3),
        "t": ("mass", 1.0),
    }
)
#: The word for one of anything that is counted.
EACH = "each"
_TEXT = re.compile(r"(USD(?: m| bn)?)(?:/| per | )(?:(\d+(?:\.\d+)?) )?([A-Za-z][A-Za-z0-9]*)")
_EXPECTED = "money per unit, such as USD m each, USD m/km, USD per m2 or USD m per 100 m"


def parse_unit(text: str) -> tuple[float, str]:
    """USD m that one unit of money is per one unit of quantity, and that unit.

    Parameters
    ----------
    text : str
        Unit of a row of ``unit_cost``.

    Raises
    ------
    ReopenError
        When the text is no money per unit.

    Examples
    --------
    >>> parse_unit("USD m per 100 m")
    (0.01, 'm')
    >>> parse_unit("USD each")
    (1e-06, 'each')
    """
    found = _TEXT.fullmatch(" ".join(text.split()))
    if found is None or (found[2] and float(found[2]) == 0.0):
        raise ReopenError(f"found {text!r}, expected {_EXPECTED}")
    return MONEY[found[1]] / float(found[2] or 1.0), found[3]


def usd_m_per_unit(region: Region, unit_cost_id: str, *, unit: str | None = None) -> Range:
    """A unit cost in USD m for one unit.

    Parameters
    ----------
    region : Region
        Its table ``unit_cost`` is read.
    unit_cost_id : str
        Row of that table.
    unit : str, optional
        Unit of the quantity that the cost will be multiplied by: lengths, areas and masses are
        converted, and a cost ``each`` is that of any word that counts things (house, site, span).
        By default the unit that the row itself names, without its number: m for ``per 100 m``.

    Raises
    ------
    UnknownIdError
        When the region has no such unit cost.
    ReopenError
        When the row's unit is no money per unit, or does not measure what ``unit`` measures.

    Examples
    --------
    >>> import reopen
    >>> round(usd_m_per_unit(reopen.load(), "demining-manual", unit="ha").central, 9)
    0.022
    """
    frame = region["unit_cost"]
    rows = frame[frame["unit_cost_id"] == unit_cost_id]
    if not len(rows):
        raise UnknownIdError("unit cost", unit_cost_id, frame["unit_cost_id"])
    row = rows.iloc[0]
    try:
        money, per = parse_unit(row["unit"])
        factor = money * (1.0 if unit is None else _ratio(unit, per))
    except ReopenError as error:
        raise ReopenError(f"unit_cost.csv ({unit_cost_id}): {error}") from None
    return Range(*(float(row[name]) * factor for name in ("low", "central", "high")))


def _ratio(unit: str, per: str) -> float:
    """How many of the unit that a cost is given for one unit of the quantity is."""
    mine, theirs = MEASURES.get(unit, ("count", 1.0)), MEASURES.get(per, ("count", 1.0))
    if mine[0] != theirs[0]:
        raise ReopenError(f"a cost per {per} cannot be multiplied by a quantity in {unit!r}")
    if mine[0] == "count" and per != EACH and _singular(per) != _singular(unit):
        raise ReopenError(f"a cost per {per} is not one per {unit!r}")
    return mine[1] / theirs[1]


def _singular(word: str) -> str:
    return word.strip().casefold().removesuffix("s")
