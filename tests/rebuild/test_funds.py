"""Crews and budgets over time."""

from __future__ import annotations

from reopen.rebuild.funds import crews, funds, stand_ins
from reopen.settings import Rebuild

from .hamlet import tables


def test_teams_change_on_their_dates(make_region) -> None:
    """Ten teams from the beginning, and fifteen from March 2027, the twelfth month after March 2026."""
    found = {crew.id: crew for crew in crews(make_region(**tables()), Rebuild(), 2026, 3)}
    assert found["deminers"].levels == ((0, 10), (12, 15))


def test_before_the_first_date_there_is_no_team(make_region) -> None:
    """A crew that comes in 2027 has no team in 2026."""
    rows = tables()
    rows["crew"] = [rows["crew"][1], *rows["crew"][2:]]
    found = {crew.id: crew for crew in crews(make_region(**rows), Rebuild(), 2026, 3)}
    assert found["deminers"].levels == ((0, 0), (12, 15))


def test_settings_replace_teams_at_all_times(make_region) -> None:
    """Teams of the settings hold from the beginning to the end."""
    found = crews(make_region(**tables()), Rebuild(crews={"deminers": 7}), 2026, 3)
    assert next(crew for crew in found if crew.id == "deminers").levels == ((0, 7),)


def test_budgets_stand_in_order_of_years(make_region) -> None:
    """Amounts come in order of years, times the settings' factor; the last stands for later years."""
    (state,) = funds(make_region(**tables()), Rebuild(budget_factor=0.5))
    assert state.amounts == ((2026, 20.0), (2027, 25.0))
    assert (state.amount(2025), state.amount(2040)) == (0.0, 25.0)


def test_stand_ins_are_of_their_country(make_region) -> None:
    """Builders of B work in B in place of the others, and nowhere else."""
    region = make_region(**tables())
    assert stand_ins(region, "XB") == {"builders": "builders-b"}
    assert stand_ins(region, "XA") == {}
