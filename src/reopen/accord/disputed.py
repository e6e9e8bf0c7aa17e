"""Figures that are stated with more than one value: every claim, who says what, and the range used.

The rule for the range: of each side only its latest claim counts; low is the smallest of these, high
the largest, central their median. A figure that only grows, of which the claims fit in one growing
series, is as its largest claim has it, since the others are outdated. A claim that two sides make together is
a side of its own, since neither made it alone. The rule for who differs stands at :func:`how_they_differ`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from statistics import median
from typing import TYPE_CHECKING, Any

from reopen.accord.said import Claim, Side, common_unit, known_claims, last_of, read
from reopen.accord.stated import told
from reopen.accord.titles import titles_of

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Figures that only grow, so that claims of different dates are a record over time.
GROWING = frozenset(
    {"physical_progress", "progress", "cleared_area", "returnees", "cargo_cumulative", "mine_casualties",
     "demining_spent"}
)  # fmt: skip
#: How the claims of a figure differ.
SIDES, OVER_TIME, SAME_TIME, UNLIKE = "sides differ", "over time", "one side, same time", "not comparable"
#: The rule for the range used, in words.
RULE = (
    "of each side the latest claim: low is the smallest, high the largest, central the median;"
    " of a figure that only grows, and of which all claims fit in one growing series, the largest claim"
)


@dataclass(frozen=True, slots=True)
class Disputed:
    """A figure that is stated with more than one value.

    Attributes
    ----------
    subject_ids : tuple of str
        What it is of; a figure of several things together is one of its own.
    title : str
        Their titles.
    attribute, unit : str
        Which figure, and the unit that it is compared in: the one most claims are in, of units
        with a fixed relation. Dates are compared as days.
    kind : {"number", "date", "text"}
        How it is compared; low, high and the like are days since the year 1 for dates, NaN for text.
    claims : tuple of Claim
        All, by date and then by id.
    counts : mapping of str to int
        All claims by side.
    sides : tuple of Side
        What each side says last, in alphabetical order; without sides of which no claim can be compared.
    how : str
        "sides differ", "over time", "one side, same time" or "not comparable".
    lowest, highest : float
        Ends of all claims that can be compared; ``spread`` is their difference (days for dates) and
        ``ratio`` the highest over the lowest, NaN for dates and where the lowest is not above 0.
    low, central, high : float
        The range used, see :data:`RULE`.
    """

    subject_ids: tuple[str, ...]
    title: str
    attribute: str
    unit: str
    kind: str
    claims: tuple[Claim, ...]
    counts: Mapping[str, int]
    sides: tuple[Side, ...]
    how: str
    lowest: float
    highest: float
    low: float
    central: float
    high: float

    @property
    def spread(self) -> float:
        """Highest less lowest."""
        return self.highest - self.lowest

    @property
    def ratio(self) -> float:
        """Highest over lowest."""
        return self.highest / self.lowest if self.kind == "number" and self.lowest > 0 else nan


def disputed(region: Region, day: str | None = None) -> tuple[Disputed, ...]:
    """Figures for which more than one value is known by a day, in the order of the register.

    Parameters
    ----------
    day : str, optional
        ISO date; the region's own by default. Claims of later dates are left out.

    Raises
    ------
    SettingsError
        When ``day`` is not a date.

    Examples
    --------
    >>> import reopen
    >>> cost = next(f for f in disputed(reopen.load()) if f.subject_ids == ("R02",) and f.attribute == "cost")
    >>> (cost.low, cost.central, cost.high, cost.unit, cost.how)
    (61.5, 130.75, 200.0, 'USD_million', 'sides differ')
    """
    titles = titles_of(region)
    found = []
    for (subjects, attribute), rows in known_claims(region, day).items():
        one = _disputed(subjects, attribute, rows, titles)
        if one is not None:
            found.append(one)
    return tuple(found)


def how_they_differ(attribute: str, claims: Sequence[Claim], sides: Sequence[Side]) -> str:
    """Whether the sides differ, or one side over time.

    A figure that only grows (:data:`GROWING`) is in dispute where two claims cannot stand in one
    growing series: values of the same date that differ, or a larger one that is certainly earlier.
    Of any other figure the sides differ where the latest claims of two of them do. Values differ
    where their ranges share nothing, so that 2024 and June 2024 agree. If sides do not differ,
    but one of them states different values of dates that may be the same, it is "one side, same
    time"; all else is "over time", also where sides that once differed agree by now.
    """
    compared = [c for c in claims if c.figure is not None]
    pairs = _pairs(compared)
    if not pairs:
        return UNLIKE
    if attribute in GROWING:
        pairs = [(a, b) for a, b in pairs if _contradict(a, b)]
        if any(a.side != b.side for a, b in pairs):
            return SIDES
        return SAME_TIME if pairs else OVER_TIME
    last = {claim_id for side in sides for claim_id in side.claim_ids}
    if any(a.side != b.side and {a.claim_id, b.claim_id} <= last for a, b in pairs):
        return SIDES
    same = any(a.side == b.side and a.first <= b.last and b.first <= a.last for a, b in pairs)
    return SAME_TIME if same else OVER_TIME


def table(found: Sequence[Disputed]) -> pd.DataFrame:
    """One row a figure: spread, who differs, the range used and counts by side; numbers in its unit.

    ``lowest, highest, low, central, high`` are text, since some figures are dates.
    """
    import pandas as pd

    rows = [
        {
            "subject_ids": f.subject_ids, "title": f.title, "attribute": f.attribute, "unit": f.unit,
            "kind": f.kind, "how": f.how, "claims": len(f.claims),
            "by_side": "; ".join(f"{side} {n}" for side, n in f.counts.items()),
            "last_by_side": "; ".join(f"{s.side}: {s.text} ({s.as_of})" for s in f.sides),
            **{end: told(getattr(f, end), f.kind) for end in ("lowest", "highest")},
            "spread": f.spread, "ratio": f.ratio,
            **{end: told(getattr(f, end), f.kind) for end in ("low", "central", "high")},
        }
        for f in found
    ]  # fmt: skip
    names = ["subject_ids", "title", "attribute", "unit", "kind", "how", "claims", "by_side", "last_by_side"]
    names += ["lowest", "highest", "spread", "ratio", "low", "central", "high"]
    return pd.DataFrame(rows, columns=names)


def claims_table(found: Sequence[Disputed]) -> pd.DataFrame:
    """One row a claim of a figure that is stated with more than one value."""
    import pandas as pd

    names = ["claim_id", "claimant", "side", "value", "unit", "as_of", "note", "source"]
    rows = [
        {"subject_ids": f.subject_ids, "attribute": f.attribute}
        | {name: getattr(c, name) for name in names}
        | {"compared": c.figure is not None}
        for f in found
        for c in f.claims
    ]
    return pd.DataFrame(rows, columns=["subject_ids", "attribute", *names, "compared"])


def _disputed(
    subjects: tuple[str, ...],
    attribute: str,
    rows: Sequence[Mapping[str, Any]],
    titles: Mapping[str, str],
) -> Disputed | None:
    unit = common_unit(rows)
    claims = read(rows, unit)
    compared = [c for c in claims if c.figure is not None]
    if len(compared) == len(claims) and not _pairs(compared):
        return None
    sides = last_of(claims)
    how = how_they_differ(attribute, claims, sides)
    used = sides
    if attribute in GROWING and how == OVER_TIME:
        used = last_of([max(compared, key=lambda c: c.figure.middle if c.figure else nan)])
    figures = [c.figure for c in compared if c.figure is not None]
    kind = figures[0].kind
    number = kind != "text"
    return Disputed(
        subject_ids=subjects,
        title="; ".join(titles.get(s, s) for s in subjects),
        attribute=attribute,
        unit=unit,
        kind=kind,
        claims=claims,
        counts=dict(sorted(Counter(c.side for c in claims).items())),
        sides=sides,
        how=how,
        lowest=min(f.low for f in figures) if number else nan,
        highest=max(f.high for f in figures) if number else nan,
        low=min(s.low for s in used) if number else nan,
        central=median(s.central for s in used) if number else nan,
        high=max(s.high for s in used) if number else nan,
    )


def _pairs(compared: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Claims that cannot both be true, by date."""
    return [
        (a, b)
        for n, a in enumerate(compared)
        for b in compared[n + 1 :]
        if a.figure and b.figure and a.figure.differs(b.figure)
    ]


def _contradict(early: Claim, late: Claim) -> bool:
    """Whether two differing claims, by date, cannot stand in one growing series."""
    if (early.first, early.last) == (late.first, late.last):
        return True
    assert early.figure
    assert late.figure
    return early.last < late.first and early.figure.low > late.figure.high
