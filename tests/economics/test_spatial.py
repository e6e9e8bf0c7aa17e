"""Gravity trips: stated totals are met, the general constant is their geometric mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.economics.spatial import StatedTotal, calibrated, deterrence, own_zone, potential
from reopen.errors import SettingsError

few = settings(max_examples=30, deadline=None)
seeds = st.integers(0, 2**32 - 1)
AREAS = np.repeat(np.arange(4), 3)  # twelve zones in four areas


def drawn(seed):
    """Populations and costs of twelve zones, some without a way to each other."""
    rng = np.random.default_rng(seed)
    persons, cost = rng.lognormal(11.0, 1.0, 12), rng.lognormal(3.0, 0.5, (12, 12))
    cost[0, 11] = cost[5, 9] = np.inf
    np.fill_diagonal(cost, 0.0)
    return persons, cost


def area(*numbers):
    return np.isin(AREAS, numbers)


def stated(amounts=(4e5, 7e4, 3e6)):
    """Three stated totals that share no pair: both ways, one way and within an area."""
    return [
        StatedTotal(area(0), area(1), amounts[0], both=True, name="a with b"),
        StatedTotal(area(0, 1), area(2), amounts[1], name="to c"),
        StatedTotal(area(3), area(3), amounts[2], both=True, name="within d"),
    ]


def summed(table, total):
    """Trips of a stated total, pair by pair."""
    amount = 0.0
    for (i, j), trips in np.ndenumerate(table):
        there, back = total.rows[i] and total.columns[j], total.rows[j] and total.columns[i]
        if there or (total.both and back):
            amount += trips
    return amount


@given(seeds, st.floats(0.0, 3.0), st.floats(0.5, 1.2), st.floats(0.5, 1.2))
@few
def test_stated_totals_are_met(seed, delta, origin, destination):
    """Each stated total is the sum of its pairs, both directions where it says so."""
    persons, cost = drawn(seed)
    found = calibrated(persons, cost, delta, stated(), origin=origin, destination=destination)
    for total in stated():
        assert summed(found.table, total) == pytest.approx(total.total, rel=1e-10)


@given(seeds, st.floats(0.0, 3.0))
@few
def test_the_constant_is_the_geometric_mean(seed, delta):
    """k is the least squares fit of ln k, the residual its spread, and own factors average to 1."""
    persons, cost = drawn(seed)
    base = potential(persons, cost, delta)
    logs = np.log([total.total / summed(base, total) for total in stated()])
    found = calibrated(persons, cost, delta, stated())
    fit, (squares,), *_ = np.linalg.lstsq(np.ones((3, 1)), logs, rcond=None)
    assert np.log(found.constant) == pytest.approx(fit[0], abs=1e-10)
    assert found.residual == pytest.approx(np.sqrt(squares / 3.0), rel=1e-8, abs=1e-10)
    assert np.log(found.factor) == pytest.approx(logs - fit[0], abs=1e-9)
    assert np.log(found.factor).sum() == pytest.approx(0.0, abs=1e-9)


def test_pairs_that_nothing_states_take_the_general_constant():
    """They are k times the potential, and 0 without a way."""
    persons, cost = drawn(4)
    found = calibrated(persons, cost, 1.3, stated())
    rest = np.outer(area(2), area(0, 3))
    expected = (
        found.constant * np.outer(persons, persons) * np.where(np.isinf(cost), 0.0, own_zone(cost) ** -1.3)
    )
    assert found.table[rest] == pytest.approx(expected[rest], rel=1e-12)
    assert found.table[0, 11] == found.table[5, 9] == 0.0
    assert found.scale * potential(persons, cost, 1.3) == pytest.approx(found.table, rel=1e-14)


@given(seeds, st.floats(1e-9, 1e3))
@few
def test_a_model_finds_its_own_constant(seed, constant):
    """Totals that the model itself gave return its constant, without residual and own factors."""
    persons, cost = drawn(seed)
    truth = constant * potential(persons, cost, 1.1)
    totals = stated([summed(truth, total) for total in stated()])
    found = calibrated(persons, cost, 1.1, totals)
    assert found.constant == pytest.approx(constant, rel=1e-10)
    assert found.factor == pytest.approx(np.ones(3), rel=1e-10)
    assert found.residual == pytest.approx(0.0, abs=1e-10)
    assert found.table == pytest.approx(truth, rel=1e-10)


def test_pairs_that_do_not_count_have_no_trips():
    """A stated total is met by its allowed pairs alone."""
    persons, cost = drawn(2)
    allowed = AREAS[:, None] != AREAS
    totals = stated()[:2]
    allowed[0, 3] = False
    found = calibrated(persons, cost, 1.0, totals, allowed=allowed)
    assert (found.table[~allowed] == 0.0).all()
    assert (found.table[allowed & np.isfinite(cost)] > 0.0).all()
    for total in totals:
        assert summed(found.table, total) == pytest.approx(total.total, rel=1e-10)


def test_totals_may_meet_outside_the_pairs_that_count():
    """Areas that share only pairs which do not count are no overlap."""
    persons, cost = drawn(2)
    totals = [StatedTotal(area(0), area(0, 1), 10.0), StatedTotal(area(0), area(0, 2), 20.0)]
    found = calibrated(persons, cost, 1.0, totals, allowed=AREAS[:, None] != AREAS)
    assert found.table[np.outer(area(0), area(1))].sum() == pytest.approx(10.0, rel=1e-10)
    assert found.table[np.outer(area(0), area(2))].sum() == pytest.approx(20.0, rel=1e-10)


def test_overlaps_are_refused_with_both_names():
    """Every two totals that share a pair are named, also where only the way back is shared."""
    persons, cost = drawn(1)
    totals = [*stated(), StatedTotal(area(1), area(0), 5.0, name="back"), StatedTotal(area(0), area(2), 5.0)]
    with pytest.raises(SettingsError) as caught:
        calibrated(persons, cost, 1.0, totals)
    message = str(caught.value)
    assert "stated totals 0 (a with b) and 3 (back) share 9 pairs of zones, the first being 3 to 0" in message
    assert "stated totals 1 (to c) and 4 share 9 pairs of zones, the first being 0 to 6" in message
    assert message.count("pairs of zones") == 2


def test_the_way_back_is_free_where_a_total_is_one_way():
    """One total for each direction is no overlap."""
    persons, cost = drawn(1)
    totals = [StatedTotal(area(0), area(1), 8.0), StatedTotal(area(1), area(0), 2.0)]
    found = calibrated(persons, cost, 1.0, totals)
    assert found.table[np.outer(area(0), area(1))].sum() == pytest.approx(8.0, rel=1e-10)
    assert found.table[np.outer(area(1), area(0))].sum() == pytest.approx(2.0, rel=1e-10)


def test_totals_without_a_way_are_named_all_at_once():
    """Neither people without a way nor ways without people can hold a total."""
    persons, cost = drawn(3)
    cost[:3, 3:6] = np.inf
    persons[9:] = 0.0
    with pytest.raises(SettingsError) as caught:
        calibrated(
            persons,
            cost,
            1.0,
            [StatedTotal(area(0), area(1), 1.0, name="cut"), StatedTotal(area(2), area(3), 1.0)],
        )
    assert "stated total 0 (cut) has no allowed pair" in str(caught.value)
    assert "stated total 1 has no allowed pair" in str(caught.value)


def test_wrong_totals_are_named_all_at_once():
    """Masks of another shape or type and totals that are not positive come in one message."""
    persons, cost = drawn(3)
    totals = [
        StatedTotal(area(0)[:5], area(1), 1.0, name="short"),
        StatedTotal(area(0), AREAS, 1.0),
        StatedTotal(area(2), area(3), 0.0),
        StatedTotal(area(3), area(2), np.nan),
    ]
    with pytest.raises(SettingsError) as caught:
        calibrated(persons, cost, 1.0, totals)
    for part in (
        "rows of stated total 0 (short) are of shape (5,)",
        "columns of stated total 1 are of shape (12,) and type int64",
        "stated total 2 is 0.0",
        "stated total 3 is nan",
    ):
        assert part in str(caught.value)


def test_no_totals_leave_no_constant():
    """Nothing to fit to is an error, not a constant of 1."""
    with pytest.raises(SettingsError, match="no stated totals"):
        calibrated(*drawn(1), 1.0, [])


@given(seeds, st.floats(0.1, 3.0), st.floats(0.1, 10.0))
@few
def test_deterrence_has_the_elasticity_it_is_given(seed, delta, by):
    """Costs by a factor are weights by that factor to the power -delta, own zones included."""
    _, cost = drawn(seed)
    assert deterrence(cost * by, delta) == pytest.approx(by**-delta * deterrence(cost, delta), rel=1e-12)


def test_no_way_has_no_weight_at_any_elasticity():
    """An elasticity of 0 makes all costs alike, but does not make a way."""
    assert deterrence([[1.0, np.inf], [7.0, 0.0]], 0.0).tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_own_zones_take_half_the_nearest_neighbour():
    """The nearest by either direction; a cost given stays; a zone without neighbours has no way."""
    inf = np.inf
    cost = np.array([[0.0, 8.0, 5.0, inf], [3.0, 0.0, 9.0, inf], [6.0, 9.0, 2.0, inf], [inf, inf, inf, 0.0]])
    assert np.diagonal(own_zone(cost)).tolist() == [1.5, 1.5, 2.0, inf]
    off = ~np.eye(4, dtype=bool)
    assert np.array_equal(own_zone(cost)[off], cost[off])
    assert cost[0, 0] == 0.0


@pytest.mark.parametrize(
    ("cost", "delta", "message"),
    [
        ([[1.0, 0.0], [2.0, 1.0]], 1.0, r"1 costs are wrong: 0 to 1 is 0\.0; expected positive"),
        ([[1.0, np.nan], [-2.0, 1.0]], 1.0, r"2 costs are wrong: 0 to 1 is nan, 1 to 0 is -2\.0"),
        (np.ones((2, 3)), 1.0, r"shape \(2, 3\)"),
        (np.ones((2, 2)), -0.5, r"of -0\.5; expected 0 or more"),
        (np.ones((2, 2)), np.inf, "of inf; expected 0 or more"),
    ],
)
def test_wrong_costs(cost, delta, message):
    """Costs and elasticities that have no weight are named with their place."""
    with pytest.raises(SettingsError, match=message):
        deterrence(cost, delta)


def test_wrong_arguments_of_the_potential_are_named_all_at_once():
    """Populations, exponents and the pairs that count."""
    with pytest.raises(SettingsError) as caught:
        potential([1.0, -1.0], np.ones((2, 2)), 1.0, origin=0.0, destination=np.nan, allowed=[True, False])
    for part in (
        "populations of zones [1] are [-1.0]",
        "origin of 0.0",
        "destination of nan",
        "allowed pairs of shape (2,)",
    ):
        assert part in str(caught.value)
    with pytest.raises(SettingsError, match=r"populations of shape \(3,\); expected \(2,\)"):
        potential([1.0, 2.0, 3.0], np.ones((2, 2)), 1.0)
