"""What the accord's page shows: one record of everything, as known on the day of a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reopen.accord.deadlines import due, overdue
from reopen.accord.disputed import Disputed, disputed
from reopen.accord.gaps import Gaps, gaps
from reopen.accord.known import as_known
from reopen.accord.said import claims_by_side
from reopen.accord.scored import Score, score
from reopen.accord.status import provisions_on
from reopen.accord.versions import Comparison, comparable, compare
from reopen.accord.works import records as works_known
from reopen.benefit.clauses import clauses
from reopen.region.records import records
from reopen.report.accord_dots import Dots, dots
from reopen.report.accord_rounds import Rounds, rounds
from reopen.report.accord_works import Work, works
from reopen.report.evidence import Tally, tally
from reopen.report.numbers import amount, span

if TYPE_CHECKING:
    from reopen.region.region import Region
    from reopen.study import Study

#: Last day that a date can be written; everything known to fall due is shown.
FOREVER = "9999-12-31"
#: Words for how the claims of a figure differ (:func:`reopen.accord.disputed.how_they_differ`).
HOW = {
    "sides differ": "sides differ",
    "over time": "differs over time, not between sides",
    "one side, same time": "one side, different values of one time",
    "not comparable": "units or texts that cannot be compared",
}
PERCENTILES = ("p10", "p50", "p90")


@dataclass(frozen=True, slots=True)
class Cost:
    """A provision that is not fulfilled and what that costs a month, USD m.

    Attributes
    ----------
    row : mapping of str to object
        The row of :attr:`reopen.benefit.clauses.Clauses.totals`.
    openings : tuple of (str, str)
        Ids and titles of its openings that count.
    whole : tuple of float
        P10, P50 and P90 over the region's countries; three times the central value where there is no range.
    countries : mapping of str to tuple of float
        The same by country.
    """

    row: Mapping[str, Any]
    openings: tuple[tuple[str, str], ...]
    whole: tuple[float, ...]
    countries: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class AccordView:
    """The page's content; lists are in the order in which they are shown.

    Attributes
    ----------
    as_of : str
        The day. Nothing in the record is dated later.
    documents, provisions, events, claims : int
        Rows of the register known on the day.
    rounds, dots, works : Rounds, Dots, tuple of Work
        What the three pictures are drawn from.
    status : list of dict
        Every provision (:func:`reopen.accord.status.provisions_on`).
    score : Score
        How forecasts of the works' own later claims went.
    overdue, due : list of dict
        See :mod:`reopen.accord.deadlines`.
    disputed : tuple of Disputed
        Figures with more than one value.
    by_side : list of Tally
        Claims by side.
    costs : tuple of Cost
        What provisions that are not fulfilled cost a month.
    cost_countries : tuple of str
        Countries of the region that some of these costs or benefits fall on.
    gaps : Gaps
        What provisions, openings and projects leave out of each other.
    versions : tuple of Comparison
        Documents with several versions.
    sources : list of dict
        Sources that the page cites, by id.
    """

    as_of: str
    documents: int
    provisions: int
    events: int
    claims: int
    rounds: Rounds
    dots: Dots
    works: tuple[Work, ...]
    status: list[dict[str, Any]]
    score: Score
    overdue: list[dict[str, Any]]
    due: list[dict[str, Any]]
    disputed: tuple[Disputed, ...]
    by_side: list[Tally]
    costs: tuple[Cost, ...]
    cost_countries: tuple[str, ...]
    gaps: Gaps
    versions: tuple[Comparison, ...]
    sources: list[dict[str, Any]]

    @property
    def empty(self) -> bool:
        """Whether the register holds nothing at all on the day."""
        return not (self.documents or self.events or self.claims)

    @property
    def cited(self) -> Set[str]:
        """Ids of the sources that stand on the page."""
        return {row["source_id"] for row in self.sources}


def accord_view(study: Study) -> AccordView:
    """Everything that the accord's page shows of a study.

    Parameters
    ----------
    study : Study
        Of its region only those rows of the register are read that are known on its day.

    Raises
    ------
    RegionError
        When claims of works cannot be read.
    """
    day, seen = study.as_of, as_known(study.region, study.as_of)
    scored = score(works_known(seen, day))
    found: dict[str, Any] = {
        "rounds": rounds(seen),
        "works": works(seen, day, scored=scored),
        "status": records(provisions_on(seen, day)),
        "overdue": records(overdue(seen, day)),
        "due": records(due(seen, day, until=FOREVER)),
        "disputed": disputed(seen, day),
        "versions": tuple(
            compare(seen, name, as_of=day) for name in comparable(seen, as_of=day)["document_id"]
        ),
    }
    costs, countries = _costs(study, seen)
    return AccordView(
        as_of=day,
        documents=len(seen["document"]),
        provisions=len(seen["provision"]),
        events=len(seen["event"]),
        claims=len(seen["claim"]),
        dots=dots(seen, day),
        score=scored,
        by_side=tally(claims_by_side(seen, day)),
        costs=costs,
        cost_countries=countries,
        gaps=gaps(seen, day),
        sources=_sources(seen, found),
        **found,
    )


def stated_range(one: Disputed) -> str:
    """The range used of a figure: low, central and high in its unit; "" where it cannot be compared.

    Numbers and days are written as the rest of the report writes them.
    """
    from reopen.accord.stated import told

    if one.low != one.low or one.how == "not comparable":
        return ""
    if one.kind == "date":
        ends = [told(end, "date") for end in (one.low, one.central, one.high)]
        return ends[1] if ends[0] == ends[2] else f"{ends[1]} ({ends[0]} to {ends[2]})"
    middle = amount(one.central)
    return middle if one.low == one.high else f"{middle} ({span(one.low, one.high)})"


def spread(one: Disputed) -> str:
    """How far all claims of a figure lie apart, in words; "" where they cannot be compared."""
    if one.spread != one.spread or one.how == "not comparable":
        return ""
    if one.kind == "date":
        return f"{one.spread:,.0f} days"
    ratio = f", {one.ratio:.3g} times" if one.ratio == one.ratio and one.ratio > 1 else ""
    return f"{amount(one.spread)}{ratio}"


def _costs(study: Study, seen: Region) -> tuple[tuple[Cost, ...], tuple[str, ...]]:
    made = clauses(seen, study.benefits, study.as_of)
    titles = dict(zip(seen["opening"]["opening_id"], seen["opening"]["title"], strict=True))
    inside = made.by_country[made.by_country["inside"]]
    by: dict[str, dict[str, tuple[float, ...]]] = {}
    for row in records(inside):
        by.setdefault(row["provision_id"], {})[row["country_id"]] = _ends(row)
    countries = tuple(sorted({code for some in by.values() for code, ends in some.items() if any(ends)}))
    costs = [
        Cost(
            row=row,
            openings=tuple((name, titles[name]) for name in row["opening_ids"]),
            whole=_ends(row),
            countries=by.get(row["provision_id"], {}),
        )
        for row in records(made.totals)
    ]
    return tuple(costs), countries


def _ends(row: Mapping[str, Any]) -> tuple[float, ...]:
    ends = tuple(float(row[f"month_usd_m_{name}"]) for name in PERCENTILES)
    return ends if ends[1] == ends[1] else (float(row["month_usd_m_central"]),) * 3


def _sources(seen: Region, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sources of all rows that the page shows, as far as they are known on the day."""
    cited = {name for ids in _cited(found) for name in ids}
    table = seen["source"]
    return records(table[table["source_id"].isin(cited)].sort_values("source_id"))


def _cited(found: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    for name in ("status", "overdue", "due"):
        yield from (row["source"] for row in found[name])
    yield from (one.source for one in found["rounds"].events)
    for work in found["works"]:
        yield from (one.source for one in (*work.progress, *work.targets))
    for figure in found["disputed"]:
        yield from (claim.source for claim in figure.claims)
    for comparison in found["versions"]:
        yield from comparison.versions["source"]
