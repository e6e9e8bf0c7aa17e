"""Money of a programme in whole thousands of USD, so that sums are exact: the one place that rounds it."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reopen.rebuild.programme import Fund, Programme, Task

#: Thousands of USD in a million.
PER_USD_M = 1000
#: Thousands of USD that are an error of floating point, and no money.
SLACK = 1e-6


def cost_of(task: Task) -> int:
    """What a task takes from its budget, thousands of USD: its central cost rounded up.

    Examples
    --------
    >>> from reopen.rebuild.programme import Range, Task
    >>> cost_of(Task("road", "Road", 3, cost=Range(0.1, 0.3001, 0.5)))
    301
    """
    return ceil(task.cost.central * PER_USD_M - SLACK)


def budget_of(programme: Programme, fund: Fund, year: int) -> int:
    """What a budget has for a calendar year, thousands of USD, rounded down; the first year's by its months.

    Examples
    --------
    >>> from reopen.rebuild.programme import Fund, Programme
    >>> state = Fund("state", "State", ((2026, 1.2),))
    >>> [budget_of(Programme("p", 2026, 4, 60, ()), state, year) for year in (2026, 2027)]
    [900, 1200]
    """
    share = (13 - programme.month) / 12 if year == programme.year else 1.0
    return floor(fund.amount(year) * share * PER_USD_M + SLACK)
