"""Who gains, all in one call: scenarios, tables, and what must not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reopen.benefit.benefits import benefits, named_packages
from reopen.benefit.lattice_values import best_feasible, shapley
from reopen.benefit.openings import gains
from reopen.errors import SettingsError
from reopen.network.network import build
from reopen.network.scenario import Scenario
from reopen.settings import Settings
from tests.benefit.brute import without_ranges
from tests.benefit.triangle import OPENINGS, triangle
from tests.benefit.valleys import valleys

SMALL = {"draws": 4, "package_draws": 2, "season_days": ()}
#: Unit costs in USD.
MONEY = (
    "truck-opcost", "truck-hour", "rail-tariff", "rail-terminal-handling", "sea-tariff", "port-handling",
    "gauge-change", "car-opcost", "rail-fare", "sea-fare", "road-maintenance", "rail-maintenance",
    "passenger-value-of-time", "xb-transit-fee", "ferry",
)  # fmt: skip


def found_in(region, **options):
    """Everything about who gains in a region."""
    return benefits(region, build(region), Settings(**SMALL | options))


@pytest.fixture
def region(make_region):
    package = {"package_id": "both", "title": "Road and railway", "opening_ids": "second;railway"}
    return triangle(make_region, package=[package])


def test_every_opening_and_package_is_there(region):
    """Openings, then named packages of the region and of the settings, in every table."""
    found = found_in(region, packages={"mine": ("faster", "railway")})
    names = [*OPENINGS, "both", "mine"]
    assert list(found.gains.names) == names
    assert [(p.id, p.openings) for p in found.named] == [
        ("both", ("second", "railway")),
        ("mine", ("faster", "railway")),
    ]
    assert list(found.totals["opening_id"]) == names
    assert list(found.appraisal["scenario_id"]) == names
    assert len(found.by_country) == len(found.appraisal_by_country) == 3 * len(names)
    assert set(found.tornado["scenario_id"]) == set(names)
    assert len(found.sensitivity) == 0
    for table in (found.totals, found.by_country):
        assert np.isfinite(table.select_dtypes("number").to_numpy()).all()


def test_a_package_is_its_openings_carried_out_together(region):
    """A named package's benefit is that of a scenario with all its openings, and its cost theirs together."""
    found = found_in(region)
    one = gains(region, build(region), {"both": Scenario.of("second", "railway")}, draws=4)
    s = found.gains.names.index("both")
    np.testing.assert_allclose(found.gains.middle["benefit"][s], one.middle["benefit"][0], rtol=1e-12)
    np.testing.assert_allclose(found.gains.drawn["benefit"][s], one.drawn["benefit"][0], rtol=1e-5)
    cost = found.appraisal.set_index("scenario_id")["cost_pv_usd_m"]
    apart = cost["second"] + cost["railway"]
    # The road waits for the railway, and is maintained from then on.
    assert 0.97 * apart < cost["both"] < apart


def test_what_a_package_depends_on_is_carried_out_too(make_region):
    """A package of the settings holds what its openings need, first."""
    region = valleys(make_region, limits={"west-2": {"depends_on": "west-1"}})
    (package,) = named_packages(region, Settings(packages={"far": ("west-2",)}))
    assert package.openings == ("west-1", "west-2")


@pytest.mark.parametrize(
    ("packages", "words"),
    [({"faster": ("second",)}, "'faster' has the name"), ({"both": ("second",)}, "'both' has the name")],
)
def test_names_of_scenarios_must_differ(region, packages, words):
    """A package may not have the name of an opening, nor of a package of the region."""
    with pytest.raises(SettingsError, match=words):
        found_in(region, packages=packages)


def test_a_scenario_of_unknown_cost_is_not_appraised(region):
    """An opening whose cost nobody states, and each package with it, has benefits and no appraisal."""
    table = region["opening"].copy()
    table.loc[table["opening_id"] == "second", "cost_usd_m_high"] = np.nan
    found = found_in(region.replace(opening=table))
    assert list(found.appraisal["scenario_id"]) == ["faster", "railway"]
    assert len(found.totals) == 4


def test_appraisals_hold_together(region):
    """Countries' values sum to the whole, and lowering benefits by the switching value leaves nothing."""
    found = found_in(region)
    whole = found.appraisal.set_index("scenario_id")
    parts = found.appraisal_by_country.groupby("scenario_id")["npv_usd_m_central"].sum()
    for name, row in whole.iterrows():
        assert parts[name] == pytest.approx(row["npv6_usd_m_central"], rel=1e-9)
        gross = row["npv6_usd_m_central"] + row["cost_pv_usd_m"]
        assert row["bcr_central"] == pytest.approx(gross / row["cost_pv_usd_m"])
        left = gross * (1 + row["switching_benefits_percent"] / 100) - row["cost_pv_usd_m"]
        assert left == pytest.approx(0.0, abs=1e-9)
        more = row["cost_pv_usd_m"] * (1 + row["switching_costs_percent"] / 100)
        assert more == pytest.approx(gross)
        if row["npv12_usd_m_central"] > 0:
            assert row["npv3_usd_m_central"] > row["npv6_usd_m_central"] > row["npv12_usd_m_central"]
        assert 0 <= row["positive_share"] <= 1
    assert np.isfinite(whole["eirr_central"]).all()
    assert whole["npv6_usd_m_p10"].le(whole["npv6_usd_m_p90"]).all()


def test_collapsed_ranges_make_every_percentile_the_central_figure(region):
    """In every table that has ranges, exactly."""
    found = found_in(without_ranges(region))
    for table in (found.totals, found.by_country, found.appraisal, found.appraisal_by_country):
        ends = [c.removesuffix("_central") for c in table if c.endswith("_central")]
        assert ends
        for name in ends:
            for q in (10, 50, 90):
                np.testing.assert_array_equal(table[f"{name}_p{q}"], table[f"{name}_central"], err_msg=name)
    assert len(found.tornado) == 0
    assert set(found.appraisal["positive_share"]) <= {0.0, 1.0}


def test_a_seed_gives_the_same_tables_on_one_thread_and_two(region):
    """All tables to the last bit; another seed moves the percentiles and not the middle."""
    net, chosen = build(region), Settings(**SMALL)
    one, two = (benefits(region, net, chosen, seed=1, jobs=jobs) for jobs in (1, 2))
    other = benefits(region, net, chosen, seed=2)
    for name in ("totals", "by_country", "by_pair", "appraisal", "appraisal_by_country", "tornado", "counts"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)
    middle = [c for c in one.totals if c.endswith("_central")]
    pd.testing.assert_frame_equal(one.totals[middle], other.totals[middle], check_exact=True)
    assert (one.totals["benefit_p50"] != other.totals["benefit_p50"]).any()


def in_currency(region, factor):
    """The region with every figure in USD times a factor: the same in another currency."""
    unit, money = region["unit_cost"].copy(), region["unit_cost"]["unit_cost_id"].isin(MONEY)
    parameter = region["parameter"].copy()
    carbon = parameter["parameter_id"] == "carbon-price"
    cargo = region["cargo_class"].copy()
    for end in ("low", "central", "high"):
        unit.loc[money, end] *= factor
        parameter.loc[carbon, end] *= factor
        cargo[f"unit_value_{end}"] *= factor
    tables = {"unit_cost": unit, "parameter": parameter, "cargo_class": cargo}
    for name, columns in (
        ("crossing", ("fee_usd", "gauge_transfer_usd_per_t")),
        ("country", ("gdp_usd_m",)),
        ("trade", ("value_usd_m",)),
        ("opening", ("cost_usd_m_low", "cost_usd_m_high")),
    ):
        tables[name] = region[name].copy()
        for column in columns:
            tables[name][column] *= factor
    return region.replace(**tables)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(factor=st.floats(0.01, 500.0))
def test_another_currency_scales_money_and_nothing_else(make_region, factor):
    """Benefits, fees and values scale; ratios, returns, percents, tonnes and kilometres do not."""
    region = with_ferry(triangle(make_region))
    one, two = found_in(region, together=0), found_in(in_currency(region, factor), together=0)

    def alike(a, b, times, what):
        a, b = (np.asarray(x, dtype=np.float64) for x in (a, b))
        scale = np.nanmax(np.abs(a)) if a.size else 1.0
        np.testing.assert_allclose(b, a * times, rtol=1e-6, atol=1e-6 * scale * times, err_msg=what)

    for key in one.gains.middle:
        alike(one.gains.middle[key], two.gains.middle[key], factor, key)
        alike(one.gains.drawn[key], two.gains.drawn[key], factor, key)
    alike(one.gains.carbon, two.gains.carbon, 1.0, "carbon")
    for a, b in zip(one.gains.changes, two.gains.changes, strict=True):
        for field in ("user", "half", "fees", "usd_saved", "transit_fees", "gross", "large"):
            alike(getattr(a, field), getattr(b, field), factor, field)
        for field in ("hours_saved", "tonnes", "cut_off", "transit_tkm", "modes"):
            alike(getattr(a, field), getattr(b, field), 1.0, field)
    for name in one.appraised:
        for a, b in zip(one.appraised[name], two.appraised[name], strict=True):
            for field in ("npv", "npv_country", "costs", "carbon"):
                alike(getattr(a, field), getattr(b, field), factor, field)
            for field in ("bcr", "bcr_country", "eirr", "first_year", "factor"):
                alike(getattr(a, field), getattr(b, field), 1.0, field)
    for column in ("switching_benefits_percent", "positive_share", "eirr_p50", "bcr_p90"):
        alike(one.appraisal[column], two.appraisal[column], 1.0, column)
    alike(one.shares.select_dtypes("number"), two.shares.select_dtypes("number"), 1.0, "kinds of ways")
    alike(one.totals["share_beyond_rule_of_half"], two.totals["share_beyond_rule_of_half"], 1.0, "share")


def with_ferry(region):
    """The region with a tariff of its own for the ferry, USD a tonne."""
    unit, links = region["unit_cost"], region["link"].copy()
    ferry = unit.iloc[[0]].assign(
        unit_cost_id="ferry", item="ferry", unit="USD per t", low=5.0, central=6.0, high=7.0
    )
    links.loc[links["mode"] == "sea", "tariff_id"] = "ferry"
    return region.replace(unit_cost=pd.concat([unit, ferry], ignore_index=True), link=links)


def test_shares_of_openings_sum_to_the_whole(region):
    """Shapley values of all decisions sum, by country, to what the best feasible package brings."""
    found = found_in(region)
    both, joint = found.packages, found.together
    assert set(both.openings) == {"railway", "second"}
    np.testing.assert_array_equal(joint.combinations.values, both.benefit)
    np.testing.assert_allclose(
        joint.combinations.shapley.sum(axis=0), both.benefit[-1], rtol=1e-9, atol=1e-12
    )
    total = both.benefit[:, both.inside].sum(axis=1)
    worth = total[best_feasible(total, both.feasible)]
    assert shapley(worth[:, None]).sum() == pytest.approx(worth[-1])
    np.testing.assert_allclose(joint.worth(), worth)


@settings(max_examples=10, deadline=None)
@given(
    worth=st.integers(1, 5).flatmap(lambda k: st.lists(st.floats(-1e3, 1e3), min_size=2**k, max_size=2**k))
)
def test_shapley_values_sum_to_the_whole_of_any_game(worth):
    """Whatever a game is worth, its shares sum to what all reach beyond none."""
    game = np.array(worth) - worth[0]
    assert shapley(game[:, None]).sum() == pytest.approx(game[-1], abs=1e-6)


def test_settings_may_leave_the_packages_out(region):
    """Without decisions to combine there are no packages; all else is there."""
    found = found_in(region, together=0)
    assert (found.packages, found.together) == (None, None)
    assert len(found.appraisal) == 4


def test_sobol_indices_come_where_they_are_asked_for(region):
    """A design of a few rows gives a row a scenario, outcome and group."""
    found = found_in(region, sensitivity=4, together=0)
    assert set(found.sensitivity["scenario_id"]) == set(found.gains.names)


def test_a_region_without_openings_has_no_benefits_and_no_error(region):
    """Nothing to open is no reason to fail: empty tables with their columns."""
    none = {name: region[name].iloc[:0] for name in ("opening", "package", "consent", "opening_effect")}
    found = found_in(region.replace(**none))
    assert found.gains.names == ()
    for table in (found.totals, found.by_country, found.by_pair, found.appraisal, found.tornado):
        assert len(table) == 0
        assert len(table.columns) > 2
    assert found.packages is None or len(found.packages.benefit) == 1


def test_sharing_moves_costs_between_countries_and_not_the_whole(region):
    """Whoever pays, the value over all is the same; from outside no country bears any cost."""
    territory, agreeing, outside = (
        found_in(region, sharing=s, together=0) for s in ("territory", "agreeing", "outside")
    )
    for other in (agreeing, outside):
        pd.testing.assert_series_equal(
            other.appraisal["npv6_usd_m_central"], territory.appraisal["npv6_usd_m_central"]
        )
    assert outside.appraisal_by_country["bcr_central"].isna().all()
    gross = outside.appraisal_by_country.groupby("scenario_id", sort=False)["npv_usd_m_central"].sum()
    whole = territory.appraisal.set_index("scenario_id")
    np.testing.assert_allclose(gross, (whole["npv6_usd_m_central"] + whole["cost_pv_usd_m"])[gross.index])


def test_switched_off_phases_and_resistance_raise_the_value(region):
    """At once instead of over years: every value is higher; the yearly benefit is the same."""
    chosen = Settings(**SMALL, phase_in=False, together=0)
    now = benefits(chosen.apply(region), build(region), chosen)
    usual = found_in(region, together=0)
    gain = now.appraisal["npv6_usd_m_central"] - usual.appraisal["npv6_usd_m_central"]
    positive = usual.totals["benefit_central"] > 0
    assert positive.any()
    assert (gain[positive] > 0).all()
    pd.testing.assert_series_equal(now.totals["benefit_central"], usual.totals["benefit_central"])
