"""Several crews, exactly, beside all schedules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.rebuild import crews as module
from reopen.rebuild.bounds import listed
from reopen.rebuild.crews import TooManyError, exact
from reopen.rebuild.links import begun_at, links
from tests.rebuild.orders import cases, check_schedule, climbing, least_of_schedules


def solved(durations, values, after, crews, below=np.inf):
    """The best schedule without any other one known."""
    one = links(durations, values, crews=crews, after=after)
    start = exact(one, listed(one), below=below)
    return None if start is None else begun_at(one, start)


@settings(deadline=None, max_examples=60)
@given(cases(4), st.integers(2, 3))
def test_up_to_four_links_equal_all_schedules(case, crews):
    """Values that rise or fall, ties, precedence: the least over all schedules, by one that is allowed."""
    durations, values, after = case
    found = solved(durations, values, after, crews)
    check_schedule(found, durations, after, crews)
    assert found.lost == pytest.approx(least_of_schedules(durations, values, after, crews))


@settings(deadline=None, max_examples=12)
@given(cases(5))
def test_five_links_and_two_crews_equal_all_schedules(case):
    """The same with five links."""
    durations, values, after = case
    found = solved(durations, values, after, 2)
    assert found.lost == pytest.approx(least_of_schedules(durations, values, after, 2))


def test_it_can_pay_to_wait():
    """A crew waits for a weighty link about to be ready, though another link could begin."""
    # Links 1 and 2 are worth much and need link 0; link 3 is long and worth nearly nothing.
    worth = [0.0, 10.0, 10.0, 0.1]
    values = np.array([sum(w for j, w in enumerate(worth) if s >> j & 1) for s in range(16)])
    found = solved([1.0, 2.0, 2.0, 9.0], values, [0, 1, 1, 0], 2)
    assert found.start.tolist() == [0.0, 1.0, 1.0, 3.0]


def test_no_schedule_better_than_one_known():
    """Where the best loss is known already, there is none below it; just above it, there is."""
    durations, values = np.array([1.0, 3.0, 2.0, 5.0]), climbing(np.random.default_rng(8), 4, share=1.0)
    best = solved(durations, values, [0] * 4, 2).lost
    assert solved(durations, values, [0] * 4, 2, below=best) is None
    assert solved(durations, values, [0] * 4, 2, below=best * 1.001).lost == pytest.approx(best)


def test_too_many_states_are_told(monkeypatch):
    """More states than may be kept end the search at once."""
    durations, values = np.arange(1.0, 7.0), climbing(np.random.default_rng(9), 6, share=1.0)
    for name in ("MOST_KEPT", "MOST_AT_ONCE"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, 5)
            with pytest.raises(TooManyError):
                solved(durations, values, [0] * 6, 2)
