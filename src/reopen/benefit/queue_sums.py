"""What a scenario's queues come to in a year: vehicle-hours by gate, and what users gain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reopen.benefit.queued import gain
from reopen.network.network import ROAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.queued import Ground, Queued

    Floats = NDArray[np.float64]

MILLION = 1e6


class Years(NamedTuple):
    """Queues of X gates in a year, both directions together.

    Attributes
    ----------
    hours, trucks : ndarray of float64, shape (X,)
        Vehicle-hours in the queue, and trucks.
    winter_hours, winter_trucks : ndarray of float64, shape (X,)
        Those of the seasons in which some gates are shut.
    """

    hours: Floats
    trucks: Floats
    winter_hours: Floats
    winter_trucks: Floats


class Outcome(NamedTuple):
    """A scenario summed up over its seasons.

    Attributes
    ----------
    years : Years
        Its queues.
    plain, queued : float
        Users' gain at the hours of the tables, and with queues, USD m a year.
    gap : float
        Largest relative gap of its equilibria.
    """

    years: Years
    plain: float
    queued: float
    gap: float


def outcome(at: Ground, base: Sequence[Queued], after: Sequence[Queued]) -> Outcome:
    """Sum a scenario up; the seasons that it is summed from are large, and need not be kept."""
    pairs = list(enumerate(zip(base, after, strict=True)))
    return Outcome(
        years(at, after),
        sum(gain(at, season, old.plain, new.plain) for season, (old, new) in pairs) / MILLION,
        sum(gain(at, season, old.cost, new.cost) for season, (old, new) in pairs) / MILLION,
        max(one.found.gap for one in after),
    )


def years(at: Ground, seasons: Sequence[Queued]) -> Years:
    """Queues of a year; trucks that the model does not carry count where their gate is open as things stand.

    They wait out its closure, somewhere; a gate that opens for longer would seem to add all their hours.
    """
    net = at.scene.goods.network
    some = np.flatnonzero((net.kind == ROAD) & (net.crossing >= 0))
    gate, count = net.crossing[some], len(at.seen.trucks)
    sums = np.zeros((2, len(seasons), count))
    for season, one in enumerate(seasons):
        known = np.where(passable(at, season), one.trucks, np.maximum(one.trucks - at.apart, 0.0))
        trucks = known[some] * at.days(season)
        sums[0, season] = np.bincount(gate, weights=trucks * one.wait[some], minlength=count)
        sums[1, season] = np.bincount(gate, weights=trucks, minlength=count)
    hours, trucks = sums
    return Years(hours.sum(axis=0), trucks.sum(axis=0), hours[1:].sum(axis=0), trucks[1:].sum(axis=0))


def passable(at: Ground, season: int) -> NDArray[np.bool_]:
    """Which of the region's arcs trucks may pass in a season as things stand, shape (region's arcs,)."""
    out = np.zeros(at.scene.goods.network.n_arcs, np.bool_)
    out[at.roads.arc] = at.roads.open[:, season].any(axis=0)
    return out
