"""Which openings weigh most when not all can be combined.

An opening's weight is the mean of what it adds over a few orders of opening, a quick estimate
of its Shapley value among all openings. Pieces of a chain add nothing alone; whichever comes
last adds what the chain brings, so that each piece has its turn in some of the orders.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.along_orders import along_orders

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.choices import Choices
    from reopen.benefit.inputs import Inputs

#: Orders that are looked at forwards and backwards.
ORDERS = 6

#: Weights nearer to zero than this (USD m a year) count as none.
NEGLIGIBLE = 0.005

#: Digits to which weights are compared, so that rounding decides nothing.
DIGITS = 6

MILLION = 1e6


def orders(limits: Choices) -> NDArray[np.int64]:
    """A few orders of K openings, in which what one depends on comes before it; shape (R, K).

    They are shuffled by hashes of the ids, so that they are the same on every machine, whatever
    the order of the table.

    Examples
    --------
    >>> from reopen.benefit.choices import Choices
    >>> orders(Choices(("a", "b"), ((), (0,)), (frozenset(), frozenset()))).tolist()
    [[0, 1]]
    """
    found: dict[tuple[int, ...], None] = {}
    for number in range(ORDERS):
        hashed = [(sha256(f"{number} {name}".encode()).digest(), name) for name in limits.openings]
        shuffled = sorted(range(len(limits)), key=hashed.__getitem__)
        for order in (shuffled, shuffled[::-1]):
            steps = [step for o in order for step in (*limits.before[o], o)]
            found[tuple(dict.fromkeys(steps))] = None
    return np.array(list(found), dtype=np.int64)


def weights(gathered: Inputs, limits: Choices, *, jobs: int = 1) -> NDArray[np.float64]:
    """Weight of each of K openings, shape (K,), USD m a year; alternatives may stand together here.

    Parameters
    ----------
    gathered : Inputs
        The openings.
    limits : Choices
        What they depend on.
    jobs : int
        Threads; the result does not depend on it.
    """
    taken, along = orders(limits), along_orders(gathered)
    with ThreadPoolExecutor(jobs) as pool:
        added = np.concatenate(list(pool.map(along, taken[:, None])))  # each order by itself
    total = np.zeros(len(limits))
    np.add.at(total, taken, added[:, :, gathered.inside].sum(axis=2) / MILLION)
    return np.round(total / len(taken), DIGITS) + 0.0


def weightiest(weight: NDArray[np.float64], limits: Choices, number: int) -> tuple[int, ...]:
    """Openings of largest weight, each with what it depends on, as many as fit; negligible ones never.

    Returns
    -------
    tuple of int
        At most ``number``, in ascending order.
    """
    held: frozenset[int] = frozenset()
    for o in sorted(range(len(limits)), key=lambda o: (-weight[o], limits.openings[o])):
        more = held | {o, *limits.before[o]}
        if weight[o] >= NEGLIGIBLE and len(more) <= number:
            held = more
    return tuple(sorted(held))
