"""Sectors of damaged objects."""

from __future__ import annotations

import pytest

from reopen.errors import SettingsError
from reopen.rebuild.damage_sectors import CONSTRUCTIONS, WORDS, check_sector, sector_of
from reopen.region.schema import schema

SECTORS = schema()["asset"].attributes["sector"].choices


@pytest.mark.parametrize(
    ("texts", "sector"),
    [
        (("11-Residential Buildings",), "housing"),
        (("1263-School, University and Research Buildings",), "education"),
        (("1264-Hospital or Institutional Care Buildings",), "health"),
        (("1272-Buildings used as places of worship",), "culture"),
        (("211-Highways, Streets and Roads",), "transport"),
        (("21130-Secondary Road",), "transport"),
        (("2153-Aqueducts, irrigation",), "water"),
        (("2214-Long-distance electricity lines",), "energy"),
        (("2302-Power plants",), "energy"),
        (("99-Whatever", "Hospital"), "health"),
        (("Unknown", "", "transportationL_v1"), "transport"),
        (("EXPLOSIVE_HAZARD",), "explosive_hazard"),
        (("Unknown", "", "facilitiesP_v1"), ""),
    ],
)
def test_sectors(texts, sector):
    """Codes of constructions, words and layers tell the sector, the surest first."""
    assert sector_of(*texts)[0] == sector


def test_what_tells_is_said():
    """The text that told the sector stands beside it."""
    assert sector_of("Unknown", "Hospital", "builtUpA_v1") == ("health", "Hospital")
    assert sector_of("", "") == ("", "")


def test_every_sector_is_one_of_the_region():
    """Nothing is put into a sector that the table of assets does not have."""
    assert {*CONSTRUCTIONS.values(), *(sector for _, sector in WORDS)} <= set(SECTORS)


def test_a_sector_that_is_none():
    """A sector given by hand must be one; none is fine."""
    check_sector("")
    with pytest.raises(SettingsError, match="did you mean 'housing'"):
        check_sector("housin")
