"""A small plan by hand: clear a town, build its houses, and open the valley road of the starter."""

from __future__ import annotations

import numpy as np

from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import After, Crew, Fund, NetworkValue, Programme, Range, Task

CLEAR = Task(
    "town.clear", "Clear the town", 4, cost=Range(3.0, 4.0, 5.0), fund_id="state", crews=(("deminers", 2),),
    settlement_id="town", track="clearance", sector="explosive_hazard",
)  # fmt: skip
HOUSES = Task(
    "town.houses", "Houses", 6, cost=Range(5.0, 6.0, 9.0), fund_id="state", after=(After("town.clear", 1),),
    settlement_id="town", track="buildings", sector="housing", persons=1200.0, months_range=(4, 9),
)  # fmt: skip
ROAD = Task(
    "valley-road", "Valley road", 8, cost=Range(8.0, 10.0, 15.0), opening_id="valley-road", track="link",
    sector="transport", closed_months=(12, 1, 2), due=20, due_hard=True,
)  # fmt: skip
TASKS = (CLEAR, HOUSES, ROAD)


def programme(**changes) -> Programme:
    """The programme, from January 2026 on, with some fields changed."""
    whole = Programme(
        "Valley", 2026, 1, 48, TASKS,
        crews=(Crew("deminers", "Deminers", ((0, 2), (6, 3))),),
        funds=(Fund("state", "State budget", ((2026, 5.0), (2027, 8.0))),),
        network=NetworkValue(("valley-road",), np.array([0.0, 7.0])),
    )  # fmt: skip
    return whole.replace(**changes)


def plan(whole: Programme | None = None, start=(0, 5, 2)) -> Plan:
    """A plan of it: clearing in January to April, houses from June, the road from March to October."""
    return Plan(whole or programme(), np.array(start, np.int64), "feasible", 0.0, 0.0, 0.0, 0.0, 0)
