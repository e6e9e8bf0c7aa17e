"""A rebuilding programme: tasks, crews, budgets and what finishing them is worth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from reopen.region import months

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its range, low <= central <= high."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class After:
    """A task that must be finished first.

    Attributes
    ----------
    task_id : str
        The task before.
    lag : int
        Months between its end and the start of the task after it.
    """

    task_id: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a programme. It runs without a break, in months that nothing closes.

    Attributes
    ----------
    id, title : str
        Identifier, unique in the programme, and what is done.
    months : int
        Duration at the central rate; 0 for a milestone.
    months_range : (int, int)
        Duration at the high and at the low rate of the teams.
    cost : Range
        Cost, USD m, committed in the calendar year in which the task starts.
    fund_id : str
        Budget that pays; empty where none limits it.
    crews : tuple of (str, int)
        Crews by id and how many teams of each are at work at once.
    after : tuple of After
        What must be finished first.
    closed_months : tuple of int
        Months of the year, 1 to 12, in which it cannot be at work.
    earliest : int
        First month of the programme, counted from 0, in which it can start.
    due : int or None
        Month by whose end it shall be finished.
    due_hard : bool
        Whether a plan may not miss that month.
    persons : float
        People who are at home with services from its end on.
    opening_id : str
        Opening that is passable from its end on; empty for other tasks.
    work_id, track, sector, settlement_id, asset_id : str
        Where the task comes from; empty where that does not apply.
    group_ids : tuple of str
        Displaced groups that the people belong to.
    quantity : float
        How much is done, in ``unit``.
    unit : str
        Unit of the quantity: ha, km, house, person, site ...
    horizon : str
        ``short``, ``medium`` or ``long``.
    """

    id: str
    title: str
    months: int
    cost: Range = Range(0.0, 0.0, 0.0)
    months_range: tuple[int, int] | None = None
    fund_id: str = ""
    crews: tuple[tuple[str, int], ...] = ()
    after: tuple[After, ...] = ()
    closed_months: tuple[int, ...] = ()
    earliest: int = 0
    due: int | None = None
    due_hard: bool = False
    persons: float = 0.0
    opening_id: str = ""
    work_id: str = ""
    track: str = ""
    sector: str = ""
    settlement_id: str = ""
    asset_id: str = ""
    group_ids: tuple[str, ...] = ()
    quantity: float = 0.0
    unit: str = ""
    horizon: str = "medium"


@dataclass(frozen=True, slots=True)
class Crew:
    """Teams of one kind.

    Attributes
    ----------
    id, title : str
        Identifier and what the teams do.
    levels : tuple of (int, int)
        From which month on how many teams there are, in order, the first from month 0.
    """

    id: str
    title: str
    levels: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Fund:
    """Money of one source.

    Attributes
    ----------
    id, title : str
        Identifier and whose money it is.
    amounts : tuple of (int, float)
        Calendar year and USD m, in order of years; the last also stands for later years. The
        first calendar year of a programme counts in proportion to its months.
    """

    id: str
    title: str
    amounts: tuple[tuple[int, float], ...]

    def amount(self, year: int) -> float:
        """USD m of a calendar year; that of the last year known for later ones, none before the first."""
        found = 0.0
        for known, value in self.amounts:
            if known <= year:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class NetworkValue:
    """What sets of openings are worth, which need not add up.

    Attributes
    ----------
    openings : tuple of str
        Openings, the first the lowest bit of a set's code.
    usd_m_per_year : (2 ** n,) float64 array
        Yearly benefit of each set.
    """

    openings: tuple[str, ...]
    usd_m_per_year: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is measured by. It is the sum of the parts, each times its weight.

    Attributes
    ----------
    benefits : float
        Weight of discounted benefits, USD m: people at home with services times
        ``person_year_usd``, and the network's value.
    people : float
        Weight of person-years at home with services until the horizon, not discounted.
    finish : float
        Weight of the months until everything is finished, counted as a loss.
    lateness : float
        Weight of a month by which a soft deadline is missed, for each task, counted as a loss.
    person_year_usd : float
        What a person's year at home with services is worth, USD.
    rate : float
        Discount rate, percent a year.
    """

    benefits: float = 1.0
    people: float = 0.0
    finish: float = 0.0
    lateness: float = 0.0
    person_year_usd: float = 0.0
    rate: float = 6.0


@dataclass(frozen=True, slots=True)
class Programme:
    """Tasks with all that limits them.

    Attributes
    ----------
    title : str
        What the programme is.
    year, month : int
        Calendar month in which month 0 begins.
    horizon : int
        Months that a plan may take; also those over which benefits count.
    tasks : tuple of Task
        Tasks, ids unique.
    crews : tuple of Crew
        Crews, ids unique.
    funds : tuple of Fund
        Budgets, ids unique.
    worth : Worth
        The objective.
    network : NetworkValue or None
        Value of the openings among the tasks.
    opened : tuple of str
        Openings whose tasks are finished: they are passable whatever the plan.
    carry_over : bool
        Whether what a year leaves unspent may be spent later.
    notes : tuple of str
        What was assumed or left out when the tasks were made; printed where the plan is shown.
    """

    title: str
    year: int
    month: int
    horizon: int
    tasks: tuple[Task, ...]
    crews: tuple[Crew, ...] = ()
    funds: tuple[Fund, ...] = ()
    worth: Worth = field(default_factory=Worth)
    network: NetworkValue | None = None
    opened: tuple[str, ...] = ()
    carry_over: bool = False
    notes: tuple[str, ...] = ()

    def replace(self, **changes: Any) -> Programme:
        """The programme with other values in some fields."""
        return replace(self, **changes)

    def calendar(self, period: int) -> tuple[int, int]:
        """Calendar year and month, 1 to 12, of a month of the programme.

        Examples
        --------
        >>> Programme("x", 2026, 11, 12, ()).calendar(3)
        (2027, 2)
        """
        return months.calendar(months.number(self.year, self.month) + period)

    def period(self, year: int, month: int) -> int:
        """The month of the programme that a calendar month is; negative before its start."""
        return months.number(year, month) - months.number(self.year, self.month)

    def month_name(self, period: int) -> str:
        """A month of the programme as ``year-month``.

        Examples
        --------
        >>> Programme("x", 2026, 11, 12, ()).month_name(3)
        '2027-02'
        """
        return months.name(*self.calendar(period))

    def first_day(self, period: int) -> date:
        """The day on which a month of the programme begins."""
        return date(*self.calendar(int(period)), 1)
