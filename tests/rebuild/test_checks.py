"""What makes a programme impossible is found, named and said at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopen.errors import ProgrammeError
from reopen.rebuild.checks import earliest_ends, longest_run, problems
from reopen.rebuild.programme import After, Crew, Fund, NetworkValue, Programme, Range, Task


def cost(amount: float) -> Range:
    """A cost without a range."""
    return Range(amount, amount, amount)


ROAD = Task("road", "Road", 4, cost=cost(6.0), fund_id="state", crews=(("builders", 2),))
HOMES = Task("homes", "Homes", 6, cost=cost(5.0), fund_id="state", after=(After("road", 1),))
GOOD = Programme(
    "Valley",
    2026,
    7,
    60,
    (ROAD, HOMES),
    crews=(Crew("builders", "Builders", ((0, 1), (12, 2))),),
    funds=(Fund("state", "State", ((2026, 8.0), (2027, 7.0))),),
)


def with_road(**changes) -> Programme:
    """The good programme with another road."""
    return GOOD.replace(tasks=(replace(ROAD, **changes), HOMES))


def test_a_good_programme_has_no_problem() -> None:
    """Nothing is found where nothing is wrong."""
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("programme", "words"),
    [
        (with_road(after=(After("homes"),)), "in a circle: road -> homes -> road"),
        (with_road(after=(After("road"),)), "in a circle: road -> road"),
        (
            with_road(after=(After("hoems"),)),
            "comes after task 'hoems', which is not there; did you mean 'homes'",
        ),
        (
            with_road(crews=(("bilders", 1),)),
            "needs crew 'bilders', which is not there; did you mean 'builders'",
        ),
        (with_road(fund_id="bank"), "is paid by budget 'bank', which is not there"),
        (with_road(crews=(("builders", 3),)), "no crew can do task 'road': it needs 3 teams"),
        (
            with_road(cost=cost(7.001)),
            "cannot cover task 'road': it costs 7.001 USD m, and the budget has 7.000",
        ),
        (with_road(months=7, closed_months=(1, 2, 3, 11, 12, 10)), "at most 6 months are open in a row"),
        (with_road(months=1, closed_months=tuple(range(1, 13))), "at most 0 months are open in a row"),
        (with_road(due=2, due_hard=True), "due by 2026-09, a hard date, and cannot end before 2026-10"),
        (with_road(earliest=55), "task 'homes' cannot end before 2031-12, after the end of the programme"),
        (
            with_road(crews=(("builders", 32_000), ("builders", 768))).replace(
                crews=(Crew("builders", "Builders", ((0, 50_000),)),)
            ),
            "task 'road': found 32,768 teams of 'builders' at once; expected 32,767 at most",
        ),
        (with_road(months=-1), "found months -1; expected 0 or more"),
        (with_road(cost=Range(1.0, float("nan"), 1.0)), "found cost 1, nan, 1; expected 0 <= low"),
        (with_road(closed_months=(13,)), "found closed months (13,)"),
        (GOOD.replace(tasks=(ROAD, HOMES, HOMES)), "task 'homes' is there 2 times"),
        (GOOD.replace(horizon=0), "a horizon of 0 months; expected"),
        (
            GOOD.replace(tasks=tuple(replace(task, opening_id="gate") for task in GOOD.tasks)),
            "opening 'gate' is brought by 2 tasks",
        ),
        (GOOD.replace(network=NetworkValue(("gate",), np.zeros(2))), "opening 'gate', which no task brings"),
        (GOOD.replace(network=NetworkValue((), np.zeros(2))), "found 2 values for 0 openings; expected 1"),
    ],
)
def test_a_problem_is_named(programme: Programme, words: str) -> None:
    """Each kind of problem is found once, with its task, what was seen and how to mend it."""
    found = problems(programme)
    assert len(found) == 1
    assert words in found[0]


def test_all_problems_come_at_once() -> None:
    """A circle, a crew, a budget and a winter that are wrong together are four problems in one error."""
    road = replace(ROAD, after=(After("homes"),), crews=(("builders", 9),), cost=cost(100.0))
    homes = replace(HOMES, closed_months=(4, 10))
    found = problems(GOOD.replace(tasks=(road, homes)))
    assert len(found) == 4
    error = ProgrammeError("Valley", found)
    assert error.problems == tuple(found)
    assert str(error).startswith("Valley: 4 problems\n")


def test_dates_are_named_beside_crews_and_money() -> None:
    """A date that cannot be met is named in the same breath as a crew that is too small."""
    task = Task("road", "Road", 9, crews=(("masons", 3),), due=4, due_hard=True)
    found = problems(Programme("p", 2026, 1, 24, (task,), crews=(Crew("masons", "Masons", ((0, 1),)),)))
    assert len(found) == 2
    assert "no crew can do task 'road': it needs 3 teams" in found[0]
    assert "task 'road' is due by 2026-05, a hard date, and cannot end before 2026-09" in found[1]


def test_a_message_stays_readable() -> None:
    """Of 500 problems the message has 200 and counts the rest; the error carries all."""
    error = ProgrammeError("Valley", [f"problem {k}" for k in range(500)])
    assert len(error.problems) == 500
    assert str(error).splitlines()[-1].startswith("and 300 more")
    assert len(str(error).splitlines()) == 202


def test_many_circles_are_counted() -> None:
    """Of 30 circles 20 are written out."""
    pairs = [(f"a{k}", f"b{k}") for k in range(30)]
    tasks = [Task(x, x, 1, after=(After(y),)) for a, b in pairs for x, y in ((a, b), (b, a))]
    found = problems(GOOD.replace(tasks=tuple(tasks)))
    assert len(found) == 21
    assert "10 more circles" in found[-1]


def test_money_that_is_kept_covers_more() -> None:
    """With what earlier years leave, a task may cost more than a year's budget, and not more than all."""
    kept = GOOD.replace(carry_over=True)
    total = 8.0 / 2 + 4 * 7.0 + 7.0
    assert problems(kept.replace(tasks=(replace(ROAD, cost=cost(total)), HOMES))) == []
    assert len(problems(kept.replace(tasks=(replace(ROAD, cost=cost(total + 0.001)), HOMES)))) == 1


def test_the_first_year_counts_in_part() -> None:
    """A programme that begins in July has half of that year's money."""
    fund = Fund("state", "State", ((2026, 10.0), (2027, 1.0)))
    rest = GOOD.replace(funds=(fund,), tasks=(replace(ROAD, cost=cost(5.0)),))
    assert problems(rest) == []
    assert len(problems(rest.replace(tasks=(replace(ROAD, cost=cost(5.001)),)))) == 1


def test_teams_that_come_too_late_do_not_count() -> None:
    """Teams from beyond the horizon on are no teams."""
    assert "no crew can do" in problems(GOOD.replace(horizon=12))[0]


@pytest.mark.parametrize(("closed", "run"), [((), None), ((1,), 11), ((12, 1, 2), 9), ((1, 7), 5)])
def test_longest_run(closed: tuple[int, ...], run: int | None) -> None:
    """The longest time without a closed month goes over the turn of the year."""
    assert longest_run(closed) == run


def test_earliest_ends_see_winters_and_lags() -> None:
    """A road of July to October, and homes of six months that can begin after a month and a winter."""
    homes = replace(HOMES, closed_months=(12, 1, 2))
    assert earliest_ends(GOOD.replace(tasks=(ROAD, homes))) == {"road": 4, "homes": 14}


@given(
    months=st.lists(st.integers(0, 9), min_size=1, max_size=7),
    closed=st.sets(st.integers(1, 12), max_size=3),
    lag=st.integers(0, 4),
)
def test_a_chain_ends_no_earlier_than_the_sum_of_its_parts(
    months: list[int], closed: set[int], lag: int
) -> None:
    """Ends along a chain grow by each duration and lag at least, and no task is at work in a closed month."""
    run = longest_run(closed) or 12
    tasks = [
        Task(
            str(k),
            str(k),
            min(m, run),
            closed_months=tuple(closed),
            after=(After(str(k - 1), lag),) if k else (),
        )
        for k, m in enumerate(months)
    ]
    programme = GOOD.replace(tasks=tuple(tasks))
    ends = earliest_ends(programme)
    before = -lag
    for task in tasks:
        end = ends[task.id]
        assert end >= before + lag + task.months
        assert not {programme.calendar(t)[1] for t in range(end - task.months, end)} & closed
        before = end
