"""Small random programmes: crews that change, winters, budgets, lags, dates, pieces and networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from reopen.rebuild.programme import After, Crew, Fund, NetworkValue, Programme, Range, Task, Worth

#: Months in which tasks can be closed: never, in winter, over the turn of the year, in summer.
CLOSED = ((), (), (), (12, 1, 2), (1,), (6, 7))
#: Teams that tasks need.
TEAMS = ((), (("a", 1),), (("a", 2),), (("a", 1), ("b", 1)), (("b", 1),))
#: Longest horizon by the number of tasks, so that all plans can be listed.
LISTED = {1: 18, 2: 16, 3: 12, 4: 8, 5: 6}

AIMS = {
    "benefits": Worth(person_year_usd=9000.0, rate=6.0),
    "people": Worth(benefits=0.0, people=1.0),
    "finish": Worth(benefits=0.0, finish=1.0),
    "late": Worth(benefits=1.0, lateness=0.7, person_year_usd=4000.0, rate=3.0),
    "mixed": Worth(benefits=1.0, people=0.01, finish=0.2, lateness=0.3, person_year_usd=5000.0, rate=10.0),
}


@st.composite
def tasks_(draw, n: int, horizon: int, longest: int) -> tuple[Task, ...]:
    """Tasks that wait only for tasks before them, some of them pieces of one work."""
    out: list[Task] = []
    for j in range(n):
        if out and draw(st.integers(0, 3)) == 0:
            # A piece of the same work as the task before it.
            same = out[-1]
            out.append(
                replace(same, id=f"t{j}", persons=float(draw(st.integers(0, 3)) * 1000), opening_id="")
            )
            continue
        dated = draw(st.integers(0, 2)) == 0
        months = draw(st.integers(0, longest))
        teams = draw(st.sampled_from(TEAMS)) if months else ()
        out.append(
            Task(
                f"t{j}",
                f"task {j}",
                months,
                cost=Range(0.0, draw(st.integers(0, 20)) / 10, 4.0),
                fund_id=draw(st.sampled_from(["", "f", "f"])),
                crews=teams,
                after=tuple(
                    After(f"t{i}", draw(st.integers(0, 2))) for i in range(j) if draw(st.integers(0, 3)) == 0
                ),
                closed_months=draw(st.sampled_from(CLOSED)),
                earliest=draw(st.sampled_from([0, 0, 0, 1, 2])),
                due=draw(st.integers(horizon // 2, horizon - 1)) if dated else None,
                due_hard=dated and draw(st.integers(0, 3)) == 0,
                persons=float(draw(st.integers(0, 3)) * 1000),
                work_id=f"w{j}",
                settlement_id="town",
            )
        )
    return tuple(out)


@st.composite
def programmes(
    draw, most: int = 5, aims: tuple[str, ...] = tuple(AIMS), *, network: bool = False
) -> Programme:
    """A programme of a few tasks, so small that all its plans can be listed, always with a network or not."""
    n = draw(st.integers(1, most))
    horizon = draw(st.integers(4, LISTED[n]))
    tasks = draw(tasks_(n, horizon, longest=3))
    joined = None
    if network or draw(st.booleans()):
        chosen = draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=3, unique=True))
        tasks = tuple(replace(t, opening_id=f"o{j}") if j in chosen else t for j, t in enumerate(tasks))
        values = draw(st.lists(st.integers(-4, 20), min_size=1 << len(chosen), max_size=1 << len(chosen)))
        joined = NetworkValue(tuple(f"o{j}" for j in chosen), np.array(values, float))
    teams = st.integers(1, 3)
    return Programme(
        "small",
        2026,
        draw(st.integers(1, 12)),
        horizon,
        tasks,
        crews=(
            Crew("a", "A", ((0, draw(teams)), (draw(st.integers(1, 4)), draw(st.integers(0, 3))))),
            Crew("b", "B", ((0, draw(teams)),)),
        ),
        funds=(
            Fund("f", "F", ((2026, draw(st.integers(10, 60)) / 10), (2027, draw(st.integers(10, 50)) / 10))),
        ),
        worth=AIMS[draw(st.sampled_from(aims))],
        network=joined,
        carry_over=draw(st.booleans()),
    )


def hamlet() -> Programme:
    """Three houses for one team of builders, a road first; a house brings home a hundred people a month."""
    road = Task("road", "Road", 2, cost=Range(1.0, 2.0, 3.0), fund_id="state", track="access")
    houses = tuple(
        Task(
            f"house{k}", f"House {k}", 4, cost=Range(1.0, 1.0, 2.0), fund_id="state",
            crews=(("builders", 1),), after=(After("road"),), persons=100.0, settlement_id="town",
            group_ids=("people",),
        )
        for k in range(3)
    )  # fmt: skip
    return Programme(
        "hamlet", 2026, 1, 36, (road, *houses),
        crews=(Crew("builders", "Builders", ((0, 1),)),),
        funds=(Fund("state", "State", ((2026, 5.0),)),),
        worth=Worth(benefits=0.0, finish=1.0),
    )  # fmt: skip


def larger(seed: int, n: int = 24, *, worth: Worth = AIMS["benefits"]) -> Programme:
    """A programme of towns with clearance, roads and houses: too large to list its plans."""
    random = np.random.default_rng(seed)
    out: list[Task] = []
    for place in range(n // 4):
        clear, road, home, back = (f"p{place}.{name}" for name in ("clear", "road", "home", "return"))
        money = random.integers(2, 20, 3) / 10
        out += [
            Task(
                clear, "Clear", int(random.integers(2, 6)), cost=Range(0, float(money[0]), 9), fund_id="f",
                crews=(("a", int(random.integers(1, 3))),), closed_months=(12, 1, 2),
                track="clearance", unit="ha", quantity=float(random.integers(5, 50)), work_id="clear",
            ),
            Task(
                road, "Road", int(random.integers(1, 7)), cost=Range(0, float(money[1]), 9), fund_id="f",
                crews=(("b", 1),), after=(After(clear, int(random.integers(0, 3))),),
            ),
            Task(
                home, "Homes", int(random.integers(2, 6)), cost=Range(0, float(money[2]), 9), fund_id="f",
                crews=(("b", 2),), after=(After(clear),), closed_months=(1,),
            ),
            Task(
                back, "Return", 0, after=(After(road), After(home)), persons=float(random.integers(50, 900)),
                settlement_id=f"p{place}", group_ids=("g1",) if place % 2 else ("g1", "g2"),
                due=int(random.integers(20, 60)),
            ),
        ]  # fmt: skip
    return Programme(
        "larger", 2026, 4, max(120, 5 * n), tuple(out),
        crews=(Crew("a", "A", ((0, 2), (14, 3))), Crew("b", "B", ((0, 3),))),
        funds=(Fund("f", "F", ((2026, 3.0), (2027, 4.5))),),
        worth=worth, carry_over=bool(seed % 2),
    )  # fmt: skip
