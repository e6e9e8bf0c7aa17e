"""The dot matrix: a row a provision, a column a period, a dot that fills as the provision is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from reopen.report.accord_dots import Block, Dots, Row, State
from reopen.report.dated import words
from reopen.report.interplay_svg import LETTER, wrapped


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures of a drawing in its own units, which are pixels at its own width.

    Attributes
    ----------
    name : str
        Its class.
    width, height : float
        Of one part; a part ends with the last row that fits, so that it fits a page of paper.
    size, leading : float
        Of the type.
    label : float
        Width of the names on the left; 0 where they stand above the dots.
    dot : float
        Radius of the ring of a dot.
    """

    name: str
    width: float
    height: float
    size: float
    leading: float
    label: float
    dot: float


WIDE = Sheet("wide", 1200.0, 540.0, 13.0, 16.0, 500.0, 5.4)
NARROW = Sheet("narrow", 358.0, 1000.0, 12.0, 15.0, 0.0, 4.6)

#: Height of the years above the dots, and space around a row.
HEAD, PAD = 20.0, 3.0
#: Height of a row of dots in radiuses of one: there is room for a flag above and a bar below.
TALL = 4.0
#: Share of the ring that is filled, by grade 0 to 3, as a share of its radius.
FILL = (0.0, 0.4, 0.7, 1.0)


def dots_svg(found: Dots, sheet: Sheet) -> list[str]:
    """The matrix as ``<svg>`` elements that stand below each other; every text is escaped.

    Parameters
    ----------
    found : Dots
        States.
    sheet : Sheet
        Measures.

    Returns
    -------
    list of str
        Parts, each with its own years; empty without provisions.
    """
    parts = list(_parts(found.blocks, sheet))
    return [_part(found, sheet, part, n, len(parts)) for n, part in enumerate(parts, 1)]


def key_dot(state: State) -> str:
    """A dot for the legend as the inside of an ``<svg viewBox="0 0 22 22">``."""
    return "".join(_dot(state, 11.0, 11.0, WIDE.dot))


def _title(block: Block, sheet: Sheet) -> tuple[str, ...]:
    return wrapped(f"{block.document_id} {block.title}", sheet.width / (LETTER * sheet.size))[:2]


def _lines(row: Row, sheet: Sheet) -> list[str]:
    width = (sheet.label - 12.0) if sheet.label else sheet.width
    lines = wrapped(f"{row.provision_id} {row.summary}", width / (0.53 * sheet.size * 0.95))
    most = 1 if sheet.label else 2
    return list(lines) if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip(" ,-") + "…"]


def _head(block: Block, sheet: Sheet) -> float:
    return len(_title(block, sheet)) * sheet.leading + 3 * PAD


def _height(row: Row, sheet: Sheet) -> float:
    tall = TALL * sheet.dot
    if sheet.label:
        return max(tall, sheet.leading) + PAD
    return tall + len(_lines(row, sheet)) * sheet.leading + 2 * PAD


def _parts(blocks: Sequence[Block], sheet: Sheet) -> Iterable[list[tuple[Block, Row]]]:
    """Rows in parts of a height, each row with its document, whose title begins it in every part."""
    part: list[tuple[Block, Row]] = []
    used = HEAD
    for block in blocks:
        for row in block.rows:
            begins = not part or part[-1][0] is not block
            more = _height(row, sheet) + (_head(block, sheet) if begins else 0.0)
            if part and used + more > sheet.height:
                yield part
                part, used = [], HEAD
                more = _height(row, sheet) + _head(block, sheet)
            part.append((block, row))
            used += more
    if part:
        yield part


def _part(found: Dots, sheet: Sheet, part: Sequence[tuple[Block, Row]], number: int, parts: int) -> str:
    body: list[str] = []
    top = HEAD
    for _, some in groupby(part, key=lambda one: one[0].document_id):
        rows = list(some)
        body += _document(rows[0][0], sheet, top)
        top += _head(rows[0][0], sheet)
        for _, row in rows:
            body += _row(found, sheet, row, top)
            top += _height(row, sheet)
    label = f"Status of provisions until {found.ends[-1]}, part {number} of {parts}"
    return (
        f'<svg class="dots {sheet.name}" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'viewBox="0 0 {sheet.width:.0f} {top + PAD:.0f}" font-size="{sheet.size:g}" aria-label="{label}">'
        f"{''.join([*_years(found, sheet, top), *body])}</svg>"
    )


def _x(found: Dots, sheet: Sheet, column: float) -> float:
    return sheet.label + (column + 0.5) * (sheet.width - sheet.label) / len(found.ends)


def _years(found: Dots, sheet: Sheet, bottom: float) -> Iterable[str]:
    """A line before the first column of each year, and its number where there is room."""
    years = [date.fromisoformat(end).year for end in found.ends]
    begins = [n for n, year in enumerate(years) if not n or years[n - 1] != year]
    for n in begins[1:]:
        yield f'<path class="year" d="M{_x(found, sheet, n - 0.5):.1f} {HEAD - 4:.1f}V{bottom:.1f}"/>'
    long = 4 * LETTER * 0.88 * sheet.size + 6
    if len(begins) > 2 and begins[1] < begins[2] - begins[1]:
        # A first year of which little is shown gives way to the whole one after it.
        begins = begins[_x(found, sheet, begins[1] - 0.5) - sheet.label < long :]
    free = -1.0
    for n in begins:
        x = _x(found, sheet, n - 0.5)
        if x > free and x + long - 3 <= sheet.width:
            yield words("tick", x + 3, HEAD - 7, str(years[n]))
            free = x + long


def _document(block: Block, sheet: Sheet, top: float) -> Iterable[str]:
    yield f'<path class="rule" d="M0 {top + PAD:.1f}H{sheet.width:.0f}"/>'
    high = len(_title(block, sheet)) * sheet.leading
    yield f'<rect class="over" x="0" y="{top + PAD + 1:.1f}" width="{sheet.width:.0f}" height="{high:.1f}"/>'
    for n, line in enumerate(_title(block, sheet)):
        yield words("block", 0.0, top + 2 * PAD + (n + 0.76) * sheet.leading, line)


def _row(found: Dots, sheet: Sheet, row: Row, top: float) -> Iterable[str]:
    """The name of a provision and its dots, together a link to its row of the table."""
    lines, tall = _lines(row, sheet), _height(row, sheet)
    about = escape(f"{row.provision_id} {row.summary}: {row.text}")
    name = escape(row.provision_id)
    yield f'<a class="mark" href="#provision-{name}" aria-label="{about}"><title>{about}</title>'
    yield f'<rect class="hit" x="0" y="{top:.1f}" width="{sheet.width:.0f}" height="{tall:.1f}"/>'
    middle = top + tall / 2
    first = middle + 0.36 * sheet.size if sheet.label else top + PAD + 0.76 * sheet.leading
    for n, line in enumerate(lines):
        yield words("name", 0.0, first + n * sheet.leading, line)
    y = middle if sheet.label else top + PAD + len(lines) * sheet.leading + TALL * sheet.dot / 2
    for state, some in groupby(enumerate(row.cells), key=lambda cell: cell[1]):
        numbers = [n for n, _ in some]
        if state is not None:
            yield f"<g><title>{escape(_told(row, state, found.ends[numbers[-1]]))}</title>"
            for n in numbers:
                yield from _dot(state, _x(found, sheet, n), y, sheet.dot)
            yield "</g>"
    yield "</a>"


def _told(row: Row, state: State, end: str) -> str:
    """A run of equal dots in words: what it is, and from when."""
    since = [one.day for one in row.changes if one.day <= end]
    return f"{row.provision_id}: {state.text}, from {since[-1]}"


def _dot(state: State, x: float, y: float, r: float) -> Iterable[str]:
    """A ring filled by grade, or a dash where there is none, with a mark for each flag."""
    if state.late:
        yield f'<path class="late" d="M{x - r:.1f} {y + 1.45 * r:.1f}h{2 * r:g}"/>'
    if state.grade is None:
        yield f'<path class="none" d="M{x - 0.6 * r:.1f} {y:.1f}h{1.2 * r:.1f}"/>'
    else:
        kind = "ring past" if state.overtaken else "ring"
        yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r - 0.6:.1f}"/>'
        if FILL[state.grade]:
            kind, fill = "disc past" if state.overtaken else "disc", FILL[state.grade] * (r - 0.6)
            yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{fill:.1f}"/>'
    if state.overtaken:
        yield f'<path class="slash" d="M{x - r:.1f} {y + r:.1f}l{2 * r:g} -{2 * r:g}"/>'
    if state.disputed:
        s = 0.5 * r
        side = f"l{s:.1f} {s:.1f}l-{s:.1f} {s:.1f}l-{s:.1f} -{s:.1f}z"
        yield f'<path class="split" d="M{x:.1f} {y - 2.15 * r:.1f}{side}"/>'
