"""What the accord and the openings leave out of each other: openings without a provision, and the reverse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reopen.accord.coded import in_force
from reopen.region.dates import iso_date
from reopen.region.records import records
from reopen.region.spans import known_by

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is not linked with anything on a date.

    Attributes
    ----------
    as_of : str
        The date.
    topics : tuple of str
        Topics of the provisions that are looked at, in alphabetical order: the one that most provisions
        of that date have of those that openings fulfil, or several that have as many; every topic
        where openings fulfil none. Words for topics are free, so that no word is looked for.
    openings : DataFrame
        Openings that no provision of a document of that date covers: ``opening_id, title,
        country_ids, project_ids``.
    without_opening : DataFrame
        Provisions of these topics that no opening fulfils: ``provision_id, document_id,
        summary, obligated``.
    without_project : DataFrame
        Those that no project of the register serves: the same columns, and ``opening_ids`` that
        fulfil it and belong to no project. A project serves a provision through an opening that
        fulfils it, or where an event by that date names both.
    """

    as_of: str
    topics: tuple[str, ...]
    openings: pd.DataFrame
    without_opening: pd.DataFrame
    without_project: pd.DataFrame

    def provisions(self) -> str:
        """Words for the provisions that are looked at.

        Examples
        --------
        >>> import reopen
        >>> gaps(reopen.load()).provisions()
        'Provisions on transport'
        """
        named = [topic.replace("_", " ") for topic in self.topics]
        return f"Provisions on {', '.join(named)}" if all(named) and named else "Provisions"


def gaps(region: Region, day: str | None = None) -> Gaps:
    """What the accord and the openings leave out of each other on a date.

    Parameters
    ----------
    day : str, optional
        ISO date; the region's own by default. Documents and events of later dates do not count.

    Raises
    ------
    SettingsError
        When ``day`` is not a date.

    Examples
    --------
    >>> import reopen
    >>> found = gaps(reopen.load())
    >>> "kajaran-tunnel" in set(found.openings["opening_id"])
    True
    """
    on = iso_date(region.meta.as_of if day is None else day)
    openings, provisions = region["opening"], in_force(region, on)
    known = set(provisions["provision_id"])
    covered = openings["provision_ids"].map(lambda ids: bool(known & set(ids))).astype(bool)
    fulfilled = _fulfilled(region)
    served = _served(region, on)
    topics = _topics(provisions, fulfilled)
    looked_at = provisions[provisions["topic"].isin(topics)]
    columns = ["provision_id", "document_id", "summary", "obligated"]
    bare = looked_at[~looked_at["provision_id"].isin(list(fulfilled))]
    idle = looked_at[~looked_at["provision_id"].isin(list(served))]
    return Gaps(
        as_of=on,
        topics=topics,
        openings=openings.loc[~covered, ["opening_id", "title", "country_ids", "project_ids"]].reset_index(
            drop=True
        ),
        without_opening=bare[columns].reset_index(drop=True),
        without_project=idle[columns]
        .assign(opening_ids=idle["provision_id"].map(lambda p: tuple(fulfilled.get(p, ()))))
        .reset_index(drop=True),
    )


def _topics(provisions: pd.DataFrame, fulfilled: Container[str]) -> tuple[str, ...]:
    """The commonest topics of provisions that openings fulfil; all topics where they fulfil none."""
    pairs = zip(provisions["provision_id"], provisions["topic"], strict=True)
    found = Counter(str(topic) for name, topic in pairs if name in fulfilled)
    most = max(found.values(), default=0)
    return tuple(sorted(t for t in set(map(str, provisions["topic"])) if found[t] == most))


def _fulfilled(region: Region) -> dict[str, list[str]]:
    """Openings that fulfil each provision."""
    out: dict[str, list[str]] = {}
    for row in records(region["opening"]):
        for provision in row["provision_ids"]:
            out.setdefault(provision, []).append(str(row["opening_id"]))
    return out


def _served(region: Region, day: str) -> dict[str, set[str]]:
    """Projects that serve each provision."""
    projects = set(region["project"]["project_id"])
    out: dict[str, set[str]] = {}
    events = region["event"]
    events = events[known_by(events["date"], day)]
    pairs = [(row["provision_ids"], row["project_ids"]) for row in records(region["opening"])]
    pairs += [(row["subject_ids"], projects & set(row["subject_ids"])) for row in records(events)]
    for provisions, serving in pairs:
        for provision in provisions if serving else ():
            out.setdefault(provision, set()).update(serving)
    return out
