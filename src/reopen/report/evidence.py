"""What the study rests on: counts by side, sources, parameters and unit costs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reopen.region.records import records
from reopen.report.numbers import MISSING

if TYPE_CHECKING:
    from reopen.study import Study

_CODE = re.compile(r"[A-Z]{2}")
_ABROAD = "other countries"
_WITHOUT_SIDE = ("academic", "EU", "IFI", "independent", "NGO", "UN")


@dataclass(frozen=True, slots=True)
class Tally:
    """A count with its share of the largest, for a bar."""

    label: str
    count: int
    share: float


def tally(counts: Mapping[str, int]) -> list[Tally]:
    """Counts in alphabetical order of their labels.

    Examples
    --------
    >>> [(t.label, t.count, t.share) for t in tally({"b": 2, "a": 1})]
    [('a', 1, 0.5), ('b', 2, 1.0)]
    """
    most = max(counts.values(), default=1)
    return [Tally(label or "not stated", n, n / most) for label, n in sorted(counts.items())]


def in_order(counts: Mapping[str, int]) -> list[Tally]:
    """Counts in the order that they come in, such as that of a scale.

    Examples
    --------
    >>> [(t.label, t.share) for t in in_order({"not started": 1, "full": 2})]
    [('not started', 0.5), ('full', 1.0)]
    """
    most = max(max(counts.values(), default=1), 1)
    return [Tally(label, n, n / most) for label, n in counts.items()]


def by_side(affiliations: Mapping[str, int], countries: Set[str]) -> dict[str, int]:
    """Sources by side: affiliations such as "AM-gov" and "AM-media" count to AM.

    A source that several sides share counts to each of them. The region's countries come first
    in the alphabetical order of their codes, then kinds of publishers without a side.

    Examples
    --------
    >>> by_side({"AM-gov": 1, "AM-media": 2, "AZ/US-think-tank": 1, "UN": 3, "x": 1, "": 4}, {"AM", "AZ"})
    {'AM': 3, 'AZ': 1, 'UN': 3, 'other countries': 1, 'other': 1, 'unclassified': 4}
    """
    found: Counter[str] = Counter()
    for affiliation, count in affiliations.items():
        for side in {_folded(side, countries) for side in _sides(affiliation)}:
            found[side] += count
    return {side: found[side] for side in sorted(found, key=lambda s: (_order(s), s.lower()))}


def _folded(side: str, countries: Set[str]) -> str:
    known = side in countries or side in _WITHOUT_SIDE or not _CODE.fullmatch(side)
    return side if known else _ABROAD


def _order(side: str) -> int:
    last = (_ABROAD, "other", "unclassified")
    return 2 + last.index(side) if side in last else int(side in _WITHOUT_SIDE)


def _sides(affiliation: str) -> set[str]:
    if affiliation in ("", "none", "unclassified", "not classified"):
        return {"unclassified"}
    sides: set[str] = set()
    for part in re.split(r"[;/]", affiliation):
        words = part.strip().split("-")
        sides |= {word for word in words if word in _WITHOUT_SIDE or _CODE.fullmatch(word)}
    return sides or {"other"}


def side_tally(study: Study) -> list[Tally]:
    """Sources by side of their publisher, in the order of :func:`by_side`."""
    counts = by_side(
        study.accord.sources_by_affiliation, set(study.region["country"]["country_id"]) - set(_WITHOUT_SIDE)
    )
    most = max(counts.values(), default=1)
    return [Tally(label, n, n / most) for label, n in counts.items()]


def sources(study: Study) -> list[dict[str, Any]]:
    """Every source of the region, by id."""
    return table(study, "source", "source_id")


def table(study: Study, name: str, key: str) -> list[dict[str, Any]]:
    """Rows of a table of the region in the order of its key."""
    return records(study.region[name].sort_values(key))


def years(study: Study) -> str:
    """Years that the recorded trade is of.

    A region without trade gives "no year".
    """
    found = sorted({int(year) for year in study.region["trade"]["year"].dropna()})
    if not found:
        return "no year"
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"


def plain(value: float) -> str:
    """A number of a table as it stands there, without needless digits.

    Examples
    --------
    >>> plain(0.0125), plain(1200.0), plain(6.0), plain(float("nan"))
    ('0.0125', '1,200', '6', '–')
    """
    if value != value:
        return MISSING
    return f"{value:,.10g}".replace("-", "−")


def is_web(url: str) -> bool:
    """Whether an address may become a link: http and https only.

    Examples
    --------
    >>> is_web("https://example.org/a"), is_web("javascript:alert(1)")
    (True, False)
    """
    return url.lower().startswith(("https://", "http://"))
