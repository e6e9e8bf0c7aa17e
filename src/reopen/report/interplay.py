"""Which openings need each other and which compete: the facts of the part on openings together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.benefit.choices import choices
from reopen.region.records import records
from reopen.report.together import best_combination

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reopen.benefit.together import Together
    from reopen.study import Study

#: Interactions nearer to zero than this (USD m a year) are neither need nor competition.
NEGLIGIBLE = 0.005

#: In a chain, what is left without any one piece is at most this share of the whole.
LEFT = 0.2

#: Chains told, of largest benefit.
CHAINS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One opening: what it brings first, on average over all orders (Shapley), and last, USD m a year."""

    opening_id: str
    title: str
    alone: float
    share: float
    last: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two openings.

    Attributes
    ----------
    first, second : int
        Rows among the parts.
    pull : float
        Shapley interaction: what both bring more than one and the other, on average over what
        else is open, USD m a year.
    apart : float
        Sum of what each brings alone.
    both : float
        What they bring when both are open and nothing else is.
    either : bool
        Whether they are alternatives.
    """

    first: int
    second: int
    pull: float
    apart: float
    both: float
    either: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Openings that bring much together, and little when any one of them is missing."""

    titles: tuple[str, ...]
    whole: float
    broken: float


@dataclass(frozen=True, slots=True)
class Gain:
    """What the best combination brings a country, USD m a year."""

    country_id: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Interplay:
    """What the part on openings together says.

    Attributes
    ----------
    parts : tuple of Part
        Openings combined, of largest share first.
    pairs : tuple of Pair
        All their pairs, those that need each other most first, those that compete most last.
    chains : tuple of Chain
        Of largest benefit.
    need, compete : Pair or None
        The strongest pair of each kind; alternatives do not count as competing.
    best, beside : tuple of str
        Titles of the best feasible combination, and of the openings combined that are not in it.
    best_value, all_value, sum_alone : float
        What the best and all bring; what each brings alone, added up.
    countries, gateways : tuple of Gain
        By country of the region and by bloc, in the order of their codes.
    given, beyond, idle, dearer : tuple of str
        Titles of openings taken as carried out, and of decisions that are not shown.
    feasible : int
        Feasible combinations.
    """

    parts: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    chains: tuple[Chain, ...]
    need: Pair | None
    compete: Pair | None
    best: tuple[str, ...]
    beside: tuple[str, ...]
    best_value: float
    all_value: float
    sum_alone: float
    countries: tuple[Gain, ...]
    gateways: tuple[Gain, ...]
    given: tuple[str, ...]
    beyond: tuple[str, ...]
    idle: tuple[str, ...]
    dearer: tuple[str, ...]
    feasible: int


def interplay(study: Study) -> Interplay | None:
    """What the decisions of a study do together; None where the settings leave it out."""
    if study.together is None:
        return None
    found, titles = study.together, _titles(study)
    all_of = found.combinations
    worth, best = found.worth(), best_combination(all_of)
    parts = _parts(found, worth, titles)
    pairs = _pairs(study, found, worth, parts)
    some = [pair for pair in pairs if abs(pair.pull) >= NEGLIGIBLE]
    rivals = [pair for pair in some if pair.pull < 0 and not pair.either]
    members = all_of.members(best)

    def named(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(titles[i] for i in ids)

    return Interplay(
        parts=parts,
        pairs=pairs,
        chains=_chains(all_of.openings, worth, titles),
        need=some[0] if some and some[0].pull > 0 else None,
        compete=rivals[-1] if rivals else None,
        best=named(members),
        beside=named(name for name in all_of.openings if name not in members),
        best_value=float(worth[best]),
        all_value=float(worth[-1]),
        sum_alone=sum(part.alone for part in parts),
        countries=_gains(study, found, best, blocs=False),
        gateways=_gains(study, found, best, blocs=True),
        given=named(all_of.given),
        beyond=named(found.chosen.beyond),
        idle=named(found.chosen.idle),
        dearer=named(found.chosen.dearer),
        feasible=int(all_of.feasible.sum()),
    )


def _titles(study: Study) -> dict[str, str]:
    return {str(row["opening_id"]): str(row["title"]) for row in records(study.region["opening"])}


def _parts(found: Together, worth: NDArray[np.float64], titles: dict[str, str]) -> tuple[Part, ...]:
    last, inside = found.last_in(), found.combinations.inside
    parts = [
        Part(
            opening_id=name,
            title=titles[name],
            alone=float(worth[1 << n]),
            share=float(found.combinations.shapley[n, inside].sum()),
            last=float(last[n]),
        )
        for n, name in enumerate(found.combinations.openings)
    ]
    return tuple(sorted(parts, key=lambda part: (-round(part.share, 6), part.opening_id)))


def _pairs(
    study: Study, found: Together, worth: NDArray[np.float64], parts: tuple[Part, ...]
) -> tuple[Pair, ...]:
    bit = {name: n for n, name in enumerate(found.combinations.openings)}
    ids = [part.opening_id for part in parts]
    rivals = choices(study.region, ids).rivals
    pairs = [
        Pair(
            first=i,
            second=j,
            pull=float(found.combinations.interactions[bit[ids[i]], bit[ids[j]]]),
            apart=parts[i].alone + parts[j].alone,
            both=float(worth[1 << bit[ids[i]] | 1 << bit[ids[j]]]),
            either=j in rivals[i],
        )
        for j in range(len(ids))
        for i in range(j)
    ]
    return tuple(sorted(pairs, key=lambda pair: (-round(pair.pull, 6), ids[pair.first], ids[pair.second])))


def _chains(
    openings: tuple[str, ...], worth: NDArray[np.float64], titles: dict[str, str]
) -> tuple[Chain, ...]:
    """Combinations that bring little without any one of their openings, no part of another; largest first."""
    code = np.arange(len(worth))
    broken = np.zeros(len(worth))
    for n in range(len(openings)):
        inside = code[(code >> n & 1) == 1]
        broken[inside] = np.maximum(broken[inside], worth[inside ^ (1 << n)])
    several = (code & (code - 1)) != 0
    whole = np.flatnonzero(several & (worth >= NEGLIGIBLE) & (broken <= LEFT * worth))
    told: list[int] = []
    for c in sorted(whole.tolist(), key=lambda c: (-round(float(worth[c]), 6), c)):
        if all(c & more != c for more in told):
            told.append(c)
    return tuple(
        Chain(
            titles=tuple(titles[name] for n, name in enumerate(openings) if c >> n & 1),
            whole=float(worth[c]),
            broken=float(broken[c]),
        )
        for c in told[:CHAINS]
    )


def _gains(study: Study, found: Together, best: int, *, blocs: bool) -> tuple[Gain, ...]:
    value = dict(zip(found.combinations.countries, found.combinations.values[best], strict=True))
    return tuple(
        Gain(str(row["country_id"]), str(row["name"]), float(value[str(row["country_id"])]))
        for row in records(study.region["country"].sort_values("country_id"))
        if (row["kind"] == "gateway_bloc") == blocs
    )
