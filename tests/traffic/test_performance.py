"""Link performance: derivatives, integrals and marginal costs against numbers found otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from reopen.traffic.performance import areas, bpr, conic, constant, costs, davidson, joined, queue

ONE = np.array([1.0])


def links(free, capacity):
    """A link of every kind, by name."""
    t, c = np.array([free]), np.array([capacity])
    return {
        "constant": constant(t),
        "bpr 0": bpr(t, c, 0.15, 0.0),
        "bpr 1": bpr(t, c, 0.5, 1.0),
        "bpr 2.5": bpr(t, c, 0.5, 2.5),
        "bpr 4": bpr(t, c, 0.15, 4.0),
        "davidson": davidson(t, c, 0.3),
        "conic": conic(t, c, 5.0),
        "queue": queue(t, c, 8.0),
    }


KINDS = sorted(links(1.0, 1.0))
FREE = st.floats(0.1, 10.0)
CAPACITY = st.floats(1.0, 5000.0)
LOAD = st.floats(0.01, 3.0)


@pytest.mark.parametrize("kind", KINDS)
@given(free=FREE, capacity=CAPACITY, load=LOAD)
@settings(max_examples=40, deadline=None)
def test_slopes_are_those_of_the_costs(kind, free, capacity, load):
    """The derivative is what a small step of the flow shows, away from Davidson's joint."""
    link, x, h = links(free, capacity)[kind], load * capacity, 1e-6 * capacity
    if kind == "davidson" and abs(load - 0.95) < 1e-5:
        return
    for marginal in (False, True):
        if kind == "davidson" and marginal and load > 0.9 and load < 0.96:
            continue
        up = costs(link, x * ONE + h, marginal=marginal)[0]
        down = costs(link, x * ONE - h, marginal=marginal)[0]
        assert costs(link, x * ONE, marginal=marginal)[1] == pytest.approx(
            (up - down) / (2.0 * h), rel=2e-4, abs=2e-8 * free / capacity
        )


@pytest.mark.parametrize("kind", KINDS)
@given(free=FREE, capacity=CAPACITY, load=LOAD)
@settings(max_examples=30, deadline=None)
def test_areas_are_the_integrals(kind, free, capacity, load):
    """The closed form of the integral is that of adaptive quadrature."""
    link, x = links(free, capacity)[kind], load * capacity
    points = [p for p in (0.95 * capacity,) if p < x] or None
    expected, _ = quad(lambda y: costs(link, y * ONE)[0][0], 0.0, x, points=points, epsrel=1e-10, limit=200)
    assert areas(link, x * ONE)[0] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("kind", KINDS)
@given(free=FREE, capacity=CAPACITY, load=LOAD, more=st.floats(0.0, 2.0))
@settings(max_examples=40, deadline=None)
def test_costs_never_fall_with_flow(kind, free, capacity, load, more):
    """More flow is never cheaper, neither to those who use the link nor to all."""
    link = links(free, capacity)[kind]
    for marginal in (False, True):
        low, slope = costs(link, load * capacity * ONE, marginal=marginal)
        high, _ = costs(link, (load + more) * capacity * ONE, marginal=marginal)
        assert high[0] >= low[0] * (1.0 - 1e-12)
        assert slope[0] >= 0.0


@pytest.mark.parametrize("kind", KINDS)
@given(free=FREE, capacity=CAPACITY, load=LOAD)
@settings(max_examples=30, deadline=None)
def test_marginal_costs_are_what_one_more_costs_all(kind, free, capacity, load):
    """t + x t' is the derivative of x t."""
    link, x, h = links(free, capacity)[kind], load * capacity, 1e-6 * capacity
    if kind == "davidson" and abs(load - 0.95) < 1e-5:
        return
    up = (x + h) * costs(link, x * ONE + h)[0]
    down = (x - h) * costs(link, x * ONE - h)[0]
    assert costs(link, x * ONE, marginal=True)[0] == pytest.approx((up - down) / (2.0 * h), rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_without_flow_a_link_costs_its_free_cost(kind):
    """At flow 0 the cost is the free one (for a power of 0, with its constant share); its integral is 0."""
    link = links(2.0, 100.0)[kind]
    assert costs(link, 0.0 * ONE)[0][0] == pytest.approx(2.3 if kind == "bpr 0" else 2.0, rel=1e-12)
    assert areas(link, 0.0 * ONE)[0] == pytest.approx(0.0, abs=1e-9)


def test_values_known_in_closed_form():
    """Conic costs twice the free cost at capacity; a queue far over capacity grows as T / 2 (r - 1)."""
    assert costs(conic(2.0 * ONE, 100.0 * ONE), 100.0 * ONE)[0][0] == pytest.approx(4.0, rel=1e-12)
    assert costs(davidson(2.0 * ONE, 100.0 * ONE, 0.3), 50.0 * ONE)[0][0] == pytest.approx(2.6, rel=1e-12)
    gate = queue(0.5 * ONE, 1000.0 * ONE, 8.0)
    assert costs(gate, 3000.0 * ONE)[0][0] == pytest.approx(0.5 + 8.0 / 2.0 * 2.0, rel=1e-3)


def test_kinds_stand_side_by_side():
    """Links of several kinds joined cost what each costs alone."""
    every = links(2.0, 100.0)
    flow = np.full(len(every), 80.0)
    alone = [costs(link, 80.0 * ONE)[0][0] for link in every.values()]
    assert costs(joined(list(every.values())), flow)[0].tolist() == alone
