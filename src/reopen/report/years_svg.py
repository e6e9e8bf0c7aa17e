"""Small bar charts by year: what happens in each, or has happened by its end, with a range and a limit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from reopen.report.bargain_svg import round_below
from reopen.report.interplay_svg import LETTER
from reopen.report.numbers import amount, span


@dataclass(frozen=True, slots=True)
class Years:
    """A number a year.

    Attributes
    ----------
    title, unit : str
        What is shown, and in what.
    years : tuple of int
        Calendar years.
    values : tuple of float
        A value a year.
    low, high : tuple of float
        Range of each value; empty where there is none.
    limit : tuple of float
        What the value is held against, such as a budget, NaN where there is none; empty likewise.
    limit_name : str
        What that is.
    """

    title: str
    unit: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    limit: tuple[float, ...] = ()
    limit_name: str = ""


#: Size of the drawing in its own units, which are pixels at its own width, and of its type.
WIDTH, HEIGHT, SIZE = 360.0, 168.0, 12.0
#: Room for numbers on the left, years below, and above the bars.
LEFT, BELOW, ABOVE, RIGHT = 50.0, 20.0, 8.0, 4.0
#: Charts whose largest number is below this are empty, and their scale ends at 1.
LEAST = 1e-6
#: Share of a year's room that its bar takes; wide bars stop at a width.
FILL, BROAD = 0.72, 34.0
#: Years between two numbers below, the first that leaves them room.
STEPS = (1, 2, 5, 10, 20, 50)


def years_svg(found: Years, colour: str) -> str:
    """A chart as one ``<svg>`` element whose every text is escaped; empty without years.

    Parameters
    ----------
    found : Years
        Numbers.
    colour : str
        CSS variable of the bars, without its dashes.
    """
    if not found.years:
        return ""
    top = _top(found)
    limits = list(_limits(found, top)) if found.limit else []
    return (
        f'<svg class="years" xmlns="http://www.w3.org/2000/svg" role="img" style="--c:var(--{colour})" '
        f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" font-size="{SIZE:g}" aria-label="{escape(_words(found))}">'
        f"{''.join([*_scale(top), *_bars(found, top), *limits, *_axis(found)])}</svg>"
    )


def _top(found: Years) -> float:
    """A round value that no number exceeds, a little more than the largest."""
    every = (*found.values, *found.high, *found.limit)
    most = max((value for value in every if math.isfinite(value)), default=0.0)
    if most < LEAST:
        return 1.0
    step = round_below(most / 2)
    return step * math.ceil(most / step - 1e-9)


def _words(found: Years) -> str:
    """The chart for those who cannot see it."""
    said = [f"{year}: {_said(found, n)}" for n, year in enumerate(found.years)]
    return f"{found.title}, {found.unit}. {'; '.join(said)}."


def _said(found: Years, n: int) -> str:
    text = amount(found.values[n])
    if found.low:
        text += f" ({span(found.low[n], found.high[n])})"
    if found.limit and math.isfinite(found.limit[n]):
        text += f", {found.limit_name} {amount(found.limit[n])}"
    return text


def _x(found: Years, n: float) -> float:
    return LEFT + n * (WIDTH - LEFT - RIGHT) / len(found.years)


def _y(value: float, top: float) -> float:
    return HEIGHT - BELOW - max(value, 0.0) / top * (HEIGHT - BELOW - ABOVE)


def _scale(top: float) -> Iterable[str]:
    """A line and a number at nothing, half way and the top."""
    for value in (0.0, top / 2, top):
        y = _y(value, top)
        yield f'<path class="{"zero" if not value else "rule"}" d="M{LEFT:.1f} {y:.1f}H{WIDTH:.1f}"/>'
        at = f'x="{LEFT - 6:.1f}" y="{y + 0.35 * SIZE:.1f}"'
        yield f'<text class="tick" {at} text-anchor="end">{amount(value)}</text>'


def _bars(found: Years, top: float) -> Iterable[str]:
    room = (WIDTH - LEFT - RIGHT) / len(found.years)
    wide = min(FILL * room, BROAD)
    for n, year in enumerate(found.years):
        middle, y = _x(found, n + 0.5), _y(found.values[n], top)
        bar = f'x="{middle - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{_y(0.0, top) - y:.1f}"'
        line = ""
        if found.low and found.high[n] > 0:
            low, high = _y(found.low[n], top), _y(found.high[n], top)
            line = f'<path class="whisker" d="M{middle:.1f} {low:.1f}V{high:.1f}"/>'
        about = f"{year}: {_said(found, n)} {found.unit}"
        yield f"<g><title>{escape(about)}</title><rect {bar}/>{line}</g>"


def _limits(found: Years, top: float) -> Iterable[str]:
    """A stroke across each year that has a limit."""
    steps = [
        f"M{_x(found, n):.1f} {_y(limit, top):.1f}H{_x(found, n + 1):.1f}"
        for n, limit in enumerate(found.limit)
        if math.isfinite(limit)
    ]
    if steps:
        yield f'<path class="limit" d="{"".join(steps)}"/>'


def _axis(found: Years) -> Iterable[str]:
    room = (WIDTH - LEFT - RIGHT) / len(found.years)
    step = next((n for n in STEPS if n * room >= 5 * LETTER * SIZE), STEPS[-1])
    for n, year in enumerate(found.years):
        middle = _x(found, n + 0.5)
        if year % step == 0 and middle + 2.4 * LETTER * SIZE <= WIDTH:
            at = f'x="{middle:.1f}" y="{HEIGHT - 5:.1f}"'
            yield f'<text class="tick" {at} text-anchor="middle">{year}</text>'
