"""Hazard areas: figures stay, remainders are shared out, and no hectare is made up or lost."""

from __future__ import annotations

import pytest

from reopen.accord.facts import facts
from reopen.errors import RegionError
from reopen.rebuild.hazard import hazard
from reopen.region.region import Region


def place(name: str, **more) -> dict[str, object]:
    """A row of the table ``settlement``."""
    return {"settlement_id": name, "name": name, "admin": f"{name.split('-')[0]} district", **more}


def homes(name: str, number: float) -> dict[str, object]:
    """A row of homes."""
    row = {"asset_id": f"{name}-homes", "name": "Homes", "settlement_id": name, "sector": "housing"}
    return {**row, "quantity": number}


SETTLEMENTS = [
    place("east-district", type="district", fund_id="state", mine_ha=300, buildings_recorded=900),
    place("east-town", type="town", fund_id="state"),
    place("west-district", type="district", fund_id="state", buildings_recorded=300),
    place("north-district", type="district", fund_id="state", buildings_recorded=100),
    place("south-village", type="village"),
    place("all", type="programme", fund_id="state", mine_ha=1000),
]
ASSETS = [homes("east-district", 200), homes("east-town", 100), homes("south-village", 50)]
MONEY = {"usd_m_low": 1, "usd_m_central": 1, "usd_m_high": 1}
FUND = [{"fund_id": "state", "title": "State", "year": 2026, **MONEY}]
CLAIM = {
    "claim_id": "C1", "subject_ids": "valley-road", "attribute": "cleared_area", "value": "1", "unit": "km2",
    "as_of": "2025-05", "claimant": "Agency", "side": "XA",
}  # fmt: skip


def test_a_total_less_what_is_known_is_shared_by_buildings(make_region) -> None:
    """Of 1,000 ha, 100 are released and 300 known: the rest goes to two districts, three to one."""
    region = make_region(settlement=SETTLEMENTS, asset=ASSETS, budget=FUND, claim=[CLAIM])
    found = hazard(region, "2026-01-01")
    assert found.ha == pytest.approx(
        {"east-district": 200.0, "east-town": 100.0, "west-district": 450.0, "north-district": 150.0}
    )
    assert "600 ha are shared among 2 districts" in found.notes[0]
    assert "claim C1, Agency" in found.notes[0]


def test_claims_of_later_dates_do_not_count(make_region) -> None:
    """Seen from before the claim, nothing is released yet."""
    region = make_region(settlement=SETTLEMENTS, asset=ASSETS, budget=FUND, claim=[CLAIM])
    assert sum(hazard(region, "2025-01-01").ha.values()) == pytest.approx(1000.0)


def test_figures_of_towns_stay(make_region) -> None:
    """A town with a figure of its own keeps it, and it is taken off that of its district, which covers it."""
    rows = [SETTLEMENTS[0], {**SETTLEMENTS[1], "mine_ha": 40}]
    region = make_region(settlement=rows, asset=ASSETS[:2], budget=FUND)
    assert hazard(region, "2026-01-01").ha == pytest.approx({"east-district": 260.0, "east-town": 40.0})


def test_places_of_other_budgets_have_no_share(make_region) -> None:
    """The total is of the area of its budget, so that the village elsewhere has none."""
    region = make_region(settlement=SETTLEMENTS, asset=ASSETS, budget=FUND)
    assert "south-village" not in hazard(region, "2026-01-01").ha


def test_no_figures_no_area(make_region) -> None:
    """Without any figure there is no hazard area and no note."""
    region = make_region(settlement=[place("town")])
    assert (hazard(region, "2026-01-01").ha, hazard(region, "2026-01-01").notes) == ({}, ())


def test_embedded_areas_sum_to_what_is_left(south_caucasus: Region) -> None:
    """The embedded districts and towns have the whole area less what was released, 967,000 ha."""
    found = hazard(south_caucasus, "2026-03-31")
    assert sum(found.ha.values()) == pytest.approx(967_000)
    assert found.ha["aghdam-district"] + found.ha["aghdam-town"] == pytest.approx(64_000)
    assert not {"whole-area-mines", "gazakh-villages", "tavush-syunik-border"} & set(found.ha)


@pytest.mark.parametrize("whole", [30, None])
def test_towns_with_more_than_their_district(make_region, whole) -> None:
    """Where figures of towns come to more than that of their district, or it has none, theirs count."""
    rows = [{**SETTLEMENTS[0], "mine_ha": whole}, {**SETTLEMENTS[1], "mine_ha": 40}]
    region = make_region(settlement=rows, asset=ASSETS[:2], budget=FUND)
    assert hazard(region, "2026-01-01").ha == {"east-town": 40.0}


def test_released_land_is_that_of_the_facts(make_region) -> None:
    """Of a range the low end is taken off, in any unit of area, and a vague date counts from its end on."""
    ranged = {**CLAIM, "claim_id": "C2", "value": "1.2-3", "as_of": "2025"}
    small = {**CLAIM, "claim_id": "C3", "value": "900,000", "unit": "m2", "as_of": "2024-01-01"}
    region = make_region(settlement=SETTLEMENTS, asset=ASSETS, budget=FUND, claim=[CLAIM, ranged, small])
    released = {day: 1000.0 - sum(hazard(region, day).ha.values()) for day in ("2025-05-30", "2025-06-01")}
    assert released == pytest.approx({"2025-05-30": 90.0, "2025-06-01": 100.0})
    found = hazard(region, "2025-12-31")
    known = facts(region, "2025-12-31").set_index("row_id")["value_low"]
    assert 1000.0 - sum(found.ha.values()) == pytest.approx(known["C2"]) == pytest.approx(120.0)
    assert "claim C2, Agency" in found.notes[0]


def test_claims_that_cannot_be_read_are_named(make_region) -> None:
    """A cleared area in words is an error, as it is where works are tracked, and no area of 0."""
    region = make_region(
        settlement=SETTLEMENTS,
        asset=ASSETS,
        budget=FUND,
        claim=[CLAIM, {**CLAIM, "claim_id": "C2", "value": "much"}],
    )
    with pytest.raises(RegionError, match="C2"):
        hazard(region, "2026-01-01")
