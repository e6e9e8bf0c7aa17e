"""Cutting polygons and lines to a box."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reopen.report.clip import clip_line, clip_ring

BOX = (0.0, 0.0, 4.0, 3.0)
EPS = 1e-9

points = st.tuples(st.floats(-10, 10), st.floats(-10, 10))


def inside(point):
    return -EPS <= point[0] <= 4 + EPS and -EPS <= point[1] <= 3 + EPS


def area(ring):
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


@given(st.lists(points, min_size=3, max_size=12))
def test_a_cut_ring_lies_in_the_box(ring):
    """Whatever the ring, nothing is left outside of the box."""
    assert all(inside(p) for p in clip_ring(ring, BOX))


@given(st.lists(points, min_size=3, max_size=3))
def test_the_part_left_of_a_triangle_and_the_rest_make_the_whole(ring):
    """Cutting at a line leaves two parts whose areas add up."""
    west, east = clip_ring(ring, (-99, -99, 1, 99)), clip_ring(ring, (1, -99, 99, 99))
    assert math.isclose(area(west) + area(east), area(ring), rel_tol=1e-6, abs_tol=1e-6)


@given(st.lists(points, min_size=2, max_size=12))
def test_a_cut_line_lies_in_the_box_and_is_no_longer(line):
    """Pieces lie inside and are together no longer than the line."""
    parts = clip_line(line, BOX)
    assert all(inside(p) for part in parts for p in part)
    length = sum(math.dist(a, b) for a, b in pairwise(line))
    kept = sum(math.dist(a, b) for part in parts for a, b in pairwise(part))
    assert kept <= length + 1e-6


def test_what_lies_inside_stays_as_it_is():
    """A ring and a line within the box come back unchanged."""
    ring = [(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)]
    assert clip_ring([*ring, ring[0]], BOX) == ring
    assert clip_line(ring, BOX) == [ring]


def test_a_box_within_a_ring_is_filled():
    """A ring around the whole box leaves the box itself."""
    assert area(clip_ring([(-9, -9), (9, -9), (9, 9), (-9, 9)], BOX)) == 12.0
