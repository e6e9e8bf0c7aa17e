"""Values of sets, and the least that any order or schedule loses, by looking at all of them."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
from hypothesis import strategies as st


def climbing(random, n, share=0.4):
    """Values of all sets that never fall as a link is added, with many that do not rise."""
    values = random.random(1 << n) * (random.random(1 << n) < share)
    for standing in range(1 << n):
        for j in range(n):
            if standing >> j & 1:
                values[standing] = max(values[standing], values[standing ^ 1 << j])
    return values


def wild(random, n):
    """Values of all sets that rise and fall."""
    return random.normal(size=1 << n)


def needs(random, n, share=0.3):
    """A precedence without circles: what each link must come after, as a set."""
    rank = random.permutation(n)
    return [sum(1 << i for i in range(n) if rank[i] < rank[j] and random.random() < share) for j in range(n)]


@st.composite
def cases(draw, most, monotone=None, precedence=None):
    """Durations, values and a precedence of up to so many links."""
    n = draw(st.integers(1, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    whole = draw(st.booleans())  # whole durations make ties
    durations = random.integers(1, 5, n).astype(float) if whole else random.uniform(0.1, 5.0, n)
    up = draw(st.booleans()) if monotone is None else monotone
    tied = draw(st.booleans()) if precedence is None else precedence
    values = climbing(random, n) if up else wild(random, n)
    return durations, values, needs(random, n) if tied else [0] * n


def lost_when(finish, values):
    """The integral of what is lost, from the times at which links are finished."""
    lost, now, standing = 0.0, 0.0, 0
    for time, j in sorted((t, j) for j, t in enumerate(finish)):
        lost += (time - now) * (values[-1] - values[standing])
        now, standing = time, standing | 1 << j
    return lost


def least_of_orders(durations, values, after):
    """The least that one crew loses, over all orders."""
    least = np.inf
    for order in permutations(range(len(durations))):
        if any(after[j] & ~sum(1 << i for i in order[:k]) for k, j in enumerate(order)):
            continue
        ends = np.cumsum([durations[j] for j in order])
        least = min(least, lost_when([ends[order.index(j)] for j in range(len(order))], values))
    return least


def least_of_schedules(durations, values, after, crews):
    """The least that crews lose, over all schedules in which links begin at 0 or when one is finished.

    Every link names the link at whose finish it begins, or none; names that lead in a circle, need more
    crews than there are, or break the precedence do not count.
    """
    n, least = len(durations), np.inf
    for cue in product(range(-1, n), repeat=n):
        start = _starts(cue, durations)
        if start is None:
            continue
        finish = [s + d for s, d in zip(start, durations, strict=True)]
        at_once = max(sum(start[k] <= s + 1e-9 < finish[k] - 1e-9 for k in range(n)) for s in start)
        early = any(after[j] >> k & 1 and finish[k] > start[j] + 1e-9 for j in range(n) for k in range(n))
        if at_once <= crews and not early:
            least = min(least, lost_when(finish, values))
    return least


def _starts(cue, durations):
    start = [None] * len(cue)
    for _ in cue:
        for j, i in enumerate(cue):
            if i < 0:
                start[j] = 0.0
            elif start[i] is not None:
                start[j] = start[i] + durations[i]
    return None if None in start else start


def check_schedule(found, durations, after, crews):
    """The schedule keeps to durations, crews and precedence."""
    n = len(durations)
    assert np.allclose(found.finish, found.start + durations)
    assert found.start.min() >= 0.0
    assert set(found.crew) <= set(range(crews))
    for j in range(n):
        for k in range(n):
            if after[j] >> k & 1:
                assert found.finish[k] <= found.start[j] + 1e-9
            if j != k and found.crew[j] == found.crew[k]:
                assert found.finish[k] <= found.start[j] + 1e-9 or found.finish[j] <= found.start[k] + 1e-9
