"""Money in whole thousands: costs are never understated, and budgets never overstated."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reopen.rebuild.checks import problems
from reopen.rebuild.instance import instance
from reopen.rebuild.money import PER_USD_M, budget_of, cost_of
from reopen.rebuild.programme import Fund, Programme, Range, Task


@given(st.floats(0, 5000), st.integers(1, 12))
def test_costs_are_rounded_up_and_budgets_down(usd_m: float, month: int) -> None:
    """The rounding is less than a thousand, and on the careful side."""
    task = Task("road", "Road", 1, cost=Range(usd_m, usd_m, usd_m), fund_id="state")
    made = Programme("p", 2026, month, 24, (task,), funds=(Fund("state", "State", ((2026, usd_m),)),))
    exact, share = usd_m * PER_USD_M, (13 - month) / 12
    assert exact - 1e-5 <= cost_of(task) < exact + 1
    assert exact * share - 1 < budget_of(made, made.funds[0], 2026) <= exact * share + 1e-5
    assert budget_of(made, made.funds[0], 2027) <= cost_of(task)


def test_whole_thousands_stay_what_they_are() -> None:
    """A tenth and two tenths, which floating point cannot add up, are three hundred thousand."""
    made = Programme("p", 2026, 1, 12, (), funds=(Fund("state", "State", ((2026, 0.3),)),))
    assert cost_of(Task("road", "Road", 1, cost=Range(0.1 + 0.2, 0.1 + 0.2, 0.1 + 0.2))) == 300
    assert budget_of(made, made.funds[0], 2026) == 300


@given(st.floats(0.01, 3), st.floats(0.01, 3), st.integers(1, 12))
def test_checks_and_plans_agree(cost: float, money: float, month: int) -> None:
    """A task is said to be too dear where the arrays that plans keep to have too little in every year."""
    task = Task("road", "Road", 1, cost=Range(cost, cost, cost), fund_id="state")
    made = Programme("p", 2026, month, 24, (task,), funds=(Fund("state", "State", ((2026, money),)),))
    one = instance(made)
    assert bool(problems(made)) == bool(one.cost[0] > one.budget[0].max())
