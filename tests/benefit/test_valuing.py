"""The kernels' user benefit against numerical integration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from reopen.benefit.valuing import surplus
from tests.economics.test_surplus import costs, rounding, thetas


@given(p=st.floats(50.0, 5000.0), g0=costs, g1=costs, theta=thetas)
def test_the_kernels_benefit_is_the_area_under_the_demand_curve(p, g0, g1, theta):
    """It equals SciPy's quadrature to 1e-10, and gives the flow at the new cost."""
    curve = lambda g: 100.0 * ((p + g) / (p + g0)) ** -theta  # noqa: E731
    area, _ = quad(curve, g1, g0, epsabs=0, epsrel=1e-13, limit=200)
    user, flow = surplus(100.0, p, g0, g1, theta)
    assert user == pytest.approx(area, rel=1e-10, abs=rounding(p, g0, (g1,), theta))
    assert flow == pytest.approx(curve(g1), rel=1e-12)


@given(g0=costs, g1=costs)
def test_trips_answer_to_their_cost_alone(g0, g1):
    """With a unit value of 0 and elasticity 1, the benefit is the logarithm of the ratio of costs."""
    user, flow = surplus(1.0, 0.0, g0, g1, 1.0)
    area, _ = quad(lambda g: g0 / g, g1, g0, epsabs=0, epsrel=1e-13)
    assert user == pytest.approx(area, rel=1e-10, abs=1e-12)
    assert flow == pytest.approx(g0 / g1, rel=1e-12)
