"""The short answer: which openings are worth most, and which countries gain or lose by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.study import Study

#: Benefits nearer to zero than this (USD m a year) count as none.
NEGLIGIBLE = 0.01

#: Openings named in the short answer.
TOP = 6


@dataclass(frozen=True, slots=True)
class Worth:
    """One opening's worth to the region, or to one country: P10, P50 and P90, USD m a year."""

    opening_id: str
    title: str
    p10: float
    p50: float
    p90: float
    cost_low: float
    cost_high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How one country fares over all openings, each taken alone.

    Attributes
    ----------
    country_id, name : str
        The country.
    gains, loses : int
        Openings by which it gains, or loses, at P50.
    best, worst : Worth or None
        The opening with its largest gain, and with its largest loss.
    """

    country_id: str
    name: str
    gains: int
    loses: int
    best: Worth | None
    worst: Worth | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the first page says.

    Attributes
    ----------
    count, positive, negative : int
        Openings evaluated; with a gain and with a loss to the region at P50.
    decisions : int
        Openings that two countries have to decide on.
    top : tuple of Worth
        Openings with the largest regional benefit at P50.
    countries : tuple of Standing
        In the alphabetical order of their codes.
    axis : tuple of float
        From where to where bars of the top openings are drawn.
    cut : bool
        Whether a range goes on beyond the axis.
    least : float
        Benefits nearer to zero than this (USD m a year) count as neither gain nor loss.
    """

    count: int
    positive: int
    negative: int
    decisions: int
    top: tuple[Worth, ...]
    countries: tuple[Standing, ...]
    axis: tuple[float, float]
    cut: bool
    least: float = NEGLIGIBLE


def findings(study: Study) -> Findings:
    """The short answer of a study."""
    table = study.openings
    middle = table["benefit_p50"]
    order = table.sort_values(["benefit_p50", "opening_id"], ascending=[False, True], kind="stable")
    top = tuple(_worth(r) for r in records(order.head(TOP)) if r["benefit_p50"] > NEGLIGIBLE)
    axis = _axis(top)
    return Findings(
        count=len(table),
        positive=int((middle > NEGLIGIBLE).sum()),
        negative=int((middle < -NEGLIGIBLE).sum()),
        decisions=int(table["decision"].sum()),
        top=top,
        countries=_standings(study),
        axis=axis,
        cut=any(worth.p90 > axis[1] for worth in top),
    )


def _axis(top: tuple[Worth, ...]) -> tuple[float, float]:
    """An axis on which every P50 can be read, though one range may be much longer."""
    if not top:
        return (0.0, 1.0)
    most = min(max(w.p90 for w in top), 2.0 * max(w.p50 for w in top))
    return (min(0.0, *(w.p10 for w in top)), most)


def _standings(study: Study) -> tuple[Standing, ...]:
    facts = study.openings.set_index("opening_id")
    names = study.region["country"].sort_values("country_id")
    out = []
    for row in records(names[names["kind"] == "country"]):
        mine = study.by_country[study.by_country["country_id"] == row["country_id"]]
        mine = mine[mine["opening_id"].isin(facts.index)]  # without named packages
        worths = [
            _worth({**facts.loc[r["opening_id"]].to_dict(), **r})
            for r in records(mine.sort_values(["benefit_p50", "opening_id"]))
        ]
        gains = [w for w in worths if w.p50 > NEGLIGIBLE]
        loses = [w for w in worths if w.p50 < -NEGLIGIBLE]
        out.append(
            Standing(
                country_id=str(row["country_id"]),
                name=str(row["name"]),
                gains=len(gains),
                loses=len(loses),
                best=gains[-1] if gains else None,
                worst=loses[0] if loses else None,
            )
        )
    return tuple(out)


def _worth(row: Mapping[str, Any]) -> Worth:
    return Worth(
        opening_id=row["opening_id"],
        title=row["title"],
        p10=float(row["benefit_p10"]),
        p50=float(row["benefit_p50"]),
        p90=float(row["benefit_p90"]),
        cost_low=float(row["cost_left_usd_m_low"]),
        cost_high=float(row["cost_left_usd_m_high"]),
    )
