"""Benefits as tables: by country, in total, and by country pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.openings import MEASURES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.changed import Change
    from reopen.benefit.moved import Moved
    from reopen.benefit.openings import Gains

MILLION, THOUSAND = 1e6, 1e3
#: Percentiles that a range is told by.
PERCENTILES = (10, 50, 90)


def spread(key: str, central: float, draws: NDArray[np.float64]) -> dict[str, float]:
    """Percentiles over draws, shape (D,), and the central value, as columns of one row."""
    from reopen.economics.draws import percentiles

    # Of a figure that some draws do not have, such as a ratio without a cost, there is no percentile.
    known = bool(np.isfinite(draws).all())
    told = percentiles(draws, q=PERCENTILES) if known else np.full(len(PERCENTILES), np.nan)
    out = {f"{key}_p{q}": float(x) for q, x in zip(PERCENTILES, told, strict=True)}
    return out | {f"{key}_central": float(central)}


def columns(*keys: str) -> list[str]:
    """Names of the columns that :func:`spread` makes."""
    return [f"{key}_{end}" for key in keys for end in (*(f"p{q}" for q in PERCENTILES), "central")]


def transit(ids: Sequence[str], now: Moved) -> pd.DataFrame:
    """Transit of each country: million t-km on land, and fees in USD m."""
    import pandas as pd

    found = {"transit_mtkm": now.transit_tkm / MILLION, "transit_fee_usd_m": now.transit_fees / MILLION}
    return pd.DataFrame({"country_id": ids} | found)


def by_country(ids: Sequence[str], gains: Gains) -> pd.DataFrame:
    """One row a scenario and country: ranges of the measures (USD m a year), and transit before and after."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for s, name in enumerate(gains.names):
        change = gains.changes[s]
        for c, country_id in enumerate(ids):
            row: dict[str, Any] = {"opening_id": name, "country_id": country_id}
            for key in MEASURES:
                row |= spread(key, gains.middle[key][s, c] / MILLION, gains.drawn[key][s, :, c] / MILLION)
            for key, before, more in (
                ("mtkm", gains.moved.transit_tkm[c], change.transit_tkm[c]),
                ("fee_usd_m", gains.moved.transit_fees[c], change.transit_fees[c]),
            ):
                row[f"transit_{key}_before"] = before / MILLION
                row[f"transit_{key}_after"] = (before + more) / MILLION
            rows.append(row)
    names = ["opening_id", "country_id", *columns(*MEASURES)]
    names += [f"transit_{k}_{when}" for k in ("mtkm", "fee_usd_m") for when in ("before", "after")]
    return pd.DataFrame(rows, columns=names)


def totals(gains: Gains) -> pd.DataFrame:
    """One row a scenario: ranges of the sums over the region's countries, and over the blocs."""
    import pandas as pd

    gateway = gains.scene.demand.gateway
    rows: list[dict[str, Any]] = []
    for s, name in enumerate(gains.names):
        row: dict[str, Any] = {"opening_id": name}
        for key, measure, whose in (
            ("benefit", "benefit", ~gateway), ("new_trade", "new_trade", ~gateway),
            ("gateway", "benefit", gateway),
        ):  # fmt: skip
            middle, draws = (
                gains.middle[measure][s, whose].sum(),
                gains.drawn[measure][s][:, whose].sum(axis=1),
            )
            row |= spread(key, middle / MILLION, draws / MILLION)
        change = gains.changes[s]
        row["rule_of_half_usd_m"] = change.half.sum() / MILLION
        row["user_exact_usd_m"] = change.user.sum() / MILLION
        gross = change.gross.sum()
        row["share_beyond_rule_of_half"] = change.large.sum() / gross if gross > 0 else 0.0
        row["carbon_kt"] = gains.carbon_middle[s] / THOUSAND
        rows.append(row)
    names = [
        "opening_id",
        *columns("benefit", "new_trade", "gateway"),
        "rule_of_half_usd_m",
        "user_exact_usd_m",
    ]
    return pd.DataFrame(rows, columns=[*names, "share_beyond_rule_of_half", "carbon_kt"])


def by_pair(ids: Sequence[str], gains: Gains) -> pd.DataFrame:
    """One row a scenario and ordered country pair whose cost changes or that has a way in one case only."""
    import pandas as pd

    rows = [
        {"opening_id": name, "origin_id": ids[i], "destination_id": ids[j]} | _pair(change, gains.moved, i, j)
        for name, change in zip(gains.names, gains.changes, strict=True)
        for i, j in np.argwhere((change.tonnes > 0) | (change.cut_off > 0))
    ]
    return pd.DataFrame(rows, columns=["opening_id", "origin_id", "destination_id", *_PAIR])


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


def _pair(change: Change, now: Moved, i: int, j: int) -> dict[str, float]:
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
