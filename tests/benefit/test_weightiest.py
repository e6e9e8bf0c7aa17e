"""Which openings are shown when not all can be."""

from __future__ import annotations

import json

import pytest

from reopen.benefit.needs import Needs
from reopen.benefit.weightiest import orders, weightiest

#: b needs a; d needs c at second hand.
RULES = Needs({"a": (), "b": ("a",), "c": (), "d": ("c", "x"), "e": ()}, {})
NAMES = ["e", "b", "a", "d", "c"]


def test_what_one_depends_on_comes_before_it():
    """In every order; nothing is left out, named twice, or added."""
    for order in orders(NAMES, RULES):
        assert sorted(order) == sorted(NAMES)
        assert order.index("a") < order.index("b")
        assert order.index("c") < order.index("d")


def test_every_opening_comes_early_and_late():
    """Among twenty free openings each stands in the first and in the last third of some order."""
    names = [f"o{n}" for n in range(20)]
    taken = orders(names, Needs(dict.fromkeys(names, ()), {}))
    assert len(taken) == 12
    for name in names:
        places = [order.index(name) for order in taken]
        assert min(places) < 7
        assert max(places) > 12


@pytest.mark.parametrize(
    ("number", "shown"),
    [(5, ("e", "b", "a", "c")), (3, ("e", "b", "a")), (2, ("b", "a")), (1, ("e",)), (0, ())],
)
def test_the_heaviest_that_fit_with_what_they_need(number, shown):
    """b is heaviest but needs a; e and c follow; d adds next to nothing and is never shown."""
    weight = {"e": 3.0, "b": 9.0, "a": 0.0, "d": 0.001, "c": 1.0}
    assert weightiest(weight, RULES, number) == shown


def test_equal_weights_are_taken_by_id():
    """Of two equal openings the first by id is shown, whatever the table's order."""
    assert json.dumps(weightiest({"e": 1.0, "a": 1.0}, RULES, 1)) == '["a"]'
