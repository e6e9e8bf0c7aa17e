"""What openings depend on, and what stands against them."""

from __future__ import annotations

from reopen.benefit.needs import needs

OPENINGS = {
    "kind": "reopen",
    "link_ids": "rd-alder-birch",
    "crossing_ids": "valley-gate",
    "country_ids": "XA;XB",
}


def made(make_region, **rows):
    """The rules of a starter region whose openings are these."""
    table = [OPENINGS | {"opening_id": name, "title": name} | row for name, row in rows.items()]
    return needs(make_region(opening=table, consent=None))


def test_dependence_runs_through(make_region):
    """What is needed at second hand comes first, once; what is among the chosen is not given."""
    rules = made(make_region, a={}, b={"depends_on": "a"}, c={"depends_on": "b;a"})
    assert dict(rules.before) == {"a": (), "b": ("a",), "c": ("a", "b")}
    assert rules.given(["c"]) == ("a", "b")
    assert rules.given(["c", "a"]) == ("b",)
    assert rules.after("a", ["a", "c"]) == {"a", "c"}


def test_an_alternative_holds_both_ways(make_region):
    """It is enough that one of the two names the other."""
    rules = made(make_region, a={"alternatives": "b"}, b={}, c={})
    assert rules.against == {"a": {"b"}, "b": {"a"}, "c": set()}
