"""What is said of a plan in sentences: how good it is, what it was made for, and what more would bring."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reopen.report.numbers import amount, count

if TYPE_CHECKING:
    from reopen.rebuild.earned import Earned
    from reopen.rebuild.plan import Plan
    from reopen.rebuild.programme import Worth

#: Gaps below this share are not printed as a number.
FINE = 0.0001
#: Months below which a plan is on time.
LEAST_MONTHS = 0.05


def status_of(plan: Plan) -> str:
    """How good a plan is proven to be, as a sentence.

    Examples
    --------
    >>> import numpy as np
    >>> from reopen.rebuild.plan import Plan
    >>> from reopen.rebuild.programme import Programme
    >>> none = np.zeros(0, np.int64)
    >>> status_of(Plan(Programme("x", 2026, 1, 12, ()), none, "feasible", 99.0, 100.0, 0.0101, 1.0, 0))
    'Proven within 1.0 % of the best possible.'
    """
    if plan.status == "optimal" and plan.gap < FINE:
        said = "Proven: no other plan is better."
    elif not math.isfinite(plan.gap):
        said = "A plan that can be carried out; how much better another could be is not known."
    else:
        said = f"Proven within {percent(plan.gap)} % of the best possible."
    return f"{said} The search was stopped before its end." if plan.stopped else said


def percent(share: float) -> str:
    """A gap in percent, never rounded down to less than it is by more than a hundredth.

    Examples
    --------
    >>> percent(0.0312), percent(0.000131), percent(0.25)
    ('3.1', '0.02', '25')
    """
    value = 100.0 * share
    if value >= 10:
        return f"{math.ceil(value - 1e-9):.0f}"
    return f"{value:.1f}" if value >= 1 else f"{math.ceil(100 * value - 1e-9) / 100:.2f}"


def aim_of(worth: Worth) -> str:
    """What a programme is planned for, in words."""
    aims = {
        "benefits": f"benefits discounted at {worth.rate:g} % a year",
        "people": "person-years at home with services",
        "finish": "an early finish",
        "lateness": "few missed dates",
    }
    chosen = [words for name, words in aims.items() if getattr(worth, name)]
    return " and ".join(chosen) or "nothing in particular"


def unit_of(worth: Worth) -> str:
    """Unit of the objective: money or person-years where it is one of these alone, else points.

    Examples
    --------
    >>> from reopen.rebuild.programme import Worth
    >>> unit_of(Worth()), unit_of(Worth(benefits=1, people=2))
    ('USD m', 'points')
    """
    weights = (worth.benefits, worth.people, worth.finish, worth.lateness)
    for unit, one in (("USD m", (1, 0, 0, 0)), ("person-years", (0, 1, 0, 0)), ("months", (0, 0, 1, 0))):
        if weights == one:
            return unit
    return "points"


def sentence(row: Mapping[str, Any], unit: str) -> str:
    """What a little more of something brings.

    Examples
    --------
    >>> row = {"title": "Deminers", "change": "one more", "person_years": 1234.5, "months": 3, "gain": 2.0}
    >>> sentence(row, "USD m")
    'Deminers, one more: +1,234 person-years at home, finish 3 months sooner, worth USD 2 m.'
    """
    months = int(row["months"])
    said = f"{'+' if row['person_years'] >= 0 else '−'}{count(abs(row['person_years']))} person-years at home"
    if months:
        one = "month" if abs(months) == 1 else "months"
        said += f", finish {abs(months)} {one} {'sooner' if months > 0 else 'later'}"
    worth = f"USD {amount(row['gain'])} m" if unit == "USD m" else f"{amount(row['gain'])} {unit}"
    return f"{row['title']}, {row['change']}: {said}, worth {worth}."


def earned_of(found: Earned, *, since: str, as_of: str) -> tuple[str, ...]:
    """Earned value on its last date, in sentences, and its notes.

    Parameters
    ----------
    found : Earned
        Earned value.
    since, as_of : str
        Dates of the baseline and of what is done.
    """
    last = found.table().iloc[-1]
    behind, finish = float(last["behind_months"]), float(last["finish_months"])
    index = f", index {last['spi']:.2f}" if math.isfinite(last["spi"]) else ""
    lines = [
        f"Against the plan of {since}, on {as_of}: {amount(float(found.planned[-1]))} {found.unit} of"
        f" {amount(found.budget)} planned, {amount(float(found.earned[-1]))} earned{index}.",
        f"Earned schedule: {abs(behind):.1f} months {'behind' if behind > 0 else 'ahead'}."
        if abs(behind) >= LEAST_MONTHS
        else "Earned schedule: on time.",
    ]
    if math.isfinite(finish):
        planned = int(found.plan.finish.max(initial=0))
        lines.append(f"At the pace so far it is finished in month {finish:.0f}, planned {planned}.")
    return (*lines, *(f"  {note}" for note in found.notes))
