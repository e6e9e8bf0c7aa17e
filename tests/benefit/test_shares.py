"""Openings in parts: solved apart exactly, sampled where too large, against the whole lattice."""

from __future__ import annotations

import numpy as np
import pytest

import reopen
from reopen.benefit.combinations import Combinations, combinations
from reopen.benefit.sampled import _quantile
from reopen.benefit.shares import shares
from tests.benefit.test_combinations import CHOSEN
from tests.benefit.valleys import GATES, valleys


def table(found):
    """Shares by opening and country."""
    return {name: row for part in found.parts for name, row in zip(part.openings, part.shapley, strict=True)}


def test_valleys_are_solved_apart_and_add_up_to_the_whole(make_region):
    """Gates of two valleys are two parts, whose shares, pulls and values are those of the whole lattice."""
    region = valleys(make_region)
    found, whole = shares(region, GATES), combinations(region, GATES)
    assert [part.openings for part in found.parts] == [("west-1", "west-2"), ("east-1", "east-2")]
    assert all(isinstance(part, Combinations) for part in found.parts)
    np.testing.assert_allclose([table(found)[name] for name in GATES], whole.shapley, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(sum(part.values[-1] for part in found.parts), whole.values[-1], rtol=1e-9)
    west, east = (part.interactions[0, 1] for part in found.parts)
    np.testing.assert_allclose(whole.interactions[[0, 2], [1, 3]], [west, east], rtol=1e-9)
    assert abs(west) > 1e-6
    np.testing.assert_allclose(whole.interactions[:2, 2:], 0.0, atol=1e-9)


@pytest.mark.parametrize(
    ("limits", "parts"),
    [
        ({"west-1": {"alternatives": "east-1"}, "east-1": {"alternatives": "west-1"}}, [GATES]),
        ({"east-2": {"depends_on": "west-2"}}, [GATES]),
        ({"west-2": {"depends_on": "west-1"}}, [GATES[:2], GATES[2:]]),
    ],
)
@pytest.mark.parametrize("constrained", [True, False])
def test_limits_join_parts(make_region, limits, parts, constrained):
    """Alternatives and needs between valleys make one part of them; without limits they stay apart."""
    region = valleys(make_region, limits=limits)
    found = shares(region, GATES, constrained=constrained)
    assert [part.openings for part in found.parts] == (parts if constrained else [GATES[:2], GATES[2:]])
    whole = combinations(region, GATES, constrained=constrained)
    np.testing.assert_allclose([table(found)[name] for name in GATES], whole.shapley, rtol=1e-9, atol=1e-12)


def test_a_zone_without_a_road_is_named(make_region):
    """The island, which no way joins to another zone, is named by both."""
    region = valleys(make_region)
    assert shares(region, GATES).without_way == combinations(region, GATES).without_way == ("island",)


@pytest.fixture(scope="module")
def exact(south_caucasus):
    return combinations(south_caucasus, CHOSEN)


@pytest.fixture(scope="module")
def drawn(south_caucasus):
    return shares(south_caucasus, CHOSEN, most=0, samples=100, seed=4, jobs=2)


def test_intervals_hold_the_exact_shares(exact, drawn):
    """Of nine openings' 95 % intervals, with needs and alternatives, at least eight hold the exact share."""
    (part,) = drawn.parts
    assert part.openings == CHOSEN
    assert part.permutations == 100
    error = np.abs((part.shapley - exact.shapley)[:, part.inside].sum(axis=1))
    assert (error <= part.half_width + 1e-9).sum() >= 8
    assert part.half_width.max() < 0.1 * exact.total().max()


def test_sampled_shares_add_up_to_the_best_of_all(exact, drawn):
    """Sampled shares sum to the value of the best combination, by country, with no sampling error."""
    (part,) = drawn.parts
    best = np.flatnonzero(exact.feasible)[np.argmax(exact.total()[exact.feasible])]
    np.testing.assert_allclose(part.shapley.sum(axis=0), exact.values[best], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(part.best_values, exact.values[best], atol=1e-5)
    assert set(part.best) <= set(exact.members(int(best)))


def test_alone_is_the_value_of_one(exact, drawn):
    """What each brings alone is its value without the others, as in the lattice."""
    (part,) = drawn.parts
    ones = exact.values[1 << np.arange(len(CHOSEN))]
    np.testing.assert_allclose(part.alone, ones, rtol=1e-9, atol=1e-9)


def test_every_order_adds_up_even_with_few(make_region):
    """With the fewest orders, and alternatives, shares still add up to the value of the best combination."""
    limits = {"west-1": {"alternatives": "west-2"}, "west-2": {"alternatives": "west-1"}}
    region = valleys(make_region, limits=limits)
    whole = combinations(region, GATES)
    for part in shares(region, GATES, most=1, samples=100).parts:
        chosen = [o in part.best for o in whole.openings]
        code = sum(1 << n for n, held in enumerate(chosen) if held)
        assert whole.feasible[code]
        np.testing.assert_allclose(part.shapley.sum(axis=0), whole.values[code], rtol=1e-9, atol=1e-12)
        assert part.permutations == 100


#: Joins both valleys in one part, whose shares depend on the order.
JOINED = {"east-2": {"depends_on": "west-2"}, "west-1": {"depends_on": "east-1"}}


def test_intervals_hold_and_errors_fall_over_many_seeds(make_region):
    """Over thirty seeds about 95 % of the intervals hold, and four times the orders halve the error."""
    region = valleys(make_region, limits=JOINED)
    whole = combinations(region, GATES).shapley.sum(axis=1)
    held, errors = [], {100: [], 400: []}
    for samples, mine in errors.items():
        for seed in range(30):
            (part,) = shares(region, GATES, most=1, samples=samples, seed=seed).parts
            error = np.abs(part.shapley.sum(axis=1) - whole)
            held.extend(error <= part.half_width + 1e-12)
            mine.append(error.mean())
    assert 0.88 <= np.mean(held) < 1.0
    assert 0.35 < np.mean(errors[400]) / np.mean(errors[100]) < 0.65


def test_threads_and_seed(make_region):
    """Three threads give the same as one to the last bit; another seed does not."""
    region = valleys(make_region, limits=JOINED)
    one, three, other = (
        shares(region, GATES, most=1, samples=101, seed=seed, jobs=jobs).parts[0].shapley
        for seed, jobs in ((4, 1), (4, 3), (5, 1))
    )
    np.testing.assert_array_equal(one, three)
    assert not np.allclose(one, other)


def test_a_long_walk_is_foretold_and_progress_ends(make_region):
    """Sampling tells how long it takes once, early, and its progress rises to the end."""
    told, foretold = [], []
    shares(
        valleys(make_region, limits=JOINED), GATES, most=1, samples=100,
        progress=lambda stage, share: told.append((stage, share)),
        foretold=lambda seconds, size: foretold.append((seconds, size, len(told))),
    )  # fmt: skip
    ((seconds, size, before),) = foretold
    assert seconds > 0
    assert size > 0
    assert before == 0
    assert [stage for stage, _ in told] == ["combinations"] * len(told)
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0


def test_too_many_choices_between_alternatives_are_refused(make_region, monkeypatch):
    """Where alternatives leave more choices than can be followed, the way out is named."""
    from reopen.benefit import sampled

    monkeypatch.setattr(sampled, "MOST_SELECTIONS", 1)
    limits = {"west-1": {"alternatives": "west-2"}, "west-2": {"alternatives": "west-1"}}
    with pytest.raises(reopen.ReopenError, match=r"more than 1 ways.*--free"):
        shares(valleys(make_region, limits=limits), GATES, most=1)


def test_too_few_orders_are_refused(make_region):
    """Fewer than a hundred orders tell no honest interval."""
    with pytest.raises(reopen.ReopenError, match="at least 100"):
        shares(valleys(make_region), GATES, most=1, samples=99)


@pytest.mark.parametrize("freedom", [9, 30, 499])
def test_quantile_is_that_of_student(freedom):
    """The 97.5 % point of Student's t is that of scipy."""
    from scipy.stats import t

    assert _quantile(freedom) == pytest.approx(t.ppf(0.975, freedom), abs=1e-3)
