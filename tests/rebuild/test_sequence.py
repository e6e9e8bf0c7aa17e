"""The public function: which method, what is proven, and that it equals all orders."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild import crews as crews_module
from reopen.rebuild import sequence as module
from reopen.rebuild.sequence import sequence
from tests.rebuild.orders import (
    cases,
    check_schedule,
    climbing,
    least_of_orders,
    least_of_schedules,
    lost_when,
    wild,
)


@settings(deadline=None, max_examples=40)
@given(cases(7))
def test_one_crew_equals_all_orders(case):
    """With up to 7 links the order loses the least over all orders, from a list as from a function."""
    durations, values, after = case
    found = sequence(durations, values, after=after)
    assert found.lost == pytest.approx(least_of_orders(durations, values, after))
    assert (found.status, found.method, found.gap) == ("optimal", "subsets", 0.0)
    check_schedule(found, durations, after, 1)
    assert found.start[list(found.order)].tolist() == sorted(found.start)
    asked = sequence(durations, values.item, after=after)
    assert asked.lost == pytest.approx(found.lost)
    assert asked.monotone == found.monotone


@settings(deadline=None, max_examples=30)
@given(cases(4), st.integers(2, 3))
def test_several_crews_equal_all_schedules(case, crews):
    """With up to 4 links the schedule loses the least over all schedules, and it is proven."""
    durations, values, after = case
    found = sequence(durations, values, crews=crews, after=after)
    assert found.lost == pytest.approx(least_of_schedules(durations, values, after, crews))
    assert found.status == "optimal"
    check_schedule(found, durations, after, crews)
    assert found.lost == pytest.approx(lost_when(found.finish, values))


@settings(deadline=None, max_examples=10)
@given(cases(5))
def test_two_crews_and_five_links_equal_all_schedules(case):
    """The same with two crews and five links."""
    durations, values, after = case
    found = sequence(durations, values, crews=2, after=after)
    assert found.lost == pytest.approx(least_of_schedules(durations, values, after, 2))
    assert found.status == "optimal"


def test_more_crews_never_lose_more():
    """Each further crew loses no more, until every link has one and the loss is that of single links."""
    random = np.random.default_rng(12)
    durations, values = random.uniform(1, 9, 6), climbing(random, 6, share=1.0)
    lost = [sequence(durations, values, crews=m).lost for m in range(1, 8)]
    assert all(b <= a + 1e-9 for a, b in pairwise(lost))
    assert lost[5] == lost[6] == pytest.approx(lost_when(durations, values))


def test_eighteen_links_take_seconds():
    """18 links with all values listed are proven within 20 seconds, the kernel's compilation included."""
    random = np.random.default_rng(13)
    begin = perf_counter()
    found = sequence(random.uniform(1, 9, 18), wild(random, 18), jobs=2)
    assert perf_counter() - begin < 20
    assert found.status == "optimal"


def test_sets_that_may_not_occur_are_not_asked_for():
    """A function is asked once for each set that the precedence allows, and for no other one."""
    asked = []

    def value(standing):
        asked.append(standing)
        return float(standing)

    found = sequence([1.0, 1.0, 1.0], value, after=[0, 0b001, 0b010])
    assert sorted(asked) == [0b000, 0b001, 0b011, 0b111]
    assert found.order == (0, 1, 2)


def test_beyond_the_limit_a_function_is_searched(monkeypatch):
    """Too many links for a list are searched: bound and gap where values never fall, else none known."""
    monkeypatch.setattr(module, "MOST_ASKED", 5)
    random = np.random.default_rng(14)
    durations, values = random.uniform(1, 9, 9), climbing(random, 9, share=1.0)
    exact = sequence(durations, values)
    found = sequence(durations, values.item, monotone=True, effort=300)
    assert (found.method, found.monotone) == ("search", True)
    assert found.bound <= exact.lost + 1e-9
    assert found.lost > exact.lost + 1e-3
    assert found.gap == pytest.approx((found.lost - found.bound) / found.lost)
    unsure = sequence(durations, values.item, effort=300)
    assert (unsure.bound, unsure.gap, unsure.status) == (-np.inf, np.inf, "feasible")
    proven = sequence(durations, values.item)
    assert (proven.status, proven.lost) == ("optimal", pytest.approx(exact.lost))


@pytest.mark.parametrize("monotone", [True, False])
def test_too_many_states_fall_back_on_the_search(monkeypatch, monotone):
    """Where several crews have too many states, the order is searched, and its bound holds."""
    random = np.random.default_rng(15)
    durations = random.uniform(1, 9, 8)
    values = climbing(random, 8, share=1.0) if monotone else wild(random, 8)
    monkeypatch.setattr(module, "WARM_UP", 50)
    best = sequence(durations, values, crews=2)
    assert (best.method, best.status, best.monotone) == ("crews", "optimal", monotone)
    monkeypatch.setattr(crews_module, "MOST_KEPT", 10)
    found = sequence(durations, values, crews=2, effort=60)
    assert found.method == "search"
    assert found.bound <= best.lost + 1e-9 <= found.lost + 2e-9


def test_an_interruption_of_several_crews_keeps_the_best_so_far(monkeypatch):
    """Ctrl-C while several crews are planned exactly gives the order of the search before, and says so."""

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "exact", interrupted)
    monkeypatch.setattr(module, "WARM_UP", 50)
    random = np.random.default_rng(16)
    durations, values = random.uniform(1, 9, 8), climbing(random, 8, share=1.0)
    found = sequence(durations, values, crews=2)
    assert found.stopped
    assert (found.status, found.method) == ("feasible", "search")
    check_schedule(found, durations, [0] * 8, 2)
    assert found.bound < found.lost


def test_no_links_lose_nothing():
    """Nothing to do is done at once."""
    found = sequence([], [5.0])
    assert (found.order, found.lost, found.status) == ((), 0.0, "optimal")


@pytest.mark.parametrize("words", ["effort", "jobs"])
def test_no_effort_and_no_threads_are_refused(words):
    """Effort and threads below 1 are told."""
    with pytest.raises(SettingsError, match=f"{words} 0"):
        sequence([1.0], [0.0, 1.0], **{words: 0})
