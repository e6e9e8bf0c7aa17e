"""What openings add one after another, over all layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from reopen.lattice.orders import follower

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.inputs import Inputs

    AlongOrders = Callable[[NDArray[np.int64]], NDArray[np.float64]]


def along_orders(gathered: Inputs) -> AlongOrders:
    """Get ready to follow many orders of openings.

    Returns
    -------
    callable
        Takes orders and returns what each opening adds at its place, USD a year by country; see
        :func:`reopen.lattice.orders.follower`. Threads may call it at the same time.
    """
    follows = [follower(layer.costs, layer.arcs, layer.curves) for layer in gathered.layers]

    def along(orders: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(sum(follow(orders) for follow in follows))

    return along
