"""Values of openings that add up and stand above a network's value, which need not add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reopen.rebuild.instance import Instance, Ints, leading

if TYPE_CHECKING:
    import numpy.typing as npt

#: Sets that a linear programme over the network's value lists at most; beyond it, a looser rule.
MOST_SETS = 1 << 14


def above(one: Instance) -> dict[int, float]:
    """Yearly values of the tasks that bring openings, whose sum is never below the network's value.

    They are the least such values, weighted by how long each opening could stand; sets that no
    plan passes through, since something must be finished first, are left out.
    """
    openings = np.flatnonzero(one.bit >= 0)
    if len(one.network) == 1 or not len(openings):
        return {}
    members = (np.arange(len(one.network))[:, None] >> one.bit[openings]) & 1 == 1
    gain = one.network - one.network[0]
    possible = _possible(one, openings, members)
    members, gain = members[possible], gain[possible]
    if len(gain) > MOST_SETS:
        values = _largest_steps(one, openings)
    else:
        values = _least(members.astype(float), gain, one.annuity[(one.earliest + one.months)[openings]])
    return {int(j): float(v) for j, v in zip(openings, values, strict=True)}


def soonest(one: Instance) -> float:
    """What the network could be worth at most if its openings shared crews and money with nothing.

    At each moment it is the best of the sets of openings that could stand by then.
    """
    openings = np.flatnonzero(one.bit >= 0)
    members = (np.arange(len(one.network))[:, None] >> one.bit[openings]) & 1 == 1
    possible = _possible(one, openings, members)
    first = (one.earliest + one.months)[openings]
    total, best = 0.0, float(one.network[0])
    times = np.unique(first)
    total += best * float(one.annuity[0])
    for time in times:
        standing = possible & ~members[:, first > time].any(axis=1)
        grown = max(best, float(one.network[standing].max()))
        total += (grown - best) * float(one.annuity[time])
        best = grown
    return total


def _possible(one: Instance, openings: Ints, members: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Sets that hold, with each opening, those that must stand before it."""
    out = np.ones(len(members), bool)
    for k, j in enumerate(openings):
        first = leading(one, np.arange(one.n) == j)[openings]
        out &= ~members[:, k] | members[:, first].all(axis=1)
    return out


def _least(
    members: npt.NDArray[np.float64], gain: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    from scipy.optimize import linprog

    scale = max(float(np.abs(gain).max()), 1e-12)
    found = linprog(weight, A_ub=-members, b_ub=-gain / scale, bounds=(None, None), method="highs")
    values: npt.NDArray[np.float64] = found.x * scale
    # The solver's tolerance must not let the sum fall below the value.
    values += max(float((gain - members @ values).max()), 0.0)
    return values


def _largest_steps(one: Instance, openings: Ints) -> npt.NDArray[np.float64]:
    """The most that each opening ever adds: above the value, by adding one after the other."""
    codes = np.arange(len(one.network))
    out = []
    for b in one.bit[openings]:
        without = codes[codes >> b & 1 == 0]
        out.append(float((one.network[without | 1 << b] - one.network[without]).max()))
    return np.array(out)
