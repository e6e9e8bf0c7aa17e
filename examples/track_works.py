"""Works beside their plans: what each side claims, when they will be finished, and what a plan has earned.

Run it: python examples/track_works.py
"""

from datetime import date

import numpy as np

import reopen
from reopen.rebuild.actuals import Done
from reopen.rebuild.earned import earned_value
from reopen.rebuild.plan import Plan
from reopen.rebuild.programme import After, Programme, Range, Task
from reopen.rebuild.replan import remaining
from reopen.rebuild.track import track

found = track(reopen.load())
for work in found.works.itertuples():
    if work.forecast:
        interval = f"{work.forecast_low[:7]} to {work.forecast_high[:7]}"
        print(f"{work.title[:44]:44}  {work.forecast[:7]}  ({interval})  {work.said}")  # noqa: T201
score = found.score
print(f"one claim ahead, intervals made for {score.level:.0%} held {score.coverage:.0%}")  # noqa: T201
print(f"of {len(score.steps)} claims, and are stated at {score.widened:.0%}")  # noqa: T201

# A plan of two tasks: ten months of road and then four of a bridge. In September half the road is done.
road = Task("road", "Road", 10, cost=Range(8.0, 10.0, 14.0))
bridge = Task("bridge", "Bridge", 4, cost=Range(5.0, 6.0, 9.0), after=(After("road"),))
whole = Programme("Road and bridge", 2026, 1, 60, (road, bridge))
plan = Plan(whole, np.array([0, 10]), "optimal", 0.0, 0.0, 0.0, 0.0, 0)
today, done = date(2026, 9, 1), {"road": Done(started=date(2026, 1, 15), progress=0.5)}

earned = earned_value(plan, done, as_of=today, months=[8])
print(f"\n{earned.behind_months[0]:.1f} months behind;")  # noqa: T201
print(f"at this pace over after {earned.finish_months[0]:.0f} months, not {plan.finish.max()}")  # noqa: T201
for task in remaining(whole, done, today).tasks:
    print(f"  left: {task.title}, {task.months} months")  # noqa: T201
