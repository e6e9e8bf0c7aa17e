"""Two further views of what scenarios are worth: market access and general equilibrium.

Each answers another question than the user benefit, and holds part of the same gains: the views
are never added up. Both rest on the least cost of a way between zones in the open season.

Market access of zone o (Donaldson and Hornbeck 2016, Railroads and American Economic Growth)::

    MA_o = sum over zones d of tau[o, d] ** -theta * N_d          tau = mean over classes of 1 + G / p

with N the people behind a zone, G the cost of the way, p the class's unit value, classes weighted
by their tonnes in all trade, and theta the trade elasticity. For the equilibrium see
:mod:`reopen.benefit.equilibrium`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from reopen.benefit.alternatives import STARTS, taken
from reopen.benefit.equilibrium import MOST_EXPORTED, Baseline, baseline, solve, tau_hat, unvalued
from reopen.benefit.least import least_costs
from reopen.benefit.parameters import ranges
from reopen.errors import UnknownIdError
from reopen.network.amounts import amounts
from reopen.path.dijkstra import many_to_all
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.scene import Scene
    from reopen.benefit.ways import Ways

    Array = NDArray[np.float64]

#: What each view includes and leaves out; printed wherever they are shown.
NOTES: tuple[str, ...] = (
    "Market access, the equilibrium and the user benefit are three views of the same gains: they are never"
    " added up.",
    "Both views take the least cost of all ways in the open season: neither choice by quality, nor winters,"
    " nor queues.",
    "Market access counts people behind zones, gateway blocs among them, by the cost of reaching them; it is"
    " an index, not money, and says nothing of who trades with whom today.",
    "In the equilibrium wages, prices and the choice of sellers answer; trade deficits, technology and where"
    " people live stay; fees as income, capital costs, new kinds of goods and jobs are left out.",
    "Low and high of the equilibrium are the ends over the trade elasticity alone, not over all that is"
    " uncertain.",
    "What a country sells to itself is in no table: it is gross output (GDP over the value-added share) less"
    " exports, services included, split by the weights of zones; what roads inside a country bring is rough.",
    "Only trade that moves over the network changes its cost; goods by pipeline, air and other seas keep"
    " theirs.",
)

#: Columns of the tables, after their keys.
PERCENT = ("percent",)
COLUMNS = (
    *(f"{unit}_{level}" for unit in ("percent", "usd_m") for level in ("low", "central", "high", "recorded")),
    "exports_percent",
    "imports_percent",
    "unvalued_usd_m",
)


def zone_costs(found: Ways, at: Assumptions, name: str | None = None) -> Array:
    """Least cost of all ways between zones in the open season.

    Road legs of ways by rail count as drayage, as everywhere in the benefits.

    Parameters
    ----------
    found : Ways
        Ways of goods.
    at : Assumptions
        One value of each figure, such as the scene's central ones.
    name : str, optional
        Scenario; as the region stands without it.

    Returns
    -------
    ndarray of float64, shape (K, Z, Z)
        USD a tonne by cargo class; infinite where there is no way.

    Raises
    ------
    UnknownIdError
        When there is no such scenario among the ways.
    """
    if name is not None and name not in found.opened:
        raise UnknownIdError("scenario", name, found.names)
    what = found.stands if name is None else found.opened[name]
    arcs = found.amounts if name is None else amounts(found.region, found.network, what)
    graph, zones = found.unfolded, found.network.zones
    table = taken(graph, arcs, np.arange(len(graph.arc)))
    starts = np.concatenate([zones + copy * graph.n_nodes for copy in STARTS]).astype(np.int32)
    out = np.full((len(found.classes), len(zones), len(zones)), np.inf)
    searched: set[int] = set()
    for layer in what.layers:
        if layer.number in searched:  # the open season comes first
            continue
        searched.add(layer.number)
        unit = at.prices(arcs.names, found.classes[layer.number].id)
        cost = np.where(np.isfinite(layer.cost[graph.arc]), table[:, : len(unit)] @ unit, np.inf)
        dist, _ = many_to_all(graph.first, graph.head, cost, starts)
        both = np.minimum(dist[: len(zones)], dist[len(zones) :])
        for end in found.ends:
            np.minimum(out[layer.number], both[:, zones + end * graph.n_nodes], out=out[layer.number])
    return out


def access(scene: Scene, costs: Array) -> Array:
    """Market access of every zone, shape (Z,), in people; formula at the head of the module.

    Parameters
    ----------
    costs : ndarray of float64, shape (K, Z, Z)
        From :func:`zone_costs`.
    """
    from reopen.economics.access import market_access

    ways, at = scene.goods, scene.center
    tonnes = scene.demand.tonnes.sum(axis=(1, 2))
    part = tonnes / tonnes.sum() if tonnes.sum() > 0.0 else np.full(len(tonnes), 1.0 / len(tonnes))
    extra = np.zeros(costs.shape[1:])
    for cargo, share, cost in zip(ways.classes, part, costs, strict=True):
        if share > 0.0:
            extra += share * cost / at.unit_value(cargo.id)
    return market_access(extra, people(scene), theta=float(at["trade-elasticity"]), price=1.0)


def people(scene: Scene) -> Array:
    """People behind every zone, shape (Z,): the country's, shared by the zones' weights."""
    whole = scene.goods.region["country"]["population"].fillna(0.0).to_numpy(dtype=np.float64)
    return np.asarray(scene.demand.weight * whole[scene.goods.network.zone_country])


@dataclass(frozen=True, slots=True)
class Views:
    """Market access and equilibrium of scenarios against the region as it stands.

    Attributes
    ----------
    access_by_country : DataFrame
        ``scenario_id, country_id, percent``: change of the mean access of the country's zones by weight.
    access_by_zone : DataFrame
        ``scenario_id, node_id, name, percent``.
    equilibrium_by_country : DataFrame
        ``scenario_id, country_id``; ``percent_low, percent_central, percent_high``: change of real
        final spending, central at the central trade elasticity and the least and greatest at its
        three values; ``usd_m_low, usd_m_central, usd_m_high``: the same of GDP, a year;
        ``percent_recorded, usd_m_recorded``: central, with recorded trade only;
        ``exports_percent, imports_percent``: change of their value in units of the world's wage bill;
        ``unvalued_usd_m``: exports, imports and own trade with a way either before or after only: its
        cost is held.
    equilibrium_by_zone : DataFrame
        ``scenario_id, node_id, name, percent``: real final spending at the central elasticity.
    notes : tuple of str
        What the views include and leave out, and what was done about gaps in the figures.
    """

    access_by_country: pd.DataFrame
    access_by_zone: pd.DataFrame
    equilibrium_by_country: pd.DataFrame
    equilibrium_by_zone: pd.DataFrame
    notes: tuple[str, ...]


def views(scene: Scene, names: Sequence[str], *, jobs: int = 1, progress: Progress = silent) -> Views:
    """Both views of some of a scene's scenarios.

    Parameters
    ----------
    scene : Scene
        The region as it stands, with the scenarios.
    names : sequence of str
        Scenarios to look at.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Called with the stage "views" and the share of the work done, 0 to 1.

    Raises
    ------
    UnknownIdError
        When a scenario is not one of the scene's.
    SettingsError
        When a world's wages do not converge.
    """
    for name in names:
        if name not in scene.goods.opened:
            raise UnknownIdError("scenario", name, scene.goods.names)
    start, goods, found = _Start.of(scene), scene.goods, []
    repaired = least_costs(goods, jobs=jobs)

    def costs_of(name: str) -> Array:
        if name in goods.dearer:
            return zone_costs(goods, scene.center, name)
        return np.asarray(repaired[goods.names.index(name)])

    # One thread of the linear algebra for each of ours: more would wait for each other, busily.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(jobs) as pool:
        for one in pool.map(lambda name: _seen(scene, start, costs_of(name)), names):
            found.append(one)
            progress("views", len(found) / len(names))
    nodes = scene.goods.region["node"].iloc[scene.goods.network.zones]
    zone = {"node_id": nodes["node_id"].to_numpy(), "name": nodes["name"].to_numpy()}
    country = {"country_id": scene.goods.region["country"]["country_id"].to_numpy()}
    return Views(
        access_by_country=_frame(names, country, PERCENT, [{"percent": x.access_country} for x in found]),
        access_by_zone=_frame(names, zone, PERCENT, [{"percent": x.access_zone} for x in found]),
        equilibrium_by_country=_frame(names, country, COLUMNS, [x.countries for x in found]),
        equilibrium_by_zone=_frame(names, zone, PERCENT, [{"percent": x.zones} for x in found]),
        notes=NOTES + _gaps(scene, start.all),
    )


@dataclass(frozen=True, slots=True)
class _Start:
    """The region as it stands: costs, access, and sales with and without modelled trade.

    ``sold`` are the sales as the solver gives them back, so that no change is exactly 0.
    """

    costs: Array
    access: Array
    all: Baseline
    recorded: Baseline
    sold: Array
    thetas: tuple[float, float, float]

    @classmethod
    def of(cls, scene: Scene) -> _Start:
        costs, base = zone_costs(scene.goods, scene.center), baseline(scene)
        low, _, high = ranges(scene.goods.region)["trade-elasticity"]
        central = float(scene.center["trade-elasticity"])
        return cls(
            costs=costs,
            access=access(scene, costs),
            all=base,
            recorded=baseline(scene, modelled=False),
            sold=solve(base, np.ones_like(base.trade), central).trade,
            thetas=(low, central, high),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """One scenario's columns."""

    access_country: Array
    access_zone: Array
    countries: dict[str, Array]
    zones: Array


def _seen(scene: Scene, start: _Start, after: Array) -> _Seen:
    """Both views of a scenario with such costs between zones."""
    reach, weight = access(scene, after), scene.demand.weight
    base, home = start.all, start.all.country
    n = len(base.gdp)
    mean = [_sums(home, weight * x, n) for x in (start.access, reach)]
    change = tau_hat(base, start.costs, after)
    worlds = [solve(base, change, theta) for theta in start.thetas]
    middle = worlds[1]
    recorded = solve(start.recorded, tau_hat(start.recorded, start.costs, after), start.thetas[1])
    percent = np.stack([100.0 * (world.welfare_country - 1.0) for world in worlds])
    columns = {
        "percent_low": percent.min(axis=0),
        "percent_central": percent[1],
        "percent_high": percent.max(axis=0),
        "percent_recorded": 100.0 * (recorded.welfare_country - 1.0),
    }
    columns |= {key.replace("percent", "usd_m"): x / 100.0 * base.gdp for key, x in columns.items()}
    columns |= _crossing(base.country, start.sold, middle.trade, n)
    odd = unvalued(base, start.costs, after)
    columns["unvalued_usd_m"] = _sums(home, odd.sum(axis=0) + odd.sum(axis=1), n)
    return _Seen(
        access_country=_percent(mean[0], mean[1]),
        access_zone=_percent(start.access, reach),
        countries=columns,
        zones=100.0 * (middle.welfare_location - 1.0),
    )


def _crossing(home: NDArray[np.int64], before: Array, after: Array, n: int) -> dict[str, Array]:
    """Changes of exports and imports by country, percent."""
    abroad = home[:, None] != home
    out = {}
    for name, axis in (("exports_percent", 1), ("imports_percent", 0)):
        old, new = (_sums(home, (table * abroad).sum(axis=axis), n) for table in (before, after))
        out[name] = _percent(old, new)
    return out


def _sums(home: NDArray[np.int64], values: Array, n: int) -> Array:
    """Sums over the zones of each country, shape (C,)."""
    return np.asarray(np.bincount(home, weights=values, minlength=n), dtype=np.float64)


def _percent(before: Array, after: Array) -> Array:
    """Change in percent; 0 where there was nothing."""
    return 100.0 * np.divide(after - before, before, out=np.zeros_like(before), where=before > 0.0)


def _frame(
    names: Sequence[str], keys: dict[str, Array], columns: tuple[str, ...], found: Sequence[dict[str, Array]]
) -> pd.DataFrame:
    """One row a scenario and key."""
    import pandas as pd

    size = len(next(iter(keys.values())))
    table = {"scenario_id": np.repeat(np.array(names, dtype=object), size)}
    table |= {key: np.tile(ids, len(names)) for key, ids in keys.items()}
    table |= {c: np.concatenate([np.zeros(0), *(one[c] for one in found)]) for c in columns}
    return pd.DataFrame(table)


def _gaps(scene: Scene, base: Baseline) -> tuple[str, ...]:
    """What was done about gaps in the figures of countries."""
    table = scene.goods.region["country"]
    ids = np.array([str(i) for i in table["country_id"]])
    out = []
    closed = np.argwhere(np.triu(scene.gravity.closed)).tolist()
    if closed and scene.gravity.pairs:
        pairs = ", ".join(f"{ids[i]}-{ids[j]}" for i, j in closed)
        out.append(
            f"Suppressed pairs ({pairs}) have modelled trade at today's cost in the equilibrium, as if"
            " only that cost and the closure effect held it back; percent_recorded and usd_m_recorded"
            " leave it out."
        )
    more = base.raised & base.stated
    if more.any():
        out.append(
            f"Exports of {', '.join(ids[more])}, or of a part of it, exceed {MOST_EXPORTED:.0%} of value"
            " added, as re-exports can: output is reckoned as large as they ask for; USD stay percent of the"
            " stated GDP."
        )
    if not base.stated.all():
        out.append(
            f"{', '.join(ids[~base.stated])}: no GDP is stated; value added is taken as what exports imply."
        )
    nobody = table["population"].fillna(0.0).to_numpy(dtype=np.float64) <= 0.0
    if nobody.any():
        out.append(f"{', '.join(ids[nobody])}: no population is stated; nobody is counted behind the zones.")
    return tuple(out)
