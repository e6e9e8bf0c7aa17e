"""The text of an HTML page, with the place in the page that every character came from.

A scanner of our own, since the standard library's parser goes back over tags that are never closed,
and a hostile page of some megabytes would keep it busy for hours. Every search here starts where the
one before ended, and a mark that was not found once is not looked for again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape

_LOOKS_LIKE = re.compile(r"<(?:!doctype|html|head|body|p|div|br|article|span|h[1-6]|table|script)\b", re.I)
_OPEN = re.compile(r"</?([a-z][a-z0-9]{0,30})", re.I | re.A)
_STOP = re.compile(r"[\"'>]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I | re.A)
_SPACE = str.maketrans("\n\r\t\f", "    ")
#: Elements whose content is no text.
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "textarea"})
#: Elements that run on in a line; all others begin a new one.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
    ]
)


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page.

    Attributes
    ----------
    text : str
        What a reader sees, one line a block.
    complete : bool
        False where the page ends inside a tag or a script: what follows its beginning is not read.
    """

    text: str
    complete: bool
    _starts: tuple[int, ...]
    _places: tuple[int, ...]

    def offset(self, position: int) -> int:
        """Where a character of the text stands in the page."""
        if not self._starts:
            return 0
        part = max(bisect_right(self._starts, position) - 1, 0)
        return self._places[part] + position - self._starts[part]


def looks_like_html(text: str) -> bool:
    """Whether a text is likely a page: it has a tag that pages have near its beginning.

    Examples
    --------
    >>> looks_like_html("<p>Yerevan</p>"), looks_like_html("5 < 6 and 7 > 6")
    (True, False)
    """
    return _LOOKS_LIKE.search(text, 0, 5000) is not None


def page_text(html: str) -> Page:
    """The text of a page, without tags, comments, scripts and styles; in time linear in its length.

    Examples
    --------
    >>> page = page_text("<p>Gyumri &amp; <b>Kars</b><script>x()</script></p>")
    >>> page.text.strip()
    'Gyumri & Kars'
    >>> page.offset(page.text.index("Kars"))
    19
    """
    return _Scanner(html).page()


class _Scanner:
    def __init__(self, html: str) -> None:
        self.html = html
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.places: list[int] = []
        self.length = 0
        self.missing: set[str] = set()

    def page(self) -> Page:
        at, complete = 0, True
        while at < len(self.html):
            start = self.html.find("<", at)
            if start < 0:
                start = len(self.html)
            self._text(at, start)
            at = self._beyond(start)
            if at < 0:
                complete = False
                break
        return Page("".join(self.parts), complete, tuple(self.starts), tuple(self.places))

    def _add(self, text: str, place: int) -> None:
        if text:
            self.starts.append(self.length)
            self.places.append(place)
            self.parts.append(text)
            self.length += len(text)

    def _text(self, start: int, end: int) -> None:
        at = start
        for found in _ENTITY.finditer(self.html, start, end):
            self._add(self.html[at : found.start()].translate(_SPACE), at)
            self._add(unescape(found[0]).translate(_SPACE), found.start())
            at = found.end()
        self._add(self.html[at:end].translate(_SPACE), at)

    def _beyond(self, start: int) -> int:
        """Where the mark-up that begins at a place ends; -1 where it never does."""
        html = self.html
        if start >= len(html):
            return start
        if html.startswith("<!--", start):
            end = html.find("-->", start + 4)
            return end + 3 if end >= 0 else -1
        if html.startswith(("<!", "<?"), start):
            end = html.find(">", start)
            return end + 1 if end >= 0 else -1
        tag = _OPEN.match(html, start)
        if tag is None:
            self._add("<", start)
            return start + 1
        name = tag[1].lower()
        if name not in _INLINE:
            self._add("\n", start)
        end = self._tag_end(tag.end())
        if end < 0 or name not in _HIDDEN or html[start + 1] == "/" or html[end - 2] == "/":
            return end
        return self._closing(name, end)

    def _closing(self, name: str, at: int) -> int:
        found = re.compile(f"</{name}[\\s/>]", re.I | re.A).search(self.html, at)
        return self._tag_end(found.end() - 1) if found else -1

    def _tag_end(self, at: int) -> int:
        """Behind the ">" of a tag, past any in quotes; a quote that is never closed counts for nothing."""
        while found := _STOP.search(self.html, at):
            mark, at = found[0], found.end()
            if mark == ">":
                return at
            if mark not in self.missing:
                close = self.html.find(mark, at)
                if close < 0:
                    self.missing.add(mark)
                else:
                    at = close + 1
        return -1
