"""In which order to open a region's openings: their benefit from the lattice, their months from the table."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from reopen.benefit.choices import Choices, choices
from reopen.benefit.combinations import MOST, Foretold, combinations, nobody
from reopen.benefit.decisions import decisions
from reopen.errors import SettingsError, UnknownIdError
from reopen.progress import Progress, silent
from reopen.rebuild.links import Links, Timed, along, in_order, links
from reopen.rebuild.sequence import Sequence, sequence
from reopen.region.records import records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.region.region import Region

    Floats = NDArray[np.float64]

#: Which end of the range of months is taken.
Level = Literal["low", "central", "high"]
#: Ways to choose among alternatives that are looked at, at most.
MOST_WAYS = 4096
MONTHS_A_YEAR = 12.0


@dataclass(frozen=True, slots=True)
class Reopening:
    """The order of K openings of a region, and what it brings beside plain orders.

    Attributes
    ----------
    openings : tuple of str
        Openings in the order of the table or of the choice; the sequence counts them so.
    given : tuple of str
        Openings taken as carried out from the beginning, since some depend on them.
    without_months : tuple of str
        Decisions left out, as the region does not say how long they take.
    outdone : tuple of str
        Openings left out for an alternative that brings more, or as they need one that is.
    as_of : str
        The date from which months count.
    months : (K,) float64 array
        Months of works.
    level : {"low", "central", "high"}
        Which end of their range is taken.
    crews : int
        How many are worked on at once.
    values : (2 ** K,) float64 array
        User benefit of each set over the region's countries, USD m a year; bit n stands for the n-th.
    found : Sequence
        The order; its times in months, its loss in USD m a year times months.
    plain : dict of str to Timed
        The schedules of orders that need no search.
    """

    openings: tuple[str, ...]
    given: tuple[str, ...]
    without_months: tuple[str, ...]
    outdone: tuple[str, ...]
    as_of: str
    months: Floats
    level: Level
    crews: int
    values: Floats
    found: Sequence
    plain: dict[str, Timed]

    def lost_usd_m(self, lost: float) -> float:
        """A loss in USD m a year times months, as USD m."""
        return lost / MONTHS_A_YEAR

    def standing_after(self) -> Floats:
        """Benefit once each opening stands, with all that are finished by then, USD m a year; shape (K,)."""
        finish = self.found.finish
        codes = [sum(1 << i for i, t in enumerate(finish) if t <= finish[j]) for j in range(len(finish))]
        return self.values[np.array(codes, np.int64)]


def reopening(
    region: Region,
    openings: Several[str] | None = None,
    *,
    crews: int = 1,
    level: Level = "central",
    default_months: float | None = None,
    as_of: str | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress = silent,
    foretold: Foretold = nobody,
) -> Reopening:
    """Find the order of openings that loses least user benefit until all are open.

    What an opening depends on comes before it. Of alternatives the choice is taken that brings most with
    all others open, of equals the one that takes fewer months.

    Parameters
    ----------
    openings : sequence of str, optional
        Which openings; by default the decisions that ``reopen openings`` combines, without those whose
        months the region does not tell.
    crews : int
        How many openings are worked on at once.
    level : {"low", "central", "high"}
        Months at the low or high end of their range, or in the middle.
    default_months : float, optional
        Months of openings for which the region has none.
    as_of, jobs, foretold
        As for :func:`reopen.benefit.combinations.combinations`.
    seed : int
        Seed of the search, where there is one.

    Raises
    ------
    UnknownIdError
        When the region has no such opening.
    SettingsError
        When chosen openings have no months (naming all of them), or they are too many to list.
    """
    date = region.meta.as_of if as_of is None else as_of
    chosen = tuple(openings) if openings else decisions(region, date)
    months = _months(region, chosen, level, default_months)
    missing = tuple(name for name in chosen if not months[name] > 0)
    if missing and openings:
        raise SettingsError(
            f"opening.csv has no months above 0 for {', '.join(missing)}: fill in build_months_low and"
            " build_months_high, leave them out, or say --default-months"
        )
    chosen = tuple(name for name in chosen if name not in missing)
    if len(chosen) > MOST:
        raise SettingsError(
            f"{len(chosen)} openings: expected at most {MOST}, as every set of them is valued; name fewer"
            " with --decide"
        )
    found = combinations(region, chosen, as_of=as_of, jobs=jobs, progress=progress, foretold=foretold)
    limits, total = choices(region, chosen), found.total()
    here = _selected(limits, total, np.array([months[name] for name in chosen]))
    limits = limits.of(here)
    values = total[_codes(here)]
    after = [sum(1 << b for b in before) for before in limits.before]
    times = np.array([months[name] for name in limits.openings])
    best = sequence(times, values, crews=crews, after=after, seed=seed, jobs=jobs, progress=progress)
    return Reopening(
        openings=limits.openings,
        given=found.given,
        without_months=missing,
        outdone=tuple(name for name in chosen if name not in limits.openings),
        as_of=date,
        months=times,
        level=level,
        crews=crews,
        values=values,
        found=best,
        plain=_plain(links(times, values, crews=crews, after=after)),
    )


def _months(
    region: Region, chosen: Several[str], level: Level, default_months: float | None
) -> dict[str, float]:
    """Months of each opening chosen; NaN where the region has none."""
    rows = {str(row["opening_id"]): row for row in records(region["opening"])}
    out = {}
    for name in chosen:
        if name not in rows:
            raise UnknownIdError("opening", name, rows)
        ends = [rows[name]["build_months_low"], rows[name]["build_months_high"]]
        known = [float(end) for end in ends if end is not None and np.isfinite(float(end))]
        if known:
            out[name] = {"low": known[0], "central": sum(known) / len(known), "high": known[-1]}[level]
        else:
            out[name] = np.nan
        if default_months is not None and not out[name] > 0:
            out[name] = default_months
    return out


def _selected(limits: Choices, total: Floats, months: Floats) -> list[int]:
    """Openings to open, one of each alternative: those that bring most together, then the quickest."""
    ways = limits.selections(MOST_WAYS)
    if len(ways) > MOST_WAYS:
        raise SettingsError(
            f"the alternatives can be chosen in over {MOST_WAYS:,} ways; name those to open with --decide"
        )
    met = [sorted(o for o in way if way.issuperset(limits.before[o])) for way in ways]
    return min(met, key=lambda way: (-round(total[sum(1 << o for o in way)], 6), months[way].sum(), way))


def _codes(some: Several[int]) -> NDArray[np.int64]:
    """For every set of some openings, its number among the sets of all."""
    out = np.zeros(1, np.int64)
    for o in some:
        out = np.concatenate([out, out | 1 << o])
    return out


def _plain(one: Links) -> dict[str, Timed]:
    """Orders that need no search, each as far as what openings depend on allows it."""
    assert one.values is not None
    alone = [float(one.values[1 << j] - one.values[0]) for j in range(len(one))]
    everyone = range(len(one))
    wishes = {
        "as listed": list(everyone),
        "largest benefit first": sorted(everyone, key=lambda j: -alone[j]),
        "largest benefit per month first": sorted(everyone, key=lambda j: -alone[j] / one.durations[j]),
    }
    return {name: along(one, in_order(one, wish)) for name, wish in wishes.items()}
