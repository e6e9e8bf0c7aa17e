"""Which figures matter: tornados around the central run, and Sobol indices of groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.benefit import changed
from reopen.benefit.appraised import Terms, appraise_all
from reopen.benefit.assumptions import drawn_ranges, groups
from reopen.benefit.costs import works
from reopen.benefit.openings import gains
from reopen.benefit.uncertain import Outcome, indices_of, tornado_of
from reopen.economics.draws import ranges
from reopen.network.network import build
from reopen.network.scenario import Scenario
from tests.benefit.brute import at_draw, without_ranges
from tests.benefit.triangle import OPENINGS, triangle

TERMS = Terms((0.06, 0.03), 30, 40.0)


def outcome_of(region, *, known=OPENINGS):
    """Outcomes of all openings as a function of the figures, and the openings' gains."""
    found = gains(region, build(region), {o: Scenario.of(o) for o in OPENINGS}, draws=4)
    taken = works(region)
    members = {o: (taken[o],) for o in known}
    between = dict.fromkeys(OPENINGS, True)
    return found, Outcome(found, members, between, TERMS, 1), appraise_all(found, members, between, TERMS)


@pytest.fixture
def region(make_region):
    return triangle(make_region)


def test_the_centre_of_a_tornado_is_the_central_run(region):
    """For every scenario and outcome, whatever figure is moved, it is the middle of the run."""
    found, outcome, priced = outcome_of(region)
    table = tornado_of(outcome)
    assert set(table["scenario_id"]) == set(OPENINGS)
    for row in table.to_dict("records"):
        s = found.names.index(row["scenario_id"])
        if row["outcome"] == "benefit_usd_m_per_year":
            expected = found.middle["benefit"][s].sum() / 1e6
        else:
            expected = priced[row["scenario_id"]][0].npv[0, 0] / 1e6
        assert row["central"] == pytest.approx(expected, rel=1e-12)
        assert row["swing"] > 0
        assert row["figure"] in drawn_ranges(region)


def test_the_largest_swing_comes_first_and_is_between_its_ends(region):
    """By scenario and outcome in falling order, as many as are listed at most."""
    _, outcome, _ = outcome_of(region)
    for _, mine in tornado_of(outcome).groupby(["scenario_id", "outcome"]):
        assert len(mine) <= 8
        assert mine["swing"].is_monotonic_decreasing
        np.testing.assert_allclose(mine["swing"], (mine["high"] - mine["low"]).abs(), rtol=1e-12)


def test_ends_of_a_tornado_are_whole_runs_at_them(region, monkeypatch):
    """With the volume of trade low and high, the outcome is that of a region whose trade is so."""
    monkeypatch.setattr(changed, "HELD", 1.0)
    _, outcome, _ = outcome_of(region)
    over = ranges(drawn_ranges(region))
    p = over.names.index("trade-volume-factor")
    rows = np.stack([over.central, over.central])
    rows[0, p], rows[1, p] = over.low[p], over.high[p]
    values = outcome(over, rows)
    for n, factor in enumerate((over.low[p], over.high[p])):
        trade = region["trade"].copy()
        trade["tonnes_kt"] *= factor
        found = gains(
            region.replace(trade=trade), build(region), {o: Scenario.of(o) for o in OPENINGS}, draws=2
        )
        totals = found.middle["benefit"].sum(axis=1) / 1e6
        np.testing.assert_allclose(values[n, ::2], totals, rtol=1e-5)


def test_outcomes_of_the_draws_are_the_draws(region):
    """Rows of figures give what the draws of the same figures gave."""
    found, outcome, priced = outcome_of(region)
    over = ranges(drawn_ranges(region))
    assert over.names == found.drawing.names
    values = outcome(over, found.drawing.values)
    for s, name in enumerate(OPENINGS):
        np.testing.assert_allclose(values[:, 2 * s], found.drawn["benefit"][s].sum(axis=1) / 1e6, rtol=1e-12)
        np.testing.assert_allclose(values[:, 2 * s + 1], priced[name][1].npv[0] / 1e6, rtol=1e-9)
    assert (
        at_draw(found.drawing, 0).values["importer-share"]
        == found.drawing.values[0, over.names.index("importer-share")]
    )


def test_a_scenario_of_unknown_cost_has_benefits_alone(region):
    """Without a known cost there is no value to move, and no row about it."""
    _, outcome, _ = outcome_of(region, known=("faster", "railway"))
    table = tornado_of(outcome)
    mine = table[table["scenario_id"] == "second"]
    assert set(mine["outcome"]) == {"benefit_usd_m_per_year"}


def test_without_ranges_nothing_matters(region):
    """With no range at all both tables are empty, and have their columns."""
    _, outcome, _ = outcome_of(without_ranges(region))
    for table in (tornado_of(outcome), indices_of(outcome, 4, 0)):
        assert len(table) == 0
        assert {"scenario_id", "outcome"} <= set(table.columns)


def test_indices_run_and_hold_together(region):
    """Total indices are not below first ones beyond sampling error, and some group always matters."""
    _, outcome, _ = outcome_of(region)
    table = indices_of(outcome, 64, 7)
    names = groups(tuple(drawn_ranges(region)))
    assert set(table["group"]) == set(names)
    assert len(table) == 2 * len(OPENINGS) * len(names)
    for _, mine in table.groupby(["scenario_id", "outcome"]):
        assert (mine["total"] >= mine["first"] - 0.25).all()
        assert mine["total"].max() > 0.2
        assert (mine["total_low"] <= mine["total_high"]).all()
    pd.testing.assert_frame_equal(table, indices_of(outcome, 64, 7))
    assert len(indices_of(outcome, 0, 7)) == 0


def test_only_the_groups_that_an_outcome_rests_on_count(region):
    """With ranges of the capital cost alone, it explains all of the value, and nothing of the benefit."""
    narrow = without_ranges(region).replace(opening=region["opening"])
    costs = [n for n in drawn_ranges(narrow) if n.startswith("cost:")]
    assert len(costs) == 3
    table = narrow["opening"].copy()
    for column in ("build_months_low", "build_months_high"):
        table[column] = 12.0
    _, outcome, _ = outcome_of(narrow.replace(opening=table))
    found = indices_of(outcome, 64, 0)
    assert set(found["outcome"]) == {"npv_usd_m"}
    assert set(found["group"]) == {"capital cost"}
    np.testing.assert_allclose(found[["first", "total"]], 1.0, atol=0.1)
