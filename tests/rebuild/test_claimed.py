"""Claims about assets: they widen ranges by the date on which they are known, and replace no figure."""

from __future__ import annotations

import pytest

from reopen.errors import RegionError
from reopen.rebuild.inventory import inventory
from reopen.rebuild.needs import needs
from tests.rebuild.ruins import ruined


def claim(number: int, attribute: str, value: object, unit: str, **more):
    """A claim about the homes."""
    row = {"claim_id": f"C{number}", "subject_ids": "homes-upper", "attribute": attribute, "value": value}
    return {**row, "unit": unit, "as_of": "2025-05-01", "claimant": "Agency", "side": "XA", **more}


CLAIMS = [
    claim(1, "quantity", 60, "each"),
    claim(2, "quantity", 150, "each", as_of="2025"),
    claim(3, "cost", 20, "USD_million", as_of="2025-06-30"),
    claim(4, "cost", 9, "USD_million"),
    claim(5, "damage", 1, "grade"),
]


def homes(region, as_of):
    """Ends and middle of the quantity and value of the homes."""
    found = inventory(region, as_of=as_of)
    row = found.assets.set_index("asset_id").loc["homes-upper"]
    names = ("quantity_low", "quantity", "quantity_high", "value_low", "value", "value_high")
    return [float(row[name]) for name in names], found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # A hundred homes, 80 to 120, at USD 50,000 to 100,000 each.
        ("2025-04-30", [80, 100, 120, 4, 8, 12]),
        ("2025-05-01", [60, 100, 120, 3, 8, 12]),
        ("2025-06-30", [60, 100, 120, 3, 8, 20]),
        ("2025-12-30", [60, 100, 120, 3, 8, 20]),
        ("2025-12-31", [60, 100, 150, 3, 8, 20]),
    ],
)
def test_claims_widen_from_the_day_on_which_they_are_known(make_region, day, expected):
    """A claim of a year counts from its last day on; the middle stays; quantities move values too."""
    figures, _ = homes(ruined(make_region, claim=CLAIMS), day)
    assert figures == pytest.approx(expected)


def test_needs_carry_the_range_of_claims(make_region):
    """The high end of damage is the largest cost claimed, all of it as the homes are destroyed."""
    region = ruined(make_region, claim=CLAIMS)
    _, found = homes(region, "2026-01-01")
    table = needs(found, region).damage.set_index("sector").loc["housing"]
    assert (table["low"], table["central"], table["high"]) == pytest.approx((3.0, 8.0, 20.0))
    assert "claims widen the range of the quantity of homes-upper" in found.notes
    assert "claims widen the range of the cost of homes-upper" in found.notes


def test_a_cost_claimed_is_no_value_of_its_own(make_region):
    """An asset that nothing prices stays without a value, since a claim is an end and no middle."""
    rows = [{"asset_id": "homes-upper", "name": "Homes", "sector": "housing", "settlement_id": "upper"}]
    found = inventory(ruined(make_region, asset=rows, claim=CLAIMS[3:4]), as_of="2026-01-01")
    assert found.assets[["value_low", "value", "value_high"]].isna().all(axis=None)


def test_claims_that_do_not_fit_are_all_named(make_region):
    """Another unit and words in place of a number are refused with the claim; others stand aside."""
    bad = [
        claim(1, "quantity", 60, "ha"),
        claim(2, "cost", "8-9", "USD_million"),
        claim(3, "cost", -1, "EUR"),
    ]
    region = ruined(make_region, claim=[*bad, claim(4, "cost", "dear", "EUR", subject_ids="valley-road")])
    with pytest.raises(RegionError) as refused:
        inventory(region, as_of="2026-01-01")
    words = str(refused.value)
    assert "4 errors" in words
    for part in (
        "unit (C1): found 'ha', expected the unit each",
        "value (C2): found '8-9'",
        "value (C3): found '-1'",
        "unit (C3): found 'EUR', expected the unit USD_million",
    ):
        assert part in words
