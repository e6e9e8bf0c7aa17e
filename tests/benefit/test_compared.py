"""Published studies beside a run: by hand on a small region, and all of the embedded region's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reopen.benefit.benefits import benefits
from reopen.benefit.compared import MEASURES, compare
from reopen.benefit.views import views
from reopen.network.network import build
from reopen.region.schema import schema
from reopen.settings import Settings
from tests.benefit.triangle import OPENINGS, triangle

SMALL = {"draws": 4, "package_draws": 2, "season_days": (), "together": 0}


def studies(*rows):
    """Studies of a scenario, measure and country."""
    usual = {
        "year": 2020, "author": "Somebody", "scope": "s", "method": "", "result": "", "value_low": 1.0,
        "value_high": 2.0, "unit": "percent",
        "horizon": "", "limits": "", "use": "", "difference": "why",
        "source": ("own-estimate",), "confidence": "low",
    }  # fmt: skip
    table = [
        {"study_id": f"S{n}", "scenario_id": s, "measure": m, "country_id": c} | usual
        for n, (s, m, c) in enumerate(rows)
    ]
    return pd.DataFrame(table)


def found_in(region):
    """A region's benefits and views."""
    found = benefits(region, build(region), Settings(**SMALL))
    return found, views(found.gains.scene, found.gains.names)


@pytest.fixture
def compared(make_region):
    """Every measure of the railway, and of a package, beside a made-up study."""
    package = {"package_id": "both", "title": "Both", "opening_ids": "second;railway"}
    region = triangle(make_region, package=[package])
    rows = [
        ("railway", m, "XB" if m.endswith(("percent", "gdp")) and "return" not in m else "") for m in MEASURES
    ]
    rows += [("both", "cost_usd_m", ""), ("", "", ""), ("other", "cost_usd_m", "")]
    region = region.replace(study=studies(*rows))
    found, seen = found_in(region)
    table = compare(region, found, seen)
    return region, found, seen, table


def test_every_measure_that_the_table_allows_can_be_compared(compared):
    """Measures are those of the study table, and each gives a row."""
    table = compared[3]
    assert set(MEASURES) == set(schema()["study"].attributes["measure"].choices)
    assert list(table["measure"]) == [*MEASURES, "cost_usd_m"]
    assert list(table["study_id"]) == [f"S{n}" for n in range(len(MEASURES) + 1)]
    assert (table["why"] == "why").all()
    fits = [row["unit"] in MEASURES[row["measure"]] for row in table.to_dict("records")]
    assert 0 < sum(fits) < len(fits)
    assert (table["published_low"].notna() == fits).all()  # another unit's figure would mislead
    assert (table["published_low"].dropna() == 1.0).all()


def test_a_study_without_a_country_is_set_beside_every_country(compared):
    """A figure that each country has its own of stands once for each country, and for no bloc."""
    region, found, seen, _ = compared
    table = compare(region.replace(study=studies(("railway", "transit_change_percent", ""))), found, seen)
    countries = region["country"].query("kind == 'country'")["country_id"]
    assert list(table["country_id"]) == sorted(countries)


def test_figures_are_those_of_the_run(compared):
    """Each figure by hand from the run's own tables."""
    _, found, seen, table = compared
    ours = {
        r["measure"]: (r["ours_low"], r["ours"], r["ours_high"]) for r in table.iloc[:-1].to_dict("records")
    }
    by_country = found.by_country.set_index(["opening_id", "country_id"]).loc[("railway", "XB")]
    gdp = 3000.0
    assert ours["benefit_percent_of_gdp"] == pytest.approx(
        [100 * (by_country[f"benefit_p{q}"] + by_country[f"new_trade_p{q}"]) / gdp for q in (10, 50, 90)]
    )
    change = 100 * (by_country["transit_mtkm_after"] / by_country["transit_mtkm_before"] - 1)
    assert ours["transit_change_percent"][1] == pytest.approx(change)
    row = seen.equilibrium_by_country.set_index(["scenario_id", "country_id"]).loc[("railway", "XB")]
    assert ours["welfare_percent"][1] == row["percent_central"]
    assert ours["cost_usd_m"] == pytest.approx((16.0, 20.0, 24.0))
    assert ours["months"] == pytest.approx((12.0, 24.0, 36.0))
    center = found.appraised["railway"][0]
    if np.isfinite(ours["return_percent"][1]):
        assert ours["return_percent"][1] == pytest.approx(100 * center.eirr[0])
    assert table.iloc[-1][["ours_low", "ours", "ours_high"]].tolist() == pytest.approx([20.0, 25.0, 30.0])


def test_payback_is_the_cost_over_what_comes_in_a_year(compared):
    """By all benefits, and by fees alone, which never pay back what they do not bring."""
    _, found, _, table = compared
    at, s = found.gains.drawing.at, found.gains.names.index("railway")
    work = found.works["railway"]
    rows = table.set_index("measure")
    for measure, key in (("payback_years", "benefit"), ("payback_from_fees_years", "fee")):
        yearly = found.gains.drawn[key][s].sum(axis=1) - work.maintenance(at)
        cost = np.broadcast_to(work.capital(at), yearly.shape)
        years = sorted(c / y if y > 0 else np.inf for c, y in zip(cost, yearly, strict=True))
        row = rows.loc[measure]
        assert row["ours_low"] in [pytest.approx(y) for y in years] or np.isinf(row["ours_low"])
        assert row["ours_low"] <= row["ours"] <= row["ours_high"]
        assert row["ours_high"] == pytest.approx(years[-1]) or np.isinf(years[-1])
    assert np.isinf(rows.loc["payback_from_fees_years", "ours"])


def test_a_study_of_nothing_that_was_run_is_left_out(compared):
    """Blank scenarios, and names that are none of the run's, give no row."""
    assert set(compared[3]["scenario_id"]) == {"railway", "both"}


def test_what_has_no_cost_cannot_be_compared_by_it(make_region):
    """An opening of unknown cost has no figure for returns and paybacks; its months are known."""
    region = triangle(make_region)
    table = region["opening"].copy()
    table["cost_usd_m_high"] = np.nan
    wanted = [("railway", m, "") for m in ("cost_usd_m", "return_percent", "payback_years", "months")]
    region = region.replace(opening=table, study=studies(*wanted))
    found, seen = found_in(region)
    out = compare(region, found, seen).set_index("measure")["ours"]
    assert out.drop("months").isna().all()
    assert out["months"] == 24.0


def test_without_studies_there_is_an_empty_table(make_region):
    """A region without studies has the columns and no row."""
    region = triangle(make_region)
    found, seen = found_in(region)
    table = compare(region, found, seen)
    assert len(table) == 0
    assert {"study_id", "ours", "why"} <= set(table)
    assert found.gains.names == OPENINGS


def test_the_embedded_regions_studies_name_what_there_is(south_caucasus):
    """Each study with a scenario names what there is: a measure, the country it needs, and a reason."""
    known = {*south_caucasus["opening"]["opening_id"], *south_caucasus["package"]["package_id"]}
    table = south_caucasus["study"]
    some = table[table["scenario_id"] != ""]
    assert len(some) >= 8
    assert set(some["scenario_id"]) <= known
    assert (some["difference"].str.len() > 20).all()
    by_country = {"welfare_percent", "benefit_percent_of_gdp", "transit_change_percent"}
    for row in some.to_dict("records"):
        assert row["measure"] in MEASURES
        assert not row["country_id"] or row["measure"] in {*by_country, "return_percent"}
    assert (table.loc[table["scenario_id"] == "", "measure"] == "").all()
