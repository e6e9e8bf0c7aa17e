"""What a claim measures: its measure, figures in one unit, their period, and since when it is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from reopen.accord.stated import figure
from reopen.accord.stated import measure as compared
from reopen.region.schema import LARGEST
from reopen.region.spans import span

#: First and last day that a date can mean.
Span = tuple[date, date]
#: Told the column at fault, what was expected, and how to mend it.
Tell = Callable[[str, str, str], None]

#: Attributes of claims by the measure that they are figures of; `_BUDGET` and `_GOAL` add the rest.
MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "physical_progress": "progress",
        "progress": "progress",
        "completion_target": "target",
        "opening_target": "target",
        "opened": "opened",
        "cleared_area": "cleared_area",
        "hazard_area": "hazard_area",
        "returnees": "returnees",
    }
)
_BUDGET = re.compile(r"budget_(\d{4})(?:_(\d{4}))?(_9m)?(_plan)?", re.ASCII)
_GOAL = re.compile(r"returnees_target_(?:(\d{4})|(\d{1,3})yr)", re.ASCII)
_AREAS = ("cleared_area", "hazard_area")
#: Unit that figures of these measures must have; areas may be in any unit of area.
_UNITS = {"progress": "percent", "returnees": "persons", "returnees_target": "persons"}
_HA_IN_KM2 = 100.0
_PLAIN = "write the plain figure, and the words around it into the note"


def measured(claim: Mapping[str, Any], tell: Tell) -> dict[str, Any] | None:
    """What a claim measures, as cells of :func:`reopen.accord.facts.facts`.

    Parameters
    ----------
    claim : mapping
        A row of the table ``claim``.
    tell : callable
        Told of everything that cannot be read.

    Returns
    -------
    dict or None
        ``measure``, figures, period and since when it is known; None for what is no measure or cannot
        be read.

    Examples
    --------
    >>> claim = {"attribute": "cleared_area", "value": "1,200-1,300", "unit": "km2", "as_of": "2024-06"}
    >>> found = measured(claim, tell=lambda *told: None)
    >>> found["value_low"], found["value_high"], found["unit"], found["said_last"]
    (120000.0, 130000.0, 'ha', '2024-06-30')
    """
    said = span(claim["as_of"])
    if said is None:
        return None
    attribute = str(claim["attribute"])
    name, period = MEASURES.get(attribute, ""), None
    if goal := _GOAL.fullmatch(attribute):
        name, period = "returnees_target", _goal(goal, said, tell)
    elif budget := _BUDGET.fullmatch(attribute):
        period = _budget(budget, tell)
        # What was said before the end of its period can only be a plan, whatever it is called.
        name = "budget_planned" if budget[4] or (period and period[1] > said[1]) else "spent"
    if not name:
        return None
    cells = _dated(claim, name, said, tell) if name in ("target", "opened") else _figures(claim, name, tell)
    if cells is None or (period is None and attribute not in MEASURES):
        return None
    return {"measure": name} | when(said) | (days(period) if period else {}) | cells


def days(found: Span) -> dict[str, str]:
    """The days between which a date lies, as cells."""
    return {"first": found[0].isoformat(), "last": found[1].isoformat()}


def when(found: Span) -> dict[str, str]:
    """The days between which something was said, as cells."""
    return {"said_first": found[0].isoformat(), "said_last": found[1].isoformat()}


def _goal(found: re.Match[str], said: Span, tell: Tell) -> Span | None:
    """From the statement of a goal to the day that it is set for."""
    if found[1]:
        year = _year(found[1], tell)
        return (min(said[0], year[1]), year[1]) if year else None
    try:
        end = _years_on(said[1], int(found[2]))
    except ValueError:
        tell("attribute", "a goal before the year 10000", "correct the number of years")
        return None
    return said[0], end


def _years_on(day: date, years: int) -> date:
    """The same day some years later; the 28th for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _budget(found: re.Match[str], tell: Tell) -> Span | None:
    """The period of a budget."""
    first = _year(found[1], tell)
    last = _year(found[2], tell) if found[2] else first
    if first is None or last is None:
        return None
    if first > last:
        expected = "a period that does not end before it begins"
        tell("attribute", expected, "write the earlier year first, such as budget_2021_2024")
        return None
    return first[0], last[1].replace(month=9, day=30) if found[3] else last[1]


def _year(text: str, tell: Tell) -> Span | None:
    """First and last day of a year."""
    found = span(text)
    if found is None:
        tell("attribute", f"a year from 0001 to 9999, not {text}", "correct the year")
    return found


def _dated(claim: Mapping[str, Any], name: str, said: Span, tell: Tell) -> dict[str, Any] | None:
    """A date that is claimed, as cells."""
    found = span(claim["value"])
    if found is None:
        tell("value", "a date such as 2026-03-31, 2026-03, 2026 or 2029-2030", _PLAIN)
        return None
    # Nothing is open before the day comes, whatever was said of it.
    known = (said[0], max(said[1], found[1])) if name == "opened" else said
    return days(found) | when(known) | {"unit": "date"}


def _figures(claim: Mapping[str, Any], name: str, tell: Tell) -> dict[str, Any] | None:
    """A figure that is claimed, as cells."""
    unit = str(claim["unit"])
    found, (base, factor) = figure(claim["value"], ""), compared(unit)
    most = 100.0 if name == "progress" else LARGEST
    # What is no number has no ends, and fails here too.
    readable = 0.0 <= found.low <= found.high <= most
    if not readable:
        what = "0 to 100" if name == "progress" else "0 or more"
        tell("value", f"a number such as 70, or a range such as 65-70, {what}", _PLAIN)
    wanted = "a unit of area: ha, km2 or m2" if name in _AREAS else _UNITS.get(name, unit)
    fits = base == "km2" if name in _AREAS else unit == wanted
    if not fits:
        tell("unit", wanted, "state it in that unit, or name another attribute")
    if not (readable and fits):
        return None
    factor, unit = (factor * _HA_IN_KM2, "ha") if name in _AREAS else (1.0, unit)
    return {"value_low": found.low * factor, "value_high": found.high * factor, "unit": unit}
