"""The nearest known name to one that is unknown, for messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

#: Known names above which only those that begin alike are compared.
MANY = 3000


def nearest(seen: str, known: Collection[str]) -> str | None:
    """The known name nearest to ``seen``; None when none is near.

    Examples
    --------
    >>> nearest("lenght", ["length", "lanes"])
    'length'
    >>> nearest("xyz", ["length", "lanes"]) is None
    True
    """
    if len(seen) > 200:
        return None
    folded = {name.casefold(): name for name in _candidates(seen, known)}
    close = get_close_matches(seen.casefold(), folded, n=1)
    return folded[close[0]] if close else None


def choose(seen: str, known: Collection[str], otherwise: str) -> str:
    """A mend: the nearest known name when there is one, else ``otherwise``.

    Examples
    --------
    >>> choose("raod", ["road", "rail"], "choose one of those")
    "did you mean 'road'?"
    """
    near = nearest(seen, known)
    return f"did you mean {near!r}?" if near else otherwise


def one_of(names: Iterable[str]) -> str:
    """Names as a phrase, cut after twelve.

    Examples
    --------
    >>> one_of(["road", "rail"])
    "'road' or 'rail'"
    """
    shown = [repr(name) for name in names]
    if len(shown) > 12:
        return ", ".join(shown[:12]) + f" or {len(shown) - 12} others"
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else "nothing"


def _candidates(seen: str, known: Collection[str]) -> Collection[str]:
    if len(known) <= MANY:
        return known
    start = seen[:2].casefold()
    return [name for name in known if name[:2].casefold() == start][:MANY]
