"""The picture of a plan: years to the right, a lane a settlement or opening, a thin bar a track."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from reopen.report import palette
from reopen.report.gantt import Gantt, Lane
from reopen.report.interplay_svg import LETTER, wrapped
from reopen.report.numbers import count
from reopen.report.years_svg import STEPS


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures of a drawing in its own units, which are pixels at its own width.

    Attributes
    ----------
    name : str
        Ends the ids inside it, so that two drawings can stand on one page.
    width, height : float
        Of one part; a part ends with the last lane that fits, so that it fits a page of paper.
    size, leading : float
        Of the type.
    label : float
        Width of the names on the left; 0 where they stand above the bars.
    bar : float
        Height of a bar.
    """

    name: str
    width: float
    height: float
    size: float
    leading: float
    label: float
    bar: float


WIDE = Sheet("wide", 1200.0, 760.0, 13.0, 16.0, 292.0, 5.0)
NARROW = Sheet("narrow", 358.0, 1000.0, 12.0, 15.5, 0.0, 5.0)

#: Height of the years above the bars, of a row of returns, and half of a mark.
HEAD, RETURNS, MARK = 22.0, 15.0, 4.5
#: Between bars, around a lane, between names and the bars below them, and to the right of the last month.
GAP, PAD, UNDER, EDGE = 1.6, 5.0, 3.0, 10.0
#: Lines of a name at most, and size of lesser words in that of the type.
NAME, SMALL = 2, 0.86

_LABELS = {track.id: track.label for track in palette.TRACKS}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A lane with its height and the words before it."""

    lane: Lane
    lines: tuple[tuple[str, str], ...]
    height: float


def gantt_svg(found: Gantt, sheet: Sheet) -> list[str]:
    """The picture as ``<svg>`` elements that stand below each other; every text is escaped.

    Parameters
    ----------
    found : Gantt
        Lanes.
    sheet : Sheet
        Measures.

    Returns
    -------
    list of str
        Parts, each with its own axis; empty without lanes.
    """
    lanes = [
        _drawn(lane, "" if n else block.title, sheet)
        for block in found.blocks
        for n, lane in enumerate(block.lanes)
    ]
    parts = list(_parts(lanes, sheet.height - HEAD))
    return [_part(found, sheet, part, n, len(parts)) for n, part in enumerate(parts, 1)]


def _drawn(lane: Lane, block: str, sheet: Sheet) -> _Drawn:
    """Measure a lane; the first of a block bears the block's title."""
    width = (sheet.label - 16.0) if sheet.label else sheet.width
    letters = width / (LETTER * sheet.size)
    lines = [("block", line) for line in wrapped(block, letters / SMALL)[:1]] if block else []
    lines += [("name", line) for line in _cut(wrapped(lane.title, letters))]
    bars = len(lane.rows) * (sheet.bar + GAP) + (RETURNS if lane.returns else 0.0)
    words = len(lines) * sheet.leading
    height = max(bars, words) if sheet.label else bars + words + UNDER
    return _Drawn(lane, tuple(lines), height + 2 * PAD)


def _cut(lines: Sequence[str]) -> list[str]:
    if len(lines) <= NAME:
        return list(lines)
    return [*lines[: NAME - 1], lines[NAME - 1].rstrip(" -–,") + "…"]


def _parts(lanes: Iterable[_Drawn], room: float) -> Iterable[list[_Drawn]]:
    """Lanes in parts of a height; a lane that is higher than that is a part of its own."""
    part: list[_Drawn] = []
    for lane in lanes:
        if part and sum(one.height for one in part) + lane.height > room:
            yield part
            part = []
        part.append(lane)
    if part:
        yield part


class _Scale:
    """Months to places across."""

    def __init__(self, months: int, sheet: Sheet) -> None:
        self.left = sheet.label
        self.unit = (sheet.width - sheet.label - EDGE) / months
        self.right = sheet.width - EDGE

    def __call__(self, month: float) -> float:
        return self.left + month * self.unit


def _part(found: Gantt, sheet: Sheet, lanes: Sequence[_Drawn], number: int, parts: int) -> str:
    scale = _Scale(found.months, sheet)
    height = HEAD + sum(lane.height for lane in lanes) + 1
    about = f"gantt-{sheet.name}-{number}-in-words"
    body = list(_axis(found, scale, sheet, height))
    top = HEAD
    for lane in lanes:
        body.extend(_lane(found, scale, sheet, lane, top))
        top += lane.height
    label = f"The programme from {found.names[0]} to {found.names[-1]}, part {number} of {parts}"
    return (
        f'<svg class="gantt {sheet.name}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {sheet.width:.0f} {height:.0f}" font-size="{sheet.size:g}" '
        f'aria-label="{label}" aria-describedby="{about}"><desc id="{about}">'
        f"{escape(' '.join(_words(found, one.lane) for one in lanes))}</desc>{''.join(body)}</svg>"
    )


def _words(found: Gantt, lane: Lane) -> str:
    """A lane for those who cannot see it."""
    said = [
        f"{_LABELS[track].lower()} {found.names[bars[0].begin]} to {found.names[bars[-1].end - 1]}"
        for track, bars in lane.rows
    ]
    if lane.returns:
        said.append(_home(found, lane))
    if lane.passable is not None:
        said.append(f"passable from {found.names[lane.passable]}")
    return f"{lane.title}: {', '.join(said)}."


def _home(found: Gantt, lane: Lane) -> str:
    return f"{count(lane.persons)} home by {found.names[lane.returns[-1][0]]}"


def _axis(found: Gantt, scale: _Scale, sheet: Sheet, height: float) -> Iterable[str]:
    """A line a year and numbers as far as there is room for them."""
    room = 5.2 * LETTER * sheet.size
    step = next((n for n in STEPS if n * 12 * scale.unit >= room), STEPS[-1])
    lines: dict[str, list[str]] = {}
    for year, month in found.years:
        x = scale(max(month, 0))
        if x > scale.right:
            continue
        strong = year % step == 0
        if strong or step <= 2:
            kind = "year" if strong else "year faint"
            lines.setdefault(kind, []).append(f"M{x:.1f} {HEAD - 4:.1f}V{height:.1f}")
        if strong and x + room * 0.8 <= sheet.width and month > -6:
            yield _text("tick", x + 3, HEAD - 7, str(year), None)
    for kind, some in lines.items():
        yield f'<path class="{kind}" d="{"".join(some)}"/>'


def _lane(found: Gantt, scale: _Scale, sheet: Sheet, drawn: _Drawn, top: float) -> Iterable[str]:
    lane = drawn.lane
    yield f'<g class="lane"><path class="rule" d="M0 {top:.1f}H{sheet.width:.0f}"/>'
    for n, (kind, line) in enumerate(drawn.lines):
        size = sheet.size * SMALL if kind == "block" else None
        yield _text(kind, 0.0, top + PAD + n * sheet.leading + 0.76 * sheet.leading, line, size)
    y = top + PAD + (0.0 if sheet.label else len(drawn.lines) * sheet.leading + UNDER)
    if sheet.label and not lane.returns:
        # A lane of one or two bars stands in the middle of its words.
        y = top + (drawn.height - len(lane.rows) * (sheet.bar + GAP)) / 2
    for track, bars in lane.rows:
        for bar in bars:
            many = "1 task" if bar.tasks == 1 else f"{bar.tasks} tasks"
            about = f"{_LABELS[track]}, {found.names[bar.begin]} to {found.names[bar.end - 1]}, {many}"
            x, wide = scale(bar.begin), max((bar.end - bar.begin) * scale.unit, 1.0)
            yield (
                f'<rect class="{track}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{sheet.bar:g}">'
                f"{_tip(about, sheet)}</rect>"
            )
        y += sheet.bar + GAP
    if lane.returns:
        yield from _returns(found, scale, sheet, lane, y)
    if lane.passable is not None:
        yield from _passable(found, scale, sheet, lane, y - (sheet.bar + 2 * GAP) / 2)
    yield "</g>"


def _tip(about: str, sheet: Sheet) -> str:
    """Words under a pointer; narrow screens have none, and the table below says more."""
    return f"<title>{escape(about)}</title>" if sheet.label else ""


def _returns(found: Gantt, scale: _Scale, sheet: Sheet, lane: Lane, y: float) -> Iterable[str]:
    """A tick where some people are home, a diamond where all of them are, and how many those are."""
    middle = y + RETURNS / 2
    for month, number in lane.returns[:-1]:
        about = f"{count(number)} more home by {found.names[month]}"
        x = scale(month)
        yield f'<path class="some" d="M{x:.1f} {middle - 4:.1f}v8">{_tip(about, sheet)}</path>'
    x, about = scale(lane.returns[-1][0]), _home(found, lane)
    yield _mark(
        "all", f"M{x:.1f} {middle - MARK:.1f}l{MARK} {MARK}l-{MARK} {MARK}l-{MARK} -{MARK}z", lane, about
    )
    yield _beside(x, middle, about, sheet)


def _passable(found: Gantt, scale: _Scale, sheet: Sheet, lane: Lane, middle: float) -> Iterable[str]:
    """A triangle where an opening is passable, with the month."""
    assert lane.passable is not None
    x, about = scale(lane.passable), f"passable from {found.names[lane.passable]}"
    yield _mark("open", f"M{x:.1f} {middle - MARK:.1f}l{2 * MARK} {MARK}l-{2 * MARK} {MARK}z", lane, about)
    yield _beside(x + MARK, middle, found.names[lane.passable], sheet)


def _mark(kind: str, path: str, lane: Lane, about: str) -> str:
    return f'<path class="{kind}" d="{path}"><title>{escape(f"{lane.title}: {about}")}</title></path>'


def _beside(x: float, middle: float, words: str, sheet: Sheet) -> str:
    """Words to the right of a mark, or to its left where there is no room."""
    size = sheet.size * SMALL
    right = x + MARK + 5 + len(words) * LETTER * size <= sheet.width
    at, anchor = (x + MARK + 5, "start") if right else (x - MARK - 5, "end")
    return _text("sub", at, middle + 0.36 * size, words, size, anchor)


def _text(kind: str, x: float, y: float, text: str, size: float | None = None, anchor: str = "start") -> str:
    big = f' font-size="{size:.2f}"' if size else ""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}"{big}{at}>{escape(text)}</text>'
