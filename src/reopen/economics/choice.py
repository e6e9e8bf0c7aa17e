"""Choice between ways by a nested logit, and the composite cost of all of them.

Four alternatives stand in two nests: by land (road, rail) and by sea (with road, with rail access).
With costs c (USD per tonne), constants k and a reference cost R of the pair::

    u_a = c_a + R * k_a                     V_n = -(phi R / nu) log sum_{a in n} exp(-nu u_a / (phi R))
    L = -(R / nu) log sum_n exp(-nu V_n / R)          P_a = exp(-nu (u_a - V_n) / (phi R)) * exp(-nu (V_n - L) / R)

nu is the sensitivity of choice to relative cost and phi, in (0, 1], the dissimilarity within a nest
(McFadden 1978; Ben-Akiva and Lerman 1985). L falls by exactly what its users gain (the logsum).
As nu grows, L tends to the least u and the cheapest way takes all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Alternatives, in their order; the number over 2 is the nest, its last bit tells rail.
ALTERNATIVES = ("road", "rail", "sea and road", "sea and rail")


@njit(nogil=True, cache=True)
def nested(cost, at, constants, reference, nu, phi, share):  # type: ignore[no-untyped-def]
    """Composite cost of the four alternatives ``cost[at:at + 4]``; writes their shares.

    Parameters
    ----------
    cost : ndarray of float64
        USD per tonne; infinite where there is no such way. Not all may be.
    at : int
        Where the four begin, in ``cost`` and in ``share``.
    constants : ndarray of float64, shape (4,)
        Constants, in parts of the reference cost.
    reference : float
        Reference cost of the pair, USD per tonne, positive.
    nu, phi : float
        Sensitivity and dissimilarity.
    share : ndarray of float64
        Written at ``at``.

    Returns
    -------
    float
        L, USD per tonne.
    """
    scale = reference / nu
    inner = scale * phi
    least = np.inf
    for a in range(4):
        share[at + a] = cost[at + a] + reference * constants[a]
        least = min(least, share[at + a])
    outer, one = 0.0, 0.0
    for n in range(2):
        first, second = at + 2 * n, at + 2 * n + 1
        u, v = share[first], share[second]
        low = min(u, v)
        if low == np.inf:
            share[first] = share[second] = 0.0
            continue
        p, q = np.exp((low - u) / inner), np.exp((low - v) / inner)
        nest = low - inner * np.log(p + q)
        weight = np.exp((least - nest) / scale)
        share[first], share[second] = weight * p / (p + q), weight * q / (p + q)
        outer += weight
    one = 1.0 / outer
    for a in range(4):
        share[at + a] *= one
    return least - scale * np.log(outer)
