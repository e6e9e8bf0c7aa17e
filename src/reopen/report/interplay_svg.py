"""The interplay plot: openings as cards, brackets on the left for need, on the right for competition."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from reopen.report.brackets import Bracket, plan
from reopen.report.interplay import NEGLIGIBLE, Interplay, Pair, Part
from reopen.report.numbers import amount


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
    lane, port : float
        Between lanes, and between the ports of a card.
    pad, gap, figure : float
        Inside a card, between cards, and for a card's number.
    """

    name: str
    width: float
    size: float
    leading: float
    lane: float
    port: float
    pad: float
    gap: float
    figure: float


WIDE = Sheet("wide", 720.0, 14.0, 18.0, 44.0, 11.0, 12.0, 16.0, 44.0)
NARROW = Sheet("narrow", 358.0, 11.5, 14.5, 22.0, 8.0, 8.0, 15.0, 30.0)

#: Lines of a title at most.
LINES = 4

#: Height of the headings above the cards, and of a card's bar.
HEAD, BAR = 50.0, 4.0

#: Where the first lane runs, in lanes from the cards.
START = 0.85

#: Width of the thinnest and of the broadest bracket.
THIN, BROAD = 1.8, 7.0

#: Width of a letter in sizes of the type: most letters, and East Asian ones.
LETTER, BROAD_LETTER = 0.56, 1.05


@dataclass(frozen=True, slots=True)
class _Card:
    part: Part
    top: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


class _Drawing:
    """What the parts of one drawing share: the plan, the cards' edges, and the cards."""

    def __init__(self, found: Interplay, sheet: Sheet) -> None:
        self.found, self.sheet = found, sheet
        pulls = [(p.first, p.second, p.pull if abs(p.pull) >= NEGLIGIBLE else 0.0) for p in found.pairs]
        self.plan = plan(len(found.parts), pulls)
        self.left, self.right = self._side(left=True), sheet.width - self._side(left=False)
        self.cards: list[_Card] = []
        top = HEAD
        for place, row in enumerate(self.plan.rows):
            card = self._card(place, found.parts[row], top)
            self.cards.append(card)
            top += card.height + sheet.gap
        self.height = max(top - sheet.gap + 2, HEAD)

    def _side(self, *, left: bool) -> float:
        """Room beside the cards: for the lanes that are used and half a number, and for the heading."""
        lanes = [b.lane for b in self.plan.brackets if b.left == left]
        number = 0.5 * 0.62 * 6 * self.sheet.size
        heading = (7.2 if left else 5.6) * self.sheet.size
        return max((max(lanes, default=0) + START) * self.sheet.lane + number, heading)

    def _card(self, place: int, part: Part, top: float) -> _Card:
        sheet = self.sheet
        room = self.right - self.left - 2 * sheet.pad - sheet.figure
        lines = wrapped(part.title, room / (LETTER * sheet.size))
        ports = max(len(self.plan.ports(place, left=left)) for left in (True, False))
        text = len(lines) * sheet.leading + BAR + 2.2 * sheet.pad
        return _Card(part, top, max(text, (ports + 1) * sheet.port), lines)

    def lane(self, bracket: Bracket) -> float:
        """Where a bracket's lane runs."""
        out = (bracket.lane + START) * self.sheet.lane
        return self.left - out if bracket.left else self.right + out

    def port(self, place: int, bracket: Bracket) -> float:
        """Where a bracket leaves a card."""
        ports = self.plan.ports(place, left=bracket.left)
        return self.cards[place].middle + (ports.index(bracket.pair) - (len(ports) - 1) / 2) * self.sheet.port


def interplay_svg(found: Interplay, sheet: Sheet) -> str:
    """The plot as one ``<svg>`` element whose every text is escaped.

    Parameters
    ----------
    found : Interplay
        What the openings do together.
    sheet : Sheet
        Measures.
    """
    drawing, about = _Drawing(found, sheet), f"interplay-{sheet.name}-in-words"
    parts = [
        f'<svg class="interplay {sheet.name}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {sheet.width:.0f} {drawing.height:.0f}" font-size="{sheet.size:g}" '
        f'aria-label="Which openings need each other and which compete" aria-describedby="{about}">',
        f'<desc id="{about}">{escape(_words(drawing))}</desc>',
        *_heads(drawing),
        *_brackets(drawing),
        *(line for card in drawing.cards for line in _card(drawing, card)),
        *_numbers(drawing),
        "</svg>",
    ]
    return "".join(parts)


def wrapped(text: str, width: float) -> tuple[str, ...]:
    """Words on lines of at most so many letters; a word that is too long is broken, the last line cut.

    Examples
    --------
    >>> wrapped("Ijevan - Gazakh / Qazakh border road", 18)
    ('Ijevan - Gazakh /', 'Qazakh border road')
    >>> wrapped("abcdefgh", 3)
    ('abc', 'def', 'gh')
    """
    lines = [""]
    for word in text.split():
        rest = word
        while rest:
            joined = f"{lines[-1]} {rest}".strip()
            if _letters(joined) <= width:
                lines[-1], rest = joined, ""
            elif lines[-1]:
                lines.append("")
            else:
                cut = max(n for n in range(1, len(rest) + 1) if n == 1 or _letters(rest[:n]) <= width)
                lines[-1], rest = rest[:cut], rest[cut:]
                lines += [""] if rest else []
    if len(lines) > LINES:
        last = lines[LINES - 1]
        while len(last) > 1 and _letters(last) > width - 1:
            last = last[:-1]
        lines = [*lines[: LINES - 1], last + "…"]
    return tuple(lines)


def _letters(text: str) -> float:
    """Width of a text in letters of the common width."""
    broad = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + broad * (BROAD_LETTER / LETTER - 1)


def _kind(pair: Pair) -> str:
    return "either" if pair.either and pair.pull < 0 else "need" if pair.pull > 0 else "compete"


def _names(pair: Pair, found: Interplay) -> str:
    verb = {"either": "are alternatives", "need": "need each other", "compete": "compete"}[_kind(pair)]
    return f"{found.parts[pair.first].title} and {found.parts[pair.second].title} {verb}"


def _words(drawing: _Drawing) -> str:
    """The plot for those who cannot see it."""
    pairs = [drawing.found.pairs[b.pair] for b in drawing.plan.brackets]
    lines = [f"{_names(pair, drawing.found)}: {amount(pair.pull, sign=True)}" for pair in pairs]
    return "; ".join(lines) + " USD m a year." if lines else "No two of them need each other or compete."


def _heads(drawing: _Drawing) -> Iterable[str]:
    sheet = drawing.sheet
    for x, anchor, lines, kind in (
        (drawing.left - 6, "end", ("Need", "each other"), "need"),
        ((drawing.left + drawing.right) / 2, "middle", ("Share of", "what all bring"), "share"),
        (drawing.right + 6, "start", ("Compete",), "compete"),
    ):
        for n, line in enumerate(lines):
            y = HEAD - 14 - (len(lines) - 1 - n) * sheet.leading
            yield f'<text class="head {kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{line}</text>'


def _card(drawing: _Drawing, card: _Card) -> Iterable[str]:
    sheet, part, left, width = drawing.sheet, card.part, drawing.left, drawing.right - drawing.left
    most = max(each.share for each in drawing.found.parts)
    share = max(part.share, 0.0) / most if most > 0 else 0.0
    about = (
        f"{part.title}: alone {amount(part.alone)}, share {amount(part.share)}, "
        f"last in {amount(part.last)} USD m a year"
    )
    box = f'x="{left:.1f}" width="{width:.1f}" y="{card.top:.1f}" height="{card.height:.1f}"'
    yield f'<g class="card"><title>{escape(about)}</title><rect class="box" {box} rx="5"/>'
    text = len(card.lines) * sheet.leading
    first = card.top + (card.height - text - BAR - 0.4 * sheet.pad) / 2 + 0.78 * sheet.leading
    for n, line in enumerate(card.lines):
        y = first + n * sheet.leading
        yield f'<text class="name" x="{left + sheet.pad:.1f}" y="{y:.1f}">{escape(line)}</text>'
    end = drawing.right - sheet.pad
    yield f'<text class="sum" x="{end:.1f}" y="{first:.1f}" text-anchor="end">{amount(part.share)}</text>'
    y, whole = card.top + card.height - BAR - 0.6 * sheet.pad, width - 2 * sheet.pad
    for kind, long in (("track", whole), ("fill", share * whole)):
        bar = f'x="{left + sheet.pad:.1f}" y="{y:.1f}" width="{long:.1f}" height="{BAR:g}"'
        yield f'<rect class="{kind}" {bar} rx="2"/>'
    yield "</g>"


def _brackets(drawing: _Drawing) -> Iterable[str]:
    found = drawing.found
    most = max((abs(found.pairs[b.pair].pull) for b in drawing.plan.brackets), default=1.0)
    for b in drawing.plan.brackets:
        pair, lane = found.pairs[b.pair], drawing.lane(b)
        edge, to = (drawing.left, -1) if b.left else (drawing.right, 1)
        y0, y1 = drawing.port(b.upper, b), drawing.port(b.lower, b)
        bend = min(12.0, abs(lane - edge), (y1 - y0) / 2)
        path = (
            f"M{edge:.1f} {y0:.1f}H{lane - to * bend:.1f}Q{lane:.1f} {y0:.1f} {lane:.1f} {y0 + bend:.1f}"
            f"V{y1 - bend:.1f}Q{lane:.1f} {y1:.1f} {lane - to * bend:.1f} {y1:.1f}H{edge:.1f}"
        )
        sums = f"{amount(pair.apart)} one by one, {amount(pair.both)} with both, USD m a year"
        width = THIN + (BROAD - THIN) * abs(pair.pull) / most
        yield (
            f'<g class="tie {_kind(pair)}"><title>{escape(_names(pair, found))}: {sums}</title>'
            f'<path d="{path}" stroke-width="{width:.1f}"/></g>'
        )


def _numbers(drawing: _Drawing) -> Iterable[str]:
    """Numbers on the brackets, each in its slot."""
    sheet = drawing.sheet
    for b in drawing.plan.brackets:
        pair, card = drawing.found.pairs[b.pair], drawing.cards[b.slot // 2]
        x, y = drawing.lane(b), card.top + card.height + sheet.gap / 2 if b.slot % 2 else card.middle
        text = amount(pair.pull, sign=True)
        long, high = len(text) * 0.62 * sheet.size, sheet.size + 3
        box = f'x="{x - long / 2:.1f}" y="{y - high / 2:.1f}" width="{long:.1f}" height="{high:.1f}"'
        yield f'<rect class="halo" {box}/>'
        yield (
            f'<text class="pull {_kind(pair)}" x="{x:.1f}" y="{y + 0.36 * sheet.size:.1f}" '
            f'text-anchor="middle">{text}</text>'
        )
