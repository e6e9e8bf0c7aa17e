"""What things of a region are called."""

from __future__ import annotations

from reopen.accord.titles import titles_of


def test_all_that_claims_are_about_has_a_title(south_caucasus):
    """No subject of a claim goes by its id alone, and no title is blank."""
    titles = titles_of(south_caucasus)
    assert {name for cell in south_caucasus["claim"]["subject_ids"] for name in cell} <= set(titles)
    assert all(titles.values())


def test_a_crossing_goes_by_both_its_names(south_caucasus):
    """Neither side's name stands alone."""
    titles = titles_of(south_caucasus)
    crossings = south_caucasus["crossing"]
    rows = zip(crossings["crossing_id"], crossings["name_a"], crossings["name_b"], strict=True)
    for name, one, other in rows:
        assert titles[name] == f"{one} - {other}"
