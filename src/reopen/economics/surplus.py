"""User benefit on the delivered price: the exact integral, and the rule of a half beside it.

A flow observed at q0 tonnes with transport cost G0 and unit value p answers to another cost g
by its delivered price::

    q(g) = q0 * ((p + g) / (p + G0)) ** -theta

and going from G1 to G2 is worth the area under that curve,
``integral of q(g) dg from G2 to G1``: negative when the cost rises, and the mirror of the way
back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

#: Rise or fall of the transport cost beyond which the rule of a half breaks down (TAG practice).
RULE_OF_HALF_LIMIT = 1.0 / 3.0


def flow_at(q0: Array, p: Array | float, g0: Array, g: Array, theta: float) -> Array:
    """Flow at transport cost ``g`` of a flow observed as ``q0`` at ``g0``; all in USD per tonne.

    Examples
    --------
    >>> one = np.ones(1)
    >>> float(flow_at(100 * one, 90.0, 10 * one, 10 * one, 2.0)[0])
    100.0
    """
    return np.asarray(q0 * ((p + g) / (p + g0)) ** -theta)


def user_benefit(q0: Array, p: Array | float, g0: Array, g1: Array, g2: Array, theta: float) -> Array:
    """Yearly user benefit, in USD, of transport cost going from ``g1`` to ``g2``.

    Parameters
    ----------
    q0, g0 : ndarray
        Flow observed (t/year) and the cost it was observed at (USD/t).
    p : ndarray or float
        Unit value of the goods (USD/t).
    g1, g2 : ndarray
        Cost before and after (USD/t).
    theta : float
        Elasticity of demand to the delivered price; 1 takes the log form.

    Examples
    --------
    >>> one = np.ones(1)
    >>> round(float(user_benefit(one, 90.0, 20 * one, 20 * one, 10 * one, 1.0)[0]), 3)  # 110 ln(110 / 100)
    10.484
    """
    start, end = (p + g1) / (p + g0), (p + g2) / (p + g0)
    scale = q0 * (p + g0)
    if theta == 1.0:
        return np.asarray(scale * np.log(start / end))
    return np.asarray(scale * (start ** (1.0 - theta) - end ** (1.0 - theta)) / (1.0 - theta))


def rule_of_half(q1: Array, q2: Array, g1: Array, g2: Array) -> Array:
    """The rule of a half: mean of the flows before and after times the fall in cost, USD a year."""
    return np.asarray(0.5 * (q1 + q2) * (g1 - g2))
