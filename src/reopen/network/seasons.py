"""Winter closures as day-weighted seasons.

Gates close for different numbers of days. Closures are taken to overlap as far as they can, in
one winter: a gate closed for 60 days is shut in the deep season and in the milder one around
it, a gate closed for 20 days in the deep season only. Days are rounded to the nearest of a few
cuts, so that a region has a handful of seasons and not one for each gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year.

    Attributes
    ----------
    share : float
        Share of the year's days.
    shut : float
        Gates whose rounded closure is at least this many days are shut; infinite when none is.
    """

    share: float
    shut: float


def seasons(cuts: tuple[float, ...]) -> tuple[Season, ...]:
    """Seasons for cuts in days, the open season first.

    Examples
    --------
    >>> [(round(s.share * 365), s.shut) for s in seasons((20, 60))]
    [(305, inf), (40, 60), (20, 20)]
    """
    ordered = sorted(cuts)
    out = [Season(1.0 - (ordered[-1] if ordered else 0.0) / DAYS_PER_YEAR, float("inf"))]
    for i in range(len(ordered) - 1, -1, -1):
        shorter = ordered[i - 1] if i else 0.0
        out.append(Season((ordered[i] - shorter) / DAYS_PER_YEAR, ordered[i]))
    return tuple(out)


def rounded_closure(days: NDArray[np.float64], cuts: tuple[float, ...]) -> NDArray[np.float64]:
    """Closure days rounded to the nearest cut or to none; a tie goes to the longer.

    Examples
    --------
    >>> rounded_closure(np.array([0.0, 5.0, 15.0, 40.0, 365.0]), (20.0, 60.0)).tolist()
    [0.0, 0.0, 20.0, 60.0, 60.0]
    """
    ladder = np.array([0.0, *sorted(cuts)])
    gap = np.abs(np.nan_to_num(days)[:, None] - ladder[None, ::-1])
    return np.asarray(ladder[::-1][np.argmin(gap, axis=1)])
