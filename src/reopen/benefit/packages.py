"""Packages for negotiators: which combination leaves nobody worse off, and what to do when none pleases all.

Every feasible combination of the weightiest decisions is screened at central values: yearly benefit
by country in the open season, less the country's share of the cost, as a yearly payment over the
horizon. The front and the best packages are then valued in draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.changed import changes
from reopen.benefit.choices import Choices, choices
from reopen.benefit.costs import must_agree
from reopen.benefit.lattice_net import benefits_of_all
from reopen.benefit.lattice_values import sizes
from reopen.benefit.openings import Drawing, Held, drawing, gains
from reopen.benefit.scene import Scene, scene
from reopen.network.scenario import Scenario
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.appraised import Terms
    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.costs import Work
    from reopen.network.network import Network
    from reopen.region.region import Region

MILLION, MONTHS = 1e6, 12.0
#: Packages of largest total that are valued in draws, and of the front at most.
BEST, FRONT = 200, 400
#: Small packages in which nobody loses more than epsilon and this (USD m a year), valued in draws too.
FEW, SLACK = 60, 1.0
#: A gain counts from here on, USD m a year.
SOME = 0.005
#: Differences between packages below this (USD m a year, by country) are none to negotiate about.
TIE = 0.1


@dataclass(frozen=True, slots=True)
class Package:
    """One combination in draws. C countries; USD m a year.

    Attributes
    ----------
    code : int
        Its number: bit n stands for the n-th opening.
    central : ndarray of float64, shape (C,)
        Net gain at central values.
    gains : ndarray of float64, shape (3, C)
        P10, P50 and P90 of the net gain.
    benefit : ndarray of float64, shape (C,)
        P50 of the benefit before costs: what a year of delay costs.
    sure : ndarray of float64, shape (C,)
        Share of the draws in which the country does not lose.
    """

    code: int
    central: NDArray[np.float64]
    gains: NDArray[np.float64]
    benefit: NDArray[np.float64]
    sure: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SidePayments:
    """How members of a coalition could share the gains of the best package for all.

    Attributes
    ----------
    players : tuple of str
        Countries that must agree to some of the openings.
    code : int
        The package of largest total for them.
    values : ndarray of float64, shape (2 ** n,)
        What each coalition can reach by itself, USD m a year.
    gain : ndarray of float64, shape (n,)
        Net gain of each before payments.
    nucleolus : ndarray of float64, shape (n,)
        Shares of the nucleolus; less ``gain``: what each would receive, or pay.
    epsilon : float
        Least core: how much a coalition falls short of what it reaches alone at most; below 0 none does.
    core : bool
        Whether there are shares that no coalition can better.
    """

    players: tuple[str, ...]
    code: int
    values: NDArray[np.float64]
    gain: NDArray[np.float64]
    nucleolus: NDArray[np.float64]
    epsilon: float
    core: bool


@dataclass(frozen=True, slots=True)
class Packages:
    """All combinations of K openings, net of costs, and those that stand out. C countries.

    Attributes
    ----------
    openings, given : tuple of str
        The openings combined, and what is taken as carried out in all of them.
    countries : tuple of str
        Country ids, blocs included.
    inside : ndarray of bool, shape (C,)
        Which are countries of the region.
    epsilon : float
        Loss that counts as none, USD m a year.
    benefit : ndarray of float64, shape (2 ** K, C)
        Benefit before costs at central values in the open season, USD m a year.
    cost : ndarray of float64, shape (2 ** K, C)
        Yearly payment for the costs, USD m.
    feasible : ndarray of bool, shape (2 ** K,)
        Whether it holds all that its openings need, and no two alternatives.
    consents : ndarray of bool, shape (2 ** K, C)
        Countries that must agree to it.
    front : tuple of int
        Packages on the Pareto front of the countries' net gains.
    valued : tuple of Package
        Those valued in draws.
    smallest : mapping of str to int or None
        Smallest package in which no country loses more than epsilon and every consenting state
        gains, at ``central``, ``p50`` and ``p10``.
    nash : int or None
        Package of the Nash bargaining solution among the countries that must agree to any opening.
    payments : SidePayments or None
        Shares with side payments; None without players, or with more than can be listed.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    countries: tuple[str, ...]
    inside: NDArray[np.bool_]
    epsilon: float
    benefit: NDArray[np.float64]
    cost: NDArray[np.float64]
    feasible: NDArray[np.bool_]
    consents: NDArray[np.bool_]
    front: tuple[int, ...]
    valued: tuple[Package, ...]
    smallest: Mapping[str, int | None]
    nash: int | None
    payments: SidePayments | None

    def members(self, code: int) -> tuple[str, ...]:
        """Openings of a package."""
        return tuple(o for n, o in enumerate(self.openings) if code >> n & 1)

    def net(self) -> NDArray[np.float64]:
        """Net gain by country of each combination, shape (2 ** K, C), USD m a year."""
        return self.benefit - self.cost

    def of(self, code: int) -> Package:
        """A package that was valued in draws."""
        return next(p for p in self.valued if p.code == code)


def packages(
    region: Region,
    network: Network,
    openings: Sequence[str],
    given: Sequence[str],
    works: Mapping[str, Work],
    terms: Terms,
    *,
    like: Scene,
    as_of: str | None = None,
    epsilon: float = 0.0,
    draws: int = 256,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress = silent,
) -> Packages:
    """Screen every feasible combination, and value those that stand out in draws.

    Parameters
    ----------
    openings, given : sequence of str
        Openings to combine, and those taken as carried out.
    works : mapping of str to Work
        What every opening takes.
    terms : Terms
        Horizon and rate of the yearly payments.
    like : Scene
        The region's flows.
    epsilon : float
        Loss that counts as none, USD m a year.
    draws, seed : int
        Draws for the packages that stand out.
    """

    def told(begin: float, end: float) -> Callable[[float], None]:
        return lambda share: progress("packages", begin + (end - begin) * share)

    limits = choices(region, openings)
    ground = scene(
        region, network, {o: Scenario.of(o) for o in openings}, as_of=as_of, scenario=Scenario.of(*given),
        like=like, jobs=jobs,
    )  # fmt: skip
    benefit = benefits_of_all(ground, limits, jobs=jobs, told=told(0.0, 0.6)) / MILLION
    inside, feasible = ~like.demand.gateway, limits.feasible()
    cost = (
        _over_sets(np.stack([yearly(works[o], ground.center, terms) for o in openings]))
        if openings
        else (np.zeros_like(benefit))
    )
    agree = must_agree(region, openings)
    consents = _over_sets(agree.astype(np.float64)) > 0
    net = benefit - cost
    front, best = _standing_out(net[:, inside], feasible)
    bargain = _nash(net, feasible, agree.any(axis=0) & inside)
    payments = _payments(region, net, agree, inside, feasible, limits)
    few = _few(net, consents, inside, feasible, epsilon)
    named = {code for code in (bargain, payments.code if payments else None) if code is not None}
    codes = sorted({*best, *few, *named})
    held = _held(ground, openings, given, codes, as_of, jobs)
    valued = _in_draws(
        held, openings, works, terms, codes, drawing(region, draws, seed), jobs, told(0.7, 1.0)
    )
    return Packages(
        openings=tuple(openings),
        given=tuple(given),
        countries=tuple(str(c) for c in region["country"]["country_id"]),
        inside=inside,
        epsilon=epsilon,
        benefit=benefit,
        cost=cost,
        feasible=feasible,
        consents=consents,
        front=tuple(front),
        valued=valued,
        smallest=_smallest(net, valued, consents, inside, feasible, epsilon),
        nash=bargain,
        payments=payments,
    )


def yearly(work: Work, at: Assumptions, terms: Terms) -> NDArray[np.float64]:
    """Yearly payment of each country for an opening, USD m, shape (C,) or (D, C): capital and maintenance."""
    from reopen.economics.cashflow import annuity

    years = terms.horizon
    share = annuity(terms.rates[0], years) if terms.rates[0] else 1.0 / years
    flow = np.asarray(work.capital(at) * share + work.maintenance(at)) / MILLION
    return np.asarray(flow[..., None] * work.share)


def _over_sets(each: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over the members of every subset of K, shape (2 ** K, C)."""
    out = np.zeros((1, each.shape[1]))
    for row in each:
        out = np.concatenate([out, out + row])
    return out


def _standing_out(net: NDArray[np.float64], feasible: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """The Pareto front; and of it and of all the packages of largest total, and that of nothing."""
    from reopen.economics.pareto import pareto_front

    codes = np.flatnonzero(feasible)
    front = codes[pareto_front(net[codes], tie=TIE)]
    total = net[codes].sum(axis=1)
    best = codes[np.lexsort((codes, -total))][:BEST]
    top = front[np.lexsort((front, -net[front].sum(axis=1)))][:FRONT]
    return [int(c) for c in np.sort(front)], [int(c) for c in {*best.tolist(), *top.tolist(), 0}]


def _few(
    net: NDArray[np.float64],
    consents: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    feasible: NDArray[np.bool_],
    epsilon: float,
) -> list[int]:
    """Small packages in which nobody loses, or hardly, at central values; in draws too, most likely."""
    size = sizes(len(net).bit_length() - 1)
    worst = np.where(inside, net, np.inf).min(axis=1)
    agreed = (net[:, inside] > -SLACK) | ~consents[:, inside]
    near = np.flatnonzero(feasible & (size > 0) & (worst >= -epsilon - SLACK) & agreed.all(axis=1))
    return [int(c) for c in near[np.lexsort((near, -net[near].sum(axis=1), size[near]))][:FEW]]


def _held(
    ground: Scene,
    openings: Sequence[str],
    given: Sequence[str],
    codes: Sequence[int],
    as_of: str | None,
    jobs: int,
) -> Held:
    """What packages change, in the open season as the screening is, by the openings' own scenarios."""
    if ground.goods.dearer or ground.people.dearer:
        # Arcs that get dearer do not add up: each package is a scenario of its own.
        scenarios = {
            str(code): Scenario.of(*(o for n, o in enumerate(openings) if code >> n & 1)) for code in codes
        }
        return gains(
            ground.goods.region, ground.goods.network, scenarios, as_of=as_of, scenario=Scenario.of(*given),
            like=ground, jobs=jobs,
        ).held  # fmt: skip
    some = np.array(codes, dtype=np.int64)
    goods, kept = changes(ground.goods, ground.flows, ground.center, codes=some, jobs=jobs)
    people, seats = changes(ground.people, ground.journeys, ground.center, codes=some, jobs=jobs)
    apart = np.zeros((len(some), ground.goods.n_countries, ground.goods.n_countries))
    return Held(ground, tuple(goods), tuple(people), tuple(kept), tuple(seats), apart)


def _in_draws(
    held: Held,
    openings: Sequence[str],
    works: Mapping[str, Work],
    terms: Terms,
    codes: Sequence[int],
    some: Drawing,
    jobs: int,
    told: Callable[[float], None],
) -> tuple[Package, ...]:
    """Value packages in draws."""
    drawn, middle = held.valued(some.at, len(some), jobs=jobs, told=told)[0], held.central()[0]
    center, out = held.scene.center, []
    for s, code in enumerate(codes):
        members = [works[o] for n, o in enumerate(openings) if code >> n & 1]
        costs = _paid(members, some.at, terms), _paid(members, center, terms)
        benefit, central = drawn["benefit"][s] / MILLION, middle["benefit"][s] / MILLION
        out.append(_package(code, central - costs[1], benefit, benefit - costs[0]))
    return tuple(out)


def _paid(members: Sequence[Work], at: Assumptions, terms: Terms) -> NDArray[np.float64] | float:
    """Yearly payment of each country for some openings together, USD m."""
    return sum((yearly(work, at, terms) for work in members), 0.0)


def _package(
    code: int, central: NDArray[np.float64], benefit: NDArray[np.float64], net: NDArray[np.float64]
) -> Package:
    from reopen.economics.draws import percentiles

    return Package(
        code=code,
        central=central,
        gains=percentiles(net),
        benefit=percentiles(benefit)[1],
        sure=np.mean(net > -SOME, axis=0),
    )


def _smallest(
    net: NDArray[np.float64],
    valued: Sequence[Package],
    consents: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    feasible: NDArray[np.bool_],
    epsilon: float,
) -> dict[str, int | None]:
    """Smallest packages that leave nobody worse off, at central values and among those valued in draws."""
    from reopen.economics.bargaining import smallest_package

    size = sizes(len(net).bit_length() - 1)
    some = feasible & (size > 0)
    must = consents & inside
    out = {"central": smallest_package(net, size, must, epsilon, feasible=some, countries=inside)}
    codes = np.array([p.code for p in valued])
    for row, key in ((1, "p50"), (0, "p10")):
        table = np.stack([p.gains[row] for p in valued])
        at = smallest_package(
            table, size[codes], must[codes], epsilon, feasible=some[codes], countries=inside
        )
        out[key] = None if at is None else int(codes[at])
    return out


def _nash(net: NDArray[np.float64], feasible: NDArray[np.bool_], players: NDArray[np.bool_]) -> int | None:
    """Package that maximises the product of the players' net gains."""
    from reopen.economics.bargaining import nash

    if not players.any():
        return None
    codes = np.flatnonzero(feasible)
    found = nash(net[codes], players).index
    return None if found is None else int(codes[found])


def _payments(
    region: Region,
    net: NDArray[np.float64],
    agree: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    feasible: NDArray[np.bool_],
    limits: Choices,
) -> SidePayments | None:
    """Side payments among the countries that must agree.

    A coalition reaches the package that is best for its members among the openings all of whose
    states lie in it.
    """
    from reopen.economics.cooperative import MOST_PLAYERS, least_core, nucleolus

    players = np.flatnonzero(agree.any(axis=0) & inside)
    if not 0 < len(players) <= MOST_PLAYERS:
        return None
    n = len(players)
    values, chosen = np.zeros(1 << n), np.zeros(1 << n, dtype=np.int64)
    codes = np.arange(len(net))
    # An opening to which a state outside the region must agree, or none, is open to every coalition.
    needs = agree[:, players]
    for coalition in range(1, 1 << n):
        mine = np.array([coalition >> p & 1 for p in range(n)], dtype=bool)
        free = sum(1 << o for o in range(len(limits)) if not (needs[o] & ~mine).any())
        open_to = feasible & (codes & ~free == 0)
        total = np.where(open_to, net[:, players[mine]].sum(axis=1), -np.inf)
        chosen[coalition] = int(np.argmax(total))
        values[coalition] = total[chosen[coalition]]
    found, least = nucleolus(values), least_core(values)
    code = int(chosen[-1])
    ids = [str(c) for c in region["country"]["country_id"]]
    return SidePayments(
        players=tuple(ids[p] for p in players),
        code=code,
        values=values,
        gain=net[code, players],
        nucleolus=found.allocation,
        epsilon=least.epsilon,
        core=found.core,
    )


def delay(found: Packages, code: int) -> NDArray[np.float64]:
    """What each month of delay of a package costs each country, USD m, shape (C,)."""
    return found.of(code).benefit / MONTHS
