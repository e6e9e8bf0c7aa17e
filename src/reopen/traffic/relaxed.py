"""What no choice of links can be better than: a bound on the total cost at equilibrium.

Let L be links that will be built, U those that may be, and y any set between the two that the rest of the
budget affords. At its equilibrium, flows x(y) cost TT(x(y)) in total, and their Beckmann objective Z is the
least that any flows on y have. Flows that use L alone are flows on y too, so Z(x(y)) is at most the
objective Z_L of any such flows, and for any k >= 0

``TT(x(y)) >= min over y and over flows x on y of TT(x) + k Z(x) - k Z_L``.

With k = 0 that is the system's optimum, the bound of Farvaresh and Sepehri (2013). A larger k keeps flows
close to an equilibrium, and when L = U the bound rises to the total cost of the equilibrium itself. Of BPR's
functions ``TT + k Z`` is, link by link, (1 + k) times the area below another function of the same kind: what
is least is again an equilibrium, of other functions.

The choice of y is relaxed: a link built to a share s has s times its capacity, so that it costs s times the
function of its flow over s, which is convex in both. No flows need be the best ones for a bound. For any
prices t of the links, with D the trips, P(t) the costs of the cheapest ways over U, and f* the conjugate of
the area f below a link's function,

``min >= D P(t) - sum over links that stand of f*(t) - max over affordable sets of the sum of f*(t)``,

since ``x t <= f(x) + f*(t)`` for a link that stands, and x = 0 for one that does not. The last term is a
knapsack, and its linear relaxation is no less.

References
----------
Farvaresh, H. and Sepehri, M. M. (2013). A branch and bound algorithm for bi-level discrete network design
problem. Networks and Spatial Economics 13(1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.traffic.desk import BEFORE, LEFT, REST, begun, evened, paid, searched
from reopen.traffic.newton import stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.traffic.performance import Performance

    Floats = NDArray[np.float64]

#: The least share to which a link is built in a relaxation, so that ways over it are still found.
LEAST = 0.02
#: Searches of ways for a bound, and changes of k, at most.
SEARCHES, CHANGES = 24, 5
#: Rounds of pairs between searches, and the gap from which on all paths take a step together.
ROUNDS, NEAR = 2, 0.1
#: Share by which a bound may stay below what it could be.
LOOSE = 1e-2
#: The greatest weight of Beckmann's objective: a bound is as many times less exact as its weight.
HEAVIEST = 100.0
#: Halvings in which the price of the budget is found.
HALVINGS = 40


class Choice(NamedTuple):
    """Links that may be built, n of them.

    Attributes
    ----------
    arc : (n,) int64 array
        Their arcs.
    fixed : (n,) float64 array
        What each costs its users besides.
    price : (n,) float64 array
        What building costs.
    performance : Performance
        Functions of all arcs.
    """

    arc: NDArray[np.int64]
    fixed: Floats
    price: Floats
    performance: Performance


@njit(nogil=True, cache=True)
def mixed(desk, choice, k, share):  # type: ignore[no-untyped-def]
    """Set functions whose area is ``(TT + k Z) / (1 + k)``, with links built to a share."""
    p, own = choice.performance, desk.load.performance
    for a in range(len(p.free)):
        own.scale[a] = p.scale[a] * (1.0 + p.shape[a] + k) / (1.0 + k)
    for j in range(len(choice.arc)):
        own.per_capacity[choice.arc[j]] = p.per_capacity[choice.arc[j]] / share[j]


@njit(nogil=True, cache=True)
def objective(desk, k):  # type: ignore[no-untyped-def]
    """``(TT + k Z) / (1 + k)``, and Z, of the flows on the desk, with links built to a share."""
    p, mix, z = desk.load.performance, 0.0, 0.0
    for a in range(len(p.free)):
        x = desk.load.flow[a]
        if x > 0.0:
            crowd = x * p.scale[a] * (x * p.per_capacity[a]) ** p.shape[a] / (p.shape[a] + 1.0)
            free = x * (p.free[a] + desk.load.fixed[0, a])
            mix += free + crowd
            z += free + crowd * (1.0 + k) / (1.0 + p.shape[a] + k)
    return mix, z


@njit(nogil=True, cache=True)
def _rents(desk, choice, built, may, share, rent):  # type: ignore[no-untyped-def]
    """Set the conjugates of links that are not decided; the sum of those of all others that stand."""
    p, rest = desk.load.performance, 0.0
    for a in range(len(p.free)):
        x = desk.load.flow[a]
        if x > 0.0:
            rest += x * p.scale[a] * (x * p.per_capacity[a]) ** p.shape[a] * p.shape[a] / (p.shape[a] + 1.0)
    for j in range(len(choice.arc)):
        rent[j] = 0.0
        if may >> j & 1 and not built >> j & 1:
            a = choice.arc[j]
            x = desk.load.flow[a]
            if x > 0.0:
                one = x * p.scale[a] * (x * p.per_capacity[a]) ** p.shape[a] * p.shape[a] / (p.shape[a] + 1.0)
                rest -= one
                rent[j] = one / share[j]
    return rest


@njit(nogil=True, cache=True)
def _knapsack(rent, price, budget):  # type: ignore[no-untyped-def]
    """No affordable set has a greater sum: links in order of rent by price, the last one in part."""
    total, left = 0.0, budget
    order = np.argsort(-rent / np.maximum(price, 1e-300))
    for j in order:
        if rent[j] <= 0.0:
            continue
        if price[j] <= left:
            total += rent[j]
            left -= price[j]
        else:
            return total + rent[j] * left / price[j]
    return total


@njit(nogil=True, cache=True)
def shared(desk, choice, built, may, budget, share):  # type: ignore[no-untyped-def]
    """Set to which share each link is built so that the objective is least for the flows on the desk."""
    p, n = desk.load.performance, len(share)
    crowd, most = np.zeros(n), 0.0
    for j in range(n):
        if may >> j & 1 and not built >> j & 1:
            a = choice.arc[j]
            full = choice.performance.per_capacity[a]
            crowd[j] = desk.load.flow[a] * p.scale[a] * (desk.load.flow[a] * full) ** p.shape[a]
            crowd[j] *= p.shape[a] / (p.shape[a] + 1.0)
            if choice.price[j] > 0.0:
                most = max(most, crowd[j] / choice.price[j] / LEAST ** (p.shape[a] + 1.0))
    low, high = -60.0, np.log(max(most, 1e-300))
    for _ in range(HALVINGS):
        at = 0.5 * (low + high)
        mu, cost = np.exp(at), 0.0
        for j in range(n):
            share[j] = 1.0
            if may >> j & 1 and not built >> j & 1 and choice.price[j] > 0.0:
                power = desk.load.performance.shape[choice.arc[j]]
                share[j] = (crowd[j] / (mu * choice.price[j])) ** (1.0 / (power + 1.0))
                share[j] = min(max(share[j], LEAST), 1.0)
                cost += share[j] * choice.price[j]
        if cost > budget:
            low = at
        else:
            high = at
            if cost > 0.999 * budget:
                break


@njit(nogil=True, cache=True)
def bounded(graph, desk, choice, built, may, budget, k, share, rent, standing, enough):  # type: ignore[no-untyped-def]
    """Bound the total cost of all sets between those that are built and those that may be.

    Parameters
    ----------
    built, may : int
        Sets L and U, as bits.
    budget : float
        What is left of it when L is built.
    k : float
        Weight of Beckmann's objective to begin with.
    share : (n,) float64 array
        To which share each link is built, to begin with; then the best found.
    rent : (n,) float64 array
        Set to what each link saves at least when it is built wholly, by its congestion alone.
    standing : float
        Beckmann's objective of flows on L.
    enough : float
        A bound that need not be exceeded.

    Returns
    -------
    tuple of float, float, bool
        The bound, the k that gave it, and whether paths found room; if not there is no bound.
    """
    for j in range(len(choice.arc)):
        desk.load.fixed[0, choice.arc[j]] = choice.fixed[j] if may >> j & 1 else np.inf
        if built >> j & 1:
            share[j] = 1.0
    rich = 0.0
    for j in range(len(choice.arc)):
        if may >> j & 1 and not built >> j & 1:
            rich += choice.price[j]
    scarce = rich > budget
    if not scarce:
        share[:] = 1.0
    mixed(desk, choice, k, share)
    begun(desk)
    best, at, low, high, changes, last = -np.inf, k, 0.0, np.inf, 0, BEFORE
    trial = np.empty(len(rent))
    for _ in range(SEARCHES):
        beyond, known = searched(graph, desk, last)
        if beyond < 0.0:
            return -np.inf, at, False
        if known:
            total = paid(desk)
            last = beyond / total
            ways = total - beyond
            rest = _rents(desk, choice, built, may, share, trial)
            bound = (1.0 + k) * (ways - rest - _knapsack(trial, choice.price, budget)) - k * standing
            if bound > best:
                best, at = bound, k
                rent[:] = trial
            if best >= enough:
                break
            mix, z = objective(desk, k)
            value = (1.0 + k) * mix - k * standing
            if value - bound <= LOOSE * value:
                if changes == CHANGES or (z <= standing and k == 0.0):
                    break
                changes += 1
                if z > standing:
                    low = k
                    k = 2.0 * k + 0.25 if high == np.inf else 0.5 * (low + high)
                else:
                    high = k
                    k = 0.5 * (low + high) if high > 0.1 else 0.0
                if k > HEAVIEST or high - low < 0.05 * high:
                    break
                mixed(desk, choice, k, share)
                begun(desk)
        evened(desk, REST * last * paid(desk), ROUNDS)
        if last <= NEAR:
            stepped(desk.pairs, desk.load, desk.columns, desk.mark, LEFT)
        if scarce:
            shared(desk, choice, built, may, budget, share)
            mixed(desk, choice, k, share)
            begun(desk)
    return best, at, True
