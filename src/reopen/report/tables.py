"""``tables/*.csv``: every result as a table for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from reopen.study import Study

#: Digits after the point in the tables.
DIGITS = 6


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """Tables of a study by file name without its ending."""
    out = {
        "openings": study.openings,
        "gains_by_country": study.by_country,
        "gains_by_pair": study.by_pair,
        "transit": study.transit,
        "unreachable": study.unreachable,
        "zone_costs": _zone_costs(study),
        "links": study.links,
        "crossings": study.crossings,
        "accord_late": study.accord.late,
        "claims": study.region["claim"][study.region["claim"]["as_of"] <= study.as_of],
        "unit_costs": study.region["unit_cost"],
        "parameters": study.region["parameter"],
        "sources": study.region["source"],
    }
    return {name: _flat(frame) for name, frame in out.items()}


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Lists joined by semicolons, numbers rounded, so that a spreadsheet reads them."""
    out = frame.copy()
    for name in out.columns:
        column = out[name]
        if column.dtype == float:
            out[name] = column.round(DIGITS) + 0.0
        elif len(column) and isinstance(column.iloc[0], tuple):
            out[name] = [";".join(_piece(p) for p in cell) for cell in column]
    return out


def _piece(part: object) -> str:
    return f"{part[0]}:{part[1]}" if isinstance(part, tuple) else str(part)


def _zone_costs(study: Study) -> pd.DataFrame:
    """Cost, hours and kilometres between all zones, one row a pair; blank where there is no way."""
    import pandas as pd

    n = len(study.skim.zones)
    ids = np.array(study.skim.zones, dtype=object)
    columns: dict[str, object] = {"origin_id": np.repeat(ids, n), "destination_id": np.tile(ids, n)}
    for name, cost in study.skim.cost.items():
        columns[f"usd_{name}"] = np.where(np.isfinite(cost), np.round(cost, 3), np.nan).ravel()
        columns[f"hours_{name}"] = np.round(study.skim.hours[name], 2).ravel()
        columns[f"km_{name}"] = np.round(study.skim.km[name], 1).ravel()
    return pd.DataFrame(columns)
