"""Appraisal of scenarios: net present value, benefit-cost ratio and return, and by country.

Year 0 is that of the decision. Capital is spent evenly over the months of building; then the
link is ready. Benefits follow the response's ramp and the growth of demand; where a link between
two countries must open, they are counted by the chance that it stands open in that year. What is
left of the capital at the end of the horizon counts back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.assumptions import Assumptions
    from reopen.benefit.costs import Work
    from reopen.benefit.openings import Gains

PERCENT, MONTHS = 100.0, 12.0


@dataclass(frozen=True, slots=True)
class Terms:
    """Conventions of an appraisal.

    Attributes
    ----------
    rates : tuple of float
        Discount rates, as shares a year; the first is that of results by country.
    horizon : int
        Years from the decision on.
    life : float
        Years after which capital has no value left.
    """

    rates: tuple[float, ...]
    horizon: int
    life: float


@dataclass(frozen=True, slots=True)
class Appraised:
    """Appraisal of one scenario. D draws (or one), R rates, C countries; USD.

    Attributes
    ----------
    npv : ndarray of float64, shape (R, D)
        Net present value over the region's countries.
    bcr : ndarray of float64, shape (R, D)
        Benefit-cost ratio.
    eirr : ndarray of float64, shape (D,)
        Economic internal rate of return; NaN where no rate makes the value 0.
    npv_country : ndarray of float64, shape (D, C)
        By country at the first rate.
    bcr_country : ndarray of float64, shape (D, C)
        NaN for a country that bears no cost.
    costs : ndarray of float64, shape (D,)
        Present value of costs at the first rate.
    factor : ndarray of float64, shape (D,)
        Present value of a benefit of 1 a year, at the first rate.
    first_year : ndarray of float64, shape (D,)
        First-year rate of return.
    carbon : ndarray of float64, shape (D,)
        Present value of the change of emissions at the shadow price; not in the others.
    """

    npv: NDArray[np.float64]
    bcr: NDArray[np.float64]
    eirr: NDArray[np.float64]
    npv_country: NDArray[np.float64]
    bcr_country: NDArray[np.float64]
    costs: NDArray[np.float64]
    factor: NDArray[np.float64]
    first_year: NDArray[np.float64]
    carbon: NDArray[np.float64]


def appraise(
    benefit: NDArray[np.float64],
    inside: NDArray[np.bool_],
    carbon: NDArray[np.float64],
    members: Sequence[Work],
    between: bool,
    at: Assumptions,
    terms: Terms,
) -> Appraised:
    """Appraise one scenario.

    Parameters
    ----------
    benefit : ndarray of float64, shape (D, C)
        Yearly benefit by country with the link open and the whole response, USD.
    inside : ndarray of bool, shape (C,)
        Countries of the region.
    carbon : ndarray of float64, shape (D,)
        Change of emissions, t a year.
    members : sequence of Work
        What its openings take; an empty one costs nothing.
    between : bool
        Whether a closed link between countries must open: then its opening and re-closing are chances.
    at : Assumptions
        Figures of the draws, or central ones.
    terms : Terms
        Conventions.
    """
    from reopen.economics.cashflow import bcr, compounded, first_year_return, npv, present_factor
    from reopen.economics.returns import eirr

    draws, years = len(benefit), terms.horizon
    ready = _ready(members, at, draws)
    factor = _service(ready, between, at, draws, years)
    flows, share = _costs(members, ready, at, draws, terms, benefit.shape[1])
    total = benefit[:, inside].sum(axis=1)[:, None] * factor
    net = np.stack([npv(total, flows, rate) for rate in terms.rates])
    ratio = np.stack([bcr(total, flows, rate) for rate in terms.rates])
    first = present_factor(factor, terms.rates[0])
    gross = benefit * first[:, None]
    borne = np.stack([present_factor(s, terms.rates[0]) for s in np.moveaxis(share, 2, 0)], axis=1)
    # Year 0 is that of spending, so that what is ready at once is looked at from year 1 on.
    year = np.clip(np.ceil(ready), 1, years - 1).astype(np.int64)
    # The year's own chance and response, demand as it is then: what the first year brings.
    spent = compounded(np.maximum(flows, 0.0), terms.rates[0], year)
    early = np.take_along_axis(total, year[:, None], axis=1)[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        by_country = np.where(borne > 0, gross / borne, np.nan)
    return Appraised(
        npv=net,
        bcr=ratio,
        eirr=eirr(total - flows),
        npv_country=gross - borne,
        bcr_country=by_country,
        costs=present_factor(flows, terms.rates[0]),
        factor=first,
        first_year=first_year_return(early, spent),
        carbon=-_wide(at["carbon-price"], draws) * carbon * first,
    )


def _wide(value: Any, draws: int) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (draws,))


def _ready(members: Sequence[Work], at: Assumptions, draws: int) -> NDArray[np.float64]:
    """Years until the last of the openings is built, shape (D,)."""
    months = [_wide(at[f"months:{w.opening_id}"], draws) for w in members]
    return np.asarray(np.max([np.zeros(draws), *months], axis=0) / MONTHS)


def _service(
    ready: NDArray[np.float64], between: bool, at: Assumptions, draws: int, years: int
) -> NDArray[np.float64]:
    """Benefit by year in units of the full yearly one, shape (D, T)."""
    from reopen.economics.cashflow import time_factor
    from reopen.economics.exposure import open_probability, ramp

    stands: Any = 1.0
    if between:
        opens, recloses = (_wide(at[f"{x}-probability"], draws) for x in ("opening", "reclosure"))
        stands = open_probability(years, opens=opens, recloses=recloses)
    growth = _wide(at["demand-growth"], draws) / PERCENT
    response = ramp(years, phase_in=_wide(at["phase-in-years"], draws))
    return time_factor(ready, years, growth=growth, ramp=response, open_probability=stands)


def _costs(
    members: Sequence[Work],
    ready: NDArray[np.float64],
    at: Assumptions,
    draws: int,
    terms: Terms,
    countries: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Costs by year, shape (D, T), and what each country bears of them, shape (D, T, C)."""
    from reopen.economics.cashflow import profile, residual, time_factor

    years = terms.horizon
    total, borne = np.zeros((draws, years)), np.zeros((draws, years, countries))
    service = time_factor(np.minimum(ready, years), years)
    for work in members:
        capital = _wide(work.capital(at), draws)
        months = np.minimum(_wide(at[f"months:{work.opening_id}"], draws), MONTHS * years)
        flow = profile(capital, months, years) + _wide(work.maintenance(at), draws)[:, None] * service
        left = residual(capital, horizon=years, life=terms.life, ready=np.minimum(ready, years))
        flow[:, -1] -= left
        total += flow
        borne += flow[:, :, None] * work.share
    return total, borne


def appraise_all(
    gains: Gains,
    members: Mapping[str, Sequence[Work]],
    between: Mapping[str, bool],
    terms: Terms,
) -> dict[str, tuple[Appraised, Appraised]]:
    """Every scenario at central values, and in draws.

    Parameters
    ----------
    members : mapping of str to sequence of Work
        Openings of each scenario; those whose cost is not known are left out.
    between : mapping of str to bool
        Whether each must open a closed link between countries.
    """
    inside, out = ~gains.scene.demand.gateway, {}
    for s, name in enumerate(gains.names):
        if name not in members:
            continue
        out[name] = (
            appraise(
                gains.middle["benefit"][s][None], inside, gains.carbon_middle[s, None], members[name],
                between[name], gains.scene.center, terms,
            ),
            appraise(
                gains.drawn["benefit"][s], inside, gains.carbon[s], members[name], between[name],
                gains.drawing.at, terms,
            ),
        )  # fmt: skip
    return out
