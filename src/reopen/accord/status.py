"""The accord's provisions on a date: counts by status, what is late, and whose figures these are."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from reopen.region.dates import iso_date

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

#: Implementation grades after the Peace Accords Matrix (Kroc Institute).
FULL = 3


@dataclass(frozen=True, slots=True)
class AccordStatus:
    """The accord on a date.

    Attributes
    ----------
    as_of : str
        The date.
    counts : mapping of str to int
        Provisions by status.
    late : DataFrame
        Provisions past their deadline and not fully done, the longest late first:
        ``provision_id, document_id, document, summary, obligated, deadline, days_late, status,
        implementation, disputed, source``.
    claims_by_side : mapping of str to int
        Claims made by the date, by the side of the claimant.
    sources_by_affiliation : mapping of str to int
        Sources published by the date, or undated, by affiliation.
    """

    as_of: str
    counts: Mapping[str, int]
    late: pd.DataFrame
    claims_by_side: Mapping[str, int]
    sources_by_affiliation: Mapping[str, int]


def accord_status(region: Region, as_of: str | None = None) -> AccordStatus:
    """Status of every provision of a region on a date.

    A provision whose status is dated later than ``as_of`` counts as "not recorded yet", since
    the register holds one status a provision; provisions of later documents do not count.

    Examples
    --------
    >>> import reopen
    >>> register = reopen.load()
    >>> sum(accord_status(register).counts.values()) == len(register["provision"])
    True
    """
    day = iso_date(region.meta.as_of if as_of is None else as_of)
    provisions = _in_force(region, day)
    known = provisions["status_date"] <= day
    status = provisions["status"].where(known, "not recorded yet")
    provisions = provisions.assign(
        status=status,
        implementation=provisions["implementation"].where(known),
        disputed=provisions["disputed"] & known,
    )
    claims, sources = region["claim"], region["source"]
    claims, sources = claims[claims["as_of"] <= day], sources[sources["date"] <= day]
    return AccordStatus(
        as_of=day,
        counts=_counted(status),
        late=_late(provisions, day),
        claims_by_side=_counted(claims["side"]),
        sources_by_affiliation=_counted(sources["affiliation"].replace("", "not classified")),
    )


def _counted(column: pd.Series[str]) -> Mapping[str, int]:
    """How often each value stands in a column, in alphabetical order."""
    return MappingProxyType(dict(sorted(Counter(str(v) for v in column).items())))


def _in_force(region: Region, day: str) -> pd.DataFrame:
    documents = region["document"].set_index("document_id")
    provisions = region["provision"]
    provisions = provisions.assign(
        document=provisions["document_id"].map(documents["title"]),
        signed=provisions["document_id"].map(documents["date"]),
    )
    return provisions[provisions["signed"] <= day]


def _late(provisions: pd.DataFrame, day: str) -> pd.DataFrame:
    """Past deadlines not fully met; overtaken provisions are not late but overtaken."""
    due = provisions["deadline"].ne("") & provisions["deadline"].map(_last_day).lt(day)
    open_ones = provisions["implementation"].ne(FULL) & ~provisions["status"].str.startswith(
        ("overtaken", "ended")
    )
    late = provisions[due & open_ones].copy()
    late["days_late"] = [
        (date.fromisoformat(day) - date.fromisoformat(_last_day(d))).days for d in late["deadline"]
    ]
    columns = ["provision_id", "document_id", "document", "summary", "obligated", "deadline", "days_late"]
    columns += ["status", "implementation", "disputed", "source"]
    return late.sort_values(["days_late", "provision_id"], ascending=[False, True])[columns].reset_index(
        drop=True
    )


def _last_day(partial: str) -> str:
    """Last day of a date of which the day or the month may be missing; "" stays.

    Examples
    --------
    >>> _last_day("2024"), _last_day("2024-02"), _last_day("2024-02-03")
    ('2024-12-31', '2024-02-29', '2024-02-03')
    """
    if len(partial) == 4:
        return f"{partial}-12-31"
    if len(partial) == 7:
        year, month = int(partial[:4]), int(partial[5:])
        return f"{partial}-{monthrange(year, month)[1]:02d}"
    return partial
