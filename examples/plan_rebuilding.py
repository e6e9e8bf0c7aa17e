"""Plan the rebuilding of two villages: who does what when, what it is worth, and that no plan is better.

Run it: python examples/plan_rebuilding.py
"""

from __future__ import annotations

from dataclasses import replace

from reopen import After, Crew, Fund, Programme, Task, schedule
from reopen.rebuild.programme import Range, Worth

#: One team clears mines, one builds; winter closes the land. Hill waits for its road as well.
WINTER = (12, 1, 2)
TASKS = (
    Task("vale.clear", "Vale: clear mines", 4, crews=(("deminers", 1),), closed_months=WINTER),
    Task("vale.power", "Vale: power line", 3, after=(After("vale.clear"),)),
    Task("vale.homes", "Vale: homes", 6, crews=(("builders", 1),), after=(After("vale.clear"),)),
    Task("vale.home", "Vale: return", 0, persons=400, after=(After("vale.homes"), After("vale.power"))),
    Task("hill.clear", "Hill: clear mines", 7, crews=(("deminers", 1),), closed_months=WINTER),
    Task("hill.road", "Hill: road", 5, crews=(("builders", 1),), after=(After("hill.clear"),)),
    Task("hill.homes", "Hill: homes", 8, crews=(("builders", 1),), after=(After("hill.road"),)),
    Task("hill.home", "Hill: return", 0, persons=900, after=(After("hill.homes"),)),
)


def programme(builders: int) -> Programme:
    """The programme with some teams of builders; a month of work costs half a million USD."""
    tasks = tuple(
        replace(t, cost=Range(0.4 * t.months, 0.5 * t.months, 0.7 * t.months), fund_id="state") for t in TASKS
    )
    return Programme(
        "Vale and Hill", 2027, 1, 120, tasks,
        crews=(Crew("deminers", "Deminers", ((0, 1),)), Crew("builders", "Builders", ((0, builders),))),
        funds=(Fund("state", "State budget", ((2027, 11.0),)),),
        worth=Worth(benefits=1.0, person_year_usd=1500.0, rate=6.0),
    )  # fmt: skip


def main() -> None:
    """Print the plan with one and with two teams of builders."""
    for builders in (1, 2):
        made = programme(builders)
        plan = schedule(made, effort=4.0, jobs=2)
        print(f"{builders} team{'s' * (builders > 1)} of builders: USD {plan.value:.2f} m, {plan.status}")  # noqa: T201
        for task, start, finish in zip(made.tasks, plan.start, plan.finish, strict=True):
            bar = " " * int(start) + ("#" * task.months or "*")
            print(f"  {task.title:18} {made.month_name(start)}  {bar:{plan.finish.max() + 1}} {finish:3}")  # noqa: T201


if __name__ == "__main__":
    main()
