"""General equilibrium of trade in exact-hat form: what other trade costs do to wages, prices and welfare.

One sector, M locations in C countries, one wage a country (labour moves freely inside a country). Location
o makes its variety at unit cost ``w_c(o)^labour * P_o^(1 - labour)``: part labour, part the same bundle of
varieties that is consumed there. With a hat for new / old, and ``share[o, d]`` the part of what d buys that
comes from o, a change ``tau_hat`` of the iceberg factors leads to (Dekle, Eaton and Kortum 2008, Global
Rebalancing with Gravity; Costinot and Rodriguez-Clare 2014, Trade Theory with Numbers, sections 2 and 3)::

    cost_o      = wage_c(o)^labour * price_o^(1 - labour)                                        (hats)
    price_d     = (sum over o of share[o, d] * (cost_o * tau_hat[o, d])^-theta)^(-1 / theta)     (hats)
    share'[o,d] = share[o, d] * (cost_o * tau_hat[o, d] / price_d)^-theta
    output'_o   = sum over d of share'[o, d] * spending'_d
    spending'_d = part_d * (wage_c(d) * wages_c(d) + deficit_c(d)) + (1 - labour) * output'_d
    wage_c * wages_c = labour * sum over o in c of output'_o                                     (clearing)

Only the baseline values, ``theta`` and ``labour`` are needed: never the level of a cost or of a productivity.
It holds for an Armington as for an Eaton-Kortum world, ``theta`` being the trade elasticity of either.

Accounting. Of the trade values X[o, d], column sums are the spending and row sums the gross output of a
location. Final spending is spending less intermediates, ``(1 - labour) * output``; a country's final spending
is its wages, ``labour * output``, plus its trade deficit. So the baseline is an equilibrium as it stands.

Closure. The world's wage bill is the numeraire: its new sum equals the old one. In that unit each country's
deficit stays what it was. Each location keeps its part ``part_d`` of its country's final spending, as a
household with Cobb-Douglas tastes over the places of its country would have it; hence a country's price index
is the geometric mean of its locations' prices with these parts as weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

#: Relative size below which a deficit, or a location's final spending, is rounding and means 0.
ROUNDING = 1e-14

#: Part of a country's wages below which its trade is too small to set its wage.
NO_TRADE = 1e-18

#: Weight of a labour market's error, in parts of wages, beside that of a trade balance.
ERROR_WEIGHT = 1e-3

#: Largest change of a log wage in one step, and how often a step that makes things worse is halved.
LONGEST, HALVINGS = 1.0, 4


@dataclass(frozen=True, slots=True)
class Economy:
    """A baseline; made by `economy`, which checks it.

    Attributes
    ----------
    trade : ndarray, shape (M, M)
        Value sold by the row's location to the column's, own sales on the diagonal; any currency, a year.
    country : ndarray of int, shape (M,)
        Country of each location, 0 to C - 1.
    theta : float
        Trade elasticity, positive.
    labour : float
        Share of value added in gross output; 1 is without intermediates.
    """

    trade: Array
    country: NDArray[np.int64]
    theta: float
    labour: float


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """The world after the change; each hat is new / old, and 1 where there is nothing to change.

    Attributes
    ----------
    wage : ndarray, shape (C,)
        Hat of the wage, in units of the world's wage bill; 1 in a country that makes nothing. Countries
        without any trade left between them have no relative wage: only their real wages mean something.
    price : ndarray, shape (M,)
        Hat of the price index of a location.
    shares : ndarray, shape (M, M)
        New share of the column's spending that goes to the row; columns sum to 1, or to 0 for a location
        that buys nothing.
    trade : ndarray, shape (M, M)
        New values of trade, in the baseline's currency at the numeraire.
    welfare_location : ndarray, shape (M,)
        Hat of real final spending of a location; 1 where there was none.
    real_wage_country : ndarray, shape (C,)
        Hat of the wage over the country's price index.
    welfare_country : ndarray, shape (C,)
        Hat of the country's real final spending; equals the real wage's where trade is balanced.
    residual : float
        Largest error of a labour market, in parts of the country's wages.
    iterations : int
        Steps taken; 0 when the baseline's wages still clear.
    """

    wage: Array
    price: Array
    shares: Array
    trade: Array
    welfare_location: Array
    real_wage_country: Array
    welfare_country: Array
    residual: float
    iterations: int


@dataclass(frozen=True, slots=True)
class _World:
    """What the equations need and no step changes."""

    theta: float
    labour: float
    country: NDArray[np.int64]
    home: Array  # (M, C), 1 where the location lies in the country
    abroad: NDArray[np.bool_]  # (M, M), between two countries
    spending: Array  # (M,)
    final: Array  # (C,)
    part: Array  # (M,), of the country's final spending
    wages: Array  # (C,)
    deficit: Array  # (C,)
    kernel: Array  # (M, M), trade * tau_hat^-theta


@dataclass(frozen=True, slots=True)
class _State:
    """Every market at given wages, in levels; logs of the hats of wage and price."""

    wage: Array
    price: Array
    shares: Array
    final: Array
    output: Array
    flows: Array
    balance: Array  # (C,), excess demand for a country's labour = exports - imports + deficit
    residual: float
    gap: float  # what has to come below the tolerance


def economy(trade: ArrayLike, country: ArrayLike, *, theta: float, labour: float = 1.0) -> Economy:
    """Check a baseline and keep a copy of it that cannot be written to.

    Parameters
    ----------
    trade : array_like, shape (M, M)
        Value sold by the row's location to the column's, own sales on the diagonal; any one currency, a year.
        A location that neither buys nor sells is allowed.
    country : array_like of int, shape (M,)
        Country of each location, 0 to C - 1.
    theta : float
        Trade elasticity, positive.
    labour : float
        Share of value added in gross output, above 0 up to 1 (no intermediates).

    Raises
    ------
    SettingsError
        With every problem found: shapes, values that are negative or not finite, ``theta`` or ``labour`` out
        of range, a location that would need more intermediates than it buys, a country that makes something
        and has no final spending.

    Examples
    --------
    >>> economy([[8.0, 2.0], [2.0, 8.0]], [0, 1], theta=5.0).labour
    1.0
    """
    values, where = np.array(trade, dtype=np.float64), np.array(country)
    problems = _not_numbers(theta, labour) + _not_a_table(values, where)
    if not problems:
        where = where.astype(np.int64)
        problems = _no_spending(values, where, labour)
    _refuse(problems)
    values.setflags(write=False)
    where.setflags(write=False)
    return Economy(values, where, float(theta), float(labour))


def counterfactual(
    economy: Economy, tau_hat: ArrayLike, *, tolerance: float = 1e-12, most: int = 100
) -> Equilibrium:
    """Equilibrium after the iceberg factors change; formulas and closure at the head of the module.

    Newton steps on the log wages, with the exact derivative. A step that makes the largest gap of a
    country's trade balance worse is halved; where that does not help, wages move a little towards excess
    demand instead, the process of Alvarez and Lucas (2007), which converges under balanced trade.

    Parameters
    ----------
    economy : Economy
        From `economy`.
    tau_hat : array_like, shape (M, M)
        New over old iceberg factor from row to column: 1 is no change, ``inf`` closes (not on the diagonal).
    tolerance : float
        Largest gap of a country's trade balance, in parts of its exports, imports and deficit together, and
        a thousandth of the largest error of a labour market, in parts of its wages.
    most : int
        Steps allowed.

    Raises
    ------
    SettingsError
        When ``tau_hat`` has the wrong shape or a value that is not positive, leaves a buyer without any
        seller or a country without any buyer, or when the wages do not converge, as when a deficit is to be
        kept without trade to pay it, or when a country may sell abroad but not buy.

    Examples
    --------
    Two equal countries, a fifth of spending imported; closing the border costs ``1 - 0.8^(1 / 5)``:

    >>> before = economy([[8.0, 2.0], [2.0, 8.0]], [0, 1], theta=5.0)
    >>> after = counterfactual(before, [[1.0, np.inf], [np.inf, 1.0]])
    >>> after.welfare_country.round(6).tolist()
    [0.956352, 0.956352]
    >>> round(float(1.0 - autarky_gain(0.8, 5.0)), 6)
    0.956352
    """
    change = np.asarray(tau_hat, dtype=np.float64)
    _refuse(_not_a_change(economy, change, tolerance, most))
    with np.errstate(over="ignore", under="ignore"):
        fall = np.power(change, -economy.theta, out=np.zeros_like(change), where=economy.trade > 0.0)
        kernel = economy.trade * fall
    _refuse(_cut_off(economy, kernel))
    world = _world(economy, kernel)
    state, steps = _solve(world, tolerance, most)
    if not state.gap <= tolerance:
        raise SettingsError(_stuck(world, state, steps, tolerance))
    return _result(world, state, steps)


def autarky_gain(own_share: ArrayLike, theta: float, labour: float = 1.0) -> Array:
    """Part of real income that is owed to trade: what closing every border would take away.

    ``1 - own_share^(1 / (theta * labour))`` (Arkolakis, Costinot and Rodriguez-Clare 2012, New Trade
    Models, Same Old Gains?; with intermediates Costinot and Rodriguez-Clare 2014, section 3.4). Exact for a
    country of one location with balanced trade.

    Parameters
    ----------
    own_share : array_like
        Share of the country's spending, intermediates included, on its own goods; 0 to 1.
    theta, labour : float
        Trade elasticity and share of value added, as in `economy`.

    Returns
    -------
    ndarray
        In the shape of ``own_share``; 0 is nothing, 1 everything.

    Raises
    ------
    SettingsError
        When an argument is out of range.

    Examples
    --------
    An import share of 7 % (the United States in 2000) at elasticities of 10 and 5, per cent of income:

    >>> [round(100.0 * float(autarky_gain(0.93, theta)), 1) for theta in (10.0, 5.0)]
    [0.7, 1.4]
    """
    share = np.asarray(own_share, dtype=np.float64)
    problems = _not_numbers(theta, labour)
    wrong = share[~((share >= 0.0) & (share <= 1.0))]
    if wrong.size:
        problems.append(f"an own share is {wrong[0]}; expected 0 to 1, so give imports as 1 less their share")
    _refuse(problems)
    return np.asarray(1.0 - share ** (1.0 / (theta * labour)))


def _world(economy: Economy, kernel: Array) -> _World:
    trade, country, labour = economy.trade, economy.country, economy.labour
    home = (country[:, None] == np.arange(country.max() + 1)).astype(np.float64)
    abroad = country[:, None] != country
    output = trade.sum(axis=1)
    # The same product as in _prices, so that prices that do not change are 1 and not nearly 1.
    spending = np.ones(len(trade)) @ trade
    final_at = _final(spending, output, labour)
    final, wages = final_at @ home, labour * output @ home
    crossing = trade * abroad
    deficit = (crossing.sum(axis=0) - crossing.sum(axis=1)) @ home
    balanced = np.abs(deficit) <= ROUNDING * (final + wages)
    total = final[country]
    return _World(
        theta=economy.theta,
        labour=labour,
        country=country,
        home=home,
        abroad=abroad,
        spending=spending,
        final=final,
        part=np.divide(final_at, total, out=np.zeros_like(total), where=total > 0.0),
        wages=np.where(balanced, final, wages),
        deficit=np.where(balanced, 0.0, deficit),
        kernel=kernel,
    )


def _final(spending: Array, output: Array, labour: float) -> Array:
    """Final spending by location (M,); what is negative by rounding only becomes 0."""
    final = spending - (1.0 - labour) * output
    return np.where(np.abs(final) <= 10.0 * ROUNDING * (spending + output), 0.0, final)


def _prices(world: _World, wage: Array, guess: Array) -> tuple[Array, Array]:
    """Log price (M,) and shares (M, M) at log wages (C,).

    Without intermediates one sweep; else Newton on ``price - sweep(price)``, which is convex with an inverse
    that is not negative, so that it converges from any start.
    """
    price, outside = guess, 1.0 - world.labour
    for _ in range(50):
        cost = world.labour * wage[world.country] + outside * price
        shift = cost.min()  # keeps the powers in range
        weight = np.exp(-world.theta * (cost - shift))
        total = weight @ world.kernel
        buys = total > 0.0
        ratio = np.divide(total, world.spending, out=np.ones_like(total), where=buys)
        swept = np.where(buys, shift - np.log(ratio) / world.theta, 0.0)
        shares = weight[:, None] * (world.kernel / np.where(buys, total, 1.0))
        if outside == 0.0:
            return swept, shares
        miss = price - swept
        if np.abs(miss).max() <= 1e-15 * (1.0 + np.abs(price).max()):
            break
        step = _through(world, shares.T, miss)
        price = price - step
        if np.abs(step).max() <= 1e-12:
            break
    return price, shares


def _state(world: _World, wage: Array, guess: Array) -> _State:
    price, shares = _prices(world, wage, guess)
    final = world.final + np.expm1(wage) * world.wages
    demand = world.part * final[world.country]
    output = _through(world, shares, shares @ demand)
    flows = shares * (demand + (1.0 - world.labour) * output)
    crossing = flows * world.abroad
    exports, imports = crossing.sum(axis=1) @ world.home, crossing.sum(axis=0) @ world.home
    # Of flows abroad alone: wages against output would lose a small trade in the rounding of a large output.
    balance = exports - imports + world.deficit
    paid = np.exp(wage) * world.wages
    off = np.maximum(np.abs(balance) - NO_TRADE * paid, 0.0) / _scale(world, exports + imports)
    numeraire = abs(float((paid - world.wages).sum())) / float(world.wages.sum() or 1.0)
    error = np.abs(world.labour * output @ world.home - paid) / np.where(paid > 0.0, paid, 1.0)
    # Where one-way trade has no equilibrium a wage goes to 0, and the balance with it, but not this error.
    gap = float(max(off.max(), numeraire, ERROR_WEIGHT * error.max()))
    gap = gap if np.isfinite(gap) else np.inf
    return _State(wage, price, shares, final, output, flows, balance, float(error.max()), gap)


def _scale(world: _World, crossing: Array) -> Array:
    size = crossing + np.abs(world.deficit)
    return np.where(size > 0.0, size, 1.0)


def _through(world: _World, shares: Array, direct: Array) -> Array:
    """What ``direct`` comes to with intermediates: output by ``shares``, log prices by their transpose."""
    outside = 1.0 - world.labour
    if outside == 0.0:
        return direct
    return np.asarray(np.linalg.solve(np.eye(len(shares)) - outside * shares, direct), dtype=np.float64)


def _newton(world: _World, state: _State) -> tuple[Array, Array]:
    """Newton step of the log wages (C,), and the derivative of log prices by log wages (M, C)."""
    theta, outside, home, shares = world.theta, 1.0 - world.labour, world.home, state.shares
    price = _through(world, shares.T, world.labour * shares.T @ home)
    cost = world.labour * home + outside * price
    paid = np.exp(state.wage) * world.wages
    demand = world.part[:, None] * home * paid
    moved = theta * (state.flows @ price - state.flows.sum(axis=1)[:, None] * cost)
    spending = demand + outside * _through(world, shares, moved + shares @ demand)
    flows, share = state.flows * world.abroad, shares * world.abroad
    sold, bought = flows.sum(axis=1), flows.sum(axis=0)
    exports = theta * (flows @ price - sold[:, None] * cost) + share @ spending
    imports = theta * (bought[:, None] * price - flows.T @ cost) + share.sum(axis=0)[:, None] * spending
    scale = _scale(world, (sold + bought) @ home)
    # Balances sum to 0 whatever the wages (Walras), so the numeraire comes on top and not instead of one.
    world_bill = world.wages.sum() or 1.0
    slope = np.vstack([(home.T @ (exports - imports)) / scale[:, None], paid / world_bill])
    miss = np.append(state.balance / scale, (paid - world.wages).sum() / world_bill)
    return np.linalg.lstsq(slope, -miss, rcond=None)[0], price


def _solve(world: _World, tolerance: float, most: int) -> tuple[_State, int]:
    state = _state(world, np.zeros(len(world.wages)), np.zeros(len(world.part)))
    for taken in range(most):
        if state.gap <= tolerance or not np.isfinite(state.gap):
            return state, taken
        state = _step(world, state)
    return state, most


def _step(world: _World, state: _State) -> _State:
    step, slope = _newton(world, state)
    step *= min(1.0, LONGEST / max(float(np.abs(step).max()), LONGEST))
    for halving in range(HALVINGS + 1):
        tried = _moved(world, state, step / 2.0**halving, slope)
        if tried.gap < state.gap:
            return tried
    crossing = state.flows * world.abroad
    scale = _scale(world, (crossing.sum(axis=0) + crossing.sum(axis=1)) @ world.home)
    return _moved(world, state, state.balance / scale / (1.0 + world.theta), slope)


def _moved(world: _World, state: _State, step: Array, slope: Array) -> _State:
    """The state after a step of log wages, cut where a country's final spending would fall below a tenth."""
    least = world.wages - world.final + 0.1 * state.final
    bound = least > 0.0
    floor = np.full(len(step), -np.inf)
    floor[bound] = np.log(least[bound] / np.where(world.wages > 0.0, world.wages, least)[bound])
    wage = np.maximum(state.wage + step, floor)
    return _state(world, wage, state.price + slope @ (wage - state.wage))


def _result(world: _World, state: _State, steps: int) -> Equilibrium:
    wage, price = np.exp(state.wage), np.exp(state.price)
    rise = np.divide(state.final, world.final, out=np.ones_like(wage), where=world.final > 0.0)
    index = np.exp((world.part * state.price) @ world.home)
    return Equilibrium(
        wage=wage,
        price=price,
        shares=state.shares,
        trade=state.flows,
        welfare_location=np.where(world.part > 0.0, rise[world.country] / price, 1.0),
        real_wage_country=wage / index,
        welfare_country=rise / index,
        residual=state.residual,
        iterations=steps,
    )


def _stuck(world: _World, state: _State, steps: int, tolerance: float) -> str:
    left = np.divide(state.final, world.final, out=np.ones_like(state.final), where=world.final > 0.0)
    part = np.abs(state.balance) / np.where(world.wages > 0.0, world.wages, 1.0)
    worst = int(np.argmin(left) if left.min() < 1e-3 else np.argmax(part))
    return (
        f"the wages do not converge: after {steps} steps a market is still off by {state.gap:.3g} (accepted: "
        f"{tolerance:.3g}), worst in country {worst}, left with {left[worst]:.3g} of its final spending and "
        f"a deficit of {world.deficit[worst]:.6g} to keep; balance the baseline's trade, open both ways of "
        "what is closed one way, leave more trade open or allow more steps"
    )


def _refuse(problems: list[str]) -> None:
    if problems:
        raise SettingsError("\n".join(problems))


def _some(found: NDArray[np.intp]) -> str:
    """Up to five of the numbers found, and how many more there are."""
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return ", ".join(str(number) for number in found[:5]) + more


def _not_numbers(theta: float, labour: float) -> list[str]:
    problems = []
    if not 0.0 < theta < np.inf:
        problems.append(f"theta is {theta}; expected a positive trade elasticity, such as 5")
    if not 0.0 < labour <= 1.0:
        problems.append(f"labour is {labour}; expected a share above 0 up to 1, 1 being no intermediates")
    return problems


def _not_a_table(trade: Array, country: NDArray[np.generic]) -> list[str]:
    problems = []
    if trade.ndim != 2 or trade.shape[0] != trade.shape[1] or not trade.size:
        problems.append(f"trade has shape {trade.shape}; expected a square table, from row to column")
    wrong = np.argwhere(~(np.isfinite(trade) & (trade >= 0.0)))
    if wrong.size:
        place = tuple(int(i) for i in wrong[0])
        problems.append(
            f"trade has {len(wrong)} values that are negative or not finite, the first {trade[place]} at "
            f"{place}; expected 0 or more, so put 0 where nothing is traded"
        )
    if country.shape != trade.shape[:1]:
        problems.append(f"country has shape {country.shape}; expected one for each of {len(trade)} locations")
    if not np.issubdtype(country.dtype, np.integer):
        problems.append(f"country is of type {country.dtype}; expected whole numbers from 0")
    elif np.any(country < np.zeros(1, dtype=np.int64)):
        problems.append(f"the least country is {country.min()}; expected numbers from 0")
    return problems


def _no_spending(trade: Array, country: NDArray[np.int64], labour: float) -> list[str]:
    problems = []
    spending, output = trade.sum(axis=0), trade.sum(axis=1)
    final = _final(spending, output, labour)
    short = np.flatnonzero(final < 0.0)
    if short.size:
        first = short[0]
        problems.append(
            f"final spending would be negative at {len(short)} locations ({_some(short)}): location {first} "
            f"buys {spending[first]:.6g} and uses {(1.0 - labour) * output[first]:.6g} as intermediates; "
            "raise labour or what is bought there, own goods included"
        )
    made = np.bincount(country, output) > 0.0
    idle = np.flatnonzero(made & (np.bincount(country, np.maximum(final, 0.0)) == 0.0))
    if idle.size:
        problems.append(f"no final spending in countries that sell something ({_some(idle)}); expected some")
    return problems


def _not_a_change(economy: Economy, change: Array, tolerance: float, most: int) -> list[str]:
    problems = []
    if not 0.0 < tolerance < 1.0:
        problems.append(f"a tolerance of {tolerance}; expected more than 0 and less than 1")
    if most < 1:
        problems.append(f"at most {most} steps; expected 1 or more")
    if change.shape != economy.trade.shape:
        problems.append(f"tau_hat has shape {change.shape}; expected that of trade, {economy.trade.shape}")
        return problems
    wrong = np.argwhere(~(change > 0.0))
    if wrong.size:
        place = tuple(int(i) for i in wrong[0])
        problems.append(
            f"tau_hat has {len(wrong)} values that are not positive, the first {change[place]} at {place}; "
            "expected new / old, 1 for no change and inf to close"
        )
    closed = np.flatnonzero(np.isinf(np.diag(change)))
    if closed.size:
        problems.append(
            f"tau_hat closes locations to themselves ({_some(closed)}); expected a finite diagonal"
        )
    return problems


def _cut_off(economy: Economy, kernel: Array) -> list[str]:
    """What no equilibrium could have: buyers without sellers, countries without buyers."""
    if not np.isfinite(kernel).all():
        return ["tau_hat has values too near to 0 for this theta; expected new / old, such as 0.5"]
    problems = []
    buyers = np.flatnonzero((economy.trade.sum(axis=0) > 0.0) & (kernel.sum(axis=0) == 0.0))
    if buyers.size:
        problems.append(
            f"tau_hat leaves locations without any seller ({_some(buyers)}); leave one open to each"
        )
    made = np.bincount(economy.country, economy.trade.sum(axis=1)) > 0.0
    lost = np.flatnonzero(made & (np.bincount(economy.country, kernel.sum(axis=1)) == 0.0))
    if lost.size:
        problems.append(f"tau_hat leaves countries without any buyer ({_some(lost)}); leave one open to each")
    return problems
