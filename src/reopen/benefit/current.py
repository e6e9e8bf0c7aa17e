"""What moves as the region stands: between countries, and through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.alone import transit_mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.base import Base


@dataclass(frozen=True, slots=True)
class Current:
    """Flows that have a way. C countries.

    Attributes
    ----------
    tonnes : ndarray of float64, shape (C, C)
        Tonnes a year from row to column.
    usd, hours : ndarray of float64, shape (C, C)
        Mean cost (USD/t) and hours of them; NaN where nothing moves.
    transit_tkm, transit_fees : ndarray of float64, shape (C,)
        Tonne-kilometres on land, and fees in USD, of flows that neither start nor end in the
        country.
    """

    tonnes: NDArray[np.float64]
    usd: NDArray[np.float64]
    hours: NDArray[np.float64]
    transit_tkm: NDArray[np.float64]
    transit_fees: NDArray[np.float64]


def current(base: Base, flows: NDArray[np.float64] | None = None) -> Current:
    """What moves as the region stands: its demand, or other flows of shape (K, Z, Z)."""
    n, net = base.n_countries, base.network
    home = net.zone_country.astype(np.int64)
    tonnes, usd, hours = (np.zeros(n * n) for _ in range(3))
    tkm, fees = np.zeros(n), np.zeros(n)
    for paths, layer in zip(base.paths, base.stands.layers, strict=True):
        here = (base.demand.tonnes if flows is None else flows)[layer.number]
        cost = paths.dist[: len(here)][:, net.zones]
        origin, destination = np.nonzero((here > 0) & np.isfinite(cost))
        met = base.meters.along(paths.pred, origin, net.zones[destination])
        flow = here[origin, destination] * layer.season.share
        pair = home[origin] * n + home[destination]
        for into, of_a_tonne in ((tonnes, 1.0), (usd, cost[origin, destination]), (hours, met.hours)):
            into += np.bincount(pair, weights=flow * of_a_tonne, minlength=n * n)
        passing = flow[:, None] * transit_mask(base, origin, destination)
        tkm += (passing * met.km).sum(axis=0)
        fees += (passing * met.fees).sum(axis=0)
    some = np.where(tonnes > 0, tonnes, np.nan)
    square = (n, n)
    return Current(
        tonnes.reshape(square), (usd / some).reshape(square), (hours / some).reshape(square), tkm, fees
    )
