"""Benefits as tables: by country, in total, and by country pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.network.rates import LEVELS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.alone import Change
    from reopen.benefit.current import Current
    from reopen.benefit.evaluated import Evaluated

MILLION, THOUSAND = 1e6, 1e3
#: What is measured for each country, in USD m a year.
MEASURES = ("user", "fee", "benefit", "new_trade")
#: The central one of the nine cases.
CENTRAL = 4


def transit(ids: Sequence[str], now: Current) -> pd.DataFrame:
    """Transit of each country: million t-km on land, and fees in USD m."""
    import pandas as pd

    columns = {"transit_mtkm": now.transit_tkm / MILLION, "transit_fee_usd_m": now.transit_fees / MILLION}
    return pd.DataFrame({"country_id": ids} | columns)


def by_country(ids: Sequence[str], levels: Sequence[Evaluated], now: Current) -> pd.DataFrame:
    """One row a scenario and country: ranges of the measures, and transit before and after."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for name, change in levels[1].changes.items():
        measures = cases(levels, name)
        for c, country_id in enumerate(ids):
            row: dict[str, Any] = {"opening_id": name, "country_id": country_id}
            for key, values in measures.items():
                row |= _range(key, values[:, c])
            for key, before, more in (
                ("mtkm", now.transit_tkm[c], change.transit_tkm[c]),
                ("fee_usd_m", now.transit_fees[c], change.transit_fees[c]),
            ):
                row[f"transit_{key}_before"] = before / MILLION
                row[f"transit_{key}_after"] = (before + more) / MILLION
            rows.append(row)
    columns = ["opening_id", "country_id", *(f"{m}_{e}" for m in MEASURES for e in LEVELS)]
    columns += [f"transit_{k}_{when}" for k in ("mtkm", "fee_usd_m") for when in ("before", "after")]
    return pd.DataFrame(rows, columns=columns)


def totals(levels: Sequence[Evaluated]) -> pd.DataFrame:
    """One row a scenario: ranges of the sums over the region's countries, and over the blocs."""
    import pandas as pd

    gateway = levels[1].base.demand.gateway
    rows: list[dict[str, Any]] = []
    for name in levels[1].changes:
        measures = cases(levels, name)
        row: dict[str, Any] = {"opening_id": name}
        row |= _range("benefit", measures["benefit"][:, ~gateway].sum(axis=1))
        row |= _range("new_trade", measures["new_trade"][:, ~gateway].sum(axis=1))
        row |= _range("gateway", measures["benefit"][:, gateway].sum(axis=1))
        rows.append(row)
    columns = ["opening_id", *(f"{m}_{e}" for m in ("benefit", "new_trade", "gateway") for e in LEVELS)]
    return pd.DataFrame(rows, columns=columns)


def by_pair(ids: Sequence[str], changes: dict[str, Change], now: Current) -> pd.DataFrame:
    """One row a scenario and ordered country pair whose cost changes or that has a way in one case only."""
    import pandas as pd

    rows = [
        {"opening_id": name, "origin_id": ids[i], "destination_id": ids[j]} | _pair(change, now, i, j)
        for name, change in changes.items()
        for i, j in np.argwhere((change.tonnes > 0) | (change.cut_off > 0))
    ]
    columns = ["opening_id", "origin_id", "destination_id", *_PAIR]
    return pd.DataFrame(rows, columns=columns)


_PAIR = (
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
)


def _pair(change: Change, now: Current, i: int, j: int) -> dict[str, float]:
    flow = now.tonnes[i, j] or np.nan
    values = (
        now.tonnes[i, j] / THOUSAND,
        change.tonnes[i, j] / THOUSAND,
        now.usd[i, j],
        now.usd[i, j] - change.usd_saved[i, j] / flow,
        now.hours[i, j],
        now.hours[i, j] - change.hours_saved[i, j] / flow,
        change.user[i, j] / MILLION,
        change.half[i, j] / MILLION,
        change.large[i, j] / change.gross[i, j] if change.gross[i, j] else 0.0,
        change.cut_off[i, j] / THOUSAND,
    )
    return dict(zip(_PAIR, values, strict=True))


def cases(levels: Sequence[Evaluated], name: str) -> dict[str, NDArray[np.float64]]:
    """Gains by country in all nine cases, each of shape (9, C), USD m a year; case 4 is central.

    The importer gets a share of a flow's benefit, the exporter the rest; fees count beyond
    the cost of handling.
    """
    found: dict[str, list[NDArray[np.float64]]] = {key: [] for key in MEASURES}
    for at in levels:
        fee = at.changes[name].fees * at.base.parameters.fee_net
        for share in at.base.parameters.importer_share:
            user = _split(at.changes[name].user, share)
            values = (user, fee, user + fee, _split(at.new_trade[name], share))
            for key, value in zip(MEASURES, values, strict=True):
                found[key].append(value / MILLION)
    return {key: np.stack(values) for key, values in found.items()}


def _split(pairs: NDArray[np.float64], importer: float) -> NDArray[np.float64]:
    """Share out flows' benefits (rows: from, columns: to) between importers and exporters."""
    return np.asarray(importer * pairs.sum(axis=0) + (1 - importer) * pairs.sum(axis=1))


def _range(key: str, values: NDArray[np.float64]) -> dict[str, float]:
    """Least, central and greatest of the nine cases."""
    return {f"{key}_low": values.min(), f"{key}_central": values[CENTRAL], f"{key}_high": values.max()}
