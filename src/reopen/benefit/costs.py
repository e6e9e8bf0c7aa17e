"""What scenarios cost, and whom: capital left to spend, maintenance, and who shares it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.region.region import Region

MILLION = 1e6
#: How the cost of an opening is shared between countries.
SHARING = ("territory", "agreeing", "outside")


@dataclass(frozen=True, slots=True)
class Work:
    """What one opening takes.

    Attributes
    ----------
    opening_id : str
        The opening.
    left : float
        Share of its cost that is not spent yet.
    known : bool
        Whether the region states both ends of its cost.
    rail_share : float
        Share of railways in its length: its overrun is mixed accordingly.
    road_km, rail_km : float
        Length to maintain in addition: of links that are not maintained as the region stands.
    share : ndarray of float64, shape (C,)
        Part of the cost that each country bears.
    """

    opening_id: str
    left: float
    known: bool
    rail_share: float
    road_km: float
    rail_km: float
    share: NDArray[np.float64]

    def capital(self, at: Assumptions) -> Any:
        """USD left to spend, overrun included; a float or one value a draw."""
        overrun = self.rail_share * at["cost-overrun-rail"] + (1 - self.rail_share) * at["cost-overrun-road"]
        return at[f"cost:{self.opening_id}"] * MILLION * self.left * (1.0 + overrun)

    def maintenance(self, at: Assumptions) -> Any:
        """USD a year."""
        return self.road_km * at["road-maintenance"] + self.rail_km * at["rail-maintenance"]


def works(region: Region, sharing: str = "territory") -> dict[str, Work]:
    """What every opening of a region takes.

    Parameters
    ----------
    sharing : {"territory", "agreeing", "outside"}
        Each country pays for what lies on its territory, by kilometres; the states that must
        agree share alike; or the cost is borne from outside, and by none of them.
    """
    links = region["link"].set_index("link_id")
    ids = [str(c) for c in region["country"]["country_id"]]
    agreeing = _agreeing(region, ids)
    out = {}
    for row in records(region["opening"]):
        name = str(row["opening_id"])
        mine = links.loc[list(row["link_ids"])]
        km = mine["length"].to_numpy(dtype=np.float64)
        rail = (mine["mode"] == "rail").to_numpy()
        kept = 0.0 if row["kind"] == "upgrade" else 1.0  # what is upgraded is maintained already
        ends = (row["cost_usd_m_low"], row["cost_usd_m_high"])
        out[name] = Work(
            opening_id=name,
            left=1.0 - row["share_built"],
            known=not any(x is None or np.isnan(x) for x in ends),
            rail_share=float(km[rail].sum() / km.sum()) if km.sum() > 0 else 0.0,
            road_km=kept * float(km[(mine["mode"] == "road").to_numpy()].sum()),
            rail_km=kept * float(km[rail].sum()),
            share=_share(sharing, row, mine["country_ids"], km, ids, agreeing.get(name, ())),
        )
    return out


def _share(
    sharing: str,
    row: Mapping[str, Any],
    countries: Iterable[Sequence[str]],
    km: NDArray[np.float64],
    ids: Sequence[str],
    agreeing: Sequence[str],
) -> NDArray[np.float64]:
    out = np.zeros(len(ids))
    if sharing == "outside":
        return out
    if sharing == "territory":
        for where, length in zip(countries, km, strict=True):
            for country in where:
                out[ids.index(country)] += length / len(where)
    payers = agreeing if sharing == "agreeing" else ()
    if not out.any():
        for country in payers or row["country_ids"]:
            out[ids.index(country)] += 1.0
    return out / out.sum() if out.sum() > 0 else out


def _agreeing(region: Region, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """States that must agree to each opening, as far as they are countries of the region."""
    out: dict[str, tuple[str, ...]] = {}
    for row in records(region["consent"]):
        if row["role"] == "must_agree" and row["kind"] == "state" and row["actor"] in ids:
            out[row["opening_id"]] = (*out.get(row["opening_id"], ()), str(row["actor"]))
    return out


def must_agree(region: Region, openings: Sequence[str]) -> NDArray[np.bool_]:
    """Which countries must agree to each opening, shape (K, C)."""
    ids = [str(c) for c in region["country"]["country_id"]]
    found = _agreeing(region, ids)
    return np.array([[c in found.get(o, ()) for c in ids] for o in openings]).reshape(len(openings), len(ids))
