"""The order of openings of a region."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.combinations import combinations
from reopen.errors import SettingsError, UnknownIdError
from reopen.rebuild.reopening import reopening

CHAIN = ("horadiz-aghband-rail", "meghri-rail", "nakhchivan-rail")


@pytest.fixture(scope="module")
def chain(south_caucasus):
    """The three pieces of the Araz railway in order."""
    return reopening(south_caucasus, CHAIN)


def with_months(region, **months):
    """The region with other months of works for some openings, as low and high."""
    table = region["opening"].copy()
    for name, ends in months.items():
        row = table["opening_id"] == name.replace("_", "-")
        table.loc[row, ["build_months_low", "build_months_high"]] = ends
    return region.replace(opening=table)


def test_the_chain_is_opened_with_its_values_and_months(chain, south_caucasus):
    """Values are those of all combinations over the region's countries, months those of the table."""
    assert chain.openings == CHAIN
    assert chain.months.tolist() == [12.0, 36.0, 30.0]
    assert np.allclose(chain.values, combinations(south_caucasus, CHAIN).total())
    assert chain.found.status == "optimal"
    lost = {name: timed.lost for name, timed in chain.plain.items()}
    assert chain.found.lost <= lost["as listed"]
    assert chain.found.lost < lost["largest benefit first"]
    assert chain.lost_usd_m(chain.found.lost) == pytest.approx(chain.found.lost / 12)


def test_what_stands_once_each_is_open(chain):
    """The benefit once an opening is open is that of all that are open by then; the last brings all."""
    after = chain.standing_after()
    standing = 0
    for j in chain.found.order:
        standing |= 1 << j
        assert after[j] == chain.values[standing]
    assert standing == 7


def test_an_opening_comes_after_what_it_needs(south_caucasus):
    """The road over Zangilan needs the highway to Aghband, and begins when that is finished."""
    names = ("zangilan-kapan-road", "horadiz-aghband-highway")
    found = reopening(south_caucasus, names, crews=2, default_months=7.0)
    assert found.found.order == (1, 0)
    assert found.found.start[0] == found.found.finish[1]
    for timed in found.plain.values():
        assert timed.start[0] >= timed.finish[1]
    alone = reopening(south_caucasus, names[:1])
    assert alone.given == names[1:]


def test_of_alternatives_the_better_one_is_taken(south_caucasus):
    """The railway over Meghri and the corridor exclude each other: the one left out is named."""
    found = reopening(south_caucasus, (*CHAIN, "araz-corridor-rail"))
    (out,) = found.outdone
    assert {out, *found.openings} == {*CHAIN, "araz-corridor-rail"}
    total = combinations(south_caucasus, (*CHAIN, "araz-corridor-rail")).total()
    assert found.values[-1] == pytest.approx(max(total[0b0111], total[0b1101]))


def test_months_by_level(south_caucasus):
    """Low, middle or high months of works; one end alone counts for all."""
    region = with_months(south_caucasus, meghri_rail=(10.0, 20.0), nakhchivan_rail=(np.nan, 8.0))
    months = {
        level: reopening(region, CHAIN, level=level).months.tolist() for level in ("low", "central", "high")
    }
    assert months == {"low": [12, 10, 8], "central": [12, 15, 8], "high": [12, 20, 8]}


def test_openings_without_months_are_all_named(south_caucasus):
    """Chosen openings without months, or with 0, are refused by name, unless a default stands in."""
    none = (np.nan, np.nan)
    region = with_months(south_caucasus, meghri_rail=none, nakhchivan_rail=(0.0, 0.0))
    with pytest.raises(SettingsError, match="months above 0 for meghri-rail, nakhchivan-rail: fill in"):
        reopening(region, CHAIN)
    assert reopening(region, CHAIN, default_months=9.0).months.tolist() == [12.0, 9.0, 9.0]


def test_decisions_without_months_are_left_out_and_named(south_caucasus):
    """By default the decisions with months are put in order; those without are named."""
    table = south_caucasus["opening"]
    keep = {"margara-alican-road", "lachin-road"}
    gone = {str(name).replace("-", "_"): (np.nan, np.nan) for name in table["opening_id"] if name not in keep}
    found = reopening(with_months(south_caucasus, **gone))
    assert set(found.openings) == keep
    assert len(found.without_months) == 18
    assert "meghri-rail" in found.without_months


def test_wrong_openings_are_told(south_caucasus):
    """An opening that is not there, and more than can be listed, are refused."""
    with pytest.raises(UnknownIdError, match="did you mean 'meghri-rail'"):
        reopening(south_caucasus, ("meghri-rial",))
    many = [str(name) for name in south_caucasus["opening"]["opening_id"]][:25]
    with pytest.raises(SettingsError, match="25 openings: expected at most 24"):
        reopening(south_caucasus, many, default_months=5.0)
