"""What each provision costs whom while it is not fulfilled: provision -> openings -> benefits by country.

A clause is worth what its openings bring together, not their sum. The joint value comes, in this
order, from the opening itself where there is one, from a named package of just these openings, and
from the lattice of all combinations. Openings that the lattice does not hold are added as each
alone; where there is no lattice, all are. Which it was stands beside every figure. Provisions share
openings, so that the costs of two clauses never add up to that of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reopen.accord.coded import FULL
from reopen.accord.status import provisions_on
from reopen.benefit.choices import choices, needed
from reopen.benefit.frames import columns, spread
from reopen.benefit.lattice_values import best_feasible
from reopen.network.states import states_at
from reopen.region.dates import iso_date
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reopen.benefit.benefits import Benefits
    from reopen.region.region import Region

    Array = NDArray[np.float64]

MILLION, MONTHS = 1e6, 12.0
#: Where a joint value comes from.
ALONE, PACKAGE, TOGETHER, PARTLY, ADDED = (
    "one opening", "named package", "together", "partly together", "added",
)  # fmt: skip
#: Columns of a provision and of its openings.
_HEAD = ("provision_id", "document_id", "summary", "implementation", "late", "disputed")
_OPENINGS = ("opening_ids", "open_ids", "left_out", "apart", "given", "basis", "range_of")
#: What serves for a range must bring more than this part of the joint value; else there is no range.
ENOUGH = 0.5
SINGLY, NO_RANGE = "openings alone", "none"


@dataclass(frozen=True, slots=True)
class Clauses:
    """What provisions that are not fulfilled cost a month.

    Attributes
    ----------
    as_of : str
        The date.
    totals : DataFrame
        One row a provision that is neither full nor overtaken and that some opening still closed
        fulfils, in the order of the accord: ``provision_id, document_id, summary, implementation, late,
        disputed, opening_ids, open_ids`` (openings that are open already, which count nothing),
        ``left_out`` (alternatives of which another one counts), ``apart`` (openings
        added as each alone), ``given`` (openings that the joint value takes as carried out by
        others), ``basis, range_of`` (what a joint value takes its range from; "" where it has draws
        of its own, "none" where it has no range), and ``month_usd_m_p10, _p50, _p90, _central``,
        USD m a month over the region's countries.
    by_country : DataFrame
        One row a provision and country: ``provision_id, country_id, inside`` (False for blocs, which
        are in no total) and the same figures. Below 0: the country gains while it is not fulfilled.
    """

    as_of: str
    totals: pd.DataFrame
    by_country: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Joint:
    """What openings bring together: USD a year by country, central and in draws."""

    basis: str
    like: str
    given: tuple[str, ...]
    apart: tuple[str, ...]
    left_out: tuple[str, ...]
    central: Array
    drawn: Array


@dataclass(frozen=True, slots=True)
class _Part:
    """What the lattice tells of some openings: those it holds and that count, the range's name, the value."""

    held: frozenset[str]
    used: tuple[str, ...]
    like: str
    central: Array
    drawn: Array


def clauses(region: Region, found: Benefits, day: str | None = None) -> Clauses:
    """What each provision costs whom a month while it is not fulfilled.

    A month is a twelfth of the yearly benefit with the links open and the whole response, before
    costs and without modelled new trade, with percentiles over the draws. The lattice holds central
    values of the open season, with what its openings depend on carried out (``given``); its range
    is in proportion to that of the smallest named package that holds all of them, or of its
    openings alone where these bring more than half as much; else there is none.

    Parameters
    ----------
    region : Region
        The region that the benefits are of.
    found : Benefits
        Benefits of its openings.
    day : str, optional
        ISO date; the region's own by default. Later codings and documents do not count.

    Raises
    ------
    SettingsError
        When ``day`` is not a date.
    """
    import pandas as pd

    on = iso_date(region.meta.as_of if day is None else day)
    ids = [str(c) for c in region["country"]["country_id"]]
    inside = ~found.gains.scene.demand.gateway
    still = set(still_closed(region, on))
    totals: list[dict[str, Any]] = []
    countries: list[dict[str, Any]] = []
    for row in records(waiting(region, on)):
        mine = [o for o in _fulfilling(region, row["provision_id"]) if o in found.gains.names]
        closed = [o for o in mine if o in still]
        if not closed:
            continue
        joint = _joint(region, found, closed)
        head = {name: row[name] for name in _HEAD}
        totals.append(
            head
            | {"opening_ids": tuple(closed), "open_ids": tuple(o for o in mine if o not in still)}
            | {"left_out": joint.left_out, "apart": joint.apart, "given": joint.given}
            | {"basis": joint.basis, "range_of": joint.like}
            | _month(joint.central[inside].sum(), joint.drawn[:, inside].sum(axis=1))
        )
        countries += [
            {"provision_id": row["provision_id"], "country_id": country, "inside": bool(inside[c])}
            | _month(joint.central[c], joint.drawn[:, c])
            for c, country in enumerate(ids)
        ]
    return Clauses(
        as_of=on,
        totals=pd.DataFrame(totals, columns=[*_HEAD, *_OPENINGS, *columns("month_usd_m")]),
        by_country=pd.DataFrame(
            countries, columns=["provision_id", "country_id", "inside", *columns("month_usd_m")]
        ),
    )


def waiting(region: Region, day: str) -> pd.DataFrame:
    """Provisions on a day that are not known to be fully done and not overtaken."""
    found = provisions_on(region, day)
    return found[~found["implementation"].eq(FULL).fillna(False).astype(bool) & ~found["overtaken"]]


def still_closed(region: Region, day: str) -> tuple[str, ...]:
    """Openings that are not open yet on a day.

    An opening is open when all its links and crossings are. An upgrade is of links that are open,
    as is whatever changes figures of them; it counts as open when its whole cost is spent.
    """
    state = {
        str(i): word
        for table in ("link", "crossing")
        for i, word in zip(region[table][f"{table}_id"], states_at(region, table, day).state, strict=True)
    }
    changing = set(region["opening_effect"]["opening_id"])
    out = []
    for row in records(region["opening"]):
        subjects = (*row["link_ids"], *row["crossing_ids"])
        if row["kind"] == "upgrade" or row["opening_id"] in changing:
            done = row["share_built"] >= 1.0
        else:
            done = all(state[s] == "open" for s in subjects)
        if not done:
            out.append(str(row["opening_id"]))
    return tuple(out)


def _fulfilling(region: Region, provision: str) -> list[str]:
    return [str(row["opening_id"]) for row in records(region["opening"]) if provision in row["provision_ids"]]


def _month(central: float, drawn: Array) -> dict[str, float]:
    return spread("month_usd_m", central / MILLION / MONTHS, drawn / MILLION / MONTHS)


def _joint(region: Region, found: Benefits, openings: Sequence[str]) -> _Joint:
    """What some openings bring together, by the best that the benefits hold."""
    if len(openings) == 1:
        return _Joint(ALONE, "", (), (), (), *_scenario(found, openings[0]))
    for package in found.named:
        if _is_of(region, package.openings, openings):
            left_out = tuple(o for o in openings if o not in package.openings)
            return _Joint(f"{PACKAGE} {package.id}", "", (), (), left_out, *_scenario(found, package.id))
    part = _lattice(found, openings)
    central, drawn, used = part.central, part.drawn, part.used
    rest = [o for o in openings if o not in part.held]
    apart = _without_rivals(region, found, rest, used)
    for name in apart:
        alone = _scenario(found, name)
        central, drawn = central + alone[0], drawn + alone[1]
    basis = ADDED if not used else PARTLY if apart else TOGETHER
    given = found.packages.given if found.packages and used else ()
    left_out = tuple(o for o in openings if o not in {*used, *apart})
    return _Joint(basis, part.like, given, tuple(apart), left_out, central, drawn)


def _is_of(region: Region, package: Sequence[str], openings: Sequence[str]) -> bool:
    """Whether a package is some openings, what they depend on or not, less alternatives of its members."""
    whole = [*openings, *needed(region, openings)]
    limits = choices(region, whole)
    inside = {n for n, o in enumerate(whole) if o in package}
    missing = [n for n, o in enumerate(openings) if o not in package]
    return set(package) <= set(whole) and all(limits.rivals[n] & inside for n in missing)


def _scenario(found: Benefits, name: str) -> tuple[Array, Array]:
    """Yearly benefit of a scenario by country: central, shape (C,), and in draws, shape (D, C)."""
    s = found.gains.names.index(name)
    return found.gains.middle["benefit"][s], found.gains.drawn["benefit"][s]


def _lattice(found: Benefits, openings: Sequence[str]) -> _Part:
    """Joint value of the openings that all combinations hold, which these are, and which of them count.

    Of openings that may not stand together, those of the largest value count.
    """
    draws, countries = found.gains.drawn["benefit"].shape[1:]
    central, drawn = np.zeros(countries), np.zeros((draws, countries))
    lattice = found.packages
    held = frozenset(openings) & frozenset(lattice.openings if lattice else ())
    if lattice is None or not held:
        return _Part(held, (), "", central, drawn)
    code = sum(1 << n for n, o in enumerate(lattice.openings) if o in held)
    total = lattice.benefit[:, lattice.inside].sum(axis=1)
    best = code if lattice.feasible[code] else int(best_feasible(total, lattice.feasible)[code])
    used = lattice.members(best)
    if not used:
        return _Part(held, (), "", central, drawn)
    central = lattice.benefit[best] * MILLION
    scale, like = _in_proportion(found, used, float(central[lattice.inside].sum()))
    return _Part(held, used, like, central, scale[:, None] * central)


def _in_proportion(found: Benefits, openings: Sequence[str], joint: float) -> tuple[Array, str]:
    """Draws over the central value, shape (D,), of what is most like some openings together, and its name.

    Openings that need each other bring next to nothing alone, which then says nothing of how sure
    their joint value is.
    """
    inside = ~found.gains.scene.demand.gateway
    holding = [p for p in found.named if set(openings) <= set(p.openings)]
    like = min(holding, key=lambda p: (len(p.openings), p.id), default=None)
    names = (like.id,) if like else tuple(openings)
    some = [_scenario(found, name) for name in names]
    central = sum(float(one[0][inside].sum()) for one in some)
    drawn = np.sum([one[1][:, inside].sum(axis=1) for one in some], axis=0)
    if abs(central) <= ENOUGH * abs(joint):
        return np.full(len(drawn), np.nan), NO_RANGE
    return drawn / central, f"{PACKAGE} {like.id}" if like else SINGLY


def _without_rivals(
    region: Region, found: Benefits, openings: Sequence[str], used: Sequence[str]
) -> list[str]:
    """Openings of which no two, nor one of them and a used one, are alternatives; the larger come first."""
    inside = ~found.gains.scene.demand.gateway
    worth: Mapping[str, float] = {o: float(_scenario(found, o)[0][inside].sum()) for o in openings}
    limits = choices(region, [*used, *openings])
    taken = set(range(len(used)))
    for name in sorted(openings, key=lambda o: -worth[o]):
        number = limits.openings.index(name)
        if not limits.rivals[number] & taken:
            taken.add(number)
    return [o for o in openings if limits.openings.index(o) in taken]
