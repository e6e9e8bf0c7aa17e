"""Shares of openings too many to list: the mean of what each adds, over sampled orders.

The Shapley value is the mean over all orders of what an opening adds to those before it; here,
over orders drawn at random in pairs, an order and its reverse (the second half of what one
leaves uncertain, the other takes back). A pair's mean is one draw: the interval is that of the
mean of independent draws. Along each order the shares add up to the value of all, exactly.

Limits count as in the exact lattice: a set that is not feasible is worth what its best feasible
part is. Cheaper arcs never take value away, so that the best part lies in one of the largest
sets without two alternatives (:meth:`reopen.benefit.choices.Choices.selections`): each order is
followed once within each of them, and the best one counts at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.along_orders import along_orders
from reopen.benefit.choices import Choices
from reopen.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.along_orders import AlongOrders
    from reopen.benefit.inputs import Inputs

#: Pairs of orders that a thread follows at a time.
BATCH = 4
#: Each order is followed once within each of these; more would take too long.
MOST_SELECTIONS = 64
#: Orders below which an interval holds the share clearly less often than it says.
FEWEST = 100
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Sampled:
    """Shares of K openings from sampled orders. C countries, blocs included; USD m a year.

    Attributes
    ----------
    openings : tuple of str
        The openings.
    countries, inside
        As in :class:`reopen.benefit.combinations.Combinations`.
    alone : ndarray of float64, shape (K, C)
        What each brings without the others.
    best : tuple of str
        A feasible combination of largest total, none of whose openings can be left out.
    best_values : ndarray of float64, shape (C,)
        What it brings.
    shapley : ndarray of float64, shape (K, C)
        Mean share of each opening.
    half_width : ndarray of float64, shape (K,)
        Half the 95 % interval of its share in the region's total.
    permutations, seed : int
        Orders followed, and where their random numbers began.
    """

    openings: tuple[str, ...]
    countries: tuple[str, ...]
    inside: NDArray[np.bool_]
    alone: NDArray[np.float64]
    best: tuple[str, ...]
    best_values: NDArray[np.float64]
    shapley: NDArray[np.float64]
    half_width: NDArray[np.float64]
    permutations: int
    seed: int


def sampled(
    gathered: Inputs,
    limits: Choices,
    *,
    permutations: int,
    seed: int,
    jobs: int = 1,
    told: Callable[[float], None],
    foretold: Callable[[float], None],
) -> Sampled:
    """Sample the shares of a part.

    Parameters
    ----------
    gathered : Inputs
        The openings of the part.
    limits : Choices
        What limits them.
    permutations : int
        Orders to follow; an odd number counts as one more.
    foretold : callable
        Called with about how many seconds it will take, once the first few orders are followed.

    Raises
    ------
    SettingsError
        When there are too few orders, or too many ways to choose between alternatives.
    """
    if permutations < FEWEST:
        raise SettingsError(f"{permutations} orders: expected at least {FEWEST} to tell an interval from")
    selections = limits.selections(MOST_SELECTIONS)
    if len(selections) > MOST_SELECTIONS:
        raise SettingsError(
            f"alternatives leave more than {MOST_SELECTIONS} ways to choose between them, too many to"
            " follow each; name fewer openings, or let nothing limit them (--free)"
        )
    along = along_orders(gathered)
    best = _best(along, limits, selections, gathered.inside)
    random = np.random.default_rng(seed)
    forth = np.array([random.permutation(len(limits)) for _ in range((permutations + 1) // 2)])
    gains = np.zeros((len(forth), len(limits), len(gathered.inside)))

    def work(begin: int) -> None:
        some = slice(begin, begin + BATCH)
        gains[some] = _gains(along, limits, selections, gathered.inside, forth[some])

    begins, begin = range(0, len(forth), BATCH), perf_counter()
    work(0)
    foretold((perf_counter() - begin) * (len(begins) - 1) / jobs)
    with ThreadPoolExecutor(jobs) as pool:
        for n, _ in enumerate(pool.map(work, begins[1:])):
            told((n + 2) / len(begins))
    draws = gains[:, :, gathered.inside].sum(axis=2)
    return Sampled(
        openings=limits.openings,
        countries=gathered.countries,
        inside=gathered.inside,
        alone=along(np.arange(len(limits))[:, None])[:, 0] / MILLION,
        best=tuple(limits.openings[o] for o in best),
        best_values=along(_rows([best], len(limits))).sum(axis=(0, 1)) / MILLION,
        shapley=gains.mean(axis=0) / MILLION,
        half_width=_quantile(len(gains) - 1) * draws.std(axis=0, ddof=1) / np.sqrt(len(gains)) / MILLION,
        permutations=2 * len(gains),
        seed=seed,
    )


def _rows(orders: Sequence[Sequence[int]], width: int) -> NDArray[np.int64]:
    """Orders as rows, filled up with -1."""
    out = np.full((len(orders), width), -1, dtype=np.int64)
    for row, order in zip(out, orders, strict=True):
        row[: len(order)] = order
    return out


def _gains(
    along: AlongOrders,
    limits: Choices,
    selections: Sequence[frozenset[int]],
    inside: NDArray[np.bool_],
    forth: NDArray[np.int64],
) -> NDArray[np.float64]:
    """What each opening adds, the mean of an order and its reverse; shape (pairs, K, C), USD a year."""
    orders = np.concatenate([forth, forth[:, ::-1]])
    added = np.diff(_worth(along, limits, selections, inside, orders), axis=1, prepend=0.0)
    out = np.zeros_like(added)
    np.put_along_axis(out, orders[:, :, None], added, axis=1)
    return 0.5 * (out[: len(forth)] + out[len(forth) :])


def _worth(
    along: AlongOrders,
    limits: Choices,
    selections: Sequence[frozenset[int]],
    inside: NDArray[np.bool_],
    orders: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Worth of the best feasible part after each step of each order, shape (R, K, C)."""
    joining = [[limits.joining(order.tolist(), mine) for mine in selections] for order in orders]
    added = along(_rows([joins for row in joining for joins, _ in row], len(limits)))
    steps = np.zeros_like(added)
    for n, (joins, places) in enumerate(pair for row in joining for pair in row):
        np.add.at(steps[n], places, added[n, : len(joins)])
    worth = steps.cumsum(axis=1).reshape(len(orders), len(selections), len(limits), -1)
    pick = worth[..., inside].sum(axis=-1).argmax(axis=1)
    return np.take_along_axis(worth, pick[:, None, :, None], axis=1)[:, 0]


def _best(
    along: AlongOrders, limits: Choices, selections: Sequence[frozenset[int]], inside: NDArray[np.bool_]
) -> list[int]:
    """A feasible set of largest total that no opening can be left out of; openings in ascending order."""

    def total(some: frozenset[int]) -> float:
        joins, _ = limits.joining(range(len(limits)), some)
        return float(along(_rows([joins], len(limits)))[..., inside].sum() / MILLION)

    best = max(selections, key=total)
    most = total(best)
    for o in sorted(best):
        if most - total(best - {o}) < 5e-7:  # what the answer would not show
            best = best - {o}
    return sorted(limits.joining(range(len(limits)), best)[0])


def _quantile(freedom: int) -> float:
    """The 97.5 % point of Student's t: Fisher's expansion, good to 1e-3 from 9 degrees of freedom on."""
    z = NormalDist().inv_cdf(0.975)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
