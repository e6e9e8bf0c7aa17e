"""The rebuilding programme of a region from its tables to a plan: one way in, one way out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reopen.benefit.choices import choices
from reopen.benefit.combinations import combinations
from reopen.benefit.decisions import decisions
from reopen.benefit.inputs import inputs
from reopen.benefit.weightiest import weightiest, weights
from reopen.progress import Progress, silent
from reopen.rebuild import frames
from reopen.rebuild.front import front
from reopen.rebuild.gathering import quantity_id
from reopen.rebuild.inventory import Inventory, inventory
from reopen.rebuild.needs import Needs, extra_works, needs
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import NetworkValue, Programme
from reopen.rebuild.recipe import BUILD_BACK_BETTER, HOUSEHOLD_SIZE, VALUE_OF_HOME
from reopen.rebuild.schedule import schedule
from reopen.rebuild.shadow import shadow_values
from reopen.rebuild.tasks import programme
from reopen.region.dates import iso_date
from reopen.region.months import number
from reopen.region.records import records
from reopen.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from reopen.rebuild.damage import DamageFile
    from reopen.region.region import Region

#: Openings whose sets are valued at most; each doubles the table.
MOST_OPENINGS = 12
#: Share of the plan's effort for each plan that is made again with a little more, or less.
AGAIN = 0.04

#: What the plan leaves out; printed where it is shown.
NOTES = (
    "Months are whole; a task runs without a break, and its cost is committed in the calendar year in which"
    " it starts.",
    "Durations and costs are central values: the ranges stand in the tables, and no plan is made for them.",
    "Teams of one crew are alike, and moving them costs no time.",
    "Who returns decides for themselves; a plan says when homes and services are ready for how many.",
)


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """A region's rebuilding: what is damaged, what it needs, and when what is done.

    Attributes
    ----------
    inventory : Inventory
        Assets with grades, costs and pairs of assessments.
    needs : Needs
        Damage, loss and needs by sector, district and horizon.
    plan : Plan
        The plan, with its programme, bound and gap.
    tasks, spending, people, clearance, crews, milestones : DataFrame
        The plan as tables: see :mod:`reopen.rebuild.frames`.
    groups : DataFrame
        Every displaced group: how many, what programme was found, how many the plan brings home,
        and by when half and all of them.
    shadow : DataFrame
        What one more team or more money would bring (:mod:`reopen.rebuild.shadow`); empty where
        the settings leave it out.
    front : DataFrame
        Yearly spending against time (:mod:`reopen.rebuild.front`); empty likewise.
    notes : tuple of str
        What was assumed and what is left out.
    """

    inventory: Inventory
    needs: Needs
    plan: Plan
    tasks: pd.DataFrame
    spending: pd.DataFrame
    people: pd.DataFrame
    clearance: pd.DataFrame
    crews: pd.DataFrame
    milestones: pd.DataFrame
    groups: pd.DataFrame
    shadow: pd.DataFrame
    front: pd.DataFrame
    notes: tuple[str, ...]


def has_programme(region: Region, as_of: str) -> bool:
    """Whether a region tells of works at a date: their kinds, places, and crews known by then, if any are."""
    crews = region["crew"]["date"]
    known = not len(crews) or any(str(date) <= as_of for date in crews)
    return known and len(region["work"]) > 0 and len(region["settlement"]) + len(region["task"]) > 0


def ids_read(region: Region) -> tuple[set[str], set[str]]:
    """Unit costs and parameters that a programme reads: settings may replace them."""
    costs = set(region["asset"]["unit_cost_id"]) | {i for ids in region["work"]["unit_cost_ids"] for i in ids}
    named = {VALUE_OF_HOME, HOUSEHOLD_SIZE, BUILD_BACK_BETTER} | set(region["work"]["share_id"])
    stems = ("damage-share-", "loss-share-")
    shares = {name for name in region["parameter"]["parameter_id"] if str(name).startswith(stems)}
    return costs, named | shares


def rebuild(
    region: Region,
    *,
    settings: Settings | None = None,
    as_of: str | None = None,
    files: Sequence[DamageFile] = (),
    seed: int = 0,
    jobs: int | None = None,
    progress: Progress = silent,
) -> Rebuilding:
    """Make the rebuilding programme of a region, and plan it.

    Parameters
    ----------
    region : Region
        The region, with the settings' values in place (:meth:`reopen.settings.Settings.apply`).
    settings : Settings, optional
        Settings; ``settings.rebuild`` is read, and the first discount rate.
    as_of : str, optional
        ISO date; the region's own by default.
    files : sequence of DamageFile
        Damage files whose objects are added to the assets.
    seed : int
        Seed.
    jobs : int, optional
        Threads; the result does not depend on it.
    progress : callable
        Told the stage and the share of it that is done.

    Raises
    ------
    RegionError, ProgrammeError, SettingsError
        When the tables, the programme or the settings are wrong, with every problem.
    """
    how, day = settings or Settings(), iso_date(region.meta.as_of if as_of is None else as_of)
    threads = jobs or os.cpu_count() or 1
    progress("tasks", 0.0)
    costs = how.rebuild.unit_costs
    assets = inventory(region, rule=how.rebuild.duplicates, files=files, unit_costs=costs, as_of=day)
    made = programme(region, how.rebuild, as_of=day, assets=assets, rate=how.discount_rates[0])
    network, left_out = network_value(region, made, as_of=day, jobs=threads)
    made = made.replace(network=network)
    progress("tasks", 1.0)
    effort = how.rebuild.effort
    plan = schedule(made, effort=effort, seed=seed, jobs=threads, progress=progress)
    more: pd.DataFrame | None = _nothing()
    points: pd.DataFrame | None = _nothing()
    if how.rebuild.shadow and not plan.stopped:
        more = shadow_values(plan, effort=AGAIN * effort, jobs=threads, progress=progress)
    if how.rebuild.front and not plan.stopped and more is not None:
        points = front(plan, how.rebuild.front, effort=AGAIN * effort, jobs=threads, progress=progress)
    if more is None or points is None:
        plan = replace(plan, stopped=True)
    recovery = _recovery(plan, assets)
    wanted = needs(assets, region, extra=extra_works(made, region), recovery=recovery, as_of=day)
    return Rebuilding(
        inventory=assets,
        needs=wanted,
        plan=plan,
        tasks=frames.task_table(plan),
        spending=frames.spending(plan),
        people=frames.people(plan),
        clearance=frames.clearance(plan),
        crews=frames.crew_use(plan),
        milestones=frames.milestones(plan),
        groups=groups(region, plan),
        shadow=_nothing() if more is None else more,
        front=_nothing() if points is None else points,
        notes=(*made.notes, *left_out, *NOTES),
    )


def network_value(
    region: Region, made: Programme, *, as_of: str, jobs: int
) -> tuple[NetworkValue | None, tuple[str, ...]]:
    """What sets of a programme's weightiest openings are worth, user benefit in USD m a year, and notes.

    Openings that are finished are open in every set.
    """
    planned = {task.opening_id for task in made.tasks} - {""}
    chosen = [name for name in decisions(region, as_of) if name in planned]
    if not chosen:
        return None, ()
    limits = choices(region, tuple(chosen))
    gathered = inputs(region, limits.openings, given=made.opened, as_of=as_of)
    weight = weights(gathered, limits, jobs=jobs)
    picked = [limits.openings[k] for k in weightiest(weight, limits, MOST_OPENINGS)]
    if not picked:
        return None, ()
    found = combinations(region, picked, given=made.opened, as_of=as_of, jobs=jobs)
    rest = sorted(planned - set(picked))
    notes = [
        "The network's value is the user benefit on cheapest ways of the region's countries, of"
        f" {len(picked)} openings in all combinations: {', '.join(picked)}."
    ]
    if rest:
        notes.append(f"Other openings are planned without a value of their own: {', '.join(rest)}.")
    return NetworkValue(tuple(picked), found.total()), tuple(notes)


def groups(region: Region, plan: Plan) -> pd.DataFrame:
    """Every displaced group: its size, what programme was found, and how many the plan brings home.

    People of a place that is planned for several groups together are not shared out: they stand in
    ``persons_home_together`` of each of them, which is no sum; ``persons_home`` counts those of places
    that are planned for the group alone.
    """
    import pandas as pd

    p = plan.programme
    rows = []
    for row in records(region["displaced_group"]):
        name = row["group_id"]
        mine = [(int(f), t.persons) for t, f in zip(p.tasks, plan.finish, strict=True) if name in t.group_ids]
        alone = sum(t.persons for t in p.tasks if t.group_ids == (name,))
        total = sum(persons for _, persons in mine)
        middle = frames.half_home(mine)
        half = "" if middle is None else p.month_name(middle)
        all_home = p.month_name(max(month for month, _ in mine)) if total else ""
        keys = ("group_id", "name", "low", "central", "high", "programme", "programme_kind")
        rows.append(
            {key: row[key] for key in keys}
            | {"persons_home": alone, "persons_home_together": total - alone}
            | {"half_home": half, "all_home": all_home}
        )
    return pd.DataFrame(rows)


def _recovery(plan: Plan, assets: Inventory) -> dict[str, float]:
    """When the last task on each asset is finished, as a calendar year with its fraction.

    Objects of damage files are restored with the quantity that they are a part of.
    """
    p = plan.programme
    ends: dict[str, float] = {}
    for task, finish in zip(p.tasks, plan.finish, strict=True):
        if task.asset_id:
            when = (number(p.year, p.month) + int(finish)) / 12
            ends[task.asset_id] = max(ends.get(task.asset_id, 0.0), when)
    whole = {str(row["asset_id"]): quantity_id(row) for row in records(assets.assets)}
    return {name: ends[part] for name, part in whole.items() if part in ends}


def _nothing() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame()
