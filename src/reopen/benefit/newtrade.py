"""Modelled new trade between countries whose recorded trade a closure suppresses.

Two countries that share a gate, but none open to freight, get a gravity potential::

    T_ij = exp(k) * Y_i ** a * Y_j ** b / C_ij ** delta

with Y the GDP, C the mean transport cost (USD/t), delta a parameter, and k, a, b fitted by
least squares on the logarithms over the pairs of countries that are not shut from each other.
After an opening that opens a gate between the two, ``(T - recorded) * (1 - closure effect)`` is
taken to move at the new cost, and its benefit is the area under its demand curve between the
cost with the opening and the cost of the way round. It is always reported apart, with 0 as
its low value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.economics.surplus import user_benefit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.base import Base
    from reopen.benefit.reroute import Rerouted
    from reopen.network.layers import Layered

    Square = NDArray[np.float64]


def mean_costs(base: Base, ways: Sequence[Rerouted] | None = None) -> NDArray[np.float64]:
    """Mean transport cost between countries, shape (C, C), USD/t; infinite where there is no way.

    The mean over zone pairs that have a way, by zone weight, and over classes and seasons by
    tonnes and days; rerouted under a scenario or, without one, as the region stands.
    """
    zones, home = base.network.zones, base.network.zone_country
    weight = np.zeros((base.n_countries, len(zones)))
    weight[home, np.arange(len(zones))] = base.demand.weight
    share = class_shares(base)
    total, reached = (np.zeros((base.n_countries, base.n_countries)) for _ in range(2))
    for number, layer in enumerate(base.stands.layers):
        part = share[layer.number] * layer.season.share
        cost = ways[number].after if ways else base.paths[number].dist[: len(zones)][:, zones]
        way = np.isfinite(cost)
        total += part * (weight @ np.where(way, cost, 0.0) @ weight.T)
        reached += part * (weight @ way @ weight.T)
    return np.where(reached > 0, total / np.where(reached > 0, reached, 1.0), np.inf)


def class_shares(base: Base) -> NDArray[np.float64]:
    """Share of each cargo class in all the recorded tonnes, shape (K,)."""
    tonnes = base.demand.tonnes.sum(axis=(1, 2))
    return np.asarray(tonnes / tonnes.sum() if tonnes.sum() else np.full(len(tonnes), 1 / len(tonnes)))


@dataclass(frozen=True, slots=True)
class Gravity:
    """The gravity model of trade in tonnes at one level.

    Attributes
    ----------
    constant, origin, destination : float
        k, a and b of the fit.
    pairs : int
        Country pairs it rests on; without at least four there is no potential.
    residual : float
        Standard deviation of the logarithm of recorded over fitted tonnes: 1 means that a
        typical pair is off by a factor of e.
    closed : ndarray of bool, shape (C, C)
        Pairs whose trade counts as suppressed.
    """

    constant: float
    origin: float
    destination: float
    pairs: int
    residual: float
    closed: NDArray[np.bool_]

    def potential(self, gdp: NDArray[np.float64], cost: NDArray[np.float64], delta: float) -> Square:
        """Tonnes a year between all countries, shape (C, C); 0 where there is no way."""
        if not self.pairs:
            return np.zeros_like(cost)
        way = np.isfinite(cost) & (cost > 0)
        size = np.outer(gdp**self.origin, gdp**self.destination) * np.exp(self.constant)
        return np.where(way, size * np.where(way, cost, 1.0) ** -delta, 0.0)


def gravity(base: Base) -> Gravity:
    """Fit the gravity model to the recorded trade of countries that are not shut from each other."""
    recorded, cost = base.demand.country_tonnes, mean_costs(base)
    inside = ~(base.demand.gateway[:, None] | base.demand.gateway)
    np.fill_diagonal(inside, False)
    closed = _shut_neighbours(base) & inside
    gdp = _gdp(base)
    known = inside & ~closed & (recorded > 0) & np.isfinite(cost) & (cost > 0) & (np.outer(gdp, gdp) > 0)
    i, j = np.nonzero(known)
    if len(i) < 4:
        return Gravity(0.0, 0.0, 0.0, 0, 0.0, closed)
    left = np.log(recorded[i, j]) + base.parameters.cost_elasticity * np.log(cost[i, j])
    right = np.stack([np.ones(len(i)), np.log(gdp[i]), np.log(gdp[j])], axis=1)
    fit, *_ = np.linalg.lstsq(right, left, rcond=None)
    off = left - right @ fit
    return Gravity(float(fit[0]), float(fit[1]), float(fit[2]), len(i), float(off.std()), closed)


def _gdp(base: Base) -> NDArray[np.float64]:
    return base.region["country"]["gdp_usd_m"].fillna(0.0).to_numpy(dtype=np.float64)


def _shut_neighbours(base: Base) -> NDArray[np.bool_]:
    """Pairs of countries that share a gate, but none open to freight either way."""
    every = np.ones(len(base.gate_countries), dtype=bool)
    return _joined(base, every) & ~_joined(base, _freight_gates(base, base.stands))


def new_trade(base: Base, name: str, ways: Sequence[Rerouted], model: Gravity) -> NDArray[np.float64]:
    """User benefit of new trade with scenario ``name``, USD a year, shape (C, C)."""
    out = np.zeros((base.n_countries, base.n_countries))
    wanted = _unlocked(base, name) & model.closed
    if base.level == "low" or not wanted.any():
        return out
    potential = model.potential(_gdp(base), mean_costs(base, ways), base.parameters.cost_elasticity)
    extra = np.maximum(potential - base.demand.country_tonnes, 0.0) * (1 - base.parameters.closure_effect)
    share, zones, home = class_shares(base), base.network.zones, base.network.zone_country
    for number, layer in enumerate(base.stands.layers):
        after, changed = ways[number].after, ways[number].changed
        before = base.paths[number].dist[: len(zones)][:, zones]
        assert layer.cargo is not None
        for i, j in np.argwhere(wanted):
            pair = np.ix_(home == i, home == j)
            better = changed[pair] & np.isfinite(before[pair]) & np.isfinite(after[pair])
            split = np.outer(base.demand.weight[home == i], base.demand.weight[home == j])
            tonnes = extra[i, j] * share[layer.number] * layer.season.share * split[better]
            g0, g1 = before[pair][better], after[pair][better]
            worth = user_benefit(tonnes, layer.cargo.unit_value, g1, g0, g1, base.parameters.elasticity)
            out[i, j] += worth.sum()
    return out


def _unlocked(base: Base, name: str) -> NDArray[np.bool_]:
    """Pairs of countries between which the scenario opens a gate to freight."""
    return _joined(base, _freight_gates(base, base.opened[name]) & ~_freight_gates(base, base.stands))


def _freight_gates(base: Base, found: Layered) -> NDArray[np.bool_]:
    """Crossings that freight passes over some link in some direction, gate or no gate, shape (X,)."""
    net, cost = base.network, found.layers[0].cost
    out = np.zeros(len(base.gate_countries), dtype=bool)
    out[net.crossing[(net.link >= 0) & (net.crossing >= 0) & np.isfinite(cost)]] = True
    return out


def _joined(base: Base, gates: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pairs of different countries that one of these gates joins, shape (C, C)."""
    out = np.zeros((base.n_countries, base.n_countries), dtype=bool)
    a, b = base.gate_countries[gates].T
    out[a, b] = out[b, a] = True
    np.fill_diagonal(out, False)
    return out
