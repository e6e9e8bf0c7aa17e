"""How goods share out over kinds of ways, and what that puts on legs by truck and borders by rail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from reopen.benefit.legs import KINDS, Legs
from reopen.economics.choice import nested

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions

    Floats = NDArray[np.float64]

#: A reference cost is this at least, USD a tonne, as in the cheapest-way model.
LEAST_COST = 1e-9


class Part(NamedTuple):
    """Ways of R pairs of one class and season, and what moves on them.

    Attributes
    ----------
    legs : Legs
        The ways.
    row : ndarray of int64, shape (R,)
        Place of each pair among those of the region as it stands.
    reference : ndarray of float64, shape (R,)
        Cost of the pair's cheapest way as the region stands, USD a tonne.
    moved : ndarray of float64, shape (R, 4)
        Tonnes a year by kind of way; 0 of pairs that another part has anew.
    """

    legs: Legs
    row: NDArray[np.int64]
    reference: Floats
    moved: Floats


class Loads(NamedTuple):
    """What moves past L marks.

    Attributes
    ----------
    layer, mark : ndarray of int64, shape (L,)
        Class, and what is passed (:class:`reopen.benefit.legs.Legs`).
    tonnes, price : ndarray of float64, shape (L,)
        Tonnes a year, and USD a tonne of a leg.
    """

    layer: NDArray[np.int64]
    mark: NDArray[np.int64]
    tonnes: Floats
    price: Floats

    def only(self, some: NDArray[np.bool_]) -> Loads:
        """Some of them."""
        return Loads(self.layer[some], self.mark[some], self.tonnes[some], self.price[some])


def parts(legs: Legs, tonnes: Floats, at: Assumptions) -> tuple[Part, ...]:
    """The only part of a class as the region stands.

    Parameters
    ----------
    tonnes : ndarray of float64, shape (Z, Z)
        Flows of the class, a year.
    """
    reference = np.maximum(legs.cost.min(axis=1), LEAST_COST)
    moved = shares(legs.cost, reference, at) * tonnes[legs.origin, legs.destination][:, None]
    return (Part(legs, np.arange(len(legs)), reference, moved),)


def parts_under(legs: Legs, changed: Legs, tonnes: Floats, at: Assumptions) -> tuple[Part, ...]:
    """Parts of a class under a scenario: pairs as they were, and those whose ways it changes.

    Pairs that had no way as the region stands are left out: nothing moves there today.
    """
    (was,) = parts(legs, tonnes, at)
    place = np.full(tonnes.shape, -1)
    place[legs.origin, legs.destination] = was.row
    row = place[changed.origin, changed.destination]
    known = row >= 0
    was.moved[row[known]] = 0.0
    reference = np.ones(len(row))
    reference[known] = was.reference[row[known]]
    way = known & (changed.cost.min(axis=1) < np.inf)
    moved = np.zeros((len(changed), KINDS))
    moved[way] = shares(changed.cost[way], reference[way], at)
    moved *= tonnes[changed.origin, changed.destination][:, None]
    return was, Part(changed, row, reference, moved)


def loads(classes: Sequence[tuple[Part, ...]], size: int) -> Loads:
    """What moves past each mark that anything passes, and what it costs at the tables' hours."""
    found, price = [], np.zeros(size)
    for k, some in enumerate(classes):
        amount = np.zeros(size)
        for part in some:
            moved = part.moved.ravel()[part.legs.way]
            used = moved > 0.0
            amount += np.bincount(part.legs.met[used], weights=moved[used], minlength=size)
            price[part.legs.met[used]] = part.legs.price[used]
        mark = np.flatnonzero(amount)
        found.append(Loads(np.full(len(mark), k), mark, amount[mark], price[mark]))
    return Loads(*(np.concatenate(column) for column in zip(*found, strict=True)))


def composites(classes: Sequence[tuple[Part, ...]], dearer: Floats, at: Assumptions) -> Floats:
    """Composite cost of every pair, class after class, with each mark dearer by so much, USD a tonne.

    Infinite where a pair has no way any more.
    """
    out = []
    for k, some in enumerate(classes):
        mine = np.empty(len(some[0].row))
        for part in some:
            known = part.row >= 0
            cost = np.empty(len(part.row))
            _composite(
                part.legs.cost, part.legs.first, part.legs.met, dearer[k], part.reference,
                at["mode-choice-sensitivity"], at["mode-nest-dissimilarity"], at.constants(), cost,
            )  # fmt: skip
            mine[part.row[known]] = cost[known]
        out.append(mine)
    return np.concatenate(out)


def shares(cost: Floats, reference: Floats, at: Assumptions) -> Floats:
    """Shares of the kinds of ways, shape (R, 4)."""
    out = np.zeros((len(cost), KINDS))
    _shares(
        np.ascontiguousarray(cost), reference, at["mode-choice-sensitivity"], at["mode-nest-dissimilarity"],
        at.constants(), out,
    )  # fmt: skip
    return out


@njit(nogil=True, cache=True)
def _shares(cost, reference, nu, phi, constants, out):  # type: ignore[no-untyped-def]
    for r in range(len(cost)):
        nested(cost[r], 0, constants, reference[r], nu, phi, out[r])


@njit(nogil=True, cache=True)
def _composite(cost, first, met, dearer, reference, nu, phi, constants, out):  # type: ignore[no-untyped-def]
    now, share = np.empty(cost.shape[1]), np.empty(cost.shape[1])
    for r in range(len(cost)):
        for a in range(len(now)):
            now[a] = cost[r, a]
            way = len(now) * r + a
            for i in range(first[way], first[way + 1]):
                now[a] += dearer[met[i]]
        out[r] = nested(now, 0, constants, reference[r], nu, phi, share) if now.min() < np.inf else np.inf
