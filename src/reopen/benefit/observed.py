"""Modelled flows beside counts on links, and shares of road, rail and sea."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.economics.choice import ALTERNATIVES
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.moved import Moved
    from reopen.benefit.ways import Ways
    from reopen.network.network import Network
    from reopen.region.region import Region

#: Years before a region's date that a count may be from.
LATE = 10
DAYS, MONTHS, THOUSAND = 365.0, 12.0, 1e3


def counted(region: Region) -> list[dict[str, Any]]:
    """Observed flows of goods that a model's flow can be set beside: a unit by time, on links, of late.

    Forecasts, and counts of more than :data:`LATE` years before the region's date, are of another world.
    """
    year = int(region.meta.as_of[:4])
    return [
        row
        for row in records(region["observed_flow"])
        if row["link_ids"] and _per_year(row["unit"]) is not None and year - LATE <= row["year"] <= year
    ]


def _per_year(unit: str) -> tuple[str, float] | None:
    """What a unit counts, and how many of it make one a year."""
    if unit == "kt per year":
        return "kt", 1.0
    if unit == "trucks per day":
        return "trucks", DAYS
    months = re.fullmatch(r"kt in ([\d.]+) months?", unit)
    return ("kt", MONTHS / float(months[1])) if months else None


def passing(region: Region, network: Network) -> NDArray[np.float64]:
    """Which plain arcs each counted flow takes in, shape (A, F); it counts on each of its links."""
    rows = {str(i): n for n, i in enumerate(region["link"]["link_id"])}
    flows = counted(region)
    out = np.zeros((network.n_arcs, len(flows)))
    for f, row in enumerate(flows):
        links = [rows[i] for i in row["link_ids"]]
        out[np.isin(network.link, links), f] = 1.0
    return out


def beside_counts(region: Region, now: Moved, at: Assumptions) -> pd.DataFrame:
    """One row a count: observed and modelled, in kt or trucks a year, and their ratio."""
    import pandas as pd

    rows = []
    for f, row in enumerate(counted(region)):
        what, times = _per_year(row["unit"]) or ("", 1.0)
        observed = float(row["value"]) * times
        modelled = now.past[f] / THOUSAND
        if what == "trucks":
            modelled = now.past[f] / at["truck-payload"] * (1 + at["truck-empty-share"])
        ratio = modelled / observed if observed > 0 else np.nan
        rows.append(
            (row["flow_id"], row["title"], row["year"], what, observed, modelled, ratio, row["confidence"])
        )
    columns = ["flow_id", "title", "year", "unit", "observed", "modelled", "ratio", "confidence"]
    return pd.DataFrame(rows, columns=columns)


def on_open_links(ways: Ways) -> NDArray[np.bool_]:
    """Which counted flows are on links of which some carry freight as the region stands, shape (F,)."""
    carries = np.isfinite(ways.stands.layers[0].cost)
    return np.asarray((passing(ways.region, ways.network) * carries[:, None]).any(axis=0))


def mode_shares(region: Region, now: Moved) -> pd.DataFrame:
    """One row an ordered pair of countries: kt a year by kind of way."""
    import pandas as pd

    ids = [str(c) for c in region["country"]["country_id"]]
    rows = [
        (ids[i], ids[j], *(now.kinds[a, i, j] / THOUSAND for a in range(len(ALTERNATIVES))))
        for i, j in np.argwhere(now.tonnes > 0)
    ]
    names = [f"{kind.replace(' ', '_')}_kt" for kind in ALTERNATIVES]
    return pd.DataFrame(rows, columns=["origin_id", "destination_id", *names])
