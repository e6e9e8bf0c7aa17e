"""Limits between openings, against plain searches over all combinations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reopen.benefit.choices import Choices, choices, needed

K = 6


@st.composite
def limits(draw):
    """Random limits of six openings; an opening depends only on earlier ones, so never on itself."""
    before = []
    for n in range(K):
        first = draw(st.sets(st.integers(0, n - 1), max_size=2)) if n else set()
        before.append(tuple(sorted(first.union(*(before[step] for step in first)))))
    pairs = draw(st.sets(st.tuples(st.integers(0, K - 1), st.integers(0, K - 1)), max_size=4))
    rivals = [set() for _ in range(K)]
    for a, b in pairs:
        if a != b:
            rivals[a].add(b)
            rivals[b].add(a)
    return Choices(tuple("abcdef"), tuple(before), tuple(map(frozenset, rivals)))


def allowed(some, held):
    """Whether a set is feasible, said plainly."""
    return all(set(some.before[o]) <= held and not some.rivals[o] & held for o in held)


def members(code):
    return {o for o in range(K) if code >> o & 1}


@given(limits())
def test_feasible_is_what_the_words_say(some):
    """A combination is feasible when it holds all needs of its openings and no two alternatives."""
    assert some.feasible().tolist() == [allowed(some, members(code)) for code in range(1 << K)]


@given(limits())
def test_selections_are_the_largest_sets_without_rivals(some):
    """Selections are the sets without two alternatives that none could be added to, each once."""

    def free(held):
        return not any(some.rivals[o] & held for o in held)

    sets = [frozenset(members(code)) for code in range(1 << K)]
    largest = {s for s in sets if free(s) and not any(free(s | {o}) for o in range(K) if o not in s)}
    found = some.selections(100)
    assert set(found) == largest
    assert len(found) == len(largest)
    assert len(some.selections(0)) == 1


@given(limits(), st.permutations(range(K)))
def test_joining_gives_the_largest_feasible_part_of_every_prefix(some, order):
    """At each place of an order, what has joined is the largest feasible part that lies in the selection."""
    for selection in some.selections(100):
        joins, places = some.joining(order, selection)
        assert places == sorted(places)
        for n in range(K):
            within = set(order[: n + 1]) & selection
            parts = [members(code) for code in range(1 << K) if members(code) <= within]
            largest = max((p for p in parts if allowed(some, p)), key=len)
            assert {o for o, at in zip(joins, places, strict=True) if at <= n} == largest


@given(limits())
def test_ties_hold_needs_and_rivals_together(some):
    """Each opening's tie has what it needs and its alternatives; parts keep their limits when renumbered."""
    for o, tie in enumerate(some.ties()):
        assert set(tie) == {o, *some.before[o], *some.rivals[o]}
    back = some.of([*range(K - 1, -1, -1)])
    assert back.openings == tuple("fedcba")
    assert back.before[K - 1] == ()
    assert all(back.rivals[K - 1 - o] == {K - 1 - r for r in some.rivals[o]} for o in range(K))


def test_limits_of_the_embedded_region(south_caucasus):
    """The railway by Yeraskh needs that of Nakhchivan; the two Araz railways are alternatives, both ways."""
    names = ("meghri-rail", "araz-corridor-rail", "yeraskh-sadarak-rail", "nakhchivan-rail")
    some = choices(south_caucasus, names)
    assert some.before == ((), (), (3,), ())
    assert some.rivals == (frozenset({1}), frozenset({0}), frozenset(), frozenset())
    assert choices(south_caucasus, names, constrained=False).ties() == ((0,), (1,), (2,), (3,))


OPENING = {
    "kind": "reopen",
    "link_ids": "rd-alder-birch",
    "crossing_ids": "valley-gate",
    "country_ids": "XA;XB",
}


def made(make_region, **rows):
    """A starter region whose openings are these."""
    table = [OPENING | {"opening_id": name, "title": name} | row for name, row in rows.items()]
    return make_region(opening=table, consent=None)


def test_dependence_runs_through(make_region):
    """What is needed at second hand comes first, once, whether or not the first hand is chosen."""
    region = made(make_region, a={}, b={"depends_on": "a"}, c={"depends_on": "b;a"})
    assert choices(region, ["c", "a", "b"]).before == ((1, 2), (), (1,))
    assert choices(region, ["a", "c"]).before == ((), (0,))
    assert choices(region, ["a", "c"]).after(0) == {0, 1}
    assert needed(region, ["c"]) == ("a", "b")
    assert needed(region, ["c", "a"]) == ("b",)


def test_an_alternative_holds_both_ways(make_region):
    """It is enough that one of the two names the other."""
    region = made(make_region, a={"alternatives": "b"}, b={}, c={})
    assert choices(region, ["a", "b", "c"]).rivals == ({1}, {0}, set())
