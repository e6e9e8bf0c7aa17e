"""What is wrong with rows of an inventory."""

from __future__ import annotations

import pandas as pd

from reopen.rebuild.inventory_checks import SHOWN, disordered, doubled, outside
from reopen.rebuild.inventory_rows import own_rows
from tests.rebuild.ruins import ruined


def test_many_positions_outside_are_counted(make_region):
    """One message a file, with the count and the first few."""
    region = ruined(make_region)
    rows = own_rows(region)
    many = pd.concat([rows.head(1).assign(asset_id=f"a{k}", x=0.0, y=0.0) for k in range(9)])
    found = outside(region, many)
    assert len(found) == 1
    assert "9 are outside: a0 (0 0)" in found[0].expected
    assert found[0].expected.endswith(f"a{SHOWN - 1} (0 0) ...")


def test_edges_of_the_view_are_inside(make_region):
    """A position on the edge of the view is inside it, and a row without one is not looked at."""
    region = ruined(make_region)
    rows = own_rows(region)
    assert outside(region, rows.assign(x=-31.0, y=20.0)) == []
    assert outside(region, rows.assign(x=float("nan"), y=float("nan"))) == []


def test_quantities_outside_of_their_range(make_region):
    """A quantity below its low end or above its high end is named with all three."""
    rows = own_rows(ruined(make_region))
    assert disordered(rows) == []
    found = disordered(rows.assign(quantity=[79.0, *rows["quantity"][1:]]))
    assert [(p.id, p.column, p.value) for p in found] == [("homes-upper", "quantity", "80, 79, 120")]


def test_ids_met_twice(make_region):
    """Ids that are met again are one problem, with their number and the first of them."""
    rows = own_rows(ruined(make_region))
    assert doubled(rows) == []
    (found,) = doubled(pd.concat([rows, rows, rows]))
    assert "10 are met twice: homes-upper, school-lower" in found.expected
    assert found.expected.endswith("chapel-upper ...")
