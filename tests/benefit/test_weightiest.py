"""Which openings are shown when not all can be."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.choices import Choices, choices
from reopen.benefit.combinations import combinations
from reopen.benefit.inputs import inputs
from reopen.benefit.weightiest import orders, weightiest, weights


def free(names, before):
    """Openings without alternatives."""
    return Choices(tuple(names), before, (frozenset(),) * len(names))


#: b needs a; d needs c.
LIMITS = free("ebadc", ((), (2,), (), (4,), ()))


def test_what_one_depends_on_comes_before_it():
    """In every order; nothing is left out, named twice, or added."""
    for order in orders(LIMITS).tolist():
        assert sorted(order) == [0, 1, 2, 3, 4]
        assert order.index(2) < order.index(1)
        assert order.index(4) < order.index(3)


def test_every_opening_comes_early_and_late():
    """Among twenty free openings each stands in the first and in the last third of some order."""
    taken = orders(free([f"o{n}" for n in range(20)], ((),) * 20))
    assert taken.shape == (12, 20)
    for o in range(20):
        _, places = np.nonzero(taken == o)
        assert places.min() < 7
        assert places.max() > 12


def test_orders_are_those_of_the_ids():
    """Another order of the table gives the same orders of opening."""
    names = [f"o{n}" for n in range(9)]
    there, back = orders(free(names, ((),) * 9)), orders(free(names[::-1], ((),) * 9))
    assert (8 - back).tolist() == there.tolist()


def test_weights_are_nearly_shares(south_caucasus):
    """Pieces of a chain weigh what they share, roughly, and the same to the last bit on three threads."""
    names = ("meghri-rail", "horadiz-aghband-rail", "nakhchivan-rail", "margara-alican-road")
    gathered, limits = inputs(south_caucasus, names), choices(south_caucasus, names)
    one, three = (weights(gathered, limits, jobs=jobs) for jobs in (1, 3))
    np.testing.assert_array_equal(one, three)
    found = combinations(south_caucasus, names)
    share = found.shapley[:, found.inside].sum(axis=1)
    assert one.sum() == pytest.approx(share.sum())
    np.testing.assert_allclose(one, share, atol=0.1 * share.sum())


@pytest.mark.parametrize(("number", "shown"), [(5, "ebac"), (3, "eba"), (2, "ba"), (1, "e"), (0, "")])
def test_the_heaviest_that_fit_with_what_they_need(number, shown):
    """b is heaviest but needs a; e and c follow; d adds next to nothing and is never shown."""
    weight = np.array([3.0, 9.0, 0.0, 0.001, 1.0])
    assert "".join(LIMITS.openings[o] for o in weightiest(weight, LIMITS, number)) == shown


def test_equal_weights_are_taken_by_id():
    """Of two equal openings the first by id is shown, whatever the table's order."""
    assert weightiest(np.array([1.0, 1.0]), free("ea", ((), ())), 1) == (1,)
