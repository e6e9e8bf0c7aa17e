"""Who gains: every opening and named package, its appraisal, and the packages that please all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit import frames, observed
from reopen.benefit.appraised import Appraised, Terms, appraise_all
from reopen.benefit.calibration import Calibration, calibrated
from reopen.benefit.choices import needed
from reopen.benefit.costs import Work, works
from reopen.benefit.decisions import decisions
from reopen.benefit.moved import moved
from reopen.benefit.openings import Gains, gains
from reopen.benefit.packages import Packages, packages
from reopen.benefit.together import Together, chosen, together
from reopen.benefit.uncertain import Outcome, indices_of, tornado_of
from reopen.errors import SettingsError
from reopen.network.scenario import Scenario
from reopen.progress import Progress, silent
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.network.network import Network
    from reopen.region.region import Region
    from reopen.settings import Settings

MILLION, PERCENT = 1e6, 100.0
#: Switching values beyond this many percent are of a value next to nothing, and are not told.
MOST_SWITCHED = 100_000.0
#: Times a part of the work, by name.
Stage = Callable[[str], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Named:
    """A package that has a name.

    Attributes
    ----------
    id, title : str
        Its name.
    openings : tuple of str
        Its openings with what they depend on.
    """

    id: str
    title: str
    openings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Benefits:
    """Everything about who gains.

    Attributes
    ----------
    gains : Gains
        Openings, then named packages, each alone, in draws.
    named : tuple of Named
        The named packages.
    terms : Terms
        Conventions of the appraisal.
    works : mapping of str to Work
        What every opening takes.
    appraised : mapping of str to (Appraised, Appraised)
        Appraisal at central values and in draws; scenarios without a known cost are absent.
    totals, by_country, by_pair, transit : DataFrame
        See :mod:`reopen.benefit.frames`; scenarios are in ``opening_id``.
    appraisal : DataFrame
        One row a scenario: net present value, benefit-cost ratio and return with ranges, switching values.
    appraisal_by_country : DataFrame
        One row a scenario and country: net present value and benefit-cost ratio with ranges.
    tornado, sensitivity : DataFrame
        Which figures move the outcomes.
    counts, shares : DataFrame
        Modelled flows beside counts, and by kind of way.
    calibration : Calibration or None
        Constants of the choice, where the region has observed shares.
    packages : Packages or None
        All combinations of the weightiest decisions; None where the settings leave them out.
    together : Together or None
        The same as how openings need each other or compete.
    """

    gains: Gains
    named: tuple[Named, ...]
    terms: Terms
    works: Mapping[str, Work]
    appraised: Mapping[str, tuple[Appraised, Appraised]]
    totals: pd.DataFrame
    by_country: pd.DataFrame
    by_pair: pd.DataFrame
    transit: pd.DataFrame
    appraisal: pd.DataFrame
    appraisal_by_country: pd.DataFrame
    tornado: pd.DataFrame
    sensitivity: pd.DataFrame
    counts: pd.DataFrame
    shares: pd.DataFrame
    calibration: Calibration | None
    packages: Packages | None
    together: Together | None


def benefits(
    region: Region,
    network: Network,
    settings: Settings,
    *,
    as_of: str | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress = silent,
    stage: Stage = lambda name: nullcontext(),  # noqa: ARG005
) -> Benefits:
    """Work out who gains by every opening and package, how much, and how sure it is.

    Parameters
    ----------
    network : Network
        The region's network.
    settings : Settings
        What the user may change; its values must be in the region already.
    as_of : str, optional
        ISO date; the region's own by default.
    seed : int
        Seed of the draws.
    jobs : int
        Threads; the result does not depend on it.
    stage : callable
        Called with the name of each part; a context manager that lasts as long as the part.

    Raises
    ------
    SettingsError
        When a package's name or openings are wrong.
    """
    day = region.meta.as_of if as_of is None else as_of
    named = named_packages(region, settings)
    single = [str(o) for o in region["opening"]["opening_id"]]
    scenarios = {o: Scenario.of(o) for o in single} | {p.id: Scenario.of(*p.openings) for p in named}
    terms = Terms(tuple(r / PERCENT for r in settings.discount_rates), settings.horizon, settings.life)
    ids = [str(c) for c in region["country"]["country_id"]]
    with stage("openings"):
        region, fitted = calibrated(region, network, as_of=day, season_days=settings.season_days, jobs=jobs)
        found = gains(
            region, network, scenarios, as_of=day, season_days=settings.season_days, draws=settings.draws,
            seed=seed, jobs=jobs, progress=progress,
        )  # fmt: skip
    with stage("appraisal"):
        taken = works(region, settings.sharing)
        members = {o: (taken[o],) for o in single} | {
            p.id: tuple(taken[o] for o in p.openings) for p in named
        }
        members = {name: some for name, some in members.items() if all(w.known for w in some)}
        waiting = set(decisions(region, day))
        between = {o: o in waiting for o in single} | {p.id: bool(waiting & set(p.openings)) for p in named}
        priced = appraise_all(found, members, between, terms)
        outcome = Outcome(found, members, between, terms, jobs)
        tornado = tornado_of(outcome)
    with stage("sensitivity"):
        sensitivity = indices_of(outcome, settings.sensitivity, seed)
    both, joint = None, None
    if settings.together:
        with stage("packages"):
            # An opening whose cost nobody states would be free there.
            priced_ones = [o for o in decisions(region, day) if taken[o].known]
            those = chosen(region, network, priced_ones, most=settings.together, as_of=day, jobs=jobs)
            both = packages(
                region, network, those.openings, those.given, taken, terms, like=found.scene, as_of=day,
                epsilon=settings.epsilon, draws=settings.package_draws, seed=seed, jobs=jobs,
                progress=progress,
            )  # fmt: skip
            joint = together(region, both, those)
    past = moved(
        found.scene.goods, found.scene.flows.tonnes, found.scene.center, observed.passing(region, network)
    )
    return Benefits(
        gains=found,
        named=named,
        terms=terms,
        works=taken,
        appraised=priced,
        totals=frames.totals(found),
        by_country=frames.by_country(ids, found),
        by_pair=frames.by_pair(ids, found),
        transit=frames.transit(ids, found.moved),
        appraisal=_appraisal(priced, settings.discount_rates),
        appraisal_by_country=_appraisal_by_country(ids, priced),
        tornado=tornado,
        sensitivity=sensitivity,
        counts=observed.beside_counts(region, past, found.scene.center)[
            observed.on_open_links(found.scene.goods)
        ].reset_index(drop=True),
        shares=observed.mode_shares(region, past),
        calibration=fitted,
        packages=both,
        together=joint,
    )


def named_packages(region: Region, settings: Settings) -> tuple[Named, ...]:
    """Packages of the region, then of the settings, each with what its openings depend on."""
    from reopen.errors import UnknownIdError

    known = [str(o) for o in region["opening"]["opening_id"]]
    rows = [
        (row["package_id"], row["title"], tuple(row["opening_ids"])) for row in records(region["package"])
    ]
    rows += [(name, name, tuple(some)) for name, some in settings.packages.items()]
    wrong, seen = [], set(known)
    for name, _, some in rows:
        if name in seen:
            wrong.append(
                f"package {name!r} has the name of an opening or of another package; give it another"
            )
        seen.add(name)
        if not some:
            wrong.append(f"package {name!r} holds no opening; name one or more")
        wrong += [f"package {name!r}: {UnknownIdError('opening', o, known)}" for o in some if o not in known]
        twice = sorted({o for o in some if some.count(o) > 1})
        wrong += [f"package {name!r} names {o!r} twice; name it once" for o in twice]
    if wrong:
        raise SettingsError("; ".join(wrong))
    return tuple(
        Named(str(name), str(title), tuple(dict.fromkeys((*needed(region, some), *some))))
        for name, title, some in rows
    )


def _appraisal(priced: Mapping[str, tuple[Appraised, Appraised]], percents: Sequence[float]) -> pd.DataFrame:
    """One row a scenario: what it brings over its life, with ranges."""
    import pandas as pd

    from reopen.economics.cashflow import switching_value

    rows: list[dict[str, Any]] = []
    for name, (center, draws) in priced.items():
        row: dict[str, Any] = {"scenario_id": name}
        for n, percent in enumerate(percents):
            row |= frames.spread(f"npv{percent:g}_usd_m", center.npv[n, 0] / MILLION, draws.npv[n] / MILLION)
        row |= frames.spread("bcr", center.bcr[0, 0], draws.bcr[0])
        known = np.isfinite(draws.eirr)
        ends = np.percentile(_returns(draws), frames.PERCENTILES, method="lower")
        row |= {
            f"eirr_p{q}": float(x) * PERCENT if np.isfinite(x) else np.nan
            for q, x in zip(frames.PERCENTILES, ends, strict=True)
        }
        row["eirr_central"] = float(center.eirr[0]) * PERCENT
        row["eirr_known_share"] = float(known.mean())
        row["positive_share"] = float((draws.npv[0] > 0).mean())
        row["first_year_return"] = float(center.first_year[0]) * PERCENT
        row["cost_pv_usd_m"] = float(center.costs[0]) / MILLION
        gross, cost = float(center.npv[0, 0] + center.costs[0]), float(center.costs[0])
        change = switching_value([gross], [cost], 0.0)  # present values already
        row["switching_benefits_percent"] = _told(float(change.benefits))
        row["switching_costs_percent"] = _told(float(change.costs))
        row["carbon_pv_usd_m"] = float(center.carbon[0]) / MILLION
        rows.append(row)
    keys = [f"npv{percent:g}_usd_m" for percent in percents]
    names = ["scenario_id", *frames.columns(*keys, "bcr")]
    names += [f"eirr_{e}" for e in (*(f"p{q}" for q in frames.PERCENTILES), "central", "known_share")]
    names += ["positive_share", "first_year_return", "cost_pv_usd_m", "switching_benefits_percent"]
    names += ["switching_costs_percent", "carbon_pv_usd_m"]
    return pd.DataFrame(rows, columns=names)


def _told(percent: float) -> float:
    """A switching value; NaN where it is no sensible multiple."""
    return percent if percent <= MOST_SWITCHED else np.nan


def _returns(found: Appraised) -> NDArray[np.float64]:
    """Returns of all draws; where there is none, below all others, or above if there is some worth."""
    never = np.where(found.npv[0] > 0, np.inf, -np.inf)
    return np.where(np.isfinite(found.eirr), found.eirr, never)


def _appraisal_by_country(
    ids: Sequence[str], priced: Mapping[str, tuple[Appraised, Appraised]]
) -> pd.DataFrame:
    """One row a scenario and country, at the first discount rate."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for name, (center, draws) in priced.items():
        for c, country in enumerate(ids):
            row: dict[str, Any] = {"scenario_id": name, "country_id": country}
            row |= frames.spread(
                "npv_usd_m", center.npv_country[0, c] / MILLION, draws.npv_country[:, c] / MILLION
            )
            ratio = draws.bcr_country[:, c]
            some = bool(np.isfinite(ratio).all())
            row |= (
                frames.spread("bcr", center.bcr_country[0, c], ratio)
                if some
                else dict.fromkeys(frames.columns("bcr"), np.nan)
            )
            row["not_losing_share"] = float((draws.npv_country[:, c] >= 0).mean())
            rows.append(row)
    names = ["scenario_id", "country_id", *frames.columns("npv_usd_m", "bcr"), "not_losing_share"]
    return pd.DataFrame(rows, columns=names)
