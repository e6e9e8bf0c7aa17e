"""What a scenario changes, the slow way: two whole searches, SciPy's logsumexp, and plain formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logsumexp

from reopen.benefit.scene import scene
from reopen.benefit.ways import ways

#: Amounts that are kilometres by road, by rail and by sea.
KM = (("road_km", "drayage_km"), ("rail_km",), ("ship_km",))


def logit(cost, constants, reference, nu, phi):
    """Composite cost and shares of four alternatives, in two nests of two; shape (4, P)."""
    u = (cost + reference * constants[:, None]).reshape(2, 2, -1)
    scale = reference / nu
    with np.errstate(invalid="ignore", over="ignore"):
        nest = -phi * scale * logsumexp(-u / (phi * scale), axis=1)
        whole = -scale * logsumexp(-nest / scale, axis=0)
        share = np.exp(-(u - nest[:, None]) / (phi * scale)) * np.exp(-(nest - whole) / scale)[:, None]
    return whole, np.where(np.isfinite(u), share, 0.0).reshape(4, -1)


@dataclass(frozen=True)
class Slow:
    """Changes by pair of countries, by country and by mode."""

    user: np.ndarray
    fees: np.ndarray
    transit_tkm: np.ndarray
    transit_fees: np.ndarray
    modes: np.ndarray
    cut_off: np.ndarray


def slow_change(region, network, scenario, *, season_days=(), passengers=False):
    """All pairs of zones with a flow, valued with the region as it stands and under a scenario."""
    at = scene(region, network, {}, season_days=season_days)
    flows, center = (at.journeys if passengers else at.flows), at.center
    before = at.people if passengers else at.goods
    options = {"season_days": season_days, "passengers": passengers}
    after = ways(region, network, {}, scenario=scenario, **options)
    c, home, m = before.n_countries, network.zone_country, len(before.amounts.names)
    out = Slow(*(np.zeros(s) for s in ((c, c), c, c, c, 3, (c, c))))
    names = before.amounts.names
    for old, new in zip(before.layers, after.layers, strict=True):
        kind = before.classes[old.number].id
        flow = flows.tonnes[old.number] * old.share
        for was, now in zip(before.standing_rows(old, flow), after.standing_rows(new, flow), strict=True):
            i, j = was.origin, was.destination
            q, price = flow[i, j], center.prices(names, kind)
            costs, values = [], []
            for rows in (was, now):
                known = (rows.bits[:, None] >> np.arange(4) & 1).astype(bool)
                value = rows.values[:, :, :4]
                cost = np.where(known, np.einsum("rma,m->ra", value[:, :m], price), np.inf)
                costs.append(cost.T)
                values.append(value)
            some = np.isfinite(costs[0]).any(axis=0) & np.isfinite(costs[1]).any(axis=0)
            one = np.isfinite(costs[0]).any(axis=0) != np.isfinite(costs[1]).any(axis=0)
            np.add.at(out.cut_off, (home[i[one]], home[j[one]]), q[one])
            reference = np.where(some, costs[0].min(axis=0, initial=np.inf), 1.0)
            nu, phi = center["mode-choice-sensitivity"], center["mode-nest-dissimilarity"]
            l0, s0 = logit(costs[0][:, some], center.constants(), reference[some], nu, phi)
            l1, s1 = logit(costs[1][:, some], center.constants(), reference[some], nu, phi)
            mean = np.where(s0 > 0, s0 * np.where(s0 > 0, costs[0][:, some], 0.0), 0.0).sum(axis=0)
            p, theta = center.unit_value(kind), center.elasticity(kind)
            base, ratio = p + mean, (p + mean - l0 + l1) / (p + mean)
            if theta == 1.0:
                user = -q[some] * base * np.log(ratio)
            else:
                user = q[some] * base * (1 - ratio ** (1 - theta)) / (1 - theta)
            q1 = q[some] * ratio**-theta
            np.add.at(out.user, (home[i[some]], home[j[some]]), user)
            away = (home[i[some]][:, None] != np.arange(c)) & (home[j[some]][:, None] != np.arange(c))
            for sign, amount, share, value in (
                (-1, q[some], s0, values[0][some]),
                (1, q1, s1, values[1][some]),
            ):
                moved = np.einsum("r,ar,rma->rm", sign * amount, share, value)
                out.fees[:] += moved[:, m : m + c].sum(axis=0)
                out.transit_fees[:] += (moved[:, m : m + c] * away).sum(axis=0)
                out.transit_tkm[:] += (moved[:, m + c : m + 2 * c] * away).sum(axis=0)
                for n, mine in enumerate(KM):
                    out.modes[n] += moved[:, [k for k, name in enumerate(names) if name in mine]].sum()
    return out


def without_ranges(region):
    """The region with every low and high value at its central one."""
    tables = {}
    for table, prefixes in (
        ("unit_cost", ("",)),
        ("parameter", ("",)),
        ("cargo_class", ("unit_value_", "vot_")),
        ("internal_flow", ("",)),
    ):
        frame = region[table].copy()
        for prefix in prefixes:
            for end in ("low", "high"):
                frame[f"{prefix}{end}"] = frame[f"{prefix}central"]
        tables[table] = frame
    opening = region["opening"].copy()
    for prefix in ("cost_usd_m", "build_months"):
        middle = (opening[f"{prefix}_low"].fillna(0.0) + opening[f"{prefix}_high"].fillna(0.0)) / 2
        blank = opening[f"{prefix}_low"].isna() | opening[f"{prefix}_high"].isna()
        for end in ("low", "high"):
            opening[f"{prefix}_{end}"] = middle.where(~blank, opening[f"{prefix}_{end}"])
    return region.replace(**tables, opening=opening)


def at_draw(drawing, draw):
    """The figures of one draw as if they were central values."""
    values = {k: float(np.asarray(v)[draw]) if np.ndim(v) else v for k, v in drawing.at.values.items()}
    return replace(drawing.at, values=values)
