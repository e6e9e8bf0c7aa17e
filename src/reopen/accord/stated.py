"""What a claim states, as a number, a range, a date, or else as text; and units that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import nan

from reopen.region.spans import span

#: Units of claims whose value is a date; compared as the days that it can mean.
DATES = ("date", "day", "month", "year")
#: Units with a fixed relation: the unit they are compared in, and how many of that one is. Currencies
#: have none, since the region holds no exchange rates.
RELATED: dict[str, tuple[str, float]] = {
    "m": ("km", 0.001),
    "ha": ("km2", 0.01),
    "m2": ("km2", 1e-6),
    "kt": ("t", 1000.0),
    "years": ("months", 12.0),
}
_SCALES = {"thousand": 1e-3, "billion": 1e3}
_NUMBER = r"[-+−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+−]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*[-–]\s*({_NUMBER}))?")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a claim states.

    Attributes
    ----------
    kind : {"number", "date", "text"}
        How it is compared.
    low, high : float
        Ends of what it can mean; equal for a plain number. Dates are days since the year 1
        (``date.toordinal``); NaN for text.
    text : str
        The value as stated.
    """

    kind: str
    low: float
    high: float
    text: str

    @property
    def middle(self) -> float:
        """Middle of its ends."""
        return (self.low + self.high) / 2

    def differs(self, other: Figure) -> bool:
        """Whether both cannot be true: their ranges share nothing, or their texts differ."""
        if "text" in (self.kind, other.kind):
            return _plain(self.text) != _plain(other.text)
        return self.high < other.low or other.high < self.low

    def times(self, factor: float) -> Figure:
        """The same in another unit; dates and texts stay."""
        if self.kind != "number" or factor == 1.0:
            return self
        return Figure(self.kind, self.low * factor, self.high * factor, self.text)


def figure(value: str, unit: str) -> Figure:
    """Read a claim's value.

    Examples
    --------
    >>> figure("5-7", "percent")
    Figure(kind='number', low=5.0, high=7.0, text='5-7')
    >>> told(figure("2024-06", "month").high, "date")
    '2024-06-30'
    >>> figure("early summer", "month").kind
    'text'
    """
    text = value.strip()
    if unit in DATES:
        days = span(text)
        if days:
            return Figure("date", float(days[0].toordinal()), float(days[1].toordinal()), text)
        return Figure("text", nan, nan, text)
    found = _RANGE.fullmatch(text)
    if found is None:
        return Figure("text", nan, nan, text)
    low = _float(found[1])
    high = _float(found[2]) if found[2] else low
    return Figure("number", low, high, text) if low <= high else Figure("text", nan, nan, text)


def measure(unit: str) -> tuple[str, float]:
    """Unit that a unit is compared in, and how many of that one is.

    Examples
    --------
    >>> measure("USD_billion"), measure("ha"), measure("month")
    (('USD_million', 1000.0), ('km2', 0.01), ('date', 1.0))
    """
    if unit in DATES:
        return "date", 1.0
    currency, _, scale = unit.rpartition("_")
    if currency and scale in _SCALES:
        return f"{currency}_million", _SCALES[scale]
    return RELATED.get(unit, (unit, 1.0))


def told(value: float, kind: str) -> str:
    """A number or a day as text; "" where there is none.

    Examples
    --------
    >>> told(12.50, "number"), told(737791.0, "date"), told(float("nan"), "number")
    ('12.5', '2021-01-01', '')
    """
    if value != value:
        return ""
    return date.fromordinal(int(value)).isoformat() if kind == "date" else f"{value:.10g}"


def _float(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
