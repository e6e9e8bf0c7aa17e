"""Crews and budgets of a programme, from the region's tables and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reopen.rebuild.programme import Crew, Fund
from reopen.region.months import month_of, number
from reopen.region.records import records
from reopen.region.spans import span

if TYPE_CHECKING:
    from reopen.region.region import Region
    from reopen.settings import Rebuild


def crews(region: Region, settings: Rebuild, year: int, month: int) -> tuple[Crew, ...]:
    """Teams of each crew from month to month, at the central number, or as the settings have them.

    Parameters
    ----------
    region : Region
        Its table ``crew`` is read. A number whose date is not known to the day holds from the
        beginning of that month or year on; before the first date there is no team.
    settings : Rebuild
        ``crews`` replaces all numbers of those that it names.
    year, month : int
        Calendar month in which the programme begins.
    """
    levels: dict[str, dict[int, int]] = {}
    titles: dict[str, str] = {}
    for row in sorted(records(region["crew"]), key=lambda row: str(row["date"])):
        name = row["crew_id"]
        titles[name] = row["title"]
        known = levels.setdefault(name, {0: 0})
        days = span(row["date"])
        assert days is not None  # a crew has a date
        known[max(month_of(days[0]) - number(year, month), 0)] = round(float(row["central"]))
    for name, teams in settings.crews.items():
        if name in levels:
            levels[name] = {0: teams}
    return tuple(Crew(name, titles[name], tuple(sorted(known.items()))) for name, known in levels.items())


def funds(region: Region, settings: Rebuild) -> tuple[Fund, ...]:
    """Yearly money of each budget at the central amount times ``budget_factor``."""
    amounts: dict[str, list[tuple[int, float]]] = {}
    titles: dict[str, str] = {}
    for row in sorted(records(region["budget"]), key=lambda row: float(row["year"])):
        name, money = row["fund_id"], float(row["usd_m_central"]) * settings.budget_factor
        titles[name] = row["title"]
        amounts.setdefault(name, []).append((int(row["year"]), money))
    return tuple(Fund(name, titles[name], tuple(known)) for name, known in amounts.items())


def stand_ins(region: Region, country: str) -> dict[str, str]:
    """Crews that work in a country in place of others: the crew replaced, and the one in its place."""
    return {
        row["instead_of"]: row["crew_id"]
        for row in records(region["crew"])
        if row["instead_of"] and row["country_id"] == country
    }
