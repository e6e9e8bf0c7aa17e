"""Every combination of openings, exactly: yearly user benefits by country.

Central values, in the open season. Fees and new trade are not in it: they depend on paths and
on more than the costs between zones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.base import Base, base
from reopen.benefit.lattice_values import best_feasible, interactions, shapley
from reopen.benefit.reroute import reroute
from reopen.errors import SettingsError, UnknownIdError
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.path.lattice import Arcs, Curves, walk
from reopen.progress import Progress, silent
from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region

#: More openings than this would take hours and gigabytes.
MOST = 24
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Combinations:
    """All combinations of K openings. C countries, blocs included.

    Attributes
    ----------
    openings : tuple of str
        The openings decided on; bit n of a combination stands for the n-th.
    given : tuple of str
        Openings taken as carried out in all of them, since some of the openings depend on them.
    countries : tuple of str
        Country ids.
    inside : ndarray of bool, shape (C,)
        Which are countries of the region; only they count in totals.
    values : ndarray of float64, shape (2 ** K, C)
        User benefit against none of the openings, USD m a year.
    feasible : ndarray of bool, shape (2 ** K,)
        Whether it holds all that its openings depend on, and no two alternatives.
    shapley : ndarray of float64, shape (K, C)
        Shares of each opening in the benefit of all of them, USD m a year; a combination that
        is not feasible counts as its best feasible part.
    interactions : ndarray of float64, shape (K, K)
        Shapley interaction of each pair in the region's total: above 0 the two need each
        other, below 0 they compete.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    countries: tuple[str, ...]
    inside: NDArray[np.bool_]
    values: NDArray[np.float64]
    feasible: NDArray[np.bool_]
    shapley: NDArray[np.float64]
    interactions: NDArray[np.float64]

    def total(self) -> NDArray[np.float64]:
        """Benefit over the region's countries of each combination, shape (2 ** K,), USD m a year."""
        return np.asarray(self.values[:, self.inside].sum(axis=1))

    def members(self, code: int) -> tuple[str, ...]:
        """Openings of a combination."""
        return tuple(o for n, o in enumerate(self.openings) if code >> n & 1)


def combinations(
    region: Region,
    openings: Sequence[str],
    *,
    as_of: str | None = None,
    constrained: bool = True,
    jobs: int = 1,
    progress: Progress = silent,
) -> Combinations:
    """Value every combination of some openings.

    Parameters
    ----------
    openings : sequence of str
        Which openings to combine.
    constrained : bool
        Whether what openings depend on, and alternatives, limit what is feasible.
    jobs : int
        Threads; the result does not depend on it.

    Raises
    ------
    UnknownIdError
        When the region has no such opening.
    SettingsError
        When an opening is named twice or there are too many.
    """
    table = {str(row["opening_id"]): row for row in records(region["opening"])}
    for name in openings:
        if name not in table:
            raise UnknownIdError("opening", name, table)
    if len(set(openings)) != len(openings):
        raise SettingsError("an opening is named twice; name each once")
    if len(openings) > MOST:
        raise SettingsError(f"{len(openings)} openings: expected at most {MOST}, as each doubles the work")
    given = _needed(table, openings)
    network = build(region)
    scenarios = {name: Scenario.of(name) for name in openings}
    at = base(region, network, scenarios, as_of=as_of, scenario=Scenario.of(*given), jobs=jobs)
    order = _largest_first(at)
    out = np.zeros((1 << len(order), at.n_countries))
    layers = len(at.stands.layers)
    for number in range(layers):

        def told(share: float, done: int = number) -> None:
            progress("combinations", (done + share) / layers)

        walk(_costs(at, number), _arcs(at, order, number), _curves(at, number), out, jobs=jobs, told=told)
    values = out[_recode(order, openings)] / MILLION
    inside = ~at.demand.gateway
    feasible = _feasible(table, openings) if constrained else np.ones(len(values), dtype=bool)
    best = best_feasible(values[:, inside].sum(axis=1), feasible)
    return Combinations(
        openings=tuple(openings),
        given=given,
        countries=tuple(str(c) for c in region["country"]["country_id"]),
        inside=inside,
        values=values,
        feasible=feasible,
        shapley=shapley(values[best]),
        interactions=interactions(values[best][:, inside].sum(axis=1)),
    )


def _needed(table: dict[str, dict[str, object]], openings: Sequence[str]) -> tuple[str, ...]:
    """What the openings depend on, at first or second hand, and is not among them; first things first."""
    out: list[str] = []

    def visit(name: str) -> None:
        for before in table[name]["depends_on"]:  # type: ignore[attr-defined]
            visit(before)
            if before not in openings and before not in out:
                out.append(before)

    for name in openings:
        visit(name)
    return tuple(out)


def _feasible(table: dict[str, dict[str, object]], openings: Sequence[str]) -> NDArray[np.bool_]:
    """Combinations that hold what their openings depend on, and no two alternatives."""
    code, bit = np.arange(1 << len(openings)), {name: n for n, name in enumerate(openings)}
    out = np.ones(len(code), dtype=bool)
    for name, n in bit.items():
        has = (code >> n & 1) == 1
        for before in table[name]["depends_on"]:  # type: ignore[attr-defined]
            if before in bit:
                out &= ~has | ((code >> bit[before] & 1) == 1)
        for other in table[name]["alternatives"]:  # type: ignore[attr-defined]
            if other in bit:
                out &= ~(has & ((code >> bit[other] & 1) == 1))
    return out


def _largest_first(at: Base) -> list[str]:
    """Openings by how many zone pairs each changes alone, most first: half the walk opens the last."""
    changed = {name: sum(int(way.changed.sum()) for way in reroute(at, name)) for name in at.opened}
    return sorted(changed, key=lambda name: (-changed[name], name))


def _recode(order: Sequence[str], openings: Sequence[str]) -> NDArray[np.int64]:
    """Number in the walk's order of each combination in the user's order."""
    code = np.arange(1 << len(order))
    out = np.zeros_like(code)
    for n, name in enumerate(openings):
        out |= (code >> n & 1) << order.index(name)
    return out


def _nodes(at: Base) -> NDArray[np.int32]:
    return np.concatenate([at.network.zones, at.hubs])


def _costs(at: Base, number: int) -> NDArray[np.float64]:
    return np.ascontiguousarray(at.paths[number].dist[:, _nodes(at)])


def _arcs(at: Base, order: Sequence[str], number: int) -> Arcs:
    old, net, zones = at.stands.layers[number].cost, at.network, len(at.network.zones)
    first, arcs, cost = [0], [], []
    for name in order:
        new = at.opened[name].layers[number].cost
        if np.any(new > old):
            raise SettingsError(f"opening {name} makes an arc dearer, which combinations cannot value yet")
        opened = np.flatnonzero(new < old)
        arcs.append(opened)
        cost.append(new[opened])
        first.append(first[-1] + len(opened))
    every = np.concatenate([*arcs, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    return Arcs(
        first=np.array(first, dtype=np.int64),
        tail=zones + np.searchsorted(at.hubs, net.tail[every]).astype(np.int64),
        head=zones + np.searchsorted(at.hubs, net.head[every]).astype(np.int64),
        cost=np.concatenate([*cost, np.zeros(0)]),
    )


def _curves(at: Base, number: int) -> Curves:
    """Demand of a layer; pairs without a way as the region stands are left out."""
    layer, net = at.stands.layers[number], at.network
    assert layer.cargo is not None
    now = at.paths[number].dist[: len(net.zones)][:, net.zones]
    way = np.isfinite(now)
    delivered = layer.cargo.unit_value + np.where(way, now, 0.0)
    flow = np.where(way, at.demand.tonnes[layer.number], 0.0) * layer.season.share
    return Curves(
        scale=flow * delivered,
        inverse=1.0 / delivered,
        price=layer.cargo.unit_value,
        theta=at.parameters.elasticity,
        home=net.zone_country.astype(np.int64),
        importer=at.parameters.importer_share[1],
        parties=at.n_countries,
    )
