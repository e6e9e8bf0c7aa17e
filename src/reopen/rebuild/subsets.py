"""Kernels on the subset lattice: the least loss to go from every set, and states that no other one beats.

The recursion over sets is that of Held and Karp (1962), A dynamic programming approach to sequencing
problems, Journal of SIAM 10(1), with precedence as in Schrage and Baker (1978), Operations Research
26(3). It takes n * 2 ** (n - 1) steps, each of which reads one number, and memory for two numbers a set.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

#: Sets are cut into blocks by their highest bits, 2 to this power at most.
SHARED = 6
#: Bits within a block at least, so that threads have enough to do.
DEEP = 12


@njit(nogil=True, cache=True)
def _block(values, top, durations, after, high, bits, out):  # type: ignore[no-untyped-def]
    """Least loss to go from the sets whose highest bits are ``high``, the fullest set first."""
    n = len(durations)
    full = (1 << n) - 1
    for low in range((1 << bits) - 1, -1, -1):
        standing = (high << bits) | low
        if standing == full:
            out[standing] = 0.0
            continue
        rate = top - values[standing]
        least = np.inf
        for j in range(n):
            bit = 1 << j
            if standing & bit == 0 and after[j] & standing == after[j]:
                lost = rate * durations[j] + out[standing | bit]
                if lost < least:
                    least = lost
        out[standing] = least


def to_go(
    values: Floats,
    durations: Floats,
    after: Ints,
    *,
    jobs: int = 1,
    told: Callable[[float], None] = lambda share: None,  # noqa: ARG005
) -> Floats:
    """Least value that one crew loses from each standing set on, until all links stand.

    ``out[S] = min over j not in S of durations[j] * (values[all] - values[S]) + out[S with j]``

    Parameters
    ----------
    values : (2 ** n,) float64 array
        Value of each standing set per unit of time; bit j of a set stands for link j.
    durations : (n,) float64 array
        Time that each link takes.
    after : (n,) int64 array
        Links that must stand before work on each begins, as a set.
    jobs : int
        Threads; the result does not depend on it.
    told : callable
        Called with the share of the work that is done.

    Returns
    -------
    (2 ** n,) float64 array
        Infinite where the precedence leads nowhere, as from sets that it does not allow.
    """
    n = len(durations)
    bits = max(n - SHARED, min(n, DEEP))
    out = np.empty(1 << n)
    top, count, done = float(values[-1]), 1 << n - bits, 0
    with ThreadPoolExecutor(jobs) as pool:
        # A block reads blocks with one more high bit only; those with as many do not need each other.
        for size in range(n - bits, -1, -1):
            level = [high for high in range(count) if high.bit_count() == size]
            work = [pool.submit(_block, values, top, durations, after, high, bits, out) for high in level]
            for one in work:
                one.result()
                done += 1
                told(done / count)
    return out


def follow(table: Floats, values: Floats, durations: Floats, after: Ints) -> tuple[int, ...]:
    """The order of links that :func:`to_go` found best; of equals the link of lowest number first."""
    standing, order, top = 0, [], float(values[-1])
    for _ in durations:
        open_to = [j for j, a in enumerate(after) if not standing >> j & 1 and a & standing == a]
        rate = top - float(values[standing])
        best = min(open_to, key=lambda j: (rate * durations[j] + table[standing | 1 << j], j))
        order.append(best)
        standing |= 1 << best
    return tuple(order)


@njit(nogil=True, cache=True)
def paced(values, times, after):  # type: ignore[no-untyped-def]
    """Least loss of any order when no set can stand before its time.

    ``out[S] = min over j in S of out[S less j] + (times[S] - times[S less j]) * loss[S less j]``, which
    sums, along the order, the time of each set times what its last link adds. Returns that of all links.
    """
    n, top = len(after), values[-1]
    out = np.empty(len(values))
    out[0] = 0.0
    for standing in range(1, len(values)):
        least = np.inf
        for j in range(n):
            before = standing ^ (1 << j)
            if standing >> j & 1 and after[j] & before == after[j] and out[before] < np.inf:
                lost = out[before] + (times[standing] - times[before]) * (top - values[before])
                least = min(least, lost)
        out[standing] = least
    return out[-1]


def sums(weights: Floats) -> Floats:
    """Sum of the weights of each set, shape (2 ** n,).

    Examples
    --------
    >>> sums(np.array([1.0, 10.0])).tolist()
    [0.0, 1.0, 10.0, 11.0]
    """
    out = np.zeros(1)
    for weight in weights:
        out = np.concatenate([out, out + weight])
    return out


def largest(weights: Floats) -> Floats:
    """Largest weight of each set, 0 of the empty one, shape (2 ** n,).

    Examples
    --------
    >>> largest(np.array([5.0, 1.0])).tolist()
    [0.0, 5.0, 1.0, 5.0]
    """
    out = np.zeros(1)
    for weight in weights:
        out = np.concatenate([out, np.maximum(out, weight)])
    return out


def allowed(after: Ints) -> NDArray[np.bool_]:
    """Sets that hold what their links must come after, shape (2 ** n,).

    Examples
    --------
    >>> allowed(np.array([0, 1])).tolist()
    [True, True, False, True]
    """
    code = np.arange(1 << len(after))
    out = np.ones(len(code), np.bool_)
    for j, first in enumerate(after):
        out &= (code >> j & 1 == 0) | (code & first == first)
    return out


def is_monotone(values: Floats, fits: NDArray[np.bool_], slack: float) -> bool:
    """Whether no link takes value away, beyond some slack, from any set that may occur.

    Parameters
    ----------
    values : (2 ** n,) float64 array
        Value of each set.
    fits : (2 ** n,) bool array
        Sets that may occur.
    slack : float
        Loss that counts as none.
    """
    n = len(values).bit_length() - 1
    for j in range(n):
        pairs, both = values.reshape(-1, 2, 1 << j), fits.reshape(-1, 2, 1 << j).all(axis=1)
        if (both & (pairs[:, 1] < pairs[:, 0] - slack)).any():
            return False
    return True


def envelope(values: Floats, fits: NDArray[np.bool_]) -> Floats:
    """The largest value of any part of each set that may occur: never falls as links are added.

    Examples
    --------
    >>> envelope(np.array([0.0, 3.0, 1.0, 2.0]), np.ones(4, bool)).tolist()
    [0.0, 3.0, 1.0, 3.0]
    """
    out = np.where(fits, values, -np.inf)
    for j in range(len(values).bit_length() - 1):
        pairs = out.reshape(-1, 2, 1 << j)
        np.maximum(pairs[:, 1], pairs[:, 0], out=pairs[:, 1])
    return out


@njit(nogil=True, cache=True)
def undominated(key, left, less, slack):  # type: ignore[no-untyped-def]
    """Which states stay, of states sorted by key and then by loss.

    A state goes when one of the same key has lost no more and has no more time left on any link
    (``less``), or just as much, within the slack.
    """
    stays = np.ones(len(key), np.bool_)
    kept = np.empty(len(key), np.int64)
    count = 0
    for i in range(len(key)):
        if i == 0 or key[i] != key[i - 1]:
            count = 0
        for k in range(count):
            other, beaten = kept[k], True
            for j in range(left.shape[1]):
                more = left[other, j] - left[i, j]
                if more > slack or (not less and more < -slack):
                    beaten = False
                    break
            if beaten:
                stays[i] = False
                break
        if stays[i]:
            kept[count] = i
            count += 1
    return stays
