"""``tables/*.csv``: every result as a table for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.benefit.packages import Packages
    from reopen.benefit.queues import Queues
    from reopen.rebuild.rebuilding import Rebuilding
    from reopen.study import Study

#: Digits after the point in the tables.
DIGITS = 6

MONTHS = 12.0


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """Tables of a study by file name without its ending."""
    found = study.benefits
    out = {
        "openings": study.openings,
        "named_packages": study.named,
        "gains_by_country": study.by_country,
        "gains_by_pair": study.by_pair,
        "transit": study.transit,
        "appraisal": found.appraisal,
        "appraisal_by_country": found.appraisal_by_country,
        "tornado": found.tornado,
        "sensitivity": found.sensitivity,
        "counts": found.counts,
        "kinds_of_way": found.shares,
        "equilibrium_by_country": study.views.equilibrium_by_country,
        "equilibrium_by_zone": study.views.equilibrium_by_zone,
        "access_by_country": study.views.access_by_country,
        "access_by_zone": study.views.access_by_zone,
        "studies": study.compared,
        "unreachable": study.unreachable,
        "zone_costs": _zone_costs(study),
        "links": study.links,
        "crossings": study.crossings,
        "accord_provisions": study.accord.provisions,
        "accord_late": study.accord.late,
        "claims": study.region["claim"][known_by(study.region["claim"]["as_of"], study.as_of)],
        "unit_costs": study.region["unit_cost"],
        "parameters": study.region["parameter"],
        "sources": study.region["source"],
    }
    if study.queues is not None:
        out |= queue_tables(study.queues)
    if study.packages is not None:
        out["packages"] = _packages(study.packages)
    if study.rebuilding is not None:
        out |= rebuilding_tables(study.rebuilding)
    return {name: flat(frame) for name, frame in out.items()}


def queue_tables(found: Queues) -> dict[str, pd.DataFrame]:
    """Tables of the queues at gates by file name."""
    return {
        "queue_split": found.split,
        "queues": found.states,
        "queue_relief": found.relief,
        "queue_worth": found.worth,
        "trains": found.trains,
    }


def rebuilding_tables(found: Rebuilding) -> dict[str, pd.DataFrame]:
    """Tables of a rebuilding programme by file name; those that the settings leave out are absent."""
    out = {
        "programme_tasks": found.tasks,
        "programme_spending": found.spending,
        "programme_people": found.people,
        "programme_clearance": found.clearance,
        "programme_crews": found.crews,
        "programme_milestones": found.milestones,
        "programme_groups": found.groups,
        "needs_damage": found.needs.damage,
        "needs_loss": found.needs.loss,
        "needs": found.needs.needs,
        "inventory": found.inventory.assets,
    }
    more = {"programme_shadow": found.shadow, "programme_front": found.front}
    return out | {name: table for name, table in more.items() if len(table)}


def _packages(found: Packages) -> pd.DataFrame:
    """One row a package that was valued in draws: its openings, what stands out, and net gains by country."""
    import pandas as pd

    from reopen.benefit.frames import PERCENTILES
    from reopen.report.bargain import kinds

    special, front = kinds(found), set(found.front)
    shown = [n for n in range(len(found.countries)) if found.inside[n]]
    rows = []
    for one in found.valued:
        members = found.members(one.code)
        row: dict[str, object] = {
            "package": one.code,
            "openings": members,
            "count": len(members),
            "kinds": special.get(one.code, ()),
            "on_front": "yes" if one.code in front else "no",
            "must_agree": tuple(c for n, c in enumerate(found.countries) if found.consents[one.code, n]),
            "net_usd_m_central": float(one.central[shown].sum()),
        }
        for n in shown:
            code = found.countries[n]
            row |= {
                f"{code}_net_usd_m_p{q}": float(x) for q, x in zip(PERCENTILES, one.gains[:, n], strict=True)
            }
            row[f"{code}_net_usd_m_central"] = float(one.central[n])
            row[f"{code}_not_losing_share"] = float(one.sure[n])
            row[f"{code}_delay_usd_m_per_month"] = float(one.benefit[n]) / MONTHS
        rows.append(row)
    return pd.DataFrame(rows)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
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
