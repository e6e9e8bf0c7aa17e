"""Cutting a quantity of work into tasks that fit in a batch, in a year and between two winters."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isclose
from typing import TYPE_CHECKING

from reopen.rebuild.checks import longest_run

if TYPE_CHECKING:
    from reopen.rebuild.programme import Range
    from reopen.rebuild.recipe import Work

#: Months that one task takes at most, so that its cost falls into the years in which it is spent.
LONGEST = 12
#: Months of a piece of seasonal work at most, so that teams move on within a season.
SEASONAL = 4
#: Rounding that is not allowed to add a month or a piece.
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quantity of work that is one task.

    Attributes
    ----------
    quantity : float
        How much of the quantity it is.
    share : float
        Its share of the whole.
    months : int
        Duration at the central rate.
    months_range : (int, int) or None
        Duration at the high and at the low rate; None where the duration is fixed.
    teams : int
        Teams at work on it.
    """

    quantity: float
    share: float
    months: int
    months_range: tuple[int, int] | None
    teams: int


def pieces(
    work: Work, quantity: float, *, effort: float = 1.0, closed_months: tuple[int, ...] = ()
) -> list[Piece]:
    """Cut a quantity into as few tasks as fit.

    Parameters
    ----------
    work : Work
        Its batch limits the quantity of a task, its rate and teams give the duration.
    quantity : float
        How much there is to do, in the unit of the work.
    effort : float
        Work on one unit, compared with one made from scratch: a repair takes less than a new house.
    closed_months : tuple of int
        Months of the year in which the work stops.

    Returns
    -------
    list of Piece
        Parts of whole things where the quantity is whole, else equal parts; empty where there is
        nothing to do. None takes more than `LONGEST` months at the central rate, nor more than the
        longest time between two winters; where a season stops the work and teams finish more than one
        thing a month, a whole number of pieces of at most `SEASONAL` months fills a season.

    Examples
    --------
    >>> from reopen.rebuild.programme import Range
    >>> from reopen.rebuild.recipe import Work
    >>> houses = Work("housing", "Houses", "buildings", "asset", "housing", rate=Range(5, 10, 20), batch=50)
    >>> [(p.quantity, p.months, p.months_range) for p in pieces(houses, 80)]
    [(40.0, 4, (2, 8)), (40.0, 4, (2, 8))]
    """
    if quantity <= 0 or effort <= 0:
        return []
    limit = _longest(work, closed_months)
    count = 1 if work.batch is None else max(1, ceil(quantity / work.batch - SLACK))
    if work.rate is None:
        return [Piece(p, p / quantity, work.months, None, work.teams) for p in _parts(quantity, count)]
    count = max(count, ceil(quantity * effort / (work.rate.central * work.teams) / limit - SLACK))
    parts = _parts(quantity, count)
    while _months(work.rate.central, max(parts), effort, _teams(work, max(parts))) > limit:
        count += 1
        parts = _parts(quantity, count)
    return [_piece(work, work.rate, part, quantity, effort) for part in parts]


def _longest(work: Work, closed_months: tuple[int, ...]) -> int:
    """Months that a piece takes at most."""
    season = min(LONGEST, longest_run(closed_months) or LONGEST)
    if not work.seasonal or work.rate is None or work.rate.central < 1:
        return season
    return max(months for months in range(1, SEASONAL + 1) if season % months == 0)


def _piece(work: Work, rate: Range, part: float, quantity: float, effort: float) -> Piece:
    teams = _teams(work, part)
    slow, usual, fast = (_months(one, part, effort, teams) for one in (rate.low, rate.central, rate.high))
    return Piece(part, part / quantity, usual, (fast, slow), teams)


def _teams(work: Work, part: float) -> int:
    """Teams at work; where one thing keeps a team for more than a month, no more than there are things."""
    assert work.rate is not None
    return min(work.teams, max(1, ceil(part - SLACK))) if work.rate.central < 1 else work.teams


def _months(rate: float, part: float, effort: float, teams: int) -> int:
    return max(1, ceil(part * effort / (rate * teams) - SLACK))


def _parts(quantity: float, count: int) -> list[float]:
    """Whole parts of a whole quantity, the larger first; equal parts of what is not whole or too little."""
    whole = round(quantity)
    if not isclose(quantity, whole, rel_tol=1e-12) or whole < count:
        return [quantity / count] * count
    each, more = divmod(whole, count)
    return [float(each + (k < more)) for k in range(count)]
