"""What one scenario saves, pair by pair, against the region as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from reopen.economics.surplus import RULE_OF_HALF_LIMIT, flow_at, rule_of_half, user_benefit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.base import Base
    from reopen.benefit.reroute import Rerouted
    from reopen.network.layers import Layer


@dataclass(frozen=True, slots=True)
class Change:
    """What a scenario changes at one level. C countries; sums over classes and seasons.

    Attributes
    ----------
    user : ndarray of float64, shape (C, C)
        User benefit of the flows from row to column, USD a year.
    half : ndarray of float64, shape (C, C)
        The same by the rule of a half.
    gross, large : ndarray of float64, shape (C, C)
        Gains and losses of ``user`` taken as positive, and the part of them from flows whose
        transport cost changes by more than a third.
    usd_saved, hours_saved : ndarray of float64, shape (C, C)
        Tonnes times USD (times hours) saved a tonne, at the flows observed.
    tonnes : ndarray of float64, shape (C, C)
        Tonnes a year whose cost changes.
    cut_off : ndarray of float64, shape (C, C)
        Tonnes a year that have a way in one case only: no benefit can be put on them.
    fees : ndarray of float64, shape (C,)
        Change in the fees that a country takes, USD a year.
    transit_tkm, transit_fees : ndarray of float64, shape (C,)
        Change in the tonne-kilometres, and fees in USD, of flows that neither start nor end in
        the country.

    """

    user: NDArray[np.float64]
    half: NDArray[np.float64]
    gross: NDArray[np.float64]
    large: NDArray[np.float64]
    usd_saved: NDArray[np.float64]
    hours_saved: NDArray[np.float64]
    tonnes: NDArray[np.float64]
    cut_off: NDArray[np.float64]
    fees: NDArray[np.float64]
    transit_tkm: NDArray[np.float64]
    transit_fees: NDArray[np.float64]

    @classmethod
    def zero(cls, n: int) -> Change:
        """No change among ``n`` countries."""
        by_country = {"fees", "transit_tkm", "transit_fees"}
        return cls(**{f.name: np.zeros(n if f.name in by_country else (n, n)) for f in fields(cls)})


def alone(base: Base, ways: Sequence[Rerouted]) -> Change:
    """What a scenario changes when it is carried out alone.

    Parameters
    ----------
    ways : sequence of Rerouted
        From :func:`reopen.benefit.reroute.reroute`.
    """
    out = Change.zero(base.n_countries)
    for number, way in enumerate(ways):
        layer = base.stands.layers[number]
        tonnes = base.demand.tonnes[layer.number]
        origin, destination = np.nonzero(way.changed & (tonnes > 0))
        if not len(origin):
            continue
        before = base.paths[number].dist[origin, base.network.zones[destination]]
        known = np.isfinite(before) & np.isfinite(way.after[origin, destination])
        flow = tonnes[origin, destination] * layer.season.share
        _cut_off(base, number, origin[~known], destination[~known], flow[~known], out)
        _add(base, number, way, origin[known], destination[known], flow[known], out)
    return out


def _cut_off(
    base: Base,
    number: int,
    origin: NDArray[np.int64],
    destination: NDArray[np.int64],
    flow: NDArray[np.float64],
    out: Change,
) -> None:
    """Count flows with a way in one case only; those that lose it pay and pass no more."""
    _sum(out.cut_off, _country_pairs(base, origin, destination), flow)
    ends = base.network.zones[destination]
    had = np.isfinite(base.paths[number].dist[origin, ends])
    lost = base.meters.along(base.paths[number].pred, origin[had], ends[had])
    away = transit_mask(base, origin[had], destination[had])
    fees, tkm = flow[had][:, None] * lost.fees, flow[had][:, None] * lost.km
    out.fees[:] -= fees.sum(axis=0)
    out.transit_tkm[:] -= (tkm * away).sum(axis=0)
    out.transit_fees[:] -= (fees * away).sum(axis=0)


def _add(
    base: Base,
    number: int,
    way: Rerouted,
    origin: NDArray[np.int64],
    destination: NDArray[np.int64],
    flow: NDArray[np.float64],
    out: Change,
) -> None:
    """Add what one layer changes for pairs that have a way in both cases."""
    layer, ends = base.stands.layers[number], base.network.zones[destination]
    before, cost = base.paths[number].dist[origin, ends], way.after[origin, destination]
    pair = _country_pairs(base, origin, destination)
    flow_after, user, half = _worth(layer, base.parameters.elasticity, flow, before, cost)
    _sum(out.user, pair, user)
    _sum(out.half, pair, half)
    _sum(out.gross, pair, np.abs(user))
    far = np.abs(before - cost) > before * RULE_OF_HALF_LIMIT
    _sum(out.large, pair, np.where(far, np.abs(user), 0.0))
    _sum(out.usd_saved, pair, flow * (before - cost))
    _sum(out.tonnes, pair, flow)
    old = base.meters.along(base.paths[number].pred, origin, ends)
    new = way.met(origin, destination)
    _sum(out.hours_saved, pair, flow * (old.hours - new.hours))
    fees = flow_after[:, None] * new.fees - flow[:, None] * old.fees
    tkm = flow_after[:, None] * new.km - flow[:, None] * old.km
    away = transit_mask(base, origin, destination)
    out.fees[:] += fees.sum(axis=0)
    out.transit_tkm[:] += (tkm * away).sum(axis=0)
    out.transit_fees[:] += (fees * away).sum(axis=0)


def _worth(
    layer: Layer,
    theta: float,
    flow: NDArray[np.float64],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Flow after, user benefit, and the rule of a half."""
    assert layer.cargo is not None
    p = layer.cargo.unit_value
    flow_after = flow_at(flow, p, before, after, theta)
    user = user_benefit(flow, p, before, before, after, theta)
    return flow_after, user, rule_of_half(flow, flow_after, before, after)


def transit_mask(base: Base, origin: NDArray[np.int64], destination: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which countries a flow only passes, shape (P, C)."""
    country = np.arange(base.n_countries)
    home = base.network.zone_country
    return np.asarray((home[origin][:, None] != country) & (home[destination][:, None] != country))


def _country_pairs(
    base: Base, origin: NDArray[np.int64], destination: NDArray[np.int64]
) -> NDArray[np.int64]:
    home = base.network.zone_country.astype(np.int64)
    return home[origin] * base.n_countries + home[destination]


def _sum(into: NDArray[np.float64], pair: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    into += np.bincount(pair, weights=values, minlength=into.size).reshape(into.shape)
