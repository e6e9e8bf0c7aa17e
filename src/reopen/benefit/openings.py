"""Every opening alone: who gains how much a year, over three levels of the parameters.

Country gain = its share of the user surplus + its change in fees beyond their handling cost.
Carriers' margins and the countries' shares of the capital cost are not in it yet. Low and high
are the least and the greatest of nine cases: three coherent levels of all rates, times three
values of the importer's share. They are a range, not a confidence interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.benefit import frames
from reopen.benefit.base import base
from reopen.benefit.current import current
from reopen.benefit.evaluated import evaluated
from reopen.network.rates import LEVELS
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.newtrade import Gravity
    from reopen.network.network import Network
    from reopen.network.scenario import Scenario
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Gains:
    """Benefits of every scenario alone.

    Attributes
    ----------
    by_country : DataFrame
        One row a scenario and country: ``opening_id, country_id``; ``user, fee, benefit,
        new_trade`` each with ``_low, _central, _high`` (USD m a year); transit before and after
        (million t-km; fees in USD m).
    totals : DataFrame
        One row a scenario: ``benefit`` and ``new_trade`` over the region's countries, and
        ``gateway`` benefits over the blocs, each with its range.
    by_pair : DataFrame
        One row a scenario and ordered country pair that changes: tonnes (kt), mean cost (USD/t)
        and hours before and after over all the pair's flow, user benefit (USD m a year), the
        same by the rule of a half, and the share of it from changes above a third.
    transit : DataFrame
        Transit of each country as the region stands: million t-km and fees in USD m.
    gravity : Gravity
        The model behind the new trade, at the central level.
    """

    by_country: pd.DataFrame
    totals: pd.DataFrame
    by_pair: pd.DataFrame
    transit: pd.DataFrame
    gravity: Gravity


def gains(
    region: Region,
    network: Network,
    scenarios: dict[str, Scenario],
    *,
    as_of: str | None = None,
    season_days: tuple[float, ...] = (),
    jobs: int = 1,
    progress: Progress = silent,
) -> Gains:
    """Benefits of every scenario alone against the region as it stands.

    Parameters
    ----------
    network : Network
        The region's network.
    scenarios : dict of str to Scenario
        What to look at, by name.
    as_of : str, optional
        ISO date; the region's own by default.
    season_days : tuple of float
        Cuts of the winter closures in days.
    jobs : int
        Threads; the result does not depend on it.
    progress : callable
        Called with the stage "openings" and the share of the work done, 0 to 1.
    """
    levels = []
    for n, level in enumerate(LEVELS):
        at = base(region, network, scenarios, as_of=as_of, level=level, season_days=season_days, jobs=jobs)

        def told(share: float, done: int = n) -> None:
            progress("openings", (done + share) / len(LEVELS))

        levels.append(evaluated(at, jobs=jobs, told=told))
    middle, ids = levels[1], [str(i) for i in region["country"]["country_id"]]
    now = current(middle.base)
    return Gains(
        by_country=frames.by_country(ids, levels, now),
        totals=frames.totals(levels),
        by_pair=frames.by_pair(ids, middle.changes, now),
        transit=frames.transit(ids, now),
        gravity=middle.gravity,
    )
