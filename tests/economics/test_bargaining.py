"""Bargaining against brute force in exact fractions, and Nash's axioms."""

from __future__ import annotations

from fractions import Fraction
from math import log, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reopen.economics.bargaining import nash, nash_with_transfers, smallest_package
from reopen.errors import SettingsError

quick = settings(max_examples=60, deadline=None)


@st.composite
def bargains(draw, least=-3, most=9):
    """Whole gains, a mask with at least one player and whole disagreement points."""
    n, c = draw(st.integers(0, 15)), draw(st.integers(1, 5))
    gains = draw(arrays(np.float64, (n, c), elements=st.integers(least, most).map(float)))
    players = draw(arrays(np.bool_, c).filter(np.any))
    point = draw(arrays(np.float64, c, elements=st.integers(-2, 2).map(float)))
    return gains, players, point


def products(gains, players, point):
    """Exact products of the rows in which every player gains."""
    out = {}
    for k, row in enumerate(gains):
        over = [Fraction(row[i]) - Fraction(point[i]) for i in np.flatnonzero(players)]
        if min(over) > 0:
            out[k] = prod(over)
    return out


@given(bargains())
@quick
def test_nash_equals_brute_force(bargain):
    """The first row of the largest exact product, and its logarithm; None when nobody can agree."""
    gains, players, point = bargain
    exact = products(gains, players, point)
    found = nash(gains, players, disagreement=point)
    if not exact:
        assert (found.index, found.log_product) == (None, -np.inf)
        return
    best = max(exact.values())
    assert found.index == min(k for k in exact if exact[k] == best)
    assert found.log_product == pytest.approx(log(best), abs=1e-12)


@given(bargains(), st.floats(1e-6, 1e6), st.integers(0, 4))
@quick
def test_nash_does_not_depend_on_units(bargain, factor, who):
    """Measuring one player's gains in another unit does not change the choice (Nash's axiom)."""
    gains, players, _ = bargain
    scaled = gains.copy()
    scaled[:, who % gains.shape[1]] *= factor
    assert nash(scaled, players).index == nash(gains, players).index


@given(bargains())
@quick
def test_nash_does_not_depend_on_alternatives_not_chosen(bargain):
    """Taking away any other row leaves the choice (Nash's axiom)."""
    gains, players, point = bargain
    chosen = nash(gains, players, disagreement=point).index
    if chosen is not None:
        for gone in set(range(len(gains))) - {chosen}:
            rest = nash(np.delete(gains, gone, axis=0), players, disagreement=point)
            assert rest.index == chosen - (gone < chosen)


def test_nash_takes_the_first_of_equal_products():
    """2 x 8 = 4 x 4, though the logarithms round apart; the order decides."""
    assert nash([[2.0, 8.0], [4.0, 4.0]]).index == 0
    assert nash([[4.0, 4.0], [2.0, 8.0]]).index == 0
    assert nash([[0.1, 0.7], [0.7, 0.1], [0.07, 1.0]]).index == 0


def test_nash_stands_any_size_of_product():
    """A product beyond the range of floating point is compared all the same."""
    gains = np.full((2, 8), 1e60)
    gains[1, 0] = 2e60
    assert nash(gains).index == 1
    assert nash(1 / gains).index == 0


@given(bargains(-9, 9))
@quick
def test_transfers_share_the_best_total_equally(bargain):
    """The largest total, payments that cancel, and every player as far over its point as the others."""
    gains, players, point = bargain
    found = nash_with_transfers(gains, players, disagreement=point)
    over = (gains - point)[:, players]
    totals = over.sum(axis=1)
    assert found.payments[~players].tolist() == [0.0] * int((~players).sum())
    if not (totals > 0).any():
        assert (found.index, found.surplus, np.abs(found.payments).max()) == (None, 0.0, 0.0)
        return
    assert found.index == totals.tolist().index(totals.max())
    assert found.surplus == totals.max()
    assert found.payments.sum() == pytest.approx(0.0, abs=1e-12)
    shares = over[found.index] + found.payments[players]
    assert shares == pytest.approx(found.surplus / players.sum(), abs=1e-12)


@given(bargains(1, 9))
@quick
def test_transfers_never_lower_the_product(bargain):
    """Sharing the best total equally beats any product without payments (means inequality)."""
    gains, players, _ = bargain
    if len(gains):
        paid = nash_with_transfers(gains, players)
        m = int(players.sum())
        assert m * log(paid.surplus / m) >= nash(gains, players).log_product - 1e-12


@st.composite
def choices(draw):
    """Everything that the smallest package is asked with, in small whole numbers."""
    n, c = draw(st.integers(0, 15)), draw(st.integers(1, 4))
    return (
        draw(arrays(np.float64, (n, c), elements=st.integers(-2, 4).map(float))),
        draw(arrays(np.int64, n, elements=st.integers(0, 3))),
        draw(arrays(np.bool_, (n, c), elements=st.sampled_from([False, False, True]), fill=st.nothing())),
        draw(st.sampled_from([0.0, 1.0, 1.5])),
        draw(st.none() | arrays(np.bool_, n)),
        draw(st.none() | arrays(np.bool_, c)),
    )


@given(choices())
@settings(max_examples=150, deadline=None)
def test_smallest_package_equals_brute_force(choice):
    """The least of (size, minus total, row) over the packages that will do, one by one."""
    gains, sizes, must, epsilon, feasible, countries = choice
    counted = range(gains.shape[1]) if countries is None else np.flatnonzero(countries).tolist()
    fit = []
    for k, row in enumerate(gains.tolist()):
        if feasible is not None and not feasible[k]:
            continue
        if any(must[k, i] and row[i] <= 0 for i in range(len(row))):
            continue
        if any(row[i] < -epsilon for i in counted):
            continue
        fit.append((sizes[k], -sum(row[i] for i in counted), k))
    assert smallest_package(*choice) == (min(fit)[2] if fit else None)


def test_smallest_package_edges():
    """A gain of exactly 0 is no gain, and a loss of exactly epsilon is none too many."""
    assert smallest_package([[0.0]], [1], [[True]], 0.0) is None
    assert smallest_package([[-1.0]], [1], [[False]], 1.0) == 0
    assert smallest_package([[-1.0]], [1], [[False]], 0.99) is None


def test_smallest_package_asks_consent_of_countries_that_are_not_counted():
    """Whose consent it takes must gain, even where its losses are not counted."""
    gains = [[5.0, 0.0], [4.0, 1.0]]
    must = [[True, True], [True, True]]
    assert smallest_package(gains, [1, 2], must, 0.0, countries=[True, False]) == 1


def test_smallest_package_tells_all_that_is_wrong_at_once():
    """Five wrong arguments, five lines."""
    with pytest.raises(SettingsError) as caught:
        smallest_package([[1.0, 2.0]], [1, 2], [[True]], -1.0, feasible=[1], countries=[True])
    starts = [line.split(":")[0].split(" ")[0] for line in str(caught.value).splitlines()]
    assert starts == ["must_gain", "feasible", "countries", "sizes", "epsilon"]


@pytest.mark.parametrize("function", [nash, nash_with_transfers])
def test_bargaining_refuses_wrong_arguments(function):
    """No table, no player, masks that do not fit, and disagreement points that are no numbers."""
    with pytest.raises(SettingsError, match="gains: found an array of shape"):
        function([1.0])
    with pytest.raises(SettingsError, match="none of the 2 countries plays"):
        function([[1.0, 2.0]], [False, False])
    with pytest.raises(SettingsError, match="players: found an array of int64"):
        function([[1.0, 2.0]], [1, 0])
    with pytest.raises(SettingsError, match=r"disagreement: found \[0.0\]"):
        function([[1.0, 2.0]], disagreement=[0.0])
    with pytest.raises(SettingsError, match=r"disagreement: found .*nan"):
        function([[1.0, 2.0]], disagreement=[0.0, np.nan])
