"""Every opening alone: who gains how much a year, over three levels of the parameters.

Country gain = its share of the user surplus + its change in fees beyond their handling cost.
Carriers' margins and the countries' shares of the capital cost are not in it yet. Low and high
are the least and the greatest of nine cases: three coherent levels of all rates, times three
values of the importer's share. They are a range, not a confidence interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.alone import Change, alone, transit_mask
from reopen.benefit.base import Base, base
from reopen.benefit.newtrade import Gravity, gravity, new_trade
from reopen.benefit.reroute import reroute
from reopen.network.rates import LEVELS, Level
from reopen.network.scenario import Scenario
from reopen.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.region.region import Region

MILLION = 1e6
_PAIR_COLUMNS = [
    "opening_id",
    "origin_id",
    "destination_id",
    "tonnes_kt",
    "tonnes_changed_kt",
    "usd_per_t_before",
    "usd_per_t_after",
    "hours_before",
    "hours_after",
    "benefit_usd_m",
    "rule_of_half_usd_m",
    "share_beyond_rule_of_half",
    "no_way_before_kt",
]
#: What is measured for each country, in USD m a year.
MEASURES = ("user", "fee", "benefit", "new_trade")
#: The central one of the nine cases.
CENTRAL = 4


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
    progress : callable
        Called with the stage "openings" and the share of the work done, 0 to 1.
    """
    found: dict[Level, tuple[Base, list[tuple[Change, NDArray[np.float64]]]]] = {}
    models: dict[Level, Gravity] = {}
    for n, level in enumerate(LEVELS):
        at = base(region, network, scenarios, as_of=as_of, level=level, season_days=season_days, jobs=jobs)
        models[level] = gravity(at)
        found[level] = (at, [])
        for result in _each(at, list(scenarios), models[level], jobs):
            found[level][1].append(result)
            progress("openings", (n + len(found[level][1]) / len(scenarios)) / len(LEVELS))
    middle, changes = found["central"]
    transit = transit_now(middle)
    levels = [(found[level][0], found[level][1]) for level in LEVELS]
    return Gains(
        by_country=_by_country(list(scenarios), levels, transit),
        totals=_totals(list(scenarios), levels, middle.demand.gateway),
        by_pair=_by_pair(middle, list(scenarios), [c for c, _ in changes]),
        transit=transit,
        gravity=models["central"],
    )


def _each(
    at: Base, names: Sequence[str], model: Gravity, jobs: int
) -> Iterator[tuple[Change, NDArray[np.float64]]]:
    def one(name: str) -> tuple[Change, NDArray[np.float64]]:
        ways = reroute(at, name)
        return alone(at, ways), new_trade(at, name, ways, model)

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(one, names)


def transit_now(at: Base, tonnes: NDArray[np.float64] | None = None) -> pd.DataFrame:
    """Transit of each country as the region stands: of the demand, or of other flows (K, Z, Z)."""
    import pandas as pd

    tkm, fees = np.zeros(at.n_countries), np.zeros(at.n_countries)
    flows = at.demand.tonnes if tonnes is None else tonnes
    for paths, layer in zip(at.paths, at.stands.layers, strict=True):
        here = flows[layer.number]
        reached = np.isfinite(paths.dist[: len(here)][:, at.network.zones])
        origin, destination = np.nonzero((here > 0) & reached)
        met = at.meters.along(paths.pred, origin, at.network.zones[destination])
        flow = here[origin, destination][:, None] * layer.season.share
        away = transit_mask(at, origin, destination)
        tkm += (flow * met.km * away).sum(axis=0)
        fees += (flow * met.fees * away).sum(axis=0)
    ids = list(at.region["country"]["country_id"])
    return pd.DataFrame(
        {"country_id": ids, "transit_mtkm": tkm / MILLION, "transit_fee_usd_m": fees / MILLION}
    )


def _split(pairs: NDArray[np.float64], importer: float) -> NDArray[np.float64]:
    """Share out flows' benefits (rows: from, columns: to) between importers and exporters."""
    return np.asarray(importer * pairs.sum(axis=0) + (1 - importer) * pairs.sum(axis=1))


def _cases(
    levels: Sequence[tuple[Base, list[tuple[Change, NDArray[np.float64]]]]], n: int
) -> dict[str, NDArray[np.float64]]:
    """Gains of scenario ``n`` by country in all nine cases, shape (9, C), USD m; case 4 is central."""
    cases: dict[str, list[NDArray[np.float64]]] = {key: [] for key in MEASURES}
    for at, results in levels:
        change, extra = results[n]
        fee = change.fees * at.parameters.fee_net
        for share in at.parameters.importer_share:
            user = _split(change.user, share)
            values = (user, fee, user + fee, _split(extra, share))
            for key, value in zip(MEASURES, values, strict=True):
                cases[key].append(value / MILLION)
    return {key: np.stack(values) for key, values in cases.items()}


def _range(key: str, values: NDArray[np.float64]) -> dict[str, float]:
    """Least, central and greatest of the nine cases."""
    return {f"{key}_low": values.min(), f"{key}_central": values[CENTRAL], f"{key}_high": values.max()}


def _by_country(
    names: Sequence[str],
    levels: Sequence[tuple[Base, list[tuple[Change, NDArray[np.float64]]]]],
    transit: pd.DataFrame,
) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        cases, middle = _cases(levels, n), levels[1][1][n][0]
        for c, country_id in enumerate(transit["country_id"]):
            row: dict[str, Any] = {"opening_id": name, "country_id": country_id}
            for key, values in cases.items():
                row |= _range(key, values[:, c])
            for key, change_of in (("mtkm", middle.transit_tkm), ("fee_usd_m", middle.transit_fees)):
                now = float(transit[f"transit_{key}"][c])
                row |= {f"transit_{key}_before": now, f"transit_{key}_after": now + change_of[c] / MILLION}
            rows.append(row)
    columns = ["opening_id", "country_id", *(f"{m}_{e}" for m in MEASURES for e in LEVELS)]
    columns += [f"transit_{k}_{when}" for k in ("mtkm", "fee_usd_m") for when in ("before", "after")]
    return pd.DataFrame(rows, columns=columns)


def _totals(
    names: Sequence[str],
    levels: Sequence[tuple[Base, list[tuple[Change, NDArray[np.float64]]]]],
    gateway: NDArray[np.bool_],
) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        cases = _cases(levels, n)
        row: dict[str, Any] = {"opening_id": name}
        row |= _range("benefit", cases["benefit"][:, ~gateway].sum(axis=1))
        row |= _range("new_trade", cases["new_trade"][:, ~gateway].sum(axis=1))
        row |= _range("gateway", cases["benefit"][:, gateway].sum(axis=1))
        rows.append(row)
    columns = ["opening_id", *(f"{m}_{e}" for m in ("benefit", "new_trade", "gateway") for e in LEVELS)]
    return pd.DataFrame(rows, columns=columns)


def _by_pair(at: Base, names: Sequence[str], changes: Sequence[Change]) -> pd.DataFrame:
    import pandas as pd

    tonnes, usd, hours = _pair_means(at)
    ids = list(at.region["country"]["country_id"])
    rows = []
    for name, change in zip(names, changes, strict=True):
        for i, j in np.argwhere((change.tonnes > 0) | (change.cut_off > 0)):
            flow = tonnes[i, j] or np.nan
            large = change.large[i, j] / change.gross[i, j] if change.gross[i, j] else 0.0
            rows.append(
                (
                    name,
                    ids[i],
                    ids[j],
                    tonnes[i, j] / 1e3,
                    change.tonnes[i, j] / 1e3,
                    usd[i, j],
                    usd[i, j] - change.usd_saved[i, j] / flow,
                    hours[i, j],
                    hours[i, j] - change.hours_saved[i, j] / flow,
                    change.user[i, j] / MILLION,
                    change.half[i, j] / MILLION,
                    large,
                    change.cut_off[i, j] / 1e3,
                )
            )
    return pd.DataFrame(rows, columns=_PAIR_COLUMNS)


def _pair_means(at: Base) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Tonnes a year between countries, and their mean cost (USD/t) and hours as the region stands."""
    n = at.n_countries
    home = at.network.zone_country.astype(np.int64)
    tonnes, usd, hours = (np.zeros(n * n) for _ in range(3))
    for paths, layer in zip(at.paths, at.stands.layers, strict=True):
        flows = at.demand.tonnes[layer.number]
        cost = paths.dist[: len(flows)][:, at.network.zones]
        origin, destination = np.nonzero((flows > 0) & np.isfinite(cost))
        flow = flows[origin, destination] * layer.season.share
        pair = home[origin] * n + home[destination]
        met = at.meters.along(paths.pred, origin, at.network.zones[destination])
        for into, each in ((tonnes, 1.0), (usd, cost[origin, destination]), (hours, met.hours)):
            into += np.bincount(pair, weights=flow * each, minlength=n * n)
    some = np.where(tonnes > 0, tonnes, np.nan)
    return tonnes.reshape(n, n), (usd / some).reshape(n, n), (hours / some).reshape(n, n)
