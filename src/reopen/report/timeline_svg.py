"""The picture of rounds: years to the right, a lane a level, a mark an event that says what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from reopen.report.accord_rounds import Round, Rounds
from reopen.report.dated import Days, axis, words
from reopen.report.interplay_svg import LETTER, wrapped


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures of a drawing in its own units, which are pixels at its own width.

    Attributes
    ----------
    name : str
        Its class.
    width, size, leading : float
        Of the whole, and of the type.
    label : float
        Width of the names on the left; 0 where they stand above the marks.
    mark : float
        Half of a mark.
    lines : int
        Of the words on an event.
    """

    name: str
    width: float
    size: float
    leading: float
    label: float
    mark: float
    lines: int


WIDE = Sheet("wide", 1200.0, 13.0, 17.0, 180.0, 6.0, 4)
NARROW = Sheet("narrow", 358.0, 12.0, 15.5, 0.0, 6.0, 6)

#: Height of the years, space around a lane, between marks, and right of the last day.
HEAD, PAD, GAP, EDGE = 22.0, 6.0, 3.0, 10.0
#: Days wider than this have a line over all that the date can mean.
VAGUE = 10
HINT = (
    "Point at a mark, or reach it with the Tab key, to read of it here; Enter leads to its row in the table."
)


def timeline_svg(found: Rounds, sheet: Sheet, *, day: int) -> str:
    """The picture as one ``<svg>`` element whose every text is escaped; empty without events.

    Parameters
    ----------
    found : Rounds
        Events.
    sheet : Sheet
        Measures.
    day : int
        Day that the picture ends with, as ordinal.
    """
    shown = [one for one in found.events if one.last >= found.begin]
    if not shown:
        return ""
    last = max(day, found.begin + 30)
    scale = Days(found.begin - 15, last, sheet.label + sheet.mark, sheet.width - EDGE)
    body: list[str] = []
    top = HEAD
    for lane in found.lanes:
        some = [one for one in shown if one.level == lane]
        if some:
            drawn, top = _lane(lane, some, scale, sheet, top)
            body += drawn
    box = top + PAD
    height = box + sheet.lines * sheet.leading + PAD
    marks = [_mark(one, x, y, scale, sheet, box) for one, x, y in _placed(found, shown, scale, sheet)]
    label = f"{len(shown)} negotiations by level and date"
    return (
        f'<svg class="rounds {sheet.name}" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'viewBox="0 0 {sheet.width:.0f} {height:.0f}" font-size="{sheet.size:g}" aria-label="{label}">'
        f"{''.join([*axis(scale, sheet.size, HEAD, top), *body, *_hint(sheet, box), *marks])}</svg>"
    )


def _rows(some: Sequence[Round], scale: Days, sheet: Sheet) -> list[int]:
    """A row for each event of a lane, so that no two marks meet."""
    free: list[float] = []
    out = []
    for one in some:
        x = scale((one.first + one.last) / 2)
        row = next((n for n, end in enumerate(free) if end + GAP <= x - sheet.mark), len(free))
        free[row : row + 1] = [x + sheet.mark]
        out.append(row)
    return out


def _head(sheet: Sheet) -> float:
    return 0.0 if sheet.label else sheet.leading + 2


def _height(rows: Sequence[int], sheet: Sheet) -> float:
    return _head(sheet) + (max(rows) + 1) * (2 * sheet.mark + GAP) + 2 * PAD


def _lane(lane: str, some: Sequence[Round], scale: Days, sheet: Sheet, top: float) -> tuple[list[str], float]:
    """The line above a lane and its name, and where it ends."""
    height = _height(_rows(some, scale, sheet), sheet)
    baseline = top + PAD + 0.5 * (2 * sheet.mark + GAP) + 0.36 * sheet.size - GAP / 2
    y = baseline if sheet.label else top + PAD + 0.76 * sheet.leading
    name = lane[:1].upper() + lane[1:]
    rule = f'<path class="rule" d="M0 {top:.1f}H{sheet.width:.0f}"/>'
    return [rule, words("name", 0.0, y, name)], top + height


def _placed(
    found: Rounds, shown: Sequence[Round], scale: Days, sheet: Sheet
) -> list[tuple[Round, float, float]]:
    """Events with their places, by lane and then by date: the order in which the Tab key comes to them."""
    out = []
    top = HEAD
    for lane in found.lanes:
        some = [one for one in shown if one.level == lane]
        if not some:
            continue
        rows = _rows(some, scale, sheet)
        for one, row in zip(some, rows, strict=True):
            y = top + PAD + _head(sheet) + (row + 0.5) * (2 * sheet.mark + GAP) - GAP / 2
            out.append((one, scale((one.first + one.last) / 2), y))
        top += _height(rows, sheet)
    return out


def _mark(one: Round, x: float, y: float, scale: Days, sheet: Sheet, box: float) -> str:
    """A mark that leads to its row of the table, with the words that show under a pointer or in focus."""
    vague = ""
    if one.last - one.first > VAGUE:
        vague = f'<path class="vague" d="M{scale(one.first):.1f} {y:.1f}H{scale(one.last):.1f}"/>'
    lines = "".join(_about(one, sheet, box))
    r = sheet.mark
    wide = f'x="{x - r - 1.5:.1f}" y="{y - r - 1.5:.1f}" width="{2 * r + 3:.1f}" height="{2 * r + 3:.1f}"'
    return (
        f'<a class="mark {one.mark}" href="#event-{escape(one.event_id)}" '
        f'aria-label="{escape(f"{one.title}, {one.about}")}">{vague}<rect class="hit" {wide}/>'
        f'<path class="shape" d="{shape(one.mark, x, y, r)}"/><g class="about">{lines}</g></a>'
    )


def shape(mark: str, x: float, y: float, r: float) -> str:
    """Outline of a mark around a place."""
    if mark == "diamond":
        return f"M{x:.1f} {y - r:.1f}l{r:g} {r:g}l-{r:g} {r:g}l-{r:g} -{r:g}z"
    if mark == "triangle":
        return f"M{x:.1f} {y - r:.1f}l{r:g} {2 * r:g}h-{2 * r:g}z"
    s = 0.8 * r
    if mark == "square":
        return f"M{x - s:.1f} {y - s:.1f}h{2 * s:g}v{2 * s:g}h-{2 * s:g}z"
    return f"M{x - s:.1f} {y:.1f}a{s:g} {s:g} 0 1 0 {2 * s:g} 0a{s:g} {s:g} 0 1 0 -{2 * s:g} 0"


def _about(one: Round, sheet: Sheet, box: float) -> Iterable[str]:
    """What is said of an event, over the hint."""
    letters = sheet.width / (LETTER * sheet.size)
    lines = [("title", line) for line in wrapped(one.title, letters)[:2]]
    lines += [("fine", line) for line in wrapped(one.about, letters)[:2]]
    lines += [("said", line) for line in wrapped(one.outcome, letters)] if one.outcome else []
    size = f'width="{sheet.width:.0f}" height="{sheet.lines * sheet.leading:.1f}"'
    yield f'<rect class="over" x="0" y="{box:.1f}" {size}/>'
    if len(lines) > sheet.lines:
        kind, line = lines[sheet.lines - 1]
        lines = [*lines[: sheet.lines - 1], (kind, line.rstrip("… ") + " …")]
    for n, (kind, line) in enumerate(lines):
        yield words(kind, 0.0, box + (n + 0.8) * sheet.leading, line)


def _hint(sheet: Sheet, box: float) -> Iterable[str]:
    letters = sheet.width / (LETTER * sheet.size)
    for n, line in enumerate(wrapped(HINT, letters)):
        yield words("hint", 0.0, box + (n + 0.8) * sheet.leading, line)
