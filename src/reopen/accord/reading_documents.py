"""Documents and provisions of the register that a text refers to."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.accord.reading_fold import fold
from reopen.accord.reading_mention import Found
from reopen.accord.reading_projects import Projects, projects
from reopen.accord.reading_text import Block
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.region.region import Region

_KIND = re.compile(
    r"(?<![\w-])(?:(?P<lead>[A-ZÀ-Ž][\w-]{1,30}|trilateral|joint|quadrilateral|ceasefire|initialled|draft)\s(?P<mid>(?:[a-zA-Z-]{1,30}\s){0,3}?))?"
    r"(?P<kind>statement|declaration|agreement|treaty|memorandum|framework|protocol|decision|understanding|"
    r"accords?|communiqu[eé]|convention|charter|pact|коммюнике|"
    r"заявлени\w+|декларац\w+|соглашени\w+|меморандум\w*|bəyanat\w*|bəyannamə\w*|saziş\w*|memorandum\w*|bildiri\w*|"
    r"anlaşma\w*|հայտարարությ\w+|հռչակագ\w+|համաձայնագ\w+|հուշագ\w+)\b"
    r"(?P<tail>\s(?:of|by)\s(?:the\s)?(?-i:[A-Z][a-z]+\s?){1,3})?",
    re.I,
)
_LINKED = re.compile(r"\s*(?:,\s*|\s+)?(?:of|on|dated|signed on|from|initialled on|signed in|от)?\s*$", re.I)
_STOP = frozenset(
    [
        "statement",
        "joint",
        "agreement",
        "declaration",
        "on",
        "of",
        "the",
        "and",
        "in",
        "with",
        "framework",
        "read",
        "out",
        "meeting",
        "for",
        "between",
        "memorandum",
        "decision",
        "understanding",
        "text",
        "points",
        "articles",
        "leaders",
        "trilateral",
        "start",
        "two",
        "sections",
        "talks",
    ]
)
_PROVISION = re.compile(
    r"\b(?:point|article|clause|paragraph|provision|пункт\w*|стать\w+|maddə\w*|bənd\w*|madde\w*|կետ\w*|հոդված\w*|მუხლ\w*)\s"
    r"(?P<n>\d{1,2}|[IVX]{1,5})(?![\w.,]\d)(?:\s?\(?(?P<letter>[a-e])\)?(?!\w))?", re.I,
)  # fmt: skip
#: A provision belongs to a document that was named within so many characters.
_NEAR = 400
#: A date is that of a document where fewer characters stand between them.
_BESIDE = 40


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as texts refer to it: its date, the words that tell it, and its kind."""

    document_id: str
    date: str
    words: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Register:
    """What a text can refer to.

    Attributes
    ----------
    papers : tuple of Paper
        Documents.
    provisions : dict
        Provision ids by document and number.
    projects : Projects
        Projects.
    """

    papers: tuple[Paper, ...]
    provisions: dict[tuple[str, str], tuple[str, ...]]
    projects: Projects


def register(region: Region) -> Register:
    """The documents, provisions and projects of a region."""
    papers = []
    for row in records(region["document"]):
        words = [fold(word) for word in re.findall(r"[^\W\d_]{3,}", f"{row['title']} {row['form']}")]
        kinds = frozenset(word for word in words if _KIND.fullmatch(word))
        papers.append(Paper(row["document_id"], row["date"], frozenset(words) - _STOP - kinds, kinds))
    provisions: dict[tuple[str, str], list[str]] = {}
    for row in records(region["provision"]):
        provisions.setdefault((row["document_id"], row["number"]), []).append(row["provision_id"])
    held = {key: tuple(ids) for key, ids in provisions.items()}
    return Register(tuple(papers), held, projects(region))


def documents(block: Block, known: Register, days: list[Found]) -> list[Found]:
    """Documents and provisions that a block refers to."""
    found = []
    spans = sorted(days, key=lambda day: day.start)
    starts = [day.start for day in spans]
    for match in _KIND.finditer(block.text):
        dated = _dated(block, match, spans, starts)
        ids = _matching(match, known, dated)
        if len(ids) == 1:
            found.append(Found(match.start(), match.end(), "document", ids[0], tuple(ids), "medium"))
    return found + _provisions(block, known, found)


def _dated(block: Block, match: re.Match[str], spans: list[Found], starts: list[int]) -> str:
    """The date that stands beside a document's name, "" for none."""
    at = bisect_right(starts, match.start())
    for one in spans[max(at - 1, 0) : at + 2]:
        first, last = (match.end(), one.start) if one.start >= match.end() else (one.end, match.start())
        between = block.text[first:last] if last - first < _BESIDE else None
        if between is not None and (
            _LINKED.match(between) or re.fullmatch(r"\s*(?:[a-z-]+\s){0,2}", between)
        ):
            return one.value
    return ""


def _matching(match: re.Match[str], known: Register, dated: str) -> list[str]:
    words = {fold(word) for word in re.findall(r"[^\W\d_]{3,}", match[0])} - _STOP
    named = [paper for paper in known.papers if words & paper.words]
    kind = fold(match["kind"])
    if dated:
        near = [paper for paper in known.papers if _alike(paper.date, dated)]
        both = [paper for paper in near if paper in named] or near
        if len(both) > 1:
            both = [paper for paper in both if kind in paper.kinds] or both
        return [paper.document_id for paper in both]
    named = [paper for paper in named if kind in paper.kinds]
    best = max((len(words & paper.words) for paper in named), default=0)
    return [paper.document_id for paper in named if len(words & paper.words) == best]


def _alike(one: str, other: str) -> bool:
    return len(other) >= 7 and (one.startswith(other) or other.startswith(one))


def _provisions(block: Block, known: Register, papers: list[Found]) -> list[Found]:
    found: list[Found] = []
    starts = [one.start for one in papers]
    for match in _PROVISION.finditer(block.text) if papers else ():
        at = bisect_right(starts, match.start())
        paper = min(papers[max(at - 1, 0) : at + 1], key=lambda one: abs(one.start - match.start()))
        if abs(paper.start - match.start()) >= _NEAR:
            continue
        ids = known.provisions.get((paper.value, match["n"].upper()), ())
        letter = (match["letter"] or "").lower()
        ids = tuple(one for one in ids if not letter or one.endswith(letter))
        if ids:
            found.append(Found(match.start(), match.end(), "provision", ids[0], ids, "medium"))
    return found
