"""The picture of packages: a row a package, a column a country, net gains as bars from zero with ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from reopen.report.bargain import NEGLIGIBLE, Bargain, Bundle, Share
from reopen.report.interplay_svg import LETTER, wrapped
from reopen.report.numbers import amount, span


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures of a drawing in its own units, which are pixels at its own width.

    Attributes
    ----------
    name : str
        Ends the ids inside it, so that two drawings can stand on one page.
    width : float
        Of the whole.
    size, leading : float
        Of the type.
    label : float
        Width of the words on the left; 0 where they stand above the bars.
    gap : float
        Between columns, and between packages.
    """

    name: str
    width: float
    size: float
    leading: float
    label: float
    gap: float


WIDE = Sheet("wide", 1200.0, 14.0, 18.0, 336.0, 22.0)
NARROW = Sheet("narrow", 358.0, 12.0, 15.5, 0.0, 18.0)

#: Height of a bar, and half of that of a whisker's ends.
BAR, CAP = 13.0, 4.0

#: How far the line at zero goes beyond a bar.
OVER = 5.0

#: How far a tick's number may go beyond its column, and round values that are tried for a tick.
EDGE, TRIES = 9.0, 4

#: Lines of a country's name at most.
NAME = 2

#: Size of lesser words and width of bold letters, in those of the type.
SMALL, BOLD = 0.86, 1.08

#: Least width of a column; narrower ones go below each other.
LEAST = 100.0

#: Room for a country's code before its bar, and for its numbers behind it, where columns are rows.
CODE, NUMBERS = 30.0, 112.0


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places along a bar's room, the same for all countries and packages."""

    low: float
    high: float
    width: float

    def __call__(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * self.width

    def ticks(self, letter: float) -> tuple[float, ...]:
        """Zero, and the largest round value on each side that has room for its number."""
        return tuple(sorted([0.0, *self._ticks(self.low, letter), *self._ticks(self.high, letter)]))

    def _ticks(self, end: float, letter: float) -> Iterable[float]:
        """None or one of the round values on the way to an end of the scale."""
        size = abs(end)
        for _ in range(TRIES if size > 0 else 0):
            size = round_below(size)
            value = math.copysign(size, end)
            half = len(amount(value)) / 2 * letter
            beyond = max(half - self(value), self(value) + half - self.width)
            if beyond <= EDGE and abs(self(value) - self(0.0)) >= half + letter / 2 + 6:
                return [value]
            size *= 0.6
        return []


def round_below(value: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a value.

    Examples
    --------
    >>> round_below(73.0), round_below(0.3), round_below(1.0)
    (50.0, 0.2, 1.0)
    """
    power = 10.0 ** math.floor(math.log10(value))
    return float(next(step * power for step in (5.0, 2.0, 1.0) if step * power <= value * (1 + 1e-12)))


def scale_of(bundles: Sequence[Bundle], width: float) -> Scale:
    """A scale that takes in every range and zero."""
    ends = [0.0, *(x for b in bundles for s in b.shares for x in (s.p10, s.p50, s.p90))]
    low, high = min(ends), max(ends)
    return Scale(low, high, width) if high > low else Scale(0.0, 1.0, width)


def bargain_svg(found: Bargain, sheet: Sheet) -> str:
    """The picture as one ``<svg>`` element whose every text is escaped; empty where no package stands out.

    Parameters
    ----------
    found : Bargain
        Facts of the packages.
    sheet : Sheet
        Measures.
    """
    if not found.marked or not found.countries:
        return ""
    column = (sheet.width - sheet.label) / len(found.countries)
    if not sheet.label or column < LEAST:
        body, height = _stacked(found, sheet)
    else:
        body, height = _beside(found, sheet, column)
    about = f"packages-{sheet.name}-in-words"
    return (
        f'<svg class="bargain {sheet.name}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {sheet.width:.0f} {height:.0f}" font-size="{sheet.size:g}" '
        f'aria-label="Net gain of each country by package" aria-describedby="{about}">'
        f'<desc id="{about}">{escape(_words(found))}</desc>{"".join(body)}</svg>'
    )


def _words(found: Bargain) -> str:
    """The picture for those who cannot see it."""
    rows = []
    for bundle in found.marked:
        sums = ", ".join(
            f"{s.country_id} {amount(s.p50, sign=True)} ({span(s.p10, s.p90)})" for s in bundle.shares
        )
        rows.append(f"{bundle.words}: {', '.join(bundle.titles)}: {sums} USD m a year")
    return "; ".join(rows) + "."


def _beside(found: Bargain, sheet: Sheet, column: float) -> tuple[list[str], float]:
    """Packages as rows, countries as columns."""
    scale = scale_of(found.marked, column - sheet.gap)
    starts = [sheet.label + n * column for n in range(len(found.countries))]
    out: list[str] = []
    room = (column - 6.0) / (LETTER * SMALL * sheet.size)
    full = [wrapped(name, room)[:NAME] for _, name in found.countries]
    most = max(len(words) for words in full)
    for x, (code, _), words in zip(starts, found.countries, full, strict=True):
        out.append(_text("head", x, sheet.leading, code))
        for n, line in enumerate(words):
            out.append(_text("sub", x, (n + 2) * sheet.leading - 2, line, sheet.size * SMALL))
    top = (most + 1) * sheet.leading + 10
    for bundle in found.marked:
        lines = list(_label(bundle, sheet, sheet.label - 20))
        height = max(len(lines) * sheet.leading, 2 * sheet.leading + BAR + OVER + 8) + sheet.gap
        out.append(_rule(sheet, top))
        out.extend(_lines(lines, 0.0, top + 8, sheet))
        for x, share in zip(starts, bundle.shares, strict=True):
            first = top + 8 + 0.78 * sheet.leading
            out.extend(_sums(share, x, first, sheet))
            bar = top + 8 + 2 * sheet.leading + 6
            out.extend(_bar(share, scale, x, bar))
            out.extend(_zero(x + scale(0.0), bar - OVER, bar + BAR + OVER))
        top += height
    out.append(_rule(sheet, top))
    for x in starts:
        out.extend(_axis(scale, x, top + sheet.leading, sheet))
    return out, top + sheet.leading + 8


def _stacked(found: Bargain, sheet: Sheet) -> tuple[list[str], float]:
    """Packages below each other, each with its countries as rows: for narrow screens."""
    scale = scale_of(found.marked, sheet.width - CODE - NUMBERS - 12)
    out: list[str] = []
    top, row = 0.0, 2 * sheet.leading + 4
    for bundle in found.marked:
        lines = list(_label(bundle, sheet, sheet.width))
        out.append(_rule(sheet, top))
        out.extend(_lines(lines, 0.0, top + 8, sheet))
        begin = top + 8 + len(lines) * sheet.leading + 8
        top = begin
        for share in bundle.shares:
            middle = top + row / 2
            out.append(_text("head", 0.0, middle + 0.36 * sheet.size, share.country_id))
            out.extend(_bar(share, scale, CODE, middle - BAR / 2))
            out.extend(_sums(share, sheet.width, middle - 0.22 * sheet.size, sheet, anchor="end"))
            top += row
        out.extend(_zero(CODE + scale(0.0), begin, top))
        out.extend(_axis(scale, CODE, top + sheet.leading - 2, sheet))
        top += sheet.leading + sheet.gap
    return out, top - sheet.gap + 8


def _label(bundle: Bundle, sheet: Sheet, width: float) -> Iterable[tuple[str, str]]:
    """Kind and text of the lines that say what a package is."""
    letters = width / (LETTER * sheet.size)
    yield from (("what", line) for line in wrapped(bundle.words, letters / BOLD))
    count = len(bundle.titles)
    agree = f"; must agree: {', '.join(bundle.agree)}" if bundle.agree else ""
    about = f"{count} opening{'s' if count > 1 else ''}{agree}"
    yield from (("sub", line) for line in wrapped(about, letters / SMALL))
    for title in bundle.titles:
        for n, line in enumerate(wrapped(title, letters - 3)):
            yield ("name" if n else "name first", line)


def _lines(lines: Iterable[tuple[str, str]], x: float, top: float, sheet: Sheet) -> Iterable[str]:
    for n, (kind, line) in enumerate(lines):
        y = top + n * sheet.leading + 0.78 * sheet.leading
        if kind == "name first":
            yield f'<circle class="dot" cx="{x + 4:.1f}" cy="{y - 0.34 * sheet.size:.1f}" r="2"/>'
        indent = 14.0 if kind.startswith("name") else 0.0
        size = sheet.size * SMALL if kind == "sub" else None
        yield _text(kind.split()[0], x + indent, y, line, size)


def _sums(share: Share, x: float, y: float, sheet: Sheet, anchor: str = "start") -> Iterable[str]:
    """P50, and the range below it."""
    side = "gain" if share.p50 >= NEGLIGIBLE else "loss" if share.p50 <= -NEGLIGIBLE else "nil"
    yield _text(f"sum {side}", x, y, amount(share.p50, sign=True), None, anchor)
    size, ends = sheet.size * SMALL, span(share.p10, share.p90, sign=True)
    yield _text("sub", x, y + sheet.leading - 1, ends, size, anchor)


def _bar(share: Share, scale: Scale, x: float, y: float) -> Iterable[str]:
    """A bar from zero to P50, and a whisker from P10 to P90."""
    zero, end = scale(0.0), scale(share.p50)
    side, middle = "gain" if share.p50 >= 0 else "loss", y + BAR / 2
    low, high = x + scale(share.p10), x + scale(share.p90)
    about = f"{share.country_id}: {amount(share.p50, sign=True)} ({span(share.p10, share.p90)}) USD m a year"
    start, long, (top, bottom) = x + min(zero, end), abs(end - zero), (middle - CAP, middle + CAP)
    ends = f"M{low:.2f} {top:.1f}V{bottom:.1f}M{high:.2f} {top:.1f}V{bottom:.1f}"
    yield (
        f'<g class="bar" data-country="{escape(share.country_id)}"><title>{escape(about)}</title>'
        f'<rect class="{side}" x="{start:.2f}" y="{y:.1f}" width="{long:.2f}" height="{BAR:g}"/>'
        f'<path class="whisker" d="{ends}M{low:.2f} {middle:.1f}H{high:.2f}"/></g>'
    )


def _zero(x: float, top: float, bottom: float) -> Iterable[str]:
    yield f'<path class="zero" d="M{x:.2f} {top:.1f}V{bottom:.1f}"/>'


def _axis(scale: Scale, x: float, y: float, sheet: Sheet) -> Iterable[str]:
    size = sheet.size * SMALL
    for value in scale.ticks(0.62 * size):
        yield _text("tick", x + scale(value), y, amount(value), size, "middle")


def _rule(sheet: Sheet, y: float) -> str:
    return f'<path class="rule" d="M0 {y:.1f}H{sheet.width:.1f}"/>'


def _text(kind: str, x: float, y: float, text: str, size: float | None = None, anchor: str = "start") -> str:
    big = f' font-size="{size:.2f}"' if size else ""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{big}{at}>{escape(text)}</text>'
