"""Trade equilibria against closed forms, the sufficient statistic, a plain solver, and their own mirrors."""

from __future__ import annotations

import re
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import root

from reopen.economics.hat import autarky_gain, counterfactual, economy
from reopen.errors import SettingsError

few = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 2**32 - 1)
thetas = st.sampled_from([0.7, 1.5, 5.0, 8.3])
labours = st.sampled_from([1.0, 0.5, 0.3])

HATS = ("wage", "price", "welfare_location", "real_wage_country", "welfare_country")


def drawn(seed, n_places=7, n_countries=3, balanced=True):
    """Trade of places in countries out of order, each with sales at home enough for its intermediates."""
    rng = np.random.default_rng(seed)
    extra = rng.integers(0, n_countries, n_places - n_countries)
    country = rng.permutation(np.concatenate([np.arange(n_countries), extra]))
    trade = rng.lognormal(0.0, 1.0, (n_places, n_places))
    lean = (1.0, 1.0) if balanced else (rng.uniform(0.9, 1.1, n_places)[:, None], 0.8)
    trade = lean[0] * trade + lean[1] * trade.T
    np.fill_diagonal(trade, 0.0)
    np.fill_diagonal(trade, rng.uniform(3.0, 9.0, n_places) * (trade.sum(axis=0) + trade.sum(axis=1)))
    return trade, country


def changed(seed, n_places=7, spread=0.4):
    """Random changes of the iceberg factors, own ones included."""
    return np.exp(np.random.default_rng(seed + 1).normal(0.0, spread, (n_places, n_places)))


def shut(country):
    """Every border closed, every way inside a country as before."""
    return np.where(country[:, None] == country, 1.0, np.inf)


def near(found, wanted, rel=1e-9):
    np.testing.assert_allclose(found, wanted, rtol=rel, atol=0.0)


def two(tau, theta):
    """Two equal countries with spending of 10 and iceberg factor ``tau`` between them; their own share."""
    own = 1.0 / (1.0 + tau**-theta)
    return 10.0 * own * np.array([[1.0, tau**-theta], [tau**-theta, 1.0]]), own


def plain(trade, country, theta, labour, tau_hat):
    """Hats of wage and price by SciPy's root of the equations as they stand in the module's head."""
    places, countries = len(trade), country.max() + 1
    spending, output = trade.sum(axis=0), trade.sum(axis=1)
    share = trade / spending
    final = spending - (1 - labour) * output

    def total(values):
        return np.array([values[country == c].sum() for c in range(countries)])

    finals, wages = total(final), labour * total(output)
    deficit = finals - wages

    def misses(logs):
        wage, price, made = np.split(np.exp(np.clip(logs, -10.0, 10.0)), [countries, countries + places])
        new_share, power = np.empty_like(share), np.empty(places)
        for d in range(places):
            for o in range(places):
                cost = wage[country[o]] ** labour * price[o] ** (1 - labour)
                new_share[o, d] = share[o, d] * (cost * tau_hat[o, d] / price[d]) ** -theta
            power[d] = new_share[:, d].sum()
        income = wage * wages + deficit
        spent = final / finals[country] * income[country] + (1 - labour) * made * output
        clearing = wage * wages / (labour * total(made * output)) - 1
        clearing[-1] = (wage * wages).sum() / wages.sum() - 1  # Walras' law gives the last market
        return np.concatenate([clearing, power - 1, new_share @ spent / output - made])

    for start in range(8):  # the plain solver gets stuck from some starts
        first = np.random.default_rng(start).normal(0.0, 0.1, countries + 2 * places)
        solved = root(misses, first, method="lm", options={"xtol": 1e-15, "ftol": 1e-15})
        if np.abs(solved.fun).max() < 1e-10:
            return np.split(np.exp(solved.x), [countries, countries + places])[:2]
    raise AssertionError("the plain solver finds no equilibrium")


@few
@given(seed=seeds, theta=thetas, labour=labours, balanced=st.booleans())
def test_no_change_changes_nothing(seed, theta, labour, balanced):
    """The baseline is an equilibrium as it stands: every hat is 1 without a step, deficits or not."""
    trade, country = drawn(seed, balanced=balanced)
    found = counterfactual(economy(trade, country, theta=theta, labour=labour), np.ones_like(trade))
    assert found.iterations == 0
    for name in HATS:
        assert np.abs(getattr(found, name) - 1.0).max() <= 1e-14
    near(found.trade, trade, 1e-13)
    near(found.shares, trade / trade.sum(axis=0), 1e-13)


@few
@given(tau=st.floats(1.05, 4.0), tau_new=st.floats(1.0, 4.0), theta=thetas, labour=labours)
def test_two_equal_countries_closed_form(tau, tau_new, theta, labour):
    """The own share is 1 / (1 + tau^-theta), and welfare follows from it; wages stay."""
    (trade, own), (_, own_new) = two(tau, theta), two(tau_new, theta)
    step = np.array([[1.0, tau_new / tau], [tau_new / tau, 1.0]])
    found = counterfactual(economy(trade, [0, 1], theta=theta, labour=labour), step)
    near(found.wage, 1.0, 1e-12)
    near(np.diag(found.shares), own_new, 1e-12)
    near(found.welfare_country, (own_new / own) ** (-1.0 / (theta * labour)), 1e-11)
    near(found.welfare_location, found.welfare_country, 1e-14)


@few
@given(seed=seeds, theta=thetas, labour=labours, spread=st.sampled_from([0.1, 0.5, 1.0]))
def test_own_share_is_a_sufficient_statistic(seed, theta, labour, spread):
    """Under balanced trade the real wage moves by own_share_hat^(-1 / (theta labour)) in every country."""
    trade, country = drawn(seed, 5, 5)
    change = changed(seed, 5, spread)
    np.fill_diagonal(change, 1.0)
    found = counterfactual(economy(trade, country, theta=theta, labour=labour), change)
    own = np.diag(found.shares) / np.diag(trade / trade.sum(axis=0))
    near(found.real_wage_country[country], own ** (-1.0 / (theta * labour)), 1e-10)
    near(found.welfare_country, found.real_wage_country, 1e-10)
    assert np.ptp(np.log(found.wage)) > 1e-4  # else wages would not be put to the test


@few
@given(seed=seeds, theta=thetas, labour=labours, balanced=st.booleans())
def test_equals_a_plain_solver(seed, theta, labour, balanced):
    """SciPy's root of the equations, written out in loops, finds the same wages and prices."""
    trade, country = drawn(seed, 5, 3, balanced=balanced)
    change = changed(seed, 5, 0.2)
    found = counterfactual(economy(trade, country, theta=theta, labour=labour), change)
    wage, price = plain(trade, country, theta, labour, change)
    near(found.wage, wage, 1e-8)
    near(found.price, price, 1e-8)


@few
@given(seed=seeds, theta=thetas, labour=labours)
def test_closing_all_borders_takes_the_gains_from_trade(seed, theta, labour):
    """Autarky of countries of one place takes what the closed form says."""
    trade, country = drawn(seed, 4, 4)
    base = economy(trade, country, theta=theta, labour=labour)
    gain = autarky_gain(np.diag(trade) / trade.sum(axis=0), theta, labour)
    found = counterfactual(base, shut(country))
    near(found.welfare_location, 1.0 - gain, 1e-10)
    near(found.shares, np.eye(4))


def test_a_prohibitive_cost_is_a_closed_border():
    """An iceberg factor of 1e9 tends to the autarky of an infinite one."""
    trade, country = drawn(3, 6, 3)
    base = economy(trade, country, theta=5.0, labour=0.5)
    far = np.where(country[:, None] == country, 1.0, 1e9)
    closed = counterfactual(base, shut(country))
    near(counterfactual(base, far).welfare_location, closed.welfare_location, 1e-12)
    assert closed.welfare_country.max() < 1.0


def test_gains_from_trade_as_published():
    """Arkolakis, Costinot and Rodriguez-Clare (2012): own share 0.93, elasticities 10 and 5."""
    gains = [100.0 * float(autarky_gain(0.93, theta)) for theta in (10.0, 5.0)]
    assert np.round(gains, 1).tolist() == [0.7, 1.4]


def test_gains_from_trade_by_hand():
    """0.25 at an elasticity of 2 is a square root; half the value added doubles the exponent."""
    near(autarky_gain([0.25, 1.0, 0.0], 2.0), [0.5, 0.0, 1.0])
    near(autarky_gain(0.25, 2.0, 0.5), 0.75)


@few
@given(seed=seeds, labour=labours, scale=st.sampled_from([1e-9, 3.7, 1e12]), balanced=st.booleans())
def test_the_currency_does_not_matter(seed, labour, scale, balanced):
    """Another unit of value changes no hat and scales trade only."""
    trade, country = drawn(seed, balanced=balanced)
    change = changed(seed)
    one = counterfactual(economy(trade, country, theta=4.0, labour=labour), change)
    other = counterfactual(economy(scale * trade, country, theta=4.0, labour=labour), change)
    for name in (*HATS, "shares"):
        near(getattr(other, name), getattr(one, name), 1e-10)
    near(other.trade, scale * one.trade, 1e-10)


@few
@given(seed=seeds, labour=labours, at=st.integers(0, 7), where=st.integers(0, 3))
def test_a_place_without_trade_changes_nothing(seed, labour, at, where):
    """It has hats of 1, in an old country as in one of its own, whatever its costs."""
    trade, country = drawn(seed, balanced=False)
    wide = np.insert(np.insert(trade, at, 0.0, axis=0), at, 0.0, axis=1)
    change = changed(seed, 8)
    found = counterfactual(economy(wide, np.insert(country, at, where), theta=4.0, labour=labour), change)
    rest = np.delete(np.delete(change, at, axis=0), at, axis=1)
    wanted = counterfactual(economy(trade, country, theta=4.0, labour=labour), rest)
    near(found.wage[:3], wanted.wage, 1e-10)
    near(found.welfare_country[:3], wanted.welfare_country, 1e-10)
    near(np.delete(found.welfare_location, at), wanted.welfare_location, 1e-10)
    assert (found.price[at], found.welfare_location[at]) == (1.0, 1.0)
    assert not found.shares[at].any()
    assert not found.shares[:, at].any()
    assert np.all(found.wage[3:] == 1.0)
    assert np.all(found.welfare_country[3:] == 1.0)


@few
@given(seed=seeds, theta=thetas, labour=labours, balanced=st.booleans())
def test_there_and_back_is_nowhere(seed, theta, labour, balanced):
    """The opposite change, from the new values, undoes every hat and gives the old trade, deficits or not."""
    trade, country = drawn(seed, balanced=balanced)
    change = changed(seed, spread=0.2)
    there = counterfactual(economy(trade, country, theta=theta, labour=labour), change)
    back = counterfactual(economy(there.trade, country, theta=theta, labour=labour), 1.0 / change)
    for name in HATS:
        near(getattr(there, name) * getattr(back, name), 1.0, 1e-9)
    near(back.trade, trade, 1e-8)


@few
@given(seed=seeds, labour=labours, balanced=st.booleans())
def test_splitting_a_place_changes_nothing(seed, labour, balanced):
    """Two equal halves of a place fare as the whole did, and so does every country."""
    trade, country = drawn(seed, balanced=balanced)
    change = changed(seed)
    halves = np.append(np.arange(7), 0)
    weight = np.where(halves == 0, 0.5, 1.0)
    parted = trade[np.ix_(halves, halves)] * weight[:, None] * weight
    whole = counterfactual(economy(trade, country, theta=4.0, labour=labour), change)
    found = counterfactual(
        economy(parted, country[halves], theta=4.0, labour=labour), change[np.ix_(halves, halves)]
    )
    for name in ("wage", "real_wage_country", "welfare_country"):
        near(getattr(found, name), getattr(whole, name), 1e-10)
    near(found.welfare_location, whole.welfare_location[halves], 1e-10)


@few
@given(seed=seeds, theta=thetas, labour=labours, balanced=st.booleans())
def test_every_account_holds(seed, theta, labour, balanced):
    """All labour markets clear, Walras' spare one too; deficits, the wage bill and parts of spending stay."""
    trade, country = drawn(seed, balanced=balanced)
    found = counterfactual(economy(trade, country, theta=theta, labour=labour), changed(seed))
    home = country[:, None] == np.arange(3)
    wages = labour * trade.sum(axis=1) @ home
    made, spent = found.trade.sum(axis=1), found.trade.sum(axis=0)
    near(labour * made @ home, found.wage * wages, 1e-9)
    near((found.wage * wages).sum(), wages.sum(), 1e-11)
    deficit = (trade.sum(axis=0) - trade.sum(axis=1)) @ home
    np.testing.assert_allclose((spent - made) @ home, deficit, atol=1e-10 * trade.sum(), rtol=0.0)
    near(found.shares.sum(axis=0), 1.0, 1e-12)
    near(found.trade, found.shares * spent, 1e-12)
    final, final_new = trade.sum(axis=0) - (1 - labour) * trade.sum(axis=1), spent - (1 - labour) * made
    near(final_new / (final_new @ home)[country], final / (final @ home)[country], 1e-8)
    near(found.welfare_location, final_new / final / found.price, 1e-8)
    assert found.residual <= 1e-9


def test_a_country_gains_as_the_mean_of_its_places():
    """The log of a country's welfare is the mean of its places', weighted by final spending."""
    trade, country = drawn(11)
    found = counterfactual(economy(trade, country, theta=5.0), changed(11))
    for c in range(3):
        inside = country == c
        mean = np.average(np.log(found.welfare_location[inside]), weights=trade.sum(axis=0)[inside])
        near(np.log(found.welfare_country[c]), mean, 1e-8)


def test_cheaper_trade_helps_both_ends_most():
    """A link reopened between two of four equal countries helps these two, and the others not as much."""
    trade = np.full((4, 4), 1.0) + 9.0 * np.eye(4)
    change = np.ones((4, 4))
    change[0, 1] = change[1, 0] = 0.8
    gain = counterfactual(economy(trade, range(4), theta=5.0), change).welfare_country
    near(gain[0], gain[1], 1e-12)
    near(gain[2], gain[3], 1e-12)
    assert gain[0] > 1.01
    assert gain[2] < gain[0]


@few
@given(seed=seeds, labour=labours)
def test_far_apart_worlds_are_solved(seed, labour):
    """Factors up or down tenfold and more, on trade of any balance, still clear every market."""
    trade, country = drawn(seed, 9, 5)
    change = changed(seed, 9, 2.0)
    np.fill_diagonal(change, 1.0)
    found = counterfactual(economy(trade, country, theta=5.0, labour=labour), change)
    assert found.residual <= 1e-9
    assert found.iterations <= 60


@few
@given(seed=seeds, labour=labours)
def test_a_trickle_of_trade_still_sets_wages(seed, labour):
    """With a ten-billionth of what was traded, wages still move until exports meet imports."""
    trade, country = drawn(seed, 4, 4)
    trade = np.where(np.eye(4) == 1.0, trade, 1e-10 * trade)
    change = changed(seed, 4)
    found = counterfactual(economy(trade, country, theta=5.0, labour=labour), change)
    crossing = np.where(np.eye(4) == 1.0, 0.0, found.trade)
    near(crossing.sum(axis=0), crossing.sum(axis=1), 1e-6)
    assert np.ptp(np.log(found.wage)) > 1e-4


def test_halves_of_the_world_may_part():
    """Without trade between two pairs of countries, each pair fares as if the other were not there."""
    trade, country = drawn(5, 4, 4)
    order = np.argsort(country)
    trade = trade[np.ix_(order, order)]
    trade[:2, 2:] = trade[2:, :2] = 0.0
    change = changed(5, 4)
    both = counterfactual(economy(trade, range(4), theta=5.0), change)
    alone = counterfactual(economy(trade[:2, :2], [0, 1], theta=5.0), change[:2, :2])
    near(both.welfare_country[:2], alone.welfare_country, 1e-10)
    near(both.wage[1] / both.wage[0], alone.wage[1] / alone.wage[0], 1e-10)


def test_a_country_that_only_buys_lives_on_its_deficit():
    """Its wage has no meaning and stays 1; its welfare is what its deficit buys at the new price."""
    trade = np.array([[9.0, 1.0, 1.0], [1.0, 9.0, 1.0], [0.0, 0.0, 0.0]])
    change = np.ones((3, 3))
    change[:2, 2] = 2.0
    found = counterfactual(economy(trade, [0, 1, 2], theta=5.0), change)
    assert found.wage[2] == 1.0
    near(found.welfare_country, [1.0, 1.0, 0.5], 1e-12)


def test_inputs_are_kept_and_outputs_are_apart():
    """The economy is a copy that cannot be written to, and no result shares its memory."""
    trade, country = drawn(1)
    base = economy(trade, country, theta=5.0)
    trade[0, 0] = -1.0
    assert base.trade[0, 0] > 0.0
    with pytest.raises(ValueError, match="read-only"):
        base.trade[0, 0] = 1.0
    found = counterfactual(base, np.ones((7, 7)))
    arrays = [getattr(found, field.name) for field in fields(found)]
    assert not any(np.shares_memory(base.trade, array) for array in arrays if isinstance(array, np.ndarray))


def test_every_problem_of_a_baseline_is_told():
    """One error names all: the table's shape and values, the countries, theta and labour."""
    with pytest.raises(SettingsError) as error:
        economy([[1.0, -2.0, np.nan], [1.0, 1.0, np.inf]], [0.5, 1.0, 2.0], theta=0.0, labour=1.2)
    text = str(error.value)
    for told in ("theta is 0.0", "labour is 1.2", "(2, 3)", "3 values", "-2.0 at (0, 1)", "(3,)", "float64"):
        assert told in text
    assert len(text.splitlines()) == 6


@pytest.mark.parametrize(
    ("trade", "country", "labour", "told"),
    [
        ([[1.0, 9.0], [0.0, 9.0]], [0, 1], 0.5, "negative at 1 locations (0)"),
        ([[0.0, 9.0], [0.0, 9.0]], [0, 1], 1.0, "sell something (0)"),
        ([[1.0, 0.0], [0.0, 1.0]], [0, -1], 1.0, "least country is -1"),
        ([[1.0, 0.0], [0.0, 1.0]], [0], 1.0, "shape (1,)"),
        ([], [], 1.0, "shape (0,)"),
    ],
)
def test_a_baseline_that_cannot_be(trade, country, labour, told):
    """Final spending below 0, or of 0 beside output, and wrong countries are refused with their place."""
    with pytest.raises(SettingsError, match=re.escape(told)):
        economy(trade, np.array(country, dtype=np.int64), theta=5.0, labour=labour)


@pytest.mark.parametrize("theta", [np.nan, -1.0, np.inf])
def test_theta_has_to_be_positive(theta):
    """A NaN is no elasticity either, for the baseline as for the closed form."""
    with pytest.raises(SettingsError, match="theta"):
        economy([[1.0]], [0], theta=theta)
    with pytest.raises(SettingsError, match="theta"):
        autarky_gain(0.9, theta)


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_an_own_share_is_a_share(share):
    """What is not from 0 to 1 is refused with its value."""
    with pytest.raises(SettingsError, match=re.escape(f"own share is {share}")):
        autarky_gain([0.5, share], 5.0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ([[1.0]], "shape (1, 1)"),
        ([[1.0, 0.0], [np.nan, 1.0]], "2 values that are not positive, the first 0.0 at (0, 1)"),
        ([[np.inf, 1.0], [1.0, 1.0]], "to themselves (0)"),
        ([[1.0, 1e-200], [1.0, 1.0]], "too near to 0"),
        ([[1.0, np.inf], [1.0, 1.0]], "without any seller (1)"),
    ],
)
def test_a_change_that_cannot_be(change, told):
    """Wrong shapes and values, and buyers left alone, are refused with their place."""
    base = economy([[8.0, 2.0], [2.0, 0.0]], [0, 1], theta=5.0)
    with pytest.raises(SettingsError, match=re.escape(told)):
        counterfactual(base, change)


def test_a_country_left_without_buyers_is_told():
    """Who sells abroad only cannot be cut off from there."""
    base = economy([[8.0, 2.0], [2.0, 0.0]], [0, 1], theta=5.0)
    with pytest.raises(SettingsError, match=re.escape("countries without any buyer (1)")):
        counterfactual(base, [[1.0, 1.0], [np.inf, 1.0]])


def test_limits_are_checked_together():
    """A tolerance of 0 and no steps are told at once."""
    with pytest.raises(SettingsError) as error:
        counterfactual(economy([[1.0]], [0], theta=5.0), [[1.0]], tolerance=0.0, most=0)
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("trade", "change"),
    [
        ([[9.0, 2.0], [1.0, 9.0]], [[1.0, np.inf], [np.inf, 1.0]]),  # a deficit and no trade to pay it
        ([[9.0, 1.0], [1.0, 9.0]], [[1.0, np.inf], [1.0, 1.0]]),  # one way only: no trade is balanced
    ],
)
@pytest.mark.parametrize("theta", [0.5, 5.0])
def test_what_has_no_equilibrium_is_told(trade, change, theta):
    """A deficit kept without trade, and trade one way only, end in an error and not in numbers."""
    with pytest.raises(SettingsError, match="do not converge"):
        counterfactual(economy(trade, [0, 1], theta=theta), change)


def test_too_few_steps_are_told():
    """The steps allowed are the steps taken, and the error says how to mend it."""
    trade, country = drawn(2)
    with pytest.raises(SettingsError, match=r"after 1 steps .* allow more steps"):
        counterfactual(economy(trade, country, theta=5.0), changed(2), most=1)
