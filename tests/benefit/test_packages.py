"""Packages of a small region against evaluating every one of them directly."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from reopen.benefit import changed
from reopen.benefit.appraised import Terms
from reopen.benefit.assumptions import central
from reopen.benefit.costs import must_agree, works
from reopen.benefit.lattice_values import best_feasible
from reopen.benefit.openings import gains
from reopen.benefit.packages import TIE, delay, packages, yearly
from reopen.benefit.scene import scene
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.triangle import OPENINGS, triangle
from tests.benefit.valleys import GATES, valleys

TERMS = Terms((0.06,), 30, 40.0)


def found_in(region, openings, *, given=(), sharing="territory", epsilon=0.0, jobs=1):
    """Packages of a region."""
    net = build(region)
    options = {"like": scene(region, net, {}), "epsilon": epsilon, "draws": 4, "jobs": jobs}
    return packages(region, net, openings, given, works(region, sharing), TERMS, **options)


def directly(region, openings, given=()):
    """Yearly benefit by country of every combination, each evaluated by itself, USD m."""
    net = build(region)
    scenarios = {
        str(code): Scenario.of(*(o for n, o in enumerate(openings) if code >> n & 1))
        for code in range(1 << len(openings))
    }
    found = gains(region, net, scenarios, scenario=Scenario.of(*given), like=scene(region, net, {}), draws=2)
    return found.middle["benefit"] / 1e6


def costs(region, openings, sharing="territory"):
    """Yearly payment by country of every combination, by hand: an annuity over 30 years at 6 percent."""
    at, taken = central(region), works(region, sharing)
    annuity = 0.06 / (1 - 1.06**-30)
    out = np.zeros((1 << len(openings), len(region["country"])))
    for code in range(len(out)):
        for n, name in enumerate(openings):
            if code >> n & 1:
                work = taken[name]
                out[code] += (work.capital(at) * annuity + work.maintenance(at)) / 1e6 * work.share
    return out


def agreeable(region, openings, net, epsilon):
    """Combinations of one or more in which none loses more than epsilon and all who must agree gain."""
    agree = must_agree(region, openings)
    for code in range(1, 1 << len(openings)):
        must = agree[[n for n in range(len(openings)) if code >> n & 1]].any(axis=0)
        if (net[code] >= -epsilon).all() and (net[code][must] > 0).all():
            yield code


@pytest.fixture
def region(make_region):
    return triangle(make_region)


@pytest.fixture
def hard(make_region):
    """Openings of which some hurt somebody: the railway is dear, and the second road takes XB's fees."""
    region = triangle(make_region)
    table = region["opening"].copy()
    for column in ("cost_usd_m_low", "cost_usd_m_high"):
        table.loc[table["opening_id"] == "railway", column] = 150.0
    return region.replace(opening=table)


@pytest.mark.parametrize("given", [(), ("faster",)])
def test_every_combination_equals_evaluating_it_directly(region, given):
    """Benefits of all in one walk are those of each scenario by itself, fees and trips included."""
    openings = tuple(o for o in OPENINGS if o not in given)
    found = found_in(region, openings, given=given)
    expected = directly(region, openings, given)
    np.testing.assert_allclose(found.benefit, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.cost, costs(region, openings), rtol=1e-12, atol=1e-12)
    assert found.feasible.all()
    assert np.ptp(expected.sum(axis=1)) > 0.1
    total = found.benefit[:, found.inside].sum(axis=1)
    worth = total[best_feasible(total, found.feasible)]
    np.testing.assert_allclose(worth, expected.sum(axis=1), rtol=1e-9, atol=1e-9)


def test_valleys_equal_evaluating_every_combination(make_region):
    """Sixteen combinations of gates in two valleys; what is not feasible counts without the later rival."""
    limits = {"west-2": {"depends_on": "west-1"}, "east-2": {"alternatives": "east-1"}}
    region = valleys(make_region, limits=limits)
    found = found_in(region, GATES)
    expected = directly(region, GATES)
    rivals = 1 << GATES.index("east-1") | 1 << GATES.index("east-2")
    for code in range(16):
        taken = code & ~(1 << GATES.index("east-2")) if code & rivals == rivals else code
        np.testing.assert_allclose(found.benefit[code], expected[taken], rtol=1e-9, atol=1e-9)
        needs = not code & 1 << GATES.index("west-2") or code & 1 << GATES.index("west-1")
        assert found.feasible[code] == (bool(needs) and code & rivals != rivals)


def test_threads_do_not_change_a_bit(region):
    """Two threads give what one gives."""
    one, two = (found_in(region, OPENINGS, jobs=jobs) for jobs in (1, 2))
    assert one.benefit.tobytes() == two.benefit.tobytes()
    for a, b in zip(one.valued, two.valued, strict=True):
        assert a.gains.tobytes() == b.gains.tobytes()


@pytest.mark.parametrize("sharing", ["territory", "agreeing", "outside"])
@pytest.mark.parametrize("epsilon", [0.0, 0.2, 5.0])
@pytest.mark.parametrize("which", ["region", "hard"])
def test_the_smallest_package_is_the_smallest_that_will_do(request, which, sharing, epsilon):
    """By listing all: fewest openings, then the largest total; none where none will do."""
    region = request.getfixturevalue(which)
    found = found_in(region, OPENINGS, sharing=sharing, epsilon=epsilon)
    net = directly(region, OPENINGS) - costs(region, OPENINGS, sharing)
    good = sorted(
        agreeable(region, OPENINGS, net, epsilon), key=lambda code: (code.bit_count(), -net[code].sum())
    )
    assert found.smallest["central"] == (good[0] if good else None)
    np.testing.assert_allclose(found.net(), net, rtol=1e-9, atol=1e-9)


def test_a_package_that_hurts_somebody_is_never_the_smallest(hard):
    """Whatever is told as leaving nobody worse off does so, in the middle and in draws."""
    found = found_in(hard, OPENINGS)
    net = found.net()
    assert (net < -0.01).any()
    for key, code in found.smallest.items():
        if code is None:
            continue
        gained = net[code] if key == "central" else found.of(code).gains[{"p10": 0, "p50": 1}[key]]
        assert (gained >= 0).all(), key
        assert (gained[found.consents[code]] > 0).all(), key
    assert 1 << OPENINGS.index("railway") not in found.smallest.values()


def test_an_epsilon_above_every_loss_lets_small_packages_pass(hard):
    """The larger the loss that counts as none, the smaller the package; those who must agree still gain."""
    sizes = []
    for epsilon in (0.0, 0.5, 50.0):
        code = found_in(hard, OPENINGS, sharing="outside", epsilon=epsilon).smallest["central"]
        sizes.append(9 if code is None else code.bit_count())
    assert sizes == sorted(sizes, reverse=True)


def test_the_front_holds_what_no_other_package_betters(region, hard):
    """No package on the front is bettered for everybody, and each one that is not on it is, or is a tie."""
    for some in (region, hard):
        found = found_in(some, OPENINGS)
        net = found.net()
        front = set(found.front)
        for code, other in itertools.permutations(range(8), 2):
            if code in front:
                assert not ((net[other] >= net[code]).all() and (net[other] > net[code] + TIE).any())
        for code in set(range(8)) - front:
            assert any((net[other] >= net[code] - TIE).all() for other in front)


def test_nash_is_the_largest_product_of_the_players_gains(region, hard):
    """By listing all combinations from which every player gains."""
    for some in (region, hard):
        for sharing in ("territory", "outside"):
            found = found_in(some, OPENINGS, sharing=sharing)
            net = directly(some, OPENINGS) - costs(some, OPENINGS, sharing)
            players = must_agree(some, OPENINGS).any(axis=0)
            product = np.where((net[:, players] > 0).all(axis=1), net[:, players].prod(axis=1), -1.0)
            best = int(np.argmax(product))
            assert found.nash == (best if product[best] > 0 else None)


def test_side_payments_share_the_whole_of_the_best_package(region, hard):
    """The nucleolus sums to what all reach together; nobody gets less than alone where the core allows."""
    for some in (region, hard):
        found = found_in(some, OPENINGS)
        pay = found.payments
        net, players = found.net(), [found.countries.index(p) for p in pay.players]
        assert pay.players == ("XA", "XB", "XC")
        assert pay.nucleolus.sum() == pytest.approx(pay.values[-1], abs=1e-9)
        assert pay.values[-1] == pytest.approx(net[:, players].sum(axis=1).max(), abs=1e-9)
        assert pay.gain.sum() == pytest.approx(pay.values[-1], abs=1e-9)
        np.testing.assert_allclose(pay.gain, net[pay.code, players])
        short = [pay.values[c] - sum(pay.nucleolus[p] for p in range(3) if c >> p & 1) for c in range(1, 7)]
        assert max(short) == pytest.approx(pay.epsilon, abs=1e-6)
        assert pay.core == (pay.epsilon <= 1e-9)


def test_coalitions_reach_what_their_members_can_open_alone(hard):
    """A coalition reaches the best of the packages to which its members alone must agree, by listing."""
    found = found_in(hard, OPENINGS)
    net, agree = found.net(), must_agree(hard, OPENINGS)
    best = np.zeros(8)
    for coalition in range(1, 8):
        inside = np.array([bool(coalition >> c & 1) for c in range(3)])
        for code in range(8):
            members = [n for n in range(3) if code >> n & 1]
            if all(not (agree[n] & ~inside).any() for n in members):
                best[coalition] = max(best[coalition], net[code][inside].sum())
    # Superadditive: parts may also act on their own.
    for coalition in range(1, 8):
        part = (coalition - 1) & coalition
        while part:
            best[coalition] = max(best[coalition], best[part] + best[coalition ^ part])
            part = (part - 1) & coalition
    np.testing.assert_allclose(found.payments.values, best, rtol=1e-9, atol=1e-9)


def test_packages_in_draws_are_their_scenarios_in_draws(region, monkeypatch):
    """P10, P50 and P90 of a package are those of its scenario's gains, less its costs in the same draws."""
    monkeypatch.setattr(changed, "HELD", 1.0)
    found, net = found_in(region, OPENINGS), build(region)
    like, taken = scene(region, net, {}), works(region)
    for package in found.valued:
        names = found.members(package.code)
        one = gains(region, net, {"it": Scenario.of(*names)}, like=like, draws=4)
        draws = one.drawn["benefit"][0] / 1e6
        paid = sum((yearly(taken[o], one.drawing.at, TERMS) for o in names), np.zeros_like(draws))
        expected = np.percentile(draws - paid, (10, 50, 90), axis=0)
        np.testing.assert_allclose(package.gains, expected, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(package.central, found.net()[package.code], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(package.benefit, np.percentile(draws, 50, axis=0), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(delay(found, package.code), package.benefit / 12)
        assert ((package.sure >= 0) & (package.sure <= 1)).all()
    assert {0, *found.front} <= {p.code for p in found.valued}


def test_the_package_of_nothing_gains_nothing(region):
    """Nothing opened: 0 in the middle and in every draw, and nobody loses."""
    found = found_in(region, OPENINGS)
    nothing = found.of(0)
    assert not found.net()[0].any()
    assert not nothing.gains.any()
    assert nothing.sure.tolist() == [1.0] * 3


def test_none_to_decide(region):
    """Without openings there is the package of nothing, and nobody to bargain."""
    found = found_in(region, ())
    assert found.benefit.shape == (1, 3)
    assert found.smallest == {"central": None, "p50": None, "p10": None}
    assert (found.nash, found.payments) == (None, None)


def test_where_nobody_must_agree_there_are_no_players(region):
    """Without consents nobody bargains; the smallest package still hurts nobody."""
    found = found_in(region.replace(consent=region["consent"].iloc[:0]), OPENINGS, sharing="outside")
    assert (found.nash, found.payments) == (None, None)
    assert not found.consents.any()
    code = found.smallest["central"]
    assert code is None or (found.net()[code] >= 0).all()


def test_yearly_payments_at_a_rate_of_nothing_are_even(region):
    """Without discounting, capital is paid in equal parts of the horizon."""
    work = replace(works(region)["second"], road_km=0.0)
    paid = yearly(work, central(region), Terms((0.0,), 30, 40.0))
    assert paid.sum() == pytest.approx(5 * 1.2 / 30, rel=1e-12)
