"""What openings cost, and whom, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reopen.benefit.assumptions import central, uncertain
from reopen.benefit.costs import must_agree, works
from tests.benefit.triangle import OPENINGS, triangle


@pytest.fixture
def region(make_region):
    return triangle(make_region)


def test_capital_is_the_middle_of_the_range_with_overrun(region):
    """Railways and roads overrun by their own share."""
    at, found = central(region), works(region)
    assert tuple(found) == OPENINGS
    assert found["faster"].capital(at) == pytest.approx(8e6 * 1.2)
    assert found["railway"].capital(at) == pytest.approx(20e6 * 1.45)
    assert [found[o].rail_share for o in OPENINGS] == [0.0, 1.0, 0.0]
    assert all(found[o].known for o in OPENINGS)


def test_what_is_spent_is_not_spent_again(region):
    """Of a railway that is built to three quarters, a quarter of the cost is left."""
    table = region["opening"].assign(share_built=[0.0, 0.75, 1.0])
    found, at = works(region.replace(opening=table)), central(region)
    assert found["railway"].capital(at) == pytest.approx(5e6 * 1.45)
    assert found["second"].capital(at) == 0.0


def test_only_what_was_not_kept_before_is_maintained_in_addition(region):
    """An upgrade needs no more maintenance; a new road and a mended railway do, by their kilometres."""
    at, found = central(region), works(region)
    assert found["faster"].maintenance(at) == 0.0
    assert found["railway"].maintenance(at) == pytest.approx(100 * 20000)
    assert found["second"].maintenance(at) == pytest.approx(90 * 9000)


def test_by_territory_each_pays_for_its_kilometres(region):
    """A link in two countries counts half to each; one in a single country to that alone."""
    table = region["opening"].copy()
    table.at[2, "link_ids"] = ("eb", "ae")
    found = works(region.replace(opening=table))
    assert found["faster"].share.tolist() == [0.5, 0.5, 0.0]
    assert found["railway"].share.tolist() == [0.0, 0.5, 0.5]
    assert found["second"].share.tolist() == pytest.approx([(60 + 45) / 150, 45 / 150, 0.0])
    assert found["second"].road_km == 150.0


def test_an_opening_of_gates_alone_is_shared_by_its_countries(region):
    """Without links of its own an opening is paid by the countries that its works lie in, alike."""
    table = region["opening"].copy()
    table.at[1, "link_ids"] = ()
    found = works(region.replace(opening=table))
    assert found["railway"].share.tolist() == [0.0, 0.5, 0.5]
    assert (found["railway"].rail_share, found["railway"].rail_km) == (0.0, 0.0)


def test_those_who_must_agree_share_alike_or_nobody_pays(region):
    """Shares follow the states that must agree, wherever the works lie; from outside none bears any."""
    import pandas as pd

    more = pd.DataFrame([{"opening_id": "faster", "actor": "XC", "kind": "state", "role": "must_agree"}])
    company = more.assign(actor="XC Railways", kind="company", opening_id="second")
    other = more.assign(role="finances", opening_id="second")
    table = pd.concat([region["consent"], more, company, other], ignore_index=True)
    region = region.replace(consent=table.fillna(""))
    agreeing = works(region, "agreeing")
    assert agreeing["faster"].share.tolist() == pytest.approx([1 / 3] * 3)
    assert agreeing["second"].share.tolist() == [0.5, 0.5, 0.0]
    outside = works(region, "outside")
    assert not any(work.share.any() for work in outside.values())
    assert outside["faster"].capital(central(region)) == pytest.approx(8e6 * 1.2)
    assert must_agree(region, ["second", "faster"]).tolist() == [[True, True, False], [True] * 3]
    assert must_agree(region, []).shape == (0, 3)


def test_where_nobody_must_agree_its_countries_pay(region):
    """With no consent stated, the countries of the works share alike."""
    found = works(region.replace(consent=region["consent"].iloc[:0]), "agreeing")
    assert found["railway"].share.tolist() == [0.0, 0.5, 0.5]


def test_a_cost_that_is_not_stated_is_not_known(region):
    """A blank end of the range makes the cost unknown; it is not taken for nothing."""
    table = region["opening"].copy()
    table.loc[0, "cost_usd_m_high"] = np.nan
    found = works(region.replace(opening=table))
    assert [found[o].known for o in OPENINGS] == [False, True, True]


@pytest.mark.parametrize("sharing", ["territory", "agreeing"])
def test_every_cost_of_the_embedded_region_is_borne_in_full(south_caucasus, sharing):
    """Shares of each opening sum to 1, and none is negative."""
    for name, work in works(south_caucasus, sharing).items():
        assert work.share.sum() == pytest.approx(1.0), name
        assert (work.share >= 0).all(), name
        assert 0.0 <= work.left <= 1.0


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (8.0, 12.0, (8.0, 10.0, 12.0)),
        (8.0, np.nan, (8.0,) * 3),
        (np.nan, 12.0, (12.0,) * 3),
        (np.nan,) * 2 + ((0.0,) * 3,),
    ],
)
def test_one_end_alone_is_the_whole_range(region, low, high, expected):
    """Costs and months of which one end is stated are drawn as that; of which none is, as nothing."""
    table = region["opening"].copy()
    table.loc[0, ["cost_usd_m_low", "cost_usd_m_high"]] = low, high
    table.loc[0, ["build_months_low", "build_months_high"]] = low, high
    found = uncertain(region.replace(opening=table))
    assert found["cost:faster"] == expected
    assert found["months:faster"] == expected
