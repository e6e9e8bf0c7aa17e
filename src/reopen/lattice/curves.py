"""What a cost between two zones is worth, and to whom: areas under demand curves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Curves:
    """What a cost between two of Z zones is worth, and to whom.

    A pair at cost g is worth ``scale * (1 - s ** (1 - theta)) / (1 - theta)`` with
    ``s = (price + g) * inverse``, or ``-scale * log(s)`` where theta is 1: the area under its
    demand curve from its present cost on.

    Attributes
    ----------
    scale, inverse : ndarray of float64, shape (Z, Z)
        Flow times delivered price, and one over the delivered price; scale 0 leaves a pair out.
    price, theta : float
        Unit value of the goods, and elasticity.
    home : ndarray of int64, shape (Z,)
        Party (country) of each zone, below ``parties``.
    importer : float
        Share of a pair's worth that goes to the party of its destination.
    parties : int
        Number of parties.
    """

    scale: NDArray[np.float64]
    inverse: NDArray[np.float64]
    price: float
    theta: float
    home: NDArray[np.int64]
    importer: float
    parties: int

    def at(self, zones: NDArray[np.int64]) -> Curves:
        """The same between some of the zones."""
        block = np.ix_(zones, zones)
        return replace(
            self,
            scale=np.ascontiguousarray(self.scale[block]),
            inverse=np.ascontiguousarray(self.inverse[block]),
            home=self.home[zones],
        )

    def only(self, pairs: NDArray[np.bool_]) -> Curves:
        """The same with all pairs but some left out; ``pairs`` has shape (Z, Z)."""
        return replace(self, scale=np.where(pairs, self.scale, 0.0))


@njit(nogil=True, cache=True)
def value_pairs(  # type: ignore[no-untyped-def]
    d, at, begin, end, worth, pair, kept, top, scale, inverse, price, theta, home, importer, value
):
    """Value the pairs of zones among the logged entries ``begin:end`` of a matrix at their new cost.

    ``worth``, shape (Z, Z), is what each pair is worth; what it was goes to the log ``pair``
    (flat index) and ``kept`` from ``top`` on, and what it gained to ``value``, shape (parties,).
    Returns the log's new top.
    """
    n, zones = d.shape[0], scale.shape[0]
    border = zones * n
    for x in range(begin, end):
        if at[x] >= border:
            continue
        i = at[x] // n
        j = at[x] - i * n
        if j >= zones:
            continue
        pair[top] = i * zones + j
        kept[top] = worth[i, j]
        top += 1
        s = (price + d[i, j]) * inverse[i, j]
        if theta == 1.5:  # the usual elasticity: a root costs a fraction of a logarithm and a power
            now = 2.0 * scale[i, j] * (1.0 / np.sqrt(s) - 1.0)
        elif theta == 1.0:
            now = -scale[i, j] * np.log(s)
        else:
            now = scale[i, j] * (1.0 - s ** (1.0 - theta)) / (1.0 - theta)
        more = now - worth[i, j]
        worth[i, j] = now
        value[home[j]] += importer * more
        value[home[i]] += (1.0 - importer) * more
    return top
