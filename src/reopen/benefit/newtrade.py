"""Modelled new trade between countries whose recorded trade a closure suppresses.

Two countries that share a gate, but none open to freight, get a gravity potential::

    T_ij = exp(k) * Y_i ** a * Y_j ** b / C_ij ** delta

with Y the GDP, C the mean transport cost (USD/t), delta a parameter, and k, a, b fitted by
least squares on the logarithms over the pairs of countries that are not shut from each other.
After an opening that opens a gate between the two, ``(T - recorded) * (1 - closure effect)`` is
taken to move at the new cost, and its benefit is the area under its demand curve between the
cost with the opening and the cost of the way round. It is always reported apart.

The closure effect is what resistance remains when the way is open; the way's own cost is in C. So
the two are never counted for the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.changed import Change
    from reopen.benefit.demand import Demand
    from reopen.benefit.ways import Ways
    from reopen.network.layers import Layered

    Square = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gravity:
    """The gravity model of trade in tonnes, at central values.

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
    cost : ndarray of float64, shape (C, C)
        Mean transport cost as the region stands, USD/t; infinite where there is no way.
    """

    constant: float
    origin: float
    destination: float
    pairs: int
    residual: float
    closed: NDArray[np.bool_]
    cost: NDArray[np.float64]

    def potential(self, gdp: NDArray[np.float64], cost: NDArray[np.float64], delta: float) -> Square:
        """Tonnes a year between all countries, shape (C, C); 0 where there is no way."""
        if not self.pairs:
            return np.zeros_like(cost)
        way = np.isfinite(cost) & (cost > 0) & np.outer(gdp > 0, gdp > 0)
        known = np.where(gdp > 0, gdp, 1.0)
        size = np.outer(known**self.origin, known**self.destination) * np.exp(self.constant)
        return np.where(way, size * np.where(way, cost, 1.0) ** -delta, 0.0)


def closed_pairs(ways: Ways) -> NDArray[np.bool_]:
    """Pairs of countries that share a gate, but none open to freight either way, shape (C, C)."""
    every = np.ones(len(ways.region["crossing"]), dtype=bool)
    out = _joined(ways, every) & ~_joined(ways, _freight_gates(ways, ways.stands))
    gateway = (ways.region["country"]["kind"] == "gateway_bloc").to_numpy()
    return np.asarray(out & ~(gateway[:, None] | gateway))


def unlocked(ways: Ways, name: str) -> NDArray[np.bool_]:
    """Pairs of countries between which a scenario opens a gate to freight, shape (C, C)."""
    return _joined(ways, _freight_gates(ways, ways.opened[name]) & ~_freight_gates(ways, ways.stands))


def split(ways: Ways, demand: Demand, pairs: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How a tonne between two countries of such pairs is split over classes and zones, shape (K, Z, Z)."""
    tonnes = demand.tonnes.sum(axis=(1, 2))
    share = tonnes / tonnes.sum() if tonnes.sum() else np.full(len(tonnes), 1 / len(tonnes))
    home = ways.network.zone_country
    mask = np.where(pairs[np.ix_(home, home)], np.outer(demand.weight, demand.weight), 0.0)
    return np.asarray(share[:, None, None] * mask)


def gravity(ways: Ways, demand: Demand, at: Assumptions) -> Gravity:
    """Fit the gravity model to the recorded trade of countries that are not shut from each other."""
    cost, closed, gdp = _mean_costs(ways, demand), closed_pairs(ways), _gdp(ways)
    inside = ~(demand.gateway[:, None] | demand.gateway)
    np.fill_diagonal(inside, False)
    known = inside & ~closed & (demand.country_tonnes > 0)
    known &= np.isfinite(cost) & (cost > 0) & (np.outer(gdp, gdp) > 0)
    i, j = np.nonzero(known)
    if len(i) < 4:
        return Gravity(0.0, 0.0, 0.0, 0, 0.0, closed, cost)
    left = np.log(demand.country_tonnes[i, j]) + at["distance-elasticity"] * np.log(cost[i, j])
    right = np.stack([np.ones(len(i)), np.log(gdp[i]), np.log(gdp[j])], axis=1)
    fit, *_ = np.linalg.lstsq(right, left, rcond=None)
    off = left - right @ fit
    k, a, b = (float(x) for x in fit)
    return Gravity(k, a, b, len(i), float(off.std()), closed, cost)


def new_tonnes(
    ways: Ways, demand: Demand, at: Assumptions, model: Gravity, cost: NDArray[np.float64]
) -> Square:
    """New tonnes a year between countries whose trade is suppressed, at such mean costs, shape (C, C)."""
    extra = model.potential(_gdp(ways), cost, at["distance-elasticity"]) - demand.country_tonnes
    return np.where(model.closed, np.maximum(extra, 0.0) * (1.0 - at["closure-effect"]), 0.0)


def new_trade(
    ways: Ways, name: str, change: Change, demand: Demand, at: Assumptions, model: Gravity
) -> Square:
    """User benefit of new trade with a scenario, USD a year, shape (C, C)."""
    wanted = unlocked(ways, name) & model.closed
    if not wanted.any():
        return np.zeros(wanted.shape)
    tonnes = new_tonnes(ways, demand, at, model, model.cost + change.cheaper)
    return np.where(wanted, tonnes * change.apart, 0.0)


def _mean_costs(ways: Ways, demand: Demand) -> Square:
    """Mean cost between countries over their zones' pairs that have a way, classes and seasons."""
    zones, home = ways.network.zones, ways.network.zone_country
    weight = np.zeros((ways.n_countries, len(zones)))
    weight[home, np.arange(len(zones))] = demand.weight
    tonnes = demand.tonnes.sum(axis=(1, 2))
    share = tonnes / tonnes.sum() if tonnes.sum() else np.full(len(tonnes), 1 / len(tonnes))
    total, reached = (np.zeros((ways.n_countries, ways.n_countries)) for _ in range(2))
    for layer in ways.layers:
        cost, part = layer.costs(ways).min(axis=0), share[layer.number] * layer.share
        way = np.isfinite(cost)
        total += part * (weight @ np.where(way, cost, 0.0) @ weight.T)
        reached += part * (weight @ way @ weight.T)
    return np.where(reached > 0, total / np.where(reached > 0, reached, 1.0), np.inf)


def _gdp(ways: Ways) -> NDArray[np.float64]:
    return ways.region["country"]["gdp_usd_m"].fillna(0.0).to_numpy(dtype=np.float64)


def _freight_gates(ways: Ways, found: Layered) -> NDArray[np.bool_]:
    """Crossings that freight passes over some link in some direction, gate or no gate, shape (X,)."""
    net, cost = ways.network, found.layers[0].cost
    out = np.zeros(len(ways.region["crossing"]), dtype=bool)
    out[net.crossing[(net.link >= 0) & (net.crossing >= 0) & np.isfinite(cost)]] = True
    return out


def _joined(ways: Ways, gates: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pairs of different countries that one of these gates joins, shape (C, C)."""
    out = np.zeros((ways.n_countries, ways.n_countries), dtype=bool)
    row = {str(c): n for n, c in enumerate(ways.region["country"]["country_id"])}
    table = ways.region["crossing"][["country_a", "country_b"]].to_numpy()[gates]
    for a, b in table:
        out[row[a], row[b]] = out[row[b], row[a]] = True
    np.fill_diagonal(out, False)
    return out
