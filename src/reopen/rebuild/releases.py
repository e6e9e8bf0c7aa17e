"""Openings as tasks: what is left to build, who pays, when works can begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, isnan
from typing import TYPE_CHECKING, Any

from reopen.network.states import states_at
from reopen.rebuild.pieces import LONGEST
from reopen.rebuild.programme import After, Range, Task
from reopen.region.records import records

if TYPE_CHECKING:
    from reopen.rebuild.recipe import Recipe, Work
    from reopen.region.region import Region
    from reopen.settings import Rebuild

#: Kinds of openings, as the unit of the work on them names them.
RAIL, ROAD, POST = "rail", "road", "post"


@dataclass(frozen=True, slots=True)
class Releases:
    """Openings as tasks.

    Attributes
    ----------
    tasks : tuple of Task
        Stages of the works, the last of each opening carrying its id.
    notes : tuple of str
        Openings that are left out, and why.
    """

    tasks: tuple[Task, ...]
    notes: tuple[str, ...]


def releases(
    region: Region, found: Recipe, settings: Rebuild, *, as_of: str, agreed: Mapping[str, int]
) -> Releases:
    """Make the tasks of openings.

    What is left to spend is the cost times the share that is not built. Works take the mean of the
    low and the high months, in stages of a year at most, one after the other. They can begin at
    once where they are under way or where one state decides alone; else on the date agreed, or
    after ``agreement_months``. Of alternatives one is kept: one that is agreed, else the one that
    costs least. An opening without months or costs is left out, and so is what depends on it.

    Parameters
    ----------
    region : Region
        Its tables ``opening``, ``consent``, ``link``, ``state`` and ``settlement`` are read.
    found : Recipe
        Works that apply to openings.
    settings : Rebuild
        Dates agreed, and months until an agreement.
    as_of : str
        Date of the states.
    agreed : mapping of str to int
        Month of the programme from which works on an opening are agreed.
    """
    works = found.of_kind("opening")
    if not works:
        return Releases((), ())
    rows = {row["opening_id"]: row for row in records(region["opening"])}
    notes: list[str] = []
    kept = _kept(rows, agreed, notes)
    facts = _facts(region, as_of)
    chosen = {name: _work(works, facts.mode(rows[name])) for name in kept}
    stages = {name: _ids(name, chosen[name], count) for name, count in kept.items()}
    tasks: list[Task] = []
    waiting = [name for name in kept if name not in agreed and not facts.free(rows[name])]
    if waiting:
        months = settings.agreement_months
        notes.append(
            f"Openings taken to be agreed after {months} months, for want of a date: {', '.join(waiting)}."
        )
    for name in kept:
        begin = settings.agreement_months if name in waiting else 0
        first = tuple(After(stages[other][-1]) for other in rows[name]["depends_on"] if other in kept)
        fund = facts.fund(rows[name])
        tasks += _stages(rows[name], chosen[name], stages[name], first, fund, agreed.get(name, begin))
    return Releases(tuple(tasks), tuple(notes))


def _kept(rows: Mapping[str, dict[str, Any]], agreed: Mapping[str, int], notes: list[str]) -> dict[str, int]:
    """Openings that become tasks, with the number of their stages; what is left out is noted."""
    unknown = [name for name, row in rows.items() if _months(row) is None or _cost(row) is None]
    if unknown:
        notes.append(f"Openings left out, as their months or costs are not known: {', '.join(unknown)}.")
    out = set(unknown)
    order = sorted(rows, key=lambda name: (name not in agreed, _left(rows[name]), name))
    for name in order:
        others = {other for other, row in rows.items() if name in row["alternatives"]} | {
            *rows[name]["alternatives"]
        }
        rivals = sorted(others - out) if name not in out else []
        if rivals:
            out |= set(rivals)
            why = "it is agreed" if name in agreed else "it costs less"
            notes.append(f"Opening {name} is planned and not its alternative {', '.join(rivals)}, as {why}.")
    while waiting := [n for n, row in rows.items() if n not in out and out & set(row["depends_on"])]:
        out |= set(waiting)
        notes.append(f"Openings left out, as they depend on one that is left out: {', '.join(waiting)}.")
    return {name: _count(row) for name, row in rows.items() if name not in out}


def _months(row: Mapping[str, Any]) -> Range | None:
    ends = [float(row[name]) for name in ("build_months_low", "build_months_high")]
    known = [value for value in ends if not isnan(value)]
    return Range(min(known), sum(known) / len(known), max(known)) if known else None


def _cost(row: Mapping[str, Any]) -> Range | None:
    """USD m still to be spent."""
    ends = [float(row[name]) for name in ("cost_usd_m_low", "cost_usd_m_high")]
    known = [value for value in ends if not isnan(value)]
    if not known:
        return None
    left = 1.0 - float(row["share_built"])
    return Range(min(known) * left, sum(known) / len(known) * left, max(known) * left)


def _left(row: Mapping[str, Any]) -> float:
    cost = _cost(row)
    return float("inf") if cost is None else cost.central


def _count(row: Mapping[str, Any]) -> int:
    months = _months(row)
    return 1 if months is None else max(1, ceil(ceil(months.central) / LONGEST))


def _work(works: list[Work], mode: str) -> Work:
    """The work on openings of a mode; the first where none names it."""
    return next((work for work in works if work.unit == mode), works[0])


def _ids(name: str, work: Work, count: int) -> list[str]:
    return [f"{name}.{work.id}" + (f".{k + 1}" if count > 1 else "") for k in range(count)]


def _stages(
    row: Mapping[str, Any], work: Work, ids: list[str], first: tuple[After, ...], fund: str, begin: int
) -> Iterator[Task]:
    months, cost, count = _months(row), _cost(row), len(ids)
    assert months is not None
    assert cost is not None
    for k, each in enumerate(_split(ceil(months.central), count)):
        ends = max(1, ceil(months.low / count)), max(1, ceil(months.high / count))
        yield Task(
            id=ids[k],
            title=f"{work.title}: {row['title']}" + (f" (stage {k + 1} of {count})" if count > 1 else ""),
            months=each,
            months_range=(min(ends[0], each), max(ends[1], each)),
            cost=Range(cost.low / count, cost.central / count, cost.high / count),
            fund_id=fund,
            crews=((work.crew_id, work.teams),) if work.crew_id and fund else (),
            after=(After(ids[k - 1]),) if k else first,
            earliest=0 if k else begin,
            opening_id=row["opening_id"] if k == count - 1 else "",
            work_id=work.id,
            track=work.track,
            sector=work.sector,
            quantity=1.0 / count,
            unit="opening",
            horizon=work.horizon,
        )


def _split(months: int, count: int) -> list[int]:
    each, more = divmod(max(months, count), count)
    return [each + (k < more) for k in range(count)]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the region says of the openings' links, consents and ends."""

    under_works: frozenset[str]
    modes: Mapping[str, str]
    ends: Mapping[str, tuple[str, str]]
    funds: Mapping[str, str]
    deciding: Mapping[str, tuple[str, ...]]

    def mode(self, row: Mapping[str, Any]) -> str:
        """Railway where any link is one, road where there is another, else the post alone."""
        modes = {self.modes[link] for link in row["link_ids"] if link in self.modes}
        return RAIL if RAIL in modes else ROAD if modes else POST

    def free(self, row: Mapping[str, Any]) -> bool:
        """Whether works can go on at once: under way, or for one state alone to decide."""
        begun = float(row["share_built"]) > 0 or self.under_works & {*row["link_ids"], *row["crossing_ids"]}
        return bool(begun) or self._alone(row)

    def _alone(self, row: Mapping[str, Any]) -> bool:
        return len(set(self.deciding.get(row["opening_id"], row["country_ids"]))) == 1

    def fund(self, row: Mapping[str, Any]) -> str:
        """Budget of the settlements at its ends, where one state alone decides and the works lie in it."""
        if not self._alone(row) or len(row["country_ids"]) > 1:
            return ""
        nodes = [node for link in row["link_ids"] for node in self.ends.get(link, ())]
        found = {self.funds[node] for node in nodes if node in self.funds}
        return found.pop() if len(found) == 1 else ""


def _facts(region: Region, as_of: str) -> _Facts:
    under = {
        str(name)
        for table in ("link", "crossing")
        for name, state in zip(
            region[table][f"{table}_id"], states_at(region, table, as_of).state, strict=True
        )
        if state == "under_works"
    }
    deciding: dict[str, tuple[str, ...]] = {}
    for row in records(region["consent"]):
        if row["role"] == "must_agree":
            deciding[row["opening_id"]] = (*deciding.get(row["opening_id"], ()), row["actor"])
    links = records(region["link"])
    return _Facts(
        under_works=frozenset(under),
        modes={row["link_id"]: row["mode"] for row in links},
        ends={row["link_id"]: (row["from_node_id"], row["to_node_id"]) for row in links},
        funds={row["node_id"]: row["fund_id"] for row in records(region["settlement"]) if row["fund_id"]},
        deciding=deciding,
    )
