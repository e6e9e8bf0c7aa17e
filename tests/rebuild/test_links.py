"""Links, and orders of them as schedules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.errors import SettingsError
from reopen.rebuild.links import along, begun_at, in_order, links, lost_along
from tests.rebuild.orders import cases, check_schedule, lost_when


def test_two_crews_by_hand():
    """Crews take links in turn; the third waits for what it needs, though a crew is free before."""
    one = links([2.0, 5.0, 1.0], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0], crews=2, after=[0, 0, 0b10])
    timed = along(one, (0, 1, 2))
    assert timed.start.tolist() == [0.0, 0.0, 5.0]
    assert timed.crew.tolist() == [0, 1, 0]
    assert timed.lost == 2 * 8 + 3 * 7 + 1 * 5


@settings(deadline=None)
@given(cases(6), st.integers(1, 3), st.randoms(use_true_random=False))
def test_any_order_is_a_schedule_that_loses_what_it_says(case, crews, random):
    """A wish becomes an allowed order; its schedule keeps to all limits and loses the integral."""
    durations, values, after = case
    one = links(durations, values, crews=crews, after=after)
    wish = random.sample(range(len(one)), len(one))
    order = in_order(one, wish)
    assert sorted(order) == sorted(wish)
    timed = along(one, order)
    check_schedule(timed, durations, after, crews)
    assert timed.lost == pytest.approx(lost_when(timed.finish, values))
    assert lost_along(one, order) == pytest.approx(timed.lost)
    again = begun_at(one, timed.start.tolist())
    check_schedule(again, durations, after, crews)
    assert again.lost == pytest.approx(timed.lost)


def test_a_wish_that_is_allowed_is_the_order():
    """An order that the precedence allows is kept; else a link waits for its needs and no longer."""
    one = links([1.0] * 4, lambda s: s.bit_count(), after=[0, 0b100, 0, 0])
    assert in_order(one, (3, 2, 1, 0)) == (3, 2, 1, 0)
    assert in_order(one, (3, 1, 2, 0)) == (3, 2, 1, 0)


def test_a_function_is_asked_once_a_set():
    """The value of a set is asked for once, however often it is met."""
    asked = []

    def value(standing):
        asked.append(standing)
        return float(standing)

    one = links([1.0, 2.0], value)
    assert [one.loss(s) for s in (1, 1, 2, 3, 0, 0)] == [2.0, 2.0, 1.0, 0.0, 3.0, 3.0]
    assert sorted(asked) == [0, 1, 2, 3]  # the set of all is asked for as the measure of the others


def test_all_problems_are_told_at_once():
    """Durations, crews, precedence and values that are wrong are all named, with what was found."""
    with pytest.raises(SettingsError) as error:
        links([1.0, -2.0], [0.0, 1.0, np.nan, 2.0], crews=0, after=[0b10, 0b01])
    for words in (
        "durations at [1] is -2.0",
        "crews: found 0",
        "links 0, 1 wait for each other",
        "value at [2]",
    ):
        assert words in str(error.value)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        (([[1.0]], [0.0, 1.0]), "2 dimensions"),
        ((["soon"], [0.0, 1.0]), "durations: found .'soon'"),
        (([1.0], "much"), "value: found 'much'"),
        (([1.0], [0.0, 1.0, 2.0]), r"shape \(3,\) for 1 links"),
        (([1.0] * 25, [0.0]), "at most 24"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(given_, words):
    """Durations that are no list of numbers, and values that are not one a set, are told."""
    with pytest.raises(SettingsError, match=words):
        links(*given_)


@pytest.mark.parametrize(("after", "words"), [([0], "1 sets for 2"), ([1, 0], "link 0"), ([0, 8], "link 1")])
def test_a_precedence_that_makes_no_sense_is_refused(after, words):
    """A set too few, a link before itself, and a link that is not there are told."""
    with pytest.raises(SettingsError, match=words):
        links([1.0, 1.0], [0.0, 1.0, 1.0, 2.0], after=after)


def test_a_value_that_is_no_number_is_told_with_its_set():
    """A function that gives no finite number is refused where it does, naming the set."""
    one = links([1.0], lambda s: np.inf if s == 0 else 1.0)
    with pytest.raises(SettingsError, match="set 0 is inf"):
        one.loss(0)
