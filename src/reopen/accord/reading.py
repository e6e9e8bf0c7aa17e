"""Reading a text: what it says of places, days, figures, parties, documents and events, word for word.

Deterministic and offline: lists of words and rules, no model. Nothing that is found enters a region;
:mod:`reopen.accord.accept` adds the rows that a person chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.accord.reading_claims import ProposedClaim
from reopen.accord.reading_dates import dates
from reopen.accord.reading_documents import Register, documents, register
from reopen.accord.reading_events import ProposedEvent, events, propose
from reopen.accord.reading_fold import shown
from reopen.accord.reading_gazetteer import gazetteer
from reopen.accord.reading_html import Page, looks_like_html, page_text
from reopen.accord.reading_mention import Cover, Found, Mention
from reopen.accord.reading_names import Index
from reopen.accord.reading_persons import persons
from reopen.accord.reading_places import places_and_parties
from reopen.accord.reading_quantities import quantities
from reopen.accord.reading_text import Block, blocks
from reopen.errors import SettingsError
from reopen.region.spans import span

if TYPE_CHECKING:
    from reopen.region.region import Region

#: Characters after which no further part of a text is begun: far more than any article has, and few
#: enough that a text which means harm is read in seconds.
LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text.

    Attributes
    ----------
    text : str
        The plain text that all places refer to.
    mentions : tuple of Mention
        What was found, in the order of the text.
    events : tuple of ProposedEvent
        Events that sentences seem to tell of.
    claims : tuple of ProposedClaim
        Figures that sentences seem to state of a project.
    notes : tuple of str
        What a reader should know: no date of publication, a text too long to be read to its end,
        characters that are not seen.
    page : Page or None
        The page that the text is from; None for plain text.
    """

    text: str
    mentions: tuple[Mention, ...]
    events: tuple[ProposedEvent, ...]
    claims: tuple[ProposedClaim, ...]
    notes: tuple[str, ...]
    page: Page | None = None

    def offset(self, position: int) -> int:
        """Where a character of ``text`` stands in what was given: another place only in HTML."""
        return self.page.offset(position) if self.page else position


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A region's names and documents, ready to read many texts."""

    index: Index
    register: Register

    @classmethod
    def of(cls, region: Region) -> Reader:
        """The reader of a region."""
        return cls(gazetteer(region), register(region))

    def read(self, text: str, *, published: str | None = None, html: bool | None = None) -> Reading:
        """Read a text; as :func:`read`."""
        day = _day(published)
        page = page_text(text) if (looks_like_html(text) if html is None else html) else None
        plain = page.text if page else text
        found: list[Mention] = []
        sentences: list[tuple[int, int]] = []
        end = len(plain)
        for block in blocks(plain):
            if block.start >= LIMIT:
                end = block.start
                break
            sentences += [block.span(start, end) for start, end in block.sentences]
            found += [_mention(plain, block, one) for one in self._found(block, day)]
        mentions = tuple(sorted(found))
        proposed, claims = propose(plain, sentences, mentions, self.register, published=published or "")
        return Reading(plain, mentions, proposed, claims, _notes(plain, page, published, end), page)

    def _found(self, block: Block, published: str) -> list[Found]:
        people = persons(block, self.index)
        named = places_and_parties(block, self.index.hits(block), people)
        days = dates(block, published)
        over_days = Cover(len(block.text), days)
        figures = [one for one in quantities(block) if not over_days.touches(one.start, one.end)]
        papers = documents(block, self.register, days)
        # "dollars of the US" name no party, nor does a capital in the title of a document.
        money = Cover(len(block.text), figures)
        titles = Cover(len(block.text), (one for one in papers if one.kind == "document"))
        # To name "the Washington declaration" is not to tell of a declaration.
        kinds = [one for one in events(block) if not titles.touches(one.start, one.end)]
        named = [
            one
            for one in named
            if (one.kind == "place" or not money.touches(one.start, one.end))
            and not (one.note and titles.touches(one.start, one.end))
        ]
        return [*people, *named, *days, *figures, *papers, *kinds]


def read(text: str, region: Region, *, published: str | None = None, html: bool | None = None) -> Reading:
    """Read a text by a region's names: parties, persons, places, dates, quantities, documents, events.

    A text of more than `LIMIT` characters is not read to its end; a note says so.

    Parameters
    ----------
    text : str
        Plain text or an HTML page.
    region : Region
        Whose places, projects and documents are looked for.
    published : str, optional
        Day of publication (2026-03-05), from which "yesterday" and "in March" are counted; without
        it only dates with a year are read.
    html : bool, optional
        Whether the text is HTML; by default it is where it looks like it.

    Returns
    -------
    Reading
        Every mention holds the exact words: ``reading.text[m.start:m.end] == m.quote``.

    Raises
    ------
    SettingsError
        When ``published`` is no day.
    """
    return Reader.of(region).read(text, published=published, html=html)


def _day(published: str | None) -> str:
    if not published:
        return ""
    days = span(published)
    if days is None or days[0] != days[1]:
        raise SettingsError(f"published: found {shown(published)[:60]!r}; expected a day such as 2026-03-05")
    return published.strip()


def _mention(text: str, block: Block, one: Found) -> Mention:
    start, end = block.span(one.start, one.end)
    return Mention(start, end, one.kind, text[start:end], one.value, one.refs, one.certainty, one.note)


def _notes(text: str, page: Page | None, published: str | None, end: int) -> tuple[str, ...]:
    notes = []
    if not published:
        notes.append(
            "no date of publication was given: relative dates, and days without a year, are left out"
        )
    if page and not page.complete:
        notes.append("the page ends inside a tag or a script; what follows its beginning was not read")
    if text[end:].strip():
        notes.append(
            f"only the first {end:,} of {len(text):,} characters were read; read the rest as another file"
        )
    if shown(text) != text:
        notes.append(
            "the text holds characters that are not seen or change its direction; they are shown as escapes"
        )
    return tuple(notes)
