"""Constants of the choice between ways, fitted to observed shares of road, rail and sea."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.scene import scene
from reopen.benefit.valuing import cheapest
from reopen.economics.choice import nested
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.scene import Scene
    from reopen.network.network import Network
    from reopen.region.region import Region

#: Modes whose shares are observed. A way by rail that also uses the sea counts as sea.
OBSERVED = ("road", "rail", "sea")
#: Constants stay within this, in parts of the cheapest way's cost.
MOST = 5.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Constants that come nearest to what is observed.

    Attributes
    ----------
    rail, sea : float
        The constants, in parts of the cheapest way's cost.
    table : DataFrame
        One row a pair of countries and mode: observed and modelled share, and their difference.
    residual : float
        Root mean square of the differences.
    """

    rail: float
    sea: float
    table: pd.DataFrame
    residual: float


def calibrated(
    region: Region,
    network: Network,
    *,
    as_of: str | None = None,
    season_days: tuple[float, ...] = (),
    jobs: int = 1,
) -> tuple[Region, Calibration | None]:
    """The region with its constants fitted to ``mode_shares`` of the trade table, if it has any."""
    rows = [row for row in records(region["trade"]) if row["mode_shares"]]
    if not rows:
        return region, None
    found = _fit(scene(region, network, {}, as_of=as_of, season_days=season_days, jobs=jobs), rows)
    table = region["parameter"].copy()
    for name, value in (("rail-constant", found.rail), ("sea-constant", found.sea)):
        table.loc[table["parameter_id"] == name, ["low", "central", "high"]] = value
    return region.replace(parameter=table), found


def _fit(at: Scene, rows: list[dict[str, object]]) -> Calibration:
    import pandas as pd
    from scipy.optimize import least_squares

    ids = [str(c) for c in at.goods.region["country"]["country_id"]]
    pairs = [(ids.index(str(r["origin_id"])), ids.index(str(r["destination_id"]))) for r in rows]
    seen = np.array([[dict(r["mode_shares"]).get(m, 0.0) for m in OBSERVED] for r in rows])  # type: ignore[call-overload]
    seen /= seen.sum(axis=1, keepdims=True)
    cost, flow, which = _costs(at, pairs)

    def off(constants: NDArray[np.float64]) -> NDArray[np.float64]:
        found = _shares(cost, flow, which, len(pairs), constants, at.center)
        return np.asarray((found - seen).ravel())

    start = np.array([at.center["rail-constant"], at.center["sea-constant"]], dtype=np.float64)
    best = least_squares(off, np.clip(start, -MOST, MOST), bounds=(-MOST, MOST), diff_step=1e-4)
    off_by = best.fun.reshape(seen.shape)
    modelled = seen + off_by
    table = pd.DataFrame(
        [
            (r["origin_id"], r["destination_id"], mode, seen[n, m], modelled[n, m], off_by[n, m])
            for n, r in enumerate(rows)
            for m, mode in enumerate(OBSERVED)
        ],
        columns=["origin_id", "destination_id", "mode", "observed", "modelled", "difference"],
    )
    return Calibration(float(best.x[0]), float(best.x[1]), table, float(np.sqrt(np.mean(best.fun**2))))


def _costs(
    at: Scene, pairs: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Costs of the four kinds of ways, flow, and number of the pair, of flows between the pairs' zones."""
    goods, home = at.goods, at.goods.network.zone_country
    number = np.full((goods.n_countries, goods.n_countries), -1, dtype=np.int64)
    for n, (i, j) in enumerate(pairs):
        number[i, j] = n
    which = number[np.ix_(home, home)]
    cost, flow, of = [], [], []
    for layer in goods.layers:
        four, tonnes = layer.costs(goods), at.demand.tonnes[layer.number] * layer.share
        some = (which >= 0) & (tonnes > 0) & np.isfinite(four.min(axis=0))
        cost.append(four[:, some].T)
        flow.append(tonnes[some])
        of.append(which[some])
    return np.concatenate(cost), np.concatenate(flow), np.concatenate(of)


def _shares(
    cost: NDArray[np.float64],
    flow: NDArray[np.float64],
    which: NDArray[np.int64],
    pairs: int,
    constants: NDArray[np.float64],
    at: Assumptions,
) -> NDArray[np.float64]:
    """Shares of road, rail and sea of each pair of countries, shape (pairs, 3)."""
    rail, sea = constants
    own, share = np.array([0.0, rail, sea, rail + sea]), np.empty(4)
    nu, phi = at["mode-choice-sensitivity"], at["mode-nest-dissimilarity"]
    out = np.zeros((pairs, len(OBSERVED)))
    for r in range(len(flow)):
        nested(cost[r], 0, own, max(cheapest(cost[r], 0), 1e-9), nu, phi, share)
        out[which[r]] += flow[r] * np.array([share[0], share[1], share[2] + share[3]])
    total = out.sum(axis=1, keepdims=True)
    return np.where(total > 0, out / np.where(total > 0, total, 1.0), 0.0)
