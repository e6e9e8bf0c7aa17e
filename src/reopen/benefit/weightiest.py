"""Which openings weigh most when not all can be combined.

An opening's weight is the mean of what it adds over a few orders of opening, a quick estimate
of its Shapley value among all openings. Pieces of a chain add nothing alone; whichever comes
last adds what the chain brings, so that each piece has its turn in some of the orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from reopen.benefit.orders import added

if TYPE_CHECKING:
    from reopen.benefit.base import Base
    from reopen.benefit.needs import Needs

#: Orders that are looked at forwards and backwards.
ORDERS = 6

#: Weights nearer to zero than this (USD m a year) count as none.
NEGLIGIBLE = 0.005

#: Digits to which weights are compared, so that rounding decides nothing.
DIGITS = 6


def orders(openings: Sequence[str], rules: Needs) -> list[list[str]]:
    """A few orders of some openings, in which what one depends on comes before it.

    They are shuffled by hashes of the ids, so that they are the same on every machine, whatever
    the order of the table.

    Examples
    --------
    >>> from reopen.benefit.needs import Needs
    >>> free = Needs({"a": (), "b": ()}, {})
    >>> sorted(orders(["a", "b"], free))
    [['a', 'b'], ['b', 'a']]
    """
    found: dict[tuple[str, ...], None] = {}
    for number in range(ORDERS):
        shuffled = sorted(openings, key=lambda name: (sha256(f"{number} {name}".encode()).digest(), name))
        for order in (shuffled, shuffled[::-1]):
            steps = [step for name in order for step in (*rules.before[name], name) if step in openings]
            found[tuple(dict.fromkeys(steps))] = None
    return [list(order) for order in found]


def weights(at: Base, rules: Needs, openings: Sequence[str], *, jobs: int = 1) -> dict[str, float]:
    """Weight of each opening, USD m a year; alternatives are taken as if they could stand together.

    Parameters
    ----------
    at : Base
        The region with what the openings need in place, and each of them among ``opened``.
    rules : Needs
        What openings depend on.
    jobs : int
        Threads; the result does not depend on it.
    """
    taken = orders(openings, rules)
    total = dict.fromkeys(openings, 0.0)
    for order, gains in zip(taken, added(at, taken, jobs=jobs), strict=True):
        for name, gain in zip(order, gains, strict=True):
            total[name] += float(gain)
    return {name: round(value / len(taken), DIGITS) + 0.0 for name, value in total.items()}


def weightiest(weight: Mapping[str, float], rules: Needs, number: int) -> tuple[str, ...]:
    """Openings of largest weight, each with what it depends on, as many as fit; negligible ones never.

    Returns
    -------
    tuple of str
        At most ``number``, in the order of ``weight``.
    """
    held: frozenset[str] = frozenset()
    for name in sorted(weight, key=lambda n: (-weight[n], n)):
        more = held | {name} | {step for step in rules.before[name] if step in weight}
        if weight[name] >= NEGLIGIBLE and len(more) <= number:
            held = more
    return tuple(name for name in weight if name in held)
