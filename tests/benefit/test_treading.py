"""Combinations of openings: walking over them equals looking at each of them by itself."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.benefit.changed import changes
from reopen.benefit.choices import Choices, choices
from reopen.benefit.drawn import central_worth
from reopen.benefit.lattice_net import benefits_of_all
from reopen.benefit.openings import HALF
from reopen.benefit.scene import scene
from reopen.benefit.treading import ranks, trace_combinations, tread
from reopen.benefit.valuing import surplus
from reopen.economics.choice import nested
from reopen.errors import SettingsError
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.test_tracing import (
    AMOUNTS,
    ENDS,
    NODES,
    ZONES,
    assert_ways,
    random_net,
    seeds,
    slow_ways,
    traced,
)
from tests.benefit.valleys import GATES, valleys

OPENINGS = 3
EVERY = np.arange(1 << OPENINGS)
#: Unit value, elasticity, sensitivity and dissimilarity of choice, constants, importer's share, net of fees.
P, THETA, NU, PHI = 20.0, 1.5, 4.0, 0.5
CONSTANTS = np.array([0.0, 0.1, 0.2, 0.25])
IMPORTER, NET = 0.3, 0.6
#: Openings of the embedded region that interact; the last two are alternatives.
FEW = ("yeraskh-sadarak-road", "margara-alican-road", "meghri-road-basic", "meghri-road-tripp")
CODES = np.array([0, 3, 5, 7, 9, 11])


def members(code):
    """Numbers of the openings in a combination."""
    return tuple(o for o in range(OPENINGS) if code >> o & 1)


@given(seeds, st.sets(st.integers(0, 7)))
@settings(max_examples=30, deadline=None)
def test_combinations_have_the_ways_of_a_search(seed, codes):
    """Whichever combinations are asked for, each has the costs and amounts of a search with its arcs."""
    net, wanted = random_net(seed), np.array(sorted(codes), dtype=np.int64)
    found = traced(net, trace_combinations, (wanted,))
    assert_ways(net, found, [members(code) for code in wanted])


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_combinations_equal_scenarios_that_hold_the_same_arcs(seed):
    """Uses, rows that uses share, and what is in them are those of scenarios traced one by one."""
    net = random_net(seed)
    walked = traced(net, trace_combinations, (EVERY,))
    alone = traced(net.openings([members(code) for code in EVERY]))
    assert walked.keys() == alone.keys()
    for key, (bits, values, row) in walked.items():
        assert alone[key][0] == bits
        np.testing.assert_allclose(values, alone[key][1], atol=1e-9)
        alike = {other for other in walked if other[:2] == key[:2] and walked[other][2] == row}
        assert alike == {o for o in alone if o[:2] == key[:2] and alone[o][2] == alone[key][2]}


def test_tracing_combinations_goes_on_where_room_ran_out():
    """With room for one zone at a time all is the same; with less nothing is found."""
    net = random_net(8)
    every = traced(net, trace_combinations, (EVERY,))
    assert len(every) > 20
    pieces = traced(net, trace_combinations, (EVERY,), room=8 * ZONES, uses=8 * ZONES)
    assert pieces.keys() == every.keys()
    assert len({row[0] for _, _, row in pieces.values()}) > 1
    for key, (bits, values, _) in every.items():
        assert pieces[key][0] == bits
        np.testing.assert_array_equal(pieces[key][1], values)
    assert traced(net, trace_combinations, (EVERY,), room=ZONES - 1) is None


def test_ranks_put_the_first_member_highest_and_leave_out_the_rest():
    """Of openings 2 and 0 that matter, 2 decides first; opening 1 makes no difference."""
    assert ranks(EVERY, np.array([2, 0]), 2).tolist() == [0, 1, 0, 1, 2, 3, 2, 3]
    assert ranks(EVERY, np.array([2, 0]), 0).tolist() == [0] * 8


def slow_worth(net, home, fees):
    """Benefit by country of every combination, pair by pair, each from a search."""
    out, share = np.zeros((len(EVERY), 5)), np.zeros(4)
    for code in EVERY:
        for i in range(ZONES):
            (usual, had), (now, has) = (searched(net, opened, i, fees) for opened in ((), members(code)))
            for j in range(ZONES):
                at, q0 = j + ENDS * NODES, net.flow[i, j]
                if q0 <= 0 or np.isinf(usual[at].min()):
                    continue
                reference = max(usual[at].min(), 1e-9)
                before = nested(usual[at], 0, CONSTANTS, reference, NU, PHI, share)
                some = share > 0
                mean, paid = share[some] @ usual[at][some], share[some] @ had[at][some]
                after = nested(now[at], 0, CONSTANTS, reference, NU, PHI, share)
                some = share > 0
                user, q = surplus(q0, P, mean, mean - (before - after), THETA)
                out[code, home[j]] += IMPORTER * user
                out[code, home[i]] += (1 - IMPORTER) * user
                out[code, fees] += NET * (q * (share[some] @ has[at][some]) - q0 * paid)
    return out


def searched(net, opened, zone, fees):
    """Costs of the ways from a zone, and what they pay to each of the takers."""
    dist, sums = slow_ways(net, opened, zone)
    return dist, sums[:, : len(fees)]


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_the_lattice_equals_valuing_each_combination(seed):
    """Users' surplus and fees of all combinations are those of a search and a choice for each pair."""
    net, home, takers = random_net(seed), np.array([0, 1, 2, 2]), np.array([3, 1, 0])
    assert len(takers) == AMOUNTS
    out = np.zeros((len(EVERY), 5))
    for begin, end in ((0, 1), (1, ZONES)):  # what zones bring adds up
        tread(
            *net.inputs(), home, begin, end, EVERY, takers, P, THETA, NU, PHI, CONSTANTS, IMPORTER, NET, out
        )
    np.testing.assert_allclose(out, slow_worth(net, home, takers), rtol=1e-9, atol=1e-9)


def test_random_lattices_are_not_empty():
    """The property above is not met by zeros: combinations are worth more than their parts and less."""
    more = less = 0
    for seed in range(20):
        out = np.zeros((len(EVERY), 5))
        tread(
            *random_net(seed).inputs(), np.array([0, 1, 2, 2]), 0, ZONES, EVERY, np.array([3, 1, 0]),
            P, THETA, NU, PHI, CONSTANTS, IMPORTER, 0.0, out,
        )  # fmt: skip
        total = out.sum(axis=1)
        more += total[3] > total[1] + total[2] + 1e-9
        less += total[3] < total[1] + total[2] - 1e-9
    assert more
    assert less


def each(region, openings, **options):
    """A scene with each opening as a scenario."""
    return scene(region, build(region), {o: Scenario.of(o) for o in openings}, **options)


def directly(at, scenarios):
    """Yearly benefit by country of each scenario of a scene, valued by itself at central values."""
    center, c = at.center, at.goods.n_countries
    goods, people = (
        changes(found, flows, center, keep=False)[0]
        for found, flows in ((at.goods, at.flows), (at.people, at.journeys))
    )
    freight = central_worth(goods, c).by_country(center)[:, 0]
    travel = central_worth(people, c).users[:, 0]
    assert len(freight) == scenarios
    return freight + HALF * (travel[:, 0] + travel[:, 1])


def test_valleys_that_no_road_joins_add_up(make_region):
    """What gates bring in one valley does not depend on those of the other, and all is as valued directly."""
    region = valleys(make_region)
    out = benefits_of_all(each(region, GATES), choices(region, GATES))
    code = np.arange(16)
    np.testing.assert_allclose(out, out[code & 3] + out[code & 12], rtol=1e-9)
    assert out[3].sum() > 0
    assert out[12].sum() > 0
    scenarios = {str(c): Scenario.of(*(o for n, o in enumerate(GATES) if c >> n & 1)) for c in code}
    np.testing.assert_allclose(
        out, directly(scene(region, build(region), scenarios), 16), rtol=1e-9, atol=1e-6
    )


def test_two_alternatives_are_worth_the_earlier_one(make_region):
    """A combination with two alternatives is left at what it is worth without the later one."""
    region = valleys(make_region, limits={"west-1": {"alternatives": "west-2"}})
    limits = choices(region, GATES)
    out = benefits_of_all(each(region, GATES), limits)
    free = benefits_of_all(each(region, GATES), Choices(GATES, ((),) * 4, (frozenset(),) * 4))
    code = np.arange(16)
    np.testing.assert_array_equal(out, free[np.where(code & 3 == 3, code & ~2, code)])
    assert free[3].sum() > out[3].sum()


def test_scenarios_that_close_a_way_are_not_combined(make_region):
    """An opening that makes a gate slower is named, since its arcs do not add up with others'."""
    worse = {"attribute": "hours_truck_a_to_b", "opening_id": "west-1", "subject_id": "gate-west-1"}
    slow = [worse | {"after_low": 9, "after_central": 9, "after_high": 9}]
    at = each(valleys(make_region, opening_effect=slow), GATES)
    assert at.goods.dearer == ("west-1",)
    with pytest.raises(SettingsError, match="west-1 cannot be combined"):
        changes(at.goods, at.flows, at.center, codes=np.array([1, 3]))


@pytest.fixture(scope="module")
def few(south_caucasus):
    return each(south_caucasus, FEW)


@pytest.fixture(scope="module")
def by_itself(south_caucasus, few):
    """The same region with a scenario for each combination."""
    scenarios = {str(c): Scenario.of(*(o for n, o in enumerate(FEW) if c >> n & 1)) for c in CODES}
    return scene(south_caucasus, build(south_caucasus), scenarios, like=few)


@pytest.mark.parametrize("jobs", [1, 3])
def test_combinations_of_the_region_equal_scenarios_that_hold_them(few, by_itself, jobs):
    """Every figure, row and use of some combinations is that of scenarios with the same openings."""
    for kind, flows in (("goods", few.flows), ("people", few.journeys)):
        walked, rows = changes(getattr(few, kind), flows, few.center, codes=CODES, jobs=jobs)
        alone, kept = changes(getattr(by_itself, kind), flows, few.center)
        for mine, other in zip(walked, alone, strict=True):
            for field in fields(mine):
                expected = getattr(other, field.name)
                atol = 1e-9 * max(1.0, np.abs(expected).max())
                np.testing.assert_allclose(getattr(mine, field.name), expected, rtol=1e-9, atol=atol)
        assert not any(getattr(walked[0], f.name).any() for f in fields(walked[0]))
        assert walked[1].user.sum() > 0
        for mine, other in zip(rows, kept, strict=True):
            np.testing.assert_array_equal(mine.first, other.first)
            np.testing.assert_array_equal(mine.scenario, other.scenario)
            np.testing.assert_allclose(mine.values, other.values, rtol=1e-6, atol=1e-6)
            np.testing.assert_allclose(mine.flow, other.flow, rtol=1e-9)


def test_the_lattice_of_the_region_equals_direct_evaluation(south_caucasus, few, by_itself):
    """Benefits by country are those of scenarios valued by themselves, on one thread as on three."""
    limits = choices(south_caucasus, FEW)
    assert limits.rivals[2] == {3}
    out = benefits_of_all(few, limits)
    assert limits.feasible()[CODES].all()
    expected = directly(by_itself, len(CODES))
    np.testing.assert_allclose(out[CODES], expected, rtol=1e-6, atol=1e-6 * np.abs(expected).max())
    np.testing.assert_array_equal(out, benefits_of_all(few, limits, jobs=3))
