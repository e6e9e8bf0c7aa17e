"""Choice between ways by a nested logit, and the composite cost of all of them.

Four alternatives stand in two nests: by land (road, rail) and by sea (with road, with rail access).
With costs c (USD per tonne), constants k and a reference cost R of the pair::

    u_a = c_a + R k_a
    V_n = -(phi R / nu) log sum_{a in n} exp(-nu u_a / (phi R))
    L = -(R / nu) log sum_n exp(-nu V_n / R)
    P_a = exp(-nu (u_a - V_n) / (phi R)) exp(-nu (V_n - L) / R)

nu is the sensitivity of choice to relative cost and phi, in (0, 1], the dissimilarity within a nest
(McFadden 1978; Ben-Akiva and Lerman 1985). L falls by exactly what its users gain (the logsum).
As nu grows, L tends to the least u and the cheapest way takes all.
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Alternatives, in their order; the number over 2 is the nest, its last bit tells rail.
ALTERNATIVES = ("road", "rail", "sea and road", "sea and rail")


#: Beyond this many times the scale, the dearer of two has no share that a number can hold.
FAR = 37.0


@njit(nogil=True, cache=True)
def _two(u, v, scale):  # type: ignore[no-untyped-def]
    """Composite cost of two alternatives, and the shares of the first and the second."""
    if v - u > FAR * scale or v == np.inf:
        return u, 1.0, 0.0
    if u - v > FAR * scale or u == np.inf:
        return v, 0.0, 1.0
    if u <= v:
        other = np.exp((u - v) / scale)
        whole = 1.0 + other
        return u - scale * np.log(whole), 1.0 / whole, other / whole
    other = np.exp((v - u) / scale)
    whole = 1.0 + other
    return v - scale * np.log(whole), other / whole, 1.0 / whole


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
    land, road, rail = _two(cost[at], cost[at + 1] + reference * constants[1], inner)
    sea, by_road, by_rail = _two(
        cost[at + 2] + reference * constants[2], cost[at + 3] + reference * constants[3], inner
    )
    whole, dry, wet = _two(land, sea, scale)
    share[at], share[at + 1] = dry * road, dry * rail
    share[at + 2], share[at + 3] = wet * by_road, wet * by_rail
    return whole
