"""The region as one side states it: its figures in the place of those that benefits use.

A claim takes effect where :data:`TAKEN` has its attribute and its project belongs to one opening.
Of an opening with several projects the side's figures are added up; for a project on which it is
silent the central value of what all sides say stands in, and where nobody says anything the
opening stays as it is. Of a side only its latest claims count; those that it makes together with
another side are not its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from reopen.accord.said import Claim, Side, known_claims, last_of, read
from reopen.errors import UnknownIdError
from reopen.region.dates import iso_date
from reopen.region.records import records

if TYPE_CHECKING:
    import pandas as pd

    from reopen.region.region import Region

PERCENT = 100.0
#: Mean days of a month.
MONTH = 365.25 / 12
#: Attributes of claims whose figures benefits use: unit to read them in, table, and columns for the
#: low and the high end.
TAKEN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "cost": ("USD_million", "opening", ("cost_usd_m_low", "cost_usd_m_high")),
    "physical_progress": ("percent", "opening", ("share_built",)),
    "progress": ("percent", "opening", ("share_built",)),
    "build_duration": ("months", "opening", ("build_months_low", "build_months_high")),
    "completion_target": ("date", "opening", ("build_months_low", "build_months_high")),
    "length": ("km", "link", ("length",)),
}
#: Attributes that add up over the projects of an opening.
ADDED = frozenset({"cost"})


@dataclass(frozen=True, slots=True)
class Replaced:
    """One figure that was replaced, or that the side states as it stands.

    Attributes
    ----------
    table, subject_id, column : str
        Where it stands.
    before, after : float
        The figure, and the side's.
    claim_ids : tuple of str
        Claims that it comes from; of other sides too, where they stand in.
    """

    table: str
    subject_id: str
    column: str
    before: float
    after: float
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """A latest claim of the side that no figure of the benefits takes, and why.

    Attributes
    ----------
    claim_id : str
        The claim.
    why : str
        The reason, in words.
    """

    claim_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Sided:
    """A region as one side states it.

    Attributes
    ----------
    side, as_of : str
        The side, and the date by which its claims are known.
    region : Region
        The region with its figures; not checked again.
    replaced : tuple of Replaced
        What was replaced.
    unused : tuple of Unused
        Every other latest claim of the side.
    """

    side: str
    as_of: str
    region: Region
    replaced: tuple[Replaced, ...]
    unused: tuple[Unused, ...]


def sides(region: Region, day: str | None = None) -> tuple[str, ...]:
    """Sides of which a claim is known by a day, in alphabetical order."""
    found = known_claims(region, day)
    return tuple(sorted({str(row["side"]) for rows in found.values() for row in rows}))


def sided(region: Region, side: str, day: str | None = None) -> Sided:
    """The region with one side's figures wherever it states any.

    Parameters
    ----------
    side : str
        A side as the claims have it.
    day : str, optional
        ISO date; the region's own by default. Claims of later dates do not count.

    Raises
    ------
    SettingsError
        When ``day`` is not a date.
    UnknownIdError
        When no claim of any date has the side.

    Examples
    --------
    >>> import reopen
    >>> found = sided(reopen.load(), "AM")
    >>> [(r.before, r.after) for r in found.replaced if r.column == "cost_usd_m_high" and r.before == 230.0]
    [(230.0, 200.0)]
    """
    on = iso_date(region.meta.as_of if day is None else day)
    known = sorted(set(region["claim"]["side"]))
    if side not in known:
        raise UnknownIdError("side", side, known)
    work = _Work(region, side, on)
    for (subjects, attribute), rows in known_claims(region, on).items():
        work.take(subjects, attribute, rows)
    return work.done()


class _Work:
    """Collects the side's figures claim by claim, then puts them in place."""

    def __init__(self, region: Region, side: str, day: str) -> None:
        self.region, self.side, self.day = region, side, day
        self.openings = {str(row["opening_id"]): row for row in records(region["opening"])}
        self.lengths = {str(r["project_id"]): float(r["length_km"]) for r in records(region["project"])}
        self.links = {str(row["link_id"]): row for row in records(region["link"])}
        self.of_project: dict[str, list[str]] = {}
        for name, row in self.openings.items():
            for project in row["project_ids"]:
                self.of_project.setdefault(project, []).append(name)
        self.unused: list[Unused] = []
        #: What all sides say, by attribute and what it is of.
        self.said: dict[tuple[str, str], tuple[Side, ...]] = {}
        #: What the side states figures of, by attribute and opening: its projects, or the opening itself.
        self.mine: dict[tuple[str, str], list[str]] = {}
        #: Lengths that the side states: whether of a project, the subject, its link, the length, claims.
        self.long: list[tuple[bool, str, str, float, tuple[str, ...]]] = []
        self.replaced: dict[tuple[str, str, str], Replaced] = {}

    def take(self, subjects: tuple[str, ...], attribute: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Sort the claims of one figure: to an opening or link, or aside with the reason."""
        own = [row for row in rows if row["side"] == self.side]
        if attribute not in TAKEN:
            if own:
                self._aside(read(own, str(own[0]["unit"])), "benefits use no such figure")
            return
        claims = read(rows, TAKEN[attribute][0])
        said = last_of(claims)
        if len(subjects) == 1:
            self.said[attribute, subjects[0]] = said
        ours = [c for c in claims if c.side == self.side]
        usable = next((s for s in said if s.side == self.side), None)
        lost = [c for c in ours if c.figure is None or c.figure.kind == "text"]
        if lost:
            self._aside(lost, f"its unit cannot be turned into {TAKEN[attribute][0]}", every=True)
        if usable is None or usable.low != usable.low:
            return
        why = self._place(subjects, attribute, usable)
        if why:
            self.unused += [Unused(claim_id, why) for claim_id in usable.claim_ids]

    def _aside(self, claims: Sequence[Claim], why: str, *, every: bool = False) -> None:
        last = [c for c in claims if every or c.last == claims[-1].last]
        self.unused += [Unused(c.claim_id, why) for c in last]

    def _place(self, subjects: tuple[str, ...], attribute: str, said: Side) -> str:
        """Note where a figure belongs; the reason where it belongs nowhere."""
        if len(subjects) > 1:
            return "it is of several things together"
        subject = subjects[0]
        if TAKEN[attribute][1] == "link":
            return self._length(subject, said)
        homes = [subject] if subject in self.openings else self.of_project.get(subject, [])
        if not homes:
            return f"no opening belongs to {subject}"
        if len(homes) > 1:
            return f"{subject} belongs to several openings: {', '.join(homes)}"
        built = float(self.openings[homes[0]]["share_built"])
        if attribute == "build_duration" and built > 0:
            return "it is of the whole works, part of which is done; benefits use the months left"
        if attribute == "completion_target":
            if built <= 0:
                return "the works have not begun, so that months left do not follow from a date"
            if said.high <= date.fromisoformat(self.day).toordinal():
                return "the date has passed"
        self.mine.setdefault((attribute, homes[0]), []).append(subject)
        return ""

    def _length(self, subject: str, said: Side) -> str:
        """A link's length as stated; a project's links in proportion to the length that the register has."""
        if subject in self.links:
            self.long.append((False, subject, subject, said.central, said.claim_ids))
            return ""
        links = [name for name, row in self.links.items() if subject in row["project_ids"]]
        if not links:
            return f"no link belongs to {subject}"
        whole = self.lengths.get(subject, float("nan"))
        if not whole > 0:
            return f"{subject} has no length in the register that it could be set against"
        for name in links:
            length = float(self.links[name]["length"]) * (said.central / whole)  # the same, if they agree
            self.long.append((True, subject, name, length, said.claim_ids))
        return ""

    def done(self) -> Sided:
        """Put the figures in place, in an order that does not depend on that of the claims.

        What is said of a link or opening itself goes before what is said of its projects.
        """
        for attribute, opening in sorted(self.mine, key=lambda key: (list(TAKEN).index(key[0]), key[1])):
            self._opening(attribute, opening, sorted(self.mine[attribute, opening]))
        for _, _, name, length, ids in sorted(self.long):
            self._put("link", name, "length", length, ids)
        region = self.region
        tables = {
            name: _written(region[name], name, list(self.replaced.values()))
            for name in ("opening", "link")
            if any(r.table == name for r in self.replaced.values())
        }
        return Sided(
            side=self.side,
            as_of=self.day,
            region=region.replace(**tables),
            replaced=tuple(self.replaced.values()),
            unused=tuple(sorted(dict.fromkeys(self.unused), key=lambda u: (u.claim_id, u.why))),
        )

    def _opening(self, attribute: str, opening: str, subjects: Sequence[str]) -> None:
        """Put a figure of an opening in place, from its own claim or from those of its projects."""
        direct = opening in subjects
        if direct:
            others = [one for one in subjects if one != opening]
            self._refuse(attribute, others, f"the side states the same of {opening} itself")
        parts = [opening] if direct else list(self.openings[opening]["project_ids"])
        if not direct and len(parts) > 1 and attribute not in ADDED:
            self._refuse(attribute, subjects, f"{opening} has several projects, which it cannot be told of")
            return
        ends, ids, silent = [0.0, 0.0], [], []
        for part in parts:
            said = self.said.get((attribute, part), ())
            said = tuple(s for s in said if s.low == s.low)
            own = next((s for s in said if s.side == self.side), None)
            if own is not None:
                low, high = own.low, own.high
            elif said:
                low = high = median(s.central for s in said)
            else:
                silent.append(part)
                continue
            ids += [i for s in ((own,) if own else said) for i in s.claim_ids]
            ends = [ends[0] + low, ends[1] + high]
        if silent:
            self._refuse(
                attribute, subjects, f"nobody states the same of {', '.join(silent)}, part of {opening}"
            )
            return
        columns = TAKEN[attribute][2]
        for column, end in zip(columns, self._turned(attribute, ends, len(columns)), strict=True):
            self._put("opening", opening, column, end, tuple(ids))

    def _turned(self, attribute: str, ends: Sequence[float], count: int) -> list[float]:
        """Ends as the columns have them: shares, months from the day on."""
        if count == 1:
            return [min(1.0, sum(ends) / 2 / PERCENT)]
        if attribute == "completion_target":
            today = date.fromisoformat(self.day).toordinal()
            return [max(0.0, end - today) / MONTH for end in ends]
        return list(ends)

    def _refuse(self, attribute: str, subjects: Sequence[str], why: str) -> None:
        for subject in subjects:
            own = next(s for s in self.said[attribute, subject] if s.side == self.side)
            self.unused += [Unused(claim_id, why) for claim_id in own.claim_ids]

    def _put(self, table: str, subject: str, column: str, after: float, ids: tuple[str, ...]) -> None:
        """Note one figure; of two attributes for the same column the one named first in TAKEN stays."""
        row = self.openings[subject] if table == "opening" else self.links[subject]
        if (table, subject, column) in self.replaced:
            self.unused += [Unused(i, f"{column} of {subject} has the side's figure already") for i in ids]
            return
        self.replaced[table, subject, column] = Replaced(
            table, subject, column, float(row[column]), after, ids
        )


def _written(table: pd.DataFrame, name: str, replaced: Sequence[Replaced]) -> pd.DataFrame:
    """A copy of a table with the figures in place."""
    out = table.set_index(f"{name}_id", drop=False)
    for one in replaced:
        if one.table == name:
            out.loc[one.subject_id, one.column] = one.after
    return out.reset_index(drop=True)
