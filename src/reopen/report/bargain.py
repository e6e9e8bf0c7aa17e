"""Packages for negotiators: which leave nobody worse off, who gains, what delay costs, who could pay whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.benefit.packages import Packages
    from reopen.study import Study

#: Effects nearer to zero than this (USD m a year) count as none.
NEGLIGIBLE = 0.005

MONTHS = 12.0

#: What is special about a package, in the order in which they are told.
KINDS = {
    "central": "smallest in which nobody loses, at central values",
    "p50": "smallest in which nobody loses, at P50",
    "p10": "smallest in which nobody loses, at P10",
    "nash": "Nash bargaining solution",
    "most": "largest total",
}

#: Who pays for an opening, by the setting.
SHARING = {
    "territory": "each country pays for what lies on its territory, by kilometres",
    "agreeing": "the states that must agree pay alike",
    "outside": "the cost is borne from outside, by none of these countries",
}


@dataclass(frozen=True, slots=True)
class Share:
    """What a package brings one country.

    Attributes
    ----------
    country_id : str
        The country.
    p10, p50, p90, central : float
        Net gain, USD m a year.
    sure : float
        Share of the draws in which it does not lose.
    delay : float
        What a month of delay costs it: P50 of the benefit before costs, USD m.
    agrees : bool
        Whether it must agree.
    """

    country_id: str
    p10: float
    p50: float
    p90: float
    central: float
    sure: float
    delay: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Bundle:
    """One package valued in draws.

    Attributes
    ----------
    code : int
        Its number.
    kinds : tuple of str
        What is special about it, keys of :data:`KINDS`.
    openings, titles : tuple of str
        Its openings: ids and titles.
    agree : tuple of str
        Who must agree, in the order of their codes.
    shares : tuple of Share
        By country of the region in the order of their codes.
    front : bool
        Whether no other package is better for some country and worse for none.
    """

    code: int
    kinds: tuple[str, ...]
    openings: tuple[str, ...]
    titles: tuple[str, ...]
    agree: tuple[str, ...]
    shares: tuple[Share, ...]
    front: bool

    @property
    def total(self) -> float:
        """Net gain over the region's countries at central values, USD m a year."""
        return sum(share.central for share in self.shares)

    @property
    def sure(self) -> float:
        """Least of the countries' shares of draws without a loss."""
        return min((share.sure for share in self.shares), default=1.0)

    @property
    def losers(self) -> tuple[str, ...]:
        """Countries that lose at P50."""
        return tuple(s.country_id for s in self.shares if s.p50 <= -NEGLIGIBLE)

    @property
    def words(self) -> str:
        """What is special about it, as one text; "nobody loses" is said once."""
        least = [k for k in self.kinds if k in ("central", "p50", "p10")]
        at = {"central": "central values", "p50": "P50", "p10": "P10"}
        parts = [f"smallest in which nobody loses, at {_listed([at[k] for k in least])}"] if least else []
        text = "; ".join([*parts, *(KINDS[k] for k in self.kinds if k not in least)])
        return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Payment:
    """One country's part of the side payments, USD m a year."""

    country_id: str
    gain: float
    share: float

    @property
    def receives(self) -> float:
        """What others pay it; below 0 what it pays."""
        return self.share - self.gain


@dataclass(frozen=True, slots=True)
class Settlement:
    """Side payments for the package of largest total.

    Attributes
    ----------
    titles : tuple of str
        Openings of the package.
    rows : tuple of Payment
        By country that must agree to an opening.
    epsilon : float
        By how much a coalition falls short of what it reaches alone, at most; USD m a year.
    core : bool
        Whether there are shares that no coalition can better.
    needed : bool
        Whether no package leaves everybody no worse off without payments, at central values.
    """

    titles: tuple[str, ...]
    rows: tuple[Payment, ...]
    epsilon: float
    core: bool
    needed: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision that an opening fulfils."""

    provision_id: str
    number: str
    document: str
    summary: str


@dataclass(frozen=True, slots=True)
class Bargain:
    """What the part on packages says.

    Attributes
    ----------
    count, feasible, valued : int
        Packages screened, feasible ones among them, and those valued in draws.
    size : int
        Openings that are combined.
    draws : int
        Draws of each.
    marked : tuple of Bundle
        Packages that stand out, in the order of :data:`KINDS`.
    missing : tuple of str
        Kinds that no package is of.
    bundles : tuple of Bundle
        All packages valued in draws, the largest total first; the empty one is left out.
    settlement : Settlement or None
        Side payments.
    clauses : tuple of (str, str, tuple of Clause)
        Opening of a package that stands out: id, title, and provisions that it fulfils.
    countries : tuple of (str, str)
        Code and name in the order of codes.
    given : tuple of str
        Titles of openings taken as carried out.
    epsilon, rate : float
        Loss that counts as none (USD m a year); discount rate in percent.
    horizon : int
        Years of the yearly payments.
    sharing : str
        Who pays, in words.
    """

    count: int
    feasible: int
    valued: int
    size: int
    draws: int
    marked: tuple[Bundle, ...]
    missing: tuple[str, ...]
    bundles: tuple[Bundle, ...]
    settlement: Settlement | None
    clauses: tuple[tuple[str, str, tuple[Clause, ...]], ...]
    countries: tuple[tuple[str, str], ...]
    given: tuple[str, ...]
    epsilon: float
    rate: float
    horizon: int
    sharing: str


def bargain(study: Study) -> Bargain | None:
    """Packages of a study; None where the settings leave them out."""
    found = study.packages
    if found is None:
        return None
    titles = {str(r["opening_id"]): str(r["title"]) for r in records(study.region["opening"])}
    special = kinds(found)
    bundles = tuple(
        sorted(
            (_bundle(found, p.code, special, titles) for p in found.valued if p.code),
            key=lambda b: (-round(b.total, 6), b.code),
        )
    )
    order = list(KINDS)
    marked = sorted((b for b in bundles if b.kinds), key=lambda b: order.index(b.kinds[0]))
    told = {kind for b in bundles for kind in b.kinds}
    settings, names = study.settings, study.region["country"].sort_values("country_id")
    return Bargain(
        count=len(found.feasible),
        feasible=int(found.feasible.sum()),
        valued=len(bundles),
        size=len(found.openings),
        draws=settings.package_draws,
        marked=tuple(marked),
        missing=tuple(kind for kind in KINDS if kind not in told),
        bundles=bundles,
        settlement=_settlement(found, titles),
        clauses=_clauses(study, (o for b in marked for o in b.openings), titles),
        countries=tuple(
            (str(r["country_id"]), str(r["name"])) for r in records(names) if r["kind"] == "country"
        ),
        given=tuple(titles[o] for o in found.given),
        epsilon=found.epsilon,
        rate=settings.discount_rates[0],
        horizon=settings.horizon,
        sharing=SHARING[settings.sharing],
    )


def kinds(found: Packages) -> dict[int, tuple[str, ...]]:
    """Which packages stand out, by number, and why; only those that were valued in draws."""
    wanted = {**found.smallest, "nash": found.nash, "most": most(found)}
    known = {p.code for p in found.valued}
    out: dict[int, tuple[str, ...]] = {}
    for kind in KINDS:
        code = wanted.get(kind)
        if code is not None and code in known and code:
            out[code] = (*out.get(code, ()), kind)
    return out


def most(found: Packages) -> int | None:
    """Feasible package of the largest net total over the region's countries; None where none gains."""
    total = np.where(found.feasible, found.net()[:, found.inside].sum(axis=1), -np.inf)
    best = int(np.argmax(total))
    return best if best and total[best] > NEGLIGIBLE else None


def _bundle(
    found: Packages, code: int, special: dict[int, tuple[str, ...]], titles: dict[str, str]
) -> Bundle:
    one, order = found.of(code), sorted(range(len(found.countries)), key=lambda n: found.countries[n])
    members = found.members(code)
    return Bundle(
        code=code,
        kinds=special.get(code, ()),
        openings=members,
        titles=tuple(titles[o] for o in members),
        agree=tuple(found.countries[n] for n in order if found.consents[code, n]),
        shares=tuple(
            Share(
                country_id=found.countries[n],
                p10=float(one.gains[0, n]),
                p50=float(one.gains[1, n]),
                p90=float(one.gains[2, n]),
                central=float(one.central[n]),
                sure=float(one.sure[n]),
                delay=float(one.benefit[n]) / MONTHS,
                agrees=bool(found.consents[code, n]),
            )
            for n in order
            if found.inside[n]
        ),
        front=code in set(found.front),
    )


def _settlement(found: Packages, titles: dict[str, str]) -> Settlement | None:
    pay = found.payments
    if pay is None:
        return None
    rows = zip(pay.players, pay.gain, pay.nucleolus, strict=True)
    return Settlement(
        titles=tuple(titles[o] for o in found.members(pay.code)),
        rows=tuple(sorted((Payment(c, float(g), float(s)) for c, g, s in rows), key=lambda p: p.country_id)),
        epsilon=float(pay.epsilon),
        core=pay.core,
        needed=found.smallest["central"] is None,
    )


def _clauses(
    study: Study, openings: Iterable[str], titles: dict[str, str]
) -> tuple[tuple[str, str, tuple[Clause, ...]], ...]:
    """Provisions by opening, each opening once, in the order of its title."""
    documents = {str(r["document_id"]): str(r["title"]) for r in records(study.region["document"])}
    known = {str(r["provision_id"]): r for r in records(study.region["provision"])}
    facts = {str(r["opening_id"]): r for r in records(study.region["opening"])}
    out = []
    for name in sorted(set(openings), key=lambda o: titles[o]):
        rows = [known[p] for p in facts[name]["provision_ids"] if p in known]
        some = tuple(
            Clause(
                provision_id=str(r["provision_id"]),
                number=str(r["number"]),
                document=documents.get(str(r["document_id"]), str(r["document_id"])),
                summary=str(r["summary"]),
            )
            for r in rows
        )
        out.append((name, titles[name], some))
    return tuple(out)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
