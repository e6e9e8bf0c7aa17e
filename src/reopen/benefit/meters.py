"""What is added up along a path: hours, and kilometres on land and fees by country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.network.costs import fees_by_side
from reopen.network.network import SEA
from reopen.path.along import along, each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.network.layers import Layered
    from reopen.network.network import Network


@dataclass(frozen=True, slots=True)
class Met:
    """What P paths meet. C countries.

    Attributes
    ----------
    sums : ndarray of float64, shape (P, 1 + 2C)
        Hours, then kilometres on land by country, then fees (USD per tonne) by country.
    """

    sums: NDArray[np.float64]

    @property
    def hours(self) -> NDArray[np.float64]:
        """Hours, shape (P,)."""
        return self.sums[:, 0]

    @property
    def km(self) -> NDArray[np.float64]:
        """Kilometres in each country, shape (P, C)."""
        return self.sums[:, 1 : 1 + self.sums.shape[1] // 2]

    @property
    def fees(self) -> NDArray[np.float64]:
        """Fees that each country takes, USD per tonne, shape (P, C)."""
        return self.sums[:, 1 + self.sums.shape[1] // 2 :]


@dataclass(frozen=True, slots=True)
class Meters:
    """The values of each arc, and the slot that each is added to.

    Attributes
    ----------
    tail : ndarray of int32, shape (A,)
        Start nodes of the arcs.
    slots : ndarray of int32, shape (A, 5)
        Slots of the hours, and of the kilometres and fees of both sides.
    values : ndarray of float64, shape (A, 5)
        The values.
    n : int
        Number of slots.
    """

    tail: NDArray[np.int32]
    slots: NDArray[np.int32]
    values: NDArray[np.float64]
    n: int

    def along(self, pred: NDArray[np.int32], rows: NDArray[np.integer], ends: NDArray[np.integer]) -> Met:
        """What is met on the way to nodes ``ends`` from the sources of ``rows`` of ``pred``."""
        return Met(along(pred, self.tail, rows, ends, self.slots, self.values, self.n))

    def of_arcs(self, arcs: NDArray[np.integer]) -> Met:
        """What is met on single arcs."""
        return Met(each(self.slots[arcs], self.values[arcs], self.n))


def meters(network: Network, found: Layered, n_countries: int) -> Meters:
    """Hours, kilometres on land and fees of the arcs, by country: a sea is nobody's transit."""
    side = network.countries
    slots = np.concatenate(
        [np.zeros((len(side), 1), dtype=np.int32), 1 + side, 1 + n_countries + side], axis=1
    )
    half = np.where(network.kind == SEA, 0.0, found.facts.km / 2)[:, None]
    fees = fees_by_side(network, found.facts, found.rates)
    values = np.concatenate([found.facts.hours[:, None], half, half, fees], axis=1)
    return Meters(network.tail, slots.astype(np.int32), values, 1 + 2 * n_countries)
