"""A region as a trading world: what each zone sells to each, and what other costs of the ways do to it.

Every zone is a location, every country (blocs included) has one wage
(:mod:`reopen.economics.hat`). The table of sales X, USD m a year, is put together so:

- **Between countries** the value of the trade table, split to zones like the demand's tonnes times
  unit values (by the product of weights where there are none). A pair suppressed by a closure has
  its modelled trade on top: :func:`reopen.benefit.newtrade.new_tonnes` at today's cost.
- **Between parts of a country** whose flows are stated (an exclave and the rest): those flows.
- **Inside a part** no table knows. Gross output is GDP over the value-added share, shared by
  weight; what is not sold outside is sold inside, by weight. Each zone buys inside what it uses as
  intermediates and its weight's part of final spending, less what it buys outside.

Costs change by ``(p + G') / (p + G)``, p being the class's unit value and G the cost of the way,
for the part of a pair's trade that moves over the network, and not at all for the rest::

    tau_hat = 1 + share * (sum over classes of part * (p + G') / (p + G) - 1)
    share   = min(network share, tonnes over the network * unit values / value of the trade)

so that goods by pipeline and air, which are in values and not in tonnes, keep their costs, and a
change of G is worth tonnes times USD a tonne to first order, as in the user benefit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.newtrade import new_tonnes
from reopen.economics.hat import Equilibrium, counterfactual, economy
from reopen.errors import SettingsError
from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.scene import Scene

    Array = NDArray[np.float64]

#: Exports, re-exports among them, are at most this part of the value added that is reckoned with.
MOST_EXPORTED = 0.95
#: USD in a million.
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Baseline:
    """Sales between zones as a region stands. Z zones, C countries, K cargo classes.

    Attributes
    ----------
    trade : ndarray of float64, shape (Z, Z)
        Value sold by the row's zone to the column's, USD m a year.
    country : ndarray of int64, shape (Z,)
        Country of each zone.
    labour : float
        Share of value added in gross output.
    share : ndarray of float64, shape (Z, Z)
        Part of each pair's trade that moves over the network.
    part : ndarray of float64, shape (K, Z, Z)
        Part of each class in that, by value; sums to 1.
    price : ndarray of float64, shape (K,)
        Unit values, USD a tonne.
    gdp : ndarray of float64, shape (C,)
        USD m a year: as stated, else the value added that the exports imply.
    stated, raised : ndarray of bool, shape (C,)
        Where the GDP is stated; where exports are so large that more value added is reckoned with.
    """

    trade: Array
    country: NDArray[np.int64]
    labour: float
    share: Array
    part: Array
    price: Array
    gdp: Array
    stated: NDArray[np.bool_]
    raised: NDArray[np.bool_]


def baseline(scene: Scene, *, modelled: bool = True) -> Baseline:
    """The table of sales of a region as it stands; see the head of the module.

    Parameters
    ----------
    scene : Scene
        The region's flows and ways.
    modelled : bool
        Whether pairs suppressed by a closure have their modelled trade.
    """
    ways, at, weight = scene.goods, scene.center, scene.demand.weight
    home, labour = ways.network.zone_country.astype(np.int64), float(at["value-added-share"])
    price = np.array([at.unit_value(cargo.id) for cargo in ways.classes], dtype=np.float64)
    value = scene.demand.tonnes * price[:, None, None] / MILLION
    new = _modelled(scene, price) if modelled else np.zeros_like(value)
    recorded, network_share = _recorded(scene, price)
    abroad = home[:, None] != home
    seen = value.sum(axis=0)
    trade = _split(recorded, np.where(abroad, seen, 0.0), weight, home)
    share = _surface_share(recorded, network_share, seen, home)[np.ix_(home, home)]
    # The demand holds nothing else between zones of one country than flows stated as such.
    area = _areas(scene)
    apart = ~abroad & (area[:, None] != area)
    fresh = np.where(apart, seen, 0.0) + new.sum(axis=0)
    moved, trade = trade * share + fresh, trade + fresh
    share = np.divide(moved, trade, out=np.zeros_like(trade), where=trade > 0.0)
    gdp = ways.region["country"]["gdp_usd_m"].fillna(0.0).to_numpy(dtype=np.float64)
    added = _value_added(trade, gdp, home, area, weight)
    for number, income in enumerate(added):
        mine = np.flatnonzero(area == number)
        block = _inside(trade.sum(axis=1)[mine], trade.sum(axis=0)[mine], income, labour, weight[mine])
        trade[np.ix_(mine, mine)] = block
        share[np.ix_(mine, mine)] = 1.0
    country = np.zeros(len(added), dtype=np.int64)
    country[area] = home
    income = np.bincount(country, weights=added, minlength=len(gdp))
    return Baseline(
        trade=trade,
        country=home,
        labour=labour,
        share=share,
        part=_parts(value + new),
        price=price,
        gdp=np.where(gdp > 0.0, gdp, income),
        stated=gdp > 0.0,
        raised=income > gdp * (1.0 + 1e-9),
    )


def tau_hat(base: Baseline, before: Array, after: Array) -> Array:
    """New over old iceberg factor of trade between zones, shape (Z, Z); formula at the head of the module.

    Parameters
    ----------
    before, after : ndarray of float64, shape (K, Z, Z)
        Costs of the ways by class, USD a tonne; infinite where there is none. Of a class with no way
        before or after the factor stays 1: a ratio cannot be put on it (see :func:`unvalued`).

    Raises
    ------
    SettingsError
        When the costs are not of the zones and classes of the baseline.

    Examples
    --------
    Half of the trade moves over the network, where goods of 240 USD a tonne go for 45 USD and not 60:

    >>> half, some = np.full((2, 2), 0.5), np.array([True, True])
    >>> base = Baseline(np.ones((2, 2)), np.arange(2), 1.0, half, np.ones((1, 2, 2)), np.array([240.0]),
    ...                 np.ones(2), some, ~some)
    >>> tau_hat(base, np.full((1, 2, 2), 60.0), np.full((1, 2, 2), 45.0)).tolist()
    [[0.975, 0.975], [0.975, 0.975]]
    """
    for name, cost in (("before", before), ("after", after)):
        if cost.shape != base.part.shape:
            raise SettingsError(
                f"costs {name} of shape {cost.shape}; expected {base.part.shape}: a table of zones by class,"
                " as zone_costs gives them"
            )
    known = np.isfinite(before) & np.isfinite(after)
    old, new = (np.where(known, cost, 0.0) for cost in (before, after))
    change = (new - old) / (base.price[:, None, None] + old)
    return np.asarray(1.0 + base.share * (base.part * change).sum(axis=0))


def unvalued(base: Baseline, before: Array, after: Array) -> Array:
    """Trade over the network that has a way either before or after only, shape (Z, Z), USD m a year."""
    odd = np.isfinite(before) != np.isfinite(after)
    return np.asarray(base.trade * base.share * (base.part * odd).sum(axis=0))


def solve(base: Baseline, change: Array, theta: float) -> Equilibrium:
    """The world after trade costs change by ``change``; see :func:`reopen.economics.hat.counterfactual`."""
    return counterfactual(economy(base.trade, base.country, theta=theta, labour=base.labour), change)


def _recorded(scene: Scene, price: Array) -> tuple[Array, Array]:
    """Value of the trade table (C, C), USD m, by tonnes where it states none, and its network shares."""
    region = scene.goods.region
    row_of = {str(i): n for n, i in enumerate(region["country"]["country_id"])}
    of_class = {cargo.id: price[n] for n, cargo in enumerate(scene.goods.classes)}
    value, share = np.zeros((2, len(row_of), len(row_of)))
    for row in records(region["trade"]):
        pair = row_of[row["origin_id"]], row_of[row["destination_id"]]
        stated = row["value_usd_m"]
        if stated is None or np.isnan(stated):
            parts = row["class_shares"]
            whole = sum(part for _, part in parts) or 1.0
            stated = row["tonnes_kt"] * 1e3 / MILLION * sum(of_class[k] * part for k, part in parts) / whole
        value[pair], share[pair] = stated, row["network_share"]
    np.fill_diagonal(value, 0.0)
    return value, share


def _modelled(scene: Scene, price: Array) -> Array:
    """Modelled trade of suppressed pairs by class and zones, shape (K, Z, Z), USD m."""
    home, model = scene.goods.network.zone_country, scene.gravity
    tonnes = new_tonnes(scene.goods, scene.demand, scene.center, model, model.cost)
    tonnes = tonnes * float(scene.center["new-trade-factor"])
    each = scene.flows.split * tonnes[np.ix_(home, home)]
    return np.asarray(each * price[:, None, None] / MILLION)


def _by_country(table: Array, home: NDArray[np.int64], n: int) -> Array:
    """Sums over the zones of countries, shape (C, C)."""
    slot = home[:, None] * n + home
    return np.asarray(
        np.bincount(slot.ravel(), weights=table.ravel(), minlength=n * n).reshape(n, n), dtype=np.float64
    )


def _split(total: Array, seed: Array, weight: Array, home: NDArray[np.int64]) -> Array:
    """Totals between countries split to zones like a seed, by weights where it has nothing."""
    n, block = len(total), np.ix_(home, home)
    there = _by_country(seed, home, n)
    like = np.where((there > 0.0)[block], seed, np.outer(weight, weight))
    whole = _by_country(like, home, n)
    return np.asarray(like * np.divide(total, whole, out=np.zeros_like(total), where=whole > 0.0)[block])


def _surface_share(recorded: Array, network_share: Array, seen: Array, home: NDArray[np.int64]) -> Array:
    """Part of recorded trade that moves over the network, shape (C, C)."""
    over = _by_country(seen, home, len(recorded))
    part = np.divide(over, recorded, out=np.zeros_like(over), where=recorded > 0.0)
    return np.minimum(network_share, part)


def _parts(value: Array) -> Array:
    """Parts of the classes by pair of zones; those of all trade where a pair has none, shape (K, Z, Z)."""
    each, whole = value.sum(axis=(1, 2)), value.sum(axis=0)
    usual = each / each.sum() if each.sum() > 0.0 else np.full(len(each), 1.0 / len(each))
    return np.where(whole > 0.0, value / np.where(whole > 0.0, whole, 1.0), usual[:, None, None])


def _areas(scene: Scene) -> NDArray[np.int64]:
    """Part of its country that each zone lies in, shape (Z,); numbered from 0.

    Areas between which flows are stated are parts; all other zones are of the heaviest of these.
    """
    region, network, weight = scene.goods.region, scene.goods.network, scene.demand.weight
    flows = region["internal_flow"]
    goods = flows[flows["kind"] == "freight"]
    named = {str(a) for side in ("from_area", "to_area") for a in goods[side]}
    area = [str(a) for a in region["node"]["area"].iloc[network.zones].fillna("")]
    home = [int(c) for c in network.zone_country]
    heavy: dict[tuple[int, str], float] = {}
    for key, share in zip(zip(home, area, strict=True), weight, strict=True):
        if key[1] in named:
            heavy[key] = heavy.get(key, 0.0) + float(share)
    main: dict[int, str] = {}
    for c, a in sorted(heavy, key=lambda key: -heavy[key]):
        main.setdefault(c, a)
    keys = [(c, a if a in named else main.get(c, "")) for c, a in zip(home, area, strict=True)]
    number = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    return np.array([number[key] for key in keys], dtype=np.int64)


def _value_added(
    trade: Array, gdp: Array, home: NDArray[np.int64], area: NDArray[np.int64], weight: Array
) -> Array:
    """Value added of every part of a country, USD m: by weight, at least what its exports ask for."""
    income = np.bincount(area, weights=gdp[home] * weight)
    exports = np.bincount(area, weights=trade.sum(axis=1))
    return np.maximum(income, exports / MOST_EXPORTED)


def _inside(exports: Array, imports: Array, income: float, labour: float, weight: Array) -> Array:
    """Sales between the zones of one part of a country, given what they sell and buy outside it."""
    own = income / labour - exports.sum()
    if own <= 0.0:
        return np.zeros((len(weight), len(weight)))
    part = weight / weight.sum() if weight.sum() > 0.0 else np.full(len(weight), 1.0 / len(weight))
    sales = own * part
    bought = _filled((1.0 - labour) * (exports + sales) - imports, part, own)
    return np.outer(sales, bought / own)


def _filled(need: Array, part: Array, total: float) -> Array:
    """``max(0, need + level * part)`` with the level at which it sums to the total.

    Exports of at most the value added leave at least the needs to sell inside, so the level is not negative.
    """
    fixed = np.where(part > 0.0, 0.0, np.maximum(need, 0.0))
    active = part > 0.0
    while True:
        level = (total - fixed.sum() - need[active].sum()) / part[active].sum()
        under = active & (need + level * part < 0.0)
        if not under.any():
            return np.where(active, need + level * part, fixed)
        active &= ~under
