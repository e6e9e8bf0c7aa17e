"""Days to places across a drawing, with lines for years, and the marks that such drawings share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from reopen.region.spans import span
from reopen.report.interplay_svg import LETTER
from reopen.report.years_svg import STEPS


@dataclass(frozen=True, slots=True)
class Days:
    """A scale of days, as ordinals (``date.toordinal``), across a drawing.

    Attributes
    ----------
    first, last : int
        Days at its ends; the last lies after the first.
    left, right : float
        Where they stand, in units of the drawing.
    """

    first: int
    last: int
    left: float
    right: float

    def __call__(self, day: float) -> float:
        """Place of a day; days outside the scale stand at its ends.

        Examples
        --------
        >>> Days(0, 100, 10.0, 20.0)(50), Days(0, 100, 10.0, 20.0)(900)
        (15.0, 20.0)
        """
        inside = min(max(day, self.first), self.last)
        return self.left + (inside - self.first) / (self.last - self.first) * (self.right - self.left)

    def years(self, size: float) -> list[tuple[int, float, bool]]:
        """First days of years inside: the year, its place, and whether there is room for its number.

        Parameters
        ----------
        size : float
            Size of the type.
        """
        room, wide = 5.4 * LETTER * size, 365.25 / (self.last - self.first) * (self.right - self.left)
        step = next((n for n in STEPS if n * wide >= room), STEPS[-1])
        out = []
        for year in range(date.fromordinal(self.first).year, date.fromordinal(self.last).year + 1):
            begin = date(year, 1, 1).toordinal()
            if self.first <= begin <= self.last:
                x = self(begin)
                out.append((year, x, year % step == 0 and x + 0.7 * room <= self.right))
        return out


def middle(text: str) -> tuple[int, int] | None:
    """First and last day, as ordinals, that a date can mean; None where it is none.

    Examples
    --------
    >>> first, last = middle("2024-02")
    >>> last - first
    28
    """
    days = span(text)
    return (days[0].toordinal(), days[1].toordinal()) if days else None


def axis(scale: Days, size: float, top: float, bottom: float) -> Iterable[str]:
    """A line at each year, faint where it has no number, and numbers above the lines."""
    for year, x, numbered in scale.years(size):
        yield f'<path class="{"year" if numbered else "year faint"}" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>'
        if numbered:
            yield words("tick", x + 3, top - 3, str(year))


def words(kind: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    """One line of text; it is escaped."""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{at}>{escape(text)}</text>'
