"""``summary.json`` and the tables: the keys that programs rely on, and nothing that JSON lacks."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reopen.report.summary import ENDS, summary
from reopen.report.tables import tables

PARTS = (
    "appraisal", "appraisal_by_country", "packages", "named_packages", "tornado", "sensitivity", "counts",
    "kinds_of_way", "equilibrium_by_country", "equilibrium_by_zone", "access_by_country", "studies",
)  # fmt: skip


@pytest.fixture(scope="module")
def found(study):
    return summary(study)


def test_it_is_plain_json(found):
    """No NaN and no infinity: missing numbers are null."""
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_openings_hold_benefit_worth_and_countries(study, found):
    """Percentiles of benefit, net present value by rate and ratio, for the region and by country."""
    priced = set(study.benefits.appraisal["scenario_id"])
    assert [one["id"] for one in found["openings"]] == list(study.openings["opening_id"])
    for one in (*found["openings"], *found["packages"]):
        assert set(one["benefit_usd_m_per_year"]) == set(ENDS)
        assert ("npv_usd_m" in one) == (one["id"] in priced)
        if one["id"] in priced:
            assert set(one["npv_usd_m"]) == {f"{rate:g}" for rate in study.settings.discount_rates}
            assert set(one["bcr"]) == set(one["eirr_percent"]) == set(ENDS)
        for country in one["countries"].values():
            assert set(country["benefit_usd_m_per_year"]) == set(ENDS)
            assert ("npv_usd_m" in country) == ("bcr" in country) == (one["id"] in priced)


def test_combinations_hold_what_packages_say(study, found):
    """Openings, count, Shapley values, front, smallest, Nash, payments and delay, by names of openings."""
    both, told = study.packages, found["combinations"]
    assert {"openings", "count", "seconds", "shapley", "pareto", "smallest_all_gain", "nash"} <= set(told)
    assert told["openings"] == list(both.openings)
    assert told["count"] == 2 ** len(both.openings)
    assert set(told["shapley"]) == set(both.openings)
    assert told["pareto"] == [list(both.members(code)) for code in both.front]
    assert set(told["smallest_all_gain"]) == {"central", "p50", "p10"}
    assert set(told["side_payments"]["players"]) == set(both.payments.players)
    assert all("delay_usd_m_per_month" in one for one in told["valued"])


def test_views_and_studies_are_there(study, found):
    """Both views by scenario and country with their notes, and every study that can be compared."""
    names = set(study.benefits.gains.names)
    assert set(found["views"]["market_access_percent"]) == set(found["views"]["equilibrium"]) == names
    assert found["views"]["notes"] == list(study.views.notes)
    assert [row["study_id"] for row in found["studies"]] == list(study.compared["study_id"])


def test_a_part_that_is_left_out_has_no_key(study):
    """Packages, studies and indices are absent, not empty, where there are none."""
    less = replace(
        study.benefits, packages=None, together=None, sensitivity=study.benefits.sensitivity.iloc[:0]
    )
    without = replace(study, benefits=less, compared=study.compared.iloc[:0], named=study.named.iloc[:0])
    assert not {"combinations", "together", "studies", "sensitivity", "packages"} & set(summary(without))
    assert "packages" not in tables(without)


def test_every_table_is_written(study):
    """One a result; packages with their openings, who must agree, and gains of every country."""
    written = tables(study)
    assert set(PARTS) <= set(written)
    packages = written["packages"]
    assert len(packages) == len(study.packages.valued)
    shown = [c for c, inside in zip(study.packages.countries, study.packages.inside, strict=True) if inside]
    for code in shown:
        assert f"{code}_net_usd_m_p50" in packages
        assert f"{code}_delay_usd_m_per_month" in packages
    assert set(packages["on_front"]) <= {"yes", "no"}
