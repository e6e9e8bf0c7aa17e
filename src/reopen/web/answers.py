"""The answer to a question at central values: who gains, which places and links, and whether it can stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.answering import COMPOSITE, KNOWN, MOVED, NOTICED, SAVED_HOURS, SAVED_USD, SENT, TAKEN
from reopen.benefit.answers import Pairs, ask
from reopen.benefit.appraised import Terms, appraise
from reopen.benefit.assumptions import Assumptions
from reopen.benefit.cheapest import user_benefit
from reopen.benefit.newtrade import new_tonnes
from reopen.benefit.openings import HALF, emissions
from reopen.economics.surplus import user_benefit as area
from reopen.web.questions import ELASTICITY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.standing_trees import Stand
    from reopen.settings import Settings
    from reopen.web.bases import Base
    from reopen.web.questions import Question

    Floats = NDArray[np.float64]

MILLION, THOUSAND, PERCENT = 1e6, 1e3, 100.0
#: Flows below this, thousand a year, are none.
LEAST = 0.0005
#: Digits after the point, as in ``reopen openings --json``.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Central:
    """What a set of openings changes at central values. C countries.

    Attributes
    ----------
    goods, people : Pairs
        Pair by pair.
    at : Assumptions
        Central values, the question's among them.
    user, fee, passenger, new_trade : ndarray of float64, shape (C,)
        USD a year.
    carbon : float
        Change of emissions, t a year.
    new_by_pair : ndarray of float64, shape (C, C)
        Benefit of new trade by pair of countries, USD a year.
    """

    goods: Pairs
    people: Pairs
    at: Assumptions
    user: Floats
    fee: Floats
    passenger: Floats
    new_trade: Floats
    carbon: float
    new_by_pair: Floats

    @property
    def benefit(self) -> Floats:
        """Benefit by country, shape (C,), USD a year."""
        return np.asarray(self.user + self.fee + self.passenger)


def figures(base: Base, question: Question) -> Assumptions:
    """Central values, those of the question among them."""
    center = base.scene.center
    if question.elasticity is None:
        return center
    return Assumptions({**center.values, ELASTICITY: question.elasticity})


def central(base: Base, question: Question, *, jobs: int = 1) -> Central:
    """What a set of openings changes at central values."""
    at, numbers = figures(base, question), base.numbers(question.open)
    goods = ask(base.goods, numbers, at, jobs=jobs)
    people = ask(base.people, numbers, at, jobs=jobs)
    share, c = at["importer-share"], base.scene.goods.n_countries
    user = _by_country(base.goods, goods, share, c)
    trip = _by_country(base.people, people, HALF, c)
    new = _new_trade(base, goods, numbers, at)
    return Central(
        goods=goods,
        people=people,
        at=at,
        user=user,
        fee=(1.0 - at["fee-handling-share"]) * goods.fees,
        passenger=at["passenger-volume-factor"] * trip,
        new_trade=share * new.sum(axis=0) + (1.0 - share) * new.sum(axis=1),
        carbon=float(emissions(goods.modes[None, None], at)[0, 0]),
        new_by_pair=new,
    )


def _by_country(at: Stand, pairs: Pairs, importer: float, countries: int) -> Floats:
    """User benefit of the countries that take and send, shape (C,), USD a year."""
    found = np.bincount(at.home, weights=_by_place(pairs, importer), minlength=countries)
    return np.asarray(found, dtype=np.float64)


def _by_place(pairs: Pairs, importer: float) -> Floats:
    """User benefit by place, shape (Z,), USD a year."""
    return np.asarray(importer * pairs.places[:, TAKEN] + (1.0 - importer) * pairs.places[:, SENT])


def _new_trade(base: Base, pairs: Pairs, numbers: Sequence[int], at: Assumptions) -> Floats:
    """Benefit of modelled new trade, shape (C, C): see :mod:`reopen.benefit.newtrade`."""
    model, ways, c = base.scene.gravity, base.scene.goods, base.scene.goods.n_countries
    wanted = base.unlocked[numbers].any(axis=0) & model.closed
    if not wanted.any():
        return np.zeros((c, c))
    apart, cheaper = np.zeros(c * c), np.zeros(c * c)
    home = base.goods.home
    for n, tree in enumerate(base.goods.trees):
        rows = (pairs.layer == n) & (pairs.figures[:, KNOWN] > 0)
        i, j, change = pairs.origin[rows], pairs.destination[rows], pairs.figures[rows, COMPOSITE]
        part = base.scene.flows.split[tree.layer.number][i, j] * tree.layer.share
        some = part > 0
        i, j, change, part = i[some], j[some], change[some], part[some]
        cargo, before = ways.classes[tree.layer.number].id, tree.mean[i, j]
        after = before + change
        gain = area(part, at.unit_value(cargo), after, before, after, at.elasticity(cargo))
        pair = home[i] * c + home[j]
        apart += np.bincount(pair, weights=gain, minlength=c * c)
        cheaper += np.bincount(pair, weights=part * change, minlength=c * c)
    cost = model.cost + cheaper.reshape(c, c)
    tonnes = new_tonnes(ways, base.scene.demand, at, model, cost)
    return np.where(wanted, tonnes * apart.reshape(c, c), 0.0)


def terms(settings: Settings, question: Question) -> Terms:
    """Conventions of the appraisal, at the question's rate first."""
    rate = settings.discount_rates[0] if question.rate is None else question.rate
    return Terms((rate / PERCENT,), settings.horizon, settings.life)


def answer(base: Base, settings: Settings, question: Question, *, jobs: int = 1) -> dict[str, Any]:
    """The whole answer, JSON-able; see docs/map-application.md."""
    found = central(base, question, jobs=jobs)
    inside = ~base.scene.demand.gateway
    held = set(base.numbers(question.open))
    missing = [
        [base.openings[o], base.openings[b]]
        for o in sorted(held)
        for b in base.limits.before[o]
        if b not in held
    ]
    rivals = [
        [base.openings[o], base.openings[r]]
        for o in sorted(held)
        for r in sorted(base.limits.rivals[o] & held)
        if o < r
    ]
    total, by_country = _gains(base, settings, question, found, inside)
    return {
        "key": question.key,
        "open": list(question.open),
        "as_of": base.as_of,
        "settings": question.settings(),
        "feasible": not missing and not rivals,
        "missing": missing,
        "rivals": rivals,
        "total": total,
        "by_country": by_country,
        "places": _places(base, found),
        "flows": _flows(base, base.goods, found.goods.loads, 1.0),
        "trips": _flows(base, base.people, found.people.loads, found.at["passenger-volume-factor"]),
        "lattice": _lattice(base, question, found.at, inside),
    }


def _gains(
    base: Base, settings: Settings, question: Question, found: Central, inside: NDArray[np.bool_]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Totals over the region's countries, and every country's and bloc's figures."""
    members = [base.works[name] for name in question.open]
    each: dict[str, Floats] = {
        "benefit": found.benefit, "user": found.user, "fee": found.fee, "passenger": found.passenger,
        "new_trade": found.new_trade,
    }  # fmt: skip
    total: dict[str, Any] = {name: number(value[inside].sum() / MILLION) for name, value in each.items()}
    total |= dict.fromkeys(("npv", "cost", "bcr"))
    npv: Sequence[float | None] = [None] * len(inside)
    if all(work.known for work in members):
        one = appraise(
            found.benefit[None], inside, np.array([found.carbon]), members,
            bool(base.waiting & set(question.open)), found.at, terms(settings, question),
        )  # fmt: skip
        total |= {
            "npv": number(one.npv[0, 0] / MILLION),
            "cost": number(one.costs[0] / MILLION),
            "bcr": number(one.bcr[0, 0]) if members else None,
        }
        npv = [number(x / MILLION) for x in one.npv_country[0]]
    total |= {
        "carbon_kt": number(found.carbon / THOUSAND),
        "gateway": number(found.benefit[~inside].sum() / MILLION),
    }
    by_country = {
        country: {name: number(value[c] / MILLION) for name, value in each.items()} | {"npv": npv[c]}
        for c, country in enumerate(base.cheapest.inputs.countries)
    }
    return total, by_country


def _places(base: Base, found: Central) -> list[list[Any]]:
    """Benefit, and what flows that begin or end there save, of each place whose ways change."""
    sums = found.goods.places
    benefit = _by_place(found.goods, found.at["importer-share"])
    benefit += found.at["passenger-volume-factor"] * _by_place(found.people, HALF)
    moved = np.where(sums[:, MOVED] > 0, sums[:, MOVED], 1.0)
    some = np.flatnonzero((sums[:, MOVED] > 0) | (benefit != 0))
    saved = sums[:, SAVED_USD] / moved, sums[:, SAVED_HOURS] / moved
    columns = benefit / MILLION, *saved, sums[:, NOTICED] / THOUSAND
    rows = (np.round(np.stack(columns, axis=1)[some], DIGITS) + 0.0).tolist()
    return [[base.places[z], *row] for z, row in zip(some, rows, strict=True)]


def _flows(base: Base, at: Stand, change: Floats, factor: float) -> list[list[Any]]:
    """Every link that anything moves over: thousands a year before and after."""
    before = factor * at.loads() / THOUSAND
    after = np.maximum(before + factor * change / THOUSAND, 0.0)
    some = np.flatnonzero((before > LEAST) | (after > LEAST))
    rows = np.round(np.stack([before[some], after[some]], axis=1), 3).tolist()
    return [[base.links[n], *row] for n, row in zip(some, rows, strict=True)]


def _lattice(base: Base, question: Question, at: Assumptions, inside: NDArray[np.bool_]) -> dict[str, Any]:
    """User benefit on the cheapest ways: what ``reopen openings`` finds for all of these openings."""
    numbers = base.numbers(question.open)
    given = list(dict.fromkeys(b for o in numbers for b in base.limits.before[o] if b not in set(numbers)))
    cargo = base.scene.goods.classes[0].id
    found = user_benefit(base.cheapest, numbers, given, at.elasticity(cargo))
    return {
        "given": [base.openings[b] for b in given],
        "total": number(found[inside].sum()),
        "by_country": {c: number(v) for c, v in zip(base.cheapest.inputs.countries, found, strict=True)},
    }


def number(value: float) -> float | None:
    """A figure as the page gets it; none where there is none."""
    return round(float(value), DIGITS) + 0.0 if np.isfinite(value) else None


def spread(values: Mapping[str, Any]) -> dict[str, list[float | None]]:
    """P10, P50 and P90 of figures in draws, shape (D,) each."""
    from reopen.economics.draws import percentiles

    return {name: [number(x) for x in percentiles(value)] for name, value in values.items()}
