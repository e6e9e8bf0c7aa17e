"""Least core and nucleolus against published answers, Kohlberg's criterion and plain programs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reopen.economics.cooperative import least_core, nucleolus, superadditive_cover
from reopen.errors import SettingsError

quick = settings(max_examples=25, deadline=None)


def members(n):
    return (np.arange(1 << n)[:, None] >> np.arange(n)) & 1


def majority(quota, weights):
    return (members(len(weights)) @ np.array(weights) >= quota).astype(float)


def bankruptcy(estate, claims):
    """What a coalition can count on: the estate less the claims of the others (O'Neill 1982)."""
    left = estate - (1 - members(len(claims))) @ np.array(claims, dtype=float)
    return np.maximum(left, 0.0)


def talmud(estate, claims):
    """The contested-garment consistent rule (Aumann and Maschler 1985), its level found by bisection."""
    claims = np.array(claims, dtype=float)
    half, total = claims / 2, claims.sum()
    if estate > total / 2:
        return claims - talmud(total - estate, claims)
    low, high = 0.0, half.max()
    for _ in range(200):
        level = (low + high) / 2
        low, high = (level, high) if np.minimum(half, level).sum() < estate else (low, level)
    return np.minimum(half, high)


def airport(costs):
    """Each coalition pays for the longest runway that one of its members needs."""
    return -(members(len(costs)) * np.array(costs, dtype=float)).max(axis=1)


def littlechild(costs):
    """Nucleolus of the airport game, costs rising (Littlechild 1974)."""
    n, done, paid, out = len(costs), 0, 0.0, []
    while done < n:
        rates = [((costs[i - 1] - paid) / (i - done + 1), -i) for i in range(done + 1, n)]
        rate, last = min([*rates, ((costs[-1] - paid) / (n - done), -n)])
        out += [rate] * (-last - done)
        paid += rate * (-last - done)
        done = -last
    return np.array(out)


@st.composite
def games(draw, least=2, most=4, *, low=-5, high=12):
    """Whole coalition values."""
    n = draw(st.integers(least, most))
    size = (1 << n) - 1
    values = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
    return np.array([0.0, *map(float, values)])


def covered(least=2, most=4):
    return games(least, most).map(superadditive_cover)


def balanced(indicators, free):
    """Whether positive weights on all but the free indicators add up to one of everyone.

    The least weight of a coalition that is not free is made as large as it can be.
    """
    count, n = indicators.shape
    slack = np.column_stack([-np.eye(count), (~free).astype(float)])
    found = linprog(
        np.append(np.zeros(count), -1.0),
        A_ub=slack,
        b_ub=np.zeros(count),
        A_eq=np.column_stack([indicators.T, np.zeros(n)]),
        b_eq=np.ones(n),
        bounds=[(0, None)] * count + [(None, 1.0)],
    )
    return found.status == 0 and -found.fun > 1e-9


def kohlberg(v, x, *, rational):
    """Kohlberg's criterion (1971): at every level, the coalitions of no less excess are balanced."""
    n = len(x)
    m = members(n)
    excess = (v - m @ x)[1:-1]
    tie = 1e-7 * max(1.0, np.abs(v).max())
    at_bound = np.eye(n)[np.abs(x - v[1 << np.arange(n)]) <= tie] if rational else np.empty((0, n))
    for level in excess:
        high = m[1:-1][excess >= level - tie]
        both = np.vstack([high, at_bound])
        if not balanced(both, np.arange(len(both)) >= len(high)):
            return False
    return True


def plain_nucleolus(v, *, rational):
    """Lexicographic twin without duals: what is constant on the optimal face is found by a program each."""
    n = len(v).bit_length() - 1
    m = members(n).astype(float)
    bounds = [(v[1 << i] if rational else None, None) for i in range(n)] + [(None, None)]
    fixed, left = {len(v) - 1: 0.0}, set(range(1, len(v) - 1))
    x = np.array([v[-1]])
    while left:
        open_ = sorted(left)
        a_ub = -np.column_stack([m[open_], np.ones(len(open_))])
        a_eq = np.column_stack([m[list(fixed)], np.zeros(len(fixed))])
        b_eq = np.array([v[s] - e for s, e in fixed.items()])
        best = linprog(np.append(np.zeros(n), 1.0), a_ub, -v[open_], a_eq, b_eq, bounds)
        x, level = best.x[:n], best.x[-1]
        face = [*bounds[:-1], (level - 1e-9, level + 1e-9)]
        for s in open_:
            most = linprog(np.append(-m[s], 0.0), a_ub, -v[open_], a_eq, b_eq, face)
            if v[s] + most.fun > level - 1e-6:
                fixed[s] = level
                left.discard(s)
    return x


PUBLISHED = {
    "estate of 100 (Aumann and Maschler 1985)": (bankruptcy(100, [100, 200, 300]), [100 / 3] * 3),
    "estate of 200 (Aumann and Maschler 1985)": (bankruptcy(200, [100, 200, 300]), [50, 75, 75]),
    "estate of 300 (Aumann and Maschler 1985)": (bankruptcy(300, [100, 200, 300]), [50, 100, 150]),
    "two of three": (majority(2, [1, 1, 1]), [1 / 3] * 3),
    "one left glove and two right": ([0, 0, 0, 1, 0, 1, 0, 1], [1, 0, 0]),
    "constant-sum majority, its weights (Peleg 1968)": (majority(3, [2, 1, 1, 1]), [0.4, 0.2, 0.2, 0.2]),
    "the same of five": (majority(4, [3, 1, 1, 1, 1]), [3 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7]),
    "unanimity": (majority(4, [1, 1, 1, 1]), [0.25] * 4),
    "veto player": (majority(3, [2, 1, 1]), [1, 0, 0]),
    "one player": ([0, 7], [7]),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_answers(name):
    """Closed forms from the literature, to the last digits."""
    v, expected = PUBLISHED[name]
    assert nucleolus(v).allocation == pytest.approx(np.array(expected, dtype=float), abs=1e-12 * 300)


@pytest.mark.parametrize(
    ("v", "epsilon"),
    [
        (majority(2, [1, 1, 1]), 1 / 3),
        (majority(3, [2, 1, 1, 1]), 2 / 5),
        (majority(4, [3, 1, 1, 1, 1]), 3 / 7),
        (majority(4, [1, 1, 1, 1]), -1 / 4),
        ([0, 0, 0, 1, 0, 1, 0, 1], 0.0),
        ([0, 5], 0.0),
    ],
)
def test_least_core_closed_forms(v, epsilon):
    """What the worst-off coalition lacks, by hand; the core is empty exactly when that is above 0."""
    assert least_core(v).epsilon == pytest.approx(epsilon, abs=1e-12)
    assert nucleolus(v).core is (epsilon <= 0)


@given(st.lists(st.integers(1, 300), min_size=2, max_size=5), st.floats(0.05, 0.95))
@quick
def test_bankruptcy_is_shared_by_the_talmud_rule(claims, part):
    """The nucleolus of every bankruptcy game is the contested-garment consistent rule."""
    estate = part * sum(claims)
    found = nucleolus(bankruptcy(estate, claims))
    assert found.allocation == pytest.approx(talmud(estate, claims), abs=1e-8 * estate)
    assert found.core


@given(st.lists(st.integers(1, 100), min_size=2, max_size=6).map(sorted))
@quick
def test_airport_charges(costs):
    """The nucleolus of every airport game is Littlechild's recursion."""
    found = -nucleolus(airport(costs)).allocation
    assert found == pytest.approx(littlechild(costs), abs=1e-9 * costs[-1])


@pytest.mark.parametrize("n", [8, 12])
def test_many_players(n):
    """Twelve players at once: a runway and an estate, against their closed forms."""
    costs = [float(k * k) for k in range(1, n + 1)]
    assert -nucleolus(airport(costs)).allocation == pytest.approx(littlechild(costs), abs=1e-9)
    claims = [float(10 * k) for k in range(1, n + 1)]
    found = nucleolus(bankruptcy(100.0, claims)).allocation
    assert found == pytest.approx(talmud(100.0, claims), abs=1e-9)


@given(games(2, 3) | covered(3, 4))
@settings(max_examples=40, deadline=None)
def test_equals_the_plain_programs(v):
    """A twin that fixes coalitions by looking at each of them over the optimal face."""
    found = nucleolus(v)
    twin = plain_nucleolus(v, rational=found.rational)
    assert found.allocation == pytest.approx(twin, abs=1e-5)


@given(games(3, 5))
@settings(max_examples=40, deadline=None)
def test_passes_kohlbergs_criterion(v):
    """Both allocations are certified by balanced collections, a theory that no program here uses."""
    found = nucleolus(v)
    assert kohlberg(v, found.allocation, rational=found.rational)
    assert kohlberg(v, least_core(v).allocation, rational=False)


def test_kohlbergs_criterion_can_fail():
    """The certificate above does refuse an allocation of the core that is not the nucleolus."""
    v = bankruptcy(200, [100, 200, 300])
    assert kohlberg(v, np.array([50.0, 75.0, 75.0]), rational=True)
    assert not kohlberg(v, np.array([51.0, 74.5, 74.5]), rational=True)


@given(covered())
@quick
def test_lies_in_the_least_core(v):
    """Where parts can be put together, nucleolus and prenucleolus meet, and no excess is above epsilon."""
    least, found = least_core(v), nucleolus(v)
    assert found.rational
    assert found.allocation == pytest.approx(least.allocation, abs=1e-8)
    assert found.excesses[1:-1].max() == pytest.approx(least.epsilon, abs=1e-8)
    assert found.core is (least.epsilon <= 1e-8)
    assert found.core is bool((found.excesses <= 1e-8).all())


@given(games(2, 4))
@quick
def test_least_core_equals_one_plain_program(v):
    """The least epsilon by a single program in the values as they are."""
    n = len(v).bit_length() - 1
    m = members(n)
    found = linprog(
        np.append(np.zeros(n), 1.0),
        -np.column_stack([m[1:-1], np.ones(len(v) - 2)]),
        -v[1:-1],
        np.append(m[-1], 0.0)[None],
        v[-1:],
        (None, None),
    )
    assert least_core(v).epsilon == pytest.approx(found.fun, abs=1e-6)


@given(games(2, 5))
@quick
def test_shares_out_the_grand_coalition(v):
    """Parts sum to v(N), nobody gets less than alone where that is possible, and levels fall."""
    found = nucleolus(v)
    n = len(found.allocation)
    alone = v[1 << np.arange(n)]
    assert found.allocation.sum() == pytest.approx(v[-1], abs=1e-9)
    assert found.rational is bool(v[-1] >= alone.sum())
    if found.rational:
        assert (found.allocation >= alone - 1e-9).all()
    assert found.excesses == pytest.approx(v - members(n) @ found.allocation)
    assert 1 <= len(found.levels) < n
    assert (np.diff(found.levels) <= 1e-9).all()
    assert found.levels[0] == pytest.approx(found.excesses[1:-1].max(), abs=1e-9)


@given(
    games(2, 4),
    st.sampled_from([1e-3, 0.37, 1.0, 1e4]),
    st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4),
)
@quick
def test_follows_units_and_side_incomes(v, factor, incomes):
    """Covariance: a v(S) + sum of b_i over S changes x to a x + b, in any unit."""
    n = len(v).bit_length() - 1
    b = np.array(incomes[:n])
    plain = nucleolus(v)
    moved = nucleolus(factor * v + members(n) @ (b * factor))
    assume(plain.rational is moved.rational)  # a surplus of exactly 0 may round to either side
    assert moved.allocation == pytest.approx(factor * (plain.allocation + b), abs=1e-7 * factor)


@given(games(2, 4), st.permutations(range(4)))
@quick
def test_follows_the_players_through_any_order(v, order):
    """Renaming the players renames their parts, so that players who are alike get alike."""
    n = len(v).bit_length() - 1
    order = np.array([i for i in order if i < n])
    code = members(n) @ (1 << order)
    renamed = np.empty_like(v)
    renamed[code] = v
    assert nucleolus(renamed).allocation[order] == pytest.approx(nucleolus(v).allocation, abs=1e-8)


@given(st.lists(st.integers(0, 20), min_size=4, max_size=4))
@quick
def test_players_who_are_alike_get_the_same(worths):
    """A game of head counts gives everyone the same."""
    v = np.array([0.0, *worths])[members(4).sum(axis=1)]
    assert nucleolus(v).allocation == pytest.approx(v[-1] / 4, abs=1e-9)


@given(games(2, 3), st.integers(-5, 5), st.integers(0, 3))
@quick
def test_a_dummy_gets_what_it_has_alone(v, worth, place):
    """A player who adds the same to every coalition gets just that, core or none."""
    n = len(v).bit_length() - 1
    place = min(place, n)
    code = np.arange(1 << n + 1)
    others = code & ((1 << place) - 1) | code >> place + 1 << place
    wider = v[others] + worth * (code >> place & 1)
    assert nucleolus(wider).allocation[place] == pytest.approx(worth, abs=1e-9)
    assert least_core(wider).allocation[place] == pytest.approx(worth, abs=1e-9)


def test_says_when_there_is_no_imputation():
    """Two players who have more apart than together share the loss, and the result says so."""
    found = nucleolus([0.0, 4.0, 2.0, 3.0])
    assert not found.rational
    assert not found.core
    assert found.allocation == pytest.approx([2.5, 0.5])


def test_bounds_hold_where_the_least_core_is_irrational():
    """Where the prenucleolus gives a player less than alone, the nucleolus does not, and is certified."""
    v = np.array([0.0, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0, 1.0])
    assert least_core(v).allocation.min() < -1.0
    found = nucleolus(v)
    assert found.allocation == pytest.approx([0.5, 0.5, 0.0])
    assert found.rational
    assert kohlberg(v, found.allocation, rational=True)


def test_additive_values_with_rounding_are_no_game():
    """Worth of working together that is only rounding gives everyone its own value, core included."""
    own = np.array([0.1, 0.2, 0.7, 1e4])
    v = members(4) @ own
    v[1:] *= 1 + 1e-16 * np.arange(1, 16)
    found = nucleolus(v)
    assert found.allocation == pytest.approx(own, rel=1e-9)
    assert found.core


@given(games(1, 4))
@quick
def test_cover_is_the_best_partition(v):
    """Every partition of every coalition, one by one."""

    def best(coalition):
        """Take the part that holds the lowest member in every way."""
        if not coalition:
            return 0.0
        low = coalition & -coalition
        parts = [p for p in range(1, coalition + 1) if p & ~coalition == 0 and p & low]
        return max(v[p] + best(coalition ^ p) for p in parts)

    assert superadditive_cover(v).tolist() == [best(s) for s in range(len(v))]


@given(games(2, 6))
@quick
def test_cover_is_superadditive_and_covers_once(v):
    """Disjoint coalitions have no more apart than together; no value falls; doing it again adds nothing."""
    cover = superadditive_cover(v)
    for s in range(len(v)):
        for t in range(len(v)):
            assert s & t or cover[s | t] >= cover[s] + cover[t]
    assert (cover >= v).all()
    assert superadditive_cover(cover).tolist() == cover.tolist()


def test_cover_leaves_its_input():
    """The values given are not written to."""
    v = np.array([0.0, 1.0, 1.0, 0.0])
    superadditive_cover(v)
    assert v.tolist() == [0.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize("function", [superadditive_cover, least_core, nucleolus])
def test_refuses_what_is_no_game(function):
    """Wrong numbers of values, too many players, and all wrong values at once."""
    for wrong in ([], [0.0], [0.0, 1.0, 2.0], [[0.0, 1.0]], np.zeros(1 << 13)):
        with pytest.raises(SettingsError, match=r"expected 2 \*\* n values"):
            function(wrong)
    with pytest.raises(SettingsError, match=r"coalition 1 is worth nan(.|\n)*empty coalition is worth 1.0"):
        function([1.0, np.nan])
