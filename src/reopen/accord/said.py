"""What each side says of a figure: its claims by a day in one unit, and the latest of each side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any

from reopen.accord.stated import DATES, Figure, figure, measure
from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import known_by, span

if TYPE_CHECKING:
    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    Attributes
    ----------
    claim_id, claimant, side, value, unit, as_of, note : str
        As the register has them.
    source : tuple of str
        Sources.
    first, last : date
        First and last day that ``as_of`` can mean.
    figure : Figure or None
        The value in the unit that the figure is compared in; None where it cannot be.
    """

    claim_id: str
    claimant: str
    side: str
    value: str
    unit: str
    as_of: str
    note: str
    source: tuple[str, ...]
    first: date
    last: date
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says: how many claims it made that can be compared, and its latest.

    Attributes
    ----------
    side, as_of : str
        The side, and the date that its latest claim is of.
    claims : int
        Its claims of this figure that can be compared.
    claim_ids : tuple of str
        Its latest; more than one where several are of one date.
    low, central, high : float
        What the latest say; NaN for text.
    text : str
        The same as stated, with its unit.
    """

    side: str
    as_of: str
    claims: int
    claim_ids: tuple[str, ...]
    low: float
    central: float
    high: float
    text: str


def known_claims(
    region: Region, day: str | None = None
) -> dict[tuple[tuple[str, ...], str], list[dict[str, Any]]]:
    """Claims known by a day, by what they are of (ids in order) and attribute."""
    on = iso_date(region.meta.as_of if day is None else day)
    claims = region["claim"]
    out: dict[tuple[tuple[str, ...], str], list[dict[str, Any]]] = {}
    for row in records(claims[known_by(claims["as_of"], on)]):
        out.setdefault((tuple(sorted(row["subject_ids"])), str(row["attribute"])), []).append(row)
    return out


def claims_by_side(region: Region, day: str) -> dict[str, int]:
    """How many claims known on a day each side makes, in alphabetical order.

    Examples
    --------
    >>> import reopen
    >>> sum(claims_by_side(reopen.load(), "9999-12-31").values()) == len(reopen.load()["claim"])
    True
    """
    claims = region["claim"]
    return dict(sorted(Counter(map(str, claims.loc[known_by(claims["as_of"], day), "side"])).items()))


def read(rows: Sequence[Mapping[str, Any]], unit: str) -> tuple[Claim, ...]:
    """Claims with their figures in a unit, by date and then by id."""
    claims = [_claim(row, unit) for row in rows]
    if any(c.figure is not None and c.figure.kind != "text" for c in claims):  # words beside numbers
        claims = [replace(c, figure=None) if c.figure and c.figure.kind == "text" else c for c in claims]
    return tuple(sorted(claims, key=lambda c: (c.last, c.first, c.claim_id)))


def last_of(claims: Sequence[Claim]) -> tuple[Side, ...]:
    """What each side says last among the claims that can be compared, in alphabetical order of sides."""
    mine: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.figure is not None:
            mine.setdefault(claim.side, []).append(claim)
    return tuple(_side(side, mine[side]) for side in sorted(mine))


def common_unit(rows: Sequence[Mapping[str, Any]]) -> str:
    """The unit to compare claims in: the one of most, of the measure that most share."""
    numbers = [r for r in rows if figure(r["value"], r["unit"]).kind != "text"] or list(rows)
    bases = Counter(measure(r["unit"])[0] for r in numbers)
    base = min(bases, key=lambda b: (-bases[b], b))
    if base == "date":
        return base
    units = Counter(str(r["unit"]) for r in numbers if measure(r["unit"])[0] == base)
    return min(units, key=lambda u: (-units[u], u != base, u))


def _claim(row: Mapping[str, Any], unit: str) -> Claim:
    stated = figure(row["value"], row["unit"])
    base, factor = measure(row["unit"])
    wanted, one = measure(unit) if unit != "date" else (unit, 1.0)
    days = span(row["as_of"]) or (date.min, date.min)  # without a date: before all others
    return Claim(
        claim_id=str(row["claim_id"]),
        claimant=str(row["claimant"]),
        side=str(row["side"]),
        value=str(row["value"]),
        unit=str(row["unit"]),
        as_of=str(row["as_of"]),
        note=str(row["note"]),
        source=tuple(row["source"]),
        first=days[0],
        last=days[1],
        figure=stated.times(factor / one) if base == wanted else None,
    )


def _side(name: str, claims: Sequence[Claim]) -> Side:
    last = [c for c in claims if c.last == claims[-1].last]
    figures = [c.figure for c in last if c.figure is not None]
    return Side(
        side=name,
        as_of=last[-1].as_of,
        claims=len(claims),
        claim_ids=tuple(c.claim_id for c in last),
        low=min(f.low for f in figures),
        central=median(f.middle for f in figures),
        high=max(f.high for f in figures),
        text=" / ".join(dict.fromkeys(c.value if c.unit in DATES else f"{c.value} {c.unit}" for c in last)),
    )
