"""Quantities are cut into tasks that fit, and nothing is lost by it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reopen.rebuild.checks import longest_run
from reopen.rebuild.pieces import LONGEST, pieces
from reopen.rebuild.programme import Range
from reopen.rebuild.recipe import Work


def work(low: float, central: float, high: float, *, teams: int = 1, batch: float | None = None) -> Work:
    """A work at a rate."""
    rate = Range(low, central, high)
    return Work("w", "W", "buildings", "asset", "housing", rate=rate, teams=teams, batch=batch)


def test_batches_are_of_whole_things() -> None:
    """Ten houses in batches of four are four, three and three."""
    assert [part.quantity for part in pieces(work(1, 2, 3, batch=4), 10)] == [4.0, 3.0, 3.0]


def test_winter_makes_more_pieces() -> None:
    """Twelve months of work are one piece without a winter, and two where nine months are open."""
    assert len(pieces(work(1, 1, 1, teams=2), 24)) == 1
    assert [part.months for part in pieces(work(1, 1, 1, teams=2), 24, closed_months=(12, 1, 2))] == [6, 6]


def test_a_building_keeps_one_team() -> None:
    """One school takes a year however many teams there are, and four schools take it at once."""
    school = work(1 / 16, 1 / 12, 1 / 8, teams=4)
    assert [(p.months, p.months_range, p.teams) for p in pieces(school, 1)] == [(12, (8, 16), 1)]
    assert [(p.quantity, p.months, p.teams) for p in pieces(school, 4)] == [(4.0, 12, 4)]


def test_fixed_months_stay() -> None:
    """A work without a rate takes its months, in as many pieces as its batch makes."""
    fixed = Work("w", "W", "return", "return", "community", months=3, batch=2)
    assert [(p.months, p.months_range) for p in pieces(fixed, 5)] == [(3, None)] * 3


def test_nothing_to_do_is_no_piece() -> None:
    """No quantity, or no damage, makes no task."""
    assert pieces(work(1, 2, 3), 0) == []
    assert pieces(work(1, 2, 3), 5, effort=0.0) == []


@settings(deadline=None)
@given(
    quantity=st.floats(0.01, 5000) | st.integers(1, 5000).map(float),
    rate=st.floats(0.1, 50),
    teams=st.integers(1, 20),
    batch=st.none() | st.floats(5, 2000),
    effort=st.floats(0.05, 1),
    closed=st.sets(st.integers(1, 12), max_size=9),
)
def test_pieces_fit_and_sum_to_the_whole(
    quantity: float, rate: float, teams: int, batch: float | None, effort: float, closed: set[int]
) -> None:
    """Whatever the figures, pieces sum to the quantity, fit in batch, year and season, and are in order."""
    parts = pieces(
        work(rate / 2, rate, rate * 2, teams=teams, batch=batch),
        quantity,
        effort=effort,
        closed_months=tuple(closed),
    )
    assert sum(part.quantity for part in parts) == pytest.approx(quantity)
    assert sum(part.share for part in parts) == pytest.approx(1.0)
    limit = min(LONGEST, longest_run(closed) or LONGEST)
    for part in parts:
        assert 1 <= part.months <= limit
        assert part.months_range is not None
        assert part.months_range[0] <= part.months <= part.months_range[1]
        assert batch is None or part.quantity <= batch * (1 + 1e-8) or part.quantity.is_integer()
        assert 1 <= part.teams <= teams
