"""User benefit against numerical integration and its own mirror."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from reopen.economics.surplus import flow_at, rule_of_half, user_benefit

costs = st.floats(1.0, 500.0)
thetas = st.sampled_from([0.5, 1.0, 1.5, 3.0, 8.3])


def one(x):
    return np.array([x])


def rounding(p, g0, ends, theta):
    """What the difference of the closed form's two terms may lose by rounding."""
    return 1e-14 * 100 * (p + g0) * max(((p + g) / (p + g0)) ** (1.0 - theta) for g in (g0, *ends))


@given(p=st.floats(50.0, 5000.0), g0=costs, g1=costs, g2=costs, theta=thetas)
def test_is_the_area_under_the_demand_curve(p, g0, g1, g2, theta):
    """The closed form equals SciPy's quadrature of the demand curve, log form included."""
    curve = lambda g: float(flow_at(one(100.0), p, one(g0), one(g), theta)[0])  # noqa: E731
    area, _ = quad(curve, g2, g1, epsabs=0, epsrel=1e-13, limit=200)
    found = user_benefit(one(100.0), p, one(g0), one(g1), one(g2), theta)[0]
    assert found == pytest.approx(area, rel=1e-10, abs=rounding(p, g0, (g1, g2), theta))


@given(p=st.floats(50.0, 5000.0), g0=costs, g1=costs, g2=costs, theta=thetas)
def test_closing_is_the_mirror_of_opening(p, g0, g1, g2, theta):
    """Going there and back along one demand curve is worth nothing."""
    there = user_benefit(one(7.0), p, one(g0), one(g1), one(g2), theta)[0]
    back = user_benefit(one(7.0), p, one(g0), one(g2), one(g1), theta)[0]
    assert there == pytest.approx(-back, rel=1e-12, abs=1e-9)


def test_no_change_is_worth_exactly_nothing():
    """The same cost before and after gives 0, not nearly 0."""
    assert user_benefit(one(1e6), 180.0, one(41.2), one(41.2), one(41.2), 1.5)[0] == 0.0


def test_theta_near_one_meets_the_log_form():
    """The power form tends to the log form, so that no elasticity is a special case in results."""
    args = (one(100.0), 200.0, one(60.0), one(60.0), one(30.0))
    assert user_benefit(*args, 1.0)[0] == pytest.approx(user_benefit(*args, 1.0 + 1e-7)[0], rel=1e-6)


def test_rule_of_half_agrees_for_small_changes_only():
    """One per cent apart the two agree; a fall by nine tenths shows why the rule is flagged."""
    q0, g0 = one(100.0), one(50.0)
    for after, agrees in ((49.5, True), (5.0, False)):
        q1 = flow_at(q0, 20.0, g0, one(after), 3.0)
        exact = user_benefit(q0, 20.0, g0, g0, one(after), 3.0)[0]
        found = float(rule_of_half(q0, q1, g0, one(after))[0])
        assert isclose(found, float(exact), rel_tol=1e-3) is agrees
