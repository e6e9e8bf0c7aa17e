"""Project appraisal on arrays: present values, switching values, and flows over time.

Time is the last axis, in years from the decision (year 0); the axes before it (draws, projects,
countries) are free and broadcast. Money of year t is discounted by ``(1 + rate) ** -t``, so that year 0
counts in full. All money is of one price level (real), and rates are real rates per year, 0.05 for 5 %.

Where benefits differ between countries only by their yearly size, nothing needs an axis for both country
and time: with one factor per year for all of them, the net present value of a country is its yearly
benefit times `present_factor` less its share of the present value of costs::

    factor = time_factor(ready, years=40)                          # (draws, projects, 40)
    worth = present_factor(factor, rate)[..., None] * yearly       # (draws, projects, countries)
    net = worth - share * present_factor(costs, rate)[..., None]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.economics.exposure import faults, misfits, refuse, wrong_years

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SwitchingValue:
    """Changes, in per cent, that bring the net present value to 0.

    Attributes
    ----------
    benefits : ndarray, shape (...)
        Change of all benefits: -20 says that they may fall by a fifth. NaN where benefits are not
        worth more than 0.
    costs : ndarray, shape (...)
        Change of all costs: 25 says that they may rise by a quarter. NaN where there is no cost.
    """

    benefits: Array
    costs: Array


def present_factor(factor: ArrayLike, rate: ArrayLike) -> Array:
    """Present value of a flow over time: ``sum over t of factor_t / (1 + rate) ** t``.

    Parameters
    ----------
    factor : array_like, shape (..., T)
        Money per year; or shares per year without a unit (`time_factor`), to be multiplied by money.
    rate : array_like, shape (...)
        Discount rate per year, more than -1; broadcasts with the axes before time.

    Returns
    -------
    ndarray, shape (...)
        In the unit of ``factor``, at year 0.

    Raises
    ------
    SettingsError
        When a flow has no time axis or is not finite, a rate is -1 or less, or shapes do not fit.

    Examples
    --------
    Two countries gain 6 and 3 a year, for two years from year 1 on:

    >>> (present_factor([0.0, 1.0, 1.0], 0.0) * np.array([6.0, 3.0])).tolist()
    [12.0, 6.0]
    """
    (found,) = _present(rate, factor=factor)
    return found


def npv(benefits: ArrayLike, costs: ArrayLike, rate: ArrayLike) -> Array:
    """Net present value: ``sum over t of (benefits_t - costs_t) / (1 + rate) ** t``.

    Parameters
    ----------
    benefits, costs : array_like, shape (..., T)
        Money per year; a residual value is a negative cost. Axes before time broadcast.
    rate : array_like, shape (...)
        Discount rate per year, more than -1.

    Returns
    -------
    ndarray, shape (...)
        Money of year 0.

    Raises
    ------
    SettingsError
        When a flow has no time axis or is not finite, a rate is -1 or less, or shapes do not fit.

    Examples
    --------
    >>> float(npv([0.0, 60.0, 72.0], [100.0, 0.0, 0.0], 0.2))
    0.0
    """
    worth, cost = _present(rate, benefits=benefits, costs=costs)
    return np.asarray(worth - cost)


def bcr(benefits: ArrayLike, costs: ArrayLike, rate: ArrayLike) -> Array:
    """Benefit-cost ratio: present value of benefits over that of costs.

    Parameters, errors and shapes are those of `npv`. NaN where the present value of costs is not above
    0, since a ratio says nothing there. The ratio depends on what is counted as a negative cost.

    Returns
    -------
    ndarray, shape (...)
        Above 1 exactly where the net present value is above 0.

    Examples
    --------
    >>> float(bcr([0.0, 250.0], [100.0, 0.0], 0.25))
    2.0
    """
    worth, cost = _present(rate, benefits=benefits, costs=costs)
    return _ratio(worth, cost)


def switching_value(benefits: ArrayLike, costs: ArrayLike, rate: ArrayLike) -> SwitchingValue:
    """How far benefits may fall, or costs rise, before the net present value is 0.

    ``100 (C / B - 1)`` per cent for benefits and ``100 (B / C - 1)`` for costs, with B and C the present
    values of benefits and costs. Each is the change of the one with the other held; of a project whose
    net present value is negative, they say what would have to get better.

    Parameters and errors are those of `npv`.

    Returns
    -------
    SwitchingValue

    References
    ----------
    Belli, P. et al. (2001). Economic Analysis of Investment Operations: Analytical Tools and Practical
    Applications. World Bank. Switching values.

    Examples
    --------
    >>> found = switching_value([0.0, 125.0], [100.0, 0.0], 0.0)
    >>> float(found.benefits), float(found.costs)
    (-20.0, 25.0)
    """
    worth, cost = _present(rate, benefits=benefits, costs=costs)
    gap = np.asarray(worth - cost)
    return SwitchingValue(-100.0 * _ratio(gap, worth), 100.0 * _ratio(gap, cost))


def compounded(costs: ArrayLike, rate: ArrayLike, year: ArrayLike) -> Array:
    """Worth, in a year, of the costs before it: ``sum over t < year of costs_t (1 + rate) ** (year - t)``.

    Parameters
    ----------
    costs : array_like, shape (..., T)
        Money per year.
    rate : array_like, shape (...)
        Discount rate per year, more than -1.
    year : array_like of int, shape (...)
        From 0 to T; the first full year of service is readiness rounded up.

    Returns
    -------
    ndarray, shape (...)
        Money of ``year``.

    Raises
    ------
    SettingsError
        When costs are not finite, a rate is -1 or less, a year is not whole or out of range, or shapes
        do not fit.

    Examples
    --------
    >>> float(compounded([100.0, 50.0, 7.0], 0.5, 2))
    300.0
    """
    flow, problems = flow_by_year("costs", costs)
    r, at = np.asarray(rate, dtype=np.float64), np.asarray(year, dtype=np.float64)
    years = flow.shape[-1] if flow.ndim else 0
    problems += _wrong_rate(r)
    problems += faults("year", at, (at >= 0) & (at <= years) & (at == np.floor(at)), f"whole, 0 to {years}")
    problems += misfits(costs=flow.shape[:-1], rate=r.shape, year=at.shape)
    refuse(problems)
    gap = at[..., None] - np.arange(years)
    return _total(flow, np.where(gap > 0.0, (1.0 + r)[..., None] ** np.maximum(gap, 0.0), 0.0))


def first_year_return(first_full_year_benefit: ArrayLike, capital_to_date_compounded: ArrayLike) -> Array:
    """First-year rate of return: benefits of the first full year over the capital spent until then.

    A return below the discount rate says that a later start is worth more (where benefits grow).

    Parameters
    ----------
    first_full_year_benefit : array_like, shape (...)
        Net benefit of the first full year of service, money of that year.
    capital_to_date_compounded : array_like, shape (...)
        Capital spent before it, at its worth in that year (`compounded`).

    Returns
    -------
    ndarray, shape (...)
        Per year; NaN where there is no capital.

    Raises
    ------
    SettingsError
        When a value is not finite, or shapes do not fit.

    References
    ----------
    Adler, H. A. (1987). Economic Appraisal of Transport Projects. Johns Hopkins University Press for the
    World Bank. Timing of projects.

    Examples
    --------
    >>> float(first_year_return(12.0, 100.0))
    0.12
    """
    gain, spent = (
        np.asarray(a, dtype=np.float64) for a in (first_full_year_benefit, capital_to_date_compounded)
    )
    problems = misfits(first_full_year_benefit=gain.shape, capital_to_date_compounded=spent.shape)
    problems += faults("first_full_year_benefit", gain, np.isfinite(gain), "finite money")
    problems += faults("capital_to_date_compounded", spent, np.isfinite(spent), "finite money")
    refuse(problems)
    return _ratio(gain, spent)


def residual(capital: ArrayLike, *, horizon: ArrayLike, life: ArrayLike, ready: ArrayLike = 0.0) -> Array:
    """Value left at the end of the horizon, by straight line: ``capital * max(0, 1 - used / life)``.

    ``used = max(0, horizon - ready)``: what is not ready is not worn. Subtract it from the costs of the
    last year.

    Parameters
    ----------
    capital : array_like, shape (...)
        Money spent, 0 or more.
    horizon : array_like, shape (...)
        Years from the decision to the end of the appraisal, 0 or more.
    life : array_like, shape (...)
        Years of use until nothing is left, more than 0; infinite for what does not wear.
    ready : array_like, shape (...)
        Years from the decision to the first use, 0 or more.

    Returns
    -------
    ndarray, shape (...)
        Money of the end of the horizon, 0 or more.

    Raises
    ------
    SettingsError
        When a value is out of range (all at once), or shapes do not fit.

    Examples
    --------
    >>> residual(100.0, horizon=30, life=[20, 40, 50], ready=2).round(9).tolist()
    [0.0, 30.0, 44.0]
    """
    given = {"capital": capital, "horizon": horizon, "life": life, "ready": ready}
    arrays = {name: np.asarray(a, dtype=np.float64) for name, a in given.items()}
    money, end, span, start = arrays.values()
    problems = misfits(**{name: a.shape for name, a in arrays.items()})
    problems += faults("capital", money, np.isfinite(money) & (money >= 0.0), "finite money, 0 or more")
    problems += faults("horizon", end, np.isfinite(end) & (end >= 0.0), "finite years, 0 or more")
    problems += faults("life", span, span > 0.0, "years, more than 0")
    problems += faults("ready", start, start >= 0.0, "years, 0 or more")
    refuse(problems)
    return np.asarray(money * np.maximum(0.0, 1.0 - np.maximum(0.0, end - start) / span))


def annuity(rate: ArrayLike, years: ArrayLike) -> Array:
    """Capital recovery factor: the yearly payment, at the end of each year, that repays 1.

    ``rate / (1 - (1 + rate) ** -years)``, and ``1 / years`` at a rate of 0.

    Parameters
    ----------
    rate : array_like, shape (...)
        Per year, more than -1.
    years : array_like, shape (...)
        More than 0, finite; they broadcast.

    Returns
    -------
    ndarray, shape (...)
        Per year.

    Raises
    ------
    SettingsError
        When a rate is -1 or less, years are not above 0, or shapes do not fit.

    Examples
    --------
    >>> annuity([0.0, 0.1], 10).round(6).tolist()
    [0.1, 0.162745]
    """
    r, n = np.asarray(rate, dtype=np.float64), np.asarray(years, dtype=np.float64)
    problems = _wrong_rate(r) + misfits(rate=r.shape, years=n.shape)
    refuse(problems + faults("years", n, np.isfinite(n) & (n > 0.0), "finite years, more than 0"))
    r, n = np.broadcast_arrays(r, n)
    with np.errstate(over="ignore"):  # at a rate near -1 the factor goes to 0
        repaid = -np.expm1(-n * np.log1p(r))
    return np.asarray(np.divide(r, repaid, out=np.asarray(1.0 / n), where=repaid != 0.0))


def profile(capital: ArrayLike, months: ArrayLike, years: int) -> Array:
    """Capital by year when it is spent evenly over the time of building, from the start of year 0.

    Year t takes the part of the months that falls into it; 0 months spend all in year 0.

    Parameters
    ----------
    capital : array_like, shape (...)
        Money, 0 or more.
    months : array_like, shape (...)
        Time of building, 0 or more and no longer than the horizon; broadcasts with ``capital``.
    years : int
        Years T of the horizon, 1 or more.

    Returns
    -------
    ndarray, shape (..., T)
        Money per year; sums to ``capital``.

    Raises
    ------
    SettingsError
        When a value is out of range (all at once), or shapes do not fit.

    Examples
    --------
    >>> profile(30.0, 18.0, 3).tolist()
    [20.0, 10.0, 0.0]
    """
    money, span = np.asarray(capital, dtype=np.float64), np.asarray(months, dtype=np.float64)
    problems = wrong_years(years) or faults("years", years, years > 0, "1 or more, to spend capital in")
    problems += misfits(capital=money.shape, months=span.shape)
    problems += faults("capital", money, np.isfinite(money) & (money >= 0.0), "finite money, 0 or more")
    most = np.inf if problems else 12 * years
    good = np.isfinite(span) & (span >= 0.0) & (span <= most)
    refuse(problems + faults("months", span, good, f"0 to {most}, so that all is spent within the horizon"))
    build = span[..., None] / 12.0
    done = np.minimum(np.arange(years + 1), build)
    at_once = np.zeros((*build.shape[:-1], years))
    at_once[..., 0] = 1.0
    share = np.divide(np.diff(done), build, out=at_once, where=build > 0.0)
    return np.asarray(money[..., None] * share)


def time_factor(
    ready: ArrayLike,
    years: int,
    *,
    growth: ArrayLike = 0.0,
    ramp: ArrayLike = 1.0,
    open_probability: ArrayLike = 1.0,
) -> Array:
    """Benefit by year from the decision, in units of a full year's benefit at the level of year 0.

    The k-th year of service runs from ``ready + k`` to ``ready + k + 1`` and has the share
    ``s_k = ramp_k * open_probability_k`` all through. With m the whole years of ``ready`` and f the rest,
    year t has the last f of one year of service and the first ``1 - f`` of the next::

        factor_t = (1 + growth) ** t * (f s_(t - m - 1) + (1 - f) s_(t - m)),  s_k = 0 for k < 0

    so that nothing is lost or counted twice. Demand grows with time from the decision, whether or not
    the link is ready.

    Parameters
    ----------
    ready : array_like, shape (...)
        Years from the decision to the first use, 0 or more, fractions too; infinite means never.
    years : int
        Years T of the horizon.
    growth : array_like, shape (...)
        Growth of the benefit per year, more than -1.
    ramp, open_probability : array_like, shape (..., T) or scalar
        Shares by year of service, 0 to 1 (`reopen.economics.exposure`).

    Returns
    -------
    ndarray, shape (..., T)
        Without a unit.

    Raises
    ------
    SettingsError
        When a value is out of range (all at once), or shapes do not fit.

    Examples
    --------
    >>> time_factor(1.25, 4).tolist()
    [0.0, 0.75, 1.0, 1.0]
    >>> time_factor(1.0, 4, growth=1.0, ramp=[0.5, 0.75, 1.0, 1.0]).tolist()
    [0.0, 1.0, 3.0, 8.0]
    """
    start, more = np.asarray(ready, dtype=np.float64), np.asarray(growth, dtype=np.float64)
    shares = {"ramp": np.asarray(ramp, dtype=np.float64)}
    shares["open_probability"] = np.asarray(open_probability, dtype=np.float64)
    problems = wrong_years(years)
    problems += faults("ready", start, start >= 0.0, "years, 0 or more, or infinity for never")
    problems += faults("growth", more, np.isfinite(more) & (more > -1.0), "finite, more than -1 per year")
    for name, s in shares.items():
        problems += faults(name, s, (s >= 0.0) & (s <= 1.0), "shares, 0 to 1")
        if s.ndim and s.shape[-1] != years:
            problems.append(f"{name} has {s.shape[-1]} years; expected {years}, one for each year")
    leads = {name: s.shape[:-1] for name, s in shares.items()}
    refuse(problems + misfits(ready=start.shape, growth=more.shape, **leads))
    service = shares["ramp"] * shares["open_probability"]
    grown = (1.0 + more)[..., None] ** np.arange(years)
    return np.asarray(_shifted(start, service, years) * grown)


def stream(
    yearly: ArrayLike,
    ready: ArrayLike,
    years: int,
    *,
    growth: ArrayLike = 0.0,
    ramp: ArrayLike = 1.0,
    open_probability: ArrayLike = 1.0,
) -> Array:
    """Benefits by year from the decision: ``yearly * time_factor(...)``.

    Parameters
    ----------
    yearly : array_like, shape (...)
        Benefit of a full year with the link open and all response reached, at the level of year 0, money.
    ready, years, growth, ramp, open_probability
        As in `time_factor`.

    Returns
    -------
    ndarray, shape (..., T)
        Money per year.

    Raises
    ------
    SettingsError
        When a value is out of range (all at once), or shapes do not fit.

    Examples
    --------
    >>> stream(8.0, 0.5, 3, ramp=[0.5, 1.0, 1.0]).tolist()
    [2.0, 6.0, 8.0]
    """
    money = np.asarray(yearly, dtype=np.float64)
    refuse(faults("yearly", money, np.isfinite(money), "finite money per year"))
    factor = time_factor(ready, years, growth=growth, ramp=ramp, open_probability=open_probability)
    refuse(misfits(yearly=money.shape, factor=factor.shape[:-1]))
    return np.asarray(money[..., None] * factor)


def flow_by_year(name: str, given: ArrayLike) -> tuple[Array, list[str]]:
    """Money by year as an array, and what is wrong with it."""
    flow = np.asarray(given, dtype=np.float64)
    if not flow.ndim:
        return flow, [f"{name} is the single number {flow}; expected money by year along the last axis"]
    return flow, faults(name, flow, np.isfinite(flow), "finite money by year")


def _wrong_rate(rate: Array) -> list[str]:
    return faults("rate", rate, np.isfinite(rate) & (rate > -1.0), "a finite rate per year, more than -1")


def _total(flow: Array, weight: Array) -> Array:
    return np.asarray(np.einsum("...t,...t->...", flow, weight))


def _present(rate: ArrayLike, **given: ArrayLike) -> list[Array]:
    """Present values of flows that go together; all that is wrong with them at once."""
    r = np.asarray(rate, dtype=np.float64)
    problems, flows, leads = _wrong_rate(r), {}, {"rate": r.shape}
    for name, values in given.items():
        flows[name], wrong = flow_by_year(name, values)
        problems += wrong
        leads[name] = flows[name].shape[:-1]
    spans = {name: flow.shape[-1] for name, flow in flows.items() if flow.ndim}
    if len(set(spans.values())) > 1:
        seen = ", ".join(f"{name} has {span} years" for name, span in spans.items())
        problems.append(f"{seen}; expected as many of each, so fill up with zeros")
    refuse(problems + misfits(**leads))
    discount = (1.0 + r)[..., None] ** -np.arange(next(iter(spans.values())), dtype=np.float64)
    return [_total(flow, discount) for flow in flows.values()]


def _ratio(over: Array, under: Array) -> Array:
    """One by the other; NaN where the latter is not above 0."""
    shape = np.broadcast_shapes(over.shape, under.shape)
    return np.asarray(np.divide(over, under, out=np.full(shape, np.nan), where=under > 0.0))


def _shifted(ready: Array, service: Array, years: int) -> Array:
    """Shares by year of service, moved to years from the decision."""
    lead = np.broadcast_shapes(ready.shape, service.shape[:-1])
    service = np.broadcast_to(service, (*lead, years))
    start = np.minimum(ready, years)  # never is after the horizon
    whole = np.floor(start)
    part = (start - whole)[..., None]
    before = np.zeros((*lead, years + 1))  # a first column for all years before the service
    before[..., 1:] = service
    at = np.arange(years) - whole[..., None].astype(np.int64)
    index = np.broadcast_to(np.maximum(at, -1) + 1, (*lead, years))
    last = np.broadcast_to(np.maximum(at - 1, -1) + 1, (*lead, years))
    found = (1.0 - part) * np.take_along_axis(before, index, axis=-1)
    return np.asarray(found + part * np.take_along_axis(before, last, axis=-1))
