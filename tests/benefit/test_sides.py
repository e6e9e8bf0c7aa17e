"""Benefits under each side's figures: what is reused equals a run with these figures in place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.accord.sided import sided
from reopen.benefit.benefits import benefits
from reopen.benefit.sides import by_side
from reopen.errors import UnknownIdError
from reopen.network.network import build
from reopen.settings import Settings
from tests.benefit.brute import without_ranges
from tests.benefit.triangle import triangle

DAY = "2026-03-31"
SETTINGS = Settings(draws=4, package_draws=2, season_days=(), together=0, sensitivity=0)


def claim(n, attribute, value, unit, subject, side):
    """A claim of a side."""
    return {
        "claim_id": f"C{n}", "subject_ids": subject, "attribute": attribute, "value": value, "unit": unit,
        "as_of": "2025-01-01", "claimant": f"Speaker of {side}", "side": side,
    }  # fmt: skip


CLAIMS = (
    claim(1, "cost", "1", "USD_million", "line", "XA"),
    claim(2, "cost", "9000", "USD_million", "line", "XB"),
    claim(3, "build_duration", "48", "months", "line", "XB"),
    claim(4, "length", "60", "km", "rbc", "XC"),
    claim(5, "length", "200", "km", "ab", "XD"),
    claim(6, "bridges", "7", "count", "line", "XE"),
    claim(7, "cost", "1", "USD_million", "second", "XF"),
)


def region_of(make_region, claims=CLAIMS):
    """The triangle with a project behind the railway, and claims."""
    tables = {"claim": claims} if claims else {}
    region = triangle(
        make_region, project=[{"project_id": "line", "name": "Line"}],
        package=[{"package_id": "both", "title": "Both", "opening_ids": "second;railway"}], **tables,
    )  # fmt: skip
    table = region["opening"].copy()
    table["project_ids"] = [("line",) if o == "railway" else () for o in table["opening_id"]]
    return region.replace(opening=table)


def run(region):
    return benefits(region, build(region), SETTINGS, as_of=DAY)


@pytest.fixture
def region(make_region):
    return region_of(make_region)


def at(table, side, opening):
    return table[(table["side"] == side) & (table["opening_id"] == opening)].iloc[0]


def test_each_side_equals_a_run_with_its_figures(make_region, region):
    """Without ranges, benefits and values are those of a whole run in that side's region."""
    region = without_ranges(region)
    told = by_side(run(region), SETTINGS, day=DAY)
    for side in ("XA", "XB", "XC", "XD", "XE", "XF"):
        found = run(sided(region, side, DAY).region)
        for opening in found.gains.names:
            row = at(told, side, opening)
            total = found.totals.set_index("opening_id").loc[opening]
            worth = found.appraisal.set_index("scenario_id").loc[opening]
            assert row["benefit_usd_m_central"] == pytest.approx(total["benefit_central"], rel=1e-9)
            for end in ("p10", "p50", "p90", "central"):
                assert row[f"npv_usd_m_{end}"] == pytest.approx(worth[f"npv6_usd_m_{end}"], rel=1e-9)
            assert row["bcr_central"] == pytest.approx(worth["bcr_central"], rel=1e-9)


def test_costs_do_not_change_flows(region):
    """If a side states costs and months only, benefits stay to the last bit, and other rows altogether."""
    found = run(region)
    told = by_side(found, SETTINGS, day=DAY)
    for side in ("XA", "XB"):
        mine = told[told["side"] == side].set_index("opening_id")
        assert mine["benefit_change_usd_m"].eq(0.0).all()
        assert mine.loc[["faster", "second"], "npv_change_usd_m"].eq(0.0).all()
        assert mine.loc[["railway", "both"], "npv_change_usd_m"].ne(0.0).all()
        assert mine.loc["railway", "npv_change_usd_m"] == pytest.approx(
            mine.loc["both", "npv_change_usd_m"], rel=0.2
        )
    assert (
        at(told, "XA", "railway")["cost_left_usd_m_low"]
        == at(told, "XA", "railway")["cost_left_usd_m_high"]
        == 1.0
    )


def test_a_cheaper_opening_is_worth_more_and_may_change_the_sign(region):
    """The flag says that the net present value is above 0 by one account and below by the other."""
    found = run(region)
    told = by_side(found, SETTINGS, day=DAY)
    own = found.appraisal.set_index("scenario_id")["npv6_usd_m_central"]
    dear, cheap = at(told, "XB", "railway"), at(told, "XF", "second")
    assert own["second"] < 0 < cheap["npv_usd_m_central"]
    assert cheap["npv_usd_m_central"] == pytest.approx(own["second"] + cheap["npv_change_usd_m"])
    assert cheap["sign_changed"]
    assert dear["npv_usd_m_central"] < own["railway"] < 0
    assert not dear["sign_changed"]
    assert set(dear["replaced"]) == {
        "cost_usd_m_low of railway", "cost_usd_m_high of railway", "build_months_low of railway",
        "build_months_high of railway",
    }  # fmt: skip
    assert dear["claim_ids"] == ("C2", "C3")


def test_the_length_of_a_closed_link_matters_to_its_own_opening(region):
    """A shorter railway brings more by itself and in its package; of the open road, to everything."""
    told = by_side(run(region), SETTINGS, day=DAY)
    closed = told[told["side"] == "XC"].set_index("opening_id")["benefit_change_usd_m"]
    assert closed[["faster", "second"]].eq(0.0).all()
    assert closed[["railway", "both"]].gt(0.0).all()
    road = told[told["side"] == "XD"].set_index("opening_id")["benefit_change_usd_m"]
    assert road.ne(0.0).all()


def test_a_side_without_a_figure_of_use_changes_nothing(region):
    """Its rows are those of the region."""
    told = by_side(run(region), SETTINGS, day=DAY)
    idle = told[told["side"] == "XE"]
    changes = idle[["benefit_change_usd_m", "npv_change_usd_m", "bcr_change"]].to_numpy()
    assert np.array_equal(changes, np.zeros_like(changes))
    assert not idle["replaced"].map(len).any()


def test_a_cost_that_only_one_side_states(region):
    """Without a cost in the region there is a value under that side's figures, and no change to tell."""
    table = region["opening"].copy()
    table.loc[table["opening_id"] == "railway", ["cost_usd_m_low", "cost_usd_m_high"]] = np.nan
    told = by_side(run(region.replace(opening=table)), SETTINGS, day=DAY)
    row = at(told, "XA", "railway")
    assert np.isfinite(row["npv_usd_m_central"])
    assert np.isnan(row["npv_change_usd_m"])
    assert not row["sign_changed"]
    assert np.isnan(at(told, "XC", "railway")["npv_usd_m_central"])
    assert np.isnan(at(told, "XC", "railway")["cost_left_usd_m_low"])


def test_later_claims_and_no_claims(make_region, region):
    """Claims of later days make no side; nor does a region without claims."""
    found = run(region)
    assert len(by_side(found, SETTINGS, day="2024-12-31")) == 0
    told = by_side(run(region_of(make_region, ())), SETTINGS, day=DAY)
    assert len(told) == 0
    assert "npv_change_usd_m" in told


def test_draws_of_all_else_stay(region):
    """A cost of the same range twice as high moves each draw of the value by its own draw of the cost."""
    table = region["opening"].copy()
    cost = table.set_index("opening_id").loc["second"]
    claims = region["claim"].copy()
    claims.loc[claims["claim_id"] == "C7", "value"] = (
        f"{2 * cost['cost_usd_m_low']}-{2 * cost['cost_usd_m_high']}"
    )
    found = run(region.replace(claim=claims))
    told = at(by_side(found, SETTINGS, day=DAY), "XF", "second")
    twice = table.assign(
        **{
            f"cost_usd_m_{e}": table[f"cost_usd_m_{e}"].where(
                table["opening_id"] != "second", 2 * cost[f"cost_usd_m_{e}"]
            )
            for e in ("low", "high")
        }
    )
    other = run(region.replace(opening=twice)).appraisal.set_index("scenario_id").loc["second"]
    for end in ("p10", "p50", "p90", "central"):
        assert told[f"npv_usd_m_{end}"] == pytest.approx(other[f"npv6_usd_m_{end}"], rel=1e-9)


def test_one_side_alone_is_that_of_all(region, monkeypatch):
    """Its rows are those among all sides', no other side is looked at, and an unknown one is refused."""
    found = run(region)
    every = by_side(found, SETTINGS, day=DAY)
    looked_at = []
    monkeypatch.setattr(
        "reopen.benefit.sides.sided", lambda *given: looked_at.append(given[1]) or sided(*given)
    )
    alone = by_side(found, SETTINGS, day=DAY, only="XB")
    pd.testing.assert_frame_equal(alone, every[every["side"] == "XB"].reset_index(drop=True))
    assert looked_at == ["XB"]
    with pytest.raises(UnknownIdError, match="XQ"):
        by_side(found, SETTINGS, day=DAY, only="XQ")
