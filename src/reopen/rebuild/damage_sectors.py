"""Which PDNA sector a damaged object belongs to, as far as a damage file tells.

Copernicus EMS types objects by Eurostat's Classification of Types of Constructions (1997):
``11-Residential Buildings``, ``211-Highways, Streets and Roads``. Other files have words, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from reopen.errors import SettingsError

#: Sector by the first digits of a type of construction; the longest that fits holds.
CONSTRUCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "11": "housing",
        "12": "community",
        "121": "tourism",
        "122": "industry",
        "123": "industry",
        "124": "transport",
        "125": "industry",
        "1261": "culture",
        "1262": "culture",
        "1263": "education",
        "1264": "health",
        "1265": "community",
        "1271": "agriculture",
        "1272": "culture",
        "1273": "culture",
        "21": "transport",
        "2152": "water",
        "2153": "water",
        "22": "energy",
        "2212": "water",
        "2213": "telecom",
        "2222": "water",
        "2223": "water",
        "23": "industry",
        "2302": "energy",
        "24": "community",
    }
)
#: Sector by a piece of a word, the first that fits.
WORDS: tuple[tuple[str, str], ...] = (
    ("residential|housing|dwelling|apartment", "housing"),
    ("school|education|universit|kindergarten", "education"),
    ("hospital|health|clinic|medical", "health"),
    ("worship|religio|church|mosque|monaster|monument|museum|cultur|heritage|cemeter|librar", "culture"),
    ("farm|agricult|greenhouse|irrigation", "agriculture"),
    ("road|bridge|rail|airfield|street|highway|harbour|transport|runway", "transport"),
    ("telecom|communication", "telecom"),
    ("power|electric|energy|pipeline", "energy"),
    ("water|sewage|sewer|reservoir|dam\\b", "water"),
    ("hotel|touris", "tourism"),
    ("government|administrat|police|municipal", "governance"),
    ("industr|factory|warehouse|commercial|office|market|shop", "industry"),
    ("sport|community", "community"),
    # UNOSAT's points and Copernicus' built-up layers are buildings of a use that nobody looked up.
    ("built ?up|building|structure", "housing"),
)
_WORDS = tuple((re.compile(pattern), sector) for pattern, sector in WORDS)
_CODE = re.compile(r"\s*(\d{2,5})\b")


def check_sector(sector: str) -> None:
    """Refuse what is no PDNA sector; "" stands for none.

    Raises
    ------
    SettingsError
        Naming the nearest sector.
    """
    from reopen.region.schema import schema
    from reopen.region.suggest import choose

    known = schema()["asset"].attributes["sector"].choices
    if sector and sector not in known:
        mend = choose(sector, known, f"name one of {', '.join(known)}")
        raise SettingsError(f"sector: found {sector!r}, expected a PDNA sector; {mend}")


def sector_of(*texts: str) -> tuple[str, str]:
    """The sector that the first telling text names, and that text; both "" where none tells.

    Parameters
    ----------
    *texts : str
        What is known of the object, the surest first: its type, what is said of it, its layer.

    Examples
    --------
    >>> sector_of("1263-School, University and Research Buildings")
    ('education', '1263-School, University and Research Buildings')
    >>> sector_of("Unknown", "builtUpP")
    ('housing', 'builtUpP')
    """
    from reopen.region.schema import schema

    for text in texts:
        word = text.casefold().replace("_", " ").strip()
        if word.replace(" ", "_") in schema()["asset"].attributes["sector"].choices:
            return word.replace(" ", "_"), text
        found = _by_code(word) or next((sector for rule, sector in _WORDS if rule.search(word)), "")
        if found:
            return found, text
    return "", ""


def _by_code(word: str) -> str:
    code = _CODE.match(word)
    if code is None:
        return ""
    lengths = range(len(code[1]), 1, -1)
    return next((CONSTRUCTIONS[code[1][:n]] for n in lengths if code[1][:n] in CONSTRUCTIONS), "")
