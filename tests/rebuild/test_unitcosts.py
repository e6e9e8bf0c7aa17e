"""Unit costs in USD m per unit."""

from __future__ import annotations

import pytest

from reopen.errors import ReopenError, UnknownIdError
from reopen.rebuild.unitcosts import parse_unit, usd_m_per_unit
from tests.rebuild.ruins import ruined


@pytest.mark.parametrize(
    ("text", "money", "unit"),
    [
        ("USD m each", 1.0, "each"),
        ("USD each", 1e-6, "each"),
        ("USD m/km", 1.0, "km"),
        ("USD per m2", 1e-6, "m2"),
        ("USD m per 100 m", 0.01, "m"),
        ("USD  bn  per km2", 1e3, "km2"),
        ("USD per household", 1e-6, "household"),
    ],
)
def test_texts_of_units(text, money, unit):
    """Money and unit are read from the texts that tables have."""
    assert parse_unit(text) == (pytest.approx(money), unit)


@pytest.mark.parametrize(
    "text", ["hours", "USD", "USD per km per year", "USD per t-km", "AZN each", "USD per 0 m", ""]
)
def test_what_is_no_money_per_unit(text):
    """Other units are refused, and the message shows them and what is expected."""
    with pytest.raises(ReopenError, match="expected money per unit") as refused:
        parse_unit(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "unit", "central"),
    [
        ("demining-manual", "ha", 0.022),
        ("demining-manual", None, 2.2e-6),
        ("road-bridge", "m", 0.04),
        ("road-bridge", "km", 40.0),
        ("school", "school", 3.5),
        ("debris", "kg", 1.5e-8),
        ("house-rural", "each", 0.09),
    ],
)
def test_quantities_in_other_units(south_caucasus, name, unit, central):
    """Lengths, areas and masses are converted; what is counted is one each."""
    assert usd_m_per_unit(south_caucasus, name, unit=unit).central == pytest.approx(central)


def test_the_range_is_kept(south_caucasus):
    """Low, central and high are those of the row."""
    found = usd_m_per_unit(south_caucasus, "school")
    assert (found.low, found.central, found.high) == (2.0, 3.5, 6.0)


@pytest.mark.parametrize(("name", "unit"), [("road-bridge", "each"), ("school", "m3"), ("school", "km")])
def test_units_that_measure_something_else(south_caucasus, name, unit):
    """A cost per length does not fit a count, and the other way round."""
    with pytest.raises(ReopenError, match=f"unit_cost.csv \\({name}\\)"):
        usd_m_per_unit(south_caucasus, name, unit=unit)


def test_another_thing_that_is_counted(make_region):
    """A cost per household is not one per house."""
    costs = [
        {"unit_cost_id": "aid", "item": "Aid", "unit": "USD per household", "low": 1, "central": 2, "high": 3}
    ]
    region = ruined(make_region, unit_cost=costs, asset=[], work=[])
    assert usd_m_per_unit(region, "aid", unit="Households").high == pytest.approx(3e-6)
    with pytest.raises(ReopenError, match="household is not one per 'house'"):
        usd_m_per_unit(region, "aid", unit="house")


def test_a_unit_cost_that_is_not_there(south_caucasus):
    """The nearest id is suggested."""
    with pytest.raises(UnknownIdError, match="did you mean 'school'"):
        usd_m_per_unit(south_caucasus, "schol")
