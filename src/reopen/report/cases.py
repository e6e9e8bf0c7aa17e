"""Appraisal of every opening and named package, with the three views: the facts of the report's details."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region
    from reopen.study import Study

MILLION = 1e6

#: P10, P50 and P90.
Triple = tuple[float, float, float]

#: From this share of the benefits on, the rule of a half is flagged.
FLAGGED = 0.1

#: An even chance.
EVEN = 0.5

#: Figures of a tornado.
TOP = 6

#: Outcomes of a tornado, the one to show first.
OUTCOMES = ("npv_usd_m", "benefit_usd_m_per_year")

#: What a drawn figure of an opening or a cargo class is, by the beginning of its name.
_ABOUT = {
    "cost": "Cost",
    "months": "Months of works",
    "value": "Value a tonne",
    "vot": "Value of time",
    "flow": "Flow inside a country",
}


@dataclass(frozen=True, slots=True)
class Swing:
    """An outcome at the low and at the high value of one figure, all others central."""

    figure: str
    low: float
    high: float

    @property
    def ends(self) -> tuple[float, float]:
        """The outcome's lesser and greater end."""
        return min(self.low, self.high), max(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Tornado:
    """The figures that move an outcome most, the first the most."""

    outcome: str
    central: float
    swings: tuple[Swing, ...]

    @property
    def axis(self) -> tuple[float, float]:
        """From where to where bars are drawn."""
        ends = [end for swing in self.swings for end in swing.ends]
        return min(ends, default=0.0), max(ends, default=1.0)


@dataclass(frozen=True, slots=True)
class View:
    """What one country gains in each of the three views; they hold the same gains and are never added.

    Attributes
    ----------
    country_id, name : str
        The country.
    user : tuple of float
        P10, P50 and P90 of the users' surplus, freight and trips, USD m a year.
    access : float
        Change of market access, percent.
    welfare : tuple of float
        Change of real spending in general equilibrium, percent: low, central, high.
    welfare_usd_m : tuple of float
        The same, USD m a year.
    """

    country_id: str
    name: str
    user: Triple
    access: float
    welfare: Triple
    welfare_usd_m: Triple


@dataclass(frozen=True, slots=True)
class Case:
    """One opening or named package.

    Attributes
    ----------
    id, title : str
        Its name.
    anchor : str
        What links to it name, without spaces.
    members : tuple of str
        Titles of a package's openings; empty for an opening.
    benefit, new_trade : tuple of float
        P10, P50 and P90, USD m a year.
    gains : tuple of (str, tuple of float)
        Country of the region and its benefit, USD m a year.
    npv : tuple of (float, tuple of float)
        Discount rate in percent, and the net present value at it, USD m; empty without a known cost.
    bcr, eirr : tuple of float
        Benefit-cost ratio at the first rate; return in percent.
    returns_known : float
        Share of the draws with a return.
    positive : float
        Share of the draws with a net present value above 0.
    first_year, cost_pv : float
        Return of the first year in percent, present value of costs in USD m; both central.
    switching_benefits, switching_costs : float
        Change of all benefits, or of all costs, in percent that makes the central value 0.
    carbon_pv, carbon_kt : float
        Present value of the change of emissions at the shadow price, USD m; kilotonnes a year.
    exact, half, beyond : float
        Users' surplus of freight by the integral and by the rule of a half, USD m a year, central;
        share of it where the rule breaks down.
    by_country : tuple of (str, tuple of float, float, float)
        Country, its net present value, its benefit-cost ratio (P50) and the share of draws without a loss.
    views : tuple of View
        By country.
    tornado : Tornado or None
        What moves it most.
    """

    id: str
    title: str
    anchor: str
    members: tuple[str, ...]
    benefit: Triple
    new_trade: Triple
    gains: tuple[tuple[str, Triple], ...]
    npv: tuple[tuple[float, Triple], ...]
    bcr: Triple
    eirr: Triple
    returns_known: float
    positive: float
    first_year: float
    cost_pv: float
    switching_benefits: float
    switching_costs: float
    carbon_pv: float
    carbon_kt: float
    exact: float
    half: float
    beyond: float
    by_country: tuple[tuple[str, Triple, float, float], ...]
    views: tuple[View, ...]
    tornado: Tornado | None

    @property
    def priced(self) -> bool:
        """Whether its cost is known."""
        return bool(self.npv)

    @property
    def likely(self) -> bool:
        """Whether the chance of a net present value above 0 is better than even."""
        return self.positive > EVEN

    @property
    def by_code(self) -> dict[str, tuple[str, Triple, float, float]]:
        """The appraisal by country, by its code."""
        return {row[0]: row for row in self.by_country}

    @property
    def flagged(self) -> bool:
        """Whether the rule of a half breaks down for a part of the benefits that counts."""
        return self.beyond >= FLAGGED


def cases(study: Study) -> dict[str, Case]:
    """Every opening, then every named package, by id."""
    titles = {str(r["opening_id"]): str(r["title"]) for r in records(study.openings)}
    tables = _Tables(study)
    # An opening's id is an anchor as it is; a package may have any name.
    out = {
        name: tables.case(row, name, titles[name], name, ())
        for name, row in _by(study.openings, "opening_id")
    }
    for name, row in _by(study.named, "package_id"):
        members = tuple(titles[o] for o in row["opening_ids"])
        anchor = anchor_of(name, {case.anchor for case in out.values()})
        out[name] = tables.case(row, name, str(row["title"]), anchor, members)
    return out


def anchor_of(name: str, taken: Set[str]) -> str:
    """A name as an anchor: letters, digits and hyphens, with a number where another has the same.

    Examples
    --------
    >>> anchor_of("present scenario", set()), anchor_of("both ways!", {"both-ways"}), anchor_of("?", set())
    ('present-scenario', 'both-ways-2', 'package')
    """
    plain = re.sub(r"[^\w.+-]+", "-", name).strip("-") or "package"
    numbered = chain([plain], (f"{plain}-{n}" for n in count(2)))
    return next(each for each in numbered if each not in taken)


def _by(table: pd.DataFrame, key: str) -> list[tuple[str, dict[str, Any]]]:
    return [(str(row[key]), row) for row in records(table)]


def _grouped(table: pd.DataFrame, key: str) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for row in records(table):
        out.setdefault(str(row[key]), []).append(row)
    return out


class _Tables:
    """A study's tables by scenario."""

    def __init__(self, study: Study) -> None:
        found = study.benefits
        countries = study.region["country"].sort_values("country_id")
        self.rates = study.settings.discount_rates
        self.countries = {
            str(r["country_id"]): str(r["name"]) for r in records(countries) if r["kind"] == "country"
        }
        self.appraisal = dict(_by(found.appraisal, "scenario_id"))
        self.priced = _grouped(found.appraisal_by_country, "scenario_id")
        self.gains = _grouped(study.by_country, "opening_id")
        self.access = _grouped(study.views.access_by_country, "scenario_id")
        self.welfare = _grouped(study.views.equilibrium_by_country, "scenario_id")
        self.tornado = _grouped(found.tornado, "scenario_id")
        self.figures = figures(study.region)
        names = found.gains.names
        self.users = {
            n: found.gains.drawn["user"][s] + found.gains.drawn["passenger"][s] for s, n in enumerate(names)
        }
        self.column = {str(c): n for n, c in enumerate(study.region["country"]["country_id"])}

    def case(
        self, row: Mapping[str, Any], name: str, title: str, anchor: str, members: tuple[str, ...]
    ) -> Case:
        priced = self.appraisal.get(name)
        seen: Mapping[str, Any] = priced or {}

        def number(key: str) -> float:
            return float(seen.get(key, np.nan))

        return Case(
            id=name,
            title=title,
            anchor=anchor,
            members=members,
            benefit=triple(row, "benefit"),
            new_trade=triple(row, "new_trade"),
            gains=tuple(
                (str(r["country_id"]), triple(r, "benefit"))
                for r in sorted(self.gains.get(name, []), key=lambda r: str(r["country_id"]))
                if r["country_id"] in self.countries
            ),
            npv=tuple((r, triple(seen, f"npv{r:g}_usd_m")) for r in self.rates) if priced else (),
            bcr=triple(seen, "bcr"),
            eirr=triple(seen, "eirr"),
            returns_known=number("eirr_known_share"),
            positive=number("positive_share"),
            first_year=number("first_year_return"),
            cost_pv=number("cost_pv_usd_m"),
            switching_benefits=number("switching_benefits_percent"),
            switching_costs=number("switching_costs_percent"),
            carbon_pv=number("carbon_pv_usd_m"),
            carbon_kt=float(row["carbon_kt"]),
            exact=float(row["user_exact_usd_m"]),
            half=float(row["rule_of_half_usd_m"]),
            beyond=float(row["share_beyond_rule_of_half"]),
            by_country=self._by_country(name),
            views=self._views(name),
            tornado=self._tornado(name),
        )

    def _by_country(self, name: str) -> tuple[tuple[str, Triple, float, float], ...]:
        rows = sorted(self.priced.get(name, []), key=lambda r: str(r["country_id"]))
        return tuple(
            (str(r["country_id"]), triple(r, "npv_usd_m"), float(r["bcr_p50"]), float(r["not_losing_share"]))
            for r in rows
            if r["country_id"] in self.countries
        )

    def _views(self, name: str) -> tuple[View, ...]:
        from reopen.economics.draws import percentiles

        access = {str(r["country_id"]): float(r["percent"]) for r in self.access.get(name, [])}
        welfare = {str(r["country_id"]): r for r in self.welfare.get(name, [])}
        out = []
        for code, full in self.countries.items():
            if code not in access or code not in welfare:
                continue
            ends = percentiles(self.users[name][:, self.column[code]] / MILLION)
            out.append(
                View(
                    country_id=code,
                    name=full,
                    user=(float(ends[0]), float(ends[1]), float(ends[2])),
                    access=access[code],
                    welfare=_levels(welfare[code], "percent"),
                    welfare_usd_m=_levels(welfare[code], "usd_m"),
                )
            )
        return tuple(out)

    def _tornado(self, name: str) -> Tornado | None:
        rows = self.tornado.get(name, [])
        for outcome in OUTCOMES:
            mine = [r for r in rows if r["outcome"] == outcome]
            if mine and (outcome != OUTCOMES[0] or name in self.appraisal):
                swings = tuple(
                    Swing(
                        self.figures.get(str(r["figure"]), str(r["figure"])),
                        float(r["low"]),
                        float(r["high"]),
                    )
                    for r in mine[:TOP]
                )
                return Tornado(outcome, float(mine[0]["central"]), swings)
        return None


def triple(row: Mapping[str, Any], key: str) -> Triple:
    """P10, P50 and P90 of a measure; NaN where the row lacks it."""
    low, middle, high = (float(row.get(f"{key}_{end}", np.nan)) for end in ("p10", "p50", "p90"))
    return low, middle, high


def _levels(row: Mapping[str, Any], key: str) -> Triple:
    low, middle, high = (float(row[f"{key}_{level}"]) for level in ("low", "central", "high"))
    return low, middle, high


def figures(region: Region) -> dict[str, str]:
    """What each uncertain figure is called in words, by its name in the draws."""
    out = {str(r["parameter_id"]): str(r["name"]) for r in records(region["parameter"])}
    out |= {str(r["unit_cost_id"]): str(r["item"]) for r in records(region["unit_cost"])}
    out |= {
        f"{what}:{r['opening_id']}": f"{_ABOUT[what]}: {r['title']}"
        for r in records(region["opening"])
        for what in ("cost", "months")
    }
    for row in records(region["cargo_class"]):
        words = str(row["class_id"]).replace("_", " ")
        out |= {f"{what}:{row['class_id']}": f"{_ABOUT[what]}, {words}" for what in ("value", "vot")}
    for row in records(region["internal_flow"]):
        out[f"flow:{row['flow_id']}"] = f"{_ABOUT['flow']}: {row['flow_id']}"
    return out
