"""Choice between four ways against the plain formulas, and their known limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reopen.economics.choice import ALTERNATIVES, nested

#: Costs in USD a tonne, some of them of ways that do not exist.
COSTS = st.lists(st.floats(5.0, 300.0) | st.just(np.inf), min_size=4, max_size=4).filter(
    lambda costs: np.isfinite(costs).any()
)
NONE = np.zeros(4)


def choose(cost, *, constants=NONE, reference=None, nu=5.0, phi=0.6):
    """Composite cost and shares."""
    cost, share = np.asarray(cost, dtype=np.float64), np.empty(4)
    at = float(np.min(cost)) if reference is None else reference
    return nested(cost, 0, np.asarray(constants, dtype=np.float64), at, nu, phi, share), share


def plain(cost, constants, reference, nu, phi):
    """The formulas as the module states them, with sums of exponentials."""
    u = np.asarray(cost) + reference * np.asarray(constants)
    with np.errstate(divide="ignore"):
        nests = [u[:2], u[2:]]
        values = [-phi * reference / nu * np.log(np.exp(-nu * n / (phi * reference)).sum()) for n in nests]
        whole = -reference / nu * np.log(sum(np.exp(-nu * v / reference) for v in values))
    share = [
        np.exp(-nu * (one - v) / (phi * reference)) * np.exp(-nu * (v - whole) / reference)
        if np.isfinite(one) else 0.0
        for v, nest in zip(values, nests, strict=True)
        for one in nest
    ]  # fmt: skip
    return whole, np.array(share)


def test_there_are_four_alternatives_in_two_nests():
    """By land and by sea, each with road and with rail."""
    assert ALTERNATIVES == ("road", "rail", "sea and road", "sea and rail")


@settings(max_examples=200, deadline=None)
@given(
    cost=COSTS,
    constants=st.lists(st.floats(-0.3, 0.5), min_size=4, max_size=4),
    nu=st.floats(0.5, 8.0),
    phi=st.floats(0.3, 1.0),
)
def test_equals_the_formulas(cost, constants, nu, phi):
    """Composite cost and shares equal sums of exponentials, whatever ways there are."""
    constants[0] = 0.0
    reference = min(cost)
    u = np.asarray(cost) + reference * np.asarray(constants)
    assume(nu * (u[np.isfinite(u)].max() - u.min()) / (phi * reference) < 30)  # else the plain sums are lost
    assume(nu * np.abs(u[np.isfinite(u)]).max() / (phi * reference) < 600)
    whole, share = choose(cost, constants=constants, nu=nu, phi=phi)
    expected, shares = plain(cost, constants, reference, nu, phi)
    assert whole == pytest.approx(expected, rel=1e-11, abs=1e-9)
    np.testing.assert_allclose(share, shares, rtol=1e-9, atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(cost=COSTS, nu=st.floats(0.5, 1000.0), phi=st.floats(0.05, 1.0))
def test_shares_sum_to_one_and_ways_that_do_not_exist_have_none(cost, nu, phi):
    """Whatever the costs and the sensitivity; the composite cost is not above the least cost."""
    whole, share = choose(cost, nu=nu, phi=phi)
    assert share.sum() == pytest.approx(1.0, abs=1e-12)
    assert (share >= 0).all()
    assert (share[np.isinf(cost)] == 0).all()
    assert whole <= min(cost)


@settings(max_examples=100, deadline=None)
@given(cost=st.lists(st.floats(20.0, 60.0), min_size=4, max_size=4), nu=st.floats(0.5, 10.0))
def test_without_nests_it_is_the_multinomial_logit(cost, nu):
    """With a dissimilarity of 1 the four ways are alike: shares are those of one logit."""
    reference = min(cost)
    whole, share = choose(cost, nu=nu, phi=1.0)
    weight = np.exp(-nu * (np.array(cost) - reference) / reference)
    np.testing.assert_allclose(share, weight / weight.sum(), rtol=1e-10)
    assert whole == pytest.approx(reference - reference / nu * np.log(weight.sum()), rel=1e-11)


@settings(max_examples=100, deadline=None)
@given(cost=st.lists(st.floats(20.0, 200.0), min_size=4, max_size=4, unique=True))
def test_the_cheapest_takes_all_in_the_limit(cost):
    """As the sensitivity grows, the composite cost tends to the least cost and all go the cheapest way."""
    first, second = sorted(cost)[:2]
    assume(second > first * 1.01)
    whole, share = choose(cost, nu=1e5)
    assert whole == pytest.approx(first, rel=1e-9)
    assert share[int(np.argmin(cost))] == pytest.approx(1.0, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(
    cost=st.lists(st.floats(20.0, 60.0), min_size=4, max_size=4),
    which=st.integers(0, 3),
    less=st.floats(0.1, 15.0),
)
def test_a_cheaper_way_lowers_the_composite_cost(cost, which, less):
    """Never by more than the way itself falls, and the way gains what the others lose."""
    reference = min(cost)
    before, shares = choose(cost, reference=reference)
    cost[which] -= less
    after, now = choose(cost, reference=reference)
    assert before - less <= after < before
    assert now[which] > shares[which]
    assert (np.delete(now, which) <= np.delete(shares, which) * (1 + 1e-12)).all()


@settings(max_examples=100, deadline=None)
@given(cost=st.lists(st.floats(20.0, 40.0), min_size=4, max_size=4), phi=st.floats(0.3, 1.0))
def test_the_composite_cost_falls_by_the_share_of_what_gets_cheaper(cost, phi):
    """Roy's identity: the slope of the composite cost in a way's cost is the share of that way."""
    reference, step = min(cost), 1e-4
    _, share = choose(cost, reference=reference, phi=phi)
    for a in range(4):
        ends = []
        for sign in (1, -1):
            moved = list(cost)
            moved[a] += sign * step
            ends.append(choose(moved, reference=reference, phi=phi)[0])
        assert (ends[0] - ends[1]) / (2 * step) == pytest.approx(share[a], abs=1e-6)


def test_one_way_alone_costs_what_it_costs():
    """Without a choice the composite cost is the way's own, with its constant."""
    for a in range(4):
        cost = np.full(4, np.inf)
        cost[a] = 40.0
        whole, share = choose(cost, constants=(0.0, 0.1, 0.2, 0.3))
        assert whole == pytest.approx(40.0 * (1 + a / 10))
        assert share.tolist() == [float(b == a) for b in range(4)]


def test_similar_ways_take_from_each_other():
    """In one nest two equal ways gain less together than one in each nest."""
    nest, _ = choose([40.0, 40.0, np.inf, np.inf], phi=0.4)
    apart, _ = choose([40.0, np.inf, 40.0, np.inf], phi=0.4)
    assert nest == pytest.approx(40.0 * (1 - 0.4 / 5 * np.log(2)))
    assert apart == pytest.approx(40.0 * (1 - 1 / 5 * np.log(2)))


def test_it_reads_and_writes_where_it_is_told():
    """Four costs within a longer array, as the kernels hold before and after."""
    cost = np.array([1.0, 2.0, 3.0, 4.0, 40.0, 50.0, np.inf, np.inf])
    share = np.full(8, -1.0)
    whole = nested(cost, 4, NONE, 40.0, 5.0, 0.6, share)
    expected, four = choose([40.0, 50.0, np.inf, np.inf])
    assert whole == expected
    assert share.tolist() == [-1.0] * 4 + four.tolist()
