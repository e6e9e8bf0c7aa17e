"""Brackets of the interplay plot never overlap, whatever is drawn."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from reopen.report.brackets import LANES, MOST, plan


@st.composite
def drawings(draw):
    """A number of rows and an interaction for each of their pairs."""
    count = draw(st.integers(2, 8))
    pulls = st.one_of(st.just(0.0), st.floats(-9, 9, allow_nan=False))
    return count, [(i, j, draw(pulls)) for i, j in combinations(range(count), 2)]


@given(drawings())
def test_lanes_slots_and_ports_are_their_own(drawing):
    """No two brackets of a side share a stretch of a lane, a slot for their number, or a port."""
    count, pairs = drawing
    found = plan(count, pairs)
    assert sorted(found.rows) == list(range(count))
    for left in (True, False):
        side = [b for b in found.brackets if b.left == left]
        assert len(side) <= MOST
        assert len({b.slot for b in side}) == len(side)
        for b in side:
            assert {found.rows[b.upper], found.rows[b.lower]} == set(pairs[b.pair][:2])
            assert (pairs[b.pair][2] > 0) == left
            assert 2 * b.upper < b.slot < 2 * b.lower
            assert 0 <= b.lane < LANES
        for a, b in combinations(side, 2):
            assert a.lane != b.lane or a.lower <= b.upper or b.lower <= a.upper
            for one, other in ((a, b), (b, a)):
                assert one.lane <= other.lane or other.slot not in (2 * one.upper, 2 * one.lower)
        for place in range(count):
            ends = [b.pair for b in side if place in (b.upper, b.lower)]
            assert sorted(found.ports(place, left=left)) == sorted(ends)


@given(drawings())
def test_the_strongest_is_drawn(drawing):
    """Whatever has to be left to the table, it is not the strongest pair."""
    count, pairs = drawing
    strongest = max(abs(pull) for _, _, pull in pairs)
    drawn = [abs(pairs[b.pair][2]) for b in plan(count, pairs).brackets]
    assert max(drawn, default=0.0) == strongest


def test_nothing_is_drawn_of_nothing():
    """No pair, or pairs that neither need each other nor compete, give rows alone."""
    assert plan(1, []).rows == (0,)
    assert plan(3, [(0, 1, 0.0), (1, 2, 0.0)]).brackets == ()


def test_ports_do_not_cross():
    """Brackets that go up leave above those that go down; the outer one passes outside the inner ones."""
    found = plan(4, [(0, 1, 5.0), (0, 2, 4.0), (0, 3, 3.0)])
    lanes = {b.pair: b.lane for b in found.brackets}
    place = found.rows.index(0)
    ports = found.ports(place, left=True)
    up = [b.pair for b in found.brackets if b.lower == place]
    assert [p in up for p in ports] == sorted((p in up for p in ports), reverse=True)
    assert [lanes[p] for p in ports if p in up] == sorted(lanes[p] for p in up)
    down = [lanes[p] for p in ports if p not in up]
    assert len(down) == 2
    assert down == sorted(down, reverse=True)
