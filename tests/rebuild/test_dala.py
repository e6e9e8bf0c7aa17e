"""Definitions and shares of damage, loss and needs."""

from __future__ import annotations

import pytest

from reopen.errors import RegionError
from reopen.rebuild.dala import DEFINITIONS, YEARS, shares
from reopen.rebuild.programme import Range
from tests.rebuild.ruins import PARAMETERS, ruined


def test_the_shares_of_a_region(make_region):
    """Shares are read by grade and by sector, with their ranges."""
    found = shares(ruined(make_region))
    assert found.damage[0] == Range(0.0, 0.0, 0.0)
    assert found.damage[2] == Range(0.2, 0.35, 0.5)
    assert found.better == Range(1.0, 1.15, 1.3)
    assert found.loss == {"housing": Range(0.05, 0.1, 0.15)}


def test_everything_that_is_missing(make_region):
    """One error names every parameter that the region lacks, and none that it has."""
    kept = [row for row in PARAMETERS if row["parameter_id"] in ("damage-share-0", "loss-share-housing")]
    with pytest.raises(RegionError) as refused:
        shares(ruined(make_region, parameter=kept))
    words = str(refused.value)
    assert "5 errors" in words
    for name in ("damage-share-1", "damage-share-4", "build-back-better"):
        assert f"add the row {name} (" in words
    assert "add the row damage-share-0" not in words


@pytest.mark.parametrize(
    ("name", "values"), [("damage-share-3", (0.5, 0.9, 1.2)), ("loss-share-housing", (-0.1, 0.1, 0.2))]
)
def test_shares_that_make_no_sense(make_region, name, values):
    """A share above 1 or below 0 is refused with its values."""
    changed = dict(zip(("low", "central", "high"), values, strict=True))
    rows = [row | changed if row["parameter_id"] == name else row for row in PARAMETERS]
    with pytest.raises(RegionError, match=rf"\({name}\): found '{values[0]:g}, {values[1]:g}"):
        shares(ruined(make_region, parameter=rows))


def test_the_embedded_region_has_them(south_caucasus):
    """The embedded region has all that the tables need."""
    assert len(shares(south_caucasus).damage) == 5


def test_the_words_say_what_is_not_done():
    """The definitions say that the three are not added and that ranges are no percentiles."""
    assert "never added" in DEFINITIONS["Not a sum"]
    assert "no percentiles" in DEFINITIONS["Ranges"]
    assert list(YEARS.values()) == [3.0, 5.0, 10.0]
