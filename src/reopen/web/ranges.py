"""P10, P50 and P90 of an answer: the same draws and rows as the study's packages are valued with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.benefit.appraised import appraise
from reopen.benefit.changed import changes
from reopen.benefit.openings import Drawing, Held, drawing
from reopen.web.answers import MILLION, central, figures, number, spread, terms
from reopen.web.questions import with_elasticity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.settings import Settings
    from reopen.web.bases import Base
    from reopen.web.questions import Question

#: A country that gains less than this loses nothing to speak of, USD m a year.
SOME = -0.005


def ranges(base: Base, settings: Settings, question: Question, seed: int, *, jobs: int = 1) -> dict[str, Any]:
    """Ranges of the benefits, and of the net present value where all costs are known; JSON-able.

    Parameters
    ----------
    seed : int
        Seed of the draws; their number is the settings' ``package_draws``.
    """
    moved = question.elasticity
    region = base.region if moved is None else with_elasticity(base.region, moved)
    some = drawing(region, settings.package_draws, seed)
    held = _held(base, question, jobs)
    drawn, carbon = held.valued(some.at, len(some), jobs=jobs)
    inside = ~base.scene.demand.gateway
    each = {name: values[0] for name, values in drawn.items()}
    worth = _worth(base, settings, question, each["benefit"], carbon[0], some)
    total = {name: values[:, inside].sum(axis=1) / MILLION for name, values in each.items()}
    by_country: dict[str, Any] = {}
    for c, country in enumerate(base.region["country"]["country_id"]):
        mine = {name: values[:, c] / MILLION for name, values in each.items()}
        by_country[str(country)] = spread(mine) | {
            "npv": spread({"npv": worth[1][:, c]})["npv"] if worth else None,
            "not_losing": number(float((mine["benefit"] > SOME).mean())),
            "transit_mtkm": number(held.changes[0].transit_tkm[c] / MILLION),
            "transit_fee_usd_m": number(held.changes[0].transit_fees[c] / MILLION),
        }
    return {
        "key": question.key,
        "draws": len(some),
        "total": spread(total) | {"npv": spread({"npv": worth[0]})["npv"] if worth else None},
        "by_country": by_country,
    }


def _held(base: Base, question: Question, jobs: int) -> Held:
    """What the set changes, with the rows that hold nearly all of it."""
    at = figures(base, question)
    code = np.array([sum(1 << n for n in base.numbers(question.open))], dtype=np.int64)
    here = replace(base.scene, center=at)
    goods, kept = changes(here.goods, here.flows, at, codes=code, jobs=jobs)
    people, seats = changes(here.people, here.journeys, at, codes=code, jobs=jobs)
    new = central(base, question, jobs=jobs).new_by_pair
    return Held(here, tuple(goods), tuple(people), tuple(kept), tuple(seats), new[None])


def _worth(
    base: Base,
    settings: Settings,
    question: Question,
    benefit: NDArray[np.float64],
    carbon: NDArray[np.float64],
    some: Drawing,
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Net present value in draws, in total and by country, USD m; None where a cost is not known."""
    members = [base.works[name] for name in question.open]
    if not all(work.known for work in members):
        return None
    between = bool(base.waiting & set(question.open))
    inside = ~base.scene.demand.gateway
    one = appraise(benefit, inside, carbon, members, between, some.at, terms(settings, question))
    return one.npv[0] / MILLION, one.npv_country / MILLION
