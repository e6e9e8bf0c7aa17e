"""Internal rates of return of flows by year, on arrays: all of them, not only the first that is met."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, log
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from reopen.economics.cashflow import flow_by_year
from reopen.economics.exposure import refuse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

#: Internal rates of return are sought above this rate: nearly all is lost within a year.
LEAST_RATE = -0.99


@dataclass(frozen=True, slots=True)
class InternalReturn:
    """Internal rates of return, and how sure they are.

    Attributes
    ----------
    rate : ndarray, shape (...)
        Rate per year at which the present value is 0, the one nearest to 0 where there are several;
        NaN where there is none.
    roots : ndarray of int, shape (...)
        Rates above `LEAST_RATE` at which the present value changes its sign. With more than one, the
        rule "accept what returns more than the discount rate" does not hold: use the net present value.
    changes : ndarray of int, shape (...)
        Changes of sign from year to year; there are no more roots than that (rule of Descartes).
    """

    rate: Array
    roots: NDArray[np.int64]
    changes: NDArray[np.int64]

    @property
    def several(self) -> NDArray[np.bool_]:
        """Where there is more than one rate; shape (...)."""
        return np.asarray(self.roots > 1)


def internal_return(net: ArrayLike) -> InternalReturn:
    """Rates at which the present value of a net flow is 0, and how many there are.

    All rates above `LEAST_RATE` are found: the turning points of the present value, found the same way
    from its derivative, part it into pieces without a turn (theorem of Rolle), and each piece that
    changes sign is bisected. Roots that lie nearer to each other than rounding are not told apart, and
    a present value that touches 0 without changing its sign has no root there.

    Parameters
    ----------
    net : array_like, shape (..., T)
        Benefits less costs per year, of any unit of money.

    Returns
    -------
    InternalReturn
        Of several rates the one nearest to 0; NaN where there is none, as when the flow never changes
        its sign.

    Raises
    ------
    SettingsError
        When the flow has no time axis or is not finite.

    References
    ----------
    Lorie, J. H. and Savage, L. J. (1955). Three problems in rationing capital. Journal of Business 28(4):
    flows with several rates.

    Examples
    --------
    >>> found = internal_return([[-100.0, 110.0, 0.0], [-1600.0, 10000.0, -10000.0]])
    >>> found.rate.round(6).tolist(), found.several.tolist()
    ([0.1, 0.25], [False, True])
    """
    flow, problems = flow_by_year("net", net)
    refuse(problems)
    lead, years = flow.shape[:-1], flow.shape[-1]
    rows = np.ascontiguousarray(flow).reshape(int(np.prod(lead)), years)
    rate = np.full(len(rows), np.nan)
    roots, changes = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    _internal(rows, log(1.0 + LEAST_RATE), rate, roots, changes)
    return InternalReturn(rate.reshape(lead), roots.reshape(lead), changes.reshape(lead))


def eirr(net: ArrayLike) -> Array:
    """Economic internal rate of return: `internal_return` without its flags.

    Parameters
    ----------
    net : array_like, shape (..., T)
        Benefits less costs per year.

    Returns
    -------
    ndarray, shape (...)
        Rate per year, above `LEAST_RATE`: of several the nearest to 0, NaN where there is none.

    Raises
    ------
    SettingsError
        When the flow has no time axis or is not finite.

    Examples
    --------
    >>> round(float(eirr([-100.0, 39.0, 59.0, 55.0, 20.0])), 7)
    0.2809484
    """
    return internal_return(net).rate


@njit(nogil=True, cache=True)
def _worth(flow, force):  # type: ignore[no-untyped-def]
    """Present value at the rate ``exp(force) - 1``; below 0 the worth at the end, of the same sign.

    So every power is at most 1, and nothing overflows.
    """
    total = 0.0
    step = exp(-abs(force))
    for t in range(len(flow)):
        total = total * step + flow[len(flow) - 1 - t if force >= 0.0 else t]
    return total


@njit(nogil=True, cache=True)
def _bisect(flow, low, high, at_low):  # type: ignore[no-untyped-def]
    for _ in range(80):
        middle = 0.5 * (low + high)
        if middle <= low or middle >= high:
            break
        value = _worth(flow, middle)
        if value == 0.0:
            return middle
        if (value > 0.0) == (at_low > 0.0):
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@njit(nogil=True, cache=True)
def _crossings(flow, stops, count, found):  # type: ignore[no-untyped-def]
    """Roots between stops, with at most one from each stop to the next; returns how many."""
    n = 0
    low, at_low = stops[0], _worth(flow, stops[0])
    for stop in stops[1:count]:
        value = _worth(flow, stop)
        if value == 0.0:
            continue
        if at_low != 0.0 and (value > 0.0) != (at_low > 0.0):
            found[n] = _bisect(flow, low, stop, at_low)
            n += 1
        low, at_low = stop, value
    return n


@njit(nogil=True, cache=True)
def _changes(flow):  # type: ignore[no-untyped-def]
    """Changes of sign, and the first year from which on there is at most one."""
    changes, depth, last = 0, 0, 0.0
    for t in range(len(flow) - 1, -1, -1):
        if flow[t] * last < 0.0:
            changes += 1
            if changes == 2:
                depth = t + 1
        if flow[t] != 0.0:
            last = 1.0 if flow[t] > 0.0 else -1.0
    return changes, depth


@njit(nogil=True, cache=True)
def _roots(flow, least, depth, found):  # type: ignore[no-untyped-def]
    """All roots of a flow whose first year is not 0; the k-th derivative has the signs of ``flow[k:]``."""
    levels = np.zeros((depth + 1, len(flow)))
    levels[0] = flow
    for k in range(depth):  # divided by k factorial, so that no entry grows beyond a binomial
        for t in range(len(flow) - k - 1):
            levels[k + 1, t] = levels[k, t + 1] * (t + 1) / (k + 1)
    # bound of Cauchy: the first year rules beyond this
    most = min(700.0, 1.0 + log(1.0 + np.max(np.abs(flow)) / abs(flow[0])))
    stops = np.empty(len(flow) + 2)
    n = 0
    for k in range(depth, -1, -1):
        stops[0], stops[n + 1] = least, most
        stops[1 : n + 1] = found[:n]
        n = _crossings(levels[k, : len(flow) - k], stops, n + 2, found)
    return n


@njit(nogil=True, cache=True)
def _internal(flows, least, rate, roots, changes):  # type: ignore[no-untyped-def]
    found = np.empty(flows.shape[1] + 2)
    for row in range(len(flows)):
        size = np.max(np.abs(flows[row])) if flows.shape[1] else 0.0
        changes[row], depth = _changes(flows[row])
        if changes[row] == 0:
            continue
        used = np.flatnonzero(flows[row])
        first = used[0]
        flow = flows[row, first : used[-1] + 1] / size
        roots[row] = _roots(flow, least, max(0, depth - first), found)
        for k in range(roots[row]):
            value = expm1(found[k])
            if not abs(value) >= abs(rate[row]):  # the first one meets a NaN
                rate[row] = value
