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
    """One opening's worth to the region, or to one country, in USD m a year."""

    opening_id: str
    title: str
    low: float
    central: float
    high: float
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
        Openings by which it gains, or loses, at central values.
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
        Openings evaluated; with a gain and with a loss to the region at central values.
    decisions : int
        Openings that two countries have to decide on.
    top : tuple of Worth
        Openings with the largest regional benefit at central values.
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
    central = table["benefit_central"]
    order = table.sort_values(["benefit_central", "opening_id"], ascending=[False, True], kind="stable")
    top = tuple(_worth(r) for r in records(order.head(TOP)) if r["benefit_central"] > NEGLIGIBLE)
    axis = _axis(top)
    return Findings(
        count=len(table),
        positive=int((central > NEGLIGIBLE).sum()),
        negative=int((central < -NEGLIGIBLE).sum()),
        decisions=int(table["decision"].sum()),
        top=top,
        countries=_standings(study),
        axis=axis,
        cut=any(worth.high > axis[1] for worth in top),
    )


def _axis(top: tuple[Worth, ...]) -> tuple[float, float]:
    """An axis on which every central value can be read, though one range may be much longer."""
    if not top:
        return (0.0, 1.0)
    most = min(max(w.high for w in top), 2.0 * max(w.central for w in top))
    return (min(0.0, *(w.low for w in top)), most)


def _standings(study: Study) -> tuple[Standing, ...]:
    facts = study.openings.set_index("opening_id")
    names = study.region["country"].sort_values("country_id")
    out = []
    for row in records(names[names["kind"] == "country"]):
        mine = study.by_country[study.by_country["country_id"] == row["country_id"]]
        worths = [
            _worth({**facts.loc[r["opening_id"]].to_dict(), **r})
            for r in records(mine.sort_values(["benefit_central", "opening_id"]))
        ]
        gains = [w for w in worths if w.central > NEGLIGIBLE]
        loses = [w for w in worths if w.central < -NEGLIGIBLE]
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
        low=float(row["benefit_low"]),
        central=float(row["benefit_central"]),
        high=float(row["benefit_high"]),
        cost_low=float(row["cost_left_usd_m_low"]),
        cost_high=float(row["cost_left_usd_m_high"]),
    )
