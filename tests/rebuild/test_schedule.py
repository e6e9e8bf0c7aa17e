"""Plans of the scheduler: they can be carried out, and small ones are proven to be the best."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reopen.errors import ProgrammeError, SettingsError
from reopen.rebuild.instance import instance
from reopen.rebuild.programme import Crew, Fund, NetworkValue, Programme, Range, Task, Worth
from reopen.rebuild.relaxed import relaxed
from reopen.rebuild.schedule import schedule
from tests.rebuild.checker import best, faults, worth
from tests.rebuild.programmes import AIMS, hamlet, larger, programmes


def rising(network: NetworkValue) -> bool:
    """Whether one more opening never takes away from a network's value."""
    values = network.usd_m_per_year
    bits = range(len(network.openings))
    return all(values[s | 1 << b] >= values[s] for s in range(len(values)) for b in bits)


@settings(deadline=None, max_examples=50)
@given(programmes())
def test_small_programmes_are_proven_best(p):
    """The plan is the best of all there are, with its proof; where there is none, that is said."""
    known = best(p)
    if known is None:
        with pytest.raises(ProgrammeError):
            schedule(p, effort=0.5)
        return
    plan = schedule(p, effort=0.5)
    near = 2e-6 * max(1.0, abs(known))
    assert not faults(p, plan.start)
    assert plan.value == pytest.approx(worth(p, plan.start))
    assert plan.bound >= known - near
    if plan.status == "optimal" or p.network is None or rising(p.network):
        assert plan.value >= known - near
    if p.network is None:
        assert plan.status == "optimal"


def less(p: Programme, which: str) -> Programme:
    """A programme with half of something, or with more to do."""
    if which == "teams":
        crews = tuple(replace(c, levels=tuple((t, n // 2) for t, n in c.levels)) for c in p.crews)
        return p.replace(crews=crews)
    if which == "money":
        funds = tuple(replace(f, amounts=tuple((y, v / 2) for y, v in f.amounts)) for f in p.funds)
        return p.replace(funds=funds)
    if which == "carried":
        return p.replace(carry_over=False)
    return p.replace(tasks=tuple(replace(t, months=t.months + 1) for t in p.tasks))


@settings(deadline=None, max_examples=40)
@given(
    programmes(3, aims=("benefits", "people", "finish", "mixed")),
    st.sampled_from(["teams", "money", "months", "carried"]),
)
def test_less_is_never_better(p, which):
    """Half of the teams or money, longer tasks, or nothing carried over never give a better plan."""
    p = p.replace(network=None, carry_over=which == "carried" or p.carry_over)
    try:
        worse = schedule(less(p, which), effort=0.5)
    except ProgrammeError:
        assume(False)
    plan = schedule(p, effort=0.5)
    assert plan.status == worse.status == "optimal"
    assert worse.value <= plan.value + 2e-6 * max(1.0, abs(plan.value))


@pytest.mark.parametrize("aim", sorted(AIMS))
def test_a_larger_plan_holds_and_repeats(aim):
    """A plan of 24 tasks has no fault, a bound no smaller, and is the same again and on one thread."""
    p = larger(1, worth=AIMS[aim])
    first, again, alone = (schedule(p, effort=0.2, seed=4, jobs=jobs) for jobs in (2, 2, 1))
    assert faults(p, first.start) == []
    assert first.value == pytest.approx(worth(p, first.start))
    assert first.bound >= first.value
    assert (first.start == again.start).all()
    assert (first.start == alone.start).all()
    assert (first.bound, first.gap, first.status) == (alone.bound, alone.gap, alone.status)
    assert not first.stopped


def test_another_seed_proves_the_same():
    """Plans of other seeds may differ; what is proven of them does not."""
    p = larger(2, 12, worth=AIMS["finish"])
    plans = [schedule(p, effort=2.0, seed=seed) for seed in (1, 2)]
    assert [plan.status for plan in plans] == ["optimal", "optimal"]
    assert plans[0].value == plans[1].value


def test_no_plan_surpasses_a_bound_found_before():
    """Of bounds and plans with more and more effort, no plan is worth more than any bound."""
    p = larger(5)
    found = [schedule(p, effort=effort) for effort in (0.05, 0.3, 1.0)]
    bounds = [relaxed(instance(p), cells=200).bound, *(plan.bound for plan in found)]
    assert max(plan.value for plan in found) <= min(bounds)
    assert [plan.value for plan in found] == sorted(plan.value for plan in found)


def test_more_than_eighty_tasks_are_improved_in_parts():
    """A plan of a hundred tasks passes through every stage in order, and can be carried out."""
    p, told = larger(6, 100), []
    plan = schedule(p, effort=0.5, progress=lambda stage, share: told.append((stage, share)))
    assert faults(p, plan.start) == []
    stages = list(dict.fromkeys(stage for stage, _ in told))
    assert stages == ["bound", "search", "improve", "proof"]
    for stage in stages:
        shares = [share for name, share in told if name == stage]
        assert shares[0] == 0
        assert shares[-1] == 1
        assert all(0 <= share <= 1 for share in shares)


def test_a_plan_to_begin_with_is_never_lost():
    """From a good plan and next to no effort, the plan is at least as good."""
    p = larger(7, 60)
    good = schedule(p, effort=0.5, seed=1)
    begun = schedule(p, effort=0.01, seed=8, begin=good.start)
    assert begun.value >= good.value
    assert faults(p, begun.start) == []


def test_seconds_by_the_clock():
    """Told to take a second by the clock, it does, and says how long it took."""
    plan = schedule(larger(3, 60), wall=1.0)
    assert faults(plan.programme, plan.start) == []
    assert 0.5 < plan.seconds < 8


def test_the_hamlet_is_proven():
    """Three houses one after the other: 14 months, no gap, and the finish of every task."""
    plan = schedule(hamlet(), effort=1.0)
    assert (plan.value, plan.bound, plan.gap, plan.status) == (-14.0, -14.0, 0.0, "optimal")
    assert sorted(plan.finish.tolist()) == [2, 6, 10, 14]


def test_a_plan_that_is_worth_nothing_is_proven_too():
    """Homes that cannot be ready before the horizon bring nothing, and that this is the best is known."""
    first = Task("a", "A", 3, crews=(("c", 1),), due=2, due_hard=True)
    last = Task("b", "B", 3, crews=(("c", 1),), persons=1000.0)
    p = Programme("p", 2026, 1, 6, (first, last), crews=(Crew("c", "C", ((0, 1),)),), worth=AIMS["people"])
    plan = schedule(p, effort=0.5)
    assert (plan.start.tolist(), plan.value, plan.gap, plan.status) == ([0, 3], 0.0, 0.0, "optimal")


def test_what_nothing_open_is_worth_counts_in_plan_and_bound():
    """A network that is worth something from the start has it in its value and bound alike."""
    network = NetworkValue(("o",), np.array([10.0, 11.0]))
    p = Programme(
        "p", 2026, 1, 12, (Task("a", "A", 6, opening_id="o"),), network=network, worth=Worth(rate=0.0)
    )
    plan = schedule(p, effort=0.5)
    assert plan.value == pytest.approx(10.5)
    assert plan.bound == pytest.approx(10.5)


def test_a_first_part_year_has_its_share_of_the_money():
    """From October on, a quarter of a year's 4 USD m pays for one task; the other three wait for January."""
    tasks = tuple(Task(f"t{j}", "T", 1, cost=Range(0.0, 1.0, 2.0), fund_id="f") for j in range(4))
    p = Programme(
        "p",
        2026,
        10,
        24,
        tasks,
        funds=(Fund("f", "F", ((2026, 4.0),)),),
        worth=Worth(finish=1.0, benefits=0.0),
    )
    assert sorted(schedule(p, effort=0.5).start.tolist()) == [0, 3, 3, 3]


def test_a_programme_without_tasks_has_an_empty_plan():
    """Nothing to do is done at once."""
    plan = schedule(Programme("p", 2026, 1, 12, ()), effort=1.0)
    assert (plan.start.tolist(), plan.value, plan.status) == ([], 0.0, "optimal")


def test_a_wrong_programme_is_told_with_all_its_problems():
    """Problems of the programme itself are raised before any search, all at once."""
    tasks = (Task("a", "A", -1), Task("b", "B", 2, crews=(("nobody", 1),)))
    with pytest.raises(ProgrammeError) as caught:
        schedule(Programme("p", 2026, 1, 12, tasks))
    assert len(caught.value.problems) == 2


INTERRUPTED = """
import os, signal, sys
from reopen.rebuild.schedule import schedule
from tests.rebuild.checker import faults
from tests.rebuild.programmes import larger

p, sent = larger(1, 120), []

def interrupt(stage, share):
    if stage == sys.argv[1] and not sent and share >= float(sys.argv[2]):
        sent.append(stage)
        os.kill(os.getpid(), signal.SIGINT)

plan = schedule(p, effort=1.0, progress=interrupt)
assert sent
sys.stdout.write(f"{plan.stopped} {faults(p, plan.start)} {plan.bound >= plan.value} {plan.seconds < 60}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process of one's own are of POSIX")
@pytest.mark.parametrize(("stage", "share"), [("bound", 0.0), ("search", 0.01), ("improve", 0.01)])
def test_ctrl_c_gives_the_best_plan_so_far(stage, share):
    """Interrupted in any stage, the process still ends with a whole plan that says it was stopped."""
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, stage, str(share)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (ended.stdout, ended.returncode) == ("True [] True True", 0), ended.stderr


def test_a_beginning_that_is_no_plan_is_refused():
    """Two tasks of one team at once are no plan, and neither is a plan of another length."""
    made = Programme(
        "two",
        2026,
        1,
        12,
        (Task("a", "A", 2, crews=(("c", 1),)), Task("b", "B", 2, crews=(("c", 1),))),
        crews=(Crew("c", "C", ((0, 1),)),),
        worth=Worth(benefits=0.0, finish=1.0),
    )
    assert schedule(made, effort=0.5, begin=np.array([0, 5])).value == -4
    for wrong in ([0, 1], [0], [0, 11], [-1, 2]):
        with pytest.raises(SettingsError, match="no plan of this programme"):
            schedule(made, effort=0.5, begin=np.array(wrong))
