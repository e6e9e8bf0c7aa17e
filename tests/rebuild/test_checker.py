"""The independent checker sees each kind of fault, and lists all plans."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from tests.rebuild.checker import faults, plans
from tests.rebuild.programmes import hamlet, programmes


@pytest.mark.parametrize(
    ("start", "seen"),
    [
        ((0, 2, 6, 10), ""),
        ((0, 2, 6, 9), "too few teams"),
        ((0, 1, 6, 10), "before the end of road"),
        ((0, 2, 6, 33), "after the horizon"),
    ],
)
def test_faults_of_the_hamlet(start, seen):
    """Houses one after the other are right; two at once, one before the road, or one too late are not."""
    found = faults(hamlet(), start)
    assert bool(found) == bool(seen)
    assert seen in "; ".join(found)


def test_money_is_counted_by_calendar_year():
    """What a year leaves is there the next year only where it is carried over."""
    p = hamlet()
    p = p.replace(
        month=7, tasks=p.tasks[:2], funds=(replace(p.funds[0], amounts=((2026, 3.0), (2027, 0.0))),)
    )
    assert faults(p, (0, 2)) == ["budget state is overdrawn in 2026"]
    p = p.replace(funds=(replace(p.funds[0], amounts=((2026, 4.0), (2027, 0.9))),))
    assert faults(p, (0, 6)) == ["budget state is overdrawn in 2027"]
    p = p.replace(funds=(replace(p.funds[0], amounts=((2026, 4.2), (2027, 0.9))),), carry_over=True)
    assert faults(p, (0, 6)) == []


@settings(deadline=None, max_examples=20)
@given(programmes(2))
def test_all_plans_are_listed(p):
    """The listing cuts off nothing: it has every start vector that has no fault."""
    whole = [start for start in product(range(p.horizon + 1), repeat=len(p.tasks)) if not faults(p, start)]
    assert sorted(plans(p)) == whole
