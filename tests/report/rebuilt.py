"""A small rebuilding programme by hand, around the starter region: six places, two openings, 58 tasks."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from reopen.rebuild import frames
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import After, Crew, Fund, Programme, Range, Task
from reopen.rebuild.rebuilding import Rebuilding
from reopen.region.region import Region

#: Places with their district, position and whether land is to be cleared there first.
PLACES = (
    ("ash", "Ash / Esh", "East district", -30.3, 20.5, True),
    ("beech", "Beech", "East district", -30.2, 20.5, True),
    ("elm", "Elm", "North district", -30.1, 20.7, True),
    ("fir", "Fir", "North district", -30.0, 20.6, False),
    ("oak", "Oak", "West district", -30.35, 20.45, True),
    ("yew", "Yew", "", -29.9, 20.45, False),
)
GROUPS = (
    ("g-a", "Residents who left Ash, Beech and Elm", "under_way", "return"),
    ("g-b", "Residents who left Oak", "none_found", ""),
)
#: Settlement that brings nobody home, and the stages of the opening's works.
NOBODY, STAGES = "yew", 3
CREWS = ("deminers", "builders")


def tasks_of(place: str, hazard: bool, shift: int) -> list[Task]:
    """The tasks of one place, one track after the other."""
    made: list[Task] = []

    def add(name: str, track: str, months: int, *after: str, **more) -> None:
        before = tuple(After(f"{place}.{one}") for one in after)
        cost = Range(months * 1.0, months * 2.0, months * 4.0)
        fund = {"fund_id": "state"} if place != "oak" else {}
        whole = {"settlement_id": place, "track": track, "cost": cost, "after": before} | fund | more
        made.append(Task(f"{place}.{name}", f"{name} in {place}", months, **whole))

    first: tuple[str, ...] = ()
    if hazard:
        land = {"unit": "ha", "quantity": 120.0, "sector": "explosive_hazard", "crews": (("deminers", 2),)}
        add("survey", "clearance", 2, earliest=shift, work_id="nts", **land)
        add("clear", "clearance", 5, "survey", work_id="clear", **land)
        add("farm", "clearance", 9, "clear", work_id="clear", **land)
        first = ("clear",)
    add("record", "heritage", 1, earliest=shift, sector="culture")
    add("road", "access", 4, "record", *first, sector="transport")
    add("power", "services", 3, "road", sector="energy")
    add("water", "services", 4, "road", sector="water")
    for half in (1, 2):
        add(f"homes{half}", "buildings", 6, "power", "water", sector="housing", crews=(("builders", 1),))
        if place != NOBODY:
            people = {"persons": 150.0 * half, "group_ids": ("g-b" if place == "oak" else "g-a",)}
            add(f"return{half}", "return", 0, f"homes{half}", "school", **people)
        if half == 1:
            add("school", "buildings", 8, "power", "water", sector="education")
    return made


def tasks() -> tuple[Task, ...]:
    """All tasks: those of the places, and the stages of one opening."""
    made = [t for n, place in enumerate(PLACES) for t in tasks_of(place[0], place[5], 3 * n)]
    for stage in range(1, STAGES + 1):
        before = (After(f"valley-road.{stage - 1}"),) if stage > 1 else ()
        opening = "valley-road" if stage == STAGES else ""
        made.append(
            Task(
                f"valley-road.{stage}", f"Valley road, stage {stage}", 4, after=before, opening_id=opening,
                track="link", sector="transport", earliest=5, cost=Range(2.0, 3.0, 9.0),
            )
        )  # fmt: skip
    return tuple(made)


def plan(**changes) -> Plan:
    """Every task as early as those before it let it be."""
    every = tasks()
    programme = Programme(
        "Starter", 2026, 4, 120, every,
        crews=tuple(Crew(name, name.title(), ((0, 40),)) for name in CREWS),
        funds=(Fund("state", "State budget", ((2026, 90.0), (2027, 200.0))),),
        notes=("Winters are left out.",),
    )  # fmt: skip
    end: dict[str, int] = {}
    start = []
    waiting = list(every)
    found: dict[str, int] = {}
    while waiting:
        ready = next(t for t in waiting if all(a.task_id in end for a in t.after))
        found[ready.id] = max([ready.earliest, *(end[a.task_id] for a in ready.after)])
        end[ready.id] = found[ready.id] + ready.months
        waiting.remove(ready)
    start = [found[t.id] for t in every]
    proof = {"status": "feasible", "value": 200.0, "bound": 206.0, "gap": 0.03, "seconds": 1.0, "seed": 0}
    return Plan(programme, np.array(start, np.int64), **(proof | changes))


def needs() -> SimpleNamespace:
    """Damage, loss and needs of two sectors; one of them has no loss."""
    rows = [("housing", "East district", "long", 10.0, 20.0, 40.0), ("water", "", "medium", 1.0, 2.0, 3.0)]
    keys = ["sector", "district", "horizon", "low", "central", "high"]
    table = pd.DataFrame(rows, columns=keys)
    loss = table.assign(said="")
    loss.loc[loss["sector"] == "water", ["low", "central", "high"]] = np.nan
    wanted = table.assign(what="rebuilding of assets")
    return SimpleNamespace(
        damage=table.assign(assets=3), loss=loss, needs=wanted, notes=("2 assets have no unit cost",)
    )


def rebuilding(made: Plan | None = None, **changes) -> Rebuilding:
    """A whole programme with its tables; some fields changed."""
    made = made or plan()
    more = {"at_most": 8.0, "gap": 0.01}
    shadow = [
        {"kind": "crew", "id": "builders", "title": "Builders", "change": "one more team", "gain": 4.0,
         "person_years": 1200.0, "months": 3} | more,
        {"kind": "crew", "id": "deminers", "title": "Deminers", "change": "one more team", "gain": 0.0,
         "person_years": 0.0, "months": 0} | more,
    ]  # fmt: skip
    front = [
        {"budget_share": 0.5, "feasible": False},
        {"budget_share": 1.0, "feasible": True, "dearest_year_usd_m": 80.0, "months": 44,
         "months_half_home": 30, "person_years": 9000.0, "value": 200.0, "gap": 0.03},
    ]  # fmt: skip
    groups = [
        {"group_id": name, "name": title, "low": 900.0, "central": 1000.0, "high": 1200.0, "programme": state,
         "programme_kind": kind, "persons_home": 1350.0 if name == "g-a" else 0.0,
         "persons_home_together": 0.0,
         "half_home": "2028-06" if name == "g-a" else "", "all_home": "2028-09" if name == "g-a" else ""}
        for name, title, state, kind in GROUPS
    ]  # fmt: skip
    fields = {
        "inventory": SimpleNamespace(assets=pd.DataFrame({"asset_id": ["a"]}), notes=()),
        "needs": needs(),
        "plan": made,
        "tasks": frames.task_table(made),
        "spending": frames.spending(made),
        "people": frames.people(made),
        "clearance": frames.clearance(made),
        "crews": frames.crew_use(made),
        "milestones": frames.milestones(made),
        "groups": pd.DataFrame(groups),
        "shadow": pd.DataFrame(shadow),
        "front": pd.DataFrame(front),
        "notes": ("Winters are left out.",),
    }
    return Rebuilding(**(fields | changes))


def with_places(region: Region, rename=lambda text: text) -> Region:
    """A region with the places, groups and works of the programme; names can be changed."""
    base = region["settlement"]
    rows = [
        {"settlement_id": name, "name": rename(title), "admin": rename(district), "x_coord": x, "y_coord": y}
        for name, title, district, x, y, _ in PLACES
    ]
    settlements = pd.DataFrame(rows).reindex(columns=base.columns)
    groups = pd.DataFrame([{"group_id": g[0], "name": rename(g[1])} for g in GROUPS])
    works = pd.DataFrame({"work_id": ["nts", "clear"], "title": [rename("Survey"), rename("Clearance")]})
    return region.replace(
        settlement=settlements,
        displaced_group=groups.reindex(columns=region["displaced_group"].columns),
        work=works.reindex(columns=region["work"].columns),
    )
